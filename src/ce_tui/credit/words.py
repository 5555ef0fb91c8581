"""Moments, durations and reasons in words, the same on the screen, in the commands and on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ce_tui.credit.listing import Row, State, state_of
from ce_tui.credit.types import MINUTE

if TYPE_CHECKING:
    from ce_tui.credit.model import Content, Credit
    from ce_tui.credit.parties import Organization
    from ce_tui.credit.progress import Measure

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FOUNDED = datetime(2025, 1, 1, tzinfo=UTC)
"""Before, there was no such program: a clock that says so has lost its battery."""
ENDED = datetime(2100, 1, 1, tzinfo=UTC)
"""So late is no claim of today's: a counter has run over."""
LONG_AWAY = timedelta(days=3 * 365)
"""After so long without a record the clock may as well be ahead."""
SLACK = timedelta(minutes=5)
"""So far apart may the clocks of two machines be before it is told."""


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def zone_name(zone: str) -> str:
    """A zone as people say it: that of whole hours as `UTC+1`, for `Etc/GMT-1` has its sign reversed."""
    hours = zone.removeprefix("Etc/GMT") if zone.startswith(("Etc/GMT+", "Etc/GMT-")) else ""
    return f"UTC{'-' if hours[0] == '+' else '+'}{hours[1:]}" if hours else zone


