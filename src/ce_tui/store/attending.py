"""Recording attendance: by code, phrase or one's own word. Wrong codes are kept, so that guessing takes time."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from ce_tui.credit.words import utc
from ce_tui.store.errors import Refused, StoreError, decoding
from ce_tui.store.reading import ms
from ce_tui.store.recording import Recording

if TYPE_CHECKING:
    from ce_tui.credit.model import Content
    from ce_tui.credit.parties import Organization
    from ce_tui.credit.progress import Record

GUESS = "guess"
"""Kind of the ledger's lines that hold a wrong code; they are no progress."""


class Attending(Recording):
    """The use cases of attendance."""

    def attend(self, learner: str, credit: int, session: str, code: str, now: datetime) -> Record:
        """Record the whole of a session as attended, with the moment at which the code was entered.

        Refused when it is too early or too late, the code is another one, or too many were wrong a moment ago.
        """
        from ce_tui.store import rules

        with self._transaction() as connection:
            content, content_id = self._content(credit, session)
            problem = rules.wait_problem(rules.guess_wait(self._guesses(learner, content_id), now))
            if not problem:
                entry = rules.enter(content, code, now)
                problem = entry.problem
                if not problem:
                    at = {} if entry.shown_at is None else {"shown_at": ms(entry.shown_at)}
                    detail = json.dumps({"entered_at": ms(now), **at})
                    span = rules.bounds(content)
                    return self._record(
                        connection, learner, content, content_id, now, "attended", session, span, None, False, detail
                    )
                if entry.wrong:  # kept even though it is refused
                    learner_id = self._learner_id(connection, learner)
                    self._ledger(connection, learner_id, content_id, GUESS, session, (0, 0), ms(now), "{}")
        raise Refused([problem])

    def _guesses(self, learner: str, content_id: int) -> list[datetime]:
        rows = self._database.read(
            """SELECT at FROM activity WHERE content_id = :content AND kind = :kind
               AND learner_id = (SELECT id FROM learner WHERE key = :learner) ORDER BY id""",
            {"content": content_id, "kind": GUESS, "learner": learner},
        )
        with decoding():
            return [utc(at) for (at,) in rows]

    def session(self, id: str) -> tuple[Content, Organization]:
        """The session with that catalog id (`id`, or `organization/id`), and whose it is; StoreError if unknown."""
        from ce_tui.credit.parties import Organization
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        organization, _, key = id.rpartition("/")
        rows = self._database.read(
            """SELECT t.data, o.key, o.data FROM content t JOIN organization o ON o.id = t.organization_id
               WHERE t.key = :key AND (:organization = '' OR o.key = :organization) ORDER BY t.id""",
            {"key": key, "organization": organization},
        )
        if not rows:
            raise StoreError(f"There is no session “{id}”; `ce-tui show CREDIT` prints the contents of a credit.")
        if len(rows) > 1:
            names = ", ".join(f"{owner}/{key}" for _, owner, _ in rows)
            raise StoreError(f"Several organizations have a session “{key}”; say which: {names}.")
        return load(rules.Content, rows[0][0]), load(Organization, rows[0][2])
