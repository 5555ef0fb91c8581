"""`ce-tui ingest`: taking the xAPI statements of another system."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.options import STANDARD
from ce_tui.commands.printing import Json, dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.commands.working import working
from ce_tui.credit.parties import Learner
from ce_tui.credit.statements import NOTES, Matched, Statement, StatementNote
from ce_tui.credit.text import clean
from ce_tui.credit.words import plural
from ce_tui.credit.work import Tell
from ce_tui.exchange.names import activities, called, home, matched, place_of
from ce_tui.exchange.xapi_file import MAX_BYTES, StatementsError
from ce_tui.exchange.xapi_reading import Batch, read
from ce_tui.exit_codes import DONE
from ce_tui.store import Store
from ce_tui.store.results import IngestReport

SHOWN = 20
"""So many of a kind are listed for people; for programs, all."""


@dataclass(slots=True)
class _Sorted:
    """The statements whose learner and content are known; of the others how often each name came, and why."""

    placed: list[Matched] = field(default_factory=list)
    nobody: Counter[str] = field(default_factory=Counter)
    nothing: Counter[str] = field(default_factory=Counter)
    notes: dict[str, StatementNote] = field(default_factory=dict)


def run(job: Job) -> int:
    """Record what another system says was learned."""
    now, data = job.clock(), _bytes(job.args.file)
    with working(job, "Stopped; nothing was recorded.") as tell:
        batch = _batch(data, job.args.file, tell)
        heard = [replace(one, trusted=True) for one in batch.heard] if job.args.trust else batch.heard
        with open_store(job.settings, now) as store:
            found = _sorted(heard, store, job.learner)
            report = store.statements.ingest(found.placed, now, tell, voided=batch.voided)
    report.notes += found.notes.values()
    if job.json:
        dump(_json(report, found, batch))
    else:
        _print(report, found, batch)
    return DONE


def _batch(data: bytes, file: str, tell: Tell) -> Batch:
    """The statements of a file; Wrong, where there is none in it."""
    name = "standard input" if file == STANDARD else file
    try:
        batch = read(data, name, tell)
    except StatementsError as error:
        raise Wrong(str(error)) from None
    if batch.wrong and not (batch.heard or batch.voided or batch.looked_at):
        raise Wrong(
            f"{clean(name)}: there is no xAPI statement in it. {batch.wrong[0]} "
            "Export xAPI statements (JSON) from the system that recorded them."
        )
    return batch


def _sorted(heard: Iterable[Statement], store: Store, learner: str) -> _Sorted:
    heard = (*heard,)
    known = {one.key: one for one in (Learner(learner), *store.accounts.learners())}
    homes = [home(organization) for organization in store.lists.organizations()]
    actors = dict.fromkeys(one.actor for one in heard)
    who, why = matched(actors, known.values(), store.statements.known_accounts(), homes)
    what = activities(store.credits.contents())
    found = _Sorted()
    for one in heard:
        key, place = who.get(one.actor), place_of(one, what)
        if key is None:
            found.nobody[one.learner] += 1
            if one.actor in why:
                found.notes[one.learner] = StatementNote("learner", why[one.actor], learner=one.learner)
        if place is None:
            found.nothing[one.activity] += 1
            if called(one.activity, what):
                text = "Several go by this name, and its moment meets none of them, or more than one."
                found.notes[f"{one.activity} {one.id}"] = StatementNote(
                    "activity", text, one.learner, one.activity, one.id
                )
        if key is not None and place is not None:
            found.placed.append(Matched(one, key, *place[0]))
    return found


def _json(report: IngestReport, found: _Sorted, batch: Batch) -> Json:
    return {
        **asdict(report),
        "unknown_learners": found.nobody,
        "unknown_activities": found.nothing,
        "unreadable_segments": sum(one.unread for one in batch.heard),
        "looked_at": batch.looked_at,
        "voids": len(batch.voided),
        "not_statements": len(batch.wrong),
        "wrong": batch.wrong,
        "more": batch.more,
        "without_zone": batch.without_zone,
    }


def _print(report: IngestReport, found: _Sorted, batch: Batch) -> None:
    fact("Recorded", plural(report.recorded, "statement"))
    fact("Known already", plural(report.known, "statement"))
    fact("Without progress", plural(report.empty, "statement"))
    if batch.voided:
        absent = f" ({report.absent} not known here: not counted when it comes)" if report.absent else ""
        fact("Called void", f"{plural(len(batch.voided), 'statement')}{absent}")
    for why, heading in NOTES.items():
        notes = [note for note in report.notes if note.why == why]
        _several(f"{heading}: {len(notes)}", [_note(note) for note in notes])
    for label, names in (("learners", found.nobody), ("activities", found.nothing)):
        heading = f"Unknown {label}, skipped: {plural(len(names), 'name')} in {plural(names.total(), 'statement')}"
        _several(heading, [f"{name} ({times})" for name, times in names.most_common()])
    if batch.without_zone:
        fact("Their moment names no zone, and UTC is taken", plural(batch.without_zone, "statement"))
    if batch.looked_at:
        fact("Only looked at (browse or review), skipped", batch.looked_at)
    _several(f"Not statements, skipped: {len(batch.wrong)}", batch.wrong)
    if " " in batch.more:
        line(f"This is only a part: {batch.more}. Get the rest, and ingest it too.")
    elif batch.more:
        line(f"This is only a part: the record store has more pages. Get the next one from {batch.more}")


def _note(note: StatementNote) -> str:
    about = ", ".join(part for part in (note.learner, note.content and f"“{note.content}”") if part)
    return f"{about}: {note.text}"


def _several(heading: str, lines: list[str]) -> None:
    """A heading and the lines under it, as many as a person reads; nothing without lines."""
    if not lines:
        return
    line(heading)
    for text in lines[:SHOWN]:
        line(f"  {text}")
    if len(lines) > SHOWN:
        line(f"  … and {len(lines) - SHOWN} more; --json lists all.")


def _bytes(file: str) -> bytes:
    """At most one byte more than a file may have, from a file or standard input."""
    if file == STANDARD:
        if sys.stdin is None or sys.stdin.isatty():
            raise Wrong("Nothing comes in by standard input; name a file, or write: ce-tui ingest - < FILE")
        return _stdin(MAX_BYTES + 1)
    path = Path(file)
    try:
        # A pipe nobody writes to would block forever when opened.
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
