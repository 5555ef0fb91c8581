"""A copy to try things on: all of the store, none of what is done to it, and not a byte of the file changed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.conftest import NOW, claim, finish
from tests.store.test_opening import NOT_A_STORE, fill, run

from ce_tui.store import Store, StoreError
from ce_tui.store.copies import open_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "data" / "ce.db")


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_what_is_done_to_a_copy_reaches_no_file(path: Path) -> None:
    before = files(path)
    with open_copy(path, NOW) as copy:
        assert copy.lists.count("claims", "ada", NOW) == 1
        finish(copy, "parts", "airway")
        claim(copy, "parts", 1000, "r2")
        assert copy.lists.count("claims", "ada", NOW) == 2
        assert files(path) == before
    assert files(path) == before
    with Store(path, NOW) as store:
        assert store.lists.count("claims", "ada", NOW) == 1


def test_a_copy_stays_as_it_was_when_the_store_goes_on(path: Path) -> None:
    with open_copy(path, NOW) as copy, Store(path, NOW) as store:
        version = copy.version
        finish(store, "parts", "short", 30)
        claim(store, "parts", 1500, "r2")
        assert (copy.lists.count("claims", "ada", NOW), store.lists.count("claims", "ada", NOW)) == (1, 2)
        assert copy.version == version


def test_a_copy_has_what_only_the_write_ahead_log_holds(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE organization SET data = replace(data, 'Northwind', 'Southwind')")
        before = files(path)
        with open_copy(path, NOW) as copy:
            assert copy.lists.organizations()[0].name.startswith("Southwind")
            finish(copy, "whole", "airway")
        after = files(path)
        assert {name: after[name] for name in ("ce.db", "ce.db-wal")} == {
            name: before[name] for name in ("ce.db", "ce.db-wal")
        }


def test_a_store_that_is_being_written_can_be_looked_at(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_copy(path, NOW) as copy:
            assert copy.lists.count("claims", "ada", NOW) == 1


def test_a_store_that_stays_locked_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="Another program kept the store busy"):
            open_copy(path, NOW)


@pytest.mark.parametrize("kind", NOT_A_STORE)
def test_what_is_not_a_store_is_a_sentence_and_stays(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "data" / "ce.db"
    path.parent.mkdir()
    NOT_A_STORE[kind](path)
    before = files(path)
    with pytest.raises(StoreError, match=str(path)):
        open_copy(path, NOW)
    assert files(path) == before


def test_a_missing_store_is_a_sentence_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_copy(tmp_path / "none.db", NOW)
    assert not (tmp_path / "none.db").exists()


def test_a_newer_store_is_refused_and_a_damaged_one_is_said(path: Path, tmp_path: Path) -> None:
    newer = Path(shutil.copy(path, tmp_path / "newer.db"))
    with closing(sqlite3.connect(newer, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer\.db cannot be looked at: .* written by a newer ce-tui \(schema 9999"):
        open_copy(newer, NOW)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(StoreError, match="damaged"):
        open_copy(damaged, NOW)


def test_a_copy_is_opened_without_making_tables_first(path: Path) -> None:
    script = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from ce_tui.store.copies import open_copy
        with open_copy(Path(sys.argv[1]), datetime(2026, 6, 1, tzinfo=UTC)) as copy:
            assert copy.lists.organizations()
        print(*sorted({"alembic", "sqlalchemy", "sqlmodel"} & set(sys.modules)))
    """
    assert run(script, path) == ""
