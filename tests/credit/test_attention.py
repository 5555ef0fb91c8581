"""What lies behind a check that is not answered does not count: compared with an oracle that marks single moments."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import Amount
from ce_tui.credit.attention import late_problem, takes_timer, unanswered, until_check
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import CHECK, MISSED, History, Line, added
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, measure, total, union
from ce_tui.credit.standing import CreditView, Holding
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.credit.words import demands

AT = datetime(2026, 12, 3, 8, 20, tzinfo=UTC)
FILM = Content("v", ContentKind.VIDEO, "Film", 60 * MINUTE, checks=(10 * MINUTE, 25 * MINUTE))
LENGTH = 40


@pytest.mark.parametrize(
    ("span", "left", "expected"),
    [
        ((0, 5), (10, 25), (0, 5)),
        ((0, 10), (10, 25), (0, 10)),
        ((0, 11), (10, 25), (0, 10)),
        ((10, 11), (10, 25), (10, 10)),
        ((12, 30), (10, 25), (12, 12)),
        ((12, 30), (25,), (12, 25)),
        ((12, 30), (), (12, 30)),
    ],
)
def test_a_span_is_cut_at_the_first_check(span: Span, left: tuple[int, ...], expected: Span) -> None:
    assert until_check(span, left) == expected


def test_what_is_left_to_answer() -> None:
    first, second = FILM.checks
    assert unanswered(FILM, (), complete=False) == FILM.checks
    assert unanswered(FILM, {second}, complete=False) == (first,)
    assert unanswered(FILM, {first, second, 3}, complete=False) == ()
    assert unanswered(FILM, (), complete=True) == ()


WATCH = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda pair: ("watch", min(pair), max(pair)))
EVENT = st.one_of(
    WATCH,
    st.tuples(st.just("answer"), st.integers(0, 4), st.just(0)),
    st.tuples(st.just("edit"), st.integers(1, LENGTH - 1), st.just(0)),
)


@given(st.sets(st.integers(1, LENGTH - 1), max_size=5), st.lists(EVENT, max_size=20))
def test_what_counts_is_what_the_oracle_marks(places: set[int], events: list[tuple[str, int, int]]) -> None:
    content = replace(FILM, length_ms=LENGTH, checks=tuple(sorted(places)))
    spans: tuple[Span, ...] = ()
    answered: set[int] = set()
    marked: set[int] = set()
    for what, first, second in events:
        match what:
            case "answer":  # any of them, in any order
                answered.update(content.checks[first : first + 1])
            case "edit":
                content = replace(content, checks=tuple(sorted({*content.checks, first})))
            case _:
                span = until_check((first, second), unanswered(content, answered, complete=False))
                assert span[0] == first  # where it began stays where it began
                spans = union((*spans, span))
                for moment in range(first, second):
                    if all(check > moment for check in content.checks if check not in answered):
                        marked.add(moment)
        assert {moment for span in spans for moment in range(*span)} == marked  # so nothing is ever taken back


def test_an_answer_has_its_time() -> None:
    content = replace(FILM, answer_within_ms=30_000)
    assert late_problem(content, 10 * MINUTE, AT, AT + timedelta(seconds=30)) == ""
    assert late_problem(content, 10 * MINUTE, AT, AT - timedelta(days=1)) == ""  # a clock set back locks nobody out
    assert late_problem(content, 10 * MINUTE, AT, AT + timedelta(seconds=30, milliseconds=1)) == (
        "The check at 10:00 was not answered within 30 seconds. What you watched until there is kept; "
        "play on to be asked again."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FILM, ["2 attention checks"]),
        (replace(FILM, checks=(1,), muted=False), ["1 attention check", "counts with sound only"]),
        (replace(FILM, checks=()), []),
    ],
)
def test_what_a_video_asks_for_is_said_but_not_where(content: Content, said: list[str]) -> None:
    assert demands(content) == said


def line(kind: str, start: float, end: float) -> Line:
    return Line(kind, "a", (round(start * MINUTE), round(end * MINUTE)), AT)


def explained(position: float, *lines: Line, complete: bool = False) -> tuple[str, tuple[str, ...]]:
    spans = union(line.span for line in lines)
    record = Record("v", spans, complete_at=AT if complete else None, position_ms=round(position * MINUTE))
    history = History(Organization("o", "O", zone="UTC"), FILM, record if position else None, lines)
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (FILM,))
    view = CreditView(1, credit, history.organization, Holding(measure(credit, {})), (), State.IN_PROGRESS, ())
    part = explain(view, [history], AT)[0]
    return part.why, part.lines


HELD = "The check at 10:00 is not answered yet; what is watched behind it counts only from then on."


def test_checks_are_explained_and_when_one_holds_time_back() -> None:
    watched, missed, answered = line("watched", 0, 10), line(MISSED, 10, 10), line(CHECK, 10, 10)
    assert HELD not in explained(9, line("watched", 0, 9))[0]
    assert explained(10, watched)[0].endswith(HELD)
    assert explained(3, watched, missed)[0].endswith(HELD)  # gone back since
    assert explained(0, missed)[0] == f"nothing yet of 60 min; complete from 54 min (90 %). {HELD}"
    why, lines = explained(12, watched, missed, answered, line("watched", 10, 12))
    assert "not answered" not in why
    assert lines == (
        "3 Dec 2026, 08:20: watched, 0:00 to 10:00, 10 min; all of it new",
        "3 Dec 2026, 08:20: the check at 10:00 was not answered in time",
        "3 Dec 2026, 08:20: the check at 10:00 was answered",
        "3 Dec 2026, 08:20: watched, 10:00 to 12:00, 2 min; all of it new",
    )
    assert "The check at 25:00 is not answered yet" in explained(25, watched, answered, line("watched", 10, 25))[0]
    assert "not answered yet" not in explained(25, watched, complete=True)[0]


def test_a_check_adds_no_time() -> None:
    lines = (line("watched", 0, 10), line(MISSED, 10, 10), line(CHECK, 10, 10), line("watched", 10, 12))
    history = History(Organization("o", "O"), FILM, None, lines)
    assert [new // MINUTE for _, new in added(history)] == [10, 0, 0, 2]
    assert total(line.span for line in lines) == 12 * MINUTE


def test_a_timer_is_taken_only_where_nothing_must_be_seen_or_heard() -> None:
    plain = replace(FILM, checks=())
    assert takes_timer(plain)
    for other in (FILM, replace(plain, muted=False), replace(plain, timer=False), replace(FILM, timer=False)):
        assert not takes_timer(other)
