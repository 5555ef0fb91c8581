"""Values as other systems write them: a no in any spelling is a no, and what is neither is nothing that counts."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.exchange.numbers import duration
from ce_tui.exchange.said import Unreadable, moment, share, yes


@pytest.mark.parametrize("value", [True, "true", "TRUE", " Yes ", "y", "1", "1.0", "passed", "Completed"])
def test_a_yes(value: object) -> None:
    assert yes(value) is True


@pytest.mark.parametrize(
    "value", [False, "false", "False", "FALSE", "no", "N", "0", "0.0", "off", "failed", "not_completed", "Incomplete"]
)
def test_a_no(value: object) -> None:
    assert yes(value) is False


@pytest.mark.parametrize("value", ["", "maybe", "null", "2", "-1", "0.5", "ja", "无", [], [True], {}, {"value": True}])
def test_neither(value: object) -> None:
    with pytest.raises(Unreadable):
        yes(value)
    assert yes(None) is None


@pytest.mark.parametrize(
    ("value", "whole", "thousandths"),
    [
        ("0.4", 1, 400),
        ("0,4", 1, 400),
        ("1", 1, 1000),
        ("1.003", 1, 1000),
        ("1.01", 1, 1000),
        ("40 %", 1, 400),
        ("100%", 1, 1000),
        ("40", 100, 400),
        ("100", 100, 1000),
        ("100.9", 100, 1000),
        ("1", 100, 10),
        ("0.4%", 100, 4),
        ("0", 100, 0),
        ("0.0", 100, 0),
        ("0", 1, 0),
        ("0.9999", 1, 1000),
        ("0.8999", 1, 899),
        ("0.7995", 1, 799),
        ("79.99%", 1, 799),
        ("0.4", None, 400),
        ("40", None, 400),
        ("100", None, 1000),
        ("40%", None, 400),
    ],
)
def test_a_share(value: str, whole: int | None, thousandths: int) -> None:
    assert share(value, whole) == thousandths


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("85", 1),
        ("1.02", 1),
        ("102", 100),
        ("-0.5", 1),
        ("half", 1),
        ("", 1),
        ("NaN", 1),
        (True, 1),
        ([], 1),
        ("0.4", 100),
        (".4", 100),
        ("0,4", 100),
        ("1", None),
        ("1.0", None),
        ("850", None),
        ("٤٠", 100),
        ("1e99", 1),
        ("40 of 100", 100),
    ],
)
def test_what_cannot_be_a_share(value: object, whole: int | None) -> None:
    with pytest.raises(Unreadable):
        share(value, whole)


TEN = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-10T09:00:00Z",
        "2025-03-10T10:00:00+01:00",
        "2025-03-10 09:00:00",
        "20250310T090000Z",
        "2025-03-10T09:00:00.000000000Z",
        "Mon, 10 Mar 2025 09:00:00 GMT",
        "Mon, 10 Mar 2025 10:00:00 +0100",
        "2025-03-10t09:00:00z",
        "2025-03-10 09:00:00 UTC",
        "2025/03/10 09:00:00",
        "2025-03-10 10:00:00 +0100",
        "Mon Mar 10 2025 10:00:00 GMT+0100 (Central European Standard Time)",
        "March 10, 2025 09:00",
        "10 March 2025 09:00",
        "10 Mar 2025 05:00:00 EDT",
        "Mon, 10 Mar 2025 09:00 Z",
        "1741597200",
        "1741597200000",
        {"$date": "2025-03-10T09:00:00Z"},
        {"$date": {"$numberLong": "1741597200000"}},
        {"$date": "1741597200000"},
        " 2025-03-10T09:00:00Z ",
    ],
    ids=str,
)
def test_a_moment(value: object) -> None:
    assert moment(value) == TEN


def test_a_day_alone_is_that_day_wherever_the_organization_is() -> None:
    assert moment("2025-03-10") == datetime(2025, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "10.03.2025 09:00",
        "03/10/2025",
        "2025-13-01",
        "2025-03-10T25:00:00Z",
        "99",
        True,
        [],
        {},
        {"date": "2025-03-10"},
        {"$date": None, "x": 1},
        "２０２５-03-10",
        "0",
        "x" * 10_000,
        "10 Mar 2025 9:00 PM",
        "March 10, 2025 09:00 PM",
        "Mon, 10 Mar 2025 10:00:00 CET",
        "10 Mar 25 09:00",
        "Mon Mar 10 10:00:00 CET 2025",
        "9999-12-31T23:59:59Z",
    ],
    ids=range(21),
)
def test_a_moment_that_cannot_be_read(value: object) -> None:
    with pytest.raises(Unreadable):
        moment(value)
    assert moment(None) is None


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("P0Y0M0DT0H10M0S", 600_000),
        ("P0Y0M0W0DT0H10M0S", 600_000),
        ("P600.00S", 600_000),
        ("P1H30M", 5_400_000),
        ("00:10:00", 600_000),
        ("1:00:00.5", 3_600_500),
        ("PT0S", 0),
        ("P0D", 0),
        ("P10M", None),
        ("P1Y", None),
        ("P1M2DT3H", None),
        ("P0Y1M", None),
        ("10:00", None),
        ("600", None),
        ("600 s", None),
        ("10 min", None),
        ("-PT10M", None),
        ("PT", None),
        ("P", None),
        ("P0Y", None),
        ("PT-5M", None),
        ("P0000-00-00T00:10:00", None),
        ("PT١٠M", None),
        ("1:75:00", None),
    ],
)
def test_durations_of_others(text: str, ms: int | None) -> None:
    assert duration(text) == ms


VALUES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.text() | st.lists(st.text(), max_size=2)


@given(VALUES | st.dictionaries(st.sampled_from(["$date", "$numberLong", "x"]), VALUES, max_size=2))
def test_any_value_is_read_without_harm(value: object) -> None:
    for read in (yes, moment, lambda one: share(one, 1), lambda one: share(one, None)):
        with suppress(Unreadable):
            read(value)
