"""The claim window: lists, detail and claim say the same at every instant, and it is over at the moment it closes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.conftest import NOW, ORGANIZATION, WHOLE, claim, finish

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.listing import State, state_of
from ce_tui.store import Refused, Store

OPENS, CLOSES = datetime(2026, 6, 10, 9, 0, tzinfo=UTC), datetime(2026, 6, 20, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def windows() -> Iterator[Store]:
    """A credit that is complete, and has a window with an end inside a millisecond on each side."""
    with Store(None, NOW) as store:
        store.catalogs.load(
            ORGANIZATION,
            [
                replace(
                    WHOLE,
                    id=f"c{n}",
                    opens_at=OPENS + timedelta(microseconds=n),
                    closes_at=CLOSES + timedelta(microseconds=n),
                    release_at=OPENS - timedelta(microseconds=2000 - n),
                )
                for n in (0, 300, 999)
            ],
        )
        finish(store, "c0", "airway")
        yield store


def stands(store: Store, credit: str, now: datetime) -> tuple[State, State, set[str]]:
    """What the detail, the row and the lists say."""
    key = store.credits.find(credit)
    (row,) = (row for row in store.lists.page("all", "ada", now) if row.key == key)
    lists = {which for which in ("progress", "ready") if any(r.key == key for r in store.lists.page(which, "ada", now))}
    said = state_of(row.claimable, row.final, row.release_at, row.opens_at, row.closes_at, now)
    return store.credits.view("ada", key, now).state, said, lists


@given(
    st.sampled_from(["c0", "c300", "c999"]),
    st.sampled_from([OPENS, CLOSES, OPENS - timedelta(microseconds=2000)]),
    st.integers(-2500, 2500),
)
def test_list_row_detail_and_claim_agree_at_every_microsecond(
    windows: Store, credit: str, edge: datetime, off: int
) -> None:
    now = edge + timedelta(microseconds=off)
    view, row, lists = stands(windows, credit, now)
    assert view is row
    assert lists == ({"ready"} if view is State.READY else set() if view is State.SCHEDULED else {"progress"})
    with pytest.raises(Refused) as refused:  # the answers are missing, which is said only where it is open
        windows.claims.make("ada", windows.credits.find(credit), ClaimRequest("r", Amount(1000), "Ada", {}), now)
    assert any("Why?" in reason for reason in refused.value.reasons) == (view is State.READY)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - timedelta(microseconds=300), State.EARNED),
        (OPENS, State.READY),
        (CLOSES - timedelta(microseconds=300), State.READY),
        (CLOSES, State.CLOSED),
        (CLOSES + timedelta(microseconds=300), State.CLOSED),
    ],
)
def test_it_is_open_from_its_first_moment_and_over_at_its_last(windows: Store, now: datetime, state: State) -> None:
    assert stands(windows, "c0", now)[:2] == (state, state)


def test_a_claim_in_the_last_instant_is_dated_within_its_window(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, opens_at=OPENS, closes_at=CLOSES)])
    finish(store, "whole", "airway")
    made = claim(store, "whole", 1000, now=CLOSES - timedelta(microseconds=300))
    assert made.claimed_at == CLOSES - timedelta(milliseconds=1)
