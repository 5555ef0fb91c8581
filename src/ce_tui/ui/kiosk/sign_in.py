"""The first screen of a station: a badge or an address, then a PIN. It names nobody."""

import asyncio
from datetime import timedelta
from math import ceil
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from ce_tui.credit import words
from ce_tui.credit.text import clean
from ce_tui.credit.words import plural
from ce_tui.kiosk import pins
from ce_tui.store import Account, Store, StoreError
from ce_tui.ui.bars import KeyBar
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.app import KioskApp
from ce_tui.ui.kiosk.secret import SecretInput
from ce_tui.ui.leaving import leave

WRONG = (
    "That badge or address and that PIN do not belong together. Check both and try again; "
    "if you are new here or forgot the PIN, ask the staff."
)
"""The same words, after the same time, whether the badge or the PIN was wrong."""

_FIRST = (
    "You sign in here for the first time. From now on your badge and the PIN that you choose belong together; "
    f"it has at least {pins.LEAST} digits."
)


def wait_sentence(wait: timedelta, what: str = "PIN") -> str:
    """That a try was not even looked at, for the wait after wrong ones is not over."""
    seconds = ceil(wait.total_seconds())
    said = plural(seconds, "second") if seconds <= 90 else f"{ceil(seconds / 60)} minutes"
    return f"Too many tries. Please wait {said}, then enter the {what} again; the right one will count."


