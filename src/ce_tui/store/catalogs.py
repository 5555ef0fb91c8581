"""Bringing a catalog or a schedule into the store, and counting anew what it changes for learners."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.work import Tell, silent
from ce_tui.store.catalog_rows import write_catalog
from ce_tui.store.database import Database, Transaction
from ce_tui.store.holdings import Holdings
from ce_tui.store.ledger import Ledger
from ce_tui.store.recounting import changes, complete_anew, retime
from ce_tui.store.regrading import regrade
from ce_tui.store.results import Changes, ImportReport
from ce_tui.store.rows import Held
from ce_tui.store.schedules import mark, settle, take_out


class Catalogs:
    """Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, holdings: Holdings, ledger: Ledger) -> None:
        self._database, self._holdings, self._ledger = database, holdings, ledger

    def load(
        self,
        organization: Organization,
        credits: Sequence[Credit],
        tell: Tell = silent,
        *,
        schedule: Sequence[Content] = (),
        recount: bool = False,
    ) -> ImportReport:
        """Load an organization and its credits, all or nothing; the same again changes nothing.

        Credits are known by their id. What changed is updated for everything not claimed yet; claims keep what
        they were made with. Credits of the organization that are not among these stay as they are, but sessions that
        a `schedule` (all that it has) lacks now go where nobody has anything of them; its sessions are known by guid,
        title and time. What was attended counts by the times its session had then, with `recount` by those it has now.
        Where `tell` stops it, nothing is changed.
        """
        database = self._database
        with database.transaction() as tx:
            settled = settle(database, organization, credits, schedule, recount) if schedule else None
            if settled is not None:
                organization, credits = settled.organization, settled.credits
                take_out(tx, settled.gone)
            written = write_catalog(tx, database, organization, credits, tell)
            if settled is not None:
                mark(tx, database, settled.schedule, written.contents)
            moved, held = retime(tx, database, written.contents, tell) if recount else (set[int](), list[Held]())
            complete_anew(tx, database, {*written.edited, *moved}, tell)
            regraded, passed, touched = regrade(tx, database, self._ledger, written.edited, tell)
            held += [*touched, *self._holders(written.changed)]
            ready = changes(database, self._holdings.count_all(tx, {*held}, tell))
            would = self._recounted(tx, written.edited, tell)
        said = settled.told if settled else ()
        return replace(written.report, told=said, ready=ready, recount=would, regraded=regraded, passed=passed)

    def _holders(self, changed: Collection[int]) -> list[Held]:
        """Who has something of these credits, or has made progress before a content joined another credit."""
        rows = [row for key in changed for row in self._database.read(_HOLDERS, {"key": key})]
        return [Held(*row) for row in (*rows, *self._database.read(_NEW_HOLDERS, {}))]

    def _recounted(self, tx: Transaction, edited: dict[int, Content], tell: Tell) -> Changes:
        """What counting the stays in edited sessions anew would change; nothing of it is kept."""
        sessions = [id for id, before in edited.items() if before.kind is ContentKind.SESSION]
        with tx.trial():
            moved, held = retime(tx, self._database, sessions, tell)
            complete_anew(tx, self._database, moved, tell)
            return changes(self._database, self._holdings.count_all(tx, {*held}, tell))


_HOLDERS = """SELECT l.key, l.id, h.credit_id FROM holding h JOIN learner l ON l.id = h.learner_id
  WHERE h.credit_id = :key"""
_NEW_HOLDERS = """SELECT DISTINCT l.key, l.id, x.credit_id FROM progress p JOIN learner l ON l.id = p.learner_id
  JOIN credit_content x ON x.content_id = p.content_id
  LEFT JOIN holding h ON h.learner_id = p.learner_id AND h.credit_id = x.credit_id WHERE h.learner_id IS NULL"""
