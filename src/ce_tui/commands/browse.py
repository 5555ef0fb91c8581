"""`ce-tui browse`: everything can be opened, in a copy of the learner's store, or in a file nobody has imported yet."""

from collections.abc import Callable

from ce_tui.commands.catalog_file import read_file
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.store_file import there
from ce_tui.commands.working import working
from ce_tui.exit_codes import DONE
from ce_tui.store import Store
from ce_tui.store.copies import open_copy
from ce_tui.ui.app import CeApp
from ce_tui.ui.mode import BROWSE


def run(job: Job) -> int:
    """Run the app where nothing counts."""
    app = CeApp(_to_browse(job), job.clock, job.settings, BROWSE, job.crashed)
    app.run(mouse=job.settings.mouse)
    return app.return_code or DONE


def _to_browse(job: Job) -> Callable[[], Store]:
    """What opens the store that the app shows: in memory, so that nothing that is done there is kept.

    What is wrong with FILE, or that there is no store, is said before the app opens.
    """
    if job.args.file is None:
        if job.args.credit_type is not None:
            raise Wrong("--credit-type is for a conference schedule; name its file: ce-tui browse FILE.")
        path = there(job.settings)
        return lambda: open_copy(path, job.clock())
    with working(job, "Stopped before the whole file was read.") as tell:
        catalog = read_file(job, tell)

    def open_catalog() -> Store:
        store = Store(None, job.clock())
        store.catalogs.load(catalog.organization, catalog.credits)
        return store

    return open_catalog
