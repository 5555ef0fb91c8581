"""Somebody new signs up at a kiosk, where the organizer allows it."""

import asyncio
import secrets

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Input, Static

from ce_tui.credit.parties import Learner
from ce_tui.credit.standing import NAME_LENGTH, name_problems
from ce_tui.credit.text import clean
from ce_tui.kiosk import pins
from ce_tui.store import StoreError
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase
from ce_tui.ui.kiosk.secret import SecretInput
from ce_tui.ui.leaving import leave


class RegisterScreen(Box[Learner]):
    """The result is the learner who was taken in."""

    BOX_TITLE = "New here"
    AUTO_FOCUS = "#key"
    app = getters.app(KioskBase)
    badge = getters.query_one("#key", Input)
    full_name = getters.query_one("#name", Input)
    pin = getters.query_one("#pin", Input)
    again = getters.query_one("#again", Input)
    problem = getters.query_one("#problem", Static)

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield from field("Badge number, or e-mail address", Input(id="key", max_length=120, compact=True))
            yield from field(
                "Your name, as certificates show it", Input(id="name", max_length=NAME_LENGTH, compact=True)
            )
            pin = "PIN" if self.app.setup.options.pin_required else "PIN (leave both empty for none)"
            yield from field(f"{pin}, at least {pins.LEAST} digits", SecretInput("pin"))
            yield from field("The same PIN once more", SecretInput("again"))
            yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Sign up", id="go", variant="primary", compact=True)
        yield Button("Cancel", id="close", compact=True)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        if event.input.id == "again":
            self._go()
        else:
            self.focus_next()

    @on(Button.Pressed, "#go")
    @work(exclusive=True, group="register")
    async def _go(self) -> None:
        badge, name, pin, again = clean(self.badge.value), self.full_name.value, self.pin.value, self.again.value
        app, wanted = self.app, bool(pin or again or self.app.setup.options.pin_required)
        if problem := _problem(badge, name) or (pins.new_pin_problem(pin, again, badge) if wanted else ""):
            self._say(problem)
            return
        hashed = await asyncio.to_thread(pins.hashed, pin, app.setup.pepper) if wanted else ""
        # What somebody types names nobody to other systems: the key is drawn, and what was typed serves as the badge.
        learner = Learner(f"kiosk-{secrets.token_hex(5)}", clean(name), badge if "@" in badge else "")
        try:
            kiosk_name, now = app.kiosk_name, app.clock()
            if wait := await app.door.ask_raw(lambda store: store.accounts.try_sign_in(badge, kiosk_name, now)):
                self._say(pins.wait_sentence(wait))
                return
            await app.door.ask_raw(lambda store: store.accounts.register(learner, badge, hashed))
            await app.door.ask_raw(lambda store: store.accounts.signed_in(badge))
        except StoreError as error:
            self._say(str(error))
            return
        leave(self, learner)

    def _say(self, text: str) -> None:
        self.problem.update(plain(text))
        self.call_after_refresh(self.problem.scroll_visible, animate=False)


def _problem(badge: str, name: str) -> str:
    if len(badge) < 3:
        return "Please enter your badge number or e-mail address."
    return " ".join(name_problems(name))
