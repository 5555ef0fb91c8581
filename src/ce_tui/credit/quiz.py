"""Quizzes: how many answers are right, and whether another attempt may be made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from ce_tui.credit.model import Content
from ce_tui.credit.questions import Answers, given


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a quiz: `right` of `of` questions."""

    at: datetime
    right: int
    of: int
    passed: bool


def grade(quiz: Content, answers: Answers, at: datetime) -> Attempt:
    """The attempt these answers make. A question is right when exactly its correct options were chosen."""
    right = sum(set(given(answers, question)) == set(correct) for question, correct in quiz.correct)
    of = len(quiz.correct)
    return Attempt(at, right, of, of > 0 and right * 1000 >= of * quiz.pass_mark)


def may_try(quiz: Content, attempts: tuple[Attempt, ...], now: datetime) -> str:
    """Why no attempt can be made now, as a sentence; "" when one can."""
    if any(attempt.passed for attempt in attempts):
        return "You have passed this quiz."
    if quiz.attempts and len(attempts) >= quiz.attempts:
        return f"All {quiz.attempts} attempts are used; please ask the organizer for another one."
    if attempts and (wait := next_try(quiz, attempts)) > now:
        minutes = ceil((wait - now).total_seconds() / 60)
        return f"Please wait {minutes} more minute{'s' if minutes != 1 else ''} before the next attempt."
    return ""


def next_try(quiz: Content, attempts: tuple[Attempt, ...]) -> datetime:
    """When the cool-down after the last attempt ends."""
    return attempts[-1].at + timedelta(milliseconds=quiz.cool_down_ms)
