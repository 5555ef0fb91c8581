"""Attention checks: places in a video at which somebody shows that they are still there.

A check guards all that lies behind it in the content: what is watched beyond the first check that this learner has
not answered does not count until it is answered. Once answered it stays answered; what was counted stays counted,
and a content that is complete has nothing left to guard. Checks are the organization's choice, like `max_speed`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from ce_tui.credit.model import Content
from ce_tui.credit.progress import Span
from ce_tui.credit.words import position


def unanswered(content: Content, answered: Collection[int], *, complete: bool) -> tuple[int, ...]:
    """The places (milliseconds of content time) of the checks that are still to be answered, in order."""
    return () if complete else tuple(place for place in content.checks if place not in answered)


def takes_timer(content: Content) -> bool:
    """Whether time counts that learners measure themselves: a timer can tell neither checks nor sound."""
    return content.timer and content.muted and not content.checks


def until_check(span: Span, unanswered: Sequence[int]) -> Span:
    """`span` cut at its end so that nothing of it lies behind the first check that is not answered."""
    start, end = span
    return (start, max(start, min(end, unanswered[0]))) if unanswered else span


def late_problem(content: Content, place: int, asked_at: datetime, now: datetime) -> str:
    """Why an answer given `now` comes too late, as a sentence; "" when it is in time."""
    if now - asked_at <= timedelta(milliseconds=content.answer_within_ms):
        return ""
    return (
        f"The check at {position(place)} was not answered within {content.answer_within_ms // 1000} seconds. "
        "What you watched until there is kept; play on to be asked again."
    )
