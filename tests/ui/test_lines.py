"""Rows, bars and facts as text: exact widths, readable without color."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.listing import ClaimRow, Row
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Record
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.demo.past import fill
from ce_tui.store import Store
from ce_tui.ui.boxes.why import reasons
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.lines import ContentItem
from ce_tui.ui.lists import rows

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
ROW = Row(
    1,
    "airway",
    "Airway 王小明 [/x]",
    credit_type("ama"),
    Amount(1500),
    Amount(0),
    Amount(0),
    45 * MINUTE,
    60 * MINUTE,
    in_time=True,
    complete=False,
    final=False,
    release_at=None,
    opens_at=None,
    closes_at=None,
    zone="UTC",
)
CLAIM = ClaimRow(-1, "N", "Airway", credit_type("ama"), Amount(500), Amount(1500), 1, NOW, "local", False, "UTC")
FILM = Content("film", ContentKind.VIDEO, "Film", 10 * MINUTE)


def test_a_row_has_title_amount_and_progress() -> None:
    assert rows.credit_line(ROW, 70, NOW).plain.split() == ["Airway", "王小明", "[/x]", "1.50", "credits", "75", "%"]
    ready = ROW._replace(claimable=Amount(500), closes_at=NOW + timedelta(days=3))
    assert rows.ready_line(ready, 70, NOW).plain.endswith("0.50 of 1.50 credits      until 13 Jun")
    assert rows.ready_line(ROW._replace(claimable=ROW.amount), 70, NOW).plain.endswith("1.50 credits          any time")
    assert rows.claim_line(CLAIM, 70).plain.endswith("0.50 of 1.50 credits          10 Jun 2026")
    assert rows.claim_line(CLAIM._replace(revoked=True), 70).plain.endswith("revoked, 10 Jun 2026")


@pytest.mark.parametrize("width", [27, 39, 49, 58, 69, 79, 120, 200])
def test_rows_are_exactly_as_wide_as_the_list(width: int) -> None:
    long = ROW._replace(title="Title " * 40, opens_at=NOW + timedelta(days=400), complete=True, claimable=ROW.amount)
    for row in (ROW, long):
        assert rows.credit_line(row, width, NOW).cell_length == width
        assert rows.ready_line(row, width, NOW).cell_length == width
    assert rows.claim_line(CLAIM, width).cell_length == width


def test_a_narrow_row_leaves_out_the_amount_and_never_the_state() -> None:
    line = rows.credit_line(
        ROW._replace(opens_at=NOW + timedelta(days=9), complete=True, claimable=ROW.amount), 39, NOW
    )
    assert line.plain.endswith(" earned, opens 19 Jun")


def test_a_content_says_its_kind_its_title_and_how_far() -> None:
    def line(record: Record | None) -> str:
        return lines.content_line(ContentItem(1, FILM, record), 50).plain

    assert line(None) == "· Video    Film                         0 / 10 min"
    assert line(Record("film", ((0, 4 * MINUTE),))).startswith("▸ Video    Film")
    assert line(Record("film", complete_at=NOW)).startswith("✓ Video    Film")


def test_a_bar_and_a_strip_can_be_read_without_color() -> None:
    assert lines.bar(0, 10, 10).plain == "─" * 10
    assert lines.bar(25, 100, 10).plain == "━━╸───────"
    assert lines.bar(11, 10, 10).plain == "━" * 10
    assert lines.strip([(0, 50), (75, 80)], 0, 100, 10).plain == "━━━━━──╸──"
    assert lines.strip([], 0, 1, 40).plain == "─" * 40
    assert [span.style for span in lines.strip([(0, 50)], 0, 100, 10).spans] == ["$success", lines.REST]


@pytest.mark.parametrize("width", [16, 30, 37, 76])
def test_facts_of_every_credit_of_the_demo_fit(width: int) -> None:
    with Store(None, NOW) as store:
        fill(store, NOW)
        for row in store.lists.page("all", "ada", NOW):
            view = store.credits.view("ada", row.key, NOW)
            drawn = lines.facts(view, NOW, width).split("\n")
            values = [
                line
                for line in drawn
                if line.plain.startswith(("Current progress ", "Progress needed ", "Claim  ", "Ready now "))
            ]
            assert len(values) >= 3
            assert all(line.cell_length <= max(width, 33) for line in values)
            lines.contents_of(view, store.credits.records("ada", (row.key,)), width)


EVIL = "x\x1b]52;c;UFdORUQ=\x07\x9b31m\x90q\u202e\n\r\x00"


def poisoned(value: Any) -> Any:
    """The same noun with text that would reach out of the terminal in each of its texts."""
    if isinstance(value, tuple):
        changed = tuple(map(poisoned, value))
        return type(value)(*changed) if hasattr(value, "_fields") else changed
    if is_dataclass(value):
        parts = {field.name: poisoned(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **parts)  # type: ignore[type-var]
    return f"{value}{EVIL}" if type(value) is str else value


@pytest.mark.parametrize("width", [30, 80, 120])
def test_text_of_a_store_of_somebody_else_reaches_no_terminal(width: int) -> None:
    with Store(None, NOW) as store:
        fill(store, NOW)
        for row in store.lists.page("all", "demo", NOW):
            view, records = store.credits.view("demo", row.key, NOW), store.credits.records("demo", (row.key,))
            evil = poisoned(replace(view, claims=()))
            parts = explain(evil, poisoned(store.learning.history("demo", row.key)), NOW)
            for shown in (
                lines.facts(evil, NOW, width),
                lines.contents_of(evil, records, width),
                reasons(parts, width),
                *(rows.credit_line(poisoned(row), width, NOW), rows.ready_line(poisoned(row), width, NOW)),
            ):
                assert all(char == "\n" or char.isprintable() for char in shown.plain)
                assert "\u202e" not in shown.plain


@pytest.mark.parametrize("width", [27, 79, 120])
def test_a_row_among_several_organizations_says_whose_it_is(width: int) -> None:
    for line in (rows.credit_line(ROW, width, NOW, "CME"), rows.ready_line(ROW, width, NOW, "CME")):
        assert line.plain.startswith("CME · Airway")
        assert line.cell_length == width


def test_a_credit_among_several_organizations_names_its_own() -> None:
    with Store(None, NOW) as store:
        fill(store, NOW)
        view = store.credits.view("demo", 1, NOW)
        assert "Organization" not in lines.facts(view, NOW, 80).plain
        assert (
            f"Organization      {view.organization.name}"
            in lines.facts(replace(view, among_others=True), NOW, 80).plain
        )
