"""A text to read, of any length: only the lines on screen are drawn, and there is no widget for each paragraph."""

import asyncio
from bisect import bisect_right

from textual import events
from textual.cache import FIFOCache
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ce_tui.ui.drawing.markdown import Document, lay_out, parse
from ce_tui.ui.textual_fixes import segments

WIDEST = 76
"""Cells: a longer line is hard to read."""


class DocumentView(ScrollView, can_focus=True):
    """Shows Markdown, wrapped to the width there is; a resize keeps the place."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    DocumentView { height: 1fr; overflow: hidden auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    """

    class LinkClicked(Message):
        """The link of that number was clicked."""

        def __init__(self, link: int) -> None:
            super().__init__()
            self.link = link

    class Scrolled(Message):
        """Another part of the text is on screen."""

        def can_replace(self, message: Message) -> bool:
            """Of several the last says all."""
            return isinstance(message, DocumentView.Scrolled)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.document = Document()
        self._lines: list[Content] = []
        self._starts: list[int] = []
        self._width = 0
        self._ended = False
        """Whether the reader has scrolled to the end."""
        self._strips: FIFOCache[int, Strip] = FIFOCache(256)

    async def read(self, text: str) -> None:
        """Show this text. Reading it takes a moment when it is long, and other keys are answered meanwhile."""
        self.document = await asyncio.to_thread(parse, text)
        self._lay_out(0)

    @property
    def at_end(self) -> bool:
        """Whether the last line is on screen."""
        return self.scroll_offset.y >= self.max_scroll_y - 1

    @property
    def block(self) -> int:
        """The first block of which something is on screen."""
        return max(bisect_right(self._starts, self.scroll_offset.y) - 1, 0)

    def go_to(self, block: int) -> None:
        """Scroll so that a block is the first on screen."""
        self._scroll(self._starts[block])

    def _scroll(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        if self.document.blocks and self._room != self._width:
            first, line = self.block, self.scroll_offset.y
            into = line - self._starts[first] if self._starts else 0
            ended = self._ended
            self._lay_out(first, into)
            self._ended = ended
        if self._ended:
            self._scroll(len(self._lines))

    @property
    def _room(self) -> int:
        return min(self.scrollable_content_region.width, WIDEST)

    def _lay_out(self, first: int, into: int = 0) -> None:
        """Wrap the text, and put that line of that block at the top again."""
        self._width = self._room
        if not self._width:  # not on screen yet
            return
        self._lines, self._starts = lay_out(self.document, self._width)
        self._strips.clear()
        self.virtual_size = Size(self._width, len(self._lines))
        if self._starts:
            after = self._starts[first + 1] if first + 1 < len(self._starts) else len(self._lines)
            self._scroll(min(self._starts[first] + into, after - 1) if first or into else 0)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._ended = self.at_end
            self.post_message(self.Scrolled())

    def on_click(self, event: events.Click) -> None:
        link = event.style.meta.get("link")
        if link is not None:
            event.stop()
            self.post_message(self.LinkClicked(link))

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        at, style, width = self.scroll_offset.y + y, self.visual_style, self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        if (strip := self._strips.get(at)) is None:
            strip = self._strips[at] = Strip(segments(self, self._lines[at], style))
        return strip.adjust_cell_length(width, style.rich_style)
