"""`ce-tui certificate`: saving the PDF of one certificate, or of every one for whoever has many."""

from collections.abc import Sequence
from pathlib import Path

from ce_tui.certificate import CertificateError, render, write_pdf
from ce_tui.commands.claims import claim_rows, named, numbered, revoked_fact, where_found
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import claim_json, dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.commands.working import working
from ce_tui.credit.model import CertificateKind
from ce_tui.credit.words import plural
from ce_tui.credit.work import Tell, told
from ce_tui.exit_codes import DONE, PUT_RIGHT
from ce_tui.settings import path_of
from ce_tui.store import Store
from ce_tui.store.errors import Changed


def run(job: Job) -> int:
    """Save the PDF of a certificate, or say where it is found."""
    if job.args.all:
        return _save_all(job)
    number = numbered(job.args.number)
    path = None
    with open_store(job.settings, job.clock()) as store:
        claim = named(store, number, job.args.name) or store.certificates.claim(number, job.learner)
        rule = claim.credit.certificate
        if rule.kind is CertificateKind.LOCAL:
            path = write_pdf(_folder(job), number, store.certificates.paper(number, render))
    if job.json:
        said = claim_json(claim)
        dump({"number": number, **said["certificate"], "path": path, "claim": said})
        return DONE
    if path is not None:
        fact("Saved", path)
    else:
        line(f"Certificate {number}. {where_found(claim.credit)}")
        fact("Link", rule.url)
    revoked_fact(claim)
    return DONE


def _save_all(job: Job) -> int:
    """Save the PDF of every certificate, one whole file after the other.

    When it is stopped, what is saved stays, and is not made again.
    """
    if job.args.name is not None:
        raise Wrong("--name goes with one NUMBER; --all saves those of the learner.")
    folder = _folder(job)
    stopped = f"Stopped; what was saved before is in {folder}, and the same command goes on from there."
    with working(job, stopped) as tell, open_store(job.settings, job.clock()) as store:
        rows = [*claim_rows(store, job.learner)]
        local = [row for row in rows if row.certificate == CertificateKind.LOCAL]
        if not rows:
            raise Wrong("There are no certificates yet; `ce-tui list --ready` shows what can be claimed.")
        paths, problems = _save(store, [row.number for row in local], folder, tell)
    elsewhere = len(rows) - len(local)
    if job.json:
        dump({"folder": folder, "count": len(paths), "elsewhere": elsewhere, "paths": paths, "problems": problems})
        return PUT_RIGHT if problems else DONE
    fact("Saved", f"{plural(len(paths), 'certificate')} in {folder}")
    if elsewhere:
        fact("Not made here", f"{elsewhere}; `ce-tui certificate NUMBER` says where each is found")
    for problem in problems:
        line(problem)
    return PUT_RIGHT if problems else DONE


def _folder(job: Job) -> Path:
    """Where the PDFs go."""
    return job.settings.downloads if job.args.out is None else path_of(job.args.out, "--out")


def _save(store: Store, numbers: Sequence[str], folder: Path, tell: Tell) -> tuple[list[Path], list[str]]:
    """Write the PDF of each number: the files, and a sentence on each that cannot be had."""
    paths, problems = [], []
    for number in told(numbers, "Saving certificates", tell):
        try:
            paths.append(write_pdf(folder, number, store.certificates.paper(number, render)))
        except (CertificateError, Changed) as error:  # the others can be had all the same
            problems.append(f"{number}: {error}")
    return paths, problems
