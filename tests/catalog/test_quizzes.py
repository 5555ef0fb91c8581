"""Quizzes in a catalog: every way to ask and to mark, and what is said of mistakes."""

from decimal import Decimal

import pytest
from tests.catalog.test_yaml import HEAD, wrong

from ce_tui.catalog import read_text
from ce_tui.credit.model import Content, Feedback, Marking, Shuffle
from ce_tui.credit.questions import QuestionKind
from ce_tui.credit.quiz import TRUE_FALSE

QUIZ = """\
  - id: c
    title: C
    type: hours
    amount: 1
    progress: {items: 1}
    contents:
      - kind: quiz
        id: quiz
        title: Quiz
        length: 1 h
        shuffle: Both
        feedback: explanations
        questions:
          - {id: a, kind: multiple choice, text: A, options: [X, Y, Z], correct: [x, y], scoring: partial}
          - {id: b, kind: True/False, text: B, correct: false, explanation: So it is.}
          - {id: c, kind: number, text: C, correct: 9.810, tolerance: 0.02}
          - {id: d, kind: number, text: D, correct: -12, places: 1}
          - {id: e, kind: yes/no, text: E, correct: yes}
"""


def quiz(text: str = QUIZ) -> tuple[Content, tuple[str, ...]]:
    catalog = read_text(HEAD + text, "x.yaml")
    return catalog.credits[0].contents[0], catalog.warnings


def test_everything_comes_out_as_it_was_written() -> None:
    made, warnings = quiz()
    assert warnings == ()
    assert (made.shuffle, made.feedback) == (Shuffle.BOTH, Feedback.EXPLANATIONS)
    asked = {question.id: question for question in made.questions}
    assert [q.kind for q in asked.values()] == [
        QuestionKind.MULTIPLE,
        QuestionKind.SINGLE,
        QuestionKind.NUMBER,
        QuestionKind.NUMBER,
        QuestionKind.YES_NO,
    ]
    assert asked["b"].options == TRUE_FALSE
    assert (asked["c"].places, asked["d"].places) == (3, 1)
    assert dict(made.correct) == {"a": ("x", "y"), "b": ("false",), "c": ("9.810",), "d": ("-12",), "e": ("yes",)}
    assert made.marking == (
        Marking("a", partial=True),
        Marking("b", explanation="So it is."),
        Marking("c", tolerance=Decimal("0.02")),
    )


def test_without_more_a_quiz_is_what_it_was() -> None:
    made, _ = quiz(
        QUIZ.replace("        shuffle: Both\n        feedback: explanations\n", "").replace(", scoring: partial", "")
    )
    assert (made.shuffle, made.feedback) == (Shuffle.NONE, Feedback.SCORE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("shuffle: Both", "shuffle: yes", "`shuffle` cannot be “yes”; choose none, questions, options or both"),
        ("feedback: explanations", "feedback: all", "`feedback` cannot be “all”; choose nothing, score, wrong or expl"),
        ("scoring: partial", "scoring: half", "`scoring` cannot be “half”; choose all or partial"),
        ("correct: false", "correct: maybe", "`correct` must be yes or no"),
        ("tolerance: 0.02", "tolerance: -1", "`tolerance` is less than 0; no answer would be right."),
        ("tolerance: 0.02", "tolerence: 1", "`tolerence` is not a field of a number question of a quiz; did you mean"),
        ("correct: 9.810", "correct: about 9", "`correct` must be a plain number"),
        ("correct: 9.810, ", "", "this number question of a quiz needs `correct`, for example `correct: 12.5`."),
        (
            "kind: number, text: C",
            "kind: text, text: C",
            "`kind` cannot be “text”; choose single choice, multiple",
        ),
        ("correct: [x, y]", "correct: []", "`correct` is empty; name at least one right answer."),
        ("correct: [x, y]", "correct: [x, w]", "“w” is not one of the options"),
        ("id: b", "id: a", "question id `a` is used in this quiz already"),
    ],
)
def test_mistakes_are_said(old: str, new: str, said: str) -> None:
    assert old in QUIZ
    found = wrong(HEAD + QUIZ.replace(old, new, 1))
    assert any(said in line for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("feedback: explanations", "feedback: wrong", "the explanations are never told"),
        (", explanation: So it is.", "", "no question has an `explanation`"),
        ("correct: [x, y]", "correct: [x, y, z]", "every option is right"),
    ],
)
def test_what_is_odd_is_warned_of(old: str, new: str, said: str) -> None:
    assert old in QUIZ
    _, warnings = quiz(QUIZ.replace(old, new, 1))
    assert len(warnings) == 1
    assert said in warnings[0]
