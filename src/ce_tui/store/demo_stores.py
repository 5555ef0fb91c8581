"""Stores made for demonstrations. Each bears a mark, so that a demo never opens a store that counts."""

import struct
from collections.abc import Callable
from pathlib import Path

from ce_tui.files import new_file, private_folder, take_name
from ce_tui.store.engines.connections import APPLICATION_ID, DEMO
from ce_tui.store.engines.file_copy import write_copy
from ce_tui.store.engines.files import refuse_left_over
from ce_tui.store.engines.sentences import explain
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError
from ce_tui.store.store import Store

_MARK_AT, _APPLICATION_AT = 60, 68  # in the header of a SQLite file (its file format, part 1.3)


def is_demo(path: Path) -> bool:
    """Whether a demo made the store at `path`. Only its header is read: no database is opened, nothing is written."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            header = file.read(100)
    except (OSError, ValueError):
        return False
    numbers = [struct.unpack_from(">I", header, at) for at in (_MARK_AT, _APPLICATION_AT)] if len(header) == 100 else []
    return numbers == [(DEMO,), (APPLICATION_ID,)]


def make_demo(path: Path, fill: Callable[[], Store]) -> None:
    """Make the store at `path` from the one that `fill` makes in memory: whole or not at all.

    One that is there by then is left as it is.
    """
    try:
        refuse_left_over(path)
        private_folder(path.parent)
        with new_file(path.parent) as new:
            with fill() as store:
                made = store.engine.connection
                made.execute(f"PRAGMA application_id={APPLICATION_ID}")
                made.execute(f"PRAGMA user_version={DEMO}")
                write_copy(made, new)
            take_name(new, path)
    except Sqlite.errors as error:
        raise StoreError(explain(error, path)) from error
