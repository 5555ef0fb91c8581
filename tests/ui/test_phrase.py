"""The phrase in the room: large, on every screen, and drawn again only when it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.widgets import Static

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.phrase import phrase, window_of
from ce_tui.credit.types import MINUTE
from ce_tui.ui.phrase_app import GLYPHS, PhraseApp, large

NOW = datetime(2026, 6, 1, 12, 0, 5, tzinfo=UTC)
TALK = Content(
    "talk",
    ContentKind.SESSION,
    "Talk [/x] [@click=app.quit]go[/]",
    60 * MINUTE,
    secret="correct horse battery",
    starts_at=NOW - timedelta(minutes=5),
)


def test_every_character_has_a_shape_of_its_own() -> None:
    assert all(len(glyph) == 5 and {len(row) for row in glyph} == {5} for glyph in GLYPHS.values())
    assert len(set(GLYPHS.values())) == 33
    # Nor does one differ from another by a single dot, which nobody sees from the last row.
    dots = {char: "".join(glyph) for char, glyph in GLYPHS.items()}
    near = [
        (a, b) for a in dots for b in dots if a < b and sum(x != y for x, y in zip(dots[a], dots[b], strict=True)) < 2
    ]
    assert near == []


@pytest.mark.parametrize(
    ("width", "height", "wide", "high"),
    [
        (76, 16, 46, 11),
        (60, 8, 53, 5),
        (20, 8, 9, 1),
        (116, 32, 92, 21),
        (300, 60, 230, 51),
        (230, 10, 212, 10),
        (0, 0, 9, 1),
    ],
)
def test_the_code_is_drawn_as_large_as_it_fits(width: int, height: int, wide: int, high: int) -> None:
    drawn = large("7K3M-9QXD", width, height)
    assert (max(map(len, drawn)), len(drawn)) == (wide, high)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def text(app: PhraseApp, id: str) -> str:
    return str(app.query_one(f"#{id}", Static).content)


async def test_the_phrase_is_shown_and_changes_with_its_window() -> None:
    clock = Clock()
    app = PhraseApp(TALK, clock, "textual-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        first = phrase(TALK.secret, TALK.id, window_of(NOW))
        assert (text(app, "code"), text(app, "left")) == (first, "changes in 25 s")
        assert text(app, "title") == TALK.title
        assert "█" in text(app, "large")
        clock.now = NOW + timedelta(seconds=25)
        app.tick()
        second = phrase(TALK.secret, TALK.id, window_of(clock.now))
        assert second != first
        assert (text(app, "code"), text(app, "left")) == (second, "changes in 30 s")
        clock.now = NOW + timedelta(hours=2)
        app.tick()
        assert (text(app, "code"), text(app, "left")) == ("", "")
        assert "ended" in text(app, "large")
        await pilot.press("q")
    assert app.return_code == 0


async def test_before_its_start_the_screen_says_when_it_opens() -> None:
    app = PhraseApp(replace(TALK, starts_at=NOW + timedelta(minutes=2)), Clock(), "high-contrast")
    async with app.run_test(size=(30, 8)):
        assert text(app, "large") == "The phrase of this session opens in 2 minutes."
        assert text(app, "code") == ""
