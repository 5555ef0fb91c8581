"""A desk with a store on it, a clock that the test moves, and a person who sits there and presses keys."""

import gc
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from ce_tui.credit.amount import Amount
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.demo.past import fill
from ce_tui.store import Store
from ce_tui.ui.app import CeApp
from ce_tui.ui.base import AppBase
from ce_tui.ui.stopwatch import Stopwatch

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
WAIT_SECONDS = 20.0
"""Seconds a person waits for what must appear, on a machine that may be busy."""

Found = TypeVar("Found")


TEXT = "# Guide\n\n" + "\n\n".join(f"Paragraph {n} of a long text." for n in range(40))
READING = Content("guide", ContentKind.READING, "Guide", 5 * MINUTE, text=TEXT)
VIDEO = Content(
    "film", ContentKind.VIDEO, "Film", 10 * MINUTE, speakers=("Ada Łuczak",), url="https://example.org/film"
)


def credit(id: str, *contents: Content, **more: Any) -> Credit:
    """A credit of one hour titled like its id."""
    contents = contents or (replace(VIDEO, id=f"{id}-film"),)
    return Credit(id, id.capitalize(), credit_type("hours"), Amount(1000), contents, **more)


def finish(store: Store, id: str, now: datetime, learner: str = "ada") -> None:
    """Complete every video of a credit, in time that nothing else has used."""
    key = store.credits.find(id)
    for content in store.credits.view(learner, key, now).credit.contents:
        store.learning.record(learner, key, content.id, Stretch("watched", "test", span=(0, content.length_ms)), now)


class Clock:
    """The time, also as the monotonic seconds of stopwatches; it stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return (self.now - NOW).total_seconds()

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Person:
    """Looks at the screen, presses keys, and waits a moment where something needs it."""

    def __init__(self, app: AppBase, pilot: Pilot[str]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> str:
        """The text on the screen, a line a row."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    @property
    def where(self) -> str:
        """The kind of screen in front."""
        return type(self.app.screen).__name__

    @property
    def tab(self) -> str:
        return self.app.screen_stack[0].which  # type: ignore[attr-defined, no-any-return]

    @property
    def row(self) -> Any:
        """The row under the cursor of the main screen's list."""
        main: Any = self.app.screen_stack[0]
        return main.list_of(main.which).row

    async def waits(self, until: Callable[[], Found], what: str = "") -> Found:
        """Wait until that is true, and return it."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not (found := until()):
            if time.monotonic() > deadline:
                pytest.fail(f"{what or 'it'} never came; the screen ({self.where}) shows:\n{self.screen}")
            await self.pilot.pause(0.01)
        return found

    async def sees(self, *texts: str) -> None:
        """Wait until all of these stand on the screen, whatever the line breaks."""
        for text in texts:
            await self.waits(lambda text=text: text in _joined(self.screen), f"“{text}”")  # type: ignore[misc]

    async def misses(self, *texts: str) -> None:
        """Wait until none of these stands on the screen."""
        for text in texts:
            await self.waits(lambda text=text: text not in _joined(self.screen), f"no “{text}”")  # type: ignore[misc]

    async def hears(self, text: str) -> None:
        """Wait for a message at the edge of the screen."""
        await self.waits(lambda: any(text in note.message for note in self.app._notifications), f"the message “{text}”")

    async def at(self, where: str) -> None:
        """Wait until that kind of screen is in front and drawn."""
        await self.waits(lambda: self.where == where, where)
        await self.pilot.pause()

    async def presses(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        await self.presses(*("space" if char == " " else char for char in text))

    async def turns_to(self, tab: str) -> None:
        """Turn to a tab and wait for its list."""
        await self.presses({"progress": "1", "ready": "2", "claims": "3"}[tab])
        main: Any = self.app.screen_stack[0]
        await self.waits(lambda: main.list_of(tab).row is not None or not main.list_of(tab).count, f"the list of {tab}")

    async def goes_to(self, id: str) -> None:
        """Put the cursor on the credit (or, under Certificates, the title) with that id."""
        await self.presses("home")
        for _ in range(60):
            if self.row is not None and id in (getattr(self.row, "id", ""), self.row.title):
                return
            await self.presses("down")
        pytest.fail(f"{id} is not in the list:\n{self.screen}")

    async def clicks(self, widget: str | Widget) -> None:
        await self.pilot.click(widget)
        await self.pilot.pause()

    async def asks(self, use_case: Callable[[Store], Found]) -> Found:
        """What the app's own store says."""
        return await self.app.door.ask_raw(use_case)


def _joined(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


class Desk:
    """A place with a store, a Downloads folder, a clock; apps are opened here."""

    def __init__(self, folder: Path, clock: Clock, demo: Path) -> None:
        self.folder, self.clock, self._demo = folder, clock, demo
        self.path = folder / "data" / "ce-tui.db"
        self.downloads = folder / "Downloads"

    def fill(self) -> None:
        """Put the demo's store here."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        self.path.write_bytes(self._demo.read_bytes())

    def load(
        self, credits: Sequence[Credit], organization: Organization | None = None, *, name: str = "Ada Lovelace"
    ) -> None:
        """Put an organization and its credits into the store."""
        with self.store() as store:
            store.catalogs.load(organization or Organization("org", "Northwind"), credits)
            store.accounts.save(Learner("ada", name))

    def store(self) -> Store:
        """The store as another process opens it."""
        return Store(self.path, self.clock())

    def app(
        self, *, learner: str = "ada", theme: str = "", keys: Mapping[str, object] | None = None, **more: Any
    ) -> CeApp:
        settings: Any = SimpleNamespace(
            store=self.path,
            learner=learner,
            downloads=self.downloads,
            theme=theme,
            log=self.folder / "log",
            config=self.folder / "config.toml",
            keys=keys or {},
            origin={},
        )
        return CeApp(self.store, self.clock, settings, **more)

    @asynccontextmanager
    async def open(self, app: CeApp | None = None, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
        """Open an app and wait until its first list is there."""
        app = app or self.app()
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            person = Person(app, pilot)
            main: Any = app.screen_stack[0]
            await person.waits(lambda: main.overview is not None or person.where != "MainScreen", "the first list")
            await pilot.pause()
            yield person


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's store as a file, made once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store(path, NOW) as store:
        fill(store, NOW)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, demo_store: Path, monkeypatch: pytest.MonkeyPatch, quick_stores: None) -> Desk:
    """A desk without a store; the app looks for changes ten times as often, and stopwatches run by the clock."""
    monkeypatch.setattr("ce_tui.ui.main.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("ce_tui.ui.main.DETAIL_SECONDS", 0.01)
    monkeypatch.setattr("ce_tui.ui.pages.quiz.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("ce_tui.ui.pages.session.REST_SECONDS", 0.05)
    monkeypatch.setattr("ce_tui.ui.pages.timed.BEAT_SECONDS", 0.05)
    for page in ("outside", "reading"):
        monkeypatch.setattr(f"ce_tui.ui.pages.{page}.Stopwatch", partial(Stopwatch, clock=clock.seconds))
    return Desk(tmp_path, clock, demo_store)


@pytest.fixture
def demo(desk: Desk) -> Desk:
    """A desk with the demo's store."""
    desk.fill()
    return desk


@pytest.fixture(autouse=True)
def _collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Apps of many tests in one process do not stay for good, and none opens a browser."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    yield
    gc.enable()
