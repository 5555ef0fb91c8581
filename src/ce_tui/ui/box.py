"""Boxes: small modal screens over whatever is below. Esc or the last button closes each."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Button, Label

from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.styles import STYLES


class Box(ModalScreen[ScreenResultType]):
    """A modal with a title, a body and buttons; subclasses say which."""

    CSS_PATH = STYLES / "pages.tcss"
    BOX_TITLE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def __init__(self) -> None:
        super().__init__(classes="box-screen")

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self.BOX_TITLE)
            yield from self.body()
            with Horizontal(classes="buttons"):
                yield from self.buttons()

    def body(self) -> ComposeResult:
        """What the box says."""
        raise NotImplementedError

    def buttons(self) -> ComposeResult:
        """The buttons, the safest last."""
        yield Button("Close", id="close", compact=True)

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        """Close without a result."""
        leave(self)


def field(label: str, widget: Widget) -> ComposeResult:
    """A widget under its label."""
    yield Label(plain(label), classes="field-label")
    yield widget
