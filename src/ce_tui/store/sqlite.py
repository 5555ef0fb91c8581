"""Everything that is SQLite's alone: opening, durability, triggers, backup, and its errors in words."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ce_tui.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Engine

APPLICATION_ID = 0x43455455  # "CETU"
BUSY_SECONDS = 10

# The claims chain, kept by the database itself: no form, no program and no script may bend it.
TRIGGERS = (
    # (The EXISTS is for INSERT OR REPLACE, which would remove the claim in its way without asking `claim_kept`.)
    """CREATE TRIGGER claim_sum BEFORE INSERT ON claim BEGIN
         SELECT RAISE(ABORT, 'the parts do not add up') WHERE NEW.claimed_before <> (
             SELECT coalesce(sum(amount), 0) FROM claim
             WHERE learner_id = NEW.learner_id AND credit_id = NEW.credit_id)
           OR NEW.whole <> (SELECT amount FROM credit WHERE id = NEW.credit_id)
           OR EXISTS (SELECT 1 FROM claim WHERE id = NEW.id OR number = NEW.number OR request_id = NEW.request_id
             OR (learner_id = NEW.learner_id AND credit_id = NEW.credit_id AND part = NEW.part));
       END""",
    "CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
    "CREATE TRIGGER claim_fixed BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END",
)


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """The journal and synchronous mode that lose no acknowledged claim in a power cut with this SQLite.

    WAL has a rare reset bug with several connections before 3.51.3 (3.50.7 and 3.44.6 on their branches);
    there the rollback journal with its folder synced is used instead.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return ("WAL", "FULL") if fixed else ("DELETE", "EXTRA")


class Database:
    """One open SQLite file, used by one thread: `read` for queries, `engine` (SQLAlchemy) for the rest.

    Both work on the same connection, so that `version` counts only what others have changed.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file at `path`; None is a new database in memory.

        Raises StoreError when it cannot be opened or is not a store.
        """
        self.path = path
        self._engine: Engine | None = None
        try:
            self.connection = _memory() if path is None else _file(path)
        except (sqlite3.Error, OSError, UnicodeError) as error:
            raise StoreError(explain(error, path)) from error

    @classmethod
    def create(cls, path: Path, fill: "Callable[[Database], None]") -> None:
        """Make the store at `path` if there is none, private and whole or not at all, whoever else is making it."""
        try:
            if path.exists():
                return
            _private_folder(path.parent)
            handle, name = tempfile.mkstemp(prefix=".ce-tui-", suffix=".new", dir=path.parent)  # mode 0600
            os.close(handle)
            new = Path(name)
            try:
                with closing(sqlite3.connect(new)) as connection:
                    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                    connection.execute(f"PRAGMA journal_mode={journal_mode()[0]}")
                database = cls(new)
                try:
                    fill(database)
                finally:
                    database.close()
                try:
                    os.link(new, path)
                except FileExistsError:
                    pass
                except OSError:  # no hard links here (FAT, some network drives)
                    if not path.exists():
                        new.rename(path)
            finally:
                new.unlink(missing_ok=True)
            sync_folder(path.parent)
        except StoreError:
            raise
        except Exception as error:  # SQLAlchemy's too, which is not to be imported here
            raise StoreError(explain(error, path)) from error

    def read(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a query (named parameters `:name`)."""
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise StoreError(explain(error, self.path)) from error

    @property
    def version(self) -> int:
        """A number that changes when another connection has changed the store; costs no disk access."""
        return int(self.read("PRAGMA data_version", {})[0][0])

    def tables(self) -> set[str]:
        """The names of all tables."""
        return {name for (name,) in self.read("SELECT name FROM sqlite_master WHERE type = 'table'", {})}

    @property
    def journal(self) -> str:
        """The journal mode in force: `WAL` or `DELETE`."""
        return str(self.read("PRAGMA journal_mode", {})[0][0]).upper()

    @property
    def engine(self) -> "Engine":
        """SQLAlchemy on the same connection; loads it on first use. Every write starts BEGIN IMMEDIATE."""
        if self._engine is None:
            from sqlalchemy import StaticPool, create_engine, event

            engine = create_engine(
                "sqlite://", creator=lambda: self.connection, poolclass=StaticPool, hide_parameters=True
            )

            @event.listens_for(engine, "begin")
            def _(connection: Any) -> None:
                connection.exec_driver_sql("BEGIN IMMEDIATE")

            self._engine = engine
        return self._engine

    def backup(self, target: Path) -> None:
        """Copy the store as it was last committed to the new private file `target` and check the copy."""
        try:
            _private_folder(target.parent)
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            try:
                # Through a connection of its own: one that holds the write lock cannot be copied from.
                own = closing(_connect(self.path, "ro")) if self.path else nullcontext(self.connection)
                with own as source, closing(sqlite3.connect(target)) as copy:
                    source.backup(copy)
                    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                        raise sqlite3.DatabaseError("the copy is damaged")
                with target.open("rb") as written:
                    os.fsync(written.fileno())
                sync_folder(target.parent)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        except (sqlite3.Error, UnicodeError, OSError) as error:
            raise StoreError(f"No backup could be made in {target.parent}: {error}. Nothing was changed.") from error

    def close(self) -> None:
        self.connection.close()


def _memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _file(path: Path) -> sqlite3.Connection:
    if path.stat().st_size == 0:
        raise StoreError(f"The store {path} is empty, so it is damaged; restore a backup, or remove the file.")
    connection = _connect(path, "rw")
    try:
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise StoreError(f"{path} is a database of another program; choose another file with --store.")
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


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open an existing file; `mode` is `rw` or `ro`, as a wrong path must never make a store by the way."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )


def _private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone."""
    if not folder.is_dir():
        _private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def explain(error: BaseException, path: Path | None) -> str:
    """An error of SQLite, SQLAlchemy or the system about the store at `path`, as one sentence."""
    cause = getattr(error, "orig", None) or error
    text = str(cause)
    where = f"store {path}" if path else "store in memory"
    for sign, sentence in _SENTENCES.items():
        if sign in text:
            return sentence.format(where=where, path=path)
    if isinstance(cause, PermissionError):
        return f"The {where} may not be opened by you; check who owns the file and its folder."
    if isinstance(cause, OSError):
        return f"The {where} cannot be opened: {cause.strerror or cause}."
    return f"The {where} could not do that: {text}. Nothing was changed."


_DAMAGED = "The {where} is damaged; restore a backup, or move the file away to start anew."
_INCOMPLETE = "The {where} is incomplete; restore a backup, or move the file away to start anew."
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
    "do not add up": "This claim does not follow from the earlier ones, so nothing was claimed; please try again.",
}
