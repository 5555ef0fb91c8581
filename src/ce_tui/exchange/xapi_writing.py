"""What was recorded here -> xAPI statements: video profile for videos, cmi5's words for readings and quizzes.

The same ledger always makes the same statements, ids included. What other systems said is not told again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from ce_tui.credit.ledger import HEARD, TAKEN_BACK, TIMED, History, Line
from ce_tui.credit.model import ContentKind
from ce_tui.credit.moments import utc
from ce_tui.credit.progress import Span, clip, total
from ce_tui.exchange.names import (
    ADL,
    CMI5,
    CMI5_SESSION,
    SITTING,
    TIMED_SEGMENTS,
    VIDEO,
    VIDEO_EXTENSION,
    activity_id,
    home,
)
from ce_tui.exchange.numbers import iso_duration, written

StatementJson = dict[str, Any]
_TYPES = {
    ContentKind.VIDEO: f"{VIDEO}/activity-type/video",
    ContentKind.SESSION: f"{ADL}activities/meeting",
    ContentKind.READING: f"{ADL}activities/lesson",
    ContentKind.QUIZ: f"{ADL}activities/assessment",
}


def statements(learner: str, histories: Iterable[History]) -> Iterator[StatementJson]:
    """The statements of one learner's ledgers, content by content."""
    for history in histories:
        teller = _Teller(learner, history)
        match history.content.kind:
            case ContentKind.VIDEO:
                yield from _watched(teller)
            case ContentKind.SESSION:
                yield from _attended(teller)
            case ContentKind.READING:
                yield from _read(teller)
            case ContentKind.QUIZ:
                yield from _tried(teller)


def text(told: Iterable[StatementJson]) -> Iterator[str]:
    """A JSON array, one statement on each line, in pieces."""
    before = "[\n"
    for statement in told:
        yield before + json.dumps(statement)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


