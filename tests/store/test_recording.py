"""Recording: nothing counts twice, nobody watches faster than time passes, and nothing earned is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.store.conftest import MIXED, NOW, ORGANIZATION, QUIZ, TALK, dump, finish

from ce_tui.credit.ledger import Stretch
from ce_tui.credit.listing import State
from ce_tui.credit.parties import Learner
from ce_tui.credit.progress import Record, total
from ce_tui.credit.questions import Answers
from ce_tui.credit.types import MINUTE
from ce_tui.store import Refused, Store, StoreError

SECOND = 1000


class Sitting:
    """One window in which Ada watches the video of `whole`."""

    def __init__(self, store: Store, name: str = "one", learner: str = "ada") -> None:
        self.store, self.name, self.learner = store, name, learner
        self.credit = store.credits.find("whole")

    def heartbeat(self, start: float, end: float, at: float, wall: float | None = None) -> Record:
        """Seconds of the video, at a second of the day, after so many seconds of real time."""
        span = (round(start * SECOND), round(end * SECOND))
        real = span[1] - span[0] if wall is None else round(wall * SECOND)
        return self.store.learning.record(
            self.learner,
            self.credit,
            "airway",
            Stretch("watched", self.name, span=span, wall_ms=real),
            NOW + timedelta(seconds=at),
        )


def seconds(record: Record) -> float:
    return total(record.spans) / SECOND


def ledger(store: Store) -> list[tuple[Any, ...]]:
    return store._database.read("SELECT sitting, kind, start_ms, end_ms FROM activity ORDER BY id", {})


def test_the_same_stretch_counts_once(store: Store) -> None:
    one = Sitting(store)
    assert seconds(one.heartbeat(0, 60, at=60)) == 60
    assert seconds(one.heartbeat(0, 60, at=120)) == 60
    assert seconds(one.heartbeat(30, 90, at=180)) == 90


def test_a_sitting_that_goes_on_extends_its_own_line_of_the_ledger(store: Store) -> None:
    one, two = Sitting(store), Sitting(store, "two")
    one.heartbeat(0, 10, at=10)
    one.heartbeat(10, 20, at=20)
    one.heartbeat(100, 110, at=30)
    two.heartbeat(110, 120, at=40)
    assert ledger(store) == [
        ("one", "watched", 0, 20_000),
        ("one", "watched", 100_000, 110_000),
        ("two", "watched", 110_000, 120_000),
    ]


def test_nobody_watches_faster_than_the_fastest_speed(store: Store) -> None:
    assert seconds(Sitting(store).heartbeat(0, 3600, at=3600, wall=600)) == 1200


def test_two_sittings_at_once_do_not_add_up(store: Store) -> None:
    one, two = Sitting(store), Sitting(store, "two")
    for beat in range(1, 7):
        one.heartbeat(10 * beat - 10, 10 * beat, at=10 * beat)
        made = two.heartbeat(1000 + 10 * beat - 10, 1000 + 10 * beat, at=10 * beat + 1)
    assert seconds(made) <= 2 * 61  # at most the fastest speed of the real time, never both
    assert seconds(made) < 60 + 60


def test_time_that_another_sitting_used_is_gone_even_when_told_late(store: Store) -> None:
    Sitting(store).heartbeat(0, 600, at=600)
    assert seconds(Sitting(store, "two").heartbeat(1000, 1600, at=600)) == 600
    assert seconds(Sitting(store, "two").heartbeat(1600, 2200, at=601)) == 602
    assert len(ledger(store)) == 2  # a stretch that counts nothing leaves no line


def test_two_sittings_that_are_told_out_of_order_do_not_add_up(store: Store) -> None:
    one, two = Sitting(store), Sitting(store, "two")
    for beat in range(1, 7):
        one.heartbeat(10 * beat - 10, 10 * beat, at=10 * beat)
        made = two.heartbeat(1000 + 10 * beat - 10, 1000 + 10 * beat, at=10 * beat - 1)
    assert seconds(made) == 60
    assert seconds(one.heartbeat(60, 90, at=90)) == 90  # and what comes later is not shortened by it


def test_a_clock_set_back_neither_loses_nor_doubles(store: Store) -> None:
    one = Sitting(store)
    one.heartbeat(0, 60, at=7200)
    assert seconds(one.heartbeat(60, 120, at=0)) == 120
    assert seconds(one.heartbeat(120, 180, at=60)) == 180
    assert seconds(one.heartbeat(60, 120, at=120)) == 180


def test_two_learners_do_not_share_time_or_progress(store: Store) -> None:
    assert seconds(Sitting(store).heartbeat(0, 60, at=60)) == 60
    assert seconds(Sitting(store, learner="bob").heartbeat(0, 60, at=60)) == 60


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (-100, -50), (10_000, 20_000)])
def test_a_stretch_outside_the_video_or_backward_counts_nothing(store: Store, span: tuple[int, int]) -> None:
    Sitting(store).heartbeat(span[0], span[1], at=60, wall=60)
    assert store.credits.view("ada", store.credits.find("whole"), NOW).holding.measure.current == 0


def test_a_finished_content_stays_finished_with_the_moment_it_was(store: Store) -> None:
    finish(store, "whole", "airway", 54)
    later = Sitting(store).heartbeat(0, 10, at=9999)
    assert later.complete_at == NOW
    assert store.credits.view("ada", store.credits.find("whole"), NOW).holding.measure.percent == 100


def test_the_position_is_kept_to_go_on_from(store: Store) -> None:
    Sitting(store).heartbeat(0, 61, at=61)
    assert store.credits.records("ada", (store.credits.find("whole"),))["airway"].position_ms == 61_000


def test_what_is_returned_is_what_is_read_back(store: Store) -> None:
    late = datetime(2026, 6, 1, 12, 0, 0, 123_456, tzinfo=ZoneInfo("Asia/Tokyo"))
    made = store.learning.record(
        "ada",
        store.credits.find("whole"),
        "airway",
        Stretch("watched", "s", span=(0, 60 * MINUTE), wall_ms=60 * MINUTE),
        late,
    )
    assert store.credits.records("ada", (store.credits.find("whole"),)) == {"airway": made}
    assert made.complete_at is not None
    assert made.complete_at.tzinfo is UTC


def test_a_reading_counts_when_its_end_was_reached_and_its_time_spent(store: Store) -> None:
    mixed = store.credits.find("mixed")

    def read(start: float, end: float, at: float, done: bool = False) -> Record:
        return store.learning.record(
            "ada",
            mixed,
            "guide",
            Stretch(
                "read",
                "s",
                span=(round(start * MINUTE), round(end * MINUTE)),
                wall_ms=round((end - start) * MINUTE),
                done=done,
            ),
            NOW + timedelta(minutes=at),
        )

    assert read(0, 2, 2, done=True).complete_at is None
    assert read(2, 4, 4).complete_at is None
    assert read(4, 5, 5).complete_at == NOW + timedelta(minutes=5)


def test_a_session_is_attended_once_by_its_code(store: Store) -> None:
    mixed = store.credits.find("mixed")
    with pytest.raises(Refused, match="not the attendance code"):
        store.sessions.attend("ada", mixed, "talk", "PLUM-43", NOW)
    with pytest.raises(Refused, match="not started"):
        store.sessions.attend("ada", mixed, "talk", "PLUM-42", NOW - timedelta(hours=3))
    assert store.credits.records("ada", (mixed,)) == {}
    assert [learner.key for learner in store.accounts.learners()] == ["ada"]  # the wrong code is kept
    first = store.sessions.attend("ada", mixed, "talk", "plum 42", NOW)
    assert total(first.spans) == TALK.length_ms
    assert store.sessions.attend("ada", mixed, "talk", "plum 42", NOW + timedelta(days=1)) == first


def test_only_a_session_can_be_attended(store: Store) -> None:
    with pytest.raises(Refused, match="Only a session"):
        store.sessions.attend("ada", store.credits.find("whole"), "airway", "", NOW)


GOOD: Answers = {"q1": "a", "q2": ["b", "c"]}


def test_a_passed_quiz_counts_with_its_attempt_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = store.credits.find("mixed")
    before = dump(store)
    monkeypatch.setattr(store.holdings, "count", _broken)
    with pytest.raises(StoreError):
        store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW)
    assert dump(store) == before
    monkeypatch.undo()
    assert store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW).passed
    assert store.credits.records("ada", (mixed,))["quiz"].complete_at == NOW
    with pytest.raises(Refused, match="passed"):
        store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW)


def _broken(*_: object) -> None:
    raise StoreError("The power went.")


def test_attempts_are_kept_and_limited(store: Store) -> None:
    mixed = store.credits.find("mixed")
    assert not store.quizzes.hand_in("ada", mixed, "quiz", {}, NOW).passed
    assert not store.quizzes.hand_in("ada", mixed, "quiz", {"q1": 5}, NOW).passed  # type: ignore[dict-item]
    with pytest.raises(Refused, match="All 2 attempts"):
        store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW)
    assert [(attempt.right, attempt.of) for attempt in store.quizzes.attempts("ada", mixed, "quiz")] == [(0, 2), (0, 2)]
    assert store.quizzes.attempts("bob", mixed, "quiz") == ()
    assert store.credits.view("ada", mixed, NOW).holding.measure.current == 0


def test_a_cool_down_lies_between_two_attempts(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, [replace(MIXED, contents=(replace(QUIZ, cool_down_ms=600_000),))])
    mixed = store.credits.find("mixed")
    store.quizzes.hand_in("ada", mixed, "quiz", {}, NOW)
    with pytest.raises(Refused, match="10 more minutes"):
        store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW)
    assert store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW + timedelta(minutes=10)).passed


def test_a_finished_credit_moves_from_in_progress_to_ready(store: Store) -> None:
    mixed = store.credits.find("mixed")
    store.sessions.attend("ada", mixed, "talk", "PLUM-42", NOW)
    assert store.credits.view("ada", mixed, NOW).state is State.IN_PROGRESS
    store.quizzes.hand_in("ada", mixed, "quiz", GOOD, NOW)
    assert store.credits.view("ada", mixed, NOW).state is State.READY
    assert "mixed" in {row.id for row in store.lists.page("ready", "ada", NOW)}


@pytest.mark.parametrize(
    "use",
    [
        lambda s: s.learning.record("ada", 99, "airway", Stretch("watched", "s", span=(0, 1), wall_ms=1), NOW),
        lambda s: s.learning.record("ada", s.credits.find("whole"), "talk", Stretch("watched", "s"), NOW),
        lambda s: s.learning.record(
            "ada", s.credits.find("whole"), "airway", Stretch("watched", "s", span=(0, 2**70)), NOW
        ),
        lambda s: s.learning.record("ada", s.credits.find("whole"), "airway", Stretch("\udcff", "s"), NOW),
        lambda s: s.sessions.attend("ada", s.credits.find("whole"), "nothing", "", NOW),
        lambda s: s.quizzes.hand_in("ada", 2**70, "quiz", {}, NOW),
        lambda s: s.quizzes.attempts("ada", s.credits.find("mixed"), "nothing"),
    ],
)
def test_what_cannot_be_recorded_is_a_sentence_and_leaves_nothing(store: Store, use: Callable[[Store], object]) -> None:
    before = dump(store)
    with pytest.raises(StoreError, match=r"\w+ \w+ .*\.$"):
        use(store)
    assert dump(store) == before
    finish(store, "whole", "airway")  # and the store goes on working
    assert store.lists.count("ready", "ada", NOW) == 3


def test_a_profile_is_kept_clean(store: Store) -> None:
    store.accounts.save(Learner("ada", "Ada\x1b[31m \u202eŁuczak", " ada@example.org ", "RN\n1"))
    assert store.accounts.learner("ada") == Learner("ada", "Ada [31m Łuczak", "ada@example.org", "RN 1")
    store.accounts.save(Learner("ada", "Ada"))
    assert store.accounts.learners() == (Learner("ada", "Ada"),)
