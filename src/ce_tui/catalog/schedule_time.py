"""When a session of a schedule starts and how long it lasts, out of the many ways in which files say it."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from ce_tui.catalog.schedule_file import Event
from ce_tui.credit.types import MINUTE

DAY = 24 * 60 * MINUTE
_MORNING = timedelta(hours=6)
_LONGEST_NIGHT = timedelta(hours=12)
"""An end that is a time of day is one of the next day up to so long after the start; else one of the two is wrong."""
_CLOCK = re.compile(r"([0-2]?[0-9])[:.hH]([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?\s*([ap])?\.?(?:m\.?)?", re.A | re.I)
_LENGTH = re.compile(r"([0-9]{1,6})(?:\.0+)?(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?", re.ASCII)
_WORDS = re.compile(
    r"(?:P(?:([0-9]{1,3})D)?T?)?(?:([0-9]{1,5})(?:h|hours?|hrs?|std|stunden?))?"
    r"(?:([0-9]{1,6})(?:m|mn|min|mins|minutes?|minuten|(?=\.?$)))?(?:([0-9]{1,6})(?:\.[0-9]+)?(?:s|secs?|seconds?))?\.?",
    re.ASCII | re.IGNORECASE,
)
_FILLING = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])|(?<=[A-Za-z.]),|\b(?:and|und)\b\s*")
"""What stands between the parts of a length; between digits it is no filling: 1,5 is not 15."""
_OFFSET = re.compile(r"\s+(?:UTC|GMT|Z)$|\s+(?=[+-][0-9]{2}:?[0-9]{2}$)", re.ASCII)

_T = TypeVar("_T")
Note = Callable[[str], None]
"""Hears what is odd, as a clause that follows “1 session”."""


def span(event: Event, zone: ZoneInfo, note: Note) -> tuple[datetime, int] | None:
    """The start in UTC and the milliseconds that it lasts; None, and why it is left out, when they cannot be known."""
    start = _start(event, zone, note)
    length = next((ms for text in event.lengths if (ms := length_of(text))), 0)
    end = None if start is None else _end(event, start, zone)
    if start is not None and end is not None:
        lasting = round((end - start) / timedelta(milliseconds=1))
        if not length and lasting <= 0:
            note("that end before they start left out")
            return None
        if length == lasting * 60:  # it is in seconds
            length = lasting
        elif length > DAY >= lasting > 0:
            note("whose length does not fit their end (the end counts)")
            length = lasting
        elif length and abs(lasting - length) >= MINUTE:
            note("whose end does not fit their length (the length counts)")
        length = length or lasting
    if not length:
        note("without a known length left out")
    elif length > DAY:
        note("longer than 24 hours left out")
    elif start is None:
        note("without a start left out")
    else:
        return start, length
    return None


def length_of(text: str) -> int:
    """Milliseconds of `HH:MM`, `D:HH:MM`, `HH:MM:SS`, `135.0:00`, minutes, `1 h 30 min` or `PT1H30M`; 0 when unknown.

    Three parts mean two things in the wild. What makes a session of five minutes to a day is meant; if both do,
    a first part of `0` counts days (`0:01:30`), any other hours (`1:30:00`).
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        parts = _WORDS.fullmatch(_FILLING.sub("", text)) if len(text) < 40 else None
        days, hours, minutes, seconds = (int(part or 0) for part in parts.groups()) if parts else (0, 0, 0, 0)
        return ((days * 24 + hours) * 60 + minutes) * MINUTE + seconds * 1000
    first, second, third = match[1], match[2], match[3]
    if second is None:
        return int(first) * MINUTE
    if third is None:
        if "." in text:  # 135.0:00 is a length in minutes that a program took for hours
            return int(first) * MINUTE
        return (int(first) * 60 + int(second)) * MINUTE if int(second) < 60 else 0
    as_days = ((int(first) * 24 + int(second)) * 60 + int(third)) * MINUTE
    as_hours = (int(first) * 60 + int(second)) * MINUTE + int(third) * 1000
    readings = [as_days, as_hours] if first == "0" else [as_hours, as_days]
    return next((ms for ms in readings if 5 * MINUTE <= ms <= DAY), readings[0])


