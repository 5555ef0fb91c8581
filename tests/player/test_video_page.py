"""The page of a video with a player: what is played there moves the credit."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.player.test_mpv import MPV, NULL, draw, real
from textual.pilot import Pilot

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.progress import Record, total
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.player import mpv
from ce_tui.player.segments import Seen
from ce_tui.store import Store
from ce_tui.ui.app import CeApp
from ce_tui.ui.opening import page_of

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
VIDEO = Content("film", ContentKind.VIDEO, "Film", 10 * MINUTE, url="https://example.org/film.mp4")


class Clock:
    """The time, also as the monotonic milliseconds of segments; it stands until it is moved."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> datetime:
        return NOW + timedelta(milliseconds=self.ms)


class FakePlayer:
    """Plays what a test tells it to have played."""

    made: list["FakePlayer"] = []

    def __init__(
        self,
        address: str,
        start_ms: int = 0,
        options: tuple[str, ...] = (),
        *,
        gate: Callable[[], int | None],
        met: Callable[[], object],
        muted: bool,
    ) -> None:
        self._gate, self._met, self.muted_counts, self.unheard = gate, met, muted, False
        self.address, self.start_ms, self.options = address, start_ms, options
        self.position_ms, self.paused, self.stopped = start_ms, False, False
        self.seen: list[Seen] = []
        self.told: list[tuple[object, ...]] = []
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        FakePlayer.made.append(self)

    async def run(self) -> str:
        return await self._over

    @property
    def held(self) -> bool:
        gate = self._gate()
        return gate is not None and self.position_ms >= gate

    def take(self) -> list[Seen]:
        seen, self.seen = self.seen, []
        return seen

    def give_back(self, seen: Seen, credited_until: int) -> None: ...

    def tell(self, *command: object) -> None:
        self.told.append(command)
        self.paused = command[-1] is True

    def stop(self) -> None:
        self.end("")

    def end(self, said: str) -> None:
        if not self._over.done():
            self._over.set_result(said)

    def plays(self, clock: Clock, start: float, end: float, wall: float | None = None) -> None:
        """From one minute to another, in so many minutes of real time."""
        took = round((end - start if wall is None else wall) * MINUTE)
        clock.ms += took
        self.position_ms = round(end * MINUTE)
        self.seen.append(Seen((round(start * MINUTE), self.position_ms), took, clock.ms))
        if self.held and self.options is not mpv.WINDOW:
            self.stop()
        elif self.held:
            self.paused = True
            self._met()


class Desk:
    def __init__(self, folder: Path) -> None:
        self.path, self.clock, self.video = folder / "ce.db", Clock(), VIDEO

    def store(self) -> Store:
        return Store(self.path, self.clock())

    def load(self) -> None:
        credit = Credit("one", "One", credit_type("hours"), Amount(1000), (self.video,))
        with self.store() as store:
            store.catalogs.load(Organization("org", "Northwind"), [credit])
            store.accounts.save(Learner("ada", "Ada"))

    def record(self) -> Record | None:
        """What another process finds in the store."""
        with self.store() as store:
            return store.credits.records("ada", (1,)).get("film")

    def minutes(self) -> float:
        record = self.record()
        return total(record.spans) / MINUTE if record else 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Pilot[str]]:
        """The app, on the page of the video."""
        settings: Any = SimpleNamespace(
            store=self.path.parent / "none.db",
            learner="ada",
            theme="",
            downloads=self.path.parent,
            config=self.path,
            keys={},
        )
        app = CeApp(self.store, self.clock, settings)
        async with app.run_test(notifications=True) as pilot:
            with self.store() as store:
                page = page_of(store.credits.view("ada", 1, self.clock()), self.video)
            await app.push_screen(page)
            await waits(pilot, lambda: type(app.screen).__name__ in ("VideoPage", "OutsidePage"))
            yield pilot


def screen(pilot: Pilot[str]) -> str:
    return " ".join(" ".join(strip.text for strip in pilot.app.screen._compositor.render_strips()).split())


async def waits(pilot: Pilot[str], until: Callable[[], object], patience: float = 5) -> None:
    deadline = time.monotonic() + patience
    while not until():
        assert time.monotonic() < deadline, screen(pilot)
        await pilot.pause(0.02)


async def sees(pilot: Pilot[str], *texts: str, patience: float = 5) -> None:
    for text in texts:
        await waits(pilot, lambda text=text: text in screen(pilot), patience)  # type: ignore[misc]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A machine with a display and a player that does as it is told."""
    made = Desk(tmp_path)
    FakePlayer.made.clear()
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 0.1)
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: "/usr/bin/mpv")
    monkeypatch.setattr("ce_tui.player.mpv.now_ms", lambda: made.clock.ms)
    monkeypatch.setattr("ce_tui.ui.pages.video.Player", FakePlayer)
    monkeypatch.setenv("DISPLAY", ":0")
    return made


async def plays(pilot: Pilot[str]) -> FakePlayer:
    before = len(FakePlayer.made)
    await pilot.press("p")
    await waits(pilot, lambda: len(FakePlayer.made) > before)
    return FakePlayer.made[-1]


