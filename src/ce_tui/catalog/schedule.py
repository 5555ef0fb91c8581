"""A conference schedule and a policy -> credits for its sessions, or one credit for the whole event."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ce_tui.catalog.credits import usual_attestation
from ce_tui.catalog.guard import refusal
from ce_tui.catalog.questions import SCALE, options_from, slug
from ce_tui.catalog.result import Catalog, Policy
from ce_tui.catalog.schedule_file import Event, Schedule
from ce_tui.credit.model import Content, ContentKind, Credit, Need, ProgressRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import bounds, total
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.text import clean
from ce_tui.credit.types import MINUTE

_DAY = 24 * 60 * MINUTE
_LONGEST_EVENT = 1000 * 60 * MINUTE
_MOST_RATED = 8  # speakers on one evaluation form
_BREAK = re.compile(
    r"\b(break|lunch|dinner|breakfast|pause|coffee|registration|check-?in|doors open|mittagspause|kaffeepause)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?", re.ASCII)
_LENGTH = re.compile(r"([0-9]{1,6})(?:\.0+)?(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?", re.ASCII)


@dataclass(slots=True)
class _Notes:
    """What was odd, by kind, with the titles it concerns: said once for each kind, with a count."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, title: str) -> None:
        self.found.setdefault(what, []).append(title)

    def sentences(self) -> tuple[str, ...]:
        return tuple(_sentence(what, titles) for what, titles in self.found.items())


def _sentence(what: str, titles: list[str]) -> str:
    count = f"{len(titles)} session{'s' if len(titles) != 1 else ''}"
    shown = ", ".join(f"“{title[:60]}”" for title in titles[:3])
    return f"{count} {what}: {shown}{' and others' if len(titles) > 3 else ''}."


def credits_of(schedule: Schedule, policy: Policy, name: str) -> Catalog:
    """The catalog that the policy makes of a schedule. CatalogError when no session is left."""
    notes, more = _Notes(), []
    zone, remark = _zone(schedule, policy, name)
    if remark:
        more.append(remark)
    prefix = slug(schedule.acronym or schedule.title or "event")[:24].strip("-") or "event"
    sessions = _sessions(schedule, prefix, zone, policy, notes)
    if not sessions:
        raise refusal(name, "no session of this schedule has a title, a start and a length; export it again.")
    organization = Organization(
        id=prefix,
        name=clean(policy.name or schedule.title or schedule.acronym or "Conference", 120),
        acronym=clean(policy.acronym, 12) or "CE",
        zone=zone.key,
    )
    last = max(_end(session) for session in sessions)
    closes = None
    if policy.closes_after is not None:
        day = last.astimezone(zone).date() + timedelta(days=policy.closes_after + 1)
        closes = datetime.combine(day, time(), zone).astimezone(UTC)
    if policy.per == "event":
        credits = [_whole(schedule, prefix, organization, sessions, policy, closes, name)]
    else:
        credits = [credit for session in sessions if (credit := _single(session, policy, last, closes, notes))]
    if not credits:
        label = policy.credit_type.label
        raise refusal(name, f"no session is long enough for {label}; import the event as a whole instead.")
    return Catalog(organization, tuple(credits), (*more, *notes.sentences()))


def _zone(schedule: Schedule, policy: Policy, name: str) -> tuple[ZoneInfo, str]:
    """The zone by policy, by name in the schedule, or by the offset of its first session, with a remark."""
    if policy.zone:
        try:
            return ZoneInfo(policy.zone), ""
        except (ValueError, OSError, KeyError):
            message = f"“{policy.zone[:60]}” is not a time zone; choose one such as Europe/Berlin."
            raise refusal(name, message) from None
    try:
        if schedule.zone:
            return ZoneInfo(schedule.zone), ""
    except (ValueError, OSError, KeyError):
        pass
    offsets = [moment.utcoffset() for event in schedule.events if (moment := _iso(event.date))]
    hours, rest = divmod(next((offset for offset in offsets if offset is not None), timedelta()), timedelta(hours=1))
    # The zones of whole hours have their signs reversed: Etc/GMT-1 is one hour *ahead* of Greenwich.
    key = f"Etc/GMT{-hours:+d}" if hours and not rest and -12 <= hours <= 14 else "UTC"
    return ZoneInfo(key), f"The schedule names no time zone that is known; {key} is used."


def _sessions(schedule: Schedule, prefix: str, zone: ZoneInfo, policy: Policy, notes: _Notes) -> list[Content]:
    sessions: list[Content] = []
    seen: set[str] = set()
    ids: set[str] = set()
    for event in schedule.events:
        title = event.title or event.subtitle
        if not title:
            notes.add("without a title left out", event.id or event.guid or event.room or "no name")
            continue
        if _is_break(event):
            notes.add("left out as breaks", title)
            continue
        length = _length(event.duration)
        if not length:
            notes.add("without a known length left out", title)
            continue
        if length > _DAY:
            notes.add("longer than 24 hours left out", title)
            continue
        start = _start(event, zone, title, notes)
        if start is None:
            notes.add("without a start left out", title)
            continue
        key = event.guid or event.id or f"{title}\n{start}"
        if key in seen:
            notes.add("listed again (the first one counts)", title)
            continue
        seen.add(key)
        sessions.append(
            Content(
                id=_id(prefix, event, key, ids),
                kind=ContentKind.SESSION,
                title=title,
                length_ms=length,
                speakers=event.speakers,
                description=event.abstract or (event.subtitle if event.title else ""),
                url=_url(event.url),
                starts_at=start,
                room=event.room[:120].rstrip(),
                code=clean(policy.code, 120),
            )
        )
    return sessions


