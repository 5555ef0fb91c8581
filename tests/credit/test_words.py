"""Moments, windows and reasons in words, in the organization's zone and across its clock changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ce_tui.credit import words
from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.listing import Row, State
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure
from ce_tui.credit.types import credit_type

BERLIN, CAIRO, LORD_HOWE = "Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe"


def local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "zone", "day", "opening", "closing"),
    [
        (local("UTC", 2026, 12, 3), "UTC", "3 Dec 2026", "3 Dec 2026", "2 Dec 2026"),
        (local("UTC", 2026, 12, 3, 9, 5), "UTC", "3 Dec 2026", "3 Dec 2026, 09:05", "3 Dec 2026, 09:05"),
        (local("UTC", 2027, 1, 1), "UTC", "1 Jan 2027", "1 Jan 2027", "31 Dec 2026"),
        (local(BERLIN, 2026, 6, 1), BERLIN, "1 Jun 2026", "1 Jun 2026", "31 May 2026"),
        (local(BERLIN, 2026, 6, 1), "UTC", "31 May 2026", "31 May 2026, 22:00", "31 May 2026, 22:00"),
        (local(BERLIN, 2026, 3, 29), BERLIN, "29 Mar 2026", "29 Mar 2026", "28 Mar 2026"),
        (local(BERLIN, 2026, 3, 30), BERLIN, "30 Mar 2026", "30 Mar 2026", "29 Mar 2026"),
        (local(BERLIN, 2026, 10, 26), BERLIN, "26 Oct 2026", "26 Oct 2026", "25 Oct 2026"),
        (local("Pacific/Kiritimati", 2026, 6, 1), "Pacific/Kiritimati", "1 Jun 2026", "1 Jun 2026", "31 May 2026"),
        (local(LORD_HOWE, 2026, 4, 5, 0, 0), LORD_HOWE, "5 Apr 2026", "5 Apr 2026", "4 Apr 2026"),
        (local("Asia/Kolkata", 2026, 6, 1), "Asia/Kolkata", "1 Jun 2026", "1 Jun 2026", "31 May 2026"),
        # The clocks in Cairo go from 23:59:59 to 01:00: that day begins at one.
        (local(CAIRO, 2026, 4, 24, 1), CAIRO, "24 Apr 2026", "24 Apr 2026", "23 Apr 2026"),
        # Not quite midnight is a time of day.
        (local("UTC", 2026, 12, 3, 0, 0, 30), "UTC", "3 Dec 2026", "3 Dec 2026, 00:00", "3 Dec 2026, 00:00"),
        (local("UTC", 2026, 12, 3, 23, 59, 59), "UTC", "3 Dec 2026", "3 Dec 2026, 23:59", "3 Dec 2026, 23:59"),
    ],
)
def test_days_openings_and_closings(moment: datetime, zone: str, day: str, opening: str, closing: str) -> None:
    assert (words.day(moment, zone), words.opening(moment, zone), words.closing(moment, zone)) == (
        day,
        opening,
        closing,
    )


def test_the_last_day_is_the_one_before_midnight_and_the_same_one_after() -> None:
    assert words.last_day(local(BERLIN, 2027, 2, 1), BERLIN) == "31 Jan 2027"
    assert words.last_day(local(BERLIN, 2027, 2, 1, 12), BERLIN) == "1 Feb 2027"
    assert words.last_day(local(BERLIN, 2026, 3, 30), BERLIN) == "29 Mar 2026"  # 23 hours long


@pytest.mark.parametrize("name", ["", "Mars/Base", "../../etc/passwd", "/etc/passwd", "Europe", "\x00", "x" * 5000])
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert words.zone_of(name) == ZoneInfo("UTC")


CREDIT = Credit("c", "C", credit_type("hours"), Amount(1000))
OPENS, CLOSES = local("UTC", 2026, 12, 3), local("UTC", 2027, 2, 1)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, None, "any time"),
        (OPENS, None, "from 3 Dec 2026"),
        (None, CLOSES, "until 31 Jan 2027"),
        (OPENS, CLOSES, "3 Dec 2026 to 31 Jan 2027"),
        (OPENS + timedelta(hours=9), CLOSES, "3 Dec 2026, 09:00 to 31 Jan 2027"),
    ],
)
def test_the_claim_window_in_words(opens: datetime | None, closes: datetime | None, expected: str) -> None:
    assert words.window(replace(CREDIT, opens_at=opens, closes_at=closes), "UTC") == expected


def row(**changes: object) -> Row:
    values = {
        "key": 1,
        "id": "c",
        "title": "C",
        "type": CREDIT.type,
        "amount": CREDIT.amount,
        "claimed": NOTHING,
        "claimable": NOTHING,
        "current": 45,
        "needed": 60,
        "in_time": True,
        "complete": False,
        "final": False,
        "release_at": None,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "zone": "UTC",
    }
    return Row(**(values | changes))  # type: ignore[arg-type]


DONE = {"complete": True, "claimable": CREDIT.amount}


@pytest.mark.parametrize(
    ("found", "now", "expected"),
    [
        (row(), OPENS, "75 %"),
        (row(**DONE), OPENS - timedelta(seconds=1), "earned, opens 3 Dec"),
        (row(**DONE), OPENS, "100 %"),
        (row(**DONE), CLOSES, "closed 31 Jan"),
        (row(), CLOSES, "closed 31 Jan"),
        (row(claimable=Amount(250)), OPENS - timedelta(days=1), "75 %"),
        (row(final=True, **DONE), CLOSES, "claimed"),
        (row(release_at=OPENS), OPENS - timedelta(days=1), "released 3 Dec"),
        (row(), CLOSES + timedelta(days=400), "closed 31 Jan 2027"),
    ],
)
def test_the_state_of_a_row_in_a_few_words(found: Row, now: datetime, expected: str) -> None:
    assert words.status(found, now) == expected


@pytest.mark.parametrize(
    ("state", "complete", "expected"),
    [
        (State.SCHEDULED, False, "Will be released on 1 Nov 2026."),
        (State.IN_PROGRESS, False, "In progress: 45 min of 60 min. It can be claimed from 3 Dec 2026."),
        (State.EARNED, True, "All progress is made; it can be claimed from 3 Dec 2026."),
        (State.EARNED, False, "A part is earned; it can be claimed from 3 Dec 2026."),
        (State.READY, True, "Ready to claim until 31 Jan 2027."),
        (State.READY, False, "A part can be claimed now until 31 Jan 2027; more as you go on."),
        (State.CLAIMED, True, "Claimed; the proof is under Certificates."),
        (State.CLOSED, True, "The claim window was over after 31 Jan 2027; nothing more can be claimed."),
    ],
)
def test_each_state_has_a_reason(state: State, complete: bool, expected: str) -> None:
    credit = replace(CREDIT, release_at=local("UTC", 2026, 11, 1), opens_at=OPENS, closes_at=CLOSES)
    made = Measure(45 * 60_000, 60 * 60_000, True, complete, NOTHING)
    assert words.reason(credit, made, state, "UTC", local("UTC", 2026, 12, 1)) == expected


def test_an_open_window_is_no_reason() -> None:
    credit = replace(CREDIT, opens_at=OPENS, closes_at=None)
    made = Measure(0, 60 * 60_000, True, False, NOTHING)
    assert words.reason(credit, made, State.IN_PROGRESS, "UTC", OPENS) == "In progress: 0 min of 60 min."


@pytest.mark.parametrize(
    ("held", "undone", "more"),
    [
        (("Exam",), (), " To claim anything, pass “Exam”."),
        (("Exam",), ("Leaflet",), " To claim anything, pass “Exam”."),
        ((), ("Leaflet", "Map"), " To do: “Leaflet”, “Map”."),
        ((), tuple("abcde"), " To do: “a”, “b”, “c” and others."),
        ((), (), " There is more to do."),
    ],
)
def test_what_is_to_do_beside_the_minutes_is_named(held: tuple[str, ...], undone: tuple[str, ...], more: str) -> None:
    made = Measure(60_000, 60_000, True, False, NOTHING, 0, held, undone)
    assert words.reason(CREDIT, made, State.IN_PROGRESS, "UTC", OPENS) == f"In progress: 1 min of 1 min.{more}"
    early = replace(made, current=0)
    said = words.reason(CREDIT, early, State.IN_PROGRESS, "UTC", OPENS)
    assert said == "In progress: 0 min of 1 min." + (more if held else "")


def test_minutes_done_are_rounded_down_and_minutes_needed_up() -> None:
    assert words.progress(Measure(59_999, 60_001, True, False, NOTHING)) == ("0 min", "2 min")
    assert words.progress(Measure(1, 3, False, False, NOTHING)) == ("1 item", "3 items")
    video = Content("v", ContentKind.VIDEO, "V", 90_001)
    assert words.content_progress(video, 90_000, False) == "1 / 2 min"
    assert words.content_progress(video, 60_000, False) == "1 / 2 min"
    assert words.content_progress(video, 59_999, False) == "0 / 2 min"
    assert words.content_progress(video, 90_000, True) == "2 / 2 min"
    leaflet = replace(video, length_ms=0)
    assert (words.content_progress(leaflet, 0, True), words.content_progress(leaflet, 0, False)) == ("done", "to do")


def test_what_is_complete_is_not_told_to_be_a_minute_short() -> None:
    whole = Measure(90_000, 90_000, True, True, Amount(250))
    assert words.progress(whole) == ("2 min", "2 min")
    assert words.progress(replace(whole, current=89_999, complete=False)) == ("1 min", "2 min")


def test_the_masthead_names_one_or_counts_several() -> None:
    one, two = Organization("a", "A Academy", "CME"), Organization("b", "B Board", "CPE")
    assert words.masthead(()) == ("CE", "nothing loaded yet")
    assert words.masthead((one,)) == ("CME", "A Academy")
    assert words.masthead((one, two)) == ("CE", "2 organizations")
    assert words.masthead((one, replace(two, acronym="CME"))) == ("CME", "2 organizations")


def test_a_session_ends_after_its_length() -> None:
    talk = Content("t", ContentKind.SESSION, "T", 90 * 60_000, starts_at=local(BERLIN, 2026, 3, 29, 1))
    assert words.ends_at(talk) == local(BERLIN, 2026, 3, 29, 3, 30)  # the night that is an hour short
    assert words.ends_at(replace(talk, starts_at=None)) is None


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (timedelta(days=-1090), False),
        (timedelta(), False),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, seconds=1), True),
        (timedelta(days=9000), True),
    ],
)
def test_a_clock_behind_what_was_recorded_is_told(behind: timedelta, told: bool) -> None:
    now = local(BERLIN, 2026, 6, 1, 14)
    said = words.clock_problem(now + behind, now, BERLIN)
    assert bool(said) == told
    assert not told or said.startswith("The clock of this machine says 1 Jun 2026, 14:00, but something was recorded ")
    assert words.clock_problem(None, now, BERLIN) == ""


def test_a_clock_years_ahead_of_what_was_recorded_is_told() -> None:
    now = local(BERLIN, 2036, 6, 1, 14)
    assert words.clock_problem(local(BERLIN, 2026, 6, 1, 9), now, BERLIN) == (
        "This computer's clock says 1 Jun 2036, 14:00. The newest record is dated 1 Jun 2026, 09:00. "
        "If today is another day, set the clock before you claim."
    )


@pytest.mark.parametrize("now", ["1901-12-13", "1970-01-01", "1980-01-06", "2024-12-31", "2100-01-01", "9999-12-31"])
def test_no_clock_is_believed_that_says_a_time_before_this_program_or_long_after(now: str) -> None:
    moment = datetime.fromisoformat(f"{now}T23:10:00+00:00")
    assert "clock says" in words.impossible(moment)
    assert words.clock_problem(None, moment, BERLIN) == words.impossible(moment, BERLIN)
    assert words.clock_problem(moment, moment, BERLIN) != ""
    assert words.impossible(datetime(2025, 1, 1, tzinfo=UTC)) == ""
    assert words.impossible(datetime(2099, 1, 1, tzinfo=UTC)) == ""


@pytest.mark.parametrize(
    ("verb", "said"),
    [("completed", "completed"), ("checked-in", "checked-in"), ("視聴", "reported"), ("%e8%a6", "reported")],
)
def test_a_verb_is_one_that_every_certificate_can_print(verb: str, said: str) -> None:
    assert words.verb(verb) == said


def test_rows_say_whose_they_are_only_among_several_organizations() -> None:
    nam, sam, tam = (
        Organization(id, id.title(), acronym=word) for id, word in (("nam", "CME"), ("sam", "CPE"), ("tam", "CME"))
    )
    assert words.whose((nam,)) == {}
    assert words.whose((nam, sam)) == {"nam": "CME", "sam": "CPE"}
    assert words.whose((nam, sam, tam)) == {"nam": "nam", "sam": "CPE", "tam": "tam"}


def test_what_has_no_closing_day_can_be_claimed_without_an_end() -> None:
    endless = replace(CREDIT, closes_at=None)
    for complete, said in ((True, "Ready to claim."), (False, "A part can be claimed now; more as you go on.")):
        made = Measure(60_000, 60_000, True, complete, Amount(1000))
        assert words.reason(endless, made, State.READY, "UTC", OPENS) == said


def test_a_session_that_still_runs_says_when_it_counts() -> None:
    made, now = Measure(0, 60_000, True, False, NOTHING), OPENS + timedelta(hours=1)
    due = now + timedelta(minutes=30)
    assert words.reason(CREDIT, made, State.IN_PROGRESS, "UTC", now, due).endswith(
        f" The session you attend counts from {words.clock(due, 'UTC', now)}, when it is over."
    )
    assert "session" not in words.reason(CREDIT, made, State.IN_PROGRESS, "UTC", now, now)
