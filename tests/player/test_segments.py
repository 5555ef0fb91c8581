"""What was seen, from positions: compared with a brute-force oracle that marks every 50 ms of content."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from ce_tui.credit.progress import Span, believable, total, union
from ce_tui.player.segments import JITTER_MS, Seen, Segments

TICK, CELL = 100, 50  # ms of real time, ms of content
LENGTH = 60_000
BEAT = 5_000
CAP = 2000

EVENT = st.one_of(
    st.tuples(st.just("play"), st.integers(1, 120)),
    st.tuples(st.just("pause"), st.integers(1, 120)),
    st.tuples(st.just("seek"), st.integers(0, LENGTH // CELL)),
    st.tuples(st.just("speed"), st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0, 8.0])),
    st.tuples(st.just("sound"), st.sampled_from([0, 1])),
)


@dataclass
class World:
    """A player that is told what to do tick by tick, its oracle, and the segments that only hear of positions."""

    frame: int = 1
    """Ticks between two positions that are told."""
    tells_seeks: bool = True
    segments: Segments = field(default_factory=Segments)
    seen: list[Seen] = field(default_factory=list)
    now: int = 7_000_000
    head: int = 0
    speed: float = 1.0
    sound: bool = True
    real: int = 0
    since: int = 0
    cells: set[int] = field(default_factory=set)
    """What the oracle credits."""
    piece: tuple[int, int] = (0, 0)
    """Where the stretch that is being played began, and how long it has taken."""
    history: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.segments.at(self.now, 0)

    def do(self, what: str, value: float) -> None:
        match what:
            case "play":
                self.segments.run(self.now, True)
                for _ in range(int(value)):
                    self.tick()
                self.segments.at(self.now, self.head)
                self.segments.run(self.now, False)
            case "pause":
                for _ in range(int(value)):
                    self.now += TICK
                    self.beat()
            case "seek":
                self.mark()
                self.head = int(value) * CELL
                self.piece = (self.head, 0)
                if self.tells_seeks:
                    self.segments.jump(self.now)
                self.segments.at(self.now, self.head)
            case "sound":
                self.mark()
                self.segments.heard(self.now, bool(value))
                self.sound = bool(value)
                self.segments.at(self.now, self.head)
            case "speed":
                self.mark()
                self.segments.speed(self.now, value)
                self.speed = value
                self.take()

    def tick(self) -> None:
        step = min(round(TICK * self.speed), LENGTH - self.head)
        if not step:
            return
        self.now += TICK
        self.real += TICK
        self.head += step
        self.piece = (self.piece[0], self.piece[1] + TICK)
        if self.now // TICK % self.frame == 0:
            self.segments.at(self.now, self.head)
        self.beat()

    def beat(self) -> None:
        self.since += TICK
        if self.since >= BEAT:
            self.segments.at(self.now, self.head)
            self.mark()
            self.take()

    def mark(self) -> None:
        """The oracle: of this stretch, what real time at the capped speed allows counts, from its beginning."""
        start, wall = self.piece
        allowed = min(self.head, start + wall * CAP // 1000) if self.sound else start
        self.cells |= set(range(start // CELL, allowed // CELL))
        self.piece = (self.head, 0)

    def take(self) -> None:
        self.since = 0
        self.seen += self.segments.take()
        self.history.append(total(self.credited))

    @property
    def credited(self) -> tuple[Span, ...]:
        return union(believable(seen.span, seen.wall_ms, CAP) for seen in self.seen)


@settings(max_examples=300)
@given(st.lists(EVENT, max_size=25), st.integers(0, 10_000))
def test_credited_time_is_what_the_oracle_says(events: list[tuple[str, float]], killed: int) -> None:
    world = World()
    for what, value in events:
        world.do(what, value)
        if world.now - 7_000_000 > killed * 100:
            break
    else:
        world.mark()
        world.take()
    if world.since == 0:
        assert total(world.credited) == len(world.cells) * CELL
    else:  # killed: at most one beat is lost, at the speed that counts
        world.mark()
        assert 0 <= len(world.cells) * CELL - total(world.credited) <= BEAT * CAP // 1000
    assert world.history == sorted(world.history)
    assert total(world.credited) <= world.real * CAP // 1000
    assert sum(seen.wall_ms for seen in world.seen) <= world.real
    assert [seen.until for seen in world.seen] == sorted(seen.until for seen in world.seen)


@settings(max_examples=200)
@given(st.lists(EVENT, max_size=25), st.integers(1, 40))
def test_with_few_positions_and_silent_seeks_nothing_is_invented(events: list[tuple[str, float]], frame: int) -> None:
    world = World(frame=frame, tells_seeks=False)
    jumps = 0
    for what, value in events:
        world.do(what, value)
        jumps += what == "seek"
    world.mark()
    world.take()
    assert total(world.credited) <= world.real * CAP // 1000
    # A short silent jump forward may pass for play, as far as the wall clock allows it.
    assert total(world.credited) <= len(world.cells) * CELL + jumps * JITTER_MS
    assert world.history == sorted(world.history)


def test_a_pause_earns_no_time_for_fast_play() -> None:
    segments = Segments()
    segments.at(0, 0)
    segments.run(0, True)
    segments.speed(0, 8.0)
    segments.at(1000, 8000)
    segments.run(1000, False)
    segments.run(61_000, True)
    segments.at(62_000, 16_000)
    assert segments.take() == [Seen((0, 16_000), 2000, 62_000)]


def test_what_is_not_heard_leaves_a_hole() -> None:
    segments = Segments()
    segments.at(0, 0)
    segments.run(0, True)
    segments.at(1000, 1000)
    segments.heard(1000, False)
    segments.at(2000, 2000)
    assert segments.take() == [Seen((0, 1000), 1000, 1000)]
    segments.at(3000, 3000)
    segments.heard(3000, True)
    segments.heard(3010, True)
    segments.at(3040, 3040)
    segments.at(4000, 4000)
    assert segments.take() == [Seen((3040, 4000), 960, 4000)]


def test_a_small_shortfall_is_given_back_and_a_large_one_is_not() -> None:
    segments = Segments()
    segments.at(0, 0)
    segments.run(0, True)
    segments.at(5000, 5010)
    (first,) = segments.take()
    segments.give_back(first, 5000)
    segments.at(10_000, 10_010)
    (second,) = segments.take()
    assert second == Seen((5000, 10_010), 5000, 10_000)
    segments.give_back(second, 9000)
    segments.at(11_000, 11_010)
    assert segments.take() == [Seen((10_010, 11_010), 1000, 11_000)]


def test_a_picture_that_stands_still_for_long_goes_on_counting() -> None:
    segments = Segments()
    segments.at(0, 0)
    segments.run(0, True)
    assert segments.take() == []
    segments.at(20_000, 20_000)
    assert segments.take() == [Seen((0, 20_000), 20_000, 20_000)]


def test_a_backward_step_and_a_leap_start_anew() -> None:
    segments = Segments()
    segments.at(0, 1000)
    segments.run(0, True)
    segments.at(500, 1500)
    segments.at(600, 900)
    segments.at(1100, 1400)
    segments.at(1200, 90_000)
    assert [seen.span for seen in segments.take()] == [(1000, 1500), (900, 1400)]
