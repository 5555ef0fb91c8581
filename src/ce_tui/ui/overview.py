"""What the main screen shows beside its rows, read in one visit to the store."""

from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.listing import CheckIn, Row, Total
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.words import clock_problem
from ce_tui.store import Store
from ce_tui.ui.lists.window import PAGE

LISTS = ("progress", "ready", "claims")


@dataclass(frozen=True, slots=True)
class Overview:
    """Who and how many; `changes_at` is when something happens by itself, `version` the store's.

    `check_ins` are those that stand, the one to check out of first before the others.
    """

    organizations: tuple[Organization, ...]
    learner: Learner
    counts: dict[str, int]
    totals: tuple[Total, ...]
    check_ins: tuple[CheckIn, ...]
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


def list_of(which: str, browse: bool) -> str:
    """The store's name for a list of the screen: who browses sees every credit where others see those in progress."""
    return "all" if browse and which == "progress" else which


def overview(store: Store, learner: str, now: datetime, browse: bool = False) -> Overview:
    """Everything but the rows. The version is read first, so that no later change goes unnoticed."""
    version = store.version
    organizations = store.lists.organizations()
    zone = organizations[0].zone if organizations else "UTC"
    check_ins = tuple(one for one in store.check_ins(learner, now) if one.stands)
    changes = (store.lists.next_change(learner, now), *(one.leave_by for one in check_ins))
    return Overview(
        organizations,
        store.learner(learner),
        {which: store.lists.count(list_of(which, browse), learner, now) for which in LISTS},
        store.lists.totals(learner),
        check_ins,
        min((at for at in changes if at is not None), default=None),
        version,
        clock_problem(store.lists.newest(), now, zone),
    )


def first_look(store: Store, learner: str, now: datetime, browse: bool = False) -> FirstLook:
    """For the first paint."""
    found = overview(store, learner, now, browse)
    return FirstLook(found, store.lists.page(list_of("progress", browse), learner, now, limit=PAGE), now)
