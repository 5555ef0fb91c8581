"""The stores of the demo: both organizations, the same for the same seed, marked, and never one that counts."""

import sqlite3
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ce_tui.catalog.samples import NORTHWIND, TALLGRASS
from ce_tui.certificate import render
from ce_tui.credit.listing import State
from ce_tui.credit.number import is_sample, read_number
from ce_tui.credit.parties import Learner
from ce_tui.demo.past import LEARNER, Past, fill
from ce_tui.demo.samples import ACCOUNTING, MEDICINE, SAMPLES, Sample
from ce_tui.demo.store import COLLEAGUES, open_demo
from ce_tui.store import Store, StoreError
from ce_tui.store.backups import examine, restore
from ce_tui.store.demo_stores import is_demo, make_demo

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
MOMENTS = [
    datetime(2026, month, day, hour, 3, tzinfo=UTC) for month, day, hour in ((3, 8, 4), (11, 1, 6), (12, 31, 23))
]


def learned(store: Store) -> list[object]:
    """What everybody has done and claimed."""
    return [
        (
            one.key,
            [(row.id, row.current, row.claimed) for row in store.lists.page("all", one.key, NOW)],
            [(row.number, row.title, row.claimed_at) for row in store.lists.claims(one.key)],
        )
        for one in store.accounts.learners()
    ]


@pytest.mark.parametrize("of", SAMPLES.values(), ids=SAMPLES)
@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_a_sample_is_good_at_any_time_and_shows_every_state(of: Sample, now: datetime, tmp_path: Path) -> None:
    assert of.catalog_at(now).warnings == ()
    with open_demo(tmp_path / "demo.db", of, of.learner, now, 1) as store:
        keys = [row.key for row in store.lists.page("all", of.learner.key, now)]
        views = [store.credits.view(of.learner.key, key, now) for key in keys]
        assert {view.state for view in views} == {*State}
        claims = [claim for view in views for claim in view.claims]
        assert any(claim.is_part for claim in claims)
        assert {str(claim.credit.certificate.kind) for claim in claims} >= {"local", "external"}
        assert of.organization == views[0].organization.id


def test_the_two_are_of_two_fields() -> None:
    medicine, accounting = NORTHWIND.read(NOW), TALLGRASS.read(NOW)
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
            claims = [store.certificates.claim(row.number) for row in store.lists.claims(one.key)]
            assert all(claim.completed_at and claim.completed_at <= claim.claimed_at <= NOW for claim in claims)
    with Store(path, NOW) as store:
        assert store.lists.organizations()[0].id == "tallgrass"
    assert examine(path, NOW).problems == []


def test_a_store_that_is_there_is_joined_and_not_filled_again(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    with open_demo(path, MEDICINE, MEDICINE.learner, NOW, 1) as store:
        store.accounts.save(Learner("zoe", "Zoë"))
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
            store.accounts.save(Learner("eve", "Eve"))
    with pytest.raises(StoreError, match="not made by the demo"):
        open_demo(path, MEDICINE, MEDICINE.learner, NOW, 1)
    assert path.read_bytes() == before


def test_every_certificate_of_a_demo_says_that_it_is_a_sample(tmp_path: Path) -> None:
    """Across each page, in its number and metadata; also of a catalog of one's own, and opened without the demo."""
    own = TALLGRASS.read(NOW)
    mine = Sample("catalog", own.organization.name, own.organization.zone, Learner("me", "Me"), catalog=own)
    path = tmp_path / "demo.db"
    with open_demo(path, mine, mine.learner, NOW, 1) as store:
        given = {row.number for one in store.accounts.learners() for row in store.lists.claims(one.key)}
        assert given
    with Store(path, NOW) as store:
        assert store.is_demo
        ready = next(row.id for row in store.lists.page("ready", "me", NOW))
        given.add(Past(store, "me", NOW).claim(ready, days=0).number)
        for number in given:
            assert is_sample(number)
            assert read_number(number.lower().replace("-", " ")) == number
            pdf = PdfReader(BytesIO(store.certificates.paper(number, render)))
            assert all("SAMPLE" in page.extract_text() for page in pdf.pages)
            text = " ".join(pdf.pages[0].extract_text().split())
            assert number in text
            assert "SAMPLE" in text.replace(number, "")
            assert pdf.metadata
            assert str(pdf.metadata.title).startswith("SAMPLE ")
            assert str(pdf.metadata["/Keywords"]) == number
    assert examine(path, NOW).problems == []


def test_a_sample_counts_in_no_other_store(tmp_path: Path) -> None:
    with open_demo(path := tmp_path / "demo.db", MEDICINE, MEDICINE.learner, NOW, 1) as store:
        number = store.lists.claims(MEDICINE.learner.key)[0].number
    with Store(tmp_path / "real.db", NOW) as real:
        assert not real.is_demo
        with pytest.raises(StoreError, match="the number of a sample from a demo"):
            real.certificates.claim(number)
    with pytest.raises(StoreError, match="the store of a demo"):
        restore(tmp_path / "real.db", path, NOW, sure=True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert "a number that was never given" in " ".join(examine(path, NOW).problems)


def test_a_claim_kept_from_an_earlier_demo_is_printed_as_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    with Store(None, NOW) as old:
        fill(old, NOW)
        number = next(row.number for row in old.lists.claims(LEARNER.key) if row.certificate == "local")
        plain = old.certificates.paper(number, render)
        make_demo(path, lambda: old)
    assert not is_sample(number)
    assert "SAMPLE" not in PdfReader(BytesIO(plain)).pages[0].extract_text()
    with Store(path, NOW) as store:
        text = PdfReader(BytesIO(store.certificates.paper(number, render))).pages[0].extract_text()
    assert f"SAMPLE-{number}" in text
