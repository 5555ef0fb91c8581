"""What a presenter does with the demo: moves its clock, releases, attends, and watches videos in a hurry."""

from datetime import datetime
from typing import Any

from textual.screen import Screen

from ce_tui.credit import words
from ce_tui.credit.model import ContentKind
from ce_tui.demo.bar import KEYS, DemoBar
from ce_tui.demo.clock import DemoClock, days_later, months_later
from ce_tui.demo.shortcuts import attend, release_next
from ce_tui.store import StoreError
from ce_tui.ui.bars import Hint
from ce_tui.ui.base import AppBase
from ce_tui.ui.keys import with_keys
from ce_tui.ui.pages.outside import OutsidePage
from ce_tui.ui.pages.session import SessionPage
from ce_tui.ui.stopwatch import Stopwatch

HURRY = 60
"""How many times as fast a video is watched at one key."""


class Presenter:
    """Acts on the screen in front of an app, and lets everything that is shown follow at once."""

    def __init__(self, app: AppBase, clock: DemoClock, zone: str) -> None:
        """`zone` is the organization's."""
        self._app = app
        self._clock = clock
        self._zone = zone
        self._hurried: OutsidePage | None = None
        """The page whose video is watched in a hurry."""

    def show_bar(self) -> None:
        """Let the line of the screen in front say what the clock says, and what can be done there."""
        for bar in self._app.screen.query(DemoBar):
            bar.show(self._clock(), self._zone, self._clock.rate > 1, self._hints())

    def _hints(self) -> tuple[Hint, ...]:
        if isinstance(self._app.screen, SessionPage):
            return (("{attend}", "attend", "app.attend"), *KEYS)
        if _video_page(self._app.screen):
            return (("{watch}", "stop" if self._clock.rate > 1 else "watch 60 x", "app.watch"), *KEYS)
        return KEYS

    # --- time -------------------------------------------------------------------------------------------------

    async def days(self, days: int) -> None:
        """Move the clock by so many days."""
        await self.go_to(days_later(self._clock(), days, self._zone))

    async def months(self, months: int) -> None:
        """Move the clock by so many months."""
        await self.go_to(months_later(self._clock(), months, self._zone))

    async def home(self) -> None:
        """Move the clock back to now."""
        self._clock.go_home()
        await self._moved()

    async def go_to(self, moment: datetime) -> None:
        """Move the clock to a moment."""
        self._clock.travel(moment)
        await self._moved()

    async def _moved(self) -> None:
        self.show_bar()
        await self._app.changed()

    # --- making things happen ---------------------------------------------------------------------------------

    async def release(self) -> None:
        """Release the credit that is to be released next, and say which that was."""
        learner, now = self._app.learner.key, self._clock()
        # Not later than the real clock says: a terminal that joined with that one shall see it, too.
        at = min(now, self._clock.real())
        released = await self._app.door.ask(lambda store: release_next(store, learner, now, at))
        await self._app.changed()
        if released is None:
            self._app.say("Every credit has been released already; there is none to come.")
        else:
            self._app.say(f"Released now: “{released.title}”. It is under In Progress wherever this store is open.")

    async def attend(self) -> None:
        """Attend the session of the page in front from its start to its end; the clock comes along."""
        page = self._app.screen
        if not isinstance(page, SessionPage):
            self._app.say(with_keys(self._app, "Open the page of a session first; {attend} attends it."))
            return
        learner, now = self._app.learner.key, self._clock()
        credit, session = page.view.key, page.content
        try:
            record, over = await self._app.door.ask_raw(lambda store: attend(store, learner, credit, session, now))
        except StoreError as error:
            page.say(str(error), problem=True)
            return
        await self.go_to(over)
        done = "The session is complete." if record.complete_at else "It is not complete yet."
        page.say(f"✓ You were there until {words.date_time(over, self._zone)}; the demo's clock came with you. {done}")

    async def watch(self) -> None:
        """Watch the video of the page in front, a minute each second, or stop watching."""
        if (page := _video_page(self._app.screen)) is None:
            self._app.say(with_keys(self._app, "Open the page of a video first; {watch} watches it."))
        elif page.is_playing:
            text = "Stop the player first; then {watch} watches on from there."
            page.say(with_keys(self._app, text), problem=True)
        elif page.stopwatch.running:
            await page.action_clock()
            page.stopwatch, page.doing = Stopwatch(), page.DOING
            self._hurried = None
            self.tick()
        else:
            page.stopwatch, page.doing = Stopwatch(clock=self._clock.seconds), "watched"
            self._hurried = page
            await page.action_clock()
            self.tick()
            if self._clock.rate > 1:
                text = "A minute of the film, and of the demo's clock, passes each second; {watch} stops."
                page.say(with_keys(self._app, text))

    def tick(self) -> None:
        """Let the clock hurry as long as a video is watched in a hurry, and record what was seen."""
        if not self._app.screen_stack:  # it is closing
            return
        page = self._hurried
        hurries = page is not None and page is self._app.screen and page.stopwatch.running
        if self._clock.rate != (rate := HURRY if hurries else 1):
            self._clock.rate = rate
        if page is not None and hurries:
            page.beat()
        self.show_bar()


def _video_page(screen: Screen[Any]) -> OutsidePage | None:
    """The screen, if it is the page of a video."""
    return screen if isinstance(screen, OutsidePage) and screen.content.kind is ContentKind.VIDEO else None
