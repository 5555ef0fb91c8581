"""xAPI statements from outside -> what was heard: tolerant of what systems really write, and believing no more."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from ce_tui.credit.intake import FIRST, SLACK
from ce_tui.credit.statements import Statement
from ce_tui.credit.text import clean, fold
from ce_tui.credit.work import Tell, silent, told
from ce_tui.exchange.actors import actor_of, system_of
from ce_tui.exchange.names import CMI5, CMI5_SESSION, LAUNCH_MODE, SITTING, TIMED_SEGMENTS, VIDEO_EXTENSION
from ce_tui.exchange.numbers import MOST_SEGMENTS, duration, segments, thousandths
from ce_tui.exchange.register import ANSWER, is_absence, is_part, is_presence, presence, run_together
from ce_tui.exchange.said import Unreadable, inside, is_day, moment, one_line, share, shown, without_zone, yes
from ce_tui.exchange.xapi_file import parse, statement_id

_WHOLE = ("passed", "completed", "waived")
_SAME = {"complete": "completed", "attend": "attended", "pass": "passed", "void": "voided"}
"""Verbs of Activity Streams, which some systems use, in ADL's words."""
_TAKES_BACK = {
    "unregistered",
    "uncompleted",
    "notcompleted",
    "incomplete",
    "incompleted",
    "unpassed",
    "notpassed",
    "reset",
    "revoked",
    "invalidated",
    "canceled",
    "cancelled",
    "withdrawn",
    "withdrew",
    "rescinded",
    "retracted",
    "annulled",
    "nullified",
    "undone",
    "undid",
    "unenrolled",
    "deregistered",
    "disqualified",
}
"""Verbs by which a system says that something was not done, whatever it said before."""
_SAYS_NO = {"failed", "skipped", "abandoned"}
"""Verbs that say so of one try, and take nothing back."""
_MOMENTS = ("timestamp", "@timestamp", "record timestamp", "record @timestamp", "stored", "record stored")
_SHARES = {f"{VIDEO_EXTENSION}progress": 1, f"{CMI5.removesuffix('/context')}/result/extensions/progress": 100}
_DOING = "(?:complet(?:ion|ed?)|attend(?:ance|ed)|watch(?:ed)?|view(?:ed)?|play(?:ed)?|seen|presence)"
_SHARE = re.compile(rf"progress|percent|proportion|fraction|prozent|^{_DOING}?ratio$|^{_DOING}(?:rate|share|quota)$")
_NO_SHARE = re.compile(r"score|grade|mark|percentile|correct|accura|attenti|interest|volume|speed|buffer|loaded")
_LASTING = re.compile(
    rf"duration|minutes|seconds|hours|timespent|timein|^{_DOING}time|^(?:total|session|viewing|elapsed|dwell|online)time"
)
"""How values are called, whatever their profile, that tell a share (but not of what), or how long something lasted."""
_CAME = {
    "jointime",
    "joinedat",
    "checkin",
    "checkintime",
    "checkedinat",
    "entrytime",
    "arrival",
    "arrivaltime",
    "firstjoin",
    "firstin",
    "starttime",
    "startedat",
}
_WENT = {
    "leavetime",
    "leftat",
    "checkout",
    "checkouttime",
    "checkedoutat",
    "exittime",
    "departure",
    "departuretime",
    "lastleave",
    "lastout",
    "endtime",
    "endedat",
}
"""How values are called that tell when somebody came, and when they went."""
_COMPLETION = {"completion", "complete", "completed", "iscomplete", "iscompleted", "completionstatus"}
_SUCCESS = {"success", "successful", "issuccessful", "passed", "ispassed", "successstatus"}
_RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
"""What xAPI itself has in a result."""

_DEEPEST = 8
"""So many objects in each other are looked into."""
_Value = tuple[str, str, Any]
"""A value: its IRI or key, how it is called at the end of that, and what it says."""


@dataclass(slots=True)
class Batch:
    """What the statements of a file say, oldest first, and what of it is none: those it calls `voided` by id, those
    that only looked at something, and the places of what is no statement. `more` is where the rest of an answer is,
    `without_zone` counts those whose moment is taken as UTC, for it names no zone.
    """

    heard: list[Statement] = field(default_factory=list)
    voided: set[str] = field(default_factory=set)
    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)
    more: str = ""
    without_zone: int = 0


def read(data: bytes, name: str, tell: Tell = silent) -> Batch:
    """What the statements of a file say. What was looked at in cmi5's Browse and Review modes is left out."""
    found = parse(data, name, tell)
    batch = Batch(voided=found.voided, more=found.more)
    batch.wrong += [f"{place}: It says two things under one name." for place in found.twice]
    statements = []
    for place, value in told(found.values, "Reading statements", tell):
        heard = _statement(value)
        if isinstance(heard, str):
            batch.wrong.append(f"{place or 'statement 1'}: {heard}")
        elif heard.verb == "voided":
            batch.voided.add(statement_id(heard.activity))
        else:
            statements.append((heard, value))
    looked_at = {_session(value) for _, value in statements if _only_looked(value)} - {""}
    for heard, value in statements:
        if _only_looked(value) or _session(value) in looked_at:
            batch.looked_at += 1
        else:
            batch.heard.append(heard)
            batch.without_zone += any(without_zone(inside(value, name)) for name in _MOMENTS)
    batch.heard.sort(key=lambda heard: (heard.at.timestamp() if heard.at else float("inf"), heard.id))
    return batch


