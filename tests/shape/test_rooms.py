"""The shape of the project: which room may know which, and what no file may do."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ce_tui"
FILES = sorted(SOURCE.rglob("*.py"))
ORM = {"sqlmodel", "sqlalchemy", "alembic"}
HEAVY = {"textual", *ORM, "pydantic", "fpdf", "fontTools", "PIL", "yaml"}
ROOMS = {
    # room: (the rooms it may know, what else it may use, what importing it may load of HEAVY)
    "errors": (set(), set(), set()),
    "exit_codes": (set(), set(), set()),
    "files": (set(), set(), set()),
    "credit": (set(), set(), set()),
    "store": ({"credit", "errors", "files"}, {*ORM, "pydantic"}, set()),
    "catalog": ({"credit", "errors"}, {"pydantic", "yaml", "defusedxml"}, {"pydantic", "yaml"}),
    "certificate": (
        {"credit", "errors", "files"},
        {"fpdf", "uharfbuzz", "segno", "fontTools", "noto_cjk_sans_otc"},
        set(),
    ),
    "player": ({"credit"}, set(), set()),
    "exchange": ({"credit", "errors"}, set(), set()),
    "demo": (
        {
            "credit",
            "catalog",
            "store",
            "certificate",
            "exchange",
            "settings",
            "ui",
            "crash",
            "errors",
            "exit_codes",
            "files",
        },
        {"textual", "rich"},
        {"textual"},
    ),
    "ui": (
        {
            "credit",
            "catalog",
            "store",
            "certificate",
            "player",
            "exchange",
            "settings",
            "terminal",
            "kiosk",
            "errors",
            "exit_codes",
            "files",
        },
        {"textual", "rich", "markdown_it", "platformdirs"},
        {"textual"},
    ),
    "kiosk": ({"terminal", "credit", "settings", "errors", "exit_codes", "files"}, {"argon2"}, set()),
    "settings": ({"credit", "errors", "files"}, {"platformdirs"}, set()),
    "crash": ({"credit", "files"}, set(), set()),
    "terminal": (set(), set(), set()),
    "commands": (
        {
            "credit",
            "catalog",
            "store",
            "certificate",
            "player",
            "exchange",
            "settings",
            "terminal",
            "kiosk",
            "crash",
            "demo",
            "ui",
            "errors",
            "exit_codes",
            "files",
        },
        {"rich", "platformdirs"},
        set(),
    ),
}
ROOMS["cli"] = (ROOMS["commands"][0] | {"commands"}, ROOMS["commands"][1], set())
BUILT = sorted(room for room in ROOMS if (SOURCE / room).is_dir() or (SOURCE / f"{room}.py").is_file())


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The modules a file imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield node.lineno, node.module or ""
            if node.module == "ce_tui":
                yield from ((node.lineno, f"ce_tui.{alias.name}") for alias in node.names)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def in_a_process(script: str, home: Path) -> str:
    """What a script prints in a fresh process with a home of its own."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=home,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_file_belongs_to_a_room() -> None:
    assert {room_of(path) for path in FILES} <= {*ROOMS, "__init__", "__main__"}


