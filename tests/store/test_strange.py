"""What is in a store or a backup beside what is ours: it is never run, it is told, and it does not spread."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.sharing import file_of, put_store
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, finish
from tests.store.test_opening import run
from tests.store.test_schema import backups, schema

from ce_tui.credit.parties import Learner
from ce_tui.store import Store, StoreError
from ce_tui.store.backups import examine, restore
from ce_tui.store.copies import about, open_copy
from ce_tui.store.integrity import problems
from ce_tui.store.pristine import misshapen
from ce_tui.store.schema import HEAD

EVIL = "CREATE TRIGGER evil AFTER INSERT ON draft BEGIN UPDATE learner SET name = 'Mallory', pin = ''; END"
STRANGE = {
    "a trigger": (EVIL, "The trigger “evil” was not made by ce-tui."),
    "a trigger that is temporary in name": (EVIL.replace("evil", '"sqlite evil"'), "trigger “sqlite evil”"),
    "a guard of another body": (
        "DROP TRIGGER claim_kept; CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT 1; END",
        "The trigger “claim_kept” was not made by ce-tui.",
    ),
    "a view": ("CREATE VIEW look AS SELECT pin FROM learner", "The view “look” was not made by ce-tui."),
    "a table": ("CREATE TABLE more (what TEXT)", "The table “more” was not made by ce-tui."),
    "an index": ("CREATE INDEX slow ON learner (name)", "The index “slow” was not made by ce-tui."),
    "a virtual table": ("CREATE VIRTUAL TABLE words USING fts5(what)", "The table “words"),
    "a column": ("ALTER TABLE learner ADD COLUMN more TEXT DEFAULT ''", "The table learner is not as it was made."),
    "an index of ours on another column": (
        "DROP INDEX credit_opens; CREATE INDEX credit_opens ON credit (title)",
        "The index credit_opens is not as it was made.",
    ),
    "no check of what is claimed": (
        "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = replace(sql, 'claimed <= allowed', '1') "
        "WHERE name = 'holding'",
        "The table holding is not as it was made.",
    ),
    "an index is missing": ("DROP INDEX credit_opens", "The index credit_opens is missing."),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put_store(tmp_path / "data" / "ce.db", file_of(make))


def make(path: Path) -> None:
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        store.accounts.save(Learner("ada", "Ada"))
        finish(store, "whole", "airway")
        claim(store, "whole", 1000)


def put(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)


@pytest.mark.parametrize(("statements", "said"), STRANGE.values(), ids=STRANGE)
def test_a_check_tells_and_restoring_leaves_it_out(path: Path, tmp_path: Path, statements: str, said: str) -> None:
    poisoned = tmp_path / "poisoned.db"
    poisoned.write_bytes(path.read_bytes())
    put(poisoned, statements)
    with open_copy(poisoned, NOW) as copy:
        assert [problem for problem in problems(copy) if said in problem], problems(copy)
    for target in (path, tmp_path / "new" / "ce.db"):  # into a store that is there, and where there is none
        done = restore(target, poisoned, NOW, sure=True)
        assert [sentence for sentence in done.strange if said in sentence]
        assert schema(target) == schema(path)
        with Store(target, NOW) as store:
            assert problems(store) == []
            store.claims.draft("ada", store.credits.find("parts"), NOW)
            assert store.accounts.learner("ada").name == "Ada"
            assert store.lists.count("claims", "ada", NOW) == 1


def test_a_clean_backup_leaves_nothing_out(path: Path, tmp_path: Path) -> None:
    with Store(path, NOW) as store, Store(tmp_path / "fresh.db", NOW):
        assert problems(store) == []
    done = restore(tmp_path / "fresh.db", path, NOW, sure=True)
    assert done.strange == ()
    assert schema(path) == schema(tmp_path / "fresh.db")


@pytest.mark.parametrize("name", ["a trigger", "a guard of another body", "a view"])
def test_what_would_run_is_never_opened(path: Path, name: str) -> None:
    put(path, STRANGE[name][0])
    before = path.read_bytes()
    with pytest.raises(StoreError, match="that ce-tui did not make, so it is not used"):
        Store(path, NOW)
    assert path.read_bytes() == before
    restore(path, path, NOW, sure=False)  # the way that the sentence names
    with Store(path, NOW) as store:
        assert problems(store) == []
        assert store.lists.count("claims", "ada", NOW) == 1


def test_an_older_store_is_not_migrated_with_what_would_run(first: Path) -> None:
    put(first, EVIL)
    with pytest.raises(StoreError, match="that ce-tui did not make"):
        Store(first, NOW)
    assert backups(first) == []


def test_a_guard_of_an_older_store_is_made_anew(first: Path) -> None:
    put(first, STRANGE["a guard of another body"][0])
    with open_copy(first, NOW) as copy:
        assert problems(copy) == []
    with Store(first, NOW) as store:
        assert problems(store) == []


# --- what opening would say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statements",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE alembic_version SET version_num = x'00ff'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        "UPDATE alembic_version SET version_num = '0001'",
        EVIL,
    ],
)
def test_what_is_said_of_a_store_is_what_opening_says(path: Path, statements: str) -> None:
    put(path, statements)
    before = path.read_bytes()
    with pytest.raises(StoreError) as said:
        about(path, NOW)
    assert str(said.value).endswith(".")
    assert path.read_bytes() == before
    with pytest.raises(StoreError):
        Store(path, NOW)


def test_a_store_without_its_tables_is_told(path: Path) -> None:
    put(path, "PRAGMA foreign_keys=OFF; DROP TABLE paper")
    assert misshapen(path) == "The table paper is missing."


def test_a_good_store_is_good_and_an_older_one_too(path: Path, first: Path) -> None:
    assert (about(path, NOW)[0], misshapen(path)) == (HEAD, "")
    assert about(first, NOW)[0] == "0001"
    assert backups(first) == []


# --- what a store that is gone left -------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["-journal", "-wal"])
def test_a_new_store_is_not_made_into_what_an_old_one_left(path: Path, end: str) -> None:
    left = path.with_name(path.name + end)
    left.write_bytes(b"its last changes")
    path.unlink()
    with pytest.raises(StoreError, match=rf"{left.name} is left of a store that is gone.*Nothing was changed\.$"):
        Store(path, NOW)
    assert left.read_bytes() == b"its last changes"
    assert not path.exists()
    left.unlink()
    with Store(path, NOW):
        pass


def test_a_real_journal_of_a_store_that_is_gone_harms_no_new_one(path: Path) -> None:
    """The journal of a writer that was killed in the middle, kept when its store was removed."""
    script = """
        import sqlite3, sys, os
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA cache_spill=1")
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE content SET data = data || zeroblob(50000)")
        os._exit(0)
    """
    run(script, path)
    journal = path.with_name(path.name + "-journal")
    assert journal.exists()
    path.unlink()
    with pytest.raises(StoreError, match="is left of a store that is gone"):
        Store(path, NOW)
    assert journal.exists()


def test_restoring_takes_what_was_left_aside(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    backup.write_bytes(path.read_bytes())
    left = path.with_name(path.name + "-journal")
    left.write_bytes(b"its last changes")
    path.unlink()
    restore(path, backup, NOW, sure=True)
    (kept,) = path.parent.glob("*replaced*-journal")
    assert kept.read_bytes() == b"its last changes"
    with Store(path, NOW) as store:
        assert problems(store) == []


def test_a_guard_that_was_taken_away_is_told(tmp_path: Path) -> None:
    """Though it comes back when the store is next opened: what happened meanwhile, nobody kept from happening."""
    path = tmp_path / "ce.db"
    Store(path, NOW).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER claim_fixed")
    assert examine(path, NOW).problems == ["The trigger claim_fixed is missing."]
    Store(path, NOW).close()
    assert examine(path, NOW).problems == []
