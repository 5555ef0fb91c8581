"""The options of the commands that read a catalog or a conference schedule."""

import argparse

from ce_tui.credit.types import TYPE_IDS


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
