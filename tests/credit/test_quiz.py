"""Marks are exact, an order is the same forever, and a quiz tells what its feedback allows."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.model import Content, ContentKind, Feedback, Marking, Shuffle
from ce_tui.credit.questions import Answer, Option, Question, QuestionKind
from ce_tui.credit.quiz import TRUE_FALSE, Attempt, arranged, grade, remarks, result, unclear

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ABCD = tuple(Option(id, id.upper()) for id in "abcd")
ONE = Question("one", QuestionKind.SINGLE, "One?", required=True, options=ABCD)
MANY = Question("many", QuestionKind.MULTIPLE, "Many?", required=True, options=ABCD)
TRUE = Question("true", QuestionKind.SINGLE, "True?", required=True, options=TRUE_FALSE)
NUMBER = Question("number", QuestionKind.NUMBER, "How many?", required=True, places=2)
QUIZ = Content(
    "quiz",
    ContentKind.QUIZ,
    "Quiz",
    pass_mark=500,
    questions=(ONE, MANY, TRUE, NUMBER),
    correct=(("one", ("a",)), ("many", ("a", "b", "c")), ("true", ("false",)), ("number", ("9.81",))),
    marking=(
        Marking("many", partial=True, explanation="Three of them."),
        Marking("number", tolerance=Decimal("0.02"), explanation="On Earth."),
    ),
)


def points(id: str, answer: Answer, quiz: Content = QUIZ) -> int:
    return grade(quiz, {id: answer}, NOW).points


@pytest.mark.parametrize(
    ("chosen", "thousandths"),
    [
        ([], 0),
        (["a"], 333),
        (["a", "b"], 666),
        (["c", "b", "a"], 1000),
        (["a", "d"], 0),
        (["a", "b", "d"], 333),
        (["a", "b", "c", "d"], 666),
        (["d"], 0),
        (["a", "a"], 333),
        (["x"], 0),
        (["a", "x"], 0),
    ],
)
def test_in_parts_a_wrong_choice_takes_away_what_a_right_one_gives(chosen: list[str], thousandths: int) -> None:
    assert points("many", chosen) == thousandths
    assert points("many", chosen, replace(QUIZ, marking=())) == (1000 if thousandths == 1000 else 0)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("9.81", True),
        ("9,81", True),
        (" 9.810 ", True),
        ("9.79", True),
        ("9.83", True),
        ("9.8", True),
        ("9.7899999", False),
        ("9.8300001", False),
        ("9.84", False),
        ("-9.81", False),
        ("", False),
        ("nine", False),
        ("9.81e0", False),
        ("٩", False),
        ("NaN", False),
        ("Infinity", False),
        ("9" * 40, False),
    ],
)
def test_a_number_is_right_within_its_tolerance_exactly(typed: str, right: bool) -> None:
    assert points("number", typed) == 1000 * right


def test_true_and_false_are_marked_like_a_single_choice() -> None:
    assert (points("true", "false"), points("true", "true"), points("true", "")) == (1000, 0, 0)


def test_whether_it_is_passed_is_decided_exactly_and_not_by_rounded_points() -> None:
    parts = tuple(replace(MANY, id=f"q{n}") for n in range(4))
    quiz = replace(
        QUIZ,
        questions=parts,
        correct=tuple((q.id, ("a", "b", "c")) for q in parts),
        pass_mark=500,
        marking=tuple(Marking(q.id, partial=True) for q in parts),
    )
    half = {"q0": ["a"], "q1": ["a"], "q2": ["a"], "q3": ["a", "b", "c"]}  # three thirds and one: 2 of 4
    made = grade(quiz, half, NOW)
    assert (made.passed, made.points, made.right) == (True, 2000, 1)
    assert not grade(replace(quiz, pass_mark=501), half, NOW).passed
    less = {"q0": ["a"], "q1": ["a"], "q3": ["a", "b", "c"]}
    assert grade(quiz, less, NOW).points == 1666  # never more than was earned


@given(st.lists(st.sampled_from("abcdx"), max_size=6), st.lists(st.sampled_from("abcd"), min_size=1, unique=True))
def test_all_or_nothing_is_never_more_than_marks_in_parts(chosen: list[str], right: list[str]) -> None:
    quiz = replace(QUIZ, correct=(("many", tuple(right)),))
    part = grade(quiz, {"many": chosen}, NOW)
    whole = grade(replace(quiz, marking=()), {"many": chosen}, NOW)
    assert 0 <= whole.points <= part.points <= 1000
    assert part.right == whole.right


def order(shuffle: Shuffle, seed: int) -> tuple[list[str], str]:
    asked = arranged(replace(QUIZ, shuffle=shuffle), seed)
    many = next(question for question in asked if question.id == "many")
    return [question.id for question in asked], "".join(option.id for option in many.options)


def test_an_order_is_the_same_forever() -> None:
    assert order(Shuffle.NONE, 7) == (["one", "many", "true", "number"], "abcd")
    assert order(Shuffle.QUESTIONS, 7) == (["many", "one", "true", "number"], "abcd")
    assert order(Shuffle.OPTIONS, 7) == (["one", "many", "true", "number"], "abcd")
    assert order(Shuffle.BOTH, 7) == (["many", "one", "true", "number"], "abcd")


def test_seeds_give_every_order_and_true_stays_before_false() -> None:
    seen = {order(Shuffle.BOTH, seed)[1] for seed in range(400)}
    assert len(seen) == 24
    for seed in range(20):
        asked = {question.id: question for question in arranged(replace(QUIZ, shuffle=Shuffle.BOTH), seed)}
        assert asked["true"].options == TRUE_FALSE
        assert {id: sorted(q.options, key=lambda o: o.id) for id, q in asked.items() if id in ("one", "many")} == {
            "one": list(ABCD),
            "many": list(ABCD),
        }


ANSWERS: dict[str, Answer] = {"one": "a", "many": ["a"], "true": "true", "number": "9.81"}


@pytest.mark.parametrize(
    ("feedback", "said", "marks", "explained"),
    [
        (Feedback.NOTHING, "Passed.", [None] * 4, 0),
        (Feedback.SCORE, "Passed: 2.333 of 4 points.", [None] * 4, 0),
        (Feedback.WRONG, "Passed: 2.333 of 4 points.", [1, Fraction(1, 3), 0, 1], 0),
        (Feedback.EXPLANATIONS, "Passed: 2.333 of 4 points.", [1, Fraction(1, 3), 0, 1], 2),
    ],
)
def test_a_quiz_tells_what_its_feedback_allows(
    feedback: Feedback, said: str, marks: list[Fraction | None], explained: int
) -> None:
    quiz = replace(QUIZ, feedback=feedback)
    made = grade(quiz, ANSWERS, NOW)
    assert result(quiz, made) == said
    told = remarks(quiz, made)
    assert [remark.mark for remark in told] == marks
    assert sum(bool(remark.explanation) for remark in told) == explained


def test_what_is_missing_is_said_with_the_mark_that_is_needed() -> None:
    assert result(QUIZ, grade(QUIZ, {"one": "a"}, NOW)) == "Not passed: 1 of 4 right; 50 % is needed."
    nothing = replace(QUIZ, feedback=Feedback.NOTHING)
    assert result(nothing, grade(nothing, {}, NOW)) == "Not passed."


def test_parts_of_points_are_told_however_small() -> None:
    assert result(QUIZ, Attempt(NOW, 1, 4, False, 1001)) == "Not passed: 1.001 of 4 points; 50 % is needed."


def test_an_attempt_that_kept_no_marks_is_marked_by_the_key_of_now() -> None:
    quiz = replace(QUIZ, feedback=Feedback.EXPLANATIONS)
    made = grade(quiz, {"one": "a", "many": ["a", "b"], "number": "9.82"}, NOW)
    told = remarks(quiz, replace(made, marks=None))
    assert told == remarks(quiz, made)
    assert [remark.mark for remark in told] == [1, Fraction(2, 3), 0, 1]
    assert [remark.explanation for remark in told] == ["", "Three of them.", "", "On Earth."]
    # Kept marks stay as they were, whatever the key says since.
    assert remarks(replace(quiz, correct=()), made) == told


def test_a_number_that_can_be_read_in_two_ways_is_asked_again() -> None:
    long = replace(NUMBER, text="How many? " * 10)
    for typed, said in (("1,000", "Write 1000 or 1.0."), ("1000", ""), ("1,5", ""), ("", "")):
        found = unclear(replace(QUIZ, questions=(ONE, long)), {"one": "1,000", "number": typed})
        assert found == ([f"{('How many? ' * 6)}: {said}"] if said else [])
    assert unclear(QUIZ, {}) == []
