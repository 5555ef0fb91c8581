"""Every certificate of a learner at once, for whoever has many."""

from collections.abc import Iterator

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import count, dump, fact, line
from ce_tui.commands.working import working
from ce_tui.credit.listing import ClaimRow
from ce_tui.credit.model import CertificateKind
from ce_tui.credit.work import told
from ce_tui.settings import path_of
from ce_tui.store import Store
from ce_tui.store.errors import Changed

PAGE = 500


def save_all(job: Job) -> int:
    """Save each PDF, one whole file after the other: when it is stopped, what is saved stays, and is not made again."""
    from ce_tui.certificate import CertificateError, render, write_pdf

    if job.args.name is not None:
        raise Wrong("--name goes with one NUMBER; --all saves those of the learner.")
    paths, problems = [], []
    folder = job.settings.downloads if job.args.out is None else path_of(job.args.out, "--out")
    stopped = f"Stopped; what was saved before is in {folder}, and the same command goes on from there."
    with working(job, stopped) as tell, open_store(job.settings, job.clock()) as store:
        rows = list(_rows(store, job.learner))
        local = [row for row in rows if row.certificate == CertificateKind.LOCAL]
        if not rows:
            raise Wrong("There are no certificates yet; `ce-tui list --ready` shows what can be claimed.")
        for row in told(local, "Saving certificates", tell):
            try:
                paths.append(write_pdf(folder, row.number, store.paper(row.number, render)))
            except (CertificateError, Changed) as error:  # the others can be had all the same
                problems.append(f"{row.number}: {error}")
    elsewhere = len(rows) - len(local)
    if job.json:
        dump({"folder": folder, "count": len(paths), "elsewhere": elsewhere, "paths": paths, "problems": problems})
        return 2 if problems else 0
    fact("Saved", f"{count(len(paths), 'certificate')} in {folder}")
    if elsewhere:
        fact("Not made here", f"{elsewhere}; `ce-tui certificate NUMBER` says where each is found")
    for problem in problems:
        line(problem)
    return 2 if problems else 0


def _rows(store: Store, learner: str) -> Iterator[ClaimRow]:
    after = None
    while page := store.claim_rows(learner, after=after, limit=PAGE):
        yield from page
        after = page[-1].key
