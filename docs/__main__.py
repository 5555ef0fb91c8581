"""The parts of these pages that the program knows best, written anew: `python docs`.

A made part stands between `<!-- made: NAME -->` and `<!-- end -->`. `python docs --check` writes nothing, names the
pages that are behind and ends with 1.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ce_tui.catalog.json_schema import json_schema
from ce_tui.commands.parser import JSON, commands_of, parser

DOCS = Path(__file__).parent
MADE = re.compile(r"(?<=<!-- made: )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
Schema = Mapping[str, Any]
SCHEMA: Schema = json.loads(json_schema())
ORDER = [
    "Catalog",
    "Organization",
    "Signatory",
    "Credit",
    "Type",
    "Progress",
    "Window",
    "Partial",
    "Certificate",
    "Video",
    "Session",
    "Reading",
    "Quiz",
    "QuizSingle",
    "QuizMultiple",
    "QuizTrueFalse",
    "QuizYesNo",
    "QuizNumber",
    "Note",
    "TextQuestion",
    "NumberQuestion",
    "DateQuestion",
    "SingleQuestion",
    "MultipleQuestion",
    "YesNoQuestion",
    "RatingQuestion",
    "MatrixQuestion",
    "AttestationQuestion",
    "ShownIf",
]
"""The tables as one reads them; what is not named here comes last."""
QUESTIONS = {"Note": "Questions of a claim", "QuizSingle": "Questions of a quiz"}
"""The headings above the kinds of questions, before the first of each."""
TIME = re.compile(r"\b(How long|Time it|The time|Places in|Least real time)\b")
"""How the description of a length begins; the schema itself tells lengths and numbers apart only so."""


# --- commands.md: the command line ------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Every command with its arguments, options, examples and JSON."""
    top = parser()
    settings = {action.dest for action in top._actions}
    for name, (_, made) in commands_of(top).items():
        own = [action for action in made._actions if action.dest not in settings]
        yield from (f"## {name}", "", made.description or "", "", "```text", _usage(name, own), "```", "")
        yield from _options(own)
        if examples := re.findall(r"^  (ce-tui .*)", made.epilog or "", re.MULTILINE):
            yield from ("Examples:", "", "```sh", *examples, "```", "")
        if name in JSON:
            yield from (f"`--json` prints one object: {JSON[name]}.", "")


def settings() -> Iterator[str]:
    """The options that every command takes."""
    yield from _options([action for action in parser()._actions if action.option_strings])


def _usage(name: str, actions: list[argparse.Action]) -> str:
    words = [("[{}]" if action.nargs == "?" else "{}").format(_values(action)) for action in _places(actions)]
    options = ["[OPTION ...]"] * any(action.option_strings for action in actions)
    return " ".join(["ce-tui", name, *options, *words])


def _options(actions: list[argparse.Action]) -> Iterator[str]:
    shown = [action for action in actions if action.help != argparse.SUPPRESS]
    if shown:
        yield from ("| Argument or option | What it does |", "|---|---|")
        for action in [*_places(shown), *(one for one in shown if one.option_strings)]:
            takes = "" if action.nargs == 0 else f" {_values(action)}"
            names = ", ".join(f"`{word}{takes}`" for word in action.option_strings) or f"`{_values(action)}`"
            yield f"| {_cell(names)} | {_cell(action.help or '')} |"
        yield ""


def _places(actions: list[argparse.Action]) -> list[argparse.Action]:
    """The arguments that are known by their place."""
    return [action for action in actions if not action.option_strings and action.nargs != argparse.PARSER]


def _values(action: argparse.Action) -> str:
    named = action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper()
    return named if isinstance(named, str) else " ".join(named)


def _cell(text: str) -> str:
    """One line that ends no cell of its table."""
    return " ".join(text.split()).replace("|", r"\|")


# --- catalog.md: the keys ---------------------------------------------------------------------------------------


def keys() -> Iterator[str]:
    """Every key of the catalog format, table by table, as the JSON Schema has them."""
    tables = _objects(SCHEMA)
    for name in [*filter(tables.get, ORDER), *(name for name in tables if name not in ORDER)]:
        part = tables[name]
        required = part.get("required", ())
        if name in QUESTIONS:
            yield from (f"### {QUESTIONS[name]}", "")
        yield from (
            f"{'####' if _is_question(name) else '###'} {_title(name)}",
            "",
            "| Key | Takes | What it is |",
            "|---|---|---|",
        )
        for key, value in part["properties"].items():
            must = " (required)" if key in required else ""
            examples = ", ".join(f"`{_written(one)}`" for one in value.get("examples", ()))
            what = f"{_described(value)} {f'Such as {examples}.' if examples else ''}"
            yield f"| `{key}`{must} | {_cell(_takes(value))} | {_cell(what)} |"
        yield ""


