"""The app of a kiosk: one sign-in from its first screen to its end, and nothing that leads out."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer

from ce_tui.credit.model import Claim
from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.kiosk.scanner import PAUSE_SECONDS, Burst
from ce_tui.settings import Settings
from ce_tui.store import Store
from ce_tui.ui import opening
from ce_tui.ui.base import Page
from ce_tui.ui.kiosk.base import KioskBase, Setup
from ce_tui.ui.kiosk.hand_over import HandOverScreen
from ce_tui.ui.kiosk.idle import IdleScreen
from ce_tui.ui.kiosk.secret import SecretInput
from ce_tui.ui.kiosk.sign_in import SignInScreen
from ce_tui.ui.kiosk.staff import PasscodeScreen
from ce_tui.ui.kiosk.switch import SwitchScreen
from ce_tui.ui.main import MainScreen, begin
from ce_tui.ui.mode import KIOSK
from ce_tui.ui.places import Place
from ce_tui.ui.styles import STYLES

COUNTDOWN_SECONDS = 20
"""So long before the sign-out the kiosk starts to count."""
FORM_SECONDS = 90
"""A sign-in that nobody goes on with starts anew after so long."""
_LAST_MINUTE = 60
"""So many seconds before a sign-in ends that is as long as one may be, whoever is still there is told."""
_ANSWER = "That key does nothing on this station. Staff close it with F10."
_ANSWER_SECONDS = 5.0
"""How long that stands, and is not said again."""
_ACTIONS = {"quit", "blocked", "staff", "help", "focus_next", "focus_previous", "bell"}
"""Every action of the app that a key, a click or a text may ask for. Screens and widgets have their own."""
_BLOCKED = (
    "ctrl+q",
    "ctrl+c",
    "ctrl+z",
    "ctrl+p",
    "ctrl+d",
    "ctrl+backslash",
    "ctrl+o",
    "ctrl+l",
    "ctrl+n",
    "ctrl+w",
    "ctrl+t",
    "ctrl+insert",
    "super+c",
    "ctrl+shift+c",
    *(f"f{n}" for n in (3, 4, 5, 6, 7, 8, 9, 11, 12)),
)


def seconds() -> float:
    """A clock that no change of the time of day moves, and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class KioskApp(KioskBase):
    """Opens on the sign-in screen."""

    CSS_PATH = [*KioskBase.CSS_PATH, STYLES / "kiosk.tcss"]
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(_BLOCKED), "blocked", show=False, priority=True),
        Binding("f10", "staff", "Staff", show=False, priority=True),
    ]

    def __init__(
        self,
        open_store: Callable[[], Store],
        clock: Callable[[], datetime],
        settings: Settings,
        setup: Setup,
        *,
        crashed: Callable[[BaseException], str] | None = None,
        ticking: Callable[[], float] = seconds,
    ) -> None:
        """`ticking` is the clock of sign-outs, in seconds."""
        super().__init__(open_store, clock, settings, KIOSK, crashed)
        self.setup = setup
        self._ticking, self._launcher = ticking, os.getppid()
        self._touched = ticking()
        self._signed_in_at: float | None = None
        self._warned = False
        self._answered = -_ANSWER_SECONDS
        self._burst = Burst[events.Key]()
        self._burst_ends: Timer | None = None

    def open(self, place: Place) -> None:
        opening.go(self, place)

    def care(self) -> None:
        """Not here: a backup brings everybody's pages into memory. It is made once this sign-in has ended."""

    def get_default_screen(self) -> Screen[None]:
        return SignInScreen()

    def on_mount(self) -> None:  # in addition to the one of TerminalApp
        self.set_interval(1.0, self.tick)
        if not self.is_headless:
            for name in ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGCONT"):  # the driver would let itself be stopped
                signal.signal(getattr(signal, name), signal.SIG_IGN)

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self._signed_in_at is not None

    @property
    def is_orphan(self) -> bool:
        """Whether the launcher is gone: nobody would start the next sign-in, or wipe what this one leaves."""
        return os.getppid() != self._launcher

    def sign_in(self, learner: Learner) -> None:
        self.learner = learner
        self._touched = self._signed_in_at = self._ticking()
        self.push_screen(MainScreen(begin(self)))

    def no_credits(self) -> None:
        self.say("This station has no credits yet. Please ask the staff.")

    # --- time -------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Once a second: who is gone is signed out, and told before."""
        if not self.screen_stack:  # the app is closing
            return
        if self.is_orphan:
            self.sign_out()
            return
        now = self._ticking()
        if any(isinstance(screen, Page) and screen.is_playing for screen in self.screen_stack):
            self._touched = now
        idle = now - self._touched
        if self._signed_in_at is None:
            if idle >= FORM_SECONDS and self._is_begun:
                self.sign_out()
        else:
            self._count_down(idle, self.setup.options.session - (now - self._signed_in_at))

    @property
    def _is_begun(self) -> bool:
        """Whether somebody has begun to sign in, and may be gone."""
        return self.screen.is_modal or (isinstance(self.screen, SignInScreen) and self.screen.is_begun)

    def _count_down(self, idle: float, left: float) -> None:
        """`idle` seconds nothing was touched, and `left` are left of this sign-in."""
        if left <= _LAST_MINUTE and not self._warned:
            self._warned = True
            self.say(
                "This sign-in ends in a minute. Answers and progress are kept; sign in again to go on.",
                "Time is up soon",
            )
        until_idle = self.setup.options.idle - idle
        remaining = min(until_idle, left)
        if remaining <= 0:
            self.sign_out()
        elif until_idle <= COUNTDOWN_SECONDS:
            self._ask_who_is_there(int(remaining))
        elif isinstance(self.screen, IdleScreen):  # a video goes on, or somebody is back
            self.screen.dismiss()

    def _ask_who_is_there(self, left: int) -> None:
        if not isinstance(self.screen, IdleScreen):
            for screen in self.screen_stack:  # a paused video would hide it
                if isinstance(screen, Page):
                    screen.stop()
            self.push_screen(IdleScreen())
        if isinstance(self.screen, IdleScreen):
            self.screen.show(left)

    async def on_event(self, event: events.Event) -> None:
        """What a person does keeps them signed in; keys that come too fast for a hand are a badge."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            self._touched = self._ticking()
            may_be_scan = self.is_signed_in and not isinstance(self.focused, SecretInput)
            if may_be_scan and isinstance(event, events.Key) and await self._is_scanned(event):
                return
        await super().on_event(event)

    async def _is_scanned(self, event: events.Key) -> bool:
        """Whether a key is held back, because it may be part of a scan; those before it that are not go their way."""
        if self._burst_ends is not None:
            self._burst_ends.stop()
        if event.is_printable or event.key == "enter":
            self._burst.add(event)
            self._burst_ends = self.set_timer(PAUSE_SECONDS, self._burst_over)
            return True
        await self._burst_over()
        return False

    async def _burst_over(self) -> None:
        badge, keys = self._burst.end()
        if not badge:
            for key in keys:
                await super().on_event(key)
        elif self.is_signed_in:
            await self._offer_switch(badge)

    async def _offer_switch(self, badge: str) -> None:
        account = await self.door.ask(lambda store: store.accounts.find(badge))
        if account is not None and account.learner.key == self.learner.key:
            self.say("You are signed in already.")
        elif not isinstance(self.screen, SwitchScreen):
            self.push_screen(SwitchScreen(badge))

    # --- no way out -------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        counting = bool(self.screen_stack) and isinstance(self.screen, IdleScreen)
        return action in _ACTIONS and not counting

    def action_blocked(self) -> None:
        """Answer a key that does nothing here; once, however long it is held down."""
        now = time.monotonic()
        if now - self._answered >= _ANSWER_SECONDS:
            self._answered = now
            self.notify(_ANSWER, markup=False, timeout=_ANSWER_SECONDS)

    async def action_quit(self) -> None:
        """Sign out; on the first screen there is nobody to."""
        if self.is_signed_in:
            self.sign_out()
        else:
            self.action_blocked()

    def action_staff(self) -> None:
        """Ask for the passcode that closes the kiosk."""
        if not any(isinstance(screen, PasscodeScreen) for screen in self.screen_stack):
            self.push_screen(PasscodeScreen())

    def action_suspend_process(self) -> None:
        """Never."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Never."""

    def copy(self, text: str) -> str:
        """Nothing of one person may be pasted by the next."""
        return f"Nothing is copied on this station; please write it down: {clean(text)}"

    def copy_to_clipboard(self, text: str) -> None:
        """Never."""

    def deliver_text(self, *args: object, **kwargs: object) -> None:
        """Never."""

    deliver_binary = deliver_screenshot = deliver_text

    @property
    def downloads(self) -> Path:
        return self.setup.folder

    def hand_over(self, claim: Claim) -> bool:
        self.push_screen(HandOverScreen(claim))
        return True
