"""At a station: signing in and out, who comes next, the countdown, the staff, handing over, and no way out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader
from tests.journeys.conftest import Desk, Person, credit, finish
from textual import events
from textual.widgets import Button, Input

from ce_tui.credit.parties import Learner
from ce_tui.exit_codes import CLOSED_BY_STAFF, DONE
from ce_tui.kiosk import pins
from ce_tui.kiosk.launcher import NEXT
from ce_tui.kiosk.options import Options
from ce_tui.ui.kiosk.app import KioskApp
from ce_tui.ui.kiosk.base import Setup
from ce_tui.ui.links import visit

PEPPER = b"p" * 32
PIN, PASSCODE = "481516", "correct horse"


class Time:
    """The station's clock of sign-outs; it stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticking() -> Time:
    return Time()


Station = Callable[..., Any]


@pytest.fixture
def station(desk: Desk, tmp_path: Path, ticking: Time, quick_pins: None) -> Station:
    """Opens a station on a store with three learners: ada with a PIN, bob without, and eve whose name is hostile."""
    desk.load([credit("airway"), credit("sepsis")])
    with desk.store() as store:
        store.accounts.keep(Learner("ada", "Ada Lovelace", "ada@example.org", email_confirmed=True), "B-100-2003")
        store.accounts.set_pin("ada", pins.hashed(PIN, PEPPER))
        store.accounts.keep(Learner("bob", "Bob Boole"), "1002004")
        store.accounts.keep(Learner("eve", "[@click=app.quit]Eve[/]"), "1002005")
        finish(store, "airway", desk.clock())
    folder = tmp_path / "private"
    folder.mkdir()
    passcode = pins.hashed(PASSCODE, PEPPER)

    @asynccontextmanager
    async def open(size: tuple[int, int] = (80, 24), sees: str = "Northwind", **more: Any) -> AsyncIterator[Person]:
        settings: Any = SimpleNamespace(
            store=desk.path,
            learner="nobody",
            theme="",
            log=tmp_path / "log",
            config=tmp_path / "config.toml",
            downloads=tmp_path / "wrong",
        )
        given = {key: more.pop(key) for key in ("badge", "note") if key in more}
        setup = Setup(Options(**more), PEPPER, passcode, folder, **given)
        app = KioskApp(desk.store, desk.clock, settings, setup, ticking=ticking)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            person = Person(app, pilot)
            await person.sees(sees)
            yield person

    return open


async def signs_in(person: Person, badge: str = "B-100-2003", pin: str = PIN) -> None:
    await person.types(badge)
    await person.presses("enter")
    await person.at("PinScreen")
    await person.types(pin)
    await person.presses("enter")


def code(person: Person) -> int | None:
    return person.app.return_code


async def ended(person: Person, with_code: int) -> None:
    await person.waits(lambda: person.app._exit, "the end")
    assert code(person) == with_code


async def ticks(person: Person, ticking: Time, seconds: float) -> None:
    ticking.seconds += seconds
    person.app.tick()  # type: ignore[attr-defined]
    await person.pilot.pause()


async def test_a_sign_in_from_its_first_screen_to_its_end(station: Station) -> None:
    async with station() as person:
        assert "Ada" not in person.screen
        await signs_in(person)
        await person.sees("Ada Lovelace", "Sepsis")
        await person.presses("q")
        await ended(person, DONE)
    person.app.tick()  # a last one may come when the screens are gone


async def test_an_empty_list_tells_nobody_at_a_station_of_commands(desk: Desk, station: Station) -> None:
    with desk.store() as store:
        finish(store, "sepsis", desk.clock())
    async with station() as person:
        await signs_in(person)
        await person.sees("Nothing is in progress. New credits appear here by themselves when they are released.")
        assert "ce-tui import" not in person.screen


@pytest.mark.parametrize("badge", ["B-100-2003", "no-such-badge"])
async def test_a_wrong_pin_and_a_wrong_badge_are_told_alike(station: Station, badge: str) -> None:
    async with station() as person:
        await signs_in(person, badge, "999000999")
        await person.sees("That badge or address and that PIN do not belong together")
        for _ in range(4):
            await person.types("999000999")
            await person.presses("enter")
            await person.waits(lambda: person.app.screen.query_one("#pin").value == "")
            await person.pilot.pause(0.1)
        await person.types(PIN)
        await person.presses("enter")
        await person.sees("Too many tries. Please wait 30 seconds")
        await person.presses("escape")
        await ended(person, DONE)


