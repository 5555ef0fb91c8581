"""What stands between Textual and the terminal: a driver that bears whatever is sent, and one size at a time."""

import os
from typing import Any

from textual.driver import Driver
from textual.events import Resize
from textual.screen import Screen

_lay_out: Any = vars(Screen)["_on_resize"]


async def _on_resize(screen: Screen[object], event: Resize) -> None:
    """Lay out for the size that the terminal has now, whichever one is told.

    A screen that is laid out tells itself its size. Of two sizes on the way at once, each would bring the other back,
    for ever; and of those that wait the last alone is heard, which may be the older one.
    """
    event.stop()
    now = screen.app.size
    await _lay_out(screen, event if event.size == now else Resize(now, now))


Screen._on_resize = _on_resize  # type: ignore[assignment,method-assign]


def hearing(found: type[Driver]) -> type[Driver]:
    """The driver to take instead of the system's own; any other, such as a test's or a web server's, stays."""
    if os.name != "posix":
        return found
    from textual.drivers.linux_driver import LinuxDriver

    from ce_tui.ui.hearing import HearingDriver

    return HearingDriver if found is LinuxDriver else found
