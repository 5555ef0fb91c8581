"""The pages after a certificate that tell how the credit was earned, in the words that the claim keeps.

Upright pages, as they hold running text. Each begins with whose certificate it belongs to. What cannot be read
without what follows is kept on one page with it: a heading, its sentences and the first line of its ledger. A ledger
that continues on another page says there whose it is.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ce_tui.certificate.faces import Region, Style
from ce_tui.certificate.sheet import ACCENT, GOLD, INK, RED, SOFT, Color, Sheet, stamp
from ce_tui.certificate.typesetting import LEADING, Block, Line, fit, typeset, wrap
from ce_tui.certificate.wording import Wording
from ce_tui.credit.model import Explanation

HEADING = "How this credit was earned"
SIDE = 56.0  # from the edge of the paper to the text
TOP = 42.0
BOTTOM = 58.0  # where the text ends, above the page number
INDENT, HANG = 12.0, 10.0  # of a line of the ledger, and of what does not fit into its first row more

_SIZES = ((9.0, 1), (9.0, 2), (8.0, 2), (7.0, 3))  # with the most lines at each


class AppendixRow(NamedTuple):
    """One row of text with the space above it, which falls away at the top of a page."""

    line: Line
    size: float
    color: Color
    indent: float = 0
    gap: float = 0

    @property
    def height(self) -> float:
        return self.size * LEADING


class Group(NamedTuple):
    """Rows that stay together on one page. `again` stands above them where they begin a page."""

    rows: list[AppendixRow]
    again: list[AppendixRow]

    @property
    def height(self) -> float:
        return sum(row.gap + row.height for row in self.rows)


def draw_appendix(sheet: Sheet, said: Wording, parts: Iterable[Explanation], where: Region) -> None:
    """Add the pages; the texts of `parts` are clean."""
    sheet.add_page(orientation="portrait")
    box = sheet.w - 2 * SIDE
    head, rule = _head(said, box, where)
    pages = _pages(_groups(said, parts, box, where), rule + 16, sheet.h - BOTTOM)
    for number, page in enumerate(pages, 1):
        if number > 1:
            sheet.add_page(orientation="portrait")
        stamp(sheet, said.across, where)
        for block, y, align, color in head:
            sheet.block(block, SIDE, y, box, color, align)
        sheet.fill([(SIDE, rule, box, 0.8)], GOLD)
        for row, y in page:
            sheet.block(Block(row.size, (row.line,)), SIDE + row.indent, y, 0, row.color, 0)
        if len(pages) > 1:
            count = typeset(f"Appendix, page {number} of {len(pages)}", Style.REGULAR, where)
            sheet.block(Block(8.0, (count,)), SIDE, sheet.h - 40, box, SOFT)


def _head(said: Wording, box: float, where: Region) -> tuple[list[tuple[Block, float, float, Color]], float]:
    """What stands at the top of every page, whose certificate it belongs to and whether it was revoked, each with
    its place and how it is aligned; and where the rule below it is.
    """
    right = 190.0
    number = fit(typeset(f"Certificate {said.number}", Style.BOLD, where), right, [(9.0, 1), (7.0, 1), (6.0, 3)])
    organization = fit(typeset(said.organization, Style.BOLD, where), box - right - 12, _SIZES)
    placed: list[tuple[Block, float, float, Color]] = [(organization, TOP, 0, ACCENT), (number, TOP, 1, INK)]
    y = TOP + max(number.height, organization.height) + 5
    for text, style, color in (
        (said.name, Style.BOLD, INK),
        (said.title, Style.REGULAR, INK),
        (said.revoked, Style.BOLD, RED),
    ):
        if text:
            block = fit(typeset(text, style, where), box, _SIZES, balance=False)
            placed.append((block, y, 0, color))
            y += block.height + 1
    return placed, y + 4


def _groups(said: Wording, parts: Iterable[Explanation], box: float, where: Region) -> Iterator[Group]:
    def rows(text: str, style: Style, size: float, color: Color, gap: float, indent: float = 0) -> list[AppendixRow]:
        hang = HANG if indent else 0
        lines = wrap(typeset(text, style, where), (box - indent - hang) * 1000 / size)
        return [
            AppendixRow(line, size, color, indent + hang * bool(at), 0 if at else gap) for at, line in enumerate(lines)
        ]

    note = f"As it stood when it was claimed. Times are those of {said.zone}."
    yield Group(rows(HEADING, Style.REGULAR, 20, ACCENT, 0) + rows(note, Style.REGULAR, 9, SOFT, 2), [])
    for part in parts:
        first = rows(part.what, Style.BOLD, 10, INK, 11) + rows(part.why, Style.REGULAR, 9, INK, 1)
        lines = [rows(line, Style.REGULAR, 8.5, SOFT, 0 if at else 2, INDENT) for at, line in enumerate(part.lines)]
        yield Group(first + (lines[0] if lines else []), [])
        if lines[1:]:
            title = fit(typeset(f"(continued) {part.what}", Style.BOLD, where), box, [(9.0, 1)])
            again = [AppendixRow(line, title.size, SOFT) for line in title.lines]
            yield from (Group(line, again) for line in lines[1:])


def _pages(groups: Iterable[Group], top: float, bottom: float) -> list[list[tuple[AppendixRow, float]]]:
    """Every row with the place of its top, page by page. What is longer than half a page may be parted."""
    pages: list[list[tuple[AppendixRow, float]]] = [[]]
    y = top
    for whole in groups:
        apart = whole.height > (bottom - top) / 2
        for group in [Group([row], whole.again) for row in whole.rows] if apart else [whole]:
            rows = group.rows
            if pages[-1] and y + group.height > bottom:
                pages.append([])
                y = top
                rows = group.again + rows
            for row in rows:
                y += row.gap if pages[-1] else 0
                pages[-1].append((row, y))
                y += row.height
    return pages
