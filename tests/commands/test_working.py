"""Long work of the commands: how far it is, on a terminal alone, and Ctrl+C."""

import io
import json
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.commands.conftest import CATALOG, NOW, Ce, catalog

from ce_tui.commands import working as room
from ce_tui.commands.working import working
from ce_tui.credit.work import Stopped, told
from ce_tui.store import Store


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("patience", "terminal", "json", "tells"),
    [(-1, True, False, True), (99, True, False, False), (-1, False, False, False), (-1, True, True, False)],
)
def test_on_a_terminal_what_takes_long_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, patience: float, terminal: bool, json: bool, tells: bool
) -> None:
    monkeypatch.setattr(room, "TELL_AFTER_SECONDS", patience)
    monkeypatch.setattr(room, "_EVERY_SECONDS", -1)
    screen: Any = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    job: Any = SimpleNamespace(json=json)
    with working(job, "Stopped.") as tell:
        assert list(told("abc", "Reading letters", tell)) == ["a", "b", "c"]
        tell("Looking", 0, 0)
    shown = screen.getvalue()
    if not tells:
        assert shown == ""
        return
    assert "\rReading letters: 66 %   Ctrl+C stops" in shown
    assert "\rLooking …" in shown
    assert shown.endswith("\r")
    assert not shown.split("\r")[-2].strip()  # and it is gone at the end


def interrupted(monkeypatch: pytest.MonkeyPatch, where: str, calls: int = 2) -> list[int]:
    """Press Ctrl+C when that function is called so often; at which calls it was pressed."""
    module, _, name = where.rpartition(".")
    of = import_module(module)
    whole: Callable[..., Any] = getattr(of, name)
    called = 0
    pressed: list[int] = []

    def pressing(*args: Any, **more: Any) -> Any:
        nonlocal called
        called += 1
        if called == calls:
            pressed.append(called)
            signal.raise_signal(signal.SIGINT)
        return whole(*args, **more)

    monkeypatch.setattr(of, name, pressing)
    return pressed


def edited_catalog(ce: Ce) -> Path:
    """A file in which every credit of the catalog has another title."""
    return catalog(ce, CATALOG.replace("title: ", "title: New "), "edited.yaml")


def everything(ce: Ce) -> list[str]:
    with Store(ce.store, NOW) as store:
        return [*store.engine.connection.iterdump()]


@pytest.mark.parametrize("where", ["ce_tui.catalog.yaml_catalog.build_credit", "ce_tui.store.catalog_rows._values"])
def test_an_import_that_is_stopped_changes_nothing_and_can_be_done_again(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    loaded.learned("airway")
    before = everything(loaded)
    edited = edited_catalog(loaded)
    with monkeypatch.context() as patched:
        interrupted(patched, where)
        said = loaded("import", edited)
        assert (said.code, said.out, said.err) == (130, "", "Stopped; nothing was imported.\n")
    assert everything(loaded) == before
    assert loaded.good("import", edited, "--json").json["updated"] == 10


def test_it_is_one_json_object_for_programs(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "ce_tui.store.catalog_rows._values")
    said = loaded("import", edited_catalog(loaded), "--json")
    assert (said.code, json.loads(said.err)) == (130, {"error": "Stopped; nothing was imported."})


def test_behind_the_last_step_it_is_too_late(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = interrupted(monkeypatch, "ce_tui.store.catalog_rows._is", calls=10)
    assert loaded.good("import", catalog(loaded)).out.startswith("Imported: ")
    assert pressed == [10]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("command", "where", "sentence"),
    [
        (("store", "backup"), "ce_tui.store.engines.interruptible.copy", "Stopped; no backup was made."),
        (
            ("store", "check"),
            "ce_tui.store.engines.interruptible.copy",
            "Stopped before the whole store was looked at.",
        ),
        (("store", "restore"), "ce_tui.store.backups.damage", "Stopped; the store is as it was."),
        (("ingest", "said.json"), "ce_tui.exchange.xapi_reading._statement", "Stopped; nothing was recorded."),
        (("check", "catalog.yaml"), "ce_tui.catalog.yaml_catalog.build_credit", "Stopped before the whole file"),
    ],
)
def test_each_says_what_became_of_it(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...], where: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    loaded.good("store", "backup")
    (tmp_path / "said.json").write_text("[{}, {}]")
    before = everything(loaded)
    backups = {*(tmp_path / "backups").iterdir()}
    interrupted(monkeypatch, where, calls=1)
    said = loaded(*command)
    assert (said.code, said.out) == (130, "")
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1
    assert everything(loaded) == before
    assert {*(tmp_path / "backups").iterdir()} == backups


def test_a_second_one_ends_at_once() -> None:
    job: Any = SimpleNamespace(json=False)
    with working(job, "Enough.") as tell:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Stopped, match="Enough"):
            tell("", 0, 0)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_who_ignores_it_goes_on_doing_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with working(SimpleNamespace(json=False), "Stopped.") as tell:  # type: ignore[arg-type]
            signal.raise_signal(signal.SIGINT)
            tell("", 0, 0)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
