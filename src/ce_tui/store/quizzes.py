"""Recording quizzes: an attempt begins, keeps its answers as they are given, and is handed in."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ce_tui.credit.moments import ms
from ce_tui.credit.words import utc
from ce_tui.store.database import Transaction
from ce_tui.store.errors import Refused, decoding
from ce_tui.store.results import Sitting
from ce_tui.store.sessions import Attending

if TYPE_CHECKING:
    from ce_tui.credit.model import Content
    from ce_tui.credit.questions import Answers
    from ce_tui.credit.quiz import Attempt

_OF = """FROM activity a WHERE a.content_id = :content
  AND a.learner_id = (SELECT id FROM learner WHERE key = :learner)"""
# An attempt's two lines in the ledger, `started` and `attempt`, have its sitting in common.
_RUNNING = f"""SELECT a.id, a.sitting, a.detail {_OF} AND a.kind = 'started' AND NOT EXISTS (SELECT 1 FROM activity b
  WHERE b.learner_id = a.learner_id AND b.content_id = a.content_id AND b.sitting = a.sitting AND b.kind = 'attempt')
  ORDER BY a.id DESC LIMIT 1"""


class Quizzes(Attending):
    """The use cases of quizzes."""

    def attempts(self, learner: str, credit: int, quiz: str) -> tuple[Attempt, ...]:
        """The learner's attempts at a quiz that were handed in, oldest first."""
        _, content_id = self._content(credit, quiz)
        return tuple(attempt for _, attempt in self._attempts(learner, content_id))

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
        _, content_id = self._content(credit, quiz)
        running = self._running(learner, content_id)
        return running[1] if running else None

    def _running(self, learner: str, content_id: int) -> tuple[int, Sitting] | None:
        rows = self._database.read(_RUNNING, {"content": content_id, "learner": learner})
        if not rows:
            return None
        line, sitting, detail = rows[0]
        with decoding():
            kept = json.loads(detail)
            return line, Sitting(sitting, kept["seed"], dict(kept["answers"]))

    def start_quiz(self, learner: str, credit: int, quiz: str, now: datetime) -> Sitting:
        """Begin an attempt, or go on with the one that has begun; Refused when none may be made now."""
        with self._database.transaction(now) as tx:
            what, content_id = self._may_try(learner, credit, quiz, now)
            return self._start(tx, learner, what, content_id, now)

    def _may_try(self, learner: str, credit: int, quiz: str, now: datetime) -> tuple[Content, int]:
        from ce_tui.store import rules

        what, content_id = self._content(credit, quiz)
        if reason := rules.may_try(what, tuple(a for _, a in self._attempts(learner, content_id)), now):
            raise Refused([reason])
        return what, content_id

    def _start(self, tx: Transaction, learner: str, what: Content, content_id: int, now: datetime) -> Sitting:

        if running := self._running(learner, content_id):
            return running[1]
        made = Sitting(secrets.token_hex(8), secrets.randbits(32), {})
        detail = _detail(seed=made.seed, answers={})
        learner_id = self._learner_id(tx, learner)
        self._ledger(tx, learner_id, content_id, "started", made.id, (0, 0), ms(now), detail)
        return made

    def save_quiz(self, learner: str, credit: int, quiz: str, sitting: str, answers: Answers) -> None:
        """Keep the answers of an attempt as they were given, right or wrong; nothing once it is handed in."""
        with self._database.transaction() as tx:
            _, content_id = self._content(credit, quiz)
            running = self._running(learner, content_id)
            if running and running[1].id == sitting:
                detail = _detail(seed=running[1].seed, answers=dict(answers))
                tx.update("activity", {"detail": detail}, id=running[0])

    def answer_quiz(
        self, learner: str, credit: int, quiz: str, answers: Answers, now: datetime, sitting: str = ""
    ) -> Attempt:
        """Grade an attempt at a quiz and keep it with its answers; Refused when none may be made now.

        A `sitting` that was handed in already answers with the attempt it made.
        """
        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            _, content_id = self._content(credit, quiz)
            for known, made in self._attempts(learner, content_id):
                if known == sitting:
                    return made
            what, content_id = self._may_try(learner, credit, quiz, now)
            if unclear := rules.unclear(what, answers):
                raise Refused(unclear)
            running = self._start(tx, learner, what, content_id, now)
            attempt = replace(
                rules.grade(what, answers, now, running.seed), answers=rules.tidy(what.questions, answers)
            )
            detail = _detail(**kept_of(attempt))
            learner_id = self._learner_id(tx, learner)
            self._ledger(tx, learner_id, content_id, "attempt", running.id, (0, 0), ms(now), detail)
            if attempt.passed:
                span = (0, what.length_ms) if what.length_ms else None
                self._record(tx, learner, what, content_id, now, "passed", quiz, span, None, True)
        return attempt

    def _passed(
        self, tx: Transaction, learner: str, learner_id: int, quiz: Content, content_id: int, at: datetime
    ) -> None:
        """Keep that a quiz was passed `at` that moment, which nobody knew then."""
        from ce_tui.store import rules

        before, accounted_until = self._progress(learner, content_id)
        span = (0, quiz.length_ms)
        record = before or rules.Record(quiz.id)
        spans = rules.joined(quiz, record.spans, [span] if quiz.length_ms else [], ms(at))
        record = rules.noted(quiz, replace(record, spans=spans, done=True), at)
        self._ledger(tx, learner_id, content_id, "passed", quiz.id, span, ms(at))
        self._save(tx, learner_id, content_id, before, record, accounted_until)


def kept_of(attempt: Attempt, *, answers: bool = True) -> dict[str, Any]:
    """An attempt as the ledger keeps it."""
    marks = {id: str(mark) for id, mark in (attempt.marks or {}).items()}
    kept = {
        "right": attempt.right,
        "of": attempt.of,
        "passed": attempt.passed,
        "points": attempt.points,
        "marks": marks,
    }
    return {**kept, "seed": attempt.seed, "answers": dict(attempt.answers)} if answers else kept


def attempt_of(at: datetime, kept: dict[str, Any]) -> Attempt:
    """The attempt that the ledger kept."""

    from ce_tui.store import rules

    right, marks = kept["right"], kept.get("marks")
    return rules.Attempt(
        at,
        right,
        kept["of"],
        kept["passed"],
        kept.get("points", 1000 * right),  # older stores know whole questions only, and no marks
        kept.get("seed", 0),
        dict(kept.get("answers", {})),
        None if marks is None else {id: Fraction(mark) for id, mark in marks.items()},
    )


def _detail(**values: Any) -> str:
    return json.dumps(values)
