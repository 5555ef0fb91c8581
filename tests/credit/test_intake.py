"""What several statements about one content come to: the latest word, real time, one way of dating, nothing silent."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ce_tui.credit.intake import Recorded, Verdict, completed_at, judge
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.progress import Span, bounds, total
from ce_tui.credit.spending import Use, left
from ce_tui.credit.statements import NOTES, Actor, Effect, Statement, effect

START = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)
NOW = datetime(2025, 6, 1, tzinfo=UTC)
MINUTE = 60_000
FILM = Content("film", ContentKind.VIDEO, "Film", 60 * MINUTE)
CHECKED = Content("film", ContentKind.VIDEO, "Film", 60 * MINUTE, checks=(10 * MINUTE, 30 * MINUTE))
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=START)
QUIZ = Content("quiz", ContentKind.QUIZ, "Quiz")
GUIDE = Content("guide", ContentKind.READING, "Guide", 5 * MINUTE)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def said(
    id: str, verb: str, moment: datetime | None = START, *, minutes: float | None = None, **more: Any
) -> Statement:
    long = None if minutes is None else round(minutes * MINUTE)
    return Statement(id, "kim", "x", verb, moment, duration_ms=long, system=more.pop("system", "lms"), **more)


def whole(id: str, verb: str = "completed", moment: datetime | None = START, **more: Any) -> Statement:
    return said(id, verb, moment, whole=True, **more)


def no(id: str, moment: datetime | None, **more: Any) -> Statement:
    return said(id, "completed", moment, refused=True, takes_back=True, **more)


def judged(
    content: Content,
    *new: Statement,
    kept: Collection[Recorded] = (),
    voided: Collection[str] = (),
    seen: Collection[Span] = (),
    now: datetime = NOW,
    uses: Sequence[Use] = (),
) -> Verdict:
    verdict = judge(
        content,
        [*kept],
        new,
        voided=voided,
        seen=seen,
        unanswered=content.checks,
        free=lambda real: left((real,), uses),
        zone="UTC",
        now=now,
    )
    assert {note.why for note in verdict.notes} <= NOTES.keys()
    assert all(note.text[0].isupper() and note.text.endswith(".") for note in verdict.notes)
    return verdict


def kept(content: Content, heard: Statement, *spans: Span, done: bool = False) -> Recorded:
    return Recorded(heard, Effect(spans, done), bounds(content))


def minutes(verdict: Verdict) -> float:
    return total(span for gave in verdict.counts.values() for span in gave.spans) / MINUTE


def why(verdict: Verdict) -> list[str]:
    return [note.why for note in verdict.notes]


# --- what cannot be read, what says no, what has no moment ----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        (FILM, whole("a", wrong=(("completion", "perhaps"),))),
        (FILM, whole("a", wrong=(("progress", "85"),))),
        (FILM, whole("a", wrong=(("segments", "0-30"),))),
        (FILM, said("a", "paused", wrong=(("progress", "85"),))),
        (TALK, said("a", "attended", wrong=(("duration", "600"),))),
        (TALK, whole("a", wrong=(("duration", "600"),))),
        (TALK, said("a", "attended", wrong=(("success", "2"),))),
        (TALK, said("a", "attended", wrong=(("late", "1"),))),
        (TALK, said("a", "attended", wrong=(("progress", "half"),))),
        (QUIZ, whole("a", "passed", wrong=(("score", "best"),))),
        (QUIZ, whole("a", "passed", wrong=(("result", "no"),))),
        (TALK, said("a", "attended", wrong=(("result", "no"),))),
        (TALK, said("a", "attended", wrong=(("attendance", "partial"),))),
        (TALK, whole("a", spans=((0, MINUTE),), wrong=(("completion", "perhaps"),))),
        (GUIDE, whole("a", wrong=(("success", ""),))),
    ],
)
def test_what_cannot_be_read_counts_for_nothing_and_is_told(content: Content, heard: Statement) -> None:
    verdict = judged(content, heard)
    assert (verdict.counts, why(verdict), verdict.refused) == ({}, ["value"], {"a"})
    assert f"“{heard.wrong[0][1]}”" in verdict.notes[0].text


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        (FILM, whole("a", spans=((0, 60 * MINUTE),), wrong=(("progress", "85"), ("completion", "x")))),
        (FILM, whole("a", wrong=(("duration", "600"),))),
        (TALK, whole("a", "passed", wrong=(("duration", "600"),))),
        (QUIZ, whole("a", "passed", wrong=(("progress", "85"),))),
        (GUIDE, whole("a", wrong=(("duration", "600"),))),
        (GUIDE, whole("a", wrong=(("segments", "0-30"),))),
        (TALK, whole("a", wrong=(("segments", "0-30"),))),
        (FILM, whole("a", "passed", wrong=(("segments", "0-30"),))),
    ],
)
def test_a_value_on_which_nothing_depends_is_no_obstacle(content: Content, heard: Statement) -> None:
    verdict = judged(content, heard)
    assert (list(verdict.counts), why(verdict)) == (["a"], [])
    assert verdict.counts["a"].spans or verdict.counts["a"].done


@pytest.mark.parametrize(
    ("heard", "reason", "text"),
    [
        (whole("a", moment=None), "moment", "It has no moment."),
        (whole("a", moment=None, wrong=(("timestamp", "monday"),)), "moment", "It is dated “monday”."),
        (whole("a", moment=NOW + timedelta(minutes=6)), "future", "It is dated 1 Jun 2025, 00:06, which is to come."),
        (
            whole("a", moment=datetime(2090, 3, 10, tzinfo=UTC)),
            "future",
            "It is dated 10 Mar 2090, 00:00, which is to come.",
        ),
        (whole("a", moment=datetime(1999, 12, 31, tzinfo=UTC)), "old", "It is dated 1999-12-31."),
        (whole("a", moment=datetime(1970, 1, 1, tzinfo=UTC)), "old", "It is dated 1970-01-01."),
        (no("a", None), "moment", "It has no moment."),
    ],
    ids=range(7),
)
def test_a_moment_that_cannot_be_is_never_today(heard: Statement, reason: str, text: str) -> None:
    verdict = judged(FILM, heard)
    assert verdict.counts == {}
    assert [(note.why, note.text) for note in verdict.notes] == [(reason, text)]


def test_clocks_may_differ_by_five_minutes() -> None:
    assert judged(FILM, whole("a", moment=NOW + timedelta(minutes=5))).counts["a"].done


def test_attendance_without_a_moment_is_dated_by_its_session() -> None:
    assert minutes(judged(TALK, said("a", "attended", None))) == 60
    assert why(judged(TALK, said("a", "attended", None, minutes=20))) == ["moment"]


def test_what_is_dated_by_when_it_was_stored_is_told() -> None:
    verdict = judged(FILM, whole("a", wrong=(("timestamp", "next week"),)))
    assert (verdict.counts["a"].done, why(verdict)) == (True, ["stored"])


def test_a_share_is_a_share() -> None:
    for content, heard, counts in (
        (FILM, whole("a", progress=400), 24),
        (TALK, said("a", "attended", progress=400), 24),
        (TALK, whole("a", "passed", progress=400), 24),
        (FILM, whole("a", "waived", progress=0), 0),
        (TALK, said("a", "attended", minutes=30, progress=250), 15),
        (FILM, whole("a", progress=1000), 60),
    ):
        verdict = judged(content, heard)
        assert (minutes(verdict), verdict.counts["a"].done) == (counts, counts == 60)
    assert not judged(GUIDE, whole("a", progress=400)).counts["a"].done
    assert judged(GUIDE, whole("a", progress=950)).counts["a"].done
    assert judged(QUIZ, whole("a", "passed", progress=400)).counts["a"].done


def test_a_score_below_the_pass_mark_passes_nothing() -> None:
    verdict = judged(QUIZ, whole("a", "passed", score=350))
    assert [(note.why, note.text) for note in verdict.notes] == [("no", "Its score is 35%, and 80% are needed.")]
    assert judged(QUIZ, whole("a", "passed", score=800)).counts["a"].done


def test_an_empty_list_of_segments_is_no_obstacle_where_nothing_is_called_done() -> None:
    """Players send one when they open a film; its moment is needed to know how much time had passed."""
    empty = (("segments", ""),)
    opened = said("a", "initialized", at(0), session="s", wrong=empty)
    verdict = judged(FILM, opened, said("b", "paused", at(1), session="s", spans=((0, 60 * MINUTE),)))
    assert (why(verdict), verdict.refused) == (["real time"], set())
    assert judged(FILM, whole("a", wrong=empty)).refused == {"a"}


def test_what_was_set_back_is_what_had_counted() -> None:
    assert judged(QUIZ, whole("a", "passed", at(0)), no("b", at(1))).set_back == {"a"}
    assert judged(FILM, played("a", 0, (0, 30)), no("b", at(1))).set_back == {"a"}
    assert judged(FILM, said("a", "initialized", at(0)), no("b", at(1))).set_back == set()


# --- sessions -------------------------------------------------------------------------------------------------------


def test_stays_of_one_system_are_dated_in_one_way() -> None:
    begun = judged(TALK, said("a", "attended", at(0), minutes=20), said("b", "attended", at(30), minutes=25))
    assert minutes(begun) == 45
    ended = judged(TALK, said("a", "attended", at(20), minutes=20), said("b", "attended", at(60), minutes=25))
    assert minutes(ended) == 45
    assert ended.counts["b"].spans[0][0] == round(at(35).timestamp() * 1000)
    two = judged(TALK, said("a", "attended", at(0), minutes=20), said("b", "attended", at(60), minutes=25, system="b"))
    assert minutes(two) == 45  # each by the way of its own system


def test_a_stay_that_comes_later_dates_those_before_it_too() -> None:
    first = said("a", "attended", at(30), minutes=20)
    assert minutes(judged(TALK, first)) == 20
    before = kept(TALK, first, (round(at(30).timestamp() * 1000), round(at(50).timestamp() * 1000)))
    verdict = judged(TALK, said("b", "attended", at(60), minutes=25), kept=[before])
    assert verdict.counts["a"].spans == ((round(at(10).timestamp() * 1000), round(at(30).timestamp() * 1000)),)
    assert minutes(verdict) == 45
    moved = Recorded(before.heard, before.gave, (0, 1))  # the session was moved since: what it gave stays
    assert judged(TALK, said("b", "attended", at(60), minutes=25), kept=[moved]).counts["a"] == before.gave


def test_a_stay_does_not_end_in_the_future() -> None:
    verdict = judged(TALK, said("a", "attended", at(30), minutes=30), now=at(31))
    assert verdict.counts["a"].spans[0][1] == round(at(30).timestamp() * 1000)


def test_a_stay_that_lasts_beyond_now_is_told_as_that() -> None:
    stay = said("a", "attended", at(0), minutes=60)
    (note,) = judged(TALK, stay, now=at(30)).notes
    assert (note.why, note.text) == ("future", "It lasts until 10 Mar 2025, 10:00, which is to come.")
    assert minutes(judged(TALK, stay, now=at(58))) == 60  # clocks differ
    assert minutes(judged(TALK, said("a", "attended", at(30), minutes=60), now=at(30))) == 30  # until then


@pytest.mark.parametrize("verb", ["attended", "completed"])
def test_a_stay_that_began_well_before_the_session_counts_where_they_meet(verb: str) -> None:
    verdict = judged(TALK, said("a", verb, at(-60), minutes=90))
    assert (minutes(verdict), why(verdict)) == (30, [])


@pytest.mark.parametrize(
    "heard",
    [
        said("a", "attended", at(24 * 60), minutes=60),
        said("a", "attended", at(-90), minutes=60),
        said("a", "attended", at(-60)),
        said("a", "attended", at(10), minutes=0),
        whole("a", "passed", moment=at(-1440)),
        whole("a", moment=at(24 * 60), minutes=60),
    ],
    ids=range(6),
)
def test_attendance_that_does_not_meet_the_session_is_told_with_its_times(heard: Statement) -> None:
    verdict = judged(TALK, heard)
    assert (minutes(verdict), why(verdict)) == (0, ["outside"])
    assert "The session is 10 Mar 2025, 09:00 to 10 Mar 2025, 10:00." in verdict.notes[0].text


def test_a_register_typed_in_later_counts_and_one_before_the_end_does_not() -> None:
    assert minutes(judged(TALK, said("a", "attended", at(24 * 60)))) == 60
    early = judged(TALK, said("a", "attended", at(5)), now=at(6))
    assert (minutes(early), why(early)) == (0, ["early"])
    assert judged(TALK, whole("a", "waived", at(-60)), now=at(-30)).counts["a"].done


# --- what is taken back ---------------------------------------------------------------------------------------------


def test_what_is_voided_does_not_count_whenever_that_was_said() -> None:
    before = kept(FILM, whole("a"), (0, 60 * MINUTE), done=True)
    verdict = judged(FILM, kept=[before], voided={"a"})
    assert (verdict.counts, verdict.voided) == ({}, {"a"})
    assert judged(FILM, whole("a"), voided={"a"}).voided == {"a"}
    assert judged(FILM, whole("a"), voided={"b"}).counts["a"].done


def test_the_latest_word_of_a_system_holds() -> None:
    done, back = whole("a", moment=at(0)), no("b", at(60))
    for verdict in (
        judged(FILM, done, back),
        judged(FILM, back, kept=[kept(FILM, done, (0, 1), done=True)]),
        judged(FILM, done, kept=[kept(FILM, back)]),
    ):
        assert (verdict.counts, verdict.set_back) == ({}, {"a"})
    again = judged(FILM, done, back, whole("c", moment=at(90)))
    assert (list(again.counts), again.set_back) == (["c"], {"a"})
    assert list(judged(FILM, done, back, voided={"b"}).counts) == ["a"]  # the set-back itself was voided
    assert list(judged(FILM, done, no("b", at(60), system="other")).counts) == ["a"]
    assert list(judged(FILM, done, no("b", at(-1))).counts) == ["a"]


def test_a_set_back_takes_what_was_played_too_but_not_what_is_played_since() -> None:
    played = said("a", "paused", at(0), spans=((0, 10 * MINUTE),))
    back = no("b", at(60), spans=((0, 5 * MINUTE),))
    assert minutes(judged(FILM, played, back)) == 5
    assert minutes(judged(FILM, played, no("b", at(60)), said("c", "paused", at(61), spans=((0, MINUTE),)))) == 1


def test_a_failed_try_takes_nothing_back() -> None:
    failed = said("b", "failed", at(60), refused=True)
    assert list(judged(QUIZ, whole("a", "passed"), failed).counts) == ["a"]


@pytest.mark.parametrize("verb", ["launched", "experienced", "interacted"])
def test_how_long_it_took_is_a_stay_only_of_who_attended(verb: str) -> None:
    assert effect(TALK, said("a", verb, minutes=45)) == Effect()
    assert effect(TALK, said("a", "attended", minutes=45)) != Effect()
    assert effect(FILM, said("a", "attended", minutes=45)) == Effect()


def test_a_stay_without_a_moment_meets_nothing_of_a_session() -> None:
    assert effect(TALK, said("a", "attended", None, minutes=45)) == Effect()
    assert effect(TALK, said("a", "attended", None, minutes=45, progress=500)) == Effect()


def test_a_session_without_a_start_is_never_dated_outside() -> None:
    anytime = replace(TALK, starts_at=None)
    verdict = judged(anytime, said("a", "attended", at(-60)))
    assert (minutes(verdict), verdict.notes) == (60, [])


def test_a_stay_may_last_into_what_another_clock_says_already() -> None:
    stay = said("a", "attended", at(0), minutes=20)
    assert minutes(judged(TALK, stay, now=at(15))) == 20
    assert why(judged(TALK, stay, now=at(15) - timedelta(milliseconds=1))) == ["future"]
    assert why(judged(TALK, said("a", "attended", NOW, minutes=60))) == ["outside"]  # it never met the session


# --- what was played --------------------------------------------------------------------------------------------------


def played(id: str, minute: float, *spans: Span, session: str = "s", **more: Any) -> Statement:
    given = tuple((start * MINUTE, end * MINUTE) for start, end in spans)
    return said(id, "paused", at(minute), spans=given, session=session, **more)


def test_no_more_was_played_than_time_had_passed() -> None:
    begun = said("a", "initialized", at(0), session="s")
    verdict = judged(FILM, begun, played("b", 1 / 60, (0, 60)))
    assert total(verdict.counts["b"].spans) == 4000  # a second at twice the speed, and two for rounding
    assert [note.text for note in verdict.notes] == ["It leaves out 3596 s, for 1 s had passed since the one before."]
    many = [played(f"b{n:02}", (n + 1) / 60, (0, 2 * n + 2)) for n in range(10)]
    assert round(minutes(judged(FILM, begun, *many)) * MINUTE) == 22_000  # the rounding is given once
    assert minutes(judged(FILM, begun, played("b", 30, (0, 60)))) == 60
    assert minutes(judged(FILM, begun, played("b", 1 / 60, (0, 60), session="other"))) == 60  # alone it tells no time
    assert minutes(judged(FILM, begun, played("b", 1 / 60, (0, 60), trusted=True))) == 60
    assert judged(FILM, begun, whole("c", moment=at(1), session="s")).counts["c"].done  # its system vouches for that


def test_without_a_session_of_the_player_nobody_knows_what_time_had_passed() -> None:
    verdict = judged(FILM, played("a", 0, (0, 30), session=""), played("b", 1, (30, 60), session=""))
    assert (minutes(verdict), why(verdict)) == (60, [])


def test_segments_that_make_no_sense_are_told_and_the_others_count() -> None:
    verdict = judged(FILM, played("a", 0, (0, 30), unread=2))
    assert (minutes(verdict), why(verdict)) == (30, ["segments"])
    assert verdict.notes[0].text == "It leaves out 2 of them."


def test_what_was_seen_before_needs_no_time() -> None:
    first = kept(FILM, played("a", 20, (0, 40)), (0, 40 * MINUTE))
    verdict = judged(FILM, played("b", 25, (0, 50)), kept=[first], seen=[(0, 40 * MINUTE)])
    assert (minutes(verdict), why(verdict)) == (50, [])
    assert verdict.counts["b"].spans == ((0, 50 * MINUTE),)
    verdict = judged(FILM, played("b", 22, (0, 50)), kept=[first], seen=[(0, 40 * MINUTE)])
    assert verdict.counts["b"].spans == ((0, 44 * MINUTE + 2000),)


def test_the_time_of_a_person_counts_once() -> None:
    start = round(START.timestamp() * 1000)
    uses = [Use("Other talk", (start, start + 40 * MINUTE))]
    verdict = judged(TALK, said("a", "attended", at(0), minutes=60), uses=uses)
    assert verdict.counts["a"].spans == ((start + 40 * MINUTE, start + 60 * MINUTE),)
    assert [note.text for note in verdict.notes] == ["It leaves out 40 min that count for “Other talk”."]
    before = kept(TALK, said("a", "attended", at(0), minutes=60), (start, start + 60 * MINUTE))
    again = judged(TALK, kept=[before], seen=[(start, start + 60 * MINUTE)], uses=uses)
    assert (minutes(again), why(again)) == (60, [])  # what was recorded first keeps its time
    begun = said("b", "initialized", at(0), session="s")
    verdict = judged(FILM, begun, played("c", 50, (0, 60)), uses=uses)
    assert (total(verdict.counts["c"].spans), why(verdict)) == (20 * MINUTE + 2000, ["elsewhere"])
    assert verdict.counts["c"].real == (start, start + 50 * MINUTE)


def test_a_film_with_checks_stops_at_the_first_that_is_not_answered() -> None:
    verdict = judged(CHECKED, played("a", 30, (0, 20), (40, 50)))
    assert (verdict.counts["a"].spans, why(verdict)) == (((0, 10 * MINUTE),), ["check"])
    assert minutes(judged(CHECKED, played("a", 30, (0, 20), trusted=True))) == 20
    assert judged(CHECKED, whole("a")).counts["a"].done


def test_a_film_of_another_length_is_told_with_both() -> None:
    short = played("a", 30, (0, 12), length_ms=720_000)
    (note,) = judged(FILM, short).notes
    assert (note.why, note.text) == ("length", "The player says that it is 12:00 long, and the catalog 1:00:00.")
    assert why(judged(FILM, played("a", 30, (0, 12), length_ms=3_605_400))) == []
    assert why(judged(FILM, played("a", 30, (0, 12), length_ms=3_700_000))) == ["length"]
    assert why(judged(replace(FILM, length_ms=0), whole("a", length_ms=720_000))) == []  # there is none to differ from


# --- when -----------------------------------------------------------------------------------------------------------


def test_completed_when_enough_was_done_in_the_order_of_doing() -> None:
    own = [(at(100), (0, 30 * MINUTE))]
    assert completed_at(FILM, own, None, [(at(10), Effect(((30 * MINUTE, 60 * MINUTE),)))]) == at(100)
    assert completed_at(FILM, own, None, [(at(200), Effect(((30 * MINUTE, 60 * MINUTE),)))]) == at(200)
    assert completed_at(FILM, own, None, [(at(20), Effect((), done=True))]) == at(20)
    assert completed_at(FILM, own, None, []) is None
    assert completed_at(FILM, [], None, []) is None
    assert completed_at(QUIZ, [], at(7), []) == at(7)
    assert completed_at(GUIDE, [(at(1), (0, 5 * MINUTE))], at(3), []) == at(3)


def test_a_share_of_a_reading_or_of_no_session_attended_is_no_time() -> None:
    for content in (GUIDE, TALK):
        assert effect(content, said("a", "progressed", progress=500)) == Effect()
    assert effect(GUIDE, whole("a", progress=899)) == Effect()
    assert effect(GUIDE, whole("a", progress=900)).done


@pytest.mark.parametrize(("minute", "counts"), [(0, (0, 45)), (20, (20, 60)), (40, (0, 40)), (60, (15, 60))])
def test_a_stay_is_dated_by_what_meets_more_of_the_session(minute: float, counts: tuple[int, int]) -> None:
    low, _ = bounds(TALK)
    gave = effect(TALK, said("a", "attended", at(minute), minutes=45))
    assert gave.spans == ((low + counts[0] * MINUTE, low + counts[1] * MINUTE),)


def test_a_stay_in_a_session_without_a_time_counts_by_how_long_it_was() -> None:
    anytime = replace(TALK, starts_at=None)
    for long, counts in ((45, 45), (90, 60)):
        assert effect(anytime, said("a", "attended", minutes=long)).spans == ((0, counts * MINUTE),)


def test_statements_count_in_the_order_of_their_moments_however_they_come() -> None:
    played = [
        said(id, "paused", at(minute), spans=((start * MINUTE, end * MINUTE),), session="s")
        for id, minute, start, end in (("a", 25, 40, 60), ("b", 10, 0, 10), ("c", 20, 10, 40))
    ]
    assert judged(FILM, *played).counts == judged(FILM, *sorted(played, key=lambda one: one.id, reverse=True)).counts
    # Ten minutes are twenty of the film and five are ten, with two seconds for rounding.
    assert [(note.why, note.statement) for note in judged(FILM, *played).notes] == [
        ("real time", "c"),
        ("real time", "a"),
    ]
    assert minutes(judged(FILM, *played)) == 40 + 2 / 60


def test_a_word_a_quarter_of_an_hour_before_the_session_is_of_it_and_an_earlier_one_is_not() -> None:
    assert judged(TALK, said("a", "attended", at(-15))).notes == []
    (note,) = judged(TALK, said("a", "attended", at(-15) - timedelta(milliseconds=1))).notes
    assert (note.why, note.statement) == ("outside", "a")


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (Actor(home="https://lms.example", account="kim"), "kim (https://lms.example)"),
        (Actor(account="kim", mail="kim@example.org"), "kim"),
        (Actor(home="https://lms.example", mail="kim@example.org"), "kim@example.org"),
        (Actor(openid="https://kim.example", mail_hash="abc"), "https://kim.example"),
        (Actor(mail_hash="abc", group="Ward 7"), "Ward 7 abc"),
        (Actor(), ""),
    ],
)
def test_who_a_statement_is_about_is_told_by_what_names_them_best(actor: Actor, told: str) -> None:
    assert str(actor) == told
