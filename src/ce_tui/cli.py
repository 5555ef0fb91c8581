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

from ce_tui import __version__
from ce_tui.commands.options import file_options

if TYPE_CHECKING:
    from ce_tui.commands.job import Job
    from ce_tui.settings import Settings
    from ce_tui.store import Store

GOOD, WRONG, CRASH, STOPPED, PIPE = 0, 2, 70, 130, 141
"""Exit codes: done; the person can put it right; unexpected; Ctrl+C; nobody reads the output any more."""

JSON = {
    "import": "organization, added, updated, unchanged, elsewhere, warnings",
    "check": "ok, credits, problems (file, line, column, message), warnings",
    "list": "learner, and of in_progress, ready, certificates (or all) what is asked for: count with credits "
    "(id, title, type, amount, claimed, claimable, state, reason, progress, release_at, opens_at, closes_at), or "
    "count with claims (number, title, type, amount, whole, part, claimed_at, certificate, revoked) and totals",
    "show": "id, title, organization, description, type, amount, claimed, claimable, choices, remainder, state, "
    "reason, progress, release_at, opens_at, closes_at, contents, questions, certificate, claims",
    "claim": "number, part, amount, whole, type, credit, title, organization, name, license, claimed_at, "
    "completed_at, certificate, answers, revoked, remaining, final",
    "certificate": "number, kind, url, text, path (null unless a PDF was saved), claim",
    "explain": "id, title, contents (why, and the ledger in milliseconds), reasons",
    "ingest": "recorded, known, empty, unknown_learners, unknown_activities, unreadable_segments, not_statements",
    "export": "format, path, learners, statements (only when a file is written)",
    "store": "store, and of check: ok, problems, clock, learners, credits, claims; of backup: backup; of restore: "
    "restored, kept, claims, without; of list: backups (path, at, kind)",
    "phrase": "session, title, phrase, shown_at, until",
    "where": "store, config, downloads, log (each path, exists), learner, theme, origin, schema, journal, problem",
}
"""What `--json` prints: the keys of one object. Tested against the commands."""


def clock() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program `ce-tui`."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code (a wrong command line exits by itself)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    args = parser().parse_args(arguments)
    try:
        return _guarded(args)
    except BrokenPipeError:
        _forget_output()
        return PIPE
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return STOPPED


def _guarded(args: argparse.Namespace) -> int:
    """Run the command; what goes wrong is said in sentences, or kept in a crash report."""
    log = None
    try:
        from ce_tui.settings import load

        settings = load(vars(args), os.environ)
        log = settings.log
        code = _start(args, settings)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        raise
    except Exception as error:
        sentences, details = _sentences(error)
        if not sentences:
            return _crashed(error, log)
        _say_wrong(sentences, details if getattr(args, "json", False) else None)
        return WRONG


def _start(args: argparse.Namespace, settings: "Settings") -> int:
    from ce_tui.commands.job import Job, Wrong

    if args.command == "phrase" and not (args.once or getattr(args, "json", False) or _on_terminal()):
        raise Wrong("Showing the phrase needs a terminal; `ce-tui phrase SESSION --once` prints it.")
    if args.command not in (None, "demo", "browse"):
        return _command(args.command)(Job(args, settings, clock))
    if getattr(args, "json", False):
        raise Wrong("--json goes with a command that prints, such as: ce-tui list --json")
    if not _on_terminal():
        raise Wrong("The app needs a terminal; `ce-tui list` and the other commands work without one.")
    if args.command == "browse":
        from ce_tui.commands.browsing import BANNER, to_browse

        return _app(settings, to_browse(Job(args, settings, clock)), BANNER, browse=True)
    if args.command:
        return _demo(settings)
    gc.disable()  # a sixth of the start; the app turns it on again after the first paint
    from ce_tui.commands.job import open_store

    return _app(settings, lambda: open_store(settings, clock(), make=True))


def _on_terminal() -> bool:
    """Whether the app has keys to read and a screen to draw on (which is stderr)."""
    if "TEXTUAL_DRIVER" in os.environ:  # such as a web server's, which brings its own
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _command(name: str) -> "Callable[[Job], int]":
    """The function behind a printing command; nothing else is imported."""
    match name:
        case "list":
            from ce_tui.commands.lists import list_ as command
        case "show":
            from ce_tui.commands.details import show as command
        case "claim":
            from ce_tui.commands.claiming import claim as command
        case "certificate":
            from ce_tui.commands.details import certificate as command
        case "import":
            from ce_tui.commands.catalogs import import_ as command
        case "check":
            from ce_tui.commands.catalogs import check as command
        case "explain":
            from ce_tui.commands.explaining import explain as command
        case "ingest":
            from ce_tui.commands.statements import ingest as command
        case "export":
            from ce_tui.commands.statements import export as command
        case "phrase":
            from ce_tui.commands.phrase import show_phrase as command
        case "store":
            from ce_tui.commands.care import care as command
        case "schema":
            from ce_tui.commands.catalogs import schema as command
        case _:
            from ce_tui.commands.places import where as command
    return command


