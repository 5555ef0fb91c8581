"""Attempts in the store: what was answered survives, one attempt is one attempt, and what was passed stays passed."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.store.conftest import MIXED, NOW, ORGANIZATION, READING, VIDEO, dump, finish

from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import Row, State
from ce_tui.credit.model import Content, ContentKind, Credit, Feedback, Marking, PartialRule, ProgressRule, Shuffle
from ce_tui.credit.questions import Answer, Option, Question, QuestionKind
from ce_tui.credit.quiz import arranged, remarks
from ce_tui.credit.types import credit_type
from ce_tui.credit.words import reason
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.codec import dump as text_of
from ce_tui.store.codec import load
from ce_tui.store.integrity import problems
from ce_tui.store.results import Sitting

MINUTE = timedelta(minutes=1)
OPTIONS = tuple(Option(id, id.upper()) for id in "abcdef")
QUIZ = Content(
    "exam",
    ContentKind.QUIZ,
    "Exam",
    attempts=3,
    pass_mark=500,
    shuffle=Shuffle.BOTH,
    feedback=Feedback.WRONG,
    questions=(
        Question("q1", QuestionKind.SINGLE, "One?", required=True, options=OPTIONS),
        Question("q2", QuestionKind.MULTIPLE, "Many?", required=True, options=OPTIONS),
        Question("q3", QuestionKind.NUMBER, "How many?", required=True),
    ),
    correct=(("q1", ("a",)), ("q2", ("b", "c")), ("q3", ("7",))),
    marking=(Marking("q2", partial=True, explanation="So it is."),),
)
EXAM = replace(MIXED, id="exam", contents=(QUIZ,), rule=ProgressRule())
GOOD: dict[str, Answer] = {"q1": "a", "q2": ["b", "c"], "q3": "7"}
HALF: dict[str, Answer] = {"q1": "b", "q2": ["b"], "q3": " 8 "}


@pytest.fixture
def exam(store: Store) -> int:
    store.catalogs.load(ORGANIZATION, [EXAM])
    return store.credits.find("exam")


def start(store: Store, exam: int, at: timedelta = timedelta()) -> Sitting:
    return store.quizzes.start("ada", exam, "exam", NOW + at)


def test_an_attempt_goes_on_where_it_was_left_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    given: dict[str, Answer] = {"q1": "b", "q2": ["c"], "q3": "not a number"}
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, [EXAM])
        exam = store.credits.find("exam")
        assert store.quizzes.sitting("ada", exam, "exam") is None
        made = start(store, exam)
        store.quizzes.save("ada", exam, "exam", made.id, given)
    with Store(path, NOW) as store:
        assert (
            start(store, exam, 9 * MINUTE) == store.quizzes.sitting("ada", exam, "exam") == replace(made, answers=given)
        )
        assert store.quizzes.attempts("ada", exam, "exam") == ()
        assert store.quizzes.sitting("bob", exam, "exam") is None
        assert arranged(QUIZ, made.seed) == arranged(QUIZ, start(store, exam).seed)


def test_an_attempt_is_kept_with_its_order_points_and_answers_as_given(store: Store, exam: int) -> None:
    made = start(store, exam)
    attempt = store.quizzes.hand_in("ada", exam, "exam", HALF, NOW, made.id)
    assert (attempt.right, attempt.of, attempt.points, attempt.passed, attempt.seed) == (0, 3, 500, False, made.seed)
    assert store.quizzes.attempts("ada", exam, "exam") == (attempt,)
    assert attempt.answers == {"q1": "b", "q2": ["b"], "q3": "8"}
    assert [remark.question for remark in remarks(QUIZ, attempt)] == [*arranged(QUIZ, made.seed)]
    assert store.quizzes.sitting("ada", exam, "exam") is None
    assert start(store, exam).id != made.id
    assert start(store, exam).answers == {}


def test_the_same_attempt_is_handed_in_once(store: Store, exam: int) -> None:
    made = start(store, exam)
    first = store.quizzes.hand_in("ada", exam, "exam", HALF, NOW, made.id)
    before = dump(store)
    assert store.quizzes.hand_in("ada", exam, "exam", GOOD, NOW + MINUTE, made.id) == first
    store.quizzes.save("ada", exam, "exam", made.id, GOOD)  # told late by another window
    assert dump(store) == before


def test_a_passed_quiz_stays_passed_whatever_becomes_of_the_catalog(store: Store, exam: int) -> None:
    start(store, exam)
    attempt = store.quizzes.hand_in("ada", exam, "exam", GOOD, NOW)
    assert (attempt.passed, attempt.points) == (True, 3000)
    harder = replace(QUIZ, pass_mark=1000, correct=(("q1", ("f",)), *QUIZ.correct[1:]))
    store.catalogs.load(ORGANIZATION, [replace(EXAM, contents=(harder,))])
    assert store.quizzes.attempts("ada", exam, "exam") == (attempt,)
    assert store.credits.view("ada", exam, NOW).state is State.READY

    def hand_in(learner: str, credit: int, quiz: str, now: datetime) -> object:
        return store.quizzes.hand_in(learner, credit, quiz, GOOD, now)

    for try_again in (store.quizzes.start, hand_in):
        with pytest.raises(Refused, match="You have passed"):
            try_again("ada", exam, "exam", NOW)


def test_a_refused_start_leaves_nothing(store: Store, exam: int) -> None:
    store.catalogs.load(ORGANIZATION, [replace(EXAM, contents=(replace(QUIZ, cool_down_ms=600_000),))])
    store.quizzes.hand_in("ada", exam, "exam", {}, NOW)
    before = dump(store)
    with pytest.raises(Refused, match="10 more minutes"):
        start(store, exam)
    with pytest.raises(StoreError):
        store.quizzes.start("ada", exam, "nothing", NOW)
    assert dump(store) == before
    assert start(store, exam, 10 * MINUTE).answers == {}


def test_attempts_of_an_older_store_are_read(store: Store, exam: int) -> None:
    store.quizzes.hand_in("ada", exam, "exam", GOOD | {"q1": "b"}, NOW)
    old = json.dumps({"right": 2, "of": 3, "passed": True, "answers": {"q1": "b"}})
    with store._database.transaction() as tx:
        tx.execute("UPDATE activity SET detail = :old WHERE kind = 'attempt'", {"old": old})
    (attempt,) = store.quizzes.attempts("ada", exam, "exam")
    assert (attempt.right, attempt.points, attempt.passed, attempt.seed) == (2, 2000, True, 0)
    assert attempt.answers == {"q1": "b"}


def test_an_attempt_that_makes_no_sense_is_a_sentence(store: Store, exam: int) -> None:
    start(store, exam)
    with store._database.transaction() as tx:
        tx.execute("UPDATE activity SET detail = '[1]' WHERE kind = 'started'", {})
    with pytest.raises(StoreError, match="damaged"):
        start(store, exam)


def test_quizzes_stored_before_are_read_with_what_was_usual() -> None:
    kept = json.loads(text_of(EXAM))
    for name in ("marking", "shuffle", "feedback", "secret"):
        del kept["contents"][0][name]
    (quiz,) = load(Credit, json.dumps(kept)).contents
    assert (quiz.marking, quiz.shuffle, quiz.feedback) == ((), Shuffle.NONE, Feedback.SCORE)


def test_beginning_an_attempt_is_no_progress(store: Store, exam: int) -> None:
    start(store, exam)
    assert store.credits.records("ada", (exam,)) == {}
    finish(store, "whole", "airway")
    assert store.lists.count("ready", "ada", NOW) == 3


def test_a_number_that_can_be_read_in_two_ways_is_no_attempt(store: Store, exam: int) -> None:
    made = start(store, exam)
    for _ in range(2):
        with pytest.raises(Refused, match=r"^How many\?: Write 7000 or 7\.0\.$"):
            store.quizzes.hand_in("ada", exam, "exam", {**GOOD, "q3": " 7,000 "}, NOW, made.id)
    assert store.quizzes.attempts("ada", exam, "exam") == ()
    assert store.quizzes.sitting("ada", exam, "exam") == made
    assert store.quizzes.hand_in("ada", exam, "exam", {**GOOD, "q3": "7,0"}, NOW, made.id).passed


def test_a_list_names_the_quiz_that_holds_a_credit_back(store: Store) -> None:
    film, leaflet = VIDEO, replace(READING, length_ms=0)
    held = replace(
        EXAM,
        id="held",
        contents=(film, leaflet, QUIZ),
        type=credit_type("ama"),
        amount=Amount(1000),
        partial=PartialRule(),
    )
    store.catalogs.load(ORGANIZATION, [held])
    key = store.credits.find("held")
    finish(store, "held", film.id)

    def row() -> Row:
        (found,) = [row for row in store.lists.page("all", "ada", NOW) if row.id == "held"]
        return found

    assert (row().held, row().undone, row().claimable) == ((QUIZ.title,), (leaflet.title,), Amount(0))
    assert store.credits.view("ada", key, NOW).holding.measure.held == row().held
    assert reason(row(), row(), State.IN_PROGRESS, "UTC", NOW).endswith(f"To claim anything, pass “{QUIZ.title}”.")
    assert store.quizzes.hand_in("ada", key, "exam", GOOD, NOW).passed
    assert (row().held, row().undone, row().claimable) == ((), (leaflet.title,), Amount(1000))
    assert problems(store) == []
