"""A key that was wrong: attempts keep the marks they were given, and count again in the learner's favor only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.words import utc
from ce_tui.credit.work import Tell, told
from ce_tui.store.database import Transaction
from ce_tui.store.errors import decoding
from ce_tui.store.quizzes import Quizzes, attempt_of, kept_of

if TYPE_CHECKING:
    from ce_tui.credit.quiz import Attempt

Touched = tuple[str, int, int]


def regrade(
    store: Quizzes, tx: Transaction, edited: Mapping[int, Content], tell: Tell
) -> tuple[int, int, list[Touched]]:
    """Grade what was not passed once more where a quiz is marked otherwise now (`edited` has the contents of before).

    How many attempts have better marks now, how many learners have passed by that, dated as of their attempt, and the
    learners (key and row) and credits (row) that it touches.
    """
    from ce_tui.store.codec import load

    read = store._database.read
    quizzes = {}
    for id, before in edited.items():
        if before.kind is ContentKind.QUIZ:
            now = load(Content, read("SELECT data FROM content WHERE id = :id", {"id": id})[0][0])
            if _marked(before) != _marked(now):
                quizzes[id] = (before, now)
    better, passed, touched = 0, 0, list[Touched]()
    if not quizzes:
        return better, passed, touched
    # One look at all of it, for nothing leads from a content to its attempts.
    rows = read(
        f"""SELECT a.content_id, a.learner_id, l.key, a.id, a.at, a.detail FROM activity a
            JOIN learner l ON l.id = a.learner_id WHERE a.kind = 'attempt'
              AND a.content_id IN ({", ".join(map(str, quizzes))}) ORDER BY a.content_id, a.learner_id, a.id""",
        {},
    )
    groups = [[*group] for _, group in groupby(rows, key=lambda row: row[:2])]
    for group in told(groups, "Grading attempts", tell):
        id, learner_id, learner = group[0][:3]
        made = _regraded(tx, group, *quizzes[id])
        better += len(made)
        good = [attempt for attempt in made if attempt.passed]
        record = store._progress(learner, id)[0]
        if good and (record is None or not record.done):
            passed += 1
            store._passed(tx, learner, learner_id, quizzes[id][1], id, good[0].at)
            credits = read("SELECT credit_id FROM credit_content WHERE content_id = :content", {"content": id})
            touched += [(learner, learner_id, credit) for (credit,) in credits]
    return better, passed, touched


def _marked(quiz: Content) -> object:
    """All that an attempt's marks come from."""
    kinds = {question.id: question.kind for question in quiz.questions}
    marking = {replace(marking, explanation="") for marking in quiz.marking}
    return quiz.correct, quiz.pass_mark, marking, [kinds.get(id) for id, _ in quiz.correct]


def _regraded(
    tx: Transaction, rows: list[tuple[int, int, str, int, int, str]], before: Content, now: Content
) -> list[Attempt]:
    """The attempts of one learner that have better marks by the new key; all of them keep those of then."""
    from ce_tui.credit.quiz import grade

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
