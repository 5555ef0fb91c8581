"""Lists of choices: the palette's, themes, drives. To be imported wherever there is one."""

from typing import Any

from textual.widgets import OptionList

_move_page: Any = vars(OptionList)["_move_page"]


def _move_if_laid_out(options: OptionList, direction: Any) -> None:
    """Move by a page. A list that is not laid out yet, or has no room, knows no lines and would fail."""
    if options.scrollable_content_region:
        _move_page(options, direction)


OptionList._move_page = _move_if_laid_out  # type: ignore[assignment,method-assign]
