"""`ce-tui kiosk --sign-in`: one sign-in of a kiosk, started by its launcher. Nobody types it."""

import errno
import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.store_file import open_store
from ce_tui.crash import report
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE
from ce_tui.kiosk.launcher import PIPE, Turn, own_folder, wait_for_turn, wipe
from ce_tui.kiosk.options import options_of
from ce_tui.kiosk.passcode import kept_passcode
from ce_tui.kiosk.pins import pepper_of
from ce_tui.settings import Settings
from ce_tui.store import Store, StoreError
from ce_tui.store.backups import daily
from ce_tui.ui import claiming, preview  # noqa: F401  loaded while somebody else is still signed in
from ce_tui.ui.kiosk.app import KioskApp
from ce_tui.ui.kiosk.base import Setup


def run(job: Job) -> int:
    """Show one sign-in from its first screen to its end, once the launcher says that it is on."""
    if (folder := own_folder(os.environ)) is None or PIPE not in os.environ:
        raise Wrong("`--sign-in` is for the station itself; start it with `ce-tui kiosk`.")
    Store.preload()  # while somebody else is still signed in
    if (turn := wait_for_turn(os.environ)) is None:
        shutil.rmtree(folder, ignore_errors=True)
        return DONE

    crashed = _silence(job.settings.log)
    setup = _setup(job.settings, folder, turn)
    app = KioskApp(lambda: open_store(job.settings, job.clock()), job.clock, job.settings, setup, crashed=crashed)
    app.run()
    if app.is_orphan:
        shutil.rmtree(folder, ignore_errors=True)
        wipe()
    if app.return_code == DONE:
        try:
            daily(job.settings.store, job.clock())
        except StoreError as error:  # nobody is there to be told
            crashed(error)
    return app.return_code or DONE


def _setup(settings: Settings, folder: Path, turn: Turn) -> Setup:
    """What this sign-in is to know of the station, and of whose badge or crash came before it."""
    note = "The station had to start anew; what you did is kept. Please sign in again."
    return Setup(
        options_of(settings),
        pepper_of(settings),
        kept_passcode(settings),
        folder,
        badge=clean(turn.badge, 120),
        note=note if turn.crashed else "",
    )


def _silence(log: Path) -> Callable[[BaseException], str]:
    """From now on nothing but the app itself writes on the terminal; what to do with an unexpected error."""

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
