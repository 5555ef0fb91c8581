"""PINs of learners, and what is kept of them and of the passcode: argon2id, with a pepper kept outside the store.

Parameters: the OWASP password storage cheat sheet (19 MiB, two passes, one lane; about 30 ms here).
"""

import hmac
import secrets
from contextlib import suppress
from datetime import timedelta
from functools import cache
from hashlib import sha256
from math import ceil
from pathlib import Path

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

from ce_tui.credit.text import fold
from ce_tui.credit.words import plural
from ce_tui.files import new_file, private_folder, take_name
from ce_tui.kiosk.common import is_common
from ce_tui.settings import Settings, SettingsError, contents

LEAST, MOST = 6, 64
"""Digits of a PIN; a passcode may hold any characters."""
FIRST = 8
"""Digits of a PIN that staff give."""

WRONG = (
    "That badge or address and that PIN do not belong together. Check both and try again; "
    "if you are new here or forgot the PIN, ask the staff."
)
"""The same words, after the same time, whether the badge or the PIN was wrong."""
FIRST_TIME = (
    "You sign in here for the first time. From now on your badge and the PIN that you choose belong together; "
    f"it has at least {LEAST} digits."
)


def pin_problem(pin: str, *known: str) -> str:
    """What is wrong with a new PIN, as a sentence; "" if nothing is. `known` is what others can read of the learner."""
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        return f"Please choose a PIN of at least {LEAST} digits."
    if is_common(pin):
        return "This PIN is too easy to guess. Choose one without a pattern or a date."
    if any(fold(text) and fold(pin) in fold(text) for text in known):
        return "This PIN is part of your badge number; please choose another one."
    return ""


def new_pin_problem(pin: str, again: str, *known: str) -> str:
    """What is wrong with a new PIN typed twice, as a sentence; "" if nothing is."""
    return pin_problem(pin, *known) or ("" if pin == again else "The two PINs differ; please type it again.")


def wait_sentence(wait: timedelta, what: str = "PIN") -> str:
    """That a try was not even looked at, for the wait after wrong ones is not over."""
    seconds = ceil(wait.total_seconds())
    said = plural(seconds, "second") if seconds <= 90 else f"{ceil(seconds / 60)} minutes"
    return f"Too many tries. Please wait {said}, then enter the {what} again; the right one will count."


def first_pin() -> str:
    """A PIN that staff give somebody for the first sign-in, at random."""
    while is_common(pin := f"{secrets.randbelow(10**FIRST):0{FIRST}}"):
        pass
    return pin


def pepper_file(settings: Settings) -> Path:
    """Where the pepper is kept: beside config.toml, not in the store, which others copy and back up."""
    return settings.config.with_name("kiosk.pepper")


def pepper_of(settings: Settings) -> bytes:
    """The pepper of the PINs, made when there is none; SettingsError when it cannot be had."""
    path = pepper_file(settings)
    try:
        return pepper_in(path)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is not what was written there"
        raise SettingsError(
            f"The key file of the PINs, {path}, cannot be used: {why}. Put a copy of it back. If no PIN was ever set, "
            "remove it."
        ) from error


def pepper_in(path: Path) -> bytes:
    """The pepper kept in that file, made whole when there is none. OSError or ValueError when it cannot be had."""
    with suppress(FileNotFoundError):
        return read_pepper(path)
    private_folder(path.parent)
    with new_file(path.parent) as new:
        new.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        take_name(new, path)
    return read_pepper(path)  # another kiosk may have been faster


def read_pepper(path: Path) -> bytes:
    """The pepper in that file. OSError when there is none, ValueError when it is something else."""
    with suppress(UnicodeDecodeError, ValueError):
        kept = bytes.fromhex(contents(path, 1000).decode("ascii").strip())
        if len(kept) >= 16:
            return kept
    raise ValueError(f"{path} holds no pepper")


def hashed(secret: str, pepper: bytes) -> str:
    """What is kept of a PIN or passcode."""
    return _hasher().hash(_peppered(secret, pepper))


def matches(secret: str, kept: str, pepper: bytes) -> bool:
    """Whether this is the PIN or passcode of which `kept` was kept; "" (there is none) takes the same time."""
    nobody = _nobody()  # made before either is compared: the first time takes long
    try:
        return _hasher().verify(kept or nobody, _peppered(secret, pepper)) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def is_hash(kept: str) -> bool:
    """Whether this can be what is kept of a PIN or passcode."""
    try:
        extract_parameters(kept)
    except InvalidHashError:
        return False
    return True


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's, so that it is to be made anew at a sign-in."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))


def _peppered(secret: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, secret.encode(errors="replace"), sha256)
