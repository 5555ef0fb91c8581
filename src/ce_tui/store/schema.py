"""Making a store, knowing its schema, and bringing an older one up to date."""

import filecmp
import glob
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ce_tui.credit.text import clean
from ce_tui.store.engines.guards import GUARDS, TRIGGERS, drop_guards, missing_guards, strange_guards
from ce_tui.store.engines.sqlite import Database, back_up, explain
from ce_tui.store.errors import StoreError
from ce_tui.store.files import numbered

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0005"
"""The schema this program reads and writes; the newest of `migrations/versions`."""
MIGRATIONS = Path(__file__).with_name("migrations")


def fill(database: Database) -> None:
    """Make the tables of a new store."""
    from sqlmodel import SQLModel

    from ce_tui.store import tables  # noqa: F401  (importing it declares the tables)

    with database.engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")


def revision(database: Database) -> str:
    """The schema of an open store, "" for one that has none yet."""
    tables = database.tables()
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(
                f"The store {database.path or 'copy'} has no version; "
                "run `ce-tui store restore`, or move the file away."
            )
        return ""
    rows = database.read("SELECT version_num FROM alembic_version", {})
    return str(rows[0][0]) if rows else ""


def refuse_strange(database: Database, exactly: bool) -> None:
    """Raise a StoreError where something that is not ours would run with the next statement (see `strange_guards`)."""
    try:
        found = strange_guards(database.connection, exactly)
    except (sqlite3.Error, UnicodeError) as error:  # a damaged file
        raise StoreError(explain(error, database.path)) from error
    for type, name in found:
        raise StoreError(
            f"The store {database.path or 'copy'} has a {type} “{clean(name, 60)}” that ce-tui did not make, so it is "
            "not used. Run `ce-tui store restore FILE` with a backup, or with this store to take over its rows alone."
        )


def bring_up_to_date(database: Database, now: datetime, migrations: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Migrate an older store, after a verified backup and in one transaction; refuse a newer one.

    Refuse as well one with triggers or views that are not ours: they would run with whatever is written.
    """
    found = revision(database)
    refuse_strange(database, exactly=found == head)
    if found == head:
        _keep_triggers(database)
        return
    from alembic.command import upgrade
    from alembic.script import ScriptDirectory

    config = _config(database, migrations)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise StoreError(
            f"The store {database.path or 'copy'} was written by a newer ce-tui "
            f"(schema {found}, this one knows {head}); please update ce-tui. Nothing was changed."
        )
    try:
        with database.engine.begin() as connection:
            # Whoever waited for the lock finds the work done: the version is read again inside it.
            config.attributes["connection"] = connection
            if revision(database) != head:
                if database.path is not None:
                    _back_up(database.path, found, now)
                drop_guards(database.connection, exactly=False)  # as an older program made them
                upgrade(config, head)
    except StoreError:
        raise
    except Exception as error:
        raise StoreError(explain(error, database.path)) from error
    _keep_triggers(database)


def _keep_triggers(database: Database) -> None:
    """Add the triggers that a store lacks: one from before they were thought of, or that somebody took them from."""
    missing = missing_guards(database.connection)
    with suppress(StoreError):  # a store that cannot be written to can still be looked at
        for name in missing:
            database.read(GUARDS[name].replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1), {})


def _back_up(path: Path, found: str, now: datetime) -> None:
    """Keep the store as it is before it is migrated. One that was kept just so already is not kept twice."""
    stem = path.parent / "backups" / f"{path.stem}-schema-{found or 'none'}"
    target = next(numbered(stem.with_name(f"{stem.name}-{now:%Y%m%d-%H%M%S}")))
    back_up(path, target)
    kept = (file for file in target.parent.glob(f"{glob.escape(stem.name)}-*.db") if file != target)
    if any(filecmp.cmp(file, target, shallow=False) for file in kept):
        target.unlink()


def _config(database: Database, migrations: Path) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
