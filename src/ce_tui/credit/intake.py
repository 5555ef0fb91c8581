"""Which of several statements about one learner and one content count, and what together they come to.

The latest word of a system holds, a voided statement never does, and time that did not pass does not count.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ce_tui.credit.attendance import BEFOREHAND
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.moments import ms
from ce_tui.credit.progress import (
    Record,
    Span,
    beyond,
    bounds,
    by_the_clock,
    clip,
    cover,
    is_complete,
    total,
    union,
)
from ce_tui.credit.statements import Effect, Statement, StatementNote, claims, effect, low_score, stays, unreadable
from ce_tui.credit.words import date_time, ends_at, position

SLACK = timedelta(minutes=5)
"""So far ahead the clock of another system may be."""
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""What is dated before this was dated by a clock that was never set: no such statement existed then."""
_ROUNDED_MS = 2000
"""So much the moments of a session's statements may be off together, for many are written in whole seconds."""
_FILM_MS = 5000
"""So much a player's length of a film may be off, or a hundredth of it."""


Free = Callable[[Span], tuple[tuple[Span, ...], Mapping[str, int]]]
"""What of a stretch of real time nothing else of the learner has used, and how much of it counts for what else."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement as it was recorded: what it gave, and the content's bounds as they were then.

    What it gave stays as it is when the content changes.
    """

    heard: Statement
    gave: Effect
    bounds: Span = (0, 0)


@dataclass(slots=True)
class Verdict:
    """What statements come to: what each of those that count gives, by its id, and what is to be told."""

    counts: dict[str, Effect] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    voided: set[str] = field(default_factory=set)
    set_back: set[str] = field(default_factory=set)
    notes: list[StatementNote] = field(default_factory=list)


def judge(
    content: Content,
    kept: Sequence[Recorded],
    new: Sequence[Statement],
    *,
    voided: Collection[str],
    seen: Iterable[Span],
    unanswered: Sequence[int],
    free: Free,
    zone: str,
    now: datetime,
) -> Verdict:
    """What the statements about a content come to: those kept before, and new ones.

    `seen` is what was done of it before, `unanswered` are the places of its attention checks that are not answered,
    `free` tells which real time the learner has left.
    """
    mine = _Mine([*union(seen)], tuple(unanswered), free)
    verdict = Verdict(voided={*voided} & {*(one.heard.id for one in kept), *(one.id for one in new)})
    fresh = _believed(content, [one for one in new if one.id not in voided], zone, now, verdict)
    standing = [one for one in kept if one.heard.id not in voided]
    back = _set_back([*(one.heard for one in standing), *fresh])
    gave = {one.heard.id: one.gave for one in standing} | {heard.id: effect(content, heard) for heard in fresh}
    verdict.set_back = {id for id in back if gave[id].spans or gave[id].done}
    standing, fresh = ([one for one in standing if one.heard.id not in back], [h for h in fresh if h.id not in back])
    verdict.counts = {one.heard.id: one.gave for one in standing}
    verdict.counts |= _stays(content, standing, fresh, now)
    for heard in fresh:
        _outside(content, heard, zone, verdict)
    _once(content, fresh, mine, verdict)
    _play(content, standing, fresh, mine, verdict)
    for heard in fresh:
        _film(content, heard, verdict)
        _told(heard, verdict)
    return verdict


@dataclass(frozen=True, slots=True)
class _Mine:
    """What is the learner's own: what was `seen` of the content (it grows), its checks without answer, free time."""

    seen: list[Span]
    unanswered: tuple[int, ...]
    free: Free


def _believed(
    content: Content, new: Iterable[Statement], zone: str, now: datetime, verdict: Verdict
) -> list[Statement]:
    """The new statements that are kept, oldest first; of the others the verdict tells why not."""
    fresh = []
    for heard in sorted(new, key=lambda one: (one.at or FIRST, one.id)):
        if note := _refusal(content, heard, zone, now):
            verdict.notes.append(note)
            verdict.refused.add(heard.id)
        else:
            fresh.append(heard)
    return fresh


