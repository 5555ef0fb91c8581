"""The main screen: what is where and why, finding it, and what comes by itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import Input

from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.lists import Lists

from .conftest import NOW, VIDEO, Clock, Desk, credit, finish


async def test_a_person_sees_what_is_in_progress_how_far_it_is_and_why(demo: Desk) -> None:
    async with demo.open() as person:
        await person.sees("CME Northwind Academy of Medicine", "Ada Lovelace, MD")
        await person.sees("In Progress 9", "Ready to Claim 5", "Certificates 6")
        await person.sees("Difficult Airway: a Practical Update 1.50 credits 37 %")
        await person.sees("When Families Disagree 2.00 hours earned, opens 19 Jun", "0.50 credits closed 7 Jun")
        await person.turns_to("ready")
        await person.sees("Difficult Airway: a Practical Update 0.50 of 1.50 credits until 8 Aug")
        await person.turns_to("claims")
        await person.sees("Chronic Pain Forum 1.00 of 1.50 credits 21 May 2026", "revoked, 22 Apr 2026")
        await person.sees("2026 0.150 ACPE CEUs · 2.50 AMA PRA Category 1 Credits™ · 0.75 ANCC contact")


async def test_claims_stand_newest_first(demo: Desk) -> None:
    with demo.store() as store:
        days = [row.claimed_at for row in store.lists.claims("ada")]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("dosing", "Safe Dosing in Children"),
        ("IACET", "Leadership Lab"),
        ("nanez", "Difficult Airway"),
        ("王", "Dosing"),
    ],
    ids=["title", "type", "speaker without accents", "speaker in Chinese"],
)
async def test_the_filter_finds_by_title_type_and_speaker(demo: Desk, text: str, title: str) -> None:
    async with demo.open() as person:
        await person.presses("slash")
        await person.types(text)
        await person.waits(lambda: person.row is not None and title in person.row.title, title)


async def test_esc_clears_the_filter_and_the_cursor_keeps_its_row(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("slash", *"annual", "enter")
        await person.waits(lambda: person.row.id == "annual-meeting")
        await person.misses("Sepsis")
        await person.presses("escape")
        await person.sees("Sepsis")
        assert person.row.id == "annual-meeting"
        assert person.app.focused is not None
        assert person.app.focused.id == "progress"


async def test_a_filter_without_a_match_says_how_to_go_on(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("slash", *"zzz")
        await person.sees("Nothing matches this filter. Press Esc to see everything.")
        for key in ("enter", "enter", "o", "c", "question_mark"):
            await person.presses(key)
        await person.presses("escape")
        await person.sees("Sepsis")


async def test_keys_turn_the_tabs_and_the_focus_is_on_the_list(demo: Desk) -> None:
    async with demo.open() as person:
        for key, tab in [
            ("2", "ready"),
            ("3", "claims"),
            ("1", "progress"),
            ("right", "ready"),
            ("right", "claims"),
            ("right", "progress"),
            ("left", "claims"),
            ("left", "ready"),
        ]:
            await person.presses(key)
            await person.waits(lambda tab=tab: person.tab == tab and person.app.focused is not None, tab)  # type: ignore[misc]
            assert person.app.focused is not None
            assert person.app.focused.id == tab


@pytest.mark.parametrize(
    ("tab", "next_key", "opens"),
    [("progress", "down", "CreditPage"), ("progress", "2", "CreditPage"), ("claims", "down", "CertificateScreen")],
)
async def test_enter_opens_the_row_it_was_pressed_on_however_soon_the_next_key_comes(
    demo: Desk, tab: str, next_key: str, opens: str
) -> None:
    async with demo.open() as person:
        await person.turns_to(tab)
        await person.presses("home")
        title = person.row.title
        for key in ("enter", next_key):
            person.app.post_message(Key(key, None))
        await person.at(opens)
        await person.sees(title)


async def test_a_wide_screen_has_the_detail_beside_the_list_and_a_narrow_one_does_not(demo: Desk) -> None:
    async with demo.open(size=(120, 30)) as person:
        await person.sees("Current progress 35 min", "Progress needed 94 min", "Claim 21 May 2026 to 8 Aug 2026")
        await person.presses("down")
        await person.sees("What must happen in the first hours, and what may wait.")
        await person.turns_to("claims")
        await person.sees("Number", "From Northwind Academy of Medicine")
        await person.pilot.resize_terminal(80, 24)
        await person.misses("Number")
    async with demo.open() as person:
        await person.misses("Current progress")
        await person.presses("enter")
        await person.at("CreditPage")
        await person.sees("Current progress 35 min", "Contents", "✓ Video Pre-oxygenation Before Every Intubation")
        await person.presses("escape")
        await person.at("MainScreen")


async def test_what_another_process_releases_appears_and_the_cursor_stays_on_its_row(desk: Desk) -> None:
    desk.load([credit("airway"), credit("sepsis")])
    async with desk.open() as person:
        await person.presses("down")
        with desk.store() as other:
            other.catalogs.load(other.lists.organizations()[0], [credit("new")])
            finish(other, "airway", NOW)
        await person.sees("In Progress 2", "Ready to Claim 1", "New")
        assert person.row.id == "sepsis"


async def test_it_takes_less_than_two_seconds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    desk.load([credit("airway")])
    async with desk.open() as person:
        with desk.store() as other:
            other.catalogs.load(other.lists.organizations()[0], [credit("new")])
        for _ in range(19):
            await person.pilot.pause(0.1)
            if "New" in person.screen:
                break
        assert "New" in person.screen


async def test_what_is_released_at_a_moment_appears_when_it_comes(desk: Desk, clock: Clock) -> None:
    opens = NOW + timedelta(hours=2)
    desk.load([credit("airway", opens_at=opens), credit("later", release_at=NOW + timedelta(hours=1))])
    with desk.store() as store:
        finish(store, "airway", NOW)
    async with desk.open() as person:
        await person.sees("In Progress 1", "earned, opens 10 Jun")
        clock.move(hours=1)
        await person.sees("In Progress 2", "Later")
        assert person.row.id == "airway"
        clock.move(hours=1)
        await person.sees("In Progress 1", "Ready to Claim 1")
        await person.waits(lambda: person.row is not None and person.row.id == "later")


async def test_nothing_is_read_again_while_nothing_changes(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with demo.open(size=(120, 30)) as person:
        await person.sees("Current progress")
        await person.pilot.pause(0.1)
        asked: list[str] = []
        read = Sqlite.read

        def noted(self: Sqlite, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
            asked.append(sql)
            return read(self, sql, values)

        monkeypatch.setattr(Sqlite, "read", noted)
        await person.pilot.pause(0.5)
        assert set(asked) == {"PRAGMA data_version"}
        assert 2 <= len(asked) <= 6


async def test_a_change_in_the_middle_of_reading_is_not_missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load([credit("airway")])
    rows, changes = Lists.page, [[credit("second")], [credit("third")]]

    def slow(lists: Lists, *args: Any, **more: Any) -> Any:
        found = rows(lists, *args, **more)
        if changes:
            with desk.store() as other:
                other.catalogs.load(other.lists.organizations()[0], changes.pop())
        return found

    monkeypatch.setattr(Lists, "page", slow)
    async with desk.open() as person:
        await person.sees("In Progress 3", "Second", "Third")


async def test_why_says_how_the_number_came_about(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("question_mark")
        await person.at("WhyScreen")
        await person.sees("15 min 4 s of 22 min 30 s; what was seen twice counts once.", "16:52 to 18:27, 1 min 34 s")
        await person.presses("end")
        await person.sees("So far 35 min: 37 %.", "35 min 4 s support 0.50 credits, never more than 1.50 credits.")
        await person.sees("make one credit, in steps of 0.25, rounded to the nearest step.")
        await person.presses("escape")
        await person.at("MainScreen")


async def test_why_tells_of_a_claim_how_it_stood(demo: Desk) -> None:
    with demo.store() as store:
        row = next(row for row in store.lists.claims("ada") if row.amount < row.whole)
    async with demo.open() as person:
        await person.presses("3")
        await person.sees("why")
        main: Any = person.app.screen
        await main.list_of("claims").reload()
        for _ in range(12):
            if main.list_of("claims").row.number == row.number:
                break
            await person.presses("down")
        await person.presses("question_mark")
        await person.at("WhyScreen")
        await person.presses("end")
        await person.sees("Claimed", "Date of activity")
        await person.presses("escape")
        await person.at("MainScreen")


async def test_instructions_help_and_profile_open_once_and_close_with_esc(demo: Desk) -> None:
    async with demo.open() as person:
        for keys, where, text in [
            ("ii", "InstructionsScreen", "Claim only the time you really took part."),
            (["f1", "f1"], "HelpScreen", "Why this number: what was counted, by which rule"),
            (["p"], "ProfileScreen", "Name on certificates"),
        ]:
            await person.presses(*keys)
            await person.at(where)
            await person.sees(text)
            await person.presses("escape")
            await person.at("MainScreen")
        await person.clicks("#who")
        await person.at("ProfileScreen")


async def test_hints_can_be_clicked(demo: Desk) -> None:
    async with demo.open() as person:
        await person.pilot.click("#keys", offset=(3, 0))
        await person.at("CreditPage")
        await person.pilot.click("#keys", offset=(person.screen.splitlines()[-1].index("Esc") + 1, 0))
        await person.at("MainScreen")


async def test_a_click_moves_the_cursor_and_a_second_one_opens(demo: Desk) -> None:
    async with demo.open() as person:
        await person.pilot.click("#progress", offset=(5, 1))
        await person.waits(lambda: person.row.id == "sepsis-bundle")
        assert person.where == "MainScreen"
        await person.pilot.click("#progress", offset=(5, 1))
        await person.at("CreditPage")


async def test_opening_a_credit_whose_catalog_took_it_back_says_so(desk: Desk) -> None:
    desk.load([credit("airway")])
    async with desk.open() as person:
        await person.asks(lambda store: store.engine.connection.execute("DELETE FROM credit_content"))
        await person.presses("enter")
        await person.sees("This credit has no contents.")


async def test_another_learner_sees_their_own(demo: Desk) -> None:
    async with demo.open(demo.app(learner="grace")) as person:
        await person.sees("grace ◉", "In Progress 16", "Ready to Claim 0", "Certificates 0")
        await person.turns_to("ready")
        await person.sees("Nothing is ready to claim yet.")
        await person.turns_to("claims")
        await person.sees("No certificates yet.")


async def test_typing_in_the_filter_does_not_act(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("slash", *"q1c?i")
        assert person.app.screen.query_one("#filter", Input).value == "q1c?i"
        assert person.where == "MainScreen"


async def test_several_organizations_and_an_unknown_zone(desk: Desk) -> None:
    from ce_tui.credit.parties import Organization

    desk.load([credit("airway")], Organization("a", "Academy", acronym="CPE", zone="Mars/Phobos"))
    async with desk.open() as person:
        await person.sees("CPE Academy", "Airway")
    desk.load([credit("tax", VIDEO, closes_at=NOW + timedelta(days=3))], Organization("b", "Bureau", acronym="CE"))
    async with desk.open(size=(120, 30)) as person:
        await person.sees("CE 2 organizations", "Airway", "Tax")
        await person.presses("down")
        await person.sees("Claim until 13 Jun 2026, 14:00")
