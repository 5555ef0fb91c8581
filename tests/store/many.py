"""A store with very many claims, each in its place in the chain: one that was made by the program, many times over."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, finish

from ce_tui.credit.chain import seal
from ce_tui.credit.number import certificate_number
from ce_tui.store import Store
from ce_tui.store.engines.guards import GUARDS

Rows = list[dict[str, object]]


def fill(path: Path, claims: int) -> None:
    """Make the store at `path`: so many learners with one claim each."""
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        claim(store, "whole", 1000)
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in GUARDS:
            connection.execute(f"DROP TRIGGER {name}")
        ((head,),) = connection.execute("SELECT head FROM chain")
        (first,) = _rows(connection, "claim")
        per_learner = [(table, _rows(connection, table)) for table in ("progress", "holding", "activity")]
        for learner in range(2, claims + 1):
            connection.execute(
                "INSERT INTO learner (id, key, name, email, license) VALUES (?, ?, '', '', '')",
                (learner, f"learner {learner}"),
            )
            for table, rows in per_learner:
                for row in rows:
                    _insert(connection, table, row | {"learner_id": learner} | ({"id": None} if "id" in row else {}))
            number, request = _number(), f"request {learner}"
            snapshot = str(first["snapshot"]).replace(str(first["number"]), number).replace('"r1"', f'"{request}"')
            head = seal(head, number, f"{snapshot}\nlearner {learner}")
            own = {"id": learner, "learner_id": learner, "number": number, "request_id": request, "place": learner}
            _insert(connection, "claim", first | own | {"snapshot": snapshot, "seal": head})
        connection.execute("UPDATE chain SET length = ?, head = ?", (claims, head))
    with Store(path, NOW):  # puts the guards back
        pass


def _number() -> str:
    made = None
    while made is None:
        made = certificate_number(secrets.randbits(60))
    return made


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    found = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()])
