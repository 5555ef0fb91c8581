"""Every certificate at once: all that are made here, whole files only, and how far it is."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import ASKED, Ce

import ce_tui.certificate
from ce_tui.certificate import CertificateError
from ce_tui.commands import certificates
from ce_tui.commands.certificates import told


@pytest.fixture
def claimed(loaded: Ce) -> Ce:
    loaded.learned("airway", "short")
    loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada")
    loaded.good("claim", "parts", "--amount", "0.5")
    loaded.good(*ASKED)
    loaded.good("claim", "elsewhere")
    return loaded


def test_all_are_saved_and_a_second_time_nothing_is_made_twice(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "PAGE", 2)
    folder = tmp_path / "all"
    assert claimed.good("certificate", "--all", "--out", folder).out.splitlines() == [
        f"Saved: 3 certificates in {folder}",
        "Not made here: 1; `ce-tui certificate NUMBER` says where each is found",
    ]
    said = claimed.good("certificate", "--all", "--out", folder, "--json").json
    assert (said["count"], said["elsewhere"], said["problems"]) == (3, 1, [])
    assert {Path(path) for path in said["paths"]} == set(folder.iterdir())
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in folder.iterdir())


def test_stopped_in_the_middle_it_leaves_whole_files_only(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = ce_tui.certificate.write_pdf, []

    def stopped(folder: Path, number: str, data: bytes) -> Path:
        if made:
            monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt()))
        made.append(number)
        return whole(folder, number, data)

    monkeypatch.setattr(ce_tui.certificate, "write_pdf", stopped)
    assert claimed("certificate", "--all", "--out", tmp_path / "all").code == 130
    (only,) = (tmp_path / "all").iterdir()
    assert only.read_bytes().rstrip().endswith(b"%%EOF")


def test_one_that_cannot_be_saved_does_not_keep_the_others_back(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = ce_tui.certificate.write_pdf, []

    def failing(folder: Path, number: str, data: bytes) -> Path:
        made.append(number)
        if len(made) == 2:
            raise CertificateError("It cannot be.")
        return whole(folder, number, data)

    monkeypatch.setattr(ce_tui.certificate, "write_pdf", failing)
    said = claimed("certificate", "--all", "--out", tmp_path / "all")
    assert said.code == 2
    assert said.out.splitlines()[-1] == f"{made[1]}: It cannot be."
    assert len(list((tmp_path / "all").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--all"], "There are no certificates yet"),
        ([], "one of the arguments NUMBER --all is required"),
        (["--all", "--name", "Ada"], "--name goes with one NUMBER"),
    ],
)
def test_what_cannot_be_is_one_sentence(loaded: Ce, arguments: list[str], message: str) -> None:
    said = loaded("certificate", *arguments)
    assert said.code == 2
    assert message in said.err
    assert said.err.count("\n") == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "terminal", "tells"), [(-1, True, True), (99, True, False), (-1, False, False)])
def test_on_a_terminal_what_takes_long_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, patience: float, terminal: bool, tells: bool
) -> None:
    monkeypatch.setattr(certificates, "PATIENCE_SECONDS", patience)
    screen: Any = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    assert list(told("abc", "letters")) == ["a", "b", "c"]
    assert ("2 of 3 letters; Ctrl+C stops" in screen.getvalue()) is tells
    assert not screen.getvalue() or screen.getvalue().endswith("\r\x1b[K")
