"""Long statements of SQLite's own, which tell that they go on and can be stopped."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ce_tui.credit.work import Stopped, Tell

PAGES = 2_000
"""So many pages of a database are copied between two steps."""
_STEPS = 100_000
"""So many instructions of SQLite's machine come between two steps."""


@contextmanager
def listening(connection: sqlite3.Connection, what: str, tell: Tell) -> Iterator[None]:
    """Let `tell` stop whatever runs on the connection meanwhile."""
    stopped: list[Stopped] = []

    def step() -> int:  # what it raises would be lost in SQLite
        try:
            tell(what, 0, 0)
        except Stopped as error:
            stopped.append(error)
        return len(stopped)

    connection.set_progress_handler(step, _STEPS)
    try:
        yield
    except Exception:  # that it was interrupted, in one form or another
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def copy(source: sqlite3.Connection, target: sqlite3.Connection, tell: Tell) -> None:
    """Copy a whole database."""
    source.backup(target, pages=PAGES, progress=lambda _, left, pages: tell("Copying the store", pages - left, pages))
