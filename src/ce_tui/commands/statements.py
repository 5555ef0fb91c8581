"""xAPI statements: taking those of another system, and giving our own."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import count, dump, fact, line
from ce_tui.commands.working import working
from ce_tui.credit.heard import Heard, Placed
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean

if TYPE_CHECKING:
    from ce_tui.store import Store

SHOWN = 20
"""So many unknown learners and activities are listed for people; for programs, all."""
STDIN = "-"


def ingest(job: Job) -> int:
    """Record what another system says was learned."""
    from ce_tui.exchange.names import activities, learners
    from ce_tui.exchange.xapi_reading import StatementsError, read

    name, now = "standard input" if job.args.file == STDIN else job.args.file, job.clock()
    data = _bytes(job.args.file)
    with working(job, "Stopped; nothing was recorded.") as tell:
        try:
            heard, no_statements = read(data, name, tell)
        except StatementsError as error:
            raise Wrong(str(error)) from None
        with open_store(job.settings, now) as store:
            who = learners({one.key: one for one in (Learner(job.learner), *store.learners())}.values())
            what = activities(store.contents())
            placed, nobody, nothing = _placed(heard, who, what)
            report = store.ingest(placed, now, tell)
    unread = sum(statement.unread for statement in heard)
    if job.json:
        dump({
            **asdict(report), "unknown_learners": nobody, "unknown_activities": nothing,
            "unreadable_segments": unread, "not_statements": no_statements,
        })  # fmt: skip
        return 0
    fact("Recorded", count(report.recorded, "statement"))
    fact("Known already", count(report.known, "statement"))
    fact("Without progress", count(report.empty, "statement"))
    _list("Unknown learners, skipped", nobody)
    _list("Unknown activities, skipped", nothing)
    if unread:
        fact("Segments without sense, skipped", unread)
    if no_statements:
        fact("Not statements, skipped", no_statements)
    return 0


def _placed(
    heard: Iterable[Heard], who: Mapping[str, str], what: Mapping[str, tuple[str, str]]
) -> tuple[list[Placed], Counter[str], Counter[str]]:
    """The statements whose learner and content are known; the names of the others, with how often they came."""
    placed: list[Placed] = []
    nobody: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    for statement in heard:
        learner = who.get(statement.learner) or who.get(statement.learner.casefold())
        place = what.get(statement.activity)
        if learner is None:
            nobody[statement.learner] += 1
        if place is None:
            nothing[statement.activity] += 1
        if learner is not None and place is not None:
            placed.append(Placed(statement, learner, *place))
    return placed, nobody, nothing


def _list(label: str, names: Counter[str]) -> None:
    if not names:
        return
    line(f"{label}: {count(len(names), 'name')} in {count(names.total(), 'statement')}")
    for name, times in names.most_common(SHOWN):
        line(f"  {name} ({times})")
    if len(names) > SHOWN:
        line(f"  … and {len(names) - SHOWN} more; --json lists all.")


def _bytes(file: str) -> bytes:
    """At most one byte more than a file may have, from a file or standard input."""
    from ce_tui.exchange.xapi_reading import MAX_BYTES

    if file == STDIN:
        if sys.stdin is None or sys.stdin.isatty():
            raise Wrong("Nothing comes in by standard input; name a file, or write: ce-tui ingest - < FILE")
        return _stdin(MAX_BYTES + 1)
    path = Path(file)
    try:
        # A pipe nobody writes to would block for ever when opened.
        if not path.is_file():
            reason = "this is not a file that can be read" if path.exists() else "there is no such file"
            raise Wrong(f"{file}: {reason}; name a file of xAPI statements.")
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Wrong(f"{file}: the file cannot be read ({getattr(error, 'strerror', None) or error}).") from None


def _stdin(most: int) -> bytes:
    buffer = getattr(sys.stdin, "buffer", None)
    return sys.stdin.read(most).encode() if buffer is None else buffer.read(most)


def export(job: Job) -> int:
    """Write what was recorded here, as xAPI statements."""
    from ce_tui.exchange.xapi_writing import text

    chosen = job.settings.origin["learner"] == "--learner"
    with open_store(job.settings, job.clock()) as store:
        keys = [learner.key for learner in store.learners() if not chosen or learner.key == job.learner]
        if chosen and not keys:
            raise Wrong(f"The store knows nobody called {clean(job.learner, 60)}; without --learner, all are written.")
        told = _Counted(_told(store, keys))
        if job.args.file == STDIN:
            for piece in text(told):
                sys.stdout.write(piece)
            return 0
        path = _write(Path(job.args.file), text(told))
    if job.json:
        dump({"format": job.args.format, "path": path, "learners": len(keys), "statements": told.number})
        return 0
    fact("Saved", path)
    fact("Statements", told.number)
    return 0


def _told(store: "Store", keys: Iterable[str]) -> Iterator[dict[str, object]]:
    from ce_tui.exchange.xapi_writing import statements

    for key in keys:
        yield from statements(key, store.ledger(key))


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
    """Write a private file whole or not at all; one that is there is replaced."""
    path = path.expanduser().absolute()
    name = None
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".ce-tui-", delete=False) as file:
            name = file.name
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise Wrong(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)
    return path
