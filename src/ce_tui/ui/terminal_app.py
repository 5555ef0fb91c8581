"""An app at a terminal, whatever becomes of that: signals, a terminal that is gone, a crash, another program's turn."""

import asyncio
import base64
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from time import sleep
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.app import ReturnType
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget

from ce_tui.credit.text import clean
from ce_tui.exit_codes import CRASHED
from ce_tui.terminal import is_gone
from ce_tui.ui.drawing.theme import OWN, allowed
from ce_tui.ui.driver import RobustDriver
from ce_tui.ui.textual_fixes import CaughtApp

GONE_SECONDS = 2.0
"""How often the app looks whether its terminal is still there; without one it would read nothing, forever."""
END_SECONDS = 5.0
"""How long it then has to end by itself."""


class TerminalApp(CaughtApp[ReturnType]):
    """Ends as it should, leaves the terminal as it was, and shows nothing of what a crash knows."""

    TITLE = "ce-tui"

    def __init__(self, theme: str, crashed: Callable[[BaseException], str] | None = None) -> None:
        """`crashed` keeps an unexpected error and returns what to tell the user."""
        super().__init__()
        self.animation_level = "none"
        self._crashed = crashed
        self._lent_to: asyncio.Task[Any] | None = None
        """What has the terminal now."""
        self._ending: Callable[[], None] | None = None
        """How to end once the terminal is back."""
        for own in OWN:
            self.register_theme(own)
        self.theme = allowed(theme)

    def get_driver_class(self) -> type[Driver]:
        """The system's own, which then bears whatever a terminal sends; a test's or a web server's stays."""
        found = super().get_driver_class()
        return RobustDriver if issubclass(RobustDriver, found) else found

    # --- ending -----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """A closed terminal or a polite kill ends the app as `q` does: what was done is kept, the terminal restored."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            with suppress(AttributeError, NotImplementedError):  # not on every system
                number = getattr(signal, name)
                loop.add_signal_handler(number, self.exit, None, 128 + number)
        with suppress(ValueError):  # on no thread but the first
            # In a storm of resizes the loop is awake anyway: nothing is to be said of it on the screen.
            signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
        if os.name == "posix" and sys.stdin.isatty():
            threading.Thread(target=self._end_without_terminal, args=(loop,), daemon=True).start()

    def _end_without_terminal(self, loop: asyncio.AbstractEventLoop) -> None:
        """On a thread of its own: what draws may wait forever on a terminal that takes nothing any more."""
        code = 128 + signal.SIGHUP
        while not is_gone():
            sleep(GONE_SECONDS)
        with suppress(RuntimeError):  # the app has ended
            loop.call_soon_threadsafe(self.exit, None, code)
        sleep(END_SECONDS)
        os._exit(code)  # the store is whole at every moment

    def exit(
        self, result: ReturnType | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the app. Another program that has the terminal ends first: nobody could take it back afterwards."""
        if self._lent_to is None:
            super().exit(result, return_code, message)
        elif self._ending is None:
            self._ending = partial(super().exit, result, return_code, message)
            self._lent_to.cancel()

    def caught(self, error: BaseException, node: object) -> bool:
        """Keep the error and end with one sentence: Textual would show local variables (names, answers, codes)."""
        if isinstance(error, NoMatches) and self.was_left(node):
            return True
        if self._crashed is None:
            return False
        if self.return_code != CRASHED:  # the first says it
            self.exit(return_code=CRASHED, message=Text(clean(self._crashed(error))))
        return True

    def was_left(self, node: object) -> bool:
        """Whether a screen, or a part of one, is taken down: what still goes on there finds nothing any more.

        When the app ends, its screens stay in the stack until all of them are gone, and new ones stay empty.
        """
        if not isinstance(node, Widget):
            return False
        ends = not self.is_running or self.return_code is not None
        return ends or not any(one in self.screen_stack for one in node.ancestors_with_self)

    # --- keys and the clipboard -------------------------------------------------------------------------------

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for, unless what the key belongs to is not on the screen yet: it would find nothing."""
        if isinstance(default_namespace, Screen) and not default_namespace.is_mounted:
            return False
        return await super().run_action(action, default_namespace, namespaces)

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard by OSC 52; in tmux also past it, since as it comes it keeps that to itself."""
        super().copy_to_clipboard(text)
        if "TMUX" in os.environ and self.driver is not None:
            told = base64.b64encode(text.encode()).decode()
            self.driver.write(f"\x1bPtmux;\x1b\x1b]52;c;{told}\a\x1b\\")  # where allow-passthrough is on

    # --- lending the terminal ---------------------------------------------------------------------------------

    @property
    def can_suspend(self) -> bool:
        """Whether the terminal can be lent to another program."""
        return self.driver is not None and self.driver.can_suspend

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
