"""The command line: each command has a file of its name, which is found only when it is run."""

import pkgutil
import tomllib
from pathlib import Path

import pytest

from ce_tui.commands.options import PASSCODE, SIGN_IN
from ce_tui.commands.parser import APP, COMMANDS, Command, commands_of, parser, read

ROOT = Path(__file__).parents[2]
RUNNERS = [APP, PASSCODE, SIGN_IN, *(command.run for command in COMMANDS)]


@pytest.mark.parametrize("runner", RUNNERS)
def test_what_a_command_names_is_there(runner: str) -> None:
    assert callable(pkgutil.resolve_name(runner))


def test_no_command_may_know_another() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["name"].startswith("commands:"))
    assert contract["modules"] == sorted(runner.partition(":")[0] for runner in RUNNERS)


@pytest.mark.parametrize(
    ("arguments", "runner"),
    [
        ([], APP),
        (["kiosk"], "ce_tui.commands.kiosk:run"),
        (["kiosk", "--sign-in"], SIGN_IN),
        (["import", "x"], "ce_tui.commands.import_:run"),
    ],
)
def test_what_is_written_chooses_the_command(arguments: list[str], runner: str) -> None:
    assert parser().parse_args(arguments).run == runner


FINE = ("", "--json", "--store list", "--store=x --learner ada", "--no-mouse", "list --json", "--json list --store x")
WRONG = ("nothing", "--", "--store", "--no-mouse=x", "--st x", "list --store", "--help", "--version")


@pytest.mark.parametrize("line", FINE)
def test_what_is_read_is_what_the_whole_command_line_says(line: str) -> None:
    assert read(line.split()) == parser().parse_args(line.split())


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_told_by_the_whole_command_line(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for tried in (read, parser().parse_args):
        with pytest.raises(SystemExit) as ended:
            tried(line.split())
        told.append((ended.value.code, *capsys.readouterr()))
    assert told[0] == told[1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_command_that_is_written_has_all_its_options(command: Command) -> None:
    _, few = commands_of(parser([command.name]))[command.name]
    _, all_of_them = commands_of(parser())[command.name]
    assert few.format_help() == all_of_them.format_help()
    assert parser([command.name]).format_help() == parser([]).format_help() == parser().format_help()


def test_the_mouse_can_be_left_to_the_terminal() -> None:
    assert parser().parse_args(["--no-mouse"]).no_mouse
    assert parser().parse_args(["demo", "--no-mouse"]).no_mouse
