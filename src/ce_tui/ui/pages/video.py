"""A video that is played here by mpv, in a window or in this terminal; what was really seen is recorded."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Static

from ce_tui.credit import model
from ce_tui.credit.attention import takes_timer
from ce_tui.credit.standing import CreditView
from ce_tui.credit.words import span_of
from ce_tui.player import mpv
from ce_tui.player.mpv import Player
from ce_tui.player.segments import Seen
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import with_keys
from ce_tui.ui.pages.outside import OutsidePage
from ce_tui.ui.pages.timed import Spent

_PLAYING = "mpv plays it in a window of its own; what you watch is recorded. Press {play} to stop."
_HERE = "mpv plays it in this terminal: Space pauses, ← and → skip, q or Esc comes back here."
_SILENT = "The sound is off, so this does not count; turn it on in the player."
_OTHERWISE = "Or press {open} to open it elsewhere, and {clock} for the clock."


class VideoPage(OutsidePage):
    """Played by mpv; the clock of `OutsidePage` stays for whoever watches it elsewhere."""

    HINTS = (("p", "play, stop", "screen.play"), ("Space", "clock, pause", "screen.clock"), *OutsidePage.HINTS[1:])
    BINDINGS: ClassVar[list[BindingType]] = [Binding("p", "play", "Play or stop", id="play")]
    clock_button = getters.query_one("#clock", Button)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__(view, content)
        self.player: Player | None = None
        self._waiting: list[Seen] = []
        """What was seen and is not recorded yet."""
        self._silent = False
        """Whether it was told that nothing counts without sound."""

    def on_mount(self) -> None:  # in addition to the one of TimedPage
        if self.address and not mpv.has_display():
            self.say(_HERE)  # once it plays there is no room to say so

    def _say_with_keys(self, text: str) -> None:
        self.say(with_keys(self.app, text))

    @property
    def _otherwise(self) -> str:
        """What else there is where mpv does not play."""
        return with_keys(self.app, _OTHERWISE) if takes_timer(self.content) else ""

    @property
    def no_timer(self) -> str:
        return "The timer does not count here. Press {play} to play the video."

    @property
    def is_playing(self) -> bool:
        """Whether a video plays here: whoever watches it touches no key for long."""
        return self.player is not None and not self.player.paused

    def stop(self) -> None:
        if self.player is not None:
            self.player.stop()

    def work_area(self) -> ComposeResult:
        address = plain(self.content.url or "No address is given; ask the organizer for it.")
        yield Static(address, classes="page", id="address", markup=False)
        with Horizontal(classes="page-work"):
            yield Button("Play", id="work", variant="primary", compact=True)
            yield Button("Start the clock", id="clock", compact=True)
            yield Button("Copy address", id="copy", compact=True)

    def label(self, text: str) -> None:
        self.clock_button.label = plain(text)

    async def work_pressed(self) -> None:
        """Play, or stop playing."""
        await self.action_play()

    @on(Button.Pressed, "#clock")
    async def action_clock(self) -> None:
        """Start or stop the clock; while mpv plays, pause or go on."""
        if self.player is None:
            await super().action_clock()
        elif self.player.held:
            self._player_at_check()
        else:
            paused = not self.player.paused
            self.player.tell("set_property", "pause", paused)
            self.label("Go on" if paused else "Pause")
            self._say_with_keys("Paused; press {clock} to go on." if paused else _PLAYING)

    async def action_play(self) -> None:
        """Play from where it stopped, or stop playing."""
        if self.player is not None:
            self.stop()
            return
        if found := mpv.problem(self.address):
            self.say(f"{found} {self._otherwise}".rstrip(), problem=True)
            return
        if self.stopwatch.running:
            await self.action_clock()
        self._play()

    @property
    def address(self) -> str:
        """What mpv gets: a web address, or a file by its whole path."""
        url = self.content.url
        return url if not url or "://" in url else str(Path(url).absolute())

    @work(group="play")
    async def _play(self) -> None:
        if self.player is not None or not self.is_active:  # a key pressed twice, or the page left in haste
            return
        window = mpv.has_display()
        # Menus of newer players run programs.
        options: tuple[str, ...] = mpv.WINDOW if self.app.mode.opens else (*mpv.WINDOW, "--osc=no")
        if not window:
            if not self.app.can_suspend:
                self.say(f"A video cannot play in this kind of terminal. {self._otherwise}".rstrip(), problem=True)
                return
            options = await asyncio.to_thread(mpv.in_terminal, mpv.find() or "mpv")
        head = mpv.resume_at(self.content, self.record)
        while (start := await self.pass_checks(head)) is not None:
            player = await self._play_once(start, options, window)
            if window or not player.held:
                return
            head = player.position_ms  # the terminal is ours again, to ask in it

    async def _play_once(self, start: int, options: tuple[str, ...], window: bool) -> Player:
        """Play until the player ends, keep what was seen, and say how it ended."""
        self._silent = False
        self.player = player = Player(
            self.address, start, options, gate=lambda: self.gate, met=self._player_at_check, muted=self.content.muted
        )
        self.work_button.label = "Stop"
        self.label("Pause")
        self._say_with_keys(_PLAYING if window else "")
        try:
            if window:
                found = await player.run()
            else:
                with self.app.lend_terminal():
                    found = await player.run()
        finally:
            self._waiting += player.take()
            self.player = None
        self.work_button.label = "Play"
        self.label("Start the clock")
        await self.keep()
        self._say_end(found, player)
        return player

    def _say_end(self, problem: str, player: Player) -> None:
        if problem:
            self.say(f"{problem} {self._otherwise}".rstrip(), problem=True)
        elif self.complete:
            self.say("✓ Complete; no more time is needed here.")
        else:
            self.say(f"Stopped at {span_of(player.position_ms)}; what you watched is recorded.")

    @work(group="check")
    async def _player_at_check(self) -> None:
        """The player in its window has paused at a check: ask, and let it go on."""
        player = self.player
        await self.keep()
        if player is None or (there := await self.pass_checks(player.position_ms)) is None:
            return
        if player is not self.player:
            self._say_with_keys("Answered. Press {play} to play on.")
            return
        if there != player.position_ms:
            player.tell("seek", there / 1000, "absolute+exact")
        player.tell("set_property", "pause", False)
        self._say_with_keys(_PLAYING)

    async def keep(self) -> None:
        await super().keep()
        if self.player is not None and self.player.unheard is not self._silent:
            self._silent = self.player.unheard
            self._say_with_keys(_SILENT if self._silent else _PLAYING)

    async def _keep(self) -> bool:
        async with self._recording:
            changed = await self._keep_seen()
        return await super()._keep() or changed

    async def _keep_seen(self) -> bool:
        """Record what was seen since the last time, each stretch as of the moment at which it ended."""
        player, changed = self.player, False
        if player is not None:
            self._waiting += player.take()
        while self._waiting and not self.complete:
            seen = self._waiting[0]
            ended = self.app.clock() - timedelta(milliseconds=mpv.now_ms() - seen.until)
            if not await self.save(Spent(seen.span, seen.wall_ms, False), ended, "watched"):
                return changed  # told; the next beat tries again
            self._waiting.pop(0)
            changed = True
            if player is not None and self.record is not None:
                player.give_back(seen, self.record.position_ms)
        self._waiting = []
        return changed

    async def action_back(self) -> None:
        """Leave: the player stops, and what was seen is recorded."""
        self.stop()
        await super().action_back()
