"""Zones by the names of other programs, and by the offsets of dates."""

from datetime import datetime

import pytest

from ce_tui.catalog.zones import fixed, zone_named, zone_of_dates
from ce_tui.credit.words import zone_name


def moments(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("New Delhi", "Asia/Kolkata"),
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Ho Chi Minh", "Asia/Ho_Chi_Minh"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("(GMT+01:00) Berlin", "Europe/Berlin"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern", "Europe/Amsterdam"),
        ("UTC+1", "Etc/GMT-1"),
        ("GMT-05:00", "Etc/GMT+5"),
        ("+05:30", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_names_that_programs_write(name: str, zone: str) -> None:
    found, guessed = zone_named(name)
    assert found is not None
    assert (found.key, guessed) == (zone, False)


@pytest.mark.parametrize(
    ("name", "dates", "zone"),
    [
        ("CET", ["2026-07-01T10:00+02:00"], "Europe/Berlin"),
        ("MESZ", [], "Europe/Berlin"),
        ("EST", ["2026-07-01T10:00-04:00"], "America/New_York"),  # not the zone without a summer that is called so
        ("IST", ["2026-07-01T10:00+05:30"], "Asia/Kolkata"),
        ("IST", ["2026-07-01T10:00+01:00"], "Europe/Dublin"),
        ("CST", ["2026-07-01T10:00+08:00"], "Asia/Shanghai"),
    ],
)
def test_abbreviations_are_guessed_and_fit_the_dates(name: str, dates: list[str], zone: str) -> None:
    found, guessed = zone_named(name, moments(*dates))
    assert found is not None
    assert (found.key, guessed) == (zone, True)


@pytest.mark.parametrize("name", ["", " ", "Mars/Olympus", "../x", "Hall A", "1" * 3000, "\0"])
def test_names_of_no_zone(name: str) -> None:
    assert zone_named(name) == (None, False)


def test_zones_by_the_offsets_of_dates() -> None:
    assert zone_of_dates([]).key == "UTC"
    assert zone_of_dates(moments("2026-03-10T10:00+01:00")).key == "Etc/GMT-1"
    # The offset of the first day, in winter, is not the one of the whole year.
    assert zone_of_dates(moments("2026-03-10T10:00+01:00", "2026-07-10T10:00+02:00")).key == "Europe/Berlin"
    assert zone_of_dates(moments("2026-03-01T10:00-05:00", "2026-07-10T10:00-04:00")).key == "America/New_York"
    assert zone_of_dates(moments("2026-03-10T10:00+05:45")).key == "Asia/Kathmandu"


def test_a_fixed_zone_is_as_far_ahead_as_it_is_said() -> None:
    for text in ("+00:00", "+01:00", "-08:00", "+14:00", "-12:00", "+05:30", "+05:45", "-09:30", "+06:30"):
        (moment,) = moments(f"2026-01-01T00:00{text}")
        offset = moment.utcoffset()
        assert offset is not None
        assert moment.astimezone(fixed(offset)).utcoffset() == offset


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Etc/GMT-1", "UTC+1"), ("Etc/GMT+5", "UTC-5"), ("Etc/GMT", "Etc/GMT"), ("Europe/Berlin", "Europe/Berlin")],
)
def test_a_zone_of_whole_hours_is_said_with_its_sign_as_people_read_it(zone: str, said: str) -> None:
    assert zone_name(zone) == said
