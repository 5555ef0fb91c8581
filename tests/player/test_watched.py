"""From what a player does to what the store credits and explains, against an oracle that marks every 5 ms by hand."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import Stretch, added
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, total, union
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.credit.words import span_of
from ce_tui.player.mpv import resume_at
from ce_tui.player.segments import JITTER_MS, Segments
from ce_tui.store import Store

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TICK, CELL = 100, 5  # ms of real time, ms of content
BEAT = 5_000
FILM = Content("film", ContentKind.VIDEO, "Film", 30 * MINUTE, threshold=1000)  # longer than any test plays
SLOW = replace(FILM, id="slow", title="At normal speed", max_speed=1000)

WHAT = st.one_of(
    st.tuples(st.sampled_from(["play", "pause", "kill"]), st.just(0)),
    st.tuples(st.just("seek"), st.integers(0, 4000)),
    st.tuples(st.just("speed"), st.sampled_from([0.5, 1.0, 1.05, 1.5, 2.0, 2.1, 8.0])),
)
EVENTS = st.lists(st.tuples(st.integers(0, 1), WHAT, st.integers(1, 90)), min_size=4, max_size=25)
"""Who does what, and how many ticks pass until the next."""
Event = tuple[int, tuple[str, float], int]
LEARNERS = (f"learner {n}" for n in count())


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store(None, NOW) as made:
        credit = Credit("one", "One", credit_type("hours"), Amount(1000), (FILM, SLOW))
        made.catalogs.load(Organization("org", "Northwind", zone="Europe/Berlin"), [credit])
        yield made


@dataclass
class Watcher:
    """A player and the page that records what it tells; beside them what an honest witness writes down."""

    tell: Callable[[str, Span, int, int], Record]
    """Records a span of a sitting, in so much real time, as of a moment; what is then recorded in all."""
    cap: int
    now: int = 0
    head: int = 0
    sitting: str = ""
    segments: Segments = field(default_factory=Segments)
    playing: bool = False
    speed: float = 1.0
    since: int = 0
    began: tuple[int, int] = (0, 0)
    """Where the stretch that is being played began, and how long it has taken."""
    witnessed: set[int] = field(default_factory=set)
    unsaved: set[int] = field(default_factory=set)
    credited: list[int] = field(default_factory=list)

    def do(self, what: str, value: float) -> None:
        match what:
            case "play" | "pause":
                self.playing = what == "play"
                self.segments.run(self.now, self.playing)
            case "seek":
                self.note()
                self.head = int(value) * CELL
                self.began = (self.head, 0)
                self.segments.jump(self.now)
                self.segments.at(self.now, self.head)
            case "speed":
                self.speed = value
                self.segments.speed(self.now, value)
            case "kill":
                self.note()
                lost = self.unsaved - self.witnessed
                assert self.since <= BEAT
                assert len(lost) * CELL <= self.since * self.cap // 1000
                self.unsaved.clear()

    def start(self, record: Record | None, content: Content, name: str) -> None:
        """Another player, where the one before stopped."""
        self.sitting, self.segments, self.playing, self.speed, self.since = name, Segments(), False, 1.0, 0
        self.head = resume_at(content, record) // CELL * CELL
        self.began = (self.head, 0)
        self.segments.at(self.now, self.head)

    def tick(self) -> None:
        self.now += TICK
        if self.playing:
            self.head += round(TICK * self.speed)
            self.began = (self.began[0], self.began[1] + TICK)
            self.segments.at(self.now, self.head)
        self.since += TICK
        if self.since == BEAT:
            self.beat()

    def note(self) -> int:
        """Of the stretch that is being played, real time at the fastest speed counts, from its beginning."""
        start, took = self.began
        until = min(self.head, start + took * self.cap // 1000)
        self.unsaved |= set(range(start // CELL, until // CELL))
        # A shortfall as small as the jitter of a clock is made up by what comes next.
        self.began = (until if self.head - until <= JITTER_MS else self.head, 0)
        return until

    def beat(self) -> None:
        self.note()
        self.since = 0
        for seen in self.segments.take():
            record = self.tell(self.sitting, seen.span, seen.wall_ms, seen.until)
            self.segments.give_back(seen, record.position_ms)
            self.credited.append(total(record.spans))
        self.witnessed |= self.unsaved
        self.unsaved.clear()


@dataclass
class Desk:
    """One learner with a store, and players of one content."""

    store: Store
    content: Content
    players: int = 1
    learner: str = field(default_factory=lambda: next(LEARNERS))

    def __post_init__(self) -> None:
        self.credit = self.store.credits.find("one")
        self.watchers = [Watcher(self.tell, self.content.max_speed) for _ in range(self.players)]
        self.names = count()
        for watcher in self.watchers:
            watcher.start(None, self.content, str(next(self.names)))

    def tell(self, sitting: str, span: Span, wall_ms: int, until: int) -> Record:
        return self.store.learning.record(
            self.learner,
            self.credit,
            self.content.id,
            Stretch("watched", sitting, span=span, wall_ms=wall_ms),
            NOW + timedelta(milliseconds=until),
        )

    @property
    def record(self) -> Record | None:
        return self.store.credits.records(self.learner, (self.credit,)).get(self.content.id)

    def live(self, events: list[Event]) -> None:
        for who, (what, value), ticks in events:
            watcher = self.watchers[who % self.players]
            watcher.do(what, value)
            if what == "kill":
                watcher.start(self.record, self.content, str(next(self.names)))
                watcher.do("play", 0)
            for _ in range(ticks):
                for each in self.watchers:
                    each.tick()

    def leave(self) -> None:
        """Every page is left as it should be, with all recorded."""
        for watcher in self.watchers:
            watcher.beat()

    def credited(self) -> int:
        """Milliseconds that count, as the records, the ledger and the explanation say alike."""
        spans = self.record.spans if self.record else ()
        at = NOW + timedelta(milliseconds=self.watchers[0].now)
        ledger = {one.content.id: one for one in self.store.learning.history(self.learner, self.credit)}
        lines = [*added(ledger[self.content.id])]
        assert union(line.span for line, _ in lines) == spans
        assert sum(new for _, new in lines) == total(spans)
        parts = explain(self.store.credits.view(self.learner, self.credit, at), (*ledger.values(),), at)
        (said,) = (part for part in parts if part.what == self.content.title)
        assert len(said.lines) == len(lines)
        assert said.why.startswith("nothing yet" if not self.record else f"{span_of(total(spans))} of 30 min;")
        return total(spans)


def marked(cells: set[int]) -> tuple[Span, ...]:
    return union((cell * CELL, (cell + 1) * CELL) for cell in cells)


@settings(max_examples=80)
@given(EVENTS, st.sampled_from([FILM, SLOW]))
def test_what_is_credited_is_what_a_witness_saw(store: Store, events: list[Event], content: Content) -> None:
    desk = Desk(store, content)
    (watcher,) = desk.watchers
    desk.live([(0, ("play", 0), 10), *events])
    desk.leave()
    assert desk.credited() == len(watcher.witnessed) * CELL
    assert (desk.record.spans if desk.record else ()) == marked(watcher.witnessed)
    assert watcher.credited == sorted(watcher.credited)
    assert desk.credited() <= watcher.now * content.max_speed // 1000


@settings(max_examples=60)
@given(EVENTS, st.sampled_from([FILM, SLOW]))
def test_two_players_of_one_content_earn_no_more_than_the_clock(
    store: Store, events: list[Event], content: Content
) -> None:
    desk = Desk(store, content, players=2)
    desk.live([(0, ("play", 0), 1), (1, ("seek", 5000), 1), (1, ("play", 0), 30), *events])
    desk.leave()
    one, two = desk.watchers
    assert desk.credited() <= one.now * content.max_speed // 1000
    seen = marked(one.witnessed | two.witnessed)
    # A jitter that is made up once may lie beside what the witness of each alone wrote down.
    extra = JITTER_MS * (len(one.credited) + len(two.credited))
    assert total((*seen, *(desk.record.spans if desk.record else ()))) <= total(seen) + extra
    told = sorted((*one.credited, *two.credited))
    assert [*one.credited] == sorted(one.credited)
    assert [*two.credited] == sorted(two.credited)
    assert desk.credited() == (told[-1] if told else 0)


def test_play_that_is_killed_again_and_again_loses_five_seconds_each_time(store: Store) -> None:
    moments = random.Random(7)
    desk = Desk(store, FILM)
    (watcher,) = desk.watchers
    kills = 0
    while watcher.now < 20 * MINUTE:
        desk.live([(0, ("kill", 0), moments.randrange(300))])
        kills += 1
    assert kills > 50
    assert watcher.now - kills * BEAT <= desk.credited() <= watcher.now
    assert desk.record is not None
    assert len(desk.record.spans) == 1  # each player went on where the one before was recorded last
