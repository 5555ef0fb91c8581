"""Each file and name that docs/architecture.md sends a reader to is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ce_tui"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = re.findall(r"`([\w/]+\.py)` \| `([\w.]+)`", PAGE)
PATHS = sorted(set(re.findall(r"`((?:\w+/)*\w+\.py|\w+(?:/\w+)+)`", PAGE)))


def names(path: Path) -> set[str]:
    """Every function, class, method and constant of a file, methods with their class."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            found |= {f"{node.name}.{one.name}" for one in ast.iter_child_nodes(node) if hasattr(one, "name")}
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_what_the_page_points_at_is_there(file: str, name: str) -> None:
    assert name in names(SOURCE / file)


@pytest.mark.parametrize("path", PATHS)
def test_every_path_of_the_page_is_there(path: str) -> None:
    assert (SOURCE / path).exists() or (ROOT / path).exists()


def test_the_page_points_at_enough() -> None:
    assert len(NAMED) > 20


def test_every_room_has_a_row() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"} | {"cli"}
    told = PAGE.partition("## Rooms")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)) == rooms


def test_the_test_it_shows_is_one_of_ours() -> None:
    for file, code in re.findall(r"^```python (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        assert code in (ROOT / file).read_text("utf-8")
