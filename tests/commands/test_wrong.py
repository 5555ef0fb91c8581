"""Wrong input of every kind: one sentence, exit code 2, and nothing half done. Crashes: a private file."""

import importlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.commands.conftest import CATALOG, NOW, Ce, catalog

from ce_tui import crash
from ce_tui.store import Store


def test_problems_of_a_catalog_are_all_told_with_their_place(ce: Ce) -> None:
    file = catalog(ce, CATALOG.replace("amount: 1.5", "amount: lots").replace("zone: Europe/Berlin", "zone: Mars"))
    for command in ("check", "import"):
        said = ce(command, file)
        assert (said.code, said.out) == (2, "")
        lines = said.err.splitlines()
        assert len(lines) >= 2
        assert all(re.match(rf"{re.escape(str(file))}:\d+:\d+: ", text) for text in lines)
    report = ce("check", file, "--json")
    assert (report.code, report.err) == (2, "")
    assert not report.json["ok"]
    assert {"file", "line", "column", "message"} == set(report.json["problems"][0])
    assert json.loads(ce("import", file, "--json").err)["problems"] == report.json["problems"]
    assert not ce.store.exists()


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize("kind", ["missing", "folder", "binary", "empty", "utf-16", "laughs", "text", "json", "xml"])
def test_a_file_that_is_no_catalog_is_told_in_one_line(ce: Ce, command: str, kind: str) -> None:
    file = ce.folder / f"file.{kind if kind in ('json', 'xml') else 'yaml'}"
    laughs = "a: &a [x]\n" + "".join(f"{c}: &{c} [*a,*a]\n" for c in "bcdefgh")
    contents = {
        "binary": bytes(range(256)),
        "empty": b"",
        "utf-16": "organization: {}".encode("utf-16"),
        "laughs": laughs.split("\n")[0].encode(),
        "text": b"just a line",
        "json": b'{"a": ',
        "xml": b"<schedule><day>",
    }
    if kind == "folder":
        file.mkdir()
    elif kind != "missing":
        file.write_bytes(contents[kind])
    said = ce(command, file)
    assert (said.code, said.out) == (2, "")
    if kind != "binary":  # each control character is a problem of its own
        assert said.err.count("\n") == 1
    assert said.err.startswith(str(file))
    assert "Traceback" not in said.err
    assert not ce.store.exists()


COMMANDS = (["list"], ["show", "parts"], ["claim", "parts"], ["certificate", "0000-0000-0000-0"], ["import", "CATALOG"])


@pytest.mark.parametrize("kind", ["text", "empty", "folder", "other", "newer", "torn", "long"])
def test_a_bad_store_is_told_in_one_line(ce: Ce, kind: str) -> None:
    path = ce.store
    if kind == "text":
        path.write_text("not a store at all, just some text")
    elif kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "long":
        ce.folder = ce.folder / ("x" * 300)
    else:
        with Store(path, NOW) as store:
            sql = {"other": "PRAGMA application_id = 7", "newer": "UPDATE alembic_version SET version_num = '9999'"}
            if kind in sql:
                store.engine.connection.execute(sql[kind])
        if kind == "torn":
            path.write_bytes(path.read_bytes()[:5000])
    before = path.read_bytes() if path.is_file() else None
    file = path.parent / "catalog.yaml"
    file.write_text(CATALOG, encoding="utf-8")
    for command in COMMANDS:
        said = ce(*(str(file) if part == "CATALOG" else part for part in command))
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
        assert said.err.rstrip().endswith(".")
    assert "Store problem: " in ce.good("where").out
    doctor = ce("doctor")
    assert (doctor.code, "WRONG Store: " in doctor.out) == (2, True)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that this process may look into but not write to, also when root runs the tests."""
    for module in (
        "ce_tui.store.codec",
        "ce_tui.catalog.yaml_catalog",
        "ce_tui.commands.claim",
        "ce_tui.commands.list",
        "ce_tui.commands.import_",
    ):
        importlib.import_module(module)
    folder = Path(tempfile.mkdtemp())
    yield folder
    os.seteuid(os.getuid())
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_store_is_read_and_never_written(
    loaded: Ce, read_only_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.learned("airway")
    shutil.copy(loaded.store, read_only_folder / "ce.db")
    shutil.copy(loaded.folder / "catalog.yaml", read_only_folder)
    (read_only_folder / "catalog.yaml").write_text(CATALOG.replace("Two lines", "Three"), encoding="utf-8")
    (read_only_folder / "catalog.yaml").chmod(0o444)
    (read_only_folder / "ce.db").chmod(0o444)
    read_only_folder.chmod(0o555)
    monkeypatch.setenv("HOME", str(read_only_folder))
    loaded.folder = read_only_folder
    if os.geteuid() == 0:
        os.seteuid(65534)
    assert "Ready to Claim: 6 credits" in loaded.good("list").out
    for command in (
        ["claim", "parts", "--amount", "1", "--name", "Ada"],
        ["import", read_only_folder / "catalog.yaml"],
    ):
        said = loaded(*command)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
        assert "is read-only, so nothing was changed" in said.err


def test_a_full_disk_is_told(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ce_tui.commands.list.line", full)
    said = loaded("list")
    assert (said.code, said.err) == (2, "The output cannot be written: the disk is full.\n")


def test_a_wrong_command_line_is_told_in_one_line(ce: Ce) -> None:
    for arguments in (["lst"], ["show"], ["list", "--al"], ["list", "--ready", "--all"], ["--learner"]):
        said = ce(*arguments)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert "--help` explains." in said.err
    assert "--learner is empty" in ce("list", "--learner", "").err


def test_a_wrong_config_file_is_told(ce: Ce) -> None:
    file = ce.folder / "c.toml"
    file.write_text("stor = 'x'")
    said = ce("list", "--config", file)
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == f"{file}: there is no setting “stor”; known are store, learner, downloads, theme, log, [kiosk] and [keys].\n"
    )


def test_a_crash_is_kept_in_a_private_file(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        secret = "Grace's answer"
        raise RuntimeError(f"broken {len(secret)}")

    monkeypatch.setattr("ce_tui.store.lists.Lists.count", broken)
    log = loaded.folder / "logs"
    for _ in range(crash.KEPT + 2):
        said = loaded("list", "--log", log)
        assert (said.code, said.out, said.err.count("\n")) == (70, "", 1)
    files = sorted(log.iterdir())
    assert len(files) == crash.KEPT
    assert any(str(file) in said.err for file in files)
    assert log.stat().st_mode & 0o777 == 0o700
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        text = file.read_text("utf-8")
        assert "RuntimeError: broken 14" in text
        assert "store.lists.count(" in text  # where it happened


def test_a_crash_that_cannot_be_kept_is_still_told(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.store.lists.Lists.count", lambda *_: 1 / 0)
    said = loaded("list", "--log", "/proc/nowhere")
    assert (said.code, said.err.count("\n")) == (70, 1)
    assert "Please report it" in said.err


def test_a_folder_is_called_one_where_a_store_is_asked_for(loaded: Ce, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    told = f"{folder} is a folder, so it cannot be a store. Name a file in it.\n"
    for command in (("list",), ("import", catalog(loaded)), ("store", "check"), ("store", "backup")):
        said = loaded("--store", folder, *command)
        assert (said.code, said.err) == (2, told), command
    said = loaded("store", "restore", folder, "--yes")
    assert (said.code, said.err) == (2, told)
