"""Care of a store: what a check finds, which backups are made and kept, and what putting one back does to others."""

import gzip
import os
import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.sharing import file_of, put_store
from tests.store import many
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish, watch
from tests.store.test_opening import run
from tests.store.test_schema import base, schema

from ce_tui.store import Refused, Store, StoreError, backups
from ce_tui.store.copies import open_copy
from ce_tui.store.integrity import problems
from ce_tui.store.schema import HEAD

DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put_store(tmp_path / "data" / "ce.db", file_of(make))


def make(path: Path) -> None:
    """A store with a claim, a revoked one, a partial one and progress that is not claimed."""
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        watch(store, "parts", "short", 0, 12)
        claim(store, "whole", 1000, "r1")
        claim(store, "parts", 500, "r2")
        store.certificates.revoke(claim(store, "parts", 250, "r3").number, "Withdrawn.", NOW)


def numbers(path: Path) -> set[str]:
    with Store(path, NOW) as store:
        return {row.number for row in store.lists.claims("ada")}


def wrong(path: Path) -> list[str]:
    with open_copy(path, NOW) as copy:
        return problems(copy)


def raw(path: Path, *statements: str) -> None:
    """As another program would write, without the triggers."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("claim_sum", "claim_kept", "claim_fixed"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


# --- checking -----------------------------------------------------------------------------------------------------


def test_a_good_store_has_no_problems(path: Path) -> None:
    assert wrong(path) == []


SPOILED = {
    "a holding says less was claimed": (
        "UPDATE holding SET claimed = claimed - 10 WHERE parts = 1",
        "What ada is said to have claimed of “whole”",
    ),
    "a holding says less can be claimed": ("UPDATE holding SET claimable = 0 WHERE parts = 2", "said to have of “part"),
    "a holding is lost": ("DELETE FROM holding WHERE parts = 1", "that were never counted"),
    "a holding is not final": ("UPDATE holding SET final = 0 WHERE parts = 1", "said to have of “whole”"),
    "a claim is lost": ("DELETE FROM claim WHERE part = 1 AND title = 'In parts'", "does not follow from the parts"),
    "a claim is worth more": ("UPDATE claim SET amount = 900 WHERE title = 'Whole'", "its row and its snapshot differ"),
    "a name is another": (
        'UPDATE claim SET snapshot = replace(snapshot, \'"request_id":"r1"\', \'"request_id":"r9"\')',
        "its row and its snapshot differ",
    ),
    "a snapshot is cut": ("UPDATE claim SET snapshot = substr(snapshot, 1, 50) WHERE part = 2", "cannot be read"),
    "a number is made up": (
        "UPDATE claim SET number = 'AAAA-AAAA-AAAA-A', snapshot = replace(snapshot, number, 'AAAA-AAAA-AAAA-A') "
        "WHERE part = 2",
        "a number that was never given",
    ),
    "progress is more than the ledger": (
        "UPDATE progress SET spans = '[[0,900000]]' WHERE spans = '[[0,720000]]'",
        "The progress of ada in “short” is not what the ledger says",
    ),
    "the ledger lost a line": ("DELETE FROM activity WHERE end_ms = 720000", "is not what the ledger says"),
    "the ledger was not counted": ("DELETE FROM progress WHERE spans = '[[0,720000]]'", "that was never counted"),
    "what is enough is not complete": ("UPDATE progress SET complete_at = NULL", "does not count as complete"),
    "a row belongs to nothing": ("DELETE FROM credit_content; DELETE FROM content", "belongs to a content that is not"),
}


@pytest.mark.parametrize(("statements", "said"), SPOILED.values(), ids=SPOILED)
def test_a_check_finds_what_sqlite_does_not_know(path: Path, statements: str, said: str) -> None:
    raw(path, *statements.split("; "))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert any(said in problem for problem in wrong(path)), wrong(path)


def test_a_check_finds_a_guard_that_was_weakened(path: Path) -> None:
    raw(path, "CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT 1; END")
    missing = [f"The trigger {name} is missing." for name in ("claim_sum", "claim_fixed")]
    assert wrong(path) == ["The trigger “claim_kept” was not made by ce-tui.", *missing]


def test_a_check_of_damaged_pages_ends_there(path: Path) -> None:
    whole = path.read_bytes()
    found = 0
    for at in range(4096, len(whole), 4096):
        path.write_bytes(whole[:at] + bytes(byte ^ 0xA5 for byte in whole[at : at + 64]) + whole[at + 64 :])
        try:
            said = wrong(path)
        except StoreError as error:  # it cannot even be opened
            said = [str(error)]
        found += bool(said)
        assert all(problem.endswith(".") for problem in said)
    assert found == len(range(4096, len(whole), 4096))


def test_guards_that_were_taken_away_are_back_when_the_store_is_opened(path: Path) -> None:
    raw(path, "DROP TRIGGER revocation_kept")
    with Store(path, NOW) as store:
        for statement in (
            "DELETE FROM revocation",
            "UPDATE revocation SET reason = ''",
            "DELETE FROM claim",
            "INSERT OR REPLACE INTO revocation SELECT claim_id, at, '', place + 1, 'x' FROM revocation",
        ):
            with pytest.raises(StoreError, match=r"is final and cannot be changed\."):
                store._database.read(statement, {})
        assert [
            made.revocation is not None for made in store.credits.view("ada", store.credits.find("parts"), NOW).claims
        ] == [
            False,
            True,
        ]


# --- backups ------------------------------------------------------------------------------------------------------


def test_a_backup_a_day_is_made_of_a_store_that_has_changed(path: Path) -> None:
    first = backups.daily(path, NOW)
    assert first is not None
    assert first.name == "ce-daily-20260601.db"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert backups.daily(path, NOW) is None  # once a day
    assert backups.daily(path, NOW + DAY) is None  # nothing has changed
    with Store(path, NOW) as store, Store(first, NOW) as copy:
        assert dump(store) == dump(copy)
        finish(store, "parts", "short", 30)
        assert backups.daily(path, NOW) is None
        assert backups.daily(path, NOW + DAY) is not None


def test_seven_daily_backups_are_kept_and_all_others(path: Path) -> None:
    by_hand = backups.back_up(path, NOW)
    wrong_clock = path.parent / "backups" / "ce-daily-20991231.db"
    made = []
    with Store(path, NOW) as store:
        for n in range(10):
            watch(store, "parts", "short", 12 + n, 13 + n, NOW + n * DAY)
            made.append(backups.daily(path, NOW + n * DAY))
            if n == 0:
                wrong_clock.write_bytes(by_hand.read_bytes())
                os.utime(wrong_clock, (1, 1))
    names = {backup.path.name for backup in backups.backups_of(path, NOW)}
    assert names == {file.name for file in made[-7:] if file} | {by_hand.name}


def test_what_is_no_store_is_not_backed_up(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "mine.db")) as connection:
        connection.execute("CREATE TABLE mine (id)")
    for make in (backups.daily, backups.back_up):
        with pytest.raises(StoreError, match=r"no store of ce-tui\. The store is as it was\."):
            make(tmp_path / "mine.db", NOW)
    assert backups.daily(tmp_path / "nothing.db", NOW) is None
    assert not (tmp_path / "backups").exists()


def test_a_damaged_store_is_not_backed_up_and_pushes_no_good_backup_out(path: Path) -> None:
    good = backups.daily(path, NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises(StoreError, match="No backup could be made"):
        backups.daily(path, NOW + DAY)
    assert [backup.path for backup in backups.backups_of(path, NOW)] == [good]


def test_what_a_killed_backup_left_is_no_backup_and_is_swept(path: Path) -> None:
    backups.back_up(path, NOW)
    for name, age in (
        ("backups/.ce-tui-old.new", 2 * DAY),
        (".ce-tui-older.new-journal", 3 * DAY),
        ("backups/.ce-tui-now.new", timedelta()),
    ):
        left = path.parent / name
        left.touch()
        os.utime(left, ((NOW - age).timestamp(),) * 2)
    os.utime(path)
    assert backups.daily(path, NOW) is not None
    assert sorted(kind.kind for kind in backups.backups_of(path, NOW)) == ["asked", "daily"]
    assert [file.name for file in path.parent.rglob(".ce-tui*")] == [".ce-tui-now.new"]


def test_a_backup_by_hand_goes_where_it_is_told_and_over_nothing(path: Path, tmp_path: Path) -> None:
    assert backups.back_up(path, NOW, tmp_path).name == "ce-20260601-120000.db"
    assert backups.back_up(path, NOW, tmp_path).name == "ce-20260601-120000-2.db"
    there = tmp_path / "mine.txt"
    there.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        backups.back_up(path, NOW, there)
    assert there.read_text() == "mine"
    with pytest.raises(StoreError, match=r"^No backup could be made in .*\.$"):
        backups.back_up(path, NOW, there / "below" / "a.db")


# --- restoring ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [("WAL", "FULL"), ("DELETE", "EXTRA")])
def test_a_backup_is_restored_while_the_store_is_open(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: tuple[str, str]
) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: mode)
    before = numbers(path)
    backup = backups.back_up(path, NOW)
    with Store(path, NOW) as store:
        made = claim(store, "forfeit", 1000, "r4")
        seen = store.version
        with pytest.raises(Refused, match=rf"1 claim .*{made.number}.*--yes"):
            backups.restore(path, None, NOW, sure=False)
        assert store.version == seen
        assert {row.number for row in store.lists.claims("ada")} == {*before, made.number}
        done = backups.restore(path, None, NOW, sure=True)
        assert (done.source, done.claims, done.without) == (backup, len(before), (made.number,))
        assert store.version != seen
        assert {row.number for row in store.lists.claims("ada")} == before
        again = claim(store, "forfeit", 1000, "r4")  # the same window goes on
    assert wrong(path) == []
    assert done.kept is not None
    assert wrong(done.kept) == []
    assert numbers(done.kept) == {*before, made.number}
    assert numbers(path) == {*before, again.number}
    assert [one.kind for one in backups.backups_of(path, NOW)] != []


BROKEN: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(os.urandom(9000)),
    "empty": lambda path: path.write_bytes(b""),
    "scrambled": lambda path: path.write_bytes(path.read_bytes()[:4096] + os.urandom(20_000)),
    "gone": lambda path: path.unlink(),
    "without a table": lambda path: raw(path, "DROP TABLE holding"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_a_backup_takes_the_place_of_a_store_that_is_broken(path: Path, spoil: Callable[[Path], object]) -> None:
    good = dump_of(path)
    backups.back_up(path, NOW)
    spoil(path)
    broken = path.read_bytes() if path.exists() else None
    done = backups.restore(path, None, NOW, sure=False)
    assert dump_of(path) == good
    assert wrong(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if broken is None:
        assert done.kept is None
    else:
        assert done.kept is not None
        assert done.kept.name == "ce-replaced-20260601-120000.db"
        assert len(done.kept.read_bytes()) == len(broken)
    assert [file.name for file in path.parent.iterdir() if "ce-tui" in file.name] == []


def dump_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with Store(path, NOW) as store:
        return dump(store)


def test_the_newest_sound_backup_is_taken(path: Path) -> None:
    sound = backups.back_up(path, NOW)
    spoiled = backups.back_up(path, NOW + DAY)
    raw(spoiled, "UPDATE holding SET claimed = 0, parts = 0 WHERE parts = 1")
    cut = backups.back_up(path, NOW + 2 * DAY)
    cut.write_bytes(cut.read_bytes()[:9000])
    for n, file in enumerate((sound, spoiled, cut)):
        os.utime(file, ((NOW + n * timedelta(minutes=1)).timestamp(),) * 2)
    assert backups.restore(path, None, NOW + DAY, sure=False).source == sound
    for bad in (spoiled, cut):
        with pytest.raises(StoreError, match="damaged"):
            backups.restore(path, bad, NOW, sure=False)


@pytest.mark.parametrize("make", ["text", "foreign", "empty", "newer", "folder", "nothing"])
def test_what_is_no_store_is_not_restored(path: Path, tmp_path: Path, make: str) -> None:
    file = tmp_path / "other.db"
    before = dump_of(path)
    if make == "text":
        file.write_text("title: Airway\n" * 500)
    elif make == "foreign":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE claim (id)")
    elif make == "empty":
        file.touch()
    elif make == "newer":
        backups.back_up(path, NOW, file)
        raw(file, "UPDATE alembic_version SET version_num = '9999'")
    elif make == "folder":
        file.mkdir()
    with pytest.raises(StoreError, match=r"^[A-Z/].*other\.db.*\.$"):
        backups.restore(path, file, NOW, sure=True)
    assert dump_of(path) == before
    assert backups.backups_of(path, NOW) == []


@pytest.mark.parametrize(
    ("pack", "told"),
    [
        (gzip.compress, "This is a compressed file (such as gzip). Unpack it first."),
        (lambda data: b"PK\3\4" + bytes(26) + b"store.db", "This is a ZIP file. Unpack it first."),
        (lambda data: b"", "It is empty. `ce-tui store list` shows the backups."),
        (lambda data: bytes(len(data)), "This is a file of zero bytes, as a copy that failed leaves it."),
        (lambda data: b"%PDF-1.7\n", "This is a PDF."),
        (lambda data: b"title: Airway\n", "is not a ce-tui store. `ce-tui store list`"),
    ],
    ids=range(6),
)
def test_what_is_given_in_the_place_of_a_backup_is_named(path: Path, tmp_path: Path, pack: Any, told: str) -> None:
    file = backups.back_up(path, NOW, tmp_path / "other.db")
    file.write_bytes(pack(file.read_bytes()))
    with pytest.raises(StoreError, match=re.escape(told)):
        backups.restore(path, file, NOW, sure=True)


def test_a_backup_of_an_older_version_is_restored_as_one_of_this_version(path: Path, tmp_path: Path) -> None:
    with Store(path, NOW) as store:
        backups.restore(path, base(tmp_path / "old.db"), NOW, sure=True)
        assert store.lists.count("all", "ada", NOW) == 0
        store.catalogs.load(ORGANIZATION, CREDITS)
    assert schema(path) == schema(backups.back_up(path, NOW))
    with Store(path, NOW) as store:
        assert dump(store)["alembic_version"] == [(HEAD,)]
    assert wrong(path) == []


def test_another_programs_database_is_not_replaced(path: Path, tmp_path: Path) -> None:
    backup = backups.back_up(path, NOW)
    foreign = tmp_path / "mine.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE mine (id)")
    before = foreign.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        backups.restore(foreign, backup, NOW, sure=True)
    assert foreign.read_bytes() == before


def test_without_a_backup_the_sentence_says_so(path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no backup in .*; name the file to restore"):
        backups.restore(path, None, NOW, sure=True)


def test_a_busy_store_is_not_restored(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.BUSY_SECONDS", 0.1)
    backups.back_up(path, NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):
            other.execute(lock)
            with pytest.raises(StoreError, match="kept the store busy"):
                backups.restore(path, None, NOW, sure=True)
            other.execute("ROLLBACK")
    assert backups.restore(path, None, NOW, sure=True).kept is not None


# --- the file under an open store ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [("WAL", "FULL"), ("DELETE", "EXTRA")])
def test_a_file_that_takes_the_stores_place_is_gone_on_with(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: tuple[str, str]
) -> None:
    """As `mv` does it. Without looking, a WAL store goes on writing into a file that nobody will ever see."""
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: mode)
    copy = backups.back_up(path, NOW, tmp_path / "copy.db")
    with Store(path, NOW) as store:
        claim(store, "forfeit", 1000, "r4")
        seen = store.version
        copy.rename(path)
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        made = claim(store, "forfeit", 1000, "r5")
        assert store.version != seen
    assert made.number in numbers(path)
    assert wrong(path) == []


def test_a_file_that_comes_while_a_writer_waits_is_told_and_nothing_is_written(path: Path, tmp_path: Path) -> None:
    copy = backups.back_up(path, NOW, tmp_path / "copy.db")
    before = dump_of(copy)
    with Store(path, NOW) as store:
        follow = store._database.follow

        def late() -> None:
            follow()
            copy.rename(path)

        store._database.follow = late  # type: ignore[method-assign]
        with pytest.raises(StoreError, match="another file now, so nothing was changed; please try again"):
            finish(store, "parts", "short", 30)
        store._database.follow = follow  # type: ignore[method-assign]
        assert dump(store) == before
        finish(store, "parts", "short", 30)
        assert dump(store) == dump_of(path) != before


@pytest.mark.parametrize("mode", [("WAL", "FULL"), ("DELETE", "EXTRA")])
def test_a_deleted_store_is_kept_by_whoever_has_it_open(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: tuple[str, str]
) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: mode)
    with Store(path, NOW) as store:
        claim(store, "forfeit", 1000, "r4")
        held = dump(store)
        for file in path.parent.iterdir():
            file.unlink()
        for _ in range(3):
            with pytest.raises(StoreError, match=r"was deleted or moved away; all it held is kept in .*rescued\.db"):
                _ = store.version
        with pytest.raises(StoreError, match="was deleted"):
            finish(store, "parts", "short", 30)
        assert [one.kind for one in backups.backups_of(path, NOW)] == ["rescued"]
        backups.restore(path, None, NOW, sure=False)
        assert store.version
        assert dump(store) == held
        finish(store, "parts", "short", 30)
    assert wrong(path) == []


def test_a_store_of_another_version_is_not_gone_on_with(path: Path, tmp_path: Path) -> None:
    copy = backups.back_up(path, NOW, tmp_path / "copy.db")
    raw(copy, "UPDATE alembic_version SET version_num = '9999'")
    with Store(path, NOW) as store:
        copy.rename(path)
        for _ in range(2):
            with pytest.raises(StoreError, match="another version; please start ce-tui again"):
                finish(store, "parts", "short", 30)


PEAK = """
    import resource, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from ce_tui.store.backups import examine
    found = examine(Path(sys.argv[1]), datetime(2026, 6, 2, tzinfo=UTC))
    assert not found.problems, found.problems
    print(found.counts["claim"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_check_of_very_many_claims_holds_a_few_at_a_time(tmp_path: Path) -> None:
    kilobytes = []
    for claims in (100, 6_000):
        many.fill(tmp_path / f"{claims}.db", claims)
        seen, peak = map(int, run(PEAK, tmp_path / f"{claims}.db").split())
        assert seen == claims
        kilobytes.append(peak)
    few, most = kilobytes
    size = (tmp_path / "6000.db").stat().st_size // 1024
    assert size > 25_000
    assert most - few < size * 0.8  # its pages that are kept at hand; all of them as objects are some times that
