"""The passcode of the staff: which are good, and where its hash is kept."""

from pathlib import Path

import pytest

from ce_tui.kiosk.passcode import kept_passcode, passcode_file, passcode_problem
from ce_tui.settings import SettingsError, load


@pytest.mark.parametrize(
    ("code", "good"),
    [("correct horse", True), ("short", False), ("aaaaaa", False), ("x" * 65, False), ("7391", False)],
)
def test_passcodes(code: str, good: bool) -> None:
    assert (passcode_problem(code) == "") == good


@pytest.mark.parametrize(
    "code",
    [
        "123456",
        "112233",
        "31121999",
        "password",
        "Passw0rd!",
        "P@ssw0rd",
        "admin2026",
        "2026Admin",
        "letmein",
        "qwerty123",
        "PASSWORT",
        "kiosk123",
        "!secret!",
        "testtest",
        "abc123",
        "Staff 2026",
    ],
)
def test_passcodes_that_many_choose(code: str) -> None:
    assert "too easy to guess" in passcode_problem(code)


@pytest.mark.parametrize(
    "code", ["blue staff door", "mastery-77", "kiosk and coffee", "s3v3n geese", "Пароль от двери"]
)
def test_a_passcode_may_hold_words(code: str) -> None:
    assert passcode_problem(code) == ""


def test_the_passcode_is_kept_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    found = load({"config": str(tmp_path / "config.toml")}, {})
    assert kept_passcode(found) == ""
    passcode_file(found).write_text("hash\n")
    assert kept_passcode(found) == "hash"
    passcode_file(found).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        kept_passcode(found)
