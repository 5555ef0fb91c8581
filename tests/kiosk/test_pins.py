"""PINs: which are taken, that only the right one matches, and that nobody is told apart by time."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from ce_tui.kiosk import pins
from ce_tui.kiosk.common import is_common

PEPPER = b"p" * 32


@pytest.mark.parametrize("pin", ["481517", "739104", "1002003004", "9" * 5 + "8" * 5 + "7", "50829473", "4815162"])
def test_good_pins(pin: str) -> None:
    assert pins.pin_problem(pin, "ada", "B-77") == ""


@pytest.mark.parametrize(
    "pin", ["", "12345", "48151", "abcdef", "48 516", "４８１５１６", "123456", "654321", "111111", "121212", "4" * 65]
)
def test_bad_pins(pin: str) -> None:
    assert pins.pin_problem(pin).endswith(".")


@pytest.mark.parametrize(
    "pin",
    [
        "123123",
        "123321",
        "112233",
        "789456",
        "159753",
        "147258",
        "696969",
        "131313",
        "777333",
        "4747474",
        "890123",
        "975319",
        "135791",
        "102030",
        "010203",
        "101112",
        "31121999",
        "19991231",
        "12311999",
        "310799",
        "073199",
        "991231",
        "147369",
        "741852",
        "963852",
        "112358",
        "314159",
        "20202020",
        "100200",
        "520520",
        "12344321",
        "123457",
        "123412",
        "654320",
        "991234",
        "1234560",
        "123698",
        "987412",
        "456000",
        "777123",
        "201314",
        "199001",
        "011990",
        "202512",
        "7777776",
        "445566",
        "222555",
        "098765",
        "5201314",
        "29022000",
    ],
)
def test_pins_that_many_choose(pin: str) -> None:
    assert "too easy to guess" in pins.pin_problem(pin)


def test_most_pins_are_free() -> None:
    drawn = Random(1)
    free = sum(not is_common(f"{drawn.randrange(10**6):06}") for _ in range(5000))
    assert free > 4200
    assert not is_common("31132999")  # no date


def test_first_pins_are_drawn_and_good() -> None:
    made = {pins.first_pin() for _ in range(50)}
    assert len(made) == 50
    assert {len(pin) for pin in made} == {pins.FIRST}
    assert not any(pins.pin_problem(pin) for pin in made)


def test_a_pin_that_stands_on_the_badge() -> None:
    assert "badge" in pins.pin_problem("739104", "ada", "B-739104-7")


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
    assert [file.name for file in path.parent.iterdir()] == ["kiosk.pepper"]
    for wrong in ("short", "", "no hex at all, but long enough to be something else", "ab" * 15):
        path.write_text(wrong)
        with pytest.raises(ValueError, match="holds no pepper"):
            pins.pepper_in(path)


def test_a_pepper_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "folder" / "kiosk.pepper"
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        pins.pepper_in(path)
    assert not [*path.parent.iterdir()]
    monkeypatch.undo()
    assert len(pins.pepper_in(path)) == 32


def test_of_many_that_start_at_once_all_have_one_pepper(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.pepper"
    with ThreadPoolExecutor(8) as pool:
        made = {*pool.map(lambda _: pins.pepper_in(path), range(40))}
    assert made == {pins.pepper_in(path)}
