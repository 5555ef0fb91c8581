"""A key that was wrong: attempts keep the marks they were given, and count again in the learner's favor only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, joined, noted
from ce_tui.credit.quiz import Attempt, grade
from ce_tui.credit.work import Tell, told
from ce_tui.store.attempts import attempt_of, kept_of
from ce_tui.store.credits import content_of
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import decoding
from ce_tui.store.ledger import Item, Ledger, note
from ce_tui.store.rows import Held
from ce_tui.store.spending import Ids

_Row = tuple[int, int, str, int, int, str]
"""An attempt: the rows of its content and its learner, the learner's key, its own row, its moment and its detail."""


def regrade(
    tx: Transaction, database: Database, ledger: Ledger, edited: Mapping[int, Content], tell: Tell
) -> tuple[int, int, list[Held]]:
    """Grade what was not passed once more where a quiz is marked otherwise now (`edited` has the contents of before).

    How many attempts have better marks now, how many learners have passed by that, dated as of their attempt, and what
    of learners' credits it touches.
    """
    quizzes = _marked_otherwise(database, edited)
    better, passed, touched = 0, 0, list[Held]()
    if not quizzes:
        return better, passed, touched
    for group in told(_attempts(database, quizzes), "Grading attempts", tell):
        id, learner_id, learner = group[0][:3]
        made = _regraded(tx, group, *quizzes[id])
        better += len(made)
        good = [attempt for attempt in made if attempt.passed]
        record, until = ledger.progress(learner, id)
        if good and (record is None or not record.done):
            passed += 1
            now_passed = _passed(tx, learner_id, Item(quizzes[id][1], id), record, good[0].at)
            ledger.save(tx, learner_id, id, record, now_passed, until)
            touched += [Held(learner, learner_id, credit) for credit in ledger.credits_with(id)]
    return better, passed, touched


def _marked_otherwise(database: Database, edited: Mapping[int, Content]) -> dict[int, tuple[Content, Content]]:
    """The quizzes that are marked otherwise now, as they were before and as they are now, by row."""
    quizzes = {}
    for id, before in edited.items():
        if before.kind is ContentKind.QUIZ and _marked(before) != _marked(now := content_of(database, id)):
            quizzes[id] = (before, now)
    return quizzes


def _attempts(database: Database, quizzes: Iterable[int]) -> list[list[_Row]]:
    """The attempts at these quizzes, the oldest first, grouped by quiz and learner."""
    # One look at all of it, for nothing leads from a content to its attempts.
    rows = database.read(
        f"""SELECT a.content_id, a.learner_id, l.key, a.id, a.at, a.detail FROM activity a
            JOIN learner l ON l.id = a.learner_id WHERE a.kind = 'attempt'
              AND a.content_id IN ({", ".join(map(str, quizzes))}) ORDER BY a.content_id, a.learner_id, a.id""",
        {},
    )
    return [[*group] for _, group in groupby(rows, key=lambda row: row[:2])]


def _passed(tx: Transaction, learner_id: int, quiz: Item, before: Record | None, at: datetime) -> Record:
    """Write that a quiz was passed `at` that moment, which nobody knew then; what the learner has done of it."""
    content, span = quiz.content, (0, quiz.content.length_ms)
    record = before or Record(content.id)
    spans = joined(content, record.spans, [span] if content.length_ms else [], ms(at))
    note(tx, Ids(learner_id, quiz.id, "passed", content.id), at, span=span)
    return noted(content, replace(record, spans=spans, done=True), at)


def _marked(quiz: Content) -> object:
    """All that an attempt's marks come from."""
    kinds = {question.id: question.kind for question in quiz.questions}
    marking = {replace(marking, explanation="") for marking in quiz.marking}
    return quiz.correct, quiz.pass_mark, marking, [kinds.get(id) for id, _ in quiz.correct]


def _regraded(tx: Transaction, rows: list[_Row], before: Content, now: Content) -> list[Attempt]:
    """The attempts of one learner that have better marks by the new key; all of them keep those of then."""
    made = []
    for *_, line, at, detail in rows:
        with decoding():
            kept = json.loads(detail)
            attempt = attempt_of(utc(at), kept)
        if "answers" not in kept:  # older stores kept only the result
            continue
        if attempt.marks is None:
            attempt = replace(attempt, marks=grade(before, attempt.answers, attempt.at).marks)
        again = grade(now, attempt.answers, attempt.at, attempt.seed)
        if not attempt.passed and (again.passed or again.points > attempt.points):
            made.append(again)
            first = kept.get("before", kept_of(attempt, answers=False))
            changed = {**kept_of(again), "before": first}
        elif "marks" not in kept:
            changed = {**kept, **kept_of(attempt)}
        else:
            continue
        tx.update("activity", {"detail": json.dumps(changed)}, id=line)
    return made
