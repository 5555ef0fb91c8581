"""Recording who learns and what they did: one transaction each, the ledger first, the sums from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ce_tui.credit.amount import Amount
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean, fold
from ce_tui.credit.words import utc
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store import spending
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, StoreError, decoding

if TYPE_CHECKING:
    from ce_tui.credit.model import Content, Credit
    from ce_tui.credit.progress import Record, Span
    from ce_tui.store.credits import Credits
    from ce_tui.store.lists import Held, Lists


def profile(learner: Learner) -> dict[str, object]:
    """What is kept of what a learner says of themselves, by column."""
    about = {"name": learner.name, "email": learner.email, "license": learner.license}
    about["profession"] = learner.profession
    return {**{name: clean(text) for name, text in about.items()}, "email_confirmed": int(learner.email_confirmed)}


_LEARNER = "key, name, email, license, email_confirmed, profession"


def _learner(key: str, name: str, email: str, license: str, confirmed: int, profession: str) -> Learner:
    return Learner(key, name, email, license, bool(confirmed), profession)


class Recording:
    """The use cases of learning. Every method may raise StoreError with a sentence for people."""

    _database: Database

    @cached_property
    def lists(self) -> Lists:
        from ce_tui.store.lists import Lists

        return Lists(self._database, self._count_due)

    @cached_property
    def credits(self) -> Credits:
        from ce_tui.store.credits import Credits

        return Credits(self._database, self.lists)

    @property
    def is_demo(self) -> bool:
        """Whether a demo made this store: then all that it claims is a sample."""
        return self._database.is_demo

    @property
    def version(self) -> int:
        """A number that changes when another process has changed the store."""
        return self._database.version

    def _learner_id(self, tx: Transaction, key: str) -> int:
        """The learner's row, made when the store meets them for the first time."""
        sql = "SELECT id FROM learner WHERE key = :key"
        if not (rows := self._database.read(sql, {"key": key})):
            tx.insert("learner", {"key": key, "name": "", "email": "", "license": ""})
            rows = self._database.read(sql, {"key": key})
        return int(rows[0][0])

    def learners(self) -> tuple[Learner, ...]:
        rows = self._database.read(f"SELECT {_LEARNER} FROM learner ORDER BY id", {})
        return tuple(_learner(*about) for about in rows)

    def learner(self, key: str) -> Learner:
        """The learner with that key; one without a name when the store has not met them yet."""
        rows = self._database.read(f"SELECT {_LEARNER} FROM learner WHERE key = :key", {"key": key})
        return _learner(*rows[0]) if rows else Learner(key)

    def save_learner(self, learner: Learner) -> None:
        """Keep what learners say of themselves. Names on claims already made stay as they are.

        Another address than before is a wish, which the staff has to confirm; Refused when it is somebody else's.
        """
        email = clean(learner.email)
        with self._database.transaction() as tx:
            self._learner_id(tx, learner.key)
            before = self.learner(learner.key)
            same = email.lower() == before.email.lower()  # an accent makes another address
            if email and not same and self._taken(learner.key, email):
                raise Refused([f"The address {email} cannot be used here. Ask the staff to enter it."])
            confirmed = same and before.email_confirmed
            tx.update("learner", profile(replace(learner, email_confirmed=confirmed)), key=learner.key)

    def _taken(self, learner: str, text: str) -> bool:
        """Whether somebody else goes by that name: a key, a badge, an address, also one that is only asked for.

        An address that looks like another counts as that one.
        """
        rows = self._database.read(
            "SELECT email, badge = :badge OR key = :key FROM learner WHERE key <> :learner",
            {"learner": learner, "badge": fold(clean(text)), "key": clean(text)},
        )
        return any(named or fold(email) == fold(clean(text)) for email, named in rows)

    def record(
        self,
        learner: str,
        credit: int,
        content: str,
        now: datetime,
        *,
        kind: str,
        sitting: str,
        span: Span | None = None,
        wall_ms: int | None = None,
        done: bool = False,
    ) -> Record:
        """Record what was watched, attended or read of a content of `credit`; counts for every credit with it.

        `span` is in milliseconds (see `credit.progress`); `wall_ms` is how much real time it took, and caps it:
        never more than that at the content's fastest speed, and never time that another sitting has already
        used. None (a session attended) caps nothing. What lies behind an attention check that is not answered is cut
        off. `sitting` names one stretch of watching: its ledger line grows while it goes on. `done` says that a
        reading's end was reached or a quiz passed.
        """
        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            what, content_id = self._content(credit, content)
            if kind == rules.TIMED and not rules.takes_timer(what):
                raise Refused(["The timer does not count here. Play the video in this app."])
            return self._record(tx, learner, what, content_id, now, kind, sitting, span, wall_ms, done)

    def _record(
        self,
        tx: Transaction,
        learner: str,
        what: Content,
        content_id: int,
        now: datetime,
        kind: str,
        sitting: str,
        span: Span | None,
        wall_ms: int | None,
        done: bool,
        detail: str = "",
    ) -> Record:
        from ce_tui.store import rules

        learner_id = self._learner_id(tx, learner)
        before, accounted_until = self._progress(learner, content_id)
        at = ms(now)
        ids = spending.Ids(learner_id, content_id, kind, sitting)
        last = spending.last_line(self._database, ids)
        spans: Sequence[Span] = () if span is None else (span,)
        real, elsewhere = None, dict[str, int]()
        if span is not None and wall_ms is not None:
            real = rules.window(at, wall_ms, accounted_until, last.real_end if last else None)
            free, elsewhere = rules.left((real,), spending.used(self._database, learner_id, content_id, what, real, at))
            spans = (rules.believable(span, rules.total(free), rules.fastest(what)),)
            elsewhere = elsewhere if spans[0] != span else {}
        elif span is not None and rules.by_the_clock(what):
            spans, elsewhere = rules.left(spans, spending.used(self._database, learner_id, content_id, what, span, at))
        if what.checks and spans:
            spans = (rules.until_check(spans[0], self._unanswered(learner, content_id, what, before)),)
        record = replace(
            before or rules.Record(what.id),
            spans=rules.joined(what, before.spans if before else (), spans, at),
            done=bool(done or (before and before.done)),
            position_ms=spans[-1][1] if spans else before.position_ms if before else 0,
        )
        record = rules.noted(what, record, utc(at))
        lines = [each for each in spans if each[0] < each[1]]
        if not lines and (span is None or elsewhere):
            lines = [(span or (0, 0))[:1] * 2]
        for number, each in enumerate(lines):
            used = each if rules.by_the_clock(what) else real
            spending.write(tx, ids, last, each, at, used, {} if number else elsewhere, detail)
        if real is not None and real[0] < at:  # else it was told late
            accounted_until = at
        self._save(tx, learner_id, content_id, before, record, accounted_until)
        touched = self._database.read(
            "SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": content_id}
        )
        for (key,) in touched:
            self._hold(tx, learner, learner_id, key, now)
        record = rules.as_of(what, record, at)
        return replace(record, elsewhere=(*elsewhere.items(),)) if elsewhere else record

    def _save(
        self,
        tx: Transaction,
        learner_id: int,
        content_id: int,
        before: Record | None,
        record: Record,
        accounted_until: int,
    ) -> None:
        """Write what a learner has done of a content; what earlier stretches used of the clock goes with it."""
        from ce_tui.store.codec import dump_spans

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

    def _content(self, credit: int, content: str) -> tuple[Content, int]:
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            """SELECT t.data, t.id FROM content t JOIN credit_content x ON x.content_id = t.id
               WHERE x.credit_id = :credit AND t.key = :content""",
            {"credit": credit, "content": content},
        )
        if not rows:
            raise StoreError("This content is no longer part of the credit; go back to the list.")
        return load(rules.Content, rows[0][0]), int(rows[0][1])

    def _progress(self, learner: str, content_id: int) -> tuple[Record | None, int]:
        from ce_tui.store import rules
        from ce_tui.store.codec import load_spans

        rows = self._database.read(
            """SELECT t.key, p.spans, p.done, p.complete_at, p.position_ms, p.times, p.accounted_until FROM progress p
               JOIN content t ON t.id = p.content_id
               WHERE p.content_id = :content AND p.learner_id = (SELECT id FROM learner WHERE key = :learner)""",
            {"content": content_id, "learner": learner},
        )
        if not rows:
            return None, 0
        key, spans, done, complete_at, position, times, accounted = rows[0]
        with decoding():
            complete = None if complete_at is None else utc(complete_at)
        return rules.Record(key, load_spans(spans), bool(done), complete, position, load_spans(times)), accounted

    def _unanswered(self, learner: str, content_id: int, what: Content, record: Record | None) -> tuple[int, ...]:
        """The places of the checks of a content that the learner has still to answer."""
        from ce_tui.store import rules

        rows = self._database.read(
            """SELECT start_ms FROM activity WHERE content_id = :content AND kind = :kind
               AND learner_id = (SELECT id FROM learner WHERE key = :learner)""",
            {"content": content_id, "kind": rules.CHECK, "learner": learner},
        )
        complete = record is not None and record.complete_at is not None
        return rules.unanswered(what, {place for (place,) in rows}, complete=complete)

    def _ledger(
        self,
        tx: Transaction,
        learner_id: int,
        content_id: int,
        kind: str,
        sitting: str,
        span: Span,
        at: int,
        detail: str = "",
    ) -> None:
        """Write a line that says what happened, beside those of what counts."""
        spending.write(tx, spending.Ids(learner_id, content_id, kind, sitting), None, span, at, None, {}, detail)

    def _count_due(self, due: Sequence[Held], now: datetime) -> bool:
        """Work out anew what is due; False where it cannot be kept, for a store that is read-only can still be read."""
        with suppress(StoreError), self._database.transaction() as tx:
            self._hold_all(tx, due, silent, now)
            return True
        return False

    def _hold_all(
        self, tx: Transaction, held: Collection[tuple[str, int, int]], tell: Tell, now: datetime | None = None
    ) -> list[tuple[str, int, int, int]]:
        """The same for many learners (key and row) and credits (row), each credit read once.

        Of whom (key) and of which credit another amount can be claimed than before: that, and the new one.
        """
        read: tuple[int, Credit] | None = None
        changed = []
        for learner, learner_id, key in told(sorted(held, key=itemgetter(2, 1)), "Updating learners", tell):
            if read is None or read[0] != key:
                read = key, self._credit(key)
            before, after = self._hold(tx, learner, learner_id, key, now, read[1])
            if before != after:
                changed.append((learner, key, before, after))
        return changed

    def _credit(self, key: int) -> Credit:
        return self.credits.credit(key)

    def _hold(
        self,
        tx: Transaction,
        learner: str,
        learner_id: int,
        key: int,
        now: datetime | None,
        credit: Credit | None = None,
    ) -> tuple[int, int]:
        """Work out anew what a learner has of a credit at `now`. What was claimed stays, and what a claim made final.

        None is the moment of the last time; what would change with time is then due at once. Returns what could be
        claimed before, and what can be claimed now, in thousandths.
        """
        held = self._database.read(
            """SELECT claimed, parts, final, due_at, claimable FROM holding
               WHERE learner_id = :learner AND credit_id = :key""",
            {"learner": learner_id, "key": key},
        )
        claimed, parts, final, due, before = held[0] if held else (0, 0, 0, 0, 0)
        at = ms(now) if now else due - 1 if due else None
        values = self._worked_out(learner, learner_id, key, credit or self._credit(key), claimed, parts, final, at)
        after = values["claimable"] or 0
        if now is None:
            values["due_at"] = None if due is None else 0
        if held:
            tx.update("holding", values, learner_id=learner_id, credit_id=key)
        else:
            tx.insert("holding", {"learner_id": learner_id, "credit_id": key, "claimed": 0, "parts": 0, **values})
        return before, after

    def _worked_out(
        self,
        learner: str,
        learner_id: int,
        key: int,
        credit: Credit,
        claimed: int,
        parts: int,
        final: int,
        at: int | None,
        known: Mapping[str, Record] | None = None,
    ) -> dict[str, Any]:
        """What a holding says of progress and of what is left to claim, from the records and what was claimed.

        As it is at the moment `at`, in milliseconds; None is one at which all that is known of is over. `known` are the
        records where they have been read already.
        """
        from ce_tui.store import rules

        if parts:
            # An amount lowered to what was claimed leaves nothing to claim, until it is raised again.
            final = claimed >= credit.amount.thousandths or (final and self._closed_by_claim(learner_id, key, claimed))
        records, due = dict(self.credits.records(learner, (key,)) if known is None else known), list[int]()
        if at is not None:
            for content in credit.contents:
                if content.id in records:
                    record = records[content.id]
                    due += [end for _, end in rules.ahead(content, record, at)]
                    records[content.id] = rules.as_of(content, record, at)
        progress = rules.measure(credit, records)
        holding = rules.Holding(progress, Amount(claimed), parts, bool(final))
        return {
            "current": progress.current,
            "complete": int(progress.complete),
            "claimable": rules.claimable(credit, holding).thousandths,
            "allowed": max(credit.amount.thousandths, claimed),
            "final": int(final),
            "needed": progress.needed,
            "due_at": min(due, default=None),
            "asks": json.dumps([progress.held, progress.undone]) if progress.held or progress.undone else None,
        }

    def _closed_by_claim(self, learner_id: int, key: int, claimed: int) -> bool:
        """Whether the last claim took or gave up all that was left, by the rules it was made with."""
        from ce_tui.store import issued, rules

        mine = {"learner": learner_id, "key": key}
        claims = [*issued.claims(self._database, "k.learner_id = :learner AND k.credit_id = :key", mine)]
        return bool(claims) and rules.is_final(claims[-1].credit, Amount(claimed))
