"""The keys of the screen one is on."""

from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from ce_tui.ui.box import Box
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.layout import hang
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import Hinted, keys_of


class HelpScreen(Box[None]):
    """The keys in force on the screen below, with what else there is to say of it."""

    BOX_TITLE = "Keys"
    text = getters.query_one("#help", Fluid)

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._keys = keys_of(of)
        self._about = of.HELP or ""
        self._hint = of.focused.hint if isinstance(of.focused, Hinted) else ""

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("help")

    def on_mount(self) -> None:
        # Textual would not see that it grows while the box is laid out for the first time.
        self.call_after_refresh(self.text.show, self._keys_in)

    def _keys_in(self, width: int) -> Content:
        rows = [(", ".join(bound.keys), bound.does) for bound in self._keys]
        if self._hint:
            rows.insert(0, ("In this field", self._hint))
        column = min(max(len(keys) for keys, _ in rows), 20)
        text = [
            line
            for keys, does in rows
            for line in hang(Content.styled(f"{keys:<{column}}  ", "bold"), plain(does), width)
        ]
        return Content("\n").join([*text, *([Content(""), plain(self._about)] if self._about else [])])
