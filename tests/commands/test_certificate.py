"""Every certificate at once: all that are made here, whole files only, and how far it is."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.commands.conftest import ASKED, Ce

import ce_tui.certificate
from ce_tui.certificate import CertificateError
from ce_tui.commands import claims


@pytest.fixture
def claimed(loaded: Ce) -> Ce:
    loaded.learned("airway", "short")
    loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada")
    loaded.good("claim", "parts", "--amount", "0.5")
    loaded.good(*ASKED)
    loaded.good("claim", "elsewhere")
    return loaded


@pytest.mark.parametrize(("profession", "said"), [("RN", "an activity designated for"), ("MD", "and is awarded")])
def test_ama_credit_is_worded_for_physicians_alone(loaded: Ce, profession: str, said: str) -> None:
    loaded.learned("airway", "short")
    loaded.good("learners", "ada", "--name", "Ada", "--profession", profession)
    assert f"Profession: {profession}" in loaded.good("learners", "ada").out
    claim = loaded.good("claim", "parts", "--amount", "1.5", "--json").json
    assert claim["profession"] == profession
    path = loaded.good("certificate", claim["number"], "--out", loaded.folder, "--json").json["path"]
    assert said in PdfReader(path).pages[0].extract_text()


def test_all_are_saved_and_a_second_time_nothing_is_made_twice(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "PAGE", 2)
    folder = tmp_path / "all"
    assert claimed.good("certificate", "--all", "--out", folder).out.splitlines() == [
        f"Saved: 3 certificates in {folder}",
        "Not made here: 1; `ce-tui certificate NUMBER` says where each is found",
    ]
    said = claimed.good("certificate", "--all", "--out", folder, "--json").json
    assert (said["count"], said["elsewhere"], said["problems"]) == (3, 1, [])
    assert {Path(path) for path in said["paths"]} == set(folder.iterdir())
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in folder.iterdir())


def test_one_that_was_changed_by_hand_keeps_nobody_from_the_others(claimed: Ce, tmp_path: Path) -> None:
    with closing(sqlite3.connect(claimed.store)) as connection, connection:
        connection.execute("DROP TRIGGER claim_fixed")
        connection.execute("UPDATE claim SET snapshot = replace(snapshot, 'Ada', 'Eve') WHERE id = 2")
        ((number,),) = connection.execute("SELECT number FROM claim WHERE id = 2").fetchall()
    said = claimed("certificate", "--all", "--out", tmp_path / "all")
    assert said.code == 2
    assert f"{number}: Certificate {number} is not what it was when it was claimed" in said.out
    assert len([*(tmp_path / "all").iterdir()]) == 2
    alone = claimed("certificate", number)
    assert (alone.code, alone.out) == (2, "")
    assert "`ce-tui store check` tells more" in alone.err
    assert "was changed after it was claimed" in claimed("store", "check").out


def test_stopped_in_the_middle_it_leaves_whole_files_only(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = ce_tui.certificate.write_pdf, []

    def stopped(folder: Path, number: str, data: bytes) -> Path:
        made.append(number)
        signal.raise_signal(signal.SIGINT)  # the first time at the next step, the second at once
        return whole(folder, number, data)

    monkeypatch.setattr("ce_tui.commands.certificate.write_pdf", stopped)
    said = claimed("certificate", "--all", "--out", tmp_path / "all")
    assert (said.code, said.out) == (130, "")
    assert said.err.startswith("Stopped; what was saved before is in ")
    (only,) = (tmp_path / "all").iterdir()
    assert only.read_bytes().rstrip().endswith(b"%%EOF")

    def interrupted_twice(handle: int) -> None:
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("os.fsync", interrupted_twice)
    assert claimed("certificate", "--all", "--out", tmp_path / "twice").code == 130
    assert not [*(tmp_path / "twice").iterdir()]


def test_one_that_cannot_be_saved_does_not_keep_the_others_back(
    claimed: Ce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = ce_tui.certificate.write_pdf, []

    def failing(folder: Path, number: str, data: bytes) -> Path:
        made.append(number)
        if len(made) == 2:
            raise CertificateError("It cannot be.")
        return whole(folder, number, data)

    monkeypatch.setattr("ce_tui.commands.certificate.write_pdf", failing)
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
