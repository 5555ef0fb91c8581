"""The desk: the open store, with a drawer for each kind of use.

What the first screen needs is loaded at once, and knows neither the rules nor the codec. Any other drawer, and what it
stands on, is loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ce_tui.credit.number import new_number
from ce_tui.store import creating
from ce_tui.store.accounts import Accounts
from ce_tui.store.database import Database
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.lists import Lists
from ce_tui.store.migrating import bring_up_to_date
from ce_tui.store.schema import HEAD

if TYPE_CHECKING:
    from ce_tui.store.catalogs import Catalogs
    from ce_tui.store.certificates import Certificates
    from ce_tui.store.check_ins import CheckIns
    from ce_tui.store.claims import Claims
    from ce_tui.store.credits import Credits
    from ce_tui.store.holdings import Holdings
    from ce_tui.store.learning import Learning
    from ce_tui.store.ledger import Ledger
    from ce_tui.store.quizzes import Quizzes
    from ce_tui.store.sessions import Sessions
    from ce_tui.store.statements import Statements


def random_number(learner: str, credit: str, part: int) -> str:
    """A certificate number that nobody can guess."""
    return new_number()


class Store:
    """An open store; use it from one thread. Every method may raise StoreError with a sentence for people."""

    def __init__(
        self,
        where: Path | Sqlite | None,
        now: datetime,
        *,
        numbers: Callable[[str, str, int], str] = random_number,
        clock_moves: bool = False,
        wanted: Callable[[Path], bool] = lambda path: True,
    ) -> None:
        """Open the store at `where`, making it when absent; None makes one in memory, an engine has one open already.

        An older store is migrated after a backup (its name holds `now`); a newer one is refused. `numbers` makes the
        number of a certificate from the learner's key, the credit's id and the part. `clock_moves`: the clock is moved
        on purpose, as a demo's is; then no moment is impossible. `wanted` says whether a file that takes the store's
        place is one to go on with.
        """
        if isinstance(where, Path):
            Sqlite.create(where, creating.fill)
        self.engine = where if isinstance(where, Sqlite) else Sqlite(where, wanted)
        """For what is SQLite's alone: copies, backups and the check of a file."""
        self._database, self._numbers = Database(self.engine, clock_moves=clock_moves), numbers
        try:
            if where is None:
                creating.fill(self.engine)
            else:
                bring_up_to_date(self.engine, now)
                self.engine.schema = HEAD
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    @property
    def version(self) -> int:
        """A number that changes when another process has changed the store."""
        return self._database.version

    @property
    def is_demo(self) -> bool:
        """Whether a demo made this store: then all that it claims is a sample."""
        return self._database.is_demo

    @staticmethod
    def preload() -> None:
        """Load what a first claim or any page needs, so that nobody waits for it; for a thread with time."""
        import ce_tui.store.claims
        import ce_tui.store.quizzes
        import ce_tui.store.sessions  # noqa: F401

    @cached_property
    def lists(self) -> Lists:
        """The lists, how long they are, and when something in them changes by itself."""
        return Lists(self._database, lambda due, now: self.holdings.count_due(due, now))

    @cached_property
    def accounts(self) -> Accounts:
        """Learners, and how they sign in."""
        return Accounts(self._database)

    @cached_property
    def check_ins(self) -> CheckIns:
        """Who is checked in to a session just now."""
        from ce_tui.store.check_ins import CheckIns

        return CheckIns(self._database)

    @cached_property
    def credits(self) -> Credits:
        """Credits and contents, and one credit whole."""
        from ce_tui.store.credits import Credits

        return Credits(self._database, self.lists)

    @cached_property
    def holdings(self) -> Holdings:
        """What learners have of credits; no screen needs it."""
        from ce_tui.store.holdings import Holdings

        return Holdings(self._database, self.credits)

    @cached_property
    def ledger(self) -> Ledger:
        """What learners did, line by line; only for other drawers."""
        from ce_tui.store.ledger import Ledger

        return Ledger(self._database, self.accounts, self.holdings)

    @cached_property
    def certificates(self) -> Certificates:
        """Claims that are made, their papers, and what becomes of them later."""
        from ce_tui.store.certificates import Certificates

        return Certificates(self._database, self.holdings)

    @cached_property
    def learning(self) -> Learning:
        """What is watched, read and attended by the clock, attention checks, and the ledger read whole."""
        from ce_tui.store.learning import Learning

        return Learning(self._database, self.accounts, self.ledger)

    @cached_property
    def sessions(self) -> Sessions:
        """Attendance."""
        from ce_tui.store.sessions import Sessions

        return Sessions(self._database, self.accounts, self.check_ins, self.ledger)

    @cached_property
    def quizzes(self) -> Quizzes:
        """Attempts at quizzes."""
        from ce_tui.store.quizzes import Quizzes

        return Quizzes(self._database, self.accounts, self.ledger)

    @cached_property
    def statements(self) -> Statements:
        """What was learned elsewhere."""
        from ce_tui.store.statements import Statements

        return Statements(self._database, self.accounts, self.holdings, self.ledger)

    @cached_property
    def catalogs(self) -> Catalogs:
        """Bringing catalogs and schedules in."""
        from ce_tui.store.catalogs import Catalogs

        return Catalogs(self._database, self.holdings, self.ledger)

    @cached_property
    def claims(self) -> Claims:
        """Forms of claims, and making one."""
        from ce_tui.store.claims import Claims

        return Claims(self._database, self.accounts, self.credits, self.learning, self.certificates, self._numbers)
