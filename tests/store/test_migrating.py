"""From the first schema to this one: a store that was in use is brought along, whatever happens on the way."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.store.conftest import MIXED, NOW, ORGANIZATION, TALK, VIDEO, WHOLE, claim, dump
from tests.store.test_processes import together
from tests.store.test_schema import backups, dump_file, schema

from ce_tui.certificate.wording import wording
from ce_tui.store import Store
from ce_tui.store.database import Database
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.integrity import problems
from ce_tui.store.schema import HEAD

SECOND = timedelta(seconds=1)


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def without_version(path: Path) -> dict[str, list[tuple[object, ...]]]:
    store = Store.__new__(Store)
    store._database = Database(Sqlite(path))
    with store:
        return {name: rows for name, rows in dump(store).items() if rows and name != "alembic_version"}


def as_before(
    now: dict[str, list[tuple[object, ...]]], before: dict[str, list[tuple[object, ...]]]
) -> dict[str, list[tuple[object, ...]]]:
    """The tables and columns that there were before; a step of the schema adds some at the end."""
    return {name: [row[: len(rows[0])] for row in now[name]] if rows else now[name] for name, rows in before.items()}


def test_a_store_in_use_is_brought_along_with_everything_in_it(first: Path, tmp_path: Path) -> None:
    assert version(first) == "0001"
    before, rows = dump_file(first), without_version(first)
    assert len(rows["activity"]) >= 4
    with Store(first, NOW) as store:
        assert claim(store, "forfeit", 1000, "r2").part == 1
        assert store.check_ins.of("ada", NOW) == ()
        assert [
            one.revocation is not None for one in store.credits.view("ada", store.credits.find("whole"), NOW).claims
        ] == [True]
    assert version(first) == HEAD
    with Store(tmp_path / "new.db", NOW):
        assert schema(first) == schema(tmp_path / "new.db")
    (backup,) = backups(first)
    assert backup.name == "first-schema-0001-20260601-120000.db"
    assert dump_file(backup) == before
    with Store(first, NOW):  # opened again it stays as it is
        assert len(backups(first)) == 1


def test_the_paper_of_a_claim_of_before_says_what_it_said(first: Path) -> None:
    """Its snapshot knows nothing of what certificates bear since: no address, fields of study, wording by board."""
    with Store(first, NOW) as store:
        said = wording(store.certificates.claim("GRS9-RJBK-NC9X-V"))._asdict()
    assert {field: text for field, text in said.items() if text} == {
        "heading": "Certificate of Completion",
        "name": "Ada Łuczak",
        "license": "License: NY 1",
        "deed": "has completed",
        "title": "Whole",
        "awards": "and is awarded",
        "amount": "1.00 hour",
        "format_label": "Format",
        "format": "activity",
        "completed": "June 1, 2026",
        "claimed": "June 1, 2026",
        "zone": "Europe/Berlin",
        "organization": "Northwind Academy",
        "number": "GRS9-RJBK-NC9X-V",
        "revoked": "REVOKED on June 1, 2026: By mistake.",
        "across": "REVOKED",
    }


def test_the_backup_is_brought_along_as_well(first: Path) -> None:
    rows = without_version(first)
    with Store(first, NOW):
        pass
    (backup,) = backups(first)
    with Store(backup, NOW + SECOND) as store:
        assert store.lists.count("claims", "ada", NOW) == 1
    assert as_before(without_version(backup), rows) == as_before(without_version(first), rows) == rows


def test_old_claims_are_counted_in_the_year_of_completion_and_say_what_they_said(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'claim_fixed'").fetchone()
        connection.execute("DROP TRIGGER claim_fixed")
        connection.execute(
            """UPDATE claim SET snapshot =
               replace(snapshot, '"completed_at":"2026-06-01T12:00:00Z"', '"completed_at":"2025-12-30T10:00:00Z"')"""
        )
        connection.execute(guard)
        connection.commit()
        before = connection.execute("SELECT snapshot FROM claim").fetchall()
    with Store(first, NOW) as store:
        (row,) = store.lists.claims("ada")
        assert (row.completed_at, row.complete) == (datetime(2025, 12, 30, 10, tzinfo=UTC), None)
        assert store._database.read("SELECT year FROM claim", {}) == [(2025,)]
        assert store._database.read("SELECT snapshot FROM claim", {}) == before
        claim_of_old = store.certificates.claim(row.number)
        assert (claim_of_old.complete, claim_of_old.is_completion) == (None, True)
        with pytest.raises(sqlite3.IntegrityError, match="final"):
            store.engine.connection.execute("UPDATE claim SET year = 2026")


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from alembic import op
from ce_tui.store import Store
make = op.create_index
def stop(*args, **more):
    make(*args, **more)
    {then}
    print("half way", flush=True)
    sys.stdin.read()
op.create_index = stop
Store(Path(sys.argv[1]), datetime.fromisoformat("{now}"))
"""


