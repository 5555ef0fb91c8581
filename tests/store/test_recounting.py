"""A stay is a fact: it counts by the times its session had then, until an organizer has it counted anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.conftest import NOW, ORGANIZATION, TALK, claim, dump
from tests.store.test_facts import completed, measure, minutes, why
from tests.store.test_stopping import Stopping

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, Credit, Need, PartialRule, ProgressRule
from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.credit.work import Stopped
from ce_tui.store import Store
from ce_tui.store.recounting import MOST
from ce_tui.store.results import Change, Changes, ImportReport

AMA = credit_type("ama")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ROOM = replace(TALK, id="s", title="S", starts_at=NOW, code="", check_in=True)
SECOND = replace(ROOM, id="t", title="T", starts_at=NOW + HOUR)
CREDIT = Credit("c", "C", AMA, Amount(1000), (ROOM,), partial=PartialRule())


def load(store: Store, *contents: Content, recount: bool = False, **changes: object) -> ImportReport:
    credit = replace(CREDIT, contents=contents, **changes)  # type: ignore[arg-type]
    return store.catalogs.load(ORGANIZATION, [credit], recount=recount)


def stay(store: Store, start: float, end: float, session: str = "s", learner: str = "ada") -> None:
    """Somebody is in a session from one minute to another, after NOW."""
    key = store.credits.find("c")
    store.sessions.check_in(learner, key, session, "", NOW + timedelta(minutes=start))
    store.sessions.check_out(learner, key, session, "", NOW + timedelta(minutes=end))


def ready(store: Store, learner: str = "ada") -> Amount:
    measure(store)
    (row,) = [row for row in store.lists.page("all", learner, NOW) if row.id == "c"]
    return row.claimable


def change(before: int, after: int, learner: str = "ada") -> Changes:
    return Changes(1, (Change(learner, "c", "C", AMA, Amount(before), Amount(after)),))


@pytest.fixture
def stayed(store: Store) -> Store:
    """Ada was in the session for 40 of 60 minutes."""
    load(store, ROOM)
    stay(store, 0, 40)
    assert ready(store) == Amount(750)
    return store


MOVED = [
    replace(ROOM, starts_at=NOW + DAY),
    replace(ROOM, starts_at=NOW - DAY),
    replace(ROOM, starts_at=NOW + timedelta(minutes=20)),
]


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        *zip(MOVED, (0, 0, 250), strict=True),
        (replace(ROOM, length_ms=30 * MINUTE), 1000),
        (replace(ROOM, length_ms=44 * MINUTE), 1000),
    ],
)
def test_a_session_that_is_moved_or_shortened_changes_no_stay_unless_told_to(
    stayed: Store, edit: Content, after: int
) -> None:
    activity = dump(stayed)["activity"]
    report = load(stayed, edit)
    assert (report.ready, report.recount) == (Changes(), change(750, after))
    assert (ready(stayed), minutes(stayed)) == (Amount(750), (40, 60))
    assert "Its times of then count: 1 Jun 2026, 14:00 to 15:00." in why(stayed, "S")
    report = load(stayed, edit, recount=True)
    assert (report.ready, report.recount) == (change(750, after), Changes())
    assert ready(stayed) == Amount(after)
    assert "of then" not in why(stayed, "S")
    assert dump(stayed)["activity"] == activity
    before = dump(stayed)
    assert load(stayed, edit, recount=True) == ImportReport(0, 0, 1, 7)
    assert dump(stayed) == before


def test_only_what_changes_an_amount_is_told(stayed: Store) -> None:
    assert load(stayed, replace(ROOM, title="New", room="Hall 2")).recount == Changes()
    assert load(stayed, replace(ROOM, starts_at=NOW - timedelta(minutes=5))).recount == Changes()
    assert load(stayed, ROOM).recount == Changes()
    assert ready(stayed) == Amount(750)


def test_two_sessions_that_are_moved_onto_each_other_stay_what_they_were(store: Store) -> None:
    rule = ProgressRule(Need.MINUTES, 120)
    load(store, ROOM, SECOND, amount=Amount(2000), rule=rule, partial=None)
    stay(store, 0, 60)
    stay(store, 60, 120, "t")
    assert ready(store) == Amount(2000)
    onto = replace(SECOND, starts_at=NOW)
    report = load(store, ROOM, onto, amount=Amount(2000), rule=rule, partial=None)
    assert (report.ready, report.recount) == (Changes(), change(2000, 0))
    assert (ready(store), minutes(store), measure(store).complete) == (Amount(2000), (120, 120), True)
    load(store, ROOM, onto, amount=Amount(2000), rule=rule, partial=None, recount=True)
    assert (ready(store), minutes(store), measure(store).complete) == (Amount(0), (60, 120), False)


def test_parts_of_overlapping_sessions_count_as_they_did(store: Store) -> None:
    load(store, ROOM, SECOND, amount=Amount(2000))
    stay(store, 0, 60)
    stay(store, 60, 90, "t")
    assert (ready(store), minutes(store)) == (Amount(1500), (90, 120))
    report = load(store, ROOM, replace(SECOND, starts_at=NOW + timedelta(minutes=30)), amount=Amount(2000))
    assert report.ready == Changes()
    assert (ready(store), minutes(store)) == (Amount(1500), (90, 120))


def test_what_was_claimed_never_changes(stayed: Store) -> None:
    made = claim(stayed, "c", 500)
    moved = replace(ROOM, starts_at=NOW + DAY)
    assert load(stayed, moved).recount == change(250, 0)
    assert load(stayed, moved, recount=True).ready == change(250, 0)
    assert stayed.certificates.claim(made.number) == made
    assert stayed.credits.view("ada", stayed.credits.find("c"), NOW).holding.claimed == Amount(500)


def test_who_has_attended_all_of_it_stays_complete(store: Store) -> None:
    load(store, ROOM)
    stay(store, 0, 58)
    at = completed(store, "s")
    for recount in (False, True):
        assert load(store, replace(ROOM, starts_at=NOW + DAY), recount=recount).ready == Changes()
        assert (ready(store), completed(store, "s")) == (Amount(1000), at)


@pytest.mark.parametrize("recount", [False, True])
def test_nobody_earns_by_a_session_that_is_made_longer(store: Store, recount: bool) -> None:
    rule = ProgressRule(Need.MINUTES, 120)
    load(store, ROOM, amount=Amount(2000), rule=rule)
    stay(store, 0, 58)
    stay(store, 0, 40, learner="bob")
    longer = replace(ROOM, length_ms=120 * MINUTE)
    assert load(store, longer, amount=Amount(2000), rule=rule, recount=recount).ready == Changes()
    assert (ready(store), ready(store, "bob")) == (Amount(1000), Amount(750))


def test_a_stay_after_a_move_counts_beside_the_one_before(stayed: Store) -> None:
    load(stayed, replace(ROOM, starts_at=NOW + DAY))
    stay(stayed, 24 * 60, 24 * 60 + 10)
    assert minutes(stayed) == (50, 60)
    stay(stayed, 24 * 60 + 20, 24 * 60 + 30)
    assert (minutes(stayed), ready(stayed)) == ((60, 60), Amount(1000))


def test_attendance_heard_of_is_a_stay_too(store: Store) -> None:
    load(store, ROOM)
    heard = Statement("h", "ada", "s", "attended", NOW, duration_ms=40 * MINUTE)
    store.statements.ingest([Matched(heard, "ada", "nam", "s")], NOW + HOUR)
    assert load(store, replace(ROOM, starts_at=NOW + DAY)).recount == change(750, 0)
    assert ready(store) == Amount(750)


def test_a_lower_threshold_completes_a_stay_by_the_length_of_then(stayed: Store) -> None:
    report = load(stayed, replace(ROOM, length_ms=600 * MINUTE, threshold=600))
    assert report.ready == change(750, 1000)
    assert minutes(stayed) == (60, 60)


def test_many_changes_are_counted_and_the_first_told(store: Store) -> None:
    load(store, ROOM)
    for number in range(MOST + 5):
        stay(store, 0, 40, learner=f"l{number}")
    report = load(store, replace(ROOM, starts_at=NOW + DAY))
    assert (report.recount.count, len(report.recount.first)) == (MOST + 5, MOST)


def test_an_edit_of_anything_else_says_whose_amount_it_changes(stayed: Store) -> None:
    report = load(stayed, ROOM, replace(SECOND, length_ms=300 * MINUTE))
    assert report.ready == change(750, 0)  # 40 of 360 min of one hour
    assert ready(stayed) == Amount(0)


@pytest.mark.parametrize("recount", [False, True])
def test_stopped_at_any_step_nothing_has_changed(stayed: Store, recount: bool) -> None:
    before, at, moved = dump(stayed), 0, replace(CREDIT, contents=(replace(ROOM, starts_at=NOW + DAY),))
    while True:
        stopping = Stopping(at)
        try:
            stayed.catalogs.load(ORGANIZATION, [moved], stopping, recount=recount)
        except Stopped:
            assert dump(stayed) == before
            at += 1
        else:
            break
    assert at > 3
    assert "Looking at what was attended" in stopping.heard
