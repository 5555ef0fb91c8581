"""Slips to be cut apart and handed out: each names one learner and the PIN for the first sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ce_tui.certificate.faces import Style, region
from ce_tui.certificate.sheet import INK, SOFT, Sheet
from ce_tui.certificate.typesetting import fit, typeset

_EDGE, _ACROSS, _DOWN = 36.0, 3, 4
_INSIDE = 12.0


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip says: whose it is, what they type as their badge, and the PIN."""

    name: str
    badge: str
    pin: str


def draw_slips(slips: Sequence[Slip], organization: str, paper: str, now: datetime) -> bytes:
    """The slips as a PDF, twelve a page with lines to cut along."""
    sheet = Sheet("letter" if paper == "letter" else "a4")
    sheet.describe(title="First PINs", author=organization, subject=f"{len(slips)} slips", keywords="", created=now)
    wide, high = (sheet.w - 2 * _EDGE) / _ACROSS, (sheet.h - 2 * _EDGE) / _DOWN
    for number, slip in enumerate(slips):
        row, column = divmod(number % (_ACROSS * _DOWN), _ACROSS)
        if number and not (row or column):
            sheet.add_page()
        _draw(sheet, slip, organization, (_EDGE + column * wide, _EDGE + row * high), (wide, high))
    return sheet.finish()


def _draw(sheet: Sheet, slip: Slip, organization: str, at: tuple[float, float], area: tuple[float, float]) -> None:
    """One slip at that corner, of that width and height, all in points."""
    (x, y), (wide, high) = at, area
    sheet.box(x, y, wide, high, 0.4, SOFT)
    y += _INSIDE
    texts = (
        (organization, Style.REGULAR, SOFT, 8.0, 1),
        (slip.name, Style.BOLD, INK, 12.0, 2),
        (f"Badge: {slip.badge}", Style.REGULAR, INK, 10.0, 1),
        (f"First PIN: {slip.pin}", Style.BOLD, INK, 13.0, 1),
        ("It works once. You choose your own PIN then.", Style.REGULAR, SOFT, 8.0, 2),
    )
    box = wide - 2 * _INSIDE
    for text, style, color, size, lines in texts:
        if text:
            where = region(text)
            block = fit(typeset(text, style, where), box, [(size, lines), (size * 0.8, lines), (size * 0.6, lines + 1)])
            sheet.block(block, x + _INSIDE, y, box, color, align=0)
            y += block.height + 4
