"""Bringing a catalog into the store: what is new is added, what changed is updated, the rest is left alone."""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from ce_tui.credit.model import Content, Credit
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, is_complete, lies, measure, met_at
from ce_tui.credit.text import fold
from ce_tui.credit.words import utc
from ce_tui.credit.work import Tell, told
from ce_tui.store.credits import with_contents
from ce_tui.store.database import Database, Transaction
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.keeping import MOST, changes_of_claimed
from ce_tui.store.results import ImportReport
from ce_tui.store.schedules import mark, settle, take_out

_NAMED = 5
"""So many of the credits that a file leaves alone are named."""


def load_catalog(
    tx: Transaction,
    database: Database,
    organization: Organization,
    credits: Sequence[Credit],
    schedule: Sequence[Content],
    recount: bool,
    tell: Tell,
) -> tuple[ImportReport, list[int], dict[int, Content], list[int]]:
    """Write a catalog inside the caller's transaction; also the keys of the credits that changed, the contents that
    did as they were, by key, and the keys of all its contents.
    """
    from ce_tui.store.codec import dump, load

    settled = settle(database, organization, credits, schedule, recount) if schedule else None
    if settled is not None:
        organization, credits = settled.organization, settled.credits
        take_out(tx, settled.gone)
    organization_id = _organization(tx, database, organization)
    of = {"organization": organization_id}
    contents, edited = _contents(tx, database, organization_id, credits, tell)
    rows = database.read("SELECT key, id, revision, data FROM credit WHERE organization_id = :organization", of)
    known = {key: (id, revision, data) for key, id, revision, data in rows}
    listed = _listed(database, organization_id)
    added, links, changed, unchanged = [], [], [], 0
    against: list[str] = []
    next_id = int(database.read("SELECT coalesce(max(id), 0) + 1 FROM credit", {})[0][0])
    for credit in told(credits, "Writing credits", tell):
        ids = [contents[content.id] for content in credit.contents]
        values = _values(credit, dump(replace(credit, contents=())))
        key, revision, stored = known.get(credit.id, (0, 0, ""))
        if not key:
            key, next_id = next_id, next_id + 1
            added.append({"id": key, "organization_id": organization_id, "key": credit.id, "revision": 1, **values})
        elif listed.get(key, []) == ids and edited.keys().isdisjoint(ids) and _is(credit, stored, values["data"]):
            unchanged += 1
            continue
        else:
            if len(against) < MOST:
                against += changes_of_claimed(database, key, stored, credit)
            tx.update("credit", {**values, "revision": revision + 1}, id=key)
            changed.append(key)
            if listed.get(key, []) == ids:
                continue
            tx.delete("credit_content", credit_id=key)
        links += [{"credit_id": key, "position": n, "content_id": id} for n, id in enumerate(ids)]
    if against:
        raise Refused([*against, "Nothing was imported."])
    tx.insert("credit", *added)
    tx.insert("credit_content", *links)
    others = [known[id] for id in known.keys() - {credit.id for credit in credits}]
    if settled is not None:
        mark(tx, database, settled.schedule, contents.values())
    said = settled.told if settled else ()
    first = json.dumps(sorted(id for id, *_ in others)[:_NAMED])
    titles = tuple(
        title
        for (title,) in database.read(
            "SELECT c.title FROM json_each(:first) f JOIN credit c ON c.id = f.value ORDER BY c.id", {"first": first}
        )
    )
    report = ImportReport(len(added), len(changed), unchanged, len(others), said, organization.id, others=titles)
    for key, revision, data in others:
        if not edited.keys().isdisjoint(listed.get(key, ())):
            other = with_contents(database, load(Credit, data), key)
            tx.update("credit", {**_values(other, data), "revision": revision + 1}, id=key)
            changed.append(key)
    return report, changed, edited, [*contents.values()]


def _organization(tx: Transaction, database: Database, organization: Organization) -> int:
    from ce_tui.store.codec import dump

    data = dump(organization)
    query = "SELECT id, data FROM organization WHERE key = :key"
    found = database.read(query, {"key": organization.id})
    if not found:
        tx.insert("organization", {"key": organization.id, "zone": organization.zone, "data": data})
        found = database.read(query, {"key": organization.id})
    elif found[0][1] != data:
        tx.update("organization", {"zone": organization.zone, "data": data}, id=found[0][0])
    return int(found[0][0])


