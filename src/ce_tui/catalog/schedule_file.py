"""Conference schedules as they come, frab/pretalx JSON and frab XML, read leniently into plain text records.

Real exports break their own schemas, and other programs write other names for the same: nothing here is required,
and what is missing is an empty string.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ce_tui.catalog.guard import decode, position, refusal
from ce_tui.catalog.hypertext import plain
from ce_tui.credit.paging import rest_of, starts_later, total_of
from ce_tui.credit.shapes import INSTEAD, is_cut_off
from ce_tui.credit.text import clean, clean_block
from ce_tui.credit.words import plural

_MAX_DEPTH = 40
_XML_ENDS = (3, 5, 6)  # no element, a token or a letter that never ends, as expat counts its errors
_MAX_SPEAKERS = 50
_MAX_HTML = 40_000
_MAX_TEXT = 4_000
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
# What programs call the same thing, the field's own word first.
_GUID = ("guid", "uuid", "uid", "unique_id")
_ID = ("id", "code", "local_id", "event_id")
_TITLE = ("title", "name", "summary")
_STARTS = (
    *("date", "start", "start_date", "start_time", "starts_at", "startsAt", "startDate", "begin", "start_datetime"),
    *("event_start", "time_start"),
)
_ENDS = (
    *("end_date", "end", "end_time", "ends_at", "endsAt", "endDate", "finish", "until", "end_datetime"),
    *("event_end", "time_stop"),
)
_LENGTHS = ("duration", "length", "duration_minutes", "durationMinutes")
_STATUS = (
    *("status", "state", "event_state", "eventStatus", "event_status", "canceled", "cancelled", "is_canceled"),
    *(
        "is_cancelled",
        "isCancelled",
        "canceled_at",
        "cancelled_at",
        "cancelledAt",
        "deleted",
        "is_deleted",
        "isDeleted",
    ),
)
_MARKS = ("track", "flags", "tags", "labels")
_ABOUT = ("abstract", "description", "summary")
_SPEAKERS = (
    *("persons", "speakers", "presenters", "people", "lecturers", "instructors", "performers", "authors"),
    *("speaker", "presenter", "lecturer", "instructor", "performer", "author"),
)
_PERSON = ("public_name", "full_public_name", "name", "full_name", "fullName", "display_name", "displayName", "title")
_ROOM = ("room", "location", "venue")
_NAMES = ("title", "name", "conference_name")
_ZONE = ("time_zone_name", "timezone", "time_zone", "timeZone", "tz")
_LISTS = ("results", "sessions", "events", "talks", "submissions", "slots", "schedule", "data", "items")
_LANGUAGE = re.compile(r"(?!id$)[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?", re.ASCII)
_INSTEAD = INSTEAD["import"]
_WHOLE = "Export schedule.json from the page of the event, or ask for all sessions with `?limit=`."
_UUID = re.compile(
    r"(?:urn:uuid:|uuid:(?://)?)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?",
    re.ASCII | re.I,
)
_NOTHING = re.compile(r"(?:[0{}-]+|null|none|nil|n/?a|-)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a schedule. `starts`, `ends` and `lengths` hold what is said of each, the field's own word first:
    a full date, a day, a time of day; `day` is the date it is listed under.
    """

    guid: str
    id: str
    title: str
    subtitle: str
    day: str
    day_start: str
    day_end: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    lengths: tuple[str, ...]
    room: str
    type: str
    status: tuple[str, ...]
    marks: tuple[str, ...]
    url: str
    abstract: str
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a file says of a conference; `zone` is as it stands there."""

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
    twice: list[str] = []
    values = _values(text, name, twice)
    if twice and not is_catalog(values):
        message = f"two values are called “{clean(twice[0], 60)}” in one place, and one would be lost. Remove one."
        raise refusal(name, message)
    return values


def _values(text: str, name: str, twice: list[str]) -> Any:
    """The values of a JSON text; names that have two values in one place go to `twice`."""

    def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object, with two lists of one name as one: rooms that are called the same."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            first = found.setdefault(key, value)
            if isinstance(first, list) and isinstance(value, list) and first is not value:
                first.extend(value)
            elif first != value:
                twice.append(key)
        return found

    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=joined)
    except json.JSONDecodeError as error:
        if is_cut_off(error):
            raise refusal(name, "the file is cut off here. Export it again.", error.lineno, error.colno) from None
        message = f"this is not valid JSON ({clean(error.msg, 100)}); export the schedule again."
        raise refusal(name, message, error.lineno, error.colno) from None
    except ValueError as error:
        raise refusal(name, f"{error}; export the schedule again.") from None


def is_catalog(values: Any) -> bool:
    """Whether a JSON file is a catalog: JSON is YAML too."""
    return isinstance(values, dict) and "credits" in values


def _no_constant(text: str) -> str:
    raise ValueError(f"{text} is not a number that JSON allows")


def from_json(data: Any, name: str) -> Schedule:
    """A frab or pretalx `schedule.json`, or a list of sessions as pretalx's API and others give it."""
    top = {"days": data} if any("rooms" in _dict(day) for day in _list(data)) else _dict(data)
    inner = _dict(top.get("schedule"))
    places = (_dict(inner.get("conference")), _dict(top.get("conference")), inner, top)
    conference = next((place for place in places if isinstance(place.get("days"), list)), None)
    if conference is not None:
        found = [(_dict(event), _dict(day), room) for day in conference["days"] for event, room in _of_day(_dict(day))]
    else:
        found = [(event, {}, "") for event in _listed(data, name)]
        conference = next((place for place in places if _text(place, _NAMES)), top)
    people = {id: _called(each) for key in _SPEAKERS for each in _list(top.get(key)) if (id := _text(_dict(each), _ID))}
    rooms = {id: _called(each) for each in _list(top.get("rooms")) if (id := _text(_dict(each), _ID))}
    events = tuple(
        _event(sitting, day, rooms.get(_line(sitting.get("room") or sitting.get("roomId")), room), people)
        for event, day, room in found
        for sitting in _sittings(event)
    )
    return Schedule(_text(conference, ("acronym", "slug")), _text(conference, _NAMES), _text(conference, _ZONE), events)