async def test_what_is_played_is_recorded_and_completes_the_video(desk: Desk) -> None:
    desk.load()
    async with desk.open() as pilot:
        await sees(pilot, "Play", "Start the clock")
        await pilot.press("enter")
        await waits(pilot, lambda: FakePlayer.made)
        player = FakePlayer.made[0]
        assert (player.address, player.start_ms, player.options) == (VIDEO.url, 0, mpv.WINDOW)
        await sees(pilot, "mpv plays it in a window of its own")
        player.plays(desk.clock, 0, 4)
        await sees(pilot, "4 / 10 min")
        assert desk.minutes() == 4  # as after a crash
        player.plays(desk.clock, 6, 7)
        player.plays(desk.clock, 3, 5)  # two stretches within one beat, the second partly seen before
        await sees(pilot, "6 / 10 min")
        await pilot.press("p")
        await sees(pilot, "Stopped at 5 min; what you watched is recorded.")
        player = await plays(pilot)
        assert player.start_ms == 5 * MINUTE
        player.plays(desk.clock, 5, 9.5, wall=2.25)
        await sees(pilot, "✓ Complete. It counts for every credit that needs it.")
        player.plays(desk.clock, 9.5, 10)
        player.end("")
        await sees(pilot, "✓ Complete; no more time is needed here.")
        await pilot.press("escape")
        await sees(pilot, "Ready to Claim 1")
    assert desk.minutes() == 9.5


async def test_too_fast_is_cut_and_leaving_stops_the_player(desk: Desk) -> None:
    desk.load()
    async with desk.open() as pilot:
        player = await plays(pilot)
        player.plays(desk.clock, 0, 6, wall=1)
        await sees(pilot, "2 / 10 min")
        player.plays(desk.clock, 6, 7)
        await pilot.press("escape")
        await waits(pilot, lambda: player._over.done())
        await sees(pilot, "In Progress 1")
    assert desk.minutes() == 3


async def test_the_app_may_end_while_it_plays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 60)
    desk.load()
    async with desk.open() as pilot:
        (await plays(pilot)).plays(desk.clock, 0, 2)
    assert desk.minutes() == 2


async def test_two_players_at_once_do_not_add_up(desk: Desk) -> None:
    desk.load()
    async with desk.open() as one:
        first = await plays(one)
        async with desk.open() as two:
            second = await plays(two)
            for minute in range(3):
                clock = desk.clock.ms
                first.plays(desk.clock, minute, minute + 1)
                desk.clock.ms = clock  # both play in the same minute
                second.plays(desk.clock, minute + 5, minute + 6)
                second.seen[-1] = second.seen[-1]._replace(until=desk.clock.ms - 300)  # and one a little behind
                await waits(two, lambda: not first.seen and not second.seen)
                await one.pause(0.1)
                await two.pause(0.1)
    assert 3 <= desk.minutes() <= 3.05


async def test_space_pauses_and_the_clock_is_for_those_without_the_player(desk: Desk) -> None:
    desk.load()
    async with desk.open() as pilot:
        await pilot.press("space")
        await sees(pilot, "The clock runs", "Stop")
        player = await plays(pilot)
        assert not pilot.app.screen.stopwatch.running  # type: ignore[attr-defined]
        await pilot.press("space")
        assert player.told == [("set_property", "pause", True)]
        await sees(pilot, "Paused; press Space to go on.", "Go on")
        await pilot.press("space")
        assert player.told[-1] == ("set_property", "pause", False)
        await sees(pilot, "Stop", "Pause")
        player.end("mpv stopped unexpectedly (code -9).")
        await sees(
            pilot, "mpv stopped unexpectedly (code -9). Or press o to open it elsewhere, and Space for the clock."
        )


async def test_a_missing_file_says_what_else_there_is(desk: Desk) -> None:
    from dataclasses import replace

    desk.video = replace(VIDEO, url="/nowhere/film.mp4")
    desk.load()
    async with desk.open() as pilot:
        await pilot.press("p")
        await sees(pilot, "The file is not on this machine or cannot be read; ask the organizer", "Or press o")
        assert FakePlayer.made == []


async def test_without_a_display_a_terminal_that_cannot_be_lent_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    desk.load()
    async with desk.open() as pilot:
        await sees(pilot, "mpv plays it in this terminal: Space pauses, ← and → skip, q or Esc comes back here.")
        await pilot.press("p")
        await sees(pilot, "A video cannot play in this kind of terminal. Or press o")


async def test_without_mpv_there_is_the_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: None)
    desk.load()
    async with desk.open() as pilot:
        await sees(pilot, "Open and start")
        assert type(pilot.app.screen).__name__ == "OutsidePage"


@real
async def test_a_real_player_is_killed_comes_back_and_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    film = tmp_path / "film.mkv"
    draw(film, 6)
    desk = Desk(tmp_path)
    began = time.monotonic()
    monkeypatch.setattr(Clock, "__call__", lambda _: NOW + timedelta(seconds=time.monotonic() - began))
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 0.5)
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: MPV)
    monkeypatch.setattr("ce_tui.player.mpv.WINDOW", NULL)
    monkeypatch.setenv("DISPLAY", ":0")
    desk.video = replace(VIDEO, url=str(film), length_ms=6000, max_speed=1000)
    desk.load()
    async with desk.open() as pilot:
        await pilot.press("p")
        await waits(pilot, lambda: (record := desk.record()) and record.position_ms > 1000)
        page: Any = pilot.app.screen
        page.player._process.kill()
        await sees(pilot, "mpv stopped unexpectedly")
        stopped = desk.record()
        assert stopped is not None
        await pilot.press("p")
        await sees(pilot, "✓ Complete.", patience=12)
        await pilot.press("escape")
        await sees(pilot, "Ready to Claim 1")
    record = desk.record()
    assert record is not None
    assert len(record.spans) == 1  # no gap, though the fastest speed that counts is that of play
    assert total(record.spans) <= (time.monotonic() - began) * 1000
