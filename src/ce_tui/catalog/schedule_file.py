"""Conference schedules as they come, frab/pretalx JSON and frab XML, read leniently into plain text records.

Real exports break their own schemas, so that nothing here is required; what is missing is an empty string.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ce_tui.catalog.guard import decode, position, refusal
from ce_tui.credit.text import clean, clean_block

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_DEPTH = 40
_MAX_SPEAKERS = 50
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a schedule: `start` is HH:MM, `date` ISO 8601 with an offset, `day` its day's date."""

    guid: str
    id: str
    title: str
    subtitle: str
    day: str
    day_start: str
    date: str
    start: str
    duration: str
    room: str
    type: str
    url: str
    abstract: str
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    acronym: str
    title: str
    zone: str
    events: tuple[Event, ...]


def load_json(data: bytes, name: str) -> Any:
    """The values of a JSON file; numbers stay text. CatalogError names line and column of what is wrong."""
    text = decode(data, name)
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > _MAX_DEPTH:
            raise refusal(name, "this is nested too deeply for a schedule.", *position(text, match.start()))
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"this is not valid JSON ({clean(error.msg, 100)}); export the schedule again."
        raise refusal(name, message, error.lineno, error.colno) from None
    except ValueError as error:
        raise refusal(name, f"{error}; export the schedule again.") from None


def _no_constant(text: str) -> str:
    raise ValueError(f"{text} is not a number that JSON allows")


def from_json(data: Any, name: str) -> Schedule:
    """A frab or pretalx `schedule.json`."""
    conference = _dict(_dict(_dict(data).get("schedule")).get("conference"))
    days = conference.get("days")
    if not isinstance(days, list):
        raise refusal(name, "this JSON is not a conference schedule: `schedule`, `conference`, `days` is missing.")
    events = [
        _json_event(_dict(event), _dict(day), room)
        for day in days
        for room, listed in _dict(_dict(day).get("rooms")).items()
        for event in (listed if isinstance(listed, list) else [])
    ]
    said = {key: _line(conference.get(key)) for key in ("acronym", "title", "time_zone_name")}
    return Schedule(said["acronym"], said["title"], said["time_zone_name"], tuple(events))


def _json_event(event: dict[str, Any], day: dict[str, Any], room: str) -> Event:
    persons = event.get("persons")
    speakers = [
        _line(_dict(person).get("public_name") or _dict(person).get("name") or person)
        for person in (persons if isinstance(persons, list) else [])
    ]
    abstract = _block(event.get("abstract")) or _block(event.get("description"))
    return Event(
        guid=_line(event.get("guid")),
        id=_line(event.get("id")) or _line(event.get("code")),
        title=_line(event.get("title")),
        subtitle=_line(event.get("subtitle")),
        day=_line(day.get("date")),
        day_start=_line(day.get("day_start")),
        date=_line(event.get("date")),
        start=_line(event.get("start")),
        duration=_line(event.get("duration")),
        room=_line(event.get("room")) or clean(room),
        type=_line(event.get("type")),
        url=_line(event.get("url")),
        abstract=abstract,
        speakers=_names(speakers),
    )


def from_xml(data: bytes, name: str) -> Schedule:
    """A frab `schedule.xml`. Entities and document types are refused."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        message = "document types and entities are not used in schedules; export it again without."
        raise refusal(name, message) from None
    except ParseError as error:
        line, column = error.position
        message = f"this is not valid XML ({clean(str(error).split(':')[0], 100)}); export the schedule again."
        raise refusal(name, message, line, column + 1) from None
    except (ValueError, LookupError):
        raise refusal(name, "the encoding of this XML is not known; export it as UTF-8.") from None
    conference = root.find("conference")
    if root.tag != "schedule" or conference is None:
        raise refusal(name, "this XML is not a conference schedule: `schedule` with `conference` is missing.")
    events = tuple(
        _xml_event(event, day, room)
        for day in root.iterfind("day")
        for room in day.iterfind("room")
        for event in room.iterfind("event")
    )
    acronym, title, zone = (_said(conference, tag) for tag in ("acronym", "title", "time_zone_name"))
    return Schedule(acronym, title, zone, events)


def _xml_event(event: "Element", day: "Element", room: "Element") -> Event:
    return Event(
        guid=clean(event.get("guid", "")),
        id=clean(event.get("id", "")) or clean(event.get("code", "")),
        title=_said(event, "title"),
        subtitle=_said(event, "subtitle"),
        day=clean(day.get("date", "")),
        day_start=clean(day.get("start", "")),
        date=_said(event, "date"),
        start=_said(event, "start"),
        duration=_said(event, "duration"),
        room=_said(event, "room") or clean(room.get("name", "")),
        type=_said(event, "type"),
        url=_said(event, "url"),
        abstract=_block(event.findtext("abstract")) or _block(event.findtext("description")),
        speakers=_names(clean(person.text or "") for person in event.iterfind("persons/person")),
    )


def _said(element: "Element", tag: str) -> str:
    return clean(element.findtext(tag) or "")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: Any) -> str:
    return clean(value, 300) if isinstance(value, str) else ""


def _block(value: Any) -> str:
    return clean_block(value, 4000) if isinstance(value, str) else ""


def _names(names: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(name[:120].rstrip() for name in names if name)
    return tuple(found)[:_MAX_SPEAKERS]
