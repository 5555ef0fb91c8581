"""A store in use is opened by each later program: what is in it reads the same, and one goes on with it.

`in_use.sql` and what was read of it (`in_use.json`) were written once, by the program as it was before its
rooms were moved.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import NOW

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.listing import Row
from ce_tui.credit.model import Claim
from ce_tui.credit.questions import AGREED
from ce_tui.credit.standing import ATTESTATION
from ce_tui.store import Store
from ce_tui.store.backups import examine
from ce_tui.store.engines.connections import APPLICATION_ID, DEMO

HERE = Path(__file__).parent
WHO = ("ada", "mei")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "ce.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={DEMO}")
        connection.executescript((HERE / "in_use.sql").read_text("utf-8"))
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, NOW) as store:
        yield store


@pytest.fixture(scope="module")
def then() -> dict[str, dict[str, Any]]:
    """By learner: the lists, the certificates, and the records by content."""
    kept: dict[str, dict[str, Any]] = json.loads((HERE / "in_use.json").read_text("utf-8"))
    return kept


def line(row: Row) -> list[object]:
    amounts = [amount.thousandths for amount in (row.claimed, row.claimable, row.amount)]
    return [row.key, row.id, row.title, *amounts, row.current, row.needed, row.complete, row.final, row.percent]


@pytest.mark.parametrize("who", WHO)
def test_its_lists_read_the_same(store: Store, then: dict[str, dict[str, Any]], who: str) -> None:
    for which in ("progress", "ready", "all"):
        assert [line(row) for row in store.lists.page(which, who, NOW)] == then[who][which]
        assert store.lists.count(which, who, NOW) == len(then[who][which])
    claims = [
        [row.number, row.title, row.amount.thousandths, row.whole.thousandths, row.part, row.revoked, row.certificate]
        for row in store.lists.claims(who)
    ]
    assert claims == then[who]["claims"]


@pytest.mark.parametrize("who", WHO)
def test_what_was_done_of_each_content_reads_the_same(store: Store, then: dict[str, dict[str, Any]], who: str) -> None:
    records = {
        id: [[[*span] for span in record.spans], record.done, record.complete_at and record.complete_at.isoformat()]
        for row in store.lists.page("all", who, NOW)
        for id, record in store.credits.view(who, row.key, NOW).records.items()
    }
    assert records == then[who]["records"]


def test_one_goes_on_with_it(store: Store, path: Path) -> None:
    credit = store.credits.find("phishing-nano")
    made = store.claims.make(
        "ada", credit, ClaimRequest("a request", Amount(200), "Ada Lovelace, MD", {ATTESTATION: AGREED}), NOW
    )
    assert [row.number for row in store.lists.claims("ada", limit=1)] == [made.number]
    assert store.certificates.revoke(made.number, "By mistake.", NOW, give_back=True).revocation
    assert examine(path, NOW).problems == []


def test_a_paper_kept_then_is_the_same_bytes(store: Store) -> None:
    def never(claim: Claim) -> bytes:
        raise AssertionError(f"{claim.number} was kept")

    number = next(row.number for row in store.lists.claims("ada") if row.title.startswith("Antimicrobial"))
    assert store.certificates.paper(number, never) == b"%PDF of " + number.encode()


def test_nothing_is_wrong_with_it(path: Path) -> None:
    found = examine(path, NOW)
    assert found.problems == []
    assert found.counts == {"learner": 2, "credit": 17, "claim": 7}
