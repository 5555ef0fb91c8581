"""How text that is no literal of the source reaches a widget, and columns of exact width."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content

import ce_tui.ui.drawing.cells  # noqa: F401  (cells as terminals have them)
from ce_tui.credit.text import clean

DIM = ".window-list--dim"
"""The style of what stands back in the rows of a list."""
_JOINER = "\u200d"


def plain(text: str) -> Content:
    """Return `text` as content that is shown as it is: one line, no markup, no control characters."""
    return Content(clean(text))


def cells(text: str) -> int:
    """Return how many terminal cells `text` takes."""
    return cell_len(text)


def shorten(text: str, width: int) -> str:
    """Return `text` cleaned and at most `width` cells wide, ending in an ellipsis when something was cut."""
    text = _fragment(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(f" {_JOINER}") + "…" if width > 0 else ""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` cleaned and exactly `width` cells wide: cut or padded, at the left edge or the right."""
    text = shorten(text, width)
    padding = " " * (width - cell_len(text))
    return padding + text if right else text + padding


def _fragment(text: str) -> str:
    """Clean `text` so that it takes as many cells beside other text as alone."""
    text = clean(text)
    if text.isascii():
        return text
    # A joiner at the end would swallow the neighbor's first cell; a mark at the start would join the one before.
    text = text.rstrip(f" {_JOINER}")
    while text and cell_len(text[0]) == 0:
        text = text[1:]
    return text.lstrip()
