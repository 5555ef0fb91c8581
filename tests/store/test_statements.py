"""Statements of other systems in the store: what they give, what they take back, and that the sums stay those of the
ledger whatever comes in which order.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, TALK, claim, dump, finish, watch

from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import TAKEN_BACK
from ce_tui.credit.progress import Record, total, union
from ce_tui.credit.statements import Actor, Matched, Statement
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store
from ce_tui.store.integrity import problems
from ce_tui.store.results import IngestReport

MONDAY, TUESDAY = NOW - timedelta(days=7), NOW - timedelta(days=6)
LMS = Actor("https://lms.example", "ada")


def said(id: str, verb: str = "completed", at: datetime | None = MONDAY, **more: Any) -> Statement:
    whole = more.pop("whole", verb in ("completed", "passed", "waived") and "refused" not in more)
    return Statement(id, "ada", "x", verb, at, whole=whole, actor=more.pop("actor", LMS), system="lms", **more)


def no(id: str = "no", at: datetime = TUESDAY) -> Statement:
    return said(id, at=at, refused=True, takes_back=True)


def played(id: str, start: int, end: int, at: datetime = MONDAY) -> Statement:
    return said(id, "paused", at, spans=((start * MINUTE, end * MINUTE),))


def hear(
    store: Store,
    *heard: Statement,
    content: str = "airway",
    voided: tuple[str, ...] = (),
    now: datetime = NOW,
    learner: str = "ada",
) -> IngestReport:
    report = store.statements.ingest([Matched(one, learner, "nam", content) for one in heard], now, voided=voided)
    assert problems(store) == []
    return report


def record(store: Store, content: str = "airway", credit: str = "whole") -> Record:
    return store.credits.records("ada", (store.credits.find(credit),), NOW).get(content, Record(content))


def minutes(store: Store, content: str = "airway", credit: str = "whole") -> float:
    return total(record(store, content, credit).spans) / MINUTE


def why(report: IngestReport) -> list[str]:
    return [note.why for note in report.notes]


def test_a_void_that_comes_later_takes_back_what_it_voids(store: Store) -> None:
    assert hear(store, said("a")).recorded == 1
    assert record(store).complete_at == MONDAY
    report = hear(store, voided=("a",))
    assert (report.voided, why(report)) == (1, ["voided"])
    note = report.notes[0]
    assert (note.learner, note.content, note.text) == ("ada", "Airway", "It said completed, 25 May 2026, 14:00.")
    assert record(store) == Record("airway")
    assert hear(store, voided=("a",)).voided == 0  # it is told once
    assert (hear(store, said("a")).known, minutes(store)) == (1, 0)


def test_a_void_that_comes_first_is_kept(store: Store) -> None:
    assert why(hear(store, voided=("a",))) == []
    report = hear(store, said("a"))
    assert (report.recorded, report.voided, why(report)) == (0, 1, ["voided"])
    assert hear(store, said("a"), said("b", at=TUESDAY)).voided == 1
    assert record(store).complete_at == TUESDAY


def test_a_void_takes_back_only_what_no_other_gives(store: Store) -> None:
    watch(store, "whole", "airway", 0, 10)
    hear(store, played("a", 5, 30))
    hear(store, played("b", 20, 40))
    assert minutes(store) == 40
    hear(store, voided=("a",))
    assert record(store).spans == ((0, 10 * MINUTE), (20 * MINUTE, 40 * MINUTE))
    hear(store, voided=("b",))
    assert record(store).spans == ((0, 10 * MINUTE),)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_in_whatever_order_they_come(store: Store, order: tuple[int, ...]) -> None:
    steps = [
        lambda: hear(store, said("a", at=MONDAY), played("p", 0, 12)),
        lambda: hear(store, no(at=TUESDAY)),
        lambda: hear(store, said("c", at=TUESDAY + timedelta(hours=1)), voided=("x",)),
    ]
    for number in order:
        steps[number]()
    assert record(store).complete_at == TUESDAY + timedelta(hours=1)
    hear(store, voided=("c",))
    assert (record(store).complete_at, minutes(store)) == (None, 0)
    hear(store, voided=("no",))  # the set-back itself was a mistake
    assert record(store).complete_at == MONDAY


def test_what_was_set_back_is_told_with_its_learner(store: Store) -> None:
    hear(store, said("a"))
    report = hear(store, no())
    assert (report.set_back, sorted(why(report))) == (1, ["no", "set back"])
    assert {(note.learner, note.content) for note in report.notes} == {("ada", "Airway")}
    assert "It said not completed, 26 May 2026, 14:00." in [note.text for note in report.notes]
    assert record(store) == Record("airway")
    again = hear(store, no())
    assert (again.known, again.set_back, why(again)) == (1, 0, [])


@pytest.mark.parametrize("back", ["void", "set back"])
def test_nothing_that_was_claimed_is_taken_back_and_that_is_told_by_number(store: Store, back: str) -> None:
    hear(store, said("a"))
    made = claim(store, "whole", 1000)
    held = dump(store)["holding"]
    report = hear(store, voided=("a",)) if back == "void" else hear(store, no())
    (note,) = [note for note in report.notes if note.why == "claimed"]
    still = "It still counts for “In parts”, “Use it or lose it”, where nothing is claimed yet."
    assert note.text.endswith(f"Certificate {made.number} was claimed with it. {still}")
    assert (note.learner, note.content) == ("ada", "Airway")
    assert (report.voided, report.set_back, record(store).complete_at) == (0, 0, MONDAY)
    assert dump(store)["holding"] == held
    store.certificates.revoke(made.number, "A wrong person had been ticked.", NOW)
    report = hear(store, voided=("a",)) if back == "void" else hear(store, no("again"))
    assert (report.voided or report.set_back, record(store).complete_at) == (1, None)


def test_what_was_done_here_stays_whatever_another_system_takes_back(store: Store) -> None:
    finish(store, "whole", "airway", 54)
    hear(store, said("a", at=NOW))
    report = hear(store, replace(no(at=NOW)))
    assert record(store).complete_at == NOW
    assert sorted(why(report)) == ["contradicted", "set back"]
    hear(store, voided=("a",))
    assert minutes(store) == 54


def test_another_system_that_says_no_takes_nothing_back_and_is_told(store: Store) -> None:
    hear(store, said("a"))
    report = hear(store, replace(no(), system="another"))
    assert (why(report), record(store).complete_at) == (["contradicted"], MONDAY)


def test_a_quiz_and_a_reading_are_set_back_too(store: Store) -> None:
    hear(store, said("q", "passed"), content="quiz")
    hear(store, said("g"), content="guide")
    assert {record(store, one, "mixed").done for one in ("quiz", "guide")} == {True}
    hear(store, voided=("q", "g"))
    assert [record(store, one, "mixed") for one in ("quiz", "guide")] == [Record("quiz"), Record("guide")]
    store.quizzes.hand_in("ada", store.credits.find("mixed"), "quiz", {"q1": "a", "q2": ["b", "c"]}, NOW)
    hear(store, said("q2", "passed"), content="quiz")
    hear(store, voided=("q2",))
    assert (record(store, "quiz", "mixed").done, record(store, "quiz", "mixed").complete_at) == (True, NOW)


def test_the_ledger_tells_what_was_taken_back(store: Store) -> None:
    key = store.credits.find("whole")
    hear(store, said("a"))
    hear(store, voided=("a",))
    (history,) = store.learning.history("ada", key)
    assert [(line.kind, line.long_ms) for line in history.lines] == [(TAKEN_BACK, 0)]
    told = explain(store.credits.view("ada", key, NOW), store.learning.history("ada", key), NOW)[0].lines
    assert told == ("25 May 2026, 14:00: completed, as another system said and took back",)


def test_what_the_organizer_vouches_for_is_said_in_the_ledger(store: Store) -> None:
    key = store.credits.find("whole")
    hear(store, replace(played("a", 0, 10), trusted=True))
    (line,) = explain(store.credits.view("ada", key, NOW), store.learning.history("ada", key), NOW)[0].lines
    assert line.startswith("25 May 2026, 14:00: paused, as another system says, and the organizer vouches for, 0:00")


def test_statements_recorded_before_they_were_kept_are_known_and_can_be_voided(store: Store) -> None:
    hear(store, said("a"), played("b", 0, 20, TUESDAY))
    with store._database.transaction() as tx:  # as an older program left it
        tx.execute("DELETE FROM statement", {})
    assert hear(store, said("a"), played("b", 0, 20, TUESDAY)).known == 2
    assert hear(store, voided=("a",)).voided == 1
    assert minutes(store) == 0  # what another gave besides was not kept then


def test_a_statement_is_dated_by_what_was_done(store: Store) -> None:
    hear(store, played("b", 30, 60, TUESDAY))
    hear(store, played("a", 0, 30, MONDAY))
    assert record(store).complete_at == TUESDAY
    hear(store, said("c", at=MONDAY))
    assert record(store).complete_at == MONDAY  # an older word that came later


def test_what_was_claimed_keeps_its_date(store: Store) -> None:
    hear(store, said("b", at=TUESDAY))
    claim(store, "whole", 1000)
    hear(store, said("a", at=MONDAY))
    assert record(store).complete_at == TUESDAY


def test_a_session_is_complete_when_the_last_of_it_was_attended(store: Store) -> None:
    assert TALK.starts_at is not None
    start = TALK.starts_at
    for id, heard, done in (
        ("whole", said("w", "attended", NOW + timedelta(minutes=4)), start + timedelta(hours=1)),
        ("stay", said("s", "attended", start, duration_ms=56 * MINUTE), start + timedelta(minutes=56)),
        ("completed", said("c", "completed", NOW), start + timedelta(hours=1)),
    ):
        hear(store, heard, content="talk")
        assert record(store, "talk", "mixed").complete_at == done, id
        hear(store, voided=(heard.id,))
        assert record(store, "talk", "mixed").complete_at is None


def test_stays_are_dated_anew_when_another_tells_how(store: Store) -> None:
    start = TALK.starts_at
    assert start is not None
    hear(store, said("a", "attended", start + timedelta(minutes=30), duration_ms=20 * MINUTE), content="talk")
    hear(store, said("b", "attended", start + timedelta(minutes=60), duration_ms=25 * MINUTE), content="talk")
    assert minutes(store, "talk", "mixed") == 45
    assert hear(
        store, said("b", "attended", start + timedelta(minutes=60), duration_ms=25 * MINUTE), content="talk"
    ).known


def test_a_session_that_was_moved_keeps_what_statements_gave(store: Store) -> None:
    start = TALK.starts_at
    assert start is not None
    hear(store, said("a", "attended", start, duration_ms=40 * MINUTE), content="talk")
    moved = replace(TALK, starts_at=start - timedelta(days=1))
    credits = [
        replace(one, contents=tuple(moved if content.id == "talk" else content for content in one.contents))
        for one in CREDITS
    ]
    store.catalogs.load(ORGANIZATION, credits)
    hear(store, said("x", "attended", start - timedelta(days=1), duration_ms=10 * MINUTE), content="talk")
    assert record(store, "talk", "mixed").spans[-1][1] == round((start + timedelta(minutes=40)).timestamp() * 1000)


def test_accounts_are_known_once_met(store: Store) -> None:
    assert store.statements.known_accounts() == {}
    hear(store, said("a"))
    hear(store, said("b", actor=Actor("https://lrs.example", "u17")))
    hear(store, said("c", actor=Actor(mail="ada@x.org")))
    assert store.statements.known_accounts() == {
        ("https://lms.example", "ada"): "ada",
        ("https://lrs.example", "u17"): "ada",
    }


def test_an_id_with_another_meaning_is_told(store: Store) -> None:
    hear(store, said("a"))
    report = hear(store, said("a", at=TUESDAY))
    assert (report.known, why(report)) == (1, ["other"])
    assert record(store).complete_at == MONDAY


def test_an_id_is_of_one_learner_and_one_content_for_good(store: Store) -> None:
    hear(store, said("a"))
    for learner, content in (("ada", "short"), ("bob", "airway")):
        report = hear(store, said("a"), learner=learner, content=content)
        assert (report.recorded, report.known, why(report)) == (0, 1, ["other"])
        assert [(note.learner, note.statement) for note in report.notes] == [(learner, "a")]
    report = store.statements.ingest(
        [Matched(said("b"), "bob", "nam", content) for content in ("airway", "short")], NOW
    )
    assert (report.recorded, report.known, why(report)) == (1, 1, ["other"])
    assert hear(store, said("b"), learner="bob").notes == []


def test_the_organizer_can_vouch_for_what_counted_in_part(store: Store) -> None:
    opened, paused = said("a", "initialized", session="s"), replace(played("b", 0, 60), session="s")
    assert why(hear(store, opened, paused)) == ["real time"]
    part = minutes(store)
    assert part < 1
    report = hear(store, opened, replace(paused, trusted=True))
    assert (report.recorded, report.known, minutes(store)) == (1, 1, 60)
    again = hear(store, opened, replace(paused, trusted=True))
    assert (again.recorded, again.known, minutes(store)) == (0, 2, 60)
    hear(store, opened, paused)  # and nobody takes it back by taking the file in once more
    assert minutes(store) == 60
    hear(store, voided=("b",))
    assert minutes(store) == 0


def test_what_says_that_nothing_of_it_was_done_is_told_as_that(store: Store) -> None:
    (note,) = hear(store, said("a", progress=0)).notes
    assert (note.why, note.text.partition(". ")[2]) == ("no", "It also says that none of it was done.")


def test_what_fits_no_content_of_its_kind_is_told(store: Store) -> None:
    assert why(hear(store, said("a"), content="quiz")) == ["kind"]
    assert why(hear(store, said("b", "attended"))) == ["kind"]
    report = hear(store, said("c", "passed"), said("d", "completed"), content="quiz")
    assert (report.recorded, report.empty, why(report)) == (1, 1, [])


def test_a_player_opened_in_one_file_and_paused_in_another(store: Store) -> None:
    hear(store, said("a", "initialized", MONDAY, session="s"))
    report = hear(store, replace(played("b", 0, 60, MONDAY + timedelta(seconds=1)), session="s"))
    assert (record(store).spans, why(report)) == (((0, 4000),), ["real time"])


def test_what_is_called_complete_and_is_not_is_told(store: Store) -> None:
    report = hear(store, said("a", spans=((0, 12 * MINUTE),)))
    (note,) = report.notes
    assert (report.recorded, note.why) == (1, "part")
    assert note.text == "It said completed, 25 May 2026, 14:00. It tells 12:00 of 1:00:00."
    assert why(hear(store, said("b", spans=((0, 55 * MINUTE),)))) == []


def test_a_try_that_failed_later_takes_nothing_back_and_is_told(store: Store) -> None:
    hear(store, said("a", "passed"), content="quiz")
    report = hear(store, said("b", "failed", TUESDAY, refused=True), content="quiz")
    assert (why(report), record(store, "quiz", "mixed").complete_at) == (["contradicted"], MONDAY)


def test_two_sessions_at_one_time_in_two_credits_count_once(store: Store) -> None:
    beside = replace(TALK, id="beside", title="Beside")
    alone = [replace(CREDITS[0], id=one.id, title=one.title, contents=(one,), questions=()) for one in (TALK, beside)]
    store.catalogs.load(replace(ORGANIZATION, id="other"), alone)
    assert TALK.starts_at is not None

    def attended(id: str, content: str) -> IngestReport:
        heard = said(id, "attended", TALK.starts_at, duration_ms=60 * MINUTE)
        report = store.statements.ingest([Matched(heard, "ada", "other", content)], NOW)
        assert problems(store) == []
        return report

    attended("a", "talk")
    report = attended("b", "beside")
    assert [note.text for note in report.notes] == ["It leaves out 60 min that count for “Talk”."]
    assert minutes(store, "beside", "other/beside") == 0
    hear(store, voided=("a",))
    attended("b", "beside")  # the time is free again
    assert minutes(store, "beside", "other/beside") == 60


STATEMENTS = st.lists(
    st.builds(
        lambda system, minute, kind, start, long: (system, TUESDAY + timedelta(minutes=minute), kind, start, long),
        st.sampled_from("ab"),
        st.integers(0, 90),
        st.integers(0, 3),
        st.integers(0, 59),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=6,
)


def made(number: int, content: str, system: str, at: datetime, kind: int, start: int, long: int) -> Statement:
    id = f"s{number}"
    if content == "talk":
        at += NOW - timedelta(hours=2) - TUESDAY
    if kind == 0:
        heard = no(id, at)
    elif kind == 1:
        heard = said(id, at=at)
    elif content == "talk":
        heard = said(id, "attended", at, duration_ms=long * MINUTE)
    else:
        heard = played(id, start, min(60, start + long), at)
    return replace(heard, system=system)


@settings(max_examples=25)
@given(STATEMENTS, st.sampled_from(["airway", "talk"]), st.data())
def test_the_order_in_which_they_come_changes_nothing(told: list[Any], content: str, data: st.DataObject) -> None:
    heard = [made(number, content, *one) for number, one in enumerate(told)]
    voided = data.draw(st.sets(st.sampled_from([one.id for one in heard]), max_size=2))
    steps = data.draw(st.permutations([*heard, *sorted(voided)]))
    found = []
    for one_by_one in (False, True):
        with Store(None, NOW) as store:
            store.catalogs.load(ORGANIZATION, CREDITS)
            for step in steps if one_by_one else ():
                hear(
                    store,
                    *([step] if isinstance(step, Statement) else []),
                    content=content,
                    voided=(step,) if isinstance(step, str) else (),
                )
            if not one_by_one:
                hear(store, *heard, content=content, voided=(*voided,))
            there = record(store, content, "whole" if content == "airway" else "mixed")
            found.append((union(there.spans), there.done, there.complete_at))
    assert found[0] == found[1]


def test_what_is_complete_without_success_counts_for_nothing_and_is_told(store: Store) -> None:
    report = hear(store, said("a", whole=False))
    assert (report.recorded, report.empty, why(report), minutes(store)) == (0, 0, ["no"], 0)
    assert report.notes[0].text.endswith("It also says that it was no success.")
