"""What an import changes of what somebody can claim, and stays counted anew by the times of their sessions now."""

from collections.abc import Collection, Sequence
from functools import cache, partial

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.progress import Record, bounds, bounds_then, is_complete, met_at, total
from ce_tui.credit.work import Tell, told
from ce_tui.store.codec import dump_spans, load, load_spans
from ce_tui.store.credits import content_of
from ce_tui.store.database import Database, Transaction
from ce_tui.store.results import Change, Changes
from ce_tui.store.rows import Held

MOST = 20
"""So many changes are told one by one."""


def retime(tx: Transaction, database: Database, contents: Collection[int], tell: Tell) -> tuple[set[int], list[Held]]:
    """Let what was attended count by the times that its session has now; the sessions of which somebody's stays had
    others, and what of learners' credits it touches.

    Who had completed a session that is longer now keeps what it counted, unless enough of the longer one was attended.
    """
    sessions, held = set(), []
    for id in told(contents, "Looking at what was attended", tell):
        content = content_of(database, id)
        if content.kind is not ContentKind.SESSION:
            continue
        touched = _touched(database, id, content)
        for learner in dict.fromkeys(of.learner_id for of in touched):
            tx.update("progress", {"times": dump_spans([bounds(content)])}, learner_id=learner, content_id=id)
        if touched:
            sessions.add(id)
            held += touched
    return sessions, held


def _touched(database: Database, id: int, session: Content) -> list[Held]:
    """What of learners' credits it touches when their stays count by the times that the session has now."""
    here = bounds(session)
    others = database.read(_OTHERWISE, {"content": id, "times": dump_spans([here])})
    return [
        Held(key, learner, credit)
        for key, learner, credit, spans, complete, then in others
        if not complete
        or total([here]) <= total(load_spans(then)[-1:])
        or is_complete(session, Record(session.id, load_spans(spans), times=(here,)))
    ]


_OTHERWISE = """SELECT l.key, p.learner_id, h.credit_id, p.spans, p.complete_at NOT NULL, p.times
  FROM credit_content x JOIN holding h ON h.credit_id = x.credit_id
  JOIN progress p ON p.learner_id = h.learner_id AND p.content_id = x.content_id JOIN learner l ON l.id = h.learner_id
  WHERE x.content_id = :content AND p.times NOT NULL AND p.times <> :times"""


def complete_anew(tx: Transaction, database: Database, contents: Collection[int], tell: Tell) -> None:
    """Complete what edited contents ask no more of than was done already, as of when it was last recorded."""
    if not contents:
        return
    # One look at all of it, for nothing leads from a content to its progress.
    rows = database.read(
        "SELECT content_id, learner_id, spans, done, times FROM progress WHERE complete_at IS NULL", {}
    )
    edited = cache(partial(content_of, database))
    open = [row for row in rows if row[0] in contents]
    for id, learner, spans, done, times in told(open, "Updating progress", tell):
        content = edited(id)
        record = Record(content.id, load_spans(spans), bool(done), times=load_spans(times))
        if not is_complete(content, record):
            continue
        ids = {"learner": learner, "content": id}
        ((at,),) = database.read(
            """SELECT max(at) FROM activity WHERE learner_id = :learner AND content_id = :content
               AND kind NOT IN ('guess', 'check-in', 'check', 'missed', 'taken back')""",
            ids,
        )
        if at is not None:
            times = dump_spans([bounds_then(content, record)])
            met = ms(met_at(content, record, utc(at)))
            tx.update("progress", {"complete_at": met, "times": times}, learner_id=learner, content_id=id)


def changes(database: Database, found: Sequence[tuple[Held, int, int]]) -> Changes:
    """What could be claimed before and can be claimed after, for learners (key) and credits (row)."""
    told = []
    for of, before, after in found[:MOST]:
        credit = load(Credit, database.read("SELECT data FROM credit WHERE id = :key", {"key": of.credit})[0][0])
        told.append(Change(of.learner, credit.id, credit.title, credit.type, Amount(before), Amount(after)))
    return Changes(len(found), tuple(told))
