"""Clocks that cannot be right: what is read goes on, and nothing bears their date."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.store.conftest import NOW, claim, finish

import ce_tui.store
from ce_tui.credit.parties import Learner, Organization
from ce_tui.store import Refused, Store
from ce_tui.store.backups import back_up, examine

WRONG = [
    datetime(1901, 12, 14, tzinfo=UTC),
    datetime(1969, 12, 31, 23, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
]
DATED: dict[str, Callable[[Store, datetime], object]] = {
    "claiming": lambda store, now: claim(store, "whole", 1000, "r9", now),
    "watching": lambda store, now: finish(store, "parts", "short", 30, now),
    "attending": lambda store, now: store.sessions.attend("ada", store.credits.find("mixed"), "talk", "PLUM-42", now),
    "checking in": lambda store, now: store.sessions.check_in(
        "ada", store.credits.find("mixed"), "talk", "PLUM-42", now
    ),
    "checking out": lambda store, now: store.sessions.check_out(
        "ada", store.credits.find("mixed"), "talk", "PLUM-42", now
    ),
    "a quiz": lambda store, now: store.quizzes.start("ada", store.credits.find("mixed"), "quiz", now),
    "answers of a quiz": lambda store, now: store.quizzes.hand_in("ada", store.credits.find("mixed"), "quiz", {}, now),
    "statements": lambda store, now: store.statements.ingest([], now),
    "a check": lambda store, now: store.learning.answer_check(
        "ada", store.credits.find("whole"), "airway", 1, now, now, sitting="one"
    ),
}


@pytest.mark.parametrize("now", WRONG, ids=str)
@pytest.mark.parametrize("what", DATED)
def test_nothing_is_dated_by_a_clock_that_cannot_be_right(store: Store, what: str, now: datetime) -> None:
    finish(store, "whole", "airway")
    with pytest.raises(Refused, match=r"clock says .*\. Set the clock\."):
        DATED[what](store, now)
    assert store.lists.newest() == NOW
    assert store.lists.count("claims", "ada", NOW) == 0


@pytest.mark.parametrize("now", WRONG, ids=str)
def test_a_claim_is_neither_revoked_nor_lost(store: Store, now: datetime) -> None:
    finish(store, "whole", "airway")
    made = claim(store, "whole", 1000)
    with pytest.raises(Refused, match="clock says"):
        store.certificates.revoke(made.number, "by mistake", now)
    assert claim(store, "whole", 1000, now=now).number == made.number  # sent again


@pytest.mark.parametrize("now", WRONG, ids=str)
def test_a_clock_that_is_moved_on_purpose_is_believed(now: datetime) -> None:
    with Store(None, now, clock_moves=True) as store:
        assert store.statements.ingest([], now).recorded == 0


@pytest.mark.parametrize("now", WRONG, ids=str)
def test_the_rest_goes_on_whatever_the_clock_says(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", now.timestamp)
    path = tmp_path / "ce.db"
    for _ in range(2):
        with Store(path, now) as store:
            store.accounts.save(Learner("ada", "Ada"))
            store.accounts.save(Learner("ada", "Ada Łuczak"))
            store.catalogs.load(Organization("org", "Northwind"), [])
            assert store.accounts.learner("ada").name == "Ada Łuczak"
    assert examine(path, now).problems == []
    assert "clock says" in examine(path, now).clock_problem
    assert back_up(path, now).exists()


UNDATED = {
    "draft",
    "save_draft",  # answers, which nobody is shown the date of
    "try_sign_in",  # else nobody could sign in
    "make",  # asks first of all
    "count_due",  # what came to be due by another clock
}


def _dating() -> Iterator[str]:
    """The use cases that are told the time and write, without passing it on to what refuses a wrong one."""
    for path in Path(ce_tui.store.__file__).parent.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            arguments = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            if "now" in arguments and any(ast.unparse(call).endswith(".transaction()") for call in calls):
                yield function.name


def test_every_use_case_that_dates_what_it_writes_asks_whether_that_can_be() -> None:
    assert {*_dating()} == UNDATED
