"""Files: whole before they have their name, private, durable, and never over another one by accident."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

PASSING = ".ce-tui-"
"""How the names of files begin that are not finished."""
_NO_SYNC = {errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What folders say that cannot be synced: those of some network drives, and those that may not be listed."""


@contextmanager
def new_file(folder: Path) -> Iterator[Path]:
    """A private file in `folder` under a passing name; what still has that name in the end is removed."""
    handle, name = tempfile.mkstemp(prefix=PASSING, suffix=".new", dir=folder)  # mode 0600
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def take_name(new: Path, path: Path) -> bool:
    """Give the file `new` its lasting name, durably, unless that name is taken."""
    _sync(new)
    try:
        os.link(new, path)
    except FileExistsError:
        return False
    except OSError:  # no hard links here (FAT, some network drives)
        if os.path.lexists(path):
            return False
        new.rename(path)
    sync_folder(path.parent)
    return True


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A private file to write to, which then takes the place of the one at `path`, durably; else that one stays."""
    with new_file(path.parent) as new:
        yield new
        _sync(new)
        new.replace(path)
        sync_folder(path.parent)


def write_private(path: Path, text: str) -> None:
    """Let a private file hold this text, whole or as it was before, and its folder be there; OSError if that fails."""
    private_folder(path.parent)
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")


def numbered(path: Path) -> Iterator[Path]:
    """`name.end`, `name-2.end`, `name-3.end` and so on."""
    yield path
    yield from (path.with_stem(f"{path.stem}-{n}") for n in count(2))


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable; some folders cannot, which is no reason to fail."""
    try:
        _sync(folder)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
