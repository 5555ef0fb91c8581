"""A conference schedule and a policy -> credits for its sessions, or one credit for the whole event."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ce_tui.catalog.canceled import is_canceled, is_postponed
from ce_tui.catalog.clashes import at_once
from ce_tui.catalog.credits import rooms, usual_attestation, usual_certificate
from ce_tui.catalog.guard import refusal
from ce_tui.catalog.questions import SCALE, options_from, slug
from ce_tui.catalog.result import Catalog, Policy
from ce_tui.catalog.schedule_file import Event, Schedule
from ce_tui.catalog.schedule_time import moment_of, span
from ce_tui.catalog.zones import fits, zone_named, zone_of_dates
from ce_tui.credit.model import THRESHOLD, Content, ContentKind, Credit, Need, ProgressRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import bounds, total
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.text import clean, fold
from ce_tui.credit.types import MINUTE, CreditType, attended, is_nano
from ce_tui.credit.words import plural, zone_name

_LONGEST_EVENT = 1000 * 60 * MINUTE
_MOST_RATED = 8  # speakers on one evaluation form
_BREAK = re.compile(
    r"\b(break|lunch|dinner|breakfast|pause|coffee|registration|check-?in|doors open|mittagspause|kaffeepause)\b",
    re.IGNORECASE,
)
_SET_ZONE = "Set another with --zone, such as --zone Europe/Berlin."


@dataclass(slots=True)
class _Notes:
    """What was odd, by kind, with the titles it concerns: said once for each kind, with a count."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, title: str) -> None:
        self.found.setdefault(what, []).append(title)

    def sentences(self) -> tuple[str, ...]:
        return tuple(_sentence(what, titles) for what, titles in self.found.items())


def _sentence(what: str, titles: list[str]) -> str:
    shown = ", ".join(f"“{title[:60]}”" for title in titles[:3])
    return f"{plural(len(titles), 'session')} {what}: {shown}{' and others' if len(titles) > 3 else ''}."


def credits_of(schedule: Schedule, policy: Policy, name: str) -> Catalog:
    """The catalog that the policy makes of a schedule. CatalogError when no session is left."""
    notes, more = _Notes(), []
    if is_nano(policy.credit_type):
        raise refusal(name, "a nano program is ten minutes with a quiz, which no session is; choose another activity.")
    policy = replace(policy, credit_type=attended(policy.credit_type))
    zone, remark = _zone(schedule, policy, name)
    if remark:
        more.append(remark)
    if not (schedule.acronym or schedule.title or policy.name):
        more.append("The file does not say whose sessions these are. Say it with --name, such as --name “Alder Days”.")
    prefix = slug(schedule.acronym or schedule.title or policy.name or "event")[:24].strip("-") or "event"
    sessions = _sessions(schedule, prefix, zone, policy, notes)
    if not sessions:
        if why := " ".join(notes.sentences()):
            raise refusal(name, f"no session of this schedule is left. {why} What was imported before stays as it is.")
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
        credits = [_whole(schedule, organization, sessions, policy, closes, name)]
    else:
        credits = [credit for session in sessions if (credit := _single(session, policy, last, closes, notes))]
    if not credits:
        label = policy.credit_type.label
        raise refusal(name, f"no session is long enough for {label}; import the event as a whole instead.")
    return Catalog(organization, tuple(credits), (*more, *notes.sentences(), *at_once(sessions)), tuple(sessions))


def _zone(schedule: Schedule, policy: Policy, name: str) -> tuple[ZoneInfo, str]:
    """The zone by policy, by name in the schedule, or by the offsets of its dates, with a remark."""
    if policy.zone:
        zone, _ = zone_named(policy.zone)
        if zone is None:
            message = f"“{policy.zone[:60]}” is not a time zone; choose one such as Europe/Berlin."
            raise refusal(name, message)
        return zone, ""
    dates = [moment for event in schedule.events for text in event.starts if (moment := moment_of(text))]
    dated = [moment for moment in dates if moment.utcoffset()] or [moment for moment in dates if moment.tzinfo]
    zone, guessed = zone_named(schedule.zone, dated)
    said = f"time zone “{schedule.zone[:60]}”"
    offset = [moment for moment in dated if moment.utcoffset()]
    odd = 0 if zone is None else sum(not fits(zone, [moment]) for moment in offset)
    if zone is None or (odd and odd == len(dated)):
        what = f"The {said} of the schedule {'is not known' if zone is None else 'fits none of its dates'}"
        what = what if schedule.zone else "The schedule names no time zone"
        zone = zone_of_dates(dated)
        by = " by the offsets of its dates" if dated else ""
        return zone, f"{what}; {zone_name(zone.key)} is taken{by}. {_SET_ZONE}"
    if odd:
        return (
            zone,
            f"{plural(odd, 'date')} of the schedule {'does' if odd == 1 else 'do'} not fit its {said}. {_SET_ZONE}",
        )
    if guessed:
        return zone, f"The {said} of the schedule is taken for {zone.key}. {_SET_ZONE}"
    return zone, ""


