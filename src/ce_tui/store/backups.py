"""Care of a store: backups made by themselves and by hand, what they hold, and putting one back.

All of it works while others use the store.
"""

import os
import re
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ce_tui.credit.moments import utc
from ce_tui.credit.shapes import Shape, shape_of
from ce_tui.credit.words import clock_problem
from ce_tui.credit.work import Tell, silent
from ce_tui.files import PASSING, new_file, private_folder
from ce_tui.store.copies import open_copy
from ce_tui.store.demo_stores import is_demo
from ce_tui.store.engines import file_copy
from ce_tui.store.engines.files import free_names
from ce_tui.store.engines.restoring import put
from ce_tui.store.engines.sentences import explain
from ce_tui.store.engines.shape import pour
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError
from ce_tui.store.integrity import damage, problems, strange
from ce_tui.store.pristine import pristine
from ce_tui.store.store import Store

KEPT = 7
"""So many daily backups are kept. Those made otherwise stay until somebody removes them."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a store: when it was written and why (`daily`, `schema`, `replaced`, `rescued` or `asked`)."""

    path: Path
    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and under which name what it replaced is kept (None if there was nothing).

    `claims` is how many there are now; `without` are the certificate numbers that only `kept` has; `strange` says what
    was in the source beside what is ours, and was left out.
    """

    source: Path
    kept: Path | None
    claims: int
    without: tuple[str, ...]
    strange: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at a whole store found: sentences, how many of what there are, and what its clock tells."""

    problems: list[str]
    counts: dict[str, int]
    clock_problem: str


def back_up(path: Path, now: datetime, target: Path | None = None, tell: Tell = silent) -> Path:
    """Copy the store at `path` to a new file, whole and checked or not at all; its path.

    `target` may be a folder; without it the file is named after `now` and kept beside the other backups.
    """
    if target is None or target.is_dir():
        folder = target or _folder(path)
        target = next(free_names(folder, f"{path.stem}-{now:%Y%m%d-%H%M%S}"))
    file_copy.back_up(path, target, tell)
    return target


def daily(path: Path, now: datetime) -> Path | None:
    """Back up a store that has changed, once a day, and remove the oldest of more than `KEPT`; the new one, if any."""
    if not path.is_file():
        return None
    try:
        target = _folder(path) / f"{path.stem}-daily-{now:%Y%m%d}.db"
        written = max(file.stat().st_mtime_ns for file in (path, _beside(path, "-wal")) if file.exists())
        made = backups_of(path, now)
        if target.exists() or any(backup.path.stat().st_mtime_ns > written for backup in made):
            return None
        try:
            back_up(path, now, target)
        except StoreError:
            if target.exists():  # another process was faster
                return None
            raise
        _thin([backup.path for backup in made if backup.kind == "daily"], target)
        _sweep((path.parent, _folder(path)), now)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"No backup of today could be made in {_folder(path)}: {why}.") from error
    return target


def _thin(daily: list[Path], newest: Path) -> None:
    """Remove the oldest of too many daily backups; those to come, made with a wrong clock, go first."""
    files = sorted(daily, key=lambda file: (file.name <= newest.name, file.name))
    for old in files[: max(0, len(files) + 1 - KEPT)]:
        old.unlink(missing_ok=True)


