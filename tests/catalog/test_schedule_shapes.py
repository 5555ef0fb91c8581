"""The same session as other programs write it: where its time, length, room and speakers stand, and what is told."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.catalog.test_schedule import AMA, event, made

from ce_tui.catalog import Catalog, CatalogError, Policy, read
from ce_tui.credit.types import MINUTE

TEN = datetime(2026, 5, 1, 8, tzinfo=UTC)


def given(path: Path, data: object, suffix: str = ".json", **policy: Any) -> Catalog:
    file = path / f"schedule{suffix}"
    file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return read(file, policy=Policy(AMA, name="Alder Days", zone="Europe/Berlin", **policy))


def bare(**values: Any) -> dict[str, Any]:
    """A session without any time."""
    kept = {key: value for key, value in event().items() if key not in ("date", "start", "duration")}
    return {**kept, **values}


LASTING = [
    {"date": "2026-05-01T10:00:00+02:00", "start": "10:00", "end": "11:00"},
    {"date": "2026-05-01T10:00:00+02:00", "start": "10:00", "end_date": "2026-05-01T11:00:00+02:00"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": 60},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "PT1H"},
    {"date": "2026-05-01T10:00:00+02:00", "length": "1 h"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "60 min"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "PT3600S"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "3600 s"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "60 mn"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": "PT59M60S"},
    {"date": "2026-05-01T10:00:00+02:00", "duration": 3600, "end": "11:00"},
    {"date": "2026-05-01T00:00:00+02:00", "start": "10:00", "duration": "01:00"},
    {
        "start_date": "2026-05-01T00:00:00Z",
        "start_time": "10:00",
        "end_date": "2026-05-01T00:00:00Z",
        "end_time": "11:00",
    },
    {"date": "2026-05-01T08:00:00Z", "start": "10:00", "duration": "01:00"},
    {"date": "2026-05-01 10:00:00 +0200", "duration": "01:00"},
    {"date": "2026-05-01 10:00", "duration": "01:00"},
    {"date": "2026-05-01", "start": "10:00", "duration": "01:00"},
    {"start": "10:00 AM", "duration": "01:00"},
    {"start": "10h00", "end": "11h00"},
    {"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"},
    {"start_time": "2026-05-01T10:00:00", "end_time": "2026-05-01T11:00:00"},
    {"startsAt": "2026-05-01T10:00:00", "endsAt": "2026-05-01T11:00:00"},
    {"slot": {"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"}},
    {"slots": [{"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"}]},
]


@pytest.mark.parametrize("said", LASTING, ids=[str(said) for said in LASTING])
def test_a_start_and_a_length_however_they_are_written(tmp_path: Path, said: dict[str, Any]) -> None:
    catalog = made(tmp_path, bare(**said))
    ((session,),) = (credit.contents for credit in catalog.credits)
    assert (session.starts_at, session.length_ms, catalog.warnings) == (TEN, 60 * MINUTE, ())


ODD = [
    ({"date": "2026-05-01T10:00+02:00", "end": "11:00", "duration": "3600"}, 60, ()),  # in seconds
    (
        {"date": "2026-05-01T10:00+02:00", "end": "11:00", "duration": "30:00"},
        60,
        ("1 session whose length does not fit their end (the end counts): “Talk”.",),
    ),
    ({"start": "23:00", "end": "00:30"}, 90, ()),  # over midnight
    (
        {"date": "2026-05-01T10:00+02:00", "end": "11:30", "duration": "01:00"},
        60,
        ("1 session whose end does not fit their length (the length counts): “Talk”.",),
    ),
    ({"date": "2026-05-01T10:00+02:00", "end": "11:00:30", "duration": "01:00"}, 60, ()),
    (
        {"date": "2026-05-03T10:00+02:00", "duration": "01:00"},
        60,
        ("1 session dated on another day than the one they are listed under (the full date counts): “Talk”.",),
    ),
]


@pytest.mark.parametrize(("said", "minutes", "warnings"), ODD)
def test_what_does_not_fit_is_told(
    tmp_path: Path, said: dict[str, Any], minutes: int, warnings: tuple[str, ...]
) -> None:
    catalog = made(tmp_path, bare(**said))
    assert (catalog.credits[0].contents[0].length_ms, catalog.warnings) == (minutes * MINUTE, warnings)


def test_an_end_before_the_start_is_told_and_left_out(tmp_path: Path) -> None:
    wrong = bare(guid="g2", id=2, date="2026-05-01T10:00+02:00", end_date="2026-05-01T09:00+02:00")
    assert made(tmp_path, event(), wrong).warnings == ("1 session that end before they start left out: “Talk”.",)


@pytest.mark.parametrize(
    ("start", "opens", "closes", "said"),
    [
        ("09:00", "10:00", "22:00", "01 09:00"),  # an early lesson of its own day
        ("06:00", "10:00", "", "01 06:00"),
        ("00:30", "10:00", "", "02 00:30"),  # the evening before goes on
        ("05:59", "10:00", "", "02 05:59"),
        ("03:00", "04:00", "", "02 03:00"),
        ("04:30", "04:00", "", "01 04:30"),
        ("01:00", "09:00", "2026-05-02T02:00:00+02:00", "02 01:00"),
        ("00:30", "09:00", "22:00", "02 00:30"),
        ("05:30", "08:00", "22:00", "01 05:30"),  # a run before breakfast
        ("24:30", "09:00", "", "02 00:30"),
        ("01:00", "", "", "02 01:00"),
        ("02:30", "00:00", "20:00", "01 02:30"),  # a day that begins at midnight has its small hours
        ("00:30", "2026-05-01T00:00:00+02:00", "", "01 00:30"),
        ("23:59", "09:00", "", "01 23:59"),
    ],
)
def test_only_the_small_hours_belong_to_the_evening_before(
    tmp_path: Path, start: str, opens: str, closes: str, said: str
) -> None:
    session = bare(start=start, duration="00:30")
    days = [{"date": "2026-05-01", "day_start": opens, "day_end": closes, "rooms": {"A": [session]}}]
    catalog = given(tmp_path, {"schedule": {"conference": {"acronym": "c", "days": days}}})
    starts = catalog.credits[0].contents[0].starts_at
    assert starts is not None
    assert f"{starts.astimezone(ZoneInfo('Europe/Berlin')):%d %H:%M}" == said


def test_a_time_that_the_clocks_skip_is_told(tmp_path: Path) -> None:
    days = [{"date": "2026-03-29", "day_start": "01:00", "rooms": {"A": [bare(start="02:30", duration="01:00")]}}]
    catalog = given(tmp_path, {"schedule": {"conference": {"acronym": "c", "days": days}}})
    assert catalog.credits[0].contents[0].starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert catalog.warnings == ("1 session at a time that the clocks skip that day (an hour later counts): “Talk”.",)


@pytest.mark.parametrize(
    ("date", "at", "said"),
    [
        ("2026-03-29T02:30:00", (3, 29, 1), "at a time that the clocks skip that day (an hour later counts)"),
        ("2026-10-25T02:30", (10, 25, 0), "at a time that comes twice that day (the first one counts)"),
        ("2026-10-25T02:30:00+01:00", (10, 25, 1), ""),
    ],
)
def test_a_full_date_without_an_offset_is_a_time_of_the_zone(
    tmp_path: Path, date: str, at: tuple[int, int, int], said: str
) -> None:
    month, day, hour = at
    days = [{"date": date[:10], "rooms": {"A": [bare(date=date, start="02:30", duration="01:00")]}}]
    catalog = given(tmp_path, {"schedule": {"conference": {"acronym": "c", "days": days}}})
    assert catalog.credits[0].contents[0].starts_at == datetime(2026, month, day, hour, 30, tzinfo=UTC)
    assert catalog.warnings == ((f"1 session {said}: “Talk”.",) if said else ())


@pytest.mark.parametrize(
    "date",
    ["05/01/2026 10:00", "26-05-01T10:00:00", "2026-05-01T10:00:60Z", "1777629600", "9999-12-31T10:00:00Z", "soon"],
)
def test_a_date_that_cannot_be_read_is_told_and_not_replaced_in_silence(tmp_path: Path, date: str) -> None:
    days = [{"date": "2026-05-01", "rooms": {"A": [bare(date=date, start="10:00", duration="01:00")]}}]
    catalog = given(tmp_path, {"schedule": {"conference": {"acronym": "c", "days": days}}})
    assert catalog.credits[0].contents[0].starts_at == datetime(2026, 5, 1, 8, tzinfo=UTC)
    said = "with a date that cannot be read (the day and time beside it count)"
    assert catalog.warnings == (f"1 session {said}: “Talk”.",)


def test_a_time_that_comes_twice_is_told(tmp_path: Path) -> None:
    days = [{"date": "2026-10-25", "day_start": "01:00", "rooms": {"A": [bare(start="02:30", duration="01:00")]}}]
    catalog = given(tmp_path, {"schedule": {"conference": {"acronym": "c", "days": days}}})
    assert catalog.credits[0].contents[0].starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert catalog.warnings == ("1 session at a time that comes twice that day (the first one counts): “Talk”.",)


def test_a_day_of_its_own_is_not_moved_to_the_next(tmp_path: Path) -> None:
    catalog = made(tmp_path, bare(date="2026-05-02", start="00:30", duration="01:00"))
    assert catalog.credits[0].contents[0].starts_at == datetime(2026, 5, 1, 22, 30, tzinfo=UTC)


SPEAKERS = [
    {"persons": ["Ada", {"public_name": "Bo"}]},
    {"persons": None, "speakers": [{"code": "A", "name": "Ada"}, {"code": "B", "name": "Bo"}]},
    {"persons": [], "presenters": [{"full_name": "Ada"}, "Bo"]},
    {"persons": [], "speakers": "Ada; Bo"},
    {"persons": [], "people": {"1": {"name": "Ada"}, "2": {"name": "Bo"}}},
    {"persons": [], "speaker": ["Ada", "Bo"]},
]


@pytest.mark.parametrize("said", SPEAKERS, ids=[str(said) for said in SPEAKERS])
def test_who_speaks_under_whatever_name(tmp_path: Path, said: dict[str, Any]) -> None:
    (credit,) = made(tmp_path, event(**said)).credits
    assert credit.contents[0].speakers == ("Ada", "Bo")
    assert [question.id for question in credit.questions] == ["speakers", "overall"]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ada Lovelace, Bo Alder", ("Ada Lovelace", "Bo Alder")),
        ("Ada Lovelace, MD", ("Ada Lovelace, MD",)),
        ([{"first_name": "Ada", "last_name": "Lovelace"}], ("Ada Lovelace",)),
        ([{"id": 7}, True, None, 5], ("5",)),
        ({"name": "Ada"}, ("Ada",)),
    ],
)
def test_one_line_is_one_name_unless_it_lists_whole_names(tmp_path: Path, said: Any, names: tuple[str, ...]) -> None:
    (credit,) = made(tmp_path, event(persons=[], speakers=said)).credits
    assert credit.contents[0].speakers == names


def test_speakers_of_xml_under_other_names(tmp_path: Path) -> None:
    said = "<speakers><speaker id='1'>Ada</speaker><speaker><name>Bo</name></speaker></speakers>"
    text = f"""<schedule><conference><title>C</title></conference><day date="2026-05-01"><room name="A">
      <event id="1" guid="g"><title>Talk &amp; more</title><date>2026-05-01T10:00:00+02:00</date><end>11:00</end>
      <abstract>&lt;p&gt;Words&lt;/p&gt;</abstract>{said}</event>
      <event id="2" guid="h"><title>Other</title><status>canceled</status><start>12:00</start>
      <duration>01:00</duration></event></room></day></schedule>"""
    catalog = given(tmp_path, text, ".xml")
    session = catalog.credits[0].contents[0]
    assert (session.speakers, session.length_ms, session.room) == (("Ada", "Bo"), 60 * MINUTE, "A")
    assert (session.title, session.description, session.guid) == ("Talk & more", "Words", "g")
    assert catalog.warnings == ("1 session marked as canceled left out: “Other”.",)


SLOT = {"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"}
ADA = {"code": "S1", "name": "Ada"}
API = {
    "code": "ALDR01",
    "title": {"en": "Knots", "de": "Knoten"},
    "speakers": [ADA],
    "state": "confirmed",
    "abstract": {"en": "<p>Why &amp; how</p>"},
    "duration": 60,
    "submission_type": {"en": "Lesson"},
    "slot": {**SLOT, "room": {"id": 1, "name": {"en": "Hall A"}}},
}
TALK = {**API, **SLOT, "slot": None, "speakers": ["S1"], "room": 4}
WIDGET = {"talks": [TALK], "rooms": [{"id": 4, "name": {"en": "Hall A"}}], "speakers": [ADA]}
GRID = {"date": "2026-05-01", "rooms": [{"name": "Hall A", "sessions": [{**API, "slot": SLOT}]}]}


@pytest.mark.parametrize(
    "data",
    [
        {"count": 1, "next": None, "previous": None, "results": [API]},
        [API],
        {"sessions": [API]},
        WIDGET,
        [{"groupName": "All", "sessions": [API]}],
        [GRID],
        {"schedule": {"conference": {"days": [GRID]}}},
    ],
)
def test_lists_of_sessions_that_are_no_schedule_of_days(tmp_path: Path, data: object) -> None:
    catalog = given(tmp_path, data)
    (credit,) = catalog.credits
    (session,) = credit.contents
    assert (session.title, session.starts_at, session.length_ms) == ("Knots", TEN, 60 * MINUTE)
    assert (session.speakers, session.room, session.description) == (("Ada",), "Hall A", "Why & how")
    assert (catalog.organization.id, catalog.organization.name) == ("alder-days", "Alder Days")
    assert catalog.warnings == ()


def test_each_slot_of_a_session_is_a_sitting(tmp_path: Path) -> None:
    slots = [{"start": f"2026-05-01T{hour}:00:00+02:00", "end": f"2026-05-01T{hour}:45:00+02:00"} for hour in (10, 15)]
    catalog = given(tmp_path, [{**API, "slot": None, "slots": slots, "duration": None}])
    assert [credit.contents[0].length_ms for credit in catalog.credits] == [45 * MINUTE, 45 * MINUTE]
    assert len({credit.id for credit in catalog.credits}) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"count": 120, "next": "https://x.example/", "results": [API]}, "page of pretalx's API, with 1 of 120"),
        ({"next": None, "previous": "https://x.example/", "results": [API]}, "page of pretalx's API, with 1 sess"),
        ({"count": 1, "results": [{"code": "S", "name": "Ada", "biography": ""}]}, "pretalx's API without the times"),
        ({"version": 1}, "`schedule`, `conference`, `days` is missing"),
        ([1, 2], "`schedule`, `conference`, `days` is missing"),
        ([], "`schedule`, `conference`, `days` is missing"),
    ],
)
def test_a_part_or_another_answer_is_named(tmp_path: Path, data: object, said: str) -> None:
    with pytest.raises(CatalogError, match="this ") as error:
        given(tmp_path, data)
    assert said in str(error.value)


def test_a_guid_names_an_event_and_its_start_a_sitting(tmp_path: Path) -> None:
    catalog = made(
        tmp_path,
        event(),
        event(id=2, date="2026-05-01T15:00:00+02:00", start="15:00"),  # held twice
        event(id=1, title="Other", date="2026-05-01T17:00:00+02:00", start="17:00"),  # a copied block
        event(id=1, guid="0", title="No guid", date="2026-05-01T19:00:00+02:00", start="19:00"),
    )
    assert [credit.title for credit in catalog.credits] == ["Talk", "Talk", "Other", "No guid"]
    assert [credit.contents[0].guid for credit in catalog.credits] == ["g1", "g1", "g1", ""]
    assert len({credit.id for credit in catalog.credits}) == 4
    assert catalog.warnings == ("1 session with the guid of another one (both are listed): “Other”.",)


def test_zones_of_schedules_are_told_where_they_are_guessed(tmp_path: Path) -> None:
    winter = event(date="2026-01-10T10:00:00+01:00")
    summer = event(guid="g2", id=2, date="2026-07-10T10:00:00+02:00")
    zones = {}
    for zone in ("Berlin", "CET", "Mars", "", "UTC", "Africa/Algiers"):
        catalog = made(tmp_path, winter, summer, time_zone_name=zone)
        zones[zone] = (catalog.organization.zone, catalog.warnings[0])
        for credit in catalog.credits:
            starts = credit.contents[0].starts_at
            assert starts is not None
    another = "Set another with --zone, such as --zone Europe/Berlin."
    assert zones["Berlin"][0] == "Europe/Berlin"
    assert zones["CET"] == (
        "Europe/Berlin",
        f"The time zone “CET” of the schedule is taken for Europe/Berlin. {another}",
    )
    unknown = "The time zone “Mars” of the schedule is not known; Europe/Berlin is taken by the offsets of its dates."
    assert zones["Mars"] == ("Europe/Berlin", f"{unknown} {another}")
    assert zones[""][0] == "Europe/Berlin"
    none = unknown.replace("“Mars” of the schedule is not known", "“UTC” of the schedule fits none of its dates")
    assert zones["UTC"] == ("Europe/Berlin", f"{none} {another}")
    odd = f"1 date of the schedule does not fit its time zone “Africa/Algiers”. {another}"
    assert zones["Africa/Algiers"] == ("Africa/Algiers", odd)


def test_a_file_that_names_no_conference_says_how_to(tmp_path: Path) -> None:
    catalog = made(tmp_path, event(), acronym="", title="")
    assert catalog.warnings[0].startswith("The file does not say whose sessions these are. Say it with --name")


@pytest.mark.parametrize(
    ("suffix", "data", "said"),
    [
        (".ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "this is a calendar"),
        (".json", b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "this is a calendar"),
        (".xlsx", b"PK\x03\x04" + b"\0" * 30 + b"xl/workbook.xml", "this is a spreadsheet"),
        (".pdf", b"%PDF-1.7\n", "this is a PDF"),
        (".csv", b"title,start,end\nA,10:00,11:00\n", "this is a table"),
    ],
)
def test_other_files_are_named_with_what_to_give_instead(tmp_path: Path, suffix: str, data: bytes, said: str) -> None:
    file = tmp_path / f"file{suffix}"
    file.write_bytes(data)
    with pytest.raises(CatalogError, match=said) as error:
        read(file, policy=Policy(AMA))
    assert "frab or pretalx" in str(error.value)


@pytest.mark.parametrize("length", ["1,5", "1,5 h", "1 30", "2 , 5", "1 000 min"])
def test_digits_that_stand_apart_are_not_joined_to_a_length(tmp_path: Path, length: str) -> None:
    wrong = bare(guid="g2", id=2, date="2026-05-01T14:00+02:00", duration=length)
    assert made(tmp_path, event(), wrong).warnings == ("1 session without a known length left out: “Talk”.",)


@pytest.mark.parametrize(("length", "minutes"), [("900", 15), ("5400", 90), ("600", 10)])
def test_a_length_in_seconds_is_known_by_its_end(tmp_path: Path, length: str, minutes: int) -> None:
    end = f"{10 + minutes // 60}:{minutes % 60:02d}"
    catalog = given(tmp_path, [bare(date="2026-05-01T10:00:00", duration=length, end=end)], per="event")
    (credit,) = catalog.credits
    assert (credit.contents[0].length_ms, catalog.warnings) == (minutes * MINUTE, ())


@pytest.mark.parametrize("end", ["10:00", "09:00", "09:59", "08:00"])
def test_an_end_that_only_another_day_could_have_is_told(tmp_path: Path, end: str) -> None:
    with pytest.raises(CatalogError, match="1 session that end before they start left out: “Talk”"):
        given(tmp_path, [bare(date="2026-05-01", start="10:00", end=end)])
    (credit,) = given(tmp_path, [bare(date="2026-05-01", start="20:00", end="08:00")]).credits
    assert credit.contents[0].length_ms == 12 * 60 * MINUTE


@pytest.mark.parametrize(
    ("moment", "told"), [("2026-03-29T02:30", "the clocks skip that day"), ("2026-10-25T02:30", "comes twice that day")]
)
def test_a_full_date_that_the_clocks_skip_or_have_twice_is_told(tmp_path: Path, moment: str, told: str) -> None:
    (warning,) = given(tmp_path, [bare(start=moment, duration="01:00")]).warnings
    assert told in warning
