"""The app as a presenter shows it: the same app, with a clock that can be moved and things that can be made happen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, TextArea

from ce_tui.credit import words
from ce_tui.credit.model import ContentKind, Credit
from ce_tui.credit.text import clean
from ce_tui.demo.bar import KEYS, DateBox, DemoBar, DemoMenu
from ce_tui.demo.clock import DemoClock, days_later, months_later
from ce_tui.demo.shortcuts import attend, release_next
from ce_tui.demo.tour import Tour
from ce_tui.store import Store, StoreError
from ce_tui.ui.app import CeApp
from ce_tui.ui.bars import Hint
from ce_tui.ui.keys import is_text, said, with_keys
from ce_tui.ui.mode import DEMO
from ce_tui.ui.pages.outside import OutsidePage
from ce_tui.ui.pages.session import SessionPage
from ce_tui.ui.stopwatch import Stopwatch
from ce_tui.ui.styles import STYLES

if TYPE_CHECKING:
    from ce_tui.settings import Settings

HURRY = 60
"""How many times as fast a film is watched at one key."""
TICK_SECONDS = 0.5
"""How often what is watched in a hurry is recorded, and the line at the top looks at the clock."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a demo stands on: the organization's time zone, where its store is kept (None: nowhere), which other
    organizations there are, by name with their titles, and whether it begins with the tour.
    """

    zone: str
    kept: Path | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    tour: bool = False


class DemoApp(CeApp):
    """Its result is the name of the organization that the presenter wants to change to."""

    CSS_PATH = [*CeApp.CSS_PATH, STYLES / "demo.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "days(-1)", "Demo: a day back", id="day_back", show=False, priority=True),
        Binding("right_square_bracket", "days(1)", "Demo: a day on", id="day_on", show=False, priority=True),
        Binding("left_curly_bracket", "months(-1)", "Demo: a month back", id="month_back", show=False, priority=True),
        Binding("right_curly_bracket", "months(1)", "Demo: a month on", id="month_on", show=False, priority=True),
        Binding("at", "date", "Demo: go to a date", id="date", show=False, priority=True),
        Binding("equals_sign", "home", "Demo: back to now", id="now", show=False, priority=True),
        Binding("R", "release", "Demo: release the next credit", id="release", show=False, priority=True),
        Binding("f5", "attend", "Demo: attend this session", id="attend", show=False, priority=True),
        Binding("f6", "watch", "Demo: watch this video", id="watch", show=False, priority=True),
        Binding("f2", "menu", "Demo: all that it can do", id="demo", show=False, priority=True),
        Binding("ctrl+t", "tour", "Demo: begin or leave the tour", id="tour", show=False, priority=True),
        Binding("greater_than_sign", "tour_on", "Tour: the next step", id="tour_on", show=False, priority=True),
        Binding("less_than_sign", "tour_back", "Tour: the step before", id="tour_back", show=False, priority=True),
    ]

    clock: DemoClock

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: DemoClock,
        settings: "Settings",
        stage: Stage,
        crashed: Callable[[BaseException], str] | None = None,
    ) -> None:
        super().__init__(open_store, clock, settings, DEMO, crashed)
        self.stage = stage
        self.tour = Tour(self)
        self._hurried: OutsidePage | None = None
        self._ticks: Timer | None = None

    # --- the line at the top ----------------------------------------------------------------------------------

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Every screen has the demo's line."""
        pushed = super().push_screen(screen, *args, **more)
        if isinstance(screen, Screen):
            self.call_later(self._dress, screen)
        return pushed

    def on_mount(self) -> None:  # in addition to the one of TerminalApp
        self._dress(self.screen)
        self._ticks = self.set_interval(TICK_SECONDS, self._tick)

    def on_ready(self) -> None:  # in addition to the one of AppBase
        if self.stage.tour:
            self.tour.begin()

    def _dress(self, screen: Screen[Any]) -> None:
        if screen.is_attached and not screen.query(DemoBar):
            screen.mount(DemoBar())
            self.call_after_refresh(self.show_bar)
            self.tour.show()

    def show_bar(self) -> None:
        """Let the line of the screen in front say what the clock says."""
        for bar in self.screen.query(DemoBar):
            bar.show(self.clock(), self.zone, self.clock.rate > 1, self._hints())

    def _hints(self) -> tuple[Hint, ...]:
        page = self.screen
        if isinstance(page, SessionPage):
            return (("{attend}", "attend", "app.attend"), *KEYS)
        if isinstance(page, OutsidePage) and page.material.kind is ContentKind.VIDEO:
            return (("{watch}", "stop" if self.clock.rate > 1 else "watch 60 x", "app.watch"), *KEYS)
        return KEYS

    @property
    def zone(self) -> str:
        """The organization's time zone."""
        return self.stage.zone

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where text is typed, a character is text; the tour's keys are the tour's only while it goes on."""
        if action in ("tour_on", "tour_back"):
            return self.tour.step is not None
        if action == "menu" and isinstance(self.screen, DemoMenu):
            return False  # there the key closes it
        name = f"{action}({parameters[0]})" if parameters else action
        if (binding := _own().get(name)) is not None:
            keys = self.keymap.get(binding.id or "", binding.key).split(",")
            typed = [key for key in keys if is_text(key)]
            if isinstance(self.screen, SessionPage):
                return not any(said(key).isalnum() or said(key) == "-" for key in typed)  # as in attendance codes
            return not typed or not isinstance(self.focused, Input | TextArea)
        return super().check_action(action, parameters)

    def say(self, message: str, title: str = "") -> None:
        """Nothing twice at a time, however often a key is pressed, and nothing of what the tour's own steps do."""
        if not self.tour.walks and clean(message) not in self.messages:
            super().say(message, title)

    # --- time -------------------------------------------------------------------------------------------------

    async def action_days(self, days: int) -> None:
        await self.go_to(days_later(self.clock(), days, self.zone))

    async def action_months(self, months: int) -> None:
        await self.go_to(months_later(self.clock(), months, self.zone))

    async def action_home(self) -> None:
        self.clock.go_home()
        await self._moved()

    @work(exclusive=True, group="date")
    async def action_date(self) -> None:
        wanted = await self.push_screen_wait(DateBox(self.clock(), self.zone))
        if wanted is not None:
            await self.go_to(wanted)

    async def go_to(self, moment: datetime) -> None:
        """Move the clock; everything that is shown follows at once."""
        self.clock.travel(moment)
        await self._moved()

    async def _moved(self) -> None:
        self.show_bar()
        await self.changed()

    # --- making things happen ---------------------------------------------------------------------------------

    async def action_release(self) -> None:
        released = await self.release()
        if released is None:
            self.say("Every credit has been released already; there is none to come.")
        else:
            self.say(f"Released now: “{released.title}”. It is under In Progress wherever this store is open.")

    async def release(self) -> Credit | None:
        """Release the credit that is to be released next; None when there is none, or it could not be done."""
        now = self.clock()
        # Not later than the real clock says: a terminal that joined with that one shall see it, too.
        released = await self.door.ask(release_next, self.learner.key, now, min(now, self.clock.real()))
        await self.changed()
        return released

    async def action_attend(self) -> None:
        page = self.screen
        if not isinstance(page, SessionPage):
            self.say(with_keys(self, "Open the page of a session first; {attend} attends it."))
            return
        before = self.clock()
        try:
            record, over = await self.door.ask_raw(attend, self.learner.key, page.view.key, page.material, before)
        except StoreError as error:
            page.say(str(error), problem=True)
            return
        await self.go_to(over)
        done = "The session is complete." if record.complete_at else "It is not complete yet."
        page.say(f"✓ You were there until {words.date_time(over, self.zone)}; the demo's clock came with you. {done}")

    async def action_watch(self) -> None:
        page = self.screen
        if not isinstance(page, OutsidePage) or page.material.kind is not ContentKind.VIDEO:
            self.say(with_keys(self, "Open the page of a video first; {watch} watches it."))
            return
        if page.is_playing:
            page.say(with_keys(self, "Stop the player first; then {watch} watches on from there."), problem=True)
            return
        stop = page.stopwatch.running
        if stop:
            await page.action_clock()
        page.stopwatch = Stopwatch() if stop else Stopwatch(clock=self.clock.seconds)
        page.doing = page.DOING if stop else "watched"
        self._hurried = None if stop else page
        if not stop:
            await page.action_clock()
        self._tick()
        if self.clock.rate > 1:
            text = "A minute of the film, and of the demo's clock, passes each second; {watch} stops."
            page.say(with_keys(self, text))

    def _tick(self) -> None:
        """Let the clock hurry as long as a film is watched in a hurry, and record what was seen."""
        if not self.screen_stack:  # the app is closing
            return
        page = self._hurried
        hurries = page is not None and page is self.screen and page.stopwatch.running
        if self.clock.rate != (rate := HURRY if hurries else 1):
            self.clock.rate = rate
        if page is not None and hurries:
            page.beat()
        self.show_bar()
        self.tour.show()

    # --- the menu and the tour --------------------------------------------------------------------------------

    @work(exclusive=True, group="menu")
    async def action_menu(self) -> None:
        self.clear_notifications()  # they would cover its buttons
        wish = await self.push_screen_wait(DemoMenu(self.stage.others, self.stage.kept))
        if wish == "tour":
            self.tour.begin()
        elif wish is not None:
            self.exit(wish)

    def action_tour(self) -> None:
        if self.tour.step is None:
            self.tour.begin()
        else:
            self.tour.leave()

    def action_tour_on(self) -> None:
        self.tour.go(1)

    def action_tour_back(self) -> None:
        self.tour.go(-1)


@cache
def _own() -> dict[str, Binding]:
    """The demo's bindings by their action: where text is typed, a character is text, whatever it does elsewhere."""
    return {binding.action: binding for binding in Binding.make_bindings(DemoApp.BINDINGS)}
