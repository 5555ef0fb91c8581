"""What `ce-tui browse` looks at: a copy of the learner's store, or a file that nobody has imported yet."""

from collections.abc import Callable

from ce_tui.commands.import_ import read_file
from ce_tui.commands.job import Job, Wrong, there
from ce_tui.commands.working import working
from ce_tui.store import Store

BANNER = "BROWSE – nothing is recorded"


def to_browse(job: Job) -> Callable[[], Store]:
    """What opens the store that the app shows: in memory, so that nothing that is done there is kept.

    What is wrong with FILE, or that there is no store, is said before the app opens.
    """
    if job.args.file is None:
        from ce_tui.store.copies import open_copy

        if job.args.credit_type is not None:
            raise Wrong("--credit-type is for a conference schedule; name its file: ce-tui browse FILE.")
        path = there(job.settings)
        return lambda: open_copy(path, job.clock())
    with working(job, "Stopped before the whole file was read.") as tell:
        catalog = read_file(job, tell)

    def open_catalog() -> Store:
        store = Store(None, job.clock())
        store.import_catalog(catalog.organization, catalog.credits)
        return store

    return open_catalog
