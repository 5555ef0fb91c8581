"""Files that are made whole: killed at any moment, out of room, or where a name is taken, nothing half is left."""

import errno
import os
import signal
import stat
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from ce_tui.files import PASSING, new_file, numbered, private_folder, sync_folder, take_name, write_private
from ce_tui.kiosk import pins

KILLED = """
import os, signal, sys
from pathlib import Path
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
where, what, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
from ce_tui.files import write_private
from ce_tui.kiosk import pins
if where == "write":
    Path.write_text = die
else:
    setattr(Path if where == "replace" else os, where, die)
if what == "pepper":
    pins.pepper_in(path)
else:
    write_private(path, "nord")
"""


def killed(where: str, what: str, path: Path) -> None:
    """Kill a process that makes such a file where it is about to write, to sync it, or to give it its name."""
    done = subprocess.run([sys.executable, "-c", KILLED, where, what, str(path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("where", ["write", "fsync", "link"])
def test_a_pepper_whose_maker_was_killed_keeps_no_station_from_starting(tmp_path: Path, where: str) -> None:
    path = tmp_path / "kiosk" / "kiosk.pepper"
    killed(where, "pepper", path)
    assert not path.exists()
    assert len(made := pins.pepper_in(path)) == 32
    assert pins.pepper_in(path) == made


@pytest.mark.parametrize("where", ["write", "fsync", "replace"])
def test_a_file_whose_writer_was_killed_is_as_it_was(tmp_path: Path, where: str) -> None:
    path = tmp_path / "state" / "theme"
    write_private(path, "dark")
    killed(where, "theme", path)
    assert path.read_text() == "dark"
    assert all(each.name.startswith(PASSING) for each in path.parent.iterdir() if each != path)


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No half of it, nothing left beside it, and nothing written through a link."""
    other, path = tmp_path / "other", tmp_path / "new" / "kept"
    write_private(path, "before")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("ce_tui.files.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_private(path, "after")
    assert [(each.name, each.read_text()) for each in path.parent.iterdir()] == [("kept", "before")]
    other.write_text("other")
    path.unlink()
    path.symlink_to(other)
    write_private(path, "after")
    assert (path.is_symlink(), path.read_text(), other.read_text()) == (False, "after", "other")


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("there", ["file", "broken link", ""])
def test_a_name_that_is_taken_stays_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    path = tmp_path / "own" / "kept"
    path.parent.mkdir()
    if there == "file":
        path.write_text("theirs")
    elif there:
        path.symlink_to(tmp_path / "nowhere")
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    with new_file(path.parent) as new:
        new.write_text("ours")
        assert take_name(new, path) is not bool(there)
    assert [each.name for each in path.parent.iterdir()] == ["kept"]
    if not there:
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("ours", 0o600)
    elif there == "file":
        assert path.read_text() == "theirs"


@pytest.mark.parametrize(("number", "fails"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synced_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fails: bool
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    if fails:
        with pytest.raises(OSError, match="Input/output"):
            sync_folder(tmp_path)
    else:
        sync_folder(tmp_path)


def test_names_are_numbered_before_their_end() -> None:
    names = [path.name for path in islice(numbered(Path("a/ce.x-1.db")), 3)]
    assert names == ["ce.x-1.db", "ce.x-1-2.db", "ce.x-1-3.db"]


def test_folders_that_are_made_are_private(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert [stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("a", "a/b")] == [0o700, 0o700]
