"""Long work of a command: a line says how far it is, and Ctrl+C stops it where nothing is half done."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from ce_tui.commands.job import Job
from ce_tui.credit.work import TELL_AFTER_SECONDS, Stopped, Tell, how_far

_EVERY_SECONDS = 0.1


@contextmanager
def working(job: Job, sentence: str) -> Iterator[Tell]:
    """What the work is to tell: shown on a terminal (never with --json), on stderr, once it takes long.

    At Ctrl+C the next step raises `Stopped` with the sentence; behind the last step it is too late, so that what the
    command then says is true. A second Ctrl+C ends the program at once.
    """
    shows = not job.json and sys.stderr is not None and sys.stderr.isatty()
    next_at, shown, stopped = monotonic() + TELL_AFTER_SECONDS, 0, False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, before)

    def tell(what: str, done: int, of: int) -> None:
        nonlocal next_at, shown
        if stopped:
            raise Stopped(sentence)
        if shows and (now := monotonic()) > next_at:
            text = f"{how_far(what, done, of)}   Ctrl+C stops"
            print(f"\r{text:<{shown}}", end="", file=sys.stderr, flush=True)
            next_at, shown = now + _EVERY_SECONDS, len(text)

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # else it is to be ignored, as behind nohup
        signal.signal(signal.SIGINT, stop)
    try:
        yield tell
    finally:
        signal.signal(signal.SIGINT, before)
        if shows and (shown or stopped):  # a terminal has written ^C, too
            print(f"\r{'':<{shown + 4}}\r", end="", file=sys.stderr, flush=True)
