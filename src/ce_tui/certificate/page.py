"""Where everything stands on a certificate's first page: a frame, a column in the middle, a footer.

The column keeps its parts apart with gaps that share the space left over. When its texts are too long the
whole column is set smaller; what is still too long then are the statements, which end in an ellipsis.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import segno

from ce_tui.certificate.appendix import draw_appendix
from ce_tui.certificate.errors import CertificateError
from ce_tui.certificate.faces import FONTS, Region, Style, awaited, missing, printable, region
from ce_tui.certificate.sheet import ACCENT, GOLD, INK, RED, SOFT, Color, Sheet, stamp
from ce_tui.certificate.typesetting import LEADING, Block, Line, cut, fit, overhang, typeset, wrap
from ce_tui.certificate.wording import Wording, explanation, wording
from ce_tui.credit.model import Claim
from ce_tui.credit.number import is_sample

EDGE = 24.0  # from the edge of the paper to the frame
SIDE = 80.0  # from the edge of the paper to the text
TOP = 52.0
BOTTOM = 54.0
FOOTER = 64.0  # height of the part with the signature and the QR code
SCALES = (1.0, 0.9, 0.8, 0.7)

# Sizes in points with the most lines at each: larger first, one line before two.
_NAME = (
    *((float(size), 1) for size in range(40, 23, -2)),
    *((float(size), 2) for size in range(26, 11, -2)),
    *((float(size), 3) for size in range(11, 5, -1)),
)
_TITLE = ((21.0, 1), (19.0, 2), (17.0, 2), (15.0, 3), (13.0, 3), (11.0, 3), (9.0, 3), (7.0, 3), (7.0, 6))
_STATEMENT = (8.5, 8.0, 7.5, 7.0)
_SMALLEST = 5.5
_SIGNED = ((9.0, 2), (7.0, 3), (_SMALLEST, 4))
_LAST_STATEMENT = (6.5, 6.0)


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of the column. `gap` is the least space above it, `stretch` its share of the space left over."""

    height: float
    gap: float
    stretch: float
    show: Callable[[float], None]  # with the top of the part


def draw(claim: Claim) -> bytes:
    """The certificate as a PDF: one page, and those of the appendix if the claim keeps one."""
    said, parts = wording(claim), explanation(claim)
    texts = [*said, *(text for part in parts for text in (part.what, part.why, *part.lines))]
    lost = missing("".join(texts))
    _check(said, lost)
    sheet = Sheet("letter" if claim.organization.paper == "letter" else "a4")
    sheet.describe(
        title=f"{'SAMPLE ' * is_sample(claim.number)}{said.heading}: {said.title}",
        author=said.organization,
        subject=f"{said.amount} for {said.name}",
        keywords=said.number,
        created=claim.claimed_at,
    )
    where = region(" ".join(texts))
    if lost:
        said = Wording(*(printable(text) or text for text in said))
        parts = tuple(
            replace(part, what=printable(part.what), why=printable(part.why), lines=(*map(printable, part.lines),))
            for part in parts
        )
    stamp(sheet, said.across, where)
    _frame(sheet)
    _column(sheet, said, where)
    _footer(sheet, said, where)
    if parts:
        draw_appendix(sheet, said, parts, where)
    return sheet.finish()


def _check(said: Wording, lost: str) -> None:
    """Raise a CertificateError rather than print a certificate without its learner's name."""
    if awaited(lost):
        raise CertificateError(
            "This certificate has Chinese, Japanese or Korean characters, and their font is not on this machine: "
            f"{FONTS} brings it."
        )
    if lost := missing(said.name):
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in lost)
        raise CertificateError(
            f"The name “{said.name}” has characters that no font here can print: {named}. "
            f"Write it without them before claiming; for a claim already made, ask {said.organization}."
        )


def _frame(sheet: Sheet) -> None:
    for inset, stroke, color in ((0.0, 2.2, ACCENT), (5.0, 0.7, GOLD)):
        edge = EDGE + inset
        sheet.box(edge, edge, sheet.w - 2 * edge, sheet.h - 2 * edge, stroke, color)
    corner, size = EDGE + 5.0, 7.0
    far = (sheet.w - corner - size, sheet.h - corner - size)
    sheet.fill([(x, y, size, size) for x in (corner, far[0]) for y in (corner, far[1])], GOLD)


def _column(sheet: Sheet, said: Wording, where: Region) -> None:
    space = sheet.h - TOP - BOTTOM - FOOTER - 8
    for scale in SCALES:
        parts = list(_parts(sheet, said, where, scale))
        room = space - sum(part.height + part.gap for part in parts)
        statements = _statements(sheet, said, where, room, last=scale == SCALES[-1])
        if statements is not None:
            break
    parts += statements or []
    parts.append(PagePart(0, 0, 1.6, lambda y: None))
    spare = space - sum(part.height + part.gap for part in parts)
    unit = max(0.0, spare) / sum(part.stretch for part in parts)
    y = TOP
    for part in parts:
        y += part.gap + unit * part.stretch
        part.show(y)
        y += part.height


