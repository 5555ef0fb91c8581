"""`ce-tui import`: loading a catalog or a conference schedule into the store."""

from dataclasses import asdict

from ce_tui.catalog import Catalog
from ce_tui.commands.catalog_file import read_file, tell_more
from ce_tui.commands.job import Job
from ce_tui.commands.printing import changes_json, dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.commands.working import working
from ce_tui.credit.text import clean
from ce_tui.credit.words import plural
from ce_tui.exit_codes import DONE
from ce_tui.store.results import Changes, ImportReport


def run(job: Job) -> int:
    """Load a catalog or a schedule into the store."""
    with working(job, "Stopped; nothing was imported.") as tell:
        catalog = read_file(job, tell)
        with open_store(job.settings, job.clock(), make=True) as store:
            report = store.catalogs.load(
                catalog.organization, catalog.credits, tell, schedule=catalog.schedule, recount=job.args.recount
            )
    warnings = (*report.told, *catalog.warnings)
    if job.json:
        counts = {name: number for name, number in asdict(report).items() if name != "told"}
        changes = {"ready": changes_json(report.ready), "recount": changes_json(report.recount)}
        dump({**counts, **changes, "warnings": warnings})
        return DONE
    _print(catalog, report)
    tell_more(job, catalog, warnings)
    line("See what can be earned with: ce-tui list")
    return DONE


def _print(catalog: Catalog, report: ImportReport) -> None:
    fact("Imported", catalog.organization.name)
    fact("Added", plural(report.added, "credit"))
    fact("Updated", plural(report.updated, "credit"))
    fact("Unchanged", plural(report.unchanged, "credit"))
    if report.elsewhere:
        titles = ", ".join(f"“{clean(title, 60)}”" for title in report.others)
        more = report.elsewhere - len(report.others)
        named = f"{titles} and {plural(more, 'other')}" if more else titles
        fact("Not in this file", f"{plural(report.elsewhere, 'credit')} of the organization, left as before: {named}")
    _tell_changes(report)


def _tell_changes(report: ImportReport) -> None:
    """Whose attempts and ready amount are others now, or would be with --recount."""
    if report.regraded:
        line(
            f"A quiz was graded again by its new key: {plural(report.regraded, 'attempt')} marked better. "
            f"Passed now: {plural(report.passed, 'learner')}."
        )
    if report.ready.count:
        line(f"Another amount can be claimed now: {plural(report.ready.count, 'amount')}.")
        _tell(report.ready)
    if report.recount.count:
        line("Sessions have changed that somebody attended. What was attended counts by the times of then.")
        line(f"With --recount it counts by the times of now. That changes {plural(report.recount.count, 'amount')}:")
        _tell(report.recount)


def _tell(changes: Changes) -> None:
    for one in changes.first:
        before, after = one.before.format(one.type.places), one.type.say(one.after)
        line(f"  {clean(one.learner)}: {before} to {after} of “{clean(one.title)}” ({clean(one.credit)})")
    if changes.count > len(changes.first):
        line(f"  … and {changes.count - len(changes.first)} more.")
