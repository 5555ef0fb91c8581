"""The schema: made and migrated it is the same, an older store is backed up and brought along, a newer one refused."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish
from tests.store.test_opening import run

from ce_tui.store import Store, StoreError
from ce_tui.store.engines.connections import APPLICATION_ID
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.migrating import MIGRATIONS, bring_up_to_date
from ce_tui.store.schema import HEAD


def schema(path: Path) -> dict[str, object]:
    """Columns, keys, indexes, checks and triggers, however their SQL is written."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(path)) as connection:

        def ask(sql: str) -> list[Any]:
            return connection.execute(sql).fetchall()

        for type, name, sql in ask("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL"):
            if type != "table":
                found[name] = " ".join(sql.split())
            elif name != "alembic_version":
                indexes = {
                    (unique, origin, str(ask(f"PRAGMA index_info('{index}')")))
                    for _, index, unique, origin, _ in ask(f"PRAGMA index_list('{name}')")
                }
                found[name] = (
                    ask(f"PRAGMA table_xinfo('{name}')"),
                    sorted(key[2:] for key in ask(f"PRAGMA foreign_key_list('{name}')")),
                    indexes,
                    sorted(re.findall(r"CONSTRAINT \w+ (?:CHECK|UNIQUE) \(.*\)", sql)),
                )
    return found


