"""Browsing: every credit, every content and every claim form can be opened, and nothing is recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Button

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.types import MINUTE
from ce_tui.store.copies import open_copy
from ce_tui.ui.app import CeApp
from ce_tui.ui.mode import BROWSE

from .conftest import NOW, Clock, Desk, credit
from .test_hostile import check
from .test_learning import COLOR, QUIZ, open_content, record_of

TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=NOW - timedelta(minutes=5), code="PLUM-42")


def browsing(desk: Desk) -> CeApp:
    app = desk.app()
    return CeApp(lambda: open_copy(desk.path, desk.clock()), desk.clock, app.settings, BROWSE)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
async def test_every_credit_is_there_and_every_page_says_browse(demo: Desk, size: tuple[int, int]) -> None:
    before = demo.path.read_bytes()
    async with demo.open(browsing(demo), size) as person:
        await person.sees("All Credits 17" if size[0] >= 50 else "Credits 17", "BROWSE")
        with demo.store() as store:
            scheduled = [
                row.id for row in store.lists.page("all", "ada", NOW) if row.release_at and row.release_at > NOW
            ]
        assert scheduled
        for id in scheduled:
            await person.goes_to(id)
            await person.presses("enter")
            await person.at("CreditPage")
            await person.sees("Contents", "c claim", " BROWSE")
            await person.waits(lambda: person.app.screen.query_one("WindowList").row)  # type: ignore[attr-defined]
            await person.presses("enter")
            await person.waits(lambda: person.where.endswith("Page") and person.where != "CreditPage", "its page")
            await person.sees(" BROWSE")
            await person.presses("escape")
            await person.at("CreditPage")
            await person.presses("escape")
            await person.at("MainScreen")
    assert demo.path.read_bytes() == before


@pytest.mark.slow
async def test_the_form_of_every_credit_opens_whatever_its_state(demo: Desk) -> None:
    before = demo.path.read_bytes()
    async with demo.open(browsing(demo)) as person:
        for _ in range(17):
            await person.presses("c")
            await person.at("ClaimScreen")
            await person.sees("BROWSE · Claim CME", person.row.title[:30])
            await person.presses("escape")
            await person.at("MainScreen")
            await person.presses("down")
    assert demo.path.read_bytes() == before


async def test_the_last_step_says_what_would_be_claimed(desk: Desk) -> None:
    desk.load([credit("airway", questions=(COLOR,), release_at=NOW + timedelta(days=3))])
    async with desk.open(browsing(desk)) as person:
        await person.presses("c")
        await person.at("ClaimScreen")
        await person.sees("Which color?")
        await person.presses("1", "ctrl+s")
        await person.sees("step 2 of 2", "Ada Lovelace")
        await person.presses("enter", "enter")
        await person.sees(
            "A learner would now claim 1.00 hour for “Airway” as Ada Lovelace; while browsing, nothing is claimed."
        )
        check(person)
        assert await person.asks(lambda store: store.lists.count("claims", "ada", NOW)) == 0
        await person.pilot.pause(0.25)
        await person.presses("escape")
        await person.at("MainScreen")
        await person.presses("c")
        await person.at("ClaimScreen")
        await person.sees("(•) Red")  # a draft is kept, in the copy
        await person.presses("escape")
        await person.at("MainScreen")


async def test_a_claim_that_would_be_refused_is(desk: Desk) -> None:
    desk.load([credit("airway")], name="")
    async with desk.open(browsing(desk)) as person:
        await person.presses("c")
        await person.at("ClaimScreen")
        await person.presses("tab", "enter")
        await person.sees("Please enter your name as the certificate shall show it.")


async def test_what_is_learned_counts_in_the_copy_alone(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", replace(QUIZ, cool_down_ms=0))])
    before = desk.path.read_bytes()
    async with desk.open(browsing(desk)) as person:
        await open_content(person, "QuizPage")
        await person.sees("Which color?")
        await person.presses("2", "ctrl+s")
        await person.sees("✓ Passed")
        await person.presses("escape", "escape")
        await person.sees("Ready to Claim 1", "100 %")
    assert desk.path.read_bytes() == before


@pytest.mark.parametrize(
    ("session", "asks"),
    [
        (TALK, "Learners enter the attendance code told in the session."),
        (replace(TALK, code="", secret="s" * 40), "Learners enter the phrase shown in the room"),
    ],
)
async def test_a_code_need_not_be_known(desk: Desk, session: Content, asks: str) -> None:
    desk.load([credit("airway", session)])
    async with desk.open(browsing(desk)) as person:
        await open_content(person, "SessionPage")
        await person.sees(asks)
        assert "PLUM" not in person.screen
        await person.presses("enter")
        await person.sees("✓ Your attendance is recorded.")
        assert await record_of(person, "talk") is not None
    with desk.store() as store:
        assert not store.credits.records("ada", (1,))


async def test_who_browses_checks_in_and_out_without_the_code(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", replace(TALK, check_in=True))])
    async with desk.open(browsing(desk)) as person:
        await open_content(person, "SessionPage")
        await person.sees("Learners check in when they come and out when they leave, with the attendance code")
        await person.presses("enter")
        await person.sees("✓ Checked in at")
    with desk.store() as store:
        assert not store.check_ins.of("ada", NOW)


async def test_a_wrong_code_is_wrong_as_ever(desk: Desk) -> None:
    desk.load([credit("airway", TALK)])
    async with desk.open(browsing(desk)) as person:
        await open_content(person, "SessionPage")
        await person.presses("x", "enter")
        await person.sees("That is not the attendance code of this session")


async def test_earlier_certificates_are_shown(demo: Desk) -> None:
    async with demo.open(browsing(demo)) as person:
        await person.turns_to("claims")
        await person.presses("enter")
        await person.at("CertificateScreen")
        await person.sees("Number")
        assert person.app.screen.query_one("#close", Button)


async def test_without_browsing_nothing_of_this_is_there(desk: Desk) -> None:
    desk.load([credit("airway", TALK, release_at=NOW + timedelta(days=3)), credit("second", TALK)])
    async with desk.open() as person:
        await person.sees("In Progress 1")
        assert "BROWSE" not in person.screen
        await person.presses("c")
        await person.hears("In progress")
        await open_content(person, "SessionPage")
        await person.presses("enter")
        await person.sees("Please enter the attendance code")
        assert "While browsing" not in person.screen
