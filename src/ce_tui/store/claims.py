"""Claiming: a form that is kept while it is filled in, and the one transaction that makes a claim of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from ce_tui.credit.chain import seal
from ce_tui.credit.claims import ClaimRequest, claim_of
from ce_tui.credit.model import Claim
from ce_tui.credit.moments import ms
from ce_tui.credit.number import as_sample
from ce_tui.credit.questions import Answers
from ce_tui.credit.standing import ATTESTATION, CreditView, claimable, is_final, made_already, otherwise, refusals
from ce_tui.credit.text import fold
from ce_tui.credit.words import zone_of
from ce_tui.store import chain, issued
from ce_tui.store.accounts import Accounts
from ce_tui.store.certificates import Certificates
from ce_tui.store.codec import dump
from ce_tui.store.credits import Credits
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, StoreError, decoding
from ce_tui.store.learning import Learning
from ce_tui.store.results import Draft

Numbers = Callable[[str, str, int], str]
"""Makes the certificate number of a claim from its learner (key), its credit (catalog id) and its part."""
TRIES = 30
"""How often a claim is prepared anew because another window or a new edition of the catalog came first."""


class _Seen(NamedTuple):
    """What was there when a claim was prepared: the claim is made only where it still is. `returned` is how much of
    the credit was claimed and given back, in thousandths.
    """

    revision: int
    current: int | None
    complete: int | None
    learner_id: int | None
    organization_id: int
    returned: int


class Claims:
    """Every method may raise StoreError with a sentence for people."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        credits: Credits,
        learning: Learning,
        certificates: Certificates,
        numbers: Numbers,
    ) -> None:
        self._database, self._accounts, self._credits = database, accounts, credits
        self._learning, self._certificates, self._numbers = learning, certificates, numbers

    def draft(self, learner: str, credit: int, now: datetime) -> Draft:
        """The learner's claim form of a credit as it was left; a new one starts from the last part's answers."""
        with self._database.transaction() as tx:
            ids = {"learner_id": self._accounts.row(tx, learner), "credit_id": credit}
            rows = self._database.read(
                "SELECT request_id, answers FROM draft WHERE learner_id = :learner_id AND credit_id = :credit_id", ids
            )
            if rows:
                with decoding():
                    return Draft(rows[0][0], dict(json.loads(rows[0][1])))
            answers: Answers = {}
            for claim in issued.claims(self._database, "k.learner_id = :learner_id AND k.credit_id = :credit_id", ids):
                answers = {id: answer for id, answer in claim.answers.items() if id != ATTESTATION}
            request_id = secrets.token_hex(16)
            kept = {"answers": json.dumps(answers), "updated_at": ms(now)}
            tx.insert("draft", {**ids, "request_id": request_id, **kept})
            return Draft(request_id, answers)

    def save_draft(self, learner: str, credit: int, answers: Answers, now: datetime) -> None:
        """Keep answers as they were given, right or wrong, even if the form was never opened with `draft`."""
        with self._database.transaction() as tx:
            ids = {"learner_id": self._accounts.row(tx, learner), "credit_id": credit}
            kept = {"answers": json.dumps(dict(answers)), "updated_at": ms(now)}
            if tx.update("draft", kept, **ids) == 0:
                tx.insert("draft", {**ids, "request_id": secrets.token_hex(16), **kept})

    def make(self, learner: str, credit: int, request: ClaimRequest, now: datetime, *, again: bool = True) -> Claim:
        """Make the claim that a request asks for and return it, once it is safely on the disk.

        Decided here whatever a form said: Refused lists why not. The same request always answers with the claim it
        made, so that a claim whose answer was lost can simply be sent again; not `again`, that it was made already is a
        reason to refuse.
        """
        for _ in range(TRIES):
            self._database.follow()
            if made := self._made(learner, credit, request, again):
                return made
            self._database.believe(now)
            # Look first, without the lock: rules and snapshot are ready before the transaction starts. What the guard
            # compares is read before anything else, so that whatever comes between is noticed.
            seen = self._database.read(_SEEN, {"key": credit, "learner": learner})
            view = self._credits.view(learner, credit, now)
            if reasons := refusals(view.credit, view.holding, request.amount, request.answers, request.name, now):
                if made := self._made(learner, credit, request, again):
                    return made  # by another process with this very request, a moment ago
                raise Refused(reasons)
            claim = self._prepared(learner, view, request, now)
            before = _Seen(*seen[0])
            held, row = _held(view, claim, before), _row(view, claim, before)
            with self._database.transaction() as tx:
                if self._take(tx, learner, held, row):
                    return claim
            # Another window or a new edition of the catalog came first: look again.
        raise StoreError("The credit kept changing while it was claimed; nothing was claimed. Please try again.")

    def _made(self, learner: str, credit: int, request: ClaimRequest, again: bool) -> Claim | None:
        """The claim that a request has made; Refused where that was another one."""
        rows = self._database.read(
            """SELECT k.number, k.credit_id = :credit AND l.key = :learner FROM claim k
               JOIN learner l ON l.id = k.learner_id WHERE k.request_id = :request""",
            {"request": request.id, "credit": credit, "learner": learner},
        )
        if not rows:
            return None
        number, same = rows[0]
        if not same:
            raise StoreError("This form has already been used for another claim; please open it again.")
        claim = self._certificates.claim(number, learner)
        if (other := otherwise(claim, request.amount, request.answers, request.name)) or not again:
            raise Refused([made_already(claim, other)])
        return claim

    def _prepared(self, learner: str, view: CreditView, request: ClaimRequest, now: datetime) -> Claim:
        number = self._numbers(learner, view.credit.id, view.holding.parts + 1)
        if self._database.is_demo:
            number = as_sample(number)
        history = self._learning.history_of(learner, view)
        return claim_of(view, request, number, history, self._accounts.learner(learner), now)

    def _take(self, tx: Transaction, learner: str, held: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
        """Write a claim where all is still as it was seen; whether it was."""
        if tx.execute(_TAKE, held) != 1:
            return False
        place, last = chain.link(self._database, row["organization_id"])
        tx.insert("claim", {**row, "place": place, "seal": seal(last, row["number"], row["snapshot"], learner)})
        tx.delete("draft", learner_id=row["learner_id"], credit_id=row["credit_id"])
        return True


_SEEN = """SELECT c.revision, h.current, h.complete, l.id, c.organization_id,
    (SELECT coalesce(sum(k.amount), 0) FROM returned r JOIN claim k ON k.id = r.claim_id
     WHERE k.learner_id = l.id AND k.credit_id = c.id)
  FROM credit c LEFT JOIN learner l ON l.key = :learner
  LEFT JOIN holding h ON h.credit_id = c.id AND h.learner_id = l.id WHERE c.id = :key"""
_TAKE = """UPDATE holding SET claimed = :claimed, claimable = :claimable, parts = :parts, final = :final
  WHERE learner_id = :learner_id AND credit_id = :credit_id AND parts = :seen_parts AND claimed = :seen_claimed
    AND current = :seen_current AND complete = :seen_complete AND final = 0
    AND (SELECT revision FROM credit WHERE id = :credit_id) = :revision"""
"""The claim's one guard: it hits nothing if another claim, more progress or a new edition of the credit came first."""


def _held(view: CreditView, claim: Claim, seen: _Seen) -> Mapping[str, Any]:
    """What a claim makes of the holding, guarded by what that was."""
    before, claimed = view.holding, view.holding.claimed + claim.amount
    after = replace(before, claimed=claimed, parts=claim.part, final=is_final(claim.credit, claimed))
    return {
        "learner_id": seen.learner_id,
        "credit_id": view.key,
        "revision": seen.revision,
        "seen_parts": before.parts,
        "seen_claimed": before.claimed.thousandths,
        "seen_current": seen.current,
        "seen_complete": seen.complete,
        "parts": after.parts,
        "claimed": claimed.thousandths,
        "claimable": claimable(view.credit, after).thousandths,
        "final": int(after.final),
    }


def _row(view: CreditView, claim: Claim, seen: _Seen) -> Mapping[str, Any]:
    """The claim's row but for its place in the chain, by column."""
    credit, zone, returned = claim.credit, claim.organization.zone, seen.returned
    return {
        "learner_id": seen.learner_id,
        "credit_id": view.key,
        "organization_id": seen.organization_id,
        "part": claim.part,
        "amount": claim.amount.thousandths,
        "claimed_before": claim.claimed_before.thousandths + returned,
        "whole": credit.amount.thousandths + returned,
        "returned": returned,
        "request_id": claim.request_id,
        "number": claim.number,
        "title": credit.title,
        "type_id": credit.type.id,
        "type_step": credit.type.step.thousandths,
        "certificate": str(credit.certificate.kind),
        "zone": zone,
        "year": (claim.completed_at or claim.claimed_at).astimezone(zone_of(zone)).year,
        "search": fold(f"{credit.title} {credit.type.label} {claim.number}"),
        "claimed_at": ms(claim.claimed_at),
        "snapshot": dump(claim),
        "completed_at": ms(claim.completed_at) if claim.completed_at else None,
        "complete": int(bool(claim.complete)),
    }
