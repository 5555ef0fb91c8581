"""`ce-tui export`: what was recorded here, as xAPI statements."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.options import STANDARD
from ce_tui.commands.printing import dump, fact
from ce_tui.commands.store_file import open_store
from ce_tui.credit.ledger import over
from ce_tui.credit.shapes import Shape, shape_of
from ce_tui.credit.text import clean
from ce_tui.exchange.xapi_writing import statements, text
from ce_tui.exit_codes import DONE
from ce_tui.files import replacing
from ce_tui.settings import path_of
from ce_tui.store import Store


def run(job: Job) -> int:
    """Write what was recorded here, as xAPI statements."""
    chosen = job.settings.origin["learner"] == "--learner"
    now = job.clock()
    with open_store(job.settings, now) as store:
        keys = [learner.key for learner in store.accounts.learners() if not chosen or learner.key == job.learner]
        if chosen and not keys:
            raise Wrong(f"The store knows nobody called {clean(job.learner, 60)}; without --learner, all are written.")
        told = _Counted(_told(store, keys, now))
        if job.args.file == STANDARD:
            for piece in text(told):
                print(piece, end="")
            return DONE
        path = _write(path_of(job.args.file, "FILE"), text(told))
    if job.json:
        dump({"format": job.args.format, "path": path, "learners": len(keys), "statements": told.number})
        return DONE
    fact("Saved", path)
    fact("Statements", told.number)
    return DONE


def _told(store: Store, keys: Iterable[str], now: datetime) -> Iterator[dict[str, object]]:
    for key in keys:
        yield from statements(key, (over(history, now) for history in store.learning.history(key, now=now)))


class _Counted:
    """Statements on their way, counted."""

    def __init__(self, told: Iterator[dict[str, object]]) -> None:
        self._told = told
        self.number = 0

    def __iter__(self) -> Iterator[dict[str, object]]:
        for statement in self._told:
            self.number += 1
            yield statement


def _write(path: Path, pieces: Iterable[str]) -> Path:
    """Write a private file whole or not at all; one that is there is replaced, but no store, pipe or device, and
    nothing that is plainly another file than an earlier export.
    """
    if path.exists() and not path.is_file():
        raise Wrong(f"{path} is no file that could be replaced. Name another one, or - for the output.")
    try:
        with suppress(FileNotFoundError), path.open("rb") as there:
            shape = shape_of(there.read(65_536))
            if shape not in (None, Shape.STATEMENTS, Shape.ZEROS):
                what = "a database, perhaps a store" if shape is Shape.DATABASE else shape
                raise Wrong(f"{path} is {what}, so it is not replaced. Name another file.")
        with replacing(path) as new, new.open("w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        raise Wrong(f"{path} cannot be written: {error.strerror}.") from error
    return path
