"""Handing over a certificate at a kiosk: the ways that the organizer chose."""

import asyncio
import os
from pathlib import Path

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from ce_tui.certificate import CertificateError, qr_lines, write_pdf
from ce_tui.credit.model import Claim
from ce_tui.credit.text import clean
from ce_tui.kiosk import hand_over
from ce_tui.ui.box import Box
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase
from ce_tui.ui.kiosk.drive import DriveScreen
from ce_tui.ui.saving import NotSaved, Saved, save

_PART = 70
"""Of the screen's height, what a box scrolls in (in percent); a code of which only a part can be seen is none."""


class HandOverScreen(Box[None]):
    """Print it, save it on a drive, show its number to a phone, or get it at home."""

    BOX_TITLE = "Your certificate"
    AUTO_FOCUS = "Button"
    app = getters.app(KioskBase)
    column = getters.query_one("#hand-over", VerticalScroll)
    answer = getters.query_one("#told", Static)

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self._claim = claim
        self._path: Path | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="hand-over"):
            yield Static(
                Content.assemble(
                    "Certificate ",
                    plain(self._claim.number).stylize("bold"),
                    " of ",
                    plain(self._claim.name).stylize("bold"),
                ),
                markup=False,
            )
            yield Static("", id="told", markup=False)

    def buttons(self) -> ComposeResult:
        labels = {"print": "Print", "drive": "On a drive", "screen": "QR code", "home": "At home"}
        offered = self.app.setup.options.offer
        for n, way in enumerate(offered):
            yield Button(labels[way], id=way, variant="primary" if not n else "default", compact=True)
        yield Button("Close", id="close", compact=True)

    def on_mount(self) -> None:
        if not self.app.setup.options.offer:
            self._say(plain("The staff hands out certificates here; please ask them, with the number above."))

    def _say(self, text: Content) -> None:
        self.answer.update(Content.assemble("\n", text))
        self.column.scroll_end(animate=False)

    async def _made(self) -> Path | None:
        """The PDF in the private folder of this sign-in; None when the reason why there is none has been told."""
        if self._path is None:
            self._say(plain("Making the certificate …"))
            match await save(self.app, self._claim):
                case Saved(path):
                    self._path = path
                case NotSaved(sentence):
                    self._say(plain(f"{sentence} Please ask the staff; the number above stays good."))
        return self._path

    @on(Button.Pressed, "#print")
    @work(exclusive=True, group="hand")
    async def _print(self) -> None:
        if path := await self._made():
            self._say(plain("Printing …"))
            printer = self.app.setup.options.printer
            self._say(plain(await asyncio.to_thread(hand_over.print_file, path, self._claim.number, printer)))

    @on(Button.Pressed, "#drive")
    @work(exclusive=True, group="hand")
    async def _save(self) -> None:
        found = await asyncio.to_thread(hand_over.drives, self.app.setup.options.drives)
        if not found:
            self._say(plain("There is no drive that can be written to; put one in, wait a moment, and try again."))
            return
        drive: Path | None = found[0] if len(found) == 1 else await self.app.push_screen_wait(DriveScreen(found))
        if drive is None or (path := await self._made()) is None:
            return
        try:
            saved = await asyncio.to_thread(_save_on, drive, self._claim, path)
        except (CertificateError, hand_over.DriveError) as error:
            self._say(plain(str(error)))
            return
        shown = plain(clean(str(saved))).stylize("bold")
        self._say(Content.assemble("✓ Saved as\n", shown, "\nYou can take the drive out now."))

    @on(Button.Pressed, "#screen")
    def _show_code(self) -> None:
        lines = qr_lines(self._claim.number)
        if len(lines) > self.app.size.height * _PART // 100:
            self._say(plain("The screen is too small for a QR code; please take a picture of the number above."))
            return
        code = Content("\n").join(map(Content, lines)).stylize("black on white")
        self._say(Content.assemble(plain("Scan this with your phone to keep the certificate's number:"), "\n", code))

    @on(Button.Pressed, "#home")
    def _home(self) -> None:
        organization = self._claim.organization
        where = f" or at {organization.website}" if organization.website else ""
        self._say(
            plain(
                f"Nothing has to be taken along: the number {self._claim.number} and your name are enough to get it "
                f"from {organization.name}{where}, today or in years (`ce-tui certificate NUMBER --name NAME`)."
            )
        )


def _save_on(drive: Path, claim: Claim, path: Path) -> Path:
    saved = write_pdf(hand_over.folder_on(drive, claim.name), claim.number, path.read_bytes())
    os.sync()  # people pull drives out
    return saved
