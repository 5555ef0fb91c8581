"""Quizzes: how an attempt is marked, in which order it is asked, what is said of it, and whether there is another.

Marks are exact: fractions of a question inside, thousandths (rounded down) where they are kept and shown.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import TypeVar

from ce_tui.credit.amount import Amount, two_readings
from ce_tui.credit.model import Content, Feedback, Marking, Shuffle
from ce_tui.credit.questions import Answers, Option, Question, QuestionKind, given, number
from ce_tui.credit.text import clean
from ce_tui.credit.words import plural

TRUE_FALSE = (Option("true", "True"), Option("false", "False"))
"""The options of a true/false question, which keep their order."""
_T = TypeVar("_T", Question, Option)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a quiz: `right` of `of` questions; `points` in thousandths of a question, with parts of them.

    `seed` gives the order in which it was asked (see `arranged`), `answers` are kept as they were given, and `marks`
    too: what each answer was worth, from 0 to 1. None where a store of before kept none.
    """

    at: datetime
    right: int
    of: int
    passed: bool
    points: int = 0
    seed: int = 0
    answers: Answers = field(default_factory=dict)
    marks: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one question of an attempt: the mark (None: it is not told) and the explanation."""

    question: Question
    mark: Fraction | None
    explanation: str


def grade(quiz: Content, answers: Answers, at: datetime, seed: int = 0) -> Attempt:
    """The attempt these answers make."""
    marks = _marks(quiz, answers)
    got, of = sum(marks.values(), Fraction()), len(marks)
    right = sum(mark == 1 for mark in marks.values())
    passed = of > 0 and got * 1000 >= of * quiz.pass_mark
    return Attempt(at, right, of, passed, int(got * 1000), seed, answers, marks)


def _marks(quiz: Content, answers: Answers) -> dict[str, Fraction]:
    """What each question's answer is worth, from 0 to 1."""
    numbers = {question.id for question in quiz.questions if question.kind is QuestionKind.NUMBER}
    marking = {marking.question: marking for marking in quiz.marking}
    return {
        id: (_number if id in numbers else _choice)(marking.get(id, Marking(id)), given(answers, id), right)
        for id, right in quiz.correct
    }


def unclear(quiz: Content, answers: Answers) -> list[str]:
    """What must be written in another way before an attempt can be graded, as sentences: numbers with two readings."""
    found = []
    for question in quiz.questions:
        typed = given(answers, question.id) if question.kind is QuestionKind.NUMBER else []
        if write := two_readings(clean(typed[0])) if typed else "":
            found.append(f"{question.text[:60]}: {write}")
    return found


def _choice(marking: Marking, chosen: Sequence[str], right: tuple[str, ...]) -> Fraction:
    """1 when exactly the right options were chosen. In parts, what is chosen wrongly takes away as much."""
    hits, misses = len({*chosen} & {*right}), len({*chosen} - {*right})
    if marking.partial and right:
        return Fraction(max(0, hits - misses), len({*right}))
    return Fraction({*chosen} == {*right})


def _number(marking: Marking, typed: Sequence[str], right: tuple[str, ...]) -> Fraction:
    value, wanted = (number(texts[0]) if len(texts) == 1 else None for texts in (typed, right))
    return Fraction(value is not None and wanted is not None and abs(value - wanted) <= marking.tolerance)


def arranged(quiz: Content, seed: int) -> tuple[Question, ...]:
    """The questions in the order that a seed gives, which is the same at any time and on any machine."""
    questions = quiz.questions
    if quiz.shuffle in (Shuffle.OPTIONS, Shuffle.BOTH):
        questions = tuple(
            q if q.options == TRUE_FALSE else replace(q, options=_shuffled(q.options, seed, q.id)) for q in questions
        )
    return _shuffled(questions, seed, "") if quiz.shuffle in (Shuffle.QUESTIONS, Shuffle.BOTH) else questions


def _shuffled(items: Sequence[_T], seed: int, scope: str) -> tuple[_T, ...]:
    def place(item: _T) -> bytes:
        return hashlib.sha256(f"{seed}\0{scope}\0{item.id}".encode()).digest()

    return tuple(sorted(items, key=place))


def result(quiz: Content, attempt: Attempt) -> str:
    """What an attempt came to, in a sentence, as far as the quiz tells it."""
    verdict = "Passed" if attempt.passed else "Not passed"
    if quiz.feedback is Feedback.NOTHING:
        return f"{verdict}."
    if attempt.points > attempt.right * 1000:
        score = f"{Amount(attempt.points).format(1)} of {attempt.of} points"
    else:
        score = f"{attempt.right} of {attempt.of} right"
    return f"{verdict}: {score}." if attempt.passed else f"{verdict}: {score}; {quiz.pass_mark / 10:g} % is needed."


def remarks(quiz: Content, attempt: Attempt) -> tuple[Remark, ...]:
    """The questions of an attempt as they were asked, with what the quiz tells of each answer, as marked then."""
    told = quiz.feedback in (Feedback.WRONG, Feedback.EXPLANATIONS)
    marks = _marks(quiz, attempt.answers) if attempt.marks is None else attempt.marks
    explained = {m.question: m.explanation for m in quiz.marking} if quiz.feedback is Feedback.EXPLANATIONS else {}
    return tuple(
        Remark(question, marks.get(question.id) if told else None, explained.get(question.id, ""))
        for question in arranged(quiz, attempt.seed)
    )


def may_try(quiz: Content, attempts: tuple[Attempt, ...], now: datetime) -> str:
    """Why no attempt can be made now, as a sentence; "" when one can."""
    if any(attempt.passed for attempt in attempts):
        return "You have passed this quiz."
    if quiz.attempts and len(attempts) >= quiz.attempts:
        used = "The only attempt is" if quiz.attempts == 1 else f"All {quiz.attempts} attempts are"
        return f"{used} used; please ask the organizer for another one."
    # (An attempt of a time to come was made with a wrong clock, and keeps nobody waiting.)
    if attempts and attempts[-1].at <= now and (wait := next_try(quiz, attempts)) > now:
        minutes = ceil((wait - now).total_seconds() / 60)
        return f"Please wait {plural(minutes, 'more minute')} before the next attempt."
    return ""


def next_try(quiz: Content, attempts: tuple[Attempt, ...]) -> datetime:
    """When the cool-down after the last attempt ends."""
    return attempts[-1].at + timedelta(milliseconds=quiz.cool_down_ms)