@dataclass(slots=True)
class _Column:
    """Texts one below the other, at `scale` times their size."""

    sheet: Sheet
    where: Region
    scale: float
    below: float = 0.0
    """How far the text before reaches below its line."""

    def text(
        self,
        words: str,
        style: Style,
        color: Color,
        *sizes: tuple[float, int],
        gap: float = 2.0,
        stretch: float = 0.0,
    ) -> Iterator[PagePart]:
        if words:
            scaled = [(max(_SMALLEST, size * self.scale), lines) for size, lines in sizes]
            block = fit(typeset(words, style, self.where), self.sheet.w - 2 * SIDE, scaled)
            self.below = overhang(block)
            yield PagePart(block.height, gap, stretch, partial(_centered, self.sheet, block, color))


def _parts(sheet: Sheet, said: Wording, where: Region, scale: float) -> Iterator[PagePart]:
    """The column without the statements, its texts at `scale` times their size."""
    column = _Column(sheet, where, scale)
    yield from column.text(said.organization, Style.BOLD, ACCENT, (15, 1), (13, 1), (12, 2), (9, 2), gap=0)
    yield from column.text(said.address, Style.REGULAR, SOFT, (9, 1), (7, 2), (6, 4), gap=0)
    yield from column.text(said.website, Style.REGULAR, SOFT, (9, 1), (7, 1), (6, 2), gap=0)
    yield from column.text(said.heading, Style.REGULAR, ACCENT, (32, 1), gap=6, stretch=2)
    yield from column.text(said.revoked, Style.BOLD, RED, (13, 1), (11, 2), (9, 3), stretch=0.5)
    yield from column.text("This certifies that", Style.REGULAR, SOFT, (11, 1), stretch=2)
    yield from column.text(said.name, Style.BOLD, INK, *_NAME, gap=0, stretch=0.3)
    yield PagePart(0.8, 3 + column.below, 0, partial(_rule, sheet))
    yield from column.text(said.license, Style.REGULAR, SOFT, (10, 1), (8, 2), gap=4)
    yield from column.text(said.deed, Style.REGULAR, SOFT, (11, 1), gap=3, stretch=1)
    yield from column.text(said.title, Style.BOLD, INK, *_TITLE, stretch=0.3)
    yield from column.text(said.awards, Style.REGULAR, SOFT, (11, 1), stretch=0.8)
    yield from column.text(said.amount, Style.BOLD, ACCENT, (19, 1), (16, 1), (13, 2), (9, 3), stretch=0.3)
    yield from column.text(said.part, Style.REGULAR, INK, (10.5, 1), (9, 2), (8, 3), gap=1)
    yield from _all_facts(sheet, said, where, scale)


def _all_facts(sheet: Sheet, said: Wording, where: Region, scale: float) -> Iterator[PagePart]:
    """The row of dates, and below it the row of what else boards ask for."""
    dates = (
        (said.format_label, said.format),
        ("Date completed", said.completed),
        ("Date of activity", said.active),
        ("Date claimed", said.claimed),
        ("Time zone of the dates", said.zone),
    )
    details = (
        ("Location", said.location),
        ("Field of study", said.fields_of_study),
        ("Universal Activity Number", said.uan),
        ("Sponsor number", said.sponsor_id),
    )
    yield _facts(sheet, dates, where, scale)
    if any(value for _, value in details):
        yield _facts(sheet, details, where, scale, stretch=0.4)


def _centered(sheet: Sheet, block: Block, color: Color, y: float) -> None:
    sheet.block(block, SIDE, y, sheet.w - 2 * SIDE, color)


def _rule(sheet: Sheet, y: float) -> None:
    length = 300.0
    sheet.fill([((sheet.w - length) / 2, y, length, 0.8)], GOLD)


def _sizes(scale: float) -> list[tuple[float, int]]:
    """The sizes of a fact, in points, each with the lines it may take."""
    return [(11.0 * scale, 1), (10 * scale, 2), (8 * scale, 2), (max(_SMALLEST, 7 * scale), 3), (_SMALLEST, 10)]


