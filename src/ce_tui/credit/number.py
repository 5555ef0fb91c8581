"""Certificate numbers: sixty random bits in Crockford base32 with its check character."""

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = DIGITS + "*~$=U"
_LENGTH = 12
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


def read_digits(text: str) -> str:
    """What was typed as it is compared: upper case, look-alikes (O, I, L) read as digits, hyphens and spaces gone."""
    return "".join(text.upper().split()).translate(_READ)


def read_number(text: str) -> str | None:
    """The number in canonical form, whatever its case, spaces and look-alikes (O, I, L); None if mistyped."""
    plain = read_digits(text)
    if len(plain) != _LENGTH + 1 or any(char not in DIGITS for char in plain):
        return None
    value = 0
    for char in plain[:_LENGTH]:
        value = value << 5 | DIGITS.index(char)
    number = certificate_number(value)
    return number if number is not None and number[-1] == plain[-1] else None
