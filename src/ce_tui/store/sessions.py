"""Recording attendance: by code, phrase or one's own word, or from check-in to check-out.

Wrong codes are kept, so that guessing takes time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.moments import ms
from ce_tui.credit.words import utc
from ce_tui.store.database import Transaction
from ce_tui.store.errors import Refused, decoding
from ce_tui.store.ledger import Recording
from ce_tui.store.spending import OPEN

if TYPE_CHECKING:
    from ce_tui.credit.attendance import Entry
    from ce_tui.credit.listing import CheckIn
    from ce_tui.credit.model import Content
    from ce_tui.credit.progress import Record

GUESS = "guess"
"""Kind of the ledger's lines that hold a wrong code; they are no progress."""


class Attending(Recording):
    """The use cases of attendance."""

    def attend(self, learner: str, credit: int, session: str, code: str, now: datetime) -> Record:
        """Record the whole of a session as attended, with the moment at which the code was entered.

        Refused when it is too early or too late, the code is another one, or too many were wrong a moment ago; and
        for a session that counts from check-in to check-out.
        """
        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            content, content_id = self._content(credit, session)
            entry = self._tried(tx, learner, content, content_id, now, lambda: rules.enter(content, code, now))
            if not entry.problem:
                detail = _detail(entry, entered_at=now)
                span = rules.bounds(content)
                return self._record(
                    tx, learner, content, content_id, now, "attended", session, span, None, False, detail
                )
        raise Refused([entry.problem])

    def check_in(
        self, learner: str, credit: int, session: str, code: str, now: datetime, *, leave: bool = False
    ) -> None:
        """Keep that the learner came to a session at `now`, which counts nothing until they check out.

        With `leave` they are checked out of every other that asks for no code at that. Refused when it is too early or
        too late, they are in already, or as `attend` is because of a code.
        """

        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            content, content_id = self._content(credit, session)
            since, _, zone = self._last_in(learner, content_id)
            entry = self._tried(
                tx, learner, content, content_id, now, lambda: rules.check_in(content, code, since, now, zone)
            )
            if not entry.problem:
                learner_id = self._learner_id(tx, learner)
                self._close(tx, learner_id, content_id, now)  # what a moved session or clock left behind
                sitting, detail = secrets.token_hex(8), _detail(entry)
                for other in self.check_ins(learner, now) if leave else ():
                    if other.stands and not other.coded:
                        there = self._content(other.credit, other.session)
                        self._leave(tx, learner, *there, now, rules.Entry())
                self._ledger(tx, learner_id, content_id, rules.CHECK_IN, sitting, (0, 0), ms(now), detail)
                return
        raise Refused([entry.problem])

    def check_out(self, learner: str, credit: int, session: str, code: str, now: datetime) -> Record:
        """Record the time since the check-in, as far as it is the session's, as attended; what it all comes to.

        Refused when the learner is not in, the clock is behind the check-in, or as `attend` is because of a code.
        """
        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            content, content_id = self._content(credit, session)
            since, _, zone = self._last_in(learner, content_id)
            entry = self._tried(
                tx, learner, content, content_id, now, lambda: rules.check_out(content, code, since, now, zone)
            )
            if not entry.problem:
                return self._leave(tx, learner, content, content_id, now, entry)
        raise Refused([entry.problem])

    def _leave(
        self, tx: Transaction, learner: str, content: Content, content_id: int, now: datetime, entry: Entry
    ) -> Record:
        """Check somebody out who is in."""
        from ce_tui.store import rules

        since, sitting, _ = self._last_in(learner, content_id)
        learner_id = self._learner_id(tx, learner)
        self._close(tx, learner_id, content_id, now)
        if since is not None:
            detail = _detail(entry, checked_in_at=since, checked_out_at=now)
            span = rules.stay(content, since, now)
            if span[0] < span[1]:
                return self._record(
                    tx, learner, content, content_id, now, "attended", sitting, span, None, False, detail
                )
            self._ledger(tx, learner_id, content_id, "attended", sitting, span, ms(now), detail)
        return self._progress(learner, content_id)[0] or rules.Record(content.id)

    def check_ins(self, learner: str, now: datetime) -> tuple[CheckIn, ...]:
        """The learner's check-ins that no check-out followed, the one to check out of first before the others."""
        # CROSS JOIN keeps this order: a planner that counted before anything was done would begin at the contents.
        rows = self._database.read(
            f"""SELECT o.key, o.zone, t.key, t.data, a.at, (SELECT min(x.credit_id) FROM credit_content x
                  JOIN credit c ON c.id = x.credit_id WHERE x.content_id = t.id
                  AND (c.release_at IS NULL OR c.release_at <= :now)) AS credit
                FROM activity a CROSS JOIN content t CROSS JOIN organization o
                WHERE a.learner_id = (SELECT id FROM learner WHERE key = :learner) AND {OPEN}
                  AND t.id = a.content_id AND o.id = t.organization_id AND credit NOT NULL""",
            {"learner": learner, "now": ms(now)},
        )
        if not rows:
            return ()
        from ce_tui.store import rules

        found = []
        with decoding():
            for organization, zone, key, data, at, credit in rows:
                kept, since = json.loads(data), utc(at)  # no codec to wait for: the first screen shows these
                session = rules.Content(
                    key,
                    rules.ContentKind(kept["kind"]),
                    kept["title"],
                    kept["length_ms"],
                    starts_at=kept["starts_at"] and datetime.fromisoformat(kept["starts_at"]),
                    check_in=kept.get("check_in", False),
                )
                if last := rules.leave_by(session):
                    is_in, coded = rules.stands(session, since, now), bool(kept.get("code") or kept.get("secret"))
                    found.append(
                        rules.CheckIn(organization, key, session.title, zone, credit, since, last, is_in, coded)
                    )
        return tuple(sorted(found, key=lambda check_in: check_in.leave_by))

    def _last_in(self, learner: str, content_id: int) -> tuple[datetime | None, str, str]:
        """When the learner checked in to a session without a check-out since, the sitting of that, and the zone."""
        rows = self._database.read(
            f"""SELECT o.zone, a.at, a.sitting FROM content t JOIN organization o ON o.id = t.organization_id
                LEFT JOIN activity a ON a.content_id = t.id AND {OPEN}
                  AND a.learner_id = (SELECT id FROM learner WHERE key = :learner)
                WHERE t.id = :content ORDER BY a.id DESC LIMIT 1""",
            {"content": content_id, "learner": learner},
        )
        zone, at, sitting = rows[0]
        with decoding():
            return (None if at is None else utc(at)), sitting or "", zone

    def _close(self, tx: Transaction, learner_id: int, content_id: int, now: datetime) -> None:
        closed = {"start_ms": ms(now), "end_ms": ms(now)}
        tx.update("activity", closed, learner_id=learner_id, content_id=content_id, kind="check-in", end_ms=0)

    def _tried(
        self,
        tx: Transaction,
        learner: str,
        content: Content,
        content_id: int,
        now: datetime,
        enter: Callable[[], Entry],
    ) -> Entry:
        """What entering a code comes to, if one may be entered now; a wrong one is kept even though it is refused."""
        from ce_tui.store import rules

        together = rules.SESSION_THROTTLE.wait(self._guesses_together(content_id, now), now)
        if problem := rules.wait_problem(
            max(rules.CODE_THROTTLE.wait(self._guesses(learner, content_id), now), together)
        ):
            return rules.Entry(problem)
        entry = enter()
        if entry.wrong:
            learner_id = self._learner_id(tx, learner)
            self._ledger(tx, learner_id, content_id, GUESS, content.id, (0, 0), ms(now), "{}")
        return entry

    def _guesses(self, learner: str, content_id: int) -> list[datetime]:
        rows = self._database.read(
            """SELECT at FROM activity WHERE content_id = :content AND kind = :kind
               AND learner_id = (SELECT id FROM learner WHERE key = :learner) ORDER BY id""",
            {"content": content_id, "kind": GUESS, "learner": learner},
        )
        with decoding():
            return [utc(at) for (at,) in rows]

    def _guesses_together(self, content_id: int, now: datetime) -> list[datetime]:
        """The wrong codes that all learners have just entered for a session, so that nobody guesses as many people."""
        from ce_tui.store import rules

        rows = self._database.read(
            """SELECT at FROM activity WHERE content_id = :content AND kind = 'guess' AND at > :since AND at <= :now
               ORDER BY at""",
            {"content": content_id, "since": ms(now - rules.SESSION_REMEMBERED), "now": ms(now)},
        )
        with decoding():
            return [utc(at) for (at,) in rows]


def _detail(entry: Entry, **moments: datetime) -> str:
    """What the ledger keeps beside the time: when the phrase was shown, and `moments`."""
    shown = {} if entry.shown_at is None else {"shown_at": entry.shown_at}
    return json.dumps({name: ms(moment) for name, moment in {**moments, **shown}.items()})
