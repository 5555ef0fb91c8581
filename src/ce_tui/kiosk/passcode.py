"""The passcode with which staff close a kiosk: which are good, and where its hash is kept."""

from pathlib import Path

from ce_tui.kiosk.common import is_common, is_word
from ce_tui.kiosk.pins import LEAST, MOST
from ce_tui.settings import Settings, SettingsError, contents


def passcode_problem(passcode: str) -> str:
    """What is wrong with a new passcode, as a sentence; "" if nothing is."""
    if not LEAST <= len(passcode) <= MOST:
        return f"Please choose a passcode of {LEAST} to {MOST} characters."
    if (
        len(set(passcode)) < 3
        or (passcode.isascii() and passcode.isdigit() and is_common(passcode))
        or is_word(passcode)
    ):
        return "This passcode is too easy to guess; please choose another one."
    return ""


def kept_passcode(settings: Settings) -> str:
    """The hash of the passcode; "" when none is set."""
    try:
        return contents(passcode_file(settings), 1000).decode("ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is not what was written there"
        raise SettingsError(f"The passcode in {passcode_file(settings)} cannot be read: {why}.") from error


def passcode_file(settings: Settings) -> Path:
    """Where it is kept, whether or not one is set."""
    return settings.config.with_name("kiosk.passcode")