class _Teller:
    """Who learns what, for every statement about it."""

    def __init__(self, learner: str, history: History) -> None:
        self.history = history
        self.content = history.content
        self.lines = [line for line in history.lines if line.kind not in (HEARD, TAKEN_BACK)]
        self._base = home(history.organization)
        self._activity = activity_id(history.organization, history.content.id)
        self._who = {"objectType": "Agent", "account": {"homePage": self._base, "name": learner}}
        self._registration = str(uuid5(NAMESPACE_URL, f"{self._activity}#{learner}"))

    def tell(
        self,
        verb: str,
        at: datetime,
        sitting: str,
        *,
        result: StatementJson | None = None,
        context: StatementJson | None = None,
        categories: Iterable[str] = (),
    ) -> StatementJson:
        """A statement with the id that its meaning makes: the title of a content may change, what was done not."""
        said: StatementJson = {
            "actor": self._who,
            "verb": {"id": verb, "display": {"en-US": verb.rpartition("/")[2]}},
            "object": {"objectType": "Activity", "id": self._activity},
        }
        if result:
            said["result"] = result
        said["context"] = {
            "registration": self._registration,
            "contextActivities": {"category": [{"objectType": "Activity", "id": id} for id in categories]},
            "extensions": {SITTING: sitting, **(context or {})},
        }
        if not categories:
            del said["context"]["contextActivities"]
        said["timestamp"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        id = uuid5(NAMESPACE_URL, json.dumps(said, sort_keys=True))
        definition = {"type": _TYPES[self.content.kind], "name": {"und": self.content.title}}
        return {"id": str(id), **said, "object": {**said["object"], "definition": definition}}

    def session(self, sitting: str) -> str:
        """A version 4 UUID, as the profile wants it, that a sitting of this learner and content always gets."""
        return str(UUID(bytes=sha256(f"{self._registration}#{sitting}".encode()).digest()[:16], version=4))


def _number(thousandths: int) -> float:
    """Thousandths as a number of JSON; Python writes the shortest text that means it, which has three decimals."""
    return thousandths / 1000


def _watched(teller: _Teller) -> Iterator[StatementJson]:
    """Each sitting from initialized to terminated; `played-segments` and `progress` of all that was watched until then.

    The ledger keeps when a stretch ended: it began that much earlier, as if played at normal speed. What the learner's
    own timer counted was experienced, for nobody knows that it was played.
    """
    content = teller.content
    length = content.length_ms
    lines = [(line, span) for line in teller.lines for span in clip((line.span,), 0, length)]
    lines.sort(key=lambda each: each[0].at)
    last = {line.sitting: number for number, (line, _) in enumerate(lines)}
    clock: dict[str, datetime] = {}
    seen: list[Span] = []
    played: list[Span] = []
    complete = False
    for number, (line, span) in enumerate(lines):
        timed, is_first = line.kind == TIMED, line.sitting not in clock
        began = max(line.at - timedelta(milliseconds=span[1] - span[0]), clock.get(line.sitting, utc(0)))
        clock[line.sitting] = line.at
        seen.append(span)
        if not timed:
            played.append(span)
        far = _how_far(span[1], total(seen), length, played)
        yield from _timed(teller, line, span) if timed else _played(teller, line, (began, span[0]), far, is_first)
        if not complete and total(seen) * 1000 >= length * content.threshold:
            complete = True
            done = {"completion": True, "duration": iso_duration(sum(high - low for low, high in seen)), **far}
            yield _of_video(teller, f"{ADL}verbs/completed", line.at, line, done)
        if last[line.sitting] == number and not timed:
            yield _of_video(teller, f"{ADL}verbs/terminated", line.at, line, far)


def _how_far(end: int, covered: int, length: int, played: Sequence[Span]) -> StatementJson:
    """The result after a stretch that ended at that place, in milliseconds, with so many of the length covered."""
    return {
        "extensions": {
            f"{VIDEO_EXTENSION}time": _number(end),
            f"{VIDEO_EXTENSION}progress": _number(1000 * covered // length),
            f"{VIDEO_EXTENSION}played-segments": written(played),
        }
    }


def _of_video(
    teller: _Teller, verb: str, at: datetime, line: Line, result: StatementJson | None = None
) -> StatementJson:
    content = teller.content
    context = {
        f"{VIDEO_EXTENSION}length": _number(content.length_ms),
        f"{VIDEO_EXTENSION}session-id": teller.session(line.sitting),
        f"{VIDEO_EXTENSION}completion-threshold": _number(content.threshold),
    }
    return teller.tell(verb, at, line.sitting, result=result, context=context, categories=(VIDEO,))


def _played(
    teller: _Teller, line: Line, began: tuple[datetime, int], far: StatementJson, is_first: bool
) -> Iterator[StatementJson]:
    """A stretch that began at a moment and a place in milliseconds; the first of a sitting begins with it."""
    at, place = began
    if is_first:
        yield _of_video(teller, f"{ADL}verbs/initialized", at, line)
    start = {"extensions": {f"{VIDEO_EXTENSION}time": _number(place)}}
    yield _of_video(teller, f"{VIDEO}/verbs/played", at, line, start)
    yield _of_video(teller, f"{VIDEO}/verbs/paused", line.at, line, far)


def _timed(teller: _Teller, line: Line, span: Span) -> Iterator[StatementJson]:
    """What the learner's own timer counted."""
    result = {"duration": iso_duration(span[1] - span[0]), "extensions": {TIMED_SEGMENTS: written([span])}}
    yield teller.tell(f"{ADL}verbs/experienced", line.at, line.sitting, result=result)


def _attended(teller: _Teller) -> Iterator[StatementJson]:
    """Each stay from its beginning, with how long it was; completion says whether the session was complete with it."""
    complete_at = teller.history.record.complete_at if teller.history.record else None
    for line in teller.lines:
        if line.long_ms:
            at = utc(line.span[0]) if teller.content.starts_at else line.at
            complete = complete_at is not None and max(line.at, utc(line.span[1])) >= complete_at
            result = {"completion": complete, "duration": iso_duration(line.long_ms)}
            yield teller.tell(f"{ADL}verbs/attended", at, line.sitting, result=result)


def _read(teller: _Teller) -> Iterator[StatementJson]:
    """A reading that was completed here, by the sitting in which it was."""
    at = teller.history.record.complete_at if teller.history.record else None
    if at is None or any(line.kind == HEARD and line.at == at for line in teller.history.lines):
        return
    for line in teller.lines:
        if line.at >= at:
            spent = sum(other.long_ms for other in teller.lines if other.at <= line.at)
            yield _cmi5(teller, "completed", at, line.sitting, {"completion": True, "duration": iso_duration(spent)})
            return


def _tried(teller: _Teller) -> Iterator[StatementJson]:
    for line in teller.lines:
        if line.kind == "attempt" and line.of:
            result = {
                "success": line.passed,
                "score": {"scaled": _number(1000 * line.right // line.of), "raw": line.right, "min": 0, "max": line.of},
            }
            yield _cmi5(teller, "passed" if line.passed else "failed", line.at, line.sitting, result)


def _cmi5(teller: _Teller, verb: str, at: datetime, sitting: str, result: StatementJson) -> StatementJson:
    context: StatementJson = {CMI5_SESSION: teller.session(sitting)}
    if teller.content.kind is ContentKind.QUIZ:
        context[f"{CMI5}/extensions/masteryscore"] = _number(teller.content.pass_mark)
    categories = (f"{CMI5}/categories/cmi5", f"{CMI5}/categories/moveon")
    return teller.tell(f"{ADL}verbs/{verb}", at, sitting, result=result, context=context, categories=categories)
