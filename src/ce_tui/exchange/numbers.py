"""Times as xAPI writes them, read from decimal text and written to it: exact milliseconds, never a float."""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from ce_tui.credit.progress import Span

MOST_MS = 10**10
"""Longest time that is believed: a hundred days, more than any content lasts."""

_NUMBER = re.compile(r"\+?\d{1,15}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DURATION = re.compile(
    r"P(?:(?P<Y>[\d.,]{1,20})Y)?(?:(?P<O>[\d.,]{1,20})M(?![^T]*[HS]))?(?:(?P<W>[\d.,]{1,20})W)?"
    r"(?:(?P<D>[\d.,]{1,20})D)?T?(?:(?P<H>[\d.,]{1,20})H)?(?:(?P<M>[\d.,]{1,20})M)?(?:(?P<S>[\d.,]{1,20})S)?",
    re.ASCII,
)
"""Also without the T where an H or S leaves no doubt; years and months only when there are none of them."""
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d(?:[.,]\d{1,9})?)", re.ASCII)
_BETWEEN = re.compile(r"\[[,;]\]|;")
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}
MOST_SEGMENTS = 10_000
"""So many played segments of one statement are read: nobody skips through a film more often."""


def thousandths(text: object, rounding: str = ROUND_HALF_UP) -> int | None:
    """A number of decimal text in thousandths (so seconds in milliseconds), half up; None when it is none.

    Negative numbers and those beyond `MOST_MS` are none.
    """
    if not isinstance(text, str) or not _NUMBER.fullmatch(text := text.strip()):
        return None
    value = Decimal(text) * 1000
    return int(value.to_integral_value(rounding)) if value <= MOST_MS else None


def duration(text: object) -> int | None:
    """An ISO 8601 duration in milliseconds (`PT1H30M`, `PT45.5S`, `P0Y0M0DT10M`), or one written as hours, minutes
    and seconds (`1:30:00`); None when it is none. A bare number is none, for nobody knows of what.
    """
    if not isinstance(text, str):
        return None
    if clock := _CLOCK.fullmatch(text.strip()):
        parts: dict[str, str] = dict(zip("HMS", clock.groups(), strict=True))
    elif match := _DURATION.fullmatch(text.strip().upper()):
        parts = {unit: value for unit, value in match.groupdict().items() if value is not None}
    else:
        return None
    if "T" not in text.upper() and not clock and "M" in parts and not {"H", "S"} & parts.keys():
        return None
    read = {unit: thousandths(value.replace(",", ".")) for unit, value in parts.items()}
    if read.pop("Y", 0) != 0 or read.pop("O", 0) != 0:
        return None
    total = sum(value * _SECONDS[unit] for unit, value in read.items() if value is not None)
    return total if read and None not in read.values() and total <= MOST_MS else None


def segments(text: object) -> tuple[tuple[Span, ...], int]:
    """Played segments such as `0.000[.]12.000[,]14.000[.]21.000`, and how many of them make no sense.

    Read as systems really write them: with spaces, with a bare comma between segments, with decimal commas (but not
    both, where nobody can tell which is which). A segment without its end or that goes backward is no time that was
    watched. The order is kept.
    """
    if not isinstance(text, str):
        return (), int(text is not None)
    found, wrong = [], 0
    for part in _parts("".join(text.split())):
        match [thousandths(end.replace(",", ".")) for end in part.split("[.]")]:
            case [int(start), int(end)] if start <= end:
                found += [(start, end)] if start < end else []
            case _:
                wrong += 1
    return tuple(found), wrong


def _parts(text: str) -> Iterator[str]:
    """The segments of a text; what cannot be taken apart stays in one."""
    for piece in _BETWEEN.split(text):
        parts = [part for part in piece.split(",") if part]
        if parts:
            yield from parts if piece.count("[.]") == len(parts) or "[.]" not in piece else [piece.strip(",")]


def seconds(ms: int) -> str:
    """Milliseconds as seconds with three decimals: `12.500`."""
    return f"{ms // 1000}.{ms % 1000:03d}"


def written(spans: Iterable[Span]) -> str:
    """Spans as played segments, strictly: three decimals, in the order given."""
    return "[,]".join(f"{seconds(start)}[.]{seconds(end)}" for start, end in spans)


def iso_duration(ms: int) -> str:
    """Milliseconds as an ISO 8601 duration, to the hundredth as xAPI compares it: `PT754.50S`."""
    return f"PT{ms // 1000}.{ms % 1000 // 10:02d}S"
