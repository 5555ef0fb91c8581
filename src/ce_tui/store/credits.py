"""Credits and their contents, and one credit whole: with what a learner did of it, has claimed and can claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import state_of
from ce_tui.credit.model import Claim, Content, Credit
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, as_of, measure
from ce_tui.credit.standing import CreditView, Holding, choices
from ce_tui.store import issued
from ce_tui.store.codec import load, load_spans
from ce_tui.store.database import Database
from ce_tui.store.errors import StoreError, decoding
from ce_tui.store.lists import MINE, Lists
from ce_tui.store.rows import moment


class Credits:
    """What can be earned. Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, lists: Lists) -> None:
        self._database, self._lists = database, lists

    def find(self, credit: str) -> int:
        """The key of the credit with that catalog id (`id`, or `organization/id`); StoreError if unknown."""
        organization, _, id = credit.rpartition("/")
        rows = self._database.read(
            """SELECT c.id, o.key FROM credit c JOIN organization o ON o.id = c.organization_id
               WHERE c.key = :id AND (:organization = '' OR o.key = :organization)""",
            {"id": id, "organization": organization},
        )
        if not rows:
            raise StoreError(f"There is no credit “{credit}”; `ce-tui list --all` shows every id.")
        if len(rows) > 1:
            names = ", ".join(f"{key}/{id}" for _, key in rows)
            raise StoreError(f"Several organizations have a credit “{id}”; say which: {names}.")
        return int(rows[0][0])

    def session(self, id: str) -> tuple[Content, Organization]:
        """The session with that catalog id (`id`, or `organization/id`), and whose it is; StoreError if unknown."""
        organization, _, key = id.rpartition("/")
        rows = self._database.read(
            """SELECT t.data, o.key, o.data FROM content t JOIN organization o ON o.id = t.organization_id
               WHERE t.key = :key AND (:organization = '' OR o.key = :organization) ORDER BY t.id""",
            {"key": key, "organization": organization},
        )
        if not rows:
            raise StoreError(f"There is no session “{id}”; `ce-tui show CREDIT` prints the contents of a credit.")
        if len(rows) > 1:
            names = ", ".join(f"{owner}/{key}" for _, owner, _ in rows)
            raise StoreError(f"Several organizations have a session “{key}”; say which: {names}.")
        return load(Content, rows[0][0]), load(Organization, rows[0][2])

    def contents(self) -> tuple[tuple[Organization, Content], ...]:
        """Every content with the organization whose it is."""
        rows = self._database.read(
            "SELECT o.data, t.data FROM content t JOIN organization o ON o.id = t.organization_id ORDER BY t.id", {}
        )
        return tuple((load(Organization, organization), load(Content, data)) for organization, data in rows)

    def credit(self, key: int) -> Credit:
        """The credit in that row, which is there."""
        ((data,),) = self._database.read("SELECT data FROM credit WHERE id = :key", {"key": key})
        return with_contents(self._database, load(Credit, data), key)

    def view(self, learner: str, key: int, now: datetime) -> CreditView:
        """One credit with its contents, the learner's progress and claims, and what can be claimed."""
        rows = self._database.read(
            f"""SELECT c.data, o.data, (SELECT count(*) FROM organization), h.claimed, h.parts, h.final, h.due_at
               FROM credit c JOIN organization o ON o.id = c.organization_id LEFT JOIN holding h ON h.credit_id = c.id
                 AND h.{MINE} WHERE c.id = :key""",
            {"learner": learner, "key": key},
        )
        if not rows:
            raise StoreError("This credit is no longer in the store; go back to the list.")
        data, organization, organizations, claimed, parts, final, due = rows[0]
        with decoding():
            taken, parts, due_at = Amount(int(claimed or 0)), int(parts or 0), moment(due)
        if due_at is not None and ms(due_at) <= ms(now) and self._lists.settle(learner, now):
            return self.view(learner, key, now)
        credit = with_contents(self._database, load(Credit, data), key)
        records = self.records(learner, (key,), now if due_at is not None else None)
        held = Holding(measure(credit, records), taken, parts, bool(final))
        available = choices(credit, held)
        most = available[-1] if available else Amount(0)
        state = state_of(most, held.final, credit.release_at, credit.opens_at, credit.closes_at, now)
        owner, several = load(Organization, organization), organizations > 1
        claims = self._claims(learner, key) if parts else ()
        return CreditView(key, credit, owner, held, claims, state, available, due_at, records, several)

    def _claims(self, learner: str, key: int) -> tuple[Claim, ...]:
        mine = {"credit": key, "learner": learner}
        return tuple(issued.claims(self._database, f"k.credit_id = :credit AND k.{MINE}", mine))

    def records(self, learner: str, credits: Iterable[int], now: datetime | None = None) -> dict[str, Record]:
        """What the learner has done of the contents of those credits, by content id.

        As it counts at `now`: what is known of a session that is not over yet counts once it is. None asks for all.
        """
        marks = ", ".join(str(int(key)) for key in credits)
        rows = self._database.read(
            f"""SELECT DISTINCT t.key, p.spans, p.done, p.complete_at, p.position_ms, p.times,
                  CASE WHEN :as_of AND EXISTS (SELECT 1 FROM holding h WHERE h.learner_id = p.learner_id
                  AND h.credit_id IN ({marks}) AND h.due_at NOT NULL) THEN t.data END
                FROM progress p JOIN content t ON t.id = p.content_id
                JOIN credit_content x ON x.content_id = t.id AND x.credit_id IN ({marks})
                WHERE p.{MINE}""",
            {"learner": learner, "as_of": now is not None},
        )
        with decoding():
            found = {
                key: (Record(key, load_spans(spans), bool(done), moment(at), position, load_spans(times)), data)
                for key, spans, done, at, position, times, data in rows
            }
        return {
            key: record if now is None or data is None else as_of(load(Content, data), record, ms(now))
            for key, (record, data) in found.items()
        }


def content_of(database: Database, id: int) -> Content:
    """The content in that row, which is there."""
    return load(Content, database.read("SELECT data FROM content WHERE id = :id", {"id": id})[0][0])


def with_contents(database: Database, credit: Credit, key: int) -> Credit:
    """The credit with the contents that it has in the store."""
    rows = database.read(
        """SELECT t.data FROM credit_content x JOIN content t ON t.id = x.content_id
           WHERE x.credit_id = :key ORDER BY x.position""",
        {"key": key},
    )
    return replace(credit, contents=tuple(load(Content, data) for (data,) in rows))
