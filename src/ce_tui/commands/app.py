"""`ce-tui` alone: the app on the learner's own store."""

from ce_tui.commands.job import Job
from ce_tui.commands.store_file import open_store
from ce_tui.exit_codes import DONE
from ce_tui.store.demo_stores import is_demo
from ce_tui.ui.app import CeApp
from ce_tui.ui.mode import LEARNER, Mode


def run(job: Job) -> int:
    """Run the app, and the demo after it when the learner asks for that."""
    settings = job.settings
    mode = Mode(banner="DEMO – nothing here counts") if is_demo(settings.store) else LEARNER
    app = CeApp(lambda: open_store(settings, job.clock(), make=True), job.clock, settings, mode, job.crashed)
    if app.run(mouse=settings.mouse) is None:
        return app.return_code or DONE
    from ce_tui.commands.showing import demonstrate, first_show  # few ask for it, and everybody would wait

    return demonstrate(job, first_show(job))
