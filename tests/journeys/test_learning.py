"""Reading, watching, attending, answering: what is done is recorded, once, and moves the credit."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Button

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, total
from ce_tui.credit.questions import Option, Question, QuestionKind
from ce_tui.credit.types import MINUTE
from ce_tui.store.learning import Learning
from ce_tui.ui.drawing.document import DocumentView

from .conftest import NOW, READING, TEXT, VIDEO, Clock, Desk, Person, credit

TALK = Content(
    "talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=NOW + timedelta(minutes=10), code="PLUM-42", room="Hall"
)
OPEN_TALK = Content("open", ContentKind.SESSION, "Open talk", 60 * MINUTE, starts_at=NOW - timedelta(minutes=50))
COLOR = Question(
    "color", QuestionKind.SINGLE, "Which color?", required=True, options=(Option("red", "Red"), Option("blue", "Blue"))
)
QUIZ = Content(
    "quiz", ContentKind.QUIZ, "Quiz", questions=(COLOR,), correct=(("color", ("blue",)),), cool_down_ms=60 * MINUTE
)


async def open_content(person: Person, where: str) -> None:
    """Open the first content of the first credit."""
    await person.presses("enter")
    await person.at("CreditPage")
    await person.waits(lambda: person.app.screen.query_one("WindowList").row)  # type: ignore[attr-defined]
    await person.presses("enter")
    await person.at(where)


async def record_of(person: Person, content: str) -> Record | None:
    records: dict[str, Record] = await person.asks(lambda store: store.credits.records("ada", (1,)))
    return records.get(content)


async def minutes_of(person: Person, content: str) -> float:
    record = await record_of(person, content)
    return total(record.spans) / MINUTE if record else 0


async def beats(person: Person) -> None:
    """Let the page record what it has."""
    await person.pilot.pause(0.15)


async def test_opening_a_long_text_is_not_reading_it(desk: Desk) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0 of a long text.")
        await beats(person)
        assert await record_of(person, "guide") is None


async def test_a_text_counts_once_its_end_was_reached_and_its_time_spent(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0")
        for _ in range(4):
            clock.move(seconds=50)
            await person.presses("down")
        await person.sees("3 / 5 min")
        await person.presses("end")
        await person.sees("Paragraph 39", "You have reached the end; 1 min 40 s of reading time to go.")
        for _ in range(2):
            clock.move(seconds=50)
            await person.presses("up")
        await person.sees("5 / 5 min complete", "✓ Complete. It counts for every credit that needs it.")
        clock.move(seconds=50)
        await person.presses("up", "escape")
        await person.at("CreditPage")
        await person.sees("✓ Reading Guide 5 / 5 min", "Ready to claim.")
        assert await minutes_of(person, "guide") == pytest.approx(5, abs=0.01)
        await person.presses("escape")
        await person.sees("In Progress 0", "Ready to Claim 1")


async def test_time_counts_only_while_somebody_is_there(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0")
        clock.move(minutes=30)
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(1, abs=0.01)
        await person.presses("down")
        clock.move(seconds=30)
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(1.5, abs=0.01)


async def test_leaving_early_keeps_the_time_and_going_on_adds_to_it(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 60)
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        for minutes in (0.5, 1.0):
            await open_content(person, "ReadingPage")
            await person.sees("Paragraph 0")
            await beats(person)
            clock.move(seconds=30)
            await person.presses("escape")
            await person.at("CreditPage")
            assert await minutes_of(person, "guide") == pytest.approx(minutes, abs=0.01)
            await person.presses("escape")
            await person.at("MainScreen")
            await person.sees(f"{minutes * 20:g} %")


async def test_quitting_on_a_page_keeps_the_time(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 60)
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0")
        await beats(person)
        clock.move(seconds=40)
        await person.presses("ctrl+q")
    with desk.store() as store:
        assert total(store.credits.records("ada", (1,))["guide"].spans) == 40_000


async def test_what_cannot_be_recorded_is_recorded_later(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ce_tui.store import StoreError

    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0")
        with monkeypatch.context() as patch:

            def refuse(*_: object, **__: object) -> None:
                raise StoreError("The disk is full.")

            patch.setattr(Learning, "record", refuse)
            clock.move(seconds=30)
            await person.sees("That could not be done", "The disk is full.")
            await beats(person)
            assert person.screen.count("The disk is full.") == 1
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(0.5, abs=0.01)


async def test_a_content_of_two_credits_counts_in_both_and_no_second_twice(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING), credit("second", READING)])
    async with desk.open() as person, desk.open() as other:
        for one in (person, other):
            await open_content(one, "ReadingPage")
            await one.sees("Paragraph 0")
        await beats(person)
        clock.move(seconds=50)
        await beats(person)
        await beats(other)
        await person.presses("escape")
        await other.presses("escape")
        assert await minutes_of(person, "guide") == pytest.approx(50 / 60, abs=0.01)
        await person.presses("escape")
        await person.waits(lambda: person.screen.count("16 %") == 2)


async def test_an_attendance_code_early_wrong_and_right(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", TALK)])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await person.sees("Session · 10 Jun 2026, 14:10 to 15:10 (UTC), Hall")
        await person.presses(*"plum 42".replace(" ", ""), "enter")
        await person.sees("This session has not started; it starts in 10 minutes.")
        clock.move(minutes=10)
        await person.presses("backspace", "enter")
        await person.sees("That is not the attendance code of this session; please check it and try again.")
        await person.presses("2", "enter")
        await person.sees("✓ Your attendance is recorded. It counts from 15:10, when the session is over.")
        await person.sees("Attendance recorded, counts from 15:10", "0 / 60 min")
        await person.presses("escape")
        await person.sees("The session you attend counts from 15:10, when it is over.")
        await person.presses("escape")
        await person.sees("counts from 15:10", "Ready to Claim 0")
        clock.move(minutes=60)
        await person.sees("Ready to Claim 1")


async def test_two_rooms_at_one_time_count_once_and_the_page_says_so(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", OPEN_TALK)])
    other = replace(OPEN_TALK, id="other", title="Room A", starts_at=NOW - timedelta(minutes=60))
    with desk.store() as store:
        store.catalogs.load(Organization("org", "Org"), [credit("first", other)])
        store.sessions.attend("ada", store.credits.find("first"), "other", "", NOW)
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        clock.move(minutes=10)
        await person.presses("enter")
        await person.sees("✓ Your attendance is recorded. 50 min of this time count for “Room A” already.")
        assert await minutes_of(person, "open") == 10


async def test_a_session_without_a_code_is_confirmed_after_its_end(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", OPEN_TALK)])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await person.presses("enter")
        await person.sees("This session is still running; you can confirm your attendance in 10 minutes.")
        clock.move(minutes=10)
        await person.pilot.pause(0.25)  # a button shows for a moment that it was pressed
        await person.presses("enter", "enter")
        await person.sees("✓ Your attendance is recorded.")
        assert await minutes_of(person, "open") == 60


async def test_the_clock_of_a_video_outside_starts_and_stops(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", VIDEO)])
    async with desk.open() as person:
        await open_content(person, "OutsidePage")
        await person.sees("https://example.org/film", "Video · Ada Łuczak")
        clock.move(minutes=1)
        await person.presses("enter")
        await person.sees("There is no browser here; open the address on any device. The clock runs;", "Stop")
        clock.move(minutes=4)
        await person.presses("space")
        await person.sees("Stopped; what you did is recorded.", "Go on", "4 / 10 min")
        clock.move(minutes=10)
        await beats(person)
        assert await minutes_of(person, "film") == 4
        await person.presses("space")
        clock.move(minutes=7)
        await person.sees("✓ Complete.", "10 / 10 min complete", "Go on")
        clock.move(minutes=5)
        await person.presses("space")
        await person.sees("✓ Complete; no more time is needed here.")
        await person.presses("escape", "escape")
        await person.sees("Ready to Claim 1")


async def test_a_crash_loses_no_more_than_a_beat(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", VIDEO)])
    async with desk.open() as person:
        await open_content(person, "OutsidePage")
        await person.presses("space")
        clock.move(seconds=100)
        await beats(person)
        with desk.store() as other:  # as after a crash: nobody has stopped anything
            assert total(other.credits.records("ada", (1,))["film"].spans) == 100_000


async def test_the_address_is_opened_where_there_is_a_display(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    desk.load([credit("airway", VIDEO)])
    async with desk.open() as person:
        monkeypatch.setattr(person.app, "open_url", opened.append)
        await open_content(person, "OutsidePage")
        await person.presses("o", "y")
        await person.waits(lambda: opened == ["https://example.org/film"])
        assert person.app.clipboard == "https://example.org/film"


@pytest.mark.parametrize("url", ["", "/nowhere/film.mp4"])
async def test_a_video_that_is_nowhere_says_so_and_starts_no_clock(desk: Desk, clock: Clock, url: str) -> None:
    from dataclasses import replace

    desk.load([credit("airway", replace(VIDEO, url=url))])
    async with desk.open() as person:
        await open_content(person, "OutsidePage")
        await person.presses("enter")
        await person.sees("There is nothing to open on this machine; ask the organizer where it is.")
        clock.move(minutes=5)
        await beats(person)
        assert await record_of(person, "film") is None


async def test_a_quiz_is_failed_waits_and_is_passed(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", QUIZ)])
    async with desk.open() as person:
        await open_content(person, "QuizPage")
        await person.sees("80 % must be right.", "Which color?")
        await person.presses("ctrl+s")
        await person.sees("Please choose one.")
        await person.presses("1", "ctrl+s")
        await person.sees("Not passed: 0 of 1 right; 80 % is needed. Please wait 60 more minutes before the next")
        assert person.app.screen.query_one("#hand-in", Button).disabled
        clock.move(minutes=59)
        await person.presses("escape")
        await person.at("CreditPage")
        await person.presses("enter")
        await person.at("QuizPage")
        await person.sees("Please wait 1 more minute")
        clock.move(minutes=1)
        await person.waits(lambda: not person.app.screen.query_one("#again", Button).disabled, "the button")
        await person.sees("Your answer: Red")
        await person.presses("enter")
        await person.sees("80 % must be right.")
        await person.presses("2", "ctrl+s", "ctrl+s")
        await person.sees("✓ Passed: 1 of 1 right.")
        await person.presses("escape", "escape")
        await person.sees("Ready to Claim 1")


async def test_the_first_question_of_a_quiz_can_be_read(demo: Desk) -> None:
    async with demo.open() as person:
        await person.goes_to("sepsis-bundle")
        await person.presses("enter")
        await person.at("CreditPage")
        await person.presses("end", "enter")
        await person.at("QuizPage")
        await person.sees("Questions marked * must be answered.")


async def test_a_text_as_short_as_the_screen_is_read_when_it_is_shown(desk: Desk) -> None:
    from dataclasses import replace

    desk.load([credit("airway", replace(READING, text="One line.", length_ms=0))])
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("✓ complete")


async def test_scrolling_goes_by_keys_and_a_resize_keeps_the_place(desk: Desk, tmp_path: Path) -> None:
    desk.load([credit("airway", READING)])
    assert len(TEXT) > 500
    async with desk.open() as person:
        await open_content(person, "ReadingPage")
        await person.sees("Paragraph 0")
        await person.presses("pagedown")
        await person.misses("Paragraph 0 of")
        await person.pilot.resize_terminal(40, 15)
        await person.pilot.pause()
        assert person.app.screen.query_one(DocumentView).scroll_offset.y > 0
