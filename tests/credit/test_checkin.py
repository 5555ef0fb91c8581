"""Checking in and out: when it can be done, what is said when it cannot, and the time it comes to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import Amount
from ce_tui.credit.attendance import enter, phrase_problem
from ce_tui.credit.checkin import CLOCKS, check_in, check_in_problem, check_out, check_out_problem, stands, stay
from ce_tui.credit.model import Content, ContentKind, Credit, Need, ProgressRule
from ce_tui.credit.phrase import phrase, window_of
from ce_tui.credit.progress import Record, is_complete, measure, total, union
from ce_tui.credit.types import MINUTE, credit_type

BERLIN = "Europe/Berlin"
START = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)  # 09:00 in Berlin
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=START, check_in=True)
CODED = replace(TALK, code="PLUM-42")
SECRET = "correct horse battery staple"


def at(minutes: float) -> datetime:
    """So many minutes after the start of the session."""
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("now", "since", "said"),
    [
        # minutes after the start; the session takes 60
        (-24 * 60, None, "Check-in opens at 1 Jun 2026, 08:45, in 23 hours; come back then."),
        (-25, None, "Check-in opens at 08:45, in 10 minutes; come back then."),
        (-15.001, None, "Check-in opens at 08:45, in 1 minute; come back then."),
        (-15, None, ""),
        (0, None, ""),
        (59.999, None, ""),
        (60, None, "This session is over, so it takes no check-in any more; the organizer can record your attendance."),
        (10, 2, "You are already checked in since 09:02; check out when you leave."),
        (89.999, 2, "You are already checked in since 09:02; check out when you leave."),
        (
            90,
            2,
            "You checked in at 09:02 and did not check out. Nobody knows how long you stayed, so it counts "
            "nothing; the organizer can record your attendance.",
        ),
        (24 * 60, 2, "You checked in at 1 Jun 2026, 09:02 and did not check out."),
        (2, 2.5, "You are already checked in since 09:02; check out when you leave."),  # clocks half a minute apart
        (2, 45, ""),  # checked in before the clock was set back
        (2, -7 * 24 * 60, ""),  # the session was moved since
        (70, -7 * 24 * 60, "This session is over"),
    ],
)
def test_when_somebody_can_check_in(now: float, since: float | None, said: str) -> None:
    problem = check_in_problem(TALK, None if since is None else at(since), at(now), BERLIN)
    assert problem.startswith(said)
    assert bool(problem) == bool(said)


@pytest.mark.parametrize(
    ("now", "since", "said"),
    [
        (2, 2, ""),
        (-10, -14, ""),
        (60, 2, ""),
        (89.999, 2, ""),
        (90, 2, "You checked in at 09:02 and did not check out. Nobody knows"),
        (10, None, "You are not checked in to this session; check in first."),
        (-30, None, "Check-in opens at 08:45, in 15 minutes; come back then."),
        (75, None, "This session is over"),
        (2, 2.5, "You have only just checked in, by the clock of another machine; please try again in a minute."),
        (
            2,
            45,
            "The clock of this machine says 09:02, which is before your check-in at 09:45; please have it set and "
            "check out then, or check in again to count from now on.",
        ),
        (-2 * 24 * 60, 2, "The clock of this machine says 30 May 2026, 09:00, which is before your check-in"),
        (10, -7 * 24 * 60, "You are not checked in"),
    ],
)
def test_when_somebody_can_check_out(now: float, since: float | None, said: str) -> None:
    problem = check_out_problem(TALK, None if since is None else at(since), at(now), BERLIN)
    assert problem.startswith(said)
    assert bool(problem) == bool(said)


@pytest.mark.parametrize(
    "session", [replace(TALK, check_in=False), replace(TALK, starts_at=None), replace(TALK, kind=ContentKind.VIDEO)]
)
def test_other_contents_take_no_check_in_and_nobody_is_in(session: Content) -> None:
    said = "This session asks for no check-in; open its page to record your attendance."
    assert check_in_problem(session, at(1), at(2), BERLIN) == said
    assert check_out_problem(session, at(1), at(2), BERLIN) == said
    assert not stands(session, at(1), at(2))


def test_what_counts_from_check_in_to_check_out_is_not_attended_by_a_code_alone() -> None:
    assert enter(CODED, "PLUM-42", at(30)).problem == (
        "This session counts from check-in to check-out; open its page and check in."
    )
    assert enter(replace(CODED, check_in=False), "PLUM-42", at(30)).problem == ""


def test_the_code_is_asked_on_the_way_in_and_on_the_way_out() -> None:
    for entry in (check_in(CODED, "plum 42", None, at(1), BERLIN), check_out(CODED, "plum 42", at(1), at(9), BERLIN)):
        assert (entry.problem, entry.wrong) == ("", False)
    for code, wrong in (("", False), ("plum 43", True)):
        for entry in (check_in(CODED, code, None, at(1), BERLIN), check_out(CODED, code, at(1), at(9), BERLIN)):
            assert entry.problem
            assert entry.wrong is wrong
    early = check_in(CODED, "plum 43", None, at(-20), BERLIN)  # not looked at, so no guess
    assert (early.problem[:22], early.wrong) == ("Check-in opens at 08:4", False)


def test_a_phrase_is_shown_and_taken_as_long_as_people_come_and_go() -> None:
    rotating = replace(TALK, secret=SECRET)
    assert phrase_problem(rotating, at(-16)).startswith("The phrase of this session opens in 1 minute")
    assert "opens in 15 minutes" in phrase_problem(replace(rotating, check_in=False), at(-15))
    for minutes in (-15, -1, 30, 89):
        now = at(minutes)
        assert phrase_problem(rotating, now) == ""
        shown = phrase(SECRET, "talk", window_of(now))
        done = (
            check_in(rotating, shown, None, now, BERLIN)
            if minutes < 60
            else check_out(rotating, shown, at(5), now, BERLIN)
        )
        assert done.problem == ""
        assert done.shown_at is not None
    assert phrase_problem(rotating, at(90)) != ""


def minutes(session: Content, since: datetime, now: datetime) -> float:
    start, end = stay(session, since, now)
    return (end - start) / MINUTE


@pytest.mark.parametrize(
    ("came", "left", "counts"),
    [
        (0, 60, 60),
        (-15, 89, 60),
        (10, 40, 30),
        (-10, 20, 20),
        (50, 75, 10),
        (-15, -5, 0),
        (65, 70, 0),
        (20, 20, 0),
        (0, 0.5, 0.5),
        (40, 10, 0),  # the last: no clock makes time negative
    ],
)
def test_a_stay_is_cut_to_the_session(came: float, left: float, counts: float) -> None:
    assert minutes(TALK, at(came), at(left)) == counts


def test_a_stay_outside_of_the_session_is_no_time_at_all() -> None:
    assert stay(TALK, at(20), at(20)) == (0, 0)
    assert stay(TALK, at(65), at(70)) == (0, 0)


def test_a_check_in_of_a_clock_exactly_a_minute_ahead_stands() -> None:
    assert stands(TALK, at(3), at(3) - CLOCKS)
    assert not stands(TALK, at(3), at(3) - CLOCKS - timedelta(milliseconds=1))


def local(zone: str, *when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "starts", "length", "came", "left", "counts"),
    [
        # The night clocks go forward: 01:30 to 03:30 by the clock is one hour.
        (BERLIN, (2026, 3, 29, 1, 0), 180, (2026, 3, 29, 1, 30), (2026, 3, 29, 3, 30), 60),
        # The night they go back: 02:30 summer time to 02:30 winter time is one hour, and nothing counts twice.
        (BERLIN, (2026, 10, 25, 1, 0), 240, (2026, 10, 25, 2, 30), (2026, 10, 25, 2, 30, 1), 60),
        ("America/New_York", (2026, 11, 1, 0, 30), 180, (2026, 11, 1, 1, 45), (2026, 11, 1, 1, 15, 1), 30),
        # Half an hour only, and not at a full hour of UTC.
        ("Australia/Lord_Howe", (2026, 4, 5, 1, 0), 120, (2026, 4, 5, 1, 45), (2026, 4, 5, 1, 45, 1), 30),
        # Over midnight, and over the end of a year.
        ("Asia/Kathmandu", (2026, 12, 31, 23, 0), 120, (2026, 12, 31, 22, 50), (2027, 1, 1, 0, 30), 90),
    ],
)
def test_a_stay_is_real_time_whatever_the_clock_on_the_wall_does(
    zone: str, starts: tuple[int, ...], length: int, came: tuple[int, ...], left: tuple[int, ...], counts: int
) -> None:
    def moment(when: tuple[int, ...]) -> datetime:
        return local(zone, *when[:5], fold=when[5] if len(when) > 5 else 0)

    session = replace(TALK, starts_at=moment(starts).astimezone(UTC), length_ms=length * MINUTE)
    since, now = (moment(when).astimezone(UTC) for when in (came, left))
    assert stands(session, since, now)
    assert minutes(session, since, now) == counts
    assert check_out_problem(session, since, now, zone) == ""


def test_a_check_in_before_midnight_says_so_after_it() -> None:
    late = replace(TALK, starts_at=datetime(2026, 6, 1, 21, 30, tzinfo=UTC), length_ms=120 * MINUTE)  # 23:30
    since = datetime(2026, 6, 1, 21, 35, tzinfo=UTC)
    assert "since 23:35;" in check_in_problem(late, since, since + timedelta(minutes=10), BERLIN)
    assert "since 1 Jun 2026, 23:35;" in check_in_problem(late, since, since + timedelta(hours=1), BERLIN)


class Door:
    """Somebody who presses the button again and again, as the store keeps it."""

    def __init__(self, session: Content) -> None:
        self.session, self.spans, self.since = session, [(0, 0)], None

    since: datetime | None

    def press(self, into: bool, now: datetime) -> bool:
        if into:
            if check_in(self.session, "", self.since, now, "UTC").problem:
                return False
            self.since = now
            return True
        if self.since is None or check_out(self.session, "", self.since, now, "UTC").problem:
            return False
        self.spans.append(stay(self.session, self.since, now))
        self.since = None
        return True


@given(
    st.integers(1, 90),
    st.lists(st.tuples(st.booleans(), st.integers(-20, 130)), max_size=14),
    st.booleans(),
)
def test_what_counts_is_every_minute_of_the_session_somebody_was_in(
    length: int, presses: list[tuple[bool, int]], ordered: bool
) -> None:
    """Against a grid of minutes; without order the clock is set back and forth between the presses."""
    session = replace(TALK, length_ms=length * MINUTE)
    door, inside, came = Door(session), set[int](), None
    for into, minute in sorted(presses, key=lambda press: press[1]) if ordered else presses:
        # The same by minutes: in from 15 before until the end, out until 30 after it, never before one came. Whoever
        # came in the future by this clock (by more than the minute that clocks differ) may come again.
        is_in = came is not None and came <= minute + 1 and minute < length + 30
        may = -15 <= minute < length and not is_in if into else came is not None and is_in and came <= minute
        assert door.press(into, at(minute)) is bool(may)
        if may and into:
            came = minute
        elif may and came is not None:
            inside |= set(range(max(came, 0), min(minute, length)))
            came = None
    assert total(door.spans) == len(inside) * MINUTE
    assert total(door.spans) <= session.length_ms
    spans = union(door.spans)
    record = Record("talk", spans)
    assert is_complete(session, record) == (len(inside) * 1000 >= length * session.threshold)
    need = Credit("c", "C", credit_type("hours"), Amount(500), (session,), rule=ProgressRule(Need.MINUTES, length))
    assert measure(need, {"talk": record}).current == len(inside) * MINUTE


@given(st.floats(-59, 59), st.floats(0, 100))
def test_clocks_a_minute_apart_let_nobody_in_twice(drift: float, later: float) -> None:
    since = at(5)
    other = since + timedelta(minutes=later, seconds=drift)
    assert other + CLOCKS > since
    if other < at(60):
        assert "already checked in" in check_in_problem(TALK, since, other, BERLIN)
