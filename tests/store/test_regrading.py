"""A key that was wrong is corrected: attempts keep the marks of then, and only the learner gains by it."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.store.conftest import NOW, ORGANIZATION, dump
from tests.store.test_facts import completed, measure

from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit, Feedback, Marking
from ce_tui.credit.questions import Answer, Option, Question, QuestionKind
from ce_tui.credit.quiz import Attempt, may_try, remarks, result
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store
from ce_tui.store.results import Changes, ImportReport

OPTIONS = tuple(Option(id, id) for id in ("three", "four", "five"))
QUIZ = Content(
    "quiz",
    ContentKind.QUIZ,
    "Quiz",
    15 * MINUTE,
    attempts=1,
    pass_mark=1000,
    feedback=Feedback.WRONG,
    questions=(
        Question("q1", QuestionKind.SINGLE, "2 + 2?", options=OPTIONS),
        Question("q2", QuestionKind.NUMBER, "How many?"),
    ),
    correct=(("q1", ("three",)),),
)
CREDIT = Credit("c", "C", credit_type("hours"), Amount(250), (QUIZ,))
FIXED = replace(QUIZ, correct=(("q1", ("four",)),))
LATER = NOW + timedelta(days=2)


def load(store: Store, quiz: Content) -> ImportReport:
    return store.catalogs.load(ORGANIZATION, [replace(CREDIT, contents=(quiz,))])


def answer(store: Store, learner: str = "ada", at: int = 0, **answers: Answer) -> Attempt:
    return store.quizzes.hand_in(learner, store.credits.find("c"), "quiz", answers, NOW + timedelta(minutes=at))


def attempts(store: Store, learner: str = "ada") -> tuple[Attempt, ...]:
    return store.quizzes.attempts(learner, store.credits.find("c"), "quiz")


def state(store: Store, learner: str = "ada") -> State:
    return store.credits.view(learner, store.credits.find("c"), LATER).state


def marks(store: Store, quiz: Content, number: int = 0) -> list[Fraction | None]:
    return [remark.mark for remark in remarks(quiz, attempts(store)[number])]


@pytest.fixture
def quiz(store: Store) -> Store:
    load(store, QUIZ)
    return store


def test_who_is_right_by_the_new_key_has_passed_at_that_attempt(quiz: Store) -> None:
    assert not answer(quiz, q1="four").passed
    answer(quiz, "bob", 1, q1="five")
    report = load(quiz, FIXED)
    assert (report.regraded, report.passed, report.ready.count) == (1, 1, 1)
    (made,) = attempts(quiz)
    assert (made.passed, made.right, made.of, made.at) == (True, 1, 1, NOW)
    assert result(FIXED, made) == "Passed: 1 of 1 right."
    assert marks(quiz, FIXED) == [1, None]
    assert may_try(FIXED, (made,), LATER) == "You have passed this quiz."
    assert (completed(quiz, "quiz"), measure(quiz).complete) == (NOW, True)
    assert (state(quiz), state(quiz, "bob")) == (State.READY, State.IN_PROGRESS)
    assert may_try(FIXED, attempts(quiz, "bob"), LATER).startswith("The only attempt is used")
    assert load(quiz, FIXED) == ImportReport(0, 0, 1, 7)


def test_who_passed_stays_passed_and_is_shown_the_marks_of_then(quiz: Store) -> None:
    before = answer(quiz, q1="three")
    assert before.passed
    report = load(quiz, FIXED)
    assert (report.regraded, report.passed, report.ready) == (0, 0, Changes())
    assert attempts(quiz) == (before,)
    assert (result(FIXED, before), marks(quiz, FIXED)) == ("Passed: 1 of 1 right.", [1, None])
    assert (state(quiz), completed(quiz, "quiz")) == (State.READY, NOW)


def test_who_has_not_passed_by_either_key_keeps_the_marks_of_then_or_better_ones(store: Store) -> None:
    key = (("q1", ("three",)), ("q2", ("7",)))
    load(store, replace(QUIZ, correct=key, pass_mark=600))
    answer(store, q1="three", q2="8")
    answer(store, "bob", 1, q1="five", q2="8")
    assert load(store, replace(FIXED, correct=(("q1", ("four",)), ("q2", ("9",))), pass_mark=600)).regraded == 0
    assert marks(store, FIXED) == [1, 0]
    assert load(store, replace(FIXED, correct=(("q1", ("four",)), ("q2", ("8",))), pass_mark=600)).regraded == 1
    assert [attempt.points for attempt in (*attempts(store), *attempts(store, "bob"))] == [1000, 1000]


@pytest.mark.parametrize(
    "edit",
    [
        {"pass_mark": 500},
        {"marking": (Marking("q2", tolerance=Decimal(1)),)},
        {"correct": (("q1", ("three",)), ("q2", ("8",)))},
        {"correct": (("q1", ("three",)),)},
    ],
)
def test_any_milder_marking_is_a_correction(store: Store, edit: dict[str, object]) -> None:
    hard = replace(QUIZ, correct=(("q1", ("three",)), ("q2", ("7",))))
    load(store, hard)
    answer(store, q1="three", q2="8")
    assert load(store, replace(hard, **edit)).passed == 1  # type: ignore[arg-type]
    assert state(store) is State.READY


@pytest.mark.parametrize("edit", [{"title": "New"}, {"pass_mark": 1000}, {"attempts": 9}, {"text": "x"}])
def test_another_edit_grades_nothing(quiz: Store, edit: dict[str, object]) -> None:
    answer(quiz, q1="four")
    before = dump(quiz)["activity"]
    assert load(quiz, replace(QUIZ, **edit)).regraded == 0  # type: ignore[arg-type]
    assert dump(quiz)["activity"] == before


def test_the_first_good_attempt_dates_it_and_each_is_marked(store: Store) -> None:
    load(store, replace(QUIZ, attempts=0))
    for at, given in enumerate(("five", "four", "four")):
        answer(store, at=at, q1=given)
    report = load(store, replace(FIXED, attempts=0))
    assert (report.regraded, report.passed) == (2, 1)
    assert completed(store, "quiz") == NOW + timedelta(minutes=1)
    assert [attempt.passed for attempt in attempts(store)] == [False, True, True]


def test_who_passed_later_keeps_that_date(store: Store) -> None:
    load(store, replace(QUIZ, attempts=0))
    answer(store, q1="four")
    answer(store, at=5, q1="three")
    report = load(store, replace(FIXED, attempts=0))
    assert (report.regraded, report.passed) == (1, 0)
    assert completed(store, "quiz") == NOW + timedelta(minutes=5)


def test_attempts_of_a_store_that_kept_no_marks_get_those_of_the_key_of_then(quiz: Store) -> None:
    answer(quiz, q1="three")
    answer(quiz, "bob", q1="four")
    for id, detail in quiz._database.read("SELECT id, detail FROM activity WHERE kind = 'attempt'", {}):
        kept = {name: value for name, value in json.loads(detail).items() if name != "marks"}
        quiz._database.read(
            "UPDATE activity SET detail = :detail WHERE id = :id", {"detail": json.dumps(kept), "id": id}
        )
    assert marks(quiz, QUIZ) == [1, None]
    assert load(quiz, FIXED).passed == 1
    assert marks(quiz, FIXED) == [1, None]
    assert [state(quiz, learner) for learner in ("ada", "bob")] == [State.READY, State.READY]


def test_a_result_without_answers_stays_as_it_is(quiz: Store) -> None:
    answer(quiz, q1="four")
    old = json.dumps({"right": 0, "of": 1, "passed": False})
    quiz._database.read("UPDATE activity SET detail = :detail WHERE kind = 'attempt'", {"detail": old})
    assert load(quiz, FIXED).regraded == 0
    assert state(quiz) is State.IN_PROGRESS


def test_the_explanation_and_the_ledger_tell_it_and_keep_what_was_said_first(quiz: Store) -> None:
    answer(quiz, q1="four")
    load(quiz, FIXED)
    load(quiz, QUIZ)  # and back: it is never taken again
    key = quiz.credits.find("c")
    (part, *_) = explain(quiz.credits.view("ada", key, LATER), quiz.learning.history("ada", key), LATER)
    assert part.lines[1].endswith("1 of 1 answers right, passed, by a key that was corrected later")
    ((detail,),) = quiz._database.read("SELECT detail FROM activity WHERE kind = 'attempt'", {})
    assert json.loads(detail)["before"] == {"right": 0, "of": 1, "passed": False, "points": 0, "marks": {"q1": "0"}}
    assert measure(quiz).complete
