"""Which of several drives."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from ce_tui.credit.text import clean
from ce_tui.ui.box import Box
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.textual_fixes import wait_with_pages

wait_with_pages(OptionList)


class DriveScreen(Box[Path]):
    """The result is the drive that was chosen."""

    BOX_TITLE = "On which drive?"

    def __init__(self, found: tuple[Path, ...]) -> None:
        super().__init__()
        self._found = found

    def body(self) -> ComposeResult:
        yield OptionList(*(Option(plain(clean(path.name))) for path in self._found), markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Cancel", id="close", compact=True)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        leave(self, self._found[event.option_index])
