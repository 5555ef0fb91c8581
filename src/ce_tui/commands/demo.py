"""`ce-tui demo`: the app on a store of the demo's own, as its options say."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ce_tui.commands.catalog_file import read_file
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.showing import Show, demonstrate, goes_by, who_learns
from ce_tui.commands.store_file import exists
from ce_tui.commands.working import working
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.demo.clock import moment_of
from ce_tui.demo.past import LEARNER
from ce_tui.demo.samples import SAMPLES, Sample
from ce_tui.settings import default_store, path_of
from ce_tui.store import Store
from ce_tui.store.demo_stores import is_demo


def run(job: Job) -> int:
    """Run the demo; Wrong before anything is opened or made."""
    args = job.args
    samples = {**_own(job, args.catalog), **SAMPLES}
    sample = samples[args.sample] if args.sample else next(iter(samples.values()))
    keep = _keep(job)
    learner = who_learns(job, sample)
    if keep is not None and exists(keep):
        named = bool(args.sample or args.catalog)
        sample, learner = _joined(job, keep, sample if named else None, learner)
    at = _moment(args.at, job.clock(), sample.zone)
    return demonstrate(job, Show(samples, sample, learner, keep, at, args.seed, args.tour))


def _own(job: Job, file: str | None) -> dict[str, Sample]:
    """The organizer's own catalog or schedule as something to show."""
    if file is None:
        if job.args.credit_type is not None:
            raise Wrong("--credit-type is for a conference schedule; name its file: ce-tui demo --catalog FILE.")
        return {}
    with working(job, "Stopped before the whole file was read.") as tell:
        catalog = read_file(job, tell, file)
    organization = catalog.organization
    return {"catalog": Sample("catalog", clean(organization.name, 30), organization.zone, LEARNER, catalog=catalog)}


def _keep(job: Job) -> Path | None:
    """Where the demo's store is kept; None if it is not. A store that the demo did not make is refused."""
    if (kept := job.args.keep) is None:
        return None
    if not clean(kept):
        raise Wrong("--keep is empty; name a file, such as: ce-tui demo --keep demo.db")
    path = path_of(kept, "--keep")
    if any(path.resolve() == real.resolve() for real in (default_store(), job.settings.store) if real):
        raise Wrong(f"{path} is where your own store is kept, which the demo never touches; name another file.")
    if not exists(path):
        return path
    if not is_demo(path):
        raise Wrong(f"{path} was not made by the demo, so the demo does not open it; name another file.")
    return path


def _joined(job: Job, path: Path, named: Sample | None, learner: Learner) -> tuple[Sample, Learner]:
    """Whose store was kept (`named` must be that, if it is), and who learns: whom --learner names, or its first one."""
    with Store(path, job.clock()) as store:
        organization, learners = store.lists.organizations()[0], store.accounts.learners()
    if named is not None and named.organization != organization.id:
        raise Wrong(f"{path} is a demo of {clean(organization.name)}; name another file for another organization.")
    samples = [one for one in SAMPLES.values() if one.organization == organization.id]
    shown = named or (samples or [Sample("catalog", organization.name, organization.zone, LEARNER)])[0]
    by_name = job.settings.origin["learner"] == "--learner"
    known = [one for one in learners if not by_name or goes_by(one, job.settings.learner)]
    return replace(shown, zone=organization.zone), known[0] if known else learner


def _moment(at: str | None, now: datetime, zone: str) -> datetime | None:
    if at is None:
        return None
    try:
        return moment_of(at, now, zone)
    except ValueError as error:
        raise Wrong(f"--at: {error}") from None
