"""Starting the app and the demo, without their screens."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.commands.conftest import NOW, Ce, catalog

from ce_tui import cli
from ce_tui.store import Store, StoreError
from ce_tui.ui.mode import BROWSE, Mode


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, Any]]:
    """A terminal, and an app that only notes how it was started."""
    seen: dict[str, Any] = {}
    collector = {"gc": "on"}

    class CeApp:
        return_code = 3

        def __init__(
            self, open_store: Callable[[], Store], clock: Any, settings: Any, mode: Mode, crashed: Any
        ) -> None:
            seen.update(open_store=open_store, clock=clock, settings=settings, mode=mode, crashed=crashed)

        def run(self, mouse: bool) -> None:
            seen.update(mouse=mouse, **collector)
            try:
                with seen["open_store"]() as store:
                    seen["credits"] = store.lists.count("all", seen["settings"].learner, NOW)
                    seen["claims"] = store.lists.count("claims", seen["settings"].learner, NOW)
            except StoreError as error:
                seen["error"] = str(error)

    for command in ("app", "browse"):
        monkeypatch.setattr(f"ce_tui.commands.{command}.CeApp", CeApp)
    monkeypatch.setattr("gc.disable", lambda: collector.update(gc="off"))
    monkeypatch.setattr("gc.enable", lambda: collector.update(gc="on"))
    monkeypatch.setattr("ce_tui.commands.screen.on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    return lambda: seen


def test_without_a_command_the_app_opens(ce: Ce, app: Callable[[], dict[str, Any]]) -> None:
    assert ce().code == 3
    seen = app()
    assert (seen["mode"].banner, seen["credits"], seen["gc"]) == ("", 0, "off")
    assert seen["clock"]() == NOW
    assert ce.store.exists()
    assert "had to stop" in seen["crashed"](ValueError())
    assert list((Path.home()).rglob("crash-*.log"))


def test_the_app_is_told_of_a_bad_store_as_of_any_other_problem(ce: Ce, app: Callable[[], dict[str, Any]]) -> None:
    ce.folder = ce.folder / ("x" * 300)
    assert ce().code == 3
    assert "File name too long" in app()["error"]


@pytest.fixture
def demo(app: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, Any]]:
    """A demo that only notes how it was started, and what is in its store."""
    seen = app()

    class DemoApp:
        return_code = 3

        def __init__(
            self, open_store: Callable[[], Store], clock: Any, settings: Any, stage: Any, crashed: Any
        ) -> None:
            seen.update(open_store=open_store, clock=clock, settings=settings, stage=stage, crashed=crashed)

        def run(self, mouse: bool) -> str | None:
            with seen["open_store"]() as store:
                now, learner = seen["clock"](), seen["settings"].learner
                seen["credits"], seen["claims"] = (
                    store.lists.count(which, learner, now) for which in ("all", "claims")
                )
                seen["learner"] = store.accounts.learner(learner).name
                seen.setdefault("organizations", []).append(store.lists.organizations()[0].name)
            wish: str | None = seen.pop("wish", None)
            return wish

    monkeypatch.setattr("ce_tui.commands.showing.DemoApp", DemoApp)
    monkeypatch.setattr("ce_tui.commands.showing.Stage", _stage)
    return lambda: seen


def _stage(zone: str, kept: Path | None, others: dict[str, str], tour: bool) -> SimpleNamespace:
    return SimpleNamespace(zone=zone, kept=kept, others=others, tour=tour)


def test_the_demo_has_a_store_of_its_own(ce: Ce, demo: Callable[[], dict[str, Any]]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--store", str(ce.store), "demo"])
    assert stop.value.code == 3
    seen = demo()
    assert seen["credits"] >= 12
    assert seen["claims"] >= 3
    assert seen["clock"]() == NOW
    assert not seen["settings"].store.parent.exists()
    assert seen["settings"].downloads == Path.home() / "Downloads"
    assert not ce.store.exists()


SCHEDULE = json.dumps(
    {
        "schedule": {
            "conference": {
                "title": "Camp",
                "time_zone_name": "Europe/Berlin",
                "days": [
                    {
                        "date": "2026-06-01",
                        "rooms": {
                            "Hall": [
                                {
                                    "id": 1,
                                    "title": "Talk",
                                    "start": "10:00",
                                    "duration": "01:00",
                                    "date": "2026-06-01T10:00:00+02:00",
                                }
                            ]
                        },
                    }
                ],
            }
        }
    }
)


def test_the_demo_shows_a_conference_as_an_import_would(ce: Ce, demo: Callable[[], dict[str, Any]]) -> None:
    file = catalog(ce, SCHEDULE, "schedule.json")
    assert ce("demo", "--catalog", file, "--credit-type", "ama", "--name", "Camp CME", "--acronym", "CME").code == 3
    assert (demo()["organizations"], demo()["stage"].zone) == (["Camp CME"], "Europe/Berlin")
    for minimum, said in (
        ("61min", "no session is long enough"),
        ("60 min", "1 credit"),
        ("1:00", "can be read in two ways"),
    ):
        done = ce("check", file, "--credit-type", "hours", "--minimum", minimum)
        assert said in done.out + done.err


def test_the_demo_changes_to_another_organization(ce: Ce, demo: Callable[[], dict[str, Any]]) -> None:
    demo()["wish"] = "accounting"
    assert ce("demo", "--tour").code == 3
    seen = demo()
    assert seen["organizations"] == ["Northwind Academy of Medicine", "Tallgrass Society of CPAs"]
    assert (seen["settings"].theme, seen["stage"].tour) == ("textual-light", False)
    assert seen["stage"].others == {"medicine": "Northwind Academy"}


def test_the_demo_shows_the_organizers_own_credits_at_their_date(ce: Ce, demo: Callable[[], dict[str, Any]]) -> None:
    code = ce("demo", "--catalog", str(catalog(ce)), "--at", "2026-06-02", "--learner", "Grace Hopper").code
    seen = demo()
    assert (code, seen["organizations"], seen["learner"]) == (3, ["Northwind Academy"], "Grace Hopper")
    assert seen["clock"]().isoformat() == "2026-06-02T12:00:00+00:00"
    assert [*seen["stage"].others] == ["medicine", "accounting"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--at", "soon"], "--at: Please write a date such as 2026-12-03"),
        (["--catalog", "nowhere.yaml"], "nowhere.yaml"),
        (["--keep", " "], "--keep is empty"),
        (["--keep", "."], "was not made by the demo"),
        (["--catalog", SCHEDULE], "this is a conference schedule: say what its sessions earn, for example"),
        (["--catalog", SCHEDULE, "--credit-type", "ama", "--step", "x"], "This credit type is not possible"),
        (["--credit-type", "ama"], "name its file: ce-tui demo --catalog FILE"),
    ],
)
def test_the_demo_says_what_it_cannot_do(
    ce: Ce, demo: Callable[[], dict[str, Any]], options: list[str], said: str
) -> None:
    schedule = catalog(ce, SCHEDULE, "schedule.json")
    done = ce("demo", *(str(schedule) if option == SCHEDULE else option for option in options))
    assert (done.code, "clock" in demo()) == (2, False)
    assert said in done.err


def test_a_kept_demo_is_of_one_organization(ce: Ce, demo: Callable[[], dict[str, Any]]) -> None:
    kept = str(ce.folder / "demo.db")
    assert ce("demo", "--keep", kept, "--as", "accounting").code == 3
    assert ce("demo", "--keep", kept).code == 3
    assert demo()["organizations"] == ["Tallgrass Society of CPAs"] * 2
    assert (demo()["stage"].zone, demo()["stage"].others) == ("America/Chicago", {})
    done = ce("demo", "--keep", kept, "--as", "medicine")
    assert done.code == 2
    assert "is a demo of Tallgrass Society of CPAs; name another file" in done.err


def test_browsing_opens_a_copy_of_the_store(ce: Ce, app: Callable[[], dict[str, Any]]) -> None:
    ce("import", str(catalog(ce)))
    before = ce.store.read_bytes()
    assert ce("browse").code == 3
    seen = app()
    assert (seen["mode"], seen["gc"]) == (BROWSE, "on")
    assert seen["credits"] > 0
    assert ce.store.read_bytes() == before


def test_browsing_opens_a_file_alone(ce: Ce, app: Callable[[], dict[str, Any]]) -> None:
    assert ce("browse", str(catalog(ce))).code == 3
    assert app()["credits"] > 0
    assert not ce.store.exists()


def test_browsing_says_what_it_lacks(ce: Ce, app: Callable[[], dict[str, Any]]) -> None:
    said = ce("browse")
    assert (said.code, app()) == (2, {})
    assert said.err.startswith("There is no store at ")
    said = ce("browse", "--credit-type", "ama")
    assert (said.code, said.err) == (
        2,
        "--credit-type is for a conference schedule; name its file: ce-tui browse FILE.\n",
    )
    assert ce("browse", "nowhere.yaml").code == 2


def test_the_app_needs_a_terminal(ce: Ce) -> None:
    for arguments in ([], ["demo"], ["browse"]):
        said = ce(*arguments)
        assert (said.code, said.out) == (2, "")
        assert said.err == "The app needs a terminal; `ce-tui list` and the other commands work without one.\n"
    assert ce("--json").code == ce("demo", "--json").code == ce("browse", "--json").code == 2
