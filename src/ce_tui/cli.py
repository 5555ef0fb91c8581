"""The commands of `ce-tui`: reads the settings, wires clock -> store -> app, or prints. No rules here."""

import argparse
import errno
import gc
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ce_tui import terminal
from ce_tui.commands.parser import JSON, parser
from ce_tui.credit.moments import cut
from ce_tui.credit.work import Stopped

if TYPE_CHECKING:
    from ce_tui.commands.job import Job
    from ce_tui.settings import Settings
    from ce_tui.store import Store

__all__ = ["JSON", "clock", "main", "parser", "run"]

GOOD, WRONG, CRASH, STOPPED, PIPE = 0, 2, 70, 130, 141
"""Exit codes: done; the person can put it right; unexpected; Ctrl+C; nobody reads the output any more."""


def clock() -> datetime:
    """The one clock of the program, to the millisecond."""
    return cut(datetime.now(UTC))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program `ce-tui`."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code (a wrong command line exits by itself)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=terminal.NEAREST)
    try:
        return _guarded(arguments)
    except BrokenPipeError:
        _forget_output()
        return PIPE
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return STOPPED


def _guarded(arguments: Sequence[str] | None) -> int:
    """Run the command; what goes wrong is said in sentences, or kept in a crash report."""
    log, args = None, argparse.Namespace()
    try:
        try:
            args = parser().parse_args(arguments)
        finally:  # --help ends here
            _flush()
        from ce_tui.settings import load

        settings = replace(load(vars(args), os.environ), mouse=not getattr(args, "no_mouse", False))
        log = settings.log
        code = _start(args, settings)
        _flush()
        return code
    except BrokenPipeError:
        raise
    except Exception as error:
        sentences, details = _sentences(error)
        if not sentences:
            return _crashed(error, log)
        _say_wrong(sentences, details if getattr(args, "json", False) else None)
        return STOPPED if isinstance(error, Stopped) else WRONG


def _flush() -> None:
    """Find out now whether what was printed can be written."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _start(args: argparse.Namespace, settings: "Settings") -> int:
    from ce_tui.commands.job import Job, Wrong

    if draws := _draws(args):
        if getattr(args, "json", False):
            raise Wrong("--json goes with a command that prints, such as: ce-tui list --json")
        if not _on_terminal():
            raise Wrong(draws)
        if not terminal.is_served(os.environ) and (why := terminal.problem(os.environ, *_encodings())):
            raise Wrong(why)
        terminal.settle(os.environ)
    if args.command not in (None, "demo", "browse"):
        return _told_the_time(_command(args.command), Job(args, settings, clock))
    if args.command == "browse":
        from ce_tui.commands.browse import BANNER, to_browse

        return _show(settings, to_browse(Job(args, settings, clock)), BANNER, browse=True)[0]
    if args.command:
        return _demo(Job(args, settings, clock))
    gc.disable()  # a sixth of the start; the app turns it on again after the first paint
    from ce_tui.commands.job import open_store

    code, wish = _show(settings, lambda: open_store(settings, clock(), make=True), _mark(settings))
    return _demo(Job(args, settings, clock)) if wish else code


def _told_the_time(command: "Callable[[Job], int]", job: "Job") -> int:
    """What a command returns; where the clock cannot be right that is said beside all that it prints."""
    from ce_tui.credit.words import impossible

    why = "" if _draws(job.args) else impossible(clock())
    if why and not job.json:
        print(why, file=sys.stderr)
    code = command(job)
    if why and job.json and code == GOOD:  # else stderr holds one JSON value
        print(why, file=sys.stderr)
    return code


def _draws(args: argparse.Namespace) -> str:
    """What to say where there is no terminal to something that draws on one; "" to what only prints."""
    match args.command:
        case None | "demo" | "browse":
            return "The app needs a terminal; `ce-tui list` and the other commands work without one."
        case "phrase" if not (args.once or getattr(args, "json", False)):
            return "Showing the phrase needs a terminal; `ce-tui phrase SESSION --once` prints it."
        case "kiosk" if not args.set_passcode:
            return "A station needs a terminal; see the part about stations in the README."
    return ""


def _encodings() -> list[str]:
    """In what the keys come and the screen is drawn."""
    return [stream.encoding for stream in (sys.__stdin__, sys.__stderr__) if stream is not None]


def _on_terminal() -> bool:
    """Whether the app has keys to read and a screen to draw on (which is stderr)."""
    if terminal.is_served(os.environ):  # it brings its own
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _command(name: str) -> "Callable[[Job], int]":
    """The function behind a printing command; nothing else is imported."""
    match name:
        case "list":
            from ce_tui.commands.list import list_ as command
        case "show":
            from ce_tui.commands.show import show as command
        case "claim":
            from ce_tui.commands.claim import claim as command
        case "certificate":
            from ce_tui.commands.show import certificate as command
        case "revoke":
            from ce_tui.commands.proofs import revoke as command
        case "reissue":
            from ce_tui.commands.proofs import reissue as command
        case "import":
            from ce_tui.commands.import_ import import_ as command
        case "check":
            from ce_tui.commands.import_ import check as command
        case "explain":
            from ce_tui.commands.explain import explain as command
        case "ingest":
            from ce_tui.commands.ingest import ingest as command
        case "export":
            from ce_tui.commands.export import export as command
        case "learners":
            from ce_tui.commands.learners import learners as command
        case "doctor":
            from ce_tui.commands.doctor import doctor as command
        case "kiosk":
            from ce_tui.commands.kiosk import station as command
        case "phrase":
            from ce_tui.commands.phrase import show_phrase as command
        case "store":
            from ce_tui.commands.store import care as command
        case "man":
            from ce_tui.commands.man import man as command
        case "completion":
            from ce_tui.commands.man import completion as command
        case "schema":
            from ce_tui.commands.import_ import schema as command
        case _:
            from ce_tui.commands.where import where as command
    return command


def _mark(settings: "Settings") -> str:
    """What stands at the top all the time if the store is one that a demo made."""
    from ce_tui.store.demo_stores import is_demo

    return "DEMO – nothing here counts" if is_demo(settings.store) else ""


def _demo(job: "Job") -> int:
    """The app on a store of the demo's own; the real one is never opened."""
    from ce_tui.commands.demo import demonstrate
    from ce_tui.crash import sentence

    return demonstrate(job, lambda error: sentence(error, job.settings.log))


