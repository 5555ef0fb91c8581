"""How the rows of the main lists look. The first screen needs these, and nothing of `drawing.lines`."""

from datetime import datetime

from textual.content import Content

from ce_tui.credit import words
from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import ClaimRow, Row, Total
from ce_tui.credit.types import CreditType
from ce_tui.ui.drawing.text import DIM, cells, fit

_TITLE = 16
"""A title shorter than this leaves too little to know it by."""


def credit_line(row: Row, width: int, now: datetime, whose: str = "") -> Content:
    """A row of In Progress: title, amount, where it stands; `whose` it is where there are several organizations."""
    status = words.status(row, now)
    amount = row.type.say(row.amount)
    return _columns(_title(row, whose), amount, status, width, (14, 21), dim=status.startswith("closed"))


def ready_line(row: Row, width: int, now: datetime, whose: str = "") -> Content:
    """A row of Ready to Claim: title, what can be claimed, until when."""
    until = f"until {words.near_last_day(row.closes_at, row.zone, now)}" if row.closes_at else "any time"
    return _columns(_title(row, whose), _part(row.claimable, row.amount, row.type), until, width, (21, 18))


def claim_line(row: ClaimRow, width: int) -> Content:
    """A row of Certificates: title, amount, date or what became of it."""
    day = words.day(row.claimed_at, row.zone)
    status = f"revoked, {day}" if row.revoked else day
    return _columns(row.title, _part(row.amount, row.whole, row.type), status, width, (21, 21), dim=row.revoked)


def _title(row: Row, whose: str) -> str:
    return f"{whose} · {row.title}" if whose else row.title


def _part(amount: Amount, whole: Amount, kind: CreditType) -> str:
    return kind.say(amount) if amount == whole else f"{amount.format(kind.places)} of {kind.say(whole)}"


def _columns(
    title: str, amount: str, status: str, width: int, widths: tuple[int, int], *, dim: bool = False
) -> Content:
    """Title, amount and status in columns of the same place in every row; a narrow list leaves out the amount."""
    middle, right = widths if width >= sum(widths) + _TITLE else (0, min(cells(status) + 1, width * 2 // 3))
    tone = DIM if dim else ""
    parts = [(fit(title, max(width - middle - right, 8)), tone)]
    if middle:
        parts.append((fit(amount, middle, right=True), tone or DIM))
    parts.append((fit(status, right, right=True), tone))
    return Content.assemble(*parts)


def totals(found: tuple[Total, ...]) -> Content:
    """What was claimed, by year and type: a line a year."""
    years: dict[int, list[str]] = {}
    for total in found:
        years.setdefault(total.year, []).append(total.type.say_in_full(total.amount))
    lines = [Content.assemble((f"{year}  ", "bold"), " · ".join(amounts)) for year, amounts in years.items()]
    return Content("\n").join(lines[:4])
