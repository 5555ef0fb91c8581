"""The first start: nothing is loaded yet, so the app offers the sample catalog, a file, or the demo."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Input, Static

from ce_tui.store import ImportReport, Store
from ce_tui.ui.app import DEMO, CeApp
from ce_tui.ui.boxes import Box, field
from ce_tui.ui.leaving import leave
from ce_tui.ui.text import plain

if TYPE_CHECKING:
    from ce_tui.credit.model import Credit
    from ce_tui.credit.parties import Organization

_WELCOME = """\
Welcome to ce-tui. Here you see which continuing-education credit you can earn, how far you are, what you can claim, \
and keep the certificates.

Nothing is loaded yet. Load the catalog that your organization gave you, look around with the sample catalog, or open \
the demo, which shows every state of a credit and keeps nothing."""


class StartScreen(Box[None]):
    """Three ways to begin."""

    BOX_TITLE = "First start"
    app = getters.app(CeApp)

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(_WELCOME, markup=False)
            yield from field("Catalog or schedule file", Input(placeholder="~/catalog.yaml", id="file", compact=True))
            yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Import the file", id="import", variant="primary", compact=True)
        yield Button("Sample catalog", id="sample", compact=True)
        yield Button("Demo", id="demo", compact=True)
        yield Button("Close", id="close", compact=True)

    @on(Button.Pressed, "#demo")
    def _demo(self) -> None:
        self.app.exit(DEMO)

    @on(Button.Pressed, "#sample")
    @work(exclusive=True)
    async def _sample(self) -> None:
        import asyncio

        from ce_tui.demo import sample_catalog

        catalog = await asyncio.to_thread(sample_catalog, self.app.clock())
        await self._load(catalog.organization, catalog.credits)

    @on(Input.Submitted, "#file")
    @on(Button.Pressed, "#import")
    @work(exclusive=True)
    async def _import(self) -> None:
        import asyncio

        from ce_tui.catalog import CatalogError, read

        text = self.query_one("#file", Input).value.strip()
        if not text:
            self._say("Please enter the path of a catalog file.")
            return
        try:
            catalog = await asyncio.to_thread(lambda: read(_path(text)))
        except CatalogError as error:
            found = [f"Line {p.line}: {p.message}" if p.line else p.message for p in error.problems]
            more = [f"… and {len(found) - 2} more; `ce-tui check FILE` lists all."] if len(found) > 3 else []
            self._say("\n".join([*found[: 2 if more else 3], *more]))
            return
        await self._load(catalog.organization, catalog.credits)

    def _say(self, text: str) -> None:
        from textual.content import Content

        problem = self.query_one("#problem", Static)
        problem.update(Content("\n").join(plain(line) for line in text.splitlines()))
        self.call_after_refresh(problem.scroll_visible, animate=False)

    async def _load(self, organization: "Organization", credits: "tuple[Credit, ...]") -> None:
        report: ImportReport | None = await self.app.door.ask(Store.import_catalog, organization, credits)
        if report is not None:
            await self.app.changed()  # before this screen, and all that runs on it, is gone
            leave(self)
            self.app.say(f"{report.added} credits were loaded.", organization.name)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~nobody
        return Path(text)
