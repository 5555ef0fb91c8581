"""The file itself fails: no room, cut short, damaged. A sentence is said, and what was told is kept or brought back."""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.conftest import ONE, credits, fill, times
from tests.store.conftest import NOW, ORGANIZATION

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.store import Store, StoreError, backups
from ce_tui.store.integrity import problems

pytestmark = pytest.mark.slow


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system with little room; skipped where this machine mounts none."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k,mode=700", "tmpfs", str(place)]
    if (done := subprocess.run(mount, capture_output=True, text=True, check=False)).returncode:
        pytest.skip(f"this machine mounts no small disk: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def claim(store: Store, n: int) -> str:
    return store.claims.make(
        "ada", store.credits.find(f"c{n}"), ClaimRequest(f"r{n}", Amount(250), "Ada", {}), NOW
    ).number


def kept(store: Store) -> list[str]:
    return [row.number for row in reversed(store.lists.claims("ada", limit=9999))]


def test_a_full_disk_is_told_and_takes_claims_again_once_there_is_room(small: Path) -> None:
    path, told = fill(small / "ce.db", 300), []
    with Store(path, NOW) as store:
        said = ""
        try:
            for n in range(300):
                told.append(claim(store, n))
        except StoreError as error:
            said = str(error)
        assert re.fullmatch(r"The disk is full, so nothing was changed.*; make room and try again\.", said)
        assert 0 < len(told) < 300
        assert kept(store) == told  # reading goes on
        with pytest.raises(StoreError, match=r"^No backup could be made.*full.*\.$"):
            backups.back_up(path, NOW)
        assert [file for file in small.rglob("*") if file.is_file() and file != path] == []
        assert problems(store) == []
        subprocess.run(["mount", "-o", "remount,size=8m", str(small)], check=True)
        told.append(claim(store, len(told)))
        assert kept(store) == told
    assert backups.back_up(path, NOW).exists()


HALF = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=2")  # so that pages are written before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE credit SET search = search || hex(randomblob(300)), amount = amount + 1")
os._exit(0)  # the connection is never closed
"""


def test_a_journal_that_was_cut_short_is_never_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole journal undoes what was not committed; after a part of it the store may be damaged, which is found."""
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: ("DELETE", "EXTRA"))
    path = fill(tmp_path / "ce.db", 60)
    with Store(path, NOW) as store:
        told = [claim(store, n) for n in range(20)]
    backup = backups.back_up(path, NOW)
    subprocess.run([sys.executable, "-c", HALF, str(path)], check=True)
    journal = path.with_name("ce.db-journal")
    whole, halves = path.read_bytes(), journal.read_bytes()
    assert len(halves) > 4096
    healed, chance = 0, random.Random(1)
    for size in (len(halves), 0, 100, *(chance.randrange(len(halves)) for _ in range(times(15, 200)))):
        path.write_bytes(whole)
        journal.write_bytes(halves[:size])
        try:
            with Store(path, NOW) as store:
                wrong = problems(store)
                sound = not wrong and kept(store) == told
        except StoreError as error:
            wrong, sound = [str(error)], False
        assert all(sentence.endswith(".") for sentence in wrong)
        assert sound or wrong
        healed += sound
        if size == len(halves):
            assert sound
        elif not sound:
            assert backups.restore(path, backup, NOW, sure=False).claims == len(told)
            with Store(path, NOW) as store:
                assert problems(store) == []
                assert kept(store) == told
    assert healed >= 1


def test_a_wal_that_was_cut_short_keeps_all_claims_before_the_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: ("WAL", "FULL"))
    path = fill(tmp_path / "ce.db", 60)
    wal, sizes = path.with_name("ce.db-wal"), []
    store = Store(path, NOW)
    told = []
    for n in range(20):
        told.append(claim(store, n))
        sizes.append(wal.stat().st_size)
    whole, frames = path.read_bytes(), wal.read_bytes()
    store.close()
    chance = random.Random(2)
    for size in {len(frames), 0, *(chance.randrange(len(frames)) for _ in range(times(15, 200)))}:
        copy = tmp_path / str(size) / "ce.db"
        copy.parent.mkdir()
        copy.write_bytes(whole)
        copy.with_name("ce.db-wal").write_bytes(frames[:size])
        with Store(copy, NOW) as store:
            assert problems(store) == []
            before_the_cut = sum(1 for at in sizes if at <= size)
            assert kept(store)[:before_the_cut] == told[:before_the_cut]


def test_a_damaged_page_is_told_and_the_backup_brings_all_back(tmp_path: Path) -> None:
    path = fill(tmp_path / "ce.db", 60)
    with Store(path, NOW) as store:
        told = [claim(store, n) for n in range(20)]
    backup = backups.back_up(path, NOW)
    whole, chance = path.read_bytes(), random.Random(3)
    for _ in range(times(15, 200)):
        at = 4096 * chance.randrange(len(whole) // 4096) + 8  # the page's own header, so that it cannot be missed
        path.write_bytes(whole[: at - 8] + chance.randbytes(64) + whole[at + 56 :])
        try:
            with Store(path, NOW) as store:
                said = problems(store)
        except StoreError as error:
            said = [str(error)]
        assert said
        assert all(sentence.endswith(".") for sentence in said)
        backups.restore(path, backup, NOW, sure=True)
        with Store(path, NOW) as store:
            assert kept(store) == told


def test_a_catalog_that_finds_no_room_changes_nothing(small: Path) -> None:
    path = fill(small / "ce.db", 10)
    with Store(path, NOW) as store:
        with pytest.raises(StoreError, match="The disk is full"):
            store.catalogs.load(ORGANIZATION, [*credits(2000)])
        assert store.lists.count("all", "ada", NOW) == 10
        assert problems(store) == []
        assert store.credits.view("ada", 1, NOW).credit == ONE
