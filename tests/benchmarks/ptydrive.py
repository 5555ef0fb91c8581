"""Runs a terminal program on a pty with an emulated screen and times what a person would see. Linux only."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

KEYS = {"up": "\x1b[A", "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~"}
KEYS |= {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
}

# What pyte would print instead of obeying: private sequences, strings, and questions to the terminal.
_SPECIAL = re.compile(rb"\x1b(?:\[[<=>?][0-9;]*(?:\$p|[@-gi-km-z~])|\[[0-9;]*[tu]|[P_^X][^\x1b]*\x1b\\)")
_COLORS = re.compile(rb"\x1b\[[0-9;:]*m")
_FRAME_ENDS = re.compile(rb"(?<=\x1b\[\?2026l)")
_PARTIAL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^X\]][^\x07\x1b]*\x1b?)?$")


@dataclass(frozen=True)
class Seen:
    """What came of a step: milliseconds until it could be seen; bytes, and CPU of the main thread, until silence."""

    ms: float
    bytes: int
    main_ms: float


@dataclass(frozen=True)
class Start:
    """What a start took until all of the first screen was written, and what came of it until the program rested.

    `main_ms` and `process_ms` are CPU of the main thread and of all threads, `wall_ms` what a person waits;
    `after_ms` is CPU of the main thread from then to rest. `changed_back` counts the cells that changed and
    changed back: a flicker.
    """

    main_ms: float
    process_ms: float
    wall_ms: float
    after_ms: float
    bytes: int
    changed_back: int


class Program:
    """One run of `command`, on the core of that number if one is given; the clock of `wait` starts with it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        quiet: float = 0.12,
        core: int | None = None,
    ) -> None:
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._quiet, self._tail, self._gone = quiet, b"", False
        hidden = ("TEXTUAL", "TMUX", "COLUMNS", "LINES", "NO_COLOR")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        clean |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | dict(env or {})
        self._asked = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                if core is not None:
                    os.sched_setaffinity(0, {core})
                os.execvpe(command[0], list(command), clean)
            finally:
                os._exit(127)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self._screen.display)

    @property
    def main_ms(self) -> float:
        """CPU of the main thread so far."""
        return int(Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    @property
    def process_ms(self) -> float:
        """CPU of all threads so far, of those that have ended, too."""
        return time.clock_gettime((~self.pid << 3) | 2) * 1000  # the clock's number, as clock_getcpuclockid makes it

    def start(self, *texts: str, rest: float = 0.5, timeout: float = 60) -> Start:
        """Watch the start until all of `texts` were written, then until `rest` seconds of silence.

        The bytes themselves are searched, colors taken out: the emulator would take time that the program wants,
        so it is shown the frames afterwards.
        """
        written, plain, missing = b"", b"", [text.encode() for text in texts]
        while missing:
            if (left := self._asked + timeout - time.monotonic()) < 0:
                raise TimeoutError(f"never written: {missing}")
            data, stamp = self._receive(left)
            main, process = self.main_ms, self.process_ms
            written, plain = written + data, _COLORS.sub(b"", plain + data)
            missing = [text for text in missing if text not in plain]
        while data := self._receive(rest)[0]:
            written += data
        wall, after = (stamp - self._asked) * 1000, self.main_ms - main
        return Start(main, process, wall, after, len(written), self._changed_back(written))

    def wait(self, text: str, timeout: float = 60) -> Seen:
        """Wait until `text` is on screen, counting from the program's start."""
        return self._until(lambda: text in self.text, timeout, text, self._quiet)

    def press(self, *keys: str, until: str | None = None, timeout: float = 60, quiet: float | None = None) -> Seen:
        """Send keys (names of `KEYS`, or text) in one write; wait for `until`, or for any cell to change.

        It is silent again after `quiet` seconds without a byte.
        """
        before = self._cells()
        if until is not None and until in self.text:
            raise ValueError(f"{until!r} is on screen already")
        spent, self._asked = self.main_ms, time.monotonic()
        os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())
        seen = (lambda: self._cells() != before) if until is None else (lambda: until in self.text)
        return self._until(seen, timeout, until or "a change", quiet or self._quiet, spent)

    def settle(self, *keys: str) -> float:
        """Send keys; milliseconds until the last byte of what they brought about."""
        self._asked = last = time.monotonic()
        os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())
        while (got := self._read(max(self._quiet, 0.3)))[0]:
            last = got[1]
        return (last - self._asked) * 1000

    def memory(self) -> float:
        """The peak of the program's resident memory so far, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def close(self, *keys: str, timeout: float = 10) -> float:
        """Send `keys`, if any, and end the program; milliseconds until its process was gone."""
        self._asked = time.monotonic()
        if self._gone:
            return 0.0
        if keys:
            os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())
        else:
            os.kill(self.pid, signal.SIGTERM)
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._read(0.001)
            if time.monotonic() - self._asked > timeout:
                os.kill(self.pid, signal.SIGKILL)
        gone = time.monotonic() - self._asked
        self._gone = True
        os.close(self._fd)
        return gone * 1000

    def _until(self, seen: Callable[[], bool], timeout: float, what: str, quiet: float, spent: float = 0.0) -> Seen:
        count, stamp = 0, self._asked
        while not seen():
            if (left := self._asked + timeout - time.monotonic()) < 0:
                raise TimeoutError(f"no {what!r} on screen:\n{self.text}")
            got, stamp = self._read(left)
            count += got
        while got := self._read(quiet)[0]:
            count += got
        return Seen((stamp - self._asked) * 1000, count, self.main_ms - spent)

    def _cells(self) -> list[tuple[pyte.screens.Char, ...]]:
        columns = range(self._screen.columns)
        return [tuple(self._screen.buffer[y][x] for x in columns) for y in range(self._screen.lines)]

    def _read(self, timeout: float) -> tuple[int, float]:
        """Show what the program wrote within `timeout`; its length, and when it was read."""
        data, stamp = self._receive(timeout)
        self._show(data)
        return len(data), stamp

    def _receive(self, timeout: float) -> tuple[bytes, float]:
        """What the program wrote within `timeout`, and when it was read."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return b"", time.monotonic()
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # the program has closed the terminal
            time.sleep(timeout)
            return b"", time.monotonic()
        stamp = time.monotonic()
        if b"\x1b[?2026$p" in data:  # synchronized output is known, as in present-day terminals
            os.write(self._fd, b"\x1b[?2026;2$y")
        return data, stamp

    def _show(self, data: bytes) -> None:
        """Let the emulated screen obey, but for a sequence at the end of which the rest is still to come."""
        text = self._tail + data
        cut = match.start() if (match := _PARTIAL.search(text)) else len(text)
        self._tail, text = text[cut:], text[:cut]
        self._stream.feed(_SPECIAL.sub(b"", text))

    def _changed_back(self, written: bytes) -> int:
        """Show what was written frame by frame; how many cells showed again what they had shown before another."""
        past: dict[tuple[int, int], list[pyte.screens.Char]] = {}
        back = set()
        for frame in _FRAME_ENDS.split(written):
            self._show(frame)
            if not self.text.strip():  # nothing is painted yet
                continue
            for y, line in enumerate(self._cells()):
                for x, cell in enumerate(line):
                    shown = past.setdefault((y, x), [cell])
                    if cell != shown[-1]:
                        back |= {(y, x)} if cell in shown else set()
                        shown.append(cell)
        return len(back)
