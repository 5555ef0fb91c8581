"""The certificates of claims: printed once, revoked, and issued anew; each a record in the chain."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ce_tui.credit.chain import seal
from ce_tui.credit.listing import ClaimRow
from ce_tui.credit.model import Claim, Reissue
from ce_tui.credit.moments import cut, ms
from ce_tui.credit.number import as_sample, is_sample, new_number
from ce_tui.credit.standing import name_problems
from ce_tui.credit.text import clean, fold
from ce_tui.store import chain, issued
from ce_tui.store.codec import dump
from ce_tui.store.database import Database
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.holdings import Holdings
from ce_tui.store.rows import Held

_LARGEST_PDF = 50_000_000
_GIVE_BACK = """UPDATE holding SET claimed = claimed - :amount, final = 0
  WHERE learner_id = :learner AND credit_id = :credit"""


class Certificates:
    """Every method may raise StoreError with a sentence for people."""

    def __init__(self, database: Database, holdings: Holdings) -> None:
        self._database, self._holdings = database, holdings

    def claim(self, number: str, learner: str | None = None) -> Claim:
        """The claim with that certificate number (of that learner, if given); StoreError if there is none."""
        return issued.edition(self._database, number, learner)[0]

    def of_rows(self, rows: Sequence[ClaimRow]) -> list[Claim]:
        """The claims of rows of the list whole, in the same order."""
        marks = ", ".join(str(-row.key) for row in rows)
        return [*issued.claims(self._database, f"k.id IN ({marks})", {})][::-1]

    def revoke(self, number: str, reason: str, now: datetime, *, give_back: bool = False) -> Claim:
        """Mark a claim as revoked, with the reason its certificate will show. The claim itself stays as it is.

        That alone gives nothing back; with `give_back` its amount can be claimed again, inside the claim window. A
        claim that was revoked before can still be given back.
        """
        with self._database.transaction(now) as tx:
            claim, key, _ = issued.edition(self._database, number)
            _refuse_to_revoke(claim, reason, give_back)
            of, organization, first = self._of_claim(key)
            at = ms(now)
            if claim.revocation is None:
                place, before = chain.link(self._database, organization)
                row = {"claim_id": key, "at": at, "reason": clean(reason), "place": place}
                tx.insert("revocation", {**row, "seal": seal(before, first, "revoked", str(at), clean(reason))})
            if give_back:
                place, before = chain.link(self._database, organization)
                row = {"claim_id": key, "at": at, "place": place, "seal": seal(before, first, "returned", str(at))}
                tx.insert("returned", row)
                amount = {"learner": of.learner_id, "credit": of.credit, "amount": claim.amount.thousandths}
                tx.execute(_GIVE_BACK, amount)
                self._holdings.count(tx, of, now)
        return self.claim(number)

    def reissue(self, number: str, name: str, reason: str, by: str, now: datetime) -> Claim:
        """Issue a certificate anew, under another number and perhaps another name; what was claimed stays the same.

        The certificate before says then which one took its place.
        """
        with self._database.transaction(now) as tx:
            old, key, _ = issued.edition(self._database, number)
            _refuse_superseded(old)
            if old.revocation is not None:
                raise Refused([f"Certificate {number} has been revoked, so it cannot be issued anew."])
            name = clean(name) or old.name
            reasons = name_problems(name)
            if not clean(reason):
                reasons.append("Say why it is issued anew; the new certificate keeps the reason.")
            if reasons:
                raise Refused(reasons)
            _, organization, _ = self._of_claim(key)
            place, before = chain.link(self._database, organization)
            why = Reissue(number, cut(now), clean(reason), clean(by))
            made = replace(old, number=new_number(self._database.is_demo), name=name, reissue=why)
            snapshot = dump(made)
            row = {"claim_id": key, "number": made.number, "at": ms(now), "search": fold(made.number)}
            sealed = {"snapshot": snapshot, "place": place, "seal": seal(before, made.number, snapshot)}
            tx.insert("reissue", {**row, **sealed})
        return made

    def _of_claim(self, key: int) -> tuple[Held, int, str]:
        """Of the claim in that row: whose and of what it is, the organization, and its first number."""
        rows = self._database.read(
            """SELECT l.key, l.id, k.credit_id, k.organization_id, k.number FROM claim k
               JOIN learner l ON l.id = k.learner_id WHERE k.id = :key""",
            {"key": key},
        )
        *of, organization, first = rows[0]
        return Held(*of), organization, str(first)

    def paper(self, number: str, make: Callable[[Claim], bytes]) -> bytes:
        """The PDF of a claim's certificate: the same bytes for good, as `make` made them when first asked for.

        Once the claim is revoked, or issued anew, it is another one, made once as well. What `make` raises passes
        through. StoreError where the claim is not what was claimed: what was changed by hand is never printed.
        """
        claim, key, edition = issued.edition(self._database, number)
        chain.refuse_changed(self._database, key, number)
        if self._database.is_demo and not is_sample(number):  # claimed in a demo when its numbers looked like others
            return make(replace(claim, number=as_sample(number)))
        if (kept := self._paper(key, edition)) is not None:
            return kept
        made = make(claim)
        try:
            with self._database.transaction() as tx:
                if (kept := self._paper(key, edition)) is None:  # else another program was faster
                    pdf = zlib.compress(made, 9)
                    sealed = chain.sealed_paper(self._database, key, edition, pdf)
                    row = {"claim_id": key, "revoked": edition, "pdf": pdf, "seal": sealed}
                    tx.delete("paper", claim_id=key, revoked=edition)
                    tx.insert("paper", row)
        except StoreError:
            return made  # a store that cannot be written now keeps no certificate from its learner
        return kept or made

    def _paper(self, claim: int, edition: int) -> bytes | None:
        """What is kept of a certificate; None when there is nothing, or it is damaged or another one."""
        rows = self._database.read(
            "SELECT pdf, seal FROM paper WHERE claim_id = :claim AND revoked = :edition",
            {"claim": claim, "edition": edition},
        )
        whole = zlib.decompressobj()
        try:
            if not rows or rows[0][1] != chain.sealed_paper(self._database, claim, edition, rows[0][0]):
                return None
            pdf = whole.decompress(rows[0][0], _LARGEST_PDF)
        except (zlib.error, TypeError):
            return None
        return pdf if whole.eof else None


def _refuse_to_revoke(claim: Claim, reason: str, give_back: bool) -> None:
    _refuse_superseded(claim)
    if claim.revocation is not None and (claim.revocation.returned or not give_back):
        raise Refused([f"Certificate {claim.number} has already been revoked."])
    if claim.revocation is None and not clean(reason):
        raise Refused(["Say why it is revoked: the certificate shows the reason."])


def _refuse_superseded(claim: Claim) -> None:
    if claim.superseded is not None:
        raise Refused([f"Certificate {claim.number} has been superseded; name the newer one, {claim.superseded.by}."])
