"""xAPI statements from outside -> what was heard: tolerant of what systems really write, and believing no more."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from ce_tui.credit.heard import Actor, Heard
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent, told
from ce_tui.exchange.names import CMI5, CMI5_SESSION, LAUNCH_MODE, SITTING, TIMED_SEGMENTS, VIDEO_EXTENSION, home_page
from ce_tui.exchange.numbers import MOST_SEGMENTS, duration, segments, thousandths
from ce_tui.exchange.said import Unreadable, moment, share, shown, yes
from ce_tui.exchange.xapi_file import MAX_BYTES, MAX_LINE, StatementsError, parse

__all__ = ["MAX_BYTES", "MAX_LINE", "Batch", "StatementsError", "read"]

_LONGEST = 2000
"""Longest IRI or name that is looked at, in characters."""
_WHOLE = ("passed", "completed", "waived")
_SAME = {"complete": "completed", "attend": "attended", "pass": "passed"}
"""Verbs of Activity Streams, which some systems use, in ADL's words."""
_ABSENT = {
    "absent", "wasabsent", "excused", "missed", "unattended", "notattended", "didnotattend", "notpresent", "noshow",
    "abwesend", "entschuldigt", "unentschuldigt", "gefehlt", "nichtteilgenommen", "nichterschienen", "ausente",
    "assente", "absente", "afwezig", "frånvarande", "fraværende", "nieobecny", "nieobecna", "отсутствовал",
    "отсутствовала", "欠席", "缺席", "결석",
}  # fmt: skip
"""Words for somebody who was not there, without spaces, hyphens and underscores."""
_TAKES_BACK = {
    *_ABSENT, "unregistered", "uncompleted", "notcompleted", "incomplete", "unpassed", "notpassed", "reset", "revoked",
    "invalidated", "canceled", "cancelled", "withdrawn", "withdrew",
}  # fmt: skip
"""Verbs by which a system says that something was not done, whatever it said before."""
_PRESENCE = {"attended", "attendance", "present", "waspresent", "checkedin", "participated", "participation"}
"""How extensions are called that tell whether somebody was there."""
_THERE = {"present", "attended", "there", "ontime", "inperson", "online", "onsite", "virtual", "remote", "anwesend"}
_PARTLY = {
    "partial", "partially", "partly", "inpart", "partialattendance", "partiallyattended", "attendedpartially",
    "leftearly", "teilweise", "partiel", "parcial", "parziale",
}  # fmt: skip
_SAYS_NO = {"failed", "skipped", "abandoned"}
"""Verbs that say so of one try, and take nothing back."""
_MOMENTS = ("timestamp", "@timestamp", "record timestamp", "record @timestamp", "stored", "record stored")
_SHARES = {f"{VIDEO_EXTENSION}progress": 1, f"{CMI5.removesuffix('/context')}/result/extensions/progress": 100}
_SHARE = re.compile(r"progress|percent|proportion|fraction")
_LASTING = re.compile(r"duration|minutes|seconds|hours|timespent")
"""How extensions are called, whatever their profile, that tell a share, or how long something lasted."""


@dataclass(slots=True)
class Batch:
    """What the statements of a file say, oldest first, and what of it is none: those it calls `voided` by id, those
    that only looked at something, and the places of what is no statement. `more` is where the rest of an answer is.
    """

    heard: list[Heard] = field(default_factory=list)
    voided: set[str] = field(default_factory=set)
    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)
    more: str = ""


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
            batch.voided.add(_id(heard.activity))
        else:
            statements.append((heard, value))
    looked_at = {_session(value) for _, value in statements if _only_looked(value)} - {""}
    for heard, value in statements:
        if _only_looked(value) or _session(value) in looked_at:
            batch.looked_at += 1
        else:
            batch.heard.append(heard)
    batch.heard.sort(key=lambda heard: (heard.at.timestamp() if heard.at else float("inf"), heard.id))
    return batch


