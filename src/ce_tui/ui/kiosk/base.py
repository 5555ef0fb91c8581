"""What the screens of a kiosk may ask of the app they are in; which screens there are only the app knows."""

from dataclasses import dataclass
from pathlib import Path

from ce_tui.credit.parties import Learner
from ce_tui.exit_codes import CLOSED_BY_STAFF, DONE
from ce_tui.kiosk.launcher import NEXT
from ce_tui.kiosk.options import Options, kiosk_name
from ce_tui.ui.base import AppBase


@dataclass(frozen=True, slots=True)
class Setup:
    """What one sign-in is given: the organizer's choices, the pepper of all PINs, what is kept of the passcode,
    and a private folder that is gone after it; the badge that was scanned already, and a note for the first screen.
    """

    options: Options
    pepper: bytes
    passcode: str
    folder: Path
    badge: str = ""
    note: str = ""


class KioskBase(AppBase):
    """Its exit code tells the launcher why it ended."""

    setup: Setup

    @property
    def kiosk_name(self) -> str:
        """What this kiosk is called in the store."""
        return kiosk_name(self.setup.options)

    def sign_in(self, learner: Learner) -> None:
        """Open the lists of a learner whose badge and PIN were right."""
        raise NotImplementedError

    def sign_out(self, badge: str = "") -> None:
        """End this sign-in; `badge` was scanned by whoever comes next."""
        if badge:
            (self.setup.folder / NEXT).write_text(badge, "utf-8")
        self.exit(return_code=DONE)

    def close_kiosk(self) -> None:
        """The passcode was right."""
        self.exit(return_code=CLOSED_BY_STAFF)
