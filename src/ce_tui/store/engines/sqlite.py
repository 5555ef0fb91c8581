"""Everything that is SQLite's alone: opening, durability, triggers, backup, and its errors in words."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from ce_tui.credit.work import Tell, silent
from ce_tui.files import new_file, private_folder, take_name
from ce_tui.store.engines import interruptible
from ce_tui.store.engines.files import cannot_lock, free_names, refuse_irregular, refuse_left_over
from ce_tui.store.errors import StoreError

T = TypeVar("T")

APPLICATION_ID = 0x43455455  # "CETU"
DEMO = 0x44454D4F  # "DEMO", where SQLite keeps a number of the program's own
BUSY_SECONDS = 10
"""So long is waited for others before it is said that the store is busy."""
_ASK_MS = 50
_AT_A_TIME = 200
"""So many rows are held at once where there may be very many."""


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """The journal and synchronous mode that lose no acknowledged claim in a power cut with this SQLite.

    WAL has a rare reset bug with several connections before 3.51.3 (3.50.7 and 3.44.6 on their branches);
    there the rollback journal with its folder synced is used instead.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return ("WAL", "FULL") if fixed else ("DELETE", "EXTRA")


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
            self.connection = _passing() if path is None else _impatient(open_file(path))
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
                with closing(sqlite3.connect(new)) as connection:
                    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                    connection.execute(f"PRAGMA journal_mode={journal_mode()[0]}")
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
        fresh = _impatient(open_file(self.path))
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


def _impatient(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Let SQLite give up soon, and `patiently` ask again: its first questions follow fast."""
    connection.execute(f"PRAGMA busy_timeout={_ASK_MS}")
    return connection


def back_up(path: Path, target: Path, tell: Tell = silent) -> None:
    """Copy the store at `path` to the new private file `target`: whole and checked, or not at all."""
    try:
        # Through a connection of its own: one that holds the write lock cannot be copied from.
        with closing(connect(path, "ro")) as source:
            source.execute("BEGIN")  # as it is now, whoever writes meanwhile: else the copy would begin anew
            if source.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise sqlite3.DatabaseError("it is no store of ce-tui")
            save_copy(source, target, tell)
    except (sqlite3.Error, UnicodeError, OSError) as error:
        if cannot_lock(path.parent):
            raise StoreError(explain(error, path)) from error
        if target.exists():
            raise StoreError(f"{target} is there already; choose another name for the backup.") from error
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"No backup could be made in {target.parent}: {why}. The store is as it was.") from error


def save_copy(source: sqlite3.Connection, target: Path, tell: Tell = silent) -> None:
    """Copy what was last committed to the new private file `target`: whole and checked before it has its name."""
    refuse_left_over(target)
    private_folder(target.parent)
    with new_file(target.parent) as new:
        write_copy(source, new, tell)
        if not take_name(new, target):
            raise FileExistsError(f"{target.name} is there already")


def write_copy(source: sqlite3.Connection, new: Path, tell: Tell = silent) -> None:
    """The same into a file that is there already."""
    with closing(sqlite3.connect(new)) as copy:
        interruptible.copy(source, copy, tell)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the store's journal
        with interruptible.listening(copy, "Checking the copy", tell):
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the copy is damaged")


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


def _passing() -> sqlite3.Connection:
    """A database without a name: in memory while it is small, what is too much for that in a file nobody else can open.

    The system removes that file, however the program ends.
    """
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-16000")
    return connection


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the store at `path` with everything set; StoreError when it is none."""
    refuse_irregular(path)
    if path.stat().st_size == 0:
        raise StoreError(
            f"The store {path} is empty, so it is damaged; run `ce-tui store restore`, or remove the file."
        )
    connection = _impatient(connect(path, "rw"))
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


def explain(error: BaseException, path: Path | None) -> str:
    """An error of SQLite, SQLAlchemy or the system about the store at `path`, as one sentence."""
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    where = f"store {path}" if path else "store in memory"
    if path and any(sign in text for sign in _LOCKS) and cannot_lock(path.parent):
        return (
            f"Files cannot be locked in {path.parent}, as on some network drives, so nothing was changed. "
            "Keep the store on a local disk: name it with --store."
        )
    for sign, sentence in _SENTENCES.items():
        if sign in text:
            return sentence.format(where=where, path=path)
    if isinstance(cause, PermissionError):
        return f"The {where} may not be opened by you; check who owns the file and its folder."
    if isinstance(cause, (FileExistsError, NotADirectoryError)):
        return (
            f"The {where} cannot be opened, for what should be a folder above it is a file; name another with --store."
        )
    if isinstance(cause, OSError):
        return f"The {where} cannot be opened: {cause.strerror or cause}."
    return f"The {where} could not do that: {text}. Nothing was changed."


_LOCKS = ("locked", "disk I/O error", "locking protocol", "access permission denied")
"""What SQLite says where a lock fails."""
_DAMAGED = "The {where} is damaged; run `ce-tui store restore`, or move the file away to start anew."
_INCOMPLETE = "The {where} is incomplete; run `ce-tui store restore`, or move the file away to start anew."
_SENTENCES = {
    "file is not a database": "{path} is not a ce-tui store; choose another file with --store, or move it away.",
    "malformed": _DAMAGED,
    "codec can't decode": _DAMAGED,
    "Could not decode": _DAMAGED,
    "codec can't encode": "A text holds characters that cannot be stored, so nothing was changed; please correct it.",
    "database or disk is full": "The disk is full, so nothing was changed in the {where}; make room and try again.",
    "disk I/O error": (
        "The disk could not be written, so nothing was changed in the {where}; check the disk and try again."
    ),
    "readonly": "The {where} is read-only, so nothing was changed; make the file and its folder writable.",
    "unable to open": "The {where} cannot be opened; check that its folder exists and is yours.",
    "locked": "Another program kept the store busy for too long, so nothing was changed; please try again.",
    "no such table": _INCOMPLETE,
    "no such column": _INCOMPLETE,
    "FOREIGN KEY": "This is no longer in the store, so nothing was changed; go back to the list and try again.",
    "a claim is final": "A claim is final and cannot be changed.",
    "a revocation is final": "A revocation is final and cannot be changed.",
    "the chain of claims": "This does not follow from the records before it, so nothing was changed; please try again.",
    "do not add up": "This claim does not follow from the earlier ones, so nothing was claimed; please try again.",
}
