"""A certificate is made once: whatever prints later, its bytes stay, until the claim is revoked."""

import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish

from ce_tui.credit.model import Claim
from ce_tui.store import Store, StoreError
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.integrity import problems
from ce_tui.store.migrating import bring_up_to_date


class Printer(list[Claim]):
    """Makes papers of its own, and lists the claims they were made for."""

    def __init__(self, sign: str) -> None:
        self.sign = sign

    def __call__(self, claim: Claim) -> bytes:
        self.append(claim)
        return f"%PDF {self.sign} {claim.name} {claim.revocation} {len(self)}".encode() * 100


def never(_: Claim) -> bytes:
    raise AssertionError("made again")


@pytest.fixture
def made(store: Store) -> Claim:
    store.catalogs.load(ORGANIZATION, CREDITS)
    finish(store, "whole", "airway")
    return claim(store, "whole", 1000)


def test_the_first_is_kept_and_no_other_is_made(store: Store, made: Claim) -> None:
    first = store.certificates.paper(made.number, (old := Printer("1.0")))
    assert old == [made]
    assert store.certificates.paper(made.number, never) == first
    assert zlib.decompress(dump(store)["paper"][0][-2]) == first  # type: ignore[arg-type]


def test_a_revoked_claim_has_another_made_once_as_well(store: Store, made: Claim) -> None:
    first = store.certificates.paper(made.number, Printer("1.0"))
    revoked = store.certificates.revoke(made.number, "Wrong person", NOW)
    second = store.certificates.paper(made.number, (new := Printer("2.0")))
    assert new == [revoked]
    assert second != first
    assert store.certificates.paper(made.number, never) == second
    assert len(dump(store)["paper"]) == 2


def test_parts_have_their_own(store: Store) -> None:
    store.catalogs.load(ORGANIZATION, CREDITS)
    finish(store, "parts", "airway")
    numbers = [claim(store, "parts", 250, request).number for request in ("one", "two")]
    papers = [store.certificates.paper(number, Printer(number)) for number in numbers]
    assert papers[0] != papers[1]
    assert [store.certificates.paper(number, never) for number in numbers] == papers


def test_what_could_not_be_made_is_made_the_next_time(store: Store, made: Claim) -> None:
    def fail(_: Claim) -> bytes:
        raise LookupError("no font")

    with pytest.raises(LookupError, match="no font"):
        store.certificates.paper(made.number, fail)
    assert store.certificates.paper(made.number, Printer("2.0")).startswith(b"%PDF 2.0")


def test_of_two_programs_the_faster_one_s_is_kept(tmp_path: Path) -> None:
    with Store(tmp_path / "ce.db", NOW) as store, Store(tmp_path / "ce.db", NOW) as other:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        number = claim(store, "whole", 1000).number
        taken: list[bytes] = []

        def slow(claim: Claim) -> bytes:
            taken.append(other.certificates.paper(number, Printer("fast")))
            return b"%PDF slow"

        assert store.certificates.paper(number, slow) == taken[0] == other.certificates.paper(number, never)


def test_a_store_that_cannot_be_written_still_gives_the_certificate(store: Store, made: Claim) -> None:
    store.engine.connection.execute("PRAGMA query_only=ON")
    assert store.certificates.paper(made.number, Printer("1.0")).startswith(b"%PDF 1.0")
    store.engine.connection.execute("PRAGMA query_only=OFF")
    assert dump(store)["paper"] == []


DAMAGE = [b"", b"%PDF", zlib.compress(b"%PDF" * 1000)[:-3], zlib.compress(b"x")[:-1] + b"!", "text", 7]


@pytest.mark.parametrize("value", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_one_is_made_anew(store: Store, made: Claim, value: object) -> None:
    first = store.certificates.paper(made.number, Printer("1.0"))
    store.engine.connection.execute("UPDATE paper SET pdf = ?", [value])
    assert store.certificates.paper(made.number, Printer("1.0")) == first


def test_another_in_its_place_is_not_given(store: Store) -> None:
    """The papers of two parts exchanged, one written by somebody, one for another state of the claim."""
    store.catalogs.load(ORGANIZATION, CREDITS)
    finish(store, "parts", "airway")
    numbers = [claim(store, "parts", 250, request).number for request in ("one", "two")]
    papers = [store.certificates.paper(number, Printer(number)) for number in numbers]
    execute = store.engine.connection.execute
    forged = zlib.compress(b"%PDF Mallory")
    for change, values in (
        ("UPDATE paper SET pdf = (SELECT pdf FROM paper p WHERE p.claim_id <> paper.claim_id)", []),
        ("UPDATE paper SET pdf = ? WHERE claim_id = 1", [forged]),
        ("UPDATE paper SET pdf = ?, seal = NULL WHERE claim_id = 1", [forged]),
        ("UPDATE paper SET revoked = 1 - revoked WHERE claim_id = 1", []),
    ):
        execute(change, values)
        assert any(numbers[0] in problem and "not the one that was made" in problem for problem in problems(store))
        assert [store.certificates.paper(number, Printer(number)) for number in numbers] == papers
        execute("DELETE FROM paper WHERE revoked = 1")
        assert problems(store) == []


def test_an_unknown_number_is_one_sentence(store: Store) -> None:
    with pytest.raises(StoreError, match="no certificate"):
        store.certificates.paper("0000-0000-0000-0", never)


def test_claims_made_before_papers_were_kept_get_theirs(first: Path) -> None:
    with Store(first, NOW + timedelta(days=1)) as store:
        ((number,),) = store._database.read("SELECT number FROM claim", {})
        made = store.certificates.paper(number, Printer("1.0"))
        assert store.certificates.paper(number, never) == made


def test_papers_kept_before_they_were_sealed_stay_the_same_bytes(first: Path) -> None:
    before = Sqlite(first)
    bring_up_to_date(before, NOW, head="0004")
    kept = zlib.compress(b"%PDF of then")
    for edition in (0, 1):
        before.connection.execute("INSERT INTO paper SELECT id, ?, ? FROM claim", [edition, kept])
    before.close()
    with Store(first, NOW + timedelta(days=1)) as store:
        ((number,),) = store._database.read("SELECT number FROM claim", {})
        assert store.certificates.paper(number, never) == b"%PDF of then"
        assert problems(store) == []
