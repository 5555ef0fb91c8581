"""The ledger read whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.words import utc
from ce_tui.store.errors import decoding
from ce_tui.store.ledger import Recording

if TYPE_CHECKING:
    from ce_tui.credit.ledger import History, Line
    from ce_tui.credit.standing import CreditView


class Exchanging(Recording):
    """The use cases of giving what was learned. Every method may raise StoreError."""

    def ledger(self, learner: str, credit: int | None = None, now: datetime | None = None) -> tuple[History, ...]:
        """All that the learner did, by content: of each content of a credit in its order, or of all ever begun.

        The records are as they count at `now`; None asks for all, also of a session that is not over yet.
        """
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        if credit is None:
            source = """FROM content t JOIN progress p ON p.content_id = t.id AND p.learner_id = :id WHERE 1 = 1
                        UNION SELECT t.id, t.data, o.data FROM activity a JOIN content t ON t.id = a.content_id
                        JOIN organization o ON o.id = t.organization_id WHERE a.learner_id = :id ORDER BY 1"""
        else:
            source = """FROM content t JOIN credit_content x ON x.content_id = t.id AND x.credit_id = :credit
                        ORDER BY x.position"""
        source = source.replace("FROM content t", "FROM content t JOIN organization o ON o.id = t.organization_id", 1)
        key = self._database.read("SELECT id FROM learner WHERE key = :learner", {"learner": learner})
        found = self._database.read(
            f"SELECT t.id, t.data, o.data {source}", {"id": key[0][0] if key else -1, "credit": credit}
        )
        histories = []
        for id, data, organization in found:
            content = load(rules.Content, data)
            lines = self._lines(key[0][0], id) if key else ()
            record = self._progress(learner, id)[0]
            if record is not None and now is not None:
                record = rules.as_of(content, record, ms(now))
            histories.append(rules.History(load(Organization, organization), content, record, lines))
        return tuple(histories)

    def _lines(self, learner_id: int, content_id: int) -> tuple[Line, ...]:
        rows = self._database.read(
            """SELECT kind, sitting, start_ms, end_ms, at, detail FROM activity
               WHERE learner_id = :learner AND content_id = :content ORDER BY id""",
            {"learner": learner_id, "content": content_id},
        )
        with decoding():
            return tuple(_line(*row) for row in rows)

    def _histories(self, learner: str, view: CreditView) -> tuple[History, ...]:
        """The ledger of a credit that was read already, in one question."""
        from ce_tui.store import rules

        lines: dict[str, list[Line]] = {}
        rows = self._database.read(
            """SELECT t.key, a.kind, a.sitting, a.start_ms, a.end_ms, a.at, a.detail, a.real_start, a.real_end
               FROM activity a JOIN content t ON t.id = a.content_id
               WHERE a.learner_id = (SELECT id FROM learner WHERE key = :learner)
                 AND a.content_id IN (SELECT content_id FROM credit_content WHERE credit_id = :credit) ORDER BY a.id""",
            {"learner": learner, "credit": view.key},
        )
        with decoding():
            for content, *row in rows:
                lines.setdefault(content, []).append(_line(*row))
        return tuple(
            rules.History(view.organization, content, view.records.get(content.id), (*lines.get(content.id, ()),))
            for content in view.credit.contents
        )


def _line(
    kind: str,
    sitting: str,
    start: int,
    end: int,
    at: int,
    detail: str,
    begun: int | None = None,
    ended: int | None = None,
) -> Line:
    from ce_tui.store import rules

    kept = json.loads(detail) if detail else {}
    told = {name: kept[name] for name in ("verb", "right", "of", "passed", "trusted") if name in kept}
    since = utc(kept["checked_in_at"]) if "checked_in_at" in kept else None
    elsewhere = tuple((str(title), int(time)) for title, time in kept["elsewhere"]) if "elsewhere" in kept else ()
    return rules.Line(
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
