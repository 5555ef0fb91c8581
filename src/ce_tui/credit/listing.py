"""The lines of the lists, and the state a credit is in. Light: this is all that the first screen needs."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ce_tui.credit.amount import Amount
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.types import CreditType


class State(StrEnum):
    """Where a credit stands for a learner at a moment (see `state_of`)."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in progress"
    EARNED = "earned"
    READY = "ready"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Row(NamedTuple):
    """One line of In Progress or Ready to Claim. `key` orders the list; `claimable` ignores the window.

    From `due_at` on more counts by itself: a session that was attended is over. `held` and `undone` are those of
    `credit.progress.Measure`, `organization` is the id of whose it is.
    """

    key: int
    id: str
    title: str
    type: CreditType
    amount: Amount
    claimed: Amount
    claimable: Amount
    current: int
    needed: int
    in_time: bool
    complete: bool
    final: bool
    release_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    due_at: datetime | None = None
    held: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    organization: str = ""

    @property
    def percent(self) -> int:
        """Whole per cent, 100 only when complete."""
        return 100 if self.complete else min(99, 100 * self.current // max(1, self.needed))


class ClaimRow(NamedTuple):
    """One line of Certificates. `completed_at` is when it was done, all of it where it is `complete` (None in claims
    from before this was kept).
    """

    key: int
    number: str
    title: str
    type: CreditType
    amount: Amount
    whole: Amount
    part: int
    claimed_at: datetime
    certificate: str
    revoked: bool
    zone: str
    completed_at: datetime | None = None
    complete: bool | None = None

    @property
    def is_completion(self) -> bool:
        """Whether it proves that all was completed."""
        return self.amount == self.whole and self.complete is not False


class CheckIn(NamedTuple):
    """A learner's check-in to a session (an id, as `organization` is) that no check-out followed.

    It `stands` while they are in and can check out, until `leave_by`; after that it counts nothing. `credit` is the
    key of a credit that has the session; `coded` says that its check-out asks for a code.
    """

    organization: str
    session: str
    title: str
    zone: str
    credit: int
    since: datetime
    leave_by: datetime
    stands: bool
    coded: bool = False


class Total(NamedTuple):
    """How much was claimed of one type of what was completed in one calendar year (of the organization's zone)."""

    year: int
    type: CreditType
    amount: Amount
    claims: int


def state_of(
    claimable: Amount,
    final: bool,
    release_at: datetime | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> State:
    """The state at `now`; `claimable` is what could be claimed if the window were open.

    By the millisecond, as the store compares moments: so every list and every claim says the same at every instant.
    """
    at = ms(now)
    if final:
        return State.CLAIMED
    if release_at is not None and at < ms(release_at):
        return State.SCHEDULED
    if closes_at is not None and at >= ms(closes_at):
        return State.CLOSED
    if not claimable:
        return State.IN_PROGRESS
    if opens_at is not None and at < ms(opens_at):
        return State.EARNED
    return State.READY


class Overview(NamedTuple):
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


class FirstLook(NamedTuple):
    """What the first paint shows: the overview, and the first page of In Progress, both at `now`."""

    overview: Overview
    rows: list[Row]
    now: datetime
