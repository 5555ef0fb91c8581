"""Somebody walks away from a station, whatever they were doing: it counts on top of it, keeps, and signs out."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.exit_codes import DONE

from .conftest import READING, VIDEO, Clock, Desk, Person, credit, finish
from .test_learning import QUIZ
from .test_station import Station, Time, ended, scans, signs_in, station, ticking, ticks

__all__ = ["station", "ticking"]

WHY = Question("why", QuestionKind.SHORT_TEXT, "Why so?")


LISTED = ("sepsis", "quizzed", "read", "seen")


async def opens(person: Person, id: str, kind: str) -> None:
    await person.sees("Seen")
    await person.presses(*["down"] * LISTED.index(id), "enter")
    await person.at("CreditPage")
    await person.presses("enter")
    await person.at(kind)


async def half_a_claim(person: Person) -> None:
    await person.presses("2")
    await person.sees("Asked")
    await person.presses("down", "enter")
    await person.at("ClaimScreen")
    await person.sees("Why so?")
    await person.types("Half")


async def half_a_quiz(person: Person) -> None:
    await opens(person, "quizzed", "QuizPage")
    await person.sees("Blue")
    await person.presses("down", "space")


async def a_reading(person: Person) -> None:
    await opens(person, "read", "ReadingPage")
    await person.sees("Paragraph 1")


async def a_new_name(person: Person) -> None:
    await person.presses("p")
    await person.at("ProfileScreen")
    person.app.screen.query_one("#name", Input).value = "Half a name"


async def two_boxes(person: Person) -> None:
    await half_a_claim(person)
    await scans(person, "1002004")
    await person.at("SwitchScreen")


async def the_passcode(person: Person) -> None:
    await person.presses("f10")
    await person.at("PasscodeScreen")


async def nothing(person: Person) -> None:
    await person.sees("Sepsis")


DOING = (half_a_claim, half_a_quiz, a_reading, a_new_name, two_boxes, the_passcode, nothing)


@pytest.fixture
def busy(desk: Desk, station: Station) -> Station:
    """A station with a credit of each kind."""
    with desk.store() as store:
        store.catalogs.load(
            store.lists.organizations()[0],
            [
                credit("asked", questions=(WHY,)),
                credit("quizzed", QUIZ),
                credit("read", READING),
                credit("seen", VIDEO),
            ],
        )
        finish(store, "asked", desk.clock())
    return station


@pytest.mark.parametrize("doing", DOING)
async def test_the_countdown_is_on_top_and_then_it_is_over(
    busy: Station, desk: Desk, clock: Clock, ticking: Time, doing: Callable[[Person], Awaitable[None]]
) -> None:
    async with busy() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await doing(person)
        await person.pilot.pause(0.1)
        clock.move(minutes=1)
        await ticks(person, ticking, 105)
        await person.at("IdleScreen")
        await ticks(person, ticking, 1)
        await person.sees("You will be signed out in 14 seconds", "Answers and progress are kept")
        await ticks(person, ticking, 15)
        await ended(person, DONE)
    with desk.store() as store:
        now = clock()
        if doing in (half_a_claim, two_boxes):
            assert store.claims.draft("ada", store.credits.find("asked"), now).answers == {"why": "Half"}
        elif doing is half_a_quiz:
            sitting = store.quizzes.sitting("ada", store.credits.find("quizzed"), "quiz")
            assert sitting is not None
            assert sitting.answers["color"]
        elif doing is a_reading:
            assert store.credits.records("ada", (store.credits.find("read"),))
        assert store.accounts.learner("ada").name == "Ada Lovelace"


async def test_a_machine_that_slept_signs_out_at_once(busy: Station, ticking: Time) -> None:
    async with busy(idle=3600, session=8 * 3600) as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await half_a_claim(person)
        await ticks(person, ticking, 3 * 24 * 3600)
        await ended(person, DONE)


class Film:
    """A player that has the terminal."""

    paused, unheard, position_ms, held = False, False, 0, False
    stopped = False

    def take(self) -> list[Any]:
        return []

    def stop(self) -> None:
        self.stopped = True


async def test_a_paused_film_ends_before_the_countdown_which_it_would_hide(
    busy: Station, ticking: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: "mpv")
    async with busy() as person:
        await signs_in(person)
        await opens(person, "seen", "VideoPage")
        page: Any = person.app.screen
        page.player = film = Film()
        for _ in range(4):
            await ticks(person, ticking, 119)
        assert (person.where, film.stopped) == ("VideoPage", False)
        film.paused = True
        await ticks(person, ticking, 99)
        assert not film.stopped
        await ticks(person, ticking, 3)
        assert film.stopped
        await person.at("IdleScreen")
        page.player = None
        await ticks(person, ticking, 20)
        await ended(person, DONE)


async def test_a_scan_during_the_countdown(busy: Station, ticking: Time) -> None:
    async with busy() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await ticks(person, ticking, 105)
        await person.at("IdleScreen")
        await scans(person, "1002004")
        await person.at("SwitchScreen")
        await person.presses("enter")
        await ticks(person, ticking, 1)
        await person.at("MainScreen")
        assert (await person.asks(lambda store: store.accounts.find("1002004"))).learner.key == "bob"
