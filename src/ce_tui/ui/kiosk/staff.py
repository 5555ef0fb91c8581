"""The way out for staff."""

import asyncio

from textual import getters, on, work
from textual.app import ComposeResult
from textual.widgets import Button, Input, Static

from ce_tui.kiosk import pins
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase
from ce_tui.ui.kiosk.secret import SecretInput

_SLOW = 2.0
"""Seconds that each try costs while the store, which counts them, cannot be opened."""


class PasscodeScreen(Box[None]):
    """The right passcode closes the kiosk."""

    BOX_TITLE = "Staff: close this station"
    AUTO_FOCUS = "#passcode"
    app = getters.app(KioskBase)
    passcode = getters.query_one("#passcode", SecretInput)
    problem = getters.query_one("#problem", Static)

    def body(self) -> ComposeResult:
        yield from field("Passcode", SecretInput("passcode"))
        yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Close the station", id="go", variant="primary", compact=True)
        yield Button("Back", id="close", compact=True)

    @on(Input.Submitted, "#passcode")
    @on(Button.Pressed, "#go")
    @work(exclusive=True, group="passcode")
    async def _go(self) -> None:
        app, problem = self.app, self.problem
        typed, self.passcode.value = self.passcode.value, ""
        # A store that cannot be opened must not keep staff in: then every try waits a moment instead.
        kiosk_name, now = app.kiosk_name, app.clock()
        wait = await app.door.ask(lambda store: store.accounts.try_sign_in(None, kiosk_name, now))
        if wait is None:
            await asyncio.sleep(_SLOW)
        elif wait:
            problem.update(plain(pins.wait_sentence(wait, "passcode")))
            return
        if await asyncio.to_thread(pins.matches, typed, app.setup.passcode, app.setup.pepper):
            await app.door.ask(lambda store: store.accounts.signed_in(None, kiosk_name))
            app.close_kiosk()
        else:
            problem.update("That is not the passcode.")
