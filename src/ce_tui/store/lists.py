"""The lists: a page by its keyset, how many rows, sums, and when something changes by itself.

What the first screen shows comes from here, so neither the rules nor the codec are loaded with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ce_tui.credit.listing import ClaimRow, Row, Total
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean, fold
from ce_tui.store.errors import decoding
from ce_tui.store.rows import Held, amount_of, claim_row, row, type_of

if TYPE_CHECKING:
    from ce_tui.store.database import Database

OPEN = "a.kind = 'check-in' AND a.end_ms = 0"
"""What the index `activity_open` is of."""
MINE = "learner_id = (SELECT id FROM learner WHERE key = :learner)"
LAST = "coalesce((SELECT x.{0} FROM reissue x WHERE x.claim_id = k.id ORDER BY x.id DESC LIMIT 1), k.{0})"
"""A column of a claim as it was issued last."""
_READY = """(coalesce(h.claimable, 0) > 0 AND (c.opens_at IS NULL OR c.opens_at <= :now)
  AND (c.closes_at IS NULL OR c.closes_at > :now))"""
_RELEASED = "(c.release_at IS NULL OR c.release_at <= :now)"
_FROM = """FROM credit c JOIN organization o ON o.id = c.organization_id
  {join} holding h ON h.credit_id = c.id AND h.learner_id = (SELECT id FROM learner WHERE key = :learner)"""
_COLUMNS = """SELECT c.id, c.key, c.title, c.type_id, c.type_step, c.amount, coalesce(h.claimed, 0),
  coalesce(h.claimable, 0), coalesce(h.current, 0), coalesce(h.needed, c.needed), c.in_time, coalesce(h.complete, 0),
  coalesce(h.final, 0), c.release_at, c.opens_at, c.closes_at, o.zone, h.due_at, h.asks, o.key """
_LISTS = {
    # Released and not finished; what is complete and open stands under Ready to Claim alone.
    "progress": _FROM.format(join="LEFT JOIN")
    + f" WHERE {_RELEASED} AND coalesce(h.final, 0) = 0 AND NOT (coalesce(h.complete, 0) = 1 AND {_READY})",
    "ready": _FROM.format(join="JOIN") + f" WHERE {_RELEASED} AND h.final = 0 AND {_READY}",
    "all": _FROM.format(join="LEFT JOIN") + " WHERE 1 = 1",
}
_FOUND = " AND c.search LIKE :pattern ESCAPE '!'"
_CLAIMS = f"FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id WHERE k.{MINE}"
_CLAIM_COLUMNS = f"""SELECT -k.id, {LAST.format("number")}, k.title, k.type_id, k.type_step, k.amount,
  k.whole - k.returned, k.part, k.claimed_at,
  k.certificate, r.at IS NOT NULL, k.zone, k.completed_at, k.complete """
_CLAIM_FOUND = """ AND (k.search LIKE :pattern ESCAPE '!' OR EXISTS (
  SELECT 1 FROM reissue x WHERE x.claim_id = k.id AND x.search LIKE :pattern ESCAPE '!'))"""


def pattern(text: str) -> str:
    """A LIKE pattern (escape `!`) that finds what holds every word of `text` in that order, case folded."""
    words = [w.replace("!", "!!").replace("%", "!%").replace("_", "!_") for w in fold(clean(text, 200)).split()]
    return f"%{'%'.join(words)}%" if words else ""


class Lists:
    """The lists of a learner, by key; a key that was never seen before has no progress."""

    def __init__(self, database: Database, count_anew: Callable[[Sequence[Held], datetime], bool]) -> None:
        """`count_anew` works out again what is due by then; whether it could be kept."""
        self._database, self._count_anew = database, count_anew

    def settle(self, learner: str, now: datetime) -> bool:
        """Work out anew what of the learner's credits is due; whether anything was changed."""
        due = self._database.read(
            """SELECT l.key, l.id, h.credit_id FROM learner l JOIN holding h ON h.learner_id = l.id
               WHERE l.key = :learner AND h.due_at <= :now""",
            {"learner": learner, "now": ms(now)},
        )
        return bool(due) and self._count_anew([Held(*row) for row in due], now)

    def page(
        self,
        which: str,
        learner: str,
        now: datetime,
        *,
        search: str = "",
        after: int | None = None,
        skip: int = 0,
        limit: int = 64,
        backward: bool = False,
    ) -> list[Row]:
        """A page of `progress`, `ready` or `all`, in order of `key`.

        Starts behind the key `after`, or `skip` rows from the start; with `backward`, `skip` rows from the end
        (still in order). `search` keeps rows whose title, type or speakers hold its words.
        """
        self.settle(learner, now)
        words = pattern(search)
        sql = _COLUMNS + _LISTS[which] + (_FOUND if words else "")
        values = {"learner": learner, "now": ms(now), "pattern": words, "after": after, "limit": limit, "skip": skip}
        rows = self._page(sql, "c.id", values, backward)
        with decoding():
            return [row(columns) for columns in rows]

    def claims(
        self,
        learner: str,
        *,
        search: str = "",
        after: int | None = None,
        skip: int = 0,
        limit: int = 64,
        backward: bool = False,
    ) -> list[ClaimRow]:
        """A page of the learner's claims, newest first (their keys ascend all the same)."""
        words = pattern(search)
        sql = _CLAIM_COLUMNS + _CLAIMS + (_CLAIM_FOUND if words else "")
        values = {"learner": learner, "pattern": words, "after": after, "limit": limit, "skip": skip}
        rows = self._page(sql, "-k.id", values, backward)
        with decoding():
            return [claim_row(columns) for columns in rows]

    def _page(self, sql: str, key: str, values: Mapping[str, object], backward: bool) -> list[tuple[Any, ...]]:
        if values["after"] is not None:
            sql += f" AND {key} > :after"
        order = "DESC" if backward else ""
        rows = self._database.read(f"{sql} ORDER BY {key} {order} LIMIT :limit OFFSET :skip", values)
        return rows[::-1] if backward else rows

    def position(self, which: str, learner: str, now: datetime, key: int, search: str = "") -> int:
        """How many rows of a list (`progress`, `ready`, `all` or `claims`) stand before `key`, itself in it or not."""
        self.settle(learner, now)
        values = {"learner": learner, "now": ms(now), "pattern": pattern(search), "key": key}
        if which == "claims":
            source, column, found = _CLAIMS, "-k.id", _CLAIM_FOUND
        else:
            source, column, found = _LISTS[which], "c.id", _FOUND
        source += found if values["pattern"] else ""
        return int(self._database.read(f"SELECT count(*) {source} AND {column} < :key", values)[0][0])

    def count(self, which: str, learner: str, now: datetime, search: str = "") -> int:
        """How many rows a list (`progress`, `ready`, `all` or `claims`) has."""
        self.settle(learner, now)
        values = {"learner": learner, "now": ms(now), "pattern": pattern(search)}
        if which == "claims":
            sql = f"SELECT count(*) {_CLAIMS}" + (_CLAIM_FOUND if values["pattern"] else "")
        elif which == "progress" and not values["pattern"]:
            # All that is released less the few that are elsewhere: both come from an index.
            sql = f"""SELECT (SELECT count(*) FROM credit c WHERE {_RELEASED}) - (SELECT count(*) {_LISTS["ready"]}
                  AND h.complete = 1) - (SELECT count(*) FROM holding h JOIN credit c ON c.id = h.credit_id
                  WHERE h.{MINE} AND h.final = 1 AND {_RELEASED})"""
        else:
            sql = f"SELECT count(*) {_LISTS[which]}" + (_FOUND if values["pattern"] else "")
        return int(self._database.read(sql, values)[0][0])

    def next_change(self, learner: str, now: datetime) -> datetime | None:
        """The next moment at which a credit is released, opens or closes by itself, or more of it counts."""
        sql = "SELECT min(at) FROM ({}) moments".format(
            " UNION ALL ".join(
                f"SELECT min({column}) AS at FROM credit WHERE {column} > :now"
                for column in ("release_at", "opens_at", "closes_at")
            )
            + f" UNION ALL SELECT min(h.due_at) FROM holding h WHERE h.due_at > :now AND h.{MINE}"
        )
        at = self._database.read(sql, {"learner": learner, "now": ms(now)})[0][0]
        return None if at is None else utc(at)

    def is_in_a_session(self, learner: str) -> bool:
        """Whether a check-in of the learner's was followed by no check-out; which ones, `check_ins` tells."""
        rows = self._database.read(f"SELECT 1 FROM activity a WHERE a.{MINE} AND {OPEN} LIMIT 1", {"learner": learner})
        return bool(rows)

    def newest(self) -> datetime | None:
        """The latest moment among the last that were recorded: a clock behind it is wrong now, or was then.

        Only the last ones, so that one moment from a far future is not held against the clock for good.
        """
        at = self._database.read(
            """SELECT max(at) FROM (SELECT * FROM (SELECT at FROM activity ORDER BY id DESC LIMIT 50)
               UNION ALL SELECT * FROM (SELECT claimed_at FROM claim ORDER BY id DESC LIMIT 50))""",
            {},
        )[0][0]
        with decoding():
            return None if at is None else utc(at)

    def organizations(self) -> tuple[Organization, ...]:
        """All of them, in the order in which they came."""
        rows = self._database.read("SELECT data FROM organization ORDER BY id", {})
        with decoding():
            return tuple(_organization(json.loads(data)) for (data,) in rows)  # no codec to wait for

    def totals(self, learner: str) -> tuple[Total, ...]:
        """What the learner claimed by year of completion and type, newest year first; revoked claims do not count."""
        rows = self._database.read(
            f"""SELECT k.year, k.type_id, min(k.type_step), sum(k.amount), count(*) {_CLAIMS} AND r.at IS NULL
                GROUP BY k.year, k.type_id ORDER BY k.year DESC, k.type_id""",
            {"learner": learner},
        )
        with decoding():
            return tuple(
                Total(int(year), type_of(id, step), amount_of(amount), n) for year, id, step, amount, n in rows
            )


def _organization(data: dict[str, Any]) -> Organization:
    statements = tuple((type, text) for type, text in data.get("accreditations", ()))
    return Organization(**data | {"accreditations": statements})
