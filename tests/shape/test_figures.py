"""Figures that tell of dark corners. Each may only shrink: whoever makes one smaller writes the new one down here."""

import ast
import re
import shutil
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
FILES = tuple(sorted(SOURCE.rglob("*.py")))
TESTS = tuple(sorted((ROOT / "tests").rglob("*.py")))
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def functions() -> tuple[tuple[Path, Function], ...]:
    nodes = ((path, node) for path in FILES for node in ast.walk(tree(path)))
    return tuple((path, node) for path, node in nodes if isinstance(node, Function))


def own_functions() -> Iterator[Function]:
    """Those that people wrote; a migration is a record of what was done, and stays as it is."""
    return (node for path, node in functions() if "migrations" not in path.parts)


def late_imports() -> set[tuple[Path, int]]:
    inside = ((path, node) for path, function in functions() for node in ast.walk(function))
    return {(path, node.lineno) for path, node in inside if isinstance(node, (ast.Import, ast.ImportFrom))}


def lengths() -> list[int]:
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in own_functions()]


def by_position(function: Function) -> int:
    return len([argument for argument in function.args.args if argument.arg not in ("self", "cls")])


def in_circles() -> list[str]:
    graph = grimp.build_graph("ce_tui", cache_dir=None)
    return [
        module
        for module in sorted(graph.modules)
        if any(module in graph.find_upstream_modules(d) for d in graph.find_modules_directly_imported_by(module))
    ]


def found(pattern: str, paths: tuple[Path, ...] = FILES, without: tuple[str, ...] = ()) -> list[Path]:
    """A path for each time that the pattern is found, in files that lie in none of those folders."""
    files = [path for path in paths if not {*without} & {*path.relative_to(ROOT).parts}]
    return [path for path in files for _ in re.findall(pattern, path.read_text(), re.MULTILINE)]


def classes_of_two_files() -> list[str]:
    homes: dict[str, set[Path]] = defaultdict(set)
    for path in FILES:
        for name in re.findall(r"^class ([A-Z]\w+)", path.read_text(), re.MULTILINE):
            homes[name].add(path)
    return sorted(name for name, paths in homes.items() if len(paths) > 1)


SAME_LINES = 6
"""So many lines that stand in two places, letter for letter, are one thing written twice."""


def lines_that_say_something(path: Path) -> list[str]:
    """The lines of a file without imports, comments, blank lines and lone brackets."""
    dull: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            dull |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    lines = path.read_text().splitlines()
    texts = [re.split(r"(?:^|\s)#", line)[0].strip() for number, line in enumerate(lines, 1) if number not in dull]
    return [text for text in texts if re.search(r"\w", text)]


def clones() -> set[tuple[Path, Path]]:
    """The pairs of files that share a run of `SAME_LINES` lines, or the file that has one twice."""
    places: dict[tuple[str, ...], list[tuple[Path, int]]] = defaultdict(list)
    for path in FILES:
        if "migrations" not in path.parts:
            lines = lines_that_say_something(path)
            for start in range(len(lines) - SAME_LINES + 1):
                places[tuple(lines[start : start + SAME_LINES])].append((path, start))
    return {(one, other) for found in places.values() for (one, _), (other, _) in pairwise(found)}


def git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout if done.returncode == 0 else ""


PRIVATE = r"textual\._|__watchers|\._(?:driver|notifications|compositor|handle_exception)\b"
ON_SCREENS = r"getattr\((?:self\.)?(?:app|screen|page|main|(?:node|screen)\.app|widget|focused|of\.focused), \""
PLURALS = r"'s' if|\"1 [a-z ]+\.?\" if|1 answer needs|\" if \w[a-z.]* == 1 else \""
FIGURES: dict[str, tuple[Callable[[], int], int]] = {
    "imports inside functions": (lambda: len(late_imports()), 39),
    "files with imports inside functions": (lambda: len({path for path, _ in late_imports()}), 13),
    "modules in circles": (lambda: len(in_circles()), 0),
    "files of ui that know the demo": (lambda: len({*found(r"ce_tui\.demo", ui_files())}), 0),
    "places the formatter is kept from": (lambda: len(found(r"fmt: (?:skip|off)", FILES + TESTS, ("shape",))), 0),
    "functions over 40 lines": (lambda: sum(length > 40 for length in lengths()), 0),
    "functions over 25 lines": (lambda: sum(length > 25 for length in lengths()), 48),
    "functions with more than 6 parameters by position": (
        lambda: sum(by_position(function) > 6 for function in own_functions()),
        0,
    ),
    "class names that two files define": (lambda: len(classes_of_two_files()), 3),
    "files that touch Textual's private parts": (lambda: len({*found(PRIVATE)}), 2),
    "widgets asked for where they are used": (lambda: len(found(r"(?<!getters)\.query_one\(")), 3),
    "getattr on screens and apps": (lambda: len(found(ON_SCREENS)), 0),
    "files that make temporary files themselves": (lambda: len({*found("mkstemp|NamedTemporaryFile")}), 1),
    "plurals by hand": (lambda: len(found(PLURALS)), 0),
    "databases asked outside the store": (lambda: len(found(r"\._database\b", without=("store",))), 0),
    "databases asked in tests": (lambda: len(found(r"\._database\b", TESTS, ("store", "faults", "shape"))), 0),
    "pairs of files with the same lines": (lambda: len(clones()), 0),
    "python files in ui itself": (lambda: len([*(SOURCE / "ce_tui" / "ui").glob("*.py")]), 22),
    "lines of the longest file": (lambda: max(len(path.read_text().splitlines()) for path in FILES), 400),
}


def ui_files() -> tuple[Path, ...]:
    return tuple(path for path in FILES if "ui" in path.relative_to(SOURCE).parts)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_only_shrinks(figure: str) -> None:
    measure, most = FIGURES[figure]
    assert measure() <= most


def test_thirteen_contracts_hold_the_rooms() -> None:
    assert (ROOT / "pyproject.toml").read_text().count("importlinter.contracts") >= 5


def test_commits_say_what_and_why() -> None:
    """Of the last sixty: the subject fits a line of a log, and a body says why and how one sees that it holds."""
    if shutil.which("git") is None or git("rev-parse", "--is-shallow-repository").strip() != "false":
        pytest.skip("without git and its history there are no commits to read")
    subjects = git("log", "-60", "--no-merges", "--format=%s").splitlines()
    bodies = [body for body in git("log", "-60", "--no-merges", "--format=%b%x00").split("\0") if body.strip()]
    assert statistics.median(map(len, subjects)) <= 60
    assert len(bodies) >= min(20, len(subjects))