def _sessions(schedule: Schedule, prefix: str, zone: ZoneInfo, policy: Policy, notes: _Notes) -> list[Content]:
    sessions: list[Content] = []
    seen: set[tuple[str, datetime, str]] = set()
    titles: dict[str, str] = {}
    ids: set[str] = set()
    for event in schedule.events:
        if why := _left_out(event):
            notes.add(why, event.title or event.subtitle or event.id or event.guid or event.room or "no name")
            continue
        title = event.title or event.subtitle
        lasting = span(event, zone, partial(notes.add, title=title))
        if lasting is None:
            continue
        start = lasting[0]
        # A guid names an event, which may be held several times; what differs in title and in start or room is another
        # event, whatever its guid says: it was copied with it.
        name = event.guid or event.id or title
        same = {(name, start, fold(title)), (name, start, f"in {event.room}")}
        if same & seen:
            notes.add("listed again (the first one counts)", title)
            continue
        seen |= same
        if fold(titles.setdefault(name, title)) != fold(title):
            notes.add(f"with the {'guid' if event.guid else 'number'} of another one (both are listed)", title)
        sessions.append(_session(event, _id(prefix, event, f"{title}\n{start}", ids), lasting, policy))
    return sessions


def _left_out(event: Event) -> str:
    """Why an event is no session, whenever it may be; "" for one that is."""
    if not (event.title or event.subtitle):
        return "without a title left out"
    if _is_break(event):
        return "left out as breaks"
    if is_canceled(event):
        return "marked as canceled left out"
    return "marked as postponed left out" if is_postponed(event) else ""


def _session(event: Event, id: str, lasting: tuple[datetime, int], policy: Policy) -> Content:
    """The session of an event that lasts from a moment for so many milliseconds."""
    start, length = lasting
    return Content(
        id=id,
        kind=ContentKind.SESSION,
        title=event.title or event.subtitle,
        length_ms=length,
        speakers=event.speakers,
        description=event.abstract or (event.subtitle if event.title else ""),
        url=_url(event.url),
        starts_at=start,
        room=event.room[:120].rstrip(),
        code=clean(policy.code, 120),
        guid=event.guid[:120],
        threshold=1000 if policy.credit_type.real_time else THRESHOLD,
    )


def _is_break(event: Event) -> bool:
    """Breaks have nobody speaking and say so in their type or title."""
    return not event.speakers and bool(_BREAK.search(event.type) or _BREAK.search(event.title[:40]))


def _id(prefix: str, event: Event, otherwise: str, taken: set[str]) -> str:
    """The same id at every import: the schedule's own number, else a hash of what identifies the session."""
    own = re.sub(r"[^a-z0-9]+", "-", event.id.lower()).strip("-")
    ids = [f"{prefix}-{own}"] if own and len(own) <= 36 else []
    keys = (event.guid or event.id or otherwise, f"{event.guid}\n{event.id}\n{otherwise}")
    ids += [f"{prefix}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:10]}" for key in keys]
    id = next(id for id in ids if id not in taken)
    taken.add(id)
    return id


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and " " not in text else ""


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
        location=session.room,
        certificate=usual_certificate(policy.credit_type.id),
        description=session.description,
        format=_format(policy.credit_type),
        opens_at=_opens(policy, _end(session), last),
        closes_at=closes,
        partial=policy.partial if amount > policy.credit_type.step else None,
        questions=_evaluation(session.speakers),
        attestation=usual_attestation(policy.credit_type),
    )


def _format(type: CreditType) -> str:
    return "Group Live" if type.id == "nasba" else "live activity"


def _whole(
    schedule: Schedule,
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
        id=f"{organization.id}-event",
        title=schedule.title or organization.name,
        type=policy.credit_type,
        amount=amount,
        contents=tuple(sessions),
        location=rooms(sessions),
        certificate=usual_certificate(policy.credit_type.id),
        format=_format(policy.credit_type),
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
