"""Claims: what is asked for, and what becomes of it for good."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ce_tui.credit.amount import Amount
from ce_tui.credit.dates import done
from ce_tui.credit.explain import appendix
from ce_tui.credit.ledger import History
from ce_tui.credit.model import Claim, Content, Credit
from ce_tui.credit.moments import cut
from ce_tui.credit.parties import Learner
from ce_tui.credit.questions import Answers, tidy
from ce_tui.credit.standing import CreditView, form
from ce_tui.credit.text import clean


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A claim as it is asked for. The same `id` never makes two claims."""

    id: str
    amount: Amount
    name: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Claimed:
    """It was claimed, and is safely kept."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """It was not claimed; `reasons` are sentences, one for each thing to put right."""

    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class WouldClaim:
    """It was not claimed, though nothing is wrong with it; `sentence` says what there is to know."""

    sentence: str


def claim_of(
    view: CreditView, request: ClaimRequest, number: str, ledger: Sequence[History], learner: Learner, now: datetime
) -> Claim:
    """The claim that a request makes of a credit at `now`, which nothing changes any more: all as it stands then."""
    amount = request.amount
    when = done(view.credit, view.holding, ledger, amount, now)
    return Claim(
        number=number,
        request_id=request.id,
        part=view.holding.parts + 1,
        amount=amount,
        claimed_before=view.holding.claimed,
        name=clean(request.name),
        credit=snapshot(view.credit),
        organization=view.organization,
        answers=tidy(form(view.credit), request.answers),
        claimed_at=cut(now),
        completed_at=when.at,
        complete=when.complete,
        began_at=when.since,
        license=learner.license,
        profession=learner.profession,
        appendix=appendix(view, ledger, amount, now),
    )


def snapshot(credit: Credit) -> Credit:
    """The credit as a claim keeps it: contents named, without their texts, codes, secrets and answers."""

    def slim(content: Content) -> Content:
        bare = replace(content, text="", description="", code="", secret="")
        return replace(bare, questions=(), correct=(), marking=())

    return replace(credit, contents=tuple(map(slim, credit.contents)))
