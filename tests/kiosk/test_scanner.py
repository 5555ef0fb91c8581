"""A badge scanner and a person who types are told apart."""

from dataclasses import dataclass

import pytest

from ce_tui.kiosk.scanner import Burst


@dataclass(frozen=True)
class Pressed:
    key: str
    character: str | None = None


def keys(text: str) -> list[Pressed]:
    return [Pressed("enter", "\r") if char == "\n" else Pressed(char, char) for char in text]


@pytest.mark.parametrize(
    ("typed", "badge"),
    [
        ("1002003\n", "1002003"),
        ("B-77-12\n", "B-77-12"),
        ("1002003", ""),
        ("12345\n", ""),
        ("\n", ""),
        ("", ""),
        ("jjjjjjjj\n", ""),
        ("1002\n003\n", ""),
        ("\n1002003\n", ""),
        ("1002003\n1002004\n", "1002004"),
        ("1002003\n1002004", ""),
        ("1002003\n12\n", ""),
    ],
)
def test_bursts(typed: str, badge: str) -> None:
    burst = Burst[Pressed]()
    for key in keys(typed):
        burst.add(key)
    assert burst.end() == (badge, keys(typed))
    assert burst.end() == ("", [])
