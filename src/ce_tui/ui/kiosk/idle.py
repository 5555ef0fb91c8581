"""The countdown before somebody who seems gone is signed out."""

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ce_tui.credit.words import plural
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.styles import STYLES


class IdleScreen(ModalScreen[None]):
    """Any key or click stays; that key does nothing else."""

    CSS_PATH = STYLES / "pages.tcss"
    countdown = getters.query_one("#countdown", Static)

    def __init__(self) -> None:
        super().__init__(classes="box-screen")

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain("Are you still there?")
            yield Static("", id="countdown", markup=False)
            yield Static("Press any key to stay. Answers and progress are kept either way.", markup=False)

    def show(self, left: int) -> None:
        """`left` seconds until the sign-out."""
        if self.is_mounted:
            self.countdown.update(plain(f"You will be signed out in {plural(left, 'second')}."))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        leave(self)

    def on_click(self) -> None:
        leave(self)
