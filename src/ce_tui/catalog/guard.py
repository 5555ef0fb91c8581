"""Bytes from outside -> plain values, safely: size, encoding, nesting and references are bounded first."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ce_tui.catalog.result import CatalogError, Located
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent

MAX_BYTES = 5_000_000
MAX_SCHEDULE_BYTES = 20_000_000
_MAX_DEPTH = 8  # the options of a quiz's question, written inside a credit, are the deepest place of the format
_MAX_EVENTS = 400_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Steps = tuple[str | int, ...]
"""Where a value is: keys and list positions from the top of the file."""
Mark = tuple[int, int]
"""Line and column, from 1."""


@dataclass(slots=True)
class Tree:
    """A YAML file as text, lists and dicts (None: nothing written), with the mark of each key and value."""

    data: Any = None
    keys: dict[Steps, Mark] = field(default_factory=dict)
    values: dict[Steps, Mark] = field(default_factory=dict)

    def get(self, path: Steps) -> Any:
        """The value at `path`; None when there is none."""
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def key(self, path: Steps) -> Mark:
        """Where the key at `path` stands, or else its value."""
        return self.keys.get(path) or self.value(path)

    def value(self, path: Steps) -> Mark:
        """Where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def load(path: Path) -> bytes:
    """The bytes of a regular file that is not too large; CatalogError otherwise."""
    name = str(path)
    limit = MAX_SCHEDULE_BYTES if path.suffix.lower() in (".json", ".xml") else MAX_BYTES
    try:
        # A pipe nobody writes to would block forever when opened: look first, and do not wait.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise refusal(name, "this is not a file that can be read; name a catalog or a schedule.")
            # One byte more than allowed: the file may grow while it is read.
            data = b"" if status.st_size > limit else file.read(limit + 1)
    except FileNotFoundError:
        raise refusal(name, "there is no such file; check the name.") from None
    except PermissionError:
        raise refusal(name, "you may not read this file; ask its owner, or copy it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal(name, f"the file cannot be read ({reason}).") from None
    if status.st_size > limit or len(data) > limit:
        most = limit // 1_000_000
        raise refusal(name, f"the file is larger than {most} MB; split it into several files.")
    return data


def decode(data: bytes, name: str) -> str:
    """Strict UTF-8, with or without a byte order mark. No encoding is guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(name, "the file is in UTF-16; save it as UTF-8.", 1, 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        if error.reason == "unexpected end of data":
            raise refusal(name, "the file is cut off in this letter. Export or copy it again.", line, column) from None
        message = (
            f"byte {error.start + 1} of the file (0x{error.object[error.start]:02X}) is not UTF-8; save it as UTF-8."
        )
        raise refusal(name, message, line, column) from None
    return text


def refusal(name: str, message: str, line: int = 0, column: int = 0) -> CatalogError:
    """One problem as the error to raise."""
    return CatalogError([Located(clean(name), line, column, message)])


def control_characters(text: str, name: str) -> None:
    """Refuse characters that no text file needs; CatalogError names the first twenty."""
    found = []
    for match, _ in zip(_CONTROL.finditer(text), range(20), strict=False):
        line, column = position(text, match.start())
        message = f"an invisible control character (U+{ord(match[0]):04X}) stands here; delete it."
        found.append(Located(clean(name), line, column, message))
    if found:
        raise CatalogError(found)


def position(text: str, offset: int) -> Mark:
    """Line and column of an offset into `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def parse_yaml(text: str, name: str, tell: Tell = silent) -> tuple[Tree, list[Located]]:
    """The values of a YAML text, and duplicate keys (the first one counts).

    CatalogError for anything that is not plain data: syntax errors, deep nesting, anchors, aliases and tags.
    """
    control_characters(text, name)
    growing = _Growing(name)
    for count, event in enumerate(_events(text, clean(name))):
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        tell("Reading the file", event.start_mark.index, len(text))
        if count > _MAX_EVENTS:
            raise refusal(name, "the file holds too many values; split it into several files.", *mark)
        growing.take(event, mark)
    if growing.wrong:
        raise CatalogError([*growing.wrong, *growing.duplicates])
    return growing.tree, growing.duplicates


class _Growing:
    """A tree as its events come, and what is wrong in it."""

    def __init__(self, name: str) -> None:
        self.tree = Tree()
        self.wrong: list[Located] = []
        self.duplicates: list[Located] = []
        self._name, self._file = name, clean(name)
        self._documents = 0
        self._open: list[tuple[Any, Steps]] = []
        """The open collections, each with its path."""
        self._waiting: list[str | None] = []
        """For each of them the key that waits for a value, where it is a mapping."""

    def take(self, event: Any, mark: Mark) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise refusal(self._name, "a second document starts here; keep one in each file.", *mark)
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._waiting.pop()
        if not isinstance(event, yaml.NodeEvent):
            return
        if reason := _not_plain(event):
            self.wrong.append(Located(self._file, *mark, reason))
        if self._open and isinstance(self._open[-1][0], dict) and self._waiting[-1] is None:
            self._key(event, mark)
        else:
            self._value(event, mark)

    def _key(self, event: Any, mark: Mark) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise refusal(self._name, "a name must be plain text here; put it in quotes if it is.", *mark)
        key = event.value
        path = (*self._open[-1][1], key)
        if path in self.tree.keys:
            first = self.tree.keys[path][0]
            message = f"`{clean(key, 60)}` stands here again (first on line {first}); remove one."
            self.duplicates.append(Located(self._file, *mark, message))
        else:
            self.tree.keys[path] = mark
        self._waiting[-1] = key

    def _value(self, event: Any, mark: Mark) -> None:
        value: Any = _scalar(event)
        path: Steps = ()
        if not self._open:
            self.tree.data = value
        else:
            parent, above = self._open[-1]
            if isinstance(parent, list):
                path = (*above, len(parent))
                parent.append(value)
            else:
                key, self._waiting[-1] = self._waiting[-1], None
                path = (*above, key or "")
                if path in self.tree.values:  # a duplicate: keep the first, look at this one apart
                    path = (*path, "=again", *mark)
                else:
                    parent[key] = value
        self.tree.values[path] = mark
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= _MAX_DEPTH:
                raise refusal(self._name, "this is nested too deeply; check the indentation.", *mark)
            self._open.append((value, path))
            self._waiting.append(None)


def _events(text: str, file: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_PARSER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise CatalogError([Located(file, *place, _syntax(error.problem or ""))]) from None
    except yaml.YAMLError:
        raise refusal(file, "this is not YAML; check the characters of the file.", 1, 1) from None


_SYNTAX = {  # what the two parsers of PyYAML say, and what a person needs to hear
    "mapping values are not allowed": "a second `:` is not allowed here; "
    "put the text in quotes, or check the indentation",
    "found character": "text may not start with this character; put it in quotes, and indent with spaces, not tabs",
    "nesting depth": "this is nested too deeply; check the indentation",
    "end of stream": "a quote is still open at the end; close it",
    "expected ','": "a bracket is not closed, or a comma is missing; add it",
    "expected ':'": "a `:` is missing; write `name: value`, and check the indentation",
    "expected": "this line does not fit those above it; check the indentation and the quotes",
}


def _syntax(problem: str) -> str:
    for part, message in _SYNTAX.items():
        if part in problem:
            return f"{message}."
    return f"this is not valid YAML ({clean(problem, 100)}); check the indentation, quotes and brackets."


def _not_plain(event: Any) -> str:
    if isinstance(event, yaml.AliasEvent):
        return "references with `*` are not used here; write the value out, or define it once and use its id."
    if event.anchor:
        return "anchors with `&` are not used here; remove it, or put the text in quotes."
    if event.tag:
        return "tags with `!` are not used here; remove it, or put the text in quotes."
    return ""


def _scalar(event: Any) -> Any:
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.AliasEvent):
        return None
    if not event.style and event.value in ("", "~", "null", "Null", "NULL"):
        return None
    return event.value
