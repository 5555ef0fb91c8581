"""Statements of other systems written into the ledger, and what they take back taken out of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from ce_tui.credit.intake import Recorded, Verdict, completed_at, judge
from ce_tui.credit.ledger import HEARD, TAKEN_BACK
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.moments import ms
from ce_tui.credit.progress import Record, beyond, bounds, by_the_clock, cover, joined, noted, union
from ce_tui.credit.spending import left
from ce_tui.credit.statements import Actor, Matched, Statement, StatementNote, effect
from ce_tui.credit.words import titles
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store.accounts import Accounts
from ce_tui.store.cases import (
    FROM_XAPI,
    Case,
    KeptLine,
    count_up,
    own_done,
    own_spans,
    recorded_before,
    saying,
    sift,
    spans_of,
)
from ce_tui.store.codec import dump, load
from ce_tui.store.database import Database, Transaction
from ce_tui.store.holdings import Holdings
from ce_tui.store.ledger import Item, Ledger
from ce_tui.store.results import IngestReport
from ce_tui.store.rows import Held
from ce_tui.store.spending import used

_Group = tuple[str, str, str]
"""A learner, an organization and a content, each by its key."""


@dataclass(slots=True)
class _Run:
    """One ingest: the transaction it is, what is `voided` whenever it came, and what is `held` that it touches."""

    tx: Transaction
    now: datetime
    voided: Collection[str]
    report: IngestReport
    held: dict[Held, None] = field(default_factory=dict)


class Statements:
    """Taking what was learned elsewhere. Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, accounts: Accounts, holdings: Holdings, ledger: Ledger) -> None:
        self._database, self._accounts, self._holdings, self._ledger = database, accounts, holdings, ledger

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
            tx.insert("account", {"home": home, "name": name, "learner_id": self._accounts.row(tx, learner)})
        return before if before != learner else ""

    def ingest(
        self, placed: Iterable[Matched], now: datetime, tell: Tell = silent, *, voided: Collection[str] = ()
    ) -> IngestReport:
        """Record statements of another system, all or nothing; the same statement again changes nothing.

        What was recorded here stays what it is: a statement made from this ledger is known again. A statement is dated
        by its own moment. Those that are `voided`, here or before, or that their system set back since, do not count,
        and what they gave is taken back, save where something was claimed with it. Where `tell` stops it, nothing is
        recorded.
        """
        groups, report = _grouped(placed), IngestReport()
        with self._database.transaction(now) as tx:
            here = self._void(tx, voided)
            came = {one.id for statements in groups.values() for one in statements}
            report.absent = len({*voided} - {id for id, _ in here} - came)
            for _, group in here:
                groups.setdefault(group, [])
            of_id = self._groups_of(groups)
            run = _Run(tx, now, self._voided(), report)
            for group, statements in told(groups.items(), "Recording", tell):
                self._hear(run, group, statements, {one.id for one in statements if of_id[one.id] != group})
            self._holdings.count_all(tx, run.held, tell, now)
        return report

    def _meet(self, tx: Transaction, learner_id: int, fresh: Iterable[Statement]) -> None:
        """Keep the accounts by which the learner is called in statements that did not come from here."""
        for home, name in {(heard.actor.home, heard.actor.account): None for heard in fresh if heard.actor.account}:
            row = {"home": home, "name": name, "learner_id": learner_id}
            if not self._database.read("SELECT 1 FROM account WHERE home = :home AND name = :name", row):
                tx.insert("account", row)

    def _groups_of(self, groups: dict[_Group, list[Statement]]) -> dict[str, _Group]:
        """Of whom and what each statement is, by its id, which means one thing for good: as it is kept here, or else as
        it came first.
        """
        came = [(heard.id, group) for group, statements in groups.items() for heard in statements]
        rows = self._database.read(
            """SELECT s.statement, l.key, o.key, t.key FROM json_each(:ids) i JOIN statement s ON s.statement = i.value
               JOIN learner l ON l.id = s.learner_id JOIN content t ON t.id = s.content_id
               JOIN organization o ON o.id = t.organization_id""",
            {"ids": json.dumps([*{id for id, _ in came}])},
        )
        kept = {id: (learner, organization, content) for id, learner, organization, content in rows}
        return dict(reversed(came)) | kept

    def _voided(self) -> set[str]:
        """The statements that were ever voided, whether they came or not."""
        return {id for (id,) in self._database.read("SELECT statement FROM void", {})}

    def _void(self, tx: Transaction, voided: Collection[str]) -> list[tuple[str, _Group]]:
        """Keep what is voided; those of these statements that are known here, each by id, and whose and about what."""
        tx.insert("void", *({"statement": id} for id in sorted({*voided} - self._voided())))
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
        return [(id, (learner, organization, content)) for id, learner, organization, content in rows if id in wanted]

    def _hear(self, run: _Run, group: _Group, statements: list[Statement], elsewhere: Collection[str]) -> None:
        """Record what is said of one learner and one content."""
        case, accounted_until = self._case(run.tx, *group)
        if case is None:
            return
        fresh, known, others = sift(case, statements, elsewhere)
        verdict = self._judged(case, group[0], fresh, run)
        self._meet(run.tx, case.learner_id, (heard for heard in fresh if heard.sitting not in case.sittings))
        gone = self._gone(case, verdict)
        wrote = self._write(run, case, fresh, verdict, gone)
        record = case.before
        if wrote or gone:
            record = self._sum(case, fresh, verdict, gone, run.now)
            self._ledger.save(run.tx, case.learner_id, case.content_id, case.before, record, accounted_until)
            for credit in self._ledger.credits_with(case.content_id):
                run.held[Held(group[0], case.learner_id, credit)] = None
        count_up(case, fresh, verdict, gone, record is not None and record.complete_at is not None, run.report)
        run.report.known += known
        for note in (*others, *verdict.notes):
            who = "" if note.why == "length" else group[0]
            run.report.tell(replace(note, learner=who, content=case.content.title))

    def _judged(self, case: Case, learner: str, fresh: list[Statement], run: _Run) -> Verdict:
        """What all that is said of it comes to now."""
        anew = {heard.id for heard in fresh}
        item, at = Item(case.content, case.content_id), ms(run.now)
        return judge(
            case.content,
            [kept for id, (_, kept) in case.kept.items() if id not in anew],
            fresh,
            voided=run.voided,
            seen=case.before.spans if case.before else (),
            unanswered=self._ledger.unanswered(learner, item, case.before),
            zone=case.zone,
            now=run.now,
            free=lambda real: left((real,), used(self._database, case.ids, case.content, real, at)),
        )

    def _case(self, tx: Transaction, learner: str, organization: str, content: str) -> tuple[Case | None, int]:
        rows = self._database.read(
            """SELECT t.data, t.id, o.zone FROM content t JOIN organization o ON o.id = t.organization_id
               WHERE t.key = :content AND o.key = :organization""",
            {"content": content, "organization": organization},
        )
        if not rows:
            return None, 0
        what, content_id = load(Content, rows[0][0]), int(rows[0][1])
        learner_id = self._accounts.row(tx, learner)
        before, accounted_until = self._ledger.progress(learner, content_id)
        ids = {"learner": learner_id, "content": content_id}
        lines = self._database.read(
            """SELECT id, kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            ids,
        )
        kept = [KeptLine(id, kind, sitting, (start, end), *rest) for id, kind, sitting, start, end, *rest in lines]
        case = Case(learner_id, content_id, what, rows[0][2], before, kept, self._kept(ids))
        for recorded in recorded_before(case):
            case.kept.setdefault(recorded.heard.id, (0, recorded))
        return case, accounted_until

    def _kept(self, ids: dict[str, int]) -> dict[str, tuple[int, Recorded]]:
        """The statements of a learner and a content that are kept, each with its row, by id."""
        rows = self._database.read(
            "SELECT id, data FROM statement WHERE learner_id = :learner AND content_id = :content ORDER BY id", ids
        )
        statements = [(id, load(Recorded, data)) for id, data in rows]
        return {kept.heard.id: (id, kept) for id, kept in statements}

    def _gone(self, case: Case, verdict: Verdict) -> set[str]:
        """The statements whose lines no longer say what they come to. Nothing that was claimed is taken back."""
        gone = {
            id
            for id, lines in case.told.items()
            if id not in verdict.counts or beyond([line.span for line in lines], verdict.counts[id].spans)
        }
        if not gone or not (numbers := self._certificates_with(case)):
            return gone
        certificates, named = ", ".join(numbers), titles(self._unclaimed_with(case), 5)
        still = f" It still counts for {named}, where nothing is claimed yet." if named else ""
        for id in sorted(gone):
            kept = case.kept[id][1]
            verdict.counts[id] = kept.gave
            if id in verdict.voided | verdict.set_back:
                text = f"{saying(kept.heard, case.zone)} Certificate {certificates} was claimed with it.{still}"
                verdict.notes.append(StatementNote("claimed", text, statement=id))
                verdict.voided.discard(id)
                verdict.set_back.discard(id)
        return set()

    def _certificates_with(self, case: Case) -> list[str]:
        """The numbers of the certificates, but for revoked ones, that were claimed with the content."""
        rows = self._database.read(
            """SELECT DISTINCT k.number FROM claim k JOIN credit_content x ON x.credit_id = k.credit_id
               LEFT JOIN revocation r ON r.claim_id = k.id
               WHERE k.learner_id = :learner AND x.content_id = :content AND r.at IS NULL ORDER BY k.id""",
            {"learner": case.learner_id, "content": case.content_id},
        )
        return [number for (number,) in rows]

    def _unclaimed_with(self, case: Case) -> list[str]:
        """The titles of the first credits with the content of which nothing is claimed, or no longer."""
        rows = self._database.read(
            """SELECT c.title FROM credit c JOIN credit_content x ON x.credit_id = c.id
               WHERE x.content_id = :content AND NOT EXISTS (
                 SELECT 1 FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id
                 WHERE k.learner_id = :learner AND k.credit_id = c.id AND r.at IS NULL) ORDER BY c.id LIMIT 6""",
            {"learner": case.learner_id, "content": case.content_id},
        )
        return [title for (title,) in rows]

    def _write(self, run: _Run, case: Case, fresh: list[Statement], verdict: Verdict, gone: set[str]) -> bool:
        """Bring the ledger's lines and the kept statements to what was judged; whether a line was added."""
        nothing = {"start_ms": 0, "end_ms": 0, "real_start": None, "real_end": None}
        for id in gone:
            kind = HEARD if id in verdict.counts else TAKEN_BACK
            for line in case.told[id]:
                run.tx.update("activity", {"kind": kind, **nothing}, id=line.row)
        added = [*_lines(case, fresh, verdict, gone, run.now)]
        run.tx.insert("activity", *added)
        rows = {id: row for id, (row, _) in case.kept.items() if row}
        kept = {id: dump(each) for id, each in _kept(case, fresh, verdict)}
        for id in kept.keys() & rows.keys():
            run.tx.update("statement", {"data": kept[id]}, id=rows[id])
        ids = {"learner_id": case.learner_id, "content_id": case.content_id}
        unkept = [{"statement": id, "data": data, **ids} for id, data in kept.items() if id not in rows]
        run.tx.insert("statement", *unkept)
        for id in gone & verdict.counts.keys() & rows.keys():
            again = replace(case.kept[id][1], gave=verdict.counts[id])
            run.tx.update("statement", {"data": dump(again)}, id=rows[id])
        return bool(added)

    def _sum(self, case: Case, fresh: list[Statement], verdict: Verdict, gone: set[str], now: datetime) -> Record:
        """What the learner has done of the content now."""
        before = case.before or Record(case.content.id)
        counts, own = verdict.counts, own_spans(case)
        words = case.words(fresh)
        heard = [(min(case.at(words[id]), now), gave) for id, gave in counts.items() if gave.spans or gave.done]
        given = [span for _, gave in heard for span in gave.spans]
        spans = joined(case.content, (), [*spans_of(case, gone), *given], ms(now))
        done_at = own_done(case) if before.done else None
        whole = any(gave.done for _, gave in heard)
        stays = before.done and not any(case.kept[id][1].gave.done for id in gone)
        record = replace(before, spans=spans, done=done_at is not None or whole or stays)
        at = completed_at(case.content, own, done_at, heard)
        by_day = case.content.kind is ContentKind.SESSION
        if gone and before.complete_at is not None:
            if not by_day and before.complete_at < min(case.at(words[id]) for id in gone):
                return record  # it was complete before any of that was said
            record = replace(record, complete_at=None, times=before.times if by_day else ())
        else:
            whole = any(counts[one.id].done for one in fresh if one.id in counts)
        last = max((moment for moment, _ in (*own, *heard)), default=now)
        record = noted(case.content, record, at or last, whole=whole)
        earlier = at is not None and record.complete_at is not None and at < record.complete_at
        return replace(record, complete_at=at) if earlier and not by_day and not self._claimed(case) else record

    def _claimed(self, case: Case) -> bool:
        return bool(
            self._database.read(
                """SELECT 1 FROM claim k JOIN credit_content x ON x.credit_id = k.credit_id
                   WHERE k.learner_id = :learner AND x.content_id = :content LIMIT 1""",
                {"learner": case.learner_id, "content": case.content_id},
            )
        )


def _grouped(placed: Iterable[Matched]) -> dict[_Group, list[Statement]]:
    groups: dict[_Group, list[Statement]] = {}
    for one in placed:
        groups.setdefault((one.learner, one.organization, one.content), []).append(one.heard)
    return groups


def _lines(
    case: Case, fresh: list[Statement], verdict: Verdict, gone: set[str], now: datetime
) -> Iterator[dict[str, object]]:
    """The ledger's lines of what statements give that is not there yet."""
    seen = [*union(spans_of(case, gone))]
    words = case.words(fresh)
    there = case.told.keys() - gone
    for id in sorted(verdict.counts, key=lambda id: (case.at(words[id]), id)):
        gave, heard = verdict.counts[id], words[id]
        parts = [part for span in gave.spans for part in cover(seen, span)]
        if not parts and (id in there or not (gave.spans or gave.done)):
            continue
        detail = json.dumps({"verb": heard.verb} | ({"trusted": True} if heard.trusted else {}))
        at = min(ms(case.at(heard)), ms(now))
        for start, end in parts or [(0, 0)]:
            by_clock = by_the_clock(case.content) and start < end
            real = ((start, end) if by_clock else gave.real if parts else None) or (None, None)
            line = {"start_ms": start, "end_ms": end, "at": at, "detail": detail}
            clock = {"real_start": real[0], "real_end": real[1]}
            yield {**case.ids._replace(sitting=FROM_XAPI + id)._asdict(), **line, **clock}


def _kept(case: Case, fresh: list[Statement], verdict: Verdict) -> Iterator[tuple[str, Recorded]]:
    """What is kept of the new statements, by id: those that say something that may count now or later."""
    here = bounds(case.content)
    for heard in fresh:
        gave = verdict.counts.get(heard.id) or effect(case.content, heard)
        timed = heard.session and heard.at and heard.sitting not in case.sittings
        timed = timed and case.content.kind is ContentKind.VIDEO
        if heard.id not in verdict.refused | verdict.voided and (gave.spans or gave.done or heard.refused or timed):
            yield heard.id, Recorded(replace(heard, learner="", activity="", actor=Actor()), gave, here)
