"""The manual, the completion of shells and `doctor`: whole, sound, and without a name of anybody."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Ce

from ce_tui import cli
from ce_tui.commands.manual import commands_of
from ce_tui.settings import user_of_the_machine

COMMANDS = commands_of(cli.parser())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_read_its_completion_and_it_has_every_command(ce: Ce, shell: str) -> None:
    made = ce.good("completion", shell).out
    assert all(name in made for name in COMMANDS)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=made, text=True, check=True, capture_output=True, timeout=20)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("cert", {"certificate"}),
        ("list --r", {"--ready"}),
        ("--theme nord list --cert", {"--certificates"}),
        ("completion ", {"bash", "zsh", "fish"}),
        ("store re", {"restore"}),
        ("import cata", set()),  # a file, which bash knows itself
    ],
)
def test_bash_completes(ce: Ce, typed: str, offered: set[str]) -> None:
    made = ce.good("completion", "bash").out
    words = typed + "''" if typed.endswith(" ") else typed
    asked = f"{made}\nCOMP_WORDS=(ce-tui {words}); "
    asked += 'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ce_tui; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", asked], text=True, check=True, capture_output=True, timeout=20)
    found = set(done.stdout.split())
    assert offered <= found
    assert not offered or all(word in offered or word.startswith("--") for word in found)
    assert offered or not found


def test_the_manual_tells_every_command_and_option_and_man_has_nothing_against_it(ce: Ce, tmp_path: Path) -> None:
    page = tmp_path / "ce-tui.1"
    page.write_text(ce.good("man").out)
    plain = page.read_text().replace("\\-", "-")
    for name, (_, made) in COMMANDS.items():
        assert f".SS ce-tui {name}" in plain
        for action in made._actions:
            if action.help != "==SUPPRESS==" and action.dest != "help":
                assert all(option in plain for option in action.option_strings)
    if not shutil.which("man"):
        return
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


def test_doctor_tells_what_a_help_desk_asks_and_no_name(
    ce: Ce, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home" / "lovelace"
    home.mkdir(parents=True)
    for name, value in {"HOME": str(home), "TMUX": "/tmp/x,1,0", "SSH_CONNECTION": "1 2 3 4", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    mpv = home / "bin" / "mpv"
    mpv.parent.mkdir()
    mpv.write_text("#!/bin/sh\necho 'mpv 9.9.9 Copyright © somebody'\n")
    mpv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{mpv.parent}:{os.environ['PATH']}")
    ce.good("learners", "lovelace", "--name", "Ada Lovelace", "--learner", "lovelace")
    said = ce("doctor", "--learner", "lovelace").out
    for told in (
        "in tmux",
        "over SSH",
        "NO_COLOR",
        "~/bin/mpv, mpv 9.9.9",
        "Fonts of certificates",
        "schema",
        "SQLite",
    ):
        assert told in said
    assert "ovelace" not in said
    kiosk = ce("doctor", "--kiosk").out
    assert str(home) not in kiosk
    assert f"{user_of_the_machine()}, " not in kiosk


def test_the_mouse_can_be_left_to_the_terminal() -> None:
    assert cli.parser().parse_args(["--no-mouse"]).no_mouse
    assert cli.parser().parse_args(["demo", "--no-mouse"]).no_mouse
