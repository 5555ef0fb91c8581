"""Check-ins in the store: kept as they are made, once, and counted only with a check-out."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import MIXED, NOW, ORGANIZATION, TALK
from tests.store.test_opening import run
from tests.store.test_processes import together

from ce_tui.catalog import Policy, read
from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.listing import CheckIn, State
from ce_tui.credit.model import Content, Credit, Need, ProgressRule
from ce_tui.credit.phrase import phrase, starts, window_of
from ce_tui.credit.progress import bounds, total, union
from ce_tui.credit.statements import Matched
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.exchange import xapi_reading
from ce_tui.exchange.xapi_writing import statements, text
from ce_tui.store import Refused, Store
from ce_tui.store.codec import dump, load

DATA = Path(__file__).parents[3] / "shared" / "data"
SECRET = "correct horse battery staple"
LAB = replace(TALK, id="workshop", starts_at=NOW, code="", check_in=True)  # 14:00 to 15:00 in Berlin
MINUTES = Credit(
    "lab", "Lab", credit_type("hours", step=Amount(1)), Amount(1000), (LAB,), rule=ProgressRule(Need.MINUTES, 60)
)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def ms(minutes: float) -> int:
    return round(at(minutes).timestamp() * 1000)


def load_lab(store: Store, *contents: Content) -> int:
    store.catalogs.load(ORGANIZATION, [replace(MINUTES, contents=contents or (LAB,))])
    return store.credits.find("lab")


@pytest.fixture
def lab(store: Store) -> int:
    """A credit with a session that is checked in to."""
    return load_lab(store)


def ledger(store: Store) -> list[tuple[Any, ...]]:
    return store._database.read("SELECT kind, start_ms, end_ms, at, detail FROM activity ORDER BY id", {})


def refused(use_case: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refused) as said:
        use_case(*args)
    return str(said.value)


def counted(store: Store, lab: int) -> float:
    record = store.credits.records("ada", (lab,)).get("workshop")
    return total(record.spans) / MINUTE if record else 0


def test_the_time_between_counts_and_both_moments_are_kept(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(-3))
    assert ledger(store) == [("check-in", 0, 0, ms(-3), "{}")]
    assert store.credits.records("ada", (lab,)) == {}
    here = CheckIn("nam", "workshop", "Talk", "Europe/Berlin", lab, at(-3), at(90), True)
    assert store.check_ins.of("ada", at(20)) == (here,)
    assert store.check_ins.of("bob", at(20)) == ()
    record = store.sessions.check_out("ada", lab, "workshop", "", at(40))
    assert record.spans == ((ms(0), ms(40)),)
    assert record.complete_at is None
    closed, stay = ledger(store)
    assert closed == ("check-in", ms(40), ms(40), ms(-3), "{}")
    assert stay[:4] == ("attended", ms(0), ms(40), ms(40))
    assert json.loads(stay[4]) == {"checked_in_at": ms(-3), "checked_out_at": ms(40)}
    assert store.check_ins.of("ada", at(41)) == ()
    assert store.credits.view("ada", lab, at(41)).holding.measure.current == 40 * MINUTE
    store.sessions.check_in("ada", lab, "workshop", "", at(50))
    assert store.sessions.check_out("ada", lab, "workshop", "", at(65)).complete_at is None
    assert counted(store, lab) == 50  # 83 %


def test_the_session_is_complete_at_its_threshold_as_ever(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(0))
    assert store.sessions.check_out("ada", lab, "workshop", "", at(54)).complete_at == at(54)
    assert store.credits.view("ada", lab, at(55)).state is State.READY


def test_a_second_window_hears_that_one_is_in_or_out_already(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(2))
    before = ledger(store)
    said = refused(store.sessions.check_in, "ada", lab, "workshop", "", at(3))
    assert said == "You are already checked in since 14:02; check out when you leave."
    assert ledger(store) == before
    store.sessions.check_out("ada", lab, "workshop", "", at(30))
    before = ledger(store)
    said = refused(store.sessions.check_out, "ada", lab, "workshop", "", at(31))
    assert said == "You are not checked in to this session; check in first."
    assert ledger(store) == before
    store.sessions.check_in("bob", lab, "workshop", "", at(31))  # nobody else is in with Ada


def test_checking_in_to_a_second_room_checks_out_of_the_first(store: Store, lab: int) -> None:
    codes = {1: "", 2: "B", 3: ""}
    rooms = [replace(LAB, id=f"room {n}", title=f"Room {n}", code=code) for n, code in codes.items()]
    store.catalogs.load(
        ORGANIZATION, [replace(MINUTES, id=f"c{n}", contents=(room,)) for n, room in enumerate(rooms, 1)]
    )
    keys = [store.credits.find(f"c{n}") for n in (1, 2, 3)]
    store.sessions.check_in("ada", keys[0], "room 1", "", at(0))
    with pytest.raises(Refused, match="not the attendance code"):
        store.sessions.check_in("ada", keys[1], "room 2", "C", at(10), leave=True)
    assert [one.session for one in store.check_ins.of("ada", at(10))] == ["room 1"]  # nothing was done by halves
    store.sessions.check_in("ada", keys[1], "room 2", "B", at(10), leave=True)
    assert [one.session for one in store.check_ins.of("ada", at(10))] == ["room 2"]
    assert total(store.credits.records("ada", (keys[0],))["room 1"].spans) == 10 * MINUTE
    store.sessions.check_in(
        "ada", keys[2], "room 3", "", at(20), leave=True
    )  # without the code of the other, one stays in it
    assert [one.session for one in store.check_ins.of("ada", at(20))] == ["room 2", "room 3"]
    store.sessions.check_out("ada", keys[2], "room 3", "", at(30))
    record = store.sessions.check_out("ada", keys[1], "room 2", "B", at(30))
    assert (total(record.spans), record.elsewhere) == (10 * MINUTE, (("Room 3", 10 * MINUTE),))


def test_who_never_checked_out_gets_nothing_and_hears_why(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(2))
    for use_case in (store.sessions.check_in, store.sessions.check_out):
        assert refused(use_case, "ada", lab, "workshop", "", at(90)).endswith(
            "so it counts nothing; the organizer can record your attendance."
        )
    (left,) = store.check_ins.of("ada", at(90))
    assert not left.stands
    assert counted(store, lab) == 0


def test_who_left_before_the_session_began_is_out_and_may_come_again(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(-10))
    record = store.sessions.check_out("ada", lab, "workshop", "", at(-5))
    assert (record.spans, record.complete_at) == ((), None)
    assert store.check_ins.of("ada", at(-5)) == ()
    store.sessions.check_in("ada", lab, "workshop", "", at(-1))
    assert total(store.sessions.check_out("ada", lab, "workshop", "", at(10)).spans) == 10 * MINUTE


def test_a_clock_set_back_makes_no_minute_count_twice(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(0))
    store.sessions.check_out("ada", lab, "workshop", "", at(30))
    store.sessions.check_in("ada", lab, "workshop", "", at(10))  # set back by twenty minutes
    assert total(store.sessions.check_out("ada", lab, "workshop", "", at(40)).spans) == 40 * MINUTE
    store.sessions.check_in("ada", lab, "workshop", "", at(55))
    assert "which is before your check-in at 14:55" in refused(
        store.sessions.check_out, "ada", lab, "workshop", "", at(20)
    )
    store.sessions.check_in(
        "ada", lab, "workshop", "", at(21)
    )  # set back again; whoever comes anew was not there before
    store.sessions.check_out("ada", lab, "workshop", "", at(25))
    assert refused(store.sessions.check_out, "ada", lab, "workshop", "", at(70)).startswith("This session is over")
    assert counted(store, lab) == 40
    assert store.check_ins.of("ada", at(56)) == ()


def test_a_session_that_was_moved_is_checked_in_to_anew(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(0))
    week = 7 * 24 * 60
    load_lab(store, replace(LAB, starts_at=at(week)))
    assert "check in first" in refused(store.sessions.check_out, "ada", lab, "workshop", "", at(week + 5))
    store.sessions.check_in("ada", lab, "workshop", "", at(week + 5))
    assert total(store.sessions.check_out("ada", lab, "workshop", "", at(week + 15)).spans) == 10 * MINUTE
    load_lab(store)  # and back: what was left behind is not open again
    assert store.check_ins.of("ada", at(10)) == ()


def test_a_session_whose_check_in_was_dropped_holds_nobody(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(0))
    load_lab(store, replace(LAB, check_in=False))
    (left,) = store.check_ins.of("ada", at(10))
    assert not left.stands
    assert "asks for no check-in" in refused(store.sessions.check_out, "ada", lab, "workshop", "", at(10))
    assert store.sessions.attend("ada", lab, "workshop", "", at(60)).complete_at == at(60)
    other = replace(MINUTES, contents=(replace(LAB, id="other"),))
    store.catalogs.load(ORGANIZATION, [other])
    assert store.check_ins.of("ada", at(10)) == ()  # no credit has it any more


def test_attending_by_code_alone_is_refused(store: Store, lab: int) -> None:
    load_lab(store, replace(LAB, code="PLUM-42"))
    assert "open its page and check in" in refused(store.sessions.attend, "ada", lab, "workshop", "PLUM-42", at(30))
    assert ledger(store) == []


def test_a_phrase_is_kept_with_each_and_wrong_ones_slow_the_next_down(store: Store, lab: int) -> None:
    load_lab(store, replace(LAB, secret=SECRET))

    def shown(minutes: float) -> str:
        return phrase(SECRET, "workshop", window_of(at(minutes)))

    store.sessions.check_in("ada", lab, "workshop", shown(1), at(1))
    for n in range(5):
        assert "not the attendance code" in refused(
            store.sessions.check_out, "ada", lab, "workshop", "AAAA-AAAA", at(20 + n / 60)
        )
    assert "Please wait 30 seconds" in refused(
        store.sessions.check_out, "ada", lab, "workshop", shown(20), at(20 + 4 / 60)
    )
    assert store.sessions.check_out("ada", lab, "workshop", shown(30), at(30)).spans == ((ms(1), ms(30)),)
    told = explain(store.credits.view("ada", lab, at(31)), store.learning.history("ada", lab), at(31))[0].lines
    assert [line.partition(": ")[2] for line in told[:5]] == ["a wrong code was entered"] * 5
    kept = [(kind, json.loads(detail)) for kind, _, _, _, detail in ledger(store)]
    assert kept == [
        ("check-in", {"shown_at": round(starts(window_of(at(1))).timestamp() * 1000)}),
        *[("guess", {})] * 5,
        ("attended", {"checked_in_at": ms(1), "checked_out_at": ms(30), "shown_at": ms(30)}),
    ]


def test_a_check_in_does_not_move_the_moment_at_which_something_was_earned(store: Store, lab: int) -> None:
    store.sessions.check_in("ada", lab, "workshop", "", at(0))
    store.sessions.check_out("ada", lab, "workshop", "", at(40))
    store.sessions.check_in("ada", lab, "workshop", "", at(50))
    load_lab(store, replace(LAB, threshold=500))
    assert store.credits.records("ada", (lab,))["workshop"].complete_at == at(40)


def test_the_ledger_tells_each_stay_with_both_moments(store: Store, lab: int) -> None:
    for came, left in ((-10, -5), (-3, 20), (15, 30)):
        store.sessions.check_in("ada", lab, "workshop", "", at(came))
        store.sessions.check_out("ada", lab, "workshop", "", at(left))
    store.sessions.check_in("ada", lab, "workshop", "", at(50))

    def told(minutes: float) -> tuple[str, ...]:
        view, lines = store.credits.view("ada", lab, at(minutes)), store.learning.history("ada", lab)
        return explain(view, lines, at(minutes))[0].lines

    stays = (
        "1 Jun 2026, 13:55: checked in at 13:50 and out at 13:55, outside the session's time; nothing of it counts",
        "1 Jun 2026, 14:20: checked in at 13:57 and out at 14:20, in the session 14:00 to 14:20, 20 min; all of it new",
        "1 Jun 2026, 14:30: checked in at 14:15 and out at 14:30, in the session 14:15 to 14:30, 15 min; "
        "10 min of it new",
    )
    assert told(60) == (*stays, "1 Jun 2026, 14:50: checked in; the time from here counts once you check out")
    assert told(90) == (
        *stays,
        "1 Jun 2026, 14:50: checked in and not out, so it counts nothing; the organizer can record attendance",
    )


def test_statements_tell_real_stays_and_bring_them_back(store: Store, lab: int) -> None:
    for came, left in ((-5, 20), (30, 75)):
        store.sessions.check_in("ada", lab, "workshop", "", at(came))
        store.sessions.check_out("ada", lab, "workshop", "", at(left))
    store.sessions.check_in("bob", lab, "workshop", "", at(30))
    assert [*statements("bob", store.learning.history("bob"))] == []
    told = [*statements("ada", store.learning.history("ada"))]
    assert [(one["timestamp"], one["result"]) for one in told] == [
        ("2026-06-01T12:00:00.000Z", {"completion": False, "duration": "PT1200.00S"}),
        ("2026-06-01T12:30:00.000Z", {"completion": False, "duration": "PT1800.00S"}),
    ]
    with Store(None, NOW) as other:
        load_lab(other)
        heard = xapi_reading.read("".join(text(told)).encode(), "told.json").heard
        placed = [Matched(one, "ada", "nam", "workshop") for one in heard]
        assert other.statements.ingest(placed, at(100)).recorded == 2
        assert (
            other.credits.records("ada", (other.credits.find("lab"),))["workshop"].spans
            == store.credits.records("ada", (lab,))["workshop"].spans
        )
    assert store.statements.ingest(placed, at(100)).known == 2


def test_opening_with_somebody_checked_in_loads_no_codec(tmp_path: Path) -> None:
    with Store(tmp_path / "ce.db", NOW) as store:
        store.sessions.check_in("ada", load_lab(store), "workshop", "", at(0))
    script = """
        import sys
        from datetime import datetime
        from pathlib import Path
        from ce_tui.store import Store
        now = datetime.fromisoformat("2026-06-01T12:05:00+00:00")
        with Store(Path(sys.argv[1]), now) as store:
            assert [one.stands for one in store.check_ins.of("ada", now)] == [True]
        print(*sorted({"sqlalchemy", "sqlmodel", "pydantic", "ssl"} & set(sys.modules)))
    """
    assert run(script, tmp_path / "ce.db") == ""


def test_who_is_in_is_found_without_reading_the_ledger(store: Store, lab: int) -> None:
    """By the plan, not by time: of 100,000 lines only those that are open are looked at."""
    asked: list[str] = []
    store.engine.connection.set_trace_callback(asked.append)
    store.check_ins.of("ada", at(1))
    store.engine.connection.set_trace_callback(None)
    (sql,) = asked
    plan = [row[3] for row in store._database.read(f"EXPLAIN QUERY PLAN {sql}", {})]
    assert any("SEARCH a USING INDEX activity_open (learner_id=?)" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)


@pytest.mark.slow
def test_many_windows_at_once_are_one_check_in_and_one_check_out(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    with Store(path, NOW) as store:
        lab = load_lab(store)
    script = """
        with Store(path, now) as store:
            try:
                key, at = store.credits.find("lab"), now.replace(minute={minute})
                store.sessions.check_{way}("ada", key, "workshop", "", at)
                print("done")
            except Refused as refused:
                print(refused)
    """
    with together(path, script.format(way="in", minute=2), 6) as said:
        assert sorted(said) == ["You are already checked in since 14:02; check out when you leave."] * 5 + ["done"]
    with together(path, script.format(way="out", minute=40), 6) as said, Store(path, NOW) as store:
        assert sorted(said) == ["You are not checked in to this session; check in first."] * 5 + ["done"]
        assert [kind for kind, *_ in ledger(store)] == ["check-in", "attended"]
        assert counted(store, lab) == 38


def test_a_program_killed_while_people_come_and_go_keeps_every_stay_it_told_of(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    with Store(path, NOW) as store:
        lab = load_lab(store, replace(LAB, length_ms=600 * MINUTE))
    script = f"""
