"""The ledger: what was watched, read, attended and answered, and what each stretch of it added."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.model import Content
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, bounds

HEARD = "heard"
"""Kind of a line that another system's statement made."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch: `span` as in `credit.progress`, `at` when its end was recorded.

    `kind` is watched, read, attended, attempt, passed or heard; `verb` is a statement's own. `right` of `of`
    answers were right, and `passed`, in an attempt at a quiz.
    """

    kind: str
    sitting: str
    span: Span
    at: datetime
    verb: str = ""
    right: int = 0
    of: int = 0
    passed: bool = False

    @property
    def long_ms(self) -> int:
        return self.span[1] - self.span[0]


@dataclass(frozen=True, slots=True)
class History:
    """All that one learner has done of one content: the ledger in its order, and what it sums up to."""

    organization: Organization
    content: Content
    record: Record | None = None
    lines: tuple[Line, ...] = ()


def added(history: History) -> Iterator[tuple[Line, int]]:
    """Each line with the milliseconds it added: inside the content, and not there before."""
    low, high = bounds(history.content)
    covered: list[Span] = []  # in order, none touching another
    for line in history.lines:
        start, end = max(line.span[0], low), min(line.span[1], high)
        if start >= end:
            yield line, 0
            continue
        first = bisect_left(covered, start, key=lambda span: span[1])
        past = bisect_right(covered, end, key=lambda span: span[0])
        met = covered[first:past]
        yield line, end - start - sum(min(b, end) - max(a, start) for a, b in met)
        covered[first:past] = [(min(start, met[0][0]), max(end, met[-1][1]))] if met else [(start, end)]
