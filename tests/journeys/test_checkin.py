"""Coming to a session and leaving it: the page, the line on the main screen, and what it all comes to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.journeys.conftest import NOW, Clock, Desk, Person, credit
from tests.journeys.test_learning import minutes_of, open_content, record_of
from textual.widgets import Button, Input

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import total
from ce_tui.credit.types import MINUTE

LAB = Content(
    "lab", ContentKind.SESSION, "Hands-on Workshop", 60 * MINUTE, starts_at=NOW, room="Hall", check_in=True
)  # 14:00 to 15:00 UTC
HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]52;c;eA==\x07"


async def does(person: Person, what: str) -> None:
    """Wait until the button says that and may be pressed again."""
    page: Any = person.app.screen
    button = page.query_one(Button)
    await person.waits(lambda: str(button.label) == what, f"the button “{what}”")
    await person.waits(lambda: not page._rests and not button.has_class("-active"), "the rest of the button")


async def test_a_learner_comes_and_goes_and_the_main_screen_says_so(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", LAB)])
    async with desk.open() as person:
        await person.misses("Checked in")
        await open_content(person, "SessionPage")
        await does(person, "Check in")
        assert "counted so far" not in person.screen
        clock.move(minutes=2)
        await person.presses("enter")
        await person.sees(
            "✓ Checked in at 14:02. Check out here before 15:30, or nothing of it counts.",
            "You may close the app meanwhile.",
            "Checked in since 14:02 · check out before 15:30 · 0 min counted so far",
        )
        await does(person, "Check out")
        await person.presses("escape", "escape")
        await person.at("MainScreen")
        await person.sees("Checked in: Hands-on Workshop since 14:02 · check out before 15:30 s open")
        clock.move(minutes=28)
        await person.presses("s")
        await person.at("SessionPage")
        await does(person, "Check out")
        await person.presses("enter")
        await person.sees(
            "✓ Checked out at 14:30. Come back and check in again until 15:00 to add more.", "28 min counted so far"
        )
        await does(person, "Check in")
        clock.move(minutes=1)
        await person.presses("enter")
        await does(person, "Check out")
        await person.sees("Checked in since 14:31 · check out before 15:30 · 28 min counted so far")
        clock.move(minutes=35)
        await person.presses("enter")
        await person.sees("✓ Checked out at 15:06. The session is complete.", "60 / 60 min complete")
        await person.presses("escape")
        await person.at("MainScreen")
        await person.misses("Checked in")
        await person.sees("Ready to Claim 1")
        await person.presses("s")  # nothing to open
        await person.pilot.pause()
        assert person.where == "MainScreen"
        assert await minutes_of(person, "lab") == 57


async def test_quitting_does_not_check_out_and_the_line_is_there_at_the_next_start(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", LAB)])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await does(person, "Check in")
        await person.presses("enter")
        await does(person, "Check out")
        await person.presses("escape", "escape", "q")
    clock.move(minutes=40)
    async with desk.open() as person:
        await person.sees("Checked in: Hands-on Workshop since 14:00 · check out before 15:30")
        await person.clicks("#checked-in")
        await person.at("SessionPage")
        await does(person, "Check out")
        await person.presses("enter")
        await person.sees("40 min counted so far")


async def test_the_line_goes_by_itself_and_the_page_says_why_nothing_counts(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", LAB)])
    with desk.store() as store:
        store.sessions.check_in("ada", 1, "lab", "", NOW)
    async with desk.open() as person:
        await person.sees("check out before 15:30")
        clock.move(minutes=89)
        await person.pilot.pause(0.3)
        assert "check out before 15:30" in person.screen
        clock.move(minutes=1)
        await person.misses("Checked in")
        await open_content(person, "SessionPage")
        await person.sees(
            "You checked in at 14:00 and did not check out. Nobody knows how long you stayed, so it counts nothing; "
            "the organizer can record your attendance."
        )
        await does(person, "Check in")
        assert await record_of(person, "lab") is None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-25, "Check-in opens at 13:45, in 10 minutes; come back then."),
        (60, "This session is over, so it takes no check-in any more; the organizer can record your attendance."),
    ],
)
async def test_too_early_and_too_late_are_said_before_anything_is_pressed(
    desk: Desk, clock: Clock, minutes: int, said: str
) -> None:
    desk.load([credit("airway", LAB)])
    clock.move(minutes=minutes)
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await person.sees(said)
        await does(person, "Check in")
        await person.presses("enter")
        await person.pilot.pause(0.1)
        await person.sees(said)
        assert await person.asks(lambda store: store.check_ins.of("ada", clock())) == ()


async def test_a_second_enter_in_a_hurry_does_not_check_out_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.ui.pages.session.REST_SECONDS", 60)
    desk.load([credit("airway", LAB)])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await does(person, "Check in")
        for _ in range(3):
            await person.clicks("#work")
            await person.pilot.pause(0.25)
        await person.sees("✓ Checked in at 14:00.", "Check out")
        (here,) = await person.asks(lambda store: store.check_ins.of("ada", NOW))
        assert here.stands


async def test_a_code_is_asked_at_both_and_another_window_may_come_first(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", replace(LAB, code="PLUM-42"))])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await does(person, "Check in")
        await person.presses("enter")
        await person.sees("Please enter the attendance code that was shown in the session.")
        await person.types("plum43")
        await person.presses("enter")
        await person.sees("That is not the attendance code of this session")
        await person.presses("backspace", "2", "enter")
        await person.sees("✓ Checked in at 14:00.")
        await does(person, "Check out")
        assert person.app.screen.query_one(Input).value == ""
        clock.move(minutes=20)
        with desk.store() as store:
            store.sessions.check_out("ada", 1, "lab", "PLUM-42", clock())
        await does(person, "Check in")  # the page has heard of it
        await person.sees("20 min counted so far")


async def test_a_window_that_has_not_heard_of_the_other_yet_says_so(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ce_tui.ui.main.LOOK_SECONDS", 60)
    desk.load([credit("airway", LAB)])
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        await does(person, "Check in")
        with desk.store() as store:
            store.sessions.check_in("ada", 1, "lab", "", clock())
        await person.presses("enter")
        await person.sees("You are already checked in since 14:00; check out when you leave.")
        await does(person, "Check out")


async def test_a_second_room_offers_to_check_out_of_the_first(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", LAB)])
    other = replace(LAB, id="other", title="Room A")
    with desk.store() as store:
        store.catalogs.load(Organization("org", "Org"), [credit("first", other)])
        store.sessions.check_in("ada", store.credits.find("first"), "other", "", NOW)
    async with desk.open() as person:
        await open_content(person, "SessionPage")
        clock.move(minutes=10)
        await person.sees("You are checked in to “Room A” since 14:00. The same time counts once.")
        await does(person, "Check out of “Room A” and check in here")
        await person.presses("enter")
        await person.sees("✓ Checked out of “Room A” and in here at 14:10. Check out here before 15:30")
        await does(person, "Check out")
    with desk.store() as store:
        (one,) = store.check_ins.of("ada", clock())
        assert one.session == "lab"
        assert total(store.credits.records("ada", (store.credits.find("first"),))["other"].spans) == 10 * MINUTE


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (120, "Checked in: Hands-on Workshop since 13:45 and 1 more · check out before 15:00 s open"),
        (80, "Checked in: Hands-on Workshop and 1 more · check out before 15:00 s open"),
        (70, "Checked in: Hands-on Workshop and 1 more · out before 15:00 s open"),
        (60, "Checked in: Hands-on Workshop · out before 15:00 s open"),
        (55, "Checked in: Hands-on Wor… · out before 15:00 s open"),
        (40, "Checked in, out before 15:00 s open"),
    ],
)
async def test_of_several_the_first_to_check_out_of_is_shown_at_any_width(desk: Desk, width: int, line: str) -> None:
    first = replace(LAB, length_ms=30 * MINUTE)
    second = replace(LAB, id="next", title=f"Long {HOSTILE * 3}")
    desk.load([credit("airway", first, second)], Organization("org", HOSTILE))
    with desk.store() as store:
        for session in ("next", "lab"):
            store.sessions.check_in("ada", 1, session, "", NOW - timedelta(minutes=15))
    async with desk.open(size=(width, 24)) as person:
        await person.sees(line)
        with desk.store() as store:
            store.sessions.check_out("ada", 1, "lab", "", NOW)
        await person.sees("before 15:30 s open")
        await person.misses("1 more", "Checked in: Hands-on")
        await person.presses("s")
        await person.at("SessionPage")
        await person.sees("[/x] [@click=app.quit]go[/]")
