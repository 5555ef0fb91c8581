"""Looking at everything as an organizer does, with nothing recorded (cmi5 calls it the launch mode Browse)."""

from dataclasses import replace
from datetime import datetime

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import NotClaimed, WouldClaim
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.phrase import phrase, window_of
from ce_tui.credit.questions import Answers
from ce_tui.credit.standing import CreditView, Holding, choices, refusals
from ce_tui.credit.text import clean


def as_if_ready(view: CreditView) -> CreditView:
    """The credit as if all of it were done and its claim window open, so that its form can be seen.

    What was claimed before stays, unless nothing would be left to claim.
    """
    credit, held = view.credit, view.holding
    measure = replace(held.measure, current=held.measure.needed, complete=True, earned=credit.amount)
    over = held.final or held.claimed >= credit.amount
    holding = Holding(measure) if over else replace(held, measure=measure)
    return replace(view, holding=holding, state=State.READY, choices=choices(credit, holding))


def rehearse(view: CreditView, amount: Amount, answers: Answers, name: str, now: datetime) -> NotClaimed | WouldClaim:
    """What would be claimed of a credit seen `as_if_ready`, or why it could not be."""
    credit = replace(view.credit, release_at=None, opens_at=None, closes_at=None)
    if reasons := refusals(credit, view.holding, amount, answers, name, now):
        return NotClaimed(reasons)
    said, title = credit.type.say_in_full(amount), clean(credit.title, 80)
    return WouldClaim(
        f"A learner would now claim {said} for “{title}” as {clean(name)}; while browsing, nothing is claimed."
    )


def asked(session: Content) -> str:
    """What a learner is asked to attend a session, as a sentence for who is browsing; "" for other contents."""
    if session.kind is not ContentKind.SESSION:
        return ""
    told = (
        "the phrase shown in the room, another one every 30 seconds"
        if session.secret
        else "the attendance code told in the session"
    )
    by_code = session.secret or session.code
    hint = " While browsing, leave the field empty to enter the right one." if by_code else ""
    if session.check_in:
        with_it = f", with {told}" if by_code else ""
        return f"Learners check in when they come and out when they leave{with_it}.{hint}"
    if by_code:
        return f"Learners enter {told}.{hint}"
    return "Learners confirm with this button that they attended, once the session is over."


def code_of(session: Content, now: datetime) -> str:
    """What a learner in the room would enter at `now`."""
    return phrase(session.secret, session.id, window_of(now)) if session.secret else session.code
