"""Minutes become credit: the golden table of the design, each type's limits, and exact amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.amount import MAX_THOUSANDTHS, NOTHING, Amount, two_readings
from ce_tui.credit.types import MINUTE, TYPE_IDS, CreditType, Rounding, attended, credit_type, is_nano

AMA = credit_type("ama")
AMA_DOWN = credit_type("ama", rounding=Rounding.DOWN)
NASBA_2 = credit_type("nasba")
NASBA_5 = credit_type("nasba", step=Amount(500))
ANCC = credit_type("ancc")
IACET = credit_type("iacet")
ACPE = credit_type("acpe")
COLUMNS = (AMA, AMA_DOWN, NASBA_2, NASBA_5, ANCC, IACET, ACPE)

GOLDEN = {
    7: ("0", "0", "0", "0", "0.11", "0", "0"),
    8: ("0.25", "0", "0", "0", "0.13", "0", "0"),
    22: ("0.25", "0.25", "0.4", "0", "0.36", "0", "0.025"),
    23: ("0.50", "0.25", "0.4", "0", "0.38", "0", "0.025"),
    30: ("0.50", "0.50", "0.6", "0.5", "0.50", "0.1", "0.05"),
    40: ("0.75", "0.50", "0.8", "0.5", "0.66", "0.1", "0.05"),
    50: ("0.75", "0.75", "1.0", "1.0", "0.83", "0.1", "0.075"),
    100: ("1.75", "1.50", "2.0", "2.0", "1.66", "0.2", "0.15"),
    135: ("2.25", "2.25", "2.6", "2.5", "2.25", "0.2", "0.225"),
}


@pytest.mark.parametrize(
    ("minutes", "kind", "expected"),
    [(minutes, kind, amount) for minutes, row in GOLDEN.items() for kind, amount in zip(COLUMNS, row, strict=True)],
)
def test_minutes_are_worth_what_the_golden_table_says(minutes: int, kind: CreditType, expected: str) -> None:
    assert kind.round(minutes * MINUTE) == Amount.parse(expected)


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        (credit_type("nasba", activity="group"), 49, "0"),
        (credit_type("nasba", activity="group"), 50, "1"),
        (credit_type("nasba", activity="group"), 60, "1.2"),
        (credit_type("nasba", step=Amount(1000)), 99, "1"),
        (credit_type("nasba", activity="self-study"), 24, "0"),
        (credit_type("nasba", activity="self-study", step=Amount(500)), 25, "0.5"),
        (credit_type("nasba", activity="self-study"), 30, "0.6"),
        (credit_type("nasba", activity="nano"), 9, "0"),
        (credit_type("nasba", activity="nano"), 10, "0.2"),
        (IACET, 29, "0"),
        (IACET, 30, "0.1"),
        (IACET, 89, "0.1"),
        (IACET, 90, "0.2"),
        (ACPE, 14, "0"),
        (ACPE, 15, "0.025"),
        (credit_type("acpe", activity="knowledge"), 15, "0.025"),
        (credit_type("acpe", activity="application"), 59, "0"),
        (credit_type("acpe", activity="application"), 60, "0.1"),
        (credit_type("acpe", activity="practice"), 899, "0"),
        (credit_type("acpe", activity="practice"), 900, "1.5"),
        (credit_type("hours"), 59, "0.75"),
        (credit_type("hours", step=Amount(1)), 1, "0.016"),
    ],
)
def test_nothing_is_awarded_below_the_first_minimum(kind: CreditType, minutes: int, expected: str) -> None:
    assert kind.award(minutes * MINUTE) == Amount.parse(expected)


def of_its_own(minutes: int, step: int, rounding: Rounding = Rounding.DOWN, first: int = 0) -> CreditType:
    return CreditType("own", "Own", "hour", "hours", "hour", "hours", minutes, Amount(step), rounding, Amount(first))


def hours(step: int, rounding: Rounding, minimum: int) -> CreditType:
    return credit_type("hours", step=Amount(step), rounding=rounding, minimum_ms=minimum * MINUTE)


LEAST = {
    # 29, 30, 38, 44, 45, 53, 58, 59, 60, 67, 68, 75, 89, 90, 320 minutes
    "Ohio": (hours(250, Rounding.NEAREST, 60), "0 0 0 0 0 0 0 0 1 1 1.25 1.25 1.5 1.5 5.25"),
    "HRCI": (hours(250, Rounding.NEAREST, 45), "0 0 0 0 0.75 1 1 1 1 1 1.25 1.25 1.5 1.5 5.25"),
    "North Carolina": (hours(100, Rounding.NEAREST, 60), "0 0 0 0 0 0 0 0 1 1.1 1.1 1.3 1.5 1.5 5.3"),
    "Pennsylvania": (hours(500, Rounding.DOWN, 60), "0 0 0 0 0 0 0 0 1 1 1 1 1 1.5 5"),
    "IACET": (IACET, "0 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.2 0.5"),
}
MINUTES = (29, 30, 38, 44, 45, 53, 58, 59, 60, 67, 68, 75, 89, 90, 320)


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        pytest.param(kind, minutes, amount, id=f"{board}-{minutes}")
        for board, (kind, row) in LEAST.items()
        for minutes, amount in zip(MINUTES, row.split(), strict=True)
    ],
)
def test_the_least_time_is_real_time(kind: CreditType, minutes: int, expected: str) -> None:
    assert kind.award(minutes * MINUTE) == Amount.parse(expected)


@pytest.mark.parametrize("kind", [kind for kind, _ in LEAST.values()])
def test_a_millisecond_short_of_the_least_time_is_nothing(kind: CreditType) -> None:
    assert kind.minimum_ms
    assert kind.award(kind.minimum_ms - 1) == NOTHING
    assert kind.award(kind.minimum_ms) == kind.round(kind.minimum_ms) > NOTHING


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        (of_its_own(50, 500), 24, "0"),  # New York
        (of_its_own(50, 500), 25, "0.5"),
        (of_its_own(50, 500), 70, "1"),
        (of_its_own(50, 500, first=1000), 49, "0"),  # CFP
        (of_its_own(50, 500, first=1000), 75, "1.5"),
        (of_its_own(45, 1000), 44, "0"),  # Germany
        (of_its_own(45, 1000), 135, "3"),
        (of_its_own(600, 50), 16 * 60 + 45, "1.65"),  # ASHA
        (of_its_own(50, 20), 175, "3.5"),  # funeral directors of North Carolina
        (NASBA_2, 140, "2.8"),
        (NASBA_5, 140, "2.5"),
        (NASBA_2, 149, "2.8"),
        (NASBA_5, 149, "2.5"),
        (NASBA_2, 150, "3"),
        (NASBA_5, 150, "3"),
        (AMA, 7.49, "0"),
        (AMA, 7.5, "0.25"),
        (AMA, 22.5, "0.5"),
        (AMA, 440, "7.25"),
    ],
)
def test_types_without_a_least_time_are_as_they_were(kind: CreditType, minutes: float, expected: str) -> None:
    assert kind.minimum_ms == 0
    assert kind.award(round(minutes * MINUTE)) == Amount.parse(expected)


def test_a_nano_program_is_one_of_nasba_with_its_least_credit() -> None:
    assert is_nano(credit_type("nasba", activity="nano"))
    assert not is_nano(credit_type("nasba", activity="self-study"))
    assert not is_nano(of_its_own(50, 200, first=200))


def test_sessions_of_nasba_count_real_time_unless_they_are_for_self_study() -> None:
    assert attended(NASBA_2) == credit_type("nasba", activity="group")
    assert attended(NASBA_2).real_time
    for other in (credit_type("nasba", activity="self-study"), of_its_own(50, 200, first=1000), AMA):
        assert attended(other) == other
        assert not attended(other).real_time


def test_a_millisecond_short_of_a_step_is_a_step_short() -> None:
    assert AMA_DOWN.round(15 * MINUTE - 1) == NOTHING
    assert AMA.round(15 * MINUTE // 2) == Amount(250)
    assert AMA.round(15 * MINUTE // 2 - 1) == NOTHING


@pytest.mark.parametrize(
    ("id", "options"),
    [
        ("cme", {}),
        ("", {}),
        ("ama", {"step": Amount(100)}),
        ("iacet", {"step": Amount(50)}),
        ("nasba", {"step": Amount(100)}),
        ("hours", {"step": NOTHING}),
        ("nasba", {"step": NOTHING}),
        ("nasba", {"rounding": Rounding.NEAREST}),
        ("acpe", {"rounding": Rounding.NEAREST}),
        ("iacet", {"rounding": Rounding.DOWN}),
        ("nasba", {"activity": "webinar"}),
        ("ama", {"activity": "group"}),
        ("iacet", {"minimum_ms": 30 * MINUTE - 1}),
    ],
)
def test_what_the_body_does_not_allow_is_refused_with_a_sentence(id: str, options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        credit_type(id, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "said", "in_full"),
    [
        (credit_type("hours"), "1.00 hour", "1.00 hour"),
        (AMA, "1.00 credit", "1.00 AMA PRA Category 1 Credit™"),
        (NASBA_2, "1.0 credit", "1.0 NASBA CPE credit"),
        (ACPE, "1.000 CEU", "1.000 ACPE CEU"),
        (IACET, "1.0 CEU", "1.0 IACET CEU"),
        (ANCC, "1.00 hour", "1.00 ANCC contact hour"),
    ],
)
def test_one_is_said_in_the_singular_and_more_in_the_plural(kind: CreditType, said: str, in_full: str) -> None:
    one, two = Amount(1000), Amount(2000)
    assert (kind.say(one), kind.say_in_full(one)) == (said, in_full)
    assert kind.say(two).startswith("2.")
    assert kind.say(two) != said.replace("1.", "2.")


ANY_TYPE = st.sampled_from([credit_type(id) for id in TYPE_IDS] + [AMA_DOWN, NASBA_5])
DURATION = st.integers(0, 100_000 * MINUTE)


def test_an_amount_has_as_many_decimals_as_its_step_and_at_least_one() -> None:
    for step, said in ((1, "2.000"), (10, "2.00"), (250, "2.00"), (500, "2.0"), (1000, "2.0"), (2000, "2.0")):
        assert credit_type("hours", step=Amount(step)).say(Amount(2000)) == f"{said} hours"


@given(ANY_TYPE, DURATION, DURATION)
def test_more_time_never_earns_less(kind: CreditType, a: int, b: int) -> None:
    assert kind.award(min(a, b)) <= kind.award(max(a, b))


@given(ANY_TYPE, DURATION)
def test_rounding_down_never_gives_more_than_the_time_and_nearest_at_most_half_a_step(
    kind: CreditType, ms: int
) -> None:
    off = kind.duration(kind.round(ms)) - ms
    if kind.rounding is Rounding.DOWN:
        assert -kind.step_ms < off <= 0
    else:
        assert abs(off) * 2 <= kind.step_ms


@given(ANY_TYPE, DURATION)
def test_an_amount_is_always_whole_steps(kind: CreditType, ms: int) -> None:
    assert kind.round(ms).thousandths % kind.step.thousandths == 0


@given(st.integers(0, MAX_THOUSANDTHS), st.integers(0, 3))
def test_an_amount_survives_being_written_and_read(thousandths: int, places: int) -> None:
    assert Amount.parse(Amount(thousandths).format(places)) == Amount(thousandths)


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("1", 1000), ("1.5", 1500), (" 0.025 ", 25), ("007", 7000), ("999999.999", MAX_THOUSANDTHS)],
)
def test_plain_decimals_are_read(text: str, thousandths: int) -> None:
    assert Amount.parse(text).thousandths == thousandths


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.",
        ".5",
        "-1",
        "+1",
        "1e0",
        "1,5",
        "1.2345",
        "1000000",
        "nan",
        "inf",
        "１",
        "1 000",
        "0x1",
        "1_0",
        "²",
        "1:30",
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError):
        Amount.parse(text)


@pytest.mark.parametrize(
    ("typed", "thousandths"), [("1.5", 1500), ("1,5", 1500), ("1,25", 1250), ("1.250", 1250), (" 2 ", 2000)]
)
def test_a_comma_may_be_typed_for_a_point(typed: str, thousandths: int) -> None:
    assert Amount.typed(typed).thousandths == thousandths


@pytest.mark.parametrize(
    ("typed", "write"),
    [("1,000", "Write 1000 or 1.0"), ("12,500", "Write 12500 or 12.5"), ("0,250", "Write 250 or 0.25")],
)
def test_a_comma_before_three_digits_is_asked_about(typed: str, write: str) -> None:
    with pytest.raises(ValueError, match=f"^can be read in two ways. {write}$"):
        Amount.typed(typed)
    assert two_readings(typed) == f"{write}."


@pytest.mark.parametrize(
    "typed", ["1.000", "1,5", "1,00", "1,0000", "1000", "", ",000", "1,000,000", "1, 000", "x,000"]
)
def test_any_other_comma_is_not(typed: str) -> None:
    assert two_readings(typed) == ""


def test_amounts_add_subtract_and_never_go_below_nothing() -> None:
    assert Amount(100) + Amount(200) == Amount(300)
    assert Amount(300) - Amount(300) == NOTHING
    assert not NOTHING
    assert str(Amount(1500)) == "1.50"
    assert Amount(2000).format(0) == "2"
    with pytest.raises(ValueError):
        Amount(100) - Amount(101)
    with pytest.raises(ValueError):
        Amount(MAX_THOUSANDTHS + 1)
