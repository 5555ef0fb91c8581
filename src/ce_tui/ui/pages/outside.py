"""A content that is opened elsewhere: a video, a page."""

from pathlib import Path
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Static

from ce_tui.credit import model
from ce_tui.credit.attention import takes_timer
from ce_tui.credit.ledger import TIMED
from ce_tui.credit.model import ContentKind
from ce_tui.credit.progress import bounds, counted
from ce_tui.credit.standing import CreditView
from ce_tui.store import StoreError
from ce_tui.ui.bars import Hint
from ce_tui.ui.boxes.attention import AttentionBox
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import key_of, with_keys
from ce_tui.ui.links import has_browser
from ce_tui.ui.pages.timed import Spent, TimedPage
from ce_tui.ui.stopwatch import Stopwatch

NEAR_MS, BACK_MS = 5000, 1000
"""No farther than that behind a check it was reached by play, not by a jump; then play goes on that far before it."""


class OutsidePage(TimedPage):
    """A video or a page outside: opened elsewhere, its minutes recorded here while the clock runs."""

    DOING = TIMED
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("Space", "start or stop", "screen.clock"),
        ("o", "open", "screen.open"),
        ("y", "copy", "screen.copy"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "clock", "Start or stop the clock", id="clock"),
        Binding("o", "open", "Open the address", id="open"),
        Binding("y", "copy", "Copy the address", id="copy_address"),
    ]
    work_button = getters.query_one("#work", Button)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__(view, content, Stopwatch())
        self._unanswered: tuple[int, ...] = ()
        self._asking = False

    async def reload(self) -> None:
        await super().reload()
        learner, credit, content = self.app.learner.key, self.view.key, self.content.id
        left = await self.app.door.ask(lambda store: store.learning.checks(learner, credit, content))
        if left is not None:
            self._unanswered = left

    @property
    def no_timer(self) -> str:
        """What to say where the timer does not count."""
        if self.content.kind is ContentKind.READING:
            return "The timer does not count here. Ask the organizer how to complete it."
        return "The timer does not count here. Install mpv to play the video in this app."

    @property
    def gate(self) -> int | None:
        """The place of the first check that is not answered; None when nothing is left to guard."""
        return self._unanswered[0] if self._unanswered and not self.complete else None

    @property
    def head(self) -> int:
        """Where the clock goes on: the first moment that does not count yet, in milliseconds."""
        spans = counted(self.content, self.record)
        return spans[0][1] if spans and spans[0][0] == 0 else 0

    async def pass_checks(self, head: int) -> int | None:
        """Ask each check up to `head`; where to go on from there. None if one was not answered, which has been told."""
        there = head
        while (place := self.gate) is not None and place <= head:
            if self._asking or not self.is_active or not await self._ask(place):
                return None
            there = max(0, place - BACK_MS) if head - place < NEAR_MS else head
        return there

    async def _ask(self, place: int) -> bool:
        asked_at = self.app.clock()
        self._asking = True
        try:
            now = await self.app.push_screen_wait(AttentionBox(asked_at, self.content.answer_within_ms))
        finally:
            self._asking = False
        if now is None:
            self.say("Stopped at an attention check; what you watched is recorded. Play on to be asked again.")
            return False
        try:
            learner, credit, content, sitting = self.app.learner.key, self.view.key, self.content.id, self._sitting
            self._unanswered = await self.app.door.ask_raw(
                lambda store: store.learning.answer_check(
                    learner, credit, content, place, asked_at, now, sitting=sitting
                )
            )
        except StoreError as error:
            self.say(str(error), problem=True)
            await self.reload()  # the checks may be others by now
            return False
        return True

    def work_area(self) -> ComposeResult:
        address = plain(self.content.url or "No address is given; ask the organizer for it.")
        yield Static(address, classes="page", id="address", markup=False)
        with Horizontal(classes="page-work"):
            yield Button("Open and start", id="work", variant="primary", compact=True)
            yield Button("Copy address", id="copy", compact=True)

    @on(Button.Pressed, "#work")
    async def _work_pressed(self) -> None:
        await self.work_pressed()

    async def work_pressed(self) -> None:
        """The main button: open it and start the clock, or stop the clock."""
        if self.stopwatch.running:
            await self.action_clock()
        elif (opened := self._open()) is not None:
            self._start(opened)

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        self.app.say(self.app.copy(self.content.url))

    def action_open(self) -> None:
        """Open the address."""
        if opened := self._open():
            self.say(opened)

    def _open(self) -> str | None:
        """Open the address where there is a display: a browser in this terminal would fight for the screen.

        What to tell where there is none; None if there is nothing to open, which has been told.
        """
        url = self.content.url
        if not url.startswith(("http://", "https://")):  # a video file; the catalog lets nothing else through
            if not url or not Path(url).is_file():
                self.say("There is nothing to open on this machine; ask the organizer where it is.", problem=True)
                return None
            url = Path(url).absolute().as_uri()
        if self.app.mode.opens and has_browser():
            self.app.open_url(url)
            return ""
        return "There is no browser here; open the address on any device."

    async def action_clock(self) -> None:
        """Start or stop the clock."""
        if not self.stopwatch.running:
            self._start()
            return
        await self.keep()
        if self.stopwatch.running:  # else a check has stopped it
            self._stop("Stopped; what you did is recorded.")

    def label(self, text: str) -> None:
        """What the button of the clock says."""
        self.work_button.label = plain(text)

    def _start(self, opened: str = "") -> None:
        if self.complete:
            self.say("✓ Complete; no more time is needed here.")
            return
        if self.doing == TIMED and not takes_timer(self.content):
            self.say(f"{opened} {with_keys(self.app, self.no_timer)}".strip(), problem=not opened)
            return
        if self.gate is not None:
            if self.gate <= self.head:
                self._clock_at_check()
                return
            self.set_timer((self.gate - self.head) / 1000 + 0.05, self.beat)  # to stop there, not at the next beat
        self.stopwatch.start()
        self.label("Stop")
        self.say(f"{opened} The clock runs; press {key_of(self.app, 'clock')} when you stop.")

    def _stop(self, why: str) -> None:
        self.stopwatch.stop()
        self.label("Go on")
        self.say(why)

    async def keep(self) -> None:
        await super().keep()
        if self.stopwatch.running and self.gate is not None and self.gate <= self.head:
            self._stop("")
            self._clock_at_check()

    @work(group="check")
    async def _clock_at_check(self) -> None:
        if await self.pass_checks(self.head) is not None:
            self._start()

    def show_facts(self) -> None:
        super().show_facts()
        if self.complete and self.stopwatch.running:
            self._stop("")

    def done(self, spent: int) -> Spent | None:
        if not spent:
            return None
        start = self.head
        _, end = bounds(self.content)
        reading = self.content.kind is ContentKind.READING
        span = (start, start + spent if reading else min(start + spent, max(end, start)))
        return Spent(span, spent, reading and span[1] >= end)