import sys
from datetime import datetime, timedelta
from pathlib import Path
from ce_tui.store import Store
start = datetime.fromisoformat("{NOW.isoformat()}")
with Store(Path(sys.argv[1]), start) as store:
    for minute in range(0, 600, 2):
        store.sessions.check_in("ada", {lab}, "workshop", "", start + timedelta(minutes=minute))
        store.sessions.check_out("ada", {lab}, "workshop", "", start + timedelta(minutes=minute + 1))
        print(minute, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        told += [int(line) for line in process.stdout]
    assert told == [*range(0, 2 * len(told), 2)]
    with Store(path, NOW) as store:
        assert store._database.read("PRAGMA integrity_check", {}) == [("ok",)]
        stays = [line for line in ledger(store) if line[0] == "attended"]
        spans = store.credits.records("ada", (lab,))["workshop"].spans
        assert union((start, end) for _, start, end, _, _ in stays) == spans  # a stay and its sum, or neither
        assert len(told) <= len(stays) <= len(told) + 1
        open_ones = [line for line in ledger(store) if line[0] == "check-in" and line[2] == 0]
        assert len(open_ones) == len(store.check_ins.of("ada", at(2 * len(told) + 2))) <= 1


def test_contents_stored_before_there_was_a_check_in_are_read() -> None:
    kept = json.loads(dump(replace(MIXED, contents=(TALK,))))
    del kept["contents"][0]["check_in"]
    assert load(Credit, json.dumps(kept)).contents == (TALK,)


def test_sessions_at_the_same_time_of_a_real_event_count_once() -> None:
    """Everything that runs on one afternoon, each session checked in to and out of as soon as it can be."""
    file = DATA / "frab-camp2019.json"
    if not file.exists():
        pytest.skip("the schedule is not here")
    catalog = read(file, policy=Policy(credit_type("ama"), "event", name="Camp", acronym="CME"))
    (event,) = catalog.credits
    event = replace(event, contents=tuple(replace(content, check_in=True) for content in event.contents))
    with Store(None, NOW) as store:
        store._database.clock_moves = True  # back to the days of that event, before any store of ours
        store.catalogs.load(catalog.organization, [event])
        key = store.credits.find(event.id)
        moves = []  # in at the start (or five minutes late), out at the end; whole sessions, one after another
        for n, content in enumerate(event.contents):
            assert content.starts_at is not None
            over = content.starts_at + timedelta(milliseconds=content.length_ms)
            moves += [(content.starts_at + timedelta(minutes=5 * (n % 2)), 1, content), (over, 0, content)]
        for now, into, content in sorted(moves, key=lambda move: move[:2]):
            (store.sessions.check_in if into else store.sessions.check_out)("ada", key, content.id, "", now)
        records = store.credits.records("ada", (key,))
        each = sum(total(record.spans) for record in records.values())
        together = union(span for record in records.values() for span in record.spans)
        assert len(records) == len(event.contents) == 79
        overlaps = [a for a, b in pairwise(sorted(bounds(c) for c in event.contents)) if b[0] < a[1]]
        assert len(overlaps) > 20
        assert each > total(together)
        whole = union(
            span for c in event.contents for span in ([bounds(c)] if records[c.id].complete_at else records[c.id].spans)
        )
        measure = store.credits.view("ada", key, at(0)).holding.measure
        assert measure.current == sum(end - start for start, end in whole) <= measure.needed
        minutes = {
            m
            for c in event.contents
            for start, end in records[c.id].spans
            for m in range(start // MINUTE, end // MINUTE)
        }
        assert total(together) == len(minutes) * MINUTE