async def test_what_is_typed_after_tab_goes_to_the_next_field_however_fast_it_comes(station: Station) -> None:
    async with station(first_pin=True) as person:
        await person.types("1002004")
        await person.presses("enter")
        await person.at("NewPinScreen")
        for key in (*PIN, "tab", *PIN, "shift+tab", "7"):
            person.app.post_message(events.Key(key, key if len(key) == 1 else None))
        fields = [*person.app.screen.query(Input)]
        await person.waits(lambda: [field.value for field in fields] == ["7", PIN], "both fields")


async def test_the_first_pin_comes_from_the_staff_and_works_once(station: Station, desk: Desk) -> None:
    with desk.store() as store:
        store.accounts.give_first_pins({"bob": pins.hashed("50829473", PEPPER)})
    async with station() as person:
        await person.types("1002004")
        await person.presses("enter")
        await person.at("PinScreen")
        await person.presses(*PIN, "enter")
        await person.sees("do not belong together")
        await person.presses(*"50829473", "enter")
        await person.at("NewPinScreen")
        await person.presses(*"50829473", "enter", *"50829473", "enter")
        await person.sees("PIN of the staff")
        await person.presses(*PIN, "enter", *PIN, "enter")
        await person.sees("Bob Boole", "In Progress")
    with desk.store() as store:
        (found,) = store.accounts.all("bob")
        assert pins.matches(PIN, found.pin, PEPPER)
        assert found.first_pin == ""
    async with station() as person:
        await signs_in(person, "1002004", "50829473")
        await person.sees("do not belong together")


@pytest.mark.slow
async def test_nobody_can_tell_who_is_known_or_has_a_pin(station: Station, desk: Desk) -> None:
    """A badge without a PIN, one with the staff's, one with a PIN, an unknown one, an address that was only typed."""
    with desk.store() as store:
        store.accounts.give_first_pins({"eve": pins.hashed("50829473", PEPPER)})
        store.accounts.save(Learner("bob", "Bob Boole", "bob@example.org"))
    shown = set()
    for badge in ("1002004", "1002005", "B-100-2003", "nobody", "bob@example.org"):
        async with station() as person:
            await person.types(badge)
            await person.presses("enter")
            await person.at("PinScreen")
            await person.presses(*"481599", "enter")
            await person.sees("do not belong together")
            shown.add(person.screen)
    assert len(shown) == 1
    for badge in ("1002004", "nobody"):  # each try is counted
        async with station() as person:
            await person.types(badge)
            await person.presses("enter")
            await person.at("PinScreen")
            for _ in range(5):
                await person.presses(*"481599", "enter")
                await person.pilot.pause(0.1)
            await person.sees("Too many tries")


async def test_where_whoever_comes_first_chooses_the_pin(station: Station, desk: Desk) -> None:
    async with station(first_pin=True) as person:
        await person.types("1002004")
        await person.presses("enter")
        await person.at("NewPinScreen")
        await person.types("123456")
        await person.presses("enter")
        await person.types("123456")
        await person.presses("enter")
        await person.sees("too easy")
        await person.types(PIN)
        await person.presses("enter")
        await person.types("481517")
        await person.presses("enter")
        await person.sees("differ")
        await person.types(PIN)
        await person.presses("enter")
        await person.types(PIN)
        await person.presses("enter")
        await person.sees("Bob Boole")
    with desk.store() as store:
        assert pins.matches(PIN, store.accounts.all("bob")[0].pin, PEPPER)


@pytest.mark.parametrize(
    ("more", "sees"),
    [
        ({}, "Your PIN"),
        ({"pin_required": False}, "Bob Boole"),
        ({"first_pin": True}, "Choose a PIN"),
        ({"pin_required": False, "first_pin": True}, "Without a PIN"),
    ],
)
async def test_what_the_organizer_chose_for_pins(station: Station, more: dict[str, Any], sees: str) -> None:
    async with station(**more) as person:
        await person.types("1002004")
        await person.presses("enter")
        await person.sees(sees)


async def test_without_a_pin_where_that_is_allowed(station: Station) -> None:
    async with station(pin_required=False, first_pin=True) as person:
        await person.types("1002004")
        await person.presses("enter")
        await person.at("NewPinScreen")
        await person.clicks("#without")
        await person.sees("Bob Boole", "In Progress")


