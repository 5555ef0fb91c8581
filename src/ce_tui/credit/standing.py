"""Where a credit stands for a learner, which amounts can be claimed, and whether a claim is good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.listing import State, state_of
from ce_tui.credit.model import Claim, Credit, PartialRule, Remainder
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure, Record
from ce_tui.credit.questions import Answers, Question, QuestionKind, problems, tidy
from ce_tui.credit.text import clean
from ce_tui.credit.words import to_pass

NAME_LENGTH = 80
"""Longest name, in characters, that a certificate is sure to hold."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of Hangul that show nothing."""
ATTESTATION = "attestation"
"""Id of the question that a credit's attestation becomes."""
_MOST_CHOICES = 10_000


@dataclass(frozen=True, slots=True)
class Holding:
    """What a learner has of one credit: progress, and what earlier parts took.

    `final` is set once nothing more can be claimed: all of it was, or the rest was given up.
    """

    measure: Measure
    claimed: Amount = NOTHING
    parts: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class CreditView:
    """Everything the detail, the content page and the claim form show of one credit; `due_at` as in `listing.Row`.

    `records` are those of its contents, by content id; `among_others` says that the store has several organizations.
    """

    key: int
    credit: Credit
    organization: Organization
    holding: Holding
    claims: tuple[Claim, ...]
    state: State
    choices: tuple[Amount, ...]
    due_at: datetime | None = None
    records: Mapping[str, Record] = field(default_factory=dict)
    among_others: bool = False


def choices(credit: Credit, holding: Holding) -> tuple[Amount, ...]:
    """Every amount that can be claimed next, smallest first, whatever the window says.

    Without a partial rule that is the whole or nothing. With one: the least first part (see `_reach`), then whole
    steps up to what progress supports, less what was claimed. All parts together are whole steps, but for what is left
    of a complete credit: that can always be claimed whole, however small.
    """
    claimed, (least, step, most) = holding.claimed.thousandths, _reach(credit, holding)
    if not most:
        return ()
    sums = {least, *range(least // step * step + step, most, step), most}
    return (*(Amount(n - claimed) for n in sorted(sums)),)


def claimable(credit: Credit, holding: Holding) -> Amount:
    """The most that can be claimed next, whatever the window says."""
    return Amount(max(0, _reach(credit, holding)[2] - holding.claimed.thousandths))


def first_part(credit: Credit) -> tuple[Amount, int]:
    """The least first part of a credit that is claimed in parts, and the least time (milliseconds) behind it.

    The amount is rounded up to the step; the time is real, for what it is rounded to may be more.
    """
    type, partial = credit.type, credit.partial or PartialRule()
    step = (partial.step or type.step).thousandths
    least = max(partial.minimum, type.first_minimum, type.round(type.minimum_ms)).thousandths
    time = type.duration(partial.minimum) if partial.minimum > type.first_minimum else 0
    return Amount(max(step, -(-least // step) * step)), max(type.minimum_ms, time)


def _reach(credit: Credit, holding: Holding) -> tuple[int, int, int]:
    """The least and the most that may be claimed in all after the next claim, and the step between them (thousandths).

    All of them are 0 when nothing can be claimed.
    """
    measure, partial, claimed, nothing = holding.measure, credit.partial, holding.claimed.thousandths, (0, 1, 0)
    earned = measure.earned.thousandths
    if holding.final or not (measure.complete or partial or credit.type.real_time) or earned <= claimed:
        return nothing
    first, time = first_part(credit)
    step = (partial.step if partial and partial.step else credit.type.step).thousandths
    least = min(claimed // step * step + step if holding.parts else first.thousandths, credit.amount.thousandths)
    if earned < least or (not holding.parts and not measure.complete and measure.worth_ms < time):
        return nothing
    if partial is None:
        return earned, 1, earned
    # Nobody reads through more choices than this: steps too fine for it are taken several at once.
    every = step * (1 + (earned - claimed) // step // _MOST_CHOICES)
    return least, every, earned if measure.complete else max(least, earned // every * every)


def is_final(credit: Credit, claimed: Amount) -> bool:
    """Whether nothing is left to claim once `claimed` has been: all of it, or the rest is given up."""
    return claimed >= credit.amount or bool(
        claimed and credit.partial is not None and credit.partial.remainder is Remainder.FORFEIT
    )


def form(credit: Credit) -> tuple[Question, ...]:
    """The questions of a claim, the attestation last."""
    if not credit.attestation:
        return credit.questions
    statement = Question(ATTESTATION, QuestionKind.ATTESTATION, credit.attestation, required=True)
    return (*credit.questions, statement)


def refusals(
    credit: Credit, holding: Holding, amount: Amount, answers: Answers, name: str, now: datetime
) -> Sequence[str]:
    """Why this claim cannot be made now, as sentences; empty when it can."""
    available = choices(credit, holding)
    most = (available or (NOTHING,))[-1]
    state = state_of(most, holding.final, credit.release_at, credit.opens_at, credit.closes_at, now)
    if state is State.IN_PROGRESS and holding.measure.held:
        return [f"Nothing can be claimed yet. {to_pass(holding.measure.held)}"]
    if state is not State.READY:
        return [_NOT_NOW[state]]
    found = []
    if amount not in available:
        if credit.partial is None:
            found.append(f"This credit is claimed whole: {credit.type.say(most)}.")
        elif amount > most:
            found.append(f"You can claim at most {credit.type.say(most)} now.")
        else:
            step = credit.partial.step or credit.type.step
            found.append(
                f"Choose {credit.type.say(available[0])} to {credit.type.say(most)} "
                f"in steps of {step.format(credit.type.places)}."
            )
    found.extend(name_problems(name))
    found.extend(f"{_short(credit, p.question)}: {p.message}" for p in problems(form(credit), answers))
    return found


def otherwise(claim: Claim, amount: Amount, answers: Answers, name: str) -> list[str]:
    """In what this differs from what a claim was made with: its `amount`, `name` or `answers`."""
    same = {
        "amount": amount == claim.amount,
        "name": clean(name) == claim.name,
        "answers": tidy(form(claim.credit), answers) == claim.answers,
    }
    return [what for what, is_same in same.items() if not is_same]


def made_already(claim: Claim, other: Sequence[str]) -> str:
    """That a request has made a claim before, and in what it is another one now."""
    said = f"{claim.credit.type.say(claim.amount)} for {claim.name} (certificate {claim.number})"
    differs = f" This one differs in: {', '.join(other)}." if other else ""
    return f"The same request has already claimed {said}.{differs} Nothing more was claimed."


def name_problems(name: str) -> list[str]:
    """What is wrong with a name for certificates, as sentences."""
    if not any(char.isalpha() and char not in _FILLERS for char in clean(name)):
        return ["Please enter your name as the certificate shall show it."]
    if len(clean(name, 4 * NAME_LENGTH)) > NAME_LENGTH:
        return [f"Please keep your name to {NAME_LENGTH} characters."]
    return []


def _short(credit: Credit, question: str) -> str:
    text = next((q.text for q in form(credit) if q.id == question), question)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


_NOT_NOW = {
    State.SCHEDULED: "This credit has not been released yet.",
    State.IN_PROGRESS: "This credit is still in progress; there is nothing to claim yet.",
    State.EARNED: "This credit is earned, but its claim window is not open yet.",
    State.CLAIMED: "This credit has already been claimed.",
    State.CLOSED: "The claim window of this credit is over.",
}
