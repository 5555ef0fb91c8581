"""The private parts of Textual that the app reaches for, each with its reason and what may end it.

Three more files build on private parts: `driver` on the parser and the driver of a terminal, `lists.window_list` on
how a scroll view scrolls, and `drawing.cells` on Rich's tables of widths. All of this was true of Textual 8.2.8. Try
a newer version without each of these.
"""

from functools import lru_cache
from typing import Any

from rich.segment import Segment
from textual._context import active_message_pump
from textual._styles_cache import StylesCache
from textual.app import App, ReturnType
from textual.content import Content
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Resize
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.worker import WorkerFailed, get_current_worker


class CaughtApp(App[ReturnType]):
    """An app that hears of its own crash, and knows its driver and its messages.

    Ends with: a public hook for unhandled errors, and public names for the driver and the notifications.
    """

    def caught(self, error: BaseException, node: object) -> bool:
        """Whether an error that nobody handled, in some part of the app, has been dealt with.

        Textual shows any other with local variables.
        """
        return False

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        node = get_current_worker().node if cause is not error else active_message_pump.get(None)
        if not self.caught(cause, node):
            super()._handle_exception(error)

    @property
    def driver(self) -> Driver | None:
        """What draws; None before the app runs."""
        return self._driver

    @property
    def messages(self) -> set[str]:
        """The messages that stand at the edge of the screen."""
        return {notification.message for notification in self._notifications}


def forget_drawings() -> None:
    """Keep no lines of closed widgets: this cache holds on to the last 1,024 of them with all that they drew.

    Ends with: https://github.com/Textualize/textual/issues/6665, after which the cache is one of each instance.
    """
    found = vars(StylesCache)["get_inner_outer"]
    if hasattr(found, "cache_info"):  # a cache by instance, so not mended yet
        by_color: Any = lru_cache(1024)(found.__wrapped__)
        anew: Any = classmethod(by_color)  # it needs no instance
        StylesCache.get_inner_outer = anew  # type: ignore[method-assign]


def unwatch(node: DOMNode) -> None:
    """End what a node watches of the app, which would keep it until the next change of that.

    Ends with: https://github.com/Textualize/textual/issues/6666.
    """
    for watchers in vars(node.app).get("__watchers", {}).values():
        watchers[:] = [(who, callback) for who, callback in watchers if who is not node]


_lay_out: Any = vars(Screen)["_on_resize"]


async def _lay_out_for_now(screen: Screen[object], event: Resize) -> None:
    event.stop()
    now = screen.app.size
    await _lay_out(screen, event if event.size == now else Resize(now, now))


def lay_out_for_now() -> None:
    """Lay a screen out for the size that the terminal has now, whichever one is told.

    A screen that is laid out tells itself its size. Of two sizes on the way at once, each would bring the other back,
    forever; and of those that wait the last alone is heard, which may be the older one.

    Ends with: a Textual that asks the app for its size there (no issue yet).
    """
    Screen._on_resize = _lay_out_for_now  # type: ignore[assignment,method-assign]


def wait_with_pages(options: type[Any]) -> None:
    """Let a list of choices (`OptionList`) move by a page only once it is laid out; before it fails, knowing no lines.

    It is not imported here: the first screen has none, and it takes long to load.

    Ends with: a Textual in which PgDn is harmless in the moment in which the palette opens (no issue yet).
    """
    move_page = vars(options)["_move_page"]
    if move_page.__module__ == __name__:
        return

    def move_if_laid_out(self: Any, direction: Any) -> None:
        if self.scrollable_content_region:
            move_page(self, direction)

    options._move_page = move_if_laid_out


def segments(widget: Widget, content: Content, style: Style) -> list[Segment]:
    """A line of content as a widget draws it, with what its styles say of the names in it.

    Ends with: a public `get_style` of widgets for `Content.render`.
    """
    return [Segment(text, drawn.rich_style) for text, drawn in content.render(style, "", widget._get_style)]


forget_drawings()
lay_out_for_now()
