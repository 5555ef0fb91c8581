"""Single values: what is written comes out exactly, and nothing else is accepted."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.catalog.values import Stamp, duration, identifier, moment, percent, resolve, speed, whole_of
from ce_tui.credit.types import MINUTE

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Gaza"]
)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(st.integers(0, 20), st.integers(0, 99), st.integers(0, 999), st.integers(0, 999), st.booleans())
def test_durations_are_exact(days: int, hours: int, minutes: int, seconds: int, tight: bool) -> None:
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")) if n]
    text = " ".join(parts or ["0 s"])
    expected = ((days * 24 + hours) * 60 + minutes) * MINUTE + seconds * 1000
    assert duration(text.replace(" ", "") if tight else text) == expected


@pytest.mark.parametrize(
    "text", ["1:30", "1.5 h", "-5", "5 min 1 h", "1 0 min", "h", "", "1e3", "٣", "20 minutos", "1 h 1 h", "+5", "inf"]
)
def test_durations_that_could_mean_two_things_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        duration(text)


@given(st.text(max_size=12))
def test_other_text_is_a_value_error(text: str) -> None:
    for parse in (duration, percent, speed, moment, identifier, whole_of(0, 9)):
        try:
            parse(text)
        except ValueError as error:
            assert str(error)  # noqa: PT017


@given(DAYS, CLOCKS, ZONES)
def test_a_local_time_comes_back_or_is_refused(day: date, clock: time, name: str) -> None:
    zone, stamp, local = ZoneInfo(name), Stamp(day, clock), datetime.combine(day, clock)
    candidates = {
        at
        for fold in (0, 1)
        if (at := local.replace(tzinfo=zone, fold=fold).astimezone(UTC)).astimezone(zone).replace(tzinfo=None) == local
    }
    if len(candidates) == 1:
        assert resolve(stamp, zone) == candidates.pop()
    else:
        with pytest.raises(ValueError, match=r"does not exist|happens twice"):
            resolve(stamp, zone)


@given(DAYS, ZONES)
def test_a_day_ends_where_the_next_begins(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    end = resolve(Stamp(day), zone, end=True)
    assert end == resolve(Stamp(day + timedelta(days=1)), zone)
    assert end.astimezone(zone).date() == day + timedelta(days=1)
    assert (end - timedelta(microseconds=1)).astimezone(zone).date() == day


def test_clock_changes() -> None:
    berlin, cairo = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")
    assert resolve(moment("2026-10-25 02:30+0200"), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert resolve(moment("2026-10-25T02:30:00+01:00"), berlin) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert resolve(moment("2026-12-03T09:00Z"), berlin) == datetime(2026, 12, 3, 9, tzinfo=UTC)
    # Midnight does not exist in Cairo on the last Friday of April: the day begins at one.
    assert resolve(moment("2026-04-24"), cairo).astimezone(cairo).time() == time(1)


def test_percentages_and_speeds() -> None:
    assert [percent(text) for text in ("80", "80 %", "66.7%", "1", "100")] == [800, 800, 667, 10, 1000]
    assert [speed(text) for text in ("1", "1.5x", "2 x", "4")] == [1000, 1500, 2000, 4000]
    for text in ("0.8", "0", "101", "٨٠", "80 % of it"):
        with pytest.raises(ValueError):
            percent(text)
    for text in ("0.5", "5", "1e0", "x"):
        with pytest.raises(ValueError):
            speed(text)
