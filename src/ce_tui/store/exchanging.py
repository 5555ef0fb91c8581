"""The ledger read whole, and statements of other systems written into it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.parties import Organization
from ce_tui.credit.words import utc
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store.errors import decoding
from ce_tui.store.reading import ms
from ce_tui.store.recording import Recording
from ce_tui.store.results import IngestReport

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ce_tui.credit.heard import Effect, Heard, Placed
    from ce_tui.credit.ledger import History, Line
    from ce_tui.credit.model import Content
    from ce_tui.credit.progress import Record, Span
    from ce_tui.credit.standing import CreditView

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
        rows = self._database.read(
            """SELECT kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            {"learner": learner_id, "content": content_id},
        )
        with decoding():
            return tuple(_line(*row) for row in rows)

    def _histories(self, learner: str, view: CreditView, now: datetime) -> tuple[History, ...]:
        """The ledger of a credit that was read already, in two questions."""
        from ce_tui.store import rules

        lines: dict[str, list[Line]] = {}
        rows = self._database.read(
            """SELECT t.key, a.kind, a.sitting, a.start_ms, a.end_ms, a.at, a.detail FROM activity a
               JOIN content t ON t.id = a.content_id
               WHERE a.learner_id = (SELECT id FROM learner WHERE key = :learner)
                 AND a.content_id IN (SELECT content_id FROM credit_content WHERE credit_id = :credit) ORDER BY a.id""",
            {"learner": learner, "credit": view.key},
        )
        with decoding():
            for content, *row in rows:
                lines.setdefault(content, []).append(_line(*row))
        records = self.records(learner, (view.key,), now)
        return tuple(
            rules.History(view.organization, content, records.get(content.id), (*lines.get(content.id, ()),))
            for content in view.credit.contents
        )

    def ingest(self, placed: Iterable[Placed], now: datetime, tell: Tell = silent) -> IngestReport:
        """Record statements of another system, all or nothing; the same statement again changes nothing.

        What was recorded here stays what it is: a statement made from this ledger is known again. A statement is
        dated by its own moment, never later than `now`. Nothing already complete or claimed is taken back. Where `tell`
        stops it, nothing is recorded.
        """
        groups: dict[tuple[str, str, str], list[Heard]] = {}
        for one in placed:
            groups.setdefault((one.learner, one.organization, one.content), []).append(one.heard)
        recorded = known = empty = 0
        held: dict[tuple[str, int, int], None] = {}
        with self._transaction() as connection:
            for (learner, organization, content), statements in told(groups.items(), "Recording", tell):
                taken, old = self._hear(connection, learner, organization, content, statements, ms(now), held)
                recorded, known, empty = recorded + taken, known + old, empty + len(statements) - taken - old
            self._hold_all(connection, held, tell, now)
        return IngestReport(recorded, known, empty)

    def _hear(
        self, connection: Connection, learner: str, organization: str, content: str, statements: list[Heard],
        now: int, held: dict[tuple[str, int, int], None],
    ) -> tuple[int, int]:  # fmt: skip
        """Record what one learner did of one content; how many statements were recorded, and known before."""
        from ce_tui.store import rules
        from ce_tui.store import statements as sql
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
        sittings = {
            sitting
            for (sitting,) in self._database.read(
                "SELECT sitting FROM activity WHERE learner_id = :learner AND content_id = :content",
                {"learner": learner_id, "content": content_id},
            )
        }
        taking = _Taking(what, before or rules.Record(content), now)
        known = sum(taking.knows(heard, sittings) for heard in statements)
        if taking.lines:
            ids = {"learner_id": learner_id, "content_id": content_id}
            connection.execute(sql.INSERT_ACTIVITY, [{**line, **ids} for line in taking.lines])
            self._save(connection, learner_id, content_id, before, taking.record, accounted_until)
            for (credit,) in self._database.read(
                "SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": content_id}
            ):
                held[learner, learner_id, credit] = None
        return taking.taken, known


def _line(kind: str, sitting: str, start: int, end: int, at: int, detail: str) -> Line:
    from ce_tui.store import rules

    kept = json.loads(detail) if detail else {}
    told = {name: kept[name] for name in ("verb", "right", "of", "passed") if name in kept}
    since = utc(kept["checked_in_at"]) if "checked_in_at" in kept else None
    return rules.Line(kind, sitting, (start, end), utc(at), since=since, **told)


class _Taking:
    """Statements about one content going into one learner's record, with their lines for the ledger."""

    def __init__(self, content: Content, record: Record, now: int) -> None:
        from ce_tui.store import rules

        self._rules = rules
        self._content, self._record, self._now = content, record, now
        self._covered = [*rules.union(record.spans)]
        self._fresh: list[Span] = []
        self.lines: list[dict[str, object]] = []
        self.taken = 0

    @property
    def record(self) -> Record:
        spans = self._rules.joined(self._content, self._record.spans, self._fresh, self._now)
        return replace(self._record, spans=spans)

    def knows(self, heard: Heard, sittings: set[str]) -> bool:
        """Take a statement, unless it says nothing or was known (True): it came before, or it tells what is there of
        a sitting of this very ledger. (A store set back to an older copy takes back from its own export what it lost.)
        """
        effect, sitting = self._rules.effect(self._content, heard), _FROM_XAPI + heard.id
        if not (effect.spans or effect.done):
            return False
        if sitting in sittings:
            return True
        there = self._record.done or not effect.done
        if there and heard.sitting in sittings and not self._rules.beyond(effect.spans, self._covered):
            return True
        sittings.add(sitting)
        self.taken += 1
        self._take(effect, heard.verb, sitting, min(ms(heard.at), self._now) if heard.at else self._now)
        return False

    def _take(self, effect: Effect, verb: str, sitting: str, at: int) -> None:
        """The lines are what is new in a statement, or that it came."""
        fresh = [part for span in effect.spans for part in self._rules.cover(self._covered, span)]
        self._fresh += fresh
        for start, end in fresh or ((0, 0),):
            self.lines.append(
                {"kind": self._rules.HEARD, "sitting": sitting, "start_ms": start, "end_ms": end, "at": at,
                 "detail": json.dumps({"verb": verb})}
            )  # fmt: skip
        self._record = replace(self._record, done=self._record.done or effect.done)
        if fresh or effect.done:
            self._record = self._rules.noted(self._content, self.record, utc(at), whole=effect.done)
