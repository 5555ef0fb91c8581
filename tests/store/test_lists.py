"""Lists: every page is a window of the same whole, whatever the way to it; counts and positions agree with it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.store.conftest import (
    FORFEIT,
    HIDDEN,
    LATER,
    MIXED,
    NOW,
    ORGANIZATION,
    OVER,
    PARTS,
    VIDEO,
    WHOLE,
    claim,
    finish,
    watch,
)

from ce_tui.credit.amount import Amount
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.listing import State
from ce_tui.credit.model import PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store, StoreError

LISTS = ("progress", "ready", "all", "claims")
TITLES = (
    "Airway 100 %",
    "snake_case",
    "Hurra!",
    "Łódź Évaluation",
    "[/x] [@click=app.quit]",
    "Straße",
    "back\\slash",
    "it's",
)


_many: list[sqlite3.Connection] = []


@pytest.fixture
def many(store: Store) -> Store:
    """Forty more credits, of every state for Ada; some claimed. Made once, and copied page by page from then on."""
    if _many:
        _many[0].backup(store.engine.connection)
        return store
    kinds = (WHOLE, replace(PARTS, contents=(VIDEO,)), FORFEIT, LATER, OVER, HIDDEN, MIXED)
    credits = [
        replace(kinds[n % len(kinds)], id=f"c{n}", title=f"{TITLES[n % len(TITLES)]} {n}", questions=(), attestation="")
        for n in range(40)
    ]
    store.catalogs.load(ORGANIZATION, credits)
    finish(store, "whole", "airway")
    for n in (0, 7, 14):
        claim(store, f"c{n}", 1000, f"whole-{n}", NOW + timedelta(minutes=n))
    for n in (2, 9):
        claim(store, f"c{n}", 500, f"forfeit-{n}", NOW + timedelta(hours=n))
    claim(store, "c1", 250, "part", NOW)
    _many.append(kept := sqlite3.connect(":memory:"))
    store.engine.connection.backup(kept)
    return store


def page(store: Store, which: str, search: str, **options: Any) -> list[Any]:
    if which == "claims":
        return [*store.lists.claims("ada", search=search, **options)]
    return [*store.lists.page(which, "ada", NOW, search=search, **options)]


def by_key(store: Store, which: str, search: str, size: int) -> Iterator[Any]:
    after = None
    while found := page(store, which, search, after=after, limit=size):
        yield from found
        after = found[-1].key


def by_offset(store: Store, which: str, search: str, size: int) -> Iterator[Any]:
    skip = 0
    while found := page(store, which, search, skip=skip, limit=size):
        yield from found
        skip += size


def from_the_end(store: Store, which: str, search: str, size: int) -> list[Any]:
    pages: list[Any] = []
    while found := page(store, which, search, skip=len(pages), limit=size, backward=True):
        pages = [*found, *pages]
    return pages


@pytest.mark.parametrize("search", ["", "  ", "airway", "%", "_", "!", "luczak", "nothing at all", "1"])
@pytest.mark.parametrize("which", LISTS)
def test_every_way_through_a_list_shows_the_same_rows(many: Store, which: str, search: str) -> None:
    whole = page(many, which, search, limit=1000)
    keys = [row.key for row in whole]
    assert keys == sorted(set(keys))
    assert many.lists.count(which, "ada", NOW, search) == len(whole)
    for size in (1, 3, 64):
        assert list(by_key(many, which, search, size)) == whole
        assert list(by_offset(many, which, search, size)) == whole
        assert from_the_end(many, which, search, size) == whole
    for at, key in enumerate(keys):
        assert many.lists.position(which, "ada", NOW, key, search) == at
    assert many.lists.position(which, "ada", NOW, 10_000, search) == len(whole)
    assert many.lists.position(which, "ada", NOW, -10_000, search) == 0


MOMENTS = [NOW + timedelta(days=days) for days in (-10, -3, 0, 0.5, 1, 2, 3, 400)]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("learner", ["ada", "nobody"])
def test_each_released_credit_stands_where_its_state_says(many: Store, learner: str, now: datetime) -> None:
    lists = {
        which: {row.id for row in many.lists.page(which, learner, now, limit=999)}
        for which in ("progress", "ready", "all")
    }
    for which, ids in lists.items():
        assert many.lists.count(which, learner, now) == len(ids)
    for row in many.lists.page("all", learner, now, limit=999):
        seen = many.credits.view(learner, row.key, now)
        ready, progress = row.id in lists["ready"], row.id in lists["progress"]
        assert ready == (seen.state is State.READY)
        match seen.state:
            case State.SCHEDULED | State.CLAIMED:
                assert not progress
            case State.READY:
                assert progress == (not seen.holding.measure.complete)  # half done: in both
            case _:
                assert progress
        held = seen.holding
        assert (row.current, row.needed, row.complete, row.claimed, row.final) == (
            held.measure.current,
            held.measure.needed,
            held.measure.complete,
            held.claimed,
            held.final,
        )
        assert row.claimable == (seen.choices[-1] if seen.choices else Amount(0))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("100 %", "Airway 100 %"),
        ("%", "Airway 100 %"),
        ("snake_case", "snake_case"),
        ("_", "snake_case"),
        ("!", "Hurra!"),
        ("LODZ", "Łódź Évaluation"),
        ("evaluation", "Łódź Évaluation"),
        ("ÉVAL", "Łódź Évaluation"),
        ("lodz eval", "Łódź Évaluation"),
        ("strasse", "Straße"),
        ("STRASSE", "Straße"),
        ("[@click", "[/x] [@click=app.quit]"),
        ("\\", "back\\slash"),
        ("it's", "it's"),
    ],
)
def test_a_search_takes_what_is_typed_literally_and_folds_case_and_accents(
    many: Store, search: str, found: str
) -> None:
    titles = {row.title.rsplit(" ", 1)[0] for row in many.lists.page("all", "ada", NOW, search=search, limit=999)}
    assert titles == {found}


def test_a_search_looks_through_title_type_and_speakers(store: Store) -> None:
    assert {row.id for row in store.lists.page("all", "ada", NOW, search="Ada LUCZAK")} == {"whole", "parts", "forfeit"}
    assert {row.id for row in store.lists.page("all", "ada", NOW, search="iacet")} == {"mixed"}
    finish(store, "whole", "airway")
    number = claim(store, "whole", 1000).number
    assert [row.number for row in store.lists.claims("ada", search=number.lower())] == [number]


HOSTILE = [
    "'",
    '"',
    "';DROP TABLE claim;--",
    "' OR '1'='1",
    "%" * 500,
    "!" * 500,
    "a " * 5000,
    "x" * 100_000,
    ":learner",
    "?1",
    "\\",
    "☃\x00☃",
    "\udcff",
    "日本",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_searches_find_nothing_and_break_nothing(store: Store, text: str) -> None:
    finish(store, "whole", "airway")
    claim(store, "whole", 1000)
    for which in LISTS:
        assert page(store, which, text) == []
        assert store.lists.count(which, "ada", NOW, text) == 0
    assert store.lists.count("claims", "ada", NOW) == 1


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e", "\u200b \t"])
def test_a_search_for_nothing_visible_shows_everything(store: Store, text: str) -> None:
    assert len(store.lists.page("all", "ada", NOW, search=text)) == store.lists.count("all", "ada", NOW, text) == 7


@pytest.mark.parametrize("key", [*HOSTILE[:-2], "", " ", "日本", "ADA"], ids=str.__len__)
def test_a_hostile_learner_is_just_another_learner(store: Store, key: str) -> None:
    finish(store, "whole", "airway")
    assert store.lists.count("ready", key, NOW) == 0
    assert store.lists.totals(key) == ()
    whole = store.credits.find("whole")
    store.learning.record(
        key, whole, "airway", Stretch("watched", key, span=(0, 60 * MINUTE), wall_ms=60 * MINUTE), NOW
    )
    made = claim(store, "whole", 1000, f"of {key}", learner=key)
    assert store.certificates.claim(made.number, key) == made
    assert [learner.key for learner in store.accounts.learners()] == ["ada", key]
    assert store.lists.count("ready", "ada", NOW) == 3


def test_a_learner_whose_key_is_no_text_is_refused_in_a_sentence(store: Store) -> None:
    for use in (
        lambda: store.claims.draft("\udcff", 1, NOW),
        lambda: store.accounts.learner("\udcff"),
        lambda: store.lists.totals("\udcff"),
    ):
        with pytest.raises(StoreError, match="cannot be stored"):
            use()


@pytest.mark.parametrize("which", ["", "claims; DROP TABLE claim", "ALL", "__class__"])
def test_there_is_no_list_of_another_name(store: Store, which: str) -> None:
    with pytest.raises(KeyError):
        store.lists.page(which, "ada", NOW)
    with pytest.raises(KeyError):
        store.lists.count(which, "ada", NOW)


def test_the_next_change_is_the_next_release_opening_or_closing(store: Store) -> None:
    assert store.lists.next_change("ada", NOW - timedelta(days=30)) == OVER.closes_at
    assert store.lists.next_change("ada", NOW) == HIDDEN.release_at
    assert store.lists.next_change("ada", NOW + timedelta(days=1)) == LATER.opens_at
    assert store.lists.next_change("ada", NOW + timedelta(days=3)) is None


def test_a_moment_in_another_zone_is_the_same_moment(store: Store) -> None:
    assert HIDDEN.release_at is not None
    from zoneinfo import ZoneInfo

    late = HIDDEN.release_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert "hidden" in {row.id for row in store.lists.page("progress", "ada", late)}
    assert "hidden" not in {row.id for row in store.lists.page("progress", "ada", late - timedelta(milliseconds=1))}


def test_a_half_done_credit_in_parts_stands_in_both_lists(store: Store) -> None:
    watch(store, "parts", "airway", 0, 30)
    for which in ("progress", "ready"):
        (row,) = (row for row in store.lists.page(which, "ada", NOW) if row.id == "parts")
        assert (row.claimable, row.percent) == (Amount(500), 33)


def test_a_type_with_its_own_step_keeps_it_in_the_list(store: Store) -> None:
    fine = replace(
        WHOLE, id="fine", type=credit_type("hours", step=Amount(1)), amount=Amount(1001), partial=PartialRule()
    )
    store.catalogs.load(ORGANIZATION, [fine])
    (row,) = store.lists.page("all", "ada", NOW, search="fine")
    assert row.type.say(row.amount) == "1.001 hours"


def test_learners_are_kept_apart_and_known_by_key(store: Store) -> None:
    finish(store, "whole", "airway")
    assert [learner.key for learner in store.accounts.learners()] == ["ada"]
    assert store.lists.count("ready", "Ada", NOW) == 0
    assert store.accounts.learner("nobody").key == "nobody"


def test_a_row_knows_whose_credit_it_is(store: Store) -> None:
    assert {row.organization for row in store.lists.page("all", "ada", NOW)} == {"nam"}
    assert not store.credits.view("ada", store.credits.find("whole"), NOW).among_others
    store.catalogs.load(Organization("sam", "Southwind"), [replace(WHOLE, contents=())])
    assert {row.organization for row in store.lists.page("all", "ada", NOW, search="whole")} == {"nam", "sam"}
    assert store.credits.view("ada", store.credits.find("sam/whole"), NOW).among_others