def _statement(value: Any) -> Statement | str:
    """What a statement says; why it is none when it has no actor, verb, object or id."""
    id, verb = statement_id(one_line(inside(value, "id"))), one_line(inside(value, "verb", "id")).rstrip("/#")
    actor, activity = actor_of(inside(value, "actor")), one_line(inside(value, "object", "id"))
    word = _word(verb)
    if word == "voided" and activity:
        return Statement(id, str(actor), activity, word)  # whoever says so, and under whatever id
    for what, there in (("id", id), ("actor", str(actor)), ("verb", verb), ("object", activity)):
        if not there:
            return f"It has no {what}."
    kind = one_line(inside(value, "object", "objectType")).lower()
    if kind not in ("", "activity"):
        return f"Its object is no activity but “{clean(kind, 40)}”."
    said = _Said(value, word)
    completion, success = said.yes("completion", _COMPLETION), said.yes("success", _SUCCESS)
    spans, unread = said.segments()
    long = said.duration()
    absent = word in ("attended", *_WHOLE) and said.absent(long)
    refused = _is_no(word, completion, success, absent=absent, long=bool(long))
    return Statement(
        id=id,
        learner=str(actor),
        activity=activity,
        verb=word,
        at=said.came or said.moment(),
        spans=spans,
        progress=said.share(),
        duration_ms=long,
        whole=word in _WHOLE and False not in (completion, success) and not refused,
        unread=unread,
        sitting=one_line(inside(value, "context", "extensions", SITTING)),
        actor=actor,
        refused=refused,
        takes_back=refused and word not in _SAYS_NO,
        score=said.score(sure=success is True),
        session=_session(value) or one_line(inside(value, "context", "extensions", f"{VIDEO_EXTENSION}session-id")),
        system=system_of(value, actor),
        length_ms=said.length(),
        wrong=tuple(said.wrong.items()),
    )


def _word(verb: str) -> str:
    """The last word of a verb's IRI, as ADL has it."""
    word = re.split("[/#:]", verb)[-1].lower()
    return _SAME.get(word, word)


def _is_no(word: str, completion: bool | None, success: bool | None, *, absent: bool, long: bool) -> bool:
    """Whether a statement says that it was not done: by its verb, its result, or that somebody was absent."""
    return (
        run_together(word) in _TAKES_BACK
        or is_absence(word)
        or word in _SAYS_NO
        or (word in _WHOLE and (completion is False or (success is False and completion is None)))
        or (word in ("attended", "completed") and absent)
        or (word == "attended" and (completion is False or success is False) and not long)
    )


