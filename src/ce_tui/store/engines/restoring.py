"""Putting a backup in the place of a SQLite store, while others may have that open."""

import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from ce_tui.credit.words import plural
from ce_tui.credit.work import Stopped, Tell
from ce_tui.files import sync_folder, take_name
from ce_tui.store.engines.connections import connect, open_file
from ce_tui.store.engines.file_copy import save_copy
from ce_tui.store.engines.files import left_over, refuse_irregular
from ce_tui.store.engines.guards import drop_guards
from ce_tui.store.engines.interruptible import listening
from ce_tui.store.errors import Refused

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def put(new: Path, path: Path, kept: Path, sure: bool, tell: Tell) -> tuple[str, ...]:
    """Let `new` take the store's place; the numbers of the certificates that only `kept` has."""
    refuse_irregular(path)
    if not path.exists():  # a store that is gone may have left its last changes
        _put_aside(path, kept)
    if take_name(new, path):
        return ()
    there = _sound(path, tell)
    if there is None:
        return _put_file(new, path, kept)
    with closing(there):
        return _put_contents(new, there, path, kept, sure, tell)


def _sound(path: Path, tell: Tell) -> sqlite3.Connection | None:
    """The store at `path`, open; None when it is damaged. Its error when it is busy, or not ours to read."""
    if not path.stat().st_size:
        return None
    try:
        with ExitStack() as stack:
            there = stack.enter_context(closing(open_file(path)))
            with listening(there, "Checking the store", tell):
                if there.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                    return None
            stack.pop_all()
            return there
    except (sqlite3.DatabaseError, UnicodeError) as error:
        if getattr(error, "sqlite_errorcode", _DAMAGED[0]) & 0xFF not in _DAMAGED:
            raise  # busy, or not ours to read
        return None


def _put_contents(
    new: Path, there: sqlite3.Connection, path: Path, kept: Path, sure: bool, tell: Tell
) -> tuple[str, ...]:
    """Fill a sound store anew in one transaction: whoever has it open sees all of it change, or nothing."""
    there.execute("PRAGMA foreign_keys=OFF")
    there.execute("ATTACH :new AS new", {"new": str(new)})
    there.execute("BEGIN IMMEDIATE")
    try:
        without = sorted(_numbers(there, "main") - _numbers(there, "new"))
        if without and not sure:
            raise Refused(_why_not_without(without))
        with closing(connect(path, "ro")) as source:  # nobody writes now
            save_copy(source, kept, tell)
        try:
            with listening(there, "Putting the backup back", tell):
                _fill(there)
        except Stopped:
            kept.unlink()
            raise
        there.execute("COMMIT")
    except BaseException:
        if there.in_transaction:
            there.execute("ROLLBACK")
        raise
    return tuple(without)


def _why_not_without(claims: list[str]) -> list[str]:
    """Why a backup that lacks these claims, by number, is not put back unless somebody is sure."""
    named = f"{', '.join(claims[:3])}{' and others' if claims[3:] else ''}"
    return [
        f"{plural(len(claims), 'claim')} that this backup does not have would leave the store: {named}.",
        "Add --yes if that is what you want; they stay in the store that is kept.",
    ]


def _fill(there: sqlite3.Connection) -> None:
    """Let a store hold what the attached one holds, and nothing else."""
    drop_guards(there, exactly=False)
    for (name,) in there.execute(_TABLES.format("main")).fetchall():
        there.execute(f'DROP TABLE main."{name}"')
    rest = "SELECT sql FROM new.sqlite_master WHERE type = :type AND sql NOT NULL"
    for name, sql in there.execute(_TABLES.format("new").replace("name", "name, sql", 1)).fetchall():
        there.execute(sql)
        there.execute(f'INSERT INTO main."{name}" SELECT * FROM new."{name}"')
    for type in ("index", "trigger"):
        for (sql,) in there.execute(rest, {"type": type}).fetchall():
            there.execute(sql)


_TABLES = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def _put_file(new: Path, path: Path, kept: Path) -> tuple[str, ...]:
    """Let the file take the name of one that is damaged. A process that has that open goes on with the new one."""
    _put_aside(path, kept)
    if not take_name(path, kept):
        raise FileExistsError(17, "the name for the old store was taken a moment ago", str(kept))
    new.replace(path)
    sync_folder(path.parent)
    return ()


def _put_aside(path: Path, kept: Path) -> None:
    """Take what SQLite left beside a store to that which is kept of it."""
    for left in left_over(path):
        left.rename(kept.with_name(kept.name + left.name.removeprefix(path.name)))


def _numbers(connection: sqlite3.Connection, where: str = "main") -> set[str]:
    found: set[str] = set()
    for table in ("claim", "reissue"):
        with suppress(sqlite3.OperationalError):  # a store may lack the table
            found.update(number for (number,) in connection.execute(f"SELECT number FROM {where}.{table}"))
    return found
