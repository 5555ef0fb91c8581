"""Schedules of other programs: what is read, and what is a part, a break, a recording or something else by its name."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.catalog.test_schedule import event
from tests.catalog.test_schedule_shapes import bare, given

from ce_tui.catalog import CatalogError, Policy, read
from ce_tui.credit.types import credit_type

TIMES = {"start": "2026-05-01T10:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"}
GUID = "9c7a2c5b-cf4d-4a5f-9de4-3d9e2ef1a1aa"


def refused(path: Path, data: object, suffix: str = ".json") -> str:
    with pytest.raises(CatalogError) as caught:
        given(path, data, suffix)
    return str(caught.value)


def titles(path: Path, data: object, suffix: str = ".json") -> list[str]:
    return [credit.title for credit in given(path, data, suffix).credits]


@pytest.mark.parametrize(
    "data",
    [
        {"schedule": [{"name": "Knots", **TIMES}]},
        [{"name": "Knots", "event_start": "2026-05-01 10:00", "event_end": "2026-05-01 11:00", "active": "Y"}],
        {"events": [{"name": "Knots", "time_start": "2026-05-01 10:00:00", "time_stop": "2026-05-01 11:00:00"}]},
        {"id": 3, "version": "1", "slots": [{"id": 1, **TIMES, "submission": {"code": "A", "title": "Knots"}}]},
        {"count": 1, "next": None, "results": [{"id": 1, **TIMES, "submission": {"code": "A", "title": "Knots"}}]},
    ],
    ids=range(5),
)
def test_sessions_of_other_programs_are_read(tmp_path: Path, data: object) -> None:
    (credit,) = given(tmp_path, data).credits
    (session,) = credit.contents
    assert (credit.title, session.length_ms) == ("Knots", 3_600_000)


def test_what_is_said_to_be_no_session_is_none(tmp_path: Path) -> None:
    """Sessionize marks breaks and the like; Sched keeps what is not held as not active."""
    mingle = {"id": "2", "title": "Mingle", "startsAt": "2026-05-01T11:00:00", "endsAt": "2026-05-01T12:00:00"}
    catalog = given(tmp_path, {"sessions": [bare(title="Knots", **TIMES), {**mingle, "isServiceSession": True}]})
    assert [credit.title for credit in catalog.credits] == ["Knots"]
    assert "1 session left out as breaks: “Mingle”." in catalog.warnings
    catalog = given(tmp_path, [bare(title="Knots", **TIMES), {**mingle, "active": "N"}])
    assert [credit.title for credit in catalog.credits] == ["Knots"]
    assert "1 session marked as canceled left out: “Mingle”." in catalog.warnings
    assert titles(tmp_path, {"sessions": [{**mingle, "isServiceSession": False}]}) == ["Mingle"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ({"links": {"next": "/2"}}, "one page of several, with 1 session."),
        ({"meta": {"total": 60}}, "one page of several, with 1 of 60 sessions"),
        ({"nextPageToken": "abc"}, "one page of several"),
        ({"has_more": True}, "one page of several"),
        ({"pageInfo": {"hasNextPage": True}}, "one page of several"),
        ({"page": 1, "pages": 3}, "one page of several"),
        ({"page": 3, "pages": 3}, "one page of several"),
        ({"offset": 20}, "one page of several"),
    ],
    ids=range(8),
)
def test_a_page_of_a_schedule_never_passes_for_the_whole(tmp_path: Path, page: dict[str, Any], told: str) -> None:
    told_of = refused(tmp_path, {"sessions": [bare(**TIMES)], **page})
    assert told in told_of
    assert "Export all sessions into one file." in told_of
    assert titles(tmp_path, {"sessions": [bare(**TIMES)], "meta": {"total": 1}, "links": {"next": None}}) == ["Talk"]


def test_a_session_whose_title_is_not_found_is_told(tmp_path: Path) -> None:
    days = [{"date": "2026-05-01", "sessions": []}]
    catalog = given(tmp_path, [bare(**TIMES), {"id": "7", "headline": "Sails", **TIMES}, *days])
    assert [credit.title for credit in catalog.credits] == ["Talk"]
    assert catalog.warnings == ("1 session without a title left out: “7”.",)


def test_an_answer_of_another_api_is_not_called_pretalx(tmp_path: Path) -> None:
    assert "Indico" in refused(tmp_path, {"count": 1, "_type": "HTTPAPIResult", "results": [{"title": "Knots"}]})
    told = refused(tmp_path, {"results": [{"title": "Knots"}]})
    assert "pretalx's API" not in told
    assert "Give a catalog (YAML or JSON), or a schedule" in told
    for key in ("results", "slots"):
        assert "pretalx's API without the titles" in refused(tmp_path, {key: [{**TIMES, "submission": "ABCDEF"}]})
        assert "pretalx's API without the times" in refused(tmp_path, {key: [{"code": "ABCDEF", "title": "Knots"}]})


def test_lengths_of_recordings_are_not_taken_for_those_of_sessions(tmp_path: Path) -> None:
    """They are in seconds: 900 would be fifteen hours."""
    film = {"guid": GUID, "title": "Knots", "date": TIMES["start"], "length": 900, "release_date": TIMES["end"]}
    told = refused(tmp_path, {"acronym": "x", "events": [{**film, "frontend_link": "https://media.example.org/v"}]})
    assert "This is a list of recordings".lower() in told.lower()


def frab(text: str) -> str:
    days = [{"date": "2026-05-01", "rooms": {"Hall": [event()]}}]
    return json.dumps({"schedule": {"conference": {"title": "Alder", "days": days}}}).replace('"Hall": [', text)


def test_rooms_of_one_name_are_both_read(tmp_path: Path) -> None:
    other = json.dumps(event(title="Sails", guid=GUID, id=77, start="14:00", date="2026-05-01T14:00:00+02:00"))
    assert titles(tmp_path, frab(f'"Hall": [{other}], "Hall": [')) == ["Sails", "Talk"]


@pytest.mark.parametrize("name", ["duration", "title", "start"])
def test_two_values_of_one_name_are_told(tmp_path: Path, name: str) -> None:
    text = frab('"Hall": [').replace(f'"{name}": ', f'"{name}": "08:00", "{name}": ')
    assert f"two values are called “{name}” in one place, and one would be lost." in refused(tmp_path, text)


XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<schedule><conference><title>Alder</title></conference>'
    '<day date="2026-05-01"><room name="Hall"><event id="1"><start>10:00</start><duration>01:00</duration>'
    "<title>Knöts</title></event></room></day></schedule>"
)


@pytest.mark.parametrize(
    ("old", "new", "room"),
    [
        ("<schedule>", '<schedule xmlns="https://example.org/schedule">', "Hall"),
        ('<room name="Hall">', '<track name="A"><room name="Hall">', "Hall"),
        ("<day ", "<days><day ", "Hall"),
        ('<room name="Hall">', "", ""),
    ],
    ids=range(4),
)
def test_events_are_found_wherever_they_stand(tmp_path: Path, old: str, new: str, room: str) -> None:
    text = XML.replace(old, new)
    text = text.replace("</room>", "</room></track>") if "<track" in new else text
    text = text.replace("</day>", "</day></days>") if "<days>" in new else text
    text = text if room else text.replace("</room>", "")
    (credit,) = given(tmp_path, text, ".xml").credits
    assert (credit.title, credit.contents[0].room) == ("Knöts", room)


@pytest.mark.parametrize("end", [60, 200, len(XML) - 1, len(XML) - 12])
def test_xml_that_ends_too_early_is_cut_off(tmp_path: Path, end: int) -> None:
    assert "the file is cut off here. Export it again." in refused(tmp_path, XML[:end], ".xml")


@pytest.mark.parametrize("end", [1, 30, 100, -1, -5])
def test_json_that_ends_too_early_is_cut_off(tmp_path: Path, end: int) -> None:
    assert "the file is cut off here. Export it again." in refused(tmp_path, frab('"Hall": [')[:end])


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_file_cut_off_in_a_letter_is_told_as_that(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"x{suffix}"
    file.write_bytes(b'{"title":\n"Kn' + "ö".encode()[:1])
    with pytest.raises(CatalogError, match=r":2:4: the file is cut off in this letter\. Export or copy it again\."):
        read(file, policy=Policy(credit_type("ama")))
