"""Commands on a machine that is odd: no home, no right clock, no stdout, files that are none."""

import errno
import io
import os
import sys
from datetime import UTC, datetime

import pytest
from tests.commands.conftest import ASKED, Ce, catalog

from ce_tui import cli


def in_1970(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "clock", lambda: datetime(1970, 1, 1, 0, 10, tzinfo=UTC))


SAID = "This computer's clock says 1 Jan 1970, 00:10. Set the clock. Until then nothing is recorded or claimed.\n"


def test_a_clock_that_cannot_be_right_is_told_by_every_command_and_nothing_is_claimed(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.learned("airway")
    in_1970(monkeypatch)
    for command in (("list",), ("show", "whole"), ("export", "xapi", loaded.folder / "x.json"), ("where",)):
        said = loaded(*command)
        assert (said.code, said.err) == (0, SAID), command
        assert said.out
    said = loaded(*ASKED, "--name", "Ada", "--yes")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(SAID)
    said = loaded(*ASKED, "--name", "Ada", "--yes", "--json")
    assert (said.code, said.out) == (2, "")
    assert "clock says 1 Jan 1970" in _error(said.err)
    said = loaded("list", "--json")
    assert (said.code, said.err) == (0, SAID)
    assert said.json["certificates"]["count"] == 0
    said = loaded("doctor")
    assert "WRONG Clock: This computer's clock says" in said.out


def _error(text: str) -> str:
    import json

    return str(json.loads(text)["error"])


def test_a_clock_years_ahead_is_told_with_the_claim(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    monkeypatch.setattr(cli, "clock", lambda: datetime(2036, 2, 7, tzinfo=UTC))
    said = loaded("claim", "whole", "--name", "Ada", "--answer", "attestation=agreed", "--yes", "--json")
    assert said.code == 0
    assert "clock says 7 Feb 2036" in said.err
    assert said.json["claimed_at"].startswith("2036-02-07")


@pytest.mark.parametrize("year", [2100, 2106, 9999])
def test_nothing_is_claimed_in_another_century(loaded: Ce, monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    loaded.learned("airway")
    monkeypatch.setattr(cli, "clock", lambda: datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC))
    said = loaded("claim", "whole", "--name", "Ada", "--answer", "attestation=agreed", "--yes")
    assert (said.code, f"clock says 31 Dec {year}" in said.err) == (2, True)
    for command in (("list",), ("show", "whole"), ("store", "check"), ("doctor",), ("explain", "whole")):
        said = loaded(*command)
        assert "clock says 31 Dec" in said.out + said.err, command


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(of: object) -> None:
        raise KeyError(of)

    for name in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    monkeypatch.setattr("pwd.getpwnam", nobody)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_everything_works_where_the_store_is_named(ce: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ce.folder)
    ce.good("import", catalog(ce))
    ce.learned("airway")
    ce.good("claim", "whole", "--name", "Ada", "--answer", "attestation=agreed", "--yes")
    assert "certificate number" in ce.good("list", "--certificates").out.lower()
    ce.good("certificate", "--all")
    assert [*ce.folder.glob("CE-*.pdf")]
    for command in (("where",), ("doctor",), ("learners",), ("store", "check"), ("store", "list"), ("store", "backup")):
        assert ce(*command).code == 0, command
    said = ce("certificate", "--all", "--out", "~/x")
    assert (said.code, said.err) == (2, "--out: there is no home folder for “~/x”; write the path in full.\n")


@pytest.mark.usefixtures("homeless")
def test_without_a_home_and_a_store_it_is_told_what_to_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("list", "where", "doctor"):
        assert cli.run([command]) == 2
        assert "Set HOME, or add --store FILE." in capsys.readouterr().err
    monkeypatch.setattr("ce_tui.cli.load", lambda *_: 1 / 0)
    assert cli.run(["list"]) == 70  # also a crash is told
    assert "Something unexpected happened (ZeroDivisionError)" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--config", "--answers"])
def test_a_pipe_is_not_waited_for(loaded: Ce, option: str) -> None:
    loaded.learned("airway")
    os.mkfifo(pipe := loaded.folder / "pipe")
    said = loaded(*ASKED, option, pipe)
    assert (said.code, said.out) == (2, "")
    assert f"{pipe} cannot be read: it is not a regular file." in said.err


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["list", "--help"], ["list"]])
def test_what_cannot_be_printed_is_told(
    loaded: Ce, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert cli.run(["--store", str(loaded.store), *arguments]) == 2
    assert capsys.readouterr().err == "The output cannot be written: the disk is full.\n"


def test_statements_go_nowhere_where_there_is_no_stdout(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.run(["--store", str(loaded.store), "export", "xapi", "-"]) == 0


TITLE = "“Müller” … Łukasz 王 é →"


SHOWN = {
    "iso-8859-1": '"Müller" ~ Lukasz ?? é >',
    "ascii": '"Muller" ~ Lukasz ?? e >',
    "gbk": "“Müller” … Lukasz 王 é →",
    "utf-8": TITLE,
}


@pytest.mark.parametrize("encoding", SHOWN)
def test_what_the_encoding_lacks_is_printed_as_what_it_has(
    loaded: Ce, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = '[{kind: video, id: v, title: V, length: 60 min, url: "https://example.org/v"}]'
    credit = f"{{id: c, title: {TITLE}, type: hours, amount: 1, contents: {contents}}}"
    text = f"organization: {{id: o, name: O, zone: UTC}}\ncredits: [{credit}]"
    loaded.good("import", catalog(loaded, text, "c2.yaml"))
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
    assert cli.run(["--store", str(loaded.store), "list"]) == 0
    sys.stdout.flush()
    assert SHOWN[encoding] in out.getvalue().decode(encoding).splitlines()
