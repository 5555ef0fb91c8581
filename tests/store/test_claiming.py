"""Claiming: one claim whatever happens, never too much, and never changed again, by whoever tries."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.store.conftest import (
    CREDITS,
    NOW,
    ORGANIZATION,
    PARTS,
    SHORT,
    VIDEO,
    WHOLE,
    claim,
    dump,
    finish,
    watch,
)

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.claims import ClaimRequest, snapshot
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.listing import State
from ce_tui.credit.model import Claim, Content, ContentKind, Need, ProgressRule, Revocation
from ce_tui.credit.number import read_number
from ce_tui.credit.parties import Learner
from ce_tui.credit.questions import Answer
from ce_tui.credit.standing import ATTESTATION
from ce_tui.store import Refused, Store, StoreError


@pytest.fixture
def ready(store: Store) -> Store:
    """Ada has watched the long video: `whole` and `forfeit` are complete, `parts` is two thirds done."""
    finish(store, "whole", "airway")
    return store


def test_a_claim_keeps_everything_as_it_stood(ready: Store) -> None:
    ready.accounts.save(Learner("ada", "Somebody else", license="RN 7"))
    now = datetime(2026, 6, 1, 14, 0, 0, 123_456, tzinfo=ZoneInfo("Europe/Berlin"))
    made = claim(ready, "whole", 1000, "r1", now)
    assert made == Claim(
        number=made.number,
        request_id="r1",
        part=1,
        amount=Amount(1000),
        claimed_before=NOTHING,
        name="Ada Łuczak",
        credit=snapshot(WHOLE),
        organization=ORGANIZATION,
        answers={"why": "To learn.", ATTESTATION: "agreed"},
        claimed_at=datetime(2026, 6, 1, 12, 0, 0, 123_000, tzinfo=UTC),
        completed_at=NOW,
        license="RN 7",
        complete=True,
        appendix=made.appendix,
    )
    assert read_number(made.number) == made.number
    assert ready.certificates.claim(made.number) == made
    assert ready.credits.view("ada", ready.credits.find("whole"), NOW).claims == (made,)
    assert made.claimed_at.tzinfo is UTC


def test_a_claim_keeps_the_name_clean_and_neither_texts_nor_codes(ready: Store) -> None:
    text = Content("text", ContentKind.READING, "Text", text="Read me.")
    talk = Content("talk", ContentKind.SESSION, "Talk", code="PLUM-42", secret="correct horse")
    any_of = ProgressRule(Need.ITEMS, 1)
    ready.catalogs.load(ORGANIZATION, [replace(WHOLE, contents=(VIDEO, text, talk), rule=any_of)])
    answers = {"why": "To learn.", ATTESTATION: "agreed"}
    made = ready.claims.make(
        "ada", ready.credits.find("whole"), ClaimRequest("r1", Amount(1000), " Ada \x1b Łuczak\t", answers), NOW
    )
    assert made.name == "Ada Łuczak"
    assert [(content.text, content.code, content.secret) for content in made.credit.contents] == [("", "", "")] * 3
    assert ready.certificates.claim(made.number) == made


def test_a_claimed_credit_stands_under_certificates_alone(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    assert ready.credits.view("ada", ready.credits.find("whole"), NOW).state is State.CLAIMED
    assert not any(row.id == "whole" for which in ("progress", "ready") for row in ready.lists.page(which, "ada", NOW))
    (row,) = ready.lists.claims("ada")
    assert (row.number, row.amount, row.whole, row.part, row.revoked) == (
        made.number,
        made.amount,
        made.amount,
        1,
        False,
    )


def test_the_same_request_answers_with_the_same_claim(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    assert claim(ready, "whole", 1000) == made
    assert claim(ready, "whole", 1000, now=NOW + timedelta(days=9)) == made
    assert len(dump(ready)["claim"]) == 1


def test_the_same_request_with_another_amount_is_refused(ready: Store) -> None:
    number = claim(ready, "parts", 250).number
    with pytest.raises(Refused, match=rf"0.25 credits for Ada Łuczak .certificate {number}.* differs in: amount"):
        claim(ready, "parts", 500)


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"name": "Somebody Else"}, "name"),
        ({"answers": {"why": "To earn.", ATTESTATION: "agreed"}}, "answers"),
        ({"answers": {"why": "To learn."}}, "answers"),
        ({"amount": Amount(500), "name": "Eve", "answers": {}}, "amount, name, answers"),
    ],
)
def test_the_same_request_with_another_name_or_answers_is_refused(
    ready: Store, change: dict[str, Any], differs: str
) -> None:
    made = claim(ready, "whole", 1000)
    asked = ClaimRequest("r1", Amount(1000), made.name, made.answers)
    with pytest.raises(Refused, match=rf"already claimed .*{made.number}.*differs in: {differs}\."):
        ready.claims.make("ada", ready.credits.find("whole"), replace(asked, **change), NOW)
    told = replace(asked, name=f" {made.name}\t", answers={**made.answers, "unknown": "x"})  # what comes to the same
    assert ready.claims.make("ada", ready.credits.find("whole"), told, NOW) == made
    assert len(dump(ready)["claim"]) == 1


def test_who_does_not_send_it_again_hears_that_it_was_claimed(ready: Store) -> None:
    made = claim(ready, "parts", 250)
    with pytest.raises(Refused, match=f"already claimed 0.25 credits .*{made.number}.*Nothing more was claimed"):
        ready.claims.make(
            "ada",
            ready.credits.find("parts"),
            ClaimRequest("r1", made.amount, made.name, made.answers),
            NOW,
            again=False,
        )


def test_the_same_request_for_another_credit_or_learner_is_refused(ready: Store) -> None:
    claim(ready, "whole", 1000)
    with pytest.raises(StoreError, match="another claim"):
        claim(ready, "forfeit", 1000)
    ready.learning.record(
        "bob", ready.credits.find("whole"), "airway", Stretch("watched", "s", span=(0, 3600_000), wall_ms=3600_000), NOW
    )
    with pytest.raises(StoreError, match="another claim"):
        claim(ready, "whole", 1000, learner="bob")
    assert len(dump(ready)["claim"]) == 1


def test_a_second_form_for_the_same_credit_claims_nothing_more(ready: Store) -> None:
    claim(ready, "whole", 1000, "one")
    with pytest.raises(Refused, match="already been claimed"):
        claim(ready, "whole", 1000, "two")


def test_parts_form_a_chain_that_ends_at_the_amount(ready: Store) -> None:
    claim(ready, "parts", 250, "one")
    claim(ready, "parts", 750, "two")
    with pytest.raises(Refused, match="nothing to claim yet"):
        claim(ready, "parts", 250, "three")
    finish(ready, "parts", "short", 30)
    claim(ready, "parts", 500, "three")
    parts = ready.credits.view("ada", ready.credits.find("parts"), NOW).claims
    assert [(made.part, made.claimed_before.thousandths, made.amount.thousandths) for made in parts] == [
        (1, 0, 250),
        (2, 250, 750),
        (3, 1000, 500),
    ]
    assert ready.credits.view("ada", ready.credits.find("parts"), NOW).state is State.CLAIMED
    with pytest.raises(Refused, match="already been claimed"):
        claim(ready, "parts", 250, "four")


def test_after_a_part_the_rest_stays_claimable(ready: Store) -> None:
    claim(ready, "parts", 250)
    (row,) = (row for row in ready.lists.page("ready", "ada", NOW) if row.id == "parts")
    assert (row.claimed, row.claimable) == (Amount(250), Amount(750))


def test_a_rest_can_be_given_up(ready: Store) -> None:
    claim(ready, "forfeit", 250)
    view = ready.credits.view("ada", ready.credits.find("forfeit"), NOW)
    assert (view.state, view.choices, view.holding.final) == (State.CLAIMED, (), True)
    with pytest.raises(Refused):
        claim(ready, "forfeit", 250, "two")


@pytest.mark.parametrize(
    ("credit", "amount", "reason"),
    [
        ("whole", 500, "claimed whole"),
        ("whole", 0, "claimed whole"),
        ("parts", 1250, "at most 1.00"),
        ("parts", 100, "in steps of 0.25"),
        ("mixed", 100, "in progress"),
        ("over", 500, "over"),
        ("hidden", 500, "not been released"),
        ("later", 500, "in progress"),
    ],
)
def test_a_claim_against_the_rules_is_refused_and_leaves_nothing(
    ready: Store, credit: str, amount: int, reason: str
) -> None:
    before = dump(ready)
    with pytest.raises(Refused, match=reason) as refused:
        claim(ready, credit, amount)
    assert refused.value.reasons
    assert dump(ready) == before


def test_a_form_with_mistakes_is_refused_with_all_of_them(ready: Store) -> None:
    with pytest.raises(Refused) as refused:
        ready.claims.make("ada", ready.credits.find("whole"), ClaimRequest("r", Amount(1000), "", {"why": ["?"]}), NOW)
    assert len(refused.value.reasons) == 3


def test_the_window_is_checked_again_at_the_moment_of_the_claim(ready: Store) -> None:
    ready.catalogs.load(ORGANIZATION, [replace(WHOLE, opens_at=NOW, closes_at=NOW + timedelta(hours=1))])
    with pytest.raises(Refused, match="not open yet"):
        claim(ready, "whole", 1000, now=NOW - timedelta(milliseconds=1))
    with pytest.raises(Refused, match="over"):
        claim(ready, "whole", 1000, now=NOW + timedelta(hours=1))
    assert claim(ready, "whole", 1000, now=NOW + timedelta(hours=1, milliseconds=-1))
    # A claim whose answer was lost is answered even when the window is over by now.
    assert claim(ready, "whole", 1000, now=NOW + timedelta(days=1))


def meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """The next claim looks, and then that happens before it is made."""
    look = store.credits.view

    def slow_look(*args: Any) -> object:
        seen = look(*args)
        monkeypatch.undo()
        change()
        return seen

    monkeypatch.setattr(store.credits, "view", slow_look)


Change = Callable[[Store], object]
MEANWHILE: dict[str, Change] = {
    "an edition with a smaller amount": lambda s: s.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(750))]),
    "an edition that closes it": lambda s: s.catalogs.load(ORGANIZATION, [replace(PARTS, closes_at=NOW)]),
    "another part": lambda s: claim(s, "parts", 500, "other"),
    "the whole": lambda s: claim(s, "parts", 1000, "other"),
    "the same claim": lambda s: claim(s, "parts", 1000),
    "a little more progress": lambda s: watch(s, "parts", "short", 0, 15),
    "more progress": lambda s: finish(s, "parts", "short", 30),
    "an edited content": lambda s: s.catalogs.load(ORGANIZATION, [replace(PARTS, contents=(VIDEO,))]),
}


@pytest.mark.parametrize("change", MEANWHILE.values(), ids=MEANWHILE)
def test_whatever_comes_between_look_and_claim_is_noticed(
    ready: Store, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    meanwhile(ready, monkeypatch, lambda: change(ready))
    try:
        made = claim(ready, "parts", 1000)
    except Refused:
        made = None
    view = ready.credits.view("ada", ready.credits.find("parts"), NOW)
    (row,) = (row for row in ready.lists.page("all", "ada", NOW) if row.id == "parts")
    assert sum(c.amount.thousandths for c in view.claims) <= view.credit.amount.thousandths
    assert row.claimable == (view.choices[-1] if view.choices else NOTHING)
    assert (row.claimed, row.final) == (view.holding.claimed, view.holding.final)
    if made is not None:
        assert made.credit == snapshot(view.credit)
        assert made in view.claims
    else:
        assert len(view.claims) <= 1


def test_a_claim_says_complete_where_the_last_condition_was_met_meanwhile(
    ready: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leaflet has no length: its end adds nothing to what is current, and completes the credit."""
    leaflet = Content("leaflet", ContentKind.READING, "Leaflet", text="Read me.")
    ready.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(1000), contents=(VIDEO, leaflet))])
    key = ready.credits.find("parts")
    meanwhile(
        ready,
        monkeypatch,
        lambda: ready.learning.record(
            "ada", key, "leaflet", Stretch("read", "s", span=(0, 0), wall_ms=0, done=True), NOW
        ),
    )
    made = claim(ready, "parts", 1000)
    assert (made.complete, made.is_completion) == (True, True)


