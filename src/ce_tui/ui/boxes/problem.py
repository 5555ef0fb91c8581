"""The store cannot be opened."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Static

from ce_tui.exit_codes import PUT_RIGHT
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box
from ce_tui.ui.drawing.text import plain


class ProblemScreen(Box[None]):
    """The store cannot be opened: says why and what to do; the app can only be left."""

    BOX_TITLE = "The store cannot be opened"
    app = getters.app(AppBase)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "close", "Quit", id="quit")]

    def __init__(self, problem: str) -> None:
        super().__init__()
        self._problem = problem

    def body(self) -> ComposeResult:
        yield Static(plain(self._problem), classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Quit", id="close", compact=True)

    def on_mount(self) -> None:
        self.app.exit_code = PUT_RIGHT

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        self.app.exit(return_code=PUT_RIGHT)
