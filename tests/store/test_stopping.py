"""Long work that is stopped at any of its steps has changed nothing, and can be done whole afterwards."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish, watch

from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.work import Stopped, Tell
from ce_tui.store import Store, backups
from ce_tui.store.engines import interruptible

EDITED = [
    replace(credit, title=f"{credit.title}!", contents=tuple(replace(one, threshold=400) for one in credit.contents))
    for credit in CREDITS
]
HEARD = [
    Matched(Statement(f"{who}-{what}", who, what, "played", NOW, ((0, 600_000),)), who, "nam", what)
    for who in ("ada", "grace")
    for what in ("airway", "short")
]


class Stopping:
    """Stops at one of the steps; counts them all."""

    def __init__(self, at: int) -> None:
        self.at, self.steps, self.heard = at, 0, set[str]()

    def __call__(self, what: str, done: int, of: int) -> None:
        self.heard.add(what)
        self.steps += 1
        if self.steps > self.at:
            raise Stopped("Stopped.")


def at_every_step(do: Callable[[Tell], object], same: Callable[[], object]) -> set[str]:
    """Do it, stopped at its first step, at its second and so on, until it is done; what was heard of it."""
    before, at = same(), 0
    while True:
        stopping = Stopping(at)
        try:
            do(stopping)
        except Stopped:
            assert same() == before
            at += 1
            continue
        assert at == stopping.steps > 0
        assert same() != before
        return stopping.heard


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which something was watched and claimed."""
    path = tmp_path / "data" / "ce.db"
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        watch(store, "parts", "short", 0, 14)
        claim(store, "whole", 1000, "r1")
    return path


def test_an_import(path: Path) -> None:
    with Store(path, NOW) as store:
        heard = at_every_step(lambda tell: store.catalogs.load(ORGANIZATION, EDITED, tell), lambda: dump(store))
        assert heard == {
            "Writing contents",
            "Writing credits",
            "Updating progress",
            "Updating learners",
            "Looking at what was attended",
        }
        short = store.credits.records("ada", [store.credits.find("parts")])["short"]
        assert short.complete_at == NOW  # the edited content asks for no more than that


def test_statements_of_another_system(path: Path) -> None:
    with Store(path, NOW) as store:
        assert at_every_step(lambda tell: store.statements.ingest(HEARD, NOW, tell), lambda: dump(store)) == {
            "Recording",
            "Updating learners",
        }
        assert store.credits.records("grace", [store.credits.find("parts")])["short"].spans == ((0, 600_000),)


def test_a_backup_and_a_check(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruptible, "PAGES", 16)
    monkeypatch.setattr(interruptible, "_STEPS", 1000)
    target = tmp_path / "backup.db"
    heard = at_every_step(lambda tell: backups.back_up(path, NOW, target, tell), lambda: [*tmp_path.iterdir()])
    assert heard == {"Copying the store", "Checking the copy"}
    for at in (0, 5):
        with pytest.raises(Stopped):
            backups.examine(path, NOW, Stopping(at))
    assert backups.examine(path, NOW).problems == []


@pytest.mark.slow
def test_a_restore(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruptible, "PAGES", 64)
    monkeypatch.setattr(interruptible, "_STEPS", 150)
    backup = backups.back_up(path, NOW, tmp_path / "backup.db")
    with Store(path, NOW) as store:
        claim(store, "parts", 500, "r2")

        def same() -> object:
            return dump(store), sorted(path.parent.glob("*.db"))

        heard = at_every_step(lambda tell: backups.restore(path, backup, NOW, True, tell), same)
        assert {"Checking claims", "Copying the store", "Putting the backup back"} <= heard
        assert len(store.lists.claims("ada")) == 1


def test_a_copy_is_of_one_moment_though_others_write_between_its_steps(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruptible, "PAGES", 4)
    monkeypatch.setattr(
        "ce_tui.store.engines.connections.journal_mode", lambda: ("WAL", "FULL")
    )  # else who writes waits
    steps = 0
    with Store(path, NOW) as store:

        def writing(what: str, done: int, of: int) -> None:
            nonlocal steps
            steps += 1
            assert steps < 1000, "it begins anew each time"
            watch(store, "later", "short", 15 + steps / 100, 15 + (steps + 1) / 100)

        target = backups.back_up(path, NOW, tmp_path / "backup.db", writing)
        assert steps > 5
        with closing(sqlite3.connect(target)) as copy:
            spans = copy.execute("SELECT spans FROM progress WHERE spans LIKE '%,840000]]'").fetchall()
        assert len(spans) == 1  # as it was before the first step