def test_a_part_that_is_given_back_between_look_and_claim_is_noticed(
    ready: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = claim(ready, "parts", 250, "one")
    meanwhile(ready, monkeypatch, lambda: ready.certificates.revoke(first.number, "Wrong.", NOW, give_back=True))
    second = claim(ready, "parts", 250, "two")
    assert (second.part, second.claimed_before) == (2, NOTHING)

    # Given back and claimed anew at once, as much is claimed as before, by another part.
    def anew() -> None:
        ready.certificates.revoke(second.number, "Wrong.", NOW, give_back=True)
        claim(ready, "parts", 250, "three")

    meanwhile(ready, monkeypatch, anew)
    fourth = claim(ready, "parts", 250, "four")
    assert (fourth.part, fourth.claimed_before) == (4, Amount(250))


def test_what_was_given_back_is_of_one_learner_and_one_credit(ready: Store) -> None:
    ready.certificates.revoke(claim(ready, "parts", 250, "one").number, "Wrong.", NOW, give_back=True)
    finish(ready, "parts", "airway", learner="bob")
    for credit, learner in (("whole", "ada"), ("parts", "bob")):
        made = claim(ready, credit, 1000, f"{credit} of {learner}", learner=learner)
        assert (made.part, made.claimed_before) == (1, NOTHING)


def test_a_claim_takes_nothing_of_anybody_else(ready: Store) -> None:
    finish(ready, "parts", "airway", learner="bob")
    claim(ready, "parts", 1000)
    for learner, left in (("ada", ()), ("bob", (Amount(250), Amount(500), Amount(750), Amount(1000)))):
        assert ready.credits.view(learner, ready.credits.find("parts"), NOW).choices == left
    (row,) = (row for row in ready.lists.page("ready", "bob", NOW) if row.id == "parts")
    assert (row.claimed, row.claimable, row.final) == (NOTHING, Amount(1000), False)


def test_a_draft_survives_and_becomes_the_next_ones_beginning(ready: Store) -> None:
    parts = ready.credits.find("parts")
    first = ready.claims.draft("ada", parts, NOW)
    assert first.answers == {}
    wrong: dict[str, Answer] = {
        "why": "x" * 9999,
        "many": ["a", "other:\x1b[31m"],
        "rows": {"r": "\ud800"},
        ATTESTATION: "agreed",
    }
    ready.claims.save_draft("ada", parts, wrong, NOW)
    again = ready.claims.draft("ada", parts, NOW + timedelta(days=1))
    assert (again.request_id, again.answers) == (first.request_id, wrong)
    assert ready.claims.draft("bob", parts, NOW).request_id != first.request_id
    ready.claims.make("ada", parts, ClaimRequest(again.request_id, Amount(250), "Ada", {"why": "x"}), NOW)
    following = ready.claims.draft("ada", parts, NOW)
    assert following.request_id != first.request_id
    assert following.answers == {}  # `parts` asks nothing, so nothing was kept


def test_answers_saved_before_the_form_was_opened_are_kept(ready: Store) -> None:
    ready.claims.save_draft("ada", ready.credits.find("whole"), {"why": "early"}, NOW)
    draft = ready.claims.draft("ada", ready.credits.find("whole"), NOW)
    assert draft.answers == {"why": "early"}
    assert (
        ready.claims.make(
            "ada",
            ready.credits.find("whole"),
            ClaimRequest(draft.request_id, Amount(1000), "Ada", {"why": "x", ATTESTATION: "agreed"}),
            NOW,
        ).request_id
        == draft.request_id
    )
    with pytest.raises(StoreError, match="no longer in the store"):
        ready.claims.save_draft("ada", 999, {}, NOW)


def test_the_loser_of_a_race_with_its_own_request_hears_of_the_claim(
    ready: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request sent twice: the other one claims just after this one has looked whether there is a claim."""
    made = ready.claims._made
    answers: list[Claim | None] = []

    def late(*request: Any) -> Claim | None:
        answers.append(made(*request))
        if len(answers) == 1:
            monkeypatch.setattr(ready.claims, "_made", made)
            claim(ready, "whole", 1000, "same")
            monkeypatch.setattr(ready.claims, "_made", late)
        return answers[-1]

    monkeypatch.setattr(ready.claims, "_made", late)
    assert claim(ready, "whole", 1000, "same").request_id == "same"
    assert answers[0] is None
    assert ready.lists.count("claims", "ada", NOW) == 1


def test_what_a_clock_ahead_recorded_is_not_completed_after_the_claim(store: Store) -> None:
    finish(store, "whole", "airway", now=NOW + timedelta(days=9000))
    made = claim(store, "whole", 1000)
    assert (made.claimed_at, made.completed_at) == (NOW, NOW)


def test_the_newest_of_the_last_records_is_known_and_one_from_a_far_future_is_forgotten(store: Store) -> None:
    assert store.lists.newest() is None
    finish(store, "whole", "airway", now=NOW + timedelta(days=9000))
    claim(store, "whole", 1000)
    assert store.lists.newest() == NOW + timedelta(days=9000)
    for n in range(50):
        watch(store, "parts", "short", n / 2, n / 2 + 0.4, NOW + timedelta(minutes=n))
    assert store.lists.newest() == NOW + timedelta(minutes=49)


def test_the_next_part_starts_from_the_last_answers_but_must_be_attested_again(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, [replace(PARTS, questions=WHOLE.questions, attestation="I was there.")])
    watch(store, "parts", "airway", 0, 30)
    claim(store, "parts", 250)
    draft = store.claims.draft("ada", store.credits.find("parts"), NOW)
    assert draft.answers == {"why": "To learn."}
    for learner, credit in (("ada", "whole"), ("bob", "parts")):  # a form of its own, with nobody else's answers
        other = store.claims.draft(learner, store.credits.find(credit), NOW)
        assert other.request_id != draft.request_id
        assert other.answers == {}


def test_a_refused_claim_keeps_the_draft(ready: Store) -> None:
    whole = ready.credits.find("whole")
    draft = ready.claims.draft("ada", whole, NOW)
    ready.claims.save_draft("ada", whole, {"why": "half"}, NOW)
    with pytest.raises(Refused):
        ready.claims.make("ada", whole, ClaimRequest(draft.request_id, Amount(1), "Ada", {}), NOW)
    assert ready.claims.draft("ada", whole, NOW).answers == {"why": "half"}


RAW = {
    "another amount": "UPDATE claim SET amount = 1",
    "another name": "UPDATE claim SET snapshot = '{}' WHERE part = 1",
    "the same again": "UPDATE claim SET amount = amount",
    "removed": "DELETE FROM claim",
    "removed with its credit": "DELETE FROM credit",
    "removed with its learner": "DELETE FROM learner",
    "replaced": "UPDATE OR REPLACE claim SET part = 1",
    "too much held": "UPDATE holding SET claimed = allowed + 1",
    "less than nothing held": "UPDATE holding SET claimed = -1",
    "a type unknown to the schema": "INSERT INTO claim (id) VALUES (7)",
}


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW)
def test_the_database_itself_keeps_claims_as_they_are(ready: Store, sql: str) -> None:
    claim(ready, "parts", 250, "one")
    claim(ready, "parts", 250, "two")
    before = dump(ready)
    with pytest.raises(sqlite3.IntegrityError):
        ready.engine.connection.execute(sql)
    assert dump(ready) == before


BAD_CLAIMS: dict[str, dict[str, object]] = {
    "more than the whole": {"amount": 1251},
    "more than the whole, with another whole": {"amount": 1250, "whole": 9000},
    "another whole": {"whole": 9000},
    "nothing": {"amount": 0},
    "less than nothing": {"amount": -250},
    "a gap in the chain": {"claimed_before": 500},
    "the same place in the chain": {"claimed_before": 0},
    "the same part": {"part": 1},
    "the same request": {"request_id": "one"},
    "the same number": {"number": "first"},
    "the same row": {"id": 1},
    "a gap in the chain of seals": {"place": 3},
    "the same place in the chain of seals": {"place": 1},
    "no place in the chain of seals": {"place": None},
    "no seal": {"seal": None},
    "something given back that was not": {"returned": 250, "whole": 1750},
    "an unknown learner": {"learner_id": 99, "claimed_before": 0},
    "an unknown credit": {"credit_id": 99, "claimed_before": 0},
}


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE"])
@pytest.mark.parametrize("change", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_the_database_itself_refuses_a_claim_that_does_not_follow(
    ready: Store, verb: str, change: dict[str, Any]
) -> None:
    number = claim(ready, "parts", 250, "one").number
    connection = ready.engine.connection
    cursor = connection.execute("SELECT * FROM claim")
    row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    follows = {"id": None, "part": 2, "claimed_before": 250, "request_id": "raw", "number": "raw", "place": 2}
    row |= follows | change
    row["number"] = number if row["number"] == "first" else row["number"]
    before = dump(ready)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            f"{verb} INTO claim ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})", row
        )
    assert dump(ready) == before
    good = row | follows | {"amount": 250, "whole": 1500, "returned": 0, "seal": "seal"}
    good |= {"learner_id": 1, "credit_id": ready.credits.find("parts")}
    connection.execute(f"{verb} INTO claim ({', '.join(good)}) VALUES ({', '.join(':' + name for name in good)})", good)


def test_a_claim_can_be_revoked_once_and_stays(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    row = dump(ready)["claim"]
    revoked = ready.certificates.revoke(made.number, "Entered\x1b for \u202ethe wrong person", NOW + timedelta(days=1))
    assert revoked == replace(made, revocation=Revocation(NOW + timedelta(days=1), "Entered for the wrong person"))
    assert ready.certificates.claim(made.number, "ada") == revoked
    assert [row.revoked for row in ready.lists.claims("ada")] == [True]
    assert ready.lists.totals("ada") == ()
    assert dump(ready)["claim"] == row
    with pytest.raises(Refused, match="already been revoked"):
        ready.certificates.revoke(made.number, "Again", NOW)
    assert claim(ready, "whole", 1000) == revoked  # the same request still has its answer


@pytest.mark.parametrize("number", ["", "0000-0000-0000-0", "' OR 1=1 --", "%", "\x00"])
def test_an_unknown_number_is_one_sentence(ready: Store, number: str) -> None:
    made = claim(ready, "whole", 1000)
    for use in (ready.certificates.claim, lambda n: ready.certificates.revoke(n, "x", NOW)):
        with pytest.raises(StoreError, match="no certificate"):
            use(number)
    with pytest.raises(StoreError, match="no certificate"):
        ready.certificates.claim(made.number, "bob")


def test_totals_are_by_year_of_completion_in_the_organizations_zone_and_by_type(store: Store) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 1 January in Berlin
    watch(store, "parts", "airway", 0, 15, new_year - timedelta(hours=1))
    watch(store, "parts", "airway", 15, 60, new_year + timedelta(minutes=20), "two")  # from 00:05 in Berlin on
    later = new_year + timedelta(days=500)
    claim(store, "parts", 250, "old", later)
    claim(store, "parts", 500, "new", later)
    claim(store, "whole", 1000, "whole", later)
    found = [(total.year, total.type.id, total.amount.thousandths, total.claims) for total in store.lists.totals("ada")]
    assert found == [(2027, "ama", 500, 1), (2027, "hours", 1000, 1), (2026, "ama", 250, 1)]
    assert store.lists.totals("bob") == ()


def test_a_part_keeps_that_not_all_was_complete_and_the_days_of_its_minutes(store: Store) -> None:
    watch(store, "parts", "airway", 0, 20, NOW - timedelta(days=2))
    watch(store, "parts", "airway", 20, 40, NOW - timedelta(days=1), "two")
    first, second = claim(store, "parts", 250, "one"), claim(store, "parts", 250, "two")
    began = NOW - timedelta(days=2, minutes=20)
    assert (first.complete, first.began_at, first.completed_at) == (
        False,
        began + timedelta(milliseconds=1),
        began + timedelta(minutes=15),
    )
    assert second.began_at is not None
    assert first.completed_at is not None
    assert second.completed_at is not None
    assert first.completed_at <= second.began_at < second.completed_at == NOW - timedelta(days=1, minutes=10)
    rows = {row.number: row for row in store.lists.claims("ada")}
    for made in (first, second):
        row = rows[made.number]
        assert (row.completed_at, row.complete, row.is_completion) == (made.completed_at, False, False)


def test_a_whole_amount_that_a_part_comes_to_by_rounding_is_no_completion(store: Store) -> None:
    nearest = replace(PARTS, id="nearest", amount=Amount(1000), contents=(VIDEO,))
    store.catalogs.load(ORGANIZATION, [nearest])
    watch(store, "nearest", "airway", 0, 53)
    made = claim(store, "nearest", 1000)
    assert (made.is_part, made.complete, made.is_completion) == (False, False, False)
    watch(store, "whole", "airway", 53, 60, NOW + timedelta(hours=1))
    assert store.certificates.claim(made.number) == made  # what was claimed stays, though it is complete now
    assert claim(store, "whole", 1000, "r2", NOW + timedelta(hours=1)).is_completion


def test_of_items_the_first_ones_date_the_claim(store: Store) -> None:
    early, late = NOW - timedelta(days=160), NOW - timedelta(days=130)
    finish(store, "parts", "short", 30, early)
    finish(store, "parts", "airway", 60, late)
    store.catalogs.load(
        ORGANIZATION, [replace(WHOLE, id="any", contents=(VIDEO, SHORT), rule=ProgressRule(Need.ITEMS, 1))]
    )
    made = claim(store, "any", 1000)
    assert (made.completed_at, made.complete, made.began_at) == (early, True, None)
    assert [total.year for total in store.lists.totals("ada")] == [2025]


def test_a_claim_of_an_older_program_reads_with_what_is_missing_filled_in(ready: Store) -> None:
    number = claim(ready, "whole", 1000).number
    connection = ready.engine.connection
    kept = json.loads(connection.execute("SELECT snapshot FROM claim").fetchone()[0])
    del kept["license"], kept["credit"]["format"]
    kept["organization"]["mascot"] = "from a later program"
    connection.execute("DROP TRIGGER claim_fixed")
    connection.execute("UPDATE claim SET snapshot = ?", [json.dumps(kept)])
    assert ready.certificates.claim(number).credit.format == WHOLE.format


DAMAGE = ["", "{", "null", "[]", "5", '{"id": 7}', '"\\ud800"', "[" * 5000, b"\xff\xfe", b"\x00", None]


@pytest.mark.parametrize("value", DAMAGE, ids=range(len(DAMAGE)))
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("claim", "snapshot"),
        ("claim", "type_id"),
        ("claim", "claimed_at"),
        ("credit", "data"),
        ("credit", "type_id"),
        ("credit", "type_step"),
        ("content", "data"),
        ("organization", "data"),
        ("progress", "spans"),
        ("draft", "answers"),
        ("activity", "detail"),
        ("progress", "complete_at"),
    ],
)
def test_a_damaged_value_is_one_sentence(ready: Store, table: str, column: str, value: object) -> None:
    number = claim(ready, "whole", 1000).number
    ready.claims.draft("ada", ready.credits.find("parts"), NOW)
    ready.quizzes.hand_in("ada", ready.credits.find("mixed"), "quiz", {}, NOW)
    keys = [ready.credits.find(id) for id in ("whole", "parts", "mixed")]
    connection = ready.engine.connection
    connection.execute("DROP TRIGGER claim_fixed")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    if value is None:
        value = -(2**63) if column.endswith(("at", "step")) else " "
    raw = value if isinstance(value, (int, bytes)) else str(value).encode()
    cast = "?" if isinstance(raw, int) else "CAST(? AS TEXT)"  # text that need not be UTF-8
    connection.execute(f"UPDATE {table} SET {column} = {cast}", [raw])
    said = []
    for use in (
        lambda: ready.lists.claims("ada"),
        lambda: ready.certificates.claim(number),
        lambda: ready.lists.totals("ada"),
        lambda: ready.lists.page("all", "ada", NOW),
        lambda: [ready.credits.view("ada", key, NOW) for key in keys],
        ready.lists.organizations,
        lambda: ready.credits.records("ada", keys),
        lambda: ready.claims.draft("ada", keys[1], NOW),
        lambda: ready.quizzes.attempts("ada", keys[2], "quiz"),
        lambda: watch(ready, "parts", "short", 0, 5),
        lambda: claim(ready, "parts", 250, "two"),
        lambda: ready.catalogs.load(ORGANIZATION, [WHOLE]),
    ):
        try:
            use()
        except StoreError as error:
            said.append(str(error))
    assert all(sentence.endswith(".") for sentence in said)
    assert said or column not in ("snapshot", "data") or table == "organization"


def test_an_import_mends_a_damaged_catalog(ready: Store) -> None:
    before = dump(ready)["credit"]
    ready.engine.connection.execute("UPDATE credit SET data = '{', title = 'x'")
    assert ready.catalogs.load(ORGANIZATION, CREDITS).updated == len(CREDITS)
    assert [row[:-1] for row in dump(ready)["credit"]] == [row[:-1] for row in before]


def test_a_claim_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    with Store(tmp_path / "ce.db", NOW) as store, Store(tmp_path / "ce.db", NOW) as other:
        store.catalogs.load(ORGANIZATION, [WHOLE])
        finish(store, "whole", "airway")
        made = claim(store, "whole", 1000)
        assert other.certificates.claim(made.number) == made
