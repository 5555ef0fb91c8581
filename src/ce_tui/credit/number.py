"""Certificate numbers: sixty random bits in Crockford base32 with its check character.

Those of a demo begin with SAMPLE, so that nobody takes one for a real one: no store but a demo's has such a claim.
"""

import secrets

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = DIGITS + "*~$=U"
_LENGTH = 12
_SAMPLE = "SAMPLE-"
_READ = str.maketrans("OIL", "011", "- ")


def certificate_number(value: int) -> str | None:
    """The number for a random `value` below 2**60, grouped `XXXX-XXXX-XXXX-C`.

    None when its check character would be one of `*~$=U`, which are awkward to dictate: draw again.
    """
    if not 0 <= value < 1 << 60:
        raise ValueError("a certificate number holds sixty bits")
    check = _CHECKS[value % 37]
    if check not in DIGITS:
        return None
    digits = "".join(DIGITS[value >> shift & 31] for shift in range(55, -1, -5))
    return "-".join((digits[:4], digits[4:8], digits[8:], check))


def as_sample(number: str) -> str:
    """The number as a demo gives it."""
    return number if is_sample(number) else f"{_SAMPLE}{number}"


def is_sample(number: str) -> bool:
    """Whether a number, in canonical form, is one of a demo."""
    return number.startswith(_SAMPLE)


def new_number(sample: bool = False) -> str:
    """A number nobody can guess; a `sample` is marked as a demo's."""
    while True:
        if number := certificate_number(secrets.randbits(60)):
            return as_sample(number) if sample else number


def read_digits(text: str) -> str:
    """What was typed as it is compared: upper case, look-alikes (O, I, L) read as digits, hyphens and spaces gone."""
    return "".join(text.upper().split()).translate(_READ)


def read_number(text: str) -> str | None:
    """The number in canonical form, whatever its case, spaces and look-alikes (O, I, L); None if mistyped."""
    plain = read_digits(text)
    mark = read_digits(_SAMPLE)
    if sample := len(plain) == len(mark) + _LENGTH + 1 and plain.startswith(mark):
        plain = plain.removeprefix(mark)
    if len(plain) != _LENGTH + 1 or any(char not in DIGITS for char in plain):
        return None
    value = 0
    for char in plain[:_LENGTH]:
        value = value << 5 | DIGITS.index(char)
    number = certificate_number(value)
    if number is None or number[-1] != plain[-1]:
        return None
    return as_sample(number) if sample else number
