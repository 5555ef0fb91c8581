"""Certificates that were given wrongly: revoked, given back inside the window, issued anew; nothing of it undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.conftest import FORFEIT, NOW, ORGANIZATION, PARTS, WHOLE, claim, dump, finish

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.listing import State
from ce_tui.credit.model import Claim, Reissue, Superseded
from ce_tui.credit.number import read_number
from ce_tui.store import Refused, Store, StoreError
from ce_tui.store.integrity import problems

LATER = NOW + timedelta(days=1)


@pytest.fixture
def ready(store: Store) -> Store:
    finish(store, "whole", "airway")
    return store


def printed(claim: Claim) -> bytes:
    return f"{claim.number} {claim.name} {claim.revocation} {claim.superseded}".encode()


def state(store: Store, credit: str, now: object = LATER) -> tuple[State, Amount, tuple[Amount, ...]]:
    view = store.credits.view("ada", store.credits.find(credit), now)  # type: ignore[arg-type]
    return view.state, view.holding.claimed, view.choices


# --- given back -----------------------------------------------------------------------------------------------------


def test_revoking_alone_gives_nothing_back(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    assert ready.certificates.revoke(made.number, "Wrong.", LATER).revocation is not None
    assert state(ready, "whole") == (State.CLAIMED, Amount(1000), ())
    with pytest.raises(Refused, match="already been claimed"):
        claim(ready, "whole", 1000, "r2", LATER)


def test_what_is_given_back_can_be_claimed_again_as_if_it_never_was(ready: Store) -> None:
    first = claim(ready, "whole", 1000)
    revoked = ready.certificates.revoke(first.number, "Wrong.", LATER, give_back=True)
    assert revoked.revocation is not None
    assert revoked.revocation.returned
    assert state(ready, "whole") == (State.READY, NOTHING, (Amount(1000),))
    second = claim(ready, "whole", 1000, "r2", LATER)
    assert (second.amount, second.claimed_before, second.is_part, second.part) == (Amount(1000), NOTHING, False, 2)
    assert state(ready, "whole") == (State.CLAIMED, Amount(1000), ())
    assert [(row.number, row.whole, row.revoked) for row in ready.lists.claims("ada")] == [
        (second.number, Amount(1000), False),
        (first.number, Amount(1000), True),
    ]
    assert [(total.amount, total.claims) for total in ready.lists.totals("ada")] == [(Amount(1000), 1)]
    assert ready.certificates.claim(first.number) == revoked
    assert problems(ready) == []
    with pytest.raises(Refused, match="already been claimed"):
        claim(ready, "whole", 1000, "r3", LATER)


def test_it_can_be_given_back_later_and_only_once(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    ready.certificates.revoke(made.number, "Wrong.", NOW)
    with pytest.raises(Refused, match="already been revoked"):
        ready.certificates.revoke(made.number, "Again.", LATER)
    back = ready.certificates.revoke(made.number, "", LATER, give_back=True)
    assert back.revocation is not None
    assert (back.revocation.reason, back.revocation.at, back.revocation.returned) == ("Wrong.", NOW, True)
    before = dump(ready)
    with pytest.raises(Refused, match="already been revoked"):
        ready.certificates.revoke(made.number, "", LATER, give_back=True)
    assert dump(ready) == before
    assert problems(ready) == []


def test_a_part_that_is_given_back_leaves_the_others(ready: Store) -> None:
    numbers = [claim(ready, "parts", 250, request).number for request in ("one", "two", "three")]
    ready.certificates.revoke(numbers[1], "Wrong.", LATER, give_back=True)
    assert state(ready, "parts")[:2] == (State.READY, Amount(500))
    again = claim(ready, "parts", 500, "four", LATER)
    assert (again.part, again.claimed_before) == (4, Amount(500))
    ready.certificates.revoke(again.number, "Wrong.", LATER, give_back=True)
    ready.certificates.revoke(numbers[0], "Wrong.", LATER, give_back=True)
    assert claim(ready, "parts", 750, "five", LATER).claimed_before == Amount(250)
    assert problems(ready) == []


def test_all_parts_together_never_exceed_the_amount_whatever_is_given_back(ready: Store) -> None:
    for n in range(4):
        made = claim(ready, "whole", 1000, f"r{n}", LATER)
        with pytest.raises(Refused):
            claim(ready, "whole", 1000, f"again {n}", LATER)
        ready.certificates.revoke(made.number, "Wrong.", LATER, give_back=True)
        assert problems(ready) == []
    assert [total.amount for total in ready.lists.totals("ada")] == []


def test_a_rest_that_was_given_up_with_it_is_there_again(ready: Store) -> None:
    made = claim(ready, "forfeit", 250)
    assert state(ready, "forfeit")[0] is State.CLAIMED
    ready.certificates.revoke(made.number, "Wrong.", LATER, give_back=True)
    assert state(ready, "forfeit")[0] is State.READY
    ready.catalogs.load(ORGANIZATION, [replace(FORFEIT, title="Another title")])
    assert state(ready, "forfeit")[0] is State.READY
    assert claim(ready, "forfeit", 1000, "r2", LATER).claimed_before == NOTHING


def test_behind_the_window_it_stays_closed(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    ready.catalogs.load(ORGANIZATION, [replace(WHOLE, closes_at=LATER)])
    ready.certificates.revoke(made.number, "Wrong.", LATER, give_back=True)
    assert state(ready, "whole")[0] is State.CLOSED
    with pytest.raises(Refused, match="over"):
        claim(ready, "whole", 1000, "r2", LATER)


def test_an_import_after_it_keeps_to_what_is_claimed(ready: Store) -> None:
    made = claim(ready, "parts", 750)
    ready.certificates.revoke(made.number, "Wrong.", LATER, give_back=True)
    claim(ready, "parts", 250, "r2", LATER)
    ready.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(1250))])
    assert claim(ready, "parts", 500, "r3", LATER).claimed_before == Amount(250)
    assert problems(ready) == []


def test_a_revocation_says_why(ready: Store) -> None:
    made = claim(ready, "whole", 1000)
    with pytest.raises(Refused, match="Say why"):
        ready.certificates.revoke(made.number, " \t", LATER)


# --- issued anew ----------------------------------------------------------------------------------------------------


def test_a_certificate_issued_anew_is_the_same_claim_under_another_number(ready: Store) -> None:
    old = claim(ready, "parts", 250)
    new = ready.certificates.reissue(old.number, "Ada Lovelace", "Married.", "Grace", LATER)
    assert read_number(new.number) == new.number != old.number
    assert new == replace(
        old, number=new.number, name="Ada Lovelace", reissue=Reissue(old.number, LATER, "Married.", "Grace")
    )
    assert ready.certificates.claim(new.number) == new
    assert ready.certificates.claim(old.number) == replace(old, superseded=Superseded(new.number, LATER))
    assert ready.credits.view("ada", ready.credits.find("parts"), LATER).claims == (new,)
    (row,) = ready.lists.claims("ada")
    assert (row.number, row.amount) == (new.number, old.amount)
    assert ready.certificates.of_rows([row]) == [new]
    assert [total.amount for total in ready.lists.totals("ada")] == [Amount(250)]
    assert state(ready, "parts")[1] == Amount(250)
    assert problems(ready) == []


def test_both_numbers_find_it(ready: Store) -> None:
    old = claim(ready, "whole", 1000)
    new = ready.certificates.reissue(old.number, "", "Lost.", "", LATER)
    assert new.name == old.name
    for number in (old.number, new.number):
        assert [row.number for row in ready.lists.claims("ada", search=number)] == [new.number]
        assert ready.lists.count("claims", "ada", NOW, number) == 1
        with pytest.raises(StoreError, match="no certificate"):
            ready.certificates.claim(number, "bob")


def test_each_number_has_its_own_paper_for_good(ready: Store) -> None:
    old = claim(ready, "whole", 1000)
    first = ready.certificates.paper(old.number, printed)
    new = ready.certificates.reissue(old.number, "Ada Lovelace", "Married.", "", LATER)
    newest = ready.certificates.reissue(new.number, "Ada King", "Married again.", "", LATER)
    papers = {number: ready.certificates.paper(number, printed) for number in (old.number, new.number, newest.number)}
    assert len({first, *papers.values()}) == 4
    assert newest.number.encode() in papers[new.number]
    ready.certificates.revoke(newest.number, "Wrong.", LATER)
    never: Callable[[Claim], bytes] = lambda _: b"made again"  # noqa: E731
    assert ready.certificates.paper(old.number, never) == papers[old.number]
    assert ready.certificates.paper(newest.number, printed) not in papers.values()
    assert problems(ready) == []


def test_only_the_newest_can_be_revoked_or_issued_anew(ready: Store) -> None:
    old = claim(ready, "whole", 1000)
    new = ready.certificates.reissue(old.number, "Ada Lovelace", "Married.", "", LATER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: ready.certificates.revoke(old.number, "x", LATER),
        lambda: ready.certificates.reissue(old.number, "", "x", "", LATER),
    )
    for act in acts:
        with pytest.raises(Refused, match=f"superseded.*{new.number}"):
            act()
    ready.certificates.revoke(new.number, "Wrong.", LATER, give_back=True)
    with pytest.raises(Refused, match="revoked"):
        ready.certificates.reissue(new.number, "", "x", "", LATER)
    assert claim(ready, "whole", 1000, "r2", LATER).reissue is None


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [("Ada", "", "Say why"), ("123", "x", "enter your name"), ("x" * 81, "x", "80 characters")],
)
def test_it_needs_a_reason_and_a_name_that_can_be(ready: Store, name: str, reason: str, said: str) -> None:
    made, before = claim(ready, "whole", 1000), dump(ready)
    with pytest.raises(Refused, match=said):
        ready.certificates.reissue(made.number, name, reason, "", LATER)
    assert {**dump(ready), "claim": [], "draft": []}.keys() == before.keys()
    assert dump(ready)["reissue"] == []


def test_the_next_part_begins_with_the_answers_of_the_last(ready: Store) -> None:
    asked = replace(PARTS, id="asked", questions=WHOLE.questions)
    ready.catalogs.load(ORGANIZATION, [asked])
    old = claim(ready, "asked", 250)
    ready.certificates.reissue(old.number, "Ada King", "Married.", "", LATER)
    assert ready.claims.draft("ada", ready.credits.find("asked"), LATER).answers == {"why": "To learn."}
    # The request that made the claim still answers with it.
    assert claim(ready, "asked", 250).superseded is not None
