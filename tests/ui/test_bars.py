"""The line of keys shows what there is room for, whole, and always the last."""

import pytest
from textual.app import App, ComposeResult

from ce_tui.ui.bars import KeyBar

HINTS = (("↵", "open", "bell"), ("/", "filter", "bell"), ("?", "why", "bell"), ("F1", "help", "bell"))


class Bars(App[None]):
    CSS = "#keys { padding: 0 1; }"

    def compose(self) -> ComposeResult:
        yield KeyBar(*HINTS)


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, "↵ open   / filter   ? why   F1 help"),
        (30, "↵ open   / filter   F1 help"),
        (20, "↵ open   F1 help"),
        (9, "F1 help"),
    ],
)
async def test_hints_are_shown_whole_or_not_at_all(width: int, text: str) -> None:
    async with Bars().run_test(size=(width, 3)) as pilot:
        assert str(pilot.app.query_one(KeyBar).render()) == text


async def test_other_hints_can_be_shown_and_clicked() -> None:
    async with Bars().run_test(size=(30, 3)) as pilot:
        rung: list[str] = []
        pilot.app.bell = lambda: rung.append("bell")  # type: ignore[method-assign]
        pilot.app.query_one(KeyBar).show(("Esc", "back", "app.bell"))
        await pilot.pause()
        assert str(pilot.app.query_one(KeyBar).render()) == "Esc back"
        await pilot.click(KeyBar, offset=(2, 0))
        assert rung == ["bell"]
