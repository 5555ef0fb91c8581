"""What to look at before people are let at a kiosk. Nothing here changes anything."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ce_tui.kiosk.hand_over import drives
from ce_tui.kiosk.options import Options, options_of
from ce_tui.kiosk.passcode import kept_passcode, passcode_file
from ce_tui.kiosk.pins import is_hash, pepper_file, read_pepper
from ce_tui.settings import Settings, SettingsError

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that says less is wrong: this program was not there yet."""
_INSTEAD = "take it out, and give PINs with `ce-tui learners --first-pins FILE`"
_NO_SHELLS = {"nologin", "false", "sync", "shutdown", "halt"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `said` is what was found or, where it is not `good`, what to do."""

    what: str
    good: bool
    said: str


def findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything that matters to a kiosk but its store's inside."""
    try:
        options = options_of(settings)
    except SettingsError as error:
        yield Finding("Settings", False, str(error))
        options = Options()
    else:
        yield Finding("Settings", True, f"signed out after {options.idle} s idle, {options.session} s at most")
        yield _signing_in(options)
    yield _passcode(settings)
    yield _key_file(pepper_file(settings))
    yield _private("Key file of the PINs, its folder", pepper_file(settings).parent, 0o700)
    yield _private("Store", settings.store, 0o600)
    yield _private("Store, its folder", settings.store.parent, 0o700)
    yield _private("Crash reports", settings.log, 0o700)
    yield _shell()
    yield _clock(settings.store, now)
    if "print" in options.offer:
        yield _printer(options.printer)
    if "drive" in options.offer:
        yield _drives(options.drives)
    yield Finding("Player", shutil.which("mpv") is not None, shutil.which("mpv") or "install mpv to play videos here")


def _drives(folders: tuple[str, ...]) -> Finding:
    if not any(Path(folder).is_dir() for folder in folders):
        return Finding("Drives", False, f"none of {', '.join(folders)} exists")
    return Finding("Drives", True, ", ".join(path.name for path in drives(folders)) or "none is in at the moment")


def _signing_in(options: Options) -> Finding:
    if options.first_pin:
        said = "“first_pin” lets whoever has a badge first choose its PIN"
        return Finding("Sign-in", False, f"{said}; {_INSTEAD}")
    if not options.pin_required:
        return Finding("Sign-in", False, f"“pin_required” is off, so a badge alone is enough; {_INSTEAD}")
    return Finding("Sign-in", True, "with a PIN, the first one from the staff")


def _passcode(settings: Settings) -> Finding:
    path = passcode_file(settings)
    try:
        if not (kept := kept_passcode(settings)):
            return Finding("Passcode of the staff", False, "none is set; set it with `ce-tui kiosk --set-passcode`")
        if not is_hash(kept):
            return Finding(
                "Passcode of the staff", False, f"{path} holds none; set it with `ce-tui kiosk --set-passcode`"
            )
    except SettingsError as error:
        return Finding("Passcode of the staff", False, str(error))
    return _private("Passcode of the staff", path, 0o600)


def _key_file(path: Path) -> Finding:
    what = "Key file of the PINs"
    try:
        read_pepper(path)
    except ValueError:
        return Finding(what, False, f"{path} holds none; put a copy of it back or, if no PIN was ever set, remove it")
    except OSError:
        pass  # told below
    return _private(what, path, 0o600)


def _private(what: str, path: Path, mode: int) -> Finding:
    try:
        found = path.stat()
    except FileNotFoundError:
        return Finding(what, what == "Crash reports", f"{path} does not exist yet")
    except OSError as error:
        return Finding(what, False, f"{path} cannot be looked at: {error.strerror}")
    if stat.S_IMODE(found.st_mode) & ~mode:
        return Finding(what, False, f"others can reach {path}; put it right with `chmod {mode:o} {path}`")
    if found.st_uid != os.getuid():
        return Finding(what, False, f"{path} belongs to another user; run this as the user of the station")
    return Finding(what, True, str(path))


def _shell() -> Finding:
    try:
        user = pwd.getpwuid(os.getuid())
    except KeyError:
        return Finding("User", False, "this user has no name; make one for the station")
    if user.pw_uid == 0:
        return Finding("User", False, "a station must not run as root; make a user for it")
    if Path(user.pw_shell).name not in _NO_SHELLS:
        return Finding("User", False, f"this user can open a shell ({user.pw_shell}); give it /usr/sbin/nologin")
    return Finding("User", True, "without a shell")


def _clock(store: Path, now: datetime) -> Finding:
    try:
        written = datetime.fromtimestamp(store.stat().st_mtime, UTC)
    except OSError:
        written = _BUILT
    if now < _BUILT:
        return Finding("Clock", False, f"it says {now:%Y-%m-%d}; set it, or let the machine get the time by itself")
    if now < written:
        return Finding("Clock", False, f"it says {now:%Y-%m-%d %H:%M} UTC, but the store was written later; set it")
    return Finding("Clock", True, f"{now:%Y-%m-%d %H:%M} UTC")


def _printer(printer: str) -> Finding:
    command = ["lpstat", "-p", printer] if printer else ["lpstat", "-d"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=10)
    except (FileNotFoundError, PermissionError):  # the latter where a folder of PATH is closed to us
        return Finding("Printer", False, "CUPS is not installed; install it, or take “print” out of “offer”")
    except (OSError, subprocess.TimeoutExpired):
        return Finding("Printer", False, "CUPS does not answer")
    said = " ".join(done.stdout.split())[:100]
    if done.returncode or "no system default" in said:
        return Finding("Printer", False, f"there is no printer {printer or 'by default'}; name one as “printer”")
    return Finding("Printer", True, said)
