"""What every test stands on: no file of the person who runs them is read or written."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own for each test, and none of the settings of the machine."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DOWNLOAD_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in os.environ:
        if name.startswith(("CE_TUI_", "NO_COLOR", "SSH_", "TEXTUAL")) and name != "TEXTUAL_SNAPSHOT_TEMPDIR":
            monkeypatch.delenv(name)
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: None)  # only tests that ask for mpv have one


@pytest.fixture
def without_cjk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the `cjk` extra were not installed."""
    from ce_tui.certificate import faces, text

    def forget() -> None:
        faces.face_for.cache_clear()
        text.typeset.cache_clear()

    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    forget()
    yield
    forget()
