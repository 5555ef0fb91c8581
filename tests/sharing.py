"""What many tests would build anew, always the same, is built once in a process and copied."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ce_tui.store import Store
from ce_tui.store.engines.sqlite import Sqlite


@cache
def empty_store() -> sqlite3.Connection:
    """A new store as the program makes it, in memory."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with TemporaryDirectory() as folder:
        path = Path(folder, "ce.db")
        Store(path, datetime(2026, 1, 1, tzinfo=UTC)).close()
        with closing(sqlite3.connect(path)) as made:
            made.backup(kept)
    return kept


def copy_empty_store(engine: Sqlite) -> None:
    """Stands in for `creating.fill`: page by page what that made once."""
    empty_store().backup(engine.connection)