class SignInScreen(Screen[None]):
    """Asks who is there."""

    app = getters.app(KioskApp)
    AUTO_FOCUS = "#badge"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "register", "New here"),
        Binding("escape", "clear", "Clear", show=False),
        Binding("enter", "go", "Sign in", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="sign-in"):
            yield Static("", id="organization", markup=False)
            yield Static("Scan your badge, or type its number or your e-mail address.", markup=False)
            yield Input(placeholder="Badge number or e-mail", id="badge", max_length=120, compact=True)
            with Horizontal(id="sign-in-buttons"):
                yield Button("Sign in", id="go", variant="primary", compact=True)
                if self.app.options.register:
                    yield Button("I am new here", id="new", compact=True)
            yield Static(plain(self.app.note), id="said", markup=False)
        new = [("F2", "new here", "screen.register")] if self.app.options.register else []
        yield KeyBar(("↵", "sign in", "screen.go"), *new, ("F10", "staff", "app.staff"))

    @work
    async def on_mount(self) -> None:
        try:
            organizations = await self.app.door.ask_raw(lambda store: store.lists.organizations())
        except StoreError as error:
            self.say(f"This station cannot be used at the moment; please ask the staff. {error}", problem=True)
            self.query_one("#badge").disabled = True
            return
        acronym, name = words.masthead(organizations)
        self.query_one("#organization", Static).update(
            Content.assemble((f" {plain(acronym).plain} ", "bold reverse"), "  ", plain(name))
        )
        if not organizations:
            self.say("This station has no credits yet; please ask the staff.")
        elif self.app.badge:  # scanned while somebody else was signed in
            self._identify(self.app.badge)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has typed something and not gone on."""
        return bool(self.query_one("#badge", Input).value)

    def say(self, text: str, *, problem: bool = False) -> None:
        """A sentence below the field."""
        self.query_one("#said", Static).update(plain(text).stylize("$text-error") if problem else plain(text))

    def on_key(self, event: events.Key) -> None:
        """A scanner does not look where the cursor is."""
        field = self.query_one("#badge", Input)
        if event.is_printable and event.character and self.focused is not field and not field.disabled:
            event.stop()
            field.focus()
            field.insert_text_at_cursor(event.character)

    def action_clear(self) -> None:
        self.query_one("#badge", Input).value = ""
        self.say("")

    @on(Input.Submitted, "#badge")
    @on(Button.Pressed, "#go")
    def action_go(self) -> None:
        field = self.query_one("#badge", Input)
        typed, field.value = clean(field.value), ""
        if typed:
            self._identify(typed)
        else:
            self.say("Scan your badge, or type its number, then press Enter.", problem=True)

    @work(exclusive=True, group="sign-in")
    async def _identify(self, typed: str) -> None:
        app = self.app
        if app.screen is not self:  # Enter twice
            return
        self.say("")
        account: Account | None = None
        try:
            account = await app.door.ask_raw(Store.account, typed)
        except StoreError as error:
            self.say(str(error), problem=True)
            return
        if account is not None and not (account.pin or account.first_pin):
            if app.options.first_pin:
                kept = await app.push_screen_wait(NewPinScreen(account, optional=not app.options.pin_required))
                await self._first(account, kept)
                return
            if not app.options.pin_required:
                app.sign_in(account.learner)
                return
        # The same box whoever it is, known or not, with a PIN, with the staff's first one or with none.
        if not await app.push_screen_wait(PinScreen(typed, account)) or account is None:
            app.sign_out()  # what was typed goes with this process
        elif account.pin:
            app.sign_in(account.learner)
        else:
            own = await app.push_screen_wait(NewPinScreen(account, optional=False))
            await self._first(account, own)

    async def _first(self, account: Account, kept: str | None) -> None:
        if kept is None:
            self.app.sign_out()
            return
        try:
            if kept:
                await self.app.door.ask_raw(Store.set_pin, account.learner.key, kept, anew=False)
        except StoreError as error:
            self.say(str(error), problem=True)
            return
        self.app.sign_in(account.learner)

    @on(Button.Pressed, "#new")
    @work(exclusive=True, group="sign-in")
    async def action_register(self) -> None:
        from ce_tui.ui.kiosk.register import RegisterScreen

        if not self.app.options.register or self.app.screen is not self:
            return
        learner = await self.app.push_screen_wait(RegisterScreen())
        if learner is None:
            self.app.sign_out()
        else:
            self.app.sign_in(learner)


class PinScreen(Box[bool]):
    """Asks for the PIN until it is right or nobody wants to go on; unknown badges are asked, too."""

    BOX_TITLE = "PIN"
    AUTO_FOCUS = "#pin"
    app = getters.app(KioskApp)

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
        app, secret, said = self.app, self.query_one("#pin", SecretInput), self.query_one("#problem", Static)
        typed, secret.value = secret.value, ""
        if not typed:
            said.update("Please enter your PIN.")
            return
        wait = await app.door.ask(Store.try_sign_in, self._typed, app.station, app.clock())
        if wait is None:  # told
            return
        if wait:
            said.update(plain(wait_sentence(wait)))
            return
        kept = (self._account.pin or self._account.first_pin) if self._account else ""
        if not await asyncio.to_thread(pins.matches, typed, kept, app.pepper):
            said.update(plain(WRONG))
            return
        await app.door.ask(Store.signed_in, self._typed)
        if self._account and self._account.pin and pins.is_outdated(kept):
            anew: str = await asyncio.to_thread(pins.hashed, typed, app.pepper)
            await app.door.ask(Store.set_pin, self._account.learner.key, anew)
        leave(self, True)


class NewPinScreen(Box[str]):
    """Lets somebody choose a PIN; the result is what is kept of it, "" if they chose to have none."""

    BOX_TITLE = "Choose a PIN"
    AUTO_FOCUS = "#pin"
    app = getters.app(KioskApp)

    def __init__(self, account: Account, *, optional: bool) -> None:
        super().__init__()
        self._account, self._optional = account, optional

    def body(self) -> ComposeResult:
        yield Static(plain(_FIRST), markup=False)
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
        self.query_one("#again").focus()

    @on(Button.Pressed, "#without")
    def _without(self) -> None:
        leave(self, "")

    @on(Input.Submitted, "#again")
    @on(Button.Pressed, "#go")
    @work(exclusive=True, group="pin")
    async def _go(self) -> None:
        pin, again = self.query_one("#pin", SecretInput), self.query_one("#again", SecretInput)
        known = (self._account.learner.key, self._account.badge)
        problem = new_pin_problem(pin.value, again.value, *known)
        if not problem and await asyncio.to_thread(pins.matches, pin.value, self._account.first_pin, self.app.pepper):
            problem = "That is the PIN of the staff, which is used up now. Choose one of your own."
        if problem:
            self.query_one("#problem", Static).update(plain(problem))
            pin.value = again.value = ""
            pin.focus()
            return
        leave(self, await asyncio.to_thread(pins.hashed, pin.value, self.app.pepper))


def new_pin_problem(pin: str, again: str, *known: str) -> str:
    """What is wrong with a new PIN typed twice, as a sentence; "" if nothing is."""
    return pins.pin_problem(pin, *known) or ("" if pin == again else "The two PINs differ; please type it again.")
