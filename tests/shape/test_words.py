"""One word, one thing: the glossary's homes are there, and no name that was given up comes back."""

import ast
import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ce_tui"
PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in row.strip("|").split(" | "))
    for row in re.findall(r"^\| (.*) \|$", PAGE, re.MULTILINE)
    if not row.startswith("Word | ")
]
MODULES = {
    "heard": "statements",
    "waiting": "throttle",
    "checks": "attention or health",
    "hearing": "driver",
    "doing": "shortcuts",
    "guide": "past",
    "care": "backups",
    "soundness": "integrity",
    "listening": "interruptible",
    "throwaway": "demo_stores",
    "copying": "copies",
    "line": "parser",
    "station": "kiosk",
    "addresses": "links",
    "rules": "the drawers of the store",
    "recording": "learning and ledger",
    "signing_in": "accounts",
    "exchanging": "statements",
    "attending": "sessions",
    "checking": "learning",
    "proving": "certificates",
}
"""Names of modules that gave way, and what took their place."""
NAMES = {
    "Heard": "Statement",
    "Placed": "Matched",
    "Patience": "Throttle",
    "PATIENCE_SECONDS": "TELL_AFTER_SECONDS",
    "_PATIENCE": "WAIT_SECONDS",
    "Check": "Finding",
    "CheckBox": "AttentionBox",
    "Hearing": "RobustParser",
    "HearingDriver": "RobustDriver",
    "Step": "Shot, TourStep or FormStep",
    "Done": "Finished or Spent",
    "ClaimDoor": "ClaimBackend",
    "station_name": "kiosk_name",
    "close_station": "close_kiosk",
}
"""Classes, functions and constants that gave way, and what took their place."""


def found() -> dict[str, str]:
    """By place, each module and each class, function or constant that bears a name that was given up."""
    back = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if path.stem in MODULES:
            back[place] = place
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                    back |= {f"{place}: {name}": name} if name in NAMES else {}
    return back


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_word_has_a_home_that_is_there(row: tuple[str, ...]) -> None:
    _, meaning, home, screen = row
    assert meaning
    assert screen
    pkgutil.resolve_name(f"ce_tui.{home.strip('`')}")


def test_a_word_has_one_meaning() -> None:
    for column in (0, 1):
        told = [row[column] for row in ROWS]
        assert sorted({one for one in told if told.count(one) > 1}) == []
    assert len(ROWS) > 60


def test_no_name_that_was_given_up_comes_back() -> None:
    assert {place: NAMES.get(name, "") for place, name in found().items()} == {}
