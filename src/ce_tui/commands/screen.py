"""What draws on the terminal rather than printing, and whether there is a terminal for it."""

import os
import sys
from argparse import Namespace

from ce_tui import terminal
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.options import PASSCODE


def draws(args: Namespace) -> str:
    """What to say where there is no terminal to something that draws on one; "" to what only prints."""
    match args.command:
        case None | "demo" | "browse":
            return "The app needs a terminal; `ce-tui list` and the other commands work without one."
        case "phrase" if not (args.once or getattr(args, "json", False)):
            return "Showing the phrase needs a terminal; `ce-tui phrase SESSION --once` prints it."
        case "kiosk" if args.run != PASSCODE:
            return "A station needs a terminal; see the part about stations in the README."
    return ""


def make_ready(job: Job, problem: str) -> None:
    """Settle the terminal, before anything that draws is loaded; Wrong, with `problem` where there is none."""
    if job.json:
        raise Wrong("--json goes with a command that prints, such as: ce-tui list --json")
    if not on_terminal():
        raise Wrong(problem)
    encodings = [stream.encoding for stream in (sys.__stdin__, sys.__stderr__) if stream is not None]
    if not terminal.is_served(os.environ) and (why := terminal.problem(os.environ, *encodings)):
        raise Wrong(why)
    terminal.settle(os.environ)


def on_terminal() -> bool:
    """Whether there are keys to read and a screen to draw on (which is stderr)."""
    if terminal.is_served(os.environ):  # it brings its own
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
