"""Credit-model objects as JSON text and back, for the store's `data` and `snapshot` columns."""

import json
from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from ce_tui.credit.model import Claim, Content, Credit
from ce_tui.credit.progress import Span
from ce_tui.store.errors import StoreError, decoding

T = TypeVar("T")
_LARGEST = 10**12


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def dump(value: object) -> str:
    """Everything written out, defaults too: a later default must not change what was stored."""
    try:
        return _adapter(cast("Hashable", type(value))).dump_json(value).decode()
    except ValueError as error:
        raise StoreError("A text holds characters that cannot be stored; nothing was changed.") from error


def load(cls: type[T], text: str) -> T:
    """The object that `dump` wrote; StoreError when the text does not hold one."""
    return cast("T", _read(cast("Hashable", cls), text))


@lru_cache(maxsize=64)
def _read(cls: Any, text: str) -> object:
    """The same text is the same object: every heartbeat and every look at a page reads those of before again."""
    with decoding():
        found: object = _adapter(cls).validate_json(text)
        _believe(found)
    return found


def _believe(found: object) -> None:
    """ValueError for what is well written and can still not be: no catalog has brought it."""
    numbers: list[int]
    moments: list[datetime | None]
    match found:
        case Credit(type=type, rule=rule, contents=contents):
            numbers = [type.step.thousandths - 1, type.minutes_per_unit - 1, type.minimum_ms, rule.needed]
            moments = [found.release_at, found.opens_at, found.closes_at]
            for content in contents:
                _believe(content)
        case Content():
            numbers = [found.length_ms, found.threshold, found.max_speed - 1, found.pass_mark, *found.checks]
            moments = [found.starts_at]
        case Claim():
            numbers, moments = [found.part], [found.claimed_at, found.completed_at]
            _believe(found.credit)
        case _:
            return
    if not all(0 <= number <= _LARGEST for number in numbers):
        raise ValueError("a number is out of range")
    if not all(moment is None or (moment.tzinfo and 1900 <= moment.year <= 2201) for moment in moments):
        raise ValueError("a moment is out of range")


def dump_spans(spans: Sequence[Span]) -> str:
    """Spans as text, for columns of their own."""
    return json.dumps(spans, separators=(",", ":"))


def load_spans(text: str | None) -> tuple[Span, ...]:
    """The spans that `dump_spans` wrote; none for an empty column, StoreError when the text does not hold any."""
    if text is None:
        return ()
    with decoding():
        return tuple([(int(start), int(end)) for start, end in json.loads(text)])
