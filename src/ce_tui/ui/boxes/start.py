"""The first start: nothing is loaded yet, so the app offers the sample catalog, a file, or the demo."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from ce_tui.catalog import CatalogError, read
from ce_tui.catalog.samples import NORTHWIND
from ce_tui.certificate import lacking
from ce_tui.credit.model import Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.words import plural
from ce_tui.credit.work import TELL_AFTER_SECONDS, Stopped, how_far
from ce_tui.store.results import ImportReport
from ce_tui.ui.base import TO_THE_DEMO, AppBase
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave

_WELCOME = """\
Welcome to ce-tui. Here you see which continuing-education credit you can earn, how far you are, what you can claim, \
and keep the certificates.

Nothing is loaded yet. Load the catalog that your organization gave you, look around with the sample catalog, or open \
the demo, which shows every state of a credit and keeps nothing."""


class StartScreen(Box[None]):
    """Three ways to begin."""

    BOX_TITLE = "First start"
    app = getters.app(AppBase)
    file_input = getters.query_one("#file", Input)
    stop_button = getters.query_one("#stop", Button)
    close_button = getters.query_one("#close", Button)
    problem_line = getters.query_one("#problem", Static)

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = False
        """Whether something is being loaded."""
        self._stopped = False
        self._far: tuple[str, int, int] | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(_WELCOME, markup=False)
            yield from field("Catalog or schedule file", Input(placeholder="~/catalog.yaml", id="file", compact=True))
            yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Import the file", id="import", variant="primary", compact=True)
        yield Button("Sample catalog", id="sample", compact=True)
        yield Button("Demo", id="demo", compact=True)
        yield Button("Stop", id="stop", compact=True)
        yield Button("Close", id="close", compact=True)

    def on_mount(self) -> None:
        self.stop_button.display = False

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self.app.exit(TO_THE_DEMO)

    @on(Button.Pressed, "#sample")
    @work(exclusive=True)
    async def _sample(self) -> None:
        with self._working():
            catalog = await asyncio.to_thread(NORTHWIND.read, self.app.clock())
            await self._load(catalog.organization, catalog.credits)

    @on(Input.Submitted, "#file")
    @on(Button.Pressed, "#import")
    @work(exclusive=True)
    async def _import(self) -> None:
        text = self.file_input.value.strip()
        if not text:
            self._say("Please enter the path of a catalog file.")
            return
        with self._working():
            try:
                catalog = await asyncio.to_thread(lambda: read(_path(text), tell=self._tell, lacking=lacking))
            except CatalogError as error:
                found = [f"Line {p.line}: {p.message}" if p.line else p.message for p in error.problems]
                more = [f"… and {len(found) - 2} more; `ce-tui check FILE` lists all."] if len(found) > 3 else []
                self._say("\n".join([*found[: 2 if more else 3], *more]))
                return
            warned = len(catalog.warnings)
            note = f" It has {plural(warned, 'warning')}. `ce-tui check FILE` lists them." * bool(warned)
            await self._load(catalog.organization, catalog.credits, note)

    # --- while it is loaded -----------------------------------------------------------------------------------

    @contextmanager
    def _working(self) -> Iterator[None]:
        """What is loaded says how far it is once it takes long; Esc or Stop stops it."""
        self._stopped, self._far = False, None
        self._say("")
        self._busy(True)
        ticks = self.set_interval(TELL_AFTER_SECONDS, self._show_far)
        try:
            yield
        except Stopped as stopped:
            self._say(str(stopped))
        finally:
            ticks.stop()
            self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.is_busy = busy
        if not self.is_attached:
            return
        for widget in self.query("#file, #import, #sample, #demo"):
            widget.disabled = busy
        self.stop_button.display = busy
        self.close_button.display = not busy
        (self.stop_button if busy else self.file_input).focus()

    def _tell(self, what: str, done: int, of: int) -> None:
        """Keep how far the work is; called on the thread that does it."""
        if self._stopped:
            raise Stopped("Stopped; nothing was loaded.")
        self._far = what, done, of

    def _show_far(self) -> None:
        if self._far is not None:
            self.problem_line.update(Content(f"{how_far(*self._far)}   Esc stops"))

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        self._stopped = True

    def action_close(self) -> None:
        if self.is_busy:
            self._stop()
        else:
            super().action_close()

    def on_unmount(self) -> None:
        """Stop the work: the app ends, and must not wait for it."""
        self._stopped = True

    def _say(self, text: str) -> None:
        self.problem_line.update(Content("\n").join(plain(line) for line in text.splitlines()))
        self.call_after_refresh(self.problem_line.scroll_visible, animate=False)

    async def _load(self, organization: Organization, credits: tuple[Credit, ...], note: str = "") -> None:
        tell = self._tell
        report: ImportReport | None = await self.app.door.ask(
            lambda store: store.catalogs.load(organization, credits, tell)
        )
        if report is not None:
            await self.app.changed()  # before this screen, and all that runs on it, is gone
            leave(self)
            loaded = plural(report.added, "credit was loaded.", "credits were loaded.")
            self.app.say(f"{loaded}{note}", organization.name)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~nobody
        return Path(text)
