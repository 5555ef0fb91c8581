"""The table [kiosk] of config.toml: what is taken, and one sentence for what is not."""

import re
from pathlib import Path

import pytest

from ce_tui.kiosk.options import Options, options_of
from ce_tui.settings import Settings, SettingsError, load


def settings(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load({"config": str(path)}, {})


def test_all_of_it(tmp_path: Path) -> None:
    text = """learner = "ada"
[kiosk]
idle = 60
session = 600
pin_required = false
first_pin = false
register = true
offer = ["screen", "home", "screen"]
printer = "desk-2"
drives = ["/media"]
name = "Lab 3"
"""
    assert options_of(settings(tmp_path, text)) == Options(
        60, 600, False, False, True, ("screen", "home"), "desk-2", ("/media",), "Lab 3"
    )


def test_nothing_of_it(tmp_path: Path) -> None:
    assert options_of(settings(tmp_path, "")) == Options()


@pytest.mark.parametrize(
    "line",
    [
        "idle = 5",
        "idle = true",
        'idle = "60"',
        "session = 1e3",
        "session = 99999999",
        "register = 1",
        "offer = 3",
        'offer = ["fax"]',
        'drives = ["media"]',
        "drives = [1]",
        'printer = "-o raw"',
        'name = "a\\u001b[0m"',
        "pin = 6",
        '"\\u001b" = 1',
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        options_of(settings(tmp_path, f"[kiosk]\n{line}\n"))
    said = str(caught.value)
    assert "config.toml: [kiosk] “" in said
    assert said.endswith(".")
    assert said.isprintable()


def test_no_table(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape("[kiosk]")):
        settings(tmp_path, "kiosk = 3\n")
