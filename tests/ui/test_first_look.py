"""What the main screen reads at once takes no longer in a large store."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import credit_type
from ce_tui.store import Store
from ce_tui.store.database import Database
from ce_tui.ui.lists.sources import first_look

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

FILM = Content("film", ContentKind.VIDEO, "The film", 60 * 60_000)
SMALL = {f"SCAN {table}" for table in ("CONSTANT ROW", "organization", "sqlite_master", "alembic_version")}
"""What has one row, or as many as there are organizations."""


@pytest.mark.parametrize("analyzed", [False, True])
def test_the_first_look_begins_every_query_with_a_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, analyzed: bool
) -> None:
    file = tmp_path / "ce.db"
    credits = [Credit(f"c{n}", f"Credit {n}", credit_type("hours"), Amount(1000), (FILM,)) for n in range(300)]
    asked: list[tuple[str, Mapping[str, object]]] = []
    read = Database.read

    def noted(self: Database, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        asked.append((sql, values))
        return read(self, sql, values)

    with Store(file, NOW) as store:
        store.catalogs.load(Organization("nam", "Northwind Academy"), credits)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        if analyzed:  # as anybody's `sqlite3` can; the planner then knows that nothing was done yet
            connection.execute("ANALYZE")
        monkeypatch.setattr(Database, "read", noted)
        with Store(file, NOW) as store:
            first_look(store, "ada", NOW)
        plans = {sql: connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall() for sql, values in asked}
    assert len(plans) > 5
    begins = {plan[0][3] for sql, plan in plans.items() if plan and "LIMIT" not in sql}
    assert {step for step in begins if step.startswith("SCAN")} <= SMALL
