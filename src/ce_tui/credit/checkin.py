"""Checking in to a session and out of it: when that can be done, and what time it comes to.

What counts is the time between the two, by the clock, as far as it lies in the session.
"""

from datetime import datetime, timedelta

from ce_tui.credit.attendance import AFTERWARDS, BEFOREHAND, Entry, entered, lasting
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, bounds
from ce_tui.credit.words import clock, ends_at

CLOCKS = timedelta(minutes=1)
"""So far apart the clocks of two machines may be. A check-in further ahead was made before a clock was set back."""


def opens_at(session: Content) -> datetime | None:
    """From when on a session can be checked in to; None where it cannot."""
    if session.kind is not ContentKind.SESSION or not session.check_in or session.starts_at is None:
        return None
    return session.starts_at - BEFOREHAND


def leave_by(session: Content) -> datetime | None:
    """Until when it can be checked out of."""
    over = ends_at(session)
    return None if over is None else over + AFTERWARDS


def stands(session: Content, since: datetime | None, now: datetime) -> bool:
    """Whether somebody whose last check-in was at `since`, without a check-out, is still in.

    Not after the last moment to check out, nor once the session was moved away from the check-in.
    """
    opens, last = opens_at(session), leave_by(session)
    return (
        since is not None and opens is not None and last is not None and opens <= since <= now + CLOCKS and now < last
    )


def check_in_problem(session: Content, since: datetime | None, now: datetime, zone: str) -> str:
    """Why nobody, or not this learner, can check in now, as a sentence with the next step; "" when it is possible.

    `since` is the learner's last check-in that no check-out followed.
    """
    opens, over = opens_at(session), ends_at(session)
    if opens is None or over is None:
        return "This session asks for no check-in; open its page to record your attendance."
    if since is not None and stands(session, since, now):
        return f"You are already checked in since {clock(since, zone, now)}; check out when you leave."
    if now < opens:
        return f"Check-in opens at {clock(opens, zone, now)}, in {lasting(opens - now)}; come back then."
    if now < over:
        return ""
    if since is not None and opens <= since <= now:
        return (
            f"You checked in at {clock(since, zone, now)} and did not check out. Nobody knows how long you stayed, so "
            "it counts nothing; the organizer can record your attendance."
        )
    return "This session is over, so it takes no check-in any more; the organizer can record your attendance."


def check_out_problem(session: Content, since: datetime | None, now: datetime, zone: str) -> str:
    """Why the learner cannot check out now, as a sentence with the next step; "" when it is possible."""
    if since is not None and since > now and opens_at(session) is not None:
        if stands(session, since, now):
            return "You have only just checked in, by the clock of another machine; please try again in a minute."
        return (
            f"The clock of this machine says {clock(now, zone, since)}, which is before your check-in at "
            f"{clock(since, zone, now)}; please have it set and check out then, or check in again to count from now on."
        )
    if stands(session, since, now):
        return ""
    return check_in_problem(session, since, now, zone) or "You are not checked in to this session; check in first."


def check_in(session: Content, code: str, since: datetime | None, now: datetime, zone: str) -> Entry:
    """Whether a learner is checked in by what was entered."""
    problem = check_in_problem(session, since, now, zone)
    return Entry(problem) if problem else entered(session, code, now)


def check_out(session: Content, code: str, since: datetime | None, now: datetime, zone: str) -> Entry:
    """Whether a learner is checked out by what was entered."""
    problem = check_out_problem(session, since, now, zone)
    return Entry(problem) if problem else entered(session, code, now)


def stay(session: Content, since: datetime, now: datetime) -> Span:
    """The time from check-in to check-out within the session's, in milliseconds since the epoch; (0, 0) if there is
    none of it.
    """
    low, high = bounds(session)
    start, end = (round(moment.timestamp() * 1000) for moment in (since, now))
    start, end = max(start, low), min(end, high)
    return (start, end) if start < end else (0, 0)
