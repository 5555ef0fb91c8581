"""Which schema a store has, and whether anything in it is not ours."""

from ce_tui.credit.text import clean
from ce_tui.store.database import Database
from ce_tui.store.engines.guards import strange_guards
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError

HEAD = "0005"
"""The schema this program reads and writes; the newest of `migrations/versions`."""


def revision(engine: Sqlite) -> str:
    """The schema of an open store, "" for one that has none yet."""
    read = Database(engine).read
    tables = {name for (name,) in read("SELECT name FROM sqlite_master WHERE type = 'table'", {})}
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(
                f"The store {engine.path or 'copy'} has no version; run `ce-tui store restore`, or move the file away."
            )
        return ""
    rows = read("SELECT version_num FROM alembic_version", {})
    return str(rows[0][0]) if rows else ""


def refuse_strange(engine: Sqlite, exactly: bool) -> None:
    """Raise a StoreError where something that is not ours would run with the next statement (see `strange_guards`)."""
    try:
        found = strange_guards(engine.connection, exactly)
    except engine.errors as error:  # a damaged file
        raise StoreError(engine.explain(error)) from error
    for type, name in found:
        raise StoreError(
            f"The store {engine.path or 'copy'} has a {type} “{clean(name, 60)}” that ce-tui did not make, so it is "
            "not used. Run `ce-tui store restore FILE` with a backup, or with this store to take over its rows alone."
        )
