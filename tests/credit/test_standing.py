"""Where a credit stands, which amounts can be claimed next, and why a claim is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import MAX_THOUSANDTHS, NOTHING, Amount
from ce_tui.credit.listing import State, state_of
from ce_tui.credit.model import Claim, Content, ContentKind, Credit, PartialRule, Remainder, UpTo
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure
from ce_tui.credit.questions import Answers, Question, QuestionKind
from ce_tui.credit.standing import (
    ATTESTATION,
    NAME_LENGTH,
    Holding,
    choices,
    claimable,
    form,
    is_final,
    made_already,
    name_problems,
    otherwise,
    refusals,
)
from ce_tui.credit.types import MINUTE, CreditType, Rounding, credit_type

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
VIDEO = Content("video", ContentKind.VIDEO, "Video", 3_600_000)
HOURS = credit_type("hours")
WHOLE = Credit("whole", "Whole", HOURS, Amount(1000), (VIDEO,))
PARTS = replace(WHOLE, partial=PartialRule())


def holding(earned: int, *, complete: bool = False, claimed: int = 0, parts: int = 0, final: bool = False) -> Holding:
    measure = Measure(0, 1, True, complete, Amount(earned), HOURS.duration(Amount(earned)))
    return Holding(measure, Amount(claimed), parts, final)


def ready(credit: Credit = WHOLE) -> Holding:
    return holding(credit.amount.thousandths, complete=True)


OPENS, CLOSES, RELEASE = NOW, NOW + timedelta(days=30), NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("now", "earned", "final", "expected"),
    [
        (RELEASE - TICK, 0, False, State.SCHEDULED),
        (RELEASE - TICK, 1000, False, State.SCHEDULED),
        (RELEASE, 0, False, State.IN_PROGRESS),
        (RELEASE, 1000, False, State.EARNED),
        (OPENS - TICK, 1000, False, State.EARNED),
        (OPENS - TICK, 0, False, State.IN_PROGRESS),
        (OPENS, 1000, False, State.READY),
        (OPENS, 0, False, State.IN_PROGRESS),
        (CLOSES - TICK, 1000, False, State.READY),
        (CLOSES, 1000, False, State.CLOSED),
        (CLOSES, 0, False, State.CLOSED),
        (RELEASE - TICK, 0, True, State.CLAIMED),
        (OPENS, 0, True, State.CLAIMED),
        (CLOSES, 0, True, State.CLAIMED),
    ],
)
def test_the_state_changes_exactly_at_its_bounds(now: datetime, earned: int, final: bool, expected: State) -> None:
    assert state_of(Amount(earned), final, RELEASE, OPENS, CLOSES, now) is expected


def test_without_bounds_a_credit_is_open_at_all_times() -> None:
    assert state_of(NOTHING, False, None, None, None, NOW) is State.IN_PROGRESS
    assert state_of(Amount(1), False, None, None, None, NOW) is State.READY


SELF_STUDY = credit_type("nasba", activity="self-study")
FIFTHS = replace(PARTS, type=SELF_STUDY, amount=Amount(2000))
HALVES = replace(FIFTHS, type=credit_type("nasba", step=Amount(500), activity="self-study"))
STEP_4 = replace(PARTS, partial=PartialRule(step=Amount(500)), amount=Amount(1250))
FORFEIT = replace(PARTS, partial=PartialRule(remainder=Remainder.FORFEIT))
BY_WHOLE = replace(PARTS, partial=PartialRule(up_to=UpTo.WHOLE))


@pytest.mark.parametrize(
    ("credit", "held", "expected"),
    [
        # Whole credits: all of it, or nothing.
        (WHOLE, holding(0), []),
        (WHOLE, ready(), [1000]),
        (WHOLE, holding(1000, complete=True, claimed=1000, parts=1, final=True), []),
        # Parts as they are earned, in steps of the type.
        (PARTS, holding(0), []),
        (PARTS, holding(250), [250]),
        (PARTS, holding(750), [250, 500, 750]),
        (PARTS, ready(), [250, 500, 750, 1000]),
        (PARTS, holding(750, claimed=500, parts=1), [250]),
        (PARTS, holding(750, claimed=750, parts=1), []),
        (PARTS, holding(1000, complete=True, claimed=750, parts=2), [250]),
        (PARTS, holding(1000, complete=True, claimed=1000, parts=2, final=True), []),
        # A minimum binds the first part only.
        (replace(PARTS, partial=PartialRule(minimum=Amount(500))), holding(250), []),
        (replace(PARTS, partial=PartialRule(minimum=Amount(500))), holding(750), [500, 750]),
        (replace(PARTS, partial=PartialRule(minimum=Amount(500))), holding(750, claimed=500, parts=1), [250]),
        # A minimum above the amount cannot make a complete credit unclaimable.
        (replace(PARTS, partial=PartialRule(minimum=Amount(5000))), ready(), [1000]),
        # The rest of a complete credit is claimable even when it is no whole step.
        (STEP_4, holding(1250, complete=True), [500, 1000, 1250]),
        (STEP_4, holding(1000), [500, 1000]),
        (STEP_4, holding(1250, complete=True, claimed=1000, parts=1), [250]),
        (STEP_4, holding(1250, complete=True, claimed=500, parts=1), [500, 750]),
        (STEP_4, holding(750, claimed=500, parts=1), []),
        # NASBA: the first minimum, then single steps.
        (replace(PARTS, type=credit_type("nasba"), amount=Amount(2000)), holding(800), []),
        (replace(PARTS, type=credit_type("nasba"), amount=Amount(2000)), holding(1400), [1000, 1200, 1400]),
        (
            replace(PARTS, type=credit_type("nasba"), amount=Amount(2000)),
            holding(1400, claimed=1000, parts=1),
            [200, 400],
        ),
        (replace(PARTS, type=SELF_STUDY, amount=Amount(1000)), holding(600), [600]),
        # Every sum of parts is on the step: a least first part that is not is rounded up to it.
        (FIFTHS, holding(1000), [600, 800, 1000]),
        (FIFTHS, holding(1000, claimed=600, parts=1), [200, 400]),
        (HALVES, holding(1000), [500, 1000]),
        (replace(STEP_4, partial=PartialRule(Amount(500), Amount(750))), holding(1000), [1000]),
        # A part that left the step, claimed before that was seen to: the next one leads back to it.
        (FIFTHS, holding(1000, claimed=500, parts=1), [100, 300, 500]),
        # Any part, but only once the credit is complete.
        (BY_WHOLE, holding(0), []),
        (BY_WHOLE, ready(), [250, 500, 750, 1000]),
        # The rest was given up.
        (FORFEIT, holding(1000, complete=True, claimed=250, parts=1, final=True), []),
        # A later edition of the catalog lowered the amount, or took the partial rule away.
        (replace(PARTS, amount=Amount(500)), holding(500, complete=True, claimed=750, parts=1), []),
        (replace(PARTS, amount=Amount(500)), holding(500, complete=True, claimed=500, parts=1), []),
        (replace(WHOLE, amount=Amount(500)), holding(500, complete=True, claimed=500, parts=1), []),
        (WHOLE, holding(1000, complete=True, claimed=250, parts=1), [750]),
        (WHOLE, holding(0, claimed=250, parts=1), []),
    ],
)
def test_the_amounts_that_can_be_claimed_next(credit: Credit, held: Holding, expected: list[int]) -> None:
    found = choices(credit, held)
    assert [amount.thousandths for amount in found] == expected
    assert claimable(credit, held) == (found[-1] if found else NOTHING)


OHIO = credit_type("hours", rounding=Rounding.NEAREST, minimum_ms=60 * MINUTE)


def by_time(credit: Credit, minutes: float, *, claimed: int = 0, complete: bool = False) -> list[int]:
    ms = round(minutes * MINUTE)
    held = Holding(Measure(ms, 1, True, complete, credit.type.round(ms), ms), Amount(claimed), int(claimed > 0))
    return [amount.thousandths for amount in choices(credit, held)]


@pytest.mark.parametrize(
    "credit",
    [
        replace(PARTS, type=OHIO, amount=Amount(6000)),
        replace(PARTS, type=credit_type("ama"), amount=Amount(6000), partial=PartialRule(minimum=Amount(1000))),
    ],
)
def test_the_least_first_part_is_tested_on_the_time_and_not_on_what_it_is_rounded_to(credit: Credit) -> None:
    assert by_time(credit, 53) == by_time(credit, 59.999) == []
    assert by_time(credit, 60) == [1000]
    assert by_time(credit, 68) == [1000, 1250]
    assert by_time(credit, 75, claimed=1000) == [250]
    assert by_time(credit, 53, complete=True)[-1] == 1000  # what is complete is whole


def test_a_minimum_that_the_type_has_anyway_asks_for_no_more_time() -> None:
    ceu = replace(PARTS, type=credit_type("iacet"), amount=Amount(500), partial=PartialRule(minimum=Amount(100)))
    assert by_time(ceu, 29) == []
    assert by_time(ceu, 30) == [100]


def test_the_most_that_can_be_claimed_is_known_without_listing_every_step() -> None:
    fine = credit_type("hours", step=Amount(1))
    huge = Credit("huge", "Huge", fine, Amount(MAX_THOUSANDTHS), (VIDEO,), partial=PartialRule())
    assert claimable(huge, ready(huge)) == huge.amount


def test_steps_that_are_too_fine_to_read_through_are_taken_several_at_once() -> None:
    fine = replace(PARTS, type=credit_type("hours", step=Amount(1)), amount=Amount(30_000))
    found = choices(fine, holding(29_999))
    assert len(found) <= 10_001
    assert (found[:3], found[-1]) == ((Amount(1), Amount(3), Amount(6)), Amount(29_997))
    # What is left after a part is little enough to be offered step by step.
    assert choices(fine, holding(29_999, claimed=25_000, parts=1)) == (*map(Amount, range(1, 5000)),)


@pytest.mark.parametrize(
    ("credit", "claimed", "final"),
    [
        (WHOLE, 0, False),
        (WHOLE, 1000, True),
        (PARTS, 250, False),
        (PARTS, 1000, True),
        (PARTS, 1250, True),
        (FORFEIT, 0, False),
        (FORFEIT, 250, True),
        (WHOLE, 250, False),
    ],
)
def test_nothing_is_left_once_all_is_claimed_or_the_rest_given_up(credit: Credit, claimed: int, final: bool) -> None:
    assert is_final(credit, Amount(claimed)) is final


TYPES = st.sampled_from([credit_type(id) for id in ("hours", "ama", "nasba", "ancc")] + [SELF_STUDY])


@st.composite
def partial_credits(draw: st.DrawFn) -> Credit:
    kind: CreditType = draw(TYPES)
    step = kind.step.thousandths
    amount = step * draw(st.integers(1, 12))
    rule = PartialRule(
        step=Amount(step * draw(st.integers(0, 4))),
        minimum=Amount(step * draw(st.integers(0, 6))),
        up_to=draw(st.sampled_from(UpTo)),
        remainder=Remainder.KEEP,
    )
    return Credit("any", "Any", kind, Amount(amount), (VIDEO,), partial=rule)


@given(partial_credits(), st.data())
def test_any_sequence_of_allowed_parts_ends_exactly_at_the_amount(credit: Credit, data: st.DataObject) -> None:
    claimed, parts, earned = NOTHING, 0, 0
    assert credit.partial is not None
    step = credit.partial.step or credit.type.step
    for _ in range(60):
        complete = data.draw(st.booleans())
        most = credit.amount.thousandths
        earned = most if complete else max(earned, data.draw(st.integers(0, most)))
        final = is_final(credit, claimed)
        held = Holding(Measure(0, 1, True, complete or earned == most, Amount(earned)), claimed, parts, final)
        found = choices(credit, held)
        assert list(found) == sorted(set(found))
        assert claimable(credit, held) == (found[-1] if found else NOTHING)
        if final:
            assert found == ()
            break
        assert all(NOTHING < amount <= Amount(earned) - claimed for amount in found)
        assert all(
            (claimed + amount).thousandths % step.thousandths == 0
            for amount in found
            if not held.measure.complete or claimed + amount != credit.amount
        )
        if complete:
            assert found[-1] == credit.amount - claimed  # what is left can always be claimed whole
        if found:
            claimed, parts = claimed + data.draw(st.sampled_from(found)), parts + 1
    assert claimed <= credit.amount
    if is_final(credit, claimed):
        assert claimed == credit.amount


WHY = Question("why", QuestionKind.SHORT_TEXT, "Why did you come?", required=True)
ASKING = replace(PARTS, questions=(WHY,), attestation="I was there.")
GOOD = {"why": "To learn.", ATTESTATION: "agreed"}


@pytest.mark.parametrize(
    ("credit", "held", "amount", "now", "reason"),
    [
        (replace(WHOLE, release_at=NOW + TICK), ready(), 1000, NOW, "not been released"),
        (replace(WHOLE, opens_at=NOW + TICK), ready(), 1000, NOW, "not open yet"),
        (replace(WHOLE, closes_at=NOW), ready(), 1000, NOW, "over"),
        (WHOLE, holding(0), 1000, NOW, "in progress"),
        (WHOLE, holding(1000, complete=True, claimed=1000, parts=1, final=True), 1000, NOW, "already been claimed"),
        (WHOLE, ready(), 500, NOW, "claimed whole: 1.00 hour"),
        (WHOLE, ready(), 0, NOW, "claimed whole"),
        (PARTS, holding(500), 750, NOW, "at most 0.50 hours"),
        (PARTS, holding(500), 300, NOW, "0.25 hours to 0.50 hours in steps of 0.25"),
        (PARTS, holding(500), 0, NOW, "in steps of"),
    ],
)
def test_a_claim_is_refused_with_the_reason(
    credit: Credit, held: Holding, amount: int, now: datetime, reason: str
) -> None:
    (said,) = refusals(credit, held, Amount(amount), {}, "Ada Lovelace", now)
    assert reason in said


def test_every_reason_is_told_at_once() -> None:
    found = refusals(ASKING, ready(), Amount(300), {}, " ", NOW)
    assert len(found) == 4
    assert [word in reason for word, reason in zip(("steps", "name", "Why did", "I was there"), found, strict=True)]


def test_a_good_claim_is_not_refused() -> None:
    assert refusals(ASKING, ready(), Amount(250), GOOD, "Ada Lovelace", NOW) == []
    assert refusals(replace(WHOLE, opens_at=NOW, closes_at=NOW + TICK), ready(), Amount(1000), {}, "王小明", NOW) == []


def test_the_attestation_is_the_last_question_and_must_be_agreed_to() -> None:
    assert [question.id for question in form(ASKING)] == ["why", ATTESTATION]
    assert form(WHOLE) == ()
    (said,) = refusals(ASKING, ready(), Amount(250), {"why": "x", ATTESTATION: "yes"}, "Ada", NOW)
    assert "tick the statement" in said


@pytest.mark.parametrize("name", ["Ada Lovelace", "王小明", "Ł", "أحمد", "x" * NAME_LENGTH, "  Ada  "])
def test_names_that_a_certificate_can_show(name: str) -> None:
    assert name_problems(name) == []


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\u202e\u200b", "123", "—", "\x00", "x" * (NAME_LENGTH + 1), "\ud800", "\u3164\u115f", "\uffa0 7"],
)
def test_names_that_it_cannot(name: str) -> None:
    assert len(name_problems(name)) == 1


def test_a_long_question_is_named_by_its_beginning() -> None:
    long = replace(WHOLE, questions=(replace(WHY, text="Why " * 100),))
    (said,) = refusals(long, ready(), Amount(1000), {}, "Ada", NOW)
    assert said.startswith(f"{('Why ' * 15).rstrip()}…: ")
    just = replace(WHOLE, questions=(replace(WHY, text="?" * 60),))
    (said,) = refusals(just, ready(), Amount(1000), {}, "Ada", NOW)
    assert said.startswith(f"{'?' * 60}: ")
    over = replace(WHOLE, questions=(replace(WHY, text="?" * 61),))
    (said,) = refusals(over, ready(), Amount(1000), {}, "Ada", NOW)
    assert said.startswith(f"{'?' * 59}…: ")


def test_a_quiz_that_holds_everything_back_is_named() -> None:
    held = Holding(Measure(0, 1, True, False, NOTHING, 0, ("Exam", "Survey")))
    for credit in (WHOLE, PARTS):
        assert refusals(credit, held, Amount(250), {}, "Ada", NOW) == [
            "Nothing can be claimed yet. To claim anything, pass “Exam”, “Survey”."
        ]
    closed = replace(PARTS, closes_at=NOW)
    assert "over" in refusals(closed, held, Amount(250), {}, "Ada", NOW)[0]


CLAIM = Claim(
    "CE-1", "request", 1, Amount(500), NOTHING, "Ada Lovelace", ASKING, Organization("acme", "Acme Academy"), GOOD, NOW
)


def test_a_request_that_comes_again_differs_in_nothing() -> None:
    assert otherwise(CLAIM, Amount(500), {**GOOD, "why": " To  learn. "}, " Ada  Lovelace ") == []
    assert made_already(CLAIM, []) == (
        "The same request has already claimed 0.50 hours for Ada Lovelace (certificate CE-1). Nothing more was claimed."
    )


@pytest.mark.parametrize(
    ("amount", "answers", "name", "differs"),
    [
        (250, GOOD, "Ada Lovelace", ["amount"]),
        (500, GOOD, "Ada King", ["name"]),
        (500, {**GOOD, "why": "To teach."}, "Ada Lovelace", ["answers"]),
        (250, {}, "Ada King", ["amount", "name", "answers"]),
    ],
)
def test_a_request_that_comes_again_says_in_what_it_differs(
    amount: int, answers: Answers, name: str, differs: list[str]
) -> None:
    found = otherwise(CLAIM, Amount(amount), answers, name)
    assert found == differs
    assert f"(certificate CE-1). This one differs in: {', '.join(differs)}. Nothing" in made_already(CLAIM, found)
