"""Slowing down who guesses: longer after each wrong try, never for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """`free` wrong tries cost nothing; the next waits `first`, each further one twice as long, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, wrong: Sequence[datetime], now: datetime) -> timedelta:
        """How long to wait before the next try after wrong ones at those moments, in their order."""
        more = len(wrong) - self.free
        # A clock set back must not keep anybody waiting for days, nor let anybody guess until it has caught up.
        last = max((at for at in wrong if at <= now), default=None)
        if more < 0 or last is None:
            return timedelta()
        wait = min(self.first * (1 << min(more, 10)), self.longest)  # past ten doublings it is the longest anyhow
        return max(timedelta(), last + wait - now)
