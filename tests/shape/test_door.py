"""The door to the store: what is handed to it runs on the store's own thread."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "ce_tui"
FILES = [path for room in ("ui", "demo") for path in sorted((SOURCE / room).rglob("*.py"))]
ASKING = {"ask", "ask_raw", "begin"}


def strangers(text: str) -> list[str]:
    """What the lambdas handed to the door name beside `store` and locals: an app, a screen, or a clock."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
            for given in node.args[:1]:
                if isinstance(given, ast.Lambda):
                    names = {part.id for part in ast.walk(given.body) if isinstance(part, ast.Name)}
                    found += [f"{node.lineno}: {name}" for name in sorted(names & {"self", "app", "screen", "page"})]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_what_is_handed_to_the_door_names_only_the_store_and_locals(path: Path) -> None:
    assert strangers(path.read_text()) == []


def test_a_screen_in_a_lambda_is_seen() -> None:
    text = (
        "async def f(self):\n    await self.door.ask(lambda store: store.credits.view(self.learner, 1, self.clock()))\n"
    )
    assert strangers(text) == ["2: self"]
