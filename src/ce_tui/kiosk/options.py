"""What the organizer chooses for a kiosk: the table `[kiosk]` of config.toml."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ce_tui.credit.text import clean
from ce_tui.settings import Settings, SettingsError

WAYS = ("print", "drive", "screen", "home")
"""How a certificate can be handed over: on paper, on a drive, as a QR code on the screen, by its number later."""


@dataclass(frozen=True, slots=True)
class Options:
    """A kiosk's choices. Times are in seconds.

    `pin_required` keeps out who has no PIN; `first_pin` lets whoever comes first with a badge choose its PIN, without
    one of the staff's; `register` lets people sign up here. `printer` "" is the system's own; `drives` are folders
    below which drives are mounted.
    """

    idle: int = 120
    session: int = 1800
    pin_required: bool = True
    first_pin: bool = False
    register: bool = False
    offer: tuple[str, ...] = WAYS
    printer: str = ""
    drives: tuple[str, ...] = ("/media", "/run/media", "/mnt")
    name: str = ""


_LIMITS = {"idle": (30, 3600), "session": (60, 8 * 3600)}


def options_of(settings: Settings) -> Options:
    """The kiosk's choices as config.toml has them; SettingsError with a sentence for what cannot be used."""
    where = clean(str(settings.config))
    chosen: dict[str, Any] = {
        key: _checked(key, value, f"{where}: [kiosk] “{clean(key, 60)}”") for key, value in settings.kiosk.items()
    }
    return Options(**chosen)


def _checked(key: str, value: object, name: str) -> object:
    match key:
        case "idle" | "session":
            low, high = _LIMITS[key]
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise SettingsError(f"{name} must be a number of seconds from {low} to {high}.")
        case "pin_required" | "first_pin" | "register":
            if not isinstance(value, bool):
                raise SettingsError(f"{name} must be true or false.")
        case "offer":
            if not isinstance(value, list) or any(way not in WAYS for way in value):
                raise SettingsError(f"{name} must be a list of some of {', '.join(WAYS)}.")
            return tuple(dict.fromkeys(value))
        case "drives":
            if not isinstance(value, list) or not all(isinstance(p, str) and Path(p).is_absolute() for p in value):
                raise SettingsError(f"{name} must be a list of whole paths, such as /media.")
            return tuple(value)
        case "printer" | "name":
            if not isinstance(value, str) or clean(value, 100) != value or value.startswith("-"):
                raise SettingsError(f"{name} must be a name in quotes.")
        case _:
            known = ", ".join(Options.__dataclass_fields__)
            raise SettingsError(f"{name} is not a setting of a station; known are {known}.")
    return value


def kiosk_name(options: Options) -> str:
    """What this kiosk is called in the store, so that guessing here slows down here."""
    return options.name or clean(platform.node()) or "station"