def _is_break(event: Event) -> bool:
    """Breaks have nobody speaking and say so in their type or title."""
    return not event.speakers and bool(_BREAK.search(event.type) or _BREAK.search(event.title[:40]))


def _id(prefix: str, event: Event, key: str, taken: set[str]) -> str:
    """The same id at every import: the schedule's own number, else a hash of what identifies the session."""
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:10]
    own = re.sub(r"[^a-z0-9]+", "-", event.id.lower()).strip("-")
    id = f"{prefix}-{own}" if own and len(own) <= 36 else f"{prefix}-{digest}"
    if id in taken:
        id = f"{prefix}-{digest}"
    taken.add(id)
    return id


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and " " not in text else ""


def _length(text: str) -> int:
    """Milliseconds of `HH:MM`, `D:HH:MM`, `HH:MM:SS`, `135.0:00` or minutes; 0 when it cannot be known.

    Three parts mean two things in the wild. What makes a session of five minutes to a day is meant; if both do,
    a first part of `0` counts days (`0:01:30`), any other hours (`1:30:00`).
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        return 0
    first, second, third = match[1], match[2], match[3]
    if second is None:
        return int(first) * MINUTE
    if third is None:
        if "." in text:  # 135.0:00 is a length in minutes that a program took for hours
            return int(first) * MINUTE
        return (int(first) * 60 + int(second)) * MINUTE if int(second) < 60 else 0
    as_days = ((int(first) * 24 + int(second)) * 60 + int(third)) * MINUTE
    as_hours = (int(first) * 60 + int(second)) * MINUTE + int(third) * 1000
    readings = [as_days, as_hours] if first == "0" else [as_hours, as_days]
    return next((ms for ms in readings if 5 * MINUTE <= ms <= _DAY), readings[0])


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if 1970 <= moment.year <= 2200 and "T" in text.upper() else None


def _start(event: Event, zone: ZoneInfo, title: str, notes: _Notes) -> datetime | None:
    """The start in UTC: the full date if there is one, else the day and the time of day."""
    clock = _CLOCK.fullmatch(event.start)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (24, 0)
    if moment := _iso(event.date):
        if clock and (moment.hour, moment.minute) != (hour, minute):
            notes.add("with two different starts (the full date counts)", title)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    try:
        day = date.fromisoformat(event.day)
        start = datetime.combine(day, time(hour, minute), zone)
    except ValueError:
        return None
    if not 1970 <= day.year <= 2200:
        return None
    opening = _iso(event.day_start)
    # A session before its day begins is one after midnight, filed under the evening it belongs to.
    if (hour, minute) < ((opening.hour, opening.minute) if opening else (6, 0)) and hour < 12:
        start = datetime.combine(day + timedelta(days=1), time(hour, minute), zone)
    return start.astimezone(UTC)


def _end(session: Content) -> datetime:
    return datetime.fromtimestamp(bounds(session)[1] / 1000, UTC)


def _opens(policy: Policy, first: datetime, last: datetime) -> datetime | None:
    return {"after session": first, "after event": last, "at once": None}[policy.opens]


def _single(session: Content, policy: Policy, last: datetime, closes: datetime | None, notes: _Notes) -> Credit | None:
    amount = policy.credit_type.award(session.length_ms)
    if not amount:
        notes.add(f"too short for {policy.credit_type.label} left out", session.title)
        return None
    return Credit(
        id=session.id,
        title=session.title,
        type=policy.credit_type,
        amount=amount,
        contents=(session,),
        description=session.description,
        format="live activity",
        opens_at=_opens(policy, _end(session), last),
        closes_at=closes,
        partial=policy.partial if amount > policy.credit_type.step else None,
        questions=_evaluation(session.speakers),
        attestation=usual_attestation(policy.credit_type),
    )


def _whole(
    schedule: Schedule,
    prefix: str,
    organization: Organization,
    sessions: Sequence[Content],
    policy: Policy,
    closes: datetime | None,
    name: str,
) -> Credit:
    """One credit for all sessions; minutes in which several run count once."""
    lasting = total(bounds(session) for session in sessions)
    if lasting > _LONGEST_EVENT:
        raise refusal(name, "the sessions last more than 1000 hours together; check their dates and lengths.")
    amount = policy.credit_type.award(lasting)
    if not amount:
        raise refusal(name, f"the event is too short for {policy.credit_type.label}; choose another credit type.")
    ends = [_end(session) for session in sessions]
    return Credit(
        id=f"{prefix}-event",
        title=(schedule.title or organization.name),
        type=policy.credit_type,
        amount=amount,
        contents=tuple(sessions),
        format="live activity",
        rule=ProgressRule(Need.MINUTES, lasting // MINUTE),
        opens_at=_opens(policy, min(ends), max(ends)),
        closes_at=closes,
        partial=policy.partial if amount > policy.credit_type.step else None,
        questions=_evaluation(tuple(dict.fromkeys(name for session in sessions for name in session.speakers))),
        attestation=usual_attestation(policy.credit_type),
    )


def _evaluation(speakers: tuple[str, ...]) -> tuple[Question, ...]:
    """Two optional questions; the one about speakers only where its form stays short."""
    overall = Question("overall", QuestionKind.RATING, "How useful was this for your work?", options=SCALE, na=True)
    if not 1 <= len(speakers) <= _MOST_RATED:
        return (overall,)
    text = "How well did each speaker present the topic?"
    rows = options_from(speakers)
    return (Question("speakers", QuestionKind.MATRIX, text, options=SCALE, na=True, rows=rows), overall)
