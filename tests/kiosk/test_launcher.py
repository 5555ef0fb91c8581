"""The launcher: starts anew after every sign-in, hands on only what it must, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ce_tui.kiosk.launcher import command, environment, own_folder

LAUNCH = """
import sys
from ce_tui.kiosk import launcher
launcher._REST_SECONDS = 0.2
launcher._SPARE_SECONDS = 0.1
sys.exit(launcher.Launcher([sys.executable, "-c", sys.argv[1]], {"PATH": "/bin", "HOME": sys.argv[2]}).run())
"""


def launch(folder: Path, sign_in: str) -> "subprocess.Popen[bytes]":
    environ = os.environ | {"TMPDIR": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCH, sign_in, str(folder)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environ,
    )


def counted(folder: Path, script: str) -> str:
    """A sign-in that writes one more line of its environment to `log`, then runs the script with its number `n`."""
    return f"""
import json, os, signal, sys, time
from ce_tui.kiosk.launcher import wait_for_turn
turn = wait_for_turn(os.environ)
if turn is None: sys.exit(3)
path = {str(folder / "log")!r}
with open(path, "a") as log: print(json.dumps(dict(os.environ, badge=turn.badge, crashed=turn.crashed)), file=log)
n = len(open(path).readlines())
folder = os.environ["CE_TUI_KIOSK_FOLDER"]
{script}
"""


def seen(folder: Path) -> list[dict[str, Any]]:
    import json

    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


def test_one_after_the_other_until_the_staff_closes_it(tmp_path: Path) -> None:
    script = """
if n == 1: open(folder + "/next", "w").write("B-77")
time.sleep(0.3)
sys.exit([0, 70, 0, 76][n - 1])"""
    with launch(tmp_path, counted(tmp_path, script)) as process:
        assert process.wait(20) == 0
        assert process.stderr is not None
        written = process.stderr.read()
    runs = seen(tmp_path)
    assert [run["badge"] for run in runs] == ["", "B-77", "", ""]
    assert [run["crashed"] for run in runs] == [False, False, True, False]
    assert len({run["CE_TUI_KIOSK_FOLDER"] for run in runs}) == 4
    assert not any(Path(run["CE_TUI_KIOSK_FOLDER"]).exists() for run in runs)
    assert written.count(b"\x1bc") == written.count(b"\x1b[3J") == 4


def test_what_a_sign_in_inherits() -> None:
    given = {
        "TERM": "linux",
        "LC_ALL": "C.UTF-8",
        "CE_TUI_STORE": "/s",
        "TEXTUAL_DRIVER": "evil:X",
        "TEXTUAL_PRESS": "ctrl+q",
        "BROWSER": "sh",
        "PYTHONPATH": "/evil",
        "PYTHONSTARTUP": "/evil",
        "LD_PRELOAD": "/evil",
        "CE_TUI_LEARNER": "bob",
        "MPV_HOME": "/evil",
        "SHELL": "/bin/sh",
        "EDITOR": "vi",
        "CE_TUI_KIOSK_PIPE": "9",
    }
    assert environment(given) == {"TERM": "linux", "LC_ALL": "C.UTF-8", "CE_TUI_STORE": "/s"}
    assert {"-E", "-P"} <= set(command([]))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_polite_end(tmp_path: Path, name: str) -> None:
    script = """
def bye(*_):
    open(path + ".bye", "w").close()
    sys.exit(143)
