"""Positions of a play head, as they come -> stretches of content that were really played. Pure: no clock, no mpv.

Everything is in whole milliseconds: content time for positions and spans, a monotonic clock for moments.
"""

from typing import NamedTuple

from ce_tui.credit.progress import Span

JITTER_MS = 250
"""How far a position may be ahead of the time that has passed and still count as play, not as a jump."""


class Seen(NamedTuple):
    """A stretch that was played without a jump, how much real time it took, and the moment at which it ended.

    Pauses are not in `wall_ms`: they earn nothing that could be spent on playing faster.
    """

    span: Span
    wall_ms: int
    until: int


class Segments:
    """Told in the order of time what the player does, it hands out what was seen.

    Speed is never trusted: it only tells a jump from fast play. What counts is capped by `wall_ms`.
    """

    def __init__(self) -> None:
        self._done: list[Seen] = []
        self._start: int | None = None
        self._end = self._wall = 0
        self._until = self._now = 0
        self._running, self._heard = False, True
        self._speed = 1.0
        self._ran, self._reach = 0, 0.0  # real time and content time that can have passed since the last position

    def run(self, now: int, running: bool) -> None:
        """The play head moves from now on, or stands (paused, waiting for data, at the end)."""
        self._pass(now)
        self._running = running

    def speed(self, now: int, speed: float) -> None:
        """From now on it moves at that many times normal speed."""
        self._pass(now)
        self._speed = max(0.0, speed)

    def heard(self, now: int, heard: bool) -> None:
        """From now on what is played counts, or it does not, for nothing is heard."""
        self._pass(now)
        if not heard:
            self._close()
        self._heard = heard

    def jump(self, now: int) -> None:
        """The next position does not go on from the last one: a seek, another file."""
        self._pass(now)
        self._close()

    def at(self, now: int, position: int) -> None:
        """The play head is at `position`."""
        self._pass(now)
        if self._start is None or not 0 <= position - self._end <= self._reach + JITTER_MS:
            self._close()
            self._start = position if self._heard else None
        else:
            self._wall += self._ran
        self._end, self._until = position, now
        self._ran, self._reach = 0, 0.0

    def take(self) -> list[Seen]:
        """What was seen since the last call, in the order of time; what is being played goes on from its end."""
        if self._start is not None and self._start < self._end and self._wall:
            going_on = self._end
            self._close()
            self._start = going_on
        done, self._done = self._done, []
        return done

    def give_back(self, seen: Seen, credited_until: int) -> None:
        """Less than `seen` was credited, by the jitter of two clocks: go on from there, so that no gap is left.

        A stretch that was played too fast falls short by more; its rest stays lost.
        """
        start, end = seen.span
        if self._start == end and max(start, end - JITTER_MS) <= credited_until < end:
            self._start = credited_until

    def _pass(self, now: int) -> None:
        if self._running:
            passed = max(0, now - self._now)
            self._ran += passed
            self._reach += passed * self._speed
        self._now = max(now, self._now)

    def _close(self) -> None:
        if self._start is not None and self._start < self._end and self._wall > 0:
            self._done.append(Seen((self._start, self._end), self._wall, self._until))
        self._start, self._wall = None, 0
