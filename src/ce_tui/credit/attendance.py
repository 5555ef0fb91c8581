"""Attending a session: by the phrase or code shown in it, or by one's own word where the organizer set none."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from ce_tui.credit import phrase
from ce_tui.credit.model import CODE_AFTER, Content, ContentKind
from ce_tui.credit.text import fold
from ce_tui.credit.throttle import Throttle
from ce_tui.credit.words import ends_at, plural

BEFOREHAND = timedelta(minutes=15)
"""How long before its start a session can be checked in to: people come early."""
AFTERWARDS = timedelta(milliseconds=CODE_AFTER)
"""How long after its end a session's phrase is still shown and accepted."""
CODE_THROTTLE = Throttle(5, timedelta(seconds=30), timedelta(minutes=15))
"""What wrong codes cost: five are free."""
SESSION_THROTTLE = Throttle(20, timedelta(seconds=30), timedelta(minutes=15))
"""What those cost that all learners together enter for one session within `SESSION_REMEMBERED`."""
SESSION_REMEMBERED = timedelta(minutes=1)
_TOLD = 20
"""Windows (ten minutes) on either side in which a phrase is recognized to say that it is of another moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What entering a code came to: why it does not count ("" when it does), whether it was a wrong code, and from
    when on the phrase was shown (None: it was no phrase).
    """

    problem: str = ""
    wrong: bool = False
    shown_at: datetime | None = None


def enter(session: Content, code: str, now: datetime) -> Entry:
    """Whether attendance can be recorded by what was entered.

    A code counts from the session's start on, whatever its case, spaces and hyphens; a phrase in its own window and
    one on either side, for clocks differ. Both are taken until a while after the end. Without either the learner's own
    word counts once the session is over.
    """
    if session.kind is not ContentKind.SESSION:
        return Entry("Only a session can be attended; open the content to make progress.")
    if session.check_in:
        return Entry("This session counts from check-in to check-out; open its page and check in.")
    if early := _early(session, now):
        return Entry(early)
    over = ends_at(session)
    if not session.code and not session.secret:
        if over is not None and now < over:
            return Entry(f"This session is still running; you can confirm your attendance in {lasting(over - now)}.")
        return Entry()
    entry = entered(session, code, now)
    if entry.problem or entry.shown_at is not None:
        return entry
    return Entry(_code_late(session, now))


def code_ends(session: Content) -> datetime | None:
    """Until when the session's code is taken; None where nothing says when the session is over."""
    over = ends_at(session)
    return session.code_until or (None if over is None else over + timedelta(milliseconds=session.code_after_ms))


def entered(session: Content, code: str, now: datetime) -> Entry:
    """Whether that is the session's code or phrase; nothing need be entered where it has neither."""
    if not session.code and not session.secret:
        return Entry()
    if not _plain(code):
        return Entry("Please enter the attendance code that was shown in the session.")
    if session.code and hmac.compare_digest(_plain(code).encode(), _plain(session.code).encode()):
        return Entry()
    if session.secret:
        return _phrase(session, code, now)
    return Entry(_WRONG, wrong=True)


def phrase_problem(session: Content, now: datetime) -> str:
    """Why a session shows no phrase at this moment, as a sentence; "" when it does."""
    if session.kind is not ContentKind.SESSION or not session.secret:
        return f"“{session.title}” has no rotating phrase; the catalog gives a session one with `secret:`."
    opens = session.starts_at
    if opens is not None and session.check_in:
        opens -= BEFOREHAND
    if opens is not None and phrase.window_of(now) < phrase.window_of(opens):
        return f"The phrase of this session opens in {lasting(opens - now)}."
    return _late(session, now)


def wait_problem(wait: timedelta) -> str:
    """That a code was not even looked at, for the wait after wrong ones is not over; "" when there is none."""
    if not wait:
        return ""
    seconds = ceil(wait.total_seconds())
    said = lasting(wait) if seconds > 90 else plural(seconds, "second")
    return f"Several codes were wrong. Please wait {said}, then enter the code again; the right one will count."


_WRONG = "That is not the attendance code of this session; please check it and try again."


def _phrase(session: Content, code: str, now: datetime) -> Entry:
    if late := _late(session, now - phrase.WINDOW):  # the clock of the room may be behind, and typing takes time
        return Entry(late)
    here = phrase.window_of(now)
    found = phrase.find(session.secret, session.id, code, (here, here - 1, here + 1))
    if found is not None:
        return Entry(shown_at=phrase.starts(found))
    # Recognizing more windows tells a guesser nothing of use: 40 bits, few tries, and what is recognized is refused.
    around = [window for window in range(here - _TOLD, here + _TOLD + 1) if abs(window - here) > 1]
    other = phrase.find(session.secret, session.id, code, around)
    if other is None:
        return Entry(_WRONG, wrong=True)
    if other < here:
        ago = lasting(now - phrase.starts(other))
        said = f"This code was shown {ago} ago and has changed since; please enter the one that is shown now."
    else:
        behind = lasting(phrase.starts(other) - now)
        said = f"The clock of this machine is about {behind} behind the one in the room; please have it set."
    return Entry(said, wrong=True)


def _early(session: Content, now: datetime) -> str:
    slack = phrase.WINDOW if session.secret else timedelta()  # the clock of the room may be ahead
    if session.starts_at is None or now + slack >= session.starts_at:
        return ""
    return f"This session has not started; it starts in {lasting(session.starts_at - now)}."


def _late(session: Content, now: datetime) -> str:
    over = ends_at(session)
    return "" if over is None or now < over + AFTERWARDS else _over(over, now)


def _code_late(session: Content, now: datetime) -> str:
    last, over = code_ends(session), ends_at(session)
    return "" if last is None or now < last else _over(min(over or last, last), now)


def _over(over: datetime, now: datetime) -> str:
    ago = lasting(now - over)
    return f"This session ended {ago} ago, so its code is no longer taken; the organizer can record attendance."


def _plain(code: str) -> str:
    return "".join(char for char in fold(code) if char.isalnum())


def lasting(time: timedelta) -> str:
    """How long that is, rounded up: `25 minutes`, `3 hours`, `5 days`."""
    minutes = ceil(time.total_seconds() / 60)
    if minutes < 120:
        return plural(minutes, "minute")
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
