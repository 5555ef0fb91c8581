"""What a presenter lets happen at once, by the same rules as ever: attend a session, release a credit."""

from dataclasses import replace
from datetime import datetime

from ce_tui.credit.browsing import code_of
from ce_tui.credit.model import Content, Credit
from ce_tui.credit.progress import Record
from ce_tui.credit.words import ends_at
from ce_tui.store import Store

_MOST = 100_000


def attend(store: Store, learner: str, credit: int, session: Content, now: datetime) -> tuple[Record, datetime]:
    """Attend the whole of a session as somebody in the room does; what that comes to, and when it was over.

    They enter the code that is shown there; check in when it starts, unless they are in already, and out when it is
    over. Raises StoreError.
    """
    starts, over = session.starts_at, ends_at(session) or now
    if not session.check_in or starts is None:
        return store.sessions.attend(learner, credit, session.id, code_of(session, over), over), over
    if not any(one.stands and one.session == session.id for one in store.check_ins.of(learner, over)):
        store.sessions.check_in(learner, credit, session.id, code_of(session, starts), starts, leave=True)
    return store.sessions.check_out(learner, credit, session.id, code_of(session, over), over), over


def release_next(store: Store, learner: str, now: datetime, at: datetime) -> Credit | None:
    """Let the credit that is to be released next be released at `at`; None when all are released by `now`."""
    rows = store.lists.page("all", learner, now, limit=_MOST)
    later = [(row.release_at, row.key) for row in rows if row.release_at is not None and row.release_at > now]
    if not later:
        return None
    view = store.credits.view(learner, min(later)[1], now)
    store.catalogs.load(view.organization, [released := replace(view.credit, release_at=at)])
    return released
