"""The README's pictures, from the real app on the demo's store at a fixed moment."""

import asyncio
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any

from rich.console import Console
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

import svg
from ce_tui.certificate import render
from ce_tui.credit.number import as_sample, certificate_number
from ce_tui.demo.past import LEARNER, fill
from ce_tui.settings import Settings
from ce_tui.store import Store
from ce_tui.ui.app import CeApp
from ce_tui.ui.drawing.theme import DEFAULT
from ce_tui.ui.pages.timed import TimedPage
from ce_tui.ui.stopwatch import Stopwatch

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
WAIT_SECONDS = 20.0
"""How long a text may take to appear, on a machine that has much else to do."""
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_CONSOLE = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file, how large the terminal is, and steps to what it shows: keys, and the text to wait for."""

    name: str
    size: tuple[int, int]
    steps: tuple[tuple[tuple[str, ...], str], ...]
    theme: str = DEFAULT


PICTURES = (
    Picture("in-progress", (120, 24), (((), "Progress needed"),)),
    Picture("in-progress-light", (120, 24), (((), "Progress needed"),), "textual-light"),
    Picture("ready", (80, 24), ((("2",), "until"),)),
    Picture("claim-questions", (80, 24), ((("2", "down", "enter"), "speaker present"),)),
    Picture(
        "claim-hours",
        (80, 24),
        (
            (("2", "end", "up", "enter"), "speaker present"),
            (("ctrl+s",), "another look"),
            (("space", "ctrl+s"), "left afterwards"),
            (("down", "down"), "left afterwards 1"),
        ),
    ),
    Picture("certificates", (120, 24), ((("3", "down"), "part 1"),)),
    Picture("content", (120, 32), ((("enter",), "Contents"), (("down", "down", "enter"), "Oxygen buys time"))),
    Picture("high-contrast", (100, 28), ((("down", "down"), "Claims open"),), "high-contrast"),
)


def _same_numbers() -> Store:
    """The demo's store at `NOW`, in memory; its certificate numbers are the same each time."""
    numbers = _numbers()
    store = Store(None, NOW, numbers=lambda learner, credit, part: next(numbers))
    fill(store, NOW)
    return store


def _numbers() -> Iterator[str]:
    """Certificate numbers that look as random as real ones."""
    for at in count(1):
        if number := certificate_number(at * 0x9E3779B97F4A7C15 % (1 << 60)):
            yield as_sample(number)


def draw(picture: Picture) -> str:
    """The picture as SVG."""
    return asyncio.run(_draw(picture))


async def _draw(picture: Picture) -> str:
    app = demo_app(picture.theme)
    async with app.run_test(size=picture.size) as pilot:
        await play(pilot, picture)
        return svg.draw(app.title, [svg.Frame(written(app))])


class _Still(CeApp):
    """No time passes while it is drawn."""

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        if isinstance(screen, TimedPage):
            screen.stopwatch = Stopwatch(clock=lambda: 0.0)
        return super().push_screen(screen, *args, **more)


def demo_app(theme: str = DEFAULT) -> CeApp:
    """The app on the demo's store at `NOW`."""
    nowhere = Path("/")
    return _Still(_same_numbers, lambda: NOW, Settings(nowhere, LEARNER.key, nowhere, theme, nowhere, nowhere))


async def play(pilot: Pilot[Any], picture: Picture) -> None:
    """Go the steps to what the picture shows."""
    for keys, text in (((), "◉"), *picture.steps):
        await pilot.press(*keys)
        await seen(pilot, text)


async def seen(pilot: Pilot[Any], text: str) -> None:
    """Wait until `text` is on the screen, and nothing more is going to be drawn; no cursor blinks then."""
    deadline = time.monotonic() + WAIT_SECONDS
    before: tuple[str, ...] = ()
    while before != (now := written(pilot.app)) or text not in _COLOR.sub("", "".join(now)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"“{text}” was never shown, but:\n" + _COLOR.sub("", "\n".join(now)))
        before = now
        steady(pilot.app)
        await pilot.pause(0.2)


def steady(app: App[Any]) -> None:
    """Let no cursor blink."""
    for field in (*app.screen.query(Input), *app.screen.query(TextArea)):
        field.cursor_blink = False


def written(app: App[Any]) -> tuple[str, ...]:
    """What the app writes to a terminal when it draws the whole screen, line by line."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens, simplify=True)
    assert isinstance(update, LayoutUpdate)
    return tuple("".join(strip.render(_CONSOLE) for strip in line) for line in update.strips)


def certificate() -> bytes | None:
    """A certificate of the demo as PNG; None where poppler's `pdftoppm` is not installed."""
    if (tool := which("pdftoppm")) is None:
        return None
    with _same_numbers() as store, tempfile.TemporaryDirectory() as folder:
        row = next(row for row in store.lists.claims(LEARNER.key) if row.certificate == "local")
        page = Path(folder, "page.pdf")
        page.write_bytes(render(store.certificates.claim(row.number)))
        subprocess.run([tool, "-r", "110", "-png", "-singlefile", page, page.with_suffix("")], check=True)
        return page.with_suffix(".png").read_bytes()
