"""Every box of a station at the smallest size: nothing that can be pressed is cut, what it is about is told."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import Button

from .conftest import Person
from .test_sizes import whole
from .test_station import Station, Time, claimed, hits, scans, signs_in, station, ticking, ticks

__all__ = ["station", "ticking"]

SMALL = (40, 15)


async def pin(person: Person) -> None:
    await person.types("nobody at all")
    await person.presses("enter")
    await person.at("PinScreen")
    await person.types("000")
    await person.presses("enter")
    await person.sees("ask the staff")


async def new_pin(person: Person) -> None:
    await person.types("1002004")
    await person.presses("enter")
    await person.at("NewPinScreen")
    await person.types("123456")
    await person.presses("enter", *"123456", "enter")
    await person.sees("too easy to guess")


async def register(person: Person) -> None:
    await person.presses("f2")
    await person.at("RegisterScreen")
    await person.presses("enter", "enter", "enter", "enter")
    await person.sees("Please enter your badge number")


async def passcode(person: Person) -> None:
    await person.presses("f10")
    await person.at("PasscodeScreen")
    await person.presses("x", "enter")
    await person.sees("not the passcode")


async def switch(person: Person) -> None:
    await signs_in(person)
    await person.sees("Sepsis")
    await scans(person, "1002004")
    await person.at("SwitchScreen")


BOXES: dict[str, Callable[[Person], Awaitable[None]]] = {
    "PIN": pin,
    "Choose a PIN": new_pin,
    "New here": register,
    "Staff: close this station": passcode,
    "A badge was scanned": switch,
}


async def is_whole(person: Person, title: str) -> None:
    await person.sees(title)
    for part in person.app.screen.query("Button, Input"):
        assert whole(person, part), f"{part}\n{person.screen}"
        if isinstance(part, Button):
            assert str(part.label) in person.screen, person.screen


@pytest.mark.parametrize("title", BOXES)
async def test_every_box_is_whole_on_the_smallest_screen(station: Station, title: str) -> None:
    async with station(size=SMALL, register=True, first_pin=True) as person:
        await BOXES[title](person)
        await is_whole(person, title)


async def test_handing_over_is_whole_on_the_smallest_screen_and_bears_any_other(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sticks = [tmp_path / "media" / name for name in ("ONE", "TWO")]
    for stick in sticks:
        stick.mkdir(parents=True)
    monkeypatch.setattr(Path, "is_mount", lambda self: self in sticks)
    async with station(size=SMALL, drives=(str(tmp_path / "media"),)) as person:
        await claimed(person)
        hits(person, "home")
        await person.sees("years")
        await is_whole(person, "Your certificate")
        hits(person, "screen")
        await person.sees("too small for a QR code")
        assert re.search("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", person.screen)
        hits(person, "drive")
        await person.sees("ONE", "TWO")
        await is_whole(person, "On which drive?")
        for size in ((1, 1), (2, 1), (1, 50), (3, 3), SMALL):
            await person.pilot.resize_terminal(*size)
        await is_whole(person, "On which drive?")


async def test_the_countdown_is_whole_on_the_smallest_screen(station: Station, ticking: Time) -> None:
    async with station(size=SMALL, idle=120) as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await ticks(person, ticking, 105)
        await person.at("IdleScreen")
        await ticks(person, ticking, 1)
        await person.sees("Are you still there?", "signed out in 14 seconds", "Press any key to stay")
