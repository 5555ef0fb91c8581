"""What a claim form says about amounts: pure functions of what is claimed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ce_tui.credit.amount import Amount
from ce_tui.credit.standing import CreditView, is_final
from ce_tui.credit.words import closing
from ce_tui.ui.drawing.text import shorten


def left_after(view: CreditView, amount: Amount) -> Amount:
    """What of the credit no claim has taken once `amount` is claimed too."""
    return view.credit.amount - view.holding.claimed - amount


def claim_label(view: CreditView, amount: Amount) -> str:
    """The words on the button: whether something is left afterwards, and the organization's acronym."""
    part = "partial " if left_after(view, amount) else ""
    return f"Claim {part}{shorten(view.organization.acronym, 8)}"


def running_total(view: CreditView, amount: Amount) -> str:
    """Such as `Claiming 0.75 of 1.50 hours · earlier parts 0.25 · left afterwards 0.50`."""
    type, claimed = view.credit.type, view.holding.claimed
    parts = [f"Claiming {amount.format(type.places)} of {type.say(view.credit.amount)}"]
    if claimed:
        parts.append(f"earlier parts {claimed.format(type.places)}")
    parts.append(f"left afterwards {left_after(view, amount).format(type.places)}")
    return " · ".join(parts)


def gives_up(view: CreditView, amount: Amount) -> bool:
    """Whether claiming `amount` gives up something for good."""
    return bool(left_after(view, amount)) and is_final(view.credit, view.holding.claimed + amount)


def rest(view: CreditView, amount: Amount) -> str:
    """What happens to what is left after claiming `amount`, as a sentence; empty when nothing is left."""
    left = left_after(view, amount)
    if not left:
        return ""
    credit, measure = view.credit, view.holding.measure
    what = f"remaining {credit.type.say(left)}"
    if gives_up(view, amount):
        return f"The {what} will be given up: this is the only part you can claim."
    until = f" until {closing(credit.closes_at, view.organization.zone)}" if credit.closes_at else ""
    stay = "stays" if left.thousandths == 1000 else "stay"
    if measure.complete:
        return f"The {what} {stay} claimable{until}."
    earned = measure.earned - view.holding.claimed - amount
    if earned:
        some = earned.format(credit.type.places)
        return f"Of the {what}, {some} can be claimed at once and the rest as you progress{until}."
    return f"The {what} can be claimed as you progress{until}."


def which(view: CreditView) -> str:
    """Which amounts can be chosen, such as `0.25 to 1.50 in steps of 0.25`.

    The first and the last may lie beside the steps: a minimum, and all that is left.
    """
    said = [amount.format(view.credit.type.places) for amount in view.choices]
    if len(said) <= 3:
        return " or ".join(filter(None, (", ".join(said[:-1]), said[-1])))
    step = _step(view.choices)
    first = 0 if view.choices[1] - view.choices[0] == step else 1
    last = -1 if view.choices[-1] - view.choices[-2] == step else -2
    steps = f"{said[first]} to {said[last]} in steps of {step.format(view.credit.type.places)}"
    return f"{f'{said[0]}, ' if first else ''}{steps}{'' if last == -1 else f', or {said[-1]}'}"


def _step(choices: Sequence[Amount]) -> Amount:
    """The step between choices that are neither the first nor the last, where there are any."""
    at = min(2, len(choices) - 1)
    return choices[at] - choices[at - 1] if at else choices[0]


def read_amount(text: str, choices: Sequence[Amount]) -> Amount | None:
    """The amount typed, with a point or a comma, if it can be chosen."""
    try:
        amount = Amount.typed(text)
    except ValueError:
        return None
    at = bisect_left(choices, amount)
    return amount if at < len(choices) and choices[at] == amount else None


def stepped(text: str, choices: Sequence[Amount], by: int) -> Amount:
    """The nearest choice at least `by` thousandths above what was typed (below, if negative), or the last one there.

    What cannot be read counts as the most.
    """
    try:
        target = Amount.typed(text).thousandths + by
    except ValueError:
        return choices[-1]
    if by > 0:
        at = bisect_left(choices, target, key=_thousandths)
    else:
        at = bisect_right(choices, target, key=_thousandths) - 1
    return choices[min(max(at, 0), len(choices) - 1)]


def jump(view: CreditView) -> int:
    """A bigger jump, in thousandths: a whole unit where there are several, else ten steps."""
    span = (view.choices[-1] - view.choices[0]).thousandths
    return 1000 if span > 2000 else 10 * _step(view.choices).thousandths


def _thousandths(amount: Amount) -> int:
    return amount.thousandths
