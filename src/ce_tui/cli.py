"""The program `ce-tui`: parse, settings, run the named command, say what went wrong. No rules here."""

import errno
import gc
import io
import json
import os
import pkgutil
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TextIO

from ce_tui import crash, terminal
from ce_tui.commands import screen
from ce_tui.commands.job import Job
from ce_tui.commands.parser import read
from ce_tui.credit.moments import cut
from ce_tui.credit.text import clean_block
from ce_tui.credit.words import impossible
from ce_tui.credit.work import Stopped
from ce_tui.errors import UserError
from ce_tui.exit_codes import CRASHED, DONE, NOBODY_READS, PUT_RIGHT, STOPPED
from ce_tui.settings import default_log, load


def clock() -> datetime:
    """The one clock of the program, to the millisecond."""
    return cut(datetime.now(UTC))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program `ce-tui`."""
    gc.disable()  # a tenth of the app's start; it turns it on again after the first paint, all else at once
    try:
        sys.exit(run(arguments))
    finally:
        gc.enable()
        _forget_terminal()  # what is left to write would make the exit code another


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code (a wrong command line exits by itself)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=terminal.NEAREST)
    try:
        return _guarded(arguments)
    except BrokenPipeError:
        _forget(sys.stdout)
        return NOBODY_READS
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return STOPPED


def _guarded(arguments: Sequence[str] | None) -> int:
    """Run the command; what goes wrong is said in sentences, or kept in a crash report."""
    args, log = Namespace(), None
    try:
        args = _read(sys.argv[1:] if arguments is None else arguments)
        settings = replace(load(vars(args), os.environ), mouse=not getattr(args, "no_mouse", False))
        log = settings.log
        code = _command(Job(args, settings, clock))
        _flush()
        return code
    except BrokenPipeError:
        raise
    except Stopped as error:
        _say(args, [str(error)])
        return STOPPED
    except UserError as error:
        _say(args, error.sentences, error.details)
        return PUT_RIGHT
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
            _forget(sys.stdout)
            _say(args, ["The output cannot be written: the disk is full."])
            return PUT_RIGHT
        return _crashed(error, log or default_log())


def _crashed(error: Exception, log: Path) -> int:
    """Keep an unexpected error in a report, and say where that is."""
    _forget_terminal()
    print(crash.sentence(error, log), file=sys.stderr)
    return CRASHED


def _read(words: Sequence[str]) -> Namespace:
    """What the command line says; `--help` and `--version` end here."""
    try:
        return read(words)
    finally:
        _flush()


def _command(job: Job) -> int:
    """Load the function that the parser names, and no other, and run it.

    Where the clock cannot be right, that is said beside all that a command prints.
    """
    if job.args.command is not None:
        gc.enable()
    if draws := screen.draws(job.args):
        screen.make_ready(job, draws)
        return int(pkgutil.resolve_name(job.args.run)(job))
    why = impossible(clock())
    if why and not job.json:
        print(why, file=sys.stderr)
    code = int(pkgutil.resolve_name(job.args.run)(job))
    if why and job.json and code == DONE:  # else stderr holds one JSON value
        print(why, file=sys.stderr)
    return code


def _say(args: Namespace, sentences: Sequence[str], details: Mapping[str, Any] | None = None) -> None:
    """One sentence on a line, or one JSON object; always on stderr."""
    if getattr(args, "json", False):
        print(json.dumps({"error": " ".join(sentences), **(details or {})}, indent=2, default=str), file=sys.stderr)
    else:
        print(*(" ".join(clean_block(text).split("\n")) for text in sentences), sep="\n", file=sys.stderr)


def _flush() -> None:
    """Find out now whether what was printed can be written."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _forget(stream: TextIO) -> None:
    """Nobody reads what is written there any more: keep the interpreter from trying again at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _forget_terminal() -> None:
    """Nothing can be said on a terminal that is gone."""
    if terminal.is_gone(2):
        _forget(sys.stderr)
