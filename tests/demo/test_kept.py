"""The stores of the demo: both organizations, the same for the same seed, marked, and never one that counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ce_tui.catalog import read_text
from ce_tui.credit.listing import State
from ce_tui.credit.parties import Learner
from ce_tui.demo import ACCOUNTING, MEDICINE, SAMPLES, Sample, sample, sample_catalog
from ce_tui.demo.kept import COLLEAGUES, open_demo
from ce_tui.store import Store, StoreError
from ce_tui.store.care import examine
from ce_tui.store.throwaway import is_demo, make_demo

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
MOMENTS = [
    datetime(2026, month, day, hour, 3, tzinfo=UTC) for month, day, hour in ((3, 8, 4), (11, 1, 6), (12, 31, 23))
]


def learned(store: Store) -> list[object]:
    """What everybody has done and claimed."""
    return [
        (one.key, [(row.id, row.current, row.claimed) for row in store.rows("all", one.key, NOW)],
         [(row.number, row.title, row.claimed_at) for row in store.claim_rows(one.key)])
        for one in store.learners()
    ]  # fmt: skip


@pytest.mark.parametrize("of", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_a_sample_is_good_at_any_time_and_shows_every_state(of: Sample, now: datetime, tmp_path: Path) -> None:
    assert read_text(sample(now, of), of.file).warnings == ()
    with open_demo(tmp_path / "demo.db", of, of.learner, now, 1) as store:
        keys = [row.key for row in store.rows("all", of.learner.key, now)]
        views = [store.view(of.learner.key, key, now) for key in keys]
        assert {view.state for view in views} == {*State}
        claims = [claim for view in views for claim in view.claims]
        assert any(claim.is_part for claim in claims)
        assert {str(claim.credit.certificate.kind) for claim in claims} >= {"local", "external"}
        assert of.organization == views[0].organization.id


def test_the_two_are_of_two_fields() -> None:
    medicine, accounting = (sample_catalog(NOW, of) for of in (MEDICINE, ACCOUNTING))
    assert (medicine.organization.acronym, accounting.organization.acronym) == ("CME", "CPE")
    assert {"ama", "ancc"} <= {credit.type.id for credit in medicine.credits}
    assert {credit.type.id for credit in accounting.credits} == {"nasba"}
    assert MEDICINE.theme != ACCOUNTING.theme


@pytest.mark.parametrize("of", SAMPLES.values(), ids=SAMPLES)
def test_the_same_seed_makes_the_same_and_another_seed_something_else(of: Sample, tmp_path: Path) -> None:
    made = []
    for n, seed in enumerate((7, 7, 8)):
        with open_demo(tmp_path / f"{n}.db", of, of.learner, NOW, seed) as store:
            made.append(learned(store))
    assert made[0] == made[1]
    others = [[part for part in one if part[0] != of.learner.key] for one in made]  # type: ignore[index]
    assert others[0] != others[2]


def test_it_is_sound_and_nobody_claims_before_it_was_earned(tmp_path: Path) -> None:
    with open_demo(path := tmp_path / "demo.db", ACCOUNTING, ACCOUNTING.learner, NOW, 1) as store:
        for one in COLLEAGUES:
            claims = [store.claim_by_number(row.number) for row in store.claim_rows(one.key)]
            assert all(claim.completed_at and claim.completed_at <= claim.claimed_at <= NOW for claim in claims)
    with Store(path, NOW) as store:
        assert store.organizations()[0].id == "tallgrass"
    assert examine(path, NOW).problems == []


def test_a_store_that_is_there_is_joined_and_not_filled_again(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    with open_demo(path, MEDICINE, MEDICINE.learner, NOW, 1) as store:
        store.save_learner(Learner("zoe", "Zoë"))
        before = learned(store)
    with open_demo(path, MEDICINE, MEDICINE.learner, NOW + timedelta(days=9), 2) as store:
        assert learned(store) == before


def test_only_what_the_demo_made_bears_its_mark(tmp_path: Path) -> None:
    real, made = tmp_path / "real.db", tmp_path / "made.db"
    Store(real, NOW).close()
    open_demo(made, MEDICINE, MEDICINE.learner, NOW, 1).close()
    (text := tmp_path / "text.db").write_text("DEMO" * 100)
    (empty := tmp_path / "empty.db").touch()
    found = {path.name: is_demo(path) for path in (real, made, text, empty, tmp_path, tmp_path / "none.db")}
    assert [name for name, is_one in found.items() if is_one] == ["made.db"]


def test_who_is_slower_leaves_the_store_of_the_other_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"

    def slowly() -> Store:
        Store(path, NOW).close()  # by somebody else, meanwhile
        return Store(None, NOW)

    make_demo(path, slowly)
    assert not is_demo(path)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["demo.db"]


def test_a_real_store_that_takes_its_place_is_never_opened(tmp_path: Path) -> None:
    path, real = tmp_path / "demo.db", tmp_path / "real.db"
    Store(real, NOW).close()
    before = real.read_bytes()
    with open_demo(path, MEDICINE, MEDICINE.learner, NOW, 1) as store:
        real.replace(path)
        with pytest.raises(StoreError, match="another store by now"):
            store.save_learner(Learner("eve", "Eve"))
    with pytest.raises(StoreError, match="not made by the demo"):
        open_demo(path, MEDICINE, MEDICINE.learner, NOW, 1)
    assert path.read_bytes() == before
