"""The rotating phrase: what it is at a moment, which moments it is taken at, and how guessing is slowed down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.attendance import AFTERWARDS, CODE_THROTTLE, enter, phrase_problem, wait_problem
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.number import DIGITS
from ce_tui.credit.phrase import WINDOW, find, phrase, starts, window_of
from ce_tui.credit.types import MINUTE

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SECRET = "correct horse battery staple"
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=NOW, secret=SECRET)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SECOND = timedelta(seconds=1)


def shown(at: datetime, session: Content = TALK) -> str:
    """What the room shows at a moment."""
    return phrase(session.secret, session.id, window_of(at))


@pytest.mark.parametrize(
    ("secret", "session", "window", "made"),
    [
        (SECRET, "talk", 0, "0QWZ-P0GG"),
        (SECRET, "talk", 59339520, "HY36-0CAZ"),
        (SECRET, "talk", 59339521, "BDZ5-711Y"),
        (SECRET, "other", 59339520, "071V-ED07"),
        ("Łucja 王小明", "talk", 59339520, "NZ60-YHBY"),
    ],
)
def test_the_phrase_of_a_window_never_changes(secret: str, session: str, window: int, made: str) -> None:
    assert phrase(secret, session, window) == made


def test_windows_are_half_minutes_of_utc_whatever_the_zone() -> None:
    assert window_of(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert window_of(NOW) == 59343840
    assert starts(59343840) == NOW
    for zone in ("Asia/Kathmandu", "America/New_York", "Pacific/Chatham"):
        assert window_of(NOW.astimezone(ZoneInfo(zone))) == 59343840


@pytest.mark.parametrize("boundary", [-60, -30, 0, 30, 60, 1800])
def test_a_window_begins_at_its_boundary_and_ends_before_the_next(boundary: int) -> None:
    at = NOW + timedelta(seconds=boundary)
    microsecond = timedelta(microseconds=1)
    assert window_of(at - microsecond) + 1 == window_of(at) == window_of(at + WINDOW - microsecond)


@pytest.mark.parametrize(
    ("drift", "phase", "taken"),
    [
        # The phrase is read off `phase` seconds into its window; the learner's clock is `drift` seconds ahead.
        (0, 0, True),
        (0, 29.999, True),
        (30, 0, True),
        (30, 29.999, True),
        (-30, 0, True),
        (-30, 29.999, True),
        (40, 0, True),
        (40, 19.999, True),
        (40, 20, False),
        (40, 29.999, False),
        (-40, 29.999, True),
        (-40, 10, True),
        (-40, 9.999, False),
        (-40, 0, False),
        (60, 0, False),
        (-60, 29.999, False),
        (59.999, 0, True),
        (-60, 30 - 1e-3, False),
    ],
)
def test_a_clock_may_be_half_a_minute_off(drift: float, phase: float, taken: bool) -> None:
    room = NOW + timedelta(minutes=10, seconds=phase)
    entry = enter(TALK, shown(room), room + timedelta(seconds=drift))
    assert (entry.problem == "") is taken
    assert entry.shown_at == (NOW + timedelta(minutes=10) if taken else None)
    if not taken:
        assert ("has changed since" if drift > 0 else "clock of this machine") in entry.problem


@given(MOMENTS, st.floats(-30, 30))
def test_a_phrase_is_taken_by_any_clock_within_thirty_seconds(room: datetime, drift: float) -> None:
    talk = replace(TALK, starts_at=None)
    entry = enter(talk, shown(room), room + timedelta(seconds=drift))
    assert entry.problem == ""
    assert entry.shown_at is not None
    assert entry.shown_at <= room < entry.shown_at + WINDOW


@given(MOMENTS, st.text(st.characters(codec="utf-8"), max_size=40), st.integers(-5, 5), st.randoms())
def test_a_phrase_is_found_however_it_is_written_and_only_in_its_window(
    at: datetime, session: str, off: int, random: Random
) -> None:
    window = window_of(at)
    made = phrase(SECRET, session, window + off)
    assert set(made.replace("-", "")) <= set(DIGITS)
    typed = "".join(random.choice([" ", "", "-"]) + _alike(char, random) for char in made)
    assert find(SECRET, session, typed, (window, window - 1, window + 1)) == (window + off if abs(off) < 2 else None)
    assert find(SECRET + "x", session, typed, (window + off,)) is None


def _alike(char: str, random: Random) -> str:
    letters = {"0": "0Oo", "1": "1IiLl"}.get(char, char + char.lower())
    return random.choice(letters)


@pytest.mark.parametrize("typed", ["", "7", "\udcff" * 8, "٣" * 8, "A" * 10_000, "ABCD-EFGH-", "U" * 8, "\0"])
def test_anything_may_be_typed(typed: str) -> None:
    entry = enter(TALK, typed, NOW)
    assert entry.problem
    assert entry.shown_at is None


def test_the_phrase_of_another_session_or_secret_is_wrong() -> None:
    for other in (replace(TALK, id="other"), replace(TALK, secret=SECRET + "!")):
        entry = enter(TALK, shown(NOW, other), NOW)
        assert (entry.problem[:40], entry.wrong) == ("That is not the attendance code of this ", True)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (-120, "starts in 2 minutes"),
        (-31, "starts in 1 minute"),
        (-30, ""),
        (0, ""),
        (3600, ""),
        (5429, ""),
        (5430, "ended 30 minutes ago"),
        (86_400, "ended 23 hours ago"),
    ],
)
def test_early_and_late_are_told_apart_and_are_no_guess(at: int, said: str) -> None:
    now = NOW + at * SECOND
    entry = enter(TALK, shown(max(now, NOW)), now)
    assert said in entry.problem
    assert (bool(entry.problem), entry.wrong) == (bool(said), False)


def test_an_old_phrase_is_told_from_a_wrong_one_and_both_count_as_tries() -> None:
    now = NOW + timedelta(minutes=20)
    old = enter(TALK, shown(now - timedelta(minutes=4)), now)
    assert old.problem.startswith("This code was shown 4 minutes ago and has changed since")
    ahead = enter(TALK, shown(now + timedelta(minutes=4)), now)
    assert ahead.problem.startswith("The clock of this machine is about 4 minutes behind")
    unknown = enter(TALK, shown(now - timedelta(minutes=11)), now)
    assert unknown.problem.startswith("That is not")
    assert old.wrong and ahead.wrong and unknown.wrong  # noqa: PT018


@pytest.mark.parametrize("change", ["2026-03-29T01:00", "2026-10-25T01:00"])  # Berlin's clocks change, in UTC
def test_a_change_of_clocks_changes_nothing(change: str) -> None:
    at = datetime.fromisoformat(change).replace(tzinfo=UTC)
    talk = replace(TALK, starts_at=at - timedelta(minutes=30))
    seen = set()
    for seconds in range(-90, 90, 15):
        now = at + seconds * SECOND
        assert shown(now.astimezone(ZoneInfo("Europe/Berlin"))) == shown(now)
        seen.add(shown(now))
        assert enter(talk, shown(now), now).shown_at == starts(window_of(now))
        assert enter(talk, shown(now), now - timedelta(hours=1)).problem
    assert len(seen) == 6


SPRING = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30 in Berlin; an hour later it is 03:30
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin; an hour later it is 02:30 again
NIGHT = datetime(2026, 6, 1, 21, 45, tzinfo=UTC)  # 23:45 in Berlin; midnight comes within the hour


@pytest.mark.parametrize("starts_at", [SPRING, AUTUMN, NIGHT])
@pytest.mark.parametrize(
    ("read", "drift", "said"),
    [
        # The phrase is read off so many seconds after the session's start; the learner's clock is `drift` ahead.
        # The first moment:
        (0, 0, ""),
        (0, -30, ""),
        (0, -30.001, "has not started"),
        (0, 40, ""),
        (0, -40, "has not started"),
        (9.999, -40, "has not started"),
        (10, -40, ""),
        (29.999, 40, "has changed since"),
        (19.999, 40, ""),
        # The moment at which the clocks of Berlin change, or the day (1800 and 900 seconds later):
        (1799.999, 0, ""),
        (1799.999, 40, "has changed since"),
        (1800, -40, "clock of this machine"),
        (1810, -40, ""),
        (1819.999, 40, ""),
        (1820, 40, "has changed since"),
        (899.999, 30, ""),
        (900, -30, ""),
        (900, -30.001, "clock of this machine"),
        # The end, half an hour after the session's own:
        (3599.999, 40, "has changed since"),
        (3600, 40, ""),
        (3600, -30, ""),
        (5399.999, 0, ""),
        (5399.999, -30, ""),
        (5399.999, 30, ""),
        (5399.999, 30.001, "ended 30 minutes ago"),
        (5370, 59.999, ""),
        (5370, 60, "ended 30 minutes ago"),
        (5399.999, -40, ""),
        (5370, -40, "clock of this"),
    ],
)
def test_clocks_that_differ_at_every_edge(starts_at: datetime, read: float, drift: float, said: str) -> None:
    local = starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    talk = replace(TALK, starts_at=local)  # as a catalog has it, in its own zone
    room = starts_at + read * SECOND
    assert phrase_problem(talk, room) == ""
    entry = enter(talk, shown(room.astimezone(ZoneInfo("Asia/Kathmandu"))), room + drift * SECOND)
    assert said in entry.problem
    assert bool(entry.problem) == bool(said)
    assert entry.shown_at == (None if said else starts_at + read // 30 * 30 * SECOND)


def test_what_was_typed_in_the_last_window_counts_even_if_it_was_closed_meanwhile() -> None:
    last = shown(NOW + 5399 * SECOND)
    assert phrase_problem(TALK, NOW + 5400 * SECOND)
    assert enter(TALK, last, NOW + 5429 * SECOND).problem == ""
    assert "ended 30 minutes ago" in enter(TALK, last, NOW + 5430 * SECOND).problem


def test_midnight_changes_nothing() -> None:
    midnight = datetime(2026, 6, 2, tzinfo=ZoneInfo("America/New_York"))
    talk = replace(TALK, starts_at=midnight - timedelta(minutes=30))
    assert enter(talk, shown(midnight - SECOND), midnight + SECOND).shown_at == midnight - WINDOW
    assert enter(talk, shown(midnight), midnight - SECOND).shown_at == midnight


def test_a_code_that_does_not_change_is_taken_beside_the_phrase() -> None:
    both = replace(TALK, code="PLUM-42")
    assert enter(both, "plum 42", NOW + timedelta(minutes=89)).problem == ""
    assert "no longer taken" in enter(both, "plum 42", NOW + timedelta(minutes=90)).problem
    assert enter(both, shown(NOW), NOW).shown_at == NOW
    assert enter(both, "plum 43", NOW).wrong


@pytest.mark.parametrize(
    ("session", "at", "said"),
    [
        (TALK, -120, "opens in 2 minutes"),
        (TALK, -1, "opens in 1 minute"),
        (TALK, 0, ""),
        (TALK, 5399, ""),
        (TALK, 5400, "ended 30 minutes ago"),
        (replace(TALK, starts_at=None), -9999, ""),
        (replace(TALK, secret=""), 0, "no rotating phrase"),
    ],
)
def test_the_room_shows_the_phrase_while_it_is_taken(session: Content, at: int, said: str) -> None:
    found = phrase_problem(session, NOW + at * SECOND)
    assert said in found
    assert bool(found) == bool(said)
    assert timedelta(seconds=5400) == timedelta(hours=1) + AFTERWARDS


def test_wrong_codes_make_the_next_one_wait_but_never_for_good() -> None:
    waits = [CODE_THROTTLE.wait([NOW] * wrong, NOW).total_seconds() for wrong in range(12)]
    assert waits == [0] * 5 + [30, 60, 120, 240, 480, 900, 900]
    assert CODE_THROTTLE.wait([NOW] * 10_000, NOW).total_seconds() == 900
    assert CODE_THROTTLE.wait([NOW] * 5, NOW + 29 * SECOND) == SECOND
    assert CODE_THROTTLE.wait([NOW] * 5, NOW + 30 * SECOND) == timedelta()
    assert CODE_THROTTLE.wait([NOW] * 9, NOW - timedelta(days=365)) == timedelta()  # the clock was set back
    assert CODE_THROTTLE.wait([NOW] * 5 + [NOW + timedelta(days=365)], NOW)  # and gives no free guesses meanwhile
    assert "wait 30 seconds" in wait_problem(30 * SECOND)
    assert "wait 1 second," in wait_problem(timedelta(milliseconds=1))
    assert "wait 15 minutes" in wait_problem(timedelta(minutes=15))
    assert wait_problem(timedelta()) == ""
