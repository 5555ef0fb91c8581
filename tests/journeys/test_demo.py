"""Giving the demo: the presenter moves the clock, releases, attends, watches, and takes the tour."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.journeys.conftest import NOW, Clock, Desk, Person, credit
from tests.sharing import demo_of, put_store

from ce_tui.catalog import Catalog
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE
from ce_tui.demo.app import DemoApp, Stage
from ce_tui.demo.clock import DemoClock
from ce_tui.demo.samples import ACCOUNTING, MEDICINE, Sample
from ce_tui.demo.store import open_demo
from ce_tui.demo.tour import STEPS, TourCard
from ce_tui.ui.keys import keys_of, own_bindings
from ce_tui.ui.stopwatch import Stopwatch

Open = Callable[..., DemoApp]
LATER = timedelta(days=1)


@pytest.fixture
def opens(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Makes the demo of an organization; its clock is moved from the desk's, and it ticks often."""
    monkeypatch.setattr("ce_tui.demo.app.TICK_SECONDS", 0.05)
    monkeypatch.setattr("ce_tui.demo.presenter.Stopwatch", Stopwatch)

    def opens(of: Sample = MEDICINE, keys: Mapping[str, object] | None = None, **stage: Any) -> DemoApp:
        settings: Any = SimpleNamespace(
            store=desk.path,
            learner=of.learner.key,
            downloads=desk.downloads,
            theme=of.theme,
            log=desk.folder,
            config=desk.folder / "config.toml",
            keys=keys or {},
            mouse=True,
        )
        if not desk.path.exists():
            put_store(desk.path, demo_of(of, NOW))
        time = DemoClock(clock, ticking=clock.seconds)
        return DemoApp(lambda: open_demo(desk.path, of, of.learner, NOW, 1), time, settings, Stage(of.zone, **stage))

    return opens


async def go(person: Person, *ids: str) -> None:
    """Open a credit of In Progress, and a content of it."""
    await person.goes_to(ids[0])
    await person.presses("enter")
    await person.at("CreditPage")
    if len(ids) > 1:
        page: Any = person.app.screen
        rows = page.query_one("WindowList")
        await person.waits(lambda: rows.row is not None, "the contents")
        await person.presses("home")
        while rows.row.content.id != ids[1]:
            await person.presses("down")
        await person.presses("enter")
        await person.waits(lambda: person.where.endswith("Page") and person.where != "CreditPage", "the content")


@pytest.mark.parametrize("of", [MEDICINE, ACCOUNTING], ids=["medicine", "accounting"])
async def test_each_organization_has_its_look_and_is_always_called_a_demo(of: Sample, desk: Desk, opens: Open) -> None:
    async with desk.open(opens(of), size=(80, 24)) as person:
        await person.sees("DEMO", "F2 more", of.title, of.learner.name)
        assert person.app.theme == (of.theme or "textual-dark")
        for key in ("i", "p", "f1", "question_mark"):
            await person.presses(key)
            await person.waits(lambda: len(person.app.screen_stack) == 2, key)
            await person.sees("DEMO")
            await person.presses("escape")
            await person.waits(lambda: len(person.app.screen_stack) == 1, key)
        await person.presses("enter")
        await person.at("CreditPage")
        await person.sees("DEMO")