@pytest.mark.parametrize("room", BUILT)
def test_a_room_knows_only_the_rooms_below_it(room: str) -> None:
    rooms, others, _ = ROOMS[room]
    standard = set(sys.stdlib_module_names)
    wrong = []
    for path in FILES:
        if room_of(path) != room or "migrations" in path.parts:
            continue
        for line, module in imports(path):
            top, _, rest = module.partition(".")
            known = rest.partition(".")[0]
            if top == "ce_tui":
                allowed = not known or known == room or known in rooms or known == "__version__"
            else:
                allowed = top in standard or top in others
            if not allowed:
                wrong.append(f"{where(path, line)} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("room", BUILT)
def test_importing_a_room_loads_nothing_it_should_not(room: str, tmp_path: Path) -> None:
    script = f"""
import json, sys
import ce_tui.{room}
print(json.dumps([sorted({HEAVY!r} & set(sys.modules)), sorted(m for m in sys.modules if m.startswith("ce_tui."))]))
"""
    heavy, own = json.loads(in_a_process(script, tmp_path))
    rooms, _, may_load = ROOMS[room]
    assert set(heavy) <= may_load
    assert {name.split(".")[1] for name in own} <= {room} | rooms


def test_importing_every_module_writes_no_file_and_says_nothing(tmp_path: Path) -> None:
    names = [".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in FILES]
    modules = [name.removesuffix(".__init__") for name in names if "migrations" not in name and "__main__" not in name]
    script = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)"
    home = tmp_path / "home"
    assert in_a_process(script, home) == ""
    assert [*home.iterdir()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_grows_into_a_hall(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_only_the_command_reads_the_clock() -> None:
    """`now` is an argument everywhere else. (A monotonic clock, for how long something took, is no time of day.)"""
    found = []
    for path in FILES:
        if path == SOURCE / "cli.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS:
                found.append(f"{where(path, node.lineno)} {ast.unparse(node)}")
    assert found == []


def test_a_worker_is_given_its_work_unbegun() -> None:
    """A coroutine that an app at its end never starts is one that Python complains of, in whatever runs next."""
    begun = [
        f"{where(path, node.lineno)} {ast.unparse(node)}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("run_worker")
        for work in node.args[:1]
        if isinstance(work, ast.Call) and ast.unparse(work.func) != "partial"
    ]
    assert begun == []


CLOCKS = {
    f"{kind}.{name}"
    for kind in ("datetime", "date", "datetime.datetime", "datetime.date")
    for name in ("now", "utcnow", "today")
} | {"time.time", "time.time_ns", "time.localtime"}

MACHINE = re.compile(r"/(?:work|root)/|/home/(?!ada)\w+/|/Users/|[A-Z]:\\\\|PycharmProjects")


def test_no_text_of_the_project_names_a_machine() -> None:
    texts = [ROOT / name for name in ("README.md", "CHANGELOG.md", "pyproject.toml", ".ci/run", "justfile")]
    texts += [
        path
        for folder in ("src", "tests", "docs", "screenshots", ".github")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in TEXTS
    ]
    found = [
        f"{where(path, number)} {line.strip()[:80]}"
        for path in texts
        if path.is_file() and path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


TEXTS = {".py", ".toml", ".md", ".yaml", ".yml", ".json", ".tcss", ".txt", ".cfg", ".sh"}

# What follows keeps text that is no literal of the source from being read as markup or printed raw: it enters a
# widget only as `Content`, which `plain` (and whatever else returns `Content`) makes of it.

UI = [path for path in FILES if room_of(path) in ("ui", "demo")]
WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "RadioButton",
    "Option",
    "Selection",
    "Tab",
    "TabPane",
    "Collapsible",
    "Placeholder",
    "Link",
    "Digits",
    "Tooltip",
}
PROPERTIES = {"border_title", "border_subtitle", "tooltip", "label", "prompt"}
READ_AS_TEXT = {"Markdown", "TextArea", "Input", "Log"}  # their `update` or value is no markup


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def returning_content() -> set[str]:
    """Functions and attributes of the ui that are annotated as `Content`."""
    names = set()
    for path in UI:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                arguments = [*node.args.args, *node.args.kwonlyargs]
                names |= {arg.arg for arg in arguments if arg.annotation and _is_content(arg.annotation)}
                names |= {f"_{arg.arg}" for arg in arguments if arg.annotation and _is_content(arg.annotation)}
                if node.returns is not None and _is_content(node.returns):
                    names.add(node.name)
    return names


def _is_content(annotation: ast.expr) -> bool:
    """`Content`, also when a function returns it or it may be None; never beside `str`."""
    words = set(re.findall(r"\w+", ast.unparse(annotation)))
    return "Content" in words and "str" not in words


def textual_names(tree: ast.Module) -> tuple[set[str], set[ast.AST]]:
    """The names in a module that are widgets or options of Textual, or classes made of them; of the classes that
    take arguments of their own, the functions in which `super().__init__` makes the widget.
    """
    makers: set[ast.AST] = set()
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual")
        for alias in node.names
        if alias.name in WIDGETS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in names for base in node.bases):
            own = {part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"}
            makers |= own
            names |= set() if own else {node.name}
    return names, makers


class Judge:
    """Whether an expression of a function is text of the source, or content."""

    def __init__(self, safe: set[str], function: ast.AST, constants: set[str]) -> None:
        self.safe, self.constants = safe, constants
        self.values: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.values.setdefault(target.id, []).append(node.value)

    def fine(self, node: ast.expr, depth: int = 0) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.IfExp():
                return self.fine(node.body, depth) and self.fine(node.orelse, depth)
            case ast.BoolOp():
                return all(self.fine(value, depth) for value in node.values)
            case ast.BinOp():
                return self.fine(node.left, depth) and self.fine(node.right, depth)
            case ast.Call(func=ast.Name(id=name)):
                return name in self.safe or name == "Content"
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                return name in self.safe or ast.unparse(value) == "Content" or self.fine(value, depth)
            case ast.Subscript():
                return self.fine(node.value, depth)
            case ast.Name():
                known = self.values.get(node.id, [])
                if node.id in self.safe or node.id in self.constants:
                    return True
                return depth < 5 and bool(known) and all(self.fine(value, depth + 1) for value in known)
            case ast.Attribute():
                return node.attr in self.safe
            case ast.Await():
                return self.fine(node.value, depth)
        return False


def literals(tree: ast.Module) -> set[str]:
    """Names of the module that hold text of the source, or content made of it."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign):
            value = node.value
            if isinstance(value, ast.Call) and ast.unparse(value.func) == "Content":
                value = value.args[0]
            if isinstance(value, ast.Constant):
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def unsafe(path: Path, safe: set[str]) -> Iterator[str]:
    tree = tree_of(path)
    (widgets, makers), constants = textual_names(tree), literals(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for function in functions:
        judge = Judge(safe, function, constants)
        for node in ast.walk(function):
            risky: list[ast.expr] = []
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                name = called.rpartition(".")[2]
                if name in widgets or (called == "super().__init__" and function in makers):
                    risky = node.args[:1] + [
                        k.value for k in node.keywords if k.arg in ("content", "label", "prompt", "tooltip")
                    ]
                elif name == "update" and not any(kind in called for kind in READ_AS_TEXT):
                    risky = node.args[:1]
                elif name == "notify" and not any(
                    k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords
                ):
                    yield f"{where(path, node.lineno)} notify without markup=False"
            elif isinstance(node, ast.Assign):
                targets = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
                if targets & PROPERTIES:
                    risky = [node.value]
            yield from (
                f"{where(path, value.lineno)} {ast.unparse(value)[:70]}"
                for value in risky
                if not isinstance(value, (ast.Starred, ast.Dict, ast.GeneratorExp)) and not judge.fine(value)
            )


def test_text_from_outside_reaches_widgets_only_as_content() -> None:
    safe = returning_content()
    assert sorted({line for path in UI for line in unsafe(path, safe)}) == []


@pytest.mark.parametrize(
    "line",
    [
        'yield Static(f"{title}")',
        "yield Static(title)",
        "yield Static(self.title)",
        "yield Button(str(title))",
        "yield Label(title or 'x')",
        "self.shown.update(title)",
        "self.notify(title)",
        "self.border_title = title",
        "self.tooltip = f'{title}'",
        "yield Own(title)",
        "text = title; yield Static(text)",
        "class Made(Label):;    def __init__(self, title):;        super().__init__(title)",
        "yield Static(title, markup=False)",
    ],
)
def test_the_check_sees_what_it_is_for(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "widget.py"
    head = "from textual.widgets import Static, Button, Label\nclass Own(Static): ...\ndef compose(self, title):\n"
    module.write_text(head + "".join(f"    {part}\n" for part in line.split("; ")))
    monkeypatch.setattr(sys.modules[__name__], "where", lambda path, number: f"{path}:{number}")
    assert [*unsafe(module, set())]


CLEANING = {"plain", "whole", "fit", "shorten", "clean", "clean_block", "_safe", "len", "cells", "qr_lines", "stylize"}
CONTENT = {"Content", "Content.styled", "Content.assemble"}


def texts() -> set[str]:
    """Names of what may hold text from outside: a field of text in the nouns, or a method that makes text of one."""
    from ce_tui.credit import checkin, ledger, listing, model, parties, questions, quiz, types

    nouns = {
        noun
        for module in (checkin, ledger, listing, model, parties, questions, quiz, types)
        for noun in vars(module).values()
        if is_dataclass(noun) or hasattr(noun, "_fields")
    }
    found = {name for noun in nouns for name, kind in noun.__annotations__.items() if "str" in str(kind)}
    return (found | {"say", "say_in_full"}) - {"kind", "question"}


def raw(path: Path, outside: set[str]) -> Iterator[str]:
    """Where text of the nouns enters content as it is: as content is no markup, but has its control characters."""
    tree = tree_of(path)

    def dirty(node: ast.AST, judge: Judge, depth: int = 0) -> bool:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in CLEANING:
                return False
        if isinstance(node, ast.IfExp):
            return dirty(node.body, judge, depth) or dirty(node.orelse, judge, depth)
        if isinstance(node, ast.Attribute) and node.attr in outside:
            return True
        if isinstance(node, ast.Name) and depth < 5:
            return any(dirty(value, judge, depth + 1) for value in judge.values.get(node.id, ()))
        return any(dirty(child, judge, depth) for child in ast.iter_child_nodes(node))

    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            judge = Judge(set(), function, set())
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in CONTENT:
                    for value in node.args:
                        if dirty(value, judge):
                            yield f"{where(path, value.lineno)} {ast.unparse(value)[:70]}"


def test_text_of_the_store_enters_content_only_cleaned() -> None:
    assert sorted({line for path in UI for line in raw(path, texts())}) == []


@pytest.mark.parametrize(
    "line",
    [
        "Content(credit.title)",
        "Content(f'x {credit.title}')",
        "Content.assemble((credit.type.label, 'b'))",
        "Content.assemble('x', ('y' + credit.type.label, 'b'))",
        "Content.styled(credit.type.say(amount), 'b')",
        "name = credit.title; Content(name)",
        "more = [(f'{credit.room}', 'b')]; Content.assemble('x', *more)",
        "Content.assemble(*((one.title, 'b') for one in contents))",
        "Content(credit.title if credit else '')",
        "Content(credit.title.strip())",
        "Content(', '.join(credit.speakers))",
    ],
)
def test_the_check_of_content_sees_what_it_is_for(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "widget.py"
    monkeypatch.setattr(sys.modules[__name__], "where", lambda path, number: f"{path}:{number}")
    module.write_text("def told(credit, contents, amount):\n" + "".join(f"    {part}\n" for part in line.split("; ")))
    assert [*raw(module, texts())]
    module.write_text("def told(credit):\n    Content.assemble(plain(credit.title), (clean(credit.room), 'b'), 'x')\n")
    assert [*raw(module, texts())] == []
