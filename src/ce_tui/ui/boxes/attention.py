"""The question of an attention check: is somebody there? A number is to be typed, in time."""

import secrets
from datetime import datetime, timedelta

from textual import getters, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from ce_tui.credit.words import position
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave

TICK_SECONDS = 1.0


def number() -> str:
    """Two different digits: a key that is held down never types them."""
    first = secrets.choice("123456789")
    return first + secrets.choice([digit for digit in "0123456789" if digit != first])


class AttentionBox(Box[datetime]):
    """Its result is the moment of the right answer, or the one at which the time was over; None: it was put off."""

    BOX_TITLE = "Are you still there?"
    app = getters.app(AppBase)
    answer_input = getters.query_one("#answer", Input)
    wrong_line = getters.query_one("#wrong", Static)
    countdown = getters.query_one("#countdown", Static)

    def __init__(self, asked_at: datetime, within_ms: int) -> None:
        super().__init__()
        self._until = asked_at + timedelta(milliseconds=within_ms)
        self._number = number()

    def body(self) -> ComposeResult:
        asked = Content.assemble("The video waits for you. Type ", (self._number, "bold"), " and press Enter.")
        yield Static(asked, id="asked", markup=False)
        yield from field("Number", Input(id="answer", max_length=2, restrict="[0-9]*", compact=True))
        yield Static("", id="wrong", classes="problem", markup=False)
        yield Static("", id="countdown", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Answer", id="give", variant="primary", compact=True)
        yield Button("Later", id="close", compact=True)

    def on_mount(self) -> None:
        self.app.bell()  # they may be looking at another window
        self.set_interval(TICK_SECONDS, self.tick)
        self.tick()

    def tick(self) -> None:
        """Show how much time is left; end when it is over."""
        now = self.app.clock()
        if now > self._until:
            leave(self, now)
            return
        left = -(-(self._until - now) // timedelta(seconds=1))
        self.countdown.update(plain(f"{position(1000 * left)} left"))

    @on(Input.Submitted, "#answer")
    @on(Button.Pressed, "#give")
    def _answered(self) -> None:
        now = self.app.clock()
        if self.answer_input.value == self._number or now > self._until:
            leave(self, now)
            return
        self.answer_input.value = ""
        self.answer_input.focus()
        self.wrong_line.update("That is not the number above; try again.")
