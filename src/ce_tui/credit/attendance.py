"""Attending a session: by its code, or by one's own word where the organizer set none."""

import hmac
from datetime import datetime
from math import ceil

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.text import fold
from ce_tui.credit.words import ends_at


def attendance_problem(session: Content, code: str, now: datetime) -> str:
    """Why attendance cannot be recorded, as a sentence; "" when it can.

    A code counts from the session's start on, whatever its case, spaces and hyphens. Without one the learner's
    own word counts once the session is over.
    """
    if session.kind is not ContentKind.SESSION:
        return "Only a session can be attended; open the content to make progress."
    if session.starts_at is not None and now < session.starts_at:
        return f"This session has not started; it starts in {_wait(session.starts_at, now)}."
    over = ends_at(session)
    if not session.code:
        if over is not None and now < over:
            return f"This session is still running; you can confirm your attendance in {_wait(over, now)}."
        return ""
    if not _plain(code):
        return "Please enter the attendance code that was shown in the session."
    if not hmac.compare_digest(_plain(code).encode(), _plain(session.code).encode()):
        return "That is not the attendance code of this session; please check it and try again."
    return ""


def _plain(code: str) -> str:
    return "".join(char for char in fold(code) if char.isalnum())


def _wait(moment: datetime, now: datetime) -> str:
    minutes = ceil((moment - now).total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
