"""`ce-tui kiosk --set-passcode`: the passcode with which the staff closes a kiosk."""

import secrets
import sys
from getpass import getpass

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import line
from ce_tui.exit_codes import DONE
from ce_tui.files import write_private
from ce_tui.kiosk import pins
from ce_tui.kiosk.passcode import passcode_file, passcode_problem


def run(job: Job) -> int:
    """Ask for the staff's passcode twice, and keep its hash beside the settings."""
    if sys.stdin.isatty():
        first, second = getpass("New passcode of the staff: "), getpass("The same once more: ")
    else:
        first = second = sys.stdin.readline().rstrip("\n")
    if problem := passcode_problem(first):
        raise Wrong(problem)
    if not secrets.compare_digest(first.encode(errors="replace"), second.encode(errors="replace")):
        raise Wrong("The two passcodes differ; nothing was changed.")
    path, kept = passcode_file(job.settings), pins.hashed(first, pins.pepper_of(job.settings))
    try:
        write_private(path, kept + "\n")
    except OSError as error:
        raise Wrong(f"The passcode could not be kept in {path}: {error.strerror}.") from error
    line(f"The passcode is set. Its hash is in {path}; `ce-tui kiosk` starts the station.")
    return DONE
