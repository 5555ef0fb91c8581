"""Moments are whole milliseconds, and never later than they were."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui import cli
from ce_tui.credit.moments import cut, ms, utc
from ce_tui.demo.clock import DemoClock

MOMENTS = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001  (hypothesis wants them so)
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11, minutes=-30)), timezone(timedelta(hours=14))]),
)


@given(MOMENTS)
def test_a_moment_is_cut_to_its_millisecond(moment: datetime) -> None:
    kept = utc(ms(moment))
    assert timedelta() <= moment - kept < timedelta(milliseconds=1)
    assert (ms(kept), cut(moment), kept.tzinfo) == (ms(moment), kept, UTC)


@pytest.mark.parametrize(
    ("second", "kept"), [("59.9997", "59.999"), ("59.9990", "59.999"), ("0.0004", "0.000"), ("0.0006", "0.000")]
)
def test_the_last_half_of_a_millisecond_is_not_the_next_one(second: str, kept: str) -> None:
    minute = datetime(1969, 12, 31, 23, 59, tzinfo=UTC)
    assert cut(minute + timedelta(microseconds=round(float(second) * 1e6))) == minute + timedelta(seconds=float(kept))


def test_every_clock_of_the_program_says_whole_milliseconds() -> None:
    told = [cli.clock(), DemoClock(cli.clock, datetime(2026, 6, 1, 12, 0, 0, 123_456, tzinfo=UTC))()]
    assert [moment.microsecond % 1000 for moment in told] == [0, 0]
