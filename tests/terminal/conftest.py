"""A person at a terminal: real `ce-tui` processes on a pty, keys in, an emulated screen out."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pyte
import pytest
from tests.sharing import demo_of, put_store

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, Credit
from ce_tui.credit.parties import Learner
from ce_tui.credit.types import credit_type
from ce_tui.demo.samples import MEDICINE
from ce_tui.store import Store

WAIT_SECONDS = 20.0
"""Seconds a person waits for what must appear, on a machine that may be busy."""
SOON = 2.0
"""Seconds until what another process did, or the clock, shows by itself."""
AT_ONCE = 3.0
"""Seconds until a process that was told to end is gone."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "ctrl+s": "\x13",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
}

# The session's leader takes the pty as its terminal, so that closing it hangs up, and becomes the program.
LEADER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); {}\nos.execv(sys.argv[1], sys.argv[1:])"

# What pyte would print instead of obeying: private sequences, strings, and questions to the terminal.
_SPECIAL = re.compile(rb"\x1b(?:\[[<=>?][0-9;]*(?:\$p|[@-gi-km-z~])|\[[0-9;]*[tu]|[P_^X][^\x1b]*\x1b\\)")
_PARTIAL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^X\]][^\x07\x1b]*\x1b?)?$")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KEPT_ON = {b"25", b"7"}  # the cursor is shown, lines wrap


