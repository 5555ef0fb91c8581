"""What one learner did of one content, and what is said of it: what statements that come in are laid beside."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ce_tui.credit.intake import Recorded, Verdict
from ce_tui.credit.ledger import HEARD, TAKEN_BACK
from ce_tui.credit.model import Content
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, Span, beyond, bounds, total, union
from ce_tui.credit.statements import Effect, Statement, StatementNote, effect
from ce_tui.credit.words import date_time, position
from ce_tui.store.errors import decoding
from ce_tui.store.results import IngestReport
from ce_tui.store.spending import Ids

FROM_XAPI = "xapi:"
"""How the sitting of a line begins that a statement made; its id follows."""


class KeptLine(NamedTuple):
    """A line of the ledger, by its row; it was recorded `at` (milliseconds), and `detail` is what else it keeps."""

    row: int
    kind: str
    sitting: str
    span: Span
    at: int
    detail: str

    @property
    def is_own(self) -> bool:
        """Whether it says what was done here, rather than what another system said."""
        return self.kind not in (HEARD, TAKEN_BACK)


@dataclass(slots=True)
class Case:
    """What one learner did of one content, and what is said of it: `kept` are the statements, by id, each with its row
    (0 where only the ledger knows of it). `before` is what counted until now.
    """

    learner_id: int
    content_id: int
    content: Content
    zone: str
    before: Record | None
    lines: list[KeptLine]
    kept: dict[str, tuple[int, Recorded]] = field(default_factory=dict)

    @property
    def ids(self) -> Ids:
        """Those of a line that a statement makes, but for its sitting."""
        return Ids(self.learner_id, self.content_id, HEARD, "")

    @property
    def told(self) -> dict[str, list[KeptLine]]:
        """The lines that statements made, by the statement's id."""
        found: dict[str, list[KeptLine]] = {}
        for line in self.lines:
            if line.kind == HEARD and line.sitting.startswith(FROM_XAPI):
                found.setdefault(line.sitting.removeprefix(FROM_XAPI), []).append(line)
        return found

    @property
    def sittings(self) -> set[str]:
        """What was done here itself."""
        return {line.sitting for line in self.lines if line.is_own}

    def words(self, fresh: Iterable[Statement]) -> dict[str, Statement]:
        """All that was said, before and now, by id."""
        return {id: kept.heard for id, (_, kept) in self.kept.items()} | {heard.id: heard for heard in fresh}

    def at(self, heard: Statement) -> datetime:
        """When a statement was made; where it does not say, when its session was over."""
        return heard.at or utc(bounds(self.content)[1])


def recorded_before(case: Case) -> Iterable[Recorded]:
    """Statements that were recorded before they were kept: what the ledger knows of them."""
    for id, lines in case.told.items():
        if id in case.kept:
            continue
        with decoding():
            verb = str(json.loads(lines[0].detail or "{}").get("verb", ""))
            moment = utc(lines[0].at)
        spans = union(line.span for line in lines)
        whole = verb in ("passed", "completed", "waived") and spans in ((), (bounds(case.content),))
        yield Recorded(Statement(id, "", "", verb, moment), Effect(spans, whole))


def sift(
    case: Case, statements: Iterable[Statement], elsewhere: Collection[str]
) -> tuple[list[Statement], int, list[StatementNote]]:
    """The statements that are new, how many are known, and notes on those that mean something else than before.

    Known is what came before, also of somebody or something else (so those `elsewhere`, by id), and what tells what is
    there of a sitting of this very ledger. (A store set back to an older copy takes back from its own export what it
    lost.)
    """
    sittings = case.sittings
    seen = [*union(spans_of(case, ()))]
    fresh, known, notes = dict[str, Statement](), 0, list[StatementNote]()
    for heard in statements:
        before = case.kept[heard.id][1].heard if heard.id in case.kept else fresh.get(heard.id)
        if heard.id in elsewhere:
            other = True
        elif before is not None and not _vouched(case, heard):
            other = (heard.id in fresh or case.kept[heard.id][0] != 0) and _meaning(before) != _meaning(heard)
        elif heard.sitting in sittings and _is_there(case, heard, seen):
            other = False
        else:
            fresh[heard.id] = heard
            continue
        known += 1
        if other:
            notes.append(StatementNote("other", saying(heard, case.zone), statement=heard.id))
    return [*fresh.values()], known, notes


def _is_there(case: Case, heard: Statement, seen: Sequence[Span]) -> bool:
    """Whether a statement says something, and all of it is in the ledger, which has `seen` these spans."""
    gives = effect(case.content, heard)
    done = case.before is not None and case.before.done
    says = bool(gives.spans) or gives.done or heard.refused
    return says and (done or not gives.done) and not beyond(gives.spans, seen)


def _vouched(case: Case, heard: Statement) -> bool:
    """Whether somebody vouches now for what was played, of which a part did not count before."""
    if not heard.trusted or heard.id not in case.kept or (before := case.kept[heard.id][1]).heard.trusted:
        return False
    return bool(beyond(effect(case.content, heard).spans, before.gave.spans))


