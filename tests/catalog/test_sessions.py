"""Until when a session's code is taken, and where the learners' own timer counts, in a catalog."""

from datetime import UTC, datetime

import pytest
from tests.catalog.test_yaml import GOOD, HEAD, wrong

from ce_tui.catalog import read_text
from ce_tui.credit.model import Content
from ce_tui.credit.types import MINUTE

PLACE = 'length: 60, url: "https://example.org/f"'
SESSION = GOOD.replace("kind: video", "kind: session").replace(PLACE, "length: 60, {}")
STARTS = "starts: 2026-12-03 17:00, code: PLUM"


def made(more: str, body: str = SESSION) -> Content:
    return read_text(HEAD + body.replace("{}", more), "x.yaml").credits[0].contents[0]


def test_a_code_is_taken_half_an_hour_longer_unless_it_is_said() -> None:
    plain = made(STARTS)
    assert (plain.code_until, plain.code_after_ms) == (None, 30 * MINUTE)
    assert made(f"{STARTS}, code_until: 2 h").code_after_ms == 120 * MINUTE
    assert made(f"{STARTS}, code_until: 0").code_after_ms == 0
    until = made(f"{STARTS}, code_until: 2026-12-03 23:00+0000").code_until
    assert until == datetime(2026, 12, 3, 23, tzinfo=UTC)
    day = made(f"{STARTS}, code_until: 2026-12-24").code_until
    assert day is not None
    assert (day - datetime(2026, 12, 24, 12, tzinfo=UTC)).total_seconds() > 0  # the whole day


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (f"{STARTS}, code_until: soon", "`code_until` must be a moment such as 2026-12-03 18:00, or a time after the"),
        (f"{STARTS}, code_until: 2026-13-40", "`code_until` must be a moment such as"),
        ("starts: 2026-12-03 17:00, code_until: 2 h", "`code_until` needs `code`;"),
        ("code: PLUM, code_until: 2 h", "`code_until` after the end needs `starts`;"),
        (f"{STARTS}, check_in: yes, code_until: 2 h", "`code_until` is not for `check_in`,"),
    ],
)
def test_what_cannot_be_is_said_in_its_place(more: str, said: str) -> None:
    (problem,) = wrong(HEAD + SESSION.replace("{}", more))
    assert said in problem
    assert problem.startswith("8:")


def test_a_timer_counts_unless_it_is_said() -> None:
    film = GOOD.replace(PLACE, f"{PLACE}{{}}")
    assert made("", film).timer
    assert not made(", timer: no", film).timer
    assert "`timer` must be yes or no." in wrong(HEAD + film.replace("{}", ", timer: maybe"))[0]
    assert "`timer` is not a field of a session" in wrong(HEAD + SESSION.replace("{}", "timer: no"))[0]