async def test_somebody_new(station: Station, desk: Desk) -> None:
    async with station(register=True) as person:
        await person.presses("f2")
        await person.at("RegisterScreen")
        await person.types("B-100-2003")
        await person.presses("enter")
        await person.types("Mallory")
        await person.presses("enter", *PIN, "enter", *PIN, "enter")
        await person.sees("known here already")
        await person.clicks("#key")
        await person.presses("end", *["backspace"] * 12)
        await person.types("nur@example.org")
        await person.presses("enter", "enter", "enter", "enter")
        await person.sees("In Progress", "Mallory")
    with desk.store() as store:
        found = store.accounts.find("nur@example.org")
        assert found is not None
        assert (found.badge, found.learner.email) == ("nur@example.org", "nur@example.org")
        assert found.learner.key.startswith("kiosk-")  # names nobody to other systems
        assert not found.learner.email_confirmed
        assert pins.matches(PIN, found.pin, PEPPER)


async def test_nobody_signs_up_where_that_is_not_allowed(station: Station) -> None:
    async with station() as person:
        await person.presses("f2")
        await person.pilot.pause(0.1)
        assert person.where == "SignInScreen"
        assert "new here" not in person.screen


async def scans(person: Person, badge: str) -> None:
    """A scanner's keys all come at once."""
    from textual.events import Key

    for char in badge:
        person.app.post_message(Key(char, char))
    person.app.post_message(Key("enter", "\r"))
    await person.pilot.pause(0.1)


async def test_a_scan_while_somebody_is_signed_in(station: Station, tmp_path: Path) -> None:
    async with station() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await scans(person, "B-100-2003")
        await person.hears("signed in already")
        await scans(person, "1002004")
        await person.sees("A badge was scanned", "Ada Lovelace is signed in here")
        await person.presses("enter")  # staying is the default
        await person.at("MainScreen")
        assert person.app.screen.query_one("#filter").value == ""
        await scans(person, "1002004")
        await person.sees("A badge was scanned")
        await person.clicks("#switch")
        await ended(person, DONE)
    assert (tmp_path / "private" / NEXT).read_text() == "1002004"


async def test_the_badge_that_was_scanned_comes_next(station: Station) -> None:
    async with station(badge="B-100-2003") as person:
        await person.at("PinScreen")


async def test_typing_by_hand_is_no_scan(station: Station) -> None:
    async with station() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await person.presses("slash")
        for char in "sepsis":
            await person.presses(char)
            await person.pilot.pause(0.05)
        await person.presses("enter")
        await person.waits(lambda: person.app.screen.query_one("#filter").value == "sepsis")
        await person.at("MainScreen")


async def test_who_is_gone_is_signed_out(station: Station, ticking: Time) -> None:
    async with station(idle=120) as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await ticks(person, ticking, 99)
        assert person.where == "MainScreen"
        await ticks(person, ticking, 6)
        await person.at("IdleScreen")
        await ticks(person, ticking, 1)
        await person.sees("You will be signed out in 14 seconds")
        await person.presses("q")  # stays, and does nothing else
        await person.at("MainScreen")
        await ticks(person, ticking, 99)
        assert person.where == "MainScreen"
        await ticks(person, ticking, 30)
        await ended(person, DONE)


@pytest.mark.parametrize("key", ["f1", "f10", "ctrl+q", "f5"])
async def test_keys_that_work_everywhere_only_stay_when_it_counts(station: Station, ticking: Time, key: str) -> None:
    async with station(idle=120) as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await ticks(person, ticking, 105)
        await person.at("IdleScreen")
        await person.presses(key)
        await person.at("MainScreen")
        assert not person.app._notifications


async def test_a_sign_in_ends_after_a_while_whatever_is_done(station: Station, ticking: Time) -> None:
    async with station(idle=120, session=1800) as person:
        await signs_in(person)
        await person.sees("Sepsis")
        for _ in range(29):
            await ticks(person, ticking, 60)
            await person.presses("down")
        await person.pilot.pause(0.1)
        await ticks(person, ticking, 30)
        await person.hears("ends in a minute")
        assert not person.app._exit
        await person.presses("down")
        await person.pilot.pause(0.1)
        await ticks(person, ticking, 31)
        await ended(person, DONE)


