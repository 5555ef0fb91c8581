"""Why one content counts as it does: each line of its ledger in a sentence, and what together they come to."""

from collections.abc import Iterable
from datetime import datetime

from ce_tui.credit import words
from ce_tui.credit.attention import unanswered
from ce_tui.credit.checkin import stands
from ce_tui.credit.ledger import CHECK, CHECK_IN, HEARD, MISSED, TAKEN_BACK, TIMED, History, Line, added
from ce_tui.credit.model import Content, ContentKind, Explanation
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, ahead, bounds, bounds_then, counted, covered, real_spans, total
from ce_tui.credit.words import exactly, position, span_of

_ANOTHER = {HEARD: ", as another system says", TAKEN_BACK: ", as another system said and took back"}
_OWN_WORDS = {TIMED: "counted by your timer", "guess": "a wrong code was entered", "started": "an attempt was begun"}


def part_of(history: History, zone: str, now: datetime, last: int | None, real: bool) -> Explanation:
    """What one content counts as, and the `last` lines of its ledger (None: all); `real` minutes alone if asked for."""
    lines = lines_of(history)
    shown = lines if last is None else lines[-last:]
    said = tuple(_line(history.content, line, new, zone, now) for line, new in shown)
    return Explanation(history.content.title, _content(history, zone, real), said, len(lines) - len(shown))


def lines_of(history: History) -> list[tuple[Line, int]]:
    """The lines to tell, with what each added: who was checked out has one that says both moments."""
    out = {line.sitting for line in history.lines if line.since is not None}
    return [(line, new) for line, new in added(history) if line.kind != CHECK_IN or line.sitting not in out]


def _line(content: Content, line: Line, new: int, zone: str, now: datetime) -> str:
    """A line of the ledger: `3 Dec 2026, 09:20: watched 0:00 to 12:30, 12 min 30 s; all of it counts`."""
    went = elsewhere(line.elsewhere)
    return _did(content, line, new, zone, now) + (f"; {went}" if went else "")


def elsewhere(times: Iterable[tuple[str, int]]) -> str:
    """Where time went that counts for other contents, by their titles; less than a second is the jitter of clocks."""
    return ", ".join(f"{span_of(ms)} of this time count for “{title}” already" for title, ms in times if ms >= 1000)


def _did(content: Content, line: Line, new: int, zone: str, now: datetime) -> str:
    when = words.date_time(line.at, zone)
    if line.kind == "attempt":
        again = ", by a key that was corrected later" if line.again else ""
        return f"{when}: {line.right} of {line.of} answers right, {'passed' if line.passed else 'not passed'}{again}"
    if line.kind == CHECK_IN:
        if stands(content, line.at, now):
            return f"{when}: checked in; the time from here counts once you check out"
        return f"{when}: checked in and not out, so it counts nothing; the organizer can record attendance"
    if line.kind in (CHECK, MISSED):
        how = "answered" if line.kind == CHECK else "not answered in time"
        return f"{when}: the check at {position(line.span[0])} was {how}"
    what = (
        f"{words.verb(line.verb)}{_ANOTHER[line.kind]}"
        if line.kind in _ANOTHER
        else _OWN_WORDS.get(line.kind, line.kind)
    )
    if line.trusted:
        what += ", and the organizer vouches for"
    counts = "all of it new" if new == line.long_ms else f"{span_of(new)} of it new" if new else "nothing of it new"
    if ahead(content, Record(content.id, (line.span,)), ms(now)):
        counts = f"counts from {words.clock(utc(line.span[1]), zone, line.at)}, when the session is over"
    if line.since is not None:
        return f"{when}: {_stayed(line, line.since, counts, zone)}"
    if not line.long_ms:
        return f"{when}: {what}"
    if content.kind is ContentKind.SESSION and content.starts_at is not None:
        low, high = (words.date_time(utc(ms), zone) for ms in line.span)
        high = high.rpartition(", ")[2] if high.partition(",")[0] == low.partition(",")[0] else high
    else:
        low, high = (position(ms) for ms in line.span)
    return f"{when}: {what}, {low} to {high}, {span_of(line.long_ms)}; {counts}"


_OUTSIDE = ", outside the session's time"


