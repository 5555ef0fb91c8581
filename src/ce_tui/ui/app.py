"""The app: holds the door to the store, the learner and the clock. Screens do the rest."""

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen, SystemModalScreen

from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.store import Store, StoreError
from ce_tui.ui.door import Door
from ce_tui.ui.keys import Bound, keymap, keys_of
from ce_tui.ui.overview import first_look
from ce_tui.ui.styles import STYLES
from ce_tui.ui.terminal_app import TerminalApp

if TYPE_CHECKING:
    from textual.command import Provider

    from ce_tui.credit.model import Claim
    from ce_tui.settings import Settings

DEMO = "demo"


def _commands() -> "type[Provider]":
    from ce_tui.ui.palette import Commands

    return Commands


class CeApp(TerminalApp[str]):
    """Opened on a store for one learner. `clock` is the only source of the time.

    Its result is `DEMO` when the learner asked for the demo.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = [STYLES / "app.tcss"]
    COMMANDS = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [  # with priority, so that they reach through boxes and forms
        Binding("f1", "help", "Keys of this screen", id="help", show=False, priority=True),
        Binding("ctrl+p", "command_palette", "All commands", id="commands", show=False, priority=True),
        # Else what is typed at once after Tab would still go to the field before it.
        Binding("tab", "app.focus_next", "To the next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "To the field before", show=False, priority=True),
    ]
    EMAIL: ClassVar[str] = "E-mail"
    """What the profile calls the address."""
    LEAVE: ClassVar[str] = "quit"
    """What the key `q` of the main screen does."""
    LOADS: ClassVar[str] = "`ce-tui import FILE` loads a catalog."
    """How more credits come to be, where whoever reads it can do it."""
    OPENS: ClassVar[bool] = True
    """Whether addresses are opened in a browser."""
    TRAVELS: ClassVar[bool] = False
    """Whether its clock may be moved, and its store is thrown away: no fault then, and nothing to back up."""
    REMAPS: ClassVar[bool] = True
    """Whether config.toml may change keys."""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], datetime],
        settings: "Settings",
        banner: str = "",
        crashed: Callable[[BaseException], str] | None = None,
        browse: bool = False,
    ) -> None:
        """`banner` stays at the top; `crashed` keeps an unexpected error and returns what to tell the user.

        With `browse` everything can be opened; the store is then a copy that is thrown away.
        """
        super().__init__(settings.theme, crashed)
        self.door = Door(open_store, self._tell)
        self.browse = browse
        self.clock = clock
        self.settings = settings
        self.learner = Learner(settings.learner)
        self.begin()
        self.banner = banner
        self.exit_code = 0
        """What quitting returns."""
        self.commands: list[Bound] = []
        """What the palette offers."""
        self.keymap = keymap(settings, demo=self.TRAVELS) if self.REMAPS else {}
        self.set_keymap(self.keymap)

    def begin(self) -> None:
        """Ask for what the first paint shows."""
        self.first = self.door.begin(first_look, self.learner.key, self.clock(), self.browse)

    def get_default_screen(self) -> Screen[None]:
        from ce_tui.ui.main import MainScreen

        return MainScreen()

    async def action_quit(self) -> None:
        """End the app."""
        self.exit(return_code=self.exit_code)

    def action_command_palette(self) -> None:
        """Open the palette on what can be done here; asked before it has the focus, where characters are text."""
        self.commands = keys_of(self.screen)
        super().action_command_palette()

    def action_help(self) -> None:
        """Tell the keys of the screen in front, once."""
        from ce_tui.ui.boxes.short import HelpScreen

        if not isinstance(self.screen, HelpScreen | SystemModalScreen):
            self.push_screen(HelpScreen(self.screen))

    def on_ready(self) -> None:
        """The screen is painted: load what the first write needs, and let the garbage collector work again."""
        threading.Thread(target=self._afterwards, daemon=True).start()

    def _afterwards(self) -> None:
        """What can wait until the screen is painted, on a thread of its own."""
        _warm()
        self.care()

    def care(self) -> None:
        """The backup of the day, told where it could not be made."""
        if self.banner or self.TRAVELS or self.door.failed:  # a store that is thrown away, or cannot be opened
            return
        from ce_tui.store.backups import daily

        try:
            daily(self.settings.store, self.clock())
        except StoreError as error:
            with suppress(RuntimeError):  # the app has ended
                self.call_from_thread(self._tell, error)

    async def changed(self) -> None:
        """The store has changed: every screen that shows something of it reads it again."""
        await self.changed_below(None)

    async def changed_below(self, page: Screen[None] | None) -> None:
        """`page` has changed the store and shows it already: every other screen reads it again."""
        for screen in reversed(self.screen_stack):
            if screen is not page and screen.is_mounted and (reload := getattr(screen, "reload", None)):
                try:
                    await reload()
                except NoMatches:
                    if screen in self.screen_stack:  # else it was left while it was reading
                        raise

    def _tell(self, error: StoreError) -> None:
        # What is asked every second must not be said every second.
        if (said := clean(str(error))) not in self.messages:
            self.notify(said, title="That could not be done", severity="error", markup=False, timeout=10)

    def say(self, message: str, title: str = "") -> None:
        """A short message at the edge of the screen, as plain text."""
        self.notify(clean(message), title=clean(title), markup=False)

    def copy(self, text: str) -> str:
        """Put text on the clipboard; what to tell of it."""
        self.copy_to_clipboard(text)
        return f"Copied: {clean(text)}"

    def choose_theme(self, name: str) -> None:
        """Change the looks, now and for the next start."""
        if name == self.theme:
            return
        self.theme = name
        if self.banner or not self.REMAPS:
            return  # a store that is thrown away, or a station that is everybody's
        from ce_tui.settings import keep_theme, kept_theme_file

        try:
            keep_theme(name)
        except OSError as error:
            self.say(f"The theme is not kept for the next start: {error.strerror}.")
            return
        if (origin := self.settings.origin.get("theme", "default")) not in ("default", str(kept_theme_file())):
            self.say(f"At the next start {origin} chooses the theme again.")

    def no_credits(self) -> None:
        """The store is new: offer ways to begin."""
        from ce_tui.ui.boxes.start import StartScreen

        self.push_screen(StartScreen())

    def hand_over(self, claim: "Claim") -> bool:
        """Hand over a certificate in a way of the app's own; False if it is simply saved."""
        return False

    @property
    def downloads(self) -> Path:
        """Where certificates are saved."""
        return self.settings.downloads

    def on_unmount(self) -> None:
        self.door.close()


def _warm() -> None:
    import ce_tui.store.credits
    import ce_tui.store.rules
    import ce_tui.ui.drawing.lines
    import ce_tui.ui.forms.claim  # noqa: F401

    gc.enable()
    gc.freeze()
