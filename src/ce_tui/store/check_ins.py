"""Who is checked in to a session just now. Light: the first screen shows it, so no codec is loaded for it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from ce_tui.credit.checkin import leave_by, stands
from ce_tui.credit.listing import CheckIn
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.moments import ms, utc
from ce_tui.store.database import Database
from ce_tui.store.errors import decoding
from ce_tui.store.lists import MINE, OPEN


class CheckIns:
    """The check-ins of learners, by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, learner: str, now: datetime) -> tuple[CheckIn, ...]:
        """The learner's check-ins that no check-out followed, the one to check out of first before the others."""
        # CROSS JOIN keeps this order: a planner that counted before anything was done would begin at the contents.
        rows = self._database.read(
            f"""SELECT o.key, o.zone, t.key, t.data, a.at, (SELECT min(x.credit_id) FROM credit_content x
                  JOIN credit c ON c.id = x.credit_id WHERE x.content_id = t.id
                  AND (c.release_at IS NULL OR c.release_at <= :now)) AS credit
                FROM activity a CROSS JOIN content t CROSS JOIN organization o
                WHERE a.{MINE} AND {OPEN} AND t.id = a.content_id AND o.id = t.organization_id AND credit NOT NULL""",
            {"learner": learner, "now": ms(now)},
        )
        found = []
        with decoding():
            for organization, zone, key, data, at, credit in rows:
                kept, since = json.loads(data), utc(at)
                session = _session(key, kept)
                if last := leave_by(session):
                    is_in, coded = stands(session, since, now), bool(kept.get("code") or kept.get("secret"))
                    found.append(CheckIn(organization, key, session.title, zone, credit, since, last, is_in, coded))
        return tuple(sorted(found, key=lambda check_in: check_in.leave_by))


def _session(key: str, kept: dict[str, Any]) -> Content:
    """As much of a session as tells until when one may stay."""
    starts_at = kept["starts_at"] and datetime.fromisoformat(kept["starts_at"])
    kind, check_in = ContentKind(kept["kind"]), kept.get("check_in", False)
    return Content(key, kind, kept["title"], kept["length_ms"], starts_at=starts_at, check_in=check_in)
