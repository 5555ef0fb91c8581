"""What another system says that a learner did, and what of one statement counts here.

Sources: xAPI 1.0.3, the xAPI video profile 1.0.3, cmi5 (passed, completed, waived). A no, a part and a value that
cannot be read never count as everything.
"""

from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, bounds, clip, union

NOTES = {
    "value": "Not counted, for a value cannot be read",
    "no": "Not counted, for they say that it was not done",
    "moment": "Not counted, for their moment cannot be read",
    "future": "Not counted, for they are dated in the future",
    "old": "Not counted, for they are dated before 2000",
    "outside": "Not counted, for their time does not meet the session",
    "early": "Not counted, for the session is not over",
    "kind": "Not counted, for a content of its kind asks for something else",
    "voided": "Voided",
    "set back": "Set back by a later word of their system",
    "claimed": "Taken back by their system, but claimed already and left as it is",
    "contradicted": "Contradicted: called not done by a system, and left as it is",
    "real time": "Counted in part, for no more time had passed",
    "elsewhere": "Counted in part, for a person's time counts once",
    "check": "Counted in part, up to an attention check that is not answered",
    "part": "Called complete, and counted as far as it was played",
    "length": "Of another length than the catalog says",
    "segments": "Counted without some segments that make no sense",
    "stored": "Dated by when they were stored, for their own moment cannot be read or be true",
    "learner": "Of nobody who is known here",
    "activity": "Of no one content that is known here",
    "other": "Known already, with another meaning",
}
"""Why something is told of a statement, as a heading."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a statement is about, by its own words. An account is its home page and its name together."""

    home: str = ""
    account: str = ""
    mail: str = ""
    mail_hash: str = ""
    openid: str = ""
    group: str = ""

    def __str__(self) -> str:
        account = f"{self.account} ({self.home})" if self.account and self.home else self.account
        who = account or self.mail or self.openid or self.mail_hash
        return f"{self.group} {who}".strip()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `learner` and `activity` are its own words until they are matched with what is known here.

    `spans` are milliseconds of content time, `progress` is the share consumed in thousandths (at most 1000),
    `duration_ms` how long it took, `score` in thousandths; `whole` says that the other system holds all of it done,
    `refused` that it says it is not, and `takes_back` that what it said before no longer holds. `unread` counts
    segments that made no sense, `wrong` holds the values that cannot be read (of which field, and as they stand).
    `sitting` names the stretch of watching in the store that made the statement, if one of ours did; `session` is the
    player's. `system` is who told it, `length_ms` how long the player holds the film. `trusted`: the organizer vouches
    that the time really passed.
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
    actor: Actor = Actor()
    refused: bool = False
    takes_back: bool = False
    wrong: tuple[tuple[str, str], ...] = ()
    score: int | None = None
    session: str = ""
    system: str = ""
    length_ms: int | None = None
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement whose learner (by key) and content (by organization and id) are known here."""

    heard: Statement
    learner: str
    organization: str
    content: str


@dataclass(frozen=True, slots=True)
class StatementNote:
    """Something that is told of a statement: `why` is a key of `NOTES`, `text` a sentence."""

    why: str
    text: str
    learner: str = ""
    content: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a statement gives: spans of the content, and whether it is done with, whatever the spans say.

    `real` is the real time that was played in, in milliseconds since the epoch, where statements tell.
    """

    spans: tuple[Span, ...] = ()
    done: bool = False
    real: Span | None = None


def claims(content: Content, heard: Statement) -> bool:
    """Whether a statement says that something was done; many only say that something was opened or played."""
    said = heard.whole or heard.spans or heard.progress or heard.verb == "attended"
    return bool(said or unreadable(content, heard))


def stays(content: Content, heard: Statement) -> bool:
    """Whether a statement tells of a stay in a session by how long it was, which its moment begins or ends."""
    attends = heard.verb in ("attended", "completed")
    return content.kind is ContentKind.SESSION and attends and bool(heard.duration_ms)


