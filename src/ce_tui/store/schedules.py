"""Which sessions of a schedule the store has already, and what becomes of those that the schedule no longer has.

A guid names a session for good; several sittings of one are told apart by title and start. Numbers begin again every
year: where one side has no guid, number or title and start find a session, and title or time must agree.
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count

from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Span, bounds
from ce_tui.credit.text import fold
from ce_tui.store.codec import load
from ce_tui.store.credits import content_of
from ce_tui.store.database import Database, Transaction

_NEAR = 31 * 86_400_000
"""What lies so far from all of a schedule is not missing in it: it is of another year."""
_NAMED = 20
_UNIQUE = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\w+://.+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as the store has it. `schedule` is the same number for all that came with one schedule."""

    id: int
    organization: int
    key: str
    schedule: int | None
    guid: str
    title: str
    folded: str
    span: Span
    attended: bool

    def came_with(self, organization: Organization) -> bool:
        """Whether it came with a schedule, as far as that can be told of a store of before: by its id."""
        return self.schedule is not None or bool(self.guid) or self.key.startswith(f"{organization.id}-")


@dataclass(frozen=True, slots=True)
class Settled:
    """A schedule in the ids of the store. `gone` are no longer in it and shall go: nobody has anything of them."""

    organization: Organization
    credits: tuple[Credit, ...]
    schedule: int | None
    gone: tuple[Kept, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store has of a schedule: its `organization` as it shall be, and that one's `row`, 0 where it is new;
    all of its sessions, those of them that `pairs` with one of the schedule (by the id there), and the contents of
    each of its credits.
    """

    organization: Organization
    row: int
    sessions: tuple[Kept, ...]
    pairs: Mapping[str, Kept]
    links: Mapping[str, Sequence[int]]

    @property
    def schedule(self) -> int | None:
        """The number of the schedule: that of most of its sessions."""
        groups = Counter(kept.schedule for kept in self.pairs.values() if kept.schedule is not None)
        return groups.most_common(1)[0][0] if groups else min((kept.id for kept in self.pairs.values()), default=None)

    @property
    def having(self) -> dict[int, set[str]]:
        """The credits that have each content."""
        having: dict[int, set[str]] = {}
        for key, ids in self.links.items():
            for id in ids:
                having.setdefault(id, set()).add(key)
        return having


def settle(
    database: Database,
    organization: Organization,
    credits: Sequence[Credit],
    sessions: Sequence[Content],
    recount: bool,
) -> Settled:
    """Find the sessions of a schedule in the store; those that only its credits leave out are in `sessions`, too."""
    known = _look_up(database, organization, sessions)
    taken = {key for (key,) in database.read("SELECT key FROM content UNION SELECT key FROM credit", {})}
    ids = _ids(sessions, known.pairs, taken)
    events = _events(credits, known.pairs, known.links)
    gone, still = _parted(database, known, sessions, events)
    credits, lasting = (credits, []) if recount else _with_kept_amounts(database, credits, known.pairs)
    named = []
    for credit in credits:
        contents = tuple(_named(content, ids, known.pairs) for content in credit.contents)
        if credit.id in ids:
            id = ids[credit.id]
        elif not (id := events.get(credit.id, "")):
            id = _free(f"{known.organization.id}-event", taken)
        else:  # what was attended stays a part of the whole
            parts = known.links[id]
            contents += tuple(content_of(database, kept.id) for kept in still if kept.id in parts and kept.attended)
        named.append(replace(credit, id=id, contents=contents))
    told = _told(known, sessions, gone, still, lasting)
    return Settled(known.organization, tuple(named), known.schedule, tuple(gone), told)


def _look_up(database: Database, organization: Organization, sessions: Sequence[Content]) -> _Known:
    everything = _sessions(database)
    place, pairs = _place(database, organization, sessions, everything)
    if place is None:
        keys = {key for (key,) in database.read("SELECT key FROM organization", {})}
        return _Known(replace(organization, id=_free(organization.id, keys)), 0, (), pairs, {})
    row, stored = place
    stored = replace(stored, name=organization.name, acronym=organization.acronym, zone=organization.zone)
    ours = tuple(kept for kept in everything if kept.organization == row)
    return _Known(stored, row, ours, pairs, _links(database, row))


def _ids(sessions: Sequence[Content], pairs: Mapping[str, Kept], taken: set[str]) -> dict[str, str]:
    """The id in the store of each session; new ones are `taken` from then on."""
    ids = {id: kept.key for id, kept in pairs.items()}
    for session in sessions:
        if session.id not in pairs:
            ids[session.id] = _free(session.id, taken)
            taken.add(ids[session.id])
    return ids


def _parted(
    database: Database, known: _Known, sessions: Sequence[Content], events: Mapping[str, str]
) -> tuple[list[Kept], list[Kept]]:
    """What the schedule no longer has: the sessions that nobody has anything of, and those that stay."""
    held, having = _held(database, known.row), known.having
    gone: list[Kept] = []
    still: list[Kept] = []
    for kept in _missing(known, sessions):
        own = {kept.key, *events.values()}
        alone = known.links.get(kept.key, [kept.id]) == [kept.id] and having.get(kept.id, set()) <= own
        (gone if alone and not kept.attended and kept.key not in held else still).append(kept)
    return gone, still


def _with_kept_amounts(
    database: Database, credits: Sequence[Credit], pairs: Mapping[str, Kept]
) -> tuple[list[Credit], list[str]]:
    """The credits, with their amount of before where somebody attended their session; the titles of these."""
    kept_amounts, titles = [], []
    for credit in credits:
        kept = pairs.get(credit.id)
        if kept is not None and kept.attended and (was := _other_amount(database, kept, credit)):
            credit = replace(credit, amount=was.amount, partial=was.partial)
            titles.append(credit.title)
        kept_amounts.append(credit)
    return kept_amounts, titles


def _told(
    known: _Known, sessions: Sequence[Content], gone: Sequence[Kept], still: Sequence[Kept], lasting: Sequence[str]
) -> tuple[str, ...]:
    attended = {kept.guid for kept in known.sessions if kept.attended and kept.guid}
    reused = [session.title for session in sessions if session.id not in known.pairs and session.guid in attended]
    return (
        *_said("no longer in the schedule, and no longer offered", [kept.title for kept in gone]),
        *_said(
            "no longer in the schedule, but kept: somebody has a record of it, or another credit has it",
            [kept.title for kept in still],
        ),
        *_said(
            "of another length than when somebody attended it, so that its credit keeps its amount "
            "(--recount takes the new one)",
            lasting,
        ),
        *_said("new, though their guid was that of another session, which keeps its attendance", reused),
    )


def _named(content: Content, ids: Mapping[str, str], pairs: Mapping[str, Kept]) -> Content:
    """A session by its id in the store; a guid that is known stays, also when an export leaves it out."""
    kept = pairs.get(content.id)
    return replace(content, id=ids[content.id], guid=content.guid or (kept.guid if kept else ""))


def _other_amount(database: Database, kept: Kept, credit: Credit) -> Credit | None:
    """The stored credit of a session where only its amount is another one: it comes from the length alone."""
    of = {"organization": kept.organization, "key": kept.key}
    for (data,) in database.read("SELECT data FROM credit WHERE organization_id = :organization AND key = :key", of):
        stored = load(Credit, data)
        return stored if stored.type == credit.type and stored.amount != credit.amount else None
    return None


def take_out(tx: Transaction, gone: Iterable[Kept]) -> None:
    """Remove sessions that nobody has anything of, each with its own credit."""
    for kept in gone:
        tx.delete("credit_content", content_id=kept.id)
        tx.delete("credit", organization_id=kept.organization, key=kept.key)
        tx.delete("content", id=kept.id)


def mark(tx: Transaction, database: Database, schedule: int | None, contents: Iterable[int]) -> None:
    """Note with which schedule these came."""
    ids = {*contents}
    number = schedule or min(ids)
    rows = database.read("SELECT id FROM content WHERE schedule = :schedule", {"schedule": number})
    for id in sorted(ids - {id for (id,) in rows}):
        tx.update("content", {"schedule": number}, id=id)


def _sessions(database: Database) -> list[Kept]:
    """All sessions of the store."""
    attended = {id for (id,) in database.read("SELECT DISTINCT content_id FROM activity", {})}
    attended |= {id for (id,) in database.read("SELECT DISTINCT content_id FROM progress", {})}
    found = []
    for id, organization, key, schedule, data in database.read(
        "SELECT id, organization_id, key, schedule, data FROM content ORDER BY id", {}
    ):
        content = json.loads(data)
        if content["kind"] == ContentKind.SESSION and content["starts_at"]:
            start = round(datetime.fromisoformat(content["starts_at"]).timestamp() * 1000)
            span = start, start + content["length_ms"]
            guid, title = content.get("guid", ""), content["title"]
            found.append(Kept(id, organization, key, schedule, guid, title, fold(title), span, id in attended))
    return found


def _place(
    database: Database, organization: Organization, sessions: Sequence[Content], known: Sequence[Kept]
) -> tuple[tuple[int, Organization] | None, dict[str, Kept]]:
    """The organization of a schedule: the one that has its sessions, whatever it is called now; else the one of that
    id and name. None for one that the store does not have.
    """
    guids = {session.guid for session in sessions if _UNIQUE.fullmatch(session.guid)}
    exact = {(fold(session.title), bounds(session)) for session in sessions}
    elsewhere = {kept.organization for kept in known if kept.guid in guids or (kept.folded, kept.span) in exact}
    best: tuple[tuple[int, bool, bool], tuple[int, Organization], dict[str, Kept]] | None = None
    for id, data in database.read("SELECT id, data FROM organization", {}):
        other = load(Organization, data)
        near = _base(other.id, organization.id)
        if not near and id not in elsewhere:
            continue
        theirs = [kept for kept in known if kept.organization == id and kept.came_with(other)]
        pairs = _pairs(sessions, theirs)
        if not near and 2 * len(pairs) < min(len(sessions), len(theirs)):
            continue  # a copied block
        rank = (len(pairs), other.name == organization.name, other.id == organization.id)
        if (pairs or rank[1]) and (best is None or rank > best[0]):
            best = rank, (id, other), pairs
    return (best[1], best[2]) if best else (None, {})


def _pairs(sessions: Sequence[Content], known: Sequence[Kept]) -> dict[str, Kept]:
    """Each session with the one in the store that it is, the closest first. Other guids are other sessions, unless
    neither is known on the other side and title and start are the same: then a program gave new ones.
    """
    by_guid, by_other = _by_guid_and_name(known)
    guids = {session.guid for session in sessions}
    ranked = []
    for number, session in enumerate(sessions):
        title = fold(session.title)
        same = by_guid.get(session.guid, []) if session.guid else []
        others = [*by_other.get(session.id, ()), *by_other.get((title, bounds(session)[0]), ())]
        for kept in {*same, *others}:
            anew = not same and kept.guid not in guids
            if rank := _rank(session, title, kept, anew):
                ranked.append((rank, -number, -kept.id, session.id, kept))
    found: dict[str, Kept] = {}
    used: set[int] = set()
    for *_, id, kept in sorted(ranked, key=lambda each: each[:3], reverse=True):
        if id not in found and kept.id not in used:
            found[id] = kept
            used.add(kept.id)
    return found


def _by_guid_and_name(known: Sequence[Kept]) -> tuple[dict[str, list[Kept]], dict[object, list[Kept]]]:
    """Sessions by guid; and by id, also without the number that makes it unique, and by title and start."""
    by_guid: dict[str, list[Kept]] = {}
    by_other: dict[object, list[Kept]] = {}
    for kept in known:
        if kept.guid:
            by_guid.setdefault(kept.guid, []).append(kept)
        for name in (re.sub(r"-[0-9]{1,3}$", "", kept.key), kept.key, (kept.folded, kept.span[0])):
            by_other.setdefault(name, []).append(kept)
    return by_guid, by_other


def _rank(session: Content, title: str, kept: Kept, anew: bool) -> tuple[bool | int, ...]:
    """How close a session of that folded title is to one in the store, the closest greatest; () where it is another.

    `anew`: whether neither guid is known on the other side.
    """
    span = bounds(session)
    if kept.attended and abs(span[0] - kept.span[0]) > _NEAR:
        return ()  # what took place is not moved to another year: it is held again
    same_title, same_start = kept.folded == title, kept.span[0] == span[0]
    same_guid = bool(session.guid) and session.guid == kept.guid
    if session.guid and kept.guid and not same_guid and not (same_title and same_start and anew):
        return ()
    alike, at_once = _alike(title, kept.folded), span[0] < kept.span[1] and kept.span[0] < span[1]
    if alike or at_once or (same_guid and not kept.attended):
        return same_title and same_start, same_title, alike, same_title + same_start, at_once, kept.key == session.id
    return ()


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 3 and short in long)


def _base(key: str, id: str) -> bool:
    """Whether a key was made for that id: itself, or with a number behind it where it was taken."""
    return key == id or re.fullmatch(re.escape(id) + r"-[0-9]{1,3}", key) is not None


def _free(id: str, taken: Container[str]) -> str:
    return next(key for key in chain((id,), (f"{id}-{n}" for n in count(2))) if key not in taken)


def _links(database: Database, organization: int) -> dict[str, list[int]]:
    """The contents of each credit of an organization."""
    links: dict[str, list[int]] = {}
    for key, content in database.read(
        """SELECT c.key, x.content_id FROM credit c JOIN credit_content x ON x.credit_id = c.id
           WHERE c.organization_id = :organization ORDER BY c.id, x.position""",
        {"organization": organization},
    ):
        links.setdefault(key, []).append(content)
    return links


def _events(credits: Sequence[Credit], pairs: Mapping[str, Kept], links: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """The credits for a whole event, by their id: that of the stored one with most of its sessions."""
    rows = {kept.id for kept in pairs.values()}
    wholes = {key: len(rows.intersection(ids)) for key, ids in links.items() if re.search(r"-event(-[0-9]+)?$", key)}
    best = max(wholes, key=lambda key: wholes[key], default="")
    many = [credit.id for credit in credits if len(credit.contents) != 1 or credit.id != credit.contents[0].id]
    return {id: best for id in many if best and wholes[best]}


def _missing(known: _Known, sessions: Sequence[Content]) -> list[Kept]:
    """What came with this schedule before and is no longer in it.

    Where the store was not told yet with which schedule a session came, its id and its one credit tell it.
    """
    spans = [bounds(session) for session in sessions]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    found = {kept.id for kept in known.pairs.values()}
    having, own, schedule = known.having, known.organization.id, known.schedule
    missing = []
    for kept in known.sessions if found else ():
        of_old = kept.schedule is None and kept.key.startswith(f"{own}-")
        if of_old and having.get(kept.id, set()) & {kept.key, f"{own}-event"}:
            slack = 0
        elif kept.schedule is not None and kept.schedule == schedule:
            slack = _NEAR
        else:
            continue
        if kept.id not in found and first - slack <= kept.span[0] <= last + slack:
            missing.append(kept)
    return missing


def _held(database: Database, organization: int) -> set[str]:
    """The credits of which somebody has something: progress, a form that was begun, a claim."""
    rows = database.read(
        """SELECT c.key FROM credit c WHERE c.organization_id = :organization AND (
             EXISTS (SELECT 1 FROM holding h WHERE h.credit_id = c.id)
             OR c.id IN (SELECT credit_id FROM draft) OR c.id IN (SELECT credit_id FROM claim))""",
        {"organization": organization},
    )
    return {key for (key,) in rows}


def _said(what: str, titles: Sequence[str]) -> list[str]:
    if not titles:
        return []
    shown = ", ".join(f"“{title[:60]}”" for title in titles[:_NAMED])
    more = f" and {len(titles) - _NAMED} others" if len(titles) > _NAMED else ""
    return [f"{len(titles)} {'session' if len(titles) == 1 else 'sessions'} {what}: {shown}{more}."]
