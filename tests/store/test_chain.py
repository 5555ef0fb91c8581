"""Each claim is sealed upon the one before: one that was changed by hand is found, and its certificate not printed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from tests.sharing import file_of, put_store
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, SHORT, WHOLE, claim, finish, watch
from tests.store.test_processes import CLAIM, together

from ce_tui.store import Store, StoreError
from ce_tui.store.backups import examine, restore
from ce_tui.store.engines.guards import GUARDS
from ce_tui.store.integrity import problems

OTHER = replace(ORGANIZATION, id="other", name="Other Academy")


def printed(_: object) -> bytes:
    return b"%PDF"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put_store(tmp_path / "data" / "ce.db", file_of(make))


def make(path: Path) -> None:
    """Four claims of one organization with a revocation and a reissue between them, and one claim of another."""
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        store.catalogs.load(OTHER, [replace(WHOLE, id="elsewhere", contents=(replace(SHORT, id="brief"),))])
        finish(store, "whole", "airway")
        finish(store, "elsewhere", "brief", 30, NOW + timedelta(hours=2))
        claim(store, "parts", 250, "r1")
        store.certificates.revoke(claim(store, "parts", 250, "r2").number, "Withdrawn.", NOW)
        claim(store, "elsewhere", 1000, "r3", NOW + timedelta(hours=3))
        first = claim(store, "parts", 250, "r4")
        store.certificates.reissue(first.number, "Ada Lovelace", "Married.", "Grace", NOW)
        claim(store, "whole", 1000, "r5")


def by_hand(path: Path, *statements: str) -> None:
    """As somebody would who knows the store: the guards taken away, and put back afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in GUARDS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for trigger in GUARDS.values():
            connection.execute(trigger)


def wrong(path: Path) -> list[str]:
    return examine(path, NOW).problems


def test_the_seals_are_what_they_are_said_to_be(path: Path) -> None:
    """Sha-256 over the seal before, the number, the snapshot and whose it is, each on a line."""
    with Store(path, NOW) as store:
        rows = store._database.read(
            """SELECT k.place, k.seal, k.number, k.snapshot, l.key FROM claim k JOIN learner l ON l.id = k.learner_id
               WHERE k.organization_id = 1 ORDER BY k.place""",
            {},
        )
        assert [place for place, *_ in rows] == [1, 2, 4, 6]  # a revocation and a reissue have the others
        before = "ce-tui"
        for _, kept, *said in rows[:2]:
            before = sha256("\n".join([before, *said]).encode()).hexdigest()
            assert before == kept
        ((at, reason, sealed),) = store._database.read("SELECT at, reason, seal FROM revocation", {})
        revoked = "\n".join([before, rows[1][2], "revoked", str(at), reason])
        assert sealed == sha256(revoked.encode()).hexdigest()
        assert store._database.read("SELECT length, late FROM chain ORDER BY organization_id", {}) == [(6, 0), (1, 0)]
        assert problems(store) == []
    assert wrong(path) == []


