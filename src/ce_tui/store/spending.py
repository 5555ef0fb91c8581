"""The ledger's lines and the real time that they used: found again, extended, and written with where time went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ce_tui.credit.checkin import stands
from ce_tui.credit.model import Content
from ce_tui.credit.moments import utc
from ce_tui.credit.progress import Span, bounds, by_the_clock
from ce_tui.credit.spending import LATE_MS, Use
from ce_tui.store.codec import load
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import decoding
from ce_tui.store.lists import OPEN

_GOES_ON_MS = 5000
"""So long may a sitting pause and still be one stretch of real time."""


class Ids(NamedTuple):
    """Whose a line is, of what, and of which sitting."""

    learner_id: int
    content_id: int
    kind: str
    sitting: str


class Last(NamedTuple):
    """The last line of a sitting."""

    id: int
    end_ms: int
    at: int
    real_end: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class KeptStretch:
    """A stretch as the ledger keeps it, recorded `at`: `real` is the time that it used, and `elsewhere` what of that
    counts for other contents, by title; `detail` is what else there is to keep. All times are milliseconds.
    """

    span: Span
    at: int
    real: Span | None = None
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    detail: str = ""


def last_line(database: Database, ids: Ids) -> Last | None:
    """The last line of that sitting; None when it has none yet."""
    rows = database.read(
        """SELECT id, end_ms, at, real_end, detail FROM activity WHERE learner_id = :learner_id
           AND content_id = :content_id AND sitting = :sitting AND kind = :kind ORDER BY id DESC LIMIT 1""",
        ids._asdict(),
    )
    return Last(*rows[0]) if rows else None


def used(database: Database, ids: Ids, content: Content, real: Span, at: int) -> list[Use]:
    """What of that real time other contents of the learner have used, what was recorded first before the others.

    Of two sessions that are always in one credit together, that credit's own rule makes time count once. What is dated
    later than `at` was recorded before the clock was set back. Play counts nothing while its learner is checked in to
    a session: that time is the session's.
    """
    if real[0] >= real[1]:
        return []
    values = {
        "learner": ids.learner_id,
        "content": ids.content_id,
        "low": real[0],
        "high": real[1],
        "latest": at + LATE_MS,
    }
    uses = []
    for data, start, end, _ in database.read(OF_SESSION if by_the_clock(content) else OF_PLAY, values):
        if end:
            uses.append(Use(json.loads(data)["title"], (start, end)))
        elif (session := load(Content, data)) and stands(session, utc(start), utc(at)):
            low, high = bounds(session)
            uses.append(Use(session.title, (max(low, start), high)))
    return uses


_USED = """SELECT t.data, a.real_start, a.real_end, a.id FROM activity a JOIN content t ON t.id = a.content_id
  WHERE a.learner_id = :learner AND a.real_end > :low AND a.real_start < :high AND a.content_id <> :content
  AND a.at <= :latest"""
OF_PLAY = f"""{_USED} UNION ALL SELECT t.data, a.at, 0, a.id FROM activity a JOIN content t ON t.id = a.content_id
  WHERE a.learner_id = :learner AND {OPEN} ORDER BY 4"""
OF_SESSION = f"""{_USED} AND (a.start_ms <> a.real_start OR EXISTS (
    SELECT 1 FROM credit_content x WHERE x.content_id = :content AND NOT EXISTS (
      SELECT 1 FROM credit_content y WHERE y.credit_id = x.credit_id AND y.content_id = a.content_id))) ORDER BY 4"""


def write(tx: Transaction, ids: Ids, last: Last | None, stretch: KeptStretch) -> None:
    """Write a stretch into the ledger, with where its time went; a sitting that goes on extends its last line.

    A stretch that counts nothing, for its time counts elsewhere, is told by the last line.
    """
    span, real, elsewhere = stretch.span, stretch.real, stretch.elsewhere
    counts = span[0] < span[1]
    if last is not None and not stretch.detail and (_goes_on(last, span, real) if counts else elsewhere):
        end, at, until = (span[1], stretch.at, real and real[1]) if counts else (last.end_ms, last.at, last.real_end)
        extended = {"end_ms": end, "at": at, "real_end": until, "detail": _with(last.detail, elsewhere)}
        tx.update("activity", extended, id=last.id)
        return
    start, until = real if real and counts else (None, None)
    used = {"real_start": start, "real_end": until, "detail": _with(stretch.detail, elsewhere)}
    tx.insert("activity", {**ids._asdict(), "start_ms": span[0], "end_ms": span[1], "at": stretch.at, **used})


def _goes_on(last: Last, span: Span, real: Span | None) -> bool:
    if last.end_ms != span[0] or real is None or last.real_end is None:
        return last.end_ms == span[0] and real is None and last.real_end is None
    return 0 <= real[0] - last.real_end <= _GOES_ON_MS


def _with(detail: str, elsewhere: Mapping[str, int]) -> str:
    """The detail of a line, with more time that counts elsewhere."""
    if not elsewhere:
        return detail
    with decoding():
        kept = json.loads(detail) if detail else {}
        times = dict(kept["elsewhere"]) if "elsewhere" in kept else {}
    for title, time in elsewhere.items():
        times[title] = times.get(title, 0) + time
    return json.dumps({**kept, "elsewhere": [*times.items()]})