def _app(settings: "Settings", open_store: Callable[[], "Store"], banner: str = "", *, browse: bool = False) -> int:
    """The app, and then the demo if that was asked for in it."""
    code, wish = _show(settings, open_store, banner, browse=browse)
    return _demo(settings) if wish else code


def _demo(settings: "Settings") -> int:
    """The app on a private store of its own that is gone afterwards; the real one is never opened.

    Certificates go to Downloads as ever, so that they can be shown: they are the sample organization's.
    """
    from tempfile import TemporaryDirectory

    from ce_tui.demo import LEARNER, fill
    from ce_tui.store import Store

    learner = settings.learner if settings.origin["learner"] == "--learner" else LEARNER.key
    with TemporaryDirectory(prefix="ce-tui-demo-", ignore_cleanup_errors=True) as folder:
        own = replace(settings, store=Path(folder) / "demo.db", learner=learner)

        def open_filled() -> Store:
            now = clock()
            store = Store(own.store, now)
            fill(store, now)
            return store

        return _show(own, open_filled, "DEMO – nothing here is kept")[0]


def _show(
    settings: "Settings", open_store: Callable[[], "Store"], banner: str = "", *, browse: bool = False
) -> tuple[int, str | None]:
    """Run the app; its exit code, and what to open next (the demo) if the learner asked for it."""
    from ce_tui.crash import sentence
    from ce_tui.ui.app import CeApp

    app = CeApp(open_store, clock, settings, banner, lambda error: sentence(error, settings.log), browse)
    wish = app.run()
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
        case StoreError() | CertificateError() | SettingsError():
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

    print(*map(clean_block, sentences), sep="\n", file=sys.stderr)


def _crashed(error: Exception, log: Path | None) -> int:
    from platformdirs import user_log_path

    from ce_tui.crash import sentence
    from ce_tui.settings import APP

    print(sentence(error, log or user_log_path(APP, appauthor=False)), file=sys.stderr)
    return CRASH


