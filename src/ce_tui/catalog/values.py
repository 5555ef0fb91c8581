"""Single values of a catalog: from text to something exact, each with its sentence when it cannot be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from ce_tui.credit.amount import Amount
from ce_tui.credit.text import clean, clean_block
from ce_tui.credit.types import MINUTE

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_UAN = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{2}-[0-9]{3}-[LHBC][0-9]{2}-[PT]", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,7}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]))? ?%?", re.ASCII)
_SPEED = re.compile(r"([0-9](?:\.[0-9]{1,3})?) ?x?", re.ASCII)
_DURATION = re.compile(
    r"(?:([0-9]{1,4})d(?:ays?)?)?(?:([0-9]{1,5})h(?:ours?|rs?)?)?"
    r"(?:([0-9]{1,6})m(?:in(?:ute)?s?)?)?(?:([0-9]{1,6})s(?:ec(?:ond)?s?)?)?",
    re.ASCII,
)
_UNIT_SPACE = re.compile(r"(?<=[0-9]) (?=[a-z])|(?<=[a-z]) (?=[0-9])")
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ] ?([0-9]{2}:[0-9]{2}(?::[0-9]{2})?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_LONGEST = 1000 * 60 * MINUTE


def scalar(value: object) -> str:
    """The text of a single value; ValueError for a list, fields or nothing."""
    if value is None:
        raise ValueError("is empty; write something or remove the line")
    if not isinstance(value, str):
        raise ValueError("must be a single value, not a list or a group of fields")
    return value.strip()


def text_of(limit: int, cleaned: Callable[[str, int], str] = clean) -> Callable[[object], str]:
    """A parser of text with at most `limit` characters: one line, or several with `clean_block`."""

    def parse(value: object) -> str:
        text = cleaned(scalar(value), limit + 1)
        if not text:
            raise ValueError("is empty; write something or remove the line")
        if len(text) > limit:
            raise ValueError(f"is longer than {limit} characters; shorten it")
        return text

    return parse


def uan(value: object) -> str:
    """A universal activity number of ACPE."""
    text = scalar(value).upper()
    if not _UAN.fullmatch(text):
        raise ValueError("is not a universal activity number; write it such as 1234-0000-26-001-L01-P")
    return text


def identifier(value: object) -> str:
    text = scalar(value)
    if not _ID.fullmatch(text):
        raise ValueError("must be lower-case letters, digits, `.`, `_` or `-`, such as `airway-2026`")
    return text


def amount(value: object) -> Amount:
    return Amount.parse(scalar(value))


def whole_of(least: int, most: int) -> Callable[[object], int]:
    """A parser of a whole number from `least` to `most`."""

    def parse(value: object) -> int:
        text = scalar(value)
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def decimal(value: object) -> Decimal:
    text = scalar(value)
    if not _DECIMAL.fullmatch(text):
        raise ValueError("must be a plain number such as 12 or -1.5")
    return Decimal(text)


def yes_no(value: object) -> bool:
    text = scalar(value).lower()
    if text not in ("yes", "no", "true", "false"):
        raise ValueError("must be yes or no")
    return text in ("yes", "true")


def word(value: object) -> str:
    """A choice, whatever its case; `yes` and `true` are the same to YAML editors."""
    return scalar(value).lower()


def yes_or_no(value: object) -> str:
    return "yes" if yes_no(value) else "no"


def duration(value: object) -> int:
    """Milliseconds: whole minutes (`20`), or days, hours, minutes and seconds (`1 h 30 min`)."""
    text = " ".join(scalar(value).split())
    if ":" in text:
        raise ValueError("can be read in two ways; write `1 h 30 min`, or `90` for minutes")
    if _WHOLE.fullmatch(text):
        ms = int(text) * MINUTE
    else:
        match = _DURATION.fullmatch(_UNIT_SPACE.sub("", text.lower()))
        if match is None or not text:
            raise ValueError("must be whole minutes such as 20, or a time such as `1 h 30 min`")
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        ms = ((days * 24 + hours) * 60 + minutes) * MINUTE + seconds * 1000
    if ms > _LONGEST:
        raise ValueError("is longer than 1000 hours; check the number")
    return ms


def answer_within(value: object) -> int:
    """Milliseconds, from 10 seconds to 10 minutes."""
    ms = duration(value)
    if not 10_000 <= ms <= 10 * MINUTE:
        raise ValueError("must be a time from 10 s to 10 min, such as `60 s`")
    return ms


def percent(value: object) -> int:
    """Per mille of `80 %` or `80`, from 1 to 100 percent."""
    match = _PERCENT.fullmatch(scalar(value))
    mille = int(match[1]) * 10 + int(match[2] or 0) if match else 0
    if not 10 <= mille <= 1000:
        raise ValueError("must be a percentage from 1 to 100, such as `80 %`")
    return mille


def speed(value: object) -> int:
    """Thousandths of normal speed of `1.5` or `1.5x`, from 1 to 4."""
    match = _SPEED.fullmatch(scalar(value))
    times = Amount.parse(match[1]).thousandths if match else 0
    if not 1000 <= times <= 4000:
        raise ValueError("must be a speed from 1 to 4, such as `1.5x`")
    return times


def url(value: object) -> str:
    text = scalar(value)
    try:
        parts = urlsplit(text)
        good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or len(text) > 2000 or clean(text, 2001) != text or " " in text:
        raise ValueError("must be a web address that starts with https:// or http://")
    return text


def film_url(value: object) -> str:
    try:
        return url(value)
    except ValueError as error:
        raise ValueError(f"{error}; a file on this machine goes under `file`") from None


def pattern(value: object) -> str:
    text = scalar(value)
    if not text or clean(text) != text:
        raise ValueError("must be a regular expression of characters that can be typed")
    return text


def file_path(value: object) -> str:
    text = scalar(value)
    if not text or clean(text) != text or "://" in text:
        raise ValueError("must be the path of a file; a web address goes under `url`")
    return text


def zone(value: object) -> str:
    text = scalar(value)
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        near = get_close_matches(text, available_timezones(), 1)
        hint = f"did you mean {near[0]}?" if near else "write one such as America/New_York or UTC"
        raise ValueError(f"“{clean(text, 60)}” is not a time zone; {hint}") from None
    return text


def calendar_day(value: object) -> date:
    stamp = moment(value)
    if stamp.clock is not None:
        raise ValueError("must be a date without a time, such as 2026-12-03")
    return stamp.day


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, perhaps with a time of day, perhaps with an offset: not a moment before the zone is known."""

    day: date
    clock: time | None = None
    offset: timedelta | None = None


