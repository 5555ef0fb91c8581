"""Browsing: every form can be seen as if the credit were ready, and nothing but a sentence comes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.attendance import enter
from ce_tui.credit.browsing import as_if_ready, asked, code_of, rehearse
from ce_tui.credit.claims import NotClaimed, WouldClaim
from ce_tui.credit.listing import State, state_of
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule, Remainder
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.standing import CreditView, Holding, choices
from ce_tui.credit.types import credit_type

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WHOLE = Credit("whole", "Whole", credit_type("hours"), Amount(1000))
PARTS = replace(WHOLE, partial=PartialRule(step=Amount(500)))
FORFEIT = replace(WHOLE, partial=PartialRule(step=Amount(500), remainder=Remainder.FORFEIT))
TALK = Content("talk", ContentKind.SESSION, "Talk", 3_600_000, starts_at=NOW - timedelta(minutes=10))


def view(
    credit: Credit, earned: int = 0, claimed: int = 0, *, complete: bool = False, final: bool = False
) -> CreditView:
    held = Holding(Measure(0, 3, False, complete, Amount(earned)), Amount(claimed), bool(claimed), final)
    found = choices(credit, held)
    most = found[-1] if found else NOTHING
    state = state_of(most, final, credit.release_at, credit.opens_at, credit.closes_at, NOW)
    return CreditView(1, credit, Organization("org", "Northwind"), held, (), state, found)


STATES = {
    State.SCHEDULED: view(replace(WHOLE, release_at=NOW + DAY)),
    State.IN_PROGRESS: view(WHOLE),
    State.EARNED: view(replace(WHOLE, opens_at=NOW + DAY), 1000, complete=True),
    State.READY: view(WHOLE, 1000, complete=True),
    State.CLAIMED: view(WHOLE, 1000, 1000, complete=True, final=True),
    State.CLOSED: view(replace(WHOLE, closes_at=NOW - DAY)),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_seen_as_ready(state: State) -> None:
    seen = STATES[state]
    assert seen.state is state
    ready = as_if_ready(seen)
    assert (ready.state, ready.choices, ready.credit) == (State.READY, (Amount(1000),), seen.credit)
    assert ready.holding.measure.percent == 100
    assert rehearse(ready, Amount(1000), {}, "Ada", NOW) == WouldClaim(
        "A learner would now claim 1.00 hour for “Whole” as Ada; while browsing, nothing is claimed."
    )


def test_a_part_claimed_before_leaves_the_rest() -> None:
    assert as_if_ready(view(PARTS, 500, 500)).choices == (Amount(500),)
    assert as_if_ready(view(PARTS)).choices == (Amount(500), Amount(1000))


def test_what_was_claimed_or_given_up_is_seen_as_before_it_was() -> None:
    for seen in (
        view(PARTS, 1000, 1000, complete=True, final=True),
        view(FORFEIT, 1000, 500, complete=True, final=True),
    ):
        ready = as_if_ready(seen)
        assert (ready.choices, ready.holding.claimed, ready.holding.final) == (
            (Amount(500), Amount(1000)),
            NOTHING,
            False,
        )


def test_a_rehearsal_is_as_strict_as_a_claim() -> None:
    credit = replace(PARTS, questions=(Question("why", QuestionKind.SHORT_TEXT, "Why?", required=True),))
    ready = as_if_ready(view(credit))
    said = rehearse(ready, Amount(700), {}, "", NOW)
    assert isinstance(said, NotClaimed)
    assert len(said.reasons) == 3


def test_hostile_names_are_a_part_of_one_sentence() -> None:
    said = rehearse(as_if_ready(view(replace(WHOLE, title="\x1b[2J" + "x" * 900))), Amount(1000), {}, "A\n\x07", NOW)
    assert isinstance(said, WouldClaim)
    assert said.sentence.isprintable()
    assert len(said.sentence) < 250


@pytest.mark.parametrize("session", [TALK, replace(TALK, code="PLUM-42"), replace(TALK, secret="s" * 40)])
def test_who_browses_need_not_know_the_code(session: Content) -> None:
    assert asked(session).startswith("Learners ")
    later = NOW if session.code or session.secret else NOW + timedelta(hours=1)
    assert enter(session, code_of(session, later), later).problem == ""
    assert "PLUM" not in asked(session)


def test_checking_in_is_told_with_what_is_entered() -> None:
    session = replace(TALK, check_in=True)
    assert asked(session) == "Learners check in when they come and out when they leave."
    assert "leave, with the attendance code told in the session. While" in asked(replace(session, code="PLUM-42"))


def test_other_contents_ask_nothing() -> None:
    assert asked(Content("film", ContentKind.VIDEO, "Film")) == ""