FORGED = "UPDATE claim SET snapshot = replace(snapshot, 'Ada Łuczak', 'Mallory') WHERE {}"
CHANGES = {
    "a name": FORGED.format("part = 1"),
    "a name in the last one": FORGED.format("request_id = 'r5'"),
    "a name in the only one": FORGED.format("request_id = 'r3'"),
    "an answer": "UPDATE claim SET snapshot = replace(snapshot, 'To learn.', 'To earn.') WHERE request_id = 'r5'",
    "a license": """UPDATE claim SET snapshot = replace(snapshot, '"license":""', '"license":"MD 1"') WHERE part = 1""",
    "what was attested": "UPDATE claim SET snapshot = replace(snapshot, 'I was there.', 'No.') WHERE request_id = 'r5'",
    "a space": "UPDATE claim SET snapshot = snapshot || ' ' WHERE part = 1",
    "whose it is": "UPDATE learner SET key = 'mallory'",
    "a seal": "UPDATE claim SET seal = replace(seal, substr(seal, 1, 4), '0000') WHERE request_id = 'r1'",
    "a name in a reissue": "UPDATE reissue SET snapshot = replace(snapshot, 'Lovelace', 'Mallory')",
    "why it was revoked": "UPDATE revocation SET reason = 'Never mind.'",
    "when it was revoked": "UPDATE revocation SET at = at + 1",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_found(path: Path, change: str) -> None:
    by_hand(path, change)
    assert any("not what was sealed" in problem for problem in wrong(path))


GONE = {
    "one in the middle": ["DELETE FROM claim WHERE request_id = 'r4'", "DELETE FROM reissue"],
    "the first": ["DELETE FROM reissue", "DELETE FROM claim WHERE part = 1 AND request_id = 'r1'"],
    "the last": ["DELETE FROM claim WHERE request_id = 'r5'"],
    "the only one": ["DELETE FROM claim WHERE request_id = 'r3'"],
    "a revocation": ["DELETE FROM revocation"],
    "a reissue": ["DELETE FROM reissue"],
    "all": ["DELETE FROM reissue", "DELETE FROM revocation", "DELETE FROM claim"],
}


@pytest.mark.parametrize("changes", GONE.values(), ids=GONE)
def test_what_was_taken_out_is_missed(path: Path, changes: list[str]) -> None:
    """Also where everything else was put right, and nothing but the chain tells."""
    by_hand(
        path,
        *changes,
        "UPDATE holding SET parts = (SELECT count(*) FROM claim k WHERE k.learner_id = holding.learner_id AND "
        "k.credit_id = holding.credit_id), claimed = (SELECT coalesce(sum(amount), 0) FROM claim k "
        "WHERE k.learner_id = holding.learner_id AND k.credit_id = holding.credit_id)",
    )
    assert any("missing" in problem for problem in wrong(path))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE chain SET head = 'x' WHERE organization_id = 1", "do not end with the one that was sealed last"),
        ("UPDATE chain SET length = 2 WHERE organization_id = 1", "do not end with the one that was sealed last"),
        ("DELETE FROM chain", "do not end with the one that was sealed last"),
        ("UPDATE claim SET place = NULL WHERE request_id = 'r5'", "never sealed"),
        ("UPDATE revocation SET seal = NULL", "never sealed"),
        ("UPDATE reissue SET place = 6", "there twice"),
        ("UPDATE claim SET organization_id = 2 WHERE request_id = 'r5'", "missing"),
    ],
)
def test_a_chain_that_was_bent_is_noticed(path: Path, change: str, said: str) -> None:
    by_hand(path, change)
    assert any(said in problem for problem in wrong(path))


def test_columns_that_are_counted_with_are_held_against_the_snapshot(path: Path) -> None:
    for change in ("completed_at = 5", "zone = 'UTC'", "type_id = 'ama'", "certificate = 'none'", "complete = 0"):
        by_hand(path, f"UPDATE claim SET {change} WHERE request_id = 'r5'")
        assert any("its row and its snapshot differ" in problem for problem in wrong(path)), change


def number_of(store: Store, request: str) -> str:
    return str(store._database.read("SELECT number FROM claim WHERE request_id = :request", {"request": request})[0][0])


@pytest.mark.parametrize("kept", [False, True], ids=["never printed", "printed before"])
@pytest.mark.parametrize("change", ["a name in the last one", "an answer", "whose it is", "a seal"])
def test_a_changed_claim_prints_nothing_and_says_so(path: Path, change: str, kept: bool) -> None:
    request = "r1" if change == "a seal" else "r5"
    with Store(path, NOW) as store:
        number = number_of(store, request)
        if kept:
            assert store.certificates.paper(number, printed) == b"%PDF"
    by_hand(path, CHANGES[change])
    with Store(path, NOW) as store:
        with pytest.raises(StoreError, match=rf"Certificate {number} is not what it was .* `ce-tui store restore`"):
            store.certificates.paper(number, printed)
        if change != "whose it is":
            assert store.certificates.paper(number_of(store, "r3"), printed) == b"%PDF"  # the others still do


LATER = {
    "why it was revoked": [CHANGES["why it was revoked"]],
    "when it was revoked": [CHANGES["when it was revoked"]],
    "its revocation gone": GONE["a revocation"],
    "its revocation gone, and the rest moved up": [
        *GONE["a revocation"],
        "UPDATE reissue SET place = place - 1",
        "UPDATE claim SET place = place - 1 WHERE request_id IN ('r4', 'r5') AND seal <> ''",
    ],
    "the end cut off": ["DELETE FROM claim WHERE request_id = 'r5'", "UPDATE chain SET length = 5"],
    "the chain gone": ["DELETE FROM chain"],
}


@pytest.mark.parametrize("changes", LATER.values(), ids=LATER)
@pytest.mark.parametrize("kept", [False, True], ids=["never printed", "printed before"])
def test_what_became_of_a_claim_is_held_as_the_claim(path: Path, changes: list[str], kept: bool) -> None:
    """A revocation that somebody took away or worded anew makes no certificate good, or other."""
    with Store(path, NOW) as store:
        number = number_of(store, "r2")
        if kept:
            store.certificates.paper(number, printed)
    by_hand(path, *changes)
    with Store(path, NOW) as store, pytest.raises(StoreError, match=f"Certificate {number} is not what it was"):
        store.certificates.paper(number, printed)


