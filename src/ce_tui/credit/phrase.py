"""The attendance phrase: eight characters that change every thirty seconds, made and checked without a network.

The room and the learner share the session's secret and, roughly, the time. Characters are Crockford base32, so that
they can be read out; 40 bits of an HMAC of the session and the window of time say which window a phrase is of.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ce_tui.credit.number import DIGITS, read_digits

WINDOW = timedelta(seconds=30)
"""How long one phrase is shown."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def window_of(now: datetime) -> int:
    """The number of the window that `now` lies in, counted from 1970 in UTC: no zone or change of clocks matters."""
    return (now - _EPOCH) // WINDOW


def starts(window: int) -> datetime:
    """The moment from which a window's phrase is shown."""
    return _EPOCH + window * WINDOW


def phrase(secret: str, session: str, window: int) -> str:
    """The phrase of a window, as it is shown: `XXXX-XXXX`."""
    digits = _digits(secret, session, window)
    return f"{digits[:4]}-{digits[4:]}"


def find(secret: str, session: str, typed: str, windows: Iterable[int]) -> int | None:
    """The one of the windows whose phrase was typed, whatever its case, spaces and look-alikes; None if none."""
    plain = read_digits(typed).encode(errors="replace")
    return next((w for w in windows if hmac.compare_digest(_digits(secret, session, w).encode(), plain)), None)


def _digits(secret: str, session: str, window: int) -> str:
    made = hmac.digest(secret.encode(), f"{session}\0{window}".encode(), hashlib.sha256)
    value = int.from_bytes(made[:5], "big")
    return "".join(DIGITS[value >> shift & 31] for shift in range(35, -1, -5))
