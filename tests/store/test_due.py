"""Attendance that is recorded before a session is over: it counts once it is, dated by what was done."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.conftest import NOW, ORGANIZATION, claim

from ce_tui.credit import words
from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import over
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule
from ce_tui.credit.progress import Record, as_of, joined, total, union
from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.exchange.xapi_writing import statements
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.integrity import problems

SESSION = Content(
    "s", ContentKind.SESSION, "Session", 180 * MINUTE, starts_at=NOW - timedelta(minutes=1), code="ABC-123"
)
CREDIT = Credit("c", "Credit", credit_type("ama"), Amount(3000), (SESSION,), partial=PartialRule())
OVER = NOW + timedelta(minutes=179)
INSTANT = timedelta(milliseconds=1)


@pytest.fixture
def key(store: Store) -> int:
    store.catalogs.load(ORGANIZATION, [CREDIT])
    return store.credits.find("c")


def states(store: Store, key: int, now: datetime) -> tuple[State, int, int]:
    """What the view says of the credit, which the lists and counts must say too."""
    view = store.credits.view("ada", key, now)
    ready = {row.key: row.claimable for row in store.lists.page("ready", "ada", now)}
    (row,) = [row for row in store.lists.page("all", "ada", now) if row.key == key]
    most = view.choices[-1] if view.choices else Amount(0)
    assert ready.get(key, Amount(0)) == most == row.claimable
    assert (row.current, row.complete) == (view.holding.measure.current, view.holding.measure.complete)
    assert row.due_at == view.due_at
    assert store.lists.count("ready", "ada", now) == len(ready)
    return view.state, view.holding.measure.current, most.thousandths


def test_a_code_given_in_a_session_counts_once_it_is_over(store: Store, key: int) -> None:
    record = store.sessions.attend("ada", key, "s", "abc 123", NOW)
    assert (record.spans, record.complete_at, record.due_at) == ((), None, OVER)
    for now in (NOW, NOW + timedelta(hours=1), OVER - INSTANT):
        assert states(store, key, now) == (State.IN_PROGRESS, 0, 0)
        assert store.lists.next_change("ada", now) == OVER
        with pytest.raises(Refused):
            claim(store, "c", 250, now=now)
    assert states(store, key, OVER) == (State.READY, 180 * MINUTE, 3000)
    assert store.credits.view("ada", key, OVER).due_at is None
    made = claim(store, "c", 3000, now=OVER)
    assert made.completed_at == OVER
    assert problems(store) == []


def test_what_is_not_over_is_told_as_what_it_is(store: Store, key: int) -> None:
    store.sessions.attend("ada", key, "s", "ABC-123", NOW)
    for now, counts, complete in ((NOW, "counts from 16:59", False), (OVER, "all of it new", True)):
        parts = explain(store.credits.view("ada", key, now), store.learning.history("ada", key, now), now)
        assert counts in parts[0].lines[0]
        assert parts[0].why.startswith("complete since 1 Jun 2026, 16:59") == complete
        told = [*statements("ada", [over(history, now) for history in store.learning.history("ada", now=now)])]
        assert [one["result"]["completion"] for one in told] == [True] * complete
        (row,) = [row for row in store.lists.page("all", "ada", now) if row.key == key]
        state = State.READY if complete else State.IN_PROGRESS
        later = "The session you attend counts from 16:59, when it is over."
        assert (later in words.reason(row, row, state, row.zone, now, row.due_at)) != complete
        assert words.status(row, now) == ("100 %" if complete else "counts from 16:59")


@pytest.mark.parametrize("first", ["view", "rows", "count", "position", "claim"])
def test_whatever_is_asked_first_finds_it(store: Store, key: int, first: str) -> None:
    store.sessions.attend("ada", key, "s", "ABC-123", NOW)
    asked = {
        "view": lambda: store.credits.view("ada", key, OVER).state is State.READY,
        "rows": lambda: key in {row.key for row in store.lists.page("ready", "ada", OVER)},
        "count": lambda: store.lists.count("ready", "ada", OVER) == 1,
        "position": lambda: (
            store.lists.position("progress", "ada", OVER, key + 1) == store.lists.count("progress", "ada", OVER)
        ),
        "claim": lambda: claim(store, "c", 3000, now=OVER).part == 1,
    }
    assert asked[first]()
    assert states(store, key, OVER)[1] == 180 * MINUTE


def test_what_was_known_of_a_session_before_its_code_goes_on_counting(store: Store, key: int) -> None:
    start = NOW - timedelta(minutes=1)
    heard = Statement("h", "ada", "s", "attended", start, duration_ms=MINUTE)
    store.statements.ingest([Matched(heard, "ada", ORGANIZATION.id, "s")], NOW)
    assert states(store, key, NOW)[1] == MINUTE
    store.sessions.attend("ada", key, "s", "ABC-123", NOW)
    assert states(store, key, NOW)[1] == MINUTE
    again = Statement("h2", "ada", "s", "attended", start, duration_ms=2 * MINUTE)
    store.statements.ingest([Matched(again, "ada", ORGANIZATION.id, "s")], NOW + timedelta(minutes=5))
    assert states(store, key, NOW + timedelta(minutes=5))[1] >= MINUTE
    assert problems(store) == []
    assert states(store, key, OVER)[1] == 180 * MINUTE
    assert problems(store) == []


def test_an_import_in_between_leaves_it_due(store: Store, key: int) -> None:
    store.sessions.attend("ada", key, "s", "ABC-123", NOW)
    store.catalogs.load(ORGANIZATION, [replace(CREDIT, title="New"), replace(CREDIT, id="other", title="Other")])
    assert problems(store) == []
    other = store.credits.find("other")
    for one in (key, other):
        assert states(store, one, NOW)[0] is State.IN_PROGRESS
    for one in (key, other):
        assert states(store, one, OVER)[0] is State.READY


def test_a_clock_set_back_changes_neither_list_nor_view(store: Store, key: int) -> None:
    store.sessions.attend("ada", key, "s", "ABC-123", NOW)
    assert states(store, key, OVER)[0] is State.READY
    assert states(store, key, NOW)[0] is State.READY


def test_holdings_that_a_migration_left_due_are_worked_out_when_they_are_read(store: Store, key: int) -> None:
    store.sessions.attend("ada", key, "s", "ABC-123", NOW - timedelta(seconds=1))
    store.engine.connection.execute("UPDATE holding SET due_at = 0, current = 7, claimable = 9")
    assert problems(store) == []
    assert states(store, key, NOW) == (State.IN_PROGRESS, 0, 0)
    assert states(store, key, OVER)[0] is State.READY


def test_a_store_that_cannot_be_written_can_still_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "ce.db", NOW) as store:
        store.catalogs.load(ORGANIZATION, [CREDIT])
        store.sessions.attend("ada", store.credits.find("c"), "s", "ABC-123", NOW)
        store.engine.connection.execute("PRAGMA query_only=ON")
        (row,) = store.lists.page("all", "ada", OVER)
        assert (row.claimable, words.status(row, OVER)) == (Amount(0), "0 %")  # and nothing is promised
        assert store.credits.view("ada", store.credits.find("c"), OVER).holding.measure.current == 180 * MINUTE
        with pytest.raises(StoreError):
            claim(store, "c", 3000, now=OVER)


def test_looking_for_what_is_due_reads_no_other_holding(store: Store, key: int) -> None:
    plan = store._database.read(
        """EXPLAIN QUERY PLAN SELECT l.key, l.id, h.credit_id FROM learner l JOIN holding h ON h.learner_id = l.id
           WHERE l.key = :learner AND h.due_at <= :now""",
        {"learner": "ada", "now": 0},
    )
    assert any("holding_due" in str(step) for step in plan), plan


@pytest.mark.parametrize("typed", [-30, -1, 0, 20])
def test_a_session_is_dated_by_its_end_whenever_its_code_was_typed(store: Store, typed: int) -> None:
    starts = datetime.fromisoformat("2025-12-30T22:30-05:00")
    night = replace(SESSION, starts_at=starts, length_ms=75 * MINUTE)
    store.catalogs.load(ORGANIZATION, [replace(CREDIT, contents=(night,))])
    over = starts + timedelta(minutes=75)
    store.sessions.attend("ada", store.credits.find("c"), "s", "ABC-123", over + timedelta(minutes=typed))
    assert store.credits.records("ada", (store.credits.find("c"),))["s"].complete_at == over


@pytest.mark.parametrize(("out", "met"), [(105, 75), (75, 75), (70, 70)])
def test_a_stay_is_dated_by_its_last_minute_in_the_session(store: Store, out: int, met: int) -> None:
    starts = datetime.fromisoformat("2025-12-30T22:30-05:00")
    night = replace(SESSION, starts_at=starts, length_ms=75 * MINUTE, code="", check_in=True)
    store.catalogs.load(ORGANIZATION, [replace(CREDIT, contents=(night,))])
    key = store.credits.find("c")
    store.sessions.check_in("ada", key, "s", "", starts)
    record = store.sessions.check_out("ada", key, "s", "", starts + timedelta(minutes=out) - INSTANT)
    assert record.complete_at == starts + timedelta(minutes=met) - (INSTANT if out <= 75 else timedelta(0))


def test_a_session_heard_of_later_is_dated_by_its_end(store: Store, key: int) -> None:
    heard = Statement("h", "ada", "s", "attended", NOW + timedelta(days=5))
    store.statements.ingest([Matched(heard, "ada", ORGANIZATION.id, "s")], NOW + timedelta(days=9))
    assert store.credits.records("ada", (key,))["s"].complete_at == OVER


spans = st.lists(st.tuples(st.integers(0, 180), st.integers(0, 180)).filter(lambda span: span[0] < span[1]), max_size=6)


@given(spans, st.lists(st.integers(0, 200), min_size=6, max_size=6))
def test_nothing_counts_before_it_is_over_and_all_of_it_afterwards(parts: list[tuple[int, int]], at: list[int]) -> None:
    begin = round(SESSION.starts_at.timestamp() * 1000) if SESSION.starts_at else 0
    kept: tuple[tuple[int, int], ...] = ()
    told: list[tuple[int, int]] = []
    for (start, end), now in zip(parts, sorted(at), strict=False):
        moment = begin + now * MINUTE
        told.append((begin + start * MINUTE, begin + end * MINUTE))
        kept = joined(SESSION, kept, told[-1:], moment)

        record = as_of(SESSION, Record("s", kept), moment)
        assert all(end <= moment for _, end in record.spans)
        assert total(record.spans) >= total(span for span in told if span[1] <= moment)
    assert union(kept) == union(told)
