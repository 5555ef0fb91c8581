"""mpv as a child, steered over its JSON IPC on a socket pair.

Not the `python-mpv-jsonipc` package: it is kept well, but brings three threads and a socket file that any program
of the user may talk to, sleeps while it starts mpv, and waits up to two minutes for an answer. Here one coroutine
reads one inherited socket, nobody else can reach it, and mpv quits by itself when it closes: a killed app leaves no
player behind that plays for nothing.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from ce_tui.credit.model import Content
from ce_tui.credit.progress import Record, counted
from ce_tui.credit.text import clean
from ce_tui.player.segments import Seen, Segments

# Nothing of the user's own setup may change what is played or how it is counted: no configuration, no scripts, no
# helper that reads web pages. mpv must be 0.33 or newer for the socket pair.
_OPTIONS = (
    "--no-config",
    "--load-scripts=no",
    "--ytdl=no",
    "--idle=yes",
    "--keep-open=no",
    "--loop-file=no",
    "--loop-playlist=no",
    "--hr-seek=yes",
    "--audio-fallback-to-null=yes",
    "--input-default-bindings=no",
)
# Only these keys do anything: among mpv's own are a console that runs programs, and files written to wherever one is.
_KEYS = {
    "SPACE": "cycle pause",
    "PLAYPAUSE": "cycle pause",
    "MBTN_RIGHT": "cycle pause",
    "LEFT": "seek -5",
    "RIGHT": "seek 5",
    "DOWN": "seek -60",
    "UP": "seek 60",
    "[": "multiply speed 1/1.1",
    "]": "multiply speed 1.1",
    "BS": "set speed 1",
    "9": "add volume -2",
    "0": "add volume 2",
    "WHEEL_DOWN": "add volume -2",
    "WHEEL_UP": "add volume 2",
    "m": "cycle mute",
    "f": "cycle fullscreen",
    "MBTN_LEFT_DBL": "cycle fullscreen",
    "v": "cycle sub-visibility",
    "j": "cycle sub",
    "#": "cycle audio",
    "q": "quit",
    "p": "quit",
    "ESC": "quit",
    "CLOSE_WIN": "quit",
}
_OBSERVED = ("time-pos", "core-idle", "speed", "duration", "playlist-pos", "pause", "mute", "volume")
_LEAD_MS = 250
"""How far before the place it goes on: the first frame after a seek may lie behind the place asked for."""
_LAST_WORDS_SECONDS = 0.1
"""How long mpv is kept when there is nothing more to play: messages come after events, in no time that it promises."""
_LINE = 1 << 20
"""Longest line of mpv that is read, in bytes."""
WINDOW = ("--force-window=yes", "--no-terminal")
"""The options by which mpv plays in a window of its own."""
_ASKED = "Paused for an attention check. Answer it in ce-tui."
_UNHEARD = "Without sound this does not count. Turn it on to go on earning."
_SHOWN_MS = 8000
"""How long mpv shows such a sentence."""


def find() -> str | None:
    """Where mpv is on this machine; None if it is not, or where it could not be talked to."""
    return shutil.which("mpv") if os.name == "posix" else None


def now_ms() -> int:
    """The monotonic clock of segments, in milliseconds."""
    return int(monotonic() * 1000)


def has_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window can be opened."""
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def in_terminal(program: str, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The options by which mpv draws in this terminal: real pixels where it says it has them, else colored cells."""
    term, emulator = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    wanted = "tct"
    if not environ.get("TMUX") and not environ.get("STY"):  # they let no pixels through
        if environ.get("KITTY_WINDOW_ID") or "kitty" in term or emulator == "ghostty":
            wanted = "kitty"
        elif "sixel" in term or term.startswith(("foot", "mlterm", "contour")) or emulator == "WezTerm":
            wanted = "sixel"
    if wanted != "tct":
        with suppress(OSError, subprocess.SubprocessError):
            known = subprocess.run(  # not every mpv is built with both
                [program, "--no-config", "--vo=help"],
                capture_output=True,
                text=True,
                check=False,
                timeout=5,
                stdin=subprocess.DEVNULL,
            ).stdout
            if f" {wanted} " in known:
                return (f"--vo={wanted}", "--really-quiet")
    many = environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return ("--vo=tct", *(() if many else ("--vo-tct-256=yes",)), "--really-quiet")


def problem(address: str) -> str:
    """Why this address cannot be played here, as a sentence; "" if it can be tried."""
    if not address:
        return "No address is given; ask the organizer for it."
    if address.lower().startswith(("http://", "https://")):
        return ""
    if not Path(address).is_absolute():
        return "Only files and web addresses can be played here; ask the organizer for one."
    try:
        good = Path(address).is_file() and os.access(address, os.R_OK)
    except (OSError, ValueError):
        good = False
    return "" if good else "The file is not on this machine or cannot be read; ask the organizer where it is."


def resume_at(content: Content, record: Record | None) -> int:
    """Where to go on, in milliseconds: where it stopped; from the end, the first moment that does not count yet."""
    if record is None:
        return 0
    near_end = content.length_ms - 1000
    if 0 < record.position_ms < near_end:
        return record.position_ms
    spans = counted(content, record)
    first = spans[0][1] if spans and spans[0][0] <= 0 else 0
    return first if first < near_end else 0


class Player:
    """One mpv that plays one address. `run` it once; `take` what was seen while it runs and after."""

    def __init__(
        self,
        address: str,
        start_ms: int = 0,
        options: tuple[str, ...] = WINDOW,
        program: str = "",
        *,
        gate: Callable[[], int | None] = lambda: None,
        met: Callable[[], object] = lambda: None,
        muted: bool = True,
    ) -> None:
        """Start at `start_ms`. `program` is mpv itself unless it is given.

        At `gate`, or behind it, the play head stands however it came there: paused in a window, and `met` is called
        (each time somebody tries to go on); in the terminal it ends. `muted` says that play without sound counts.
        """
        self._address, self._start = address, start_ms
        self._gate, self._met, self._needs_sound = gate, met, not muted
        self._options, self._program = options, program or find() or "mpv"
        self._segments = Segments()
        self._starts = {0: 0.0}  # where each entry of a playlist starts in the content, in milliseconds, once known
        self._entry = 0
        self._duration: float | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._begun = self._loaded = self._quit = False
        self._failed = self._cause = ""
        self.position_ms = start_ms
        self.paused = self._muted = False
        self._volume = 100.0
        self.speed = 1.0

    @property
    def _own_terminal(self) -> bool:
        """Whether mpv has the terminal for itself."""
        return "--no-terminal" not in self._options

    @property
    def held(self) -> bool:
        """Whether the play head is at the gate or behind it."""
        gate = self._gate()
        return gate is not None and self.position_ms >= gate

    @property
    def unheard(self) -> bool:
        """Whether nothing counts, for there is no sound."""
        return self._needs_sound and (self._muted or self._volume <= 0)

    def take(self) -> list[Seen]:
        """What was seen since the last call."""
        return self._segments.take()

    def give_back(self, seen: Seen, credited_until: int) -> None:
        """See `Segments.give_back`."""
        self._segments.give_back(seen, credited_until)

    def tell(self, *command: object) -> None:
        """Send mpv a command, such as `"set_property", "pause", True`. A player that has ended hears nothing."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(json.dumps({"command": command}).encode() + b"\n")

    def stop(self) -> None:
        """Ask mpv to quit."""
        self._quit = True
        self.tell("quit")

    async def run(self) -> str:
        """Play until the end or until somebody quits; why it could not be played as a sentence, else ""."""
        if found := problem(self._address):
            return found
        ours, theirs = socket.socketpair()
        try:
            self._process = await self._start_mpv(theirs.fileno())
        except OSError as error:
            ours.close()
            return f"mpv could not be started: {error.strerror or 'not found'}. Install mpv and try again."
        finally:
            theirs.close()
        try:
            await self._listen(ours)
            code = await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            code = 0
        finally:
            await self._end()
        return self._verdict(code)

    async def _start_mpv(self, socket_number: int) -> asyncio.subprocess.Process:
        own = self._own_terminal
        return await asyncio.create_subprocess_exec(
            *[self._program, *_OPTIONS, *self._options, f"--input-ipc-client=fd://{socket_number}"],
            pass_fds=[socket_number],
            stdin=None if own else subprocess.DEVNULL,
            stdout=None if own else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def _listen(self, ours: socket.socket) -> None:
        reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=_LINE)
        self.tell("request_log_messages", "warn")  # why an address cannot be opened is said there alone
        for number, name in enumerate(_OBSERVED, 1):
            self.tell("observe_property", number, name)
        for key, does in _KEYS.items():
            self.tell("keybind", key, does)
        self.tell("loadfile", self._address)  # not before: why it cannot be opened is told only to who listens by then
        # A line that is too long, or a socket that breaks, ends the play like a player that died.
        with suppress(ConnectionError, ValueError):
            while line := await reader.readline():
                with suppress(ValueError):
                    message = json.loads(line)
                    if isinstance(message, dict):
                        self._hear(message, now_ms())

    async def _end(self) -> None:
        """Close the socket, upon which mpv quits; kill it if it does not."""
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()
        if self._process is not None and self._process.returncode is None:
            try:
                await asyncio.wait_for(self._process.wait(), 2)
            except (TimeoutError, asyncio.CancelledError):
                with suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()

    def _verdict(self, code: int) -> str:
        if self._failed and self._cause:
            return f"mpv could not open it ({self._cause}). Check the connection or ask the organizer, then try again."
        if self._failed:
            return f"mpv could not play it ({self._failed}). Ask the organizer for another file or address."
        if code and code != 4 and not self._quit:  # 4: told to by a signal, such as Ctrl+C
            if not self._loaded:
                return f"mpv ended before it played anything (code {code}); it must be version 0.33 or newer."
            return f"mpv stopped unexpectedly (code {code}). What you watched is recorded; play it again to go on."
        return ""

    def _hear(self, message: dict[str, Any], now: int) -> None:
        match message:
            case {"event": "property-change", "name": str(name)}:
                self._changed(name, message.get("data"), now)
            case {"event": "seek"}:
                self._segments.jump(now)
            case {"event": "start-file"}:
                self._begun = True
                self._segments.jump(now)
                self._duration = None
            case {"event": "log-message", "prefix": "ffmpeg", "text": str(text)} if (
                not self._loaded and not self._cause
            ):
                self._cause = clean(text.strip().rpartition(": ")[2], 80)  # "tcp: Connection to ... failed: Timed out"
            case {"event": "file-loaded"}:
                self._go_on()
            case {"event": "idle"} if self._begun:  # by itself it would end before it has told why nothing was played
                asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, self.tell, "quit")
            case {"event": "end-file", "reason": "eof"}:
                if self._duration is not None:  # the last frames are shown, but no position is told of them
                    self._moved(self._duration, now)
                self._segments.run(now, False)
            case {"event": "end-file", "reason": "error"}:
                self._fail(clean(str(message.get("file_error") or "unknown error"), 80))

    def _go_on(self) -> None:
        """Something is loaded; the first time, seek the place where it starts."""
        if not self._loaded and self._start:
            self.tell("seek", max(0, self._start - _LEAD_MS) / 1000, "absolute+exact")
        self._loaded = True

    def _fail(self, why: str) -> None:
        self._failed = why
        if why != "loading failed":
            self._cause = ""

    def _changed(self, name: str, value: object, now: int) -> None:
        number = float(value) if isinstance(value, int | float) and abs(value) < 1e9 else None
        match name:
            case "time-pos" if number is not None:
                self._moved(number, now)
            case "core-idle":
                self._segments.run(now, value is False)
            case "speed" if number is not None:
                self.speed = number
                self._segments.speed(now, number)
            case "duration":
                self._lasts(number)
            case "playlist-pos" if number is not None and number >= 0:
                self._segments.jump(now)
                self._entry = int(number)
            case "pause":
                self.paused = value is True
                self._hold()
            case "mute":
                self._muted = value is True
                self._listened(now)
            case "volume" if number is not None:
                self._volume = number
                self._listened(now)

    def _lasts(self, seconds: float | None) -> None:
        """How long this entry of the playlist is, by which it is known where the next one starts."""
        self._duration = seconds
        if seconds is not None and self._entry in self._starts:
            self._starts[self._entry + 1] = self._starts[self._entry] + seconds * 1000

    def _listened(self, now: int) -> None:
        self._segments.heard(now, not self.unheard)
        if self.unheard:
            self.tell("show-text", _UNHEARD, _SHOWN_MS)

    def _hold(self) -> None:
        """Stand at the gate."""
        if not self._loaded or self.paused or self._quit or not self.held:
            return
        if self._own_terminal:
            self.stop()
            return
        self.paused = True
        self.tell("set_property", "pause", True)
        self.tell("set_property", "fullscreen", False)
        self.tell("show-text", _ASKED, _SHOWN_MS)
        self._met()

    def _moved(self, seconds: float, now: int) -> None:
        # An entry of a playlist whose place is not known, because one before it was skipped, counts nothing.
        if (start := self._starts.get(self._entry)) is not None:
            self.position_ms = max(0, round(start + seconds * 1000))
            self._segments.at(now, self.position_ms)
            self._hold()
