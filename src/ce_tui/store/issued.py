"""Claims as they were issued last: with a new number and name where one was issued anew, and with a revocation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ce_tui.credit.model import Claim, Revocation, Superseded
from ce_tui.credit.moments import utc
from ce_tui.credit.number import is_sample
from ce_tui.store.codec import load
from ce_tui.store.database import Database
from ce_tui.store.errors import StoreError
from ce_tui.store.lists import LAST, MINE

_FROM = "FROM claim k LEFT JOIN revocation r ON r.claim_id = k.id LEFT JOIN returned y ON y.claim_id = k.id"


def claims(database: Database, where: str, values: Mapping[str, object]) -> Iterator[Claim]:
    """The claims of which that is true (of the table claim as `k`), in the order in which they were made."""
    rows = database.read(
        f"SELECT {LAST.format('snapshot')}, r.at, r.reason, y.at {_FROM} WHERE {where} ORDER BY k.id", values
    )
    for snapshot, *revoked in rows:
        yield _with_revocation(load(Claim, snapshot), *revoked)


def edition(database: Database, number: str, learner: str | None = None) -> tuple[Claim, int, int]:
    """The claim with that certificate number (of that learner, if given), the key of its row, and which of the claim's
    papers its certificate is. StoreError if there is none.
    """
    mine = "" if learner is None else f" AND k.{MINE}"
    rows = database.read(
        f"""SELECT k.id, k.snapshot, r.at, r.reason, y.at {_FROM} WHERE k.id IN (
              SELECT id FROM claim WHERE number = :number UNION ALL
              SELECT claim_id FROM reissue WHERE number = :number){mine}""",
        {"number": number, "learner": learner},
    )
    if not rows:
        if is_sample(number) and not database.is_demo:
            raise StoreError(f"{number} is the number of a sample from a demo. It proves nothing.")
        raise StoreError(f"There is no certificate {number} here; `ce-tui list --certificates` shows yours.")
    key, snapshot, *revoked = rows[0]
    issued = database.read("SELECT number, at, snapshot FROM reissue WHERE claim_id = :key ORDER BY id", {"key": key})
    times = next((n for n, (other, *_) in enumerate(issued, 1) if other == number), 0)
    claim = load(Claim, issued[times - 1][2] if times else snapshot)
    if times < len(issued):
        by, at, _ = issued[times]
        return replace(claim, superseded=Superseded(by, utc(at))), key, 4 * times + 2
    claim = _with_revocation(claim, *revoked)
    return claim, key, 4 * times + int(claim.revocation is not None)


def _with_revocation(claim: Claim, at: int | None, reason: str, returned: int | None) -> Claim:
    if at is None:
        return claim
    return replace(claim, revocation=Revocation(utc(at), reason, returned is not None))
