"""What another system says that a learner did, and what of it counts here.

Sources: xAPI 1.0.3, the xAPI video profile 1.0.3, cmi5 (passed, completed, waived).
"""

from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, bounds, clip, total, union


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement. `learner` and `activity` are its own words until they are matched with what is known here.

    `spans` are milliseconds of content time, `progress` is the share consumed in thousandths, `duration_ms` how
    long it took; `whole` says that the other system holds all of it done. `unread` counts segments that made no
    sense. `sitting` names the stretch of watching in the store that made the statement, if one of ours did.
    """

    id: str
    learner: str
    activity: str
    verb: str
    at: datetime | None = None
    spans: tuple[Span, ...] = ()
    progress: int | None = None
    duration_ms: int | None = None
    whole: bool = False
    unread: int = 0
    sitting: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement whose learner (by key) and content (by organization and id) are known here."""

    heard: Heard
    learner: str
    organization: str
    content: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a statement gives: spans of the content, and whether it is done with, whatever the spans say."""

    spans: tuple[Span, ...]
    done: bool = False


def effect(content: Content, heard: Heard) -> Effect:
    """What of a statement counts for that content; nothing at all is an effect without spans that is not done.

    Passed and waived complete any content. Completed completes it too, unless the statement says which parts of a
    video were played (then those count and nothing else) or the content is a quiz, which is to be passed. A share
    without segments counts from the start; more than 1 is no share (some write per cent) and says nothing.
    Attendance counts where it and the session's time meet; its moment is the beginning in our own statements, and may
    be the end in those of others: what meets more of the session is believed.
    """
    low, high = bounds(content)
    kind = content.kind
    everything = Effect(union(((low, high),)), done=True)
    if heard.whole and heard.verb != "completed":
        return everything
    if kind is ContentKind.VIDEO and heard.spans:
        return Effect(union(heard.spans))
    if kind is ContentKind.VIDEO and heard.progress is not None and heard.progress <= 1000:
        return Effect(union(((0, high * heard.progress // 1000),)))
    if heard.whole:
        return everything if kind is not ContentKind.QUIZ else Effect(())
    if kind is ContentKind.SESSION and heard.verb == "attended":
        return Effect(_attended(content, heard))
    return Effect(())


def _attended(session: Content, heard: Heard) -> tuple[Span, ...]:
    low, high = bounds(session)
    if heard.duration_ms is None:
        return union(((low, high),))
    if session.starts_at is None:
        return clip(((0, heard.duration_ms),), low, high)
    if heard.at is None:
        return ()
    at = round(heard.at.timestamp() * 1000)
    from_here = clip(((at, at + heard.duration_ms),), low, high)
    if heard.sitting:
        return from_here
    return max(clip(((at - heard.duration_ms, at),), low, high), from_here, key=total)
