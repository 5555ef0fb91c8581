"""Files of stores: made whole before they have their name, private, and never over another one."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from ce_tui.store.errors import StoreError

PASSING = ".ce-tui-"
"""How the names of files begin that are not finished."""


@contextmanager
def new_file(folder: Path) -> Iterator[Path]:
    """A private file in `folder` under a passing name."""
    handle, name = tempfile.mkstemp(prefix=PASSING, suffix=".new", dir=folder)  # mode 0600
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def take_name(new: Path, path: Path) -> bool:
    """Give the file `new` its lasting name, durably, unless that name is taken."""
    with new.open("rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(new, path)
    except FileExistsError:
        return False
    except OSError:  # no hard links here (FAT, some network drives)
        if path.exists():
            return False
        new.rename(path)
    sync_folder(path.parent)
    return True


def refuse_irregular(path: Path) -> None:
    """Raise a StoreError where a name is that of a folder, a pipe, a device: opening one could wait for ever."""
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


def numbered(stem: Path) -> Iterator[Path]:
    """`stem.db`, `stem-2.db` and so on, of those that are free."""
    names = (stem.with_name(f"{stem.name}{f'-{n}' if n > 1 else ''}.db") for n in count(1))
    return (name for name in names if not name.exists() and not left_over(name))


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
