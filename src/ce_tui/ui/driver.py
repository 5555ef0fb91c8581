"""What stands between Textual and a POSIX terminal, bearing whatever is sent: bytes that are no text, keys that are
none, pastes without an end. A badge can hold all of that in its bar code, and a scanner types it.

Built on private parts of Textual; what is overridden is named as Textual names it.
"""

import asyncio
import os
import select
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from functools import partial
from time import monotonic

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste, Resize
from textual.geometry import Size
from textual.message import Message
from textual.messages import InBandWindowResize

from ce_tui import terminal
from ce_tui.ui.drawing.cells import anchored

PASTE_SECONDS = 5.0
"""A paste of which nothing more has come for so long is over, though its end was never sent."""
_WAKE_SECONDS = 0.1


class RobustParser(XTermParser):
    """Makes keys and so on of what is sent; what cannot be understood is left out."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        """Forget what was begun, such as half a key."""
        super().__init__()
        self._last, self._pasting, self._heard = "", False, monotonic()

    def feed(self, data: str) -> Iterator[Message]:
        text = self._last + data
        begun, ended = text.rfind(BRACKETED_PASTE_START), text.rfind(BRACKETED_PASTE_END)
        if begun != ended:
            self._pasting = begun > ended
        self._last, self._heard = text[1 - len(BRACKETED_PASTE_START) :], monotonic()
        yield from self._understood(super().feed(data))

    def tick(self) -> Iterator[Message]:
        yield from self._understood(super().tick())
        if self._pasting and monotonic() - self._heard > PASTE_SECONDS:
            self._pasting = False
            yield from self._understood(super().feed(BRACKETED_PASTE_END))

    def parse_mouse_code(self, code: str) -> Message | None:
        self.mouse_pixels = False  # whatever size was reported
        return super().parse_mouse_code(code)

    def _understood(self, messages: Iterable[Message]) -> Iterator[Message]:
        try:
            yield from filter(is_sound, messages)
        except (ValueError, ArithmeticError, LookupError):  # a number that is none, or that no character has
            self._reset()


def is_sound(message: Message) -> bool:
    """Whether the rest of the app can bear it: text that can be written, and no size that only the sender knows."""
    match message:
        case Key(character=str(text)) | Paste(text=text):
            return not any("\ud800" <= char <= "\udfff" for char in text)
        case InBandWindowResize() | Resize():  # the system tells the size
            return False
    return True


class RobustDriver(LinuxDriver):
    """A terminal that cannot bring the app down by what it sends, and is sent what it can show."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size or terminal.size())  # else it is asked twice
        self._speak = terminal.speaking(getattr(self._file, "encoding", "utf-8"))

    def start_application_mode(self) -> None:
        """Begin, and hear of sizes from the loop: a signal's own handler may be interrupted by that of the next.

        Of two sizes the older would then be told last, and stay.
        """
        super().start_application_mode()  # type: ignore[no-untyped-call]
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)
        self._tell_size()

    def _tell_size(self) -> None:
        """Read and tell the size after all that was told before, which takes the same way."""
        asyncio.run_coroutine_threadsafe(self._told(), asyncio.get_running_loop())

    async def _told(self) -> None:
        size = Size(*terminal.size())
        self._app.post_message(Resize(size, size))

    def _get_terminal_size(self) -> tuple[int, int]:
        return terminal.size()

    def write(self, data: str) -> None:
        super().write(self._speak(anchored(data)))

    def _sigcont_application(self, *_: object) -> None:
        """Draw it all again: the terminal may have forgotten it, and nothing follows from a size that is as before."""
        if not self._auto_restart:  # somebody else has the terminal
            return
        if self._must_signal_resume:  # what was only held up has never left it
            super()._sigcont_application()
        asyncio.get_running_loop().call_soon_threadsafe(partial(self._app.refresh, layout=True))

    def _query_in_band_window_resize(self) -> None:
        """Not asked for: the system tells the size."""

    def run_input_thread(self) -> None:
        decode = getincrementaldecoder(getattr(sys.__stdin__, "encoding", "utf-8"))("replace").decode
        parser = RobustParser()
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _WAKE_SECONDS)[0]:
                if not (data := self._read()):  # the terminal is gone; the program would wait for this thread
                    return
                # A chunk may end inside a character; its first bytes wait in the decoder.
                if text := decode(data):
                    self._pass_on(parser.feed(text))
            self._pass_on(parser.tick())

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)
