"""PINs: which are taken, that only the right one matches, and that nobody is told apart by time."""

import stat
from pathlib import Path

import pytest

from ce_tui.kiosk import pins

PEPPER = b"p" * 32


@pytest.mark.parametrize("pin", ["481516", "1002003004", "9" * 5 + "8" * 5 + "7"])
def test_good_pins(pin: str) -> None:
    assert pins.pin_problem(pin, "ada", "B-77") == ""


@pytest.mark.parametrize(
    "pin", ["", "12345", "48151", "abcdef", "48 516", "４８１５１６", "123456", "654321", "111111", "121212", "4" * 65]
)
def test_bad_pins(pin: str) -> None:
    assert pins.pin_problem(pin).endswith(".")


def test_a_pin_that_stands_on_the_badge() -> None:
    assert "badge" in pins.pin_problem("100200", "ada", "B-100200-7")


@pytest.mark.parametrize(
    ("code", "good"), [("correct horse", True), ("short", False), ("aaaaaa", False), ("x" * 65, False)]
)
def test_passcodes(code: str, good: bool) -> None:
    assert (pins.passcode_problem(code) == "") == good


def test_only_the_right_pin_with_the_right_pepper() -> None:
    kept = pins.hashed("481516", PEPPER)
    assert kept.startswith("$argon2id$")
    assert "481516" not in kept
    assert pins.matches("481516", kept, PEPPER)
    assert not pins.matches("481517", kept, PEPPER)
    assert not pins.matches("481516", kept, b"q" * 32)
    assert not pins.is_outdated(kept)
    assert kept != pins.hashed("481516", PEPPER)


@pytest.mark.parametrize("kept", ["", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_nothing_matches_where_nothing_good_is_kept(kept: str) -> None:
    assert not pins.matches("481516", kept, PEPPER)
    assert not pins.matches("", kept, PEPPER)


def test_nobody_costs_as_much_as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    hasher = pins._hasher()
    monkeypatch.setattr(type(hasher), "verify", lambda self, kept, secret: verified.append(kept))
    pins.matches("481516", "", PEPPER)
    assert verified[0].split("$")[:4] == hasher.hash("x").split("$")[:4]  # same algorithm, same cost


def test_the_pepper_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "kiosk.pepper"
    made = pins.pepper_in(path)
    assert pins.pepper_in(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.write_text("short")
    with pytest.raises(ValueError):
        pins.pepper_in(path)