def _statement(value: Any) -> Heard | str:
    """What a statement says; why it is none when it has no actor, verb, object or id."""
    id, verb = _id(_text(_at(value, "id"))), _text(_at(value, "verb", "id")).rstrip("/#")
    actor, activity = _actor(_at(value, "actor")), _text(_at(value, "object", "id"))
    for what, there in (("id", id), ("actor", str(actor)), ("verb", verb), ("object", activity)):
        if not there:
            return f"It has no {what}."
    word = verb.replace("#", "/").rpartition("/")[2].lower()
    word = _SAME.get(word, word)
    kind = _text(_at(value, "object", "objectType")).lower()
    if word != "voided" and kind not in ("", "activity"):
        return f"Its object is no activity but “{clean(kind, 40)}”."
    said = _Said(value)
    completion, success = said.read("completion", yes), said.read("success", yes)
    spans, unread = said.segments()
    long = said.duration()
    absent = said.absent(long)
    refused = (
        _run_together(word) in _TAKES_BACK
        or word in _SAYS_NO
        or (word in _WHOLE and (completion is False or (success is False and completion is None)))
        or (word == "attended" and (completion is False or success is False or absent) and not long)
    )
    return Heard(
        id=id, learner=str(actor), activity=activity, verb=word, at=said.moment(), spans=spans,
        progress=said.share(),
        duration_ms=long,
        whole=word in _WHOLE and False not in (completion, success),
        unread=unread,
        sitting=_text(_at(value, "context", "extensions", SITTING)),
        actor=actor,
        refused=refused,
        takes_back=refused and word not in _SAYS_NO,
        score=None if success else said.score(),
        session=_session(value) or _text(_at(value, "context", "extensions", f"{VIDEO_EXTENSION}session-id")),
        system=_system(value, actor),
        length_ms=said.length(),
        wrong=tuple(said.wrong.items()),
    )  # fmt: skip


