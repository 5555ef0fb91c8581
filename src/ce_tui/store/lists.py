"""Reading the store: lists by keyset page, counts, one credit whole, claims."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import ClaimRow, Row, Total, state_of
from ce_tui.credit.moments import ms as ms
from ce_tui.credit.number import is_sample
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.text import clean, fold
from ce_tui.credit.words import utc
from ce_tui.store.database import Database
from ce_tui.store.engines.sqlite import DEMO
from ce_tui.store.errors import StoreError, decoding
from ce_tui.store.rows import amount_of, claim_row, moment, row, type_of

if TYPE_CHECKING:
    from ce_tui.credit.model import Claim, Credit
    from ce_tui.credit.progress import Record
    from ce_tui.credit.standing import CreditView

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
_CLAIMS = """FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id
  WHERE k.learner_id = (SELECT id FROM learner WHERE key = :learner)"""
_LAST = "coalesce((SELECT x.{0} FROM reissue x WHERE x.claim_id = k.id ORDER BY x.id DESC LIMIT 1), k.{0})"
"""A column of a claim as it was issued last."""
_CLAIM_COLUMNS = f"""SELECT -k.id, {_LAST.format("number")}, k.title, k.type_id, k.type_step, k.amount,
  k.whole - k.returned, k.part, k.claimed_at,
  k.certificate, r.at IS NOT NULL, k.zone, k.completed_at, k.complete """
_CLAIM_FOUND = """ AND (k.search LIKE :pattern ESCAPE '!' OR EXISTS (
  SELECT 1 FROM reissue x WHERE x.claim_id = k.id AND x.search LIKE :pattern ESCAPE '!'))"""


def pattern(text: str) -> str:
    """A LIKE pattern (escape `!`) that finds what holds every word of `text` in that order, case folded."""
    words = [w.replace("!", "!!").replace("%", "!%").replace("_", "!_") for w in fold(clean(text, 200)).split()]
    return f"%{'%'.join(words)}%" if words else ""


class Reading:
    """The questions a store answers. `learner` is a learner's key; a key never seen before has no progress."""

    _database: Database

    def rows(
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
        self._settle(learner, now)
        words = pattern(search)
        found = self._page(
            _COLUMNS + _LISTS[which] + (_FOUND if words else ""),
            "c.id",
            after,
            skip,
            limit,
            backward,
            learner=learner,
            now=ms(now),
            pattern=words,
        )
        with decoding():
            return [row(*columns) for columns in found]

    def claim_rows(
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
        found = self._page(
            _CLAIM_COLUMNS + _CLAIMS + (_CLAIM_FOUND if words else ""),
            "-k.id",
            after,
            skip,
            limit,
            backward,
            learner=learner,
            pattern=words,
        )
        with decoding():
            return [claim_row(*columns) for columns in found]

    def _page(
        self, sql: str, key: str, after: int | None, skip: int, limit: int, backward: bool, **values: object
    ) -> list[tuple[Any, ...]]:
        if after is not None:
            sql += f" AND {key} > :after"
            values["after"] = after
        order = "DESC" if backward else ""
        sql += f" ORDER BY {key} {order} LIMIT :limit OFFSET :skip"
        found = self._database.read(sql, {**values, "limit": limit, "skip": skip})
        return found[::-1] if backward else found

    def position(self, which: str, learner: str, now: datetime, key: int, search: str = "") -> int:
        """How many rows of a list (`progress`, `ready`, `all` or `claims`) stand before `key`, itself in it or not."""
        self._settle(learner, now)
        values = {"learner": learner, "now": ms(now), "pattern": pattern(search), "key": key}
        if which == "claims":
            source, column, found = _CLAIMS, "-k.id", _CLAIM_FOUND
        else:
            source, column, found = _LISTS[which], "c.id", _FOUND
        source += found if values["pattern"] else ""
        return int(self._database.read(f"SELECT count(*) {source} AND {column} < :key", values)[0][0])

    def count(self, which: str, learner: str, now: datetime, search: str = "") -> int:
        """How many rows a list (`progress`, `ready`, `all` or `claims`) has."""
        self._settle(learner, now)
        values = {"learner": learner, "now": ms(now), "pattern": pattern(search)}
        if which == "claims":
            sql = f"SELECT count(*) {_CLAIMS}" + (_CLAIM_FOUND if values["pattern"] else "")
        elif which == "progress" and not values["pattern"]:
            # All that is released less the few that are elsewhere: both come from an index.
            sql = f"""SELECT (SELECT count(*) FROM credit c WHERE {_RELEASED}) - (SELECT count(*) {_LISTS["ready"]}
                  AND h.complete = 1) - (SELECT count(*) FROM holding h JOIN credit c ON c.id = h.credit_id
                  WHERE h.learner_id = (SELECT id FROM learner WHERE key = :learner) AND h.final = 1 AND {_RELEASED})"""
        else:
            sql = f"SELECT count(*) {_LISTS[which]}" + (_FOUND if values["pattern"] else "")
        return int(self._database.read(sql, values)[0][0])

    @property
    def version(self) -> int:
        """A number that changes when another process has changed the store."""
        return self._database.version

    def next_change(self, learner: str, now: datetime) -> datetime | None:
        """The next moment at which a credit is released, opens or closes by itself, or more of it counts."""
        sql = "SELECT min(at) FROM ({}) moments".format(
            " UNION ALL ".join(
                f"SELECT min({column}) AS at FROM credit WHERE {column} > :now"
                for column in ("release_at", "opens_at", "closes_at")
            )
            + f" UNION ALL SELECT min(h.due_at) FROM holding h WHERE h.due_at > :now AND h.{_MINE}"
        )
        at = self._database.read(sql, {"learner": learner, "now": ms(now)})[0][0]
        return None if at is None else utc(at)

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
        rows = self._database.read("SELECT data FROM organization ORDER BY id", {})
        with decoding():
            return tuple(_organization(json.loads(data)) for (data,) in rows)  # no codec to wait for

    def learners(self) -> tuple[Learner, ...]:
        rows = self._database.read(f"SELECT {_LEARNER} FROM learner ORDER BY id", {})
        return tuple(_learner(*about) for about in rows)

    def learner(self, key: str) -> Learner:
        """The learner with that key; one without a name when the store has not met them yet."""
        rows = self._database.read(f"SELECT {_LEARNER} FROM learner WHERE key = :key", {"key": key})
        return _learner(*rows[0]) if rows else Learner(key)

    def find(self, credit: str) -> int:
        """The key of the credit with that catalog id (`id`, or `organization/id`); StoreError if unknown."""
        organization, _, id = credit.rpartition("/")
        rows = self._database.read(
            """SELECT c.id, o.key FROM credit c JOIN organization o ON o.id = c.organization_id
               WHERE c.key = :id AND (:organization = '' OR o.key = :organization)""",
            {"id": id, "organization": organization},
        )
        if not rows:
            raise StoreError(f"There is no credit “{credit}”; `ce-tui list --all` shows every id.")
        if len(rows) > 1:
            names = ", ".join(f"{key}/{id}" for _, key in rows)
            raise StoreError(f"Several organizations have a credit “{id}”; say which: {names}.")
        return int(rows[0][0])

    def view(self, learner: str, key: int, now: datetime) -> CreditView:
        """One credit with its contents, the learner's progress and claims, and what can be claimed."""
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            """SELECT c.data, o.data, (SELECT count(*) FROM organization), h.claimed, h.parts, h.final, h.due_at
               FROM credit c JOIN organization o ON o.id = c.organization_id LEFT JOIN holding h ON h.credit_id = c.id
                 AND h.learner_id = (SELECT id FROM learner WHERE key = :learner) WHERE c.id = :key""",
            {"learner": learner, "key": key},
        )
        if not rows:
            raise StoreError("This credit is no longer in the store; go back to the list.")
        data, organization, organizations, claimed, parts, final, due = rows[0]
        with decoding():
            taken, parts, due_at = Amount(int(claimed or 0)), int(parts or 0), moment(due)
        if due_at is not None and ms(due_at) <= ms(now) and self._settle(learner, now):
            return self.view(learner, key, now)
        credit = with_contents(self._database, load(rules.Credit, data), key)
        records = self.records(learner, (key,), now if due_at is not None else None)
        held = rules.Holding(rules.measure(credit, records), taken, parts, bool(final))
        available = rules.choices(credit, held)
        most = available[-1] if available else Amount(0)
        return rules.CreditView(
            key,
            credit,
            load(Organization, organization),
            held,
            tuple(self._claims("k.credit_id = :credit AND k." + _MINE, credit=key, learner=learner)) if parts else (),
            state_of(most, held.final, credit.release_at, credit.opens_at, credit.closes_at, now),
            available,
            due_at,
            records,
            organizations > 1,
        )

    def records(self, learner: str, credits: Iterable[int], now: datetime | None = None) -> dict[str, Record]:
        """What the learner has done of the contents of those credits, by content id.

        As it counts at `now`: what is known of a session that is not over yet counts once it is. None asks for all.
        """
        from ce_tui.store import rules
        from ce_tui.store.codec import load, load_spans

        marks = ", ".join(str(int(key)) for key in credits)
        rows = self._database.read(
            f"""SELECT DISTINCT t.key, p.spans, p.done, p.complete_at, p.position_ms, p.times,
                  CASE WHEN :as_of AND EXISTS (SELECT 1 FROM holding h WHERE h.learner_id = p.learner_id
                  AND h.credit_id IN ({marks}) AND h.due_at NOT NULL) THEN t.data END
                FROM progress p JOIN content t ON t.id = p.content_id
                JOIN credit_content x ON x.content_id = t.id AND x.credit_id IN ({marks})
                WHERE p.learner_id = (SELECT id FROM learner WHERE key = :learner)""",
            {"learner": learner, "as_of": now is not None},
        )
        with decoding():
            found = {
                key: (rules.Record(key, load_spans(spans), bool(done), moment(at), position, load_spans(times)), data)
                for key, spans, done, at, position, times, data in rows
            }
        return {
            key: record if now is None or data is None else rules.as_of(load(rules.Content, data), record, ms(now))
            for key, (record, data) in found.items()
        }

    @abstractmethod
    def _settle(self, learner: str, now: datetime) -> bool:
        """Work out anew what of the learner's holdings is due; whether anything was changed."""

    @property
    def is_demo(self) -> bool:
        """Whether a demo made this store: then all that it claims is a sample."""
        return bool(self._database.read("PRAGMA user_version", {})[0][0] == DEMO)

    def claim_by_number(self, number: str, learner: str | None = None) -> Claim:
        """The claim with that certificate number (of that learner, if given); StoreError if there is none."""
        return self._edition(number, learner)[0]

    def _edition(self, number: str, learner: str | None = None) -> tuple[Claim, int, int]:
        """The same with the key of its row, and which of the claim's papers its certificate is."""

        from ce_tui.store import rules
        from ce_tui.store.codec import load

        mine = "" if learner is None else f" AND k.{_MINE}"
        rows = self._database.read(
            f"""SELECT k.id, k.snapshot, r.at, r.reason, y.at {_PROOF} WHERE k.id IN (
                  SELECT id FROM claim WHERE number = :number UNION ALL
                  SELECT claim_id FROM reissue WHERE number = :number){mine}""",
            {"number": number, "learner": learner},
        )
        if not rows:
            if is_sample(number) and not self.is_demo:
                raise StoreError(f"{number} is the number of a sample from a demo. It proves nothing.")
            raise StoreError(f"There is no certificate {number} here; `ce-tui list --certificates` shows yours.")
        key, snapshot, *revoked = rows[0]
        issued = self._database.read(
            "SELECT number, at, snapshot FROM reissue WHERE claim_id = :key ORDER BY id", {"key": key}
        )
        times = next((n for n, (other, *_) in enumerate(issued, 1) if other == number), 0)
        claim = load(rules.Claim, issued[times - 1][2] if times else snapshot)
        if times < len(issued):
            by, at, _ = issued[times]
            return replace(claim, superseded=rules.Superseded(by, utc(at))), key, 4 * times + 2
        claim = _with_revocation(claim, *revoked)
        return claim, key, 4 * times + int(claim.revocation is not None)

    def claims_of(self, rows: Sequence[ClaimRow]) -> list[Claim]:
        """The claims of rows of `claim_rows` whole, in the same order."""
        marks = ", ".join(str(-row.key) for row in rows)
        return [*self._claims(f"k.id IN ({marks})")][::-1]

    def _claims(self, where: str, **values: object) -> Iterable[Claim]:
        """The claims of which this is true, each as it was issued last."""
        from ce_tui.store import rules
        from ce_tui.store.codec import load

        rows = self._database.read(
            f"SELECT {_LAST.format('snapshot')}, r.at, r.reason, y.at {_PROOF} WHERE {where} ORDER BY k.id", values
        )
        for snapshot, *revoked in rows:
            yield _with_revocation(load(rules.Claim, snapshot), *revoked)

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


_LEARNER = "key, name, email, license, email_confirmed, profession"
_PROOF = "FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id LEFT JOIN returned y ON y.claim_id = k.id"
_MINE = "learner_id = (SELECT id FROM learner WHERE key = :learner)"


def _with_revocation(claim: Claim, at: int | None, reason: str, returned: int | None) -> Claim:

    from ce_tui.store import rules

    if at is None:
        return claim
    return replace(claim, revocation=rules.Revocation(utc(at), reason, returned is not None))


def with_contents(database: Database, credit: Credit, key: int) -> Credit:
    """The credit with the contents that it has in the store."""

    from ce_tui.store import rules
    from ce_tui.store.codec import load

    rows = database.read(
        """SELECT t.data FROM credit_content x JOIN content t ON t.id = x.content_id
           WHERE x.credit_id = :key ORDER BY x.position""",
        {"key": key},
    )
    return replace(credit, contents=tuple(load(rules.Content, data) for (data,) in rows))


def _organization(data: dict[str, Any]) -> Organization:
    statements = tuple((type, text) for type, text in data.get("accreditations", ()))
    return Organization(**data | {"accreditations": statements})


def _learner(key: str, name: str, email: str, license: str, confirmed: int, profession: str) -> Learner:
    return Learner(key, name, email, license, bool(confirmed), profession)
