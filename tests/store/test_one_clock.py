"""Real time is spent once: over windows, contents and credits. What was recorded first keeps it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.conftest import NOW, ORGANIZATION

from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind, Credit, Need, ProgressRule
from ce_tui.credit.progress import Record, total
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store
from ce_tui.store.integrity import problems
from ce_tui.store.spending import OF_PLAY, OF_SESSION

HOUR = timedelta(hours=1)
FILMS = [Content(f"f{n}", ContentKind.VIDEO, f"Film {n}", 120 * MINUTE) for n in range(4)]
TEXTS = [Content(f"t{n}", ContentKind.READING, f"Text {n}", MINUTE, text="# T") for n in range(2)]
ROOM_A = Content("ra", ContentKind.SESSION, "Room A", 60 * MINUTE, starts_at=NOW, code="AAA")
ROOM_B = replace(ROOM_A, id="rb", title="Room B", code="BBB")
DOOR_A, DOOR_B = (replace(room, id=f"d{room.id}", code="", check_in=True) for room in (ROOM_A, ROOM_B))
ALL = (*FILMS, *TEXTS, ROOM_A, ROOM_B, DOOR_A, DOOR_B)


def alone(content: Content) -> Credit:
    return Credit(f"c-{content.id}", content.title, credit_type("ama"), Amount(1000), (content,))


@pytest.fixture
def store(store: Store) -> Store:
    store.catalogs.load(ORGANIZATION, [alone(content) for content in ALL])
    return store


def at(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def play(store: Store, id: str, start: float, end: float, when: float, wall: float | None = None) -> Record:
    """Minutes of a film or text that were played until a minute after NOW."""
    span = (round(start * MINUTE), round(end * MINUTE))
    real = span[1] - span[0] if wall is None else round(wall * MINUTE)
    return store.learning.record(
        "ada",
        store.credits.find(f"c-{id}"),
        id,
        Stretch("watched", f"sitting {id}", span=span, wall_ms=real),
        NOW + at(when),
    )


def minutes(store: Store, id: str, when: float = 1000) -> float:
    record = store.credits.records("ada", (store.credits.find(f"c-{id}"),), NOW + at(when)).get(id)
    return total(record.spans) / MINUTE if record else 0


def said(store: Store, id: str, when: float = 1000) -> str:
    key = store.credits.find(f"c-{id}")
    view = store.credits.view("ada", key, NOW + at(when))
    return "\n".join(line for part in explain(view, store.learning.history("ada", key), NOW) for line in part.lines)


def attend(store: Store, room: Content, when: float) -> Record:
    return store.sessions.attend("ada", store.credits.find(f"c-{room.id}"), room.id, room.code, NOW + at(when))


@pytest.mark.slow
def test_four_windows_at_once_at_twice_the_speed_get_twice_the_time_that_passed(store: Store) -> None:
    for beat in range(1, 361):  # half an hour, in beats of five seconds
        for film in FILMS:
            play(store, film.id, (beat - 1) / 6, beat / 6, beat / 12, wall=1 / 12)
    assert sum(minutes(store, film.id) for film in FILMS) <= 60
    assert minutes(store, "f0") == 60
    assert "30 min of this time count for “Film 0” already" in said(store, "f3")
    assert len(said(store, "f3").splitlines()) == 1  # however many beats
    assert problems(store) == []


def test_two_texts_opened_in_the_same_second_share_the_minute(store: Store) -> None:
    for beat in range(1, 13):
        play(store, "t0", (beat - 1) / 12, beat / 12, beat / 12)
        play(store, "t1", (beat - 1) / 12, beat / 12, beat / 12 + 0.04)
    assert minutes(store, "t0") + minutes(store, "t1") <= 1.04


def test_the_report_says_where_its_time_went(store: Store) -> None:
    play(store, "f0", 0, 3, when=3)
    record = play(store, "f1", 0, 10, when=3 + 52 / 60, wall=3 + 52 / 60)
    assert record.elsewhere == (("Film 0", 3 * MINUTE),)
    assert total(record.spans) == 2 * 52_000
    assert play(store, "f2", 0, 1, when=20).elsewhere == ()
    assert "watched, 0:00 to 1:44, 1 min 44 s; all of it new; 3 min of this time count for “Film 0” already" in said(
        store, "f1"
    )


def test_one_after_the_other_both_count_whole(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    assert total(play(store, "f1", 0, 10, when=20).spans) == 10 * MINUTE
    assert total(play(store, "f0", 10, 20, when=30).spans) == 20 * MINUTE
    assert total(play(store, "f1", 10, 20, when=40).spans) == 20 * MINUTE


def test_another_learner_has_a_clock_of_their_own(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    key = store.credits.find("c-f1")
    made = store.learning.record(
        "bob", key, "f1", Stretch("watched", "s", span=(0, MINUTE), wall_ms=MINUTE), NOW + at(10)
    )
    assert total(made.spans) == MINUTE


def test_two_rooms_at_one_time_count_once_over_credits(store: Store) -> None:
    attend(store, ROOM_A, 61)
    record = attend(store, ROOM_B, 62)
    assert (record.spans, record.elsewhere) == ((), (("Room A", 60 * MINUTE),))
    assert store.credits.view("ada", store.credits.find("c-ra"), NOW + 2 * HOUR).holding.measure.complete
    assert not store.credits.view("ada", store.credits.find("c-rb"), NOW + 2 * HOUR).holding.measure.complete
    assert said(store, "rb").endswith("attended; 60 min of this time count for “Room A” already")
    assert problems(store) == []


def test_rooms_that_overlap_a_little_both_count(store: Store) -> None:
    late = replace(ROOM_B, id="late", starts_at=NOW + at(54))
    store.catalogs.load(ORGANIZATION, [alone(late)])
    attend(store, ROOM_A, 61)
    assert attend(store, late, 116).complete_at == NOW + at(114)
    assert minutes(store, "late") == 54


def test_rooms_of_one_credit_are_left_to_its_own_rule(store: Store) -> None:
    rooms = [replace(room, id=f"x{room.id}") for room in (ROOM_A, ROOM_B)]
    both = replace(alone(ROOM_A), id="both", contents=(*rooms,), rule=ProgressRule(Need.ITEMS, 2))
    store.catalogs.load(ORGANIZATION, [both])
    key = store.credits.find("both")
    for room in rooms:
        assert store.sessions.attend("ada", key, room.id, room.code, NOW + at(61)).elsewhere == ()
    assert {id: total(record.spans) for id, record in store.credits.records("ada", (key,)).items()} == {
        "xra": 60 * MINUTE,
        "xrb": 60 * MINUTE,
    }


def test_a_film_watched_while_checked_in_counts_once_for_the_session(store: Store) -> None:
    door = store.credits.find("c-dra")
    store.sessions.check_in("ada", door, "dra", "", NOW + at(10))
    record = play(store, "f0", 0, 10, when=25)  # from 15 to 25
    assert (record.spans, record.elsewhere) == ((), (("Room A", 10 * MINUTE),))
    assert total(store.sessions.check_out("ada", door, "dra", "", NOW + at(30)).spans) == 20 * MINUTE
    assert total(play(store, "f0", 0, 10, when=40).spans) == 10 * MINUTE
    assert problems(store) == []


def test_a_film_that_came_first_keeps_its_time(store: Store) -> None:
    play(store, "f0", 0, 20, when=30)  # from 10 to 30
    record = attend(store, ROOM_A, 61)
    assert (total(record.spans), record.elsewhere) == (40 * MINUTE, (("Film 0", 20 * MINUTE),))
    assert record.complete_at is None
    assert minutes(store, "ra") == 40
    assert problems(store) == []


def test_a_film_played_during_a_session_whose_code_is_given_counts_for_the_session(store: Store) -> None:
    attend(store, ROOM_A, 5)
    assert play(store, "f0", 0, 10, when=30).spans == ()
    assert total(play(store, "f0", 0, 10, when=71).spans) == 10 * MINUTE


def test_two_stays_at_one_time_count_once(store: Store) -> None:
    a, b = store.credits.find("c-dra"), store.credits.find("c-drb")
    store.sessions.check_in("ada", a, "dra", "", NOW)
    store.sessions.check_in("ada", b, "drb", "", NOW + at(2))
    assert total(store.sessions.check_out("ada", a, "dra", "", NOW + at(30)).spans) == 30 * MINUTE
    record = store.sessions.check_out("ada", b, "drb", "", NOW + at(40))
    assert (total(record.spans), record.elsewhere) == (10 * MINUTE, (("Room A", 28 * MINUTE),))
    store.sessions.check_in("ada", b, "drb", "", NOW + at(41))
    assert total(store.sessions.check_out("ada", b, "drb", "", NOW + at(59)).spans) == 28 * MINUTE


def test_what_was_recorded_before_there_was_one_clock_keeps_what_it_has(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    store.engine.connection.execute("UPDATE activity SET real_start = NULL, real_end = NULL")
    assert total(play(store, "f1", 0, 10, when=10).spans) == 10 * MINUTE
    assert total(play(store, "f0", 10, 20, when=20).spans) == 10 * MINUTE + 10 * MINUTE
    assert minutes(store, "f0") == 20


def test_a_clock_set_back_by_less_than_a_minute_loses_nothing(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    for beat in range(1, 25):  # two minutes in beats of five seconds, fifty seconds earlier
        play(store, "f0", 10 + (beat - 1) / 12, 10 + beat / 12, when=10 + (5 * beat - 50) / 60)
    assert minutes(store, "f0") == 12


def test_a_clock_set_forward_gains_nothing(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    assert total(play(store, "f0", 10, 60, when=600, wall=1 / 12).spans) == 10 * MINUTE + 10_000


def test_a_clock_set_back_far_takes_no_other_film_for_one_at_the_same_time(store: Store) -> None:
    play(store, "f0", 0, 60, when=600)
    assert total(play(store, "f1", 0, 10, when=570).spans) == 10 * MINUTE


def test_a_pause_is_nobody_s_time(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    play(store, "f0", 10, 20, when=60)
    assert total(play(store, "f1", 0, 30, when=50, wall=30).spans) == 30 * MINUTE
    rows = store._database.read("SELECT real_end - real_start FROM activity ORDER BY id", {})
    assert rows == [(10 * MINUTE,), (10 * MINUTE,), (30 * MINUTE,)]


def test_time_that_went_elsewhere_is_kept_by_title(store: Store) -> None:
    play(store, "f0", 0, 10, when=10)
    for _ in range(2):
        play(store, "f1", 0, 10, when=10)
    ((detail,),) = store._database.read("SELECT detail FROM activity WHERE detail <> ''", {})
    assert json.loads(detail) == {"elsewhere": [["Film 0", 10 * MINUTE]]}


@pytest.mark.parametrize("sql", [OF_PLAY, OF_SESSION])
def test_only_lines_of_about_then_are_read(store: Store, sql: str) -> None:
    values = {"learner": 1, "content": 1, "low": 0, "high": 1, "latest": 1}
    plan = store._database.read(f"EXPLAIN QUERY PLAN {sql}", values)
    assert any("activity_real (learner_id=? AND real_end>?)" in str(step) for step in plan), plan


reports = st.lists(
    st.tuples(st.sampled_from([*FILMS, *TEXTS]), st.integers(0, 30), st.integers(0, 60), st.integers(0, 120)),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports)
def test_no_sequence_of_reports_is_credited_more_than_passed(told: list[tuple[Content, int, int, int]]) -> None:
    with Store(None, NOW) as fresh:
        fresh.catalogs.load(ORGANIZATION, [alone(content) for content in ALL])
        now, real = 0.0, []
        for content, later, wall, long in told:
            now += later / 60
            real.append((round(now * MINUTE) - wall * 1000, round(now * MINUTE)))
            play(fresh, content.id, 0, long / 60, when=now, wall=wall / 60)
        spent = sum(minutes(fresh, content.id) for content in (*FILMS, *TEXTS)) * MINUTE
        assert spent <= 2 * total(real) + 1
        assert problems(fresh) == []
