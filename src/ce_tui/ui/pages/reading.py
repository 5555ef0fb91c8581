"""A text read in the app, with its table of contents and its links."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from urllib.parse import unquote

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from ce_tui.credit import model
from ce_tui.credit.progress import total
from ce_tui.credit.standing import CreditView
from ce_tui.credit.words import span_of
from ce_tui.ui.drawing.document import DocumentView
from ce_tui.ui.drawing.text import fit, plain, shorten
from ce_tui.ui.links import refusal, visit
from ce_tui.ui.lists.few import Few
from ce_tui.ui.lists.window_list import WindowList
from ce_tui.ui.pages.timed import Spent, TimedPage
from ce_tui.ui.stopwatch import Stopwatch
from ce_tui.ui.textual_fixes import unwatch

IDLE_SECONDS = 60.0
"""A text that nobody scrolls counts no longer than this."""

_SCROLL = (("↑↓", "scroll", "screen.nothing"), ("End", "to the end", "screen.to_end"))
_CONTENTS, _LINKS = ("t", "contents", "screen.side('contents')"), ("l", "links", "screen.side('links')")
_BACK, _CLOSE = ("Esc", "back", "screen.back"), ("Esc", "close", "screen.back")
_GO = {"contents": ("↵", "go there", "screen.go"), "links": ("↵", "open", "screen.go")}
_HEADS = {"contents": "Table of contents", "links": "Links and images"}


@dataclass(frozen=True, slots=True)
class SideEntry:
    """A row beside the text: a heading (by its block) or a link (by its number)."""

    key: int
    text: str
    target: int
    depth: int = 0
    address: str = ""


def entry_line(entry: SideEntry, width: int) -> Content:
    """How a row beside the text looks."""
    indent = 2 * entry.depth
    return Content(" " * indent + fit(entry.text, width - indent))


class ReadingPage(TimedPage):
    """Its time counts while somebody is there and nothing is in front of it; its end must be reached."""

    DOING = "read"
    HINTS = _SCROLL
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("end", "to_end", "To the end", show=False),
        Binding("t", "side('contents')", "Table of contents", id="contents"),
        Binding("l", "side('links')", "Links and images", id="links"),
    ]
    side = getters.query_one("#side", Vertical)
    side_head = getters.query_one("#side-head", Static)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__(view, content, Stopwatch(IDLE_SECONDS))
        self._body = DocumentView(id="work")
        self._list = WindowList[SideEntry](entry_line)
        self._entries: dict[str, list[SideEntry]] = {"contents": [], "links": []}
        self._shown: Literal["", "contents", "links"] = ""
        """What stands beside the text."""

    def work_area(self) -> ComposeResult:
        with Container(classes="page-body", id="reading"):
            yield self._body
            with Vertical(id="side"):
                yield Static("", id="side-head", markup=False)
                yield self._list

    async def reload(self) -> None:
        await super().reload()
        if not self.stopwatch.running:
            await self._body.read(self.content.text)
            self._note()
            self.call_after_refresh(self._start)  # its end is known only then

    def _note(self) -> None:
        """Note the headings and links of the text."""
        document = self._body.document
        headings = [(at, document.blocks[at]) for at in document.headings]
        if len(headings) > 1:
            top = min(block.level for _, block in headings)
            self._entries["contents"] = [
                SideEntry(n, block.text.plain, at, min(block.level - top, 3)) for n, (at, block) in enumerate(headings)
            ]
        self._entries["links"] = [
            SideEntry(n, link.text, n, address=link.address) for n, link in enumerate(document.links)
        ]
        if not document.blocks:
            self.say("This text is empty; ask the organizer for it.", problem=True)
        self._show_keys()

    def _show_keys(self) -> None:
        if self._shown:
            self.key_bar.show(_GO[self._shown], _CLOSE)
            return
        more = [hint for which, hint in (("contents", _CONTENTS), ("links", _LINKS)) if self._entries[which]]
        self.key_bar.show(*more, *_SCROLL, _BACK)

    # --- time -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:  # in addition to those of TimedPage and ContentPage
        self.watch(self.app, "app_focus", self._watch_over, init=False)

    async def on_unmount(self) -> None:  # in addition to the one of TimedPage
        unwatch(self)

    def _start(self) -> None:
        self.stopwatch.start()
        self._watch_over()
        self.beat()

    def _watch_over(self) -> None:
        """Time counts while this page is in front and the terminal has the focus (where a terminal tells)."""
        if self.is_current and self.app.app_focus:
            self.stopwatch.go_on()
        else:
            self.stopwatch.pause()

    def on_screen_suspend(self) -> None:
        self.stopwatch.pause()

    def on_screen_resume(self) -> None:
        self._watch_over()

    def on_key(self) -> None:
        self.stopwatch.touch()

    def on_mouse_move(self) -> None:
        self.stopwatch.touch()

    on_mouse_scroll_down = on_mouse_scroll_up = on_mouse_move

    @on(DocumentView.Scrolled)
    def _scrolled(self) -> None:
        self.stopwatch.touch()
        if self._body.at_end and not (self.record and self.record.done):
            self.beat()

    def action_to_end(self) -> None:
        self._body.scroll_end(animate=False)

    def show_facts(self) -> None:
        super().show_facts()
        record = self.record
        if record is not None and record.done and not self.complete:
            left = self.content.length_ms - total(record.spans)
            self.say(f"You have reached the end; {span_of(left)} of reading time to go.")

    def done(self, spent: int) -> Spent | None:
        record = self.record
        at_end = self.stopwatch.running and self._body.at_end
        if not spent and (not at_end or (record and record.done)):
            return None
        so_far = total(record.spans) if record else 0
        return Spent((so_far, so_far + spent), spent, at_end)

    # --- beside the text --------------------------------------------------------------------------------------

    def action_side(self, which: Literal["contents", "links"]) -> None:
        """Show the table of contents or the links, or hide them again."""
        if which == self._shown:
            self._hide()
        elif not (entries := self._entries[which]):
            nothing = {"contents": "no table of contents: it has fewer than two headings", "links": "no links"}
            self.say(f"This text has {nothing[which]}.")
        else:
            self._shown = which
            self.side_head.update(plain(_HEADS[which]))
            self.side.display = True
            # The cursor stands where the reader is.
            here = sum(entry.target <= self._body.block for entry in entries) - 1 if which == "contents" else 0
            self._list.open_at(Few(entries), max(here, 0))
            self._list.focus()
            self._show_keys()

    def _hide(self) -> None:
        self._shown = ""
        self.side.display = False
        self._body.focus()
        self._show_keys()

    async def action_back(self) -> None:
        """Hide what stands beside the text, else leave."""
        if self._shown:
            self._hide()
        else:
            await super().action_back()

    def action_go(self) -> None:
        self._list.action_select()

    @on(WindowList.Highlighted)
    def _preview(self, event: WindowList.Highlighted[SideEntry]) -> None:
        if self._shown == "links" and event.row is not None:
            self.say(shorten(event.row.address, 2 * self.size.width) or "This link has no address.")

    @on(WindowList.Selected)
    def _selected(self, event: WindowList.Selected[SideEntry]) -> None:
        shown = self._shown
        self._hide()
        if shown == "contents":
            self._body.go_to(event.row.target)
        else:
            self._open(event.row.target)

    @on(DocumentView.LinkClicked)
    def _clicked(self, event: DocumentView.LinkClicked) -> None:
        self._open(event.link)

    def _open(self, number: int) -> None:
        """Go where a link leads: to a heading of this text, or to a web address."""
        document = self._body.document
        address = document.links[number].address
        if address.startswith("#"):
            block = document.anchor(unquote(address[1:])) if len(address) > 1 else 0
            if block is None:
                self.say(f"This text has no heading {shorten(unquote(address), 60)}.", problem=True)
            else:
                self._body.go_to(block)
        elif problem := refusal(address):
            self.say(problem, problem=True)
        else:
            self.say(visit(self.app, address))
