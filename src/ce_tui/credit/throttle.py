"""Slowing down who guesses: longer after each wrong try, never for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Throttle:
    """`free` wrong tries cost nothing; the next waits `first`, each further one twice as long, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, wrong: Sequence[datetime], now: datetime) -> timedelta:
        """Time until the next try may be made, zero when it may be made now.

        `wrong`: aware UTC, oldest first; later than `now` (a clock set back) they bring no wait,
        but count as tries. Source: OWASP authentication cheat sheet, account lockout.
        """
        more = len(wrong) - self.free
        # A clock set back must not keep anybody waiting for days, nor let anybody guess until it has caught up.
        last = max((at for at in wrong if at <= now), default=None)
        if more < 0 or last is None:
            return timedelta()
        wait = min(self.first * (1 << min(more, 10)), self.longest)  # past ten doublings it is the longest anyhow
        return max(timedelta(), last + wait - now)
