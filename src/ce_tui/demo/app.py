"""The app as a presenter shows it: the same app, with a clock that can be moved and things that can be made happen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, TextArea

from ce_tui.credit.text import clean
from ce_tui.demo.bar import DateBox, DemoBar, DemoMenu
from ce_tui.demo.clock import DemoClock
from ce_tui.demo.presenter import Presenter
from ce_tui.demo.tour import Tour
from ce_tui.settings import Settings
from ce_tui.store import Store
from ce_tui.ui.app import CeApp
from ce_tui.ui.keys import is_text, key_name
from ce_tui.ui.mode import DEMO
from ce_tui.ui.pages.session import SessionPage
from ce_tui.ui.styles import STYLES

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
        settings: Settings,
        stage: Stage,
        crashed: Callable[[BaseException], str] | None = None,
    ) -> None:
        super().__init__(open_store, clock, settings, DEMO, crashed)
        self.stage = stage
        self.presenter = Presenter(self, clock, stage.zone)
        self.tour = Tour(self, self.presenter)

    # --- the line at the top ----------------------------------------------------------------------------------

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Every screen has the demo's line."""
        pushed = super().push_screen(screen, *args, **more)
        if isinstance(screen, Screen):
            self.call_later(self._dress, screen)
        return pushed

    def on_mount(self) -> None:  # in addition to the one of TerminalApp
        self._dress(self.screen)
        self.set_interval(TICK_SECONDS, self._tick)

    def on_ready(self) -> None:  # in addition to the one of AppBase
        if self.stage.tour:
            self.tour.begin()

    def _dress(self, screen: Screen[Any]) -> None:
        if screen.is_attached and not screen.query(DemoBar):
            screen.mount(DemoBar())
            self.call_after_refresh(self.presenter.show_bar)
            self.tour.show()

    def _tick(self) -> None:
        if self.screen_stack:  # else the app is closing
            self.presenter.tick()
            self.tour.show()

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
                # As in attendance codes.
                return not any(key_name(key).isalnum() or key_name(key) == "-" for key in typed)
            return not typed or not isinstance(self.focused, Input | TextArea)
        return super().check_action(action, parameters)

    def say(self, message: str, title: str = "") -> None:
        """Nothing twice at a time, however often a key is pressed, and nothing of what the tour's own steps do."""
        if not self.tour.walks and clean(message) not in self.messages:
            super().say(message, title)

    # --- what the presenter does ------------------------------------------------------------------------------

    async def action_days(self, days: int) -> None:
        await self.presenter.days(days)

    async def action_months(self, months: int) -> None:
        await self.presenter.months(months)

    async def action_home(self) -> None:
        await self.presenter.home()

    @work(exclusive=True, group="date")
    async def action_date(self) -> None:
        wanted = await self.push_screen_wait(DateBox(self.clock(), self.stage.zone))
        if wanted is not None:
            await self.presenter.go_to(wanted)

    async def action_release(self) -> None:
        await self.presenter.release()

    async def action_attend(self) -> None:
        await self.presenter.attend()

    async def action_watch(self) -> None:
        await self.presenter.watch()

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
