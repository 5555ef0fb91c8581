"""What a screen may ask of the app it is in, and the app of a screen. Which screens there are only `opening` knows."""

import gc
import threading
from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen, ScreenResultType, SystemModalScreen

from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.settings import Settings, keep_theme, kept_theme_file
from ce_tui.store import Store, StoreError
from ce_tui.ui.door import Door
from ce_tui.ui.keys import Bound, Keyed, keymap
from ce_tui.ui.mode import Mode
from ce_tui.ui.places import Help, Place, Start
from ce_tui.ui.styles import STYLES
from ce_tui.ui.terminal_app import TerminalApp

if TYPE_CHECKING:  # the first paint does without the rules of credit
    from ce_tui.credit.model import Claim

TO_THE_DEMO = "demo"
"""The app's result when the learner asked for the demo."""


class AppBase(Keyed, TerminalApp[str]):
    """Opened on a store for one learner. `clock` is the only source of the time: aware, in UTC."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [STYLES / "app.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [  # with priority, so that they reach through boxes and forms
        Binding("f1", "help", "Keys of this screen", id="help", show=False, priority=True),
        Binding("ctrl+p", "command_palette", "All commands", id="commands", show=False, priority=True),
        # Else what is typed at once after Tab would still go to the field before it.
        Binding("tab", "app.focus_next", "To the next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "To the field before", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], datetime],
        settings: Settings,
        mode: Mode,
        crashed: Callable[[BaseException], str] | None = None,
    ) -> None:
        """`crashed` keeps an unexpected error and returns what to tell the user."""
        super().__init__(settings.theme, crashed)
        self.door = Door(open_store, self.say_error)
        self.clock, self.settings, self.mode = clock, settings, mode
        self.learner = Learner(settings.learner)
        self.exit_code = 0
        """What quitting returns."""
        self.commands: list[Bound] = []
        """What the palette offers."""
        self.keymap = keymap(settings, demo=mode.travels) if mode.remaps else {}
        self.set_keymap(self.keymap)

    # --- the store --------------------------------------------------------------------------------------------

    async def changed(self) -> None:
        """The store has changed: every page reads it again."""
        await self.changed_below(None)

    async def changed_below(self, page: "Page[None] | None") -> None:
        """`page` has changed the store and shows it already: every other page reads it again."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page) and screen is not page and screen.is_mounted:
                try:
                    await screen.reload()
                except NoMatches:
                    if not self.was_left(screen):  # while it was reading
                        raise

    def on_ready(self) -> None:
        """The screen is painted: load what the first write needs, and let the garbage collector work again."""
        threading.Thread(target=self._afterwards, daemon=True).start()

    def _afterwards(self) -> None:
        """What can wait until the screen is painted, on a thread of its own."""
        self.preload()
        gc.enable()
        gc.freeze()
        self.care()

    def preload(self) -> None:
        """Load what is asked for next; on a thread of its own."""

    def care(self) -> None:
        """Look after the store; on the same thread, after that."""

    def on_unmount(self) -> None:
        self.door.close()

    # --- saying -----------------------------------------------------------------------------------------------

    def say_error(self, error: StoreError) -> None:
        """What could not be done, and why."""
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
        if self.mode.banner or not self.mode.remaps:
            return  # a store that is thrown away, or a kiosk that is everybody's
        try:
            keep_theme(name)
        except OSError as error:
            self.say(f"The theme is not kept for the next start: {error.strerror}.")
            return
        if (origin := self.settings.origin.get("theme", "default")) not in ("default", str(kept_theme_file())):
            self.say(f"At the next start {origin} chooses the theme again.")

    # --- certificates -----------------------------------------------------------------------------------------

    def hand_over(self, claim: "Claim") -> bool:
        """Hand over a certificate in a way of the app's own; False if it is simply saved."""
        return False

    @property
    def downloads(self) -> Path:
        """Where certificates are saved."""
        return self.settings.downloads

    # --- ways to go -------------------------------------------------------------------------------------------

    @abstractmethod
    def open(self, place: Place) -> None:
        """Show a place on top of what is shown."""

    def action_help(self) -> None:
        """Tell the keys of the screen in front, once."""
        if not isinstance(self.screen, SystemModalScreen):
            self.open(Help())

    def no_credits(self) -> None:
        """The store is new: offer ways to begin."""
        self.open(Start())

    async def action_quit(self) -> None:
        """End the app."""
        self.exit(return_code=self.exit_code)


class Page(Screen[ScreenResultType]):
    """A screen that shows something of the store, and may play something meanwhile."""

    app = getters.app(AppBase)

    def go(self, place: Place) -> None:
        """Go to a place, once however often its key was pressed."""
        if self.app.screen is self:
            self.app.open(place)

    async def reload(self) -> None:
        """Read again what is shown."""

    @property
    def is_playing(self) -> bool:
        """Whether a video plays here: whoever watches it touches no key for long."""
        return False

    def stop(self) -> None:
        """Stop what plays here."""
