"""Attention checks and muted play in a catalog."""

import pytest
from tests.catalog.test_yaml import GOOD, HEAD, wrong

from ce_tui.catalog import read_text
from ce_tui.credit.model import Content
from ce_tui.credit.types import MINUTE

PLACE = 'length: 60, url: "https://example.org/f"'


def film(more: str) -> Content:
    return read_text(HEAD + GOOD.replace(PLACE, f"{PLACE}, {more}"), "x.yaml").credits[0].contents[0]


def test_checks_come_out_in_order_and_have_a_time() -> None:
    made = film("checks: [25 min, 90 s, 10], answer_within: 45 s, muted: no")
    assert made.checks == (90_000, 10 * MINUTE, 25 * MINUTE)
    assert (made.answer_within_ms, made.muted) == (45_000, False)
    plain = film("checks:")
    assert (plain.checks, plain.answer_within_ms, plain.muted) == ((), 60_000, True)
    assert len(film(f"checks: [{', '.join(f'{n} min' for n in range(1, 51))}]").checks) == 50


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("checks: [10 min, 60]", "this check is not inside the video, which is 60 min long; move it."),
        ("checks: [0, 10]", "this check is not inside the video, which is 60 min long; move it."),
        ("checks: [10 min, 600 s]", "there is a check at 10:00 already; remove one of the two."),
        ("checks: [ten]", "entry 1 of `checks` must be whole minutes such as 20, or a time such as `1 h 30 min`."),
        ("checks: 10 min", "`checks` must be a list with at least one entry; start each with `- `."),
        (f"checks: [{', '.join(f'{n} s' for n in range(1, 52))}]", "`checks` cannot be used as it is (List should"),
        ("answer_within: 9 s", "`answer_within` must be a time from 10 s to 10 min, such as `60 s`."),
        ("answer_within: 11", "`answer_within` must be a time from 10 s to 10 min, such as `60 s`."),
        ("muted: quietly", "`muted` must be yes or no."),
    ],
)
def test_what_cannot_be_is_said_in_its_place(more: str, said: str) -> None:
    (problem,) = wrong(HEAD + GOOD.replace(PLACE, f"{PLACE}, {more}"))
    assert said in problem
    assert problem.startswith("8:")


def test_only_a_video_has_them() -> None:
    session = GOOD.replace("kind: video", "kind: session").replace(', url: "https://example.org/f"', ", checks: [1]")
    assert "`checks` is not a field of a session" in wrong(HEAD + session)[0]
