"""The page of one content: read it, open it, enter its attendance code; what was done is recorded as it happens."""

from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from ce_tui.credit import words
from ce_tui.credit.model import Content as Material
from ce_tui.credit.model import ContentKind
from ce_tui.credit.progress import Record, counted, total
from ce_tui.credit.standing import CreditView
from ce_tui.player import mpv
from ce_tui.store import Refused, Store, StoreError
from ce_tui.ui import lines
from ce_tui.ui.app import CeApp
from ce_tui.ui.bars import Hint, KeyBar
from ce_tui.ui.fluid import Fluid
from ce_tui.ui.leaving import leave
from ce_tui.ui.text import plain


def page_for(view: CreditView, material: Material) -> "ContentPage":
    """The page that fits a content."""
    match material.kind:
        case ContentKind.SESSION:
            return SessionPage(view, material)
        case ContentKind.QUIZ:
            from ce_tui.ui.quiz_page import QuizPage

            return QuizPage(view, material)
        case ContentKind.VIDEO if mpv.find():
            from ce_tui.ui.video_page import VideoPage

            return VideoPage(view, material)
        case kind:
            from ce_tui.ui.timed_page import OutsidePage, ReadingPage

            page = ReadingPage if kind is ContentKind.READING and material.text else OutsidePage
            return page(view, material)


class ContentPage(Screen[None]):
    """Title, facts and description of a content; subclasses add what is done with it."""

    app = getters.app(CeApp)
    CSS_PATH = ["pages.tcss"]
    AUTO_FOCUS = "#work"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back"), Binding("q", "back", "Back")]
    HINTS: ClassVar[tuple[Hint, ...]] = ()

    def __init__(self, view: CreditView, material: Material) -> None:
        super().__init__()
        self.view, self.material = view, material
        self.record: Record | None = None

    def compose(self) -> ComposeResult:
        yield Static(plain(self.material.title), classes="page-title", markup=False)
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
        records = await self.app.door.ask(Store.records, self.app.learner.key, (self.view.key,))
        if records is not None:
            self.record = records.get(self.material.id)
            self.show_facts()

    def show_facts(self) -> None:
        """Kind, speakers, time, what counts so far."""
        self.query_one("#facts", Fluid).tell(self._facts)

    def _facts(self, width: int) -> Content:
        material, record = self.material, self.record
        complete = bool(record and record.complete_at)
        done = total(counted(material, record))
        first = [lines.KINDS[material.kind]]
        if material.speakers:
            first.append(", ".join(material.speakers))
        if at := lines.when(material, self.view.organization.zone):
            first.append(at)
        text = [plain(" · ".join(first)).stylize(lines.LABEL)]
        if material.description:
            text.append(plain(material.description))
        far = words.content_progress(material, done, complete)
        state = "complete" if complete else ""
        if material.length_ms:
            strip = lines.watched(material, record, max(10, min(60, width - 30)))
            text.append(Content.assemble(strip, f"  {far}  {state}"))
        elif complete:
            text.append(Content("✓ complete"))
        return Content("\n").join(text)

    def say(self, text: str, *, problem: bool = False) -> None:
        """A sentence at the foot of the page."""
        self.query_one("#said", Static).update(plain(text).stylize("$text-error") if problem else plain(text))

    async def action_back(self) -> None:
        """Leave."""
        leave(self)


class SessionPage(ContentPage):
    """A session: its attendance code or rotating phrase, or the learner's own word where the organizer set none."""

    HINTS = (("↵", "record attendance", "screen.nothing"),)

    @property
    def _by_code(self) -> bool:
        return bool(self.material.code or self.material.secret)

    def work_area(self) -> ComposeResult:
        with Horizontal(classes="page-work"):
            if self._by_code:
                yield Input(placeholder="Attendance code", id="work", max_length=60, compact=True)
                yield Button("Record attendance", id="attend", variant="primary", compact=True)
            else:
                yield Button("I attended this session", id="work", variant="primary", compact=True)

    @on(Input.Submitted, "#work")
    @on(Button.Pressed, "#attend")
    @on(Button.Pressed, "Button#work")
    @work(group="attend")
    async def _attend(self) -> None:
        code = self.query_one("#work", Input).value if self._by_code else ""
        try:
            record = await self.app.door.ask_raw(
                Store.attend, self.app.learner.key, self.view.key, self.material.id, code, self.app.clock()
            )
        except Refused as refused:
            self.say(str(refused), problem=True)
            return
        except StoreError as error:
            self.say(str(error), problem=True)
            return
        self.record = record
        self.show_facts()
        self.say("✓ Your attendance is recorded.")
        await self.app.changed_below(self)
