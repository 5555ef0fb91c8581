"""Running a demo: one organization after the other, on stores of its own. The learner's real one is never opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ce_tui.commands.job import Job
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import fold
from ce_tui.demo.app import DemoApp, Stage
from ce_tui.demo.clock import DemoClock
from ce_tui.demo.samples import SAMPLES, Sample
from ce_tui.demo.store import open_demo
from ce_tui.exit_codes import DONE


@dataclass(frozen=True, slots=True)
class Show:
    """What a demo shows: one of `samples` (by name), to which the others can be changed to, and who learns there.

    `keep` is where its store stays (None: it is thrown away), `at` the moment at which it begins (None: now).
    """

    samples: Mapping[str, Sample]
    sample: Sample
    learner: Learner
    keep: Path | None = None
    at: datetime | None = None
    seed: int = 1
    tour: bool = False


def first_show(job: Job) -> Show:
    """What is shown to somebody who asked for nothing in particular."""
    sample = next(iter(SAMPLES.values()))
    return Show(SAMPLES, sample, who_learns(job, sample))


def who_learns(job: Job, sample: Sample) -> Learner:
    """The sample's own learner, or whom --learner names."""
    name = job.settings.learner
    if job.settings.origin["learner"] != "--learner" or goes_by(sample.learner, name):
        return sample.learner
    return Learner(name, name)


def goes_by(learner: Learner, name: str) -> bool:
    """Whether the learner is meant by a name."""
    return fold(name) in (fold(learner.key), fold(learner.name))


def demonstrate(job: Job, show: Show) -> int:
    """Run the demo, and again for each organization that the presenter changes to; the app's exit code."""
    clock = DemoClock(job.clock, show.at)
    # Certificates go to Downloads as ever, so that they can be shown: each says that it is a sample.
    with TemporaryDirectory(prefix="ce-tui-demo-", ignore_cleanup_errors=True) as folder:
        while True:
            app = _app(job, show, clock, Path(folder))
            if (wish := app.run(mouse=job.settings.mouse)) is None:
                return app.return_code or DONE
            sample = show.samples[wish]
            show = replace(show, sample=sample, learner=who_learns(job, sample), tour=False)
            clock.go_home()  # where every demo begins


def _app(job: Job, show: Show, clock: DemoClock, folder: Path) -> DemoApp:
    sample, path = show.sample, show.keep or folder / f"{show.sample.name}.db"
    theme = sample.theme if job.settings.origin["theme"] == "default" else job.settings.theme
    others = {} if show.keep else {one.name: one.title for one in show.samples.values() if one is not sample}
    return DemoApp(
        lambda: open_demo(path, sample, show.learner, clock(), show.seed),
        clock,
        replace(job.settings, store=path, learner=show.learner.key, theme=theme),
        Stage(sample.zone, show.keep, others, show.tour),
        job.crashed,
    )
