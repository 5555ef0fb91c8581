"""The guided tour: eight steps over the real screens. A card below each says what is seen and which key does it.

A step presses what a person would press, from the main screen on; what it shows can be used while the tour goes on.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from ce_tui.credit.model import CertificateKind, ContentKind
from ce_tui.demo.presenter import Presenter
from ce_tui.ui.base import AppBase
from ce_tui.ui.drawing.lines import ContentItem
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import key_of, with_keys
from ce_tui.ui.lists.few import Few
from ce_tui.ui.lists.window_list import WindowList
from ce_tui.ui.main import MainScreen

WAIT_SECONDS = 5.0
"""How long a step waits for a screen; if it does not come, the tour stays where it is."""
_VIDEO = "the first video that is not finished"
_PDF = "the first certificate that is a PDF"
_RELEASE = "app.release"
"""These three take more than one key press, or must not be pressed twice: `Tour._do` does them."""
_OPENING = ("screen.why", "screen.open", "screen.claim", "focused.select")
"""Actions that bring another screen."""


@dataclass(frozen=True, slots=True)
class TourStep:
    """What the card says, the actions that lead there from the main screen, and what is to be looked at (a selector).

    `days` is how much later than at the tour's beginning it is.
    """

    title: str
    text: str
    actions: tuple[str, ...]
    look_at: str
    days: int = 0


_FIRST = ("screen.tab('progress')", "focused.first")
STEPS = (
    TourStep(
        "What is in progress",
        "Every credit that has been released, how much of it is done, and in words why it cannot be claimed yet. "
        "Tabs are turned with {progress} {ready} {certificates}, {filter} filters, Enter opens.",
        _FIRST,
        "#progress",
    ),
    TourStep(
        "Why this number",
        "{why} explains every number: what was watched or attended, stretch by stretch, the rule, the step and the "
        "result. The same can be printed below a certificate.",
        (*_FIRST, "screen.why"),
        "#why",
    ),
    TourStep(
        "A credit and its contents",
        "Enter opens a credit: its amount, its claim window, and the videos, sessions, readings and quizzes it needs, "
        "each with how far it is.",
        (*_FIRST, "screen.open"),
        "WindowList",
    ),
    TourStep(
        "Time that was spent, once",
        "Enter opens a content. What is really watched is recorded every few seconds; what is skipped does not count. "
        "{watch} watches this film 60 times as fast, in the demo's own time.",
        (*_FIRST, "screen.open", _VIDEO),
        "#facts",
    ),
    TourStep(
        "Released, live",
        "{release} has just released the next scheduled credit: it is in the list now, here and on every screen that "
        "has this store open.",
        ("screen.tab('progress')", _RELEASE, "focused.last"),
        "#progress",
    ),
    TourStep(
        "Ten days later",
        "The clock was moved on: claim windows have opened, and what was earned is ready to claim. {day_on} and "
        "{day_back} go a day on and back, {month_on} and {month_back} a month, {date} to a date, {now} back to now.",
        ("screen.tab('ready')", "focused.first"),
        "#ready",
        days=10,
    ),
    TourStep(
        "Claiming",
        "Enter under Ready to Claim asks the organization's questions, lets parts be taken where they may be, and "
        "confirms the name. Answers are kept as they are given; Esc loses nothing.",
        ("screen.tab('ready')", "focused.first", "screen.claim"),
        ".claim-heading",
        days=10,
    ),
    TourStep(
        "Certificates",
        "Every claim, for good: amount, date, number, totals by year. {download} saves the PDF. Your own catalog is "
        "shown like this with: ce-tui demo --catalog FILE",
        ("screen.tab('claims')", "focused.first", _PDF),
        "#claims",
        days=10,
    ),
)


class TourCard(Static):
    """Says what is seen on the screen above it."""

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, number: int) -> None:
        step = STEPS[number]
        self.border_title = plain(f"Tour {number + 1} of {len(STEPS)}: {step.title}")
        keys = {id: key_of(self.app, id).replace("Ctrl+", "^") for id in ("tour_on", "tour_back", "tour", "demo")}
        last = Content.from_markup(_ENDING if number == len(STEPS) - 1 else _KEYS, **keys)
        self.update(Content("\n").join([plain(with_keys(self.app, step.text)), last]))


_KEYS = (
    "[@click=app.tour_on][b]$tour_on[/b] next[/]   [@click=app.tour_back][b]$tour_back[/b] back[/]   "
    "[@click=app.tour][b]$tour[/b] leave[/]"
)
_ENDING = (
    "[@click=app.tour_on][b]$tour_on[/b] end the tour[/]   [@click=app.tour_back][b]$tour_back[/b] back[/]   "
    "[@click=app.menu][b]$demo[/b] all that the demo can do[/]"
)


class Tour:
    """Where the tour is, and the way from step to step."""

    def __init__(self, app: AppBase, presenter: Presenter) -> None:
        """It presses the keys of `app`; what the demo alone can do it asks of the presenter."""
        self._app, self._presenter = app, presenter
        self.step: int | None = None
        """The step that is wanted, from 0; None when nobody takes the tour."""
        self._there: int | None = None  # the step that is shown
        self._walking = asyncio.Lock()  # one way after the other, however fast the key is pressed
        self._released = False

    @property
    def walks(self) -> bool:
        """Whether keys are being pressed for the person right now."""
        return self._walking.locked()

    def begin(self) -> None:
        """Take the tour from its first step."""
        self._there = None
        self._take(0)

    def go(self, by: int) -> None:
        """Some steps on or back; beyond the last one the tour is over."""
        if self.step is None or self.step + by < 0:
            return
        if self.step + by < len(STEPS):
            self._take(self.step + by)
        else:
            self.leave()

    def leave(self) -> None:
        """End the tour; the app stays where it is."""
        self.step = self._there = None
        for screen in self._app.screen_stack:
            screen.query(TourCard).remove()
            screen.remove_class("-touring")
            screen.query(".-toured").remove_class("-toured")

    def show(self) -> None:
        """Show the card on the screen in front, if the tour goes on."""
        screen = self._app.screen
        if self._there is None or not screen.is_attached:
            return
        for behind in self._app.screen_stack[:-1]:  # its card would look out from behind a box
            behind.query(TourCard).remove()
        cards = screen.query(TourCard)
        if not cards:
            screen.mount(card := TourCard())
        else:
            card = cards.first()
        screen.add_class("-touring")
        card.show(self._there)

    def _take(self, number: int) -> None:
        self.step = number
        _: Worker[None] = self._app.run_worker(partial(self._walk, number), group="tour")

    async def _walk(self, number: int) -> None:
        async with self._walking:
            if self.step != number:  # another one is wanted by now
                return
            main = self._app.screen_stack[0]
            await self._until(lambda: isinstance(main, MainScreen) and main.overview is not None)
            if later := STEPS[number].days - (0 if self._there is None else STEPS[self._there].days):
                await self._presenter.days(later)
            while self._app.screen is not main and await self._close(self._app.screen):
                pass
            for action in STEPS[number].actions:
                if not await self._do(action):  # there is nothing to open: the list is empty
                    break
            if self.step is not None:  # else it was left meanwhile
                self._arrive(number)

    def _arrive(self, number: int) -> None:
        """The screen of a step is in front: show its card, and mark what is to be looked at."""
        self._there = number
        self._app.clear_notifications()  # they would cover what the card is about
        self.show()
        for screen in self._app.screen_stack:
            screen.query(".-toured").remove_class("-toured")
        if found := self._app.screen.query(STEPS[number].look_at):
            found.first().add_class("-toured")

    async def _close(self, screen: Screen[Any]) -> bool:
        """Leave a screen as its own key does; whether that could be done."""
        await self._app.run_action("screen.close" if screen.is_modal else "screen.back", screen)
        return await self._until(lambda: self._app.screen is not screen)

    async def _do(self, action: str) -> bool:
        """Press one key for the person, and wait until what it brings is there; whether it is."""
        if action == _RELEASE:
            if not self._released:
                self._released = True
                await self._presenter.release()
            return True
        if action == _PDF:
            return await self._to_pdf()
        if action == _VIDEO:
            await self._to_video()
            return await self._press("focused.select")
        return await self._press(action)

    async def _press(self, action: str) -> bool:
        app, screen = self._app, self._app.screen
        opens, focused = action in _OPENING, screen.focused
        if action.startswith("focused.") and not isinstance(focused, WindowList):
            return False
        if opens and isinstance(focused, WindowList) and focused.row is None:
            return False
        await app.run_action(action, screen)
        if opens and not await self._until(lambda: app.screen is not screen and app.screen.is_mounted):
            return False
        if (
            isinstance(screen, MainScreen)
            and action.startswith("screen.tab")
            and not await self._turned(screen, action)
        ):
            return False
        return await self._until(lambda: _is_settled(app.screen))

    async def _turned(self, screen: MainScreen, action: str) -> bool:
        """Wait until the list of a tab is in front and has the focus, which the next key needs; whether it has."""
        if not await self._until(lambda: screen.which in action):
            return False
        (shown := screen.list_of(screen.which)).focus()
        return await self._until(lambda: screen.focused is shown)

    async def _to_video(self) -> None:
        """Move to the first video of a credit that is not finished."""
        contents = self._app.screen.query_one(WindowList)
        await self._until(lambda: contents.row is not None)
        contents.action_move(_unfinished(contents))

    async def _to_pdf(self) -> bool:
        """Move to the first certificate that is a PDF; whether there is one."""
        claims = self._app.focused
        assert isinstance(claims, WindowList)
        for _ in range(claims.count):
            if claims.row is not None and claims.row.certificate == CertificateKind.LOCAL:
                return True
            claims.action_move(1)
            await self._until(lambda: claims.is_settled)
        return False

    async def _until(self, there: Callable[[], bool]) -> bool:
        """Wait for something to be so; whether it came to be."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not there():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True


def _unfinished(contents: WindowList[Any]) -> int:
    """How far down the contents of a credit the first video is that is not finished."""
    items: Sequence[ContentItem] = contents.source.rows if isinstance(contents.source, Few) else ()
    videos = (
        n
        for n, item in enumerate(items)
        if item.content.kind is ContentKind.VIDEO and not (item.record and item.record.complete_at)
    )
    return next(videos, 0)


def _is_settled(screen: Screen[Any]) -> bool:
    """Whether the list that has the focus has read its rows."""
    focused = screen.focused
    return not isinstance(focused, WindowList) or focused.is_settled