async def test_time_travel_opens_releases_and_closes_live(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.sees("Wed 10 Jun 2026, 10:00", "In Progress 9", "Ready to Claim 5", "earned, opens 19 Jun")
        await person.presses("right_square_bracket")
        await person.sees("Thu 11 Jun 2026, 10:00", "In Progress 10", "Point-of-care Ultrasound")  # released
        await person.presses("right_curly_bracket")
        await person.sees("Sat 11 Jul 2026, 10:00", "closed 10 Jul", "Ready to Claim 4")  # a window was over
        await person.misses("Ethics Grand Rounds")  # it is ready by now
        await person.presses("left_curly_bracket", "left_square_bracket", "left_square_bracket")
        await person.sees("Tue 9 Jun 2026, 10:00", "In Progress 9")
        await person.presses("equals_sign")
        await person.sees("Wed 10 Jun 2026, 10:00")
        assert not person.app._notifications  # that the clock was set back is no fault here


async def test_a_date_is_asked_and_a_wrong_one_explained(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.presses("at")
        await person.at("DateBox")
        await person.types("[")  # a character like any other here
        await person.presses("enter")
        await person.sees("Please write a date such as 2026-12-03", "10 Jun 2026")
        await person.presses("backspace", *["backspace"] * 10)
        await person.types("2026-06-20 09:30")
        await person.presses("enter")
        await person.sees("Sat 20 Jun 2026, 09:30", "Ready to Claim 6")


async def test_an_open_page_follows_the_clock(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await go(person, "ethics-rounds")
        await person.sees("it can be claimed from 19 Jun 2026")
        await person.presses(*["right_square_bracket"] * 9)
        await person.sees("Fri 19 Jun 2026", "Ready to claim until", "c claim")


async def test_where_text_is_typed_characters_are_text(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.presses("slash")
        await person.types("R[]{}@=")
        await person.waits(lambda: person.app.screen.query_one("#filter").value == "R[]{}@=", "the text")  # type: ignore[attr-defined]
        await person.sees("Wed 10 Jun 2026, 10:00", "Nothing matches")


@pytest.mark.slow
async def test_every_key_of_the_demo_is_in_its_help_and_its_palette(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(tour=True), size=(100, 50)) as person:
        await step(person, 1)
        listed = {bound.does: bound for bound in keys_of(person.app.screen)}
        for binding in own_bindings(type(person.app)):
            assert (bound := listed[binding.description]).now
            assert bound.moves is not bool(binding.id)  # what has a name of its own is in the palette
        await person.presses("f1")
        await person.sees("[ Demo: a day back", "F5 Demo: attend this session")
        await person.presses("escape", "ctrl+p")
        await person.at("CommandPalette")
        await person.types("a month on")
        await person.sees("Demo: a month on (})")
        await person.presses("enter")
        await person.sees("Fri 10 Jul 2026")
        for words, entry in (
            ("release the", "Demo: release the next credit (R)"),
            ("to a date", "Demo: go to a date (@)"),
        ):
            await person.presses("ctrl+p")
            await person.at("CommandPalette")
            await person.types(words)
            await person.sees(entry)
            await person.presses("escape")


async def test_the_demo_shows_its_keys_as_they_were_changed(desk: Desk, opens: Open) -> None:
    keys = {
        "day_on": "n",
        "day_back": "N",
        "release": "ctrl+r",
        "demo": "f9",
        "tour": "f8",
        "tour_on": "plus",
        "watch": "w",
        "attend": "a",
        "why": "v",
    }
    async with desk.open(opens(keys=keys), size=(100, 40)) as person:
        await person.sees("N n day", "^R release", "F8 tour", "F9 more")
        await person.presses("right_square_bracket", "n")
        await person.sees("Thu 11 Jun 2026, 10:00")
        await person.presses("slash")
        await person.types("nano")  # characters are text where text is typed, whatever they do elsewhere
        await person.waits(lambda: person.app.screen.query_one("#filter").value == "nano", "the text")  # type: ignore[attr-defined]
        await person.presses("escape", "f9")
        await person.sees("Giving the demo", "N n a day back, a day on", "Ctrl+R release", "w on a video's page")
        await person.presses("f9", "a")
        await person.hears("Open the page of a session first; a attends it.")
        await person.presses("f8")
        await person.sees("+ next < back F8 leave", "Tour 1 of 8")
        await person.presses("plus")
        await person.sees("Tour 2 of 8", "v explains every number")


async def test_release_shows_the_next_credit_at_once(desk: Desk, opens: Open, clock: Clock) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.presses("R")
        await person.hears("Released now: “Point-of-care Ultrasound for Beginners”")
        await person.sees("In Progress 10", "Wed 10 Jun 2026")
        await person.presses("R")
        await person.hears("Every credit has been released already")
        with desk.store() as other:  # as a second terminal sees it, by the real clock
            assert other.lists.count("progress", "ada", clock()) == 10


async def test_what_was_released_in_days_to_come_is_released_for_who_lives_today(
    desk: Desk, opens: Open, clock: Clock
) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        with desk.store() as other:
            organization = other.lists.organizations()[0]
            far = credit("far", release_at=NOW + timedelta(days=90))
            other.catalogs.load(organization, [far])
        await person.presses("right_curly_bracket")
        await person.sees("10 Jul 2026")
        await person.presses("R")
        await person.hears("Released now: “Far”")
        with desk.store() as other:
            rows = {row.id: row.release_at for row in other.lists.page("all", "ada", clock())}
        assert rows["far"] == NOW


async def test_a_film_is_watched_in_the_demos_own_time(desk: Desk, opens: Open, clock: Clock) -> None:
    app = opens()
    async with desk.open(app, size=(80, 24)) as person:
        await go(person, "pediatric-dosing", "dosing-two")
        await person.sees("F6 watch 60 x", "0 / 60 min")
        await person.presses("f6")
        await person.waits(lambda: app.clock.rate == 60, "the hurry")
        clock.move(seconds=10)
        await person.sees("10 / 60 min", "10:10", "60 x")
        await person.presses("right_square_bracket")  # moving the clock is no watching
        await person.sees("Thu 11 Jun 2026, 10:10", "10 / 60 min")
        await person.presses("f6")
        await person.waits(lambda: app.clock.rate == 1, "the end of the hurry")
        clock.move(seconds=60)
        await person.presses("f6")
        await person.waits(lambda: app.clock.rate == 60, "the hurry")
        clock.move(seconds=44)
        await person.sees("complete", "10:55")
        await person.waits(lambda: app.clock.rate == 1, "the end of the hurry")
        record = (await person.asks(lambda store: store.credits.records("ada", (app.screen.view.key,))))["dosing-two"]  # type: ignore[attr-defined]
        assert record.complete_at is not None
        assert record.spans == ((0, 54 * MINUTE),)  # not a millisecond more than the demo's clock went on


async def test_in_a_hurry_an_attention_check_is_asked_as_ever(desk: Desk, opens: Open, clock: Clock) -> None:
    app = opens()
    async with desk.open(app, size=(80, 24)) as person:
        await go(person, "sepsis-bundle", "sepsis-film")
        await person.presses("f6")
        await person.waits(lambda: app.clock.rate == 60, "the hurry")
        clock.move(seconds=20)
        await person.at("AttentionBox")
        await person.waits(lambda: app.clock.rate == 1, "the pause")  # there is time to answer
        box: Any = app.screen
        await person.types(box._number)
        await person.presses("enter")
        await person.waits(lambda: app.clock.rate == 60, "the hurry again")
        clock.move(seconds=5)
        await person.sees("17 / 40 min")  # up to the check, and what was watched after it


async def test_leaving_the_page_ends_the_hurry(desk: Desk, opens: Open, clock: Clock) -> None:
    app = opens()
    async with desk.open(app, size=(80, 24)) as person:
        await go(person, "pediatric-dosing", "dosing-two")
        await person.presses("f6")
        await person.waits(lambda: app.clock.rate == 60, "the hurry")
        await person.presses("escape")
        await person.at("CreditPage")
        await person.waits(lambda: app.clock.rate == 1, "the end of the hurry")


async def test_a_session_with_check_in_is_attended_from_start_to_end(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await go(person, "leadership-lab", "lab-conflict")
        await person.sees("F5 attend", "Check in")
        await person.presses("f5")
        await person.sees(
            "You were there until 10 Jun 2026, 12:10", "The session is complete", "Wed 10 Jun 2026, 12:10"
        )
        key = await person.asks(lambda store: store.credits.find("leadership-lab"))
        record = (await person.asks(lambda store: store.credits.records("ada", (key,))))["lab-conflict"]
        assert [end - start for start, end in record.spans] == [150 * MINUTE]


@pytest.mark.parametrize("content", ["lab-teams", "lab-feedback"])
async def test_a_session_to_come_and_one_that_is_over_are_gone_to(content: str, desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await go(person, "leadership-lab", content)
        await person.presses("f5")
        day = {"lab-teams": "16 Jun 2026", "lab-feedback": "2 Jun 2026"}[content]
        await person.sees(f"You were there until {day}, 15:30", "The session is complete")


async def test_who_is_in_already_stays_until_the_end(desk: Desk, opens: Open, clock: Clock) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await go(person, "leadership-lab", "lab-conflict")
        await person.presses("enter")
        await person.sees("Checked in at 10:00")
        await person.presses("f5")
        await person.sees("You were there until 10 Jun 2026, 12:10")
        key = await person.asks(lambda store: store.credits.find("leadership-lab"))
        record = (await person.asks(lambda store: store.credits.records("ada", (key,))))["lab-conflict"]
        assert [end - start for start, end in record.spans] == [130 * MINUTE]


async def test_the_keys_say_where_they_can_be_used(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.presses("f5")
        await person.hears("Open the page of a session first")
        await person.presses("f6")
        await person.hears("Open the page of a video first")


async def test_another_organization_is_a_button_away(desk: Desk, opens: Open) -> None:
    app = opens(others={"accounting": "Tallgrass Society"})
    async with desk.open(app, size=(80, 24)) as person:
        await person.presses("f2")
        await person.sees("Giving the demo", "Nothing here is kept", "Tallgrass Society")
        await person.clicks(".other")
    assert app.return_value == "accounting"


async def test_the_menu_says_how_to_join(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(kept=desk.path), size=(120, 40)) as person:
        await person.presses("f2")
        await person.sees("A second terminal joins this demo with: ce-tui demo --keep")


async def test_the_menu_opens_over_a_box_and_its_key_closes_it(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(), size=(80, 24)) as person:
        await person.presses("question_mark")
        await person.at("WhyScreen")
        await person.presses("f2")
        await person.at("DemoMenu")
        await person.presses("f2")
        await person.at("WhyScreen")


# --- the tour ---------------------------------------------------------------------------------------------------

PLACES = (
    "MainScreen",
    "WhyScreen",
    "CreditPage",
    "OutsidePage",
    "MainScreen",
    "MainScreen",
    "ClaimScreen",
    "MainScreen",
)


async def step(person: Person, number: int) -> None:
    """Wait until that step (from 1) is shown."""
    await person.at(PLACES[number - 1])
    await person.sees(f"Tour {number} of 8: {STEPS[number - 1].title}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "size"), [(MEDICINE, (80, 24)), (ACCOUNTING, (120, 40))], ids=["medicine-80x24", "accounting-120x40"]
)
async def test_the_tour_goes_on_and_back_over_the_real_screens(
    of: Sample, size: tuple[int, int], desk: Desk, opens: Open
) -> None:
    app = opens(of, tour=True)
    async with desk.open(app, size=size) as person:
        assert len(STEPS) == 8
        for number in range(1, 9):
            await step(person, number)
            await is_whole(person)
            if number == 8:  # with a PDF, as the card says
                main: Any = person.app.screen
                assert main.list_of("claims").row.certificate == "local"
            await person.presses("greater_than_sign")
        await person.misses("Tour 8 of 8")
        assert app.tour.step is None
        released = {"medicine": "Point-of-care Ultrasound", "accounting": "Audit Sampling"}[of.name]
        await person.presses("1")
        await person.sees(released)
        await person.presses("ctrl+t")
        for number in range(1, 9):
            await step(person, number)
            if number < 8:
                await person.presses("greater_than_sign")
        for number in range(7, 0, -1):
            await person.presses("less_than_sign")
            await step(person, number)
        await person.presses("less_than_sign")
        await step(person, 1)


async def is_whole(person: Person) -> None:
    """The card is seen to its last line, and neither the demo's line nor the keys of the screen are below it."""
    await person.pilot.pause()
    card = person.app.screen.query_one(TourCard)
    seen = [
        person.app.screen.get_widget_at(x, y)[0] for x in (1, 40, 70) for y in range(card.region.y, card.region.bottom)
    ]
    assert {*seen} == {card}
    for name in ("DemoBar", "KeyBar", "WindowList", "#facts", "#filter", ".claim-heading", "#why"):
        for widget in person.app.screen.query(name):
            if widget.display and widget.region and widget.region.height <= 2:
                assert not widget.region.overlaps(card.region), name
    assert "leave" in person.screen or "end the tour" in person.screen
    assert len([card for screen in person.app.screen_stack for card in screen.query(TourCard)]) == 1
    assert not person.app._notifications  # none covers what is to be seen


async def test_the_tours_clock_goes_back_with_it(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(tour=True), size=(80, 24)) as person:
        for number in range(1, 6):
            await step(person, number)
            await person.presses("greater_than_sign")
        await step(person, 6)
        await person.sees("Sat 20 Jun 2026", "Ready to Claim 6", "Ethics Grand Rounds")
        await person.presses("less_than_sign")
        await step(person, 5)
        await person.sees("Wed 10 Jun 2026")


async def test_the_tour_can_be_left_on_any_screen(desk: Desk, opens: Open) -> None:
    app = opens(tour=True)
    async with desk.open(app, size=(80, 24)) as person:
        for number in range(1, 7):
            await step(person, number)
            await person.presses("greater_than_sign")
        await step(person, 7)
        await person.presses("ctrl+t")
        await person.misses("Tour 7 of 8")
        await person.presses("escape")
        await person.at("MainScreen")
        assert not person.app.screen.query(TourCard)
        assert not person.app.screen.query(".-toured")
    app._tick()  # a last one may come when the screens are gone


async def test_the_tour_waits_where_a_list_does_not_come(
    desk: Desk, opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that is too busy to follow, it goes no further than what is there, and can be gone on with."""
    app = opens(tour=True)
    async with desk.open(app, size=(80, 24)) as person:
        await step(person, 1)
        with monkeypatch.context() as busy:
            busy.setattr("ce_tui.demo.tour.WAIT_SECONDS", -1.0)
            busy.setattr("ce_tui.ui.lists.window_list.WindowList.focus", lambda self: None)
            person.app.set_focus(None)
            await person.presses("greater_than_sign")
            await person.sees("Tour 2 of 8")
            await person.at("MainScreen")
        await person.presses("greater_than_sign")
        await step(person, 3)
        await person.at("CreditPage")


async def test_during_the_tour_the_screens_can_be_used(desk: Desk, opens: Open) -> None:
    async with desk.open(opens(tour=True), size=(80, 24)) as person:
        await step(person, 1)
        await person.presses("down", "enter")
        await person.at("CreditPage")
        await person.sees("Sepsis Bundle", "Tour 1 of 8")  # the card comes along
        await person.presses("greater_than_sign")
        await step(person, 2)


async def test_the_tour_of_an_empty_catalog_goes_through(desk: Desk, opens: Open) -> None:
    of = replace(MEDICINE, catalog=Catalog(Organization("own", "Own"), ()), past=None)
    app = opens(of, tour=True)
    async with desk.open(app, size=(80, 24)) as person:
        for number in range(1, 9):
            await person.sees(f"Tour {number} of 8")
            await person.presses("greater_than_sign")
        await person.waits(lambda: app.tour.step is None, "the end")
