"""The command line of `ce-tui`: every command, its options, and what it says of itself."""

import argparse
import sys
from typing import Any, NoReturn

from ce_tui import __version__
from ce_tui.commands.options import demo_options, file_options

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
        from ce_tui.credit.text import clean

        self.exit(2, f"{self.prog}: {clean(message)}; `{self.prog} --help` explains.\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write what --help and the like say; argparse would keep to itself that it cannot."""
        if message and (file or sys.stderr):
            (file or sys.stderr).write(message)


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
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog="\n".join([*shown, *keys]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
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

    explained = command(
        "explain",
        "print why the numbers of a credit, or of a claim as it stood, are what they are",
        "explain airway-2026",
        "explain NUMBER",
    )
    explained.add_argument("credit", metavar="CREDIT", help="the credit's id, or the number of a certificate")
    explained.add_argument("--name", metavar="NAME", help="the name on the certificate: good for anybody's")

    _claim(
        command(
            "claim",
            "claim a credit or a part of it; on a terminal, what is missing is asked",
            "claim airway-2026",
            'claim airway-2026 --amount 0.75 --name "Ada Lovelace" --answer attestation=agreed',
        )
    )

    proof = command(
        "certificate",
        "save the PDF of a certificate, or say where it is found",
        "certificate NUMBER",
        "certificate --all --out certificates",
    )
    which = proof.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "number", metavar="NUMBER", nargs="?", help="the certificate number, as `ce-tui list --certificates` has it"
    )
    which.add_argument("--all", action="store_true", help="every certificate of the learner that is made here")
    proof.add_argument("--name", metavar="NAME", help="the name on it: good for anybody's, as at a station or a desk")
    proof.add_argument("--out", metavar="FOLDER", help="where to save it (Downloads otherwise)")

    undone = command(
        "revoke",
        "revoke a certificate (staff)",
        'revoke NUMBER --reason "Recorded for the wrong person."',
        "revoke NUMBER --return",
    )
    undone.add_argument("number", metavar="NUMBER", help="the certificate number")
    undone.add_argument("--reason", metavar="TEXT", default="", help="why; the certificate shows it")
    undone.add_argument(
        "--return", dest="give_back", action="store_true", help="let its amount be claimed again, also afterwards"
    )
    anew = command(
        "reissue",
        "issue a certificate anew: the same claim, a new number, perhaps another name (staff)",
        'reissue NUMBER --name "Ada King" --reason "Married."',
    )
    anew.add_argument(
        "number", metavar="NUMBER", help="the certificate number; the old one says then what took its place"
    )
    anew.add_argument("--name", metavar="NAME", help="the name as it shall be (the same otherwise)")
    anew.add_argument("--reason", metavar="TEXT", default="", help="why; the new certificate keeps it")
    anew.add_argument("--by", metavar="WHO", help="who issues it (the user of this machine otherwise)")

    loaded = command(
        "import",
        "load a catalog or a conference schedule into the store",
        "import catalog.yaml",
        "import schedule.json --credit-type ama --policy whole-event",
    )
    file_options(loaded)
    loaded.add_argument(
        "--recount", action="store_true", help="count what was attended by the times its sessions have now"
    )
    file_options(command("check", "say what is wrong with a file, and change nothing", "check catalog.yaml"))
    file_options(
        command("browse", "open everything, every claim form too, and record nothing", "browse", "browse catalog.yaml"),
        "the catalog or schedule to look at before it is imported; a copy of the store otherwise",
    )
    heard = command(
        "ingest",
        "record what another system says was learned (xAPI statements)",
        "ingest statements.json",
        "ingest - < statements.jsonl",
    )
    heard.add_argument(
        "file", metavar="FILE", help="one statement, an array, or one on each line; - reads what comes in"
    )
    heard.add_argument(
        "--trust", action="store_true", help="vouch that what was played took its time, checks too; the ledger says so"
    )
    told = command(
        "export",
        "write what was recorded here, as xAPI statements",
        "export xapi ada.json --learner ada",
        "export xapi",
    )
    told.add_argument("format", choices=("xapi",), metavar="FORMAT", help="xapi")
    told.add_argument("file", metavar="FILE", nargs="?", default="-", help="the file to write (printed otherwise)")
    spoken = command(
        "phrase",
        "show the rotating attendance phrase of a session, full screen in the room",
        "phrase hands-on",
        "phrase hands-on --once",
    )
    spoken.add_argument("session", metavar="SESSION", help="the session's id, as the catalog has it")
    spoken.add_argument("--once", action="store_true", help="print the phrase of this moment, for scripts")
    _learners(
        command(
            "learners",
            "list the learners, or add and change one, with badge and PIN for a station",
            "learners",
            'learners ada --badge 100-2003 --name "Ada Lovelace"',
            "learners ada --first-pin",
            "learners --first-pins slips.pdf",
        )
    )
    looked = command("doctor", "look whether everything is as it should be", "doctor", "doctor --kiosk")
    looked.add_argument("--kiosk", action="store_true", help="look at what a station needs, too")
    station = command(
        "kiosk", "run a station that many people use, one after the other", "kiosk --set-passcode", "kiosk"
    )
    station.add_argument("--set-passcode", action="store_true", help="set the passcode with which the staff closes it")
    station.add_argument("--sign-in", action="store_true", help=argparse.SUPPRESS)
    command("schema", "print the JSON Schema of the catalog format, for editors", "schema > catalog.schema.json")
    command("where", "print where things are kept, and which settings are in force")
    kept = command("store", "check, back up or restore the store, also while it is in use", "store check", "store list")
    actions = ("check", "backup", "restore", "list")
    kept.add_argument("action", choices=actions, metavar="ACTION", help="check, backup, restore, or list the backups")
    kept.add_argument("file", metavar="FILE", nargs="?", help="the backup to write, or to restore (the newest if none)")
    kept.add_argument("--yes", action="store_true", help="restore even if claims made since then leave the store")
    command("man", "print the manual page", "man | man -l -")
    shell = command("completion", "print what a shell needs to complete these commands", "completion bash")
    shell.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    demo_options(
        command(
            "demo",
            "open the app on a sample store that is thrown away afterwards; --learner names who learns",
            "demo --tour",
            "demo --as accounting",
            "demo --catalog catalog.yaml --at 2026-12-03",
            "demo --keep demo.db",
        )
    )
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
    option("--theme", "NAME", "the app's colors, such as high-contrast or color-safe")
    group.add_argument(
        "--no-mouse",
        action="store_true",
        default=argparse.SUPPRESS,
        help="leave the mouse to the terminal, to select text",
    )
    group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON, for programs")


def _claim(to: argparse.ArgumentParser) -> None:
    to.add_argument("credit", metavar="CREDIT", help="the credit's id, as `ce-tui list` prints it")
    to.add_argument("--amount", metavar="NUMBER", help="how much, where a part can be claimed, such as 0.75")
    to.add_argument("--name", metavar="NAME", help="your name on the certificate; kept for the next time")
    to.add_argument("--answers", metavar="FILE", help="answers as a JSON object, by question id")
    to.add_argument(
        "--answer",
        metavar="QUESTION=VALUE",
        action="append",
        default=[],
        help="one answer; again for further choices, QUESTION:ROW=VALUE for the rows of a matrix, "
        "QUESTION:explain=TEXT to explain, attestation=agreed for the attestation",
    )
    to.add_argument(
        "--yes", action="store_true", help="do not ask before the claim, nor before a rest is given up (never attests)"
    )
    to.add_argument("--request", metavar="ID", help="your name for this claim: the same one never claims twice")


def _learners(to: argparse.ArgumentParser) -> None:
    to.add_argument("key", metavar="KEY", nargs="?", help="whom to show, or with the options below to add or change")
    to.add_argument("--badge", metavar="NUMBER", help="the badge, as its scanner types it (empty takes it away)")
    to.add_argument("--name", metavar="NAME", help="the name on certificates")
    to.add_argument("--email", metavar="ADDRESS", help="the e-mail address, confirmed: good for signing in, too")
    to.add_argument("--confirm-email", action="store_true", help="confirm the address that the learner typed")
    to.add_argument("--license", metavar="NUMBER", help="the license number on certificates")
    to.add_argument("--profession", metavar="TEXT", help="such as MD or RN: AMA credit is worded for MD and DO alone")
    to.add_argument(
        "--account", nargs=2, metavar=("HOME", "NAME"), help="an account of another system, for statements about it"
    )
    to.add_argument("--reset-pin", action="store_true", help="take away a forgotten PIN, and what wrong tries cost")
    to.add_argument("--first-pin", action="store_true", help="give a PIN for the first sign-in, shown once")
    to.add_argument("--first-pins", metavar="FILE", help="write slips (PDF) with a first PIN for all who have no PIN")