def day(moment: datetime, zone: str) -> str:
    """The date in that zone, such as `3 Dec 2026`."""
    local = moment.astimezone(zone_of(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def days(first: datetime | None, last: datetime | None, zone: str) -> str:
    """The date of what was done, or from the first to the last; "" where that is not known."""
    return " to ".join(dict.fromkeys(day(moment, zone) for moment in (first, last) if moment is not None))


def dated(is_completion: bool) -> str:
    """What the date of a claim is called, which proves that all was completed, or not."""
    return "Date completed" if is_completion else "Date of activity"


def last_day(closes_at: datetime, zone: str) -> str:
    """The last date on which something that is over at `closes_at` is still open."""
    return day(closes_at - timedelta(seconds=1), zone)


def date_time(moment: datetime, zone: str) -> str:
    """Date and time in that zone, such as `3 Dec 2026, 09:00`."""
    local = moment.astimezone(zone_of(zone))
    return f"{day(moment, zone)}, {local:%H:%M}"


def impossible(now: datetime, zone: str = "UTC") -> str:
    """That no moment like that can be now, as sentences; "" when it can."""
    if FOUNDED <= now < ENDED:
        return ""
    zone = zone if now < ENDED else "UTC"  # the last days there are may be beyond them in another zone
    return (
        f"This computer's clock says {date_time(now, zone)}. Set the clock. Until then nothing is recorded or claimed."
    )


def clock_problem(newest: datetime | None, now: datetime, zone: str) -> str:
    """What is odd about the clock, as sentences; "" when nothing is.

    It says what cannot be, or it is behind the newest record by more than `SLACK`, or ahead of it by years.
    """
    if why := impossible(now, zone):
        return why
    if newest is None or newest - SLACK <= now <= newest + LONG_AWAY:
        return ""
    if now > newest:
        return (
            f"This computer's clock says {date_time(now, zone)}. The newest record is dated {date_time(newest, zone)}. "
            "If today is another day, set the clock before you claim."
        )
    return (
        f"The clock of this machine says {date_time(now, zone)}, but something was recorded on "
        f"{date_time(newest, zone)}: it is behind now, or was ahead then. Please have it set; a claim bears its date."
    )


def verb(said: str) -> str:
    """The verb of a statement where everybody can read it and every certificate print it."""
    return said if said.isascii() and said.replace("-", "").replace("_", "").isalnum() else "reported"


def clock(moment: datetime, zone: str, near: datetime) -> str:
    """The time of day in that zone, such as `09:02`; with the date where that is another one than that of `near`."""
    said = date_time(moment, zone)
    return said.rpartition(", ")[2] if day(moment, zone) == day(near, zone) else said


def opening(moment: datetime, zone: str) -> str:
    """When something opens: the date, with the time unless the day begins with it."""
    return day(moment, zone) if _begins_a_day(moment, zone) else date_time(moment, zone)


def closing(closes_at: datetime, zone: str) -> str:
    """Until when: the last date, with the time unless the day is open to its end."""
    return last_day(closes_at, zone) if _begins_a_day(closes_at, zone) else date_time(closes_at, zone)


def _begins_a_day(moment: datetime, zone: str) -> bool:
    """Whether the date changes with that moment: at midnight, or where the clocks skip it, at one."""
    return day(moment, zone) != day(moment - timedelta(microseconds=1), zone)


def minutes(ms: int) -> str:
    """A duration in whole minutes, rounded down: `45 min`."""
    return f"{ms // 60_000} min"


def position(ms: int) -> str:
    """A place in a content: `4:05`, `1:02:30`."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def progress(measure: Measure | Row) -> tuple[str, str]:
    """Current progress and progress needed, such as (`45 min`, `60 min`) or (`2 items`, `3 items`)."""
    if measure.in_time:
        needed = f"{-(-measure.needed // 60_000)} min"
        return needed if measure.current >= measure.needed else minutes(measure.current), needed
    return plural(measure.current, "item"), plural(measure.needed, "item")


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 credit`, `2 credits`; `many` where an s alone does not make the plural."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def window(credit: Credit, zone: str) -> str:
    """The claim window in words."""
    if credit.opens_at and credit.closes_at:
        return f"{opening(credit.opens_at, zone)} to {closing(credit.closes_at, zone)}"
    if credit.opens_at:
        return f"from {opening(credit.opens_at, zone)}"
    if credit.closes_at:
        return f"until {closing(credit.closes_at, zone)}"
    return "any time"


def near_day(moment: datetime, zone: str, now: datetime) -> str:
    """The date in that zone, without the year when it is less than ten months away: `3 Dec`."""
    date = day(moment, zone)
    return date.rsplit(" ", 1)[0] if abs(moment - now) < timedelta(days=300) else date


def near_last_day(closes_at: datetime, zone: str, now: datetime) -> str:
    """The last date on which something is still open, as short as `near_day`."""
    return near_day(closes_at - timedelta(seconds=1), zone, now)


def status(row: Row, now: datetime) -> str:
    """A row's state in a few words for a list: `75 %`, `earned, opens 3 Dec`, `closed 31 Jan`."""
    state = state_of(row.claimable, row.final, row.release_at, row.opens_at, row.closes_at, now)
    match state:
        case State.EARNED if row.opens_at is not None and row.complete:
            return f"earned, opens {near_day(row.opens_at, row.zone, now)}"
        case State.CLOSED if row.closes_at is not None:
            return f"closed {near_last_day(row.closes_at, row.zone, now)}"
        case State.SCHEDULED if row.release_at is not None:
            return f"released {near_day(row.release_at, row.zone, now)}"
        case State.CLAIMED:
            return "claimed"
        case State.IN_PROGRESS if row.due_at is not None and row.due_at > now:
            return f"counts from {counts_from(row.due_at, row.zone, now)}"
        case _:
            return f"{row.percent} %"


def counts_from(due_at: datetime, zone: str, now: datetime) -> str:
    """From when on a session counts that is attended and not over: its time of day, or another day's date."""
    return near_day(due_at, zone, now) if day(due_at, zone) != day(now, zone) else clock(due_at, zone, now)


def reason(
    credit: Credit | Row, measure: Measure | Row, state: State, zone: str, now: datetime, due_at: datetime | None = None
) -> str:
    """Why a credit stands where it stands and what comes next, in a sentence or two."""
    current, needed = progress(measure)
    match state:
        case State.SCHEDULED if credit.release_at is not None:
            return f"Will be released on {opening(credit.release_at, zone)}."
        case State.CLOSED if credit.closes_at is not None:
            return f"The claim window was over after {closing(credit.closes_at, zone)}; nothing more can be claimed."
        case State.EARNED if credit.opens_at is not None:
            what = "All progress is made" if measure.complete else "A part is earned"
            return f"{what}; it can be claimed from {opening(credit.opens_at, zone)}."
        case State.READY:
            until = f" until {closing(credit.closes_at, zone)}" if credit.closes_at else ""
            if measure.complete:
                return f"Ready to claim{until}."
            return f"A part can be claimed now{until}; more as you go on."
        case State.CLAIMED:
            return "Claimed; the proof is under Certificates."
        case _:
            return f"In progress: {current} of {needed}.{_to_do(measure)}{_later(credit, zone, now, due_at)}"


def _to_do(measure: Measure | Row) -> str:
    """What is to be done whatever the minutes say."""
    if measure.held:
        return f" {to_pass(measure.held)}"
    if measure.current < measure.needed or measure.complete:
        return ""
    return f" To do: {titles(measure.undone)}." if measure.undone else " There is more to do."


def _later(credit: Credit | Row, zone: str, now: datetime, due_at: datetime | None) -> str:
    """What the time brings by itself: the end of a session, and the claim window."""
    due = due_at is not None and due_at > now
    later = (
        f" The session you attend counts from {clock(due_at, zone, now)}, when it is over." if due_at and due else ""
    )
    if credit.opens_at is not None and credit.opens_at > now:
        later += f" It can be claimed from {opening(credit.opens_at, zone)}."
    return later


def to_pass(quizzes: Sequence[str]) -> str:
    """What must be passed before anything can be claimed, as a sentence."""
    return f"To claim anything, pass {titles(quizzes)}."


def titles(all: Sequence[str], most: int = 3) -> str:
    """Titles of others in a sentence, the first of them: `“Exam”, “Survey” and others`."""
    return ", ".join(f"“{title}”" for title in all[:most]) + (" and others" if len(all) > most else "")


def content_progress(content: Content, counted_ms: int, complete: bool) -> str:
    """How far one content is: `15 / 25 min`, or `done` / `to do` where no time is set."""
    if content.length_ms:
        needed = -(-content.length_ms // 60_000)
        done = -(-counted_ms // 60_000) if complete else counted_ms // 60_000
        return f"{min(done, needed)} / {needed} min"
    return "done" if complete else "to do"


def demands(content: Content) -> list[str]:
    """What watching a video asks for beside time, each in a few words: `2 attention checks`, `counts with sound only`.

    Not where the checks are: whoever knew could be there just then.
    """
    count = len(content.checks)
    checks = [plural(count, "attention check")] if count else []
    return checks + ([] if content.muted else ["counts with sound only"])


def ends_at(content: Content) -> datetime | None:
    """When a session is over, in UTC: where clocks change, a local time and an hour is not an hour later."""
    return content.starts_at.astimezone(UTC) + timedelta(milliseconds=content.length_ms) if content.starts_at else None


def whose(organizations: Sequence[Organization]) -> dict[str, str]:
    """What tells credits of several organizations apart in a row, by id: the acronym, or the id where one has two."""
    acronyms = [organization.acronym for organization in organizations]
    return {
        one.id: one.acronym if acronyms.count(one.acronym) == 1 else one.id
        for one in organizations
        if len(organizations) > 1
    }


def masthead(organizations: tuple[Organization, ...]) -> tuple[str, str]:
    """Acronym and name for the top of the screen, for one or several organizations."""
    if len(organizations) == 1:
        return organizations[0].acronym, organizations[0].name
    acronyms = {organization.acronym for organization in organizations}
    name = f"{len(organizations)} organizations" if organizations else "nothing loaded yet"
    return (acronyms.pop() if len(acronyms) == 1 else "CE"), name


def span_of(ms: int) -> str:
    """A duration to the second: `18 min 10 s`, `10 s`."""
    minutes, seconds = divmod(ms // 1000, 60)
    if seconds and not minutes:
        return f"{seconds} s"
    return f"{minutes} min" + (f" {seconds} s" if seconds else "")


def exactly(ms: int, same: Callable[[int], object] = lambda ms: ms) -> str:
    """A duration to the second where that is the `same`, else to the millisecond: numbers follow from the words."""
    if same(ms // 1000 * 1000) == same(ms):
        return span_of(ms)
    minutes, rest = divmod(ms, MINUTE)
    return (f"{minutes} min " if minutes else "") + f"{rest / 1000:.3f} s"
