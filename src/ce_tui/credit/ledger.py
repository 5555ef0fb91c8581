"""The ledger: what was watched, read, attended and answered, and what each stretch of it added."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, ahead, bounds, clip, cover, total, union

TIMED = "timed"
"""Kind of a line of time that the learner measured, with nothing played or shown here."""
HEARD = "heard"
"""Kind of a line that another system's statement made."""
TAKEN_BACK = "taken back"
"""Kind that such a line has since its system took the statement back; it gives nothing any more."""
CHECK_IN = "check-in"
"""Kind of a line that says when somebody checked in to a session; it is no progress."""
CHECK, MISSED = "check", "missed"
"""Kinds of the lines of an attention check, answered and not answered in time: no progress, only its place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch: `span` as in `credit.progress`, `at` when its end was recorded.

    `kind` is watched, read, timed, attended, check-in, started, attempt, passed, guess, check, missed, heard or taken
    back; `verb` is a statement's own. `right` of `of` answers were right, and `passed`, in an attempt at a quiz.
    `since` is when somebody had checked in who was checked out `at`; the sitting of both lines is the same. `trusted`
    says that the organizer vouches for a statement, `again` that an attempt has these marks by a key that was corrected
    later. `elsewhere` is what of its time counts for other contents already, by their titles; `real` is when it was
    done, in milliseconds since the epoch, where that is known.
    """

    kind: str
    sitting: str
    span: Span
    at: datetime
    verb: str = ""
    right: int = 0
    of: int = 0
    passed: bool = False
    since: datetime | None = None
    trusted: bool = False
    again: bool = False
    elsewhere: tuple[tuple[str, int], ...] = ()
    real: Span | None = None

    @property
    def long_ms(self) -> int:
        return self.span[1] - self.span[0]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch as it is told, before it is a line: what of it counts is for the ledger to say.

    `span` is in milliseconds (see `credit.progress`); `wall_ms` is how much real time it took, and caps it: never more
    than that at the content's fastest speed, and never time that another sitting has already used. None (a session
    attended) caps nothing. `sitting` names one stretch of watching. `done` says that a reading's end was reached or a
    quiz passed.
    """

    kind: str
    sitting: str
    span: Span | None = None
    wall_ms: int | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All that one learner has done of one content: the ledger in its order, and what it sums up to."""

    organization: Organization
    content: Content
    record: Record | None = None
    lines: tuple[Line, ...] = ()


def over(history: History, now: datetime) -> History:
    """Without what of a session is not over at `now`: it has not taken place."""
    at = ms(now)
    lines = [line for line in history.lines if not ahead(history.content, Record("", (line.span,)), at)]
    return replace(history, lines=(*lines,))


def added(history: History) -> Iterator[tuple[Line, int]]:
    """Each line with the milliseconds it added: inside the content (of a session as it was then), and new."""
    then = history.record.times if history.record and history.content.kind is ContentKind.SESSION else ()
    seen: list[Span] = []
    for line in history.lines:
        inside = [span for low, high in then or (bounds(history.content),) for span in clip((line.span,), low, high)]
        yield line, total(part for span in union(inside) for part in cover(seen, span))
