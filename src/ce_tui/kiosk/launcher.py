"""The launcher of a kiosk: one process per sign-in, and nothing left of it on the terminal or the disk.

It stays small and imports little: what it does not know, the next person cannot see.
"""

import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

from ce_tui.exit_codes import CLOSED_BY_STAFF, DONE
from ce_tui.terminal import is_gone

FOLDER, PIPE = "CE_TUI_KIOSK_FOLDER", "CE_TUI_KIOSK_PIPE"
"""Where a sign-in finds its own private folder, and the number of the pipe on which it hears that it is on."""
NEXT = "next"
"""File of that folder in which a sign-in leaves the badge that was scanned."""

_KEYS, _SCREEN = 0, 2
"""Descriptors of the terminal: what is typed there, and what is drawn (Textual draws on standard error)."""
# Leave the alternate screen, mouse, paste and keyboard modes and the title; then reset, and forget the scroll-back.
_WIPE = (
    "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[?25h\x1b[0m"
    "\x1b]0;\x07\x1bc\x1b[H\x1b[2J\x1b[3J"
)
_QUICK_SECONDS, _QUICK_ENDS, _REST_SECONDS = 3.0, 4, 10.0
"""After so many crashes in a row, each within the first number of seconds, the launcher rests for the last."""
_PREFIX = "ce-tui-kiosk-"
"""Begins the name of a sign-in's private folder; the process number of its launcher follows."""
_END_SECONDS = 5.0
"""How long a sign-in has to end by itself once the launcher is told to end."""
_SPARE_SECONDS = 1.0
"""So long after a sign-in began the next one is started: ready, but without the terminal until it is on."""
_INHERITED = {
    "TERM",
    "COLORTERM",
    "LANG",
    "LANGUAGE",
    "TZ",
    "HOME",
    "USER",
    "LOGNAME",
    "PATH",
    "NO_COLOR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "CE_TUI_STORE",
    "CE_TUI_CONFIG",
    "CE_TUI_LOG",
    "CE_TUI_THEME",
}
"""Variables for the terminal, languages, the time zone and our own settings."""


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What a sign-in inherits: nothing that could make Python, Textual, a browser or a player load something of
    somebody else's.
    """
    return {key: value for key, value in given.items() if key in _INHERITED or key.startswith("LC_")}


def harden() -> None:
    """Make this process, and what it starts, deaf to keys that would stop it, and private."""
    for name in ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTOU", "SIGTTIN"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def wipe() -> None:
    """Leave nothing on the terminal, on its scroll-back, or among the keys that nobody has read yet."""
    with suppress(OSError):
        os.write(_SCREEN, _WIPE.encode())
    for each in (_SCREEN, _KEYS):
        with suppress(termios.error, OSError):
            termios.tcflush(each, termios.TCIFLUSH)


def sweep() -> None:
    """Remove the private folders of launchers that were killed, or lost their power, with what was in them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        try:
            os.kill(int(folder.name.removeprefix(_PREFIX).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError, OverflowError):  # it lives, or it is no folder of ours
            continue


@contextmanager
def deaf_terminal() -> Iterator[None]:
    """No key of the terminal makes a signal or stops what is written.

    Not while a sign-in starts, nor in a player that has the screen.
    """
    try:
        before = termios.tcgetattr(_KEYS)
    except (termios.error, OSError):  # not a terminal
        yield
        return
    quiet = [*before]
    quiet[0] &= ~termios.IXON  # Ctrl+S would stop all that is written, also what wipes the terminal
    quiet[3] &= ~(termios.ISIG | termios.ECHO)
    termios.tcsetattr(_KEYS, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):
            termios.tcsetattr(_KEYS, termios.TCSANOW, before)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a sign-in is told when it is on: the badge that was scanned, and whether the last one crashed."""

    badge: str = ""
    crashed: bool = False


def wait_for_turn(environment: Mapping[str, str]) -> Turn | None:
    """In a sign-in: wait until it is on; None when the launcher is gone."""
    with open(int(environment[PIPE]), encoding="utf-8") as pipe:  # noqa: PTH123  (a descriptor, no path)
        text = pipe.read()
    return Turn(**json.loads(text)) if text else None


def own_folder(environment: Mapping[str, str]) -> Path | None:
    """In a sign-in: its private folder; None unless a launcher made it, so that nothing of others is ever removed."""
    folder = Path(environment.get(FOLDER, ""))
    maker = folder.name.removeprefix(_PREFIX).partition("-")[0]
    try:
        made = folder.name.startswith(_PREFIX) and maker.isdecimal() and folder.lstat()
    except (OSError, ValueError):
        return None
    return folder if made and stat.S_ISDIR(made.st_mode) and made.st_uid == os.getuid() else None


class SignIn:
    """One process, started before it is on."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))  # mode 0700
        theirs, self._pipe = os.pipe()
        own = {**environment, "TMPDIR": str(self.folder), FOLDER: str(self.folder), PIPE: str(theirs)}
        try:
            self.process = subprocess.Popen(command, env=own, pass_fds=(theirs,))
        finally:
            os.close(theirs)

    def on(self, turn: Turn) -> bool:
        """It is on; False if it has ended already."""
        try:
            os.write(self._pipe, json.dumps(asdict(turn)).encode())
        except OSError:
            return False
        finally:
            os.close(self._pipe)
            self._pipe = -1
        return self.process.poll() is None

    def next_badge(self) -> str:
        """The badge that was scanned while somebody was signed in, "" if none was."""
        with suppress(OSError, UnicodeDecodeError):
            return (self.folder / NEXT).read_text("utf-8")[:200]
        return ""

    def forget(self) -> None:
        """Leave nothing of it."""
        if self._pipe >= 0:
            os.close(self._pipe)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Launcher:
    """Starts `command` again and again until staff end it, or the system asks to."""

    def __init__(self, command: Sequence[str], given: Mapping[str, str]) -> None:
        self._command, self._environment = command, environment(given)
        self._now: SignIn | None = None
        self._spare: SignIn | None = None
        self._ended_by = 0

    def run(self) -> int:
        """The exit code: 0 once staff have closed the kiosk, 128 and the signal that ended it otherwise."""
        harden()
        sweep()
        for name in ("SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), self._end)
        with deaf_terminal():
            try:
                return self._run()
            finally:
                if self._spare is not None:
                    self._spare.forget()

    def _run(self) -> int:
        quick, turn = 0, Turn()
        while not self._ended_by:
            began = monotonic()
            code, badge = self._one(turn)
            if code == CLOSED_BY_STAFF:
                return DONE
            if is_gone():
                return 128 + signal.SIGHUP
            crashed = code not in (DONE, 128 + signal.SIGTERM)
            turn = Turn(badge, crashed)
            quick = quick + 1 if crashed and monotonic() - began < _QUICK_SECONDS else 0
            if quick >= _QUICK_ENDS:  # it cannot even start: say so, and do not burn the machine
                self._say("This station cannot start at the moment. Please ask the staff. It tries again by itself.")
                self._rest()
        return 128 + self._ended_by

    def _one(self, turn: Turn) -> tuple[int, str]:
        """One sign-in from its first screen to its end: its exit code, and the badge that comes next."""
        try:
            now, self._spare = self._spare or SignIn(self._command, self._environment), None
        except OSError:
            return 127, ""
        self._now = now
        try:
            if self._ended_by or not now.on(turn):
                return 127, ""
            while True:
                try:
                    code = now.process.wait(_SPARE_SECONDS)
                    return code, now.next_badge()
                except subprocess.TimeoutExpired:
                    if self._spare is None and not self._ended_by:
                        with suppress(OSError):
                            self._spare = SignIn(self._command, self._environment)
        finally:
            self._now = None
            now.forget()
            wipe()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ended_by = number
        if self._now is not None:
            with suppress(OSError):
                self._now.process.send_signal(signal.SIGTERM)
            signal.signal(signal.SIGALRM, self._kill)
            signal.setitimer(signal.ITIMER_REAL, _END_SECONDS)

    def _kill(self, number: int, frame: FrameType | None) -> None:
        if self._now is not None:
            with suppress(OSError):
                self._now.process.kill()

    def _rest(self) -> None:
        until = monotonic() + _REST_SECONDS
        while monotonic() < until and not self._ended_by:
            sleep(0.2)

    def _say(self, text: str) -> None:
        with suppress(OSError):
            os.write(_SCREEN, f"\r\n  {text}\r\n".encode())


def command(arguments: Sequence[str]) -> list[str]:
    """How a sign-in is started: this very program, whatever the environment says Python should load first."""
    return [sys.executable, "-E", "-P", "-m", "ce_tui", "kiosk", "--sign-in", *arguments]
