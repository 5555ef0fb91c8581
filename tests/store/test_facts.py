"""Facts outlast the catalog: what was done keeps the lengths, times and marks of then, whatever is imported later."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.store.conftest import NOW, ORGANIZATION, PARTS, QUIZ, READING, TALK, VIDEO, WHOLE, claim, dump

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind, Credit, Need, PartialRule, ProgressRule
from ce_tui.credit.progress import Measure
from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.types import MINUTE, CreditType, Rounding, credit_type
from ce_tui.store import Refused, Store
from ce_tui.store.designations import _differences
from ce_tui.store.integrity import problems

FILM = Content("f", ContentKind.VIDEO, "F", 10 * MINUTE)
OTHER = Content("g", ContentKind.VIDEO, "G", 60 * MINUTE)
HOUR = Credit(
    "c",
    "C",
    credit_type("hours"),
    Amount(1000),
    (FILM, OTHER),
    partial=PartialRule(),
    rule=ProgressRule(Need.MINUTES, 60),
)


def load(store: Store, *contents: Content, **changes: object) -> int:
    """Import a credit of one hour with those contents."""
    store.catalogs.load(ORGANIZATION, [replace(HOUR, contents=contents, **changes)])  # type: ignore[arg-type]
    return store.credits.find("c")


def watch(store: Store, content: str, start: float, end: float, at: float = 0) -> None:
    span = (round(start * MINUTE), round(end * MINUTE))
    store.learning.record(
        "ada",
        store.credits.find("c"),
        content,
        Stretch("watched", f"{content} {start}", span=span, wall_ms=span[1] - span[0]),
        NOW + timedelta(minutes=at),
    )


def measure(store: Store) -> Measure:
    """What a list and the credit itself say of it; both are the same, and what the store check comes to."""
    view = store.credits.view("ada", store.credits.find("c"), NOW)
    held = view.holding.measure
    (row,) = [row for row in store.lists.page("all", "ada", NOW) if row.id == "c"]
    assert (row.current, row.needed, row.complete) == (held.current, held.needed, held.complete)
    assert row.claimable == (view.choices or (NOTHING,))[-1]
    assert problems(store) == []
    return held


def minutes(store: Store) -> tuple[float, float]:
    held = measure(store)
    return held.current / MINUTE, held.needed / MINUTE


def why(store: Store, what: str) -> str:
    key = store.credits.find("c")
    parts = explain(store.credits.view("ada", key, NOW), store.learning.history("ada", key), NOW)
    return next(part.why for part in parts if part.what == what)


def completed(store: Store, content: str) -> datetime | None:
    return store.credits.records("ada", (store.credits.find("c"),))[content].complete_at


def test_a_finished_film_that_is_made_longer_counts_what_it_counted(store: Store) -> None:
    load(store, FILM, OTHER)
    watch(store, "f", 0, 10)
    load(store, replace(FILM, length_ms=60 * MINUTE), OTHER)
    assert minutes(store) == (10, 60)
    assert measure(store).percent == 16
    assert completed(store, "f") == NOW
    assert why(store, "F").endswith("counts as 10 min. It was 10 min long then, and is 60 min now.")


def test_a_finished_film_that_is_made_shorter_counts_its_new_length_at_most(store: Store) -> None:
    load(store, FILM, OTHER)
    watch(store, "f", 0, 10)
    load(store, replace(FILM, length_ms=4 * MINUTE), OTHER)
    assert minutes(store) == (4, 60)
    assert why(store, "F").endswith("counts as 4 min. It was 10 min long then, and is 4 min now.")
    load(store, FILM, OTHER)
    assert minutes(store) == (10, 60)
    load(store, replace(FILM, length_ms=60 * MINUTE), OTHER)
    assert minutes(store) == (10, 60)


def test_what_is_watched_of_a_film_made_longer_is_added_and_all_of_it_counts_once_that_is_enough(store: Store) -> None:
    load(store, FILM, OTHER)
    watch(store, "f", 0, 9)
    assert minutes(store) == (10, 60)
    load(store, replace(FILM, length_ms=60 * MINUTE), OTHER)
    watch(store, "f", 5, 25, at=100)
    assert minutes(store) == (25, 60)
    watch(store, "f", 25, 54, at=200)
    assert minutes(store) == (60, 60)
    assert completed(store, "f") == NOW


def test_all_contents_need_of_each_what_it_counted(store: Store) -> None:
    load(store, FILM, OTHER, rule=ProgressRule())
    watch(store, "f", 0, 10)
    load(store, replace(FILM, length_ms=60 * MINUTE), OTHER, rule=ProgressRule())
    assert minutes(store) == (10, 70)
    watch(store, "g", 0, 60, at=100)
    assert minutes(store) == (70, 70)
    assert measure(store).complete
    assert store.lists.page("all", "bob", NOW)[-1].needed == 120 * MINUTE  # who has not begun needs what there is now


@pytest.mark.parametrize("kind", ["reading", "quiz", "session without a time", "heard of"])
def test_anything_that_is_complete_counts_what_it_counted(store: Store, kind: str) -> None:
    item = {
        "reading": replace(READING, id="f", length_ms=10 * MINUTE),
        "quiz": replace(QUIZ, id="f", length_ms=10 * MINUTE),
        "session without a time": replace(TALK, id="f", starts_at=None, code="", length_ms=10 * MINUTE),
        "heard of": FILM,
    }[kind]
    key = load(store, item, OTHER)
    match kind:
        case "reading":
            store.learning.record(
                "ada", key, "f", Stretch("read", "s", span=(0, 10 * MINUTE), wall_ms=10 * MINUTE, done=True), NOW
            )
        case "quiz":
            store.quizzes.hand_in("ada", key, "f", {"q1": ["a"], "q2": ["b", "c"]}, NOW)
        case "session without a time":
            store.sessions.attend("ada", key, "f", "", NOW)
        case _:
            heard = Statement("h", "ada", "f", "completed", NOW, whole=True)
            store.statements.ingest([Matched(heard, "ada", "nam", "f")], NOW)
    assert minutes(store) == (10, 60)
    load(store, replace(item, length_ms=50 * MINUTE), OTHER)
    assert minutes(store) == (10, 60)
    load(store, replace(item, length_ms=0), OTHER)
    assert minutes(store)[0] == (10 if kind == "session without a time" else 0)


@pytest.mark.parametrize("edit", [{"threshold": 750}, {"length_ms": 50 * MINUTE}])
def test_what_an_edit_completes_counts_what_it_is_then(store: Store, edit: dict[str, int]) -> None:
    load(store, VIDEO, rule=ProgressRule(Need.MINUTES, 600))
    watch(store, "airway", 0, 45)
    assert minutes(store) == (45, 600)
    load(store, replace(VIDEO, **edit), rule=ProgressRule(Need.MINUTES, 600))  # type: ignore[arg-type]
    length = edit.get("length_ms", VIDEO.length_ms) / MINUTE
    assert minutes(store) == (length, 600)
    load(store, replace(VIDEO, length_ms=90 * MINUTE), rule=ProgressRule(Need.MINUTES, 600))
    assert minutes(store) == (length, 600)


def test_a_claim_of_before_and_its_paper_stay_as_they_were(store: Store) -> None:
    load(store, VIDEO, rule=ProgressRule())
    watch(store, "airway", 0, 60)
    made = claim(store, "c", 1000)
    load(store, replace(VIDEO, length_ms=300 * MINUTE), rule=ProgressRule())
    assert store.certificates.claim(made.number) == made
    assert measure(store).complete


AMA = credit_type("ama")


@pytest.fixture
def claimed(store: Store) -> Store:
    """Ada has claimed 0.50 of `parts`, which is 1.50 AMA."""
    watch_whole(store)
    claim(store, "parts", 500)
    return store


def watch_whole(store: Store) -> None:
    span = (0, 60 * MINUTE)
    store.learning.record(
        "ada", store.credits.find("parts"), "airway", Stretch("watched", "s", span=span, wall_ms=span[1]), NOW
    )


@pytest.mark.parametrize(
    ("type", "said"),
    [
        (credit_type("nasba"), "type cannot change from AMA PRA Category 1 Credit™ to NASBA CPE"),
        (credit_type("hours"), "type cannot change from AMA PRA Category 1 Credit™ to Hours"),
        (replace(AMA, step=Amount(500)), "step cannot change from 0.25 to 0.5"),
        (credit_type("ama", rounding=Rounding.DOWN), "rounding cannot change from nearest to down"),
        (credit_type("ama", minimum_ms=60 * MINUTE), "minimum cannot change from 8 min to 60 min"),
        (replace(AMA, first_minimum=Amount(1000)), "minimum cannot change from 8 min to 53 min"),
    ],
)
def test_the_unit_of_a_credit_that_was_claimed_cannot_change(claimed: Store, type: CreditType, said: str) -> None:
    before = dump(claimed)
    with pytest.raises(Refused) as refused:
        claimed.catalogs.load(ORGANIZATION, [replace(WHOLE, title="Other"), replace(PARTS, type=type)])
    assert refused.value.reasons == (
        f"“In parts” (parts) was claimed, so its {said}. Give it a new id, and close this one.",
        "Nothing was imported.",
    )
    assert dump(claimed) == before
    anew = [replace(PARTS, closes_at=NOW), replace(PARTS, id="parts-2", type=type)]
    assert claimed.catalogs.load(ORGANIZATION, anew).added == 1


def test_the_unit_of_a_credit_that_nobody_claimed_can(store: Store) -> None:
    watch_whole(store)
    claim(store, "whole", 1000)
    assert store.catalogs.load(ORGANIZATION, [replace(PARTS, type=credit_type("nasba"))]).updated == 1


def test_another_wording_or_the_same_minimum_said_otherwise_is_no_other_unit(claimed: Store) -> None:
    later = replace(AMA, label="AMA Category 1", fulls="Credits", designation="$provider", minimum_ms=7 * MINUTE)
    assert claimed.catalogs.load(ORGANIZATION, [replace(PARTS, type=later)]).updated == 1
    nearest = credit_type("iacet")
    assert [*_differences(replace(nearest, minimum_ms=0), nearest)] == []


def test_title_dates_contents_and_parts_of_a_claimed_credit_can_change_and_its_amount_can_rise(claimed: Store) -> None:
    edited = replace(PARTS, title="New", amount=Amount(3000), contents=(VIDEO,), opens_at=NOW, partial=None)
    assert claimed.catalogs.load(ORGANIZATION, [edited]).updated == 1


def test_the_amount_of_a_claimed_credit_falls_to_what_was_claimed_and_no_further(claimed: Store) -> None:
    assert claimed.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(500))]).updated == 1
    with pytest.raises(Refused) as refused:
        claimed.catalogs.load(ORGANIZATION, [replace(PARTS, amount=Amount(250))])
    assert refused.value.reasons[0] == (
        "“In parts” (parts): 0.50 credits of it were claimed, so its amount cannot fall to 0.25. "
        "Write at least that, or give it a new id and close this one."
    )
