"""The app: its first screen, the palette, and the way to every other screen."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from textual.command import Provider
from textual.screen import Screen

from ce_tui.settings import Settings
from ce_tui.store import Store, StoreError
from ce_tui.ui.base import AppBase
from ce_tui.ui.keys import keys_of
from ce_tui.ui.main import MainScreen, begin
from ce_tui.ui.mode import LEARNER, Mode
from ce_tui.ui.places import Place


def _commands() -> type[Provider]:
    from ce_tui.ui.palette import Commands

    return Commands


class CeApp(AppBase):
    """The app of one learner. Its result is `TO_THE_DEMO` when the learner asked for the demo."""

    COMMANDS = {_commands}

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], datetime],
        settings: Settings,
        mode: Mode = LEARNER,
        crashed: Callable[[BaseException], str] | None = None,
    ) -> None:
        super().__init__(open_store, clock, settings, mode, crashed)
        self._first = begin(self)

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(self._first)

    def action_command_palette(self) -> None:
        """Open the palette on what can be done here; asked before it has the focus, where characters are text."""
        self.commands = keys_of(self.screen)
        super().action_command_palette()

    def open(self, place: Place) -> None:
        from ce_tui.ui import opening  # which knows the rules of credit: the first paint does without

        opening.go(self, place)

    def preload(self) -> None:
        Store.preload()
        from ce_tui.ui import claiming, opening, preview  # noqa: F401  what keys ask for first

    def care(self) -> None:
        """The backup of the day, told where it could not be made."""
        if self.mode.banner or self.mode.travels or self.door.failed:  # thrown away, or it cannot be opened
            return
        from ce_tui.store.backups import daily

        try:
            daily(self.settings.store, self.clock())
        except StoreError as error:
            with suppress(RuntimeError):  # the app has ended
                self.call_from_thread(self.say_error, error)