def _meaning(heard: Statement) -> tuple[object, ...]:
    return (
        heard.verb,
        heard.at,
        heard.spans,
        heard.progress,
        heard.duration_ms,
        heard.whole,
        heard.refused,
        heard.score,
    )


def saying(heard: Statement, zone: str) -> str:
    """`It said completed, 10 Mar 2025, 10:00.`, or `It said not completed`."""
    when = f", {date_time(heard.at, zone)}" if heard.at else ""
    no = "not " if heard.refused and heard.verb in ("attended", "passed", "completed", "waived") else ""
    return f"It said {no}{heard.verb}{when}."


def spans_of(case: Case, gone: Collection[str]) -> Iterable[Span]:
    """The ledger's spans, but for what the statements that are gone gave."""
    told = case.told
    without = {line.row for id in gone for line in told[id]}
    return [line.span for line in case.lines if line.row not in without and line.span[0] < line.span[1]]


def own_spans(case: Case) -> list[tuple[datetime, Span]]:
    """What was watched, read or attended here, each with the moment at which it was recorded."""
    with decoding():
        return [(utc(line.at), line.span) for line in case.lines if line.is_own and line.span[0] < line.span[1]]


def own_done(case: Case) -> datetime | None:
    """When a quiz was passed here, or the end of a reading reached, as far as the ledger and the record tell."""
    passed = [line.at for line in case.lines if line.kind == "passed"]
    if passed:
        return utc(min(passed))
    complete = case.before.complete_at if case.before else None
    own = complete is not None and any(line.is_own and line.at == ms(complete) for line in case.lines)
    return complete if own else None


def count_up(
    case: Case, fresh: list[Statement], verdict: Verdict, gone: set[str], complete: bool, report: IngestReport
) -> None:
    """Count the statements, and tell of those that say no, or take something back, or say what counts for nothing;
    `complete`: whether the content is, after all of them.
    """
    told = {note.statement for note in verdict.notes if note.why in ("outside", "elsewhere", "real time", "check")}
    claimed = any(note.why == "claimed" for note in verdict.notes)
    _tell_not_counting(case, fresh, verdict, gone, report)
    out = verdict.voided | verdict.set_back | verdict.refused
    for heard in fresh:
        gave = verdict.counts.get(heard.id, Effect())
        if heard.id in out or (heard.id in told and not gave.spans):
            continue
        if gave.spans or gave.done:
            report.recorded += 1
            note = _partly(case, heard, gave) if heard.whole and not gave.done and not complete else None
        elif heard.refused:
            against = complete and not claimed and _contradicts(case, fresh, verdict, heard)
            note = StatementNote("contradicted" if against else "no", saying(heard, case.zone), statement=heard.id)
        else:
            note = _for_nothing(case, heard, complete)
            report.empty += note is None
        if note is not None:
            verdict.notes.append(note)


def _tell_not_counting(
    case: Case, fresh: list[Statement], verdict: Verdict, gone: set[str], report: IngestReport
) -> None:
    """Count and tell the statements that were voided or set back: those that are new, and those that counted before."""
    words = {heard.id: heard for heard in fresh} | {id: case.kept[id][1].heard for id in gone}
    voided, set_back = ([id for id in sorted(ids) if id in words] for ids in (verdict.voided, verdict.set_back))
    report.voided += len(voided)
    report.set_back += len(set_back)
    for why, ids in (("voided", voided), ("set back", set_back)):
        verdict.notes += [StatementNote(why, saying(words[id], case.zone), statement=id) for id in ids]


def _partly(case: Case, heard: Statement, gave: Effect) -> StatementNote:
    """A statement says that all was done, and tells less."""
    seen, of = position(total(gave.spans)), position(case.content.length_ms)
    return StatementNote("part", f"{saying(heard, case.zone)} It tells {seen} of {of}.", statement=heard.id)


def _for_nothing(case: Case, heard: Statement, complete: bool) -> StatementNote | None:
    """Why a statement that says that something was done counts for nothing; None where it says no such thing."""
    done = heard.whole or heard.verb == "attended"
    if done and heard.progress == 0:
        why, reason = "no", "It also says that none of it was done."
    elif done and not complete:
        why, reason = "kind", f"It is a {case.content.kind}."
    elif heard.verb in ("completed", "passed", "waived") and not heard.whole:
        why, reason = "no", "It also says that it was no success."
    else:
        return None
    return StatementNote(why, f"{saying(heard, case.zone)} {reason}", statement=heard.id)


def _contradicts(case: Case, fresh: Iterable[Statement], verdict: Verdict, no: Statement) -> bool:
    """Whether a statement that says no takes something back that its system has not said again since."""
    return (no.takes_back or no.verb == "failed") and not _said_since(case, fresh, verdict, no)


def _said_since(case: Case, fresh: Iterable[Statement], verdict: Verdict, no: Statement) -> bool:
    """Whether the system that said no has said since that something was done."""
    words = [*(kept.heard for _, kept in case.kept.values()), *fresh]
    return any(
        heard.system == no.system and case.at(heard) > case.at(no) and heard.id in verdict.counts and not heard.refused
        for heard in words
    )