def _of_day(day: dict[str, Any]) -> Iterable[tuple[Any, str]]:
    """The events of a day with their rooms: by the name of the room, or in a list of rooms, or without any."""
    rooms = day.get("rooms")
    for name, held in rooms.items() if isinstance(rooms, dict) else ((_called(room), room) for room in _list(rooms)):
        for event in held if isinstance(held, list) else _in_list(held):
            yield event, name
    for event in _in_list(day):
        yield event, ""


def _in_list(value: Any) -> list[Any]:
    return next((_dict(value)[key] for key in _LISTS if isinstance(_dict(value).get(key), list)), [])


def _listed(data: Any, name: str) -> list[dict[str, Any]]:
    """The sessions of a plain list, or of lists by day or group; CatalogError where it is none, or a part of one."""
    top = _dict(data)
    listed = data if isinstance(data, list) else _in_list(top)
    events = [_dict(event) for each in listed for event in ([each] if _is_session(each) else _in_list(each))]
    sittings = [sitting for event in events for sitting in _sittings(event) if _text(sitting, _TITLE)]
    if not any(_all(sitting, _STARTS) for sitting in sittings):
        if any("submission" in event or "code" in event for event in map(_dict, listed)):
            lacking = "times" if sittings else "titles"
            raise refusal(name, f"this is an answer of pretalx's API without the {lacking} of sessions. {_WHOLE}")
        known = "`schedule`, `conference`, `days` is missing"
        raise refusal(name, f"this JSON is not a conference schedule: {known}. {_INSTEAD}")
    more, total, here = rest_of(top), total_of(top), max(len(listed), len(events))
    if more or starts_later(top) or total > here:
        whole = f"{here} of {total} sessions" if total else plural(here, "session")
        if "results" in top:
            raise refusal(name, f"this is one page of pretalx's API, with {whole}. {_WHOLE}")
        raise refusal(name, f"this is one page of several, with {whole}. Export all sessions into one file.")
    return events


def _is_session(value: Any) -> bool:
    """Whether it has a title, or at least a start of its own: a day has one too, but holds sessions."""
    found = _dict(value)
    titled = _text(found, _TITLE) or _text(_dict(found.get("submission")), _TITLE)
    return bool(titled or (_all(found, _STARTS) and not any(isinstance(found.get(key), list) for key in _LISTS)))


def _sittings(event: dict[str, Any]) -> list[dict[str, Any]]:
    """The event once for each of its slots: what a slot says of time and room goes before what the event says."""
    if isinstance(about := event.get("submission"), dict):  # a slot that holds its event, of pretalx's API
        return [{**about, **{key: event[key] for key in (*_STARTS, *_ENDS, *_ROOM) if event.get(key)}}]
    slots = [slot for slot in (event.get("slot"), *_list(event.get("slots"))) if isinstance(slot, dict)]
    said = [{key: slot[key] for key in (*_STARTS, *_ENDS, *_ROOM) if slot.get(key)} for slot in slots]
    return [{**event, **slot} for slot in said] or [event]


def _event(event: dict[str, Any], day: dict[str, Any], room: str, people: Mapping[str, str]) -> Event:
    speakers = next((event[key] for key in _SPEAKERS if event.get(key)), None)
    guid = _text(event, _GUID)
    if uuid := _UUID.fullmatch(guid):
        guid = "-".join(uuid.groups()).lower()  # the same however it is written (RFC 9562)
    return Event(
        guid="" if _NOTHING.fullmatch(guid) else guid,
        id=_text(event, _ID),
        title=_text(event, _TITLE),
        subtitle=_text(event, ("subtitle",)),
        day=_text(day, ("date",)),
        day_start=_text(day, ("day_start", "start")),
        day_end=_text(day, ("day_end", "end")),
        starts=_all(event, _STARTS),
        ends=_all(event, _ENDS),
        lengths=_all(event, _LENGTHS),
        room=next((held for key in _ROOM if (held := _called(event.get(key))) and not held.isdecimal()), clean(room)),
        type="break" if event.get("isServiceSession") is True else _text(event, ("type", "submission_type")),
        status=tuple(_status(event)),
        marks=tuple(mark for key in _MARKS for each in _each(event.get(key)) if (mark := _called(each))),
        url=_text(event, ("url", "link")),
        abstract=next((text for key in _ABOUT if (text := _block(event.get(key)))), ""),
        speakers=_names(_people(speakers, people)),
    )


