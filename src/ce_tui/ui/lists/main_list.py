"""The lists of the main screen."""

from typing import Any, ClassVar

from textual.binding import BindingType

from ce_tui.ui.keys import at_once
from ce_tui.ui.lists.window_list import WindowList


class MainList(WindowList[Any], inherit_bindings=False):
    """A list that obeys its keys before they have traveled through the containers around it."""

    BINDINGS: ClassVar[list[BindingType]] = at_once(*WindowList.BINDINGS)
