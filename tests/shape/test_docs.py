"""README and help against the program: no command, option, setting or key that is not there, and none left out."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from ce_tui.cli import parser
from ce_tui.commands.man import commands_of
from ce_tui.kiosk.options import Options
from ce_tui.settings import KEYS as SETTINGS
from ce_tui.settings import TABLES
from ce_tui.ui.keys import KEYS, said

README = (Path(__file__).parents[2] / "README.md").read_text()
TOP = parser()
COMMANDS = {name: made for name, (_, made) in commands_of(TOP).items()}
TOLD = [line.split("#")[0].split(" > ")[0].split("|")[0] for line in re.findall(r"ce-tui((?: +[^`\n]*)?)[`\n]", README)]
"""What stands after each `ce-tui` of the README, up to a comment or a pipe."""


def named(told: str) -> str:
    """The command in it, if any."""
    return next((word for word in told.split() if word in COMMANDS), "")


def options(of: argparse.ArgumentParser) -> set[str]:
    return {option for action in of._actions for option in action.option_strings}


def test_every_command_is_told_and_every_one_told_is_there() -> None:
    assert set(re.findall(r"(?:`|^    )ce-tui ([a-z]+)", README, re.MULTILINE)) <= set(COMMANDS)
    assert set(COMMANDS) - {named(told) for told in TOLD} == set()


def test_every_option_told_is_one_of_its_command() -> None:
    found = 0
    for told in TOLD:
        has = options(COMMANDS[named(told)] if named(told) else TOP)
        for option in re.findall(r"(?<!\S)--[a-z-]+", told):
            assert option in has, told
            found += 1
    assert found > 10


def test_every_setting_is_told_and_every_one_told_is_there() -> None:
    told = re.search(r"then `config.toml`\s+\((.*?)\)", README, re.DOTALL)
    assert told is not None
    assert re.findall(r"`([\w\[\]]+)`", told[1]) == [*SETTINGS, *(f"[{table}]" for table in TABLES)]
    assert set(re.findall(r"CE_TUI_(\w+)", README)) <= {key.upper() for key in SETTINGS}
    station = README.partition("    [kiosk]\n")[2].partition("\n\n")[0]
    assert re.findall(r"^    (\w+) = ", station, re.MULTILINE) == [field.name for field in fields(Options)]


def test_the_keys_are_those_of_the_app() -> None:
    table = README.partition("### Keys")[2].partition("\n## ")[0]
    told: dict[str, str] = {}
    for names, keys in re.findall(r"^\| (`.*?) \| (.*?) \|", table, re.MULTILINE):
        told |= dict(zip(re.findall(r"`(\w+)`", names), keys.split(", "), strict=True))
    assert told == {id: said(key) for id, key in KEYS.items()}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_says_what_everything_is_for(name: str) -> None:
    of = COMMANDS[name] if name else TOP
    assert of.description
    for action in of._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), action
    shown = of.format_help()
    assert all(option in shown for a in of._actions if a.help != argparse.SUPPRESS for option in a.option_strings)
