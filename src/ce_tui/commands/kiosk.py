"""A station that many people use: its launcher, one sign-in of it, and the passcode of its staff."""

import errno
import os
import secrets
import shutil
import sys
import threading
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from ce_tui.commands.job import Job, Wrong, exists, open_store
from ce_tui.commands.printing import line
from ce_tui.credit.text import clean
from ce_tui.kiosk.options import kept_passcode, options_of, passcode_file, pepper_file
from ce_tui.settings import replace_file
from ce_tui.store import StoreError


def station(job: Job) -> int:
    """Start a station, set its passcode, or (for the launcher) show one sign-in."""
    if job.args.set_passcode:
        return set_passcode(job)
    if job.args.sign_in:
        return _sign_in(job)
    from ce_tui.kiosk.launcher import Launcher, command

    options_of(job.settings)  # what is wrong with the settings is said before the screen is taken
    if not kept_passcode(job.settings):
        raise Wrong("Nobody could close this station: set its passcode first with `ce-tui kiosk --set-passcode`.")
    if not exists(job.settings.store):
        raise StoreError(f"There is no store at {job.settings.store} yet; `ce-tui import FILE` makes it.")
    named = job.settings
    arguments = [
        f"--store={named.store}",
        f"--config={named.config}" if named.config.exists() else "",
        f"--log={named.log}",
        f"--theme={named.theme}" if named.theme else "",
    ]
    return Launcher(command([text for text in arguments if text]), os.environ).run()


def _sign_in(job: Job) -> int:
    from ce_tui.kiosk.launcher import PIPE, SIGNED_OUT, own_folder, wait_for_turn, wipe

    if (folder := own_folder(os.environ)) is None or PIPE not in os.environ:
        raise Wrong("`--sign-in` is for the station itself; start it with `ce-tui kiosk`.")
    import ce_tui.ui.kiosk.sign_in
    import ce_tui.ui.main  # noqa: F401  (all that takes time is loaded before it is on)
    from ce_tui.ui.kiosk.app import KioskApp

    if (turn := wait_for_turn(os.environ)) is None:
        shutil.rmtree(folder, ignore_errors=True)
        return 0

    crashed = _silence(job.settings.log)
    note = "The station had to start anew; what you did is kept. Please sign in again."
    app = KioskApp(
        lambda: open_store(job.settings, job.clock()),
        job.clock,
        job.settings,
        options_of(job.settings),
        pepper_of(job),
        kept_passcode(job.settings),
        folder,
        badge=clean(turn.badge, 120),
        note=note if turn.crashed else "",
        crashed=crashed,
    )
    app.run()
    if app.is_orphan:
        shutil.rmtree(folder, ignore_errors=True)
        wipe()
    if app.return_code == SIGNED_OUT:
        from ce_tui.store.backups import daily

        try:
            daily(job.settings.store, job.clock())
        except StoreError as error:  # nobody is there to be told
            crashed(error)
    return app.return_code or 0


def _silence(log: Path) -> Callable[[BaseException], str]:
    """From now on nothing but the app itself writes on the terminal; what to do with an unexpected error."""

    from ce_tui.crash import report

    def crashed(error: BaseException | None) -> str:
        # The terminal is gone, or the pipe is full by which a signal wakes the loop: nobody's fault.
        if error is not None and getattr(error, "errno", None) != errno.EIO and not isinstance(error, BlockingIOError):
            report(error, log)
        return ""

    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (the app keeps its own)
    sys.excepthook = lambda _, error, __: crashed(error) and None
    threading.excepthook = lambda args: crashed(args.exc_value) and None
    sys.unraisablehook = lambda args: crashed(args.exc_value) and None
    return crashed


def pepper_of(job: Job) -> bytes:
    """The pepper of the PINs, made when there is none."""
    from ce_tui.kiosk.pins import pepper_in

    path = pepper_file(job.settings)
    try:
        return pepper_in(path)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is not what was written there"
        raise Wrong(
            f"The key file of the PINs, {path}, cannot be used: {why}. Put a copy of it back. If no PIN was ever set, "
            "remove it."
        ) from error


def set_passcode(job: Job) -> int:
    """Ask for the staff's passcode twice, and keep its hash beside the settings."""

    from ce_tui.kiosk import pins

    if sys.stdin.isatty():
        first, second = getpass("New passcode of the staff: "), getpass("The same once more: ")
    else:
        first = second = sys.stdin.readline().rstrip("\n")
    if problem := pins.passcode_problem(first):
        raise Wrong(problem)
    if not secrets.compare_digest(first.encode(errors="replace"), second.encode(errors="replace")):
        raise Wrong("The two passcodes differ; nothing was changed.")
    path, kept = passcode_file(job.settings), pins.hashed(first, pepper_of(job))
    try:
        replace_file(path, kept + "\n")
    except OSError as error:
        raise Wrong(f"The passcode could not be kept in {path}: {error.strerror}.") from error
    line(f"The passcode is set. Its hash is in {path}; `ce-tui kiosk` starts the station.")
    return 0
