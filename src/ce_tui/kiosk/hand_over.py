"""Getting a certificate from a kiosk to its owner: on paper by CUPS, or onto a drive that somebody put in."""

import os
import stat
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ce_tui.credit.text import clean


class DriveError(Exception):
    """A drive cannot take a certificate; the text is a sentence for people."""


_PRINT_SECONDS = 20
_FOLDER = "CE certificates"


def print_file(path: Path, number: str, printer: str = "", program: str = "lp") -> str:
    """Send a PDF to the printer ("" is the system's own); what came of it, as a sentence that starts with ✓ if good."""
    to = ["-d", printer] if printer else []
    try:
        done = subprocess.run(
            [program, *to, "-t", f"Certificate {number}", "--", str(path)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_PRINT_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (FileNotFoundError, PermissionError):  # the latter where a folder of PATH is closed to us
        return "This station cannot print (CUPS is not installed); please choose another way or ask the staff."
    except subprocess.TimeoutExpired:
        return "The printer does not answer; please choose another way or ask the staff."
    except OSError as error:
        return f"The certificate could not be printed ({error.strerror}); please choose another way or ask the staff."
    if done.returncode:
        why = clean(done.stderr, 120).removeprefix("lp: ").rstrip(".") or "the printer refused it"
        return f"The certificate could not be printed ({why}); please choose another way or ask the staff."
    return "✓ The certificate is on its way to the printer. Please take it with you."


def drives(below: Iterable[str]) -> tuple[Path, ...]:
    """The drives mounted in those folders, or in a folder of theirs, that can be written to."""
    found: list[Path] = []
    for folder in below:
        for path in _folders(Path(folder)):
            found += [each for each in (path, *_folders(path)) if each.is_mount() and os.access(each, os.W_OK)]
    return tuple(dict.fromkeys(found))


def _folders(path: Path) -> list[Path]:
    try:
        return sorted(each for each in path.iterdir() if each.is_dir() and not each.is_symlink())
    except OSError:
        return []


def folder_on(drive: Path, name: str) -> Path:
    """The folder for the certificates of a person on a drive, made there; its name any file system and shell can bear.

    DriveError, one sentence, when it cannot be made, or would lie elsewhere: a drive may hold links and mounts.
    """
    safe = "".join(char if char.isalnum() else " " for char in clean(name, 60)).split()
    folder, on = drive, drive.stat().st_dev
    for part in (_FOLDER, "-".join(safe)[:60] or "learner"):
        folder = folder / part
        try:
            folder.mkdir(exist_ok=True)
            found = folder.lstat()
        except OSError as error:
            raise DriveError(f"The drive cannot take certificates ({error.strerror}). Try another one.") from error
        if not stat.S_ISDIR(found.st_mode) or found.st_dev != on:
            raise DriveError(f"“{part}” on this drive leads elsewhere. Remove it, or take another drive.")
    return folder
