"""What the main screen shows beside its rows, read in one visit to the store."""

from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.listing import Row, Total
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.words import clock_problem
from ce_tui.store import Store
from ce_tui.ui.window import PAGE

LISTS = ("progress", "ready", "claims")


@dataclass(frozen=True, slots=True)
class Overview:
    """Who and how many; `changes_at` is when something happens by itself, `version` the store's."""

    organizations: tuple[Organization, ...]
    learner: Learner
    counts: dict[str, int]
    totals: tuple[Total, ...]
    changes_at: datetime | None
    version: int
    clock_problem: str
    """That the clock of this machine is behind what was recorded; "" when it is not."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first paint shows: the overview, and the first page of In Progress, both at `now`."""

    overview: Overview
    rows: list[Row]
    now: datetime


def overview(store: Store, learner: str, now: datetime) -> Overview:
    """Everything but the rows. The version is read first, so that no later change goes unnoticed."""
    version = store.version
    organizations = store.organizations()
    zone = organizations[0].zone if organizations else "UTC"
    return Overview(
        organizations,
        store.learner(learner),
        {which: store.count(which, learner, now) for which in LISTS},
        store.totals(learner),
        store.next_change(now),
        version,
        clock_problem(store.newest(), now, zone),
    )


def first_look(store: Store, learner: str, now: datetime) -> FirstLook:
    """For the first paint."""
    return FirstLook(overview(store, learner, now), store.rows("progress", learner, now, limit=PAGE), now)
