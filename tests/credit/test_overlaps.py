"""Two rooms at once are one item: each session that counts has minutes of the clock for itself."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit, Need, PartialRule, ProgressRule
from ce_tui.credit.overlaps import Stay, most
from ce_tui.credit.progress import Record, Span, bounds, measure, total
from ce_tui.credit.types import MINUTE, credit_type

AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)


def room(id: str, start: int, minutes: int = 60, threshold: int = 900) -> Content:
    starts = AT + timedelta(minutes=start)
    return Content(id, ContentKind.SESSION, id, minutes * MINUTE, starts_at=starts, threshold=threshold)


def attended(content: Content, first: int = 0, last: int | None = None) -> Record:
    low, high = bounds(content)
    span = (low + first * MINUTE, high if last is None else low + last * MINUTE)
    return Record(content.id, (span,), complete_at=AT)


def items(*contents: Content, needed: int = 0, records: dict[str, Record] | None = None) -> int:
    rule = ProgressRule(Need.ITEMS, needed or len(contents))
    credit = Credit("c", "C", credit_type("ama"), Amount(2000), contents, rule=rule)
    found = measure(credit, {c.id: attended(c) for c in contents} | (records or {}))
    assert found.complete == (found.current == found.needed)
    return found.current


FILM = Content("film", ContentKind.VIDEO, "Film", 60 * MINUTE)


@pytest.mark.parametrize(
    ("contents", "counted"),
    [
        ([room("a", 0), room("b", 0), room("c", 120)], 2),
        ([room("a", 0), room("b", 0)], 1),
        ([room("a", 0), room("b", 60)], 2),
        # Six minutes between two hours at 90 % are nobody's alone, twelve are what both can spare.
        ([room("a", 0), room("b", 54)], 2),
        ([room("a", 0), room("b", 48)], 2),
        ([room("a", 0), room("b", 47)], 1),
        ([room("a", 0, threshold=1000), room("b", 59)], 2),
        ([room("a", 0, threshold=1000), room("b", 59, threshold=1000)], 1),
        # Of several ways the one with the most items: a long session gives way to two short ones in it.
        ([room("day", 0, 240), room("a", 0), room("b", 180)], 2),
        ([room("a", 0), room("b", 30), room("c", 60)], 2),
        ([room("a", 0), room("b", 0), room("c", 0), room("d", 120), room("e", 120)], 2),
        # A long one that can spare a short one counts beside it.
        ([room("day", 0, 240), room("a", 100, 20)], 2),
        # What has no time of day is at no time the same.
        ([room("a", 0), FILM, replace(room("b", 0), starts_at=None)], 3),
    ],
)
def test_two_rooms_at_once_are_one_item(contents: list[Content], counted: int) -> None:
    for order in itertools.permutations(contents):
        assert items(*order) == counted


def test_minutes_really_attended_are_what_counts() -> None:
    a, b = room("a", 0), room("b", 30)
    assert items(a, b) == 1
    assert items(a, b, records={"a": attended(a, 0, 54), "b": attended(b, 6, 60)}) == 1
    assert items(room("a", 0, threshold=500), b, records={"a": attended(a, 0, 30)}) == 2


def test_a_millisecond_less_than_both_need_is_one_item() -> None:
    a, b = room("a", 0), room("b", 48)
    assert items(a, b) == 2
    assert items(a, replace(b, starts_at=AT + timedelta(minutes=48, milliseconds=-1))) == 1


def test_a_session_needs_the_minutes_it_had_when_it_was_attended() -> None:
    """Both were an hour long and are told as half of it since: 90 % of an hour does not fit in twice."""
    a, b = room("a", 0), room("b", 30)
    there = {c.id: replace(attended(c), times=(bounds(c),)) for c in (a, b)}
    now = [replace(c, length_ms=30 * MINUTE) for c in (a, b)]
    assert items(*now) == 2
    assert items(*now, records=there) == 1


def test_what_is_complete_counts_alone_whatever_is_known_of_its_minutes() -> None:
    a, b = room("a", 0), room("b", 120)
    assert items(a, b, records={"a": Record("a", (), complete_at=AT), "b": attended(b, 0, 10)}) == 2


def test_parts_of_items_at_one_time_are_counted_once() -> None:
    contents = (room("a", 0), room("b", 0), room("c", 120), room("d", 240))
    credit = Credit(
        "c", "C", credit_type("ama"), Amount(2000), contents, rule=ProgressRule(Need.ITEMS, 2), partial=PartialRule()
    )
    both = {c.id: attended(c) for c in contents[:2]}
    assert measure(credit, both).earned == Amount(1000)
    whole = measure(credit, {c.id: attended(c) for c in contents})
    assert (whole.current, whole.complete, whole.earned) == (2, True, Amount(2000))


@st.composite
def stays(draw: st.DrawFn, most_sessions: int = 6) -> list[Stay]:
    found: list[Stay] = []
    for _ in range(draw(st.integers(0, most_sessions))):
        cuts = sorted(draw(st.sets(st.integers(0, 14), min_size=2, max_size=6)))
        spans: tuple[Span, ...] = (*zip(cuts[::2], cuts[1::2], strict=False),)
        found.append((spans, draw(st.integers(1, total(spans)))))
    return found


def by_trying(found: list[Stay]) -> int:
    """The oracle: the largest group of which every smaller one has as much time as it needs (Hall's theorem)."""

    def fits(group: tuple[Stay, ...]) -> bool:
        return all(
            sum(need for _, need in some) <= total(span for spans, _ in some for span in spans)
            for size in range(1, len(group) + 1)
            for some in itertools.combinations(group, size)
        )

    sizes = range(len(found), 0, -1)
    return next((size for size in sizes if any(map(fits, itertools.combinations(found, size)))), 0)


@pytest.mark.parametrize(
    ("found", "together"),
    [
        # Who takes the shortest first, or gives every moment to the first who asks, ends with one less.
        ([(((2, 6),), 3), (((1, 4),), 3), (((2, 9),), 5)], 2),
        ([(((0, 1), (5, 6)), 2), (((0, 5), (7, 8)), 2), (((0, 4), (5, 8)), 5), (((1, 3),), 2)], 3),
        ([(((4, 8), (11, 12)), 2), (((0, 5),), 5), (((0, 2), (6, 10)), 2), (((1, 4),), 2)], 3),
        ([(((10, 11),), 1), (((4, 8),), 4), (((6, 9),), 3), (((0, 2), (10, 11)), 2), (((2, 4), (7, 11)), 4)], 4),
    ],
)
def test_sessions_make_room_for_each_other(found: list[Stay], together: int) -> None:
    assert most(found, len(found)) == by_trying(found) == together


@given(stays())
def test_the_most_that_fit_are_found(found: list[Stay]) -> None:
    assert most(found, len(found)) == by_trying(found)


@given(stays(), st.integers(0, 4))
def test_no_more_are_looked_for_than_are_enough(found: list[Stay], enough: int) -> None:
    assert min(most(found, enough), enough) == min(by_trying(found), enough)


def test_a_whole_conference_at_once_is_counted_exactly() -> None:
    # Ten rooms, an hour every hour, five minutes after the room before: nobody can do more than one an hour.
    found = [
        (((start * MINUTE, (start + 60) * MINUTE),), 60 * MINUTE)
        for room in range(10)
        for start in range(5 * room, 700, 60)
    ]
    assert most(found, len(found)) == 12
