"""Wrapped text with a hanging indent, and options with their marks: as a list, as a line, as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region

from ce_tui.credit.questions import LONG
from ce_tui.credit.text import clean
from ce_tui.ui.drawing.text import plain

MUTED = "$foreground 60%"
"""What $text-muted is in a stylesheet; within content that would lose its 60 %."""

LEAST_LABEL = 18
HEADING_EVERY = 8

Cell = Callable[[int, int], tuple[str, str]]
"""The mark of an option in a row and the style it is drawn in."""


def whole(text: str) -> Content:
    """A text from outside as content that is shown as it is, like `plain`, but whole: a statement may be long."""
    return Content(clean(text, LONG))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one option of one row (by index) is drawn, with its label where that stands beside it."""

    row: int
    option: int
    region: Region


@dataclass(frozen=True, slots=True)
class Drawing:
    lines: list[Content]
    spots: list[Spot]


def hang(prefix: Content | str, text: Content, width: int) -> list[Content]:
    """The text beside a prefix, wrapped to `width`, later lines indented to where the first began."""
    indent = cell_len(str(prefix))
    room = max(4, width - indent)
    lines = [text] if text.cell_length <= room else text.wrap(room)
    return [Content.assemble(" " * indent if at else prefix, line) for at, line in enumerate(lines)]


def named_values(pairs: Sequence[tuple[str, Content]], width: int) -> Content:
    """Names and values: in two columns, or where that is too narrow each value below its name."""
    column = max(cell_len(name) for name, _ in pairs) + 2
    lines = []
    for name, value in pairs:
        if width < 2 * column + LEAST_LABEL:
            lines += [Content.styled(name, MUTED), *hang("  ", value, width)]
        else:
            lines += hang(Content.styled(name.ljust(column), MUTED), value, width)
    return Content("\n").join(lines)


def down(labels: Sequence[Content], cell: Cell, width: int, row: int = 0) -> Drawing:
    """Options below one another."""
    lines: list[Content] = []
    spots = []
    for option, label in enumerate(labels):
        mark, style = cell(row, option)
        block = [line.stylize(style) for line in hang(f"{mark} ", label, width)]
        spots.append(Spot(row, option, Region(0, len(lines), width, len(block))))
        lines += block
    return Drawing(lines, spots)


def across(labels: Sequence[Content], cell: Cell, width: int, row: int = 0, *, tight: bool = False) -> Drawing:
    """Options beside one another; in aligned columns where one line does not hold them all."""
    gap, space = (1, "") if tight else (3, " ")
    drawn = []
    for option, label in enumerate(labels):
        mark, style = cell(row, option)
        drawn.append(Content.assemble(f"{mark}{space}", label).stylize(style))
    widths = [content.cell_length for content in drawn]
    columns = len(drawn)
    if sum(widths) + gap * (columns - 1) > width:
        column = max(widths)
        columns = (width + gap) // (column + gap)
        if columns < 2:
            return down(labels, cell, width, row)
        widths = [column] * len(drawn)
    return _in_columns(drawn, widths, columns, gap, row)


def _in_columns(drawn: Sequence[Content], widths: Sequence[int], columns: int, gap: int, row: int) -> Drawing:
    """Options of the widths they have each, so many on a line."""
    lines: list[Content] = []
    spots = []
    options = iter(enumerate(drawn))
    while line := list(islice(options, columns)):
        parts: list[Content] = []
        x = 0
        for option, content in line:
            spots.append(Spot(row, option, Region(x, len(lines), widths[option], 1)))
            parts.append(content.pad_right(widths[option] + gap - content.cell_length))
            x += widths[option] + gap
        lines.append(Content.assemble(*parts).rstrip())
    return Drawing(lines, spots)


Rows = Sequence[tuple[str, Content]]
"""Rows of a table: what stands in front, and the text."""


def table(rows: Rows, labels: Sequence[Content], short: Sequence[str], cell: Cell, width: int) -> Drawing:
    """The same options for every row.

    A table under the options' labels; where these are too wide, under their `short` names with a legend above;
    where that is too wide too, each row's options below it.
    """
    widest = max(len(mark) + label.cell_length for mark, label in rows)
    heads = [*labels]
    legend: list[Content] = []
    columns = [max(3, head.cell_length) for head in heads]
    side = width - sum(columns) - 2 * len(columns)
    if side < min(widest, 2 * LEAST_LABEL):
        heads = [plain(name) for name in short]
        columns = [max(3, head.cell_length) for head in heads]
        side = width - sum(columns) - 2 * len(columns)
        legend = _legend(labels, width)
    if side < min(widest, LEAST_LABEL):
        return _stacked(rows, legend, [plain(name) for name in short], cell, width)
    drawn = _under_heads(rows, heads, columns, cell, min(side, widest))
    spots = [Spot(s.row, s.option, s.region.translate((0, len(legend)))) for s in drawn.spots]
    return Drawing([*legend, *drawn.lines], spots)


def _under_heads(rows: Rows, heads: Sequence[Content], columns: Sequence[int], cell: Cell, side: int) -> Drawing:
    """A table whose columns have these heads and widths, with the rows' own texts in `side` cells in front."""
    heading = Content(" " * side)
    for head, column in zip(heads, columns, strict=True):
        heading = Content.assemble(heading, "  ", _centered(head, column))
    heading = heading.rstrip().stylize(MUTED)
    lines: list[Content] = []
    spots = []
    for row, (mark, label) in enumerate(rows):
        if row % HEADING_EVERY == 0:
            lines.append(heading)
        block = hang(mark, label, side)
        first, x = block[0].pad_right(side - block[0].cell_length), side
        for option, column in enumerate(columns):
            sign, style = cell(row, option)
            x += 2
            spots.append(Spot(row, option, Region(x, len(lines), column, 1)))
            first = Content.assemble(first, "  ", _centered(Content.styled(sign, style), column))
            x += column
        lines += [first.rstrip(), *block[1:]]
    return Drawing(lines, spots)


def _stacked(rows: Rows, legend: list[Content], names: Sequence[Content], cell: Cell, width: int) -> Drawing:
    lines, spots = legend, []
    for row, (mark, label) in enumerate(rows):
        lines += hang(mark, label, width)
        drawn = across(names, cell, width - 2, row, tight=True)
        spots += [Spot(s.row, s.option, s.region.translate((2, len(lines)))) for s in drawn.spots]
        lines += [Content.assemble("  ", line) for line in drawn.lines]
    return Drawing(lines, spots)


def _legend(labels: Sequence[Content], width: int) -> list[Content]:
    return Content(" · ").join(labels).stylize(MUTED).wrap(width)


def _centered(content: Content, width: int) -> Content:
    left = (width - content.cell_length) // 2
    return content.pad(left, width - content.cell_length - left)
