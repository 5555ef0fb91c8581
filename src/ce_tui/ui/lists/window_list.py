"""A list of any length of which only a window is in memory."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import FIFOCache
from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker

from ce_tui.ui.drawing.text import plain
from ce_tui.ui.lists.window import PAGE, PAGES_KEPT, Row, RowOut, RowWindow, Source
from ce_tui.ui.textual_fixes import segments

Said = TypeVar("Said", covariant=True)


class _Message(Message, Generic[Said]):
    """Says something about `row` of `window_list`."""

    def __init__(self, window_list: WindowList[Any], row: Said) -> None:
        super().__init__()
        self.window_list = window_list
        self.row = row

    @property
    def control(self) -> WindowList[Any]:
        return self.window_list


class WindowList(ScrollView, Generic[Row], can_focus=True, inherit_bindings=False):
    """A list of one-line rows that asks `source` for the pages around what is on screen and for no others.

    `line` draws a row as content for a width: the list's, less the column that marks the cursor. To show other
    rows set `source` and await `reload(keep=False)`; when rows may have changed await `reload()`. A click moves
    the cursor; a click on the cursor's row selects it, as Enter does. Scrolling takes the cursor along, so it
    never leaves the screen. While it is hidden the list asks for nothing.
    """

    ALLOW_SELECT = False  # a double click selects the row, not its text
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open"),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("k", "move(-1)", "Up", show=False, id="up"),
        Binding("down", "move(1)", "Down", show=False),
        Binding("j", "move(1)", "Down", show=False, id="down"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First row", show=False),
        Binding("end", "last", "Last row", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"window-list--cursor", "window-list--dim"}
    """The cursor's line; the empty list's text, and what the owner's lines style as `.window-list--dim`."""

    DEFAULT_CSS = """
    WindowList { height: 1fr; overflow: hidden auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    WindowList > .window-list--dim { color: $foreground 70%; }
    WindowList > .window-list--cursor {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
    }
    WindowList:focus > .window-list--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    class Highlighted(_Message[RowOut | None]):
        """The cursor is on another row, or on a changed one; `row` is None when the list is empty."""

        def can_replace(self, message: Message) -> bool:
            """Of several only the last matters."""
            return isinstance(message, WindowList.Highlighted) and message.control is self.control

    class Selected(_Message[RowOut]):
        """The user chose `row`."""

    def __init__(
        self,
        line: Callable[[Row, int], Content],
        source: Source[Row] | None = None,
        *,
        empty: str | Content = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Create a list; `empty` says what to do next when there are no rows."""
        super().__init__(id=id, classes=classes)
        self.source = source
        self.empty = empty
        self._line = line
        self._window: RowWindow[Row] = RowWindow(None, 0)
        self._strips: FIFOCache[tuple[int, int, int], Strip] = FIFOCache(PAGE * PAGES_KEPT)
        self._cursor = 0
        self._goal: tuple[int, int] | None = None  # cursor and top to show once the rows there are in memory
        self._chosen = False  # Enter was pressed on the way to the goal, or before there were rows
        self._wanted: bool | None = True  # a reload: keeping the cursor's row, or not
        self._on_screen = self._working = False
        self._settled = Event()
        self._told: tuple[Row | None] | None = None  # by Highlighted

    def begin(self, source: Source[Row], count: int, rows: Sequence[Row]) -> None:
        """Start out with `count` rows, the first page of them at hand, so that the first paint shows them."""
        self.source, self._window, self._wanted = source, RowWindow(source, count), None
        self._window.pages[0] = rows
        self.set_reactive(Widget.virtual_size, Size(0, count))

    def open_at(self, source: Source[Row], index: int) -> None:
        """Show other rows, with the cursor on that one, as soon as the list is on screen."""
        self.source, self._window, self._cursor, self._goal = source, RowWindow(None, 0), index, None
        self._wanted, self._told = True, None
        self._work_on()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._window.count

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._window.row(self._cursor)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be read: it shows its rows, or that there are none."""
        return self.source is not None and self._wanted is None and not self._working

    async def reload(self, *, keep: bool = True) -> None:
        """Count and read the rows again; return when they are shown, at once while the list is hidden.

        With `keep` the cursor stays on its row, and that on its line of the screen, whatever was inserted above;
        a row that is gone gives the cursor to the next. Without `keep` it goes to the first row.
        """
        self._wanted = keep and self._wanted is not False
        self._settled.clear()
        self._work_on()
        if self._working:
            await self._settled.wait()

    # One worker makes all requests, one after the other, and before each decides anew what is most pressing:
    # requests never pile up, and no answer overwrites a newer one.

    def _work_on(self) -> None:
        pressing = self._wanted is not None or self._goal is not None or self._missing() is not None
        if pressing and self._on_screen and not self._working:
            self._working = True
            _: Worker[None] = self.run_worker(self._work, group="window-list")

    async def _work(self) -> None:
        answered = True  # after a question without an answer only a new one is asked
        try:
            while self._on_screen and (answered or self._goal or self._wanted is not None):
                if self._wanted is not None:
                    await self._count_anew()
                    if self._wanted is None:
                        self._settled.set()
                elif goal := self._goal:
                    answered = await self._fetch(*self._span(goal[1]))
                    if answered and self._goal:  # else the mouse has gone elsewhere
                        self._show(*goal)
                    if self._goal == goal or not answered:  # else keys have moved it on
                        self._goal, self._chosen = None, self._chosen and answered
                elif (page := self._missing()) is not None:
                    answered = await self._fetch(page)
                else:
                    break
                if self._chosen and self._goal is None:
                    self._chosen = False
                    self.action_select()
        finally:
            self._working = False
            self._chosen = self._chosen and self.source is None
            self._settled.set()

    async def _count_anew(self) -> None:
        source, keep, self._wanted = self.source, self._wanted, None
        if source is None:
            return
        if keep:
            await self._count_around(source)
        else:
            await self._count_from_top(source)

    async def _count_from_top(self, source: Source[Row]) -> None:
        """Show the first rows as soon as they are there: counting all that a filter finds can take longer."""
        rows = await source.page(0, PAGE)
        if rows is None or self._asked_anew():
            return
        self._install(source, {0: rows}, len(rows), None)
        if len(rows) == PAGE and (count := await source.count()) is not None and not self._asked_anew():
            self._install(source, self._window.pages, count, 0)

    async def _count_around(self, source: Source[Row]) -> None:
        """Read again around the cursor's row, wherever it stands now."""
        row, cursor, top = self.row, self._cursor, self._top
        count = await source.count()
        index: int | None = cursor
        if row is not None:
            index = await source.index_of(row.key)
        if count is None or index is None:
            return
        shift = index - cursor
        window = RowWindow(source, count)
        for page in window.span(self._top_for(index, top + shift, count), self.size.height):
            if not await window.fetch(page):
                return
        if not self._asked_anew():
            self._install(source, window.pages, count, shift)

    def _asked_anew(self) -> bool:
        """Whether another question was asked while this one was answered."""
        return self._wanted is False

    def _install(self, source: Source[Row], pages: dict[int, Sequence[Row]], count: int, shift: int | None) -> None:
        """Show these rows: `shift` is how far the cursor's row has moved, None begins at the top."""
        if not (self.count and count):
            self.refresh()
        before, self._window = self._visible(), RowWindow(source, count)
        self._window.pages = pages
        self._strips.clear()
        if shift is not None and count:  # the user may have moved the cursor meanwhile
            top, self._cursor = self._top + shift, clamp(self._cursor + shift, 0, count - 1)
            self._goal = self._goal and self._place(self._goal[0] + shift, self._goal[1] + shift)
        else:
            top, self._cursor, self._goal, self._chosen = 0, 0, None, False
        top = self._top_for(self._cursor, top, count)
        self.set_reactive(Widget.virtual_size, Size(0, count))  # only by the scrollbar does the layout need it
        self.scroll_to(y=top, animate=False, force=True)
        self._scroll_update(self.virtual_size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = top
        for y, (old, new) in enumerate(zip_longest(before, self._visible())):
            if old != new:
                self._refresh_rows(top + y, 1)
        self._highlight()

    async def _fetch(self, *pages: int) -> bool:
        kept, here = self._window.pages, self._top // PAGE
        for page in pages:
            if page not in kept and not await self._window.fetch(page):
                return False
            while len(kept) > PAGES_KEPT + self.size.height // PAGE * 2:
                del kept[max(kept, key=lambda p: min(abs(p - page), abs(p - here)))]
            self._refresh_rows(page * PAGE, PAGE)
            self._highlight()
        return True

    def _missing(self) -> int | None:
        """The first page not in memory of those on screen, then of their neighbors."""
        span, last = self._span(self._top), (self.count - 1) // PAGE
        pages = (*span, span.stop, span.start - 1)
        return next((page for page in pages if page not in self._window.pages and 0 <= page <= last), None)

    def _span(self, top: int) -> range:
        return self._window.span(top, self.size.height)

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def _top_for(self, cursor: int, top: int, count: int) -> int:
        """The top row nearest to `top` that shows `cursor` and leaves no room after the last row."""
        height = max(self.size.height, 1)
        return clamp(clamp(top, cursor - height + 1, cursor), 0, max(count - height, 0))

    def _place(self, cursor: int, top: int) -> tuple[int, int]:
        cursor = clamp(cursor, 0, self.count - 1)
        return cursor, self._top_for(cursor, top, self.count)

    def _go(self, cursor: int, top: int) -> None:
        """Move to `cursor` with `top` as the first row on screen, once the rows there are in memory."""
        if not self.count or self._chosen:  # keys after Enter are meant for what it opens
            return
        place = self._place(cursor, top)
        if self._goal is None and all(page in self._window.pages for page in self._span(place[1])):
            self._show(*place)
        else:
            self._goal = place
            self._work_on()

    def _show(self, cursor: int, top: int) -> None:
        old, (self._cursor, top) = self._cursor, self._place(cursor, top)
        if top != self._top:
            self.scroll_to(y=top, animate=False, force=True)
        elif self._cursor != old:
            self._refresh_rows(old, 1)
            self._refresh_rows(self._cursor, 1)
        self._highlight()
        self._work_on()

    def _highlight(self) -> None:
        if (self.row is not None or not self.count) and self._told != (self.row,):
            self._told = (self.row,)
            self.post_message(self.Highlighted(self, self.row))

    def action_move(self, rows: int) -> None:
        """Move the cursor by `rows`."""
        cursor, top = self._goal or (self._cursor, self._top)
        self._go(cursor + rows, top)

    def action_page(self, pages: int) -> None:
        """Move by `pages` screens."""
        cursor, top = self._goal or (self._cursor, self._top)
        self._go(cursor + pages * self.size.height, top + pages * self.size.height)

    def action_first(self) -> None:
        """Move to the first row."""
        self._go(0, 0)

    def action_last(self) -> None:
        """Move to the last row."""
        self._go(self.count, self.count)

    def action_select(self) -> None:
        """Select the cursor's row, or the one where it is going."""
        if self.row is not None and not self._goal:
            self.post_message(self.Selected(self, self.row))
        else:
            self._chosen = bool(self._goal or self._working or self._wanted is not None or self.source is None)

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        index = self.count if place is None or event.button != 1 else self._top + place.y
        if index < self.count:
            self._goal, self._chosen = None, False
            if index == self._cursor:
                self.action_select()
            else:
                self._show(index, self._top)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        cursor = clamp(self._cursor, self._top, min(self._top + self.size.height, self.count) - 1)
        if cursor != self._cursor and self.size.height and self.count:
            self._goal, self._cursor = None, cursor
            self._highlight()
        self._work_on()

    def on_resize(self) -> None:
        self.scroll_to(y=self._top_for(self._cursor, self._top, self.count), animate=False, force=True)
        self._work_on()

    def on_show(self) -> None:
        self._on_screen = True
        if self._wanted is None:
            self._highlight()
        self._work_on()

    def on_hide(self) -> None:
        self._on_screen = False

    def _visible(self) -> list[tuple[Row | None, bool]]:
        """What the lines on screen show: a row, and whether the cursor is there."""
        indexes = range(self._top, self._top + self.size.height)
        return [(self._window.row(index), index == self._cursor) for index in indexes]

    def _refresh_rows(self, first: int, rows: int) -> None:
        region = Region(0, first - self._top, self.size.width, rows).intersection(self.size.region)
        if region:
            self.refresh(region)

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width, index = self.size.width, self._top + y
        state = 1 + self.has_focus if index == self._cursor and self.count else 0
        if strip := self._strips.get((index, width, state)):
            return strip
        row, style, content = self._window.row(index), self.visual_style, Content("")
        if row is not None:
            room = max(self.scrollable_content_region.width - 1, 0)  # the scrollbar's column stays free
            content = self._line(row, room).truncate(room, ellipsis=True)
        elif self._window.source and not self.count:
            text = self.empty if isinstance(self.empty, Content) else plain(self.empty)
            lines = [line.stylize(".window-list--dim") for line in text.wrap(max(width - 2, 1))]
            content = lines[y] if y < len(lines) else content
        if state:  # one color that can be read on the cursor in every theme
            style, content = self.get_visual_style("window-list--cursor"), content.without_spans
        mark = Segment(" ›▌"[state], style.rich_style)
        strip = Strip([mark, *segments(self, content, style)]).adjust_cell_length(width, style.rich_style)
        if row is not None:
            self._strips[index, width, state] = strip
        return strip
