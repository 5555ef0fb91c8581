"""What goes wrong while the app runs: it says so, stays alive, and loses nothing."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Input

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.claims import Claims
from ce_tui.ui.app import CeApp
from ce_tui.ui.lists import rows
from ce_tui.ui.places import Start

from .conftest import NOW, READING, Clock, Desk, credit, finish


async def test_a_store_that_becomes_read_only_is_said_and_the_app_goes_on(demo: Desk) -> None:
    async with demo.open() as person:
        await person.asks(lambda store: store.engine.connection.execute("PRAGMA query_only = ON"))
        await person.presses("p")
        await person.at("ProfileScreen")
        await person.types("x")
        await person.presses("enter")
        await person.sees("read-only, so nothing was changed")
        await person.asks(lambda store: store.engine.connection.execute("PRAGMA query_only = OFF"))
        await person.presses("enter")
        await person.at("MainScreen")
        await person.sees("x ◉")


async def test_a_store_that_is_locked_is_said_and_the_app_goes_on(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.BUSY_SECONDS", 0.1)
    async with demo.open() as person:
        with closing(sqlite3.connect(demo.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await person.presses("p")
            await person.at("ProfileScreen")
            await person.types("x")
            await person.presses("enter")
            await person.sees("Another program kept the store busy for too long")
            await person.pilot.pause(0.5)
            messages = [note.message for note in person.app._notifications]
            assert len(messages) == len({*messages}), messages  # however often the app looked for news
            other.execute("ROLLBACK")
        await person.presses("enter")
        await person.at("MainScreen")
        await person.sees("x ◉")


async def test_a_store_that_is_damaged_is_said_once(demo: Desk) -> None:
    async with demo.open() as person:

        def damaged(*_: Any) -> None:
            raise StoreError("The store is damaged; restore a backup.")

        person.app.door._store.result().__class__ = type("Damaged", (Store,), {"version": property(damaged)})
        await person.hears("The store is damaged; restore a backup.")
        await person.pilot.pause(0.5)
        assert len(person.app._notifications) == 1
        await person.presses("2")
        await person.waits(lambda: person.tab == "ready")


async def test_quitting_in_the_middle_of_writing_finishes_what_was_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    desk.load([credit("airway")])
    with desk.store() as store:
        finish(store, "airway", NOW)
    make = Claims.make

    def slowly(*args: Any) -> Any:
        time.sleep(0.3)
        return make(*args)

    monkeypatch.setattr(Claims, "make", slowly)
    async with desk.open() as person:
        await person.turns_to("ready")
        await person.presses("enter")
        await person.at("ClaimScreen")
        await person.clicks("#claim-claim")
        await person.presses("ctrl+q")
    with desk.store() as store:
        assert store.lists.count("claims", "ada", NOW) == 1


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0, 0.05])
async def test_quitting_at_any_moment_leaves_no_loose_end(demo: Desk, clock: Clock, delay: float) -> None:
    for keys in (["slash", "a"], ["2", "enter"], ["enter"], ["3", "d"], ["p"], ["question_mark"], ["enter", "enter"]):
        app = demo.app()
        async with demo.open(app) as person:
            for key in keys:
                await person.pilot.press(key)
            await person.pilot.pause(delay)
            app.exit()
        assert app.return_code == 0


def failing(*_: object) -> Content:
    raise RuntimeError("secret answer")


async def wrong(*_: object, **__: object) -> None:
    raise RuntimeError("secret answer")


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        ("ce_tui.ui.app.CeApp.action_help", ["f1"]),
        ("ce_tui.ui.main.MainScreen.action_turn", ["right"]),
        ("ce_tui.ui.lists.rows.ready_line", ["2"]),
        ("ce_tui.ui.drawing.lines.facts", ["enter"]),
        ("ce_tui.ui.boxes.help.HelpScreen.body", ["f1"]),
        ("ce_tui.ui.boxes.why.explain", ["question_mark"]),
        ("ce_tui.ui.claiming._claim", ["2", "enter"]),
        ("ce_tui.store.credits.Credits.view", ["enter"]),
        ("ce_tui.ui.boxes.profile.ProfileScreen.body", ["p"]),
    ],
)
async def test_an_unexpected_error_is_kept_and_ends_the_app_with_70(
    demo: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], target: str, keys: list[str]
) -> None:
    import ce_tui.ui.boxes.help
    import ce_tui.ui.boxes.profile
    import ce_tui.ui.boxes.why
    import ce_tui.ui.claiming  # noqa: F401

    crashes: list[BaseException] = []

    def crashed(error: BaseException) -> str:
        crashes.append(error)
        return "Something [/x] unexpected happened."

    app = demo.app(crashed=crashed)
    async with demo.open(app) as person:
        monkeypatch.setattr(target, wrong if target.endswith("_claim") else failing)
        *first, last = keys
        await person.presses(*first)
        app.simulate_key(last)
        async with asyncio.timeout(5):
            # The pilot would draw the screen, and fail as the app did.
            while app.return_code != 70:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert len(crashes) == 1
    assert "secret answer" in str(crashes[0].__cause__ or crashes[0].__context__ or crashes[0])
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert "Something [/x] unexpected happened." in said.err


async def test_an_error_before_the_first_list_ends_the_app_with_70(
    demo: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "credit_line", failing)
    app = demo.app(crashed=lambda error: f"kept {type(error).__name__}")
    await app.run_async(headless=True, size=(80, 24))
    assert app.return_code == 70
    assert "kept RuntimeError" in capsys.readouterr().err


async def test_a_store_that_fails_to_open_unexpectedly_ends_the_app_with_70(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened() -> Store:
        raise RuntimeError("secret")

    made = desk.app()
    made.door.close()
    app = CeApp(opened, desk.clock, made.settings, crashed=lambda _: "kept")
    await app.run_async(headless=True, size=(80, 24))
    assert app.return_code == 70
    assert capsys.readouterr().err.strip() == "kept"


async def test_a_credit_taken_back_while_its_page_is_open_closes_the_page(desk: Desk) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await person.presses("enter")
        await person.at("CreditPage")
        await person.asks(
            lambda store: store.engine.connection.executescript("PRAGMA foreign_keys=OFF; UPDATE credit SET id = 77")
        )
        await person.app.changed()
        await person.at("MainScreen")
        await person.hears("This credit is no longer in the store; go back to the list.")


@pytest.mark.parametrize("ends", [True, False], ids=["the app ends", "the page is left"])
async def test_a_page_that_reads_while_it_is_taken_down_is_no_crash(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await person.presses("enter")
        await person.at("CreditPage")
        page, ask = person.app.screen, person.app.door.ask
        asked = asyncio.Event()

        async def ask_until_the_page_is_empty(*what: Any) -> object:
            found = await ask(*what)
            asked.set()
            while page.query("#facts"):  # noqa: ASYNC110  nothing tells when a part of a page is gone
                await asyncio.sleep(0)
            return found

        monkeypatch.setattr(person.app.door, "ask", ask_until_the_page_is_empty)
        person.app.screen_stack[0].run_worker(person.app.changed())
        await asked.wait()
        if not ends:
            await person.presses("escape")
            await person.at("MainScreen")


async def test_a_screen_that_comes_while_the_app_ends_is_no_crash(desk: Desk) -> None:
    """A terminal may be closed while a new store is opened, whose start asks how to begin."""
    crashes: list[BaseException] = []

    def crashed(error: BaseException) -> str:
        crashes.append(error)
        return "Something unexpected happened."

    app = desk.app(crashed=crashed)
    async with desk.open(app) as person:
        await person.at("StartScreen")
        app.exit(return_code=129)
        app.open(Start())
    assert (app.return_code, crashes) == (129, [])


async def test_typing_fast_into_the_filter_ends_with_the_last_word(demo: Desk) -> None:
    async with demo.open() as person:
        await person.presses("slash")
        for word in ("annual", "sepsis"):
            person.app.screen.query_one("#filter", Input).value = word
        await person.waits(lambda: person.row is not None and person.row.id == "sepsis-bundle")
        await person.misses("Annual Meeting")


async def test_a_clock_that_cannot_be_right_is_told_and_nothing_is_claimed_by_it(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway")])
    with desk.store() as store:
        finish(store, "airway", clock())
    clock.now = datetime(1970, 1, 1, 0, 10, tzinfo=UTC)
    async with desk.open() as person:
        await person.hears("This computer's clock says 1 Jan 1970, 00:10. Set the clock.")
        await person.turns_to("ready")
        await person.presses("enter")
        await person.at("ClaimScreen")
        with pytest.raises(Refused, match="clock says"):
            await person.asks(
                lambda store: store.claims.make(
                    "ada", person.row.key, ClaimRequest("request-1", Amount(1000), "Ada", {}), clock()
                )
            )
