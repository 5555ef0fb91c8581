"""The store: opening it, claiming, and loading a catalog. The rules are in `credit`; this room only obeys."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ce_tui.credit.amount import Amount
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean, fold
from ce_tui.credit.words import utc, zone_of
from ce_tui.credit.work import Tell, silent
from ce_tui.store import chain
from ce_tui.store.accounts import SigningIn
from ce_tui.store.certificates import Proving
from ce_tui.store.database import Database
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import Refused, StoreError, decoding
from ce_tui.store.exchanging import Exchanging
from ce_tui.store.learning import Checking
from ce_tui.store.migrating import bring_up_to_date
from ce_tui.store.quizzes import Quizzes
from ce_tui.store.results import Draft, ImportReport
from ce_tui.store.schema import HEAD
from ce_tui.store.statements import Hearing

if TYPE_CHECKING:
    from ce_tui.credit.model import Claim, Content, Credit
    from ce_tui.credit.questions import Answers
    from ce_tui.credit.standing import CreditView

_TRIES = 30


class Store(Exchanging, Hearing, Quizzes, Checking, Proving, SigningIn):
    """An open store; use it from one thread. Every method may raise StoreError with a sentence for people."""

    clock_moves = False
    """Whether the clock is moved on purpose, as a demo's is: then no moment is impossible."""

    def __init__(self, path: Path | None, now: datetime, *, wanted: Callable[[Path], bool] = lambda path: True) -> None:
        """Open the store at `path`, making it when absent; None keeps it in memory.

        An older store is migrated after a backup (its name holds `now`); a newer one is refused. `wanted` says whether
        a file that takes the store's place is one to go on with.
        """
        if path is not None:
            Sqlite.create(path, _fill)
        self.engine = Sqlite(path, wanted)
        """For what is SQLite's alone: copies, backups and the check of a file."""
        self._database = Database(self.engine, clock_moves=self.clock_moves)
        try:
            if path is None:
                _fill(self.engine)
            else:
                bring_up_to_date(self.engine, now)
                self.engine.schema = HEAD
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def draft(self, learner: str, credit: int, now: datetime) -> Draft:
        """The learner's claim form of a credit as it was left; a new one starts from the last part's answers."""

        from ce_tui.store import rules
        from ce_tui.store.issued import claims

        with self._database.transaction() as tx:
            learner_id = self._learner_id(tx, learner)
            rows = self._database.read(
                "SELECT request_id, answers FROM draft WHERE learner_id = :learner AND credit_id = :credit",
                {"learner": learner_id, "credit": credit},
            )
            if rows:
                with decoding():
                    return Draft(rows[0][0], dict(json.loads(rows[0][1])))
            answers: Answers = {}
            mine = {"learner": learner_id, "credit": credit}
            for claim in claims(self._database, "k.learner_id = :learner AND k.credit_id = :credit", mine):
                answers = {id: answer for id, answer in claim.answers.items() if id != rules.ATTESTATION}
            request_id = secrets.token_hex(16)
            tx.insert(
                "draft",
                {
                    "learner_id": learner_id,
                    "credit_id": credit,
                    "request_id": request_id,
                    "answers": json.dumps(answers),
                    "updated_at": ms(now),
                },
            )
            return Draft(request_id, answers)

    def save_draft(self, learner: str, credit: int, answers: Answers, now: datetime) -> None:
        """Keep answers as they were given, right or wrong, even if the form was never opened with `draft`."""
        with self._database.transaction() as tx:
            learner_id = self._learner_id(tx, learner)
            kept = {"answers": json.dumps(dict(answers)), "updated_at": ms(now)}
            ids = {"learner_id": learner_id, "credit_id": credit}
            if tx.update("draft", kept, **ids) == 0:
                tx.insert("draft", {**ids, "request_id": secrets.token_hex(16), **kept})

    def claim(
        self,
        learner: str,
        credit: int,
        amount: Amount,
        answers: Answers,
        name: str,
        request_id: str,
        now: datetime,
        *,
        again: bool = True,
    ) -> Claim:
        """Claim `amount` of a credit and return the claim, once it is safely on the disk.

        Decided here whatever a form said: Refused lists why not. The same `request_id` with the same amount, name and
        answers always answers with the claim it made, so that a claim whose answer was lost can simply be sent again;
        not `again`, that it was made already is a reason to refuse.
        """
        from ce_tui.credit.chain import seal
        from ce_tui.store import rules

        for _ in range(_TRIES):
            self._database.follow()
            if (made := self._made(learner, credit, amount, answers, name, request_id, again)) is not None:
                return made
            self._database.believe(now)
            # Look first, without the lock: rules and snapshot are ready before the transaction starts. What the
            # guard below compares is read before anything else, so that whatever comes between is noticed.
            guard = self._database.read(_GUARD, {"key": credit, "learner": learner})
            view = self.credits.view(learner, credit, now)
            if reasons := rules.refusals(view.credit, view.holding, amount, answers, name, now):
                if (made := self._made(learner, credit, amount, answers, name, request_id, again)) is not None:
                    return made  # by another process with this very request, a moment ago
                raise Refused(reasons)
            revision, current, complete, learner_id, license, profession, organization, returned = guard[0]
            claim = self._prepare(learner, view, amount, answers, name, license, profession, request_id, now)
            held, row = _claim_values(view, claim, returned)
            ids = {"learner_id": learner_id, "credit_id": credit}
            seen = {"revision": revision, "seen_current": current, "seen_complete": complete}
            with self._database.transaction() as tx:
                if tx.execute(_TAKE, {**held, **ids, **seen}) == 1:
                    place, before = chain.link(self._database, organization)
                    sealed = seal(before, claim.number, row["snapshot"], learner)
                    linked = {"organization_id": organization, "place": place, "seal": sealed}
                    tx.insert("claim", {**ids, **row, **linked})
                    tx.delete("draft", **ids)
                    return claim
            # Another window or a new edition of the catalog came first: look again.
        raise StoreError("The credit kept changing while it was claimed; nothing was claimed. Please try again.")

    def _made(
        self, learner: str, credit: int, amount: Amount, answers: Answers, name: str, request_id: str, again: bool
    ) -> Claim | None:
        """The claim that a request has made; Refused where that was another one."""
        from ce_tui.store import rules

        rows = self._database.read(
            """SELECT k.number, k.credit_id = :credit AND l.key = :learner FROM claim k
               JOIN learner l ON l.id = k.learner_id WHERE k.request_id = :request""",
            {"request": request_id, "credit": credit, "learner": learner},
        )
        if not rows:
            return None
        number, same = rows[0]
        if not same:
            raise StoreError("This form has already been used for another claim; please open it again.")
        claim = self.claim_by_number(number, learner)
        if (other := rules.otherwise(claim, amount, answers, name)) or not again:
            raise Refused([rules.made_already(claim, other)])
        return claim

    def _prepare(
        self,
        learner: str,
        view: CreditView,
        amount: Amount,
        answers: Answers,
        name: str,
        license: str,
        profession: str,
        request_id: str,
        now: datetime,
    ) -> Claim:
        from ce_tui.store import rules
        from ce_tui.store.codec import snapshot

        ledger = self._histories(learner, view)
        done = rules.done(view.credit, view.holding, ledger, amount, now)
        return rules.Claim(
            number=rules.new_number(self.is_demo),
            request_id=request_id,
            part=view.holding.parts + 1,
            amount=amount,
            claimed_before=view.holding.claimed,
            name=clean(name),
            credit=snapshot(view.credit),
            organization=view.organization,
            answers=rules.tidy(rules.form(view.credit), answers),
            claimed_at=utc(ms(now)),  # to the millisecond, as every moment in the store
            completed_at=done.at,
            complete=done.complete,
            began_at=done.since,
            license=license,
            profession=profession,
            appendix=rules.appendix(view, ledger, amount, now),
        )

    def import_catalog(
        self,
        organization: Organization,
        credits: Sequence[Credit],
        tell: Tell = silent,
        *,
        schedule: Sequence[Content] = (),
        recount: bool = False,
    ) -> ImportReport:
        """Load an organization and its credits, all or nothing; the same again changes nothing.

        Credits are known by their id. What changed is updated for everything not claimed yet; claims keep what
        they were made with. Credits of the organization that are not among these stay as they are, but sessions that
        a `schedule` (all that it has) lacks now go where nobody has anything of them; its sessions are known by guid,
        title and time. What was attended counts by the times its session had then, with `recount` by those it has now.
        Where `tell` stops it, nothing is changed.
        """
        from ce_tui.store import rules
        from ce_tui.store.catalogs import complete_anew, load_catalog
        from ce_tui.store.recounting import changes, retime
        from ce_tui.store.regrading import regrade

        with self._database.transaction() as tx:
            report, changed, edited, contents = load_catalog(
                tx, self._database, organization, credits, schedule, recount, tell
            )
            moved, held = retime(tx, self._database, contents, tell) if recount else (set[int](), [])
            complete_anew(tx, self._database, {*edited, *moved}, tell)
            regraded, passed, touched = regrade(self, tx, edited, tell)
            held += touched
            held += [holder for key in changed for holder in self._database.read(_HOLDERS, {"key": key})]
            # Progress made before a content joined another credit counts there too.
            held += self._database.read(_NEW_HOLDERS, {})
            ready = changes(self._database, self._hold_all(tx, {*held}, tell))
            with tx.trial():  # what counting anew would change, and nothing of it is kept
                sessions = [id for id, before in edited.items() if before.kind is rules.ContentKind.SESSION]
                moved, held = retime(tx, self._database, sessions, tell)
                complete_anew(tx, self._database, moved, tell)
                would = changes(self._database, self._hold_all(tx, {*held}, tell))
        return replace(report, ready=ready, recount=would, regraded=regraded, passed=passed)


