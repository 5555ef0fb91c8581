"""Bringing an older store up to date; refusing a newer one."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ce_tui.store.database import Database
from ce_tui.store.engines.guards import GUARDS, missing_guards
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
        from ce_tui.store.upgrading import upgrade  # Alembic is heavy, and hardly ever needed

        upgrade(engine, found, now, migrations, head)
    _keep_guards(engine)


def _keep_guards(engine: Sqlite) -> None:
    """Add the triggers that a store lacks: one from before they were thought of, or that somebody took them from."""
    if not missing_guards(engine.connection):
        return
    with suppress(StoreError), Database(engine).transaction() as tx:  # one that is read-only can still be looked at
        for name in missing_guards(engine.connection):
            tx.execute(GUARDS[name], {})