async def test_a_film_keeps_somebody_signed_in(
    station: Station, ticking: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with station() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        with monkeypatch.context() as film:
            film.setattr("ce_tui.ui.base.Page.is_playing", True)
            for _ in range(5):
                await ticks(person, ticking, 119)
            assert person.where == "MainScreen"
        await ticks(person, ticking, 105)
        await person.at("IdleScreen")


async def test_a_half_typed_sign_in_is_wiped(station: Station, ticking: Time) -> None:
    async with station() as person:
        await person.types("B-100-2003")
        await person.presses("enter")
        await person.at("PinScreen")
        await person.types("48")
        await ticks(person, ticking, 91)
        await ended(person, DONE)


async def test_a_badge_half_typed_is_wiped(station: Station, ticking: Time) -> None:
    async with station() as person:
        await ticks(person, ticking, 3600)
        assert not person.app._exit
        await person.types("B-100")
        await ticks(person, ticking, 91)
        await ended(person, DONE)


async def test_an_answer_half_given_is_kept(desk: Desk, station: Station, ticking: Time) -> None:
    from ce_tui.credit.questions import Question, QuestionKind

    with desk.store() as store:
        asked = credit("asked", questions=(Question("why", QuestionKind.SHORT_TEXT, "Why?"),))
        store.catalogs.load(store.lists.organizations()[0], [asked])
        finish(store, "asked", desk.clock())
    async with station() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await person.presses("2")
        await person.sees("Asked")
        await person.presses("down", "enter")
        await person.at("ClaimScreen")
        await person.sees("Why?")
        await person.types("Half")
        await ticks(person, ticking, 125)
        await ended(person, DONE)
    with desk.store() as store:
        assert store.claims.draft("ada", store.credits.find("asked"), desk.clock()).answers == {"why": "Half"}


async def test_the_staff_closes_the_station(station: Station) -> None:
    async with station() as person:
        await person.presses("f10", "f10")
        await person.at("PasscodeScreen")
        await person.types("wrong")
        await person.presses("enter")
        await person.sees("That is not the passcode")
        await person.types(PASSCODE)
        await person.presses("enter")
        await ended(person, CLOSED_BY_STAFF)


async def test_the_staff_s_passcode_is_not_to_be_guessed(station: Station) -> None:
    async with station() as person:
        await person.presses("f10")
        await person.at("PasscodeScreen")
        for n in range(5):
            await person.types(f"guess{n}")
            await person.presses("enter")
            await person.sees("That is not the passcode")
            await person.pilot.pause(0.1)
        await person.types(PASSCODE)
        await person.presses("enter")
        await person.sees("Too many tries. Please wait 10 seconds")
        assert not person.app._exit


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+d", "ctrl+backslash", "f5", "f12"])
async def test_keys_that_lead_out_elsewhere_answer(station: Station, key: str) -> None:
    async with station() as person:
        await person.presses(key)
        await person.hears("Staff close it with F10")
        await signs_in(person)
        await person.sees("Sepsis")
        await person.presses(key)
        await person.pilot.pause(0.1)
        assert not person.app._exit
        assert person.where == "MainScreen"


async def test_no_action_of_the_app_can_be_asked_for(station: Station, tmp_path: Path) -> None:
    async with station() as person:
        app = person.app
        for action in (
            "screenshot",
            "suspend_process",
            "command_palette",
            "toggle_dark",
            "simulate_key('q')",
            "push_screen('x')",
            "pop_screen",
            "change_theme",
            "show_help_panel",
            "help_quit",
            "back",
            "notify('x')",
            "add_class('Screen', 'x')",
            "switch_mode('x')",
        ):
            assert not await app.run_action(action), action
        app.copy_to_clipboard("secret")
        assert app.clipboard == ""
        app.open_url("https://example.org")
        assert "write it down: https://example.org" in visit(app, "https://example.org")
        assert app.deliver_screenshot() is None
        assert not app.ALLOW_SELECT
        assert person.where == "SignInScreen"


async def test_a_hostile_name_is_only_a_name(station: Station) -> None:
    async with station(pin_required=False, first_pin=False) as person:
        await person.types("1002005")
        await person.presses("enter")
        await person.sees("[@click=app.quit]Eve[/]")


def hits(person: Person, button: str) -> None:
    """Press a button, wherever it has moved by now."""
    person.app.screen.query_one(f"#{button}", Button).press()


async def claimed(person: Person) -> None:
    await signs_in(person)
    await person.sees("Sepsis")
    await person.presses("2", "enter")
    await person.at("ClaimScreen")
    await person.presses("enter")
    await person.sees("Claim CE", "Name")
    await person.presses("enter")
    await person.sees("✓ Claimed")
    hits(person, "claim-download")
    await person.at("HandOverScreen")


async def test_a_certificate_goes_onto_a_drive(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "media" / "STICK"
    async with station(drives=(str(tmp_path / "media"),)) as person:
        await claimed(person)
        hits(person, "drive")
        await person.sees("There is no drive")
        stick.mkdir(parents=True)
        monkeypatch.setattr(Path, "is_mount", lambda self: self == stick)
        hits(person, "drive")
        await person.sees("✓ Saved as", "take the drive out")
    (saved,) = (stick / "CE certificates" / "Ada-Lovelace").iterdir()
    assert "Ada Lovelace" in PdfReader(saved).pages[0].extract_text()
    assert not (tmp_path / "wrong").exists()  # nothing in anybody's Downloads


@pytest.mark.usefixtures("without_cjk")
async def test_a_font_that_a_station_lacks_is_the_staff_s_business(desk: Desk, station: Station) -> None:
    with desk.store() as store:
        store.accounts.save(Learner("ada", "李"))
    async with station() as person:
        await signs_in(person)
        await person.sees("Sepsis")
        await person.presses("2", "enter")
        await person.at("ClaimScreen")
        await person.presses("enter")
        await person.sees("Claim CE", "Name")
        await person.presses("enter")
        await person.sees("needs fonts that are not on this computer")  # told before the claim
        await person.presses("enter")
        await person.sees("✓ Claimed")
        hits(person, "claim-download")
        await person.at("HandOverScreen")
        await person.presses("enter")
        await person.sees("their font is not on this machine", "Please ask the staff; the number above stays good.")


async def test_one_of_two_drives(station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sticks = [tmp_path / "media" / "ONE", tmp_path / "media" / "TWO"]
    for stick in sticks:
        stick.mkdir(parents=True)
    monkeypatch.setattr(Path, "is_mount", lambda self: self in sticks)
    async with station(drives=(str(tmp_path / "media"),)) as person:
        await claimed(person)
        hits(person, "drive")
        await person.at("DriveScreen")
        await person.presses("down", "enter")
        await person.sees("✓ Saved as")
    assert not [*sticks[0].iterdir()]
    assert [*sticks[1].iterdir()]


async def test_a_certificate_is_printed_shown_and_had_at_home(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[bytes, str, str]] = []

    def print_file(path: Path, number: str, printer: str) -> str:
        printed.append((path.read_bytes()[:5], number, printer))
        return "✓ The certificate is on its way"

    monkeypatch.setattr("ce_tui.kiosk.hand_over.print_file", print_file)
    async with station(printer="desk", size=(100, 40)) as person:
        await claimed(person)
        await person.presses("enter")  # the first way is at hand
        await person.sees("✓ The certificate is on its way")
        (claim,) = await person.asks(lambda store: store.lists.claims("ada"))
        assert printed == [(b"%PDF-", claim.number, "desk")]
        hits(person, "home")
        await person.sees(claim.number, "are enough to get it")
        hits(person, "screen")
        await person.sees("Scan this with your phone")
        assert _scanned(person.screen) == claim.number


def _scanned(screen: str) -> str:
    """What a camera reads off the screen."""
    import zxingcpp
    from PIL import Image

    halves = {"█": (0, 0), "▀": (0, 255), "▄": (255, 0)}
    lines = [f"{line:<100}"[:100] for line in screen.splitlines()]
    points = [halves.get(char, (255, 255))[half] for line in lines for half in (0, 1) for char in line]
    picture = Image.frombytes("L", (100, 2 * len(lines)), bytes(points)).resize((600, 12 * len(lines)))
    found = zxingcpp.read_barcodes(picture)
    return found[0].text if found else ""


@pytest.mark.parametrize("offer", [(), ("home",)])
async def test_only_what_the_organizer_offers(station: Station, offer: tuple[str, ...]) -> None:
    async with station(offer=offer) as person:
        await claimed(person)
        assert [button.id for button in person.app.screen.query("Button")] == [*offer, "close"]
        if not offer:
            await person.sees("The staff hands out certificates here")


async def test_a_broken_store_is_said_on_the_first_screen(desk: Desk, station: Station) -> None:
    desk.path.write_bytes(b"nothing of the kind" * 300)
    async with station(sees="cannot be used at the moment; please ask the staff") as person:
        await person.presses("f10", *PASSCODE.replace(" ", "")[:7])
        await person.at("PasscodeScreen")
        person.app.screen.query_one("#passcode", Input).value = PASSCODE
        await person.presses("enter")
        await ended(person, CLOSED_BY_STAFF)


def test_the_clock_of_sign_outs_goes_on_while_the_machine_sleeps() -> None:
    import time

    from ce_tui.ui.kiosk.app import seconds

    assert abs(seconds() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
