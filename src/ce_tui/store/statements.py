"""Statements of other systems written into the ledger, and what they take back taken out of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.moments import ms
from ce_tui.credit.words import titles
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store.cases import FROM_XAPI, Case, count_up, own_done, own_spans, recorded_before, saying, sift, spans_of
from ce_tui.store.database import Transaction
from ce_tui.store.ledger import Recording
from ce_tui.store.results import IngestReport
from ce_tui.store.spending import used

if TYPE_CHECKING:
    from ce_tui.credit.intake import Verdict
    from ce_tui.credit.progress import Record
    from ce_tui.credit.statements import Heard, Placed

_Group = tuple[str, str, str]
"""A learner, an organization and a content, each by its key."""


class Hearing(Recording):
    """The use case of taking what was learned elsewhere. Every method may raise StoreError."""

    def known_accounts(self) -> dict[tuple[str, str], str]:
        """The accounts of other systems (home page and name) that are known, and whose they are."""
        rows = self._database.read(
            "SELECT a.home, a.name, l.key FROM account a JOIN learner l ON l.id = a.learner_id", {}
        )
        return {(home, name): key for home, name, key in rows}

    def know_account(self, learner: str, home: str, name: str) -> str:
        """Keep that an account of another system is a learner's from now on; whose it was before, "" for nobody's."""
        with self._database.transaction() as tx:
            before = self.known_accounts().get((home, name), "")
            tx.delete("account", home=home, name=name)
            tx.insert("account", {"home": home, "name": name, "learner_id": self._learner_id(tx, learner)})
        return before if before != learner else ""

    def ingest(
        self,
        placed: Iterable[Placed],
        now: datetime,
        tell: Tell = silent,
        *,
        voided: Collection[str] = (),
    ) -> IngestReport:
        """Record statements of another system, all or nothing; the same statement again changes nothing.

        What was recorded here stays what it is: a statement made from this ledger is known again. A statement is dated
        by its own moment. Those that are `voided`, here or before, or that their system set back since, do not count,
        and what they gave is taken back, save where something was claimed with it. Where `tell` stops it, nothing is
        recorded.
        """
        groups: dict[_Group, list[Heard]] = {}
        for one in placed:
            groups.setdefault((one.learner, one.organization, one.content), []).append(one.heard)
        report = IngestReport()
        held: dict[tuple[str, int, int], None] = {}
        with self._database.transaction(now) as tx:
            here = self._void(tx, voided)
            came = {one.id for statements in groups.values() for one in statements}
            report.absent = len({*voided} - {id for id, *_ in here} - came)
            for _, *of in here:
                groups.setdefault((of[0], of[1], of[2]), [])
            of_id = self._heard_of({*came})
            for group, statements in groups.items():
                for heard in statements:
                    of_id.setdefault(heard.id, group)
            never = {id for (id,) in self._database.read("SELECT statement FROM void", {})}
            for group, statements in told(groups.items(), "Recording", tell):
                elsewhere = {one.id for one in statements if of_id[one.id] != group}
                self._hear(tx, group, statements, elsewhere, never, now, report, held)
            self._hold_all(tx, held, tell, now)
        return report

    def _meet(self, tx: Transaction, learner_id: int, fresh: Iterable[Heard]) -> None:
        """Keep the accounts by which the learner is called in statements that did not come from here."""
        for home, name in {(heard.actor.home, heard.actor.account): None for heard in fresh if heard.actor.account}:
            row = {"home": home, "name": name, "learner_id": learner_id}
            if not self._database.read("SELECT 1 FROM account WHERE home = :home AND name = :name", row):
                tx.insert("account", row)

    def _heard_of(self, ids: Iterable[str]) -> dict[str, _Group]:
        """Of whom and what those of these statements are that are kept here: an id means one thing for good."""
        rows = self._database.read(
            """SELECT s.statement, l.key, o.key, t.key FROM json_each(:ids) i JOIN statement s ON s.statement = i.value
               JOIN learner l ON l.id = s.learner_id JOIN content t ON t.id = s.content_id
               JOIN organization o ON o.id = t.organization_id""",
            {"ids": json.dumps([*ids])},
        )
        return {id: (learner, organization, content) for id, learner, organization, content in rows}

    def _void(self, tx: Transaction, voided: Collection[str]) -> list[tuple[str, str, str, str]]:
        """Keep what is voided; those of these statements that are known here, each by id, and whose and about what."""
        known = {id for (id,) in self._database.read("SELECT statement FROM void", {})}
        tx.insert("void", *({"statement": id} for id in sorted({*voided} - known)))
        if not voided:
            return []
        rows = self._database.read(
            """SELECT s.statement, l.key, o.key, t.key FROM (
                 SELECT statement, learner_id, content_id FROM statement
                 UNION SELECT substr(sitting, 6), learner_id, content_id FROM activity WHERE kind = 'heard') s
               JOIN learner l ON l.id = s.learner_id JOIN content t ON t.id = s.content_id
               JOIN organization o ON o.id = t.organization_id""",
            {},
        )
        wanted = {*voided}
        return [(id, learner, organization, content) for id, learner, organization, content in rows if id in wanted]

    def _hear(
        self,
        tx: Transaction,
        group: _Group,
        statements: list[Heard],
        elsewhere: Collection[str],
        voided: Collection[str],
        now: datetime,
        report: IngestReport,
        held: dict[tuple[str, int, int], None],
    ) -> None:
        """Record what is said of one learner and one content."""
        from ce_tui.store import rules

        learner, organization, content = group
        case, accounted_until = self._case(tx, learner, organization, content)
        if case is None:
            return
        fresh, known, others = sift(case, statements, elsewhere)
        unanswered = self._unanswered(learner, case.content_id, case.content, case.before)
        anew = {heard.id for heard in fresh}
        verdict = rules.judge(
            case.content,
            [kept for id, (_, kept) in case.kept.items() if id not in anew],
            fresh,
            voided=voided,
            seen=case.before.spans if case.before else (),
            unanswered=unanswered,
            zone=case.zone,
            now=now,
            free=lambda real: rules.left((real,), used(self._database, *case.ids, case.content, real, ms(now))),
        )
        self._meet(tx, case.learner_id, (heard for heard in fresh if heard.sitting not in case.sittings))
        gone = self._gone(case, verdict)
        wrote = self._write(tx, case, fresh, verdict, gone, now)
        record = case.before
        if wrote or gone:
            record = self._sum(case, fresh, verdict, gone, now)
            self._save(tx, case.learner_id, case.content_id, case.before, record, accounted_until)
            for (credit,) in self._database.read(
                "SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": case.content_id}
            ):
                held[learner, case.learner_id, credit] = None
        count_up(case, fresh, verdict, gone, record is not None and record.complete_at is not None, report)
        report.known += known
        for note in (*others, *verdict.notes):
            who = "" if note.why == "length" else learner
            report.tell(replace(note, learner=who, content=case.content.title))

    def _case(self, tx: Transaction, learner: str, organization: str, content: str) -> tuple[Case | None, int]:
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            """SELECT t.data, t.id, o.zone FROM content t JOIN organization o ON o.id = t.organization_id
               WHERE t.key = :content AND o.key = :organization""",
            {"content": content, "organization": organization},
        )
        if not rows:
            return None, 0
        what, content_id = load(rules.Content, rows[0][0]), int(rows[0][1])
        learner_id = self._learner_id(tx, learner)
        before, accounted_until = self._progress(learner, content_id)
        ids = {"learner": learner_id, "content": content_id}
        lines = self._database.read(
            """SELECT id, kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            ids,
        )
        case = Case(
            learner_id,
            content_id,
            what,
            rows[0][2],
            before,
            [(id, kind, sitting, (start, end), at, detail) for id, kind, sitting, start, end, at, detail in lines],
        )
        for id, data in self._database.read(
            "SELECT id, data FROM statement WHERE learner_id = :learner AND content_id = :content ORDER BY id", ids
        ):
            kept = load(rules.Kept, data)
            case.kept[kept.heard.id] = id, kept
        for kept in recorded_before(case):
            case.kept.setdefault(kept.heard.id, (0, kept))
        return case, accounted_until

    def _gone(self, case: Case, verdict: Verdict) -> set[str]:
        """The statements whose lines no longer say what they come to. Nothing that was claimed is taken back."""
        from ce_tui.store import rules

        gone = {
            id
            for id, lines in case.told.items()
            if id not in verdict.counts or rules.beyond([span for _, span in lines], verdict.counts[id].spans)
        }
        if not gone:
            return gone
        numbers = self._database.read(
            """SELECT DISTINCT k.number FROM claim k JOIN credit_content x ON x.credit_id = k.credit_id
               LEFT JOIN revocation r ON r.claim_id = k.id
               WHERE k.learner_id = :learner AND x.content_id = :content AND r.at IS NULL ORDER BY k.id""",
            {"learner": case.learner_id, "content": case.content_id},
        )
        if not numbers:
            return gone
        certificates = ", ".join(number for (number,) in numbers)
        unclaimed = self._database.read(
            """SELECT c.title FROM credit c JOIN credit_content x ON x.credit_id = c.id
               WHERE x.content_id = :content AND NOT EXISTS (
                 SELECT 1 FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id
                 WHERE k.learner_id = :learner AND k.credit_id = c.id AND r.at IS NULL) ORDER BY c.id LIMIT 6""",
            {"learner": case.learner_id, "content": case.content_id},
        )
        named = titles([title for (title,) in unclaimed], 5)
        still = f" It still counts for {named}, where nothing is claimed yet." if named else ""
        for id in sorted(gone):
            kept = case.kept[id][1]
            verdict.counts[id] = kept.gave
            if id in verdict.voided | verdict.set_back:
                text = f"{saying(kept.heard, case.zone)} Certificate {certificates} was claimed with it.{still}"
                verdict.notes.append(rules.Note("claimed", text, statement=id))
                verdict.voided.discard(id)
                verdict.set_back.discard(id)
        return set()

    def _write(
        self, tx: Transaction, case: Case, fresh: list[Heard], verdict: Verdict, gone: set[str], now: datetime
    ) -> bool:
        """Bring the ledger's lines and the kept statements to what was judged; whether a line was added."""
        from ce_tui.store import rules
        from ce_tui.store.codec import dump

        nothing = {"start_ms": 0, "end_ms": 0, "real_start": None, "real_end": None}
        for id in gone:
            kind = rules.HEARD if id in verdict.counts else rules.TAKEN_BACK
            for row, _ in case.told[id]:
                tx.update("activity", {"kind": kind, **nothing}, id=row)
        seen = [*rules.union(spans_of(case, gone))]
        words = {id: kept.heard for id, (_, kept) in case.kept.items()} | {heard.id: heard for heard in fresh}
        ids = {"learner_id": case.learner_id, "content_id": case.content_id}
        there = case.told.keys() - gone
        added = []
        for id in sorted(verdict.counts, key=lambda id: (case.at(words[id]), id)):
            gave, heard = verdict.counts[id], words[id]
            parts = [part for span in gave.spans for part in rules.cover(seen, span)]
            if not parts and (id in there or not (gave.spans or gave.done)):
                continue
            detail = json.dumps({"verb": heard.verb} | ({"trusted": True} if heard.trusted else {}))
            at = min(ms(case.at(heard)), ms(now))
            for start, end in parts or [(0, 0)]:
                by_clock = rules.by_the_clock(case.content) and start < end
                real = ((start, end) if by_clock else gave.real if parts else None) or (None, None)
                added.append(
                    {
                        "kind": rules.HEARD,
                        "sitting": FROM_XAPI + id,
                        "start_ms": start,
                        "end_ms": end,
                        "at": at,
                        "detail": detail,
                        "real_start": real[0],
                        "real_end": real[1],
                        **ids,
                    }
                )
        tx.insert("activity", *added)
        here = rules.bounds(case.content)
        kept = []
        for heard in fresh:
            gave = verdict.counts.get(heard.id) or rules.effect(case.content, heard)
            timed = heard.session and heard.at and heard.sitting not in case.sittings
            timed = timed and case.content.kind is rules.ContentKind.VIDEO
            if heard.id not in verdict.refused | verdict.voided and (gave.spans or gave.done or heard.refused or timed):
                slim = replace(heard, learner="", activity="", actor=rules.Actor())
                kept.append({"statement": heard.id, "data": dump(rules.Kept(slim, gave, here))})
        rows = {id: row for id, (row, _) in case.kept.items() if row}
        for each in kept:
            if each["statement"] in rows:
                tx.update("statement", {"data": each["data"]}, id=rows[each["statement"]])
        tx.insert("statement", *({**each, **ids} for each in kept if each["statement"] not in rows))
        for id in gone & verdict.counts.keys():
            row, old = case.kept[id]
            if row:
                tx.update("statement", {"data": dump(replace(old, gave=verdict.counts[id]))}, id=row)
        return bool(added)

    def _sum(self, case: Case, fresh: list[Heard], verdict: Verdict, gone: set[str], now: datetime) -> Record:
        """What the learner has done of the content now."""
        from ce_tui.store import rules

        before = case.before or rules.Record(case.content.id)
        counts, own = verdict.counts, own_spans(case)
        words = {id: kept.heard for id, (_, kept) in case.kept.items()} | {heard.id: heard for heard in fresh}
        heard = [(min(case.at(words[id]), now), gave) for id, gave in counts.items() if gave.spans or gave.done]
        given = [span for _, gave in heard for span in gave.spans]
        spans = rules.joined(case.content, (), [*spans_of(case, gone), *given], ms(now))
        done_at = own_done(case) if before.done else None
        done = done_at is not None or any(gave.done for _, gave in heard)
        if before.done and not any(case.kept[id][1].gave.done for id in gone):
            done = True
        record = replace(before, spans=spans, done=done)
        at = rules.completed_at(case.content, own, done_at, heard)
        by_day = case.content.kind is rules.ContentKind.SESSION
        if gone and before.complete_at is not None:
            if not by_day and before.complete_at < min(case.at(words[id]) for id in gone):
                return record  # it was complete before any of that was said
            record = replace(record, complete_at=None, times=before.times if by_day else ())
            whole = any(gave.done for _, gave in heard)
        else:
            whole = any(counts[one.id].done for one in fresh if one.id in counts)
        last = max((moment for moment, _ in (*own, *heard)), default=now)
        noted = rules.noted(case.content, record, at or last, whole=whole)
        earlier = at is not None and noted.complete_at is not None and at < noted.complete_at
        if earlier and not by_day and not self._claimed(case):
            return replace(noted, complete_at=at)
        return noted

    def _claimed(self, case: Case) -> bool:
        return bool(
            self._database.read(
                """SELECT 1 FROM claim k JOIN credit_content x ON x.credit_id = k.credit_id
                   WHERE k.learner_id = :learner AND x.content_id = :content LIMIT 1""",
                {"learner": case.learner_id, "content": case.content_id},
            )
        )
