"""Importing: the same again changes nothing, an edit reaches what is not claimed yet, an error leaves no trace."""

from dataclasses import replace

import pytest
from tests.store.conftest import (
    CREDITS,
    FORFEIT,
    LATER,
    MIXED,
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
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.listing import State
from ce_tui.credit.model import (
    CertificateKind,
    CertificateRule,
    Content,
    ContentKind,
    Credit,
    Need,
    PartialRule,
    ProgressRule,
    Remainder,
    UpTo,
)
from ce_tui.credit.parties import Organization
from ce_tui.credit.standing import CreditView
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store, StoreError
from ce_tui.store.results import ImportReport


def view(store: Store, credit: str = "whole", learner: str = "ada") -> CreditView:
    return store.credits.view(learner, store.credits.find(credit), NOW)


def listed(store: Store, which: str) -> list[str]:
    return [row.id for row in store.lists.page(which, "ada", NOW)]


def test_the_same_catalog_again_changes_nothing(store: Store) -> None:
    finish(store, "whole", "airway")
    before = dump(store)
    assert store.catalogs.load(ORGANIZATION, CREDITS) == ImportReport(0, 0, len(CREDITS), 0)
    assert dump(store) == before


def test_a_credit_without_contents_is_unchanged_too(store: Store) -> None:
    empty = Credit("empty", "Empty", credit_type("hours"), Amount(500))
    assert store.catalogs.load(ORGANIZATION, [empty]) == ImportReport(1, 0, 0, len(CREDITS))
    assert store.catalogs.load(ORGANIZATION, [empty]) == ImportReport(0, 0, 1, len(CREDITS))


def test_what_was_imported_is_read_back_whole(store: Store) -> None:
    for credit in CREDITS:
        assert view(store, credit.id).credit == credit
    assert store.lists.organizations() == (ORGANIZATION,)


def test_an_edit_updates_and_the_rest_stays(store: Store) -> None:
    edited = replace(WHOLE, title="Whole, second edition", amount=Amount(750))
    assert store.catalogs.load(ORGANIZATION, [edited, PARTS]) == ImportReport(0, 1, 1, len(CREDITS) - 2)
    assert view(store).credit == edited
    assert [row.title for row in store.lists.page("all", "ada", NOW, search="second")] == ["Whole, second edition"]
    assert store.lists.count("all", "ada", NOW) == len(CREDITS)


def test_an_edited_organization_is_updated(store: Store) -> None:
    store.catalogs.load(replace(ORGANIZATION, acronym="CPE", zone="Asia/Tokyo"), CREDITS)
    assert store.lists.organizations()[0].acronym == "CPE"
    assert {row.zone for row in store.lists.page("all", "ada", NOW)} == {"Asia/Tokyo"}


@pytest.mark.parametrize(
    "broken",
    [
        replace(MIXED, id="new", amount=NOTHING),
        replace(WHOLE, id="new", title="\ud800"),
        replace(WHOLE, id="twice"),
    ],
)
def test_an_error_in_the_middle_leaves_nothing_and_a_healthy_store(store: Store, broken: Credit) -> None:
    finish(store, "whole", "airway")
    before = dump(store)
    others = [replace(WHOLE, title="Edited"), replace(PARTS, id="another", contents=(replace(SHORT, id="fresh"),))]
    with pytest.raises(StoreError):
        store.catalogs.load(replace(ORGANIZATION, name="Edited"), [*others, broken, replace(broken, title="Other")])
    assert dump(store) == before
    assert store.catalogs.load(ORGANIZATION, [*CREDITS, replace(WHOLE, id="fine")]).added == 1


def test_an_edit_never_touches_a_claim(store: Store) -> None:
    finish(store, "parts", "airway")
    claim(store, "parts", 750)
    rows = dump(store)["claim"]
    edited = replace(
        PARTS,
        title="Other",
        certificate=CertificateRule(CertificateKind.NONE),
        amount=Amount(9000),
        partial=None,
        contents=(SHORT,),
    )
    store.catalogs.load(replace(ORGANIZATION, name="Other"), [edited])
    assert dump(store)["claim"] == rows
    (made,) = view(store, "parts").claims
    assert (made.credit.title, made.organization.name, made.amount) == ("In parts", "Northwind Academy", Amount(750))


def test_a_whole_claim_stays_final_when_the_amount_is_raised(store: Store) -> None:
    finish(store, "whole", "airway")
    claim(store, "whole", 1000)
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, amount=Amount(2000))])
    assert view(store).state is State.CLAIMED
    assert "whole" not in listed(store, "ready") + listed(store, "progress")


def test_a_rest_that_was_given_up_stays_given_up(store: Store) -> None:
    finish(store, "forfeit", "airway")
    claim(store, "forfeit", 250)
    store.catalogs.load(
        ORGANIZATION, [replace(FORFEIT, partial=PartialRule(up_to=UpTo.WHOLE, remainder=Remainder.KEEP))]
    )
    assert (view(store, "forfeit").state, view(store, "forfeit").choices) == (State.CLAIMED, ())


def test_an_amount_lowered_to_what_was_claimed_leaves_nothing_to_do(store: Store) -> None:
    finish(store, "parts", "airway")
    claim(store, "parts", 750)
    store.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(750))])
    assert (view(store, "parts").state, view(store, "parts").choices) == (State.CLAIMED, ())
    assert "parts" not in listed(store, "ready") + listed(store, "progress")
    assert store.lists.count("progress", "ada", NOW) == len(listed(store, "progress"))


def test_an_amount_lowered_by_mistake_and_raised_again_costs_nobody_the_rest(store: Store) -> None:
    finish(store, "parts", "airway")
    claim(store, "parts", 750)
    store.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(750))])
    store.catalogs.load(ORGANIZATION, [PARTS])
    assert view(store, "parts").choices == (Amount(250),)
    assert "parts" in listed(store, "ready")


