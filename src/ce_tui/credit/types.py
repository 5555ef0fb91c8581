"""Credit types: how minutes become an amount. Each rule's source is named beside it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ce_tui.credit.amount import NOTHING, Amount

MINUTE = 60_000
"""Milliseconds in a minute; every duration in this package is in milliseconds."""


class Rounding(StrEnum):
    DOWN = "down"
    NEAREST = "nearest"  # half up


@dataclass(frozen=True, slots=True)
class CreditType:
    """How time turns into credit.

    `step` and `first_minimum` are amounts (thousandths of the unit); `minutes_per_unit` is in minutes. `minimum_ms` is
    the least real time, in milliseconds: below it there is nothing, whatever the time would be rounded to. With
    `real_time` the minutes of attendance count alone: that something is complete makes them no more.
    `unit` and `units` are the words after an amount on the screen, `full` and `fulls` those on a certificate
    (the body's own wording, one and many); `designation` is the sentence printed on certificates,
    with $provider, $format and $amount, empty where the field has none.
    """

    id: str
    label: str
    unit: str
    units: str
    full: str
    fulls: str
    minutes_per_unit: int
    step: Amount
    rounding: Rounding = Rounding.DOWN
    first_minimum: Amount = NOTHING
    designation: str = ""
    minimum_ms: int = 0
    real_time: bool = False

    @property
    def step_ms(self) -> int:
        """Milliseconds that one step stands for (exact: steps are thousandths, a minute is 60,000 ms)."""
        return self.step.thousandths * self.minutes_per_unit * 60

    @property
    def places(self) -> int:
        """Decimals that a step needs, at least one."""
        return max(1, len(f"{self.step.thousandths % 1000:03d}".rstrip("0")))

    def say(self, amount: Amount) -> str:
        """The amount with its unit, such as `1.50 hours`."""
        return f"{amount.format(self.places)} {self.unit if amount.thousandths == 1000 else self.units}"

    def say_in_full(self, amount: Amount) -> str:
        """The amount as a certificate words it, such as `1.50 AMA PRA Category 1 Credits™`."""
        return f"{amount.format(self.places)} {self.full if amount.thousandths == 1000 else self.fulls}"

    def duration(self, amount: Amount) -> int:
        """Milliseconds that `amount` stands for."""
        return amount.thousandths * self.minutes_per_unit * 60

    def round(self, ms: int) -> Amount:
        """The amount that `ms` milliseconds are worth, before any first minimum."""
        steps, rest = divmod(ms, self.step_ms)
        if self.rounding is Rounding.NEAREST and 2 * rest >= self.step_ms:
            steps += 1
        return Amount(steps * self.step.thousandths)

    def award(self, ms: int) -> Amount:
        """Like `round`, and nothing at all below the type's least real time or its first minimum."""
        amount = self.round(ms) if ms >= self.minimum_ms else NOTHING
        return amount if amount >= self.first_minimum else NOTHING


_AMA = (
    "$provider designates this $format for a maximum of $amount. Physicians should claim only the credit "
    "commensurate with the extent of their participation in the activity."
)
_NASBA = (
    "In accordance with the standards of the National Registry of CPE Sponsors, CPE credits have been granted based on "
    "a 50-minute hour."
)
_ACPE = (
    "The official statement of credit comes from CPE Monitor, to which the credit is sent within 60 days of completion."
)
_IACET = "One CEU stands for ten contact hours of participation in organized continuing education."

# Sources: AMA PRA booklet (quarter credits, nearest allowed); ANCC (60-minute contact hour, the provider's
# rounding policy); ACPE (0.1 CEU an hour, quarter-hour steps, minimum by activity type); NASBA Statement on
# Standards (50-minute hour, down only, first credit 1.0 group, 0.5 self-study, 0.2 nano; standard 16: attendance at a
# group program is monitored to give the right number); IACET/ANSI (ten
# contact hours, nearest tenth, none under 30 minutes).
_ALL = (
    CreditType("hours", "Hours", "hour", "hours", "hour", "hours", 60, Amount(250)),
    CreditType(
        id="ama",
        label="AMA PRA Category 1 Credit™",
        unit="credit",
        units="credits",
        full="AMA PRA Category 1 Credit™",
        fulls="AMA PRA Category 1 Credits™",
        minutes_per_unit=60,
        step=Amount(250),
        rounding=Rounding.NEAREST,
        designation=_AMA,
    ),
    CreditType(
        id="ancc",
        label="ANCC contact hours",
        unit="hour",
        units="hours",
        full="ANCC contact hour",
        fulls="ANCC contact hours",
        minutes_per_unit=60,
        step=Amount(10),
    ),
    CreditType(
        id="acpe",
        label="ACPE CEU",
        unit="CEU",
        units="CEUs",
        full="ACPE CEU",
        fulls="ACPE CEUs",
        minutes_per_unit=600,
        step=Amount(25),
        first_minimum=Amount(25),
        designation=_ACPE,
    ),
    CreditType(
        id="nasba",
        label="NASBA CPE",
        unit="credit",
        units="credits",
        full="NASBA CPE credit",
        fulls="NASBA CPE credits",
        minutes_per_unit=50,
        step=Amount(200),
        first_minimum=Amount(1000),
        designation=_NASBA,
    ),
    CreditType(
        id="iacet",
        label="IACET CEU",
        unit="CEU",
        units="CEUs",
        full="IACET CEU",
        fulls="IACET CEUs",
        minutes_per_unit=600,
        step=Amount(100),
        rounding=Rounding.NEAREST,
        first_minimum=Amount(100),
        designation=_IACET,
        minimum_ms=30 * MINUTE,
    ),
)
"""Every credit type there is: a new one goes here, and what its body leaves open into the tables below."""
_TYPES = {type.id: type for type in _ALL}
TYPE_IDS = tuple(_TYPES)

_ACTIVITIES = {
    "nasba": {"group": Amount(1000), "self-study": Amount(500), "nano": Amount(200)},
    "acpe": {"knowledge": Amount(25), "application": Amount(100), "practice": Amount(1500)},
}
_STEPS = {"nasba": (Amount(200), Amount(500), Amount(1000))}
_ROUNDING_IS_A_SETTING = ("ama", "ancc", "hours")


def is_nano(type: CreditType) -> bool:
    """Whether it is that of a nano program: ten minutes of one thing, with a quiz."""
    return type.id == "nasba" and type.first_minimum == _ACTIVITIES["nasba"]["nano"]


def attended(type: CreditType) -> CreditType:
    """The type of sessions that are attended: of NASBA's, unless they are for self-study, that of a group program."""
    is_group = type.id == "nasba" and type.first_minimum == _ACTIVITIES["nasba"]["group"]
    return replace(type, real_time=True) if is_group else type


def credit_type(
    id: str,
    *,
    step: Amount | None = None,
    rounding: Rounding | None = None,
    activity: str = "",
    minimum_ms: int | None = None,
) -> CreditType:
    """The credit type with that id, with what its body leaves to the organizer set.

    ValueError (a sentence for people) for an unknown id or a setting the body does not allow.
    """
    if id not in _TYPES:
        raise ValueError(f"unknown credit type “{id}”; known are {', '.join(TYPE_IDS)}")
    found = _TYPES[id]
    _refuse_step(found, step)
    if rounding is not None and rounding is not found.rounding and id not in _ROUNDING_IS_A_SETTING:
        raise ValueError(f"{found.label} is always rounded {found.rounding}")
    minimum = _minimum(found, activity) if activity else found.first_minimum
    least = found.minimum_ms if minimum_ms is None else minimum_ms
    if least < found.minimum_ms:
        raise ValueError(f"{found.label} is not given under {found.minimum_ms // MINUTE} minutes")
    return replace(
        found,
        step=step or found.step,
        rounding=rounding or found.rounding,
        first_minimum=minimum,
        minimum_ms=least,
        real_time=activity == "group",
    )


def _refuse_step(type: CreditType, step: Amount | None) -> None:
    if step is None or step == type.step:
        return
    allowed = _STEPS.get(type.id)
    if type.id != "hours" and (allowed is None or step not in allowed):
        steps = ", ".join(s.format(1) for s in allowed or (type.step,))
        raise ValueError(f"{type.label} is given in steps of {steps}")
    if not step:
        raise ValueError("a step must be more than 0")


def _minimum(type: CreditType, activity: str) -> Amount:
    """The least that is given at first for that kind of activity."""
    minimums = _ACTIVITIES.get(type.id, {})
    if activity not in minimums:
        known = ", ".join(minimums) or "none"
        raise ValueError(f"unknown activity “{activity}” for {type.label}; known are {known}")
    return minimums[activity]
