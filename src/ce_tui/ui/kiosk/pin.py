"""Asking for a PIN, and letting somebody choose one."""

import asyncio

from textual import getters, on, work
from textual.app import ComposeResult
from textual.widgets import Button, Input, Static

from ce_tui.kiosk import pins
from ce_tui.store import Account
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase
from ce_tui.ui.kiosk.secret import SecretInput
from ce_tui.ui.leaving import leave


class PinScreen(Box[bool]):
    """Asks for the PIN until it is right or nobody wants to go on; unknown badges are asked, too."""

    BOX_TITLE = "PIN"
    AUTO_FOCUS = "#pin"
    app = getters.app(KioskBase)
    pin = getters.query_one("#pin", SecretInput)
    problem = getters.query_one("#problem", Static)

    def __init__(self, typed: str, account: Account | None) -> None:
        super().__init__()
        self._typed, self._account = typed, account

    def body(self) -> ComposeResult:
        yield from field("Your PIN", SecretInput("pin"))
        yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Sign in", id="go", variant="primary", compact=True)
        yield Button("Cancel", id="close", compact=True)

    @on(Input.Submitted, "#pin")
    @on(Button.Pressed, "#go")
    @work(exclusive=True, group="pin")
    async def _go(self) -> None:
        app, problem = self.app, self.problem
        typed, self.pin.value = self.pin.value, ""
        if not typed:
            problem.update("Please enter your PIN.")
            return
        badge, kiosk_name, now = self._typed, app.kiosk_name, app.clock()
        wait = await app.door.ask(lambda store: store.accounts.try_sign_in(badge, kiosk_name, now))
        if wait is None:  # told
            return
        if wait:
            problem.update(plain(pins.wait_sentence(wait)))
            return
        hashed = (self._account.pin or self._account.first_pin) if self._account else ""
        if not await asyncio.to_thread(pins.matches, typed, hashed, app.setup.pepper):
            problem.update(plain(pins.WRONG))
            return
        await app.door.ask(lambda store: store.accounts.signed_in(badge))
        if self._account and self._account.pin and pins.is_outdated(hashed):
            anew: str = await asyncio.to_thread(pins.hashed, typed, app.setup.pepper)
            learner = self._account.learner.key
            await app.door.ask(lambda store: store.accounts.set_pin(learner, anew))
        leave(self, True)


class NewPinScreen(Box[str]):
    """Lets somebody choose a PIN; the result is what is kept of it, "" if they chose to have none."""

    BOX_TITLE = "Choose a PIN"
    AUTO_FOCUS = "#pin"
    app = getters.app(KioskBase)
    pin = getters.query_one("#pin", SecretInput)
    again = getters.query_one("#again", SecretInput)
    problem = getters.query_one("#problem", Static)

    def __init__(self, account: Account, *, optional: bool) -> None:
        super().__init__()
        self._account, self._optional = account, optional

    def body(self) -> ComposeResult:
        yield Static(plain(pins.FIRST_TIME), markup=False)
        yield from field("PIN", SecretInput("pin"))
        yield from field("The same PIN once more", SecretInput("again"))
        yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Save and sign in", id="go", variant="primary", compact=True)
        if self._optional:
            yield Button("Without a PIN", id="without", compact=True)
        yield Button("Cancel", id="close", compact=True)

    @on(Input.Submitted, "#pin")
    def _next(self) -> None:
        self.again.focus()

    @on(Button.Pressed, "#without")
    def _without(self) -> None:
        leave(self, "")

    @on(Input.Submitted, "#again")
    @on(Button.Pressed, "#go")
    @work(exclusive=True, group="pin")
    async def _go(self) -> None:
        pin, again, pepper = self.pin, self.again, self.app.setup.pepper
        problem = pins.new_pin_problem(pin.value, again.value, self._account.learner.key, self._account.badge)
        if not problem and await asyncio.to_thread(pins.matches, pin.value, self._account.first_pin, pepper):
            problem = "That is the PIN of the staff, which is used up now. Choose one of your own."
        if problem:
            self.problem.update(plain(problem))
            pin.value = again.value = ""
            pin.focus()
            return
        leave(self, await asyncio.to_thread(pins.hashed, pin.value, pepper))
