"""What a register says of presence: who was there, who was not, and who in part, in whatever words and places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ce_tui.credit.text import fold
from ce_tui.exchange.said import Unreadable, shown, yes

Named = tuple[str, Any]
"""What a value is called, in small letters alone, and the value."""


def run_together(word: str) -> str:
    """`No-show`, `no_show`, `No show!` and `noshow` in one spelling."""
    return re.sub(r"[\W_]+", "", fold(unquote(word)))


_ABSENT = {
    run_together(word)
    for word in (
        "absent",
        "was absent",
        "is absent",
        "excused",
        "unexcused",
        "missed",
        "unattended",
        "not attended",
        "did not attend",
        "didn't attend",
        "did not join",
        "didn't join",
        "never joined",
        "not joined",
        "not present",
        "not there",
        "no show",
        "no shows",
        "never showed up",
        "abwesend",
        "entschuldigt",
        "unentschuldigt",
        "gefehlt",
        "fehlt",
        "nicht teilgenommen",
        "nicht erschienen",
        "nicht anwesend",
        "ausente",
        "no asistió",
        "faltó",
        "faltou",
        "não compareceu",
        "no compareció",
        "assente",
        "assenti",
        "non presente",
        "absente",
        "non présent",
        "afwezig",
        "niet aanwezig",
        "frånvarande",
        "fraværende",
        "nieobecny",
        "nieobecna",
        "отсутствовал",
        "отсутствовала",
        "欠席",
        "缺席",
        "결석",
    )
}
"""Words for somebody who was not there."""
_ABSENCE = re.compile(
    r"(?!not|non|nicht|never)\w{0,14}(?:absen[tc]|ausen[tc]|abwesen|afwez|franvar|fravar|nieobec)\w{0,8}"
)
"""Such words with a little around them; a longer text may speak of anything."""
_NO = {
    run_together(word) for word in ("nein", "non", "nee", "nej", "não", "nie", "нет", "いいえ", "否", "아니요", "hayır")
}
_THERE = {
    run_together(word)
    for word in (
        "present",
        "was present",
        "attended",
        "there",
        "on time",
        "in person",
        "online",
        "on site",
        "virtual",
        "remote",
        "full",
        "fully",
        "in full",
        "fully attended",
        "attended fully",
        "attended in full",
        "attended full session",
        "full attendance",
        "whole",
        "all",
        "p",
        "anwesend",
        "teilgenommen",
        "ja",
        "présent",
        "présente",
        "oui",
        "presente",
        "asistió",
        "sí",
        "sim",
        "presenti",
        "aanwezig",
        "närvarande",
        "tilstede",
        "til stede",
        "läsnä",
        "obecny",
        "obecna",
        "tak",
        "да",
        "присутствовал",
        "присутствовала",
        "出席",
        "はい",
        "是",
        "출석",
        "예",
    )
}
_PARTLY = {
    run_together(word)
    for word in (
        "partial",
        "partially",
        "partly",
        "in part",
        "partial attendance",
        "partially attended",
        "attended partially",
        "partially present",
        "left early",
        "leaves early",
        "early departure",
        "late",
        "tardy",
        "arrived late",
        "late arrival",
        "joined late",
        "attendance late",
        "teilweise",
        "verspätet",
        "zu spät",
        "früher gegangen",
        "partiel",
        "en retard",
        "parti tôt",
        "parcial",
        "tarde",
        "parziale",
        "in ritardo",
        "gedeeltelijk",
        "te laat",
    )
}
_PRESENCE = re.compile(
    r"(?:was|is|has|did)?(?:attend(?:ed|ance)?|presen(?:t|ce|z|te|za|ca)|checkedin|participated|participation|joined"
    r"|anwesend|anwesenheit|teilgenommen|teilnahme|asistio|asistencia|aanwezig|aanwezigheid|obecny|obecnosc|narvarande)"
    r"(?:status|code|mark|value|flag|result)?"
)
"""How a value is called that tells whether somebody was there."""
ANSWER = ""
"""The name of what was answered to whether somebody was there."""
_STATUS = "status"
"""How a value is called that may tell it, and may tell something else."""
_UNSAID = {
    "",
    "na",
    "none",
    "null",
    "nil",
    "unknown",
    "tbd",
    "tba",
    "pending",
    "notset",
    "notrecorded",
    "registered",
    "invited",
    "enrolled",
    "waitlist",
    "waitlisted",
    "tentative",
    "maybe",
    "unbekannt",
    "angemeldet",
    "eingeladen",
}
"""What stands there where nobody has said yet whether somebody was there."""
_FULLY = re.compile(r"(?=\w*(?:attend|particip|complet|presen|session))\w*full\w*")
"""How a value is called that tells whether it was the whole."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is called absent, the word by which it was in part or that is not known, and what is said of
    coming late or leaving early (None: nothing of it).
    """

    absent: bool = False
    unknown: str | None = None
    late: str | None = None


def presence(values: Iterable[Named], around: Iterable[Named] = ()) -> Presence:
    """What a register says in the values of a result, and in those around it, of which only an absence is heard."""
    absent, unknown, late = False, None, None
    for own, name, said in [*((False, *one) for one in around), *((True, *one) for one in values)]:
        word, bare = run_together(shown(said)), re.sub("^(?:is|was)", "", name)
        no, tells = is_no(said), is_presence(name)
        if bare in _ABSENT or bare in _PARTLY:
            absent = absent or (bare in _ABSENT and no is False)
            late = shown(said) if own and bare in _PARTLY and no is not True and said not in (None, "") else late
        elif own and no and _FULLY.fullmatch(name):
            late = shown(said)
        elif (
            word in _ABSENT
            or _ABSENCE.fullmatch(word)
            or ((tells or (own and name == _STATUS)) and (no or word in _NO))
        ):
            absent = True
        elif own and (
            word in _PARTLY
            or (tells and no is None and not is_part(said) and word not in _THERE)
            or (name == _STATUS and word in _UNSAID and said not in (None, ""))
        ):
            unknown = shown(said)
    return Presence(absent, unknown, late)


def is_presence(name: str) -> bool:
    """Whether what is called so tells whether somebody was there."""
    return name == ANSWER or _PRESENCE.fullmatch(name) is not None


def is_absence(word: str) -> bool:
    """Whether a verb says that somebody was not there."""
    return run_together(word) in _ABSENT


def is_no(value: Any) -> bool | None:
    """Whether a value is a no; None where it is neither that nor a yes."""
    try:
        return None if value is None else not yes(value)
    except Unreadable:
        return None


def is_part(value: Any) -> bool:
    """Whether a value can only be a share: `0.4`, `40 %`. 40 alone may be minutes."""
    return re.fullmatch(r"0?[.,]\d+|\d+(?:[.,]\d+)?\s*%", shown(value)) is not None and is_no(value) is None
