"""The store is cared for while the app is open: backed up by itself, restored, deleted; and a wrong clock is told."""

import asyncio
from datetime import timedelta

from ce_tui.store import backups
from ce_tui.ui.mode import Mode

from .conftest import NOW, READING, Desk, credit, finish


async def test_a_backup_is_made_once_the_screen_is_there(demo: Desk) -> None:
    async with demo.open() as person:
        await person.waits(lambda: backups.backups_of(demo.path, NOW), "the backup of today")
        (backup,) = backups.backups_of(demo.path, NOW + timedelta(days=99999))
        assert (backup.kind, backup.path.name) == ("daily", "ce-tui-daily-20260610.db")
        assert list(person.app._notifications) == []


async def test_a_backup_that_cannot_be_made_is_told_and_the_app_goes_on(demo: Desk) -> None:
    (demo.path.parent / "backups").write_text("in the way")
    async with demo.open() as person:
        await person.hears("No backup could be made")
        await person.presses("p")
        await person.at("ProfileScreen")


async def test_a_demo_is_not_backed_up(demo: Desk) -> None:
    async with demo.open(demo.app(mode=Mode(banner="DEMO"))) as person:
        await person.pilot.pause(0.3)
    assert backups.backups_of(demo.path, NOW) == []


async def test_a_restored_store_shows_by_itself(desk: Desk) -> None:
    desk.load([credit("one", READING)])
    backup = backups.back_up(desk.path, NOW)
    desk.load([credit("two", READING)])
    async with desk.open() as person:
        await person.sees("In Progress 2", "Two")
        await asyncio.to_thread(backups.restore, desk.path, backup, NOW, True)
        await person.sees("In Progress 1", "One")
        await person.misses("Two")


async def test_a_deleted_store_is_said_once_and_comes_back_whole(desk: Desk) -> None:
    desk.load([credit("one", READING)])
    async with desk.open() as person:
        await person.waits(lambda: backups.backups_of(desk.path, NOW), "the backup of today")
        desk.path.unlink()
        await person.hears("was deleted or moved away; all it held is kept in")
        await person.pilot.pause(0.5)
        assert len(person.app._notifications) == 1
        await asyncio.to_thread(backups.restore, desk.path, None, NOW, False)
        await person.presses("p")
        await person.at("ProfileScreen")
        await person.types("x")
        await person.presses("enter")
        await person.at("MainScreen")
        await person.sees("x ◉", "In Progress 1")
    with desk.store() as store:
        assert store.accounts.learner("ada").name == "x"


async def test_a_clock_behind_the_records_is_told_once_and_nobody_is_locked_out(desk: Desk) -> None:
    desk.load([credit("one"), credit("two")])
    with desk.store() as store:
        finish(store, "one", NOW + timedelta(days=3))
    async with desk.open() as person:
        await person.hears("The clock of this machine says 10 Jun 2026")
        await person.sees("Ready to Claim 1")
        desk.load([credit("three")])
        await person.sees("In Progress 2")
        assert len(person.app._notifications) == 1


async def test_a_clock_set_back_closes_what_it_had_opened(desk: Desk) -> None:
    desk.load([credit("one", opens_at=NOW - timedelta(hours=1))])
    with desk.store() as store:
        finish(store, "one", NOW - timedelta(hours=3))
    async with desk.open() as person:
        await person.sees("Ready to Claim 1", "In Progress 0")
        desk.clock.move(hours=-2)
        await person.sees("Ready to Claim 0", "In Progress 1")
