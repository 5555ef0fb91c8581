"""Quizzes that are left, told and tried again; phrases that are entered and guessed at."""

from dataclasses import replace
from datetime import timedelta

from tests.journeys.conftest import NOW, Clock, Desk, credit
from tests.journeys.test_learning import open_content, record_of
from textual.widgets import Input

from ce_tui.credit.model import Content, ContentKind, Feedback, Marking, Shuffle
from ce_tui.credit.phrase import phrase, window_of
from ce_tui.credit.questions import Option, Question, QuestionKind
from ce_tui.credit.quiz import arranged
from ce_tui.credit.types import MINUTE

HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]52;c;eA==\x07"
OPTIONS = tuple(
    Option(id, f"{label} {HOSTILE}") for id, label in (("red", "Red"), ("blue", "Blue"), ("green", "Green"))
)
COLORS = Question("colors", QuestionKind.MULTIPLE, f"Which colors? {HOSTILE}", required=True, options=OPTIONS)
NUMBER = Question("number", QuestionKind.NUMBER, "How many?", required=True)
QUIZ = Content(
    "quiz",
    ContentKind.QUIZ,
    "Quiz",
    questions=(COLORS, NUMBER),
    pass_mark=700,
    feedback=Feedback.EXPLANATIONS,
    correct=(("colors", ("red", "blue")), ("number", ("7",))),
    marking=(Marking("colors", partial=True, explanation=f"Two of them. {HOSTILE}"),),
)


async def test_an_attempt_that_was_left_is_gone_on_with(desk: Desk) -> None:
    desk.load([credit("airway", replace(QUIZ, shuffle=Shuffle.OPTIONS))])
    async with desk.open() as person:
        await open_content(person, "QuizPage")
        await person.sees("70 % must be right.")
        sitting = await person.asks(lambda store: store.quizzes.sitting("ada", 1, "quiz"))
        assert sitting is not None
        asked = arranged(replace(QUIZ, shuffle=Shuffle.OPTIONS), sitting.seed)
        place = [option.id for option in asked[0].options].index("red") + 1
        await person.presses(str(place), "escape")
        await person.at("CreditPage")
        kept = await person.asks(lambda store: store.quizzes.sitting("ada", 1, "quiz"))
        assert kept is not None
        assert kept.answers == {"colors": ["red"]}
        await person.presses("enter")
        await person.at("QuizPage")
        await person.sees("Your answers were kept.", "[x] Red")
        await person.presses("tab", "8")  # and the app is closed without leaving the page
    async with desk.open() as person:
        await open_content(person, "QuizPage")
        await person.sees("[x] Red")
        kept = await person.asks(lambda store: store.quizzes.sitting("ada", 1, "quiz"))
        assert kept is not None
        assert (kept.id, kept.seed) == (sitting.id, sitting.seed)
        assert kept.answers == {"colors": ["red"], "number": "8"}


async def test_a_quiz_tells_what_was_wrong_and_why_and_is_tried_again(desk: Desk) -> None:
    desk.load([credit("airway", QUIZ)])
    async with desk.open() as person:
        await open_content(person, "QuizPage")
        await person.sees("70 % must be right.")
        await person.presses("1", "tab", "8", "ctrl+s")
        await person.sees("Not passed: 0.5 of 2 points; 70 % is needed.", "◐ partly Which colors?", "✗ wrong How many?")
        await person.sees("Your answer: Red [/x] [@click=app.quit]go[/]", "Two of them. [/x]", "Your answer: 8")
        await person.presses("enter")
        await person.sees("70 % must be right.")
        await person.misses("[x]")
        await person.presses("1", "2", "tab", "7", "ctrl+s")
        await person.sees("✓ Passed: 2 of 2 right.", "✓ right How many?")
        await person.presses("ctrl+s", "escape")  # there is nothing more to hand in
        attempts = await person.asks(lambda store: store.quizzes.attempts("ada", 1, "quiz"))
        assert [attempt.points for attempt in attempts] == [500, 2000]


async def test_a_quiz_that_tells_nothing_tells_nothing(desk: Desk) -> None:
    desk.load([credit("airway", replace(QUIZ, feedback=Feedback.NOTHING, attempts=1))])
    async with desk.open(size=(40, 15)) as person:
        await open_content(person, "QuizPage")
        await person.sees("70 % must be right.")
        await person.presses("3", "tab", "8", "ctrl+s")
        await person.sees("Not passed. The only attempt is used", "Your answer: Green")
        assert not any(word in person.screen for word in ("✗", "◐", "wrong", "Two of them"))


SECRET = "correct horse battery staple"
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=NOW - timedelta(minutes=10), secret=SECRET)


async def test_a_phrase_is_entered_after_guessing_had_to_wait(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", TALK)])

    def shown() -> str:
        return phrase(SECRET, "talk", window_of(clock()))

    async with desk.open() as person:
        await open_content(person, "SessionPage")
        for _ in range(5):
            person.app.screen.query_one("#work", Input).value = "AAAA-AAAA"
            await person.presses("enter")
            await person.sees("That is not the attendance code of this session")
            await person.pilot.pause()
        person.app.screen.query_one("#work", Input).value = shown()
        await person.presses("enter")
        await person.sees("Several codes were wrong. Please wait 30 seconds, then enter the code again;")
        clock.move(minutes=4)
        await person.presses("enter")
        await person.sees("This code was shown 4 minutes ago and has changed since")
        clock.move(minutes=1)
        person.app.screen.query_one("#work", Input).value = shown().lower().replace("-", " ")
        await person.presses("enter")
        await person.sees("✓ Your attendance is recorded.")
        record = await record_of(person, "talk")
        assert record is not None
        assert record.complete_at == NOW + timedelta(minutes=50)  # when the session is over, never when it was typed
