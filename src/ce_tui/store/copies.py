"""A copy of a store to try things on: in memory, so that nothing of it is left, however the program ends."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from ce_tui.credit.work import Tell, silent
from ce_tui.store.database import Database
from ce_tui.store.engines import interruptible
from ce_tui.store.engines.connections import APPLICATION_ID, connect
from ce_tui.store.engines.guards import drop_guards, missing_guards
from ce_tui.store.engines.sentences import explain
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError
from ce_tui.store.schema import HEAD, refuse_strange, revision
from ce_tui.store.store import Store


def open_copy(path: Path, now: datetime, tell: Tell = silent) -> Store:
    """Open a copy of the store at `path` as it was last committed, brought up to date; use it from one thread.

    The store is only read, and what is done to the copy never reaches it. Triggers and views that are not ours are left
    out (`dropped` says which). Raises StoreError when it cannot be read.
    """
    engine = Sqlite(None)
    try:
        _copy(path, engine, tell)
        try:
            whole = revision(engine) == HEAD
            engine.lacking = missing_guards(engine.connection) if whole else []
            engine.dropped = drop_guards(engine.connection, exactly=whole)
            return Store(engine, now)
        except StoreError as error:
            raise StoreError(f"{path} cannot be looked at: {error}") from error
    except Sqlite.errors as error:
        engine.close()
        raise StoreError(explain(error, path)) from error
    except BaseException:
        engine.close()
        raise


def _copy(path: Path, to: Sqlite, tell: Tell) -> None:
    with closing(connect(path, "ro")) as source:
        source.execute("BEGIN")
        if source.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise StoreError(f"{path} is a database of another program; choose another file with --store.")
        interruptible.copy(source, to.connection, tell)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON"):  # the file may come from anywhere
        to.connection.execute(f"PRAGMA {pragma}")


def about(path: Path, now: datetime) -> tuple[str, str]:
    """The schema and the journal mode of the store at `path`; StoreError, with the same words, when it would not open.

    Nothing is changed: whether an older store can be migrated is tried on a copy.
    """
    engine = Sqlite(path)
    try:
        if (found := revision(engine)) != HEAD:
            open_copy(path, now).close()
        refuse_strange(engine, exactly=found == HEAD)
        ((journal,),) = Database(engine).read("PRAGMA journal_mode", {})
        return found, str(journal).upper()
    finally:
        engine.close()
