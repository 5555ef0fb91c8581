"""Files from outside: loading them, checking them, and the format they have."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import changes_json, count, dump, fact, line
from ce_tui.commands.working import working
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell

if TYPE_CHECKING:
    from ce_tui.catalog import Catalog, Policy
    from ce_tui.store import ImportReport
    from ce_tui.store.results import Changes

WARNINGS = 10
"""So many warnings of a file are shown unless all are asked for."""


def import_(job: Job) -> int:
    """Load a catalog or a schedule into the store."""
    with working(job, "Stopped; nothing was imported.") as tell:
        catalog = read_file(job, tell)
        with open_store(job.settings, job.clock(), make=True) as store:
            report = store.import_catalog(
                catalog.organization, catalog.credits, tell, schedule=catalog.schedule, recount=job.args.recount
            )
    warnings = (*report.told, *catalog.warnings)
    if job.json:
        counts = {name: number for name, number in asdict(report).items() if name != "told"}
        changes = {"ready": changes_json(report.ready), "recount": changes_json(report.recount)}
        dump({**counts, **changes, "warnings": warnings})
        return 0
    fact("Imported", catalog.organization.name)
    fact("Added", count(report.added, "credit"))
    fact("Updated", count(report.updated, "credit"))
    fact("Unchanged", count(report.unchanged, "credit"))
    if report.elsewhere:
        titles = ", ".join(f"“{clean(title, 60)}”" for title in report.others)
        more = report.elsewhere - len(report.others)
        named = f"{titles} and {count(more, 'other')}" if more else titles
        fact("Not in this file", f"{count(report.elsewhere, 'credit')} of the organization, left as before: {named}")
    _tell_changes(report)
    _tell_board(catalog)
    _warn(job, warnings)
    line("See what can be earned with: ce-tui list")
    return 0


def _tell_changes(report: "ImportReport") -> None:
    """Whose attempts and ready amount are others now, or would be with --recount."""
    if report.regraded:
        line(
            f"A quiz was graded again by its new key: {count(report.regraded, 'attempt')} marked better. "
            f"Passed now: {count(report.passed, 'learner')}."
        )
    if report.ready.count:
        line(f"Another amount can be claimed now: {count(report.ready.count, 'amount')}.")
        _tell(report.ready)
    if report.recount.count:
        line("Sessions have changed that somebody attended. What was attended counts by the times of then.")
        line(f"With --recount it counts by the times of now. That changes {count(report.recount.count, 'amount')}:")
        _tell(report.recount)


def _tell(changes: "Changes") -> None:
    for one in changes.first:
        before, after = one.before.format(one.type.places), one.type.say(one.after)
        line(f"  {clean(one.learner)}: {before} to {after} of “{clean(one.title)}” ({clean(one.credit)})")
    if changes.count > len(changes.first):
        line(f"  … and {changes.count - len(changes.first)} more.")


def check(job: Job) -> int:
    """Say what is wrong with a file; changes nothing."""
    from ce_tui.catalog import CatalogError

    try:
        with working(job, "Stopped before the whole file was looked at.") as tell:
            catalog = read_file(job, tell)
    except CatalogError as error:
        if not job.json:
            raise
        dump({"ok": False, "credits": 0, "problems": [asdict(problem) for problem in error.problems], "warnings": []})
        return 2
    if job.json:
        dump({"ok": True, "credits": len(catalog.credits), "problems": [], "warnings": catalog.warnings})
        return 0
    line(f"{job.args.file} is fine: {count(len(catalog.credits), 'credit')}.")
    _tell_board(catalog)
    _warn(job, catalog.warnings)
    return 0


def schema(job: Job) -> int:
    """Print the JSON Schema of the catalog format."""
    from ce_tui.catalog import schema

    print(schema(), end="")
    return 0


def read_file(job: Job, tell: Tell, file: str = "") -> "Catalog":
    """The catalog or schedule of the command line, or another file by its options; CatalogError with all problems."""
    from ce_tui.catalog import read
    from ce_tui.certificate import lacking

    return read(Path(file or job.args.file), policy=_policy(job.args), tell=tell, lacking=lacking)


_POLICY = (
    "policy",
    "step",
    "rounding",
    "activity",
    "minimum",
    "zone",
    "name",
    "acronym",
    "parts",
    "opens",
    "closes_after",
    "code",
)


_OPENS: "dict[str | None, Literal['after session', 'after event', 'at once']]" = {
    None: "after session",
    "after-session": "after session",
    "after-event": "after event",
    "at-once": "at once",
}


def _policy(args: Namespace) -> "Policy | None":
    """What the command line says of how a schedule becomes credits; a catalog needs none of it."""
    from ce_tui.catalog import Policy
    from ce_tui.catalog.values import duration
    from ce_tui.credit.amount import Amount
    from ce_tui.credit.model import PartialRule
    from ce_tui.credit.types import Rounding, credit_type

    if args.credit_type is None:
        if given := [f"--{name.replace('_', '-')}" for name in _POLICY if getattr(args, name) is not None]:
            raise Wrong(f"{given[0]} is for conference schedules and needs --credit-type, such as --credit-type ama.")
        return None
    try:
        type = credit_type(
            args.credit_type,
            step=None if args.step is None else Amount.typed(args.step),
            rounding=None if args.rounding is None else Rounding(args.rounding),
            activity=args.activity or "",
            minimum_ms=None if args.minimum is None else duration(args.minimum),
        )
    except ValueError as error:
        raise Wrong(f"This credit type is not possible: {error}.") from None
    return Policy(
        type,
        per="event" if args.policy == "whole-event" else "session",
        zone=clean(args.zone or ""),
        name=clean(args.name or "", 120),
        acronym=clean(args.acronym or "", 12) or "CE",
        partial=None if args.parts == "no" else PartialRule(),
        opens=_OPENS[args.opens],
        closes_after=args.closes_after,
        code=clean(args.code or "", 120),
    )


def _tell_board(catalog: "Catalog") -> None:
    from ce_tui.catalog.boards import of_schedule

    if note := of_schedule(catalog):
        line(note)


def _warn(job: Job, warnings: Sequence[str]) -> None:
    if not warnings:
        return
    shown = warnings if job.args.all_warnings else warnings[:WARNINGS]
    line(f"{count(len(warnings), 'warning')}:")
    for warning in shown:
        line(warning)
    if len(shown) < len(warnings):
        line(f"… and {len(warnings) - len(shown)} more; --all-warnings shows them.")
