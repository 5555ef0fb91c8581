"""Attendance in the store: when a code was entered is kept, and guessing takes time without locking anybody out."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import MIXED, NOW, ORGANIZATION, TALK, claim

from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Credit
from ce_tui.credit.phrase import phrase, starts, window_of
from ce_tui.credit.progress import total
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.codec import dump, load

SECRET = "correct horse battery staple"
LIVE = replace(TALK, starts_at=NOW - timedelta(minutes=10), code="", secret=SECRET)
SECOND = timedelta(seconds=1)
SHOWN = phrase(SECRET, LIVE.id, window_of(NOW))


@pytest.fixture
def mixed(store: Store) -> int:
    """A credit with a session whose phrase changes."""
    store.catalogs.load(ORGANIZATION, [replace(MIXED, contents=(LIVE,))])
    return store.credits.find("mixed")


def ledger(store: Store) -> list[tuple[Any, ...]]:
    return store._database.read("SELECT kind, start_ms, end_ms, at, detail FROM activity ORDER BY id", {})


def wrong(store: Store, credit: int, at: float, learner: str = "ada", code: str = "AAAA-AAAA") -> str:
    with pytest.raises(Refused) as refused:
        store.sessions.attend(learner, credit, "talk", code, NOW + at * SECOND)
    return str(refused.value)


def test_a_phrase_is_recorded_with_when_it_was_shown_and_entered(store: Store, mixed: int) -> None:
    record = store.sessions.attend("ada", mixed, "talk", SHOWN.lower().replace("-", " "), NOW + 35 * SECOND)
    over = NOW + timedelta(minutes=50)
    assert (total(record.spans), record.complete_at, record.due_at) == (0, None, over)  # it is not over yet
    record = store.credits.records("ada", (mixed,), over)["talk"]
    assert (total(record.spans), record.complete_at, record.due_at) == (LIVE.length_ms, over, None)
    ((kind, start, end, at, detail),) = ledger(store)
    assert (kind, end - start) == ("attended", LIVE.length_ms)
    entered = round((NOW + 35 * SECOND).timestamp() * 1000)
    assert at == entered
    shown = round(starts(window_of(NOW)).timestamp() * 1000)
    assert json.loads(detail) == {"entered_at": entered, "shown_at": shown}


def test_after_five_wrong_codes_the_next_must_wait_longer_each_time(store: Store, mixed: int) -> None:
    for at in range(5):
        assert wrong(store, mixed, at).startswith("That is not")
    assert "wait 30 seconds" in wrong(store, mixed, 4)
    assert "wait 29 seconds" in wrong(store, mixed, 5, code=SHOWN)  # not even looked at, so nothing is told
    assert len(ledger(store)) == 5  # and not counted
    assert wrong(store, mixed, 34).startswith("That is not")
    assert "wait 60 seconds" in wrong(store, mixed, 34)
    assert wrong(store, mixed, 94).startswith("That is not")
    assert "wait 2 minutes" in wrong(store, mixed, 94)
    now = NOW + 214 * SECOND
    good = phrase(SECRET, LIVE.id, window_of(now))
    assert store.sessions.attend("ada", mixed, "talk", good, now).due_at == NOW + timedelta(minutes=50)


def test_one_learner_s_guesses_cost_nobody_else(store: Store, mixed: int) -> None:
    for at in range(5):
        wrong(store, mixed, at)
    assert store.sessions.attend("bob", mixed, "talk", SHOWN, NOW + 4 * SECOND).due_at
    assert store.credits.records("ada", (mixed,)) == {}


def test_nobody_guesses_as_many_people(store: Store, mixed: int) -> None:
    for at in range(20):
        assert wrong(store, mixed, at, learner=f"person {at}").startswith("That is not")
    assert "wait 29 seconds" in wrong(store, mixed, 20, learner="somebody", code=SHOWN)
    assert "wait 1 second," in wrong(store, mixed, 48, learner="another", code=SHOWN)
    assert store.sessions.attend("somebody", mixed, "talk", SHOWN, NOW + 49 * SECOND).due_at
    assert wrong(store, mixed, 49, learner="another").startswith("That is not")
    assert len(ledger(store)) == 22


def test_a_minute_later_the_many_are_forgotten(store: Store, mixed: int) -> None:
    for at in range(25):
        wrong(store, mixed, at / 10, learner=f"person {at}")
    assert wrong(store, mixed, 80, learner="somebody").startswith("That is not")


def test_guesses_at_one_session_cost_no_other(store: Store, mixed: int) -> None:
    other = replace(TALK, id="other", starts_at=NOW - timedelta(minutes=10))
    store.catalogs.load(ORGANIZATION, [replace(MIXED, id="others", contents=(other,))])
    for at in range(20):
        wrong(store, mixed, at / 10, learner=f"person {at}")
    assert store.sessions.attend("ada", store.credits.find("others"), "other", "PLUM-42", NOW + 3 * SECOND).due_at


def test_looking_for_guesses_reads_no_other_line(store: Store) -> None:
    plan = store._database.read(
        """EXPLAIN QUERY PLAN SELECT at FROM activity WHERE content_id = :content AND kind = 'guess' AND at > :since
           AND at <= :now ORDER BY at""",
        {"content": 1, "since": 0, "now": 1},
    )
    assert any("activity_guess" in str(step) for step in plan), plan


def test_codes_that_do_not_change_are_guarded_too_and_nothing_entered_is_no_guess(store: Store) -> None:
    mixed = store.credits.find("mixed")
    for at in range(20):
        assert "Please enter" in wrong(store, mixed, at, code=" - ")
    assert ledger(store) == []
    for at in range(5):
        wrong(store, mixed, at)
    assert "wait 26 seconds" in wrong(store, mixed, 8, code="PLUM-42")
    assert store.sessions.attend("ada", mixed, "talk", "PLUM-42", NOW + 34 * SECOND).complete_at


def test_a_restart_does_not_forget_the_guesses(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    for at in range(5):
        with Store(path, NOW) as store:
            store.catalogs.load(ORGANIZATION, [replace(MIXED, contents=(LIVE,))])
            wrong(store, store.credits.find("mixed"), at)
    with Store(path, NOW) as store:
        assert "wait 30 seconds" in wrong(store, store.credits.find("mixed"), 4, code=SHOWN)


def test_a_guess_does_not_move_the_moment_at_which_something_was_earned(store: Store, mixed: int) -> None:
    half = LIVE.length_ms // 2
    start = round(LIVE.starts_at.timestamp() * 1000) if LIVE.starts_at else 0
    store.learning.record("ada", mixed, "talk", Stretch("attended", "s", span=(start, start + half)), NOW)
    wrong(store, mixed, 600)
    store.catalogs.load(ORGANIZATION, [replace(MIXED, contents=(replace(LIVE, threshold=500),))])
    assert store.credits.records("ada", (mixed,))["talk"].complete_at == NOW + timedelta(
        minutes=20
    )  # its last minute there


def test_no_claim_holds_the_secret(store: Store) -> None:
    alone = replace(MIXED, id="alone", contents=(LIVE,), rule=MIXED.rule.__class__())
    store.catalogs.load(ORGANIZATION, [alone])
    store.sessions.attend("ada", store.credits.find("alone"), "talk", SHOWN, NOW)
    made = claim(store, "alone", 100, now=NOW + timedelta(hours=1))
    assert SECRET not in dump(made)
    assert SECRET not in repr(LIVE)
    assert store.credits.session("talk") == (LIVE, ORGANIZATION)
    assert store.credits.session("nam/talk") == (LIVE, ORGANIZATION)


def test_a_session_is_found_by_its_id_alone_only_if_no_other_organization_has_one(store: Store) -> None:
    with pytest.raises(StoreError, match="no session “nothing”"):
        store.credits.session("nothing")
    store.catalogs.load(replace(ORGANIZATION, id="other"), [replace(MIXED, contents=(LIVE,))])
    with pytest.raises(StoreError, match="say which: nam/talk, other/talk"):
        store.credits.session("talk")
    assert store.credits.session("other/talk")[0] == LIVE


def test_credits_stored_before_there_were_secrets_are_read() -> None:
    kept = json.loads(dump(replace(MIXED, contents=(TALK,))))
    del kept["contents"][0]["secret"]
    assert load(Credit, json.dumps(kept)).contents == (TALK,)
