"""Why a number is what it is: each line of the ledger with what it added, and every step to the amount."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import CHECK_IN, HEARD, History, Line, added, over
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit, Explanation, Need, PartialRule, ProgressRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, measure, total, union
from ce_tui.credit.standing import CreditView, Holding, choices
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.credit.words import position

AT = datetime(2026, 12, 3, 8, 20, tzinfo=UTC)
AT_MS = round(AT.timestamp() * 1000)
ORGANIZATION = Organization("nam", "N", zone="Europe/Berlin")
VIDEO = Content("v", ContentKind.VIDEO, "Airway", 60 * MINUTE)
QUIZ = Content("q", ContentKind.QUIZ, "Quiz", pass_mark=750)
ONE = Content("s", ContentKind.SESSION, "One", 60 * MINUTE, starts_at=AT)
TWO = replace(ONE, id="t", title="Two", starts_at=AT + timedelta(minutes=30))
SPANS = st.lists(
    st.tuples(st.integers(-5, 40), st.integers(-5, 40)).map(lambda pair: (min(pair), max(pair))), max_size=12
)


def history(content: Content, *lines: Line, complete: bool = False, done: bool = False) -> History:
    spans = union(line.span for line in lines)
    record = Record(content.id, spans, done, AT if complete else None)
    return History(ORGANIZATION, content, record if lines else None, lines)


def watched(start: float, end: float, minute: int = 0) -> Line:
    return Line("watched", "a", (round(start * MINUTE), round(end * MINUTE)), AT + timedelta(minutes=minute))


def why(
    credit: Credit, *ledger: History, last: int | None = None, now: datetime = AT + timedelta(hours=2)
) -> dict[str, Explanation]:
    records = {each.content.id: each.record for each in ledger if each.record}
    holding = Holding(measure(credit, records))
    view = CreditView(1, credit, ORGANIZATION, holding, (), State.IN_PROGRESS, choices(credit, holding))
    return {part.what: part for part in explain(view, ledger, now, last)}


@given(SPANS, st.integers(0, 30))
def test_what_each_line_added_is_what_was_not_there_before(spans: list[Span], length: int) -> None:
    content = replace(VIDEO, length_ms=length)
    seen: set[int] = set()
    for (line, new), span in zip(
        added(history(content, *(Line("watched", "a", span, AT) for span in spans))), spans, strict=True
    ):
        inside = {ms for ms in range(*span) if 0 <= ms < length}
        assert (line.span, new) == (span, len(inside - seen))
        seen |= inside


def test_a_line_of_a_session_that_moved_added_what_was_attended_then() -> None:
    start, later = AT_MS, AT_MS + 24 * 60 * MINUTE
    lines = (
        Line("attended", "a", (start - 5 * MINUTE, start + 20 * MINUTE), AT),
        Line("attended", "b", (later, later + 70 * MINUTE), AT),
    )
    moved = replace(ONE, starts_at=AT + timedelta(days=1))
    record = Record("s", (), times=((start, start + 60 * MINUTE), (later, later + 60 * MINUTE)))
    assert [new for _, new in added(History(ORGANIZATION, moved, record, lines))] == [20 * MINUTE, 60 * MINUTE]
    # Nobody kept when it was: it counts by its time now.
    assert [new for _, new in added(History(ORGANIZATION, moved, Record("s"), lines))] == [0, 60 * MINUTE]
    assert [new for _, new in added(History(ORGANIZATION, moved, None, lines))] == [0, 60 * MINUTE]


def test_a_line_of_a_film_added_what_lies_in_the_film_as_it_is_now() -> None:
    short = replace(VIDEO, length_ms=50 * MINUTE)
    record = Record("v", ((0, 60 * MINUTE),), complete_at=AT, times=((0, 60 * MINUTE),))
    ((_, new),) = added(History(ORGANIZATION, short, record, (watched(0, 60),)))
    assert new == 50 * MINUTE


def test_what_of_a_session_is_not_over_has_not_taken_place() -> None:
    first, second = (Line("attended", "a", (AT_MS + n * MINUTE, AT_MS + (n + 20) * MINUTE), AT) for n in (0, 20))
    there = history(ONE, first, second)
    assert over(there, AT + timedelta(minutes=40)) == there
    assert over(there, AT + timedelta(minutes=40, milliseconds=-1)) == replace(there, lines=(first,))
    film = history(VIDEO, watched(0, 60))
    assert over(film, AT - timedelta(days=1)) == film


def test_a_long_ledger_is_explained_in_time() -> None:
    lines = [watched(n % 7919 / 500, (n % 7919 + 0.5) / 500) for n in range(0, 200_000, 20)]
    assert sum(new for _, new in added(history(VIDEO, *lines))) == total(line.span for line in lines)


def test_a_video_with_parts() -> None:
    credit = Credit("c", "C", credit_type("ama"), Amount(750), (VIDEO,), partial=PartialRule())
    found = why(credit, history(VIDEO, watched(0, 20), watched(10, 35.5, 60), watched(0, 5, 90)))
    assert found["Airway"] == Explanation(
        "Airway",
        "35 min 30 s of 60 min; what was seen twice counts once. Complete from 54 min (90 %). "
        "Play faster than 2 times counts as that.",
        (
            "3 Dec 2026, 09:20: watched, 0:00 to 20:00, 20 min; all of it new",
            "3 Dec 2026, 10:20: watched, 10:00 to 35:30, 25 min 30 s; 15 min 30 s of it new",
            "3 Dec 2026, 10:50: watched, 0:00 to 5:00, 5 min; nothing of it new",
        ),
    )
    assert found["Rule"].why == (
        "AMA PRA Category 1 Credit™, by the AMA PRA booklet: 60 minutes make one credit, in steps of 0.25, "
        "rounded to the nearest step."
    )
    assert found["Amount"].why == (
        "More is needed than the 45 min the credit stands for, so minutes count in proportion: "
        "35 min 30 s of 60 min as 26 min 37 s. 26 min 37 s support 0.50 credits, never more than 0.75 credits."
    )


def test_sessions_at_the_same_time_and_what_another_system_says() -> None:
    credit = Credit(
        "c",
        "C",
        credit_type("nasba"),
        Amount(1800),
        (ONE, TWO),
        rule=ProgressRule(Need.MINUTES, 90),
        partial=PartialRule(),
    )
    half = 30 * MINUTE
    first = history(ONE, Line("attended", "s", (AT_MS, AT_MS + 2 * half), AT), complete=True)
    second = history(TWO, Line(HEARD, "xapi:1", (AT_MS + half, AT_MS + 2 * half), AT, verb="attended"))
    found = why(credit, first, second)
    assert found["One"].lines == ("3 Dec 2026, 09:20: attended, 3 Dec 2026, 09:20 to 10:20, 60 min; all of it new",)
    assert found["One"].why == (
        "complete since 3 Dec 2026, 09:20: 60 min together (what was seen twice counts once), 54 min (90 %) are "
        "needed; counts as 60 min."
    )
    assert "attended, as another system says, 3 Dec 2026, 09:50 to 10:20, 30 min" in found["Two"].lines[0]
    assert "Sessions at the same time count once: 30 min less. So far 60 min: 66 %." in found["Progress"].why
    assert "There is none below 1.0 credit." in found["Rule"].why
    assert "60 min support 1.2 credits, never more than 1.8 credits. The first part must be at least 1.0 credit." in (
        found["Amount"].why
    )


def test_who_checked_out_has_one_line_for_both_moments() -> None:
    session = replace(ONE, check_in=True)
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (session,))
    came = Line(CHECK_IN, "a", (0, 0), AT)
    went = Line("attended", "a", (AT_MS, AT_MS + 40 * MINUTE), AT + timedelta(minutes=40), since=AT)
    again = Line(CHECK_IN, "b", (0, 0), AT + timedelta(minutes=50))
    said = "3 Dec 2026, 10:00: checked in at 09:20 and out at 10:00, in the session 09:20 to 10:00, 40 min"
    assert why(credit, history(session, came, went, again))["One"].lines == (
        f"{said}; all of it new",
        "3 Dec 2026, 10:10: checked in and not out, so it counts nothing; the organizer can record attendance",
    )
    assert why(credit, history(session, came, went, again), now=AT + timedelta(minutes=55))["One"].lines == (
        f"{said}; all of it new",
        "3 Dec 2026, 10:10: checked in; the time from here counts once you check out",
    )


def test_a_stay_of_which_nothing_is_left_says_where_its_time_went() -> None:
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (ONE,))
    outside = Line("attended", "a", (0, 0), AT, since=AT - timedelta(minutes=10))
    elsewhere = replace(outside, elsewhere=(("Airway", 10 * MINUTE),))
    assert why(credit, history(ONE, outside, elsewhere))["One"].lines == (
        "3 Dec 2026, 09:20: checked in at 09:10 and out at 09:20, outside the session's time; nothing of it counts",
        "3 Dec 2026, 09:20: checked in at 09:10 and out at 09:20; nothing of it counts; 10 min of this time count for "
        "“Airway” already",
    )


def test_what_was_attended_counts_when_the_session_is_over() -> None:
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (ONE,))
    entered = Line("attended", "a", (AT_MS, AT_MS + 60 * MINUTE), AT + timedelta(minutes=5))
    found = why(credit, history(ONE, entered), now=AT + timedelta(minutes=30))["One"]
    assert found.lines == (
        "3 Dec 2026, 09:25: attended, 3 Dec 2026, 09:20 to 10:20, 60 min; counts from 10:20, when the session is over",
    )


def test_a_quiz_and_a_waiver() -> None:
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (QUIZ, VIDEO))
    tries = [Line("attempt", str(n), (0, 0), AT, right=n, of=4, passed=n == 3) for n in (1, 3)]
    waived = Line(HEARD, "xapi:2", (0, 0), AT, verb="waived")
    found = why(credit, history(QUIZ, *tries, complete=True, done=True), history(VIDEO, waived, complete=True))
    assert found["Quiz"].lines == (
        "3 Dec 2026, 09:20: 1 of 4 answers right, not passed",
        "3 Dec 2026, 09:20: 3 of 4 answers right, passed",
    )
    assert found["Airway"].lines == ("3 Dec 2026, 09:20: waived, as another system says",)
    unknown = Line(HEARD, "xapi:3", (0, 0), AT, verb="視聴")
    assert why(credit, history(VIDEO, unknown))["Airway"].lines == (
        "3 Dec 2026, 09:20: reported, as another system says",
    )


def test_a_long_ledger_shows_its_end() -> None:
    credit = Credit("c", "C", credit_type("hours"), Amount(1000), (VIDEO,))
    lines = [watched(n, n + 2, n) for n in range(30)]
    (short, whole) = (why(credit, history(VIDEO, *lines), last=last)["Airway"] for last in (20, None))
    assert (len(short.lines), short.earlier, len(whole.lines), whole.earlier) == (20, 10, 30, 0)
    assert short.lines == whole.lines[-20:]  # what came before is still taken off


def test_places_are_short() -> None:
    assert [position(ms) for ms in (0, 245_999, 3_750_000)] == ["0:00", "4:05", "1:02:30"]
