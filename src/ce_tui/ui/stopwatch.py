"""Measuring time spent: monotonic, in whole milliseconds, and not while nobody is there."""

from collections.abc import Callable
from time import monotonic


class Stopwatch:
    """Runs from `start` to `stop`; `take` hands out the time since it was last taken.

    With `idle_seconds`, time beyond that after the last `touch` is not handed out.
    """

    def __init__(self, idle_seconds: float | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._idle = idle_seconds
        self._clock = clock
        self._taken = self._touched = 0.0
        self._paused: float | None = None
        self.running = False

    def start(self) -> None:
        """Run from now on."""
        self._taken = self._touched = self._clock()
        self._paused = None
        self.running = True

    def stop(self) -> None:
        """Stop; what was not taken is lost."""
        self.running = False

    def pause(self) -> None:
        """Count nothing until `go_on`; what was spent before can still be taken."""
        if self.running and self._paused is None:
            self._paused = self._clock()

    def go_on(self) -> None:
        """Count again after a pause: somebody is there."""
        if self._paused is not None:
            away = self._clock() - self._paused
            self._taken += away
            self._touched += away
            self._paused = None
            self.touch()

    def touch(self) -> None:
        """Somebody is there. Time spent away since the last touch is not counted later."""
        if not self.running or self._paused is not None:
            return
        now = self._clock()
        if self._idle is not None and now - self._touched > self._idle:
            # Keep what was spent before going idle; start anew from here.
            self._taken = max(self._taken, now - max(0.0, self._touched + self._idle - self._taken))
        self._touched = now

    def take(self) -> int:
        """Milliseconds spent since the last call, while running."""
        if not self.running:
            return 0
        now = self._clock() if self._paused is None else self._paused
        until = now if self._idle is None else min(now, self._touched + self._idle)
        spent = int((until - self._taken) * 1000)
        if spent <= 0:
            return 0
        self._taken += spent / 1000
        return spent

    def give_back(self, ms: int) -> None:
        """What was taken could not be used: hand it out again next time."""
        self._taken -= ms / 1000