def _refusal(content: Content, heard: Statement, zone: str, now: datetime) -> StatementNote | None:
    """Why a statement is not even kept."""

    def note(why: str, text: str) -> StatementNote:
        return StatementNote(why, text, statement=heard.id)

    if not claims(content, heard) and not heard.refused:
        return None
    over = ends_at(content) if content.kind is ContentKind.SESSION else None
    if wrong := unreadable(content, heard):
        text = f"Its {_FIELDS.get(wrong, wrong)} is “{dict(heard.wrong)[wrong]}”."
        return note("value", text)
    if heard.at is None and (moment := dict(heard.wrong).get("timestamp")):
        return note("moment", f"It is dated “{moment}”.")
    if heard.at is None and (over is None or heard.duration_ms or heard.refused):
        return note("moment", "It has no moment.")
    if heard.at is not None and heard.at > now + SLACK:
        return note("future", f"It is dated {date_time(heard.at, zone)}, which is to come.")
    if heard.at is not None and stays(content, heard) and not effect(content, heard, begins=False).spans:
        gone = heard.at + timedelta(milliseconds=heard.duration_ms or 0)
        if gone > now + SLACK and effect(content, heard, begins=True).spans:
            return note("future", f"It lasts until {date_time(gone, zone)}, which is to come.")
    if heard.at is not None and heard.at < FIRST:
        return note("old", f"It is dated {heard.at:%Y-%m-%d}.")
    if low_score(content, heard) and heard.whole:
        return note("no", f"Its score is {_percent(heard.score or 0)}, and {_percent(content.pass_mark)} are needed.")
    if (
        over is not None
        and now + SLACK < over
        and heard.verb in ("attended", "completed", "passed")
        and not heard.duration_ms
    ):
        return note("early", f"It ends {date_time(over, zone)}. Take the statement in once more after that.")
    return None


_FIELDS = {"segments": "list of played segments", "late": "word on how much was attended, without a duration,"}


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:g}%"


def _set_back(words: Collection[Statement]) -> set[str]:
    """The statements that a later one of the same system takes back, and those that only say so."""
    latest: dict[str, datetime] = {}
    for heard in words:
        if heard.takes_back and heard.at is not None:
            latest[heard.system] = max(heard.at, latest.get(heard.system, heard.at))
    return {
        heard.id
        for heard in words
        if (heard.refused and not heard.spans)
        or (not heard.takes_back and heard.system in latest and (heard.at or FIRST) <= latest[heard.system])
    }


def _stays(content: Content, kept: Iterable[Recorded], new: Iterable[Statement], now: datetime) -> dict[str, Effect]:
    """What each stay in a session comes to: all that one system told are dated in one way, in which they fit best."""
    here, latest = bounds(content), (now + SLACK).timestamp() * 1000
    by_system: dict[str, list[Statement]] = {}
    for heard in (*(one.heard for one in kept if one.bounds == here), *new):
        if stays(content, heard) and not heard.sitting:
            by_system.setdefault(heard.system, []).append(heard)

    def fits(way: Mapping[str, Effect]) -> tuple[bool, int]:
        spans = [span for gave in way.values() for span in gave.spans]
        return all(end <= latest for _, end in spans), total(spans)

    found = {heard.id: effect(content, heard) for heard in new}
    for each in by_system.values():
        begun, ended = ({one.id: effect(content, one, begins) for one in each} for begins in (True, False))
        found |= begun if fits(begun) >= fits(ended) else ended
    return found


def _once(content: Content, new: Iterable[Statement], mine: _Mine, verdict: Verdict) -> None:
    """Leave out what of a session's time counts for something else already."""
    if not by_the_clock(content):
        return
    fresh = {heard.id for heard in new}
    for id, gave in verdict.counts.items():
        more = () if gave.done else beyond(gave.spans, mine.seen)
        left = [mine.free(part) for part in more]
        if all(spans == (part,) for (spans, _), part in zip(left, more, strict=True)):
            continue
        spans = union([*beyond(gave.spans, more), *(span for spans, _ in left for span in spans)])
        verdict.counts[id] = replace(gave, spans=spans)
        if id in fresh:
            titles = ", ".join(f"“{title}”" for title in dict.fromkeys(title for _, uses in left for title in uses))
            cut = (total(gave.spans) - total(spans)) // 1000
            verdict.notes.append(
                StatementNote("elsewhere", f"It leaves out {_time(cut)} that count for {titles}.", statement=id)
            )


