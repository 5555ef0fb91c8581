"""The command line of `ce-tui`: every command, its options, and what it says of itself."""

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from keyword import iskeyword
from typing import Any, NamedTuple, NoReturn

from ce_tui import __version__
from ce_tui.commands import options
from ce_tui.credit.text import clean

_CLAIM = (
    "number, part, amount, whole, type, credit, title, organization, name, license, profession, claimed_at, "
    "began_at, completed_at, complete, certificate, answers, revoked, reissue, superseded"
)
JSON = {
    "import": "organization, added, updated, unchanged, elsewhere, others, regraded, passed, ready, recount (each "
    "count, and first: learner, credit, before, after), warnings",
    "check": "ok, credits, problems (file, line, column, message), warnings",
    "list": "learner, and of in_progress, ready, certificates (or all) what is asked for: count with credits "
    "(id, title, organization, type, amount, claimed, claimable, state, reason, progress, release_at, opens_at, "
    "closes_at), or "
    f"count with claims ({_CLAIM}) and totals",
    "show": "id, title, organization, description, type, amount, claimed, claimable, choices, remainder, state, "
    "reason, progress, release_at, opens_at, closes_at, contents, questions, certificate, claims",
    "claim": f"{_CLAIM}, remaining, final",
    "certificate": "number, kind, url, text, path (null unless a PDF was saved), claim "
    "(with --all: folder, count, elsewhere, paths, problems)",
    "revoke": _CLAIM,
    "reissue": _CLAIM,
    "explain": "id, title, contents (why, and the ledger in milliseconds), reasons (of a certificate: number, kept, "
    "parts, claim)",
    "ingest": "recorded, known, empty, voided, set_back, absent, voids, notes (why, text, learner, content, "
    "statement), unknown_learners, unknown_activities, unreadable_segments, looked_at, not_statements, wrong, more, "
    "without_zone",
    "export": "format, path, learners, statements (only when a file is written)",
    "doctor": "ok, checks (what, ok, said)",
    "learners": "count, learners (key, name, badge, email, email_confirmed, license, profession, pin, "
    "first_pin_given, accounts, first_pin once, account_taken_from once)",
    "store": "store, and of check: ok, problems, clock, learners, credits, claims; of backup: backup; of restore: "
    "restored, kept, claims, without, left_out; of list: backups (path, at, kind)",
    "phrase": "session, title, phrase, shown_at, until",
    "where": "store, config, downloads, log (each path, exists), learner, theme, origin, schema, journal, problem",
}
"""What `--json` prints: the keys of one object. Tested against the commands."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence rather than the whole usage."""
        self.exit(2, f"{self.prog}: {clean(message)}; `{self.prog} --help` explains.\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write what --help and the like say; argparse would keep to itself that it cannot."""
        if message and (file or sys.stderr):
            (file or sys.stderr).write(message)


class Command(NamedTuple):
    """A word of the command line, what it does as `--help` says it, examples, and how its options are added.

    Its file in this room bears its name, and `run(job)` of that file does it and returns the exit code.
    """

    name: str
    help: str
    examples: tuple[str, ...] = ()
    options: Callable[[argparse.ArgumentParser], None] = options.no_options

    @property
    def run(self) -> str:
        """Where its function is, as `pkgutil.resolve_name` reads it. A name, for only the one that runs is loaded."""
        return f"ce_tui.commands.{self.name}{'_' * iskeyword(self.name)}:run"


COMMANDS = (
    Command(
        "list",
        "print what is in progress, ready to claim and claimed",
        ("list", "list --ready --json"),
        options.list_options,
    ),
    Command(
        "show",
        "print one credit: contents, progress, questions, claims",
        ("show airway-2026",),
        options.show_options,
    ),
    Command(
        "explain",
        "print why the numbers of a credit, or of a claim as it stood, are what they are",
        ("explain airway-2026", "explain NUMBER"),
        options.explain_options,
    ),
    Command(
        "claim",
        "claim a credit or a part of it; on a terminal, what is missing is asked",
        ("claim airway-2026", 'claim airway-2026 --amount 0.75 --name "Ada Lovelace" --answer attestation=agreed'),
        options.claim_options,
    ),
    Command(
        "certificate",
        "save the PDF of a certificate, or say where it is found",
        ("certificate NUMBER", "certificate --all --out certificates"),
        options.certificate_options,
    ),
    Command(
        "revoke",
        "revoke a certificate (staff)",
        ('revoke NUMBER --reason "Recorded for the wrong person."', "revoke NUMBER --return"),
        options.revoke_options,
    ),
    Command(
        "reissue",
        "issue a certificate anew: the same claim, a new number, perhaps another name (staff)",
        ('reissue NUMBER --name "Ada King" --reason "Married."',),
        options.reissue_options,
    ),
    Command(
        "import",
        "load a catalog or a conference schedule into the store",
        ("import catalog.yaml", "import schedule.json --credit-type ama --policy whole-event"),
        options.import_options,
    ),
    Command(
        "check", "say what is wrong with a file, and change nothing", ("check catalog.yaml",), options.file_options
    ),
    Command(
        "browse",
        "open everything, every claim form too, and record nothing",
        ("browse", "browse catalog.yaml"),
        options.browse_options,
    ),
    Command(
        "ingest",
        "record what another system says was learned (xAPI statements)",
        ("ingest statements.json", "ingest - < statements.jsonl"),
        options.ingest_options,
    ),
    Command(
        "export",
        "write what was recorded here, as xAPI statements",
        ("export xapi ada.json --learner ada", "export xapi"),
        options.export_options,
    ),
    Command(
        "phrase",
        "show the rotating attendance phrase of a session, full screen in the room",
        ("phrase hands-on", "phrase hands-on --once"),
        options.phrase_options,
    ),
    Command(
        "learners",
        "list the learners, or add and change one, with badge and PIN for a station",
        (
            "learners",
            'learners ada --badge 100-2003 --name "Ada Lovelace"',
            "learners ada --first-pin",
            "learners --first-pins slips.pdf",
        ),
        options.learners_options,
    ),
    Command(
        "doctor",
        "look whether everything is as it should be",
        ("doctor", "doctor --kiosk"),
        options.doctor_options,
    ),
    Command(
        "kiosk",
        "run a station that many people use, one after the other",
        ("kiosk --set-passcode", "kiosk"),
        options.kiosk_options,
    ),
    Command("schema", "print the JSON Schema of the catalog format, for editors", ("schema > catalog.schema.json",)),
    Command("where", "print where things are kept, and which settings are in force"),
    Command(
        "store",
        "check, back up or restore the store, also while it is in use",
        ("store check", "store list"),
        options.store_options,
    ),
    Command("man", "print the manual page", ("man | man -l -",)),
    Command(
        "completion",
        "print what a shell needs to complete these commands",
        ("completion bash",),
        options.completion_options,
    ),
    Command(
        "demo",
        "open the app on a sample store that is thrown away afterwards; --learner names who learns",
        ("demo --tour", "demo --as accounting", "demo --catalog catalog.yaml --at 2026-12-03", "demo --keep demo.db"),
        options.demo_options,
    ),
)
"""Every command, in the order of `--help`."""
APP = "ce_tui.commands.app:run"
"""What runs where no command is named."""
_PROGRAM = "ce-tui"


def read(words: Sequence[str]) -> argparse.Namespace:
    """What the command line says: in `run` which function does it, and in `command` by which word.

    Where nothing but settings is written the app opens. That is found out first, for every start would wait for the
    names of all commands as long as for the rest of reading.
    """
    settings = _Parser(_PROGRAM, add_help=False, allow_abbrev=False, exit_on_error=False)
    settings.set_defaults(run=APP, command=None)
    options.settings_options(settings)
    try:
        found, more = settings.parse_known_args(words)
    except argparse.ArgumentError:  # the whole command line says it better
        more = [*words]
    return parser(words).parse_args(words) if more else found


def parser(written: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The whole command line, of which `read` tells what it reads.

    With `written`, the words to read, only the commands among them get their options: all of them would cost every
    start as much as the rest of reading.
    """
    top = _Parser(
        prog=_PROGRAM,
        description="Earn, claim and keep continuing-education credit. Without a command, the app opens.",
        epilog="Settings come from options, then CE_TUI_STORE and the like, then config.toml; `ce-tui where` shows "
        "them.\nExit codes: 0 done, 2 something to put right, 70 a crash, 130 stopped.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.set_defaults(run=APP)
    top.add_argument("--version", action="version", version=f"ce-tui {__version__}", help="print the version")
    options.settings_options(top)
    commands = top.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    for command in COMMANDS:
        if written is not None and command.name not in written:
            commands.add_parser(command.name, help=command.help, add_help=False)
            continue
        _add(command, commands)
    return top


def _add(command: Command, commands: "argparse._SubParsersAction[_Parser]") -> None:
    """Add a command with all its options."""
    made = commands.add_parser(
        command.name,
        help=command.help,
        description=f"{command.help[0].upper()}{command.help[1:]}.",
        epilog=_epilog(command),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(run=command.run)
    options.settings_options(made)
    command.options(made)


def _epilog(command: Command) -> str:
    """The examples, and what `--json` prints."""
    examples = ["Examples:", *(f"  ce-tui {example}" for example in command.examples)] if command.examples else []
    keys = [f"With --json, one object: {JSON[command.name]}."] if command.name in JSON else []
    return "\n".join([*examples, *keys])


# --- reading it, for the manual and the completion of shells -----------------------------------------------------


def commands_of(top: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """By name: what a command does, and its own command line."""
    (one,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in one._choices_actions}
    return {name: (helps[name], made) for name, made in one.choices.items()}


def shown(of: argparse.ArgumentParser) -> list[argparse.Action]:
    """What can be written on a command line, without the commands themselves."""
    hidden = (argparse._SubParsersAction, argparse._HelpAction)
    return [a for a in of._actions if a.help != argparse.SUPPRESS and not isinstance(a, hidden)]


def values(action: argparse.Action) -> tuple[str, ...]:
    """What an argument or option takes is called, one name for each."""
    if isinstance(action.metavar, tuple):
        return action.metavar
    return (action.metavar or action.dest.upper(),)
