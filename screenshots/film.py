"""A claim from the list to the certificate, as a recording of the app's own screens (`claim.cast`, for asciinema) and
as a picture that moves (`claim.svg`). Both are the same each time: the pace is written here, and was not measured.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot

import svg
from pictures import NOW, demo_app, seen, written

_TITLE = "Claiming a part of a credit with ce-tui"
COLUMNS, ROWS = 80, 24
_KEYS = {
    "enter": ("\r", "Enter"),
    "escape": ("\x1b", "Esc"),
    "tab": ("\t", "Tab"),
    "space": (" ", "Space"),
    "down": ("\x1b[B", "↓"),
    "ctrl+s": ("\x13", "Ctrl+S"),
}
"""What keys send, and how they are called."""
_NAMES = dict(_KEYS.values())
_STILL = "left afterwards 1.50"
"""What is shown to who asks for less motion."""
# The other screen without a cursor, and back.
_BEGIN = "\x1b[?1049h\x1b[?25l"
_END = "\x1b[0m\x1b[?25h\x1b[?1049l"
_LINE = re.compile(r"\x1b\[(\d+);1H")


@dataclass(frozen=True, slots=True)
class Shot:
    """A key, the text to wait for, and seconds to look at what it did."""

    key: str
    text: str
    seconds: float


SHOTS = (
    Shot("", "Difficult Airway", 1.8),
    Shot("2", "until 8 Aug", 1.4),
    Shot("down", "", 0.4),
    Shot("down", "", 0.8),
    Shot("enter", "Questions marked", 1.8),
    Shot("5", "", 0.6),
    Shot("4", "", 0.6),
    Shot("tab", "", 0.5),
    Shot("5", "", 0.7),
    Shot("tab", "", 0.5),
    Shot("n", "", 0.7),
    Shot("tab", "[ ] I claim only", 0.7),
    Shot("space", "[x] I claim only", 1.2),
    Shot("ctrl+s", "left afterwards 1.00", 1.8),
    Shot("down", _STILL, 1.8),
    Shot("ctrl+s", "Name on the certificate", 1.9),
    Shot("enter", "Enter press", 0.6),
    Shot("enter", "Claimed: 0.50", 2.2),
    Shot("escape", "0.50 of 2.00", 0.9),
    Shot("3", "10 Jun 2026", 1.2),
    Shot("enter", "712M-29XG-JS4K-H", 2.9),
)


async def play(look: Callable[[Pilot[Any], Shot], Awaitable[None]]) -> None:
    """Press the key of every shot in the app, and let `look` wait until each has been answered."""
    async with demo_app().run_test(size=(COLUMNS, ROWS)) as pilot:
        for shot in SHOTS:
            await pilot.press(*[shot.key] * bool(shot.key))
            await look(pilot, shot)


def record() -> str:
    """The recording, in asciinema's format 2 (https://docs.asciinema.org/manual/asciicast/v2/). After each key come the
    lines that have changed.
    """
    header = {"version": 2, "width": COLUMNS, "height": ROWS, "timestamp": int(NOW.timestamp()), "title": _TITLE}
    events: list[tuple[float, str, str]] = []
    before = ("",) * ROWS
    at = 0.0

    async def look(pilot: Pilot[Any], shot: Shot) -> None:
        nonlocal before, at
        await seen(pilot, shot.text)
        now = written(pilot.app)
        lines = [f"\x1b[{y};1H{line}" for y, line in enumerate(now, 1) if line != before[y - 1]]
        if shot.key:
            events.append((at, "i", _KEYS.get(shot.key, (shot.key,))[0]))
        events.append((at, "o", "".join(lines if shot.key else (_BEGIN, *lines))))
        before = now
        at = round(at + shot.seconds, 3)

    asyncio.run(play(look))
    events.append((at, "o", _END))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (header, *events))


def frames(cast: str) -> list[svg.Frame]:
    """What a recording shows, one frame for each key and one before."""
    events = [json.loads(line) for line in cast.splitlines()[1:]]
    outputs = [(at, data) for at, kind, data in events if kind == "o"]
    keys = ["", *(data for _, kind, data in events if kind == "i")]
    lines = [""] * ROWS
    shown = []
    for key, (at, data), (until, _) in zip(keys, outputs[:-1], outputs[1:], strict=True):
        _, *changed = _LINE.split(data)
        for y, line in zip(changed[::2], changed[1::2], strict=True):
            lines[int(y) - 1] = line
        shown.append(svg.Frame(tuple(lines), _NAMES.get(key, key), round(until - at, 3)))
    return shown


def draw(cast: str) -> str:
    """The recording as a picture that moves."""
    return svg.draw("ce-tui", frames(cast), still=next(n for n, shot in enumerate(SHOTS) if shot.text == _STILL))