def _time(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 60 and seconds % 60 == 0 else f"{seconds} s"


def _play(content: Content, kept: Iterable[Recorded], new: Iterable[Statement], mine: _Mine, verdict: Verdict) -> None:
    """Cut what was played to the time that passed, and at the first check that is not answered."""
    if content.kind is not ContentKind.VIDEO:
        return
    moments: dict[str, list[datetime]] = {}
    slack: dict[str, int] = {}
    for heard in (one.heard for one in kept):
        if heard.session and heard.at:
            moments.setdefault(heard.session, []).append(heard.at)
    for heard in new:
        gave = verdict.counts[heard.id]
        before = [at for at in moments.get(heard.session, ()) if heard.at and at <= heard.at]
        if heard.session and heard.at:
            moments.setdefault(heard.session, []).append(heard.at)
        if not gave.done and not heard.trusted:
            gave = _before_check(content, heard, gave, mine, verdict)
            if before and heard.at:
                real = (ms(max(before)), ms(heard.at))
                spare = slack.get(heard.session, _ROUNDED_MS)
                gave, slack[heard.session] = _in_time(content, heard, gave, real, spare, mine=mine, verdict=verdict)
        for span in gave.spans:
            cover(mine.seen, span)
        verdict.counts[heard.id] = gave


def _before_check(content: Content, heard: Statement, gave: Effect, mine: _Mine, verdict: Verdict) -> Effect:
    """What was given up to the first check that is not answered."""
    if not mine.unanswered or not clip(gave.spans, mine.unanswered[0], content.length_ms):
        return gave
    text = f"The check at {position(mine.unanswered[0])} is not answered."
    verdict.notes.append(StatementNote("check", text, statement=heard.id))
    return Effect(clip(gave.spans, 0, mine.unanswered[0]))


def _in_time(
    content: Content, heard: Statement, gave: Effect, real: Span, spare: int, *, mine: _Mine, verdict: Verdict
) -> tuple[Effect, int]:
    """What was given as far as it fits in the real time since the statement before, and what then is left to `spare`.

    `spare` are milliseconds that the moments of a sitting may be off, all of them together.
    """
    passed = total(mine.free(real)[0])
    most = passed * content.max_speed // 1000
    gave, used, cut = _within(gave, mine.seen, most + spare)
    if cut:
        once = passed < real[1] - real[0]
        had = "were left of the time" if once else "had passed"
        text = f"It leaves out {_time(cut // 1000)}, for {_time(passed // 1000)} {had} since the one before."
        verdict.notes.append(StatementNote("elsewhere" if once else "real time", text, statement=heard.id))
    return replace(gave, real=real if used else None), spare - max(0, used - most)


def _within(gave: Effect, seen: Iterable[Span], most: int) -> tuple[Effect, int, int]:
    """What was given with at most so much that was not seen before, how much of that it has, and how much had to go."""
    covered, gone, used, cut = [*seen], [], 0, 0
    for span in gave.spans:
        for start, end in cover(covered, span):
            stop = min(end, start + most - used)
            used += stop - start
            gone.append((stop, end))
            cut += end - stop
    return (replace(gave, spans=beyond(gave.spans, gone)) if cut else gave), used, cut


def _outside(content: Content, heard: Statement, zone: str, verdict: Verdict) -> None:
    """Tell what meets nothing of a session."""
    start, over = content.starts_at, ends_at(content)
    if content.kind is not ContentKind.SESSION or not claims(content, heard):
        return
    text = ""
    if heard.duration_ms == 0:
        text = "It lasted no time."
    elif stays(content, heard) and not verdict.counts[heard.id].spans:
        text = f"It is dated {_dated(heard, zone)}."
    elif stays(content, heard):
        pass
    elif start and heard.at and heard.verb in ("attended", "completed", "passed") and heard.at < start - BEFOREHAND:
        text = f"It is dated {_dated(heard, zone)}."
        verdict.counts[heard.id] = Effect()
    if text:
        times = f" The session is {date_time(start, zone)} to {date_time(over, zone)}." if start and over else ""
        verdict.notes.append(StatementNote("outside", text + times, statement=heard.id))


def _dated(heard: Statement, zone: str) -> str:
    return date_time(heard.at, zone) if heard.at else "nowhere"


def _film(content: Content, heard: Statement, verdict: Verdict) -> None:
    """Tell a film that is of another length than the catalog says."""
    said, ours = heard.length_ms, content.length_ms
    if content.kind is ContentKind.VIDEO and said and ours and abs(said - ours) > max(_FILM_MS, ours // 100):
        text = f"The player says that it is {position(said)} long, and the catalog {position(ours)}."
        verdict.notes.append(StatementNote("length", text, statement=heard.id))


def _told(heard: Statement, verdict: Verdict) -> None:
    """Tell what a statement says beside what counts."""
    if heard.unread:
        verdict.notes.append(StatementNote("segments", f"It leaves out {heard.unread} of them.", statement=heard.id))
    if "timestamp" in dict(heard.wrong):
        text = f"Its timestamp is “{dict(heard.wrong)['timestamp']}”."
        verdict.notes.append(StatementNote("stored", text, statement=heard.id))


def completed_at(
    content: Content,
    own: Iterable[tuple[datetime, Span]],
    done_at: datetime | None,
    heard: Iterable[tuple[datetime, Effect]],
) -> datetime | None:
    """When what was done met what a content asks for: own stretches, and what statements gave, each at its moment."""
    steps: list[tuple[datetime, tuple[Span, ...], bool]] = [(at, (span,), False) for at, span in own]
    steps += [(at, gave.spans, gave.done) for at, gave in heard]
    if done_at is not None:
        steps.append((done_at, (), True))
    steps.sort(key=lambda step: step[0])

    def enough(count: int) -> bool:
        spans = [span for _, more, _ in steps[:count] for span in more]
        done = any(end for _, _, end in steps[:count])
        whole = done and content.kind in (ContentKind.VIDEO, ContentKind.SESSION)
        return whole or is_complete(content, Record(content.id, union(spans), done))

    first = 1 + bisect_left(range(1, len(steps) + 1), True, key=enough)
    if first > len(steps):
        return None
    return steps[first - 1][0]
