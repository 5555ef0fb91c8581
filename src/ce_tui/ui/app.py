"""The app: holds the door to the store, the learner and the clock. Screens do the rest."""

import asyncio
import base64
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from time import sleep
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual._context import active_message_pump
from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen, SystemModalScreen
from textual.widget import Widget
from textual.worker import WorkerFailed, get_current_worker

from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.store import Store, StoreError
from ce_tui.ui.door import Door
from ce_tui.ui.drawing.theme import OWN, allowed
from ce_tui.ui.driver import hearing
from ce_tui.ui.keys import Bound, keymap, keys_of
from ce_tui.ui.overview import first_look
from ce_tui.ui.styles import STYLES
from ce_tui.ui.textual_fixes import forget_drawings

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.command import Provider
    from textual.driver import Driver

    from ce_tui.credit.model import Claim
    from ce_tui.settings import Settings

DEMO = "demo"
GONE_SECONDS = 2.0
"""How often the app looks whether its terminal is still there; without one it would read nothing, for ever."""
END_SECONDS = 5.0
"""How long it then has to end by itself."""

forget_drawings()


def _commands() -> "type[Provider]":
    from ce_tui.ui.palette import Commands

    return Commands


class CeApp(App[str]):
    """Opened on a store for one learner. `clock` is the only source of the time.

    Its result is `DEMO` when the learner asked for the demo.
    """

    TITLE = "ce-tui"
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
        super().__init__()
        self.door = Door(open_store, self._tell)
        self.browse = browse
        self.clock = clock
        self.settings = settings
        self.learner = Learner(settings.learner)
        self.begin()
        self.banner = banner
        self.animation_level = "none"
        self._crashed = crashed
        self.exit_code = 0
        """What quitting returns."""
        self._lent_to: asyncio.Task[Any] | None = None
        """What has the terminal now."""
        self._ending: Callable[[], None] | None = None
        """How to end once the terminal is back."""
        self.commands: list[Bound] = []
        """What the palette offers."""
        self.keymap = keymap(settings, demo=self.TRAVELS) if self.REMAPS else {}
        self.set_keymap(self.keymap)
        for own in OWN:
            self.register_theme(own)
        self.theme = allowed(settings.theme)

    def begin(self) -> None:
        """Ask for what the first paint shows."""
        self.first = self.door.begin(first_look, self.learner.key, self.clock(), self.browse)

    def get_driver_class(self) -> "type[Driver]":
        """The system's own, which then bears whatever a terminal sends."""
        return hearing(super().get_driver_class())

    def get_default_screen(self) -> Screen[None]:
        from ce_tui.ui.main import MainScreen

        return MainScreen()

    def on_mount(self) -> None:
        """A closed terminal or a polite kill ends the app as `q` does: what was done is kept, the terminal restored."""
        if not self.is_headless:
            for name in ("SIGTERM", "SIGHUP"):
                with suppress(AttributeError, NotImplementedError):  # not on every system
                    number = getattr(signal, name)
                    asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)
            with suppress(ValueError):  # on no thread but the first
                # In a storm of resizes the loop is awake anyway: nothing is to be said of it on the screen.
                signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
            if os.name == "posix" and sys.stdin.isatty():
                loop = asyncio.get_running_loop()
                threading.Thread(target=self._end_without_terminal, args=(loop,), daemon=True).start()

    def _end_without_terminal(self, loop: asyncio.AbstractEventLoop) -> None:
        """On a thread of its own: what draws may wait for ever on a terminal that takes nothing any more."""

        from ce_tui.kiosk.terminal import is_gone

        code = 128 + signal.SIGHUP
        while not is_gone():
            sleep(GONE_SECONDS)
        with suppress(RuntimeError):  # the app has ended
            loop.call_soon_threadsafe(self.exit, None, code)
        sleep(END_SECONDS)
        os._exit(code)  # the store is whole at every moment

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for, unless what the key belongs to is not on the screen yet: it would find nothing."""
        if isinstance(default_namespace, Screen) and not default_namespace.is_mounted:
            return False
        return await super().run_action(action, default_namespace, namespaces)

    def exit(self, result: str | None = None, return_code: int = 0, message: "RenderableType | None" = None) -> None:
        """End the app. Another program that has the terminal ends first: nobody could take it back afterwards."""
        if self._lent_to is None:
            super().exit(result, return_code, message)
        elif self._ending is None:
            self._ending = partial(super().exit, result, return_code, message)
            self._lent_to.cancel()

    async def action_quit(self) -> None:
        """End the app."""
        self.exit(return_code=self.exit_code)

    def action_command_palette(self) -> None:
        """Open the palette on what can be done here; asked before it has the focus, where characters are text."""
        import ce_tui.ui.lists.choices  # noqa: F401

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
        if (said := clean(str(error))) not in {notification.message for notification in self._notifications}:
            self.notify(said, title="That could not be done", severity="error", markup=False, timeout=10)

    def say(self, message: str, title: str = "") -> None:
        """A short message at the edge of the screen, as plain text."""
        self.notify(clean(message), title=clean(title), markup=False)

    def copy(self, text: str) -> str:
        """Put text on the clipboard; what to tell of it."""
        self.copy_to_clipboard(text)
        return f"Copied: {clean(text)}"

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard by OSC 52; in tmux also past it, since as it comes it keeps that to itself."""
        super().copy_to_clipboard(text)
        if "TMUX" in os.environ and self._driver is not None:
            told = base64.b64encode(text.encode()).decode()
            self._driver.write(f"\x1bPtmux;\x1b\x1b]52;c;{told}\a\x1b\\")  # where allow-passthrough is on

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
    def can_suspend(self) -> bool:
        """Whether the terminal can be lent to another program."""
        return self._driver is not None and self._driver.can_suspend

    @contextmanager
    def lend_terminal(self) -> Iterator[None]:
        """Another program has the terminal; the app goes on without drawing, and without ending at Ctrl+C."""
        before = signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which the other program would inherit
        failed: BaseException | None = None
        self._lent_to = asyncio.current_task()
        try:
            with self.batch_update(), self.suspend():
                try:
                    yield
                except BaseException as error:  # with it, `suspend` would not take the terminal back
                    failed = error
            if failed is not None:
                raise failed
        finally:
            signal.signal(signal.SIGINT, before)
            self._lent_to = None
            if self._ending is not None:
                self._ending()

    @property
    def downloads(self) -> Path:
        """Where certificates are saved."""
        return self.settings.downloads

    def on_unmount(self) -> None:
        self.door.close()

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with local variables (names, answers) on the screen.
        if self._crashed is None:
            super()._handle_exception(error)
            return
        cause = error.error if isinstance(error, WorkerFailed) else error
        node = get_current_worker().node if cause is not error else active_message_pump.get(None)
        if isinstance(cause, NoMatches) and self._was_left(node):
            return
        if self.return_code != 70:  # the first says it
            self.exit(return_code=70, message=Text(clean(self._crashed(cause))))

    def _was_left(self, node: object) -> bool:
        """Whether a part of a screen is gone with it: what still goes on there finds nothing any more."""
        return isinstance(node, Widget) and not any(one in self.screen_stack for one in node.ancestors_with_self)


def _warm() -> None:
    import ce_tui.store.codec
    import ce_tui.store.rules
    import ce_tui.store.sql
    import ce_tui.ui.drawing.lines
    import ce_tui.ui.forms.claim  # noqa: F401

    gc.enable()
    gc.freeze()
