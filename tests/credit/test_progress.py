"""Progress is the union of what was really done; what it completes and what it supports."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.model import Content, ContentKind, Credit, Need, PartialRule, ProgressRule, UpTo
from ce_tui.credit.progress import (
    Measure,
    Record,
    Span,
    ahead,
    as_of,
    believable,
    beyond,
    bounds,
    bounds_then,
    clip,
    counted,
    cover,
    is_complete,
    joined,
    measure,
    met_at,
    noted,
    total,
    union,
)
from ce_tui.credit.standing import Holding, choices
from ce_tui.credit.types import MINUTE, CreditType, Rounding, credit_type

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
VIDEO = Content("video", ContentKind.VIDEO, "Video", 60 * MINUTE)
SHORT = Content("short", ContentKind.VIDEO, "Short", 30 * MINUTE)
READING = Content("reading", ContentKind.READING, "Reading", 10 * MINUTE)
LEAFLET = Content("leaflet", ContentKind.READING, "Leaflet")
QUIZ = Content("quiz", ContentKind.QUIZ, "Quiz")
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=AT)
RIVAL = Content("rival", ContentKind.SESSION, "At the same time", 60 * MINUTE, starts_at=AT + timedelta(minutes=30))
HOURS = credit_type("hours")


def minutes(*spans: tuple[float, float]) -> tuple[Span, ...]:
    return tuple((round(start * MINUTE), round(end * MINUTE)) for start, end in spans)


def record(content: Content, *spans: tuple[float, float], done: bool = False) -> Record:
    made = Record(content.id, minutes(*spans), done)
    return replace(made, complete_at=AT) if is_complete(content, made) else made


def done(content: Content) -> Record:
    return Record(content.id, (bounds(content),), True, AT)


def measured(credit: Credit, *records: Record) -> Measure:
    return measure(credit, {found.content: found for found in records})


SPANS = st.lists(st.tuples(st.integers(-20, 60), st.integers(-20, 60)), max_size=12)


def covered(spans: list[Span]) -> set[int]:
    """The brute-force oracle: every millisecond one by one."""
    return {ms for start, end in spans for ms in range(start, end)}


@given(SPANS)
def test_union_covers_exactly_what_the_spans_cover(spans: list[Span]) -> None:
    merged = union(spans)
    assert covered([*merged]) == covered(spans)
    assert total(spans) == len(covered(spans))
    assert all(start < end for start, end in merged)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(merged))
    assert union(merged) == merged


def test_spans_that_touch_are_one() -> None:
    assert union([(10, 20), (0, 10), (21, 30)]) == ((0, 20), (21, 30))


@given(SPANS, SPANS)
def test_cover_adds_a_span_and_says_what_of_it_is_new(spans: list[Span], more: list[Span]) -> None:
    known = [*union(spans)]
    for span in more:
        before = covered(known)
        fresh = cover(known, span)
        assert covered(fresh) == covered([span]) - before
        assert covered(known) == covered([span]) | before
        for found in (fresh, known):
            assert found == [*union(found)]


def test_a_span_that_touches_what_is_covered_is_new_and_joined_to_it() -> None:
    known: list[Span] = [(10, 20), (30, 40)]
    assert cover(known, (20, 30)) == [(20, 30)]
    assert known == [(10, 40)]
    assert cover(known, (0, 50)) == [(0, 10), (40, 50)]


@given(SPANS, SPANS)
def test_beyond_is_what_was_not_seen(spans: list[Span], seen: list[Span]) -> None:
    found = beyond(spans, seen)
    assert covered([*found]) == covered(spans) - covered(seen)
    assert found == union(found)


@given(SPANS, st.integers(-10, 50), st.integers(-10, 50))
def test_clip_keeps_what_lies_between_the_bounds(spans: list[Span], low: int, high: int) -> None:
    assert covered([*clip(spans, low, high)]) == covered(spans) & set(range(low, high))


@pytest.mark.parametrize(
    ("span", "wall", "speed", "expected"),
    [
        ((0, 1000), 1000, 1000, (0, 1000)),
        ((0, 1000), 500, 1000, (0, 500)),
        ((0, 1000), 500, 2000, (0, 1000)),
        ((0, 1001), 500, 2000, (0, 1000)),
        ((500, 1000), 0, 2000, (500, 500)),
        ((500, 1000), -50, 2000, (500, 500)),
        ((0, 1000), 999, 1500, (0, 1000)),
        ((0, 1000), 1, 1500, (0, 1)),  # whole milliseconds
        ((0, 3600_000), 1, 1000, (0, 1)),
    ],
)
def test_nobody_watches_faster_than_the_fastest_speed(span: Span, wall: int, speed: int, expected: Span) -> None:
    assert believable(span, wall, speed) == expected


@pytest.mark.parametrize(
    ("content", "made", "complete"),
    [
        (VIDEO, Record("video", minutes((0, 54))), True),
        (VIDEO, Record("video", ((0, 54 * MINUTE - 1),)), False),
        (VIDEO, Record("video", minutes((0, 30), (20, 54))), True),
        (VIDEO, Record("video", minutes((0, 30), (0, 30))), False),
        (VIDEO, Record("video", minutes((30, 300))), False),
        (VIDEO, Record("video", minutes((-60, 20))), False),
        (replace(VIDEO, threshold=1000), Record("video", minutes((0, 59.9))), False),
        (replace(VIDEO, threshold=1000), Record("video", minutes((0, 60))), True),
        (replace(VIDEO, length_ms=0), Record("video", minutes((0, 60))), False),
        (VIDEO, Record("video", (), done=True), False),
        (VIDEO, Record("video", (), complete_at=AT), True),
        (READING, Record("reading", minutes((0, 10)), done=False), False),
        (READING, Record("reading", minutes((0, 9)), done=True), False),
        (READING, Record("reading", minutes((0, 10)), done=True), True),
        (LEAFLET, Record("leaflet", (), done=False), False),
        (LEAFLET, Record("leaflet", (), done=True), True),
        (QUIZ, Record("quiz", (), done=True), True),
        (QUIZ, Record("quiz", minutes((0, 60)), done=False), False),
        (TALK, Record("talk", (bounds(TALK),)), True),
        (TALK, Record("talk", minutes((0, 60))), False),
    ],
)
def test_a_content_is_complete_at_its_threshold(content: Content, made: Record, complete: bool) -> None:
    assert is_complete(content, made) is complete


def test_a_complete_content_counts_whole_and_for_good() -> None:
    watched = record(VIDEO, (0, 54))
    assert total(counted(VIDEO, watched)) == 60 * MINUTE
    longer = replace(VIDEO, length_ms=90 * MINUTE)
    assert total(counted(longer, watched)) == 90 * MINUTE
    assert counted(VIDEO, None) == ()


MOVED = replace(TALK, starts_at=AT + timedelta(days=1), length_ms=100 * MINUTE)
THEN, NOW = bounds(TALK), bounds(MOVED)


def attended(first: float, last: float, day: Span = THEN) -> Span:
    """Minutes of the talk, from its start on that day."""
    return day[0] + round(first * MINUTE), day[0] + round(last * MINUTE)


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def test_a_session_that_moved_counts_as_it_was_when_it_was_attended() -> None:
    there = Record("talk", (attended(-5, 54),), times=(THEN,))
    assert bounds_then(MOVED, there) == THEN
    assert counted(MOVED, there) == (attended(0, 54),)
    assert is_complete(MOVED, there)
    assert measured(replace(ALL, contents=(MOVED,)), there).needed == 60 * MINUTE
    # Attended on both days, it is measured by the last and both count.
    again = replace(there, spans=(*there.spans, attended(0, 30, NOW)), times=(THEN, NOW))
    assert bounds_then(MOVED, again) == NOW
    assert counted(MOVED, again) == (attended(0, 54), attended(0, 30, NOW))
    assert not is_complete(MOVED, again)


def test_a_film_that_was_finished_counts_its_length_of_then_and_at_most_that_of_now() -> None:
    finished = Record("video", minutes((0, 54)), complete_at=AT, times=minutes((0, 60)))
    for length, counts in ((90, 60), (60, 60), (56, 56)):
        film = replace(VIDEO, length_ms=length * MINUTE)
        assert bounds_then(film, finished) == (0, counts * MINUTE)
        assert total(counted(film, finished)) == counts * MINUTE
        assert measured(replace(ALL, contents=(film,)), finished).needed == counts * MINUTE
    # What was seen of more than it was then counts as well.
    longer = replace(VIDEO, length_ms=90 * MINUTE)
    assert counted(longer, replace(finished, spans=minutes((0, 54), (80, 99)))) == minutes((0, 60), (80, 90))


def test_a_film_is_noted_once_it_is_finished() -> None:
    begun = Record("video", minutes((0, 53)))
    assert noted(VIDEO, begun, AT) == begun
    finished = noted(VIDEO, replace(begun, spans=minutes((0, 54))), AT)
    assert finished == Record("video", minutes((0, 54)), complete_at=AT, times=(bounds(VIDEO),))
    assert noted(VIDEO, begun, AT, whole=True) == replace(finished, spans=begun.spans)
    # It stays finished in an edition it is not enough for, and keeps its date in one that it is.
    longer, later = replace(VIDEO, length_ms=90 * MINUTE), AT + timedelta(days=9)
    assert noted(longer, finished, later) == finished
    more = replace(finished, spans=minutes((0, 81)))
    assert noted(longer, more, later) == replace(more, times=(bounds(longer),))


def test_a_session_keeps_every_time_it_was_attended_at() -> None:
    late = AT + timedelta(days=2)
    begun = noted(TALK, Record("talk", (attended(0, 30),)), late)
    assert begun == Record("talk", (attended(0, 30),), times=(THEN,))
    assert noted(TALK, begun, late) == begun
    both = noted(MOVED, replace(begun, spans=(*begun.spans, attended(0, 20, NOW))), late)
    assert (both.times, both.complete_at) == ((THEN, NOW), None)
    assert noted(MOVED, both, late) == both
    assert noted(TALK, both, late).times == (NOW, THEN)  # moved back


def test_a_session_that_is_complete_is_measured_as_it_was_then() -> None:
    late = AT + timedelta(days=2)
    whole = noted(TALK, Record("talk", (attended(0, 60),)), late)
    assert (whole.times, whole.complete_at) == ((THEN,), AT + timedelta(hours=1))
    more = replace(whole, spans=(*whole.spans, attended(0, 10, NOW)))
    moved = noted(MOVED, more, late)
    assert moved == replace(more, times=(NOW, THEN))
    assert noted(MOVED, moved, late) == moved
    assert counted(MOVED, moved) == (THEN, attended(0, 10, NOW))
    # Attended anew from end to end it is as it is now, and keeps its date.
    anew = noted(MOVED, replace(moved, spans=(*whole.spans, NOW)), late)
    assert (anew.times, anew.complete_at) == ((NOW,), whole.complete_at)


def test_a_session_is_met_at_the_last_moment_of_it_that_was_attended() -> None:
    late = AT + timedelta(days=2)
    there = Record("talk", (attended(-5, 20), attended(30, 99)))
    assert met_at(TALK, there, late) == AT + timedelta(hours=1)
    assert met_at(TALK, Record("talk", (attended(0, 30),)), late) == AT + timedelta(minutes=30)
    # What has no moments of its own is met when it is recorded: a session nobody timed, a film.
    assert met_at(TALK, Record("talk"), late) == late
    assert met_at(replace(TALK, starts_at=None), Record("talk", minutes((0, 60))), late) == late
    assert met_at(VIDEO, record(VIDEO, (0, 60)), late) == late


def test_the_rest_of_a_session_that_still_runs_stays_apart() -> None:
    at = attended(0, 30)[1]
    past, present, to_come = attended(0, 30), attended(20, 60), attended(40, 60)
    assert joined(TALK, [attended(0, 10), past], [to_come, present, present], at) == (past, present, to_come)
    assert joined(TALK, (), [present], present[1]) == (present,)
    assert joined(TALK, [attended(0, 10)], [attended(10, 20)], at) == (attended(0, 20),)
    assert joined(VIDEO, minutes((0, 10)), minutes((5, 30), (50, 60)), 0) == minutes((0, 30), (50, 60))


def test_what_of_a_session_is_not_over_counts_from_its_end_on() -> None:
    at = attended(0, 30)[1]
    past, present, to_come = attended(0, 30), attended(20, 50), attended(40, 60)
    there = Record("talk", (past, present, to_come), complete_at=moment(to_come[1]))
    assert ahead(TALK, there, at) == (present, to_come)
    now = as_of(TALK, there, at)
    assert (now.spans, now.complete_at, now.due_at) == ((past,), None, moment(to_come[1]))
    assert as_of(TALK, there, to_come[1]) == there
    # What was complete before stays so, to the very moment.
    done_at = replace(there, complete_at=moment(at))
    assert as_of(TALK, done_at, at) == replace(done_at, spans=(past,), due_at=moment(to_come[1]))
    assert as_of(VIDEO, record(VIDEO, (0, 60)), 0) == record(VIDEO, (0, 60))


ALL = Credit("all", "All", HOURS, Amount(1500), (VIDEO, SHORT))
ITEMS = replace(ALL, contents=(VIDEO, SHORT, QUIZ), rule=ProgressRule(Need.ITEMS, 2))
MINUTES = replace(ALL, contents=(VIDEO, SHORT), rule=ProgressRule(Need.MINUTES, 45))


@pytest.mark.parametrize(
    ("credit", "records", "current", "needed", "in_time", "percent", "complete"),
    [
        (ALL, (), 0, 90 * MINUTE, True, 0, False),
        (ALL, (record(VIDEO, (0, 30)),), 30 * MINUTE, 90 * MINUTE, True, 33, False),
        (ALL, (done(VIDEO),), 60 * MINUTE, 90 * MINUTE, True, 66, False),
        (ALL, (record(VIDEO, (0, 53)), done(SHORT)), 83 * MINUTE, 90 * MINUTE, True, 92, False),
        (ALL, (record(VIDEO, (0, 54)), done(SHORT)), 90 * MINUTE, 90 * MINUTE, True, 100, True),
        (ITEMS, (), 0, 2, False, 0, False),
        (ITEMS, (record(VIDEO, (0, 53)), done(QUIZ)), 1, 2, False, 50, False),
        (ITEMS, (done(VIDEO), done(QUIZ)), 2, 2, False, 100, True),
        (ITEMS, (done(VIDEO), done(QUIZ), done(SHORT)), 2, 2, False, 100, True),
        (MINUTES, (record(VIDEO, (0, 44)),), 44 * MINUTE, 45 * MINUTE, True, 97, False),
        (MINUTES, (record(VIDEO, (0, 30)), record(SHORT, (0, 15))), 45 * MINUTE, 45 * MINUTE, True, 100, True),
        (MINUTES, (done(VIDEO), done(SHORT)), 45 * MINUTE, 45 * MINUTE, True, 100, True),
        (replace(ALL, contents=()), (), 0, 0, True, 0, False),
        # What has no length is a condition and weighs nothing.
        (replace(ALL, contents=(LEAFLET, VIDEO)), (done(VIDEO),), 60 * MINUTE, 60 * MINUTE, True, 99, False),
        (replace(ALL, contents=(LEAFLET, VIDEO)), (done(LEAFLET),), 0, 60 * MINUTE, True, 0, False),
        (
            replace(ALL, contents=(LEAFLET, VIDEO)),
            (done(VIDEO), done(LEAFLET)),
            60 * MINUTE,
            60 * MINUTE,
            True,
            100,
            True,
        ),
        (replace(ALL, contents=(LEAFLET, QUIZ)), (done(QUIZ),), 1, 2, False, 50, False),
        (replace(ALL, contents=(LEAFLET, QUIZ)), (done(QUIZ), done(LEAFLET)), 2, 2, False, 100, True),
        (replace(MINUTES, contents=()), (), 0, 45 * MINUTE, True, 0, False),
        (replace(ITEMS, contents=()), (), 0, 2, False, 0, False),
    ],
)
def test_each_rule_measures_current_and_needed(
    credit: Credit, records: tuple[Record, ...], current: int, needed: int, in_time: bool, percent: int, complete: bool
) -> None:
    found = measured(credit, *records)
    assert (found.current, found.needed, found.in_time) == (current, needed, in_time)
    assert (found.percent, found.complete) == (percent, complete)


def test_all_the_minutes_without_all_the_contents_is_not_complete() -> None:
    unread = Record("reading", minutes((0, 10)), done=False)
    found = measured(replace(ALL, contents=(READING,)), unread)
    assert (found.current, found.needed) == (10 * MINUTE, 10 * MINUTE)
    assert (found.complete, found.percent) == (False, 99)


def test_sessions_at_the_same_time_count_once() -> None:
    both = replace(ALL, contents=(TALK, RIVAL))
    assert measured(both).needed == 90 * MINUTE
    assert measured(both, done(TALK), done(RIVAL)).current == 90 * MINUTE
    enough = replace(both, rule=ProgressRule(Need.MINUTES, 120))
    found = measured(enough, done(TALK), done(RIVAL))
    assert (found.current, found.complete) == (90 * MINUTE, False)


def test_sessions_without_a_time_of_day_and_videos_add_up() -> None:
    anytime = Content("any", ContentKind.SESSION, "Any time", 60 * MINUTE)
    another = replace(anytime, id="another")
    assert measured(replace(ALL, contents=(anytime, another, TALK, VIDEO))).needed == 240 * MINUTE


def test_records_of_other_contents_do_not_count() -> None:
    assert measured(ALL, done(TALK), done(QUIZ)).current == 0


PARTS = replace(ALL, partial=PartialRule())


@pytest.mark.parametrize(
    ("credit", "records", "earned"),
    [
        (ALL, (done(VIDEO),), 0),
        (ALL, (done(VIDEO), done(SHORT)), 1500),
        (PARTS, (), 0),
        (PARTS, (record(VIDEO, (0, 14)),), 0),
        (PARTS, (record(VIDEO, (0, 15)),), 250),
        (PARTS, (done(VIDEO),), 1000),
        (PARTS, (done(VIDEO), done(SHORT)), 1500),
        (replace(PARTS, partial=PartialRule(up_to=UpTo.WHOLE)), (done(VIDEO),), 0),
        # An amount that stands for less time than is needed: in proportion.
        (replace(PARTS, amount=Amount(750)), (done(VIDEO),), 500),
        # An amount that stands for more: minutes are minutes, and the rest comes with completion.
        (replace(PARTS, amount=Amount(3000)), (done(VIDEO),), 1000),
        (replace(PARTS, amount=Amount(3000)), (done(VIDEO), done(SHORT)), 3000),
        (replace(ITEMS, partial=PartialRule()), (done(VIDEO),), 750),
        (replace(ITEMS, partial=PartialRule(), amount=Amount(1250)), (done(VIDEO),), 500),
        # An item's share is cut to the step, also where minutes are rounded to the nearest.
        (replace(ITEMS, partial=PartialRule(), amount=Amount(1250), type=credit_type("ama")), (done(VIDEO),), 500),
        (replace(PARTS, contents=()), (), 0),
    ],
)
def test_progress_supports_an_amount(credit: Credit, records: tuple[Record, ...], earned: int) -> None:
    assert measured(credit, *records).earned == Amount(earned)


EXAM = Content("exam", ContentKind.QUIZ, "Exam", 30 * MINUTE, required=True)
EXAMINED = replace(PARTS, contents=(VIDEO, EXAM))


@pytest.mark.parametrize("rule", [ProgressRule(), ProgressRule(Need.ITEMS, 1), ProgressRule(Need.MINUTES, 60)])
def test_a_required_quiz_holds_everything_back_until_it_is_passed(rule: ProgressRule) -> None:
    for credit in (replace(EXAMINED, rule=rule), replace(EXAMINED, rule=rule, partial=None)):
        before = measured(credit, done(VIDEO))
        assert (before.earned, before.complete, before.held) == (NOTHING, False, ("Exam",))
        assert before.percent < 100
        after = measured(credit, done(VIDEO), done(EXAM))
        assert (after.earned, after.complete, after.held) == (credit.amount, True, ())


def test_the_time_of_a_required_quiz_counts_once_it_is_passed() -> None:
    assert measured(EXAMINED, done(VIDEO)).current == 60 * MINUTE
    assert measured(EXAMINED, record(VIDEO, (0, 30)), done(EXAM)).earned == Amount(1000)
    spent = Record("exam", minutes((0, 30)))
    assert measured(EXAMINED, spent).current == 0


@pytest.mark.parametrize(
    ("rule", "held"),
    [(ProgressRule(), ("Quiz",)), (ProgressRule(Need.ITEMS, 1), ()), (ProgressRule(Need.MINUTES, 45), ())],
)
def test_any_other_quiz_is_required_only_where_all_is(rule: ProgressRule, held: tuple[str, ...]) -> None:
    found = measured(replace(PARTS, contents=(VIDEO, QUIZ), rule=rule), record(VIDEO, (0, 30)))
    assert found.held == held
    assert (found.earned > NOTHING) == (rule.need is Need.MINUTES)


def test_ten_minutes_and_a_condition_are_ten_minutes() -> None:
    film, ten = replace(VIDEO, length_ms=10 * MINUTE), replace(PARTS, type=credit_type("ama"), amount=Amount(10_000))
    found = measured(replace(ten, contents=(film, LEAFLET)), done(film))
    assert (found.earned, found.undone) == (Amount(250), ("Leaflet",))
    # A film that is not finished is seen by its minutes; only a condition is named.
    assert measured(replace(ten, contents=(film, LEAFLET))).undone == ("Leaflet",)
    # Nothing has a length: parts need completion, whatever is asked for.
    for rule in (ProgressRule(), ProgressRule(Need.ITEMS, 2)):
        bare = replace(ten, contents=(LEAFLET, QUIZ), rule=rule)
        assert measured(bare, done(QUIZ)).earned == NOTHING
        assert measured(bare, done(QUIZ), done(LEAFLET)).earned == ten.amount
    # As an item it is one, but it stands for no part of the amount.
    mixed = replace(ten, contents=(film, SHORT, LEAFLET), rule=ProgressRule(Need.ITEMS, 2))
    found = measured(mixed, done(LEAFLET))
    assert (found.current, found.earned, found.undone) == (1, NOTHING, ())
    assert measured(mixed).undone == ()
    assert measured(mixed, done(LEAFLET), done(film)).complete


GROUP = replace(ALL, type=credit_type("nasba", activity="group"), amount=Amount(2000))
LECTURE = Content("lecture", ContentKind.SESSION, "Lecture", 100 * MINUTE, starts_at=AT)


@pytest.mark.parametrize("threshold", [900, 1000])
@pytest.mark.parametrize("partial", [None, PartialRule()])
@pytest.mark.parametrize(
    ("step", "attended", "earned"),
    [
        (200, 89, 1600),
        (200, 90, 1800),
        (200, 99, 1800),
        (200, 100, 2000),
        (500, 90, 1500),
        (500, 99, 1500),
        (500, 100, 2000),
    ],
)
def test_a_group_program_counts_real_minutes(
    step: int, attended: int, earned: int, partial: PartialRule | None, threshold: int
) -> None:
    kind = credit_type("nasba", activity="group", step=Amount(step))
    lecture = replace(LECTURE, threshold=threshold)
    low, _ = bounds(lecture)
    credit = replace(GROUP, type=kind, contents=(lecture,), partial=partial)
    there = Record("lecture", ((low, low + attended * MINUTE),))
    for made in (there, replace(there, complete_at=AT)):
        found = measured(credit, made)
        assert (found.earned, found.complete) == (Amount(earned), bool(made.complete_at) and attended == 100)
        assert (choices(credit, Holding(found)) or (NOTHING,))[-1] == Amount(earned)
        assert found.current == attended * MINUTE
    # Any other type takes what is complete as whole.
    other = replace(credit, type=credit_type("nasba", activity="self-study", step=Amount(step)))
    assert measured(other, replace(there, complete_at=AT)).earned == Amount(2000)


def test_a_group_program_counts_a_quiz_once_it_is_passed() -> None:
    quiz = replace(EXAM, required=False)
    credit = replace(GROUP, contents=(LECTURE, quiz), rule=ProgressRule(Need.MINUTES, 100), partial=PartialRule())
    low, _ = bounds(LECTURE)
    there, spent = Record("lecture", ((low, low + 50 * MINUTE),)), Record("exam", minutes((0, 30)))
    assert measured(credit, there, spent).current == 50 * MINUTE
    assert measured(credit, there, replace(spent, done=True, complete_at=AT)).current == 80 * MINUTE


def test_a_group_program_starts_at_its_first_minimum() -> None:
    low, _ = bounds(LECTURE)
    for partial in (None, PartialRule()):
        credit = replace(GROUP, contents=(LECTURE,), partial=partial)
        found = measured(credit, Record("lecture", ((low, low + 49 * MINUTE),)))
        assert choices(credit, Holding(found)) == ()
        found = measured(credit, Record("lecture", ((low, low + 50 * MINUTE),)))
        assert choices(credit, Holding(found))[-1] == Amount(1000)


def lasting(*minutes: int) -> tuple[Content, ...]:
    return tuple(Content(f"film-{n}", ContentKind.VIDEO, "Film", m * MINUTE) for n, m in enumerate(minutes))


@pytest.mark.parametrize(
    ("kind", "amount", "lengths", "watched", "earned"),
    [
        # Less than a step lies between what is needed and what the amount stands for: rounding left it over.
        (credit_type("nasba", step=Amount(500)), 42500, [2130], 450, 9000),
        (credit_type("ama", rounding=Rounding.DOWN), 2000, [60, 65], 60, 1000),
        (credit_type("ama"), 2000, [125], 60, 1000),
        (credit_type("nasba"), 2200, [60, 55], 60, 1200),
        (HOURS, 1000, [74], 60, 1000),
        (HOURS, 1000, [74], 66, 1000),  # capped at the amount
        # A step or more: the organizer asks for more than the amount stands for, so minutes count in proportion.
        (HOURS, 1000, [75], 60, 750),
        (HOURS, 1000, [90], 44, 250),
        (HOURS, 1000, [90], 45, 500),
        (credit_type("ama"), 1000, [120], 60, 500),
        # Less is asked for than the amount stands for: minutes are minutes.
        (HOURS, 3000, [60], 53, 750),
    ],
)
def test_minutes_are_minutes_unless_a_step_more_is_asked_for_than_the_amount_stands_for(
    kind: CreditType, amount: int, lengths: list[int], watched: int, earned: int
) -> None:
    films = lasting(*lengths)
    credit = replace(
        PARTS, type=kind, amount=Amount(amount), contents=films, rule=ProgressRule(Need.MINUTES, sum(lengths))
    )
    assert measured(credit, record(films[0], (0, watched))).earned == Amount(earned)


WATCHED = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6)
RULES = st.sampled_from(
    [ProgressRule(), ProgressRule(Need.ITEMS, 1), ProgressRule(Need.ITEMS, 3), ProgressRule(Need.MINUTES, 70)]
)
KINDS = st.sampled_from([credit_type(id) for id in ("hours", "ama", "nasba", "iacet", "ancc", "acpe")])


@given(KINDS, RULES, st.sampled_from([None, PartialRule()]), st.lists(WATCHED, min_size=3, max_size=3), WATCHED)
def test_more_progress_never_takes_anything_away(
    kind: CreditType, rule: ProgressRule, partial: PartialRule | None, before: list[list[Span]], more: list[Span]
) -> None:
    contents = (VIDEO, SHORT, TALK)
    credit = replace(ALL, type=kind, contents=contents, rule=rule, partial=partial, amount=Amount(1200))
    shift = bounds(TALK)[0] / MINUTE

    def records(extra: list[Span]) -> list[Record]:
        offsets = (0, 0, shift)
        return [
            record(content, *((start + offset, end + offset) for start, end in (*spans, *extra)))
            for content, offset, spans in zip(contents, offsets, before, strict=True)
        ]

    less, later = measured(credit, *records([])), measured(credit, *records(more))
    assert less.current <= later.current <= later.needed
    assert less.earned <= later.earned <= credit.amount
    assert less.complete <= later.complete
    assert less.percent <= later.percent <= 100
    assert (later.percent == 100) == later.complete


def test_no_progress_supports_nothing() -> None:
    assert measured(PARTS).earned == NOTHING
