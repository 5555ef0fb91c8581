"""The engine of a store in one SQLite file, or in memory."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ce_tui.files import new_file, private_folder, take_name
from ce_tui.store.engines.connections import DEMO, impatient, mark, open_file, passing, patiently
from ce_tui.store.engines.file_copy import save_copy
from ce_tui.store.engines.files import free_names, refuse_left_over
from ce_tui.store.engines.sentences import explain
from ce_tui.store.errors import StoreError

_AT_A_TIME = 200
"""So many rows are held at once where there may be very many."""


class Sqlite:
    """One open SQLite file, used by one thread, or a passing database in memory."""

    errors = (sqlite3.Error, OSError, UnicodeError, OverflowError)
    """What may go wrong here; `explain` says it."""
    schema = ""
    """The schema that a file which takes the store's place must have; "" asks for none."""

    def __init__(self, path: Path | None, wanted: Callable[[Path], bool] = lambda path: True) -> None:
        """Open the file at `path`; None is a new database that is gone when it is closed.

        `wanted` says whether a file that takes the store's place is one to go on with. Raises StoreError when it cannot
        be opened or is not a store.
        """
        self.path = path
        self._wanted = wanted
        self._opened = 0
        self._rescued: Path | None = None
        self.dropped: list[tuple[str, str]] = []
        """The triggers and views, by type and name, that were taken out of a copy."""
        self.lacking: list[str] = []
        """The triggers that a copy was made without."""
        try:
            self._file = _identity(path)
            self.connection = passing() if path is None else impatient(open_file(path))
        except self.errors as error:
            raise StoreError(explain(error, path)) from error

    @classmethod
    def create(cls, path: Path, fill: "Callable[[Sqlite], None]") -> None:
        """Make the store at `path` if there is none, private and whole or not at all, whoever else is making it.

        `fill` makes the tables.
        """
        try:
            if path.exists():
                return
            refuse_left_over(path)
            private_folder(path.parent)
            with new_file(path.parent) as new:
                mark(new)
                engine = cls(new)
                try:
                    fill(engine)
                finally:
                    engine.close()
                take_name(new, path)
        except StoreError:
            raise
        except Exception as error:  # SQLAlchemy's too, which is not to be imported here
            raise StoreError(explain(error, path)) from error

    def read(self, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        return patiently(lambda: self.connection.execute(sql, values).fetchall())

    def rows(self, sql: str, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        cursor = patiently(lambda: self.connection.execute(sql, values))
        while some := cursor.fetchmany(_AT_A_TIME):
            yield from some

    def write(self, sql: str, *rows: Mapping[str, object]) -> int:
        if len(rows) == 1:
            return self.connection.execute(sql, rows[0]).rowcount
        return self.connection.executemany(sql, rows).rowcount

    def begin(self) -> None:
        """Take the lock at once: whoever read first and wanted to write then would be turned away."""
        patiently(lambda: self.connection.execute("BEGIN IMMEDIATE"))
        if self.moved:  # while it waited for the lock
            raise StoreError("The store is another file now, so nothing was changed; please try again.")

    def commit(self) -> None:
        patiently(lambda: self.connection.execute("COMMIT"))

    def rollback(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    @property
    def version(self) -> int:
        """Costs one look at the file's name."""
        self.follow()
        return self._opened << 32 | int(self.read("PRAGMA data_version", {})[0][0])

    @property
    def is_demo(self) -> bool:
        """Whether a demo made this store: then all that it claims is a sample."""
        return bool(self.read("PRAGMA user_version", {})[0][0] == DEMO)

    @property
    def moved(self) -> bool:
        """Whether the open file is no longer the one that has the store's name: what is written would be lost."""
        return self._file != _identity(self.path)

    def follow(self) -> None:
        """Go on with the file that has taken the store's place; StoreError when there is none, or another kind."""
        if not self.moved:
            return
        file = _identity(self.path)
        if self.path is None or file is None:
            raise StoreError(self._gone())
        if not self._wanted(self.path):
            raise StoreError(f"{self.path} is another store by now; please start this program again.")
        fresh = impatient(open_file(self.path))
        try:
            if self.schema and _schema(fresh) != self.schema:
                raise StoreError(f"The store {self.path} is now one of another version; please start ce-tui again.")
        except BaseException:
            fresh.close()
            raise
        self.connection.close()
        self.connection, self._file, self._rescued = fresh, file, None
        self._opened += 1

    def _gone(self) -> str:
        """What to say of a store that was deleted. The open file still holds everything: keep it, once."""
        if self._rescued is None and self.path is not None:
            names = free_names(self.path.parent / "backups", f"{self.path.stem}-rescued")
            try:
                save_copy(self.connection, target := next(names))
                self._rescued = target
            except (sqlite3.Error, OSError, UnicodeError):
                return f"The store {self.path} was deleted or moved away; put it back, or run `ce-tui store restore`."
        return (
            f"The store {self.path} was deleted or moved away; all it held is kept in {self._rescued}, "
            "and `ce-tui store restore` brings it back."
        )

    def explain(self, error: BaseException) -> str:
        return explain(error, self.path)

    def close(self) -> None:
        self.connection.close()


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Which file it is that has this name; None if there is none."""
    try:
        found = path.stat() if path else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (found.st_dev, found.st_ino) if found else None


def _schema(connection: sqlite3.Connection) -> str:
    try:
        return str((connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",))[0])
    except sqlite3.OperationalError:  # it has no such table
        return ""
