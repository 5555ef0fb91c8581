"""Transactions: all or nothing, by table and column."""

from collections.abc import Iterator

import pytest
from tests.store.conftest import NOW

from ce_tui.store import Store, StoreError
from ce_tui.store.database import Database, Transaction


@pytest.fixture
def database() -> Iterator[Database]:
    with Store(None, NOW) as store:
        yield store._database


def add(tx: Transaction, *keys: str) -> None:
    tx.insert("learner", *({"key": key, "name": "", "email": "", "license": ""} for key in keys))


def names(database: Database) -> list[tuple[str, str]]:
    return database.read("SELECT key, name FROM learner ORDER BY key", {})


def test_rows_are_added_changed_and_removed_by_column(database: Database) -> None:
    with database.transaction() as tx:
        add(tx, "ada", "bob", "cyd")
        add(tx)
        assert tx.update("learner", {"name": "Ada"}, key="ada", name="") == 1
        assert tx.update("learner", {"name": "Nobody"}, key="ada", name="") == 0
        assert tx.update("learner", {"name": "B."}, key="bob") == 1
        assert tx.delete("learner", key="cyd") == 1
        assert tx.delete("learner", key="cyd") == 0
        assert tx.execute("UPDATE learner SET name = name || :end", {"end": "!"}) == 2
    assert names(database) == [("ada", "Ada!"), ("bob", "B.!")]


def test_none_is_like_nothing(database: Database) -> None:
    with database.transaction() as tx:
        add(tx, "ada")
        assert tx.update("learner", {"name": "Ada"}, badge=None) == 0
        assert tx.delete("learner", badge=None) == 0
    assert names(database) == [("ada", "")]


def write(database: Database, *keys: str, wrong: BaseException | None = None) -> None:
    with database.transaction() as tx:
        for key in keys:
            add(tx, key)
        if wrong:
            raise wrong


@pytest.mark.parametrize("wrong", [ValueError("of the program"), KeyboardInterrupt()], ids=["error", "stop"])
def test_what_goes_wrong_leaves_nothing_behind(database: Database, wrong: BaseException) -> None:
    with pytest.raises(type(wrong)):
        write(database, "ada", wrong=wrong)
    assert names(database) == []
    write(database, "ada")  # the next one begins
    assert names(database) == [("ada", "")]


def test_what_the_database_refuses_is_a_sentence_and_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(StoreError, match=r"^The store in memory could not do that: UNIQUE .*\. Nothing was changed\.$"):
        write(database, "ada", "bob", "bob")
    assert names(database) == []


def test_a_trial_is_undone_and_the_rest_is_kept(database: Database) -> None:
    with database.transaction() as tx:
        add(tx, "ada")
        with tx.trial():
            assert tx.update("learner", {"name": "Tried"}, key="ada") == 1
            assert names(database) == [("ada", "Tried")]
        add(tx, "bob")
    assert names(database) == [("ada", ""), ("bob", "")]
