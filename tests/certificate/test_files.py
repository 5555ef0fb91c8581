"""Saving: whole or not at all, never over another file."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from ce_tui.certificate import CertificateError, write_pdf

NUMBER = "7K3M-9Q2X-VB5N-4"
FIRST, SECOND = f"CE-{NUMBER}.pdf", f"CE-{NUMBER}-2.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "downloads"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_private(folder: Path) -> None:
    path = write_pdf(folder / "new" / "folder", NUMBER, b"page")
    assert path == folder / "new" / "folder" / FIRST
    assert path.read_bytes() == b"page"
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(path.parent) == [FIRST]


def test_the_same_certificate_is_saved_once(folder: Path) -> None:
    assert write_pdf(folder, NUMBER, b"page") == write_pdf(folder, NUMBER, b"page")
    assert names(folder) == [FIRST]


def test_other_files_stay(folder: Path) -> None:
    (folder / FIRST).write_bytes(b"page and more")
    (folder / SECOND).mkdir()
    path = write_pdf(folder, NUMBER, b"page")
    assert path.name == f"CE-{NUMBER}-3.pdf"
    assert (folder / FIRST).read_bytes() == b"page and more"
    assert write_pdf(folder, NUMBER, b"page") == path


def test_a_planted_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"page")
    (folder / FIRST).symlink_to(victim)
    (folder / SECOND).symlink_to(tmp_path / "nowhere")
    path = write_pdf(folder, NUMBER, b"page")
    assert path.name == f"CE-{NUMBER}-3.pdf"
    assert not path.is_symlink()
    assert victim.read_bytes() == b"page"
    assert not (tmp_path / "nowhere").exists()


def test_a_pipe_of_that_name_does_not_hold_it_up(folder: Path) -> None:
    os.mkfifo(folder / FIRST)
    assert write_pdf(folder, NUMBER, b"page").name == SECOND


def test_without_hard_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (folder / FIRST).write_bytes(b"other")
    path = write_pdf(folder, NUMBER, b"page")
    assert (path.name, path.read_bytes()) == (SECOND, b"page")
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(folder) == [SECOND, FIRST]

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CertificateError):
        write_pdf(folder, NUMBER, b"new")
    assert names(folder) == [SECOND, FIRST]


def test_a_full_disk_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CertificateError, match=r"could not be saved in .* \(No space left on device\)") as caught:
        write_pdf(folder, NUMBER, b"page")
    assert "\n" not in str(caught.value)
    assert names(folder) == []


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(CertificateError, match="Permission denied"):
        write_pdf(folder, NUMBER, b"page")


def test_a_file_where_the_folder_should_be(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(CertificateError, match="could not be saved"):
        write_pdf(folder / "file", NUMBER, b"page")


@pytest.mark.parametrize("number", ["", "..", "../x", "a/b", "x" * 65, "a\n"])
def test_a_number_is_no_path(folder: Path, number: str) -> None:
    with pytest.raises(CertificateError, match="cannot be part of a file name"):
        write_pdf(folder, number, b"page")
    assert names(folder) == []
