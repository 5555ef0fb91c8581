"""Copying a SQLite store: whole and checked, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ce_tui.credit.work import Tell, silent
from ce_tui.files import new_file, private_folder, take_name
from ce_tui.store.engines import interruptible
from ce_tui.store.engines.connections import APPLICATION_ID, connect
from ce_tui.store.engines.files import cannot_lock, refuse_left_over
from ce_tui.store.engines.sentences import explain
from ce_tui.store.errors import StoreError


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
