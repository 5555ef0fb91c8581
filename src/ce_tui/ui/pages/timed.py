"""Contents whose time counts."""

import secrets
from abc import abstractmethod
from asyncio import Lock
from collections import Counter
from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import work

from ce_tui.credit import model
from ce_tui.credit.explain_content import elsewhere
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.progress import Record, Span
from ce_tui.credit.standing import CreditView
from ce_tui.ui.pages.content import ContentPage
from ce_tui.ui.stopwatch import Stopwatch

BEAT_SECONDS = 5.0
"""Time spent is recorded at least this often: no more than this is ever lost."""


class Spent(NamedTuple):
    """What was done since the last time: where in the content, in how much real time, and whether its end was seen."""

    span: Span
    wall_ms: int
    end: bool


class TimedPage(ContentPage):
    """Time is recorded every few seconds while the watch runs, on leaving, and when the app ends."""

    DOING: ClassVar[str]
    """What the ledger calls time that is spent here."""

    def __init__(self, view: CreditView, content: model.Content, stopwatch: Stopwatch) -> None:
        super().__init__(view, content)
        self.stopwatch, self.doing = stopwatch, self.DOING
        self._sitting = secrets.token_hex(8)
        self._recording = Lock()
        self._went = Counter[str]()
        """How much of the time spent here counts for other contents, by their titles."""

    def on_mount(self) -> None:  # in addition to the one of ContentPage
        self.set_interval(BEAT_SECONDS, self.beat)

    @abstractmethod
    def done(self, spent: int) -> Spent | None:
        """What `spent` milliseconds come to; None if that is nothing."""

    @property
    def complete(self) -> bool:
        return self.record is not None and self.record.complete_at is not None

    @work(group="beat")
    async def beat(self) -> None:
        """Record what was done and show what it came to, in the background."""
        await self.keep()

    async def keep(self) -> None:
        """Record what was done and show what it came to."""
        if await self._keep():
            self.show_facts()
            if self.complete:
                self.say("✓ Complete. It counts for every credit that needs it.")
            elif self.record is not None and self.record.elsewhere and (went := elsewhere(self._went.items())):
                self.say(f"{went}.")
            await self.app.changed_below(self)

    async def _keep(self) -> bool:
        """Record what was done since the last time; whether there was anything."""
        async with self._recording:
            if self.complete:
                return False
            spent = self.stopwatch.take()
            if (done := self.done(spent)) is None:
                return False
            if not await self.save(done, self.app.clock()):
                self.stopwatch.give_back(spent)
                return False
            return True

    async def save(self, done: Spent, now: datetime, kind: str = "") -> bool:
        """Record what was done until `now`; whether that could be done."""
        learner, credit, content, doing, sitting = (
            self.app.learner.key,
            self.view.key,
            self.content.id,
            self.doing,
            self._sitting,
        )
        record: Record | None = await self.app.door.ask(
            lambda store: store.learning.record(
                learner,
                credit,
                content,
                Stretch(kind or doing, sitting, span=done.span, wall_ms=done.wall_ms, done=done.end),
                now,
            )
        )
        self.record = record or self.record
        for title, time in record.elsewhere if record else ():
            self._went[title] += time
        return record is not None

    async def action_back(self) -> None:
        """Leave, with everything recorded and shown: a beat that leaving ends may have recorded and not shown it."""
        await self._keep()
        await self.app.changed_below(self)
        await super().action_back()

    async def on_unmount(self) -> None:
        await self._keep()  # the app may end while this page is open
