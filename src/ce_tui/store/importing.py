"""Bringing a catalog into the store: what is new is added, what changed is updated, the rest is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ce_tui.credit.model import Credit, Organization
from ce_tui.credit.progress import measure
from ce_tui.credit.text import fold
from ce_tui.store.reading import ms
from ce_tui.store.sqlite import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many credits an import added, changed and found the same; `elsewhere` are the organization's others."""

    added: int
    updated: int
    unchanged: int
    elsewhere: int


def load_catalog(
    connection: "Connection", database: Database, organization: Organization, credits: Sequence[Credit]
) -> tuple[ImportReport, list[int]]:
    """Write a catalog inside the caller's transaction; also the keys of the credits that changed."""
    from ce_tui.store import statements as sql
    from ce_tui.store.codec import dump

    organization_id = _organization(connection, database, organization)
    of = {"organization": organization_id}
    contents = _contents(connection, database, organization_id, credits)
    rows = database.read("SELECT key, id, data FROM credit WHERE organization_id = :organization", of)
    known = {key: (id, data) for key, id, data in rows}
    listed = _listed(database, organization_id)
    new, links, changed, unchanged = [], [], [], 0
    next_id = int(database.read("SELECT coalesce(max(id), 0) + 1 FROM credit", {})[0][0])
    for credit in credits:
        ids = [contents[content.id][0] for content in credit.contents]
        values = _values(credit, dump(replace(credit, contents=())))
        key, stored = known.get(credit.id, (0, ""))
        if not key:
            key, next_id = next_id, next_id + 1
            new.append({"id": key, "organization_id": organization_id, "key": credit.id, "revision": 1, **values})
        elif (
            stored == values["data"] and listed.get(key) == ids and not any(contents[c.id][1] for c in credit.contents)
        ):
            unchanged += 1
            continue
        else:
            connection.execute(sql.UPDATE_CREDIT, {"credit": key, **{f"new_{n}": v for n, v in values.items()}})
            changed.append(key)
            if listed.get(key) == ids:
                continue
            connection.execute(sql.DELETE_CONTENTS, {"credit": key})
        links += [{"credit_id": key, "position": n, "content_id": id} for n, id in enumerate(ids)]
    if new:
        connection.execute(sql.INSERT_CREDIT, new)
    if links:
        connection.execute(sql.INSERT_CONTENTS, links)
    elsewhere = len(known.keys() - {credit.id for credit in credits})
    return ImportReport(len(new), len(changed), unchanged, elsewhere), changed


def _organization(connection: "Connection", database: Database, organization: Organization) -> int:
    from ce_tui.store import statements as sql
    from ce_tui.store.codec import dump

    data = dump(organization)
    query = "SELECT id, data FROM organization WHERE key = :key"
    found = database.read(query, {"key": organization.id})
    if not found:
        connection.execute(sql.INSERT_ORGANIZATION, {"key": organization.id, "zone": organization.zone, "data": data})
        found = database.read(query, {"key": organization.id})
    elif found[0][1] != data:
        values = {"organization": found[0][0], "new_zone": organization.zone, "new_data": data}
        connection.execute(sql.UPDATE_ORGANIZATION, values)
    return int(found[0][0])


def _contents(
    connection: "Connection", database: Database, organization_id: int, credits: Sequence[Credit]
) -> dict[str, tuple[int, bool]]:
    """Write the contents; by id, their row and whether an already known one changed."""
    from ce_tui.store import statements as sql
    from ce_tui.store.codec import dump

    query = "SELECT key, id, data FROM content WHERE organization_id = :organization"
    of = {"organization": organization_id}
    known = {key: (id, data) for key, id, data in database.read(query, of)}
    wanted = {content.id: content for credit in credits for content in credit.contents}
    new, changed = [], set()
    for content in wanted.values():
        data = dump(content)
        if content.id not in known:
            new.append({"organization_id": organization_id, "key": content.id, "data": data})
        elif known[content.id][1] != data:
            connection.execute(sql.UPDATE_CONTENT, {"content": known[content.id][0], "new_data": data})
            changed.add(content.id)
    if new:
        connection.execute(sql.INSERT_CONTENT, new)
        known = {key: (id, data) for key, id, data in database.read(query, of)}
    return {id: (known[id][0], id in changed) for id in wanted}


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
