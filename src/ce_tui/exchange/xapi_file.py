"""A file of xAPI statements -> the values in it, each with its place: bounded first, whatever system wrote it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ce_tui.credit.paging import rest_of, starts_later, total_of
from ce_tui.credit.shapes import is_cut_off, misplaced
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell
from ce_tui.exchange.register import is_no

MAX_BYTES = 50_000_000
MAX_LINE = 5_000_000
"""Longest line of a file that has one statement on each, in bytes."""
_DEEPEST = 6
"""So many answers, records and arrays are opened inside one another."""
_INSIDE = (
    *("statements", "statement", "_source", "hits", "data", "results", "items", "Items", "edges", "node"),
    *("_embedded", "records", "content"),
)
"""Where in an answer or a record statements may be."""
_VOID = {"voided", "isvoided", "voidedat", "deleted", "isdeleted", "deletedat"}
"""How a record is marked that no longer counts."""
_HEX = re.compile("[0-9a-f]{32}")
_BETWEEN = re.compile(r"[\s\x1e\ufeff]*(?:,[\s\x1e\ufeff]*(?=[\[{]|\Z))?")
"""What stands between values: white space, the record separator of RFC 7464, or a comma."""
_CUT_OFF = "The file is cut off here. Nothing was recorded. Export it again."


class StatementsError(ValueError):
    """The file holds no statements that can be read; the text is a sentence for people."""


@dataclass(slots=True)
class Found:
    """The objects of a file that may be statements, each with its place in it, and what surrounds them.

    `voided` are the ids that a record of the file calls voided, `more` is where the rest of an answer is, and `total`
    how many it says there are; with `starts_later` the first of its `answers` is not the first page. `twice` are places
    of objects that say two things under one name, of which there may be some if it `is_odd`.
    """

    values: list[tuple[str, Any]] = field(default_factory=list)
    voided: set[str] = field(default_factory=set)
    more: str = ""
    total: int = 0
    answers: int = 0
    starts_later: bool = False
    is_odd: bool = False
    twice: list[str] = field(default_factory=list)


def parse(data: bytes, name: str, tell: Tell) -> Found:
    """One statement, an array, a record store's answer (`statements`) or pages of them, records of a search index or a
    document store that hold one, or any of these one after another: what in them may be a statement.

    `name` stands for the file in messages. StatementsError where it cannot be read.
    """
    tell("Reading the file", 0, 0)
    found = Found()
    for place, value in _values(_decode(data, name), name, tell, found):
        _open(value, place, found)
    here = len(found.values) + len(found.twice)
    if not found.more and found.total > here:
        found.more = f"{here} of {found.total} statements"
    elif not found.more and found.starts_later:
        found.more = "other pages come before it"
    return found


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise StatementsError(f"{clean(name)}: the file is larger than {MAX_BYTES // 1_000_000} MB; split it.")
    if problem := misplaced(data, "ingest"):
        raise StatementsError(f"{clean(name)}: {problem}")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            line = data.count(b"\n", 0, error.start) + 1
            raise StatementsError(f"{clean(name)}:{line}: {_CUT_OFF}") from None
        raise StatementsError(f"{clean(name)}: byte {error.start + 1} is not UTF-8; save the file as UTF-8.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        said = "The file holds zero bytes, as a copy that failed leaves them. Nothing was recorded. Export it again."
        raise StatementsError(f"{clean(name)}:{line}: {said}")
    if not text:
        raise StatementsError(f"{clean(name)}: there is nothing in it; name a file of xAPI statements.")
    return text


def _values(text: str, name: str, tell: Tell, found: Found) -> Iterator[tuple[str, Any]]:
    """The JSON values one after another: one, one on each line, or however they stand. Numbers stay text, as they are
    read exactly later.
    """
    read = json.JSONDecoder(
        parse_float=str, parse_int=str, parse_constant=_refuse, object_pairs_hook=partial(_object, found)
    )
    at = _past(text, 0)
    line = 1 + text.count("\n", 0, at)
    while at < len(text):
        tell("Reading the file", at, len(text))
        try:
            value, end = _decode_one(read, text, at)
        except ValueError as error:
            raise _refusal(name, error, line) from None
        after = _past(text, end)
        alone = not at and after == len(text)
        if not alone and end - at > MAX_LINE:
            most = f"{MAX_LINE // 1_000_000} MB"
            raise StatementsError(f"{clean(name)}:{line}: The line is longer than {most}. Write one statement a line.")
        yield "" if alone else f"line {line}", value
        line += text.count("\n", at, after)
        at = after


def _past(text: str, at: int) -> int:
    """Where the next value begins."""
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _decode_one(read: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return read.raw_decode(text, at)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


class _Twice(dict[str, Any]):
    """An object that says two things under one name."""


def _object(found: Found, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs) and any(value[key] != said for key, said in pairs):
        found.is_odd = True
        return _Twice(value)
    return value


def _refusal(name: str, error: ValueError, line: int) -> StatementsError:
    place, reason = f":{line}" if line > 1 else "", str(error)
    if isinstance(error, json.JSONDecodeError):
        place, reason = f":{error.lineno}:{error.colno}", f"{error.msg[0].lower()}{error.msg[1:]}"
        if is_cut_off(error):
            return StatementsError(f"{clean(name)}{place}: {_CUT_OFF}")
    return StatementsError(
        f"{clean(name)}{place}: this is not JSON that can be read ({clean(reason, 100)}); export it again."
    )


def _open(value: Any, place: str, found: Found, depth: int = 0, *, within: bool = False) -> None:
    """Open arrays, answers and records; what is inside of them may be statements. `within` an answer what it says of
    its pages holds, while of several answers the last one tells.
    """
    if isinstance(value, list) and depth < _DEEPEST:
        for number, item in enumerate(value, 1):
            _open(item, place or f"statement {number}", found, depth + 1, within=within)
        return
    if isinstance(value, dict) and "verb" in value:
        _hear_void(value, value, found)
    inner = None
    if isinstance(value, dict) and "actor" not in value and depth < _DEEPEST:
        inner = next((value[key] for key in _INSIDE if isinstance(value.get(key), (dict, list))), None)
    if (
        isinstance(value, _Twice)
        or isinstance(inner, _Twice)
        or (inner is None and found.is_odd and _says_twice(value))
    ):
        found.twice.append(place or "statement 1")
        return
    if inner is None:
        found.values.append((place, value))
        return
    if "verb" not in inner:
        found.more = rest_of(value) or (found.more if within else "")
        found.total = max(found.total, total_of(value))
        found.starts_later = found.starts_later or (not found.answers and starts_later(value))
        found.answers += not within
    elif isinstance(inner, dict):
        _hear_void(value, inner, found)
        outer = {key: value[key] for key in ("timestamp", "stored", "@timestamp") if key in value}
        inner = {**{f"record {key}": said for key, said in outer.items()}, **inner}
    _open(inner, place, found, depth + 1, within="verb" not in inner)


def _hear_void(record: dict[str, Any], statement: dict[str, Any], found: Found) -> None:
    """Hear it where a record, or a statement itself, is marked as voided or deleted."""
    for key, said in record.items():
        marked = re.sub("[^a-z]", "", key.lower()) in _VOID and said not in (None, "") and is_no(said) is not True
        if marked and isinstance(statement.get("id"), str):
            found.voided.add(statement_id(statement["id"]))


def statement_id(text: str) -> str:
    """The id of a statement as it is compared: in small letters, with hyphens, without what stands around it."""
    bare = re.sub(r"^urn:uuid:|[{}]", "", clean(text).lower())
    return re.sub(r"^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$", r"\1-\2-\3-\4-\5", bare) if _HEX.fullmatch(bare) else bare


def _says_twice(value: Any) -> bool:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, _Twice) or any(_says_twice(one) for one in held)
