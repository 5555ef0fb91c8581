"""Sessions that their own schedule calls canceled: in a field of its own, or at either end of the title."""

import re

from ce_tui.catalog.schedule_file import Event

_WORD = (
    r"(?:cancel+ed|cancel+ation|withdrawn|abgesagt|entfällt|entfallen|fällt aus|ausgefallen|annul(?:é|e|ée|ee)s?|"
    r"supprimée?s?|cancelad[oa]s?|anulad[oa]s?|suspendid[oa]s?|annullat[oaie]|cancellat[oaie]|geannuleerd|afgelast|"
    r"odwołan[eay]|zrušen[aoý]?|törölve|elmarad|anulat[ăe]?|otkazano|inställ[dt]|aflyst|avlyst|peruttu|peruutettu|vervallen|"
    r"отмен[её]н[аоы]?|скасован[аоі]|ακυρώθηκε|iptal(?: edildi)?|取消|中止|キャンセル|취소(?:됨)?|ملغاة?|מבוטל)"
)
_OPEN, _CLOSE = r"[\[({<*_~«“„\"'【（#!]", r"[\])}>*_~»”\"'】）!]"
_FIRST = re.compile(
    rf"[^\w&]*(?P<word>{_WORD})(?!\w)\s*(?P<apart>{_CLOSE}|[:：|/–—.]|-(?=\s|$)|$)?(?P<rest>.*)", re.I | re.S
)
_LAST = re.compile(
    rf"(?P<rest>.*?)\s*(?P<apart>{_OPEN}|[|/–—]|(?<=\s)-)?\s*(?<!\w)(?P<word>{_WORD})(?!\w)\s*(?:{_CLOSE}|\.)*",
    re.I | re.S,
)
_STATUS = re.compile(
    rf"(?:https?://schema\.org/)?(?:(?:event|status)[ _-]?)?(?:{_WORD}|rejected|deleted|removed)\b", re.I
)
_MARK = re.compile(rf"\W*(?:{_WORD}|deleted|removed)\W*", re.I)
_POSTPONED = re.compile(
    r"(?:https?://schema\.org/)?(?:event[ _-]?)?\W*(?:postponed|aufgeschoben|reporté|aplazad[oa]|pospuest[oa]|"
    rf"adiad[oa]|rinviat[oa]|uitgesteld)(?:\s*(?:{_CLOSE}|[:：|/–—.]|-\s).*)?",
    re.I | re.S,
)


def is_postponed(event: Event) -> bool:
    """Whether the schedule says that it is held at another time, which is not known yet."""
    return any(_POSTPONED.fullmatch(said) for said in (*event.status, event.title))


def is_canceled(event: Event) -> bool:
    """Whether the schedule says so. A title that is about canceling has no mark between it and the word."""
    if any(_STATUS.match(said) for said in (*event.status, event.type)):
        return True
    if any(_MARK.fullmatch(said) for said in (*event.marks, event.room)):
        return True
    return any(
        bool(found["apart"] is not None or (found["word"].isupper() and not found["rest"].isupper()))
        for title in (event.title, event.subtitle)
        for pattern in (_FIRST, _LAST)
        if (found := pattern.fullmatch(title)) is not None
    )
