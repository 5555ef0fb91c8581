"""Certificate numbers survive being read aloud and typed, and a slip is noticed."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.number import as_sample, certificate_number, is_sample, new_number, read_number

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = st.integers(0, (1 << 60) - 1)


def some_numbers(count: int) -> list[str]:
    draw = random.Random(7)
    found = (certificate_number(draw.getrandbits(60)) for _ in range(count * 2))
    return [number for number in found if number][:count]


@given(VALUES)
def test_a_number_reads_back_as_itself(value: int) -> None:
    number = certificate_number(value)
    if number is not None:
        assert len(number) == len("XXXX-XXXX-XXXX-C")
        assert read_number(number) == number


@given(VALUES, VALUES)
def test_two_values_have_two_numbers(a: int, b: int) -> None:
    one, other = certificate_number(a), certificate_number(b)
    assert (one == other) == (a == b) or None in (one, other)


def test_case_spaces_hyphens_and_look_alikes_do_not_matter() -> None:
    number = next(n for n in some_numbers(200) if "0" in n and "1" in n)
    for typed in (
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        f" {number} ",
        number.replace("0", "O").replace("1", "I"),
        number.replace("0", "o").replace("1", "l"),
    ):
        assert read_number(typed) == number


@pytest.mark.parametrize("number", some_numbers(5))
def test_a_sample_is_a_number_that_says_so(number: str) -> None:
    sample = as_sample(number)
    assert sample == as_sample(sample) == f"SAMPLE-{number}"
    assert is_sample(sample)
    assert not is_sample(number)
    for typed in (sample, sample.lower(), sample.replace("-", ""), sample.replace("-", " "), sample.replace("L", "1")):
        assert read_number(typed) == sample
    assert read_number(sample[:-1]) is read_number(f"SAMPLE-{sample}") is read_number("SAMPLE" * 10_000) is None


@pytest.mark.parametrize("number", some_numbers(20))
def test_every_single_slip_is_noticed(number: str) -> None:
    plain = number.replace("-", "")
    for at, char in enumerate(plain):
        for other in DIGITS:
            if other != char:
                assert read_number(plain[:at] + other + plain[at + 1 :]) is None
    for at, (first, second) in enumerate(itertools.pairwise(plain)):
        if first != second:
            assert read_number(plain[:at] + second + first + plain[at + 2 :]) is None


@pytest.mark.parametrize(
    "text", ["", "-", "0", "U" * 13, "0" * 12, "0" * 14, "0000-0000-0000-*", "ß" * 13, "٠" * 13, "0" * 100_000]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("value", [-1, 1 << 60])
def test_only_sixty_bits_fit(value: int) -> None:
    with pytest.raises(ValueError):
        certificate_number(value)


def test_a_new_number_reads_as_itself_and_is_another_each_time() -> None:
    for sample in (False, True):
        made = {new_number(sample) for _ in range(50)}
        assert len(made) == 50
        assert {read_number(number) for number in made} == made
        assert {is_sample(number) for number in made} == {sample}
    assert not is_sample(new_number())
