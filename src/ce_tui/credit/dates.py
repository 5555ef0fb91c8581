"""When what is claimed was done: the dates of a credit, which are never those of claiming or typing.

A claim of all is dated when the requirement was met. A part is dated by its own minutes: those after the ones that
earlier parts stand for, until it is supported by what was done.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ce_tui.credit.amount import Amount
from ce_tui.credit.ledger import TIMED, History, Line
from ce_tui.credit.model import Content, ContentKind, Credit, Need
from ce_tui.credit.moments import cut, ms, utc
from ce_tui.credit.progress import Measure, Record, Span, measure, union
from ce_tui.credit.standing import Holding

_LIVE = ("watched", "read", TIMED)
"""Kinds of lines of the ledger that grew while it was done; what others tell came at once."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a claim says of progress: whether all of it was `complete`, `at` which moment what is claimed had been
    done, and for a part `since` when. None where the records do not tell.
    """

    complete: bool
    at: datetime | None
    since: datetime | None = None


def done(credit: Credit, holding: Holding, ledger: Sequence[History], amount: Amount, now: datetime) -> Completion:
    """When what a claim of `amount` at `now` is for was done; nothing was done later than `now`."""
    progress, after = holding.measure, holding.claimed + amount
    if progress.complete and amount == credit.amount and credit.rule.need is Need.ALL:  # no need to look into the past
        complete = [each.record.complete_at for each in ledger if each.record and each.record.complete_at]
        return Completion(True, min(cut(max(complete)), cut(now)) if complete else None)
    past = _Past(credit, ledger)
    if progress.complete and after >= credit.amount:
        at = past.first(lambda then: then.complete)
    else:
        least = _share(credit, progress, after)
        at = past.first(lambda then: then.earned >= after and then.current >= least)
    if at is None:  # a record without its ledger
        at = past.moments[-1] if past.moments else None
    since = None
    if amount < credit.amount or not progress.complete:
        used = _share(credit, progress, holding.claimed)
        since = past.first(lambda then: then.current > used)
    if at is None:
        return Completion(progress.complete, None)
    at = min(at, ms(now))
    return Completion(progress.complete, utc(at), None if since is None else utc(min(since, at)))


def _share(credit: Credit, progress: Measure, amount: Amount) -> int:
    """How much of the progress there is `amount` stands for, all of it where there is less (or it was rounded up)."""
    of = max(progress.needed, credit.type.duration(credit.amount)) if progress.in_time else progress.needed
    return min(progress.current, -(-of * amount.thousandths // credit.amount.thousandths))


class _Past:
    """What had been done of a credit at any moment before."""

    def __init__(self, credit: Credit, ledger: Sequence[History]) -> None:
        self._credit = credit
        self._ledger = [history for history in ledger if history.record is not None]
        self._courses = {_course(history.content, line) for history in self._ledger for line in history.lines}
        complete = {ms(at) for history in self._ledger if history.record and (at := history.record.complete_at)}
        self.moments = sorted(complete.union(*self._courses))
        """Those at which anything began, ended or was completed."""

    def first(self, enough: Callable[[Measure], bool]) -> int | None:
        """The first moment at which what had been done was `enough`, which more never undoes; None if it never was."""
        found = bisect_left(self.moments, True, key=lambda at: enough(self._measure(at)))
        if found == len(self.moments):
            return None
        if not found:
            return self.moments[0]
        low, high = self.moments[found - 1 : found + 1]
        if not any(course[0] <= low and high <= course[-1] for course in self._courses if course):
            return high  # nothing was going on in between
        return low + 1 + bisect_left(range(low + 1, high), True, key=lambda at: enough(self._measure(at)))

    def _measure(self, at: int) -> Measure:
        return measure(self._credit, dict(self._records(at)))

    def _records(self, at: int) -> Iterator[tuple[str, Record]]:
        for history in self._ledger:
            record, content = history.record, history.content
            if record is None:
                continue
            if record.complete_at is None or ms(record.complete_at) > at:
                spans = union(_by(content, line, at) for line in history.lines)
                record = replace(record, spans=spans, complete_at=None)
            yield content.id, record


def _course(content: Content, line: Line) -> tuple[int, ...]:
    """When what a line tells began and ended, or came; nothing for a line that is no progress."""
    start, end = line.span
    if start >= end:
        return ()
    if content.kind is ContentKind.SESSION and content.starts_at is not None:
        return start, end
    if line.real is not None:
        return line.real
    at = ms(line.at)
    return (at - (end - start), at) if line.kind in _LIVE else (at,)


def _by(content: Content, line: Line, at: int) -> Span:
    """How much of what a line tells had been done by then: it grew as time went by, where that is known."""
    start, end = line.span
    course = _course(content, line)
    if not course or at < course[0]:
        return start, start
    if at >= course[-1]:
        return start, end
    return start, start + (end - start) * (at - course[0]) // (course[1] - course[0])
