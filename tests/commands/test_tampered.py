"""A store that somebody else wrote in: nothing of it is believed, and each command ends with a sentence."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from tests.commands.conftest import CATALOG, NOW, Ce

from ce_tui.catalog import read_text
from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store

EVIL = "x\nFAKE: line\x1b]52;c;x\x07\r\u2028FAKE: line"


@contextmanager
def unguarded(ce: Ce) -> Iterator[sqlite3.Connection]:
    """Write in the store past its guards."""
    with closing(sqlite3.connect(ce.store)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints=1")
        connection.execute("PRAGMA synchronous=OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def tamper(ce: Ce, *statements: str, **values: object) -> None:
    with unguarded(ce) as connection:
        for statement in statements:
            connection.execute(statement, values)


def edit(ce: Ce, table: str, column: str, path: tuple[str | int, ...], value: object) -> None:
    """Change one place of every JSON of a column."""
    with unguarded(ce) as connection:
        for row, text in connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} <> ''").fetchall():
            found = place = json.loads(text)
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = value
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [json.dumps(found), row])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which something was watched and claimed in part."""
    path = tmp_path_factory.mktemp("made") / "ce.db"
    catalog = read_text(CATALOG, "catalog.yaml")
    with Store(path, NOW) as store:
        store.catalogs.load(catalog.organization, catalog.credits)
        key, whole = store.credits.find("parts"), (0, 60 * MINUTE)
        store.learning.record("ada", key, "airway", Stretch("watched", "s", span=whole), NOW)
        store.claims.draft("ada", store.credits.find("asked"), NOW)
        store.claims.make("ada", key, ClaimRequest("request", Amount(500), "Ada Łuczak", {}), NOW)
    return path


@pytest.fixture
def used(ce: Ce, made: Path) -> Ce:
    copyfile(made, ce.store)
    return ce


_COMMANDS = (
    "list",
    "list --certificates",
    "show parts",
    "explain parts",
    "store check",
    "claim forfeit --yes --name Ada",
)


def every_command(ce: Ce) -> dict[str, str]:
    """What each prints, none with a crash."""
    said = {}
    for command in _COMMANDS:
        made = ce(*command.split())
        assert made.code in (0, 2), (command, made.err)
        said[command] = made.out + made.err
    return said


@pytest.mark.parametrize(
    ("table", "column", "path"),
    [
        ("credit", "data", ("title",)),
        ("credit", "data", ("type", "label")),
        ("credit", "data", ("type", "units")),
        ("content", "data", ("title",)),
        ("organization", "data", ("name",)),
        ("organization", "data", ("acronym",)),
        ("claim", "snapshot", ("credit", "title")),
        ("claim", "snapshot", ("name",)),
        ("activity", "detail", ("verb",)),
    ],
)
def test_a_line_end_makes_no_line_of_its_own(used: Ce, table: str, column: str, path: tuple[str | int, ...]) -> None:
    edit(used, table, column, path, EVIL)
    tamper(
        used,
        "UPDATE credit SET title = :evil",
        "UPDATE claim SET title = :evil",
        "UPDATE learner SET name = :evil",
        evil=EVIL,
    )
    for command, said in every_command(used).items():
        assert not [line for line in said.splitlines() if line.startswith("FAKE")], command
        assert all(char == "\n" or char.isprintable() for char in said), command


@pytest.mark.parametrize("pattern", ["[", "(?P<", "(a+)+$", "(" * 500])
def test_a_pattern_that_is_none_stops_no_claim(used: Ce, pattern: str) -> None:
    why: dict[str, Any] = {"id": "why", "kind": "text", "text": "Why?", "pattern": pattern}
    edit(used, "credit", "data", ("questions",), [why])
    said = used(
        "claim", "whole", "--name", "Ada Łuczak", "--answer", f"why={'a' * 60}!", "--answer", "attestation=agreed"
    )
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity SET end_ms = 'nonsense'",
        "UPDATE activity SET at = 1e300, detail = '[1]'",
        "UPDATE progress SET times = '[[1]]'",
        "UPDATE progress SET complete_at = 9223372036854775807",
        "UPDATE holding SET claimed = 'x'",
        "UPDATE holding SET needed = 'x', due_at = 'x'",
        "UPDATE credit SET type_id = 'none', type_step = 0",
        "UPDATE credit SET closes_at = 9223372036854775807",
        "UPDATE organization SET zone = '../../etc/passwd'",
        "UPDATE claim SET certificate = 'x', year = 'x'",
        "UPDATE claim SET amount = 'abc'",
        "UPDATE claim SET amount = 0.5",
        "UPDATE claim SET amount = x'00'",
        "UPDATE credit SET amount = 'abc'",
        "UPDATE holding SET claimable = 0.5, claimed = 0.5",
        "UPDATE claim SET claimed_at = 'x', amount = 1e300",
        "UPDATE claim SET snapshot = '[]'",
        "UPDATE draft SET answers = '[]'",
        "UPDATE organization SET data = '{\"id\": 1}'",
    ],
)
def test_a_column_that_makes_no_sense_is_a_sentence(used: Ce, statement: str) -> None:
    tamper(used, statement)
    every_command(used)


@pytest.mark.parametrize(
    ("table", "path", "value"),
    [
        ("credit", ("type", "step"), {"thousandths": 0}),
        ("credit", ("type", "minutes_per_unit"), 0),
        ("credit", ("type", "rounding"), "up"),
        ("credit", ("amount",), {"thousandths": 10**40}),
        ("credit", ("rule", "needed"), -5),
        ("credit", ("closes_at",), "9999-12-31T23:59:59Z"),
        ("credit", ("opens_at",), "0001-01-01T00:00:00+14:00"),
        ("credit", ("certificate", "url"), "javascript:x"),
        ("content", ("length_ms",), 10**30),
        ("content", ("starts_at",), "9999-12-31T23:59:59Z"),
        ("content", ("checks",), [-1]),
        ("organization", ("zone",), "x" * 5000),
    ],
)
def test_a_noun_that_makes_no_sense_is_a_sentence(
    used: Ce, table: str, path: tuple[str | int, ...], value: object
) -> None:
    edit(used, table, "data", path, value)
    every_command(used)
