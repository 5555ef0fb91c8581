"""Every size and theme: nothing that can be pressed is cut off, what has the focus is in view, colors can be read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual._ansi_theme import MONOKAI
from textual.color import Color
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button

from ce_tui.ui.drawing.theme import THEMES
from ce_tui.ui.pages.content import ContentPage

from .conftest import NOW, VIDEO, Desk, Person, credit

SIZES = [(40, 15), (80, 24)]
SCREENS: dict[str, Sequence[str]] = {
    "MainScreen": [],
    "CreditPage": ["enter"],
    "ReadingPage": ["enter", "down", "down", "enter"],
    "OutsidePage": ["enter", "down", "enter"],
    "SessionPage": ["enter", "end", "enter"],
    "QuizPage": ["down", "enter", "end", "enter"],
    "ProfileScreen": ["p"],
    "InstructionsScreen": ["i"],
    "HelpScreen": ["f1"],
    "WhyScreen": ["question_mark"],
    "CertificateScreen": ["3", "enter"],
    "ClaimScreen": ["2", "down", "enter"],
}


async def visit(person: Person) -> AsyncIterator[str]:
    """Every screen, one after the other."""
    for where, keys in SCREENS.items():
        for key in keys:
            await person.presses(key)
            await person.pilot.pause(0.02)
        await person.at(where)
        await person.pilot.pause(0.05)
        yield where
        for screen in person.app.screen_stack[:0:-1]:
            await screen.action_back() if isinstance(screen, ContentPage) else screen.dismiss()
        await person.at("MainScreen")
        if person.tab != "progress":
            await person.turns_to("progress")
        if keys:
            await person.presses("home")


def whole(person: Person, widget: Widget) -> bool:
    """Whether the widget is on the screen, and all of it."""
    found = person.app.screen.find_widget(widget)
    return (
        found.region.area > 0
        and found.visible_region == found.region
        and person.app.screen.region.contains_region(found.region)
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
async def test_no_button_is_cut_and_what_has_the_focus_is_in_view(demo: Desk, size: tuple[int, int]) -> None:
    async with demo.open(size=size) as person:
        async for where in visit(person):
            screen = person.app.screen
            for button in screen.query(Button):
                if button.display:
                    assert whole(person, button), f"{where}, {button.label}:\n{person.screen}"
                    assert str(button.label) in person.screen, f"{where}, {button.label}:\n{person.screen}"
            for _ in screen.focus_chain:
                screen.focus_next()
                await person.pilot.pause()
                assert screen.focused is not None
                if screen.focused.size.height <= size[1] // 3:
                    assert whole(person, screen.focused), f"{where}, {screen.focused}:\n{person.screen}"
            if where == "MainScreen":
                screen.query_one("#progress").focus()


@pytest.mark.slow
async def test_a_resize_in_the_middle_is_taken_as_it_comes(demo: Desk) -> None:
    async with demo.open() as person:
        async for where in visit(person):
            for size in ((1, 1), (40, 15)):
                await person.pilot.resize_terminal(*size)
                await person.pilot.pause()
            assert person.where == where
            for button in person.app.screen.query(Button):
                assert not button.display or whole(person, button), f"{where}, {button.label}:\n{person.screen}"


@pytest.mark.parametrize("where", ["OutsidePage", "SessionPage", "QuizPage", "ReadingPage"])
async def test_the_smallest_screens_come_to_rest(demo: Desk, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = 0
    lay_out = Screen._refresh_layout

    def counted(self: Screen[object], *given: Any, **more: Any) -> None:
        nonlocal laid_out
        laid_out += 1
        lay_out(self, *given, **more)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    async with demo.open() as person:
        for key in SCREENS[where]:
            await person.presses(key)
            await person.pilot.pause(0.02)
        await person.at(where)
        for size in ((3, 3), (8, 3), (6, 14), (12, 6)):
            await person.pilot.resize_terminal(*size)
            await person.pilot.pause(0.3)
            laid_out = 0
            await person.pilot.pause(0.2)
            assert laid_out < 5, size


async def test_facts_are_laid_out_for_the_width_there_is(demo: Desk) -> None:
    async with demo.open(size=(120, 30)) as person:
        await person.presses("enter")
        await person.at("CreditPage")
        await person.sees("37 %")
        await person.pilot.resize_terminal(40, 24)
        await person.pilot.pause()
        await person.sees("Current progress 35 min", "37 %")
        assert max(len(line) for line in person.screen.splitlines()) <= 40


async def test_one_row_and_two_thousand(desk: Desk) -> None:
    desk.load([credit("only")])
    async with desk.open() as person:
        await person.sees("In Progress 1", "Only")
        await person.presses("down", "up", "end", "home", "pagedown", "enter")
        await person.at("CreditPage")
    desk.load([credit(f"c{n}", replace(VIDEO, id=f"v{n}")) for n in range(2000)])
    async with desk.open() as person:
        await person.sees("In Progress 2001")
        await person.presses("end")
        await person.sees("C1999")
        await person.presses("slash", *"c1234", "enter")
        await person.waits(lambda: person.row is not None and person.row.id == "c1234")
        await person.presses("escape")
        await person.sees("C1234", "C1235")
        assert person.row.id == "c1234"


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_can_be_read(demo: Desk, theme: str) -> None:
    async with demo.open(demo.app(theme=theme), size=(120, 30)) as person:
        await person.sees("Current progress")
        for text, contrast in drawn(person):
            assert contrast >= (4.5 if theme == "textual-dark" else 3), text


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_works_without_color(demo: Desk, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with demo.open(demo.app(theme=theme)) as person:
        assert person.app.no_color
        await person.sees("Difficult Airway")
        for text, contrast in drawn(person):
            assert contrast >= 3, text


def drawn(person: Person, part: Region | None = None) -> list[tuple[str, float]]:
    """Every text on the screen with the contrast of its colors."""
    found = []
    part = part or person.app.screen.region
    for strip in person.app.screen._compositor.render_strips()[part.y : part.bottom]:
        for text, style, _ in strip.crop(part.x, part.right).apply_filter(ANSIToTruecolor(MONOKAI), Color(0, 0, 0)):
            if style and style.color and style.bgcolor and any(c.isalnum() for c in text):
                fore, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                found.append((text, ratio(fore, back)))
    return found


def ratio(one: Color, other: Color) -> float:
    """The contrast of two colors as WCAG 2 counts it."""

    def luminance(color: Color) -> float:
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.slow
async def test_high_contrast_is_high_contrast_everywhere(demo: Desk) -> None:
    async with demo.open(demo.app(theme="high-contrast")) as person:
        async for where in visit(person):
            boxes = person.app.screen.query(".box, .claim-box")
            box = boxes.first().region if boxes else person.app.screen.region
            found = drawn(person, box)
            assert found
            for text, contrast in found:
                assert contrast >= 7, (where, text)


async def test_the_theme_of_the_settings_is_used_and_an_unknown_one_is_not(demo: Desk) -> None:
    async with demo.open(demo.app(theme="nord")) as person:
        assert person.app.theme == "nord"
    async with demo.open(demo.app(theme="ansi-dark")) as person:
        assert person.app.theme == "textual-dark"
        assert (await person.asks(lambda store: store.lists.count("progress", "ada", NOW))) == 9
