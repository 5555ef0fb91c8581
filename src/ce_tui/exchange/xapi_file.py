"""A file of xAPI statements -> the values in it, each with its place: bounded first, whatever system wrote it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ce_tui.credit.shapes import misplaced
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, told
from ce_tui.exchange.register import is_no

MAX_BYTES = 50_000_000
MAX_LINE = 5_000_000
"""Longest line of a file that has one statement on each, in bytes."""
_DEEPEST = 6
"""So many answers, records and arrays are opened inside one another."""


class StatementsError(ValueError):
    """The file holds no statements that can be read; the text is a sentence for people."""


@dataclass(slots=True)
class Found:
    """The objects of a file that may be statements, each with its place in it, and what surrounds them.

    `voided` are the ids that a record of the file calls voided, `more` is where the rest of an answer is.
    """

    values: list[tuple[str, Any]] = field(default_factory=list)
    voided: set[str] = field(default_factory=set)
    more: str = ""


def parse(data: bytes, name: str, tell: Tell) -> Found:
    """One statement, an array, a record store's answer (`statements`) or pages of them, records of a search index or a
    document store that hold one, or any of these on each line.
    """
    tell("Reading the file", 0, 0)
    found = Found()
    for place, value in _values(_decode(data, name), name, tell):
        _open(value, place, found)
    return found


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise StatementsError(f"{clean(name)}: the file is larger than {MAX_BYTES // 1_000_000} MB; split it.")
    if problem := misplaced(data, "ingest"):
        raise StatementsError(f"{clean(name)}: {problem}")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise StatementsError(f"{clean(name)}: byte {error.start + 1} is not UTF-8; save the file as UTF-8.") from None
    if not text:
        raise StatementsError(f"{clean(name)}: there is nothing in it; name a file of xAPI statements.")
    return text


def _values(text: str, name: str, tell: Tell) -> Iterator[tuple[str, Any]]:
    """The JSON value, or those of the lines. Numbers stay text, as they are read exactly later."""
    try:
        yield "", _json(text)
        return
    except ValueError as error:
        # One statement on each line: the first value is whole, and another begins behind it.
        if not (isinstance(error, json.JSONDecodeError) and error.msg == "Extra data"):
            raise _refusal(name, error, text) from None
    for number, line in enumerate(told(text.split("\n"), "Reading the file", tell), 1):
        if not line.strip():
            continue
        if len(line) > MAX_LINE:
            most = f"{MAX_LINE // 1_000_000} MB"
            raise StatementsError(
                f"{clean(name)}:{number}: The line is longer than {most}. Write one statement a line."
            )
        try:
            value = _json(line)
        except ValueError as error:
            raise _refusal(name, error, line, number) from None
        yield f"line {number}", value


def _json(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


def _refusal(name: str, error: ValueError, text: str, line: int = 0) -> StatementsError:
    place, reason = "", str(error)
    if isinstance(error, json.JSONDecodeError):
        place, reason = f":{line or error.lineno}:{error.colno}", f"{error.msg[0].lower()}{error.msg[1:]}"
        cut = any(word.startswith(text[error.pos :]) for word in ("true", "false", "null"))
        if text[0] in "[{" and (cut or error.msg.startswith("Unterminated string")):
            said = "The file is cut off here. Nothing was recorded. Export it again."
            return StatementsError(f"{clean(name)}{place}: {said}")
    elif line:
        place = f":{line}"
    return StatementsError(f"{clean(name)}{place}: this is not JSON that can be read ({clean(reason, 100)}); export it "
                           "again.")  # fmt: skip


def _open(value: Any, place: str, found: Found, depth: int = 0) -> None:
    """Open arrays, answers and records; what is inside of them may be statements."""
    if isinstance(value, list) and depth < _DEEPEST:
        for number, item in enumerate(value, 1):
            _open(item, place or f"statement {number}", found, depth + 1)
        return
    if isinstance(value, dict) and "verb" in value:
        _hear_void(value, value, found)
    inner = None
    if isinstance(value, dict) and "actor" not in value and depth < _DEEPEST:
        inner = next((value[key] for key in _INSIDE if isinstance(value.get(key), (dict, list))), None)
    if inner is None:
        found.values.append((place, value))
        return
    if isinstance(value.get("statements"), list):
        more = value.get("more")
        found.more = clean(more if isinstance(more, str) else json.dumps(more), 300) if more else ""
    if isinstance(inner, dict) and "verb" in inner:
        _hear_void(value, inner, found)
        outer = {key: value[key] for key in ("timestamp", "stored", "@timestamp") if key in value}
        inner = {**{f"record {key}": said for key, said in outer.items()}, **inner}
    _open(inner, place, found, depth + 1)


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


_HEX = re.compile("[0-9a-f]{32}")
_VOID = {"voided", "isvoided", "voidedat", "deleted", "isdeleted", "deletedat"}
_INSIDE = ("statements", "statement", "_source", "hits", "data", "results", "items")
