"""`ce-tui demo`: the app on a store of the demo's own. The learner's real one is never opened."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ce_tui.commands.import_ import read_file
from ce_tui.commands.job import Job, Wrong, exists
from ce_tui.commands.working import working
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean, fold
from ce_tui.demo.clock import DemoClock, moment_of
from ce_tui.demo.past import LEARNER
from ce_tui.demo.samples import SAMPLES, Sample
from ce_tui.settings import default_store, path_of
from ce_tui.store import Store
from ce_tui.store.demo_stores import is_demo


def demonstrate(job: Job, crashed: Callable[[BaseException], str]) -> int:
    """Run the demo, and again for each organization that the presenter changes to; the app's exit code.

    Raises Wrong before anything is opened or made; `crashed` is the app's.
    """
    # Asked for from the first screen of the app, it has no options.
    options = Namespace(
        **{"sample": None, "catalog": None, "keep": None, "at": None, "seed": 1, "tour": False} | vars(job.args)
    )
    samples = {**_own(job, options.catalog), **SAMPLES}
    shown = samples[options.sample] if options.sample else next(iter(samples.values()))
    keep = _keep(options, job)
    learner = _named(job, shown)
    if keep is not None and exists(keep):
        named = bool(options.sample or options.catalog)
        shown, learner = _joined(job, keep, shown if named else None, learner)
    clock = DemoClock(job.clock, _moment(options.at, job.clock(), shown.zone))
    tour = options.tour
    from ce_tui.demo.app import DemoApp, Stage
    from ce_tui.demo.store import open_demo

    # Certificates go to Downloads as ever, so that they can be shown: each says that it is a sample.
    with TemporaryDirectory(prefix="ce-tui-demo-", ignore_cleanup_errors=True) as folder:
        while True:
            path = keep or Path(folder) / f"{shown.name}.db"
            theme = shown.theme if job.settings.origin["theme"] == "default" else job.settings.theme
            others = {} if keep else {one.name: one.title for one in samples.values() if one is not shown}

            def opened(path: Path = path, of: Sample = shown, learner: Learner = learner) -> Store:
                return open_demo(path, of, learner, clock(), options.seed)

            app = DemoApp(
                opened,
                clock,
                replace(job.settings, store=path, learner=learner.key, theme=theme),
                Stage(shown.zone, keep, others, tour),
                crashed,
            )
            if (wish := app.run(mouse=job.settings.mouse)) is None:
                return app.return_code or 0
            shown, tour = samples[wish], False
            learner = _named(job, shown)
            clock.go_home()  # where every demo begins


def _own(job: Job, file: str | None) -> dict[str, Sample]:
    """The organizer's own catalog or schedule as something to show."""
    if file is None:
        if getattr(job.args, "credit_type", None) is not None:
            raise Wrong("--credit-type is for a conference schedule; name its file: ce-tui demo --catalog FILE.")
        return {}
    with working(job, "Stopped before the whole file was read.") as tell:
        catalog = read_file(job, tell, file)
    organization = catalog.organization
    return {"catalog": Sample("catalog", clean(organization.name, 30), organization.zone, LEARNER, catalog=catalog)}


def _keep(options: Namespace, job: Job) -> Path | None:
    """Where the demo's store is kept; None if it is not. A store that the demo did not make is refused."""
    if options.keep is None:
        return None
    if not clean(options.keep):
        raise Wrong("--keep is empty; name a file, such as: ce-tui demo --keep demo.db")
    path = path_of(options.keep, "--keep")
    if any(path.resolve() == real.resolve() for real in (default_store(), job.settings.store) if real):
        raise Wrong(f"{path} is where your own store is kept, which the demo never touches; name another file.")
    if not exists(path):
        return path
    if not is_demo(path):
        raise Wrong(f"{path} was not made by the demo, so the demo does not open it; name another file.")
    return path


def _named(job: Job, shown: Sample) -> Learner:
    """Who learns: the sample's own learner, or whom --learner names."""
    name = job.settings.learner
    if job.settings.origin["learner"] != "--learner" or _is(shown.learner, name):
        return shown.learner
    return Learner(name, name)


def _is(learner: Learner, name: str) -> bool:
    return fold(name) in (fold(learner.key), fold(learner.name))


def _joined(job: Job, path: Path, named: Sample | None, learner: Learner) -> tuple[Sample, Learner]:
    """Whose store was kept (`named` must be that, if it is), and who learns: whom --learner names, or its first one."""
    with Store(path, job.clock()) as store:
        organization, learners = store.organizations()[0], store.learners()
    if named is not None and named.organization != organization.id:
        raise Wrong(f"{path} is a demo of {clean(organization.name)}; name another file for another organization.")
    samples = [one for one in SAMPLES.values() if one.organization == organization.id]
    shown = named or (samples or [Sample("catalog", organization.name, organization.zone, LEARNER)])[0]
    by_name = job.settings.origin["learner"] == "--learner"
    known = [one for one in learners if not by_name or _is(one, job.settings.learner)]
    return replace(shown, zone=organization.zone), known[0] if known else learner


def _moment(at: str | None, now: datetime, zone: str) -> datetime | None:
    if at is None:
        return None
    try:
        return moment_of(at, now, zone)
    except ValueError as error:
        raise Wrong(f"--at: {error}") from None
