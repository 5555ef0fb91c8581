"""One clock a person: real time is spent once, over windows, contents and credits.

What was recorded first keeps the time. Sources: NASBA pursues sponsors that award more than 24 credits in 24 hours;
concurrent time counts once (AMA, AAFP).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, beyond, total, union

LATE_MS = 60_000
"""How late what was watched may be told, in milliseconds, after something that was watched after it."""
_READ_AT = 1000
"""Time spent is no play: nobody spends it faster than it passes."""


@dataclass(frozen=True, slots=True)
class Use:
    """A stretch of real time, in milliseconds since the epoch, that the content of that title has used."""

    title: str
    span: Span


def fastest(content: Content) -> int:
    """How fast the time of a content can pass, in thousandths of real time."""
    return content.max_speed if content.kind is ContentKind.VIDEO else _READ_AT


def window(at: int, wall_ms: int, accounted_until: int, own_until: int | None) -> Span:
    """The stretch of real time that a report made `at` is of, which took `wall_ms` by a clock that nobody sets.

    It begins where other sittings of the content have used the time (`accounted_until`). A report that lies before
    what its own sitting told last (`own_until`), or long before it all, is one after which a clock was set back.
    """
    set_back = accounted_until - at > LATE_MS or (own_until is not None and at < own_until == accounted_until)
    start = at - max(0, wall_ms)
    return start if set_back else min(at, max(start, accounted_until)), at


def left(spans: Iterable[Span], uses: Sequence[Use]) -> tuple[tuple[Span, ...], dict[str, int]]:
    """What of `spans` of real time nobody has used yet, and how much of it counts for what else already."""
    free = union(spans)
    elsewhere: dict[str, int] = {}
    for use in uses:
        rest = beyond(free, (use.span,))
        if rest != free:
            elsewhere[use.title] = elsewhere.get(use.title, 0) + total(free) - total(rest)
            free = rest
    return free, elsewhere
