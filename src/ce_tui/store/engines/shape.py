"""What a store holds: our tables, indexes and guards, and nothing else. What came with a file is never run."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent
from ce_tui.store.engines.connections import APPLICATION_ID
from ce_tui.store.engines.file_copy import write_copy
from ce_tui.store.engines.guards import GUARDS, TRIGGERS
from ce_tui.store.engines.interruptible import listening

Form = dict[str, tuple[str, object]]
"""Everything in a store by name: its type, and what it is made of."""
_VERSION = "alembic_version"
_ALL = "SELECT type, name, sql FROM {}sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"
_CHECKS = re.compile(r"CONSTRAINT \w+ (?:CHECK|UNIQUE) \(.*\)")


def differences(connection: sqlite3.Connection, ours: Form) -> Iterator[str]:
    """What a store has that a new one of ours (its `form`) has not, or lacks, as sentences."""
    here = form(connection)
    for name in sorted(here.keys() | ours.keys()):
        if name not in ours:
            yield f"The {here[name][0]} “{clean(name, 60)}” was not made by ce-tui."
        elif name not in here:
            yield f"The {ours[name][0]} {name} is missing."
        elif here[name] != ours[name]:
            yield f"The {ours[name][0]} {name} is not as it was made."


def pour(source: sqlite3.Connection, pristine: sqlite3.Connection, target: Path, tell: Tell = silent) -> None:
    """Fill the new file `target` with the rows of a store, in the tables of a new one: nothing else comes along."""
    pristine.execute(f"PRAGMA application_id={APPLICATION_ID}")
    write_copy(pristine, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        for name in GUARDS:  # they would judge each row by itself
            made.execute(f"DROP TRIGGER {name}")
        made.execute(f"PRAGMA user_version={source.execute('PRAGMA user_version').fetchone()[0]}")
    source.execute("PRAGMA foreign_keys=OFF")
    source.execute("ATTACH :new AS new", {"new": str(target)})
    with listening(source, "Copying the store", tell):
        source.execute("BEGIN")
        for name in _tables(source, "new"):
            columns = ", ".join(column for _, column, *_ in source.execute(f"PRAGMA new.table_info('{name}')"))
            source.execute(f"INSERT INTO new.{name} ({columns}) SELECT {columns} FROM main.{name}")
        source.execute("COMMIT")
    source.execute("DETACH new")
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        for trigger in TRIGGERS:
            made.execute(trigger)


def _tables(connection: sqlite3.Connection, where: str) -> list[str]:
    """The tables of a store of ours but that of its version, which is there already."""
    return [
        name for type, name, _ in connection.execute(_ALL.format(f"{where}.")) if type == "table" and name != _VERSION
    ]


def form(connection: sqlite3.Connection) -> Form:
    """Everything in a store by name: columns, keys, indexes, checks and guards, however their SQL is laid out."""
    found: Form = {}

    def ask(pragma: str, name: str) -> list[tuple[object, ...]]:
        return connection.execute(f"SELECT * FROM pragma_{pragma}(?)", [name]).fetchall()

    for type, name, sql in connection.execute(_ALL.format("")).fetchall():
        if type != "table":
            found[name] = type, " ".join(str(sql).split())
        elif name == _VERSION:
            found[name] = type, ""
        else:
            keys = sorted(str(key[2:]) for key in ask("foreign_key_list", name))
            indexes = sorted(
                (str(unique), str(origin), str(ask("index_info", str(index))))
                for _, index, unique, origin, _ in ask("index_list", name)
            )
            found[name] = type, (ask("table_xinfo", name), keys, indexes, sorted(_CHECKS.findall(str(sql))))
    return found