def _fill(engine: Sqlite) -> None:
    from ce_tui.store.creating import fill

    fill(engine)


_GUARD = """SELECT c.revision, h.current, h.complete, l.id, l.license, l.profession, c.organization_id,
    (SELECT coalesce(sum(k.amount), 0) FROM returned r JOIN claim k ON k.id = r.claim_id
     WHERE k.learner_id = l.id AND k.credit_id = c.id)
  FROM credit c LEFT JOIN learner l ON l.key = :learner
  LEFT JOIN holding h ON h.credit_id = c.id AND h.learner_id = l.id WHERE c.id = :key"""
_TAKE = """UPDATE holding SET claimed = :claimed, claimable = :claimable, parts = :parts, final = :final
  WHERE learner_id = :learner_id AND credit_id = :credit_id AND parts = :seen_parts AND claimed = :seen_claimed
    AND current = :seen_current AND complete = :seen_complete AND final = 0
    AND (SELECT revision FROM credit WHERE id = :credit_id) = :revision"""
"""The claim's one guard: it hits nothing if another claim, more progress or a new edition of the credit came first."""
_HOLDERS = """SELECT l.key, l.id, h.credit_id FROM holding h JOIN learner l ON l.id = h.learner_id
  WHERE h.credit_id = :key"""
_NEW_HOLDERS = """SELECT DISTINCT l.key, l.id, x.credit_id FROM progress p JOIN learner l ON l.id = p.learner_id
  JOIN credit_content x ON x.content_id = p.content_id
  LEFT JOIN holding h ON h.learner_id = p.learner_id AND h.credit_id = x.credit_id WHERE h.learner_id IS NULL"""


def _claim_values(view: CreditView, claim: Claim, returned: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a claim changes of the holding (guarded by what it was), and its own row, after what was `returned`."""
    from ce_tui.store import rules
    from ce_tui.store.codec import dump

    credit, before = claim.credit, view.holding
    claimed = before.claimed + claim.amount
    after = replace(before, claimed=claimed, parts=claim.part, final=rules.is_final(credit, claimed))
    held = {
        "seen_parts": before.parts,
        "seen_claimed": before.claimed.thousandths,
        "parts": after.parts,
        "claimed": claimed.thousandths,
        "claimable": rules.claimable(view.credit, after).thousandths,
        "final": int(after.final),
    }
    zone = claim.organization.zone
    row = {
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
    return held, row
