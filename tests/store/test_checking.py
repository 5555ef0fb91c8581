"""Attention checks in the store: what lies behind counts once they are answered, and nothing is taken back."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, SHORT, WHOLE, dump, finish

from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import CHECK, MISSED, Stretch
from ce_tui.credit.model import Content, Credit
from ce_tui.credit.progress import Record, total
from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.types import MINUTE
from ce_tui.exchange.xapi_writing import statements
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.codec import dump as text_of
from ce_tui.store.codec import load

FILM = replace(WHOLE.contents[0], checks=(10 * MINUTE, 25 * MINUTE), answer_within_ms=60_000)
SECOND = timedelta(seconds=1)


def bring(store: Store, film: Content = FILM) -> int:
    """Load the film into a credit of its own, and return that."""
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, contents=(film,))])
    return store.credits.find("whole")


def watch(store: Store, start: float, end: float, *, learner: str = "ada", at: float = 0) -> Record:
    """Minutes of the film, played until so many minutes from now."""
    span = (round(start * MINUTE), round(end * MINUTE))
    return store.learning.record(
        learner,
        store.credits.find("whole"),
        "airway",
        Stretch("watched", "one", span=span, wall_ms=span[1] - span[0]),
        NOW + timedelta(minutes=at or end),
    )


def answer(store: Store, minute: float, after: float = 5, learner: str = "ada") -> tuple[int, ...]:
    place = round(minute * MINUTE)
    return store.learning.answer_check(
        learner, store.credits.find("whole"), "airway", place, NOW, NOW + after * SECOND, sitting="one"
    )


def ledger(store: Store) -> list[tuple[Any, ...]]:
    return store._database.read("SELECT kind, start_ms, end_ms FROM activity ORDER BY id", {})


def minutes(record: Record) -> float:
    return total(record.spans) / MINUTE


def test_nothing_behind_counts_until_it_is_answered(store: Store) -> None:
    credit = bring(store)
    assert store.learning.checks("ada", credit, "airway") == FILM.checks
    record = watch(store, 0, 12)
    assert (minutes(record), record.position_ms) == (10, 10 * MINUTE)
    assert minutes(watch(store, 20, 30, at=40)) == 10  # sought past it
    assert answer(store, 10) == (25 * MINUTE,)
    assert minutes(watch(store, 10, 30, at=70)) == 25
    assert answer(store, 25) == ()
    assert watch(store, 25, 55, at=110).complete_at is not None
    assert store.learning.checks("bob", credit, "airway") == FILM.checks
    assert minutes(watch(store, 0, 12, learner="bob")) == 10
    assert ledger(store) == [
        ("watched", 0, 10 * MINUTE),
        ("check", 10 * MINUTE, 10 * MINUTE),
        ("watched", 10 * MINUTE, 25 * MINUTE),
        ("check", 25 * MINUTE, 25 * MINUTE),
        ("watched", 25 * MINUTE, 55 * MINUTE),
        ("watched", 0, 10 * MINUTE),
    ]


def test_too_late_is_refused_and_kept_and_can_be_put_right(store: Store) -> None:
    bring(store)
    watch(store, 0, 10)
    for _ in range(2):
        with pytest.raises(Refused, match=r"was not answered within 60 seconds. .*; play on to be asked again"):
            answer(store, 10, after=60.001)
    assert [kind for kind, *_ in ledger(store)] == ["watched", "missed", "missed"]
    assert minutes(watch(store, 10, 12)) == 10
    assert answer(store, 10, after=60) == (25 * MINUTE,)
    before = dump(store)
    assert answer(store, 10, after=999) == (25 * MINUTE,)  # it stays answered
    assert dump(store) == before
    detail = store._database.read("SELECT detail FROM activity WHERE kind = 'check'", {})[0][0]
    assert json.loads(detail) == {"asked_at": round(NOW.timestamp() * 1000)}


@pytest.mark.parametrize("minute", [11, -1, 2**60])
def test_a_check_that_is_not_there_is_a_sentence(store: Store, minute: int) -> None:
    bring(store)
    before = dump(store)
    with pytest.raises(StoreError, match="has moved this check; play on"):
        answer(store, minute)
    assert dump(store) == before


def test_a_check_that_is_added_later_takes_nothing_back(store: Store) -> None:
    bring(store, replace(FILM, checks=()))
    watch(store, 0, 30)
    credit = bring(store)
    assert store.credits.records("ada", (credit,))["airway"].position_ms == 30 * MINUTE
    assert minutes(watch(store, 30, 40, at=41)) == 30
    assert minutes(watch(store, 5, 20, at=60)) == 30  # seen again, the part in front of the check and the one behind
    assert answer(store, 10) == (25 * MINUTE,)
    assert minutes(watch(store, 30, 40, at=80)) == 30
    assert answer(store, 25) == ()
    assert minutes(watch(store, 30, 40, at=90)) == 40


def test_a_check_that_was_moved_is_another_one(store: Store) -> None:
    bring(store)
    watch(store, 0, 10)
    answer(store, 10)
    credit = bring(store, replace(FILM, checks=(12 * MINUTE,)))
    assert store.learning.checks("ada", credit, "airway") == (12 * MINUTE,)
    assert minutes(watch(store, 10, 20, at=30)) == 12
    assert store.learning.checks("ada", bring(store), "airway") == (
        25 * MINUTE,
    )  # and back: it stays answered for good


def test_what_is_complete_is_not_touched_and_what_others_say_stops_at_a_check(store: Store) -> None:
    bring(store, replace(FILM, checks=()))
    finish(store, "whole", "airway", 54)
    credit = bring(store)
    assert store.learning.checks("ada", credit, "airway") == ()
    assert minutes(watch(store, 54, 60, at=99)) == 60
    told = Statement("1", "bob", "airway", "paused", NOW, spans=((0, 40 * MINUTE),))
    (note,) = store.statements.ingest([Matched(told, "bob", "nam", "airway")], NOW).notes
    assert (note.why, note.text) == ("check", "The check at 10:00 is not answered.")
    assert minutes(store.credits.records("bob", (credit,))["airway"]) == 10
    assert store.learning.checks("bob", credit, "airway") == FILM.checks
    store.statements.ingest([Matched(replace(told, id="2", trusted=True), "bob", "nam", "airway")], NOW)
    assert minutes(store.credits.records("bob", (credit,))["airway"]) == 40


def test_other_contents_have_none(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, CREDITS)
    for credit, content in (("mixed", "guide"), ("mixed", "talk"), ("whole", "airway")):
        assert store.learning.checks("ada", store.credits.find(credit), content) == ()


def test_an_answer_does_not_move_the_moment_at_which_something_was_earned(store: Store) -> None:
    bring(store)
    watch(store, 0, 10)
    answer(store, 10, after=60)
    with pytest.raises(Refused):
        answer(store, 25, after=7200)
    credit = bring(store, replace(FILM, threshold=100))
    assert store.credits.records("ada", (credit,))["airway"].complete_at == NOW + timedelta(minutes=10)


def test_the_ledger_s_readers_know_them(store: Store) -> None:
    credit = bring(store)
    watch(store, 0, 10)
    alone = [*statements("ada", store.learning.history("ada", credit))]
    with pytest.raises(Refused):
        answer(store, 10, after=99)
    answer(store, 10)
    (history,) = store.learning.history("ada")
    assert [(line.kind, line.span[0], line.long_ms) for line in history.lines[1:]] == [
        (MISSED, 10 * MINUTE, 0),
        (CHECK, 10 * MINUTE, 0),
    ]
    assert [*statements("ada", store.learning.history("ada", credit))] == alone
    said = explain(store.credits.view("ada", credit, NOW), store.learning.history("ada", credit), NOW)[0]
    assert [line.partition(": ")[2] for line in said.lines[1:]] == [
        "the check at 10:00 was not answered in time",
        "the check at 10:00 was answered",
    ]


def test_contents_stored_before_there_were_checks_are_read() -> None:
    kept = json.loads(text_of(replace(WHOLE, contents=(SHORT,))))
    for name in ("checks", "answer_within_ms", "muted"):
        del kept["contents"][0][name]
    assert load(Credit, json.dumps(kept)).contents == (SHORT,)
