"""The manual page: whole, and sound to those who read it."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.commands.conftest import Ce
from tests.programs import needs

from ce_tui.commands.parser import commands_of, parser

COMMANDS = commands_of(parser())


@pytest.fixture
def page(ce: Ce, tmp_path: Path) -> Path:
    """The manual, in a file."""
    made = tmp_path / "ce-tui.1"
    made.write_text(ce.good("man").out)
    return made


def test_the_manual_tells_every_command_and_option(page: Path) -> None:
    plain = page.read_text().replace("\\-", "-")
    for name, (_, made) in COMMANDS.items():
        assert f".SS ce-tui {name}" in plain
        for action in made._actions:
            if action.help != "==SUPPRESS==" and action.dest != "help":
                assert all(option in plain for option in action.option_strings)


def test_man_has_nothing_against_the_manual(page: Path) -> None:
    needs("man")
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        env=os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stderr == ""
    assert "ce-tui list --ready --json" in done.stdout
    assert "\\" not in done.stdout


def test_mandoc_has_nothing_against_the_manual(page: Path) -> None:
    needs("mandoc")
    linted = subprocess.run(["mandoc", "-T", "lint", str(page)], capture_output=True, text=True, timeout=20)
    found = linted.stdout.splitlines()
    assert [one for one in found if "missing date" not in one] == []  # a page that is made has none
