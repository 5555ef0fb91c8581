"""What validation found, said in plain words and with its place in the file."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from ce_tui.catalog import asking
from ce_tui.catalog import format as fmt
from ce_tui.catalog.guard import Mark, Steps, Tree
from ce_tui.catalog.result import Located
from ce_tui.credit.text import clean

_OWNERS: dict[str | int, type[asking.Base]] = {
    "=note": asking.Note,
    "=text": asking.TextQuestion,
    "=number": asking.NumberQuestion,
    "=date": asking.DateQuestion,
    "=single choice": asking.SingleQuestion,
    "=multiple choice": asking.MultipleQuestion,
    "=rating": asking.RatingQuestion,
    "=yes/no": asking.YesNoQuestion,
    "=matrix": asking.MatrixQuestion,
    "=attestation": asking.AttestationQuestion,
    "=quiz single choice": asking.QuizSingle,
    "=quiz multiple choice": asking.QuizMultiple,
    "=quiz true/false": asking.QuizTrueFalse,
    "=quiz yes/no": asking.QuizYesNo,
    "=quiz number": asking.QuizNumber,
    "=video": fmt.Video,
    "=session": fmt.Session,
    "=reading": fmt.Reading,
    "=quiz": fmt.Quiz,
    "signatory": fmt.Signatory,
    "shown_if": asking.ShownIf,
    "type": fmt.Type,
    "progress": fmt.Progress,
    "claim": fmt.Window,
    "partial": fmt.Partial,
    "certificate": fmt.Certificate,
}
_TAGS = {asking.TEXT, asking.LIST, asking.FIELDS, *(tag for tag in _OWNERS if str(tag).startswith("="))}


@dataclass(slots=True)
class Report:
    """Collects what is wrong with one file while it is read."""

    file: str
    tree: Tree
    problems: list[Located] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def found(self) -> list[Located]:
        """Each problem once: a set of questions is checked for every credit that uses it."""
        return list(dict.fromkeys(self.problems))

    def add(self, path: Steps, message: str, *, at_key: bool = False) -> None:
        """A problem with the value at `path` (or its key)."""
        mark = self.tree.key(path) if at_key else self.tree.value(path)
        self.problems.append(Located(self.file, *mark, message))

    def warn(self, path: Steps, message: str) -> None:
        self.warnings.append(str(Located(self.file, *self.tree.value(path), message)))

    def warn_once(self, path: Steps, message: str) -> None:
        """The same, of what several credits ask for alike."""
        if str(Located(self.file, *self.tree.value(path), message)) not in self.warnings:
            self.warn(path, message)

    def line(self, path: Steps) -> int:
        return self.tree.value(path)[0]

    def check(self, adapter: TypeAdapter[Any], owner: type[asking.Base] | None, path: Steps) -> Any:
        """The value at `path` as the adapter makes it; None, with every problem noted, when it cannot be.

        `owner` is the class of the value when its type does not choose one by `kind`.
        """
        try:
            return adapter.validate_python(self.tree.get(path))
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                mark, message = _say(self.tree, path, owner, found)
                self.problems.append(Located(self.file, *mark, message))
            return None


def _say(tree: Tree, base: Steps, owner: type[asking.Base] | None, error: Any) -> tuple[Mark, str]:
    loc: Steps = error["loc"]
    kind: str = error["type"]
    if loc and loc[-1] == "[key]" and kind != "extra_forbidden":  # the name of an option or a question set
        path = base + _plain(loc[:-1])
        return tree.key(path), f"the name `{_short(path[-1])}` {_reason(error)}."
    path = base + _plain(loc)
    if kind == "missing":
        parent = _owner(loc, owner)
        name = str(loc[-1])
        if path in tree.values:
            return tree.value(path), f"`{name}` is empty; write something{_example(parent, name)}."
        return tree.value(path[:-1]), f"this {parent.noun} needs `{name}`{_example(parent, name)}."
    if kind == "extra_forbidden":
        parent = _owner(loc, owner)
        name = _short(loc[-1])
        return tree.key(path), f"`{name}` is not a field of {_a(parent.noun)}; {_suggest(name, parent)}"
    value = tree.get(path)
    while path not in tree.values and len(path) > len(base):  # the short form of a group of fields
        path = path[:-1]
        value = tree.get(path)
    if kind.startswith("union_tag"):
        return _wrong_kind(tree, path, value, error)
    name = _name(path)
    if kind in ("enum", "literal_error"):
        expected = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        return tree.value(path), f"{name} cannot be “{_short(value)}”; {_choose(_short(value), expected)}."
    if kind == "value_error":
        return tree.value(path), f"{name} {_reason(error)}.".replace("?.", "?")
    if kind in ("list_type", "too_short"):
        return tree.value(path), f"{name} must be a list with at least one entry; start each with `- `."
    if kind in ("model_type", "model_attributes_type", "dict_type", "dataclass_type"):
        return tree.value(path), f"{name} must be a group of fields; write them below it, indented."
    return tree.value(path), f"{name} cannot be used as it is ({clean(error['msg'], 100)}); correct it."


def _wrong_kind(tree: Tree, path: Steps, value: Any, error: Any) -> tuple[Mark, str]:
    """The wrong shape of a value, or an entry whose `kind` is missing or unknown."""
    tags = re.findall(r"'([^']*)'", str(error["ctx"].get("expected_tags", ""))) or []
    by_kind = not tags or any(tag.startswith("=") for tag in tags)
    if by_kind and isinstance(value, dict):
        kinds = _kinds(tags) if tags else _kinds_at(path)
        written = value.get("kind")
        if not isinstance(written, str):
            return tree.value(path), f"this entry needs `kind`; choose {_or(kinds)}."
        mark = tree.value((*path, "kind"))
        return mark, f"`kind` cannot be “{_short(written)}”; {_choose(_short(written), kinds)}."
    name = _name(path)
    if value is None:
        return tree.value(path), f"{name} is empty; write something or remove the line."
    if by_kind:
        return tree.value(path), f"{name} must be a group of fields such as `kind:` and `id:`."
    shapes = {
        asking.TEXT: "a single value",
        asking.LIST: "a list",
        asking.FIELDS: "a group of `name: value` lines",
    }
    return tree.value(path), f"{name} must be {_or([shapes[tag] for tag in tags if tag in shapes])}."


def _kinds_at(path: Steps) -> list[str]:
    places = [step for step in path if isinstance(step, str)]
    if "questions" not in places:
        return _kinds(["=video", "=session", "=reading", "=quiz"])
    if "contents" in places:
        return _kinds([tag for tag, owner in _OWNERS.items() if issubclass(owner, asking.QuizAsked)])
    return _kinds([tag for tag, owner in _OWNERS.items() if issubclass(owner, asking.FormQuestion | asking.Note)])


def _kinds(tags: list[Any]) -> list[str]:
    found: list[str] = []
    for tag in tags:
        if tag in _OWNERS:
            found.extend(get_args(_OWNERS[tag].model_fields["kind"].annotation))
    return found


def _plain(loc: Steps) -> Steps:
    """A pydantic location without the marks of the ways a value can be written."""
    return tuple(step for step in loc if step not in _TAGS)


def _owner(loc: Steps, owner: type[asking.Base] | None) -> type[asking.Base]:
    for step in reversed(loc[:-1]):
        if step in _OWNERS:
            return _OWNERS[step]
    return owner or fmt.Catalog


@cache
def _homes(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(owner.noun for owner in _OWNERS.values() if name in owner.model_fields))


def _suggest(name: str, owner: type[asking.Base]) -> str:
    known = list(owner.model_fields)
    near = get_close_matches(name.lower().replace("-", "_").replace(" ", "_"), known, 1, 0.7)
    if near:
        return f"did you mean `{near[0]}`?"
    if homes := _homes(name)[:3]:
        return f"it belongs to {_or([_a(home) for home in homes])}."
    return f"known are {', '.join(known)}."


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _example(owner: type[asking.Base], name: str) -> str:
    known = owner.model_fields.get(name)
    if known is None or not known.examples:
        return ""
    example = known.examples[0]
    shown = f"[{', '.join(example)}]" if isinstance(example, list) else example
    return f", for example `{name}: {shown}`"


def _reason(error: Any) -> str:
    return clean(str(error.get("ctx", {}).get("error", error["msg"])))


def _name(path: Steps) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        around = next((step for step in reversed(path) if isinstance(step, str)), "the list")
        return f"entry {path[-1] + 1} of `{_short(around)}`"
    return f"`{_short(path[-1])}`"


def _choose(written: str, choices: list[str]) -> str:
    near = get_close_matches(written.lower(), choices, 1, 0.7)
    hint = f" (did you mean {near[0]}?)" if near else ""
    if len(choices) == 1:  # a single word stands beside other ways of writing the value
        hint += ", or write it out below"
    return f"choose {_or(choices)}{hint}"


def _or(choices: list[str]) -> str:
    if len(choices) < 2:
        return "".join(choices)
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def _short(value: object) -> str:
    return clean(str(value), 60)
