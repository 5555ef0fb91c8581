"""One clock a person: whatever is reported, no more is credited than the time that passed, at the fastest speed."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, believable, total
from ce_tui.credit.spending import LATE_MS, Use, fastest, left, window

FILM = Content("f", ContentKind.VIDEO, "Film", 3_600_000)
TEXT = Content("t", ContentKind.READING, "Text", 3_600_000)
SLOW = Content("s", ContentKind.VIDEO, "Slow", 3_600_000, max_speed=1000)
CONTENTS = (FILM, TEXT, SLOW)


@dataclass
class Person:
    """What is known of somebody, and what the rules make of a report."""

    uses: list[tuple[str, Use]] = field(default_factory=list)
    until: dict[str, int] = field(default_factory=dict)
    credited: dict[str, int] = field(default_factory=dict)
    real: list[Span] = field(default_factory=list)

    def report(self, content: Content, at: int, wall: int, long: int) -> int:
        real = window(at, wall, self.until.get(content.id, 0), None)
        free, elsewhere = left((real,), [use for id, use in self.uses if id != content.id])
        start, end = believable((0, long), total(free), fastest(content))
        assert sum(elsewhere.values()) + total(free) == real[1] - real[0]
        self.real.append((at - wall, at))
        if start < end:
            self.uses.append((content.id, Use(content.title, real)))
            self.credited[content.id] = self.credited.get(content.id, 0) + end - start
        if real[0] < at:
            self.until[content.id] = at
        return end - start


moments = st.lists(
    st.tuples(st.sampled_from(CONTENTS), st.integers(0, LATE_MS), st.integers(0, 90_000), st.integers(0, 200_000)),
    max_size=30,
)


@given(moments)
def test_all_together_get_no_more_than_passed_at_the_fastest_speed(
    reports: list[tuple[Content, int, int, int]],
) -> None:
    person, now = Person(), 1_000_000
    for content, later, wall, long in reports:
        now += later
        assert person.report(content, now, wall, long) <= wall * fastest(content) // 1000
    assert sum(person.credited.values()) <= total(person.real) * 2
    texts = sum(person.credited.get(content.id, 0) for content in (TEXT, SLOW))
    assert texts <= total(person.real)


@given(moments, st.lists(st.integers(0, LATE_MS), min_size=30, max_size=30))
def test_what_is_told_late_gets_no_more_either(reports: list[tuple[Content, int, int, int]], ago: list[int]) -> None:
    person, now = Person(), 1_000_000
    for (content, later, wall, long), late in zip(reports, ago, strict=False):
        now += later
        person.report(content, now - late, wall, long)
    assert sum(person.credited.values()) <= total(person.real) * 2


def test_what_came_first_keeps_the_time_and_the_other_says_where_it_went() -> None:
    assert left(((0, 100),), [Use("A", (10, 30)), Use("B", (20, 60)), Use("A", (90, 200))]) == (
        ((0, 10), (60, 90)),
        {"A": 30, "B": 30},
    )
    assert left(((0, 100),), []) == (((0, 100),), {})
    assert left((), [Use("A", (0, 1))]) == ((), {})


def test_a_clock_set_back_takes_nothing_from_the_sitting_that_goes_on() -> None:
    assert window(at=955_000, wall_ms=5000, accounted_until=1_000_000, own_until=1_000_000) == (950_000, 955_000)
    assert window(at=955_000, wall_ms=5000, accounted_until=1_000_000, own_until=None) == (955_000, 955_000)
    assert window(at=955_000, wall_ms=5000, accounted_until=1_000_000, own_until=900_000) == (955_000, 955_000)
    assert window(at=100_000, wall_ms=5000, accounted_until=1_000_000, own_until=None) == (95_000, 100_000)


def test_a_minute_late_is_late_and_more_is_a_clock_that_was_set_back() -> None:
    until = 1_000_000
    late = window(at=until - LATE_MS, wall_ms=5000, accounted_until=until, own_until=None)
    assert late == (until - LATE_MS, until - LATE_MS)
    at = until - LATE_MS - 1
    assert window(at=at, wall_ms=5000, accounted_until=until, own_until=None) == (at - 5000, at)


def test_the_same_moment_told_again_gives_nothing() -> None:
    again = window(at=1_000_000, wall_ms=5000, accounted_until=1_000_000, own_until=1_000_000)
    assert again == (1_000_000, 1_000_000)


def test_a_report_that_took_no_time_is_of_no_time() -> None:
    for wall in (0, -5000):
        assert window(at=1_000_000, wall_ms=wall, accounted_until=0, own_until=None) == (1_000_000, 1_000_000)


def test_a_clock_set_forward_gives_nothing() -> None:
    assert window(at=9_000_000, wall_ms=5000, accounted_until=1_000_000, own_until=1_000_000) == (8_995_000, 9_000_000)


def test_only_play_can_be_faster_than_time() -> None:
    assert [fastest(content) for content in CONTENTS] == [2000, 1000, 1000]
    assert believable((0, 90), 50, fastest(TEXT)) == (0, 50)
