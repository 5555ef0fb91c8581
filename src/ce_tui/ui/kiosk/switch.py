"""A badge was scanned while somebody is signed in."""

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Button, Static

from ce_tui.ui.box import Box
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase


class SwitchScreen(Box[None]):
    """Offers to sign out and go on with the badge that was scanned. Staying is the default."""

    BOX_TITLE = "A badge was scanned"
    AUTO_FOCUS = "#close"
    app = getters.app(KioskBase)

    def __init__(self, badge: str) -> None:
        super().__init__()
        self._badge = badge

    def body(self) -> ComposeResult:
        name = self.app.learner.name or self.app.learner.key
        yield Static(plain(f"{name} is signed in here. Sign out, and go on with the badge?"), markup=False)
        yield Static("Answers and progress are kept.", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Sign out and switch", id="switch", variant="primary", compact=True)
        yield Button("Stay", id="close", compact=True)

    @on(Button.Pressed, "#switch")
    def _switch(self) -> None:
        self.app.sign_out(self._badge)
