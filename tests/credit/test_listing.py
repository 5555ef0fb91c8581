"""Lines of the lists: how far a credit is in whole percent, and what a certificate proves."""

from datetime import UTC, datetime

import pytest

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.listing import ClaimRow, Row
from ce_tui.credit.types import credit_type

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOURS = credit_type("hours")
ROW = Row(1, "c", "C", HOURS, Amount(1000), NOTHING, NOTHING, 0, 3, False, False, False, None, None, None, "UTC")
CLAIM = ClaimRow(1, "N", "C", HOURS, Amount(1000), Amount(1000), 1, NOW, "local", False, "UTC")


@pytest.mark.parametrize(
    ("current", "needed", "complete", "percent"),
    [
        (0, 3, False, 0),
        (1, 3, False, 33),
        (2, 3, False, 66),
        (3, 3, False, 99),  # a quiz is to be passed yet
        (999_999, 1_000_000, False, 99),
        (3, 3, True, 100),
        (0, 0, False, 0),
        (0, 0, True, 100),
    ],
)
def test_a_hundred_percent_is_only_what_is_complete(current: int, needed: int, complete: bool, percent: int) -> None:
    assert ROW._replace(current=current, needed=needed, complete=complete).percent == percent


@pytest.mark.parametrize(
    ("amount", "complete", "proves"),
    [
        (1000, True, True),
        (1000, None, True),  # a claim from before this was kept
        (1000, False, False),
        (750, True, False),
        (750, None, False),
    ],
)
def test_only_a_whole_amount_of_all_that_was_asked_for_is_a_completion(
    amount: int, complete: bool | None, proves: bool
) -> None:
    assert CLAIM._replace(amount=Amount(amount), complete=complete).is_completion is proves