def test_one_that_was_issued_anew_and_given_back_prints(path: Path) -> None:
    with Store(path, NOW) as store:
        number = store._database.read("SELECT number FROM reissue", {})[0][0]
        store.certificates.revoke(number, "Withdrawn.", NOW, give_back=True)
        assert [store.certificates.paper(each, printed) for each in (number, number_of(store, "r4"))] == [
            b"%PDF",
            b"%PDF",
        ]
    by_hand(path, "DELETE FROM returned")
    with Store(path, NOW) as store, pytest.raises(StoreError, match="is not what it was"):
        store.certificates.paper(number, printed)


def test_the_last_one_is_held_against_the_end_of_the_chain(path: Path) -> None:
    """Changed together with its own seal: nothing comes after it that would tell."""
    with Store(path, NOW) as store:
        number, forged = number_of(store, "r5"), CHANGES["a name in the last one"]
        ((before,),) = store._database.read("SELECT seal FROM reissue", {})
    by_hand(path, forged)
    with closing(sqlite3.connect(path)) as connection:
        ((snapshot,),) = connection.execute("SELECT snapshot FROM claim WHERE request_id = 'r5'").fetchall()
    sealed = sha256("\n".join([before, number, snapshot, "ada"]).encode()).hexdigest()
    by_hand(path, f"UPDATE claim SET seal = '{sealed}' WHERE request_id = 'r5'")
    with Store(path, NOW) as store, pytest.raises(StoreError, match="is not what it was"):
        store.certificates.paper(number, printed)
    assert wrong(path) == ["The claims of nam do not end with the one that was sealed last."]


RAW = {
    "the chain cut": "UPDATE chain SET length = length - 1",
    "its end changed": "UPDATE chain SET head = 'x'",
    "the chain removed": "DELETE FROM chain",
    "what was late changed": "UPDATE chain SET length = length + 1, late = 0 - 1",
    "a revocation without a seal": "INSERT INTO revocation (claim_id, at, reason) SELECT id, 1, 'x' FROM claim WHERE request_id = 'r5'",  # noqa: E501
    "given back without being revoked": "INSERT INTO returned SELECT id, 1, 7, 'x' FROM claim WHERE request_id = 'r5'",
    "a reissue changed": "UPDATE reissue SET number = 'x'",
    "a reissue removed": "DELETE FROM reissue",
    "a reissue replaced": "INSERT OR REPLACE INTO reissue SELECT id, claim_id, number, at, '', '', 7, 'x' FROM reissue",
    "a reissue with a claim's number": "INSERT INTO reissue SELECT NULL, id, number, 1, '', '', 7, 'x' FROM claim "
    "WHERE request_id = 'r5'",
}


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW)
def test_the_database_itself_keeps_the_chain(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql)


@pytest.mark.slow
def test_many_that_claim_at_once_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "parts", "airway")
    script = CLAIM.replace("CREDIT", "parts").replace("AMOUNT", "250").replace("REQUEST", "str(number)")
    with together(path, script, 6) as said:
        assert said.count("refused") == 2
    assert wrong(path) == []
    with Store(path, NOW) as store:
        assert store._database.read("SELECT length FROM chain", {}) == [(4,)]


def test_a_backup_is_restored_with_its_chain_and_goes_on(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    with Store(path, NOW) as store:
        watch(store, "parts", "short", 0, 30, NOW + timedelta(hours=5))
        claim(store, "parts", 250, "r6", NOW + timedelta(hours=6))
    restore(path, backup, NOW, sure=True)
    assert wrong(path) == []
    with Store(path, NOW) as store:
        claim(store, "parts", 250, "r7", NOW + timedelta(hours=6))
    assert wrong(path) == []


def test_old_claims_are_sealed_when_the_store_is_brought_along_and_marked_so(first: Path) -> None:
    with Store(first, NOW) as store:
        finish(store, "parts", "short", 30, NOW + timedelta(hours=1))
        claim(store, "parts", 250, "new", NOW + timedelta(hours=1))
        assert store._database.read("SELECT length, late FROM chain", {}) == [(3, 2)]  # a claim, and its revocation
        assert problems(store) == []
        assert store.certificates.paper(number_of(store, "new"), printed) == b"%PDF"
    by_hand(first, "UPDATE claim SET snapshot = replace(snapshot, 'Ada', 'Eve') WHERE request_id = 'r1'")
    assert len(wrong(first)) == 1