def _status(event: dict[str, Any]) -> Iterable[str]:
    if _line(event.get("active")).upper() == "N":  # as Sched says it
        yield "canceled"
    for key in _STATUS:
        said = event.get(key)
        if "cancel" in key.lower() or "deleted" in key.lower():
            no = said is not True and _line(said).lower() in ("", "false", "no", "n", "0", "none", "null", "off")
            said = "" if no else "canceled"
        if said := _line(said):
            yield said


def _people(value: Any, known: Mapping[str, str]) -> Iterable[str]:
    """Names out of a list of names, of people or of their ids, or out of one line."""
    if isinstance(value, str):
        parts = re.split(r"\s*[;\n]\s*", value.strip())
        commas = re.split(r"\s*,\s*", value.strip())
        value = commas if len(parts) == 1 and all(" " in part for part in commas) else parts
    if isinstance(value, dict):
        value = [value] if _called(value) else [*value.values()]
    return [known.get(_line(person)) or _called(person) for person in _list(value)]


def _called(value: Any) -> str:
    """The name of a person or a room: it itself, or the one that stands in it."""
    found = _dict(value)
    first, last = _text(found, ("first_name", "firstName")), _text(found, ("last_name", "lastName"))
    return _text(found, _PERSON) or f"{first} {last}".strip() or _line(value)


def from_xml(data: bytes, name: str) -> Schedule:
    """A frab `schedule.xml`. Entities and document types are refused."""
    root = _parsed(data, name)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]  # a namespace says nothing here
    conference = root.find("conference")
    if root.tag != "schedule" or conference is None:
        what = "this XML is not a conference schedule: `schedule` with `conference` is missing."
        raise refusal(name, f"{what} {_INSTEAD}")
    rooms = {event: room.get("name", "") for room in root.iter("room") for event in room.iter("event")}
    events = tuple(
        _event(_fields(event), dict(day.attrib), clean(rooms.get(event, "")), {})
        for day in root.iter("day")
        for event in day.iter("event")
    )
    said = _fields(conference)
    return Schedule(_text(said, ("acronym", "slug")), _text(said, _NAMES), _text(said, _ZONE), events)


def _parsed(data: bytes, name: str) -> Element:
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        message = "document types and entities are not used in schedules; export it again without."
        raise refusal(name, message) from None
    except ParseError as error:
        line, column = error.position
        if error.code in _XML_ENDS:
            raise refusal(name, "the file is cut off here. Export it again.", line, column + 1) from None
        message = f"this is not valid XML ({clean(str(error).split(':')[0], 100)}); export the schedule again."
        raise refusal(name, message, line, column + 1) from None
    except (ValueError, LookupError):
        raise refusal(name, "the encoding of this XML is not known; export it as UTF-8.") from None


def _fields(element: Element) -> dict[str, Any]:
    """An element as JSON has it: its attributes, and the texts or lists of its children, the first of a name."""
    found: dict[str, Any] = dict(element.attrib)
    for child in element:
        if child.tag in _SPEAKERS:
            found[child.tag] = [*found.get(child.tag, ()), *map(_text_or_fields, child if len(child) else (child,))]
        else:
            found.setdefault(child.tag, child.text or "")
    return found


def _text_or_fields(element: Element) -> Any:
    return {child.tag: child.text or "" for child in element} or element.text or ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(fields: dict[str, Any], keys: Iterable[str]) -> str:
    """The first of these that says something, as one line."""
    return next((text for key in keys if (text := _line(fields.get(key)))), "")


def _all(fields: dict[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for key in keys if (text := _line(fields.get(key))))


def _line(value: Any) -> str:
    """A value as one line: a text, or the English one (else the first) of a text in several languages."""
    if isinstance(value, dict) and value and all(_LANGUAGE.fullmatch(str(key)) for key in value):
        value = value.get("en") or next((text for text in value.values() if text), "")
    if not isinstance(value, str):
        return ""
    if "&" in value or "</" in value:
        value = plain(value[:_MAX_HTML])
    return clean(value, 300)


def _block(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("en") or next((text for text in value.values() if text), "")
    text = clean_block(plain(value[:_MAX_HTML]), _MAX_TEXT + 1) if isinstance(value, str) else ""
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 2].rstrip()} …"


def _names(names: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(name[:120].rstrip() for name in names if name)
    more = len(found) - _MAX_SPEAKERS
    return (*found,) if more <= 0 else (*(*found,)[:_MAX_SPEAKERS], f"and {more} more")
