"""From the first schema to this one: a store that was in use is brought along, whatever happens on the way."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish
from tests.store.test_processes import together
from tests.store.test_schema import backups, base, dump_file, schema

from ce_tui.credit.parties import Learner
from ce_tui.store import Store, StoreError
from ce_tui.store.schema import HEAD, bring_up_to_date
from ce_tui.store.sqlite import Database

SECOND = timedelta(seconds=1)


class First(Store):
    """The store as the first schema had it: what is written to it now needs nothing newer."""

    def __init__(self, path: Path) -> None:
        self._database = Database(base(path))
        bring_up_to_date(self._database, NOW, head="0001")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store of the first schema that has been in use: progress, guesses, a quiz, claims, one of them revoked."""
    path = tmp_path / "first.db"
    with First(path) as store:
        store.import_catalog(ORGANIZATION, CREDITS)
        store.save_learner(Learner("ada", "Ada Łuczak", "ada@example.org", "NY 1"))
        finish(store, "whole", "airway")
        made = claim(store, "whole", 1000)
        store.revoke(made.number, "By mistake.", NOW)
        store.answer_quiz("ada", store.find("mixed"), "quiz", {}, NOW)
        with pytest.raises(StoreError):
            store.attend("ada", store.find("mixed"), "talk", "WRONG", NOW)
        store.attend("ada", store.find("mixed"), "talk", "PLUM-42", NOW)
    for backup in backups(path):  # of the empty store it was made from
        backup.unlink()
    return path


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def without_version(path: Path) -> dict[str, list[tuple[object, ...]]]:
    store = Store.__new__(Store)
    store._database = Database(path)
    with store:
        return {name: rows for name, rows in dump(store).items() if rows and name != "alembic_version"}


def test_a_store_in_use_is_brought_along_with_everything_in_it(first: Path, tmp_path: Path) -> None:
    assert version(first) == "0001"
    before, rows = dump_file(first), without_version(first)
    assert len(rows["activity"]) >= 4
    with Store(first, NOW) as store:
        assert claim(store, "forfeit", 1000, "r2").part == 1
        assert store.check_ins("ada", NOW) == ()
        assert [one.revocation is not None for one in store.view("ada", store.find("whole"), NOW).claims] == [True]
    assert version(first) == HEAD
    with Store(tmp_path / "new.db", NOW):
        assert schema(first) == schema(tmp_path / "new.db")
    (backup,) = backups(first)
    assert backup.name == "first-schema-0001-20260601-120000.db"
    assert dump_file(backup) == before
    with Store(first, NOW):  # opened again it stays as it is
        assert len(backups(first)) == 1


def test_the_backup_is_brought_along_as_well(first: Path) -> None:
    rows = without_version(first)
    with Store(first, NOW):
        pass
    (backup,) = backups(first)
    with Store(backup, NOW + SECOND) as store:
        assert store.count("claims", "ada", NOW) == 1
    assert without_version(backup) == without_version(first) == rows


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from alembic import op
from ce_tui.store import Store
make = op.create_index
def stop(*args, **more):
    make(*args, **more)
    {then}
    print("half way", flush=True)
    sys.stdin.read()
op.create_index = stop
Store(Path(sys.argv[1]), datetime.fromisoformat("{now}"))
"""


@pytest.mark.parametrize(
    "then", ["pass", "op.execute('PRAGMA cache_spill=1'); op.execute('UPDATE content SET data=1')"]
)
def test_a_program_killed_half_way_leaves_the_store_as_it_was(first: Path, then: str) -> None:
    before = dump_file(first)
    code = KILLED.format(then=then, now=NOW.isoformat())
    with subprocess.Popen(
        [sys.executable, "-c", code, str(first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        with pytest.raises(sqlite3.OperationalError, match="locked"), closing(sqlite3.connect(first, 0)) as other:
            other.execute("BEGIN IMMEDIATE")
        process.kill()
    assert dump_file(first) == before
    assert version(first) == "0001"
    with Store(first, NOW) as store:
        assert store._database.read("PRAGMA integrity_check", {}) == [("ok",)]
        assert store.count("claims", "ada", NOW) == 1
    assert version(first) == HEAD
    assert [dump_file(backup) == before for backup in backups(first)] == [True, True]  # one of each attempt


def test_programs_that_open_it_at_once_migrate_it_once(first: Path) -> None:
    rows = without_version(first)
    script = """
        with Store(path, now) as store:
            print(store.count("claims", "ada", now), store.check_ins("ada", now))
    """
    with together(first, script, 5) as said:
        assert said == ["1 ()"] * 5
    assert version(first) == HEAD
    assert without_version(first) == rows
    assert len(backups(first)) == 1
