"""Values of statements as other systems write them. What cannot be read raises `Unreadable`, and is never guessed."""

import re
from datetime import MAXYEAR, UTC, datetime, time, timedelta
from decimal import ROUND_FLOOR
from email.utils import parsedate_to_datetime
from typing import Any

from ce_tui.credit.text import clean
from ce_tui.exchange.numbers import thousandths

_YES = {"true", "yes", "y", "t", "1", "1.0", "on", "passed", "completed", "complete"}
_NO = {"false", "no", "n", "f", "0", "0.0", "off", "failed", "incomplete", "not completed", "not passed"}
_A_HAIR = 1010
"""A share up to this, in thousandths, is the whole: a player's last position lies a little behind the end."""
_MAIL_DATE = re.compile(
    r"(?:[a-z]{3},?\s+)?(?P<day>\d{1,2}) (?P<month>[a-z]{3,9}) (?P<year>\d{4}) (?P<time>\d\d:\d\d(?::\d\d)?)"
    r"(?: (?P<zone>[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T))?(?: \([a-z ]+\))?",
    re.ASCII | re.I,
)
_BROWSER_DATE = re.compile(
    r"(?:[a-z]{3} )?(?P<month>[a-z]{3,9}) (?P<day>\d{1,2}),? (?P<year>\d{4}) (?P<time>\d\d:\d\d(?::\d\d)?)"
    r"(?: (?:GMT|UTC)?(?P<zone>[+-]\d{4})?)?(?: \([a-z ]+\))?",
    re.ASCII | re.I,
)
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d", re.ASCII)
_LONGEST = 2000
"""Longest IRI or name that is looked at, in characters."""


class Unreadable(ValueError):
    """The text is the value as it stands."""


def shown(value: Any) -> str:
    """A value as a sentence quotes it."""
    return clean(value if isinstance(value, str) else str(value), 60)


def yes(value: Any) -> bool | None:
    """A yes or a no, also as text or a number; None when nothing was said."""
    if value is None or isinstance(value, bool):
        return value
    word = re.sub(r"(?<=\w)[-_\s]+(?=\w)", " ", value.casefold().strip()) if isinstance(value, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable(shown(value))


def share(value: Any, whole: int | None) -> int | None:
    """A share in thousandths, at most 1000, and rounded down but for the whole; None when nothing was said.

    `whole` is what the whole is written as: 1 in the video profile, 100 in cmi5, which knows integers only, so that 0.4
    may be meant as 40. Where no profile tells, 1 may be the whole or a hundredth of it. Neither can be read.
    """
    if value is None:
        return None
    text = value.strip().replace(",", ".") if isinstance(value, str) else ""
    if text.endswith("%"):
        text, whole = text[:-1].rstrip(), 100
    elif whole == 100 and text.startswith(("0.", ".")) and text.strip("0."):
        raise Unreadable(shown(value))
    read = 1000 if thousandths(text) == 1000 else thousandths(text, ROUND_FLOOR)
    if read is not None and whole is None:
        whole = None if read == 1000 else 1 if read < 1000 else 100
    if read is None or whole is None or (read := read // whole) > _A_HAIR:
        raise Unreadable(shown(value))
    return min(read, 1000)


def moment(value: Any) -> datetime | None:
    """A moment in UTC, which it is where no zone is named; a day alone is its noon. None when nothing was said.

    ISO 8601, RFC 2822, seconds or milliseconds since 1970, and what document stores make of these.
    """
    for key in ("$date", "$numberLong"):
        if isinstance(value, dict) and len(value) == 1:
            value = value.get(key, value)
    if value is None:
        return None
    text = value.strip() if isinstance(value, str) else ""
    try:
        found = _moment(text)
        if found.year == MAXYEAR:  # which stands for never, and has no time in every zone
            raise ValueError
        return found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        raise Unreadable(shown(value)) from None


def is_day(value: Any) -> bool:
    """Whether a moment is a day alone."""
    return isinstance(value, str) and _DAY.fullmatch(value.strip()) is not None


def without_zone(value: Any) -> bool:
    """Whether a moment has a time of day and no zone, so that it is taken as UTC."""
    try:
        return (
            isinstance(value, str) and not is_day(value) and datetime.fromisoformat(_iso(value.strip())).tzinfo is None
        )
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    if not text.isascii() or len(text) > 100:
        raise ValueError
    if re.fullmatch(r"-?\d{9,14}(?:\.\d{1,9})?", text):
        whole = int(text.partition(".")[0])
        seconds = timedelta(seconds=whole) if abs(whole) < 10**11 else timedelta(milliseconds=whole)
        return datetime(1970, 1, 1, tzinfo=UTC) + seconds
    if _DAY.fullmatch(text):
        return datetime.combine(datetime.fromisoformat(text), time(12), UTC)
    try:
        found = datetime.fromisoformat(_iso(text))
    except ValueError:
        if not (read := _MAIL_DATE.fullmatch(text) or _BROWSER_DATE.fullmatch(text)):
            raise
        found = parsedate_to_datetime("{day} {month} {year} {time} {zone}".format_map(read.groupdict("")))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _iso(text: str) -> str:
    """Small letters, slashes after the year, a zone in letters or behind a space, as ISO 8601 has it."""
    text = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", text.upper())
    return re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", re.sub(r"\s*(?:UTC|GMT)$", "Z", text))


def inside(value: Any, *keys: str) -> Any:
    """What stands in objects inside one another; None as soon as something is missing or no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def one_line(value: Any) -> str:
    """One clean line of text; "" for anything else and for what nobody would use as a name."""
    return clean(value, _LONGEST) if isinstance(value, str) and len(value) <= _LONGEST else ""
