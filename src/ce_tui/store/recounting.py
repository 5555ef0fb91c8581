"""What an import changes of what somebody can claim, and stays counted anew by the times of their sessions now."""

from collections.abc import Collection, Sequence

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.progress import Record, bounds, is_complete, total
from ce_tui.credit.work import Tell, told
from ce_tui.store.database import Database, Transaction
from ce_tui.store.results import Change, Changes

MOST = 20
"""So many changes are told one by one."""


def retime(
    tx: Transaction, database: Database, contents: Collection[int], tell: Tell
) -> tuple[set[int], list[tuple[str, int, int]]]:
    """Let what was attended count by the times that its session has now; the sessions of which somebody's stays had
    others, and the learners (key and row) and credits (row) that it touches.

    Who had completed a session that is longer now keeps what it counted, unless enough of the longer one was attended.
    """
    from ce_tui.store.codec import dump_spans, load, load_spans

    sessions, held = set(), []
    for id in told(contents, "Looking at what was attended", tell):
        content = load(Content, database.read("SELECT data FROM content WHERE id = :id", {"id": id})[0][0])
        if content.kind is not ContentKind.SESSION:
            continue
        here = bounds(content)
        times = dump_spans([here])
        others = database.read(_OTHERWISE, {"content": id, "times": times})
        found = [
            (key, learner, credit)
            for key, learner, credit, spans, complete, then in others
            if not complete
            or total([here]) <= total(load_spans(then)[-1:])
            or is_complete(content, Record(content.id, load_spans(spans), times=(here,)))
        ]
        if found:
            for learner in dict.fromkeys(learner for _, learner, _ in found):
                tx.update("progress", {"times": times}, learner_id=learner, content_id=id)
            sessions.add(id)
            held += found
    return sessions, held


_OTHERWISE = """SELECT l.key, p.learner_id, h.credit_id, p.spans, p.complete_at NOT NULL, p.times
  FROM credit_content x JOIN holding h ON h.credit_id = x.credit_id
  JOIN progress p ON p.learner_id = h.learner_id AND p.content_id = x.content_id JOIN learner l ON l.id = h.learner_id
  WHERE x.content_id = :content AND p.times NOT NULL AND p.times <> :times"""


def changes(database: Database, found: Sequence[tuple[str, int, int, int]]) -> Changes:
    """What could be claimed before and can be claimed after, for learners (key) and credits (row)."""
    from ce_tui.store.codec import load

    told = []
    for learner, key, before, after in found[:MOST]:
        credit = load(Credit, database.read("SELECT data FROM credit WHERE id = :key", {"key": key})[0][0])
        told.append(Change(learner, credit.id, credit.title, credit.type, Amount(before), Amount(after)))
    return Changes(len(found), tuple(told))