@pytest.mark.parametrize(
    "then", ["pass", "op.execute('PRAGMA cache_spill=1'); op.execute('UPDATE content SET data=1')"]
)
def test_a_program_killed_half_way_leaves_the_store_as_it_was(first: Path, then: str) -> None:
    before = dump_file(first)
    code = KILLED.format(then=then, now=NOW.isoformat())
    with subprocess.Popen(
        [sys.executable, "-c", code, str(first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        with pytest.raises(sqlite3.OperationalError, match="locked"), closing(sqlite3.connect(first, 0)) as other:
            other.execute("BEGIN IMMEDIATE")
        process.kill()
    assert dump_file(first) == before
    assert version(first) == "0001"
    with Store(first, NOW) as store:
        assert store._database.read("PRAGMA integrity_check", {}) == [("ok",)]
        assert store.lists.count("claims", "ada", NOW) == 1
    assert version(first) == HEAD
    assert [dump_file(backup) == before for backup in backups(first)] == [True]  # one of both attempts


@pytest.mark.slow
def test_programs_that_open_it_at_once_migrate_it_once(first: Path) -> None:
    rows = without_version(first)
    script = """
        with Store(path, now) as store:
            print(store.lists.count("claims", "ada", now), store.check_ins.of("ada", now))
    """
    with together(first, script, 5) as said:
        assert said == ["1 ()"] * 5
    assert version(first) == HEAD
    assert as_before(without_version(first), rows) == rows
    assert len(backups(first)) == 1


def test_what_was_done_before_keeps_what_it_counted_when_the_store_was_brought_along(first: Path) -> None:
    with Store(first, NOW) as store:
        kept = store._database.read("SELECT content_id, times FROM progress ORDER BY content_id", {})
        assert kept == [(1, "[[0,3600000]]"), (4, "[[1780308000000,1780311600000]]")]
        assert problems(store) == []
        before = {row.id: (row.current, row.needed, row.claimable) for row in store.lists.page("all", "ada", NOW)}
        longer = (replace(VIDEO, length_ms=2 * VIDEO.length_ms), replace(TALK, starts_at=NOW + timedelta(days=9)))
        store.catalogs.load(ORGANIZATION, [replace(WHOLE, contents=longer[:1]), replace(MIXED, contents=longer[1:])])
        after = {row.id: (row.current, row.needed, row.claimable) for row in store.lists.page("all", "ada", NOW)}
        assert before == after


def test_what_was_worked_out_by_rules_of_then_is_worked_out_by_those_of_now(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("UPDATE holding SET current = 1, claimable = 123 WHERE final = 0")
        connection.commit()
    with Store(first, NOW) as store:
        rows = [*store.lists.page("progress", "ada", NOW), *store.lists.page("ready", "ada", NOW)]
        assert {row.id: row.claimable.thousandths for row in rows if row.claimable} == {"parts": 1000, "forfeit": 1000}
        assert store._database.read("SELECT count(*) FROM holding WHERE claimable = 123", {}) == [(0,)]
        assert problems(store) == []


def test_what_has_no_length_weighs_nothing_in_an_old_store_either(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection:
        connection.execute(
            """UPDATE credit SET needed = 3, in_time = 0, data =
               replace(data, '"rule":{"need":"items","needed":2}', '"rule":{"need":"all","needed":0}')
               WHERE key = 'mixed'"""
        )
        connection.commit()
    with Store(first, NOW) as store:
        credit = store.credits.view("ada", store.credits.find("mixed"), NOW).credit
        assert credit.rule.need == "all"
        assert {content.length_ms // 60_000 for content in credit.contents} == {5, 60, 0}
        ask = "SELECT needed, in_time FROM credit WHERE key = 'mixed'"
        assert store._database.read(ask, {}) == [(65 * 60_000, 1)]
        (row,) = [row for row in store.lists.page("progress", "ada", NOW) if row.id == "mixed"]
        assert (row.current, row.needed, row.in_time) == (60 * 60_000, 65 * 60_000, True)
        assert problems(store) == []
