"""The command palette, the help of every screen, and keys of one's own."""

from typing import Any

import pytest
from textual.command import CommandPalette

from ce_tui.settings import SettingsError, kept_theme
from ce_tui.ui.keys import keys_of, own_bindings
from ce_tui.ui.mode import Mode

from .conftest import Desk, Person
from .test_sizes import visit


async def chooses(person: Person, text: str) -> None:
    """Open the palette, type, and take the first entry."""
    await person.presses("ctrl+p")
    await person.at("CommandPalette")
    await person.types(text)
    found: Any = person.app.screen.query_one("CommandList")
    await person.waits(
        lambda: found.option_count and text.lower() in str(found.get_option_at_index(0).prompt).lower(), text
    )
    await person.presses("enter")


@pytest.mark.parametrize(
    ("text", "where"),
    [("Why", "WhyScreen"), ("profile", "ProfileScreen"), ("contents", "CreditPage"), ("special", "InstructionsScreen")],
)
async def test_the_palette_does_what_the_keys_do(demo: Desk, text: str, where: str) -> None:
    async with demo.open() as person:
        await chooses(person, text)
        await person.at(where)


async def test_the_palette_offers_what_can_be_done_here_and_nothing_of_textual(demo: Desk) -> None:
    async with demo.open(size=(120, 50)) as person:
        await person.presses("ctrl+p")
        await person.sees("Filter by title, type or speaker (/)", "Theme: high-contrast", "Leave; everything is saved")
        for foreign in ("Screenshot", "Maximize", "Palette", "solarized", "dracula", "Page up"):
            assert foreign not in person.screen
        await person.presses("escape")
        await person.at("MainScreen")
        await person.turns_to("claims")
        await person.presses("ctrl+p")
        await person.sees("Download the certificate (d)")


async def test_the_palette_reaches_into_a_form(demo: Desk) -> None:
    async with demo.open() as person:
        await person.turns_to("ready")
        await person.presses("down", "enter")
        await person.at("ClaimScreen")
        await chooses(person, "Close")
        await person.at("MainScreen")


async def test_a_theme_is_chosen_in_the_palette(demo: Desk) -> None:
    async with demo.open() as person:
        await chooses(person, "high-contrast")
        await person.waits(lambda: person.app.theme == "high-contrast")
        assert kept_theme() == "high-contrast"


async def test_a_theme_that_the_settings_choose_is_told_to_come_back(demo: Desk) -> None:
    app = demo.app()
    app.settings.origin["theme"] = "--theme"  # type: ignore[index]
    async with demo.open(app) as person:
        await chooses(person, "color-safe")
        await person.hears("At the next start --theme chooses the theme again")


async def test_the_demo_keeps_no_theme(demo: Desk) -> None:
    async with demo.open(demo.app(mode=Mode(banner="DEMO"))) as person:
        await chooses(person, "nord")
        await person.waits(lambda: person.app.theme == "nord")
        assert kept_theme() == ""


@pytest.mark.slow
async def test_f1_lists_the_keys_of_every_screen(demo: Desk) -> None:
    own = {
        "MainScreen": "Filter by title",
        "CreditPage": "Why this number",
        "ReadingPage": "Table of contents",
        "OutsidePage": "Copy the address",
        "QuizPage": "Hand in",
        "CertificateScreen": "Download the certificate",
        "ClaimScreen": "Continue",
    }
    async with demo.open(size=(100, 40)) as person:
        async for where in visit(person):
            if where == "HelpScreen":
                continue
            screen = person.app.screen
            listed = {bound.does: bound for bound in keys_of(screen)}
            for binding in own_bindings(type(screen)):
                if binding.id and screen.check_action(binding.action.partition("(")[0], ()) is not False:
                    assert not listed[binding.description].moves, (where, binding)  # so it is in the palette
            await person.presses("f1", "f1")
            await person.at("HelpScreen")
            await person.sees("Esc", "F1", "Ctrl+P", own.get(where, "Close"))
            await person.presses("escape")
            await person.at(where)


async def test_own_keys_work_and_are_shown_where_keys_are_told(demo: Desk) -> None:
    async with demo.open(
        demo.app(keys={"why": "w", "filter": "f", "help": "f2", "up": "ctrl+k"}), size=(80, 40)
    ) as person:
        await person.sees("w why", "f filter", "f filter by title", "F2 help")
        await person.presses("question_mark", "slash")
        await person.pilot.pause()
        assert person.where == "MainScreen"
        await person.presses("w")
        await person.at("WhyScreen")
        await person.presses("escape", "f2")
        await person.at("HelpScreen")
        await person.sees("w", "Why this number", "F2", "Ctrl+K", "Up")
        await person.presses("escape", "f")
        await person.types("sepsisf")
        await person.sees("sepsisf")  # where it is a letter


def test_a_wrong_key_is_told_before_the_app_opens(demo: Desk) -> None:
    with pytest.raises(SettingsError, match="is nothing that a key does"):
        demo.app(keys={"fliter": "f"})


async def test_help_does_not_open_over_the_palette(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("ctrl+p")
        await person.at("CommandPalette")
        await person.presses("f1", "ctrl+p")
        await person.pilot.pause()
        assert isinstance(person.app.screen, CommandPalette)