class Terminal:
    """One run of a program on a terminal of its own."""

    def __init__(self, command: Sequence[str], size: tuple[int, int], before: str, environment: dict[str, str]) -> None:
        """`before` is Python that the child runs before it becomes the program."""
        self.raw = b""
        """All that the program wrote."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._tail = b""
        self._fd, theirs = pty.openpty()
        self.resize(*size)
        self._before = termios.tcgetattr(self._fd)
        leader = [sys.executable, "-I", "-S", "-c", LEADER.format(before), *command]
        self.process = subprocess.Popen(
            leader, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        os.set_blocking(self._fd, False)

    @property
    def text(self) -> str:
        """The screen as words: line breaks and the lines around panes and messages do not matter."""
        return " ".join(re.sub("[│▌]", " ", " ".join(self._screen.display)).split())

    @property
    def lines(self) -> list[str]:
        """The screen line by line."""
        return list(self._screen.display)

    @property
    def cells(self) -> list[list[str]]:
        """The screen cell by cell."""
        lines, columns = range(self._screen.lines), range(self._screen.columns)
        return [[self._screen.buffer[y][x].data for x in columns] for y in lines]

    @property
    def cursor(self) -> str:
        """The row of the list that the cursor is on."""
        return next((line for line in self._screen.display if line.startswith(("▌", "›"))), "")

    @property
    def titles(self) -> list[str]:
        """The titles of the boxes."""
        return re.findall("╭─ (.+?) ─", "\n".join(self._screen.display))

    def sees(self, *texts: str, within: float = WAIT_SECONDS) -> None:
        """Wait until all of these stand on the screen."""
        self.waits(lambda: all(text in self.text for text in texts), " and ".join(texts), within)

    def misses(self, text: str, within: float = WAIT_SECONDS) -> None:
        """Wait until that is gone from the screen."""
        self.waits(lambda: text not in self.text, f"the end of {text}", within)

    def waits(self, until: Callable[[], object], what: str, within: float = WAIT_SECONDS) -> None:
        deadline = time.monotonic() + within
        while not until():
            if time.monotonic() > deadline:
                pytest.fail(f"{what!r} never came; {self._shown()}")
            if not self._read(0.02) and self.process.poll() is not None and not until():
                pytest.fail(f"ended with {self.process.returncode} before {what!r}; it wrote:\n{self.raw[-3000:]!r}")

    def wiped(self, mark: int) -> None:
        """Wait until the terminal was wiped after so many bytes."""
        self.waits(lambda: b"\x1bc" in self.raw[mark:], "the wipe")

    def rests(self, seconds: float = 0.15) -> None:
        """Wait until nothing more is written for a moment."""
        while self._read(seconds):
            pass

    def press(self, *keys: str) -> None:
        """Send keys (names of `KEYS`, or texts) one after the other, each when the one before has been answered."""
        for key in keys:
            self.send(KEYS.get(key, key))
            self.rests(0.2 if key == "escape" else 0.06)  # which may be the beginning of another key

    def send(self, keys: str | bytes) -> None:
        """Send all that in one go."""
        left = keys.encode() if isinstance(keys, str) else keys
        deadline = time.monotonic() + WAIT_SECONDS
        while left:
            assert time.monotonic() < deadline, f"{len(left)} bytes were never read"
            if select.select([], [self._fd], [], 0.02)[1]:
                left = left[os.write(self._fd, left[:2048]) :]
            self._read(0)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows, as the system has them."""
        return os.get_terminal_size(self._fd)

    def ends(self, within: float = AT_ONCE) -> int:
        """Wait until the program has ended; its exit code."""
        deadline = time.monotonic() + within
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                pytest.fail(f"the program has not ended; {self._shown()}")
            self._read(0.02)
        self.rests(0)
        return self.process.returncode

    def quits(self, code: int = 0) -> None:
        """Press q; the program ends with that code and leaves the terminal as it was."""
        self.press("q")
        assert self.ends() == code
        self.is_restored()

    def is_restored(self) -> None:
        """Whether every mode that was switched on is off, the cursor shown, and the line settings are as before."""
        modes = {mode: state for modes, state in _MODE.findall(self.raw) for mode in modes.split(b";")}
        assert {mode for mode, state in modes.items() if state == b"h"} == _KEPT_ON
        assert {b"1049", b"1000", b"2004"} <= modes.keys()
        assert len(re.findall(rb"\x1b\[>\d+u", self.raw)) == len(re.findall(rb"\x1b\[<u", self.raw))  # keyboard modes
        assert termios.tcgetattr(self._fd) == self._before

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does."""
        os.close(self._fd)
        self._fd = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self._fd >= 0:
            self.hang_up()

    def _shown(self) -> str:
        return "the screen shows:\n" + "\n".join(line.rstrip() for line in self._screen.display if line.strip())

    def _read(self, timeout: float) -> bool:
        """Show what the program wrote within `timeout`; whether it was anything."""
        if self._fd < 0:
            time.sleep(timeout)
            return False
        if not select.select([self._fd], [], [], timeout)[0]:
            return False
        data = b""
        with suppress(OSError):  # the program has closed the terminal
            data = os.read(self._fd, 65536)
        if not data:
            time.sleep(timeout)
            return False
        self.raw += data
        text = self._tail + data
        cut = match.start() if (match := _PARTIAL.search(text)) else len(text)
        self._tail, text = text[cut:], text[:cut]
        self._stream.feed(_SPECIAL.sub(b"", text))
        return True


class Start(Protocol):
    def __call__(
        self, *arguments: str, size: tuple[int, int] = ..., before: str = ..., code: str = ..., **environment: str
    ) -> Terminal: ...


def program(*arguments: str) -> list[str]:
    """`ce-tui` with those arguments; a warning is an error."""
    return [sys.executable, "-W", "error", "-m", "ce_tui", *arguments]


def environment(**more: str) -> dict[str, str]:
    """What a program finds: the test's own home, and a person called ada."""
    hidden = ("TMUX", "COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "DISPLAY", "WAYLAND", "LC_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return own | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LOGNAME": "ada", "ESCDELAY": "20"} | more


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `ce-tui` with arguments (or other Python `code` with them) on a terminal; all have ended afterwards."""
    started: list[Terminal] = []

    def start(
        *arguments: str, size: tuple[int, int] = (80, 24), before: str = "", code: str = "", **more: str
    ) -> Terminal:
        command = [sys.executable, "-c", code, *arguments] if code else program(*arguments)
        started.append(Terminal(command, size, before, environment(**more)))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


@pytest.fixture(scope="session")
def _today() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def kept_demo(tmp_path: Path, _today: datetime) -> str:
    """The path of a demo that was kept: to go on with it takes half as long as to make a new one."""
    return str(put_store(tmp_path / "kept.db", demo_of(MEDICINE, _today)))


def credit(id: str, *contents: Content, **more: Any) -> Credit:
    """A credit of one hour titled like its id; done already if it has no contents."""
    return Credit(id, id.capitalize(), credit_type("hours"), Amount(1000), contents, **more)


def run(*arguments: str | Path) -> str:
    """What a command of `ce-tui` prints; it must succeed."""
    done = subprocess.run(
        program(*map(str, arguments)),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def store_path() -> Path:
    """Where this home's store is."""
    return Path.home() / ".local/share/ce-tui/ce-tui.db"


def store() -> Store:
    """The store of this home as another process opens it; made when absent, for ada who has a name."""
    new = not store_path().exists()
    found = Store(store_path(), datetime.now(UTC))
    if new:
        found.accounts.save(Learner("ada", "Ada Lovelace"))
    return found
