"""PINs and passcodes that many people choose, by kind: what somebody who guesses tries first.

Source of the kinds: the rankings of PINs in published leaks (repeats, runs, keypad lines, dates, words, numbers).
"""

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

_ROWS = ("123", "456", "789", "147", "258", "369", "159", "357")
_EDGE = "12369874"
_LINES = frozenset((*_ROWS, *(row[::-1] for row in _ROWS)))
"""What lies in a line on a keypad."""
_WRITTEN = str.maketrans("@4301$5!", "aaeoissi")  # as in P@ssw0rd


def is_word(passcode: str) -> bool:
    """Whether a passcode is one of the words that are tried first, however it is written: `Passw0rd!`, `admin2026`."""
    bare = "".join(passcode.casefold().split())
    ends = "0123456789!?.,-_#*+$&@"
    kept = (bare.strip(ends), bare.translate(_WRITTEN).strip(ends), bare.strip(ends).translate(_WRITTEN))
    return any(word in _known() or _halved(word) in _known() for word in kept)


def _halved(word: str) -> str:
    """What is said twice in a word."""
    half = word[: len(word) // 2]
    return half if half * 2 == word else word


def is_common(pin: str) -> bool:
    """Whether a PIN of digits is of a kind that is tried first."""
    return (
        pin in _known()
        or len(set(pin)) < 3
        or _runs(pin)
        or _counts(pin)
        or _repeats(pin)
        or pin == pin[::-1]
        or _pairs(pin)
        or _drawn(pin)
        or _is_date(pin)
    )


@cache
def _known() -> frozenset[str]:
    """Words; and numbers that mean something: constants, series, figures on a keypad, what sounds like a word."""
    return frozenset(Path(__file__).with_name("common.txt").read_text("ascii").split())


def _runs(pin: str) -> bool:
    """One step all the way, such as 234567, 135791, 890123, 963074; also as two-digit numbers, such as 101112."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    twos = [int(pin[at : at + 2]) for at in range(0, len(pin) - len(pin) % 2, 2)]
    return len(steps) == 1 or (len(pin) % 2 == 0 and len({b - a for a, b in pairwise(twos)}) == 1)


def _counts(pin: str) -> bool:
    """Up or down by one, but for two digits: 123457, 123412, 654320, 991234."""
    steps = [(int(b) - int(a)) % 10 for a, b in pairwise(pin)]
    return any(set(steps[at : len(steps) - 2 + at]) in ({1}, {9}) for at in range(3))


def _repeats(pin: str) -> bool:
    """A part again and again, such as 123123, 121212, 4747474."""
    return any(pin == (pin[:part] * len(pin))[: len(pin)] for part in range(1, len(pin) // 2 + 1))


def _pairs(pin: str) -> bool:
    """Each digit twice or three times in a row, such as 112233, 777333."""
    return any(
        len(pin) % times == 0 and all(len(set(pin[at : at + times])) == 1 for at in range(0, len(pin), times))
        for times in (2, 3)
    )


def _drawn(pin: str) -> bool:
    """Lines on a keypad one after the other, or round its edge, such as 789456, 147369, 159753, 456000, 123698."""
    lines = len(pin) % 3 == 0 and all(
        pin[at : at + 3] in _LINES or len(set(pin[at : at + 3])) == 1 for at in range(0, len(pin), 3)
    )
    return lines or any(pin in edge * (len(pin) // len(edge) + 2) for edge in (_EDGE, _EDGE[::-1]))


def _is_date(pin: str) -> bool:
    """A day or month of the years 1920 to 2099, as people write it: 311299, 123199, 991231, 31121999, 199912."""
    if len(pin) == 8:
        orders = [(pin[4:], pin[2:4], pin[:2]), (pin[4:], pin[:2], pin[2:4]), (pin[:4], pin[4:6], pin[6:])]
    elif len(pin) == 6:
        orders = [(pin[4:], pin[2:4], pin[:2]), (pin[4:], pin[:2], pin[2:4]), (pin[:2], pin[2:4], pin[4:])]
        orders += [(pin[:4], pin[4:], "1"), (pin[2:], pin[:2], "1")]
    else:
        return False
    return any(_is_day(int(year), int(month), int(day)) for year, month, day in orders)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return False
    return 1920 <= found.year <= 2099
