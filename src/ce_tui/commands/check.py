"""`ce-tui check`: what is wrong with a catalog or a conference schedule."""

from dataclasses import asdict

from ce_tui.catalog import CatalogError
from ce_tui.commands.catalog_file import read_file, tell_more
from ce_tui.commands.job import Job
from ce_tui.commands.printing import dump, line
from ce_tui.commands.working import working
from ce_tui.credit.words import plural
from ce_tui.exit_codes import DONE, PUT_RIGHT


def run(job: Job) -> int:
    """Say what is wrong with a file; changes nothing."""
    try:
        with working(job, "Stopped before the whole file was looked at.") as tell:
            catalog = read_file(job, tell)
    except CatalogError as error:
        if not job.json:
            raise
        dump({"ok": False, "credits": 0, "problems": [asdict(problem) for problem in error.problems], "warnings": []})
        return PUT_RIGHT
    if job.json:
        dump({"ok": True, "credits": len(catalog.credits), "problems": [], "warnings": catalog.warnings})
        return DONE
    line(f"{job.args.file} is fine: {plural(len(catalog.credits), 'credit')}.")
    tell_more(job, catalog, catalog.warnings)
    return DONE
