"""The page of one content: read it, open it, attend it; what was done is recorded as it happens."""

from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from ce_tui.credit import model, words
from ce_tui.credit.progress import Record, counted, total
from ce_tui.credit.standing import CreditView
from ce_tui.ui.bars import Hint, KeyBar
from ce_tui.ui.base import Page
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.styles import STYLES


class ContentPage(Page[None]):
    """Title, facts and description of a content; subclasses add what is done with it."""

    CSS_PATH = [STYLES / "pages.tcss"]
    AUTO_FOCUS = "#work"
    """What the learner does here: a button, a field or a text. A subclass gives one of its widgets this id."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back"), Binding("q", "back", "Back", id="back")]
    HINTS: ClassVar[tuple[Hint, ...]] = ()
    facts = getters.query_one("#facts", Fluid)
    said_line = getters.query_one("#said", Static)
    key_bar = getters.query_one(KeyBar)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__()
        self.view, self.content = view, content
        self.record: Record | None = None

    def compose(self) -> ComposeResult:
        yield Static(plain(self.content.title), classes="page-title", markup=False)
        yield Fluid("facts")
        yield from self.work_area()
        yield Static("", id="said", classes="page", markup=False)
        yield KeyBar(*self.HINTS, ("Esc", "back", "screen.back"))

    def work_area(self) -> ComposeResult:
        """What the learner does here."""
        yield from ()

    def on_mount(self) -> None:
        self._begin()

    @work
    async def _begin(self) -> None:
        await self.reload()

    async def reload(self) -> None:
        """Read what has been done of this content and show it."""
        learner, credit, now = self.app.learner.key, self.view.key, self.app.clock()
        records = await self.app.door.ask(lambda store: store.credits.records(learner, (credit,), now))
        if records is not None:
            self.record = records.get(self.content.id)
            self.show_facts()

    def show_facts(self) -> None:
        """Kind, speakers, time, what counts so far."""
        self.facts.show(self._facts)

    def _facts(self, width: int) -> Content:
        content, record = self.content, self.record
        complete = bool(record and record.complete_at)
        done = total(counted(content, record))
        first = [lines.KINDS[content.kind]]
        if content.speakers:
            first.append(", ".join(content.speakers))
        first += words.demands(content)
        if at := lines.when(content, self.view.organization.zone):
            first.append(at)
        text = [plain(" · ".join(first)).stylize(lines.LABEL)]
        if content.description:
            text.append(plain(content.description))
        far = words.content_progress(content, done, complete)
        state = "complete" if complete else ""
        if content.length_ms:
            strip = lines.watched(content, record, max(10, min(60, width - 30)))
            text.append(Content.assemble(strip, f"  {far}  {state}"))
        elif complete:
            text.append(Content("✓ complete"))
        return Content("\n").join(text)

    def say(self, text: str, *, problem: bool = False) -> None:
        """A sentence at the foot of the page."""
        self.said_line.update(plain(text).stylize("$text-error") if problem else plain(text))

    async def action_back(self) -> None:
        """Leave."""
        leave(self)
