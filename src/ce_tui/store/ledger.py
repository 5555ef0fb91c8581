"""The ledger: what learners did, line by line, and what it comes to of each content."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from ce_tui.credit.attention import unanswered, until_check
from ce_tui.credit.ledger import CHECK, Stretch
from ce_tui.credit.model import Content
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, Span, as_of, believable, by_the_clock, joined, noted, total
from ce_tui.credit.spending import fastest, left, window
from ce_tui.store import spending
from ce_tui.store.accounts import Accounts
from ce_tui.store.codec import dump_spans, load, load_spans
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import StoreError, decoding
from ce_tui.store.holdings import Holdings
from ce_tui.store.lists import MINE
from ce_tui.store.rows import Held, moment
from ce_tui.store.spending import Ids, KeptStretch


class Item(NamedTuple):
    """A content, and its row."""

    content: Content
    id: int


class Ledger:
    """Only for the drawers above it, each inside a transaction of theirs."""

    def __init__(self, database: Database, accounts: Accounts, holdings: Holdings) -> None:
        self._database, self._accounts, self._holdings = database, accounts, holdings

    def content(self, credit: int, content: str) -> Item:
        """A content of a credit, by its id; StoreError when it is no longer one of it."""
        rows = self._database.read(
            """SELECT t.data, t.id FROM content t JOIN credit_content x ON x.content_id = t.id
               WHERE x.credit_id = :credit AND t.key = :content""",
            {"credit": credit, "content": content},
        )
        if not rows:
            raise StoreError("This content is no longer part of the credit; go back to the list.")
        return Item(load(Content, rows[0][0]), int(rows[0][1]))

    def progress(self, learner: str, content_id: int) -> tuple[Record | None, int]:
        """What a learner has done of a content, and until when their real time is accounted for, in milliseconds."""
        rows = self._database.read(
            f"""SELECT t.key, p.spans, p.done, p.complete_at, p.position_ms, p.times, p.accounted_until FROM progress p
               JOIN content t ON t.id = p.content_id WHERE p.content_id = :content AND p.{MINE}""",
            {"content": content_id, "learner": learner},
        )
        if not rows:
            return None, 0
        key, spans, done, complete_at, position, times, accounted = rows[0]
        with decoding():
            complete = moment(complete_at)
        return Record(key, load_spans(spans), bool(done), complete, position, load_spans(times)), accounted

    def unanswered(self, learner: str, item: Item, record: Record | None) -> tuple[int, ...]:
        """The places of the checks of a content that the learner has still to answer."""
        rows = self._database.read(
            f"SELECT start_ms FROM activity WHERE content_id = :content AND kind = :kind AND {MINE}",
            {"content": item.id, "kind": CHECK, "learner": learner},
        )
        complete = record is not None and record.complete_at is not None
        return unanswered(item.content, {place for (place,) in rows}, complete=complete)

    def append(
        self, tx: Transaction, learner: str, item: Item, stretch: Stretch, now: datetime, detail: str = ""
    ) -> Record:
        """Write a stretch as far as it counts, and what it comes to; what the learner has done of the content then."""
        content, at = item.content, ms(now)
        learner_id = self._accounts.row(tx, learner)
        before, accounted_until = self.progress(learner, item.id)
        ids = Ids(learner_id, item.id, stretch.kind, stretch.sitting)
        last = spending.last_line(self._database, ids)
        until = accounted_until, last.real_end if last else None
        spans, real, elsewhere = self._counting(ids, content, stretch, at, until)
        if content.checks and spans:
            spans = (until_check(spans[0], self.unanswered(learner, item, before)),)
        record = _with_stretch(content, before, stretch, spans, at)
        for number, each in enumerate(_lines(stretch, spans, told=bool(elsewhere))):
            used = each if by_the_clock(content) else real
            spending.write(tx, ids, last, KeptStretch(each, at, used, {} if number else elsewhere, detail))
        if real is not None and real[0] < at:  # else it was told late
            accounted_until = at
        self.save(tx, learner_id, item.id, before, record, accounted_until)
        for credit in self.credits_with(item.id):
            self._holdings.count(tx, Held(learner, learner_id, credit), now)
        record = as_of(content, record, at)
        return replace(record, elsewhere=(*elsewhere.items(),)) if elsewhere else record

    def _counting(
        self, ids: Ids, content: Content, stretch: Stretch, at: int, until: tuple[int, int | None]
    ) -> tuple[tuple[Span, ...], Span | None, dict[str, int]]:
        """What of a stretch counts, the real time it took, and what of that other contents have used, by title."""
        span, wall_ms = stretch.span, stretch.wall_ms
        if span is None:
            return (), None, {}
        if wall_ms is not None:
            real = window(at, wall_ms, *until)
            free, elsewhere = left((real,), spending.used(self._database, ids, content, real, at))
            counting = believable(span, total(free), fastest(content))
            return (counting,), real, elsewhere if counting != span else {}
        if by_the_clock(content):
            spans, elsewhere = left((span,), spending.used(self._database, ids, content, span, at))
            return spans, None, elsewhere
        return (span,), None, {}

    def credits_with(self, content_id: int) -> list[int]:
        """The rows of the credits that have a content."""
        rows = self._database.read(
            "SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": content_id}
        )
        return [credit for (credit,) in rows]

    def save(
        self,
        tx: Transaction,
        learner_id: int,
        content_id: int,
        before: Record | None,
        record: Record,
        accounted_until: int,
    ) -> None:
        """Write what a learner has done of a content; what earlier stretches used of the clock goes with it."""
        values = {
            "spans": dump_spans(record.spans),
            "done": int(record.done),
            "complete_at": None if record.complete_at is None else ms(record.complete_at),
            "position_ms": record.position_ms,
            "accounted_until": accounted_until,
            "times": dump_spans(record.times) if record.times else None,
        }
        if before is None:
            tx.insert("progress", {"learner_id": learner_id, "content_id": content_id, **values})
        else:
            tx.update("progress", values, learner_id=learner_id, content_id=content_id)


def _lines(stretch: Stretch, spans: tuple[Span, ...], *, told: bool) -> list[Span]:
    """The spans that lines are written of. Where nothing counts, an empty one keeps what is `told` with it, or that
    something happened that takes no time.
    """
    lines = [span for span in spans if span[0] < span[1]]
    if not lines and (stretch.span is None or told):
        return [(stretch.span or (0, 0))[:1] * 2]
    return lines


def _with_stretch(
    content: Content, before: Record | None, stretch: Stretch, spans: tuple[Span, ...], at: int
) -> Record:
    """What the learner has done of a content with a stretch, of which these spans count."""
    record = replace(
        before or Record(content.id),
        spans=joined(content, before.spans if before else (), spans, at),
        done=bool(stretch.done or (before and before.done)),
        position_ms=spans[-1][1] if spans else before.position_ms if before else 0,
    )
    return noted(content, record, utc(at))


def note(tx: Transaction, ids: Ids, now: datetime, detail: str = "", span: Span = (0, 0)) -> None:
    """Write a line that says what happened, beside those of what counts."""
    spending.write(tx, ids, None, KeptStretch(span, ms(now), detail=detail))