def _facts(
    sheet: Sheet, facts: tuple[tuple[str, str], ...], where: Region, scale: float, stretch: float = 1.4
) -> PagePart:
    """What there is of short facts, side by side, each under its label."""
    columns = [(label, value) for label, value in facts if value]
    wide = min(170.0, (sheet.w - 2 * SIDE) / len(columns))
    labels = [fit(typeset(label, Style.REGULAR, where), wide, [(max(7.0, 8.0 * scale), 1)]) for label, _ in columns]
    values = [fit(typeset(value, Style.REGULAR, where), wide - 14, _sizes(scale)) for _, value in columns]

    def show(y: float) -> None:
        left = (sheet.w - wide * len(columns)) / 2
        for at, (label, value) in enumerate(zip(labels, values, strict=True)):
            x = left + at * wide
            sheet.block(label, x, y, wide, SOFT)
            sheet.block(value, x, y + label.height + 1, wide, INK)
            if at:
                sheet.fill([(x, y + 2, 0.6, label.height + value.height - 2)], GOLD)

    height = max(label.height + 1 + value.height for label, value in zip(labels, values, strict=True))
    return PagePart(height, 8, stretch, show)


def _statements(sheet: Sheet, said: Wording, where: Region, room: float, *, last: bool) -> list[PagePart] | None:
    """Accreditation and designation in `room` points of height; None when they do not fit, unless `last`."""
    texts = [text for text in (said.accreditation, said.designation) if text]
    if not texts:
        return [] if room >= 0 or last else None
    words = [typeset(text, Style.REGULAR, where) for text in texts]
    first, gap = 8.0, 3.0
    room -= first + gap * (len(words) - 1)
    box = (sheet.w - 2 * SIDE) * 0.94
    for size in (*_STATEMENT, *_LAST_STATEMENT) if last else _STATEMENT:
        limit = box * 1000 / size
        paragraphs = [wrap(lines, limit) for lines in words]
        if sum(map(len, paragraphs)) * size * LEADING <= room:
            paragraphs = [
                list(fit(line, box, [(size, len(kept))]).lines) for line, kept in zip(words, paragraphs, strict=True)
            ]
            break
    else:
        if not last:
            return None
        most = max(len(words), int(room / (size * LEADING)))
        paragraphs = [
            cut(lines, share, limit) for lines, share in zip(paragraphs, _shares(paragraphs, most), strict=True)
        ]
    return [
        PagePart(
            len(lines) * size * LEADING,
            gap if at else first,
            0 if at else 1.4,
            partial(_centered, sheet, Block(size, tuple(lines)), SOFT),
        )
        for at, lines in enumerate(paragraphs)
    ]


def _shares(paragraphs: list[list[Line]], most: int) -> list[int]:
    """How many lines each paragraph keeps of `most` in total: an equal share, and what the shorter leave."""
    shares = [0] * len(paragraphs)
    order = sorted(range(len(paragraphs)), key=lambda at: len(paragraphs[at]))
    for done, at in enumerate(order):
        shares[at] = min(len(paragraphs[at]), most // (len(paragraphs) - done))
        most -= shares[at]
    return shares


def _footer(sheet: Sheet, said: Wording, where: Region) -> None:
    """The signatory on the left, number and QR code on the right."""
    bottom = sheet.h - BOTTOM
    symbol = segno.make(said.number or "-", micro=False, error="m")
    _qr(sheet, symbol.matrix, sheet.w - SIDE - FOOTER, bottom - FOOTER)

    box = 250.0
    x = sheet.w - SIDE - FOOTER - 12 - box
    label = fit(typeset("Certificate number", Style.REGULAR, where), box, [(8.0, 1)])
    number = fit(typeset(said.number, Style.BOLD, where), box, [(11.0, 1), (8.0, 1), (6.0, 3)])
    sheet.block(label, x, bottom - number.height - label.height - 1, box, SOFT, 1)
    sheet.block(number, x, bottom - number.height, box, INK, 1)

    if said.signatory or said.signatory_title:
        box = 210.0
        name = fit(typeset(said.signatory, Style.BOLD, where), box, [(12.0, 1), (10.0, 1), *_SIGNED])
        title = fit(typeset(said.signatory_title, Style.REGULAR, where), box, [(9.0, 2), (8.0, 2), *_SIGNED[1:]])
        line = bottom - max(title.height, 9.0 * LEADING) - 4
        sheet.block(name, SIDE, line - 3 - name.height, box, INK, 0)
        sheet.fill([(SIDE, line, box, 0.8)], ACCENT)
        sheet.block(title, SIDE, line + 3, box, SOFT, 0)


def _qr(sheet: Sheet, matrix: tuple[bytearray, ...], x: float, y: float) -> None:
    """A QR code `FOOTER` points wide, its dark modules as boxes; the empty paper around is its quiet zone."""
    module = FOOTER / len(matrix)
    boxes = []
    for row, cells in enumerate(matrix):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                boxes.append((x + start * module, y + row * module, (column - start) * module, module))
                start = None
    sheet.fill(boxes, INK)
