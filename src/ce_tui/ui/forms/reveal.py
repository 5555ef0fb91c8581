"""Scrolling a form so that what is answered is in view."""

from textual.containers import ScrollableContainer
from textual.geometry import Region
from textual.widget import Widget


def reveal(widget: Widget, part: Region | None = None, whole: Widget | None = None) -> None:
    """Scroll what holds the widget, as little as possible and at once, so that `part` of it is in view.

    `whole` is what the widget belongs to: all of that comes into view where there is room. Everything is counted
    in places of the last layout, so that several calls before the next one do not scroll twice.
    """
    top = widget.gutter.top + part.y if part else 0
    height = part.height if part else widget.outer_size.height
    node = widget
    while isinstance(parent := node.parent, Widget):
        if isinstance(parent, ScrollableContainer):
            view = parent.scrollable_content_region.height
            if node is whole and node.outer_size.height <= view:
                top, height = 0, node.outer_size.height
            top += node.virtual_region.y
            above, below = top - parent.scroll_offset.y, top + height - parent.scroll_offset.y - view
            if above < 0 or below > 0:
                # What is taller than the view shows its top.
                parent.scroll_relative(y=above if above < 0 else min(below, above), animate=False, immediate=True)
            top -= parent.scroll_offset.y
        else:
            top += node.virtual_region.y
        top += parent.gutter.top
        node = parent
