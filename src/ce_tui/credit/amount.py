"""Amounts of credit: whole thousandths of a unit, never a float."""

import re
from dataclasses import dataclass

_DECIMAL = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,3}))?", re.ASCII)
_GROUPED = re.compile(r"(-?)([0-9]{1,15}),([0-9]{3})", re.ASCII)
MAX_THOUSANDTHS = 999_999_999


@dataclass(frozen=True, order=True, slots=True)
class Amount:
    """An amount of credit in thousandths of its type's unit (hour, credit, CEU); zero or more."""

    thousandths: int

    def __post_init__(self) -> None:
        if not 0 <= self.thousandths <= MAX_THOUSANDTHS:
            raise ValueError("an amount must be between 0 and 999999.999")

    @classmethod
    def parse(cls, text: str) -> "Amount":
        """Read plain decimal notation with a point and up to three places; ValueError for anything else."""
        match = _DECIMAL.fullmatch(text.strip())
        if match is None:
            raise ValueError("must be a number such as 1.5, with at most three decimal places")
        return cls(int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0")))

    @classmethod
    def typed(cls, text: str) -> "Amount":
        """Read what a person types, with a point or a comma; ValueError also where that can be read in two ways."""
        if write := two_readings(text):
            raise ValueError(f"can be read in two ways. {write.removesuffix('.')}")
        return cls.parse(text.replace(",", "."))

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.thousandths + other.thousandths)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.thousandths - other.thousandths)

    def __bool__(self) -> bool:
        return self.thousandths > 0

    def format(self, places: int = 2) -> str:
        """Decimal notation with at least `places` decimals, more when the value needs them."""
        whole, rest = divmod(self.thousandths, 1000)
        digits = f"{rest:03d}".rstrip("0").ljust(places, "0")
        return f"{whole}.{digits}" if digits else str(whole)

    def __str__(self) -> str:
        return self.format()


def two_readings(text: str) -> str:
    """What to write for a comma that may be of thousands or decimals (`1,000`), as a sentence; "" for anything else."""
    if (match := _GROUPED.fullmatch(text.strip())) is None:
        return ""
    sign, whole, rest = match.groups()
    return f"Write {sign}{int(whole + rest)} or {sign}{int(whole)}.{rest.rstrip('0') or '0'}."


NOTHING = Amount(0)