def _sweep(folders: Iterable[Path], now: datetime) -> None:
    """Remove the unfinished files of processes that were killed."""
    for folder in folders:
        for left in folder.glob(f"{PASSING}*.new*"):
            if utc(left.stat().st_mtime_ns // 1_000_000) < now - timedelta(days=1):
                left.unlink(missing_ok=True)


def backups_of(path: Path, now: datetime) -> list[Backup]:
    """The backups of the store at `path`, newest last; those said to be of a time to come stand first."""
    name = re.compile(
        rf"{re.escape(path.stem)}-(?:(daily)-\d{{8}}|(schema|replaced)-[\w-]+|(rescued)(?:-\d+)?|\d{{8}}-\d{{6}}(?:-\d+)?)\.db",
        re.ASCII,
    )
    backups = []
    for folder in (path.parent, _folder(path)):
        try:
            files = [*folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise StoreError(f"The backups in {folder} cannot be read: {error.strerror}.") from error
        for file in files:
            if match := name.fullmatch(file.name):
                with suppress(FileNotFoundError):  # another process has just removed it
                    at = utc(file.stat().st_mtime_ns // 1_000_000)
                    backups.append(Backup(file, at, match[match.lastindex or 0] if match.lastindex else "asked"))
    return sorted(backups, key=lambda backup: (backup.at <= now, backup.at, backup.path.name))


def examine(path: Path, now: datetime, tell: Tell = silent) -> Examined:
    """Check the store at `path`: on a copy, so that nobody has to wait. StoreError when it cannot be read at all."""
    with open_copy(path, now, tell) as copy:
        read = copy._database.read
        counts = {name: int(read(f"SELECT count(*) FROM {name}", {})[0][0]) for name in ("learner", "credit", "claim")}
        zones = [organization.zone for organization in copy.lists.organizations()]
        return Examined(
            problems(copy, tell), counts, clock_problem(copy.lists.newest(), now, zones[0] if zones else "UTC")
        )


def restore(path: Path, source: Path | None, now: datetime, sure: bool, tell: Tell = silent) -> Restored:
    """Put the backup `source` (else the newest that is sound) in the place of the store at `path`.

    What it replaces is kept beside it. Refused when claims would leave the store, unless `sure`. Where `tell` stops
    it, the store is as it was.
    """
    path = Path(os.path.realpath(path))
    if source:
        _refuse_unfit(source, path)
    candidates = [source] if source else [backup.path for backup in reversed(backups_of(path, now))]
    with ExitStack() as stack:
        copy, chosen = _sound(stack, candidates, now, _folder(path), tell)
        private_folder(path.parent)
        new = stack.enter_context(new_file(path.parent))
        kept = next(free_names(path.parent, f"{path.stem}-replaced-{now:%Y%m%d-%H%M%S}"))
        try:
            left_out = (*strange(copy),)
            with pristine() as ours:
                pour(copy.engine.connection, ours.connection, new, tell)
            without = put(new, path, kept, sure, tell)
        except Sqlite.errors as error:
            raise StoreError(explain(error, path)) from error
        claims = int(copy._database.read("SELECT count(*) FROM claim", {})[0][0])
        return Restored(chosen, kept if kept.exists() else None, claims, without, left_out)


def _refuse_unfit(source: Path, path: Path) -> None:
    """Raise a StoreError where a file cannot take the place of the store at `path`."""
    if not source.exists():
        raise StoreError(f"There is no file {source}.")
    _refuse_other_shape(source)
    if is_demo(source) and not is_demo(path):
        raise StoreError(f"{source} is the store of a demo. It cannot take the place of another store.")


def _refuse_other_shape(source: Path) -> None:
    """Raise a StoreError where a file that is to be restored is no database, and say what it is."""
    if not source.is_file():
        return
    try:
        with source.open("rb") as file:
            head = file.read(65_536)
    except OSError:
        return  # opening it as a store says why
    if (shape := shape_of(head)) is Shape.DATABASE:
        return
    what = f"This is {shape}." if shape and shape is not Shape.BINARY else "It is empty." if not head else ""
    instead = "Unpack it first." if shape in (Shape.ZIP, Shape.COMPRESSED) else "`ce-tui store list` shows the backups."
    raise StoreError(" ".join(filter(None, (f"{source} is not a ce-tui store.", what, instead))))


def _sound(stack: ExitStack, candidates: list[Path], now: datetime, folder: Path, tell: Tell) -> tuple[Store, Path]:
    """A copy of the first of these that is sound, and which it is."""
    why = f"There is no backup in {folder}; name the file to restore."
    for candidate in candidates:
        try:
            copy = stack.enter_context(open_copy(candidate, now, tell))
        except StoreError as error:
            why = str(error)
            continue
        if not (wrong := damage(copy, tell)):
            return copy, candidate
        why = f"{candidate} is damaged, so nothing was restored; `ce-tui store list` shows others. ({wrong[0]})"
    raise StoreError(why)


def _folder(path: Path) -> Path:
    return path.parent / "backups"


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
