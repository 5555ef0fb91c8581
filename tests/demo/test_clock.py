"""The demo's clock: moved in steps of the calendar, and fast only while something is watched in a hurry."""

from datetime import UTC, datetime, timedelta

import pytest

from ce_tui.demo.clock import FIRST, LAST, DemoClock, days_later, moment_of, months_later

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
ZONE = "America/New_York"


class Real:
    """A clock on the wall, and the seconds of the same."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def ticking(self) -> float:
        return 1000 + self.passed


def test_it_goes_on_from_where_it_was_moved_to() -> None:
    real = Real()
    clock = DemoClock(real, ticking=real.ticking)
    assert clock() == NOW
    clock.travel(NOW + timedelta(days=3))
    real.passed = 60
    assert clock() == NOW + timedelta(days=3, seconds=60)
    clock.go_home()
    assert clock() == real()


def test_its_now_is_where_it_began() -> None:
    real, start = Real(), NOW + timedelta(days=100)
    clock = DemoClock(real, start, real.ticking)
    clock.travel(NOW)
    real.passed = 5
    clock.go_home()
    assert clock() == start + timedelta(seconds=5)


def test_moving_it_moves_no_stopwatch() -> None:
    real = Real()
    clock = DemoClock(real, ticking=real.ticking)
    before = clock.seconds()
    clock.travel(NOW - timedelta(days=300))
    assert clock.seconds() == before


def test_in_a_hurry_clock_and_stopwatch_pass_together() -> None:
    real = Real()
    clock = DemoClock(real, ticking=real.ticking)
    before = clock.seconds()
    clock.rate = 60
    real.passed = 2
    clock.rate = 1
    real.passed = 3
    assert clock.seconds() - before == 2 * 60 + 1
    assert clock() == NOW + timedelta(seconds=2 * 60 + 1)
    clock.go_home()
    assert clock() == real()
    assert clock.seconds() - before == 2 * 60 + 1


def test_it_stays_within_its_bounds() -> None:
    clock = DemoClock(lambda: NOW, ticking=lambda: 0.0)
    assert clock.travel(datetime(1066, 10, 14, tzinfo=UTC)) == FIRST
    assert clock.travel(datetime(9999, 1, 1, tzinfo=UTC)) == LAST


@pytest.mark.parametrize(
    ("moment", "months", "then"),
    [
        ("2026-01-31 15:00", 1, "2026-02-28 15:00"),
        ("2026-03-31 15:00", -1, "2026-02-28 15:00"),
        ("2026-12-10 15:00", 1, "2027-01-10 15:00"),
        ("2026-01-10 15:00", -1, "2025-12-10 15:00"),
        ("2026-02-20 09:00", 1, "2026-03-20 09:00"),  # the clocks have changed meanwhile
    ],
)
def test_a_month_is_the_same_day_at_the_same_time_where_there_is_one(moment: str, months: int, then: str) -> None:
    assert months_later(moment_of(moment, NOW, ZONE), months, ZONE) == moment_of(then, NOW, ZONE)


def test_a_day_is_the_same_time_on_the_next_one_when_clocks_change() -> None:
    before = moment_of("2026-03-07 09:00", NOW, ZONE)
    assert days_later(before, 1, ZONE) == moment_of("2026-03-08 09:00", NOW, ZONE) == before + timedelta(hours=23)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-03", datetime(2026, 12, 3, 15, 0, tzinfo=UTC)),  # at the time of day it is
        (" 2026-12-03 14:30 ", datetime(2026, 12, 3, 19, 30, tzinfo=UTC)),
        ("2026-12-03T9:05", datetime(2026, 12, 3, 14, 5, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_the_zone_of_the_organization(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW, ZONE) == moment


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01", "2026-02-30", "2026-12-03 25:00", "1999-01-01", "3000-01-01"]
)
def test_what_is_no_date_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"date such as|goes from"):
        moment_of(text, NOW, ZONE)
