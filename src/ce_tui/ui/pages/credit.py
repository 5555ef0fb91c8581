"""The page of one credit: its facts, its contents, and the way to each."""

from functools import partial
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ce_tui.credit.listing import State
from ce_tui.credit.standing import CreditView
from ce_tui.ui.bars import KeyBar
from ce_tui.ui.base import Page
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.lines import ContentItem
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave
from ce_tui.ui.lists.few import Few
from ce_tui.ui.lists.window_list import WindowList
from ce_tui.ui.places import ClaimOf, ContentAt, Why
from ce_tui.ui.styles import STYLES

_KEYS = (("↵", "open", "screen.open"), ("?", "why this number", "screen.why"), ("Esc", "back", "screen.back"))
_CLAIM = ("c", "claim", "screen.claim")


class CreditPage(Page[None]):
    """What a credit gives, where it stands, and what is to be done for it."""

    CSS_PATH = STYLES / "pages.tcss"
    AUTO_FOCUS = "WindowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "back", "Back"),
        Binding("q", "back", "Back", id="back"),
        Binding("c", "claim", "Claim", id="claim"),
        Binding("question_mark", "why", "Why this number", id="why"),
    ]
    facts = getters.query_one("#facts", Fluid)
    contents = getters.query_one(WindowList)
    key_bar = getters.query_one(KeyBar)

    def __init__(self, key: int) -> None:
        super().__init__()
        self._key = key
        self._view: CreditView | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="page-facts", can_focus=False):
            yield Fluid("facts")
        yield Static("Contents", classes="section")
        yield WindowList[ContentItem](lines.content_line, empty="This credit has no contents.")
        yield KeyBar(*_KEYS)

    @work
    async def on_mount(self) -> None:
        await self.reload()

    async def reload(self) -> None:
        """Read the credit again."""
        now, learner, key = self.app.clock(), self.app.learner.key, self._key
        found = await self.app.door.ask(
            lambda store: (store.credits.view(learner, key, now), store.credits.records(learner, (key,), now))
        )
        if found is None:
            leave(self)
            return
        self._view, records = found
        credit = self._view.credit
        description = [plain(credit.description)] if credit.description else []
        draw = partial(lines.facts, self._view, now)
        self.facts.show(lambda width: Content("\n\n").join([draw(width), *description]))
        ready = self._view.state is State.READY or self.app.mode.browse
        self.key_bar.show(*([_CLAIM] if ready else []), *_KEYS)
        self.contents.source = Few([ContentItem(n, c, records.get(c.id)) for n, c in enumerate(credit.contents)])
        await self.contents.reload()

    @on(WindowList.Selected)
    def _selected(self, event: WindowList.Selected[ContentItem]) -> None:
        self._open(event.row)

    def action_open(self) -> None:
        row = self.contents.row
        if row is not None:
            self._open(row)

    def _open(self, item: ContentItem) -> None:
        if self._view is not None:
            self.go(ContentAt(self._view, item.content))

    def action_back(self) -> None:
        leave(self)

    def action_claim(self) -> None:
        self.go(ClaimOf(self._key))

    def action_why(self) -> None:
        self.go(Why(self._key))
