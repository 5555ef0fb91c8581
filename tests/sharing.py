"""What many tests would build anew, always the same, is built once in a process and copied."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ce_tui.demo.samples import Sample
from ce_tui.demo.store import open_demo
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


@cache
def demo_store(of: Sample, now: datetime) -> bytes:
    """The file of a new demo of that organization, for its own learner."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "demo.db")
        open_demo(path, of, of.learner, now, 1).close()
        return path.read_bytes()


def write_demo(path: Path, of: Sample, now: datetime) -> Path:
    """Put a demo at `path`, as one that was kept; that path."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(demo_store(of, now))
    path.chmod(0o600)
    return path
