"""Attention checks while a video plays: it stops there, asks, and goes on when somebody is there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.player.test_mpv import MPV, NULL, draw, real
from tests.player.test_video_page import (
    NOW,
    VIDEO,
    Clock,
    Desk,
    FakePlayer,
    desk,
    plays,
    screen,
    sees,
    waits,
)
from textual.pilot import Pilot

from ce_tui.credit.types import MINUTE
from ce_tui.ui.boxes.attention import number
from ce_tui.ui.stopwatch import Stopwatch

__all__ = ["desk"]

FILM = replace(VIDEO, checks=(5 * MINUTE, 8 * MINUTE))
LATE = "The check at 8:00 was not answered within 60 seconds. What you watched until there is kept; play on to be"


@pytest.fixture
def film(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a film that has two checks; the countdown and the clock of the page run by the test's clock."""
    monkeypatch.setattr("ce_tui.ui.boxes.attention.TICK_SECONDS", 0.2)
    clock = partial(Stopwatch, clock=lambda: desk.clock.ms / 1000)
    monkeypatch.setattr("ce_tui.ui.pages.outside.Stopwatch", clock)
    desk.video = FILM
    desk.load()
    return desk


async def asked(pilot: Pilot[str]) -> str:
    """Wait for the question; the number it shows."""
    await sees(pilot, "Are you still there?", " left")
    return str(pilot.app.screen._number)  # type: ignore[attr-defined]


async def answers(pilot: Pilot[str]) -> None:
    shown = await asked(pilot)
    box = pilot.app.screen
    assert f"Type {shown} and press Enter." in screen(pilot)
    await pilot.press(*list(shown), "enter")
    await waits(pilot, lambda: pilot.app.screen is not box)


def test_a_key_held_down_never_is_the_number() -> None:
    for _ in range(500):
        shown = number()
        first, second = shown[0], shown[1:]
        assert first != second
        assert first != "0"


async def test_a_window_pauses_asks_and_plays_on(film: Desk) -> None:
    async with film.open() as pilot:
        await sees(pilot, "Video · 2 attention checks")
        player = await plays(pilot)
        player.plays(film.clock, 0, 5.02)
        shown = await asked(pilot)
        assert film.minutes() == 5
        await pilot.press("enter", "enter")
        await sees(pilot, "That is not the number above; try again.", "1:00 left")
        await pilot.press(*shown[0] * 5, "enter", "p", "o")
        await sees(pilot, "That is not the number above; try again.")
        film.clock.ms += 18_000
        await sees(pilot, "0:42 left")
        assert player.told == []
        await answers(pilot)
        await waits(pilot, lambda: player.told)
        assert player.told == [("seek", 299.0, "absolute+exact"), ("set_property", "pause", False)]
        await sees(pilot, "mpv plays it in a window of its own")
        player.plays(film.clock, 299 / 60, 8.01)
        await asked(pilot)
        film.clock.ms += 60_001
        await sees(pilot, LATE)
        assert film.minutes() == 8
        assert not player._over.done()
        await pilot.press("space")
        await asked(pilot)
        await pilot.press("escape")
        await sees(pilot, "Stopped at an attention check; what you watched is recorded.")
        assert player.told[2:] == []
        await pilot.press("space")
        await answers(pilot)
        player.plays(film.clock, 8, 9.5)
        await sees(pilot, "✓ Complete.")
        await pilot.press("escape")
        await sees(pilot, "Ready to Claim 1")
    with film.store() as store:
        (history,) = store.learning.history("ada")
        assert [line.kind for line in history.lines if not line.long_ms] == ["check", "missed", "check"]


async def test_a_leap_past_checks_meets_them_and_plays_on_from_there(film: Desk) -> None:
    async with film.open() as pilot:
        player = await plays(pilot)
        player.plays(film.clock, 0, 1)
        player.plays(film.clock, 9, 9.1)
        await answers(pilot)
        await answers(pilot)
        await waits(pilot, lambda: player.told)
        assert player.told == [("set_property", "pause", False)]
        assert film.minutes() == 1
        player.plays(film.clock, 9.1, 9.6)
        await waits(pilot, lambda: film.minutes() == 1.5)


async def test_a_player_that_was_closed_meanwhile_is_started_again_by_p(film: Desk) -> None:
    async with film.open() as pilot:
        player = await plays(pilot)
        player.plays(film.clock, 0, 5)
        await asked(pilot)
        player.end("")
        await answers(pilot)
        await sees(pilot, "Answered. Press p to play on.")
        assert (await plays(pilot)).start_ms == 5 * MINUTE


