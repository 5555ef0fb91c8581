"""Text fields that hold printable text only, whatever is typed, pasted or restored."""

from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from ce_tui.credit.questions import LONG
from ce_tui.credit.text import clean_block
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import Hinted
from ce_tui.ui.textual_fixes import unwatch

MOST = 2 * LONG
"""More than any question allows: what is too long is kept and complained about, not silently cut."""

_KEPT = "\u200c\u200d"  # joiners that some scripts need


def typed(text: str) -> str:
    """The text as one line without control characters; spaces stay, for somebody is still typing."""
    return "".join(char for char in text.replace("\n", " ").replace("\t", " ") if char.isprintable() or char in _KEPT)


class TextInput(Hinted, Input):
    """An input of one line; Enter goes on to the next field."""

    hint = "Enter next field"

    def __init__(self, value: str = "", placeholder: str = "", *, select: bool = False, id: str | None = None) -> None:
        super().__init__(typed(value), placeholder, select_on_focus=select, max_length=MOST, id=id)

    def validate_value(self, value: str) -> str:
        return typed(value)

    async def action_submit(self) -> None:
        self.screen.focus_next()


class LongText(Hinted, TextArea):
    """A text of several lines; Tab goes on to the next field."""

    hint = "Tab next field"

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__(
            clean_block(text, MOST), placeholder=plain(placeholder), highlight_cursor_line=False, classes="long-text"
        )

    def edit(self, edit: Edit) -> EditResult:
        if not edit.text.isprintable() and edit.text != "\n":  # what is typed passes as it is
            edit.text = clean_block(edit.text, MOST)
        return super().edit(edit)

    def on_unmount(self) -> None:
        unwatch(self)  # the theme
