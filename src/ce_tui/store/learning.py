"""Recording attention checks: each is kept when it is answered, or when it was not answered in time."""

from __future__ import annotations

import json
from datetime import datetime

from ce_tui.credit.moments import ms
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.ledger import Recording


class Checking(Recording):
    """The use cases of attention checks. A check is known by its place in the content, in milliseconds."""

    def checks(self, learner: str, credit: int, content: str) -> tuple[int, ...]:
        """The places of the checks that the learner has still to answer, in order."""
        what, content_id = self._content(credit, content)
        return self._unanswered(learner, content_id, what, self._progress(learner, content_id)[0])

    def answer_check(
        self, learner: str, credit: int, content: str, place: int, asked_at: datetime, now: datetime, *, sitting: str
    ) -> tuple[int, ...]:
        """Keep that the check at `place`, asked at `asked_at`, was answered `now`; what `checks` says from then on.

        Too late it is kept as missed, and Refused says what to do. One that is answered already stays so.
        """
        from ce_tui.store import rules

        with self._database.transaction(now) as tx:
            what, content_id = self._content(credit, content)
            if place not in what.checks:
                raise StoreError("The organizer has moved this check; play on, and you are asked where it is now.")
            left = self._unanswered(learner, content_id, what, self._progress(learner, content_id)[0])
            if place not in left:
                return left
            problem = rules.late_problem(what, place, asked_at, now)
            kind = rules.MISSED if problem else rules.CHECK
            detail = json.dumps({"asked_at": ms(asked_at)})
            learner_id = self._learner_id(tx, learner)
            self._ledger(tx, learner_id, content_id, kind, sitting, (place, place), ms(now), detail)
        if problem:
            raise Refused([problem])
        return tuple(other for other in left if other != place)
