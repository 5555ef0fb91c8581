"""xAPI statements from outside -> what was heard: bounded first, tolerant of what systems really write."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from ce_tui.credit.heard import Heard
from ce_tui.credit.shapes import misplaced
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent, told
from ce_tui.exchange.names import CMI5_SESSION, LAUNCH_MODE, SITTING, VIDEO_EXTENSION
from ce_tui.exchange.numbers import duration, segments, thousandths

MAX_BYTES = 50_000_000
_LONGEST = 2000
"""Longest IRI or name that is looked at, in characters."""
_WHOLE = ("passed", "completed", "waived")
_SAME = {"complete": "completed", "attend": "attended"}
"""Verbs of Activity Streams, which some systems use, in ADL's words."""


class StatementsError(ValueError):
    """The file holds no statements that can be read; the text is a sentence for people."""


def read(data: bytes, name: str, tell: Tell = silent) -> tuple[list[Heard], int]:
    """What the statements of a file say, oldest first, and how many of its objects are no statements.

    One statement, an array, an LRS's answer (`statements`), or one of these on each line. Statements that another
    one in the file voids are left out, and so is what was looked at in cmi5's Browse and Review modes.
    """
    statements, wrong = [], 0
    tell("Reading the file", 0, 0)
    for value in told([*_unpacked(_parse(_decode(data, name), name, tell))], "Reading statements", tell):
        found = _statement(value)
        if found is None:
            wrong += 1
        else:
            statements.append((found, value))
    voided = {_target(value) for found, value in statements if found.verb == "voided"}
    looked_at = {_session(value) for _, value in statements if _only_looked(value)} - {""}

    def counts(found: Heard, value: Any) -> bool:
        kept = found.verb != "voided" and found.id not in voided
        return kept and not _only_looked(value) and _session(value) not in looked_at

    heard = [found for found, value in statements if counts(found, value)]
    return sorted(heard, key=lambda found: (found.at or _LAST, found.id)), wrong


_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


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


def _parse(text: str, name: str, tell: Tell) -> list[Any]:
    """The JSON value, or those of the lines. Numbers stay text, as they are read exactly later."""
    try:
        return [_json(text)]
    except ValueError as error:
        # One statement on each line: the first value is whole, and another begins behind it.
        if not (isinstance(error, json.JSONDecodeError) and error.msg == "Extra data"):
            raise _refusal(name, error) from None
    values = []
    for number, line in enumerate(told(text.split("\n"), "Reading the file", tell), 1):
        if not line.strip():
            continue
        try:
            values.append(_json(line))
        except ValueError as error:
            raise _refusal(name, error, number) from None
    return values


def _json(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


def _refusal(name: str, error: ValueError, line: int = 0) -> StatementsError:
    place, reason = "", str(error)
    if isinstance(error, json.JSONDecodeError):
        place, reason = f":{line or error.lineno}:{error.colno}", f"{error.msg[0].lower()}{error.msg[1:]}"
    elif line:
        place = f":{line}"
    return StatementsError(f"{clean(name)}{place}: this is not JSON that can be read ({clean(reason, 100)}); export it "
                           "again.")  # fmt: skip


def _unpacked(values: Iterable[Any]) -> Iterator[Any]:
    """The statements in what was read: arrays, an LRS's answer, and records that hold one, are opened once."""
    for value in values:
        listed = value.get("statements", value) if isinstance(value, dict) else value
        for item in listed if isinstance(listed, list) else [listed]:
            inner = item.get("statement") if isinstance(item, dict) and "actor" not in item else None
            yield inner if isinstance(inner, dict) else item


def _statement(value: Any) -> Heard | None:
    """What a statement says; None when it has no actor, verb, object or id."""
    id, verb = _text(_at(value, "id")).lower(), _text(_at(value, "verb", "id")).rstrip("/#")
    learner, activity = _learner(_at(value, "actor")), _text(_at(value, "object", "id"))
    if not (id and verb and learner and activity):
        return None
    word = verb.replace("#", "/").rpartition("/")[2].lower()
    word = _SAME.get(word, word)
    result = _at(value, "result")
    said = _at(result, "extensions")
    spans, unread = segments(_at(said, f"{VIDEO_EXTENSION}played-segments"))
    return Heard(
        id=id, learner=learner, activity=activity, verb=word,
        at=_moment(_at(value, "timestamp")) or _moment(_at(value, "stored")),
        spans=spans,
        progress=thousandths(_at(said, f"{VIDEO_EXTENSION}progress")),
        duration_ms=duration(_at(result, "duration")),
        whole=word in _WHOLE and False not in (_at(result, "completion"), _at(result, "success")),
        unread=unread,
        sitting=_text(_at(value, "context", "extensions", SITTING)),
    )  # fmt: skip


def _at(value: Any, *keys: str) -> Any:
    """What stands in objects inside one another; None as soon as something is missing or no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    """One clean line of text; "" for anything else and for what nobody would use as a name."""
    return clean(value, _LONGEST) if isinstance(value, str) and len(value) <= _LONGEST else ""


def _learner(actor: Any) -> str:
    """The account's name, or the mail address without `mailto:`."""
    mail = _text(_at(actor, "mbox"))
    address = mail[7:] if mail[:7].lower() == "mailto:" else mail
    return _text(_at(actor, "account", "name")) or address


def _target(value: Any) -> str:
    return _text(_at(value, "object", "id")).lower()


def _session(value: Any) -> str:
    return _text(_at(value, "context", "extensions", CMI5_SESSION))


def _only_looked(value: Any) -> bool:
    return _text(_at(value, "context", "extensions", LAUNCH_MODE)).lower() in ("browse", "review")


def _moment(value: Any) -> datetime | None:
    """An ISO 8601 moment since 1970; UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(_text(value))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        return found if found >= _FIRST else None
    except (ValueError, OverflowError):
        return None