def _forget_output() -> None:
    """Nobody reads stdout any more: keep the interpreter from trying again at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- the command line -------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence rather than the whole usage."""
        from ce_tui.credit.text import clean

        self.exit(WRONG, f"{self.prog}: {clean(message)}; `{self.prog} --help` explains.\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="ce-tui",
        description="Earn, claim and keep continuing-education credit. Without a command, the app opens.",
        epilog="Settings come from options, then CE_TUI_STORE and the like, then config.toml; `ce-tui where` shows "
        "them.\nExit codes: 0 done, 2 something to put right, 70 a crash, 130 stopped.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"ce-tui {__version__}", help="print the version")
    _settings(top)
    commands = top.add_subparsers(dest="command", title="commands", metavar="COMMAND")

    def command(name: str, help: str, *examples: str) -> argparse.ArgumentParser:
        keys = [f"With --json, one object: {JSON[name]}."] if name in JSON else []
        shown = ["Examples:", *(f"  ce-tui {example}" for example in examples)] if examples else []
        made = commands.add_parser(
            name, help=help, description=f"{help[0].upper()}{help[1:]}.", epilog="\n".join([*shown, *keys]),
            formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        )  # fmt: skip
        _settings(made)
        return made

    listed = command("list", "print what is in progress, ready to claim and claimed", "list", "list --ready --json")
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--ready", action="store_true", help="only what can be claimed now")
    which.add_argument("--certificates", action="store_true", help="only what was claimed, with totals")
    which.add_argument("--all", action="store_true", help="every credit with its state, in one list")
    listed.add_argument("--search", metavar="TEXT", default="", help="only what has these words (title, type, speaker)")

    shown = command("show", "print one credit: contents, progress, questions, claims", "show airway-2026")
    shown.add_argument("credit", metavar="CREDIT", help="the credit's id, as `ce-tui list` prints it")

    explained = command("explain", "print why the numbers of a credit are what they are", "explain airway-2026")
    explained.add_argument("credit", metavar="CREDIT", help="the credit's id, as `ce-tui list` prints it")

    _claim(command(
        "claim", "claim a credit or a part of it; on a terminal, what is missing is asked",
        "claim airway-2026", 'claim airway-2026 --amount 0.75 --name "Ada Lovelace" --answer attestation=agreed',
    ))  # fmt: skip

    proof = command("certificate", "save the PDF of a certificate, or say where it is found", "certificate NUMBER")
    proof.add_argument(
        "number", metavar="NUMBER", help="the certificate number, as `ce-tui list --certificates` has it"
    )
    proof.add_argument("--out", metavar="FOLDER", help="where to save it (Downloads otherwise)")

    loaded = command(
        "import", "load a catalog or a conference schedule into the store",
        "import catalog.yaml", "import schedule.json --credit-type ama --policy whole-event",
    )  # fmt: skip
    file_options(loaded)
    file_options(command("check", "say what is wrong with a file, and change nothing", "check catalog.yaml"))
    file_options(command(
        "browse", "open everything, every claim form too, and record nothing", "browse", "browse catalog.yaml"
    ), "the catalog or schedule to look at before it is imported; a copy of the store otherwise")  # fmt: skip
    heard = command(
        "ingest", "record what another system says was learned (xAPI statements)",
        "ingest statements.json", "ingest - < statements.jsonl",
    )  # fmt: skip
    heard.add_argument(
        "file", metavar="FILE", help="one statement, an array, or one on each line; - reads what comes in"
    )
    told = command(
        "export", "write what was recorded here, as xAPI statements",
        "export xapi --learner ada ada.json", "export xapi",
    )  # fmt: skip
    told.add_argument("format", choices=("xapi",), metavar="FORMAT", help="xapi")
    told.add_argument("file", metavar="FILE", nargs="?", default="-", help="the file to write (printed otherwise)")
    spoken = command(
        "phrase", "show the rotating attendance phrase of a session, full screen in the room",
        "phrase hands-on", "phrase hands-on --once",
    )  # fmt: skip
    spoken.add_argument("session", metavar="SESSION", help="the session's id, as the catalog has it")
    spoken.add_argument("--once", action="store_true", help="print the phrase of this moment, for scripts")
    command("schema", "print the JSON Schema of the catalog format, for editors", "schema > catalog.schema.json")
    command("where", "print where things are kept, and which settings are in force")
    kept = command("store", "check, back up or restore the store, also while it is in use", "store check", "store list")
    actions = ("check", "backup", "restore", "list")
    kept.add_argument("action", choices=actions, metavar="ACTION", help="check, backup, restore, or list the backups")
    kept.add_argument("file", metavar="FILE", nargs="?", help="the backup to write, or to restore (the newest if none)")
    kept.add_argument("--yes", action="store_true", help="restore even if claims made since then leave the store")
    command("demo", "open the app on a sample store that is thrown away afterwards")
    return top


def _settings(to: argparse.ArgumentParser) -> None:
    """Options that may stand before or after the command (a default would undo the one before)."""
    group = to.add_argument_group("settings")

    def option(name: str, metavar: str, help: str) -> None:
        group.add_argument(name, metavar=metavar, default=argparse.SUPPRESS, help=help)

    option("--store", "FILE", "the store to use")
    option("--learner", "KEY", "who learns (the user of this machine otherwise)")
    option("--downloads", "FOLDER", "where certificates are saved")
    option("--config", "FILE", "the settings file")
    option("--log", "FOLDER", "where crash reports are kept")
    option("--theme", "NAME", "the app's colors, such as high-contrast")
    group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON, for programs")


def _claim(to: argparse.ArgumentParser) -> None:
    to.add_argument("credit", metavar="CREDIT", help="the credit's id, as `ce-tui list` prints it")
    to.add_argument("--amount", metavar="NUMBER", help="how much, where a part can be claimed, such as 0.75")
    to.add_argument("--name", metavar="NAME", help="your name on the certificate; kept for the next time")
    to.add_argument("--answers", metavar="FILE", help="answers as a JSON object, by question id")
    to.add_argument(
        "--answer", metavar="QUESTION=VALUE", action="append", default=[],
        help="one answer; again for further choices, QUESTION:ROW=VALUE for the rows of a matrix, "
        "QUESTION:explain=TEXT to explain, attestation=agreed for the attestation",
    )  # fmt: skip
    to.add_argument(
        "--yes", action="store_true", help="do not ask before the claim, nor before a rest is given up (never attests)"
    )
    to.add_argument("--request", metavar="ID", help="your name for this claim: the same one never claims twice")
