"""What learners have of credits: worked out from what they did and claimed, never added up."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Credit
from ce_tui.credit.moments import ms
from ce_tui.credit.progress import Record, ahead, as_of, measure
from ce_tui.credit.standing import Holding, claimable, is_final
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store import issued
from ce_tui.store.credits import Credits
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import StoreError
from ce_tui.store.rows import Held


class Taken(NamedTuple):
    """What claims took of a credit, in thousandths: how much, in how many parts, and whether nothing is left."""

    claimed: int = 0
    parts: int = 0
    final: int = 0


class Holdings:
    """What learners have of credits; every write of what they did or may claim ends here."""

    def __init__(self, database: Database, credits: Credits) -> None:
        self._database, self._credits = database, credits

    def count_due(self, due: Sequence[Held], now: datetime) -> bool:
        """Count anew what is due; False where it cannot be kept, for a store that is read-only can still be read."""
        with suppress(StoreError), self._database.transaction() as tx:
            self.count_all(tx, due, silent, now)
            return True
        return False

    def count_all(
        self, tx: Transaction, held: Collection[Held], tell: Tell, now: datetime | None = None
    ) -> list[tuple[Held, int, int]]:
        """Count anew for many, each credit read once.

        Of what another amount can be claimed than before: that, and the new one, in thousandths.
        """
        read: tuple[int, Credit] | None = None
        changed = []
        for of in told(sorted(held, key=attrgetter("credit", "learner_id")), "Updating learners", tell):
            if read is None or read[0] != of.credit:
                read = of.credit, self._credits.credit(of.credit)
            before, after = self.count(tx, of, now, read[1])
            if before != after:
                changed.append((of, before, after))
        return changed

    def count(self, tx: Transaction, of: Held, now: datetime | None, credit: Credit | None = None) -> tuple[int, int]:
        """Count anew what a learner has of a credit at `now`. What was claimed stays, and what a claim made final.

        None is the moment of the last time; what would change with time is then due at once. Returns what could be
        claimed before, and what can be claimed now, in thousandths.
        """
        ids = {"learner_id": of.learner_id, "credit_id": of.credit}
        rows = self._database.read(
            """SELECT claimed, parts, final, due_at, claimable FROM holding
               WHERE learner_id = :learner_id AND credit_id = :credit_id""",
            ids,
        )
        *taken, due, before = rows[0] if rows else (0, 0, 0, 0, 0)
        at = ms(now) if now else due - 1 if due else None
        values = self.worked_out(of, credit or self._credits.credit(of.credit), Taken(*taken), at)
        after = values["claimable"] or 0
        if now is None:
            values["due_at"] = None if due is None else 0
        if rows:
            tx.update("holding", values, **ids)
        else:
            tx.insert("holding", {**ids, "claimed": 0, "parts": 0, **values})
        return before, after

    def worked_out(
        self, of: Held, credit: Credit, taken: Taken, at: int | None, known: Mapping[str, Record] | None = None
    ) -> dict[str, Any]:
        """What a holding says of progress and of what is left to claim, by column.

        As it is at the moment `at`, in milliseconds; None is one at which all that is known of is over. `known` are the
        records where they have been read already.
        """
        claimed, parts, final = taken
        if parts:
            # An amount lowered to what was claimed leaves nothing to claim, until it is raised again.
            final = claimed >= credit.amount.thousandths or (final and self._closed_by_claim(of, claimed))
        records = dict(self._credits.records(of.learner, (of.credit,)) if known is None else known)
        due = self._counted_at(credit, records, at) if at is not None else []
        progress = measure(credit, records)
        holding = Holding(progress, Amount(claimed), parts, bool(final))
        return {
            "current": progress.current,
            "complete": int(progress.complete),
            "claimable": claimable(credit, holding).thousandths,
            "allowed": max(credit.amount.thousandths, claimed),
            "final": int(final),
            "needed": progress.needed,
            "due_at": min(due, default=None),
            "asks": json.dumps([progress.held, progress.undone]) if progress.held or progress.undone else None,
        }

    def _counted_at(self, credit: Credit, records: dict[str, Record], at: int) -> list[int]:
        """Let the records be as they count at that moment; when more of them will."""
        due: list[int] = []
        for content in credit.contents:
            if content.id in records:
                record = records[content.id]
                due += [end for _, end in ahead(content, record, at)]
                records[content.id] = as_of(content, record, at)
        return due

    def _closed_by_claim(self, of: Held, claimed: int) -> bool:
        """Whether the last claim took or gave up all that was left, by the rules it was made with."""
        mine = {"learner": of.learner_id, "key": of.credit}
        claims = [*issued.claims(self._database, "k.learner_id = :learner AND k.credit_id = :key", mine)]
        return bool(claims) and is_final(claims[-1].credit, Amount(claimed))
