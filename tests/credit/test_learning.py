"""Quizzes are graded and spaced out; sessions are attended by code or by one's word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ce_tui.credit.attendance import enter, lasting
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.questions import Answer
from ce_tui.credit.quiz import Attempt, grade, may_try, next_try

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUIZ = Content(
    "quiz",
    ContentKind.QUIZ,
    "Quiz",
    pass_mark=667,
    attempts=3,
    cool_down_ms=600_000,
    correct=(("q1", ("a",)), ("q2", ("b", "c")), ("q3", ("yes",))),
)


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        ({}, 0),
        ({"q1": "a"}, 1),
        ({"q1": "a", "q2": ["c", "b"]}, 2),
        ({"q1": "a", "q2": ["c", "b"], "q3": "yes"}, 3),
        ({"q1": ["a"], "q2": ["b"]}, 1),
        ({"q1": ["a", "b"], "q2": ["b", "c", "d"]}, 0),
        ({"q1": "A", "other": "a"}, 0),
        ({"q1": "a", "q2": ["b", "c", "b"], "q3": {"answer": "yes", "explain": "so"}}, 3),
    ],
)
def test_an_answer_is_right_when_exactly_the_correct_options_are_chosen(answers: dict[str, Answer], right: int) -> None:
    made = replace(grade(QUIZ, answers, NOW), marks=None)
    assert made == Attempt(NOW, right, 3, right == 3, right * 1000, answers=answers)


def test_the_pass_mark_is_exact_and_an_empty_quiz_is_never_passed() -> None:
    two: dict[str, Answer] = {"q1": "a", "q2": ["b", "c"]}
    assert not grade(QUIZ, two, NOW).passed  # 666.7 of 1000
    assert grade(replace(QUIZ, pass_mark=666), two, NOW).passed
    assert not grade(replace(QUIZ, correct=(), pass_mark=0), {}, NOW).passed


def failed(ago: timedelta) -> Attempt:
    return Attempt(NOW - ago, 1, 3, passed=False)


@pytest.mark.parametrize(
    ("attempts", "reason"),
    [
        ((), ""),
        ((failed(10 * MINUTE),), ""),
        ((failed(10 * MINUTE - timedelta(milliseconds=1)),), "1 more minute before"),
        ((failed(9 * MINUTE),), "1 more minute before"),
        ((failed(MINUTE),), "9 more minutes"),
        ((failed(60 * MINUTE), failed(MINUTE)), "9 more minutes"),
        ((failed(90 * MINUTE), failed(60 * MINUTE), failed(30 * MINUTE)), "All 3 attempts"),
        ((Attempt(NOW, 3, 3, passed=True),), "passed"),
    ],
)
def test_attempts_are_limited_and_spaced_out(attempts: tuple[Attempt, ...], reason: str) -> None:
    said = may_try(QUIZ, attempts, NOW)
    assert reason in said
    assert bool(said) == bool(reason)


def test_the_only_attempt_is_called_so() -> None:
    once = replace(QUIZ, attempts=1)
    assert may_try(once, (), NOW) == ""
    said = "The only attempt is used; please ask the organizer for another one."
    assert may_try(once, (failed(timedelta()),), NOW) == said


def test_without_a_limit_any_number_of_attempts_may_be_made() -> None:
    free = replace(QUIZ, attempts=0, cool_down_ms=0)
    assert may_try(free, (failed(timedelta()),) * 50, NOW) == ""
    assert next_try(QUIZ, (failed(timedelta()),)) == NOW + 10 * MINUTE
    slow = replace(QUIZ, cool_down_ms=7_200_000)
    assert may_try(slow, (failed(timedelta()),), NOW) == "Please wait 120 more minutes before the next attempt."


TALK = Content("talk", ContentKind.SESSION, "Talk", 3_600_000, starts_at=NOW, code="Plum-42 é")
OPEN = replace(TALK, code="")
ANYTIME = replace(TALK, starts_at=None)


@pytest.mark.parametrize(
    ("session", "code", "at", "reason"),
    [
        (TALK, "plum 42 E\u0301", 0, ""),
        (TALK, "ＰＬＵＭ42É", 30, ""),
        (TALK, "plum-43-é", 30, "not the attendance code"),
        (TALK, "plum-42", 30, "not the attendance code"),
        (TALK, "", 30, "enter the attendance code"),
        (TALK, " - \udcff", 30, "enter the attendance code"),
        (TALK, "plum-42-é", -1, "starts in 1 minute."),
        (TALK, "plum-42-é", -0.001, "starts in 1 minute."),
        (TALK, "plum-42-é", -119, "119 minutes"),
        (TALK, "plum-42-é", -180, "3 hours"),
        (TALK, "plum-42-é", -7200, "5 days"),
        (TALK, "plum-42-é", 60 + 29.99, ""),
        (TALK, "plum-42-é", 90, "ended 30 minutes ago, so its code is no longer taken; the organizer can record"),
        (TALK, "plum-42-é", 100_000, "ended 69 days ago, so its code is no longer taken"),
        (replace(TALK, code_after_ms=0), "plum-42-é", 59, ""),
        (replace(TALK, code_after_ms=0), "plum-42-é", 60, "ended 0 minutes ago"),
        (replace(TALK, code_until=NOW + timedelta(days=3)), "plum-42-é", 4319, ""),
        (replace(TALK, code_until=NOW + timedelta(days=3)), "plum-42-é", 4320, "no longer taken"),
        (replace(TALK, code_until=NOW + timedelta(minutes=20)), "plum-42-é", 20, "no longer taken"),
        (replace(TALK, code_until=NOW + timedelta(days=3)), "plum-43-é", 4320, "not the attendance code"),
        (OPEN, "", 59, "still running"),
        (OPEN, "anything", 60, ""),
        (OPEN, "", -1, "has not started"),
        (ANYTIME, "plum42é", 0, ""),
        (ANYTIME, "", 0, "enter"),
        (replace(ANYTIME, code=""), "", 0, ""),
        (replace(TALK, kind=ContentKind.VIDEO, code=""), "", 90, "Only a session"),
    ],
)
def test_when_attendance_can_be_recorded(session: Content, code: str, at: float, reason: str) -> None:
    said = enter(session, code, NOW + timedelta(minutes=at)).problem
    assert reason in said
    assert bool(said) == bool(reason)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 minutes"),
        (0.01, "1 minute"),
        (1.01, "2 minutes"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (179, "2 hours"),
        (48 * 60 - 1, "47 hours"),
        (48 * 60, "2 days"),
        (72 * 60 - 1, "2 days"),
    ],
)
def test_a_time_is_told_in_minutes_hours_or_days(minutes: float, said: str) -> None:
    assert lasting(timedelta(minutes=minutes)) == said


def test_an_attempt_from_a_time_to_come_keeps_nobody_waiting() -> None:
    failed = grade(QUIZ, {}, NOW + timedelta(days=9000))
    assert may_try(QUIZ, (failed,), NOW) == ""
    assert may_try(QUIZ, (failed,), NOW + timedelta(days=9000)).startswith("Please wait 10 more minutes")
