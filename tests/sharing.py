"""What many tests would build anew, always the same, is built once in a process and copied."""

import sqlite3
from collections.abc import Callable
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
def file_of(make: Callable[[Path], None]) -> bytes:
    """The file of the store that `make` makes at a path, closed again."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ce.db")
        make(path)
        return path.read_bytes()


@cache
def demo_of(of: Sample, now: datetime) -> bytes:
    """The file of a new demo of that organization, for its own learner."""
    return file_of(lambda path: open_demo(path, of, of.learner, now, 1).close())


def put_store(path: Path, file: bytes) -> Path:
    """Put the file of a store at `path`, as private as the program would; that path."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(file)
    path.chmod(0o600)
    return path