def _stayed(line: Line, since: datetime, counts: str, zone: str) -> str:
    """A stay from check-in to check-out, and what of it counts."""
    came, left = (words.clock(moment, zone, line.at) for moment in (since, line.at))
    what = f"checked in at {came} and out at {left}"
    if not line.long_ms:
        return f"{what}{'' if line.elsewhere else _OUTSIDE}; nothing of it counts"
    low, high = (words.clock(utc(ms), zone, line.at) for ms in line.span)
    return f"{what}, in the session {low} to {high}, {span_of(line.long_ms)}; {counts}"


def _content(history: History, zone: str, real: bool) -> str:
    content, record = history.content, history.record
    if record is None:
        return _not_begun(history)
    if record.complete_at is not None:
        return _complete(history, record, record.complete_at, zone, real)
    really = total(covered(content, record))
    match content.kind:
        case ContentKind.READING:
            end = "its end was reached" if record.done else "its end was not reached yet"
            return f"{span_of(really)} of {span_of(content.length_ms)} spent with it; {end}."
        case ContentKind.QUIZ:
            return _to_pass(content)
        case ContentKind.VIDEO:
            speed = f" Play faster than {content.max_speed / 1000:g} times counts as that."
            more = speed + _held(history)
        case _:
            more = _then(history, zone)
    low, high = bounds_then(content, record)
    twice = "what was seen twice counts once"
    return f"{span_of(really)} of {span_of(high - low)}; {twice}. Complete from {_threshold(history)}.{more}"


def _needed(history: History) -> int:
    """How many milliseconds of a content complete it, rounded up."""
    low, high = bounds_then(history.content, history.record)
    return -(-(high - low) * history.content.threshold // 1000)


def _threshold(history: History) -> str:
    return f"{span_of(_needed(history) + 999)} ({history.content.threshold / 10:g} %)"  # what is needed is rounded up


def _to_pass(quiz: Content) -> str:
    return f"not passed yet; {quiz.pass_mark / 10:g} % of the answers must be right."


def _not_begun(history: History) -> str:
    content = history.content
    match content.kind:
        case ContentKind.QUIZ:
            return _to_pass(content)
        case ContentKind.READING:
            least = f" after at least {span_of(content.length_ms)}" if content.length_ms else ""
            return f"not opened yet; counts when its end is reached{least}."
        case _:
            low, high = bounds_then(content, None)
            return f"nothing yet of {span_of(high - low)}; complete from {_threshold(history)}.{_held(history)}"


def _complete(history: History, record: Record, at: datetime, zone: str, real: bool) -> str:
    """Since when it is complete, by what, and what it counts as; `real` minutes alone where its type asks for them."""
    content, needed = history.content, _needed(history)
    really = total(covered(content, record))
    low, high = bounds_then(content, record)
    counts = total((real_spans if real else counted)(content, record))
    together = ""
    if content.kind in (ContentKind.VIDEO, ContentKind.SESSION) and high > low:
        close = really < needed + 1000  # too close to tell by seconds
        asked = f"{exactly(needed) if close else span_of(needed)} ({content.threshold / 10:g} %)"
        made = exactly(really) if close else span_of(really)
        together = f": {made} together (what was seen twice counts once), {asked} are needed"
    length = f"; counts as {span_of(counts)}" if high > low else ""
    return f"complete since {words.date_time(at, zone)}{together}{length}.{_then(history, zone)}"


def _then(history: History, zone: str) -> str:
    """That what was done keeps the length or the times of then, where the catalog says something else now."""
    content, record = history.content, history.record
    if record is None or not record.times or record.times[-1] == bounds(content):
        return ""
    low, high = record.times[-1]
    if content.kind is ContentKind.SESSION and low:
        start, end = words.date_time(utc(low), zone), words.clock(utc(high), zone, utc(low))
        return f" The session was changed later. Its times of then count: {start} to {end}."
    return f" It was {span_of(high - low)} long then, and is {span_of(content.length_ms)} now."


def _held(history: History) -> str:
    """That a check which was met and not answered holds time back; "" when none does."""
    marks = {kind: {line.span[0] for line in history.lines if line.kind == kind} for kind in (CHECK, MISSED)}
    first = unanswered(history.content, marks[CHECK], complete=False)[:1]
    reached = history.record.position_ms if history.record else 0
    if not first or (reached < first[0] and first[0] not in marks[MISSED]):
        return ""
    return (
        f" The check at {position(first[0])} is not answered yet; what is watched behind it counts only from then on."
    )
