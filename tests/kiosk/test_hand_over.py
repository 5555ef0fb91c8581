"""Certificates leave a station on paper or on a drive, and what goes wrong is said."""

import os
from pathlib import Path

import pytest

from ce_tui.kiosk.hand_over import DriveError, drives, folder_on, print_file


def program(folder: Path, script: str) -> str:
    path = folder / "lp"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_what_the_printer_gets(tmp_path: Path) -> None:
    said = print_file(Path("/x/-o raw.pdf"), "ABCD", "desk", program(tmp_path, f'printf "%s|" "$@" > {tmp_path}/args'))
    assert said.startswith("✓")
    assert (tmp_path / "args").read_text() == "-d|desk|-t|Certificate ABCD|--|/x/-o raw.pdf|"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'lp: The printer or class does not exist.' >&2; exit 1", "(The printer or class does not exist)"),
        ("printf '\\033[31mno\\033]0;x\\007' >&2; exit 1", "no"),
        ("exit 3", "refused"),
    ],
)
def test_a_printer_that_refuses(tmp_path: Path, script: str, why: str) -> None:
    said = print_file(Path("x.pdf"), "ABCD", "", program(tmp_path, script))
    assert why in said
    assert said.isprintable()
    assert "another way" in said


def test_no_printer_and_one_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "CUPS" in print_file(Path("x.pdf"), "ABCD", "", str(tmp_path / "nothing"))
    monkeypatch.setattr("ce_tui.kiosk.hand_over._PRINT_SECONDS", 0.05)
    assert "does not answer" in print_file(Path("x.pdf"), "ABCD", "", program(tmp_path, "exec sleep 5"))


def test_only_mounted_drives_that_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ada/STICK", "disk", "plain", "ada/other"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    mounted = {tmp_path / "ada/STICK", tmp_path / "disk"}
    monkeypatch.setattr(Path, "is_mount", lambda self: self in mounted)
    assert set(drives([str(tmp_path), str(tmp_path / "nowhere")])) == mounted
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path / "disk")
    assert drives([str(tmp_path)]) == (tmp_path / "ada/STICK",)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Ada Lovelace, MD", "Ada-Lovelace-MD"),
        ("Łukasz O’Brien", "Łukasz-O-Brien"),
        ("../../etc", "etc"),
        ("王小明", "王小明"),
        ("-rf \u202e*", "rf"),
        ("...", "learner"),
        ("a/b\\c:d", "a-b-c-d"),
    ],
)
def test_folders_with_safe_names(tmp_path: Path, name: str, folder: str) -> None:
    assert folder_on(tmp_path, name) == tmp_path / "CE certificates" / folder
    assert folder_on(tmp_path, name).is_dir()


@pytest.mark.parametrize("part", ["CE certificates", "CE certificates/Ada"])
@pytest.mark.parametrize("kind", ["link", "dangling", "file", "up"])
def test_a_drive_that_leads_elsewhere_takes_nothing(tmp_path: Path, part: str, kind: str) -> None:
    drive, elsewhere = tmp_path / "drive", tmp_path / "elsewhere"
    place = drive / part
    place.parent.mkdir(parents=True)
    elsewhere.mkdir()
    if kind == "file":
        place.touch()
    else:
        place.symlink_to({"link": elsewhere, "dangling": tmp_path / "nothing", "up": Path("..")}[kind])
    with pytest.raises(DriveError) as said:
        folder_on(drive, "Ada")
    assert str(said.value).endswith(".")
    assert "elsewhere/" not in str(said.value)
    assert not [*elsewhere.iterdir()]
    assert not (tmp_path / "nothing").exists()


def test_another_file_system_below_a_drive_is_not_the_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.lstat

    def mounted(self: Path) -> os.stat_result:
        found = whole(self)
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:10])) if self.name == "Ada" else found

    monkeypatch.setattr(Path, "lstat", mounted)
    with pytest.raises(DriveError, match="leads elsewhere"):
        folder_on(tmp_path, "Ada")
