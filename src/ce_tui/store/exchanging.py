"""The ledger read whole, and statements of other systems written into it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.parties import Organization
from ce_tui.credit.words import utc
from ce_tui.store.errors import decoding
from ce_tui.store.reading import ms
from ce_tui.store.recording import Recording
from ce_tui.store.results import IngestReport

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ce_tui.credit.heard import Effect, Heard, Placed
    from ce_tui.credit.ledger import History, Line
    from ce_tui.credit.model import Content
    from ce_tui.credit.progress import Record

_FROM_XAPI = "xapi:"


class Exchanging(Recording):
    """The use cases of giving and taking what was learned. Every method may raise StoreError."""

    def contents(self) -> tuple[tuple[Organization, Content], ...]:
        """Every content with the organization whose it is."""
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            "SELECT o.data, t.data FROM content t JOIN organization o ON o.id = t.organization_id ORDER BY t.id", {}
        )
        return tuple((load(Organization, organization), load(rules.Content, data)) for organization, data in rows)

    def ledger(self, learner: str, credit: int | None = None) -> tuple[History, ...]:
        """All that the learner did, by content: of each content of a credit in its order, or of all ever begun."""
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        if credit is None:
            source = """FROM content t JOIN progress p ON p.content_id = t.id AND p.learner_id = :id WHERE 1 = 1
                        UNION SELECT t.id, t.data, o.data FROM activity a JOIN content t ON t.id = a.content_id
                        JOIN organization o ON o.id = t.organization_id WHERE a.learner_id = :id ORDER BY 1"""
        else:
            source = """FROM content t JOIN credit_content x ON x.content_id = t.id AND x.credit_id = :credit
                        ORDER BY x.position"""
        source = source.replace("FROM content t", "FROM content t JOIN organization o ON o.id = t.organization_id", 1)
        key = self._database.read("SELECT id FROM learner WHERE key = :learner", {"learner": learner})
        found = self._database.read(
            f"SELECT t.id, t.data, o.data {source}", {"id": key[0][0] if key else -1, "credit": credit}
        )
        histories = []
        for id, data, organization in found:
            content = load(rules.Content, data)
            lines = self._lines(key[0][0], id) if key else ()
            record = self._progress(learner, id)[0]
            histories.append(rules.History(load(Organization, organization), content, record, lines))
        return tuple(histories)

    def _lines(self, learner_id: int, content_id: int) -> tuple[Line, ...]:
        from ce_tui.store import rules

        rows = self._database.read(
            """SELECT kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            {"learner": learner_id, "content": content_id},
        )
        found = []
        with decoding():
            for kind, sitting, start, end, at, detail in rows:
                kept = json.loads(detail) if detail else {}
                told = {name: kept[name] for name in ("verb", "right", "of", "passed") if name in kept}
                found.append(rules.Line(kind, sitting, (start, end), utc(at), **told))
        return tuple(found)

    def ingest(self, placed: Iterable[Placed], now: datetime) -> IngestReport:
        """Record statements of another system, all or nothing; the same statement again changes nothing.

        What was recorded here stays what it is: a statement made from this ledger is known again. A statement is
        dated by its own moment, never later than `now`. Nothing already complete or claimed is taken back.
        """
        groups: dict[tuple[str, str, str], list[Heard]] = {}
        for one in placed:
            groups.setdefault((one.learner, one.organization, one.content), []).append(one.heard)
        recorded = known = empty = 0
        held: dict[tuple[str, int, int], None] = {}
        with self._transaction() as connection:
            for (learner, organization, content), statements in groups.items():
                taken, old = self._hear(connection, learner, organization, content, statements, ms(now), held)
                recorded, known, empty = recorded + taken, known + old, empty + len(statements) - taken - old
            for learner, learner_id, credit in held:
                self._hold(connection, learner, learner_id, credit)
        return IngestReport(recorded, known, empty)

    def _hear(
        self, connection: Connection, learner: str, organization: str, content: str, statements: list[Heard],
        now: int, held: dict[tuple[str, int, int], None],
    ) -> tuple[int, int]:  # fmt: skip
        """Record what one learner did of one content; how many statements were recorded, and known before."""
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            """SELECT t.data, t.id FROM content t JOIN organization o ON o.id = t.organization_id
               WHERE t.key = :content AND o.key = :organization""",
            {"content": content, "organization": organization},
        )
        if not rows:
            return 0, 0
        what, content_id = load(rules.Content, rows[0][0]), int(rows[0][1])
        learner_id = self._learner_id(connection, learner)
        before, accounted_until = self._progress(learner, content_id)
        record = before or rules.Record(content)
        taken, known = 0, 0
        for heard in statements:
            effect = rules.effect(what, heard)
            if not (effect.spans or effect.done):
                continue
            if self._is_known(learner_id, content_id, heard):
                known += 1
                continue
            at = min(ms(heard.at), now) if heard.at else now
            record = self._take(connection, learner_id, content_id, what, record, heard, effect, at)
            taken += 1
        if taken:
            self._save(connection, learner_id, content_id, before, record, accounted_until)
            for (credit,) in self._database.read(
                "SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": content_id}
            ):
                held[learner, learner_id, credit] = None
        return taken, known

    def _is_known(self, learner_id: int, content_id: int, heard: Heard) -> bool:
        return bool(
            self._database.read(
                """SELECT 1 FROM activity WHERE learner_id = :learner AND content_id = :content
                   AND sitting IN (:statement, :sitting) LIMIT 1""",
                {"learner": learner_id, "content": content_id, "statement": _FROM_XAPI + heard.id,
                 "sitting": heard.sitting or _FROM_XAPI + heard.id},
            )
        )  # fmt: skip

    def _take(
        self, connection: Connection, learner_id: int, content_id: int, what: Content, record: Record, heard: Heard,
        effect: Effect, at: int,
    ) -> Record:  # fmt: skip
        """The record with a statement added, and its lines in the ledger: what is new in it, or that it came."""
        from ce_tui.store import rules
        from ce_tui.store import statements as sql

        line = {
            "learner_id": learner_id, "content_id": content_id, "kind": rules.HEARD, "sitting": _FROM_XAPI + heard.id,
            "at": at, "detail": json.dumps({"verb": heard.verb}),
        }  # fmt: skip
        for start, end in rules.beyond(effect.spans, record.spans) or ((0, 0),):
            connection.execute(sql.INSERT_ACTIVITY, {**line, "start_ms": start, "end_ms": end})
        spans = rules.union((*record.spans, *effect.spans))
        record = replace(record, spans=spans, done=record.done or effect.done)
        if record.complete_at is None and (effect.done or rules.is_complete(what, record)):
            record = replace(record, complete_at=utc(at))
        return record
