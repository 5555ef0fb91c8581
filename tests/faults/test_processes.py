"""`kill -9` and collisions: what was told is kept, nothing is doubled or halved, and every answer is clear."""

from collections import Counter
from pathlib import Path

import pytest
from tests.faults.conftest import fill, fork, times
from tests.store.conftest import NOW

from ce_tui.credit.progress import total
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store, backups
from ce_tui.store.copies import open_copy
from ce_tui.store.integrity import problems

pytestmark = pytest.mark.slow


def claims(path: Path) -> list[tuple[int, str, int]]:
    """Every claim of a sound store: its credit's key, number and amount, in order."""
    with Store(path, NOW) as store:
        assert problems(store) == []
        return [
            (key, number, amount)
            for key, number, amount in store._database.read(
                "SELECT credit_id, number, amount FROM claim ORDER BY id", {}
            )
        ]


def test_kills_lose_double_and_halve_no_claim(path: Path) -> None:
    count = times(30, 1000)
    found = fork("kill", path, count=count)
    assert found["wrong"] == []
    told = [(n, number, 250) for n, number in enumerate(found["acknowledged"], 1)]
    assert len(told) >= count
    kept = claims(path)
    assert kept[: len(told)] == told
    assert len(kept) - len(told) <= 1  # stored, and not told any more
    print(f"{count} kills, {len(told)} claims told, {len(kept)} kept")


def test_without_the_request_kills_do_double_claims(path: Path) -> None:
    found = fork("kill", path, count=times(60, 200), unsafe="request")
    amounts = Counter(key for key, _, _ in claims(path))
    assert max(amounts.values()) > 1
    assert len(found["acknowledged"]) < amounts.total()


def test_without_a_transaction_kills_do_halve_claims(path: Path) -> None:
    assert fork("kill", path, count=times(60, 200), unsafe="transaction")["wrong"] != []


def test_of_many_claims_at_one_instant_one_is_made_and_all_others_are_told(path: Path) -> None:
    count, rounds = times(12, 50), times(3, 5)
    for answers in fork("instant", path, count=count, rounds=rounds):
        assert Counter(kind for kind, *_ in answers) == {"claimed": 1, "refused": count - 1}
        said = {text for kind, text in answers if kind == "refused"}
        assert said == {"This credit has already been claimed."}
    assert [amount for _, _, amount in claims(path)] == [1000] * rounds


def test_without_the_lock_at_once_claims_at_one_instant_are_not_all_answered(path: Path) -> None:
    rounds = fork("instant", path, count=60, rounds=4, unsafe="immediate")
    assert any(kind == "error" and "busy" in text for answers in rounds for kind, text in answers)


@pytest.mark.parametrize("seed", range(times(1, 4)))
def test_a_mixed_load_comes_to_what_was_told(tmp_path: Path, seed: int) -> None:
    """And nobody waits so long that the store is told to be busy, though all write without a pause."""
    path = fill(tmp_path / "ce.db", 12)
    told = fork("mixed", path, processes=8, steps=times(25, 400), seed=seed)
    assert [one for one in told if one[0] == "error"] == []
    minutes = {(learner, minute) for kind, learner, minute, *_ in _of(told, "watched")}
    made = {number: (learner, key) for kind, learner, key, number in _of(told, "claimed")}
    revoked = {number for kind, number in _of(told, "revoked")}
    assert len(made) > 5
    with Store(path, NOW) as store:
        assert problems(store) == []
        for learner in ("ada", "bob"):
            watched = len({minute for who, minute in minutes if who == learner}) if learner == "bob" else 60
            assert total(store.credits.records(learner, [1])["airway"].spans) == watched * MINUTE
            own = {number for number, (who, _) in made.items() if who == learner}
            assert {row.number for row in store.lists.claims(learner, limit=9999)} == own
            assert sum(one.amount.thousandths for one in store.lists.totals(learner)) == 250 * len(own - revoked)
            for key in range(1, 13):
                claimed = 250 * sum(1 for number in own if made[number][1] == key)
                assert store.credits.view(learner, key, NOW).holding.claimed.thousandths == claimed


def _of(told: list[list[object]], kind: str) -> list[list[object]]:
    return [one for one in told if one[0] == kind]


def test_without_the_lock_at_once_a_mixed_load_is_not_all_done(tmp_path: Path) -> None:
    path = fill(tmp_path / "ce.db", 12)
    told = fork("mixed", path, processes=8, steps=25, seed=1, unsafe="immediate")
    assert any(kind == "error" and "busy" in text for kind, text, *_ in told)


@pytest.mark.parametrize("what", ["import", "backup", "restore"])
def test_a_kill_leaves_no_half_import_backup_or_restored_store(tmp_path: Path, what: str) -> None:
    path = fill(tmp_path / "data" / "ce.db", 50)
    with Store(path, NOW) as store:
        before = store.lists.count("all", "ada", NOW)
    backups.back_up(path, NOW)
    count = times(8, 100 if what == "import" else 300)  # each import makes the store larger
    assert [one for one in fork("killed_while", path, count=count, what=what) if one] == []
    with Store(path, NOW) as store:
        assert (store.lists.count("all", "ada", NOW) - before) % 150 == 0
    for backup in backups.backups_of(path, NOW):
        with open_copy(backup.path, NOW) as copy:
            assert problems(copy) == []