class _Said:
    """The values of a statement: those that xAPI knows, extensions of the result, and what else stands in it.

    `wrong` gathers those that cannot be read, by their fields; `came` is when a stay began, where they tell it.
    """

    def __init__(self, value: Any, verb: str) -> None:
        self._value = value
        self._result = inside(value, "result")
        own = self._result if isinstance(self._result, dict) else {}
        beside = {key: said for key, said in own.items() if key not in _RESULT}
        self.wrong: dict[str, str] = {}
        self._values: list[_Value] = []
        self._around: list[_Value] = []
        try:
            self._values = [*_named(inside(own, "extensions")), *_named(beside)]
            self._around = _named(inside(value, "context", "extensions"))
        except Unreadable as error:
            self.wrong["result"] = str(error)
        if own.get("response") not in (None, ""):
            self._values.append(("response", ANSWER if verb == "attended" else "response", own["response"]))
        self.came: datetime | None = None
        if self._result is not None and not isinstance(self._result, dict):
            self.wrong["result"] = shown(self._result)

    def yes(self, field: str, names: Collection[str]) -> bool | None:
        """A yes or a no of the result, also where an extension tells it; of both it is a no."""
        found = []
        for said in (inside(self._result, field), *(said for _, name, said in self._values if name in names)):
            try:
                found.append(yes(said))
            except Unreadable as error:
                self.wrong[field] = str(error)
        return False if False in found else True if True in found else None

    def moment(self) -> datetime | None:
        """The first of its moments that can be read; but nothing is done after it was stored."""
        found = None
        for name in _MOMENTS:
            said = inside(self._value, name)
            try:
                if (at := moment(said)) is None:
                    continue
            except Unreadable as error:
                self.wrong.setdefault("timestamp", str(error))
                continue
            if found is None:
                found, own = at, said
            elif name.endswith("stored") and FIRST < at < found - (timedelta(days=1) if is_day(said) else SLACK):
                self.wrong.setdefault("timestamp", shown(own))
                found = at
        return found

    def segments(self) -> tuple[tuple[tuple[int, int], ...], int]:
        """The played segments, and how many make no sense."""
        text = inside(self._result, "extensions", f"{VIDEO_EXTENSION}played-segments")
        if text is None:
            text = inside(self._result, "extensions", TIMED_SEGMENTS)
        if isinstance(text, str) and text.count("[.]") > MOST_SEGMENTS:
            self.wrong["segments"] = f"more than {MOST_SEGMENTS} segments"
            return (), 0
        spans, unread = segments(text)
        if text is not None and not spans:
            self.wrong["segments"] = shown(text)
        return spans, unread

    def duration(self) -> int | None:
        said = inside(self._result, "duration")
        lasting = [value for key, name, value in self._values if _LASTING.search(name) and key not in _SHARES]
        if said is None and lasting:
            said = lasting[0]
        if said is None and (went := [value for _, name, value in self._values if name in _WENT]):
            return self._stayed(went[0])
        long = duration(said)
        if said is not None and long is None:
            self.wrong["duration"] = shown(said)
        return long

    def _stayed(self, went: Any) -> int | None:
        """How long somebody stayed by when they came, else by the statement's moment, and when they went."""
        try:
            self.came = next((moment(value) for _, name, value in self._values if name in _CAME), None)
            begun, ended = self.came or self.moment(), moment(went)
        except Unreadable:
            begun = ended = None
        if begun is None or ended is None or ended < begun:
            self.came = None
            self.wrong["duration"] = shown(went)
            return None
        return (ended - begun) // timedelta(milliseconds=1)

    def share(self) -> int | None:
        """The least share that the result tells, by the video profile, cmi5 or another."""
        found = []
        for key, name, said in self._values:
            shares = _SHARE.search(name) and not _NO_SHARE.search(name)
            if shares or (is_presence(name) and is_part(said)):
                try:
                    found.append(share(said, _SHARES.get(key)))
                except Unreadable as error:
                    self.wrong["progress"] = str(error)
        return min((one for one in found if one is not None), default=None)

    def absent(self, long: int | None) -> bool:
        """Whether the register that the result came from calls somebody absent. Who it calls there in part, or in
        words that are not known, was there for nobody knows how long, unless a time tells it.
        """
        found = presence(*([(name, said) for _, name, said in values] for values in (self._values, self._around)))
        if found.unknown is not None and not long:
            self.wrong["attendance"] = found.unknown
        if found.late is not None and not long:
            self.wrong["late"] = found.late
        return found.absent

    def length(self) -> int | None:
        """How long the player holds the film, in milliseconds."""
        context, definition = inside(self._value, "context"), inside(self._value, "object", "definition")
        told = [
            inside(place, "extensions", f"{VIDEO_EXTENSION}length") for place in (context, self._result, definition)
        ]
        return next((long for long in map(thousandths, told) if long), None)

    def score(self, *, sure: bool) -> int | None:
        """The score in thousandths, by its scale or by its raw number and maximum. Whether it is enough its system may
        be `sure`: then one that cannot be read is no obstacle.
        """
        score = inside(self._result, "score")
        if score is None:
            return None
        try:
            if (found := share(inside(score, "scaled"), 1)) is not None:
                return found
            raw, most = (thousandths(inside(score, key)) for key in ("raw", "max"))
            if raw is not None and most:
                return min(1000, raw * 1000 // most)
            if isinstance(score, dict) and inside(score, "raw") is None:
                return None
            raise Unreadable(shown(inside(score, "raw") if isinstance(score, dict) else score))
        except Unreadable as error:
            if not sure:
                self.wrong["score"] = str(error)
            return None


def _named(values: Any, depth: int = 0) -> list[_Value]:
    """Each value by its IRI or key and how it is called at the end of that; an object gives what is in it, too.

    `Unreadable` where objects are in each other deeper than any system writes them.
    """
    if depth > _DEEPEST:
        raise Unreadable(shown(values))
    found: list[_Value] = []
    for key, said in values.items() if isinstance(values, dict) else ():
        name = _called(key)
        found.append((key, name, said))
        if isinstance(said, dict):
            found += [(f"{key}/{inner}", name, value) for inner, name, value in _named(said, depth + 1)]
    return found


@lru_cache(1000)
def _called(key: str) -> str:
    """In small letters alone; a sign of percent is read as the word."""
    return re.sub(r"[^a-z]", "", fold(unquote(re.split("[/#:]", key.rstrip("/#"))[-1])).replace("%", "percent"))


def _session(value: Any) -> str:
    return one_line(inside(value, "context", "extensions", CMI5_SESSION))


def _only_looked(value: Any) -> bool:
    return one_line(inside(value, "context", "extensions", LAUNCH_MODE)).lower() in ("browse", "review")
