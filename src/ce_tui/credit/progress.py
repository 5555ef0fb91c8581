"""Progress: the union of what was really watched or attended, and how far it carries a credit.

A span is (start, end) in milliseconds, end excluded: content time for a video, time spent for a reading or
quiz, milliseconds since the epoch for a session.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.model import Content, ContentKind, Credit, Need, UpTo
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.overlaps import most

Span = tuple[int, int]
NAMED = 4
"""So many titles of what is to be done are kept: three are said, and that there are others."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one learner has done of one content. `done` is the part no clock tells: the end of a reading was
    reached, a quiz was passed. `complete_at` is when it became complete; it stays complete for good. From `due_at` on
    there is more: a session that was attended is over (see `as_of`). `elsewhere` is what of the time told last
    counts for another content already, by its title (see `spending`).

    `times` are the content's `bounds` as they were when this was recorded, for a later edition of the catalog changes
    nothing of what was done: those of a session that stays were recorded in, and of anything since it is complete.
    By the last of them it is measured, and counts once complete.
    """

    content: str
    spans: tuple[Span, ...] = ()
    done: bool = False
    complete_at: datetime | None = None
    position_ms: int = 0
    times: tuple[Span, ...] = ()
    due_at: datetime | None = None
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """How far a credit is: `current` of `needed`, in milliseconds (`in_time`) or in items.

    `earned` is the amount that this supports; the whole amount once `complete`. `worth_ms` is the time it is rounded
    from where parts are claimed as they are earned. `held` are the titles of the quizzes that must be passed before
    anything can be claimed, `undone` those of what else is to be done whatever the minutes say: the first `NAMED`.
    """

    current: int
    needed: int
    in_time: bool
    complete: bool
    earned: Amount
    worth_ms: int = 0
    held: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Whole per cent, 100 only when complete."""
        return 100 if self.complete else min(99, 100 * self.current // max(1, self.needed))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans merged and in order; empty and backward ones are dropped, touching ones joined."""
    merged: list[Span] = []
    reach: float = -inf  # where the last of `merged` ends
    for span in sorted(spans):
        start, end = span
        if start >= end:
            continue
        if start > reach:
            merged.append(span)
            reach = end
        elif end > reach:
            merged[-1] = (merged[-1][0], end)
            reach = end
    return tuple(merged)


def total(spans: Iterable[Span]) -> int:
    """Milliseconds covered by the union of the spans."""
    return _length(union(spans))


def _length(merged: Iterable[Span]) -> int:
    """Milliseconds covered by spans of which none touches another."""
    return sum([end - start for start, end in merged])


def clip(spans: Iterable[Span], low: int, high: int) -> tuple[Span, ...]:
    """The parts of the spans that lie between `low` and `high`, merged."""
    return union([(start if start > low else low, end if end < high else high) for start, end in spans])


def cover(covered: list[Span], span: Span) -> list[Span]:
    """Add a span to `covered`, spans in order of which none touches another; returns the parts that are new.

    Costs little however many spans there are.
    """
    start, end = span
    if start >= end:
        return []
    first = bisect_left(covered, start, key=lambda known: known[1])
    past = bisect_right(covered, end, key=lambda known: known[0])
    met = covered[first:past]
    covered[first:past] = [(min(start, met[0][0]), max(end, met[-1][1]))] if met else [span]
    fresh = []
    for low, high in met:
        if start < low:
            fresh.append((start, low))
        start = max(start, high)
    return [*fresh, (start, end)] if start < end else fresh


def beyond(spans: Iterable[Span], seen: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of the spans that `seen` does not cover, merged and in order."""
    covered = [*union(seen)]
    return tuple(part for span in union(spans) for part in cover(covered, span))


def bounds(content: Content) -> Span:
    """Where the spans of a content lie: its session's time of day, else from 0 to its length."""
    if content.kind is ContentKind.SESSION and content.starts_at is not None:
        start = ms(content.starts_at)
        return start, start + content.length_ms
    return 0, content.length_ms


def believable(span: Span, wall_ms: int, max_speed: int) -> Span:
    """`span` cut at its end so that it is no longer than `wall_ms` of real time at `max_speed` (thousandths)."""
    start, end = span
    return start, min(end, start + max(0, wall_ms) * max_speed // 1000)


def bounds_then(content: Content, record: Record | None) -> Span:
    """Where the spans of a content lie for somebody: as it was when it was recorded, a film at most its length now."""
    if record is None or not record.times:
        return bounds(content)
    start, end = record.times[-1]
    return (start, end) if content.kind is ContentKind.SESSION else (start, min(end, content.length_ms))


def covered(content: Content, record: Record) -> tuple[Span, ...]:
    """What was really watched or attended of a content, inside of it as it is, or of a session as it was then."""
    places = record.times if content.kind is ContentKind.SESSION else ()
    return union([span for low, high in places or (bounds(content),) for span in clip(record.spans, low, high)])


def counted(content: Content, record: Record | None) -> tuple[Span, ...]:
    """The spans of a content that count: what was really covered; once complete, all that it was then as well.

    Of a quiz nothing counts before it is passed.
    """
    if record is None or (content.kind is ContentKind.QUIZ and record.complete_at is None):
        return ()
    spans = covered(content, record)
    return spans if record.complete_at is None else union((bounds_then(content, record), *spans))


def noted(content: Content, record: Record, at: datetime, *, whole: bool = False) -> Record:
    """The record with the content's times as they are now, complete if that is enough, or it is `whole`.

    `at` is when that was recorded: the date of anything but a session (see `met_at`).

    What is complete already counts on as it did, unless there is enough for all of it as it is now.
    """
    here = bounds(content)
    before = () if record.complete_at else tuple(times for times in record.times if times != here)
    now = replace(record, complete_at=None, times=(*before, here))
    if whole or is_complete(content, now):
        return replace(record, complete_at=record.complete_at or met_at(content, now, at), times=(here,))
    if content.kind is not ContentKind.SESSION:
        return record
    if record.complete_at is None:
        return now
    return record if here in record.times else replace(record, times=(here, *record.times))


def met_at(content: Content, record: Record, at: datetime) -> datetime:
    """When what was done of a content met what it asks for, if `at` is when that was recorded.

    A session's is the last moment of it that was attended: never when a code was typed, nor before it took place.
    """
    attended = covered(content, record) if by_the_clock(content) else ()
    return utc(attended[-1][1]) if attended else at


def is_complete(content: Content, record: Record) -> bool:
    """Whether the record completes the content: its threshold, a reading's end and time, a passed quiz."""
    if record.complete_at is not None:
        return True
    low, high = bounds_then(content, record)
    enough = _length(covered(content, record)) * 1000 >= (high - low) * content.threshold
    match content.kind:
        case ContentKind.QUIZ:
            return record.done
        case ContentKind.READING:
            return record.done and total(record.spans) >= content.length_ms
        case _:
            return enough and high > low


def joined(content: Content, spans: Iterable[Span], more: Iterable[Span], at: int) -> tuple[Span, ...]:
    """A record's `spans` and some more of the content, merged; what is not over `at` that moment stays apart, behind.

    Else nobody could tell any longer what counts already.
    """
    if by_the_clock(content):
        found = [*spans, *more]
        return (*union(span for span in found if span[1] <= at), *sorted({span for span in found if span[1] > at}))
    merged = [*spans]
    for span in more:
        cover(merged, span)
    return (*merged,)


def ahead(content: Content, record: Record, at: int) -> tuple[Span, ...]:
    """What of a session that was attended is not over at the moment `at`, in milliseconds: it counts once it is.

    Whoever enters a code in a session has not attended the rest of it yet.
    """
    if not by_the_clock(content):
        return ()
    return tuple([span for span in record.spans if span[1] > at])


def as_of(content: Content, record: Record, at: int) -> Record:
    """The record as it counts at the moment `at`, in milliseconds."""
    if not (later := ahead(content, record, at)):
        return record
    complete_at = record.complete_at
    if complete_at is not None and ms(complete_at) > at:
        complete_at = None
    spans = tuple([span for span in record.spans if span not in later])
    return replace(record, spans=spans, complete_at=complete_at, due_at=utc(max(end for _, end in later)))


def by_the_clock(content: Content) -> bool:
    """Whether the content's spans are moments."""
    return content.kind is ContentKind.SESSION and content.starts_at is not None


def measure(credit: Credit, records: Mapping[str, Record]) -> Measure:
    """How far the records carry the credit.

    Minutes of sessions that overlap count once, and of items that overlap count those that have minutes of their own.
    What has no length is a condition and weighs nothing. A quiz that is required holds everything back until passed.
    """
    rule, contents, type = credit.rule, credit.contents, credit.type
    made = {c.id: record for c in contents if (record := records.get(c.id)) is not None}
    finished = {id for id, record in made.items() if record.complete_at}
    everything = rule.need is Need.ALL
    held, undone = _held_back(credit, finished)
    timed = not contents or any(c.length_ms for c in contents)
    in_time = rule.need is Need.MINUTES or (everything and timed)
    weight, current, needed = _minutes(credit, made) if in_time else _count(credit, made, finished)
    complete = bool(contents) and not held and (len(finished) == len(contents) if everything else current >= needed)
    worth = _worth(credit, min(weight, needed), needed, in_time)
    if type.real_time and timed:
        real = _together((c, real_spans(c, made.get(c.id))) for c in contents)
        worth = min(worth, real)
        complete = complete and type.round(real) >= credit.amount
    earned = credit.amount if complete else min(type.round(worth), credit.amount)
    return Measure(
        min(current, needed),
        needed,
        in_time,
        complete,
        NOTHING if held else earned,
        worth,
        held[:NAMED],
        undone[:NAMED],
    )


def _held_back(credit: Credit, finished: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles of quizzes that hold everything back until passed, and of what has no length and is still to do."""
    everything = credit.rule.need is Need.ALL
    held, undone = [], []
    for content in credit.contents:
        if content.id not in finished:
            if content.kind is ContentKind.QUIZ and (everything or content.required):
                held.append(content.title)
            elif everything and not content.length_ms:
                undone.append(content.title)
    return tuple(held), tuple(undone)


def _minutes(credit: Credit, made: Mapping[str, Record]) -> tuple[int, int, int]:
    """Milliseconds that weigh, that are shown as done, and that are needed."""
    contents = credit.contents
    spans = real_spans if credit.type.real_time else counted
    done = _together((c, spans(c, made.get(c.id))) for c in contents)
    needed = credit.rule.needed * 60_000 or _together((c, (bounds_then(c, made.get(c.id)),)) for c in contents)
    return done, done, needed


def _count(credit: Credit, made: Mapping[str, Record], finished: Collection[str]) -> tuple[int, int, int]:
    """Items that weigh, that are shown as done, and that are needed."""
    contents = [c for c in credit.contents if c.id in finished]
    weight = _items(made, [c for c in contents if c.length_ms], credit.rule.needed)
    current = weight + sum(1 for c in contents if not c.length_ms)
    return weight, current, credit.rule.needed or len(credit.contents)


def real_spans(content: Content, record: Record | None) -> tuple[Span, ...]:
    """What was really done of a content, whether it is complete or not: a quiz is passed or not."""
    if record is None or content.kind is ContentKind.QUIZ:
        return counted(content, record)
    return covered(content, record)


def _items(made: Mapping[str, Record], finished: Sequence[Content], enough: int) -> int:
    """How many of the finished items count: of those at the same time the most that have minutes of their own."""
    timed = [c for c in finished if by_the_clock(c)]
    stays = []
    for content in timed:
        low, high = bounds_then(content, made[content.id])
        spans = covered(content, made[content.id]) or ((low, high),)
        stays.append((spans, min(_length(spans), -(-(high - low) * content.threshold // 1000))))
    return len(finished) - len(timed) + most(stays, enough)


def _together(parts: Iterable[tuple[Content, Iterable[Span]]]) -> int:
    """Milliseconds of all parts (each a union): timed sessions by the clock, so overlaps count once; others add up."""
    attended: list[Span] = []
    other = 0
    for content, spans in parts:
        if by_the_clock(content):
            attended.extend(spans)
        else:
            other += _length(spans)
    return total(attended) + other


def scaled(credit: Credit, needed: int) -> bool:
    """Whether minutes count in proportion: so many are needed that the amount falls short of them by a step or more.

    Less than a step is what rounding the amount left over: minutes then are minutes.
    """
    return needed - credit.type.duration(credit.amount) >= credit.type.step_ms


def _worth(credit: Credit, current: int, needed: int, in_time: bool) -> int:
    """Milliseconds of credit that progress stands for where parts may be claimed as they are earned, else 0.

    Minutes count as minutes, or in proportion where they are `scaled`; items count in proportion, down to the step.
    """
    parts = credit.partial is not None and credit.partial.up_to is UpTo.EARNED
    if not needed or not (parts or credit.type.real_time):
        return 0
    whole = credit.type.duration(credit.amount)
    if not in_time:
        step = credit.type.step_ms
        return whole * current // needed // step * step
    return current * whole // needed if scaled(credit, needed) else min(current, whole)