@pytest.fixture
def terminal(film: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk without a display, whose terminal can be lent."""

    @contextmanager
    def lend(_: object) -> Iterator[None]:
        yield

    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr("ce_tui.ui.app.CeApp.can_suspend", True)
    monkeypatch.setattr("ce_tui.ui.app.CeApp.lend_terminal", lend)
    monkeypatch.setattr("ce_tui.player.mpv.in_terminal", lambda program: ("--vo=null",))
    return film


async def test_in_the_terminal_the_player_ends_to_ask_and_comes_back_by_itself(terminal: Desk) -> None:
    async with terminal.open() as pilot:
        player = await plays(pilot)
        player.plays(terminal.clock, 0, 5.01)
        await answers(pilot)
        await waits(pilot, lambda: len(FakePlayer.made) == 2)
        player = FakePlayer.made[-1]
        assert player.start_ms == 299_000
        player.plays(terminal.clock, 4.99, 8)
        await asked(pilot)
        terminal.clock.ms += 60_001
        await sees(pilot, LATE)
        assert terminal.minutes() == 8
        await pilot.press("p")
        await asked(pilot)  # before anything plays
        assert len(FakePlayer.made) == 2
        await answers(pilot)
        await waits(pilot, lambda: len(FakePlayer.made) == 3)
        FakePlayer.made[-1].plays(terminal.clock, 7.99, 9)
        await sees(pilot, "✓ Complete.")


@pytest.mark.parametrize("change", [{}, {"checks": (), "muted": False}, {"checks": (), "timer": False}])
@pytest.mark.parametrize("player", [True, False])
async def test_a_timer_that_cannot_tell_does_not_count(
    film: Desk, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], player: bool
) -> None:
    film.video = replace(FILM, **change)
    film.load()
    if not player:
        monkeypatch.setattr("ce_tui.player.mpv.find", lambda: None)
    async with film.open() as pilot:
        await pilot.press("space")
        next_step = "Press p to play the video." if player else "Install mpv to play the video in this app."
        await sees(pilot, f"The timer does not count here. {next_step}")
        page: Any = pilot.app.screen
        assert not page.stopwatch.running
    assert film.minutes() == 0


async def test_a_timer_is_not_watching(film: Desk) -> None:
    film.video = replace(FILM, checks=())
    film.load()
    async with film.open() as pilot:
        await pilot.press("space")
        await sees(pilot, "The clock runs")
        film.clock.ms += 4 * MINUTE
        await sees(pilot, "4 / 10 min")
        player = await plays(pilot)
        player.plays(film.clock, 4, 6)
        await waits(pilot, lambda: film.minutes() == 6)
    with film.store() as store:
        (history,) = store.learning.history("ada")
        assert [(line.kind, line.long_ms) for line in history.lines] == [("timed", 4 * MINUTE), ("watched", 2 * MINUTE)]


async def test_a_check_that_is_added_while_it_plays_is_met(film: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.ui.main.LOOK_SECONDS", 0.2)
    film.video = VIDEO
    film.load()
    async with film.open() as pilot:
        player = await plays(pilot)
        film.video = FILM
        film.load()
        page: Any = pilot.app.screen
        await waits(pilot, lambda: page.gate == 5 * MINUTE)
        player.plays(film.clock, 0, 5.5)
        await answers(pilot)
        with film.store() as store:
            store.learning.answer_check("ada", 1, "film", 8 * MINUTE, film.clock(), film.clock(), sitting="elsewhere")
        await waits(pilot, lambda: page.gate is None)


async def test_a_check_that_is_taken_away_while_it_is_asked_holds_nobody(film: Desk) -> None:
    async with film.open() as pilot:
        player = await plays(pilot)
        player.plays(film.clock, 0, 5)
        await asked(pilot)
        film.video = replace(FILM, checks=(8 * MINUTE,))
        film.load()
        await answers(pilot)
        await sees(pilot, "The organizer has moved this check; play on")
        await waits(pilot, lambda: pilot.app.screen.gate == 8 * MINUTE)  # type: ignore[attr-defined]
        await pilot.press("space")
        assert player.told == [("set_property", "pause", False)]


async def test_what_does_not_count_without_sound_is_said(film: Desk) -> None:
    film.video = replace(VIDEO, muted=False)
    film.load()
    async with film.open() as pilot:
        await sees(pilot, "Video · counts with sound only")
        player = await plays(pilot)
        assert not player.muted_counts
        player.unheard = True
        await sees(pilot, "The sound is off, so this does not count; turn it on in the player.")
        player.unheard = False
        await sees(pilot, "mpv plays it in a window of its own")


@real
async def test_a_real_player_pauses_and_what_was_seen_till_then_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "film.mkv"
    draw(film, 6)
    desk, began = Desk(tmp_path), time.monotonic()
    monkeypatch.setattr(Clock, "__call__", lambda _: NOW + timedelta(seconds=time.monotonic() - began))
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 0.5)
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: MPV)
    monkeypatch.setattr("ce_tui.player.mpv.WINDOW", NULL)
    monkeypatch.setenv("DISPLAY", ":0")
    desk.video = replace(VIDEO, url=str(film), length_ms=6000, checks=(2010,))
    desk.load()
    async with desk.open() as pilot:
        await pilot.press("p")
        await asked(pilot)
        page: Any = pilot.app.screen_stack[-2]
        await waits(pilot, lambda: page.player.paused)
        stood = page.player.position_ms
        await pilot.pause(0.5)
        assert page.player.position_ms == stood
        record = desk.record()
        assert record is not None
        assert record.spans == ((0, 2010),)
        await answers(pilot)
        await sees(pilot, "✓ Complete.", patience=12)
        await pilot.press("escape")
        await sees(pilot, "Ready to Claim 1")
    record = desk.record()
    assert record is not None
    assert len(record.spans) == 1  # no gap at the check
