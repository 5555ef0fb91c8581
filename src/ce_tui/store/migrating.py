"""Bringing an older store up to date, after a backup; refusing a newer one."""

import filecmp
import glob
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ce_tui.store.database import Database
from ce_tui.store.engines.file_copy import back_up
from ce_tui.store.engines.files import free_names
from ce_tui.store.engines.guards import GUARDS, drop_guards, missing_guards
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError
from ce_tui.store.schema import HEAD, refuse_strange, revision

MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(engine: Sqlite, now: datetime, migrations: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Migrate an older store, after a verified backup and in one transaction; refuse a newer one.

    Refuse as well one with triggers or views that are not ours: they would run with whatever is written.
    """
    found = revision(engine)
    refuse_strange(engine, exactly=found == head)
    if found != head:
        _migrate(engine, found, now, migrations, head)
    _keep_guards(engine)


def _migrate(engine: Sqlite, found: str, now: datetime, migrations: Path, head: str) -> None:
    from ce_tui.store import upgrading
    from ce_tui.store.engines.alchemy import alchemy

    if found and found not in upgrading.steps(migrations):
        raise StoreError(
            f"The store {engine.path or 'copy'} was written by a newer ce-tui "
            f"(schema {found}, this one knows {head}); please update ce-tui. Nothing was changed."
        )
    try:
        with alchemy(engine).begin() as connection:
            # Whoever waited for the lock finds the work done: the version is read again inside it.
            if revision(engine) != head:
                if engine.path is not None:
                    _back_up(engine.path, found, now)
                drop_guards(engine.connection, exactly=False)  # as an older program made them
                upgrading.run(connection, migrations, head)
    except StoreError:
        raise
    except Exception as error:
        raise StoreError(engine.explain(error)) from error


def _keep_guards(engine: Sqlite) -> None:
    """Add the triggers that a store lacks: one from before they were thought of, or that somebody took them from."""
    if not missing_guards(engine.connection):
        return
    with suppress(StoreError), Database(engine).transaction() as tx:  # one that is read-only can still be looked at
        for name in missing_guards(engine.connection):
            tx.execute(GUARDS[name], {})


def _back_up(path: Path, found: str, now: datetime) -> None:
    """Keep the store as it is before it is migrated. One that was kept just so already is not kept twice."""
    folder, stem = path.parent / "backups", f"{path.stem}-schema-{found or 'none'}"
    target = next(free_names(folder, f"{stem}-{now:%Y%m%d-%H%M%S}"))
    back_up(path, target)
    kept = (file for file in folder.glob(f"{glob.escape(stem)}-*.db") if file != target)
    if any(filecmp.cmp(file, target, shallow=False) for file in kept):
        target.unlink()
