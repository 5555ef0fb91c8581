"""The options of every command, and the settings that all of them take."""

import argparse

from ce_tui.credit.types import TYPE_IDS

PASSCODE, SIGN_IN = "ce_tui.commands.passcode:run", "ce_tui.commands.sign_in:run"
"""What runs a kiosk's two options that are commands of their own."""
STANDARD = "-"
"""What stands for standard input or output where a file is named."""


def settings_options(to: argparse.ArgumentParser) -> None:
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


def no_options(to: argparse.ArgumentParser) -> None:
    """Of a command that takes the settings alone."""


def list_options(to: argparse.ArgumentParser) -> None:
    which = to.add_mutually_exclusive_group()
    which.add_argument("--ready", action="store_true", help="only what can be claimed now")
    which.add_argument("--certificates", action="store_true", help="only what was claimed, with totals")
    which.add_argument("--all", action="store_true", help="every credit with its state, in one list")
    to.add_argument("--search", metavar="TEXT", default="", help="only what has these words (title, type, speaker)")


def show_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("credit", metavar="CREDIT", help="the credit's id, as `ce-tui list` prints it")


def explain_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("credit", metavar="CREDIT", help="the credit's id, or the number of a certificate")
    to.add_argument("--name", metavar="NAME", help="the name on the certificate: good for anybody's")


def claim_options(to: argparse.ArgumentParser) -> None:
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


def certificate_options(to: argparse.ArgumentParser) -> None:
    which = to.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "number", metavar="NUMBER", nargs="?", help="the certificate number, as `ce-tui list --certificates` has it"
    )
    which.add_argument("--all", action="store_true", help="every certificate of the learner that is made here")
    to.add_argument("--name", metavar="NAME", help="the name on it: good for anybody's, as at a station or a desk")
    to.add_argument("--out", metavar="FOLDER", help="where to save it (Downloads otherwise)")


def revoke_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("number", metavar="NUMBER", help="the certificate number")
    to.add_argument("--reason", metavar="TEXT", default="", help="why; the certificate shows it")
    to.add_argument(
        "--return", dest="give_back", action="store_true", help="let its amount be claimed again, also afterwards"
    )


def reissue_options(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "number", metavar="NUMBER", help="the certificate number; the old one says then what took its place"
    )
    to.add_argument("--name", metavar="NAME", help="the name as it shall be (the same otherwise)")
    to.add_argument("--reason", metavar="TEXT", default="", help="why; the new certificate keeps it")
    to.add_argument("--by", metavar="WHO", help="who issues it (the user of this machine otherwise)")


def import_options(to: argparse.ArgumentParser) -> None:
    file_options(to)
    to.add_argument("--recount", action="store_true", help="count what was attended by the times its sessions have now")


def browse_options(to: argparse.ArgumentParser) -> None:
    file_options(to, "the catalog or schedule to look at before it is imported; a copy of the store otherwise")


def ingest_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("file", metavar="FILE", help="one statement, an array, or one on each line; - reads what comes in")
    to.add_argument(
        "--trust", action="store_true", help="vouch that what was played took its time, checks too; the ledger says so"
    )


def export_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("format", choices=("xapi",), metavar="FORMAT", help="xapi")
    to.add_argument("file", metavar="FILE", nargs="?", default=STANDARD, help="the file to write (printed otherwise)")


def phrase_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("session", metavar="SESSION", help="the session's id, as the catalog has it")
    to.add_argument("--once", action="store_true", help="print the phrase of this moment, for scripts")


def learners_options(to: argparse.ArgumentParser) -> None:
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


def doctor_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("--kiosk", action="store_true", help="look at what a station needs, too")


def kiosk_options(to: argparse.ArgumentParser) -> None:
    """Both options are commands of their own; how a sign-in is shown is known to the launcher alone."""
    to.add_argument(
        "--set-passcode",
        dest="run",
        action="store_const",
        const=PASSCODE,
        help="set the passcode with which the staff closes it",
    )
    to.add_argument("--sign-in", dest="run", action="store_const", const=SIGN_IN, help=argparse.SUPPRESS)


def store_options(to: argparse.ArgumentParser) -> None:
    actions = ("check", "backup", "restore", "list")
    to.add_argument("action", choices=actions, metavar="ACTION", help="check, backup, restore, or list the backups")
    to.add_argument("file", metavar="FILE", nargs="?", help="the backup to write, or to restore (the newest if none)")
    to.add_argument("--yes", action="store_true", help="restore even if claims made since then leave the store")


def completion_options(to: argparse.ArgumentParser) -> None:
    to.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")


def file_options(to: argparse.ArgumentParser, looked_at: str = "") -> None:
    """The file and how to read it; with `looked_at` it may be left out, and nothing is printed of it."""
    said = looked_at or "a YAML catalog, or a schedule as frab or pretalx JSON or frab XML"
    to.add_argument("file", metavar="FILE", help=said, nargs="?" if looked_at else None)
    if not looked_at:
        to.add_argument("--all-warnings", action="store_true", help="print every warning, not just the first ten")
    _schedule_options(to)


def _schedule_options(to: argparse.ArgumentParser) -> None:
    group = to.add_argument_group(
        "conference schedules", "how a schedule, which says nothing of credit, becomes credits"
    )
    group.add_argument("--credit-type", choices=TYPE_IDS, metavar="TYPE", help=f"one of {', '.join(TYPE_IDS)}")
    group.add_argument(
        "--policy", choices=("per-session", "whole-event"), help="a credit for each session (default), or one for all"
    )
    group.add_argument("--step", metavar="AMOUNT", help="smallest step of an amount, where the type leaves a choice")
    group.add_argument("--rounding", choices=("down", "nearest"), help="how minutes become steps, where it is a choice")
    group.add_argument("--activity", metavar="KIND", help="what sets the first minimum (group, self-study and so on)")
    group.add_argument("--minimum", metavar="TIME", help="least real time for any credit, such as 60min")
    group.add_argument("--parts", choices=("yes", "no"), help="whether a part can be claimed (yes by default)")
    group.add_argument(
        "--opens", choices=("after-session", "after-event", "at-once"), help="when claiming opens (after the session)"
    )
    group.add_argument("--closes-after", metavar="DAYS", type=_days, help="claiming closes so long after the last day")
    group.add_argument("--code", metavar="CODE", help="an attendance code for every session")
    group.add_argument("--zone", metavar="ZONE", help="time zone, such as Europe/Berlin, instead of the schedule's")
    group.add_argument("--name", metavar="NAME", help="name of the organization, instead of the schedule's title")
    group.add_argument("--acronym", metavar="WORD", help="what credit is called: CE (default), CME, CEU, CPE ...")


def demo_options(to: argparse.ArgumentParser) -> None:
    """What a presenter can choose."""
    whose = to.add_mutually_exclusive_group()
    whose.add_argument(
        "--as",
        dest="sample",
        choices=("medicine", "accounting"),
        metavar="NAME",
        help="the sample organization: medicine (CME: AMA, ANCC) or accounting (CPE: NASBA)",
    )
    whose.add_argument("--catalog", metavar="FILE", help="your own catalog, or a schedule, instead of a sample")
    to.add_argument("--tour", action="store_true", help="begin with the guided tour")
    to.add_argument("--at", metavar="DATE", help="begin as if it were that date, such as 2026-12-03")
    to.add_argument("--seed", metavar="N", type=_seed, default=1, help="what is made up is the same for the same N")
    to.add_argument("--keep", metavar="FILE", help="keep the demo's store there, or join the one that is there")
    _schedule_options(to)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError("must be a whole number")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError("must be a number of days from 0 to 9999")
    return int(text)