def _show(
    settings: "Settings", open_store: Callable[[], "Store"], banner: str = "", *, browse: bool = False
) -> tuple[int, str | None]:
    """Run the app; its exit code, and what to open next (the demo) if the learner asked for it."""
    from ce_tui.crash import sentence
    from ce_tui.ui.app import CeApp

    app = CeApp(open_store, clock, settings, banner, lambda error: sentence(error, settings.log), browse)
    wish = app.run(mouse=settings.mouse)
    return app.return_code or GOOD, wish


def _sentences(error: Exception) -> tuple[Sequence[str], dict[str, Any]]:
    """What to tell the person, and more of it for programs; no sentences for what nobody foresaw."""
    from ce_tui.catalog import CatalogError
    from ce_tui.certificate import CertificateError
    from ce_tui.commands.job import Wrong
    from ce_tui.settings import SettingsError
    from ce_tui.store import Refused, StoreError

    match error:
        case CatalogError():
            problems = [asdict(problem) for problem in error.problems]
            return [str(problem) for problem in error.problems], {"problems": problems}
        case Refused():
            return error.reasons, {}
        case Wrong():
            return error.sentences, error.details
        case StoreError() | CertificateError() | SettingsError() | Stopped():
            return [str(error)], {}
        case OSError(errno=errno.ENOSPC, filename=None):
            _forget_output()
            return ["The output cannot be written: the disk is full."], {}
    return [], {}


def _say_wrong(sentences: Sequence[str], details: dict[str, Any] | None) -> None:
    """One sentence on a line, or one JSON object; always on stderr."""
    if details is not None:
        print(json.dumps({"error": " ".join(sentences), **details}, indent=2, default=str), file=sys.stderr)
        return
    from ce_tui.credit.text import clean_block

    print(*(" ".join(clean_block(said).split("\n")) for said in sentences), sep="\n", file=sys.stderr)


def _crashed(error: Exception, log: Path | None) -> int:
    from ce_tui.crash import sentence
    from ce_tui.settings import default_log

    print(sentence(error, log or default_log()), file=sys.stderr)
    return CRASH


def _forget_output() -> None:
    """Nobody reads stdout any more: keep the interpreter from trying again at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