def moment(value: object) -> Stamp:
    """`2026-12-03`, `2026-12-03 09:00`, or either form of ISO 8601 with an offset."""
    text = " ".join(scalar(value).split())
    match = _STAMP.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        day = date.fromisoformat(match[1])
        if not 1900 <= day.year <= 2200:
            raise ValueError
        if match[2] is None:
            return Stamp(day)
        clock = time.fromisoformat(match[2])
        if match[3] is None:
            return Stamp(day, clock)
        offset = datetime.strptime(match[3], "%z").utcoffset()
        return Stamp(day, clock, offset)
    except ValueError:
        raise ValueError("must be a date such as 2026-12-03 or 2026-12-03 09:00") from None


def code_until(value: object) -> Stamp | int:
    """A moment, or a duration in milliseconds."""
    text = " ".join(scalar(value).split())
    try:
        return moment(text) if re.match(r"[0-9]{4}-", text) else duration(value)
    except ValueError:
        raise ValueError("must be a moment such as 2026-12-03 18:00, or a time after the end such as 2 h") from None


def resolve(stamp: Stamp, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """The moment in UTC. A day without a time is its first moment, with `end` the first of the next day.

    ValueError for a time of day that the zone skips or has twice (when clocks change).
    """
    if stamp.clock is None:
        # fold=0 is right on a day without midnight (its first moment) and with two (the earlier).
        day = stamp.day + timedelta(days=1) if end else stamp.day
        return datetime.combine(day, time(), zone).astimezone(UTC)
    local = datetime.combine(stamp.day, stamp.clock)
    if stamp.offset is not None:
        return local.replace(tzinfo=timezone(stamp.offset)).astimezone(UTC)
    early, late = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        written = f"{local:%Y-%m-%d %H:%M}"
        if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            raise ValueError(f"{written} does not exist in {zone.key} (clocks go forward); write another time")
        raise ValueError(
            f"{written} happens twice in {zone.key} (clocks go back); "
            f"write {early:%Y-%m-%d %H:%M%z} or {late:%Y-%m-%d %H:%M%z}"
        )
    return early.astimezone(UTC)


def _schema(*types: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": list(types) if len(types) > 1 else types[0], **more})


# What a YAML editor takes for a number or a truth value (`title: 2026`) is text to us.
_TEXT = _schema("string", "number", "boolean")
_STAMPS = _schema("string", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?$")

Line = Annotated[str, BeforeValidator(text_of(300)), _TEXT]
Short = Annotated[str, BeforeValidator(text_of(120)), _TEXT]
Acronym = Annotated[str, BeforeValidator(text_of(12)), _TEXT]
Block = Annotated[str, BeforeValidator(text_of(4000, clean_block)), _TEXT]
Document = Annotated[str, BeforeValidator(text_of(100_000, clean_block)), _TEXT]
Id = Annotated[str, BeforeValidator(identifier), _schema("string", "integer", pattern="^[a-z0-9][a-z0-9._-]{0,63}$")]
Uan = Annotated[str, BeforeValidator(uan), _schema("string", pattern=_UAN.pattern)]
Url = Annotated[str, BeforeValidator(url), _schema("string", pattern="^[Hh][Tt][Tt][Pp][Ss]?://")]
Pattern = Annotated[str, BeforeValidator(pattern), _schema("string", "number")]
FilmUrl = Annotated[str, BeforeValidator(film_url), _schema("string", pattern="^[Hh][Tt][Tt][Pp][Ss]?://")]
FilePath = Annotated[str, BeforeValidator(file_path), _schema("string")]
Zone = Annotated[str, BeforeValidator(zone), _schema("string")]
YesNo = Annotated[bool, PlainValidator(yes_no), WithJsonSchema({"enum": [True, False, "yes", "no", "true", "false"]})]
YesOrNo = Annotated[str, PlainValidator(yes_or_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
Quantity = Annotated[Amount, PlainValidator(amount), _schema("number", "string", minimum=0)]
Number = Annotated[Decimal, PlainValidator(decimal), _schema("number", "string")]
Milliseconds = Annotated[int, PlainValidator(duration), _schema("integer", "string", minimum=0)]
AnswerWithin = Annotated[int, PlainValidator(answer_within), _schema("integer", "string", minimum=1, maximum=10)]
Percent = Annotated[int, PlainValidator(percent), _schema("number", "string", minimum=1, maximum=100)]
Speed = Annotated[int, PlainValidator(speed), _schema("number", "string", minimum=1, maximum=4)]
CodeUntil = Annotated[Stamp | int, PlainValidator(code_until), _schema("integer", "string")]
Day = Annotated[date, PlainValidator(calendar_day), _STAMPS]
Moment = Annotated[Stamp, PlainValidator(moment), _STAMPS]
_WHOLE_SCHEMA = _schema("integer", "string", minimum=0)
Few = Annotated[int, PlainValidator(whole_of(0, 100)), _WHOLE_SCHEMA]
Places = Annotated[int, PlainValidator(whole_of(0, 9)), _WHOLE_SCHEMA]
Characters = Annotated[int, PlainValidator(whole_of(0, 4000)), _WHOLE_SCHEMA]
Needed = Annotated[int, PlainValidator(whole_of(1, 60_000)), _WHOLE_SCHEMA]