def test_a_raised_amount_gives_the_rest_to_who_claimed_a_part(store: Store) -> None:
    finish(store, "parts", "airway")
    finish(store, "parts", "short", 30)
    claim(store, "parts", 750)
    store.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(2000))])
    assert view(store, "parts").choices[-1] == Amount(1250)
    assert claim(store, "parts", 1250, "r2").claimed_before == Amount(750)


def test_progress_in_a_content_counts_for_every_credit_that_has_it(store: Store) -> None:
    finish(store, "whole", "airway")
    assert {row.id: row.current // MINUTE for row in store.lists.page("all", "ada", NOW) if row.current} == {
        "whole": 60,
        "parts": 60,
        "forfeit": 60,
    }
    assert listed(store, "ready") == ["whole", "parts", "forfeit"]


def test_progress_made_before_a_content_joined_a_credit_counts_there(store: Store) -> None:
    watch(store, "whole", "airway", 0, 30)
    joined = replace(WHOLE, id="joined")
    store.catalogs.load(ORGANIZATION, [joined, replace(LATER, contents=(SHORT, VIDEO))])
    assert view(store, "joined").holding.measure.current == 30 * MINUTE
    rows = {row.id: row for row in store.lists.page("all", "ada", NOW)}
    assert (rows["joined"].current, rows["later"].current) == (30 * MINUTE, 30 * MINUTE)


def test_a_content_edited_by_one_file_is_up_to_date_in_the_credits_of_another(store: Store) -> None:
    watch(store, "parts", "short", 0, 30)
    longer = replace(SHORT, length_ms=90 * MINUTE, speakers=("Grace",))
    store.catalogs.load(ORGANIZATION, [replace(LATER, contents=(longer,))])
    for which in ("parts", "over", "later", "hidden"):
        row = next(row for row in store.lists.page("all", "ada", NOW) if row.id == which)
        held = view(store, which).holding.measure
        assert (row.needed, row.current, row.complete) == (held.needed, held.current, held.complete)
    assert {row.id for row in store.lists.page("all", "ada", NOW, search="grace")} == {
        "parts",
        "later",
        "over",
        "hidden",
    }


def test_a_shorter_content_or_a_lower_threshold_completes_what_was_done_already(store: Store) -> None:
    watch(store, "whole", "airway", 0, 45)
    assert view(store).state is State.IN_PROGRESS
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, contents=(replace(VIDEO, threshold=750),))])
    assert view(store).state is State.READY
    assert listed(store, "ready") == ["whole", "parts", "forfeit"]
    assert claim(store, "whole", 1000).completed_at == NOW


def test_a_longer_content_or_a_higher_threshold_takes_nothing_back(store: Store) -> None:
    finish(store, "whole", "airway", 54)
    harder = replace(VIDEO, length_ms=300 * MINUTE, threshold=1000)
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, contents=(harder,))])
    assert view(store).state is State.READY


def test_contents_taken_out_of_a_credit_count_no_more(store: Store) -> None:
    finish(store, "parts", "short", 30)
    store.catalogs.load(ORGANIZATION, [replace(PARTS, contents=(VIDEO,))])
    assert view(store, "parts").holding.measure.current == 0
    assert [content.id for content in view(store, "parts").credit.contents] == ["airway"]


def test_the_order_of_contents_is_kept_and_can_change(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, [replace(PARTS, contents=(SHORT, VIDEO))])
    assert [content.id for content in view(store, "parts").credit.contents] == ["short", "airway"]


def test_two_organizations_keep_their_ids_apart(store: Store) -> None:
    other = Organization("sam", "Southwind", zone="UTC")
    alike = replace(WHOLE, title="Southern", contents=(Content("airway", ContentKind.VIDEO, "Other", 5 * MINUTE),))
    store.catalogs.load(other, [alike])
    with pytest.raises(StoreError, match="nam/whole, sam/whole"):
        store.credits.find("whole")
    assert store.credits.view("ada", store.credits.find("sam/whole"), NOW).credit.title == "Southern"
    assert store.credits.view("ada", store.credits.find("nam/whole"), NOW).credit == WHOLE
    finish(store, "sam/whole", "airway", 5)
    assert store.credits.view("ada", store.credits.find("nam/whole"), NOW).holding.measure.current == 0


@pytest.mark.parametrize(
    "id", ["", "nothing", "nam/", "/whole ", "nam/nothing", "sam/whole", "' OR 1=1 --", "\ud800", "%"]
)
def test_an_unknown_credit_is_one_sentence(store: Store, id: str) -> None:
    with pytest.raises(StoreError):
        store.credits.find(id)


def test_a_key_of_no_credit_is_one_sentence(store: Store) -> None:
    for key in (0, -1, 999, 2**63 - 1):
        with pytest.raises(StoreError, match="no longer"):
            store.credits.view("ada", key, NOW)
        with pytest.raises(StoreError, match="no longer"):
            store.claims.draft("ada", key, NOW)


def test_an_edited_rule_is_measured_anew_for_everybody(store: Store) -> None:
    for learner in ("ada", "bob", "cyd"):
        store.learning.record(
            learner,
            store.credits.find("whole"),
            "airway",
            Stretch("watched", "s", span=(0, 30 * MINUTE), wall_ms=30 * MINUTE),
            NOW,
        )
    store.catalogs.load(ORGANIZATION, [replace(WHOLE, rule=ProgressRule(Need.MINUTES, 30))])
    for learner in ("ada", "bob", "cyd"):
        assert [row.id for row in store.lists.page("ready", learner, NOW) if row.id == "whole"] == ["whole"]
    assert store.lists.count("ready", "dan", NOW) == 0