def unreadable(content: Content, heard: Statement) -> str:
    """Which field, read otherwise, would have made the statement count otherwise; "" when none."""
    wrong = dict(heard.wrong)
    kind, played = content.kind, content.kind is ContentKind.VIDEO and bool(heard.spans)
    judged = heard.verb in ("passed", "waived")
    fields: list[str] = []
    if heard.whole or heard.verb == "attended":
        fields += ["result", "attendance"] if not judged else ["result"]
        fields += ["completion", "success"] if not played or judged else []
        fields += ["segments"] if kind is ContentKind.VIDEO and not judged else []
        fields += ["progress"] if not played and kind is not ContentKind.QUIZ else []
        fields += ["duration", "late"] if kind is ContentKind.SESSION and not judged else []
        fields += ["score"] if kind is ContentKind.QUIZ else []
    elif not played:  # an empty list of segments says nothing, where nothing is called done
        fields += ["progress", "segments"] if wrong.get("segments") else ["progress"]
    return next((field for field in fields if field in wrong), "")


def effect(content: Content, heard: Statement, begins: bool | None = None) -> Effect:
    """What of a statement counts for that content; nothing at all is an effect without spans that is not done.

    Passed and waived complete any content, unless only a share of it was consumed. Completed completes it too, unless
    the statement says which parts of a video were played (then those count and nothing else), how long a session was
    attended, or the content is a quiz, which is to be passed. A share without segments counts from the start.
    Attendance counts where it and the session's time meet, by `begins`: whether its moment is its beginning (so in our
    own statements) or its end; without that, by what meets more of the session.
    """
    low, high = bounds(content)
    kind, share = content.kind, heard.progress
    played = kind is ContentKind.VIDEO and bool(heard.spans)
    if (heard.refused and not played) or unreadable(content, heard) or low_score(content, heard):
        return Effect()
    everything = Effect(union(((low, high),)), done=True)
    part = share is not None and share < 1000 and kind is not ContentKind.QUIZ
    if heard.whole and heard.verb != "completed" and not part:
        return everything
    if played:
        return Effect(union(heard.spans))
    if stays(content, heard):
        spans = _stay(content, heard, begins)
        return Effect(spans if share is None else _first(spans, (high - low) * share // 1000))
    if kind is ContentKind.SESSION and heard.duration_ms == 0:
        return Effect()
    if part and share is not None:
        counts = kind is ContentKind.VIDEO or (
            kind is ContentKind.SESSION and (heard.whole or heard.verb == "attended")
        )
        if kind is ContentKind.READING and heard.whole and share >= content.threshold:
            return everything
        return Effect(union(((low, low + (high - low) * share // 1000),)) if counts else ())
    if heard.whole:
        return everything if kind is not ContentKind.QUIZ else Effect()
    if (kind is ContentKind.VIDEO and share is not None) or (kind is ContentKind.SESSION and heard.verb == "attended"):
        return Effect(union(((low, high),)))
    return Effect()


def low_score(content: Content, heard: Statement) -> bool:
    """Whether a quiz is called passed with a score below its pass mark, whatever another system's mark is."""
    return content.kind is ContentKind.QUIZ and heard.score is not None and heard.score < content.pass_mark


def _stay(session: Content, heard: Statement, begins: bool | None) -> tuple[Span, ...]:
    low, high = bounds(session)
    long = heard.duration_ms or 0
    if session.starts_at is None:
        return clip(((0, long),), low, high)
    if heard.at is None:
        return ()
    at = round(heard.at.timestamp() * 1000)
    from_here, until_here = (clip((span,), low, high) for span in ((at, at + long), (at - long, at)))
    if begins is None:
        begins = bool(heard.sitting) or _length(from_here) >= _length(until_here)
    return from_here if begins else until_here


def _length(spans: tuple[Span, ...]) -> int:
    return sum(end - start for start, end in spans)


def _first(spans: tuple[Span, ...], most: int) -> tuple[Span, ...]:
    """So much of the spans, from the first on."""
    kept: list[Span] = []
    for start, end in spans:
        kept.append((start, min(end, start + most)))
        most -= kept[-1][1] - start
    return union(kept)
