"""A few screens as they look. `pytest tests/looks --snapshot-update` accepts a change."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ce_tui.demo.pictures import NOW, PICTURES, Picture, demo_app, draw, play, shown

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


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_it_looks_like_this(look: Picture, snap_compare: Callable[..., bool]) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await play(pilot, look)

    run: Callable[[Pilot[Any]], Awaitable[None]] = before
    assert snap_compare(demo_app(look.theme), terminal_size=look.size, run_before=run)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_pictures_of_the_readme_show_what_the_app_draws(picture: Picture) -> None:
    kept = (SCREENSHOTS / f"{picture.name}.svg").read_text("utf-8")
    assert shown(kept) == shown(draw(picture)), "run `python -m ce_tui.demo.pictures`"


def test_the_pictures_need_nothing_from_elsewhere() -> None:
    for picture in PICTURES:
        svg = (SCREENSHOTS / f"{picture.name}.svg").read_text("utf-8")
        assert "url(http" not in svg
        assert "@font-face" not in svg


def test_the_pictures_are_of_a_fixed_day() -> None:
    assert NOW.isoformat() == "2026-06-10T14:00:00+00:00"
