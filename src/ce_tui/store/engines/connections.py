"""Connections to SQLite: how a file is opened, kept safe in a power cut, and waited for."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from ce_tui.store.engines.files import cannot_lock, refuse_irregular
from ce_tui.store.errors import StoreError

T = TypeVar("T")

APPLICATION_ID = 0x43455455  # "CETU"
DEMO = 0x44454D4F  # "DEMO", where SQLite keeps a number of the program's own
BUSY_SECONDS = 10
"""So long is waited for others before it is said that the store is busy."""
_ASK_MS = 50


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """The journal and synchronous mode that lose no acknowledged claim in a power cut with this SQLite.

    WAL has a rare reset bug with several connections before 3.51.3 (3.50.7 and 3.44.6 on their branches);
    there the rollback journal with its folder synced is used instead.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return ("WAL", "FULL") if fixed else ("DELETE", "EXTRA")


def patiently(run: Callable[[], T], path: Path | None = None) -> T:
    """What `run` returns, once nobody is in its way; its error when somebody has been for `BUSY_SECONDS`.

    SQLite's own waiting comes to ask every tenth of a second, and among many that write it may never be its turn.
    With `path` nobody is waited for where no file can be locked, which SQLite takes for being busy.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return run()
        except Exception as error:
            code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0)
            if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline or (path and cannot_lock(path.parent)):
                raise


def impatient(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Let SQLite give up soon, and `patiently` ask again: its first questions follow fast."""
    connection.execute(f"PRAGMA busy_timeout={_ASK_MS}")
    return connection


def passing() -> sqlite3.Connection:
    """A database without a name: in memory while it is small, what is too much for that in a file nobody else can open.

    The system removes that file, however the program ends.
    """
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-16000")
    return connection


def mark(new: Path) -> None:
    """Make an empty file a database that is marked as a store."""
    with closing(sqlite3.connect(new)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA journal_mode={journal_mode()[0]}")


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the store at `path` with everything set; StoreError when it is none."""
    refuse_irregular(path)
    if path.stat().st_size == 0:
        raise StoreError(
            f"The store {path} is empty, so it is damaged; run `ce-tui store restore`, or remove the file."
        )
    connection = impatient(connect(path, "rw"))
    try:
        if patiently(lambda: connection.execute("PRAGMA application_id").fetchone(), path) != (APPLICATION_ID,):
            raise StoreError(f"{path} is a database of another program; choose another file with --store.")
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        journal, synchronous = journal_mode()
        if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != journal and os.access(path, os.W_OK):
            try:
                connection.execute(f"PRAGMA journal_mode={journal}")
            except sqlite3.OperationalError:  # in use by a program with another SQLite: safe in either mode
                synchronous = "EXTRA"
        for pragma in (f"synchronous={synchronous}", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open an existing file; `mode` is `rw` or `ro`, as a wrong path must never make a store by the way."""
    refuse_irregular(path)
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
