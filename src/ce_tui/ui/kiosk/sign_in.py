"""The first screen of a kiosk: a badge or an address, then a PIN. It names nobody."""

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
from ce_tui.store import Account, StoreError
from ce_tui.ui.bars import KeyBar
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.kiosk.base import KioskBase
from ce_tui.ui.kiosk.pin import NewPinScreen, PinScreen
from ce_tui.ui.kiosk.register import RegisterScreen


class SignInScreen(Screen[None]):
    """Asks who is there."""

    app = getters.app(KioskBase)
    organization = getters.query_one("#organization", Static)
    badge = getters.query_one("#badge", Input)
    said = getters.query_one("#said", Static)
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
                if self.app.setup.options.register:
                    yield Button("I am new here", id="new", compact=True)
            yield Static(plain(self.app.setup.note), id="said", markup=False)
        new = [("F2", "new here", "screen.register")] if self.app.setup.options.register else []
        yield KeyBar(("↵", "sign in", "screen.go"), *new, ("F10", "staff", "app.staff"))

    @work
    async def on_mount(self) -> None:
        try:
            organizations = await self.app.door.ask_raw(lambda store: store.lists.organizations())
        except StoreError as error:
            self.say(f"This station cannot be used at the moment; please ask the staff. {error}", problem=True)
            self.badge.disabled = True
            return
        acronym, name = words.masthead(organizations)
        self.organization.update(Content.assemble((f" {plain(acronym).plain} ", "bold reverse"), "  ", plain(name)))
        if not organizations:
            self.say("This station has no credits yet; please ask the staff.")
        elif self.app.setup.badge:  # scanned while somebody else was signed in
            self._identify(self.app.setup.badge)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has typed something and not gone on."""
        return bool(self.badge.value)

    def say(self, text: str, *, problem: bool = False) -> None:
        """A sentence below the field."""
        self.said.update(plain(text).stylize("$text-error") if problem else plain(text))

    def on_key(self, event: events.Key) -> None:
        """A scanner does not look where the cursor is."""
        field = self.badge
        if event.is_printable and event.character and self.focused is not field and not field.disabled:
            event.stop()
            field.focus()
            field.insert_text_at_cursor(event.character)

    def action_clear(self) -> None:
        self.badge.value = ""
        self.say("")

    @on(Input.Submitted, "#badge")
    @on(Button.Pressed, "#go")
    def action_go(self) -> None:
        typed, self.badge.value = clean(self.badge.value), ""
        if typed:
            self._identify(typed)
        else:
            self.say("Scan your badge, or type its number, then press Enter.", problem=True)

    @work(exclusive=True, group="sign-in")
    async def _identify(self, typed: str) -> None:
        app, options = self.app, self.app.setup.options
        if app.screen is not self:  # Enter twice
            return
        self.say("")
        try:
            account = await app.door.ask_raw(lambda store: store.accounts.find(typed))
        except StoreError as error:
            self.say(str(error), problem=True)
            return
        if account is None or account.pin or account.first_pin:
            await self._ask_pin(typed, account)
        elif options.first_pin:
            await self._choose_pin(account, optional=not options.pin_required)
        elif options.pin_required:
            await self._ask_pin(typed, account)
        else:
            app.sign_in(account.learner)

    async def _ask_pin(self, typed: str, account: Account | None) -> None:
        """The same box whoever it is, known or not, with a PIN, with the first one from staff, or with none."""
        app = self.app
        if not await app.push_screen_wait(PinScreen(typed, account)) or account is None:
            app.sign_out()  # what was typed goes with this process
        elif account.pin:
            app.sign_in(account.learner)
        else:
            await self._choose_pin(account, optional=False)

    async def _choose_pin(self, account: Account, *, optional: bool) -> None:
        """Let somebody choose a PIN of their own, or none where that is `optional`, and sign in with it."""
        app = self.app
        hashed: str | None = await app.push_screen_wait(NewPinScreen(account, optional=optional))
        if hashed is None:
            app.sign_out()
            return
        try:
            if hashed:
                await app.door.ask_raw(lambda store: store.accounts.set_pin(account.learner.key, hashed, anew=False))
        except StoreError as error:
            self.say(str(error), problem=True)
            return
        app.sign_in(account.learner)

    @on(Button.Pressed, "#new")
    @work(exclusive=True, group="sign-in")
    async def action_register(self) -> None:
        if not self.app.setup.options.register or self.app.screen is not self:
            return
        learner = await self.app.push_screen_wait(RegisterScreen())
        if learner is None:
            self.app.sign_out()
        else:
            self.app.sign_in(learner)
