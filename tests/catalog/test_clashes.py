"""Sessions at the same time: how many, and which credits nobody can complete."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ce_tui.catalog import read_text
from ce_tui.catalog.clashes import at_once, clash
from ce_tui.credit.model import Content, ContentKind, Need, ProgressRule
from ce_tui.credit.types import MINUTE

TEN = datetime(2026, 5, 1, 10, tzinfo=UTC)
FILM = Content("film", ContentKind.VIDEO, "Film", 60 * MINUTE)


def session(start: int, minutes: int = 60, title: str = "") -> Content:
    at = TEN + timedelta(minutes=start)
    return Content(
        f"s{start}-{minutes}{title}", ContentKind.SESSION, title or f"At {start}", minutes * MINUTE, starts_at=at
    )


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([], []),
        ([session(0), session(60), session(120), FILM, replace(FILM, id="other")], []),
        ([session(0), session(0)], []),  # the same one in two credits
        ([session(0), session(0, title="B"), session(60)], ["2 of 3"]),
        ([session(0, 180), session(30, 10), session(90, 10), session(180)], ["3 of 4"]),
    ],
)
def test_how_many_run_at_the_same_time_as_another(sessions: list[Content], said: list[str]) -> None:
    more = " sessions run at the same time as another. A person's time counts once."
    assert at_once(sessions) == [count + more for count in said]


@pytest.mark.parametrize(
    ("contents", "rule", "said"),
    [
        ([session(0), session(60)], ProgressRule(), ""),
        ([session(0), session(54)], ProgressRule(), ""),  # 54 of 60 min are enough for each
        ([session(0), session(30)], ProgressRule(), "2 items are needed, but nobody can attend “At 0” and “At 30”"),
        ([session(0), session(0, title="B"), FILM], ProgressRule(Need.ITEMS, 2), ""),
        ([session(0), session(0, title="B"), FILM], ProgressRule(Need.ITEMS, 3), "`progress: { items: 2 }`"),
        ([session(0), session(0, title="B")], ProgressRule(Need.MINUTES, 60), ""),
        ([session(0, 180), session(60, 60)], ProgressRule(), "nobody can attend"),
        ([session(0, 180), session(60, 10)], ProgressRule(), ""),
        # Each two can be attended together, all three cannot.
        ([session(0, 100), session(0, 100, "B"), session(0, 100, "C")], ProgressRule(Need.ITEMS, 1), ""),
        ([session(0), session(48), session(96), session(30, 12)], ProgressRule(), "nobody can attend"),
        ([FILM, replace(FILM, id="b")], ProgressRule(), ""),
    ],
)
def test_a_credit_that_nobody_can_complete_is_told(contents: list[Content], rule: ProgressRule, said: str) -> None:
    found = clash(contents, rule)
    assert (said in found) if said else not found


def test_check_warns_at_the_contents() -> None:
    text = """\
organization: { id: o, name: O, zone: UTC }
credits:
  - id: c
    title: C
    type: hours
    amount: 1
    contents:
      - { kind: session, id: a, title: Room A, length: 1 h, starts: 2026-05-01 10:00 }
      - { kind: session, id: b, title: Room B, length: 1 h, starts: 2026-05-01 10:00 }
"""
    said = "2 items are needed, but nobody can attend “Room A” and “Room B”, which run at the same time; "
    assert read_text(text, "x.yaml").warnings == (f"x.yaml:8:7: {said}write `progress: {{ items: 1 }}`.",)
