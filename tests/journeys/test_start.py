"""The first start, and stores that cannot be opened."""

import sqlite3
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest
from textual.widgets import Input

from ce_tui.catalog.samples import NORTHWIND
from ce_tui.credit.parties import Organization
from ce_tui.store import Store
from ce_tui.ui.app import CeApp

from .conftest import NOW, WAIT_SECONDS, Desk, credit


def nothing(desk: Desk) -> None:
    with desk.store():
        pass


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:4000] = b"\xff" * 3900
    path.write_bytes(data)


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def text(path: Path) -> None:
    path.write_text("just some text that is long enough to be looked at as a database header, or so one hopes" * 20)


@pytest.mark.parametrize(
    ("break_it", "sentence", "key"),
    [
        (corrupt, "damaged", "q"),
        (newer, "was written by a newer ce-tui", "escape"),
        (text, "is not a ce-tui store", "enter"),
        (folder, "open", "ctrl+q"),
    ],
)
async def test_a_store_that_cannot_be_opened_is_said_and_quitting_returns_2(
    desk: Desk, break_it: object, sentence: str, key: str
) -> None:
    desk.load([credit("airway")])
    assert callable(break_it)
    break_it(desk.path)
    app = desk.app()
    async with desk.open(app) as person:
        await person.at("ProblemScreen")
        await person.sees("The store cannot be opened", sentence)
        await person.presses(key)
    assert app.return_code == 2


async def test_the_sample_catalog_is_loaded_on_an_empty_store(desk: Desk) -> None:
    nothing(desk)
    async with desk.open() as person:
        await person.at("StartScreen")
        await person.sees("Nothing is loaded yet.")
        await person.clicks("#sample")
        await person.at("MainScreen")
        await person.sees("CME Northwind Academy of Medicine", "In Progress 16")
        await person.hears("17 credits were loaded.")


async def test_a_file_is_imported_and_a_bad_one_is_explained(desk: Desk, tmp_path: Path) -> None:
    nothing(desk)
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(_SMALL, "utf-8")
    bad.write_text("organization: {id: x}\ncredits:\n" + "  - {titel: a}\n" * 9, "utf-8")
    async with desk.open() as person:
        await person.at("StartScreen")
        await person.clicks("#import")
        await person.sees("Please enter the path of a catalog file.")
        await person.clicks("#file")
        field = person.app.screen.query_one("#file", Input)
        for path, text in [
            ("none.yaml", "there is no such file"),
            ("~nobody/catalog.yaml", "~nobody"),
            (bad, "Line 1: this"),
        ]:
            field.value = str(path)
            await person.presses("enter")
            await person.sees(text)
        await person.sees("more; `ce-tui check FILE` lists all.")
        assert (await person.asks(lambda store: store.lists.organizations())) == ()
        field.value = str(good)
        await person.presses("enter")
        await person.at("MainScreen")
        await person.sees("In Progress 1 ")
        await person.hears("1 credit was loaded.")


async def test_what_a_certificate_could_not_show_is_told_with_the_import(desk: Desk, tmp_path: Path) -> None:
    nothing(desk)
    file = tmp_path / "catalog.yaml"
    file.write_text(_SMALL.replace("A Film", "A Film \u2603"), "utf-8")
    async with desk.open() as person:
        await person.at("StartScreen")
        await person.clicks("#file")
        person.app.screen.query_one("#file", Input).value = str(file)
        await person.presses("enter")
        await person.at("MainScreen")
        await person.hears("1 credit was loaded. It has 1 warning. `ce-tui check FILE` lists them.")


_SMALL = """
organization: { id: small, name: A Small Society, zone: UTC }
credits:
  - { id: film, title: A Film, type: hours, amount: 1,
      contents: [{ kind: video, id: one, title: One, length: 1 h, file: one.mp4 }] }
"""


@pytest.mark.parametrize(
    ("step", "told", "key"),  # Enter: the button Stop has the focus
    [
        ("catalog.yaml_catalog.build_credit", "Checking credits: ", "escape"),
        ("store.catalog_rows._values", "Writing credits: ", "enter"),
    ],
)
async def test_a_long_import_says_how_far_it_is_and_is_stopped_whole(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, told: str, key: str
) -> None:
    nothing(desk)
    file, goes_on = tmp_path / "good.yaml", threading.Event()
    file.write_text(NORTHWIND.text(NOW), "utf-8")
    module, _, name = f"ce_tui.{step}".rpartition(".")
    whole = getattr(import_module(module), name)
    monkeypatch.setattr(f"{module}.{name}", lambda *args: goes_on.wait(WAIT_SECONDS) and whole(*args))
    monkeypatch.setattr("ce_tui.ui.boxes.start.TELL_AFTER_SECONDS", 0.02)
    async with desk.open() as person:
        await person.at("StartScreen")
        screen = person.app.screen
        screen.query_one("#file", Input).value = str(file)
        for stopped in (True, False):
            goes_on.clear()
            await person.waits(lambda: not screen.query_one("#file").disabled, "the field")
            await person.clicks("#file")
            await person.presses("enter")
            await person.sees(told, "Esc stops", "Stop")
            if stopped:
                await person.presses(key)
            goes_on.set()
            if stopped:
                await person.sees("Stopped; nothing was loaded.", "Close")
                assert (await person.asks(lambda store: store.lists.organizations())) == ()
        await person.at("MainScreen")
        await person.sees("In Progress 16")


async def test_leaving_the_app_does_not_wait_for_a_long_import(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing(desk)
    file, begun = tmp_path / "good.yaml", threading.Event()
    file.write_text(NORTHWIND.text(NOW), "utf-8")
    whole = import_module("ce_tui.store.catalog_rows")._values

    def slowly(*args: object) -> object:
        begun.set()
        time.sleep(0.1)
        return whole(*args)

    monkeypatch.setattr("ce_tui.store.catalog_rows._values", slowly)
    async with desk.open() as person:
        await person.at("StartScreen")
        person.app.screen.query_one("#file", Input).value = str(file)
        await person.presses("enter")
        await person.waits(begun.is_set, "the import")
        await person.presses("ctrl+q")
    with desk.store() as store:
        assert store.lists.organizations() == ()


async def test_closing_leaves_an_empty_app_that_says_what_to_do(desk: Desk) -> None:
    nothing(desk)
    async with desk.open() as person:
        await person.at("StartScreen")
        await person.presses("escape")
        await person.at("MainScreen")
        await person.sees("nothing loaded yet", "Nothing is in progress.", "`ce-tui import FILE` loads a catalog.")
        for key in ("2", "3", "1", "enter", "o", "c", "d", "question_mark", "slash", "escape", "i", "escape"):
            await person.presses(key)
        with desk.store() as other:
            other.catalogs.load(
                other.lists.organizations()[0] if other.lists.organizations() else _org(), [credit("airway")]
            )
        await person.sees("In Progress 1", "Airway")


def _org() -> Organization:
    return Organization("org", "Northwind")


async def test_a_slow_store_lets_the_screen_come_first(desk: Desk) -> None:
    desk.load([credit("airway")])
    app = desk.app()

    def slowly() -> Store:
        time.sleep(0.5)
        return desk.store()

    slow = CeApp(slowly, desk.clock, app.settings)
    app.door.close()
    async with slow.run_test(size=(80, 24)) as pilot:
        assert slow.screen.query("#progress")
        while "Airway" not in "".join(strip.text for strip in slow.screen._compositor.render_strips()):
            await pilot.pause(0.05)