def base(path: Path, version: str | None = None) -> Path:
    """A store from before the first schema: known by its application id, without a table."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        if version is not None:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            if version:
                connection.execute("INSERT INTO alembic_version VALUES (?)", [version])
    return path


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / "backups").glob("*.db"))


@pytest.mark.parametrize("version", [None, ""])
def test_a_migrated_store_has_the_tables_of_a_new_one(tmp_path: Path, version: str | None) -> None:
    migrated, new = base(tmp_path / "old.db", version), tmp_path / "new.db"
    with Store(migrated, NOW) as store, Store(new, NOW):
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        claim(store, "whole", 1000)
    assert schema(migrated) == schema(new)
    with Store(migrated, NOW) as store:
        assert store.lists.count("claims", "ada", NOW) == 1
    assert len(backups(migrated)) == 1


STEP = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "{revision}", "{down}"
def upgrade() -> None:
    op.add_column("learner", sa.Column("{column}", sa.Text()))
    op.execute("UPDATE learner SET {column} = 'moved ' || key")
    {then}
"""


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later program, with two more steps."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "a2.py").write_text(STEP.format(revision="a2", down=HEAD, column="one", then="pass"))
    (folder / "versions" / "a3.py").write_text(STEP.format(revision="a3", down="a2", column="two", then="pass"))
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of this program with a claim in it."""
    path = tmp_path / "data" / "ce.db"
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        claim(store, "whole", 1000)
    return path


@pytest.fixture
def opened(old: Path) -> Iterator[Sqlite]:
    engine = Sqlite(old)
    yield engine
    engine.close()


def test_an_older_store_is_backed_up_and_migrated(opened: Sqlite, old: Path, later: Path) -> None:
    before = old.read_bytes()
    claims = opened.read("SELECT * FROM claim", {})
    bring_up_to_date(opened, NOW, later, "a3")
    assert opened.read("SELECT one, two FROM learner", {}) == [("moved ada", "moved ada")]
    assert opened.read("SELECT * FROM claim", {}) == claims
    (backup,) = backups(old)
    assert backup.name == f"ce-schema-{HEAD}-20260601-120000.db"
    assert (backup.stat().st_mode & 0o777, backup.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with Store(backup, NOW) as restored:
        assert restored.lists.count("claims", "ada", NOW) == 1
    assert len(backup.read_bytes()) == len(before)
    bring_up_to_date(opened, NOW, later, "a3")
    assert len(backups(old)) == 1


@pytest.mark.parametrize("then", ["raise RuntimeError('half way')", "op.execute('SELECT nonsense')", "1 / 0"])
def test_a_failing_migration_leaves_the_store_as_it_was(opened: Sqlite, old: Path, later: Path, then: str) -> None:
    before = dump_file(old)
    (later / "versions" / "a3.py").write_text(STEP.format(revision="a3", down="a2", column="two", then=then))
    for _ in range(3):
        with pytest.raises(StoreError, match=r"^The store .*\.$"):
            bring_up_to_date(opened, NOW, later, "a3")
        assert dump_file(old) == before
    (backup,) = backups(old)  # of all tries: what is the same is kept once
    assert dump_file(backup) == before
    with Store(old, NOW) as store:
        assert claim(store, "forfeit", 1000, "r2")


def test_a_store_that_changed_between_two_tries_is_kept_twice(opened: Sqlite, old: Path, later: Path) -> None:
    (later / "versions" / "a3.py").write_text(STEP.format(revision="a3", down="a2", column="two", then="1 / 0"))
    for key in ("forfeit", "later"):
        with pytest.raises(StoreError):
            bring_up_to_date(opened, NOW, later, "a3")
        with Store(old, NOW) as store:
            finish(store, key, "airway" if key == "forfeit" else "short")
    assert len(backups(old)) == 2


def dump_file(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_without_a_backup_nothing_is_migrated(opened: Sqlite, old: Path, later: Path) -> None:
    before = dump_file(old)
    (old.parent / "backups").write_text("in the way")
    with pytest.raises(StoreError, match="No backup could be made"):
        bring_up_to_date(opened, NOW, later, "a3")
    assert dump_file(old) == before


def test_of_several_programs_one_migrates_and_the_others_wait(old: Path, later: Path) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            engine = Sqlite(old)
            bring_up_to_date(engine, NOW, later, "a3")
            assert engine.read("SELECT two FROM learner", {}) == [("moved ada",)]
            engine.close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(backups(old)) == 1


def test_a_newer_store_is_refused_and_not_touched(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'z9'")
    before = old.read_bytes()
    with pytest.raises(StoreError, match=f"written by a newer ce-tui .schema z9, this one knows {HEAD}"):
        Store(old, NOW)
    assert old.read_bytes() == before
    assert backups(old) == []


def test_a_store_whose_version_was_lost_is_refused_and_not_touched(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("DROP TABLE alembic_version")
    before = old.read_bytes()
    with pytest.raises(StoreError, match="has no version"):
        Store(old, NOW)
    assert old.read_bytes() == before


def test_a_store_with_tables_but_an_empty_version_is_one_sentence_and_keeps_its_claims(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("DELETE FROM alembic_version")
    before = dump_file(old)
    with pytest.raises(StoreError, match=r"^The store .*\.$"):
        Store(old, NOW)
    assert dump_file(old) == before


def test_opening_a_current_store_loads_no_alembic_and_no_orm(old: Path) -> None:
    script = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from ce_tui.store import Store
        now = datetime(2026, 6, 1, tzinfo=UTC)
        with Store(Path(sys.argv[1]), now) as store:
            lists = store.lists
            assert lists.organizations() and lists.page("all", "ada", now) and lists.count("progress", "ada", now)
            assert lists.claims("ada") and lists.totals("ada") and store.accounts.learner("ada") and store.version
        heavy = {"alembic", "sqlalchemy", "sqlmodel", "pydantic", "fpdf", "textual", "yaml"}
        print(*sorted(heavy & set(sys.modules)))
    """
    assert run(script, old) == ""


def test_writing_loads_no_alembic_and_no_orm(old: Path) -> None:
    script = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from ce_tui.credit.parties import Learner
        from ce_tui.store import Store
        with Store(Path(sys.argv[1]), datetime(2026, 6, 1, tzinfo=UTC)) as store:
            store.accounts.save(Learner("bob", "Bob"))
        print(*sorted({"alembic", "sqlalchemy", "sqlmodel", "fpdf", "textual", "yaml"} & set(sys.modules)))
    """
    assert run(script, old) == ""


def test_a_new_store_is_whole_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Sqlite) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ce_tui.store.creating.fill", crash)
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path / "ce.db", NOW)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []
    with Store(tmp_path / "ce.db", NOW) as store:
        assert dump(store)["alembic_version"] == [(HEAD,)]
