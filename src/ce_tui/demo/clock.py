"""The demo's own clock, which its presenter moves, and where it can be moved to."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from ce_tui.credit.moments import cut
from ce_tui.credit.words import zone_of

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
"""Between these the clock can be moved."""
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]+([0-9]{1,2}:[0-9]{2}))?", re.ASCII)


class DemoClock:
    """The real clock, moved by as much as the presenter likes. It can be called as every clock of the app.

    Stopwatches do not notice that it was moved: `seconds` goes on by itself, and faster only while `rate` says so.
    """

    def __init__(
        self, real: Callable[[], datetime], start: datetime | None = None, ticking: Callable[[], float] = monotonic
    ) -> None:
        """`start` is what it says first: its "now" (the real one otherwise). `ticking` counts real seconds."""
        self.real = real
        self._ticking = ticking
        self._home = self._offset = start - real() if start else timedelta()
        self._since, self._gained, self._rate = ticking(), 0.0, 1

    def __call__(self) -> datetime:
        return cut(self.real() + self._offset + timedelta(seconds=self._more))

    def seconds(self) -> float:
        """Seconds of the demo's time, for stopwatches: monotonic."""
        return self._ticking() + self._more

    @property
    def _more(self) -> float:
        """Seconds by which it has run ahead of the real clock since the start, without what it was moved by."""
        return self._gained + (self._rate - 1) * (self._ticking() - self._since)

    @property
    def rate(self) -> int:
        """How many of its seconds pass in a real one."""
        return self._rate

    @rate.setter
    def rate(self, rate: int) -> None:
        self._gained, self._since, self._rate = self._more, self._ticking(), rate

    def travel(self, to: datetime) -> datetime:
        """Move it, within its bounds; what it says then."""
        self._offset += min(max(to, FIRST), LAST) - self()
        return self()

    def go_home(self) -> None:
        """Move it back to now."""
        self._offset = self._home - timedelta(seconds=self._more)


def days_later(moment: datetime, days: int, zone: str) -> datetime:
    """So many days later at the same time of day in that zone."""
    local = moment.astimezone(zone_of(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone_of(zone)).astimezone(UTC)


def months_later(moment: datetime, months: int, zone: str) -> datetime:
    """So many months later on the same day, or on the last one of a shorter month."""
    local = moment.astimezone(zone_of(zone))
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, tzinfo=zone_of(zone)).astimezone(UTC)


def moment_of(text: str, now: datetime, zone: str) -> datetime:
    """The moment that a date (`2026-12-03`, at the time of day of `now`) or `2026-12-03 14:00` is in that zone.

    Raises ValueError with a sentence.
    """
    found = _MOMENT.fullmatch(text.strip())
    local = now.astimezone(zone_of(zone))
    try:
        if found is None:
            raise ValueError
        time = datetime.strptime(found[2], "%H:%M").time() if found[2] else local.time()  # noqa: DTZ007
        moment = datetime.combine(datetime.fromisoformat(found[1]).date(), time, zone_of(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Please write a date such as 2026-12-03, or with a time: 2026-12-03 14:00.") from None
    if not FIRST <= moment <= LAST:
        raise ValueError(f"The demo's clock goes from {FIRST.year} to {LAST.year}.")
    return moment
