"""Where the lists of the main screen get their rows: pages of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ce_tui.credit.listing import ClaimRow, FirstLook, Overview, Row
from ce_tui.credit.words import clock_problem
from ce_tui.store import Store
from ce_tui.ui.door import Door
from ce_tui.ui.lists.window import PAGE

LISTS = ("progress", "ready", "claims")


@dataclass(frozen=True, slots=True)
class CreditSource:
    """The rows of `progress`, `ready` or `all` as they are at `now`."""

    door: Door
    which: str
    learner: str
    now: datetime
    search: str = ""

    async def count(self) -> int | None:
        which, learner, now, search = self.which, self.learner, self.now, self.search
        return await self.door.ask(lambda store: store.lists.count(which, learner, now, search))

    async def index_of(self, key: int) -> int | None:
        which, learner, now, search = self.which, self.learner, self.now, self.search
        return await self.door.ask(lambda store: store.lists.position(which, learner, now, key, search))

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[Row] | None:
        skip = from_end - limit if from_end is not None else 0 if after is not None else start
        which, learner, now, search = self.which, self.learner, self.now, self.search
        return await self.door.ask(
            lambda store: store.lists.page(
                which, learner, now, search=search, after=after, skip=skip, limit=limit, backward=from_end is not None
            )
        )


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """The learner's claims, newest first."""

    door: Door
    learner: str
    now: datetime
    search: str = ""

    async def count(self) -> int | None:
        learner, now, search = self.learner, self.now, self.search
        return await self.door.ask(lambda store: store.lists.count("claims", learner, now, search))

    async def index_of(self, key: int) -> int | None:
        learner, now, search = self.learner, self.now, self.search
        return await self.door.ask(lambda store: store.lists.position("claims", learner, now, key, search))

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[ClaimRow] | None:
        skip = from_end - limit if from_end is not None else 0 if after is not None else start
        learner, search = self.learner, self.search
        return await self.door.ask(
            lambda store: store.lists.claims(
                learner, search=search, after=after, skip=skip, limit=limit, backward=from_end is not None
            )
        )


def list_of(which: str, browse: bool) -> str:
    """The store's name for a list of the screen: who browses sees every credit where others see those in progress."""
    return "all" if browse and which == "progress" else which


def overview(store: Store, learner: str, now: datetime, browse: bool = False) -> Overview:
    """Everything but the rows. The version is read first, so that no later change goes unnoticed."""
    version = store.version
    organizations = store.lists.organizations()
    zone = organizations[0].zone if organizations else "UTC"
    here = store.lists.is_in_a_session(learner)  # else no rule is loaded for the first paint
    check_ins = tuple(one for one in store.check_ins.of(learner, now) if one.stands) if here else ()
    changes = (store.lists.next_change(learner, now), *(one.leave_by for one in check_ins))
    return Overview(
        organizations,
        store.accounts.learner(learner),
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
