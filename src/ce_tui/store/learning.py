"""What learners watch, read and attend by the clock, the attention checks on the way, and the ledger read whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ce_tui.credit.attention import late_problem, takes_timer
from ce_tui.credit.ledger import CHECK, MISSED, TIMED, History, Line, Stretch
from ce_tui.credit.model import Content
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, as_of
from ce_tui.credit.standing import CreditView
from ce_tui.store.accounts import Accounts
from ce_tui.store.codec import load
from ce_tui.store.database import Database
from ce_tui.store.errors import Refused, StoreError, decoding
from ce_tui.store.ledger import Ledger, note
from ce_tui.store.lists import MINE
from ce_tui.store.spending import Ids


class Learning:
    """Every method may raise StoreError with a sentence for people. A check is known by its place in the content, in
    milliseconds.
    """

    def __init__(self, database: Database, accounts: Accounts, ledger: Ledger) -> None:
        self._database, self._accounts, self._ledger = database, accounts, ledger

    def record(self, learner: str, credit: int, content: str, stretch: Stretch, now: datetime) -> Record:
        """Record what was watched, attended or read of a content of `credit`; counts for every credit with it.

        What lies behind an attention check that is not answered is cut off. A sitting's ledger line grows while it goes
        on. Refused for time that was measured by hand where only what this app plays counts.
        """
        with self._database.transaction(now) as tx:
            item = self._ledger.content(credit, content)
            if stretch.kind == TIMED and not takes_timer(item.content):
                raise Refused(["The timer does not count here. Play the video in this app."])
            return self._ledger.append(tx, learner, item, stretch, now)

    def checks(self, learner: str, credit: int, content: str) -> tuple[int, ...]:
        """The places of the checks that the learner has still to answer, in order."""
        item = self._ledger.content(credit, content)
        return self._ledger.unanswered(learner, item, self._ledger.progress(learner, item.id)[0])

    def answer_check(
        self, learner: str, credit: int, content: str, place: int, asked_at: datetime, now: datetime, *, sitting: str
    ) -> tuple[int, ...]:
        """Keep that the check at `place`, asked at `asked_at`, was answered `now`; what `checks` says from then on.

        Too late it is kept as missed, and Refused says what to do. One that is answered already stays so.
        """
        with self._database.transaction(now) as tx:
            item = self._ledger.content(credit, content)
            if place not in item.content.checks:
                raise StoreError("The organizer has moved this check; play on, and you are asked where it is now.")
            left = self._ledger.unanswered(learner, item, self._ledger.progress(learner, item.id)[0])
            if place not in left:
                return left
            problem = late_problem(item.content, place, asked_at, now)
            kind = MISSED if problem else CHECK
            detail = json.dumps({"asked_at": ms(asked_at)})
            ids = Ids(self._accounts.row(tx, learner), item.id, kind, sitting)
            note(tx, ids, now, detail, (place, place))
        if problem:
            raise Refused([problem])
        return tuple(other for other in left if other != place)

    def history(self, learner: str, credit: int | None = None, now: datetime | None = None) -> tuple[History, ...]:
        """All that the learner did, by content: of each content of a credit in its order, or of all ever begun.

        The records are as they count at `now`; None asks for all, also of a session that is not over yet.
        """
        key = self._database.read("SELECT id FROM learner WHERE key = :learner", {"learner": learner})
        query = _EVER_BEGUN if credit is None else _OF_A_CREDIT
        found = self._database.read(query, {"id": key[0][0] if key else -1, "credit": credit})
        histories = []
        for id, data, organization in found:
            content = load(Content, data)
            lines = self._lines(key[0][0], id) if key else ()
            record = self._ledger.progress(learner, id)[0]
            if record is not None and now is not None:
                record = as_of(content, record, ms(now))
            histories.append(History(load(Organization, organization), content, record, lines))
        return tuple(histories)

    def _lines(self, learner_id: int, content_id: int) -> tuple[Line, ...]:
        rows = self._database.read(
            """SELECT kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            {"learner": learner_id, "content": content_id},
        )
        with decoding():
            return tuple(_line(row) for row in rows)

    def history_of(self, learner: str, view: CreditView) -> tuple[History, ...]:
        """The ledger of a credit that was read already, in one question."""
        lines: dict[str, list[Line]] = {}
        rows = self._database.read(
            f"""SELECT t.key, a.kind, a.sitting, a.start_ms, a.end_ms, a.at, a.detail, a.real_start, a.real_end
               FROM activity a JOIN content t ON t.id = a.content_id
               WHERE a.{MINE}
                 AND a.content_id IN (SELECT content_id FROM credit_content WHERE credit_id = :credit) ORDER BY a.id""",
            {"learner": learner, "credit": view.key},
        )
        with decoding():
            for content, *row in rows:
                lines.setdefault(content, []).append(_line(row))
        return tuple(
            History(view.organization, content, view.records.get(content.id), (*lines.get(content.id, ()),))
            for content in view.credit.contents
        )


def _line(row: Sequence[Any]) -> Line:
    """A line of the ledger: kind, sitting, start, end, at, detail, and the real time it used where that was asked."""
    kind, sitting, start, end, at, detail, *real = row
    kept = json.loads(detail) if detail else {}
    told = {name: kept[name] for name in ("verb", "right", "of", "passed", "trusted") if name in kept}
    since = utc(kept["checked_in_at"]) if "checked_in_at" in kept else None
    elsewhere = tuple((str(title), int(time)) for title, time in kept["elsewhere"]) if "elsewhere" in kept else ()
    begun, ended = real or (None, None)
    return Line(
        kind,
        sitting,
        (int(start), int(end)),
        utc(at),
        since=since,
        again="before" in kept,
        elsewhere=elsewhere,
        real=None if begun is None or ended is None else (int(begun), int(ended)),
        **told,
    )


_EVER_BEGUN = """SELECT t.id, t.data, o.data FROM content t JOIN organization o ON o.id = t.organization_id
  JOIN progress p ON p.content_id = t.id AND p.learner_id = :id
  UNION SELECT t.id, t.data, o.data FROM activity a JOIN content t ON t.id = a.content_id
  JOIN organization o ON o.id = t.organization_id WHERE a.learner_id = :id ORDER BY 1"""
_OF_A_CREDIT = """SELECT t.id, t.data, o.data FROM content t JOIN organization o ON o.id = t.organization_id
  JOIN credit_content x ON x.content_id = t.id AND x.credit_id = :credit ORDER BY x.position"""
