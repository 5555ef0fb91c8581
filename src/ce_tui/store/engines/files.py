"""What a file must be to be a store, and what SQLite leaves beside it."""

import errno
import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ce_tui.files import PASSING, numbered
from ce_tui.store.errors import StoreError


def refuse_irregular(path: Path) -> None:
    """Raise a StoreError where a name is that of a folder, a pipe, a device: opening one could wait forever."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder, so it cannot be a store. Name a file in it.")
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is not a regular file, so it cannot be a store. Name another file with --store.")


def cannot_lock(folder: Path) -> bool:
    """Whether files of that folder cannot be locked at all, which is not to be taken for a lock of somebody else."""
    with suppress(OSError), tempfile.TemporaryFile(prefix=PASSING, dir=folder) as probe:
        try:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in (errno.EACCES, errno.EAGAIN)
    return False


def left_over(path: Path) -> list[Path]:
    """What SQLite left beside the store at `path`: where that is gone, it would be played into a new one so named."""
    return [left for end in ("-journal", "-wal", "-shm") if (left := path.with_name(path.name + end)).exists()]


def refuse_left_over(path: Path) -> None:
    """Raise a StoreError where a store that is gone has left something that a new one would take for its own."""
    if (left := left_over(path)) and not path.exists():
        raise StoreError(
            f"{left[0]} is left of a store that is gone, and may hold its last changes. Put the store {path.name} back "
            "beside it, or move it away. Nothing was changed."
        )


def free_names(folder: Path, stem: str) -> Iterator[Path]:
    """`stem.db`, `stem-2.db` and so on in that folder, of those that are free."""
    return (name for name in numbered(folder / f"{stem}.db") if not name.exists() and not left_over(name))