def _contents(
    tx: Transaction, database: Database, organization_id: int, credits: Sequence[Credit], tell: Tell
) -> tuple[dict[str, int], dict[int, Content]]:
    """Write the contents; their keys by id, and by key those that were known already and have changed, as they were."""
    from ce_tui.store.codec import dump, load

    query = "SELECT key, id, data FROM content WHERE organization_id = :organization"
    of = {"organization": organization_id}
    known = {key: (id, data) for key, id, data in database.read(query, of)}
    wanted = {content.id: content for credit in credits for content in credit.contents}
    added, changed = [], {}
    for content in told(wanted.values(), "Writing contents", tell):
        data = dump(content)
        if content.id not in known:
            added.append({"organization_id": organization_id, "key": content.id, "data": data})
        elif known[content.id][1] != data:
            id, stored = known[content.id]
            tx.update("content", {"data": data}, id=id)
            # What was stored before this program knew of guids and the like is no other content by that.
            if replace(before := load(Content, stored), guid=content.guid) != content:
                changed[id] = before
    if added:
        tx.insert("content", *added)
        known = {key: (id, data) for key, id, data in database.read(query, of)}
    return {id: known[id][0] for id in wanted}, changed


def _is(credit: Credit, stored: str, data: str) -> bool:
    """Whether a credit is stored as it is now, perhaps by an older program that had fewer words for it."""
    from ce_tui.store.codec import load

    if stored == data:
        return True
    with suppress(StoreError):  # a damaged one is mended by the import
        return load(Credit, stored) == replace(credit, contents=())
    return False


def complete_anew(tx: Transaction, database: Database, contents: Collection[int], tell: Tell) -> None:
    """Complete what edited contents ask no more of than was done already, as of when it was last recorded."""
    from ce_tui.store.codec import dump_spans, load, load_spans

    @cache
    def edited(id: int) -> Content:
        return load(Content, database.read("SELECT data FROM content WHERE id = :id", {"id": id})[0][0])

    if not contents:
        return
    # One look at all of it, for nothing leads from a content to its progress.
    rows = database.read(
        "SELECT content_id, learner_id, spans, done, times FROM progress WHERE complete_at IS NULL", {}
    )
    open = [row for row in rows if row[0] in contents]
    for id, learner, spans, done, times in told(open, "Updating progress", tell):
        content = edited(id)
        record = Record(content.id, load_spans(spans), bool(done), times=load_spans(times))
        if not is_complete(content, record):
            continue
        ids = {"learner": learner, "content": id}
        ((at,),) = database.read(
            """SELECT max(at) FROM activity WHERE learner_id = :learner AND content_id = :content
               AND kind NOT IN ('guess', 'check-in', 'check', 'missed',
               'taken back')""",
            ids,
        )
        if at is not None:
            times = dump_spans([lies(content, record)])
            met = ms(met_at(content, record, utc(at)))
            tx.update("progress", {"complete_at": met, "times": times}, learner_id=learner, content_id=id)


def _listed(database: Database, organization_id: int) -> dict[int, list[int]]:
    rows = database.read(
        """SELECT x.credit_id, x.content_id FROM credit_content x JOIN credit c ON c.id = x.credit_id
           WHERE c.organization_id = :organization ORDER BY x.credit_id, x.position""",
        {"organization": organization_id},
    )
    listed: dict[int, list[int]] = {}
    for credit, content in rows:
        listed.setdefault(credit, []).append(content)
    return listed


def _values(credit: Credit, data: str) -> dict[str, Any]:
    needed = measure(credit, {})
    words = " ".join((credit.title, credit.type.label, credit.id, *credit.speakers))
    return {
        "title": credit.title,
        "type_id": credit.type.id,
        "type_step": credit.type.step.thousandths,
        "amount": credit.amount.thousandths,
        "needed": needed.needed,
        "in_time": int(needed.in_time),
        "release_at": _at(credit.release_at),
        "opens_at": _at(credit.opens_at),
        "closes_at": _at(credit.closes_at),
        "search": fold(words),
        "data": data,
    }


def _at(moment: datetime | None) -> int | None:
    return None if moment is None else ms(moment)
