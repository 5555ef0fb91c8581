"""What `ce-tui doctor` tells a help desk, without a name of anybody."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.commands.conftest import NOW, Ce

from ce_tui import cli
from ce_tui.settings import user_of_the_machine


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


@pytest.mark.parametrize(("now", "good"), [(NOW - timedelta(minutes=4), True), (NOW - timedelta(days=1), False)])
def test_doctor_calls_no_clock_good_that_is_behind_the_records(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch, now: datetime, good: bool
) -> None:
    loaded.learned("airway")
    monkeypatch.setattr(cli, "clock", lambda: now)
    checks = {check["what"]: check for check in loaded("doctor", "--json").json["checks"]}
    assert checks["Clock"]["ok"] == good
    assert ("it is behind now" in checks["Clock"]["said"]) == (not good)


def test_doctor_makes_no_folder(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    mpv = loaded.folder / "bin" / "mpv"
    mpv.parent.mkdir()
    mpv.write_text('#!/bin/sh\ncase "$*" in *--no-config*) echo "mpv 1.0 Copyright";; *) mkdir "$HOME/made";; esac\n')
    mpv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{mpv.parent}:{os.environ['PATH']}")
    assert f"mpv: {mpv}, mpv 1.0\n" in loaded("doctor").out
    assert not (Path.home() / "made").exists()