def moment_of(text: str) -> datetime | None:
    """A full date with a time of day, perhaps with an offset."""
    if len(text) < 12:
        return None
    try:
        moment = datetime.fromisoformat(_OFFSET.sub(lambda match: "Z" if match[0].strip() else "", text))
    except ValueError:
        return None
    return moment if 1970 <= moment.year <= 2200 else None


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10] if moment_of(text) else text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def _clock_of(text: str) -> timedelta | None:
    """A time of day; 24:30 and later are of the night after."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = int(match[1])
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] in "pP" else 0)
    return timedelta(hours=hour, minutes=int(match[2]))


def _first(read: Callable[[str], _T | None], texts: Iterable[str]) -> _T | None:
    return next((found for text in texts if (found := read(text)) is not None), None)


def _start(event: Event, zone: ZoneInfo, note: Note) -> datetime | None:
    """The start in UTC: the full date if there is one, else the day and the time of day."""
    clock = _first(_clock_of, event.starts)
    moment = _first(moment_of, event.starts)
    listed = _day_of(event.day)
    own = _first(_day_of, event.starts)
    if moment is None or (clock and moment.time() == time()):  # the midnight of a day, and when on it
        day = own or listed
        if day is None or clock is None:
            return None
        if not all(_day_of(text) or _clock_of(text) is not None for text in event.starts):
            note("with a date that cannot be read (the day and time beside it count)")
        return _by_clock(day, _of_night(event, day, clock, note) if own in (None, listed) else clock, zone, note)
    aware = moment if moment.tzinfo else _by_clock(moment.date(), _since_midnight(moment), zone, note)
    local = aware.astimezone(zone)
    if clock is not None and clock % timedelta(days=1) not in {_of_day(moment), _of_day(local)}:
        note("with two different starts (the full date counts)")
    if listed and not any(listed <= at.date() <= listed + timedelta(days=1) for at in (moment, local)):
        note("dated on another day than the one they are listed under (the full date counts)")
    return aware.astimezone(UTC)


def _of_day(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def _since_midnight(moment: datetime) -> timedelta:
    return moment.replace(tzinfo=None) - datetime.combine(moment.date(), time())


def _of_night(event: Event, day: date, clock: timedelta, note: Note) -> timedelta:
    """A time in the small hours before its day begins is one after midnight, filed under the evening it belongs to,
    unless the day is long over by then.
    """
    opens, closes = _hour_of(event.day_start, day), _hour_of(event.day_end, day)
    if clock >= (_MORNING if opens is None else min(opens, _MORNING)):
        return clock
    night = clock + timedelta(days=1)
    if opens and closes:
        closes += timedelta(days=closes <= opens)
        if night > closes:
            note("outside the hours of their day (the nearer end of it counts)")
        if night - closes > opens - clock:
            return clock
    return night


def _by_clock(day: date, clock: timedelta, zone: ZoneInfo, note: Note) -> datetime:
    local = datetime.combine(day, time()) + clock
    start = local.replace(tzinfo=zone).astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) != local:
        note("at a time that the clocks skip that day (an hour later counts)")
    elif start != local.replace(tzinfo=zone, fold=1).astimezone(UTC):
        note("at a time that comes twice that day (the first one counts)")
    return start


def _hour_of(text: str, day: date) -> timedelta | None:
    """How long after midnight of `day` that is, a full date or a time of day."""
    moment = moment_of(text)
    return moment.replace(tzinfo=None) - datetime.combine(day, time()) if moment else _clock_of(text)


def _end(event: Event, start: datetime, zone: ZoneInfo) -> datetime | None:
    """The end in UTC, as far as it is said: a time of day is the next one after the start."""
    moment, clock = _first(moment_of, event.ends), _first(_clock_of, event.ends)
    if moment and not (clock and moment.time() == time()):
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    if clock is None:
        return None
    local, day = start.astimezone(zone), _first(_day_of, event.ends)
    end = (datetime.combine(day or local.date(), time()) + clock).replace(tzinfo=zone)
    night = end + timedelta(days=1)
    return (night if not day and end < local and night - local <= _LONGEST_NIGHT else end).astimezone(UTC)
