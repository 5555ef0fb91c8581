"""What an import must leave as it is: the unit of what was claimed."""

from collections.abc import Iterator
from functools import lru_cache

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Credit
from ce_tui.credit.types import CreditType, Rounding
from ce_tui.store.codec import dump, load
from ce_tui.store.database import Database

MOST = 20
"""So many reasons against an import are told."""


def changes_of_claimed(database: Database, key: int, stored: str, credit: Credit) -> Iterator[str]:
    """Why a credit that was claimed cannot become this one, as sentences: credit is designated once, in advance.

    Its type, step, rounding and minimum stay, and its amount never falls below what somebody has claimed.
    """
    alike = f'"type":{_dumped(credit.type)}' in stored  # nearly all are, and need no reading
    ((most,),) = database.read("SELECT max(claimed) FROM holding WHERE credit_id = :key AND parts > 0", {"key": key})
    if most is None:
        return
    before, after = (credit.type if alike else load(Credit, stored).type), credit.type
    name = f"“{credit.title}” ({credit.id})"
    for what, then, now in _differences(before, after):
        yield f"{name} was claimed, so its {what} cannot change from {then} to {now}. {_NEXT}"
    if credit.amount.thousandths < most:
        yield (
            f"{name}: {before.say(Amount(most))} of it were claimed, so its amount cannot fall to "
            f"{credit.amount.format(after.places)}. Write at least that, or give it a new id and close this one."
        )


_NEXT = "Give it a new id, and close this one."


def _differences(before: CreditType, after: CreditType) -> Iterator[tuple[str, str, str]]:
    if (before.id, before.minutes_per_unit) != (after.id, after.minutes_per_unit):
        yield "type", before.label, after.label
        return
    if before.step != after.step:
        yield "step", before.step.format(before.places), after.step.format(after.places)
    elif before.rounding is not after.rounding:
        yield "rounding", before.rounding, after.rounding
    elif (then := _least(before)) != (now := _least(after)):
        yield "minimum", f"{-(-then // 60_000)} min", f"{-(-now // 60_000)} min"


def _least(type: CreditType) -> int:
    """The least time (milliseconds) that is given anything, however the type comes to it."""
    steps = max(1, -(-type.first_minimum.thousandths // type.step.thousandths))
    rounded = type.step_ms // 2 if type.rounding is Rounding.NEAREST else 0
    return max(steps * type.step_ms - rounded, type.minimum_ms)


@lru_cache(100)
def _dumped(type: CreditType) -> str:
    return dump(type)