def _objects(schema: Schema) -> dict[str, Schema]:
    """The objects by name: the catalog itself, what is written out in it, then those that are referred to."""
    found = {"Catalog": schema}

    def look(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                look(one)
        elif isinstance(part, Mapping):
            if "properties" in part and part.get("title") and part is not schema:
                found.setdefault(part["title"], part)
            for key, one in part.items():
                if key != "$defs":
                    look(one)

    look(schema)
    return found | {name: one for name, one in schema["$defs"].items() if "properties" in one}


def _title(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _is_question(name: str) -> bool:
    return name == "Note" or name.endswith("Question") or (name.startswith("Quiz") and name != "Quiz")


def _link(name: str) -> str:
    return f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"


def _described(value: Schema) -> str:
    inner = (one.get("description", "") for one in value.get("anyOf", ()))
    return str(value.get("description") or next(filter(None, inner), ""))


def _takes(value: Schema) -> str:
    """What may be written there, in words, with links to the tables of this page."""
    match value:
        case {"$ref": str(ref)}:
            name = ref.rpartition("/")[2]
            one = SCHEMA["$defs"][name]
            if _is_question(name):
                of = QUESTIONS["QuizSingle" if name.startswith("Quiz") else "Note"]
                return f"[question](#{of.lower().replace(' ', '-')})"
            return _takes(one) if "enum" in one else _link(name)
        case {"enum": [True, False, *_]} | {"enum": ["yes", "no", True, False]}:
            return "yes or no"
        case {"enum": list(words)}:
            return " or ".join(f"`{word}`" for word in words)
        case {"const": word}:
            return f"`{word}`"
        case {"anyOf": list(parts)} | {"oneOf": list(parts)}:
            each = [{"description": value.get("description", ""), **part} for part in parts]
            words = [_takes(part) for part in each if part.get("type") != "null"]
            return " or ".join(dict.fromkeys(words))
        case {"items": Mapping() as items}:
            return f"list of {_takes({'description': value.get('description', ''), **items})}"
        case {"properties": Mapping(), "title": str(name)}:
            return _link(name)
        case {"patternProperties": Mapping() as parts} | {"additionalProperties": Mapping() as parts}:
            (inner,) = parts.values() if "patternProperties" in value else (parts,)
            return f"`name:` with {_takes(inner)}"
    return _plain(value)


def _plain(value: Schema) -> str:
    pattern, kinds = str(value.get("pattern", "")), value.get("type", ())
    if "[Pp]" in pattern:
        return "web address"
    if pattern.startswith("^[0-9]{4}-"):
        return "date, or date and time"
    if pattern.startswith("^[a-z0-9]"):
        return "id"
    if kinds == "string" or kinds[0] == "string":
        return "text"
    if "a moment, or how long" in value.get("description", ""):
        return "length, or date and time"
    return "length" if TIME.search(value.get("description", "")) else "number"


def _written(example: Any) -> str:
    return f"[{', '.join(map(str, example))}]" if isinstance(example, list) else str(example)


# --- architecture.md: rooms and floors --------------------------------------------------------------------------


def rooms() -> Iterator[str]:
    """The floors of each contract of pyproject.toml, drawn from the top: what stands higher may know what is below."""
    contracts = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    for contract in contracts:
        if contract["type"] == "layers":
            yield from (f"**{contract['name']}**", "", "```text", *_floors(contract["layers"]), "```", "")
    yield from ("Beside the floors:", "")
    yield from (f"- {contract['name']}" for contract in contracts if contract["type"] != "layers")
    yield ""


def _floors(layers: list[str]) -> Iterator[str]:
    floors = [[room.strip().removeprefix("ce_tui.") for room in re.split(r"[|:]", layer)] for layer in layers]
    lines = [" │ ".join(floor) for floor in floors]
    wide = max(map(len, lines))
    yield f"┌─{'─' * wide}─┐"
    for number, line in enumerate(lines):
        yield f"│ {line:^{wide}} │"
        yield f"├─{'─' * wide}─┤" if number < len(lines) - 1 else f"└─{'─' * wide}─┘"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "settings": settings,
    "keys": keys,
    "rooms": rooms,
}


def made(page: str) -> str:
    """The page with each made part as it must be now."""
    return MADE.sub(lambda found: f"{found[1]}{found[2]}" + "\n".join(["", *PARTS[found[1]]()]).rstrip() + "\n\n", page)


def stale() -> list[Path]:
    """The pages that are behind the program."""
    pages = sorted(DOCS.rglob("*.md"))
    return [path for path in pages if made(text := path.read_text("utf-8")) != text]


if __name__ == "__main__":
    behind = stale()
    for path in behind:
        print(path.relative_to(DOCS.parent))
        if "--check" not in sys.argv:
            path.write_text(made(path.read_text("utf-8")), "utf-8")
    sys.exit(1 if behind and "--check" in sys.argv else 0)
