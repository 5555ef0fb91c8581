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
        self.running = False

    def start(self) -> None:
        """Run from now on."""
        self._taken = self._touched = self._clock()
        self.running = True

    def stop(self) -> None:
        """Stop; what was not taken is lost."""
        self.running = False

    def touch(self) -> None:
        """Somebody is there. Time spent away since the last touch is not counted later."""
        if not self.running:
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
        now = self._clock()
        until = now if self._idle is None else min(now, self._touched + self._idle)
        spent = int((until - self._taken) * 1000)
        if spent <= 0:
            return 0
        self._taken += spent / 1000
        return spent

    def give_back(self, ms: int) -> None:
        """What was taken could not be used: hand it out again next time."""
        self._taken -= ms / 1000
