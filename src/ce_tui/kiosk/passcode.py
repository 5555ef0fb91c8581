"""The passcode of the staff: its hash is kept beside config.toml."""

from pathlib import Path

from ce_tui.settings import Settings, SettingsError, contents


def kept_passcode(settings: Settings) -> str:
    """The hash of the staff's passcode; "" when none is set."""
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
