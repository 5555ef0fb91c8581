"""Text that is laid out anew for each width of the screen."""

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static


class Fluid(Static):
    """Shows what `tell` was given last, for the width there is."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._text: Callable[[int], Content] | None = None

    def tell(self, text: Callable[[int], Content]) -> None:
        """Show this from now on."""
        self._text = text
        self.on_resize()

    def on_resize(self) -> None:
        if self._text is not None and self.size.width:
            self.update(self._text(self.size.width))
