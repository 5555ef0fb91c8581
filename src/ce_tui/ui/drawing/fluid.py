"""Text that is drawn anew for each width of the screen, and the classes of a screen of that size."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.content import Content
from textual.widgets import Static


class Fluid(Static):
    """Shows what `show` was given last, for the width there is."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._text: Callable[[int], Content] | None = None

    def show(self, text: Callable[[int], Content]) -> None:
        """Show this from now on."""
        self._text = text
        self.on_resize()

    def on_resize(self) -> None:
        if self._text is not None and self.size.width:
            show_text(self, self._text(self.size.width))


class FluidLine(Static):
    """One line for the width there is. Its height is known before, so that it stands in the very first frame."""

    def line(self, width: int) -> Content:
        """What to show in that many cells."""
        raise NotImplementedError

    def render(self) -> Content:
        return self.line(self.size.width)


def show_text(widget: Static, text: Content, *, layout: bool = True) -> None:
    """Let the widget show `text` unless it does: every update draws the whole screen again.

    With `layout=False` only the widget itself is drawn again; its size must not depend on the text.
    """
    shown = widget.visual
    if not (isinstance(shown, Content) and text.is_same(shown)):
        widget.update(text, layout=layout)


def size_classes(app: App[Any]) -> list[str]:
    """The classes of the terminal's size; Textual itself gives them with the first Resize, after a first frame."""
    width, height = app.size
    across = [name for least, name in app.HORIZONTAL_BREAKPOINTS or () if least <= width]
    down = [name for least, name in app.VERTICAL_BREAKPOINTS or () if least <= height]
    return [*across[-1:], *down[-1:]]
