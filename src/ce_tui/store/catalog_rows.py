"""A catalog as rows: what is new is added, what changed is updated, the rest is left alone."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ce_tui.credit.model import Content, Credit
from ce_tui.credit.moments import ms
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import measure
from ce_tui.credit.text import fold
from ce_tui.credit.work import Tell, told
from ce_tui.store.codec import dump, load
from ce_tui.store.credits import with_contents
from ce_tui.store.database import Database, Transaction
from ce_tui.store.designations import MOST, changes_of_claimed
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.results import ImportReport

_NAMED = 5
"""So many of the credits that a file leaves alone are named."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a catalog: the rows of the credits that `changed`, the contents that did as they were before, by
    row (`edited`), and the rows of all its `contents`.
    """

    report: ImportReport
    changed: list[int]
    edited: dict[int, Content]
    contents: list[int]


@dataclass(slots=True)
class _Stored:
    """A credit as the store has it, with the rows of its contents in their order."""

    key: int
    revision: int
    data: str
    contents: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Writing:
    """Credits on their way into the store: what changed is written at once, what is new all together at the end."""

    tx: Transaction
    database: Database
    organization_id: int
    next_key: int
    added: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, int]] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def add(self, credit: Credit, data: str, contents: Sequence[int]) -> None:
        """Take in a new credit; `data` is what `dump` made of it, and `contents` are rows, in their order."""
        row = {"id": self.next_key, "organization_id": self.organization_id, "key": credit.id, "revision": 1}
        self.added.append(row | _values(credit, data))
        self._link(self.next_key, contents)
        self.next_key += 1

    def change(self, stored: _Stored, credit: Credit, data: str, contents: Sequence[int]) -> None:
        """Make a stored credit this one; what is against that is said in the end."""
        if len(self.against) < MOST:
            self.against += changes_of_claimed(self.database, stored.key, stored.data, credit)
        self.tx.update("credit", {**_values(credit, data), "revision": stored.revision + 1}, id=stored.key)
        self.changed.append(stored.key)
        if stored.contents != contents:
            self.tx.delete("credit_content", credit_id=stored.key)
            self._link(stored.key, contents)

    def _link(self, key: int, contents: Sequence[int]) -> None:
        self.links += [{"credit_id": key, "position": n, "content_id": id} for n, id in enumerate(contents)]

    def finish(self) -> None:
        """Write what is new; Refused, with all that is against it, where a claimed unit would change."""
        if self.against:
            raise Refused([*self.against, "Nothing was imported."])
        self.tx.insert("credit", *self.added)
        self.tx.insert("credit_content", *self.links)


def write_catalog(
    tx: Transaction, database: Database, organization: Organization, credits: Sequence[Credit], tell: Tell
) -> Written:
    """Write an organization and its credits; Refused, and nothing may be kept, where that changes a claimed unit."""
    organization_id = _organization(tx, database, organization)
    contents, edited = _contents(tx, database, organization_id, credits, tell)
    known = _stored(database, organization_id)
    ((next_key,),) = database.read("SELECT coalesce(max(id), 0) + 1 FROM credit", {})
    writing, unchanged = _Writing(tx, database, organization_id, next_key), 0
    for credit in told(credits, "Writing credits", tell):
        ids, data = [contents[content.id] for content in credit.contents], dump(replace(credit, contents=()))
        stored = known.get(credit.id)
        if stored is None:
            writing.add(credit, data, ids)
        elif stored.contents == ids and edited.keys().isdisjoint(ids) and _is(credit, stored.data, data):
            unchanged += 1
        else:
            writing.change(stored, credit, data, ids)
    writing.finish()
    others = [known[id] for id in known.keys() - {credit.id for credit in credits}]
    added, changed = len(writing.added), writing.changed
    titles = _titles(database, others)
    report = ImportReport(added, len(changed), unchanged, len(others), (), organization.id, others=titles)
    return Written(report, [*changed, *_touch(tx, database, others, edited)], edited, [*contents.values()])


def _touch(tx: Transaction, database: Database, others: Sequence[_Stored], edited: dict[int, Content]) -> list[int]:
    """Give a new revision to the credits that are not in the file and have a content that changed; their rows."""
    touched = []
    for stored in others:
        if not edited.keys().isdisjoint(stored.contents):
            credit = with_contents(database, load(Credit, stored.data), stored.key)
            tx.update("credit", {**_values(credit, stored.data), "revision": stored.revision + 1}, id=stored.key)
            touched.append(stored.key)
    return touched


def _titles(database: Database, others: Sequence[_Stored]) -> tuple[str, ...]:
    """The titles of the first of these credits."""
    first = json.dumps(sorted(stored.key for stored in others)[:_NAMED])
    rows = database.read(
        "SELECT c.title FROM json_each(:first) f JOIN credit c ON c.id = f.value ORDER BY c.id", {"first": first}
    )
    return tuple(title for (title,) in rows)


def _stored(database: Database, organization_id: int) -> dict[str, _Stored]:
    """The credits of an organization by their id."""
    of = {"organization": organization_id}
    rows = database.read("SELECT key, id, revision, data FROM credit WHERE organization_id = :organization", of)
    known = {id: _Stored(key, revision, data) for id, key, revision, data in rows}
    by_key = {stored.key: stored for stored in known.values()}
    for credit, content in database.read(
        """SELECT x.credit_id, x.content_id FROM credit_content x JOIN credit c ON c.id = x.credit_id
           WHERE c.organization_id = :organization ORDER BY x.credit_id, x.position""",
        of,
    ):
        by_key[credit].contents.append(content)
    return known


def _organization(tx: Transaction, database: Database, organization: Organization) -> int:
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
    if stored == data:
        return True
    with suppress(StoreError):  # a damaged one is mended by the import
        return load(Credit, stored) == replace(credit, contents=())
    return False


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