signal.signal(signal.SIGTERM, bye)
open(path + ".up", "w").close()
signal.pause()"""
    with launch(tmp_path, counted(tmp_path, script)) as process:
        while not (tmp_path / "log.up").exists():
            assert process.poll() is None
        number = getattr(signal, name)
        process.send_signal(number)
        assert process.wait(20) == 128 + number
    assert (tmp_path / "log.bye").exists()
    assert len(seen(tmp_path)) == 1
    assert not [*tmp_path.glob("ce-tui-kiosk-*")]


@pytest.mark.parametrize("name", ["SIGINT", "SIGQUIT", "SIGTSTP"])
def test_keys_that_make_signals_end_nothing(tmp_path: Path, name: str) -> None:
    script = f"number = signal.{name}\nos.kill(os.getppid(), number); os.kill(os.getpid(), number)\nsys.exit(76)"
    with launch(tmp_path, counted(tmp_path, script)) as process:
        assert process.wait(20) == 0
    assert len(seen(tmp_path)) == 1


def test_a_station_that_cannot_start_says_so_and_goes_on_trying(tmp_path: Path) -> None:
    with launch(tmp_path, counted(tmp_path, "sys.exit(76 if n == 6 else 1)")) as process:
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert b"ask the staff" in process.stderr.read()
    assert len(seen(tmp_path)) == 6


def test_its_folders_are_private(tmp_path: Path) -> None:
    script = """
print(oct(os.stat(folder).st_mode & 0o777), oct(os.umask(0)), file=open(path + ".modes", "w"))
sys.exit(76)"""
    with launch(tmp_path, counted(tmp_path, script)) as process:
        process.wait(20)
    assert (tmp_path / "log.modes").read_text().split() == ["0o700", "0o77"]


def test_what_a_killed_launcher_left_is_swept_away(tmp_path: Path) -> None:
    with launch(tmp_path, counted(tmp_path, "open(folder + '/certificate', 'w').close(); time.sleep(3)")) as process:
        while not [*tmp_path.glob("ce-tui-kiosk-*/certificate")]:
            assert process.poll() is None
        process.kill()
    others = (
        "ce-tui-kiosk-1-init",
        "ce-tui-kiosk-notes",
        "ce-tui-kiosk-9" + "9" * 30 + "-x",
        f"ce-tui-kiosk-{os.getpid()}-me",
    )
    for name in others:
        (tmp_path / name).mkdir()
    with launch(tmp_path, "raise SystemExit(76)") as process:
        assert process.wait(20) == 0
    assert {path.name for path in tmp_path.glob("ce-tui-kiosk-*")} == {*others}


def test_only_a_folder_that_a_launcher_made_is_a_sign_in_s_own(tmp_path: Path) -> None:
    ours = tmp_path / "ce-tui-kiosk-123-abc"
    ours.mkdir()
    assert own_folder({"CE_TUI_KIOSK_FOLDER": str(ours)}) == ours
    (tmp_path / "ce-tui-kiosk-notes").mkdir()
    (tmp_path / "ce-tui-kiosk-5-file").touch()
    (tmp_path / "ce-tui-kiosk-5-link").symlink_to(ours)
    names = [f"ce-tui-kiosk-{name}" for name in ("notes", "5-file", "5-link", "5-none", "5-a\0b")]
    for other in ("", "/", str(tmp_path), *(str(tmp_path / name) for name in names)):
        assert own_folder({"CE_TUI_KIOSK_FOLDER": other}) is None
    assert own_folder({}) is None


def test_a_sign_in_removes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    """Asked for by hand, with a folder that is no launcher's and a pipe on which nobody answers."""
    (tmp_path / "kept").touch()
    for folder, left in ((tmp_path, True), (tmp_path / "ce-tui-kiosk-1-abc", False)):
        folder.mkdir(exist_ok=True)
        (reading, writing), (screen, terminal) = os.pipe(), os.openpty()
        os.close(writing)
        done = subprocess.run(
            [sys.executable, "-m", "ce_tui", "kiosk", "--sign-in", "--store", str(tmp_path / "ce.db")],
            env=os.environ | {"CE_TUI_KIOSK_FOLDER": str(folder), "CE_TUI_KIOSK_PIPE": str(reading), "TERM": "xterm"},
            pass_fds=(reading,),
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            check=False,
        )
        for each in (reading, screen, terminal):
            os.close(each)
        assert (done.returncode, folder.exists()) == ((2, True) if left else (0, False))
    assert (tmp_path / "kept").exists()
