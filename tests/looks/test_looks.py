"""A few screens as they look. `pytest tests/looks --snapshot-update` accepts a change."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyte
import pytest
from PIL import Image, ImageChops
from tests.programs import needs
from textual.pilot import Pilot

import film
from pictures import NOW, PICTURES, Picture, certificate, demo_app, draw, play, steady, written

WAIT_SECONDS = 20.0
REMAKE = "run `python screenshots`"
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
LOOKS = (
    Picture("main, small", (80, 24), (((), "Difficult Airway"),)),
    Picture("main, tiny", (40, 15), (((), "Difficult"),)),
    Picture("credit", (80, 24), ((("enter",), "Contents"),)),
    Picture("why", (80, 24), ((("question_mark",), "what was seen twice counts once"),)),
    Picture("profile, tiny", (40, 15), ((("p",), "E-mail"),)),
    Picture("claim, tiny", (40, 15), ((("2", "down", "enter"), "Chiara"),)),
    Picture("certificate, high contrast", (120, 40), ((("3", "end", "enter"), "Revoked"),), "high-contrast"),
)


def kept(name: str) -> str:
    return (SCREENSHOTS / name).read_text("utf-8")


def plain(lines: Iterable[str]) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_it_looks_like_this(look: Picture, snap_compare: Callable[..., bool]) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await play(pilot, look)

    run: Callable[[Pilot[Any]], Awaitable[None]] = before
    assert snap_compare(demo_app(look.theme), terminal_size=look.size, run_before=run)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_pictures_of_the_readme_are_what_the_app_draws(picture: Picture) -> None:
    same = kept(f"{picture.name}.svg") == draw(picture)
    assert same, REMAKE


@pytest.mark.slow
async def test_the_film_shows_what_the_app_does() -> None:
    frames = iter(film.frames(kept("claim.cast")))

    async def look(pilot: Pilot[Any], shot: film.Shot) -> None:
        frame, deadline = next(frames), time.monotonic() + WAIT_SECONDS
        while (now := written(pilot.app)) != frame.lines:
            assert time.monotonic() < deadline, f"{REMAKE}: {shot} shows\n{plain(now)}\nand was\n{plain(frame.lines)}"
            steady(pilot.app)
            await pilot.pause(0.02)

    await film.play(look)
    assert not list(frames)


def test_the_film_is_the_recording() -> None:
    same = kept("claim.svg") == film.draw(kept("claim.cast"))
    assert same, REMAKE


def test_a_terminal_shows_the_recording_as_the_film_does() -> None:
    header, *events = map(json.loads, kept("claim.cast").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert [at for at, *_ in events] == sorted(at for at, *_ in events)
    screen = pyte.Screen(80, 24)
    terminal = pyte.Stream(screen)
    outputs = [data for _, kind, data in events if kind == "o"]
    frames = film.frames(kept("claim.cast"))
    assert 15 <= sum(frame.seconds for frame in frames) <= 26
    for data, frame in zip(outputs[:-1], frames, strict=True):
        assert data, "nothing happens"
        terminal.feed(data)
        assert "\n".join(screen.display) == plain(frame.lines)


def test_the_certificate_of_the_readme_is_what_is_printed() -> None:
    needs("pdftoppm")
    png = certificate()
    assert png is not None
    now, then = (Image.open(file).convert("L").reduce(4) for file in (BytesIO(png), SCREENSHOTS / "certificate.png"))
    assert now.size == then.size
    difference: Any = ImageChops.difference(now, then).getextrema()[1]
    assert difference < 64, REMAKE  # other versions draw letters a little otherwise


def test_the_pictures_need_nothing_from_elsewhere() -> None:
    made = {f"{picture.name}.svg" for picture in PICTURES} | {"claim.svg", "claim.cast", "certificate.png"}
    assert {path.name for path in SCREENSHOTS.iterdir() if path.is_file() and path.suffix != ".py"} == made
    for path in SCREENSHOTS.glob("*.svg"):
        text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"url\(|@import|@font-face|<script|href=\"[^#]|(?:src|on\w+)=", text)
        ElementTree.fromstring(text)


def test_the_pictures_are_of_a_fixed_day() -> None:
    assert NOW.isoformat() == "2026-06-10T14:00:00+00:00"
