"""Where a store cannot be: what is no file, and where nothing can be locked."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.conftest import NOW

from ce_tui.store import Store, StoreError
from ce_tui.store.backups import back_up, backups_of, restore
from ce_tui.store.copies import open_copy
from ce_tui.store.engines.files import cannot_lock


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A good store, to be put back."""
    path = tmp_path / "good.db"
    Store(path, NOW).close()
    return path


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_opened_and_never_replaced(tmp_path: Path, backup: Path, kind: str) -> None:
    path = tmp_path / "ce.db"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    for use in (
        lambda: Store(path, NOW),
        lambda: open_copy(path, NOW),
        lambda: back_up(path, NOW, tmp_path / "copy.db"),
        lambda: restore(path, backup, NOW, True),
        lambda: restore(backup, path, NOW, True),
    ):
        with pytest.raises(StoreError, match="is not a regular file"):
            use()
    assert path.is_fifo() or path.is_char_device()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EPERM])
def test_where_no_file_can_be_locked_that_is_told_at_once(
    backup: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.lockf", fails)
    with closing(sqlite3.connect(backup, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # so does a lock that fails look to SQLite
        with pytest.raises(StoreError, match=r"Files cannot be locked in .* Keep the store on a local disk"):
            Store(backup, NOW)


def test_another_lock_is_no_reason_to_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not cannot_lock(tmp_path)
    assert not cannot_lock(tmp_path / "nowhere")

    def held(*_: object) -> None:
        raise OSError(errno.EAGAIN, "held")

    monkeypatch.setattr("fcntl.lockf", held)
    assert not cannot_lock(tmp_path)


def test_a_folder_of_backups_that_may_not_be_read_is_told(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(StoreError, match="cannot be read: Permission denied"):
        backups_of(backup, NOW)


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    for below in ("x.db", "share/x.db"):
        with pytest.raises(StoreError, match=r"for what should be a folder above it is a file; name another"):
            Store(tmp_path / "taken" / below, NOW)
