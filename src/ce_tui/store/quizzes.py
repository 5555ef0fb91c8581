"""Recording quizzes: an attempt begins, keeps its answers as they are given, and is handed in."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from ce_tui.credit.ledger import Stretch
from ce_tui.credit.moments import utc
from ce_tui.credit.questions import Answers, tidy
from ce_tui.credit.quiz import Attempt, grade, may_try, unclear
from ce_tui.store.accounts import Accounts
from ce_tui.store.attempts import attempt_of, kept_of
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, decoding
from ce_tui.store.ledger import Item, Ledger, note
from ce_tui.store.lists import MINE
from ce_tui.store.results import Sitting
from ce_tui.store.spending import Ids

_OF = f"FROM activity a WHERE a.content_id = :content AND a.{MINE}"
# An attempt's two lines in the ledger, `started` and `attempt`, have its sitting in common.
_RUNNING = f"""SELECT a.id, a.sitting, a.detail {_OF} AND a.kind = 'started' AND NOT EXISTS (SELECT 1 FROM activity b
  WHERE b.learner_id = a.learner_id AND b.content_id = a.content_id AND b.sitting = a.sitting AND b.kind = 'attempt')
  ORDER BY a.id DESC LIMIT 1"""


class Quizzes:
    """Attempts at quizzes. Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, accounts: Accounts, ledger: Ledger) -> None:
        self._database, self._accounts, self._ledger = database, accounts, ledger

    def attempts(self, learner: str, credit: int, quiz: str) -> tuple[Attempt, ...]:
        """The learner's attempts at a quiz that were handed in, oldest first."""
        item = self._ledger.content(credit, quiz)
        return tuple(attempt for _, attempt in self._attempts(learner, item.id))

    def _attempts(self, learner: str, content_id: int) -> list[tuple[str, Attempt]]:
        rows = self._database.read(
            f"SELECT a.sitting, a.at, a.detail {_OF} AND a.kind = 'attempt' ORDER BY a.id",
            {"content": content_id, "learner": learner},
        )
        found = []
        with decoding():
            for sitting, at, detail in rows:
                found.append((sitting, attempt_of(utc(at), json.loads(detail))))
        return found

    def sitting(self, learner: str, credit: int, quiz: str) -> Sitting | None:
        """The attempt at a quiz that has begun and is not handed in; None if there is none."""
        running = self._running(learner, self._ledger.content(credit, quiz).id)
        return running[1] if running else None

    def _running(self, learner: str, content_id: int) -> tuple[int, Sitting] | None:
        rows = self._database.read(_RUNNING, {"content": content_id, "learner": learner})
        if not rows:
            return None
        line, sitting, detail = rows[0]
        with decoding():
            kept = json.loads(detail)
            return line, Sitting(sitting, kept["seed"], dict(kept["answers"]))

    def start(self, learner: str, credit: int, quiz: str, now: datetime) -> Sitting:
        """Begin an attempt, or go on with the one that has begun; Refused when none may be made now."""
        with self._database.transaction(now) as tx:
            return self._start(tx, learner, self._may_try(learner, credit, quiz, now), now)

    def _may_try(self, learner: str, credit: int, quiz: str, now: datetime) -> Item:
        item = self._ledger.content(credit, quiz)
        if reason := may_try(item.content, tuple(a for _, a in self._attempts(learner, item.id)), now):
            raise Refused([reason])
        return item

    def _start(self, tx: Transaction, learner: str, item: Item, now: datetime) -> Sitting:
        if running := self._running(learner, item.id):
            return running[1]
        made = Sitting(secrets.token_hex(8), secrets.randbits(32), {})
        ids = Ids(self._accounts.row(tx, learner), item.id, "started", made.id)
        note(tx, ids, now, _detail(seed=made.seed, answers={}))
        return made

    def save(self, learner: str, credit: int, quiz: str, sitting: str, answers: Answers) -> None:
        """Keep the answers of an attempt as they were given, right or wrong; nothing once it is handed in."""
        with self._database.transaction() as tx:
            running = self._running(learner, self._ledger.content(credit, quiz).id)
            if running and running[1].id == sitting:
                detail = _detail(seed=running[1].seed, answers=dict(answers))
                tx.update("activity", {"detail": detail}, id=running[0])

    def hand_in(
        self, learner: str, credit: int, quiz: str, answers: Answers, now: datetime, sitting: str = ""
    ) -> Attempt:
        """Grade an attempt at a quiz and keep it with its answers; Refused when none may be made now.

        A `sitting` that was handed in already answers with the attempt it made.
        """
        with self._database.transaction(now) as tx:
            for known, made in self._attempts(learner, self._ledger.content(credit, quiz).id):
                if known == sitting:
                    return made
            item = self._may_try(learner, credit, quiz, now)
            content = item.content
            if reasons := unclear(content, answers):
                raise Refused(reasons)
            running = self._start(tx, learner, item, now)
            attempt = grade(content, answers, now, running.seed)
            attempt = replace(attempt, answers=tidy(content.questions, answers))
            ids = Ids(self._accounts.row(tx, learner), item.id, "attempt", running.id)
            note(tx, ids, now, _detail(**kept_of(attempt)))
            if attempt.passed:
                span = (0, content.length_ms) if content.length_ms else None
                self._ledger.append(tx, learner, item, Stretch("passed", quiz, span, done=True), now)
        return attempt


def _detail(**values: Any) -> str:
    return json.dumps(values)
