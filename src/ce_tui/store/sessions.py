"""Recording attendance: by code, phrase or one's own word, or from check-in to check-out.

Wrong codes are kept, so that guessing takes time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime

from ce_tui.credit.attendance import CODE_THROTTLE, SESSION_REMEMBERED, SESSION_THROTTLE, Entry, enter, wait_problem
from ce_tui.credit.checkin import check_in, check_out, stay
from ce_tui.credit.ledger import CHECK_IN, Stretch
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, bounds
from ce_tui.store.accounts import Accounts
from ce_tui.store.check_ins import CheckIns
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, decoding
from ce_tui.store.ledger import Item, Ledger, note
from ce_tui.store.lists import MINE, OPEN
from ce_tui.store.spending import Ids

GUESS = "guess"
"""Kind of the ledger's lines that hold a wrong code; they are no progress."""


class Sessions:
    """Attendance. Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, accounts: Accounts, check_ins: CheckIns, ledger: Ledger) -> None:
        self._database, self._accounts = database, accounts
        self._check_ins, self._ledger = check_ins, ledger

    def attend(self, learner: str, credit: int, session: str, code: str, now: datetime) -> Record:
        """Record the whole of a session as attended, with the moment at which the code was entered.

        Refused when it is too early or too late, the code is another one, or too many were wrong a moment ago; and
        for a session that counts from check-in to check-out.
        """
        with self._database.transaction(now) as tx:
            item = self._ledger.content(credit, session)
            entry = self._tried(tx, learner, item, now, lambda: enter(item.content, code, now))
            if not entry.problem:
                detail = _detail(entry, entered_at=now)
                stretch = Stretch("attended", session, bounds(item.content))
                return self._ledger.append(tx, learner, item, stretch, now, detail)
        raise Refused([entry.problem])

    def check_in(
        self, learner: str, credit: int, session: str, code: str, now: datetime, *, leave: bool = False
    ) -> None:
        """Keep that the learner came to a session at `now`, which counts nothing until they check out.

        With `leave` they are checked out of every other that asks for no code at that. Refused when it is too early or
        too late, they are in already, or as `attend` is because of a code.
        """
        with self._database.transaction(now) as tx:
            item = self._ledger.content(credit, session)
            since, _, zone = self._last_in(learner, item.id)
            entry = self._tried(tx, learner, item, now, lambda: check_in(item.content, code, since, now, zone))
            if not entry.problem:
                ids = Ids(self._accounts.row(tx, learner), item.id, CHECK_IN, secrets.token_hex(8))
                _close(tx, ids, now)  # what a moved session or clock left behind
                for other in self._check_ins.of(learner, now) if leave else ():
                    if other.stands and not other.coded:
                        self._leave(tx, learner, self._ledger.content(other.credit, other.session), now, Entry())
                note(tx, ids, now, _detail(entry))
                return
        raise Refused([entry.problem])

    def check_out(self, learner: str, credit: int, session: str, code: str, now: datetime) -> Record:
        """Record the time since the check-in, as far as it is the session's, as attended; what it all comes to.

        Refused when the learner is not in, the clock is behind the check-in, or as `attend` is because of a code.
        """
        with self._database.transaction(now) as tx:
            item = self._ledger.content(credit, session)
            since, _, zone = self._last_in(learner, item.id)
            entry = self._tried(tx, learner, item, now, lambda: check_out(item.content, code, since, now, zone))
            if not entry.problem:
                return self._leave(tx, learner, item, now, entry)
        raise Refused([entry.problem])

    def _leave(self, tx: Transaction, learner: str, item: Item, now: datetime, entry: Entry) -> Record:
        """Check somebody out who is in."""
        since, sitting, _ = self._last_in(learner, item.id)
        ids = Ids(self._accounts.row(tx, learner), item.id, "attended", sitting)
        _close(tx, ids, now)
        if since is not None:
            detail = _detail(entry, checked_in_at=since, checked_out_at=now)
            span = stay(item.content, since, now)
            if span[0] < span[1]:
                return self._ledger.append(tx, learner, item, Stretch("attended", sitting, span), now, detail)
            note(tx, ids, now, detail, span)
        return self._ledger.progress(learner, item.id)[0] or Record(item.content.id)

    def _last_in(self, learner: str, content_id: int) -> tuple[datetime | None, str, str]:
        """When the learner checked in to a session without a check-out since, the sitting of that, and the zone."""
        rows = self._database.read(
            f"""SELECT o.zone, a.at, a.sitting FROM content t JOIN organization o ON o.id = t.organization_id
                LEFT JOIN activity a ON a.content_id = t.id AND {OPEN} AND a.{MINE}
                WHERE t.id = :content ORDER BY a.id DESC LIMIT 1""",
            {"content": content_id, "learner": learner},
        )
        zone, at, sitting = rows[0]
        with decoding():
            return (None if at is None else utc(at)), sitting or "", zone

    def _tried(self, tx: Transaction, learner: str, item: Item, now: datetime, enter: Callable[[], Entry]) -> Entry:
        """What entering a code comes to, if one may be entered now; a wrong one is kept even though it is refused."""
        together = SESSION_THROTTLE.wait(self._guesses_together(item.id, now), now)
        if problem := wait_problem(max(CODE_THROTTLE.wait(self._guesses(learner, item.id), now), together)):
            return Entry(problem)
        entry = enter()
        if entry.wrong:
            note(tx, Ids(self._accounts.row(tx, learner), item.id, GUESS, item.content.id), now, "{}")
        return entry

    def _guesses(self, learner: str, content_id: int) -> list[datetime]:
        rows = self._database.read(
            f"SELECT at FROM activity WHERE content_id = :content AND kind = :kind AND {MINE} ORDER BY id",
            {"content": content_id, "kind": GUESS, "learner": learner},
        )
        with decoding():
            return [utc(at) for (at,) in rows]

    def _guesses_together(self, content_id: int, now: datetime) -> list[datetime]:
        """The wrong codes that all learners have just entered for a session, so that nobody guesses as many people."""
        # The kind is written out: else the index `activity_guess` would not be used.
        rows = self._database.read(
            """SELECT at FROM activity WHERE content_id = :content AND kind = 'guess' AND at > :since AND at <= :now
               ORDER BY at""",
            {"content": content_id, "since": ms(now - SESSION_REMEMBERED), "now": ms(now)},
        )
        with decoding():
            return [utc(at) for (at,) in rows]


def _detail(entry: Entry, **moments: datetime) -> str:
    """What the ledger keeps beside the time: when the phrase was shown, and `moments`."""
    shown = {} if entry.shown_at is None else {"shown_at": entry.shown_at}
    return json.dumps({name: ms(moment) for name, moment in {**moments, **shown}.items()})


def _close(tx: Transaction, ids: Ids, now: datetime) -> None:
    """End the check-ins to a session that no check-out followed."""
    closed = {"start_ms": ms(now), "end_ms": ms(now)}
    tx.update("activity", closed, learner_id=ids.learner_id, content_id=ids.content_id, kind=CHECK_IN, end_ms=0)