class _Said:
    """The values of a statement; `wrong` gathers those that cannot be read, by their fields."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._result = _at(value, "result")
        self.wrong: dict[str, str] = {}
        if self._result is not None and not isinstance(self._result, dict):
            self.wrong["result"] = shown(self._result)

    def read(self, field: str, reader: Any) -> Any:
        try:
            return reader(_at(self._result, field))
        except Unreadable as error:
            self.wrong[field] = str(error)
            return None

    def moment(self) -> datetime | None:
        """The first of its moments that can be read."""
        for name in _MOMENTS:
            try:
                if (found := moment(_at(self._value, name))) is not None:
                    return found
            except Unreadable as error:
                self.wrong.setdefault("timestamp", str(error))
        return None

    def segments(self) -> tuple[tuple[tuple[int, int], ...], int]:
        """The played segments, and how many make no sense."""
        text = _at(self._result, "extensions", f"{VIDEO_EXTENSION}played-segments")
        if text is None:
            text = _at(self._result, "extensions", TIMED_SEGMENTS)
        if isinstance(text, str) and text.count("[.]") > MOST_SEGMENTS:
            self.wrong["segments"] = f"more than {MOST_SEGMENTS} segments"
            return (), 0
        spans, unread = segments(text)
        if text is not None and not spans:
            self.wrong["segments"] = shown(text)
        return spans, unread

    def duration(self) -> int | None:
        said = _at(self._result, "duration")
        lasting = [value for key, name, value in self._extensions() if _LASTING.search(name) and key not in _SHARES]
        if said is None and lasting:
            said = lasting[0]
        long = duration(said)
        if said is not None and long is None:
            self.wrong["duration"] = shown(said)
        late = next((value for _, name, value in self._extensions() if name == "attendancelate"), None)
        if not long and late not in (None, False, "0", "false", "no", ""):
            self.wrong["late"] = shown(late)
        return long

    def share(self) -> int | None:
        """The least share that the result tells, by the video profile, cmi5 or another."""
        found = []
        for key, name, said in (*self._extensions(), ("", "progress", _at(self._result, "progress"))):
            if _SHARE.search(name) or (name in _PRESENCE and _part(said)):
                try:
                    found.append(share(said, _SHARES.get(key)))
                except Unreadable as error:
                    self.wrong["progress"] = str(error)
        return min((one for one in found if one is not None), default=None)

    def absent(self, long: int | None) -> bool:
        """Whether the register that the result came from calls somebody absent. Who it calls there in part, or in
        words that are not known, was there for nobody knows how long, unless a time tells it.
        """
        found, unknown = False, ""
        for name, said in (
            ("", _at(self._result, "response")),
            *((name, said) for _, name, said in self._extensions()),
        ):
            word = _run_together(shown(said))
            no = _no(said)
            if word in _ABSENT or (name in _PRESENCE and no) or (name in _ABSENT and no is False):
                found = True
            elif word in _PARTLY or (name in _PRESENCE and no is None and not _part(said) and word not in _THERE):
                unknown = shown(said)
        if unknown and not long:
            self.wrong["attendance"] = unknown
        return found

    def length(self) -> int | None:
        """How long the player holds the film, in milliseconds."""
        context, definition = _at(self._value, "context"), _at(self._value, "object", "definition")
        told = [_at(place, "extensions", f"{VIDEO_EXTENSION}length") for place in (context, self._result, definition)]
        return next((long for long in map(thousandths, told) if long), None)

    def score(self) -> int | None:
        """The score in thousandths, by its scale or by its raw number and maximum."""
        score = _at(self._result, "score")
        if score is None:
            return None
        try:
            if (found := share(_at(score, "scaled"), 1)) is not None:
                return found
            raw, most = (thousandths(_at(score, key)) for key in ("raw", "max"))
            if raw is not None and most:
                return min(1000, raw * 1000 // most)
            if isinstance(score, dict) and _at(score, "raw") is None:
                return None
            raise Unreadable(shown(_at(score, "raw") if isinstance(score, dict) else score))
        except Unreadable as error:
            self.wrong["score"] = str(error)
            return None

    def _extensions(self) -> list[tuple[str, str, Any]]:
        """Each extension of the result: its IRI, how it is called at the end of that, and its value."""
        extensions = _at(self._result, "extensions")
        return [
            (key, re.sub(r"[^a-z]", "", key.rstrip("/#").replace("#", "/").rpartition("/")[2].lower()), said)
            for key, said in (extensions.items() if isinstance(extensions, dict) else ())
        ]


def _id(text: str) -> str:
    """The id of a statement as it is compared."""
    return re.sub(r"^urn:uuid:|[{}]", "", text.lower())


def _run_together(word: str) -> str:
    """`No-show`, `no_show` and `no show` in one spelling."""
    return re.sub(r"[-_\s]+", "", unquote(word).casefold())


def _no(value: Any) -> bool | None:
    """Whether a value is a no; None where it is neither that nor a yes."""
    try:
        return None if value is None else not yes(value)
    except Unreadable:
        return None


def _part(value: Any) -> bool:
    """Whether a value can only be a share: `0.4`, `40 %`. 40 alone may be minutes."""
    return re.fullmatch(r"0?[.,]\d+|\d+(?:[.,]\d+)?\s*%", shown(value)) is not None and _no(value) is None


def _at(value: Any, *keys: str) -> Any:
    """What stands in objects inside one another; None as soon as something is missing or no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    """One clean line of text; "" for anything else and for what nobody would use as a name."""
    return clean(value, _LONGEST) if isinstance(value, str) and len(value) <= _LONGEST else ""


def _actor(actor: Any) -> Actor:
    """Who it is about; one whose type is not Agent, or that has members, is a group and no person."""
    mail = _text(_at(actor, "mbox"))
    kind = _text(_at(actor, "objectType"))
    members = _at(actor, "member")
    group = kind if kind.lower() not in ("", "agent") else "Group" if members else ""
    found = Actor(
        home=home_page(_text(_at(actor, "account", "homePage"))),
        account=_text(_at(actor, "account", "name")),
        mail=unquote(mail[7:]).strip() if mail[:7].lower() == "mailto:" else mail,
        mail_hash=_text(_at(actor, "mbox_sha1sum")).lower(),
        openid=_text(_at(actor, "openid")),
    )
    named = str(found) or (_text(_at(actor, "name")) or "without a name" if group and isinstance(members, list) else "")
    if not group or not named:
        return found
    return Actor(group=f"{group} {named}")


def _system(value: Any, actor: Actor) -> str:
    """Who told it: the authority that the record store kept, or else the home page of the account."""
    told = _actor(_at(value, "authority"))
    return str(told) or actor.home


def _session(value: Any) -> str:
    return _text(_at(value, "context", "extensions", CMI5_SESSION))


def _only_looked(value: Any) -> bool:
    return _text(_at(value, "context", "extensions", LAUNCH_MODE)).lower() in ("browse", "review")
