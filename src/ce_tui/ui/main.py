"""The main screen: three lists under three tabs, the detail beside them."""

import asyncio
from concurrent.futures import Future
from datetime import datetime
from typing import Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, Tab, Tabs

from ce_tui.credit import words
from ce_tui.credit.listing import ClaimRow, FirstLook, Overview, Row
from ce_tui.credit.text import clean
from ce_tui.store import StoreError
from ce_tui.ui.bars import STATES, CheckedIn, Hint, KeyBar, TopBar, Who
from ce_tui.ui.base import AppBase, Page
from ce_tui.ui.drawing.fluid import show_text, size_classes
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import at_once, with_keys
from ce_tui.ui.lists import rows
from ce_tui.ui.lists.main_list import MainList
from ce_tui.ui.lists.sources import ClaimSource, CreditSource, first_look, list_of, overview
from ce_tui.ui.lists.window_list import WindowList
from ce_tui.ui.places import CertificateAt, ClaimOf, ContentAt, CreditAt, Instructions, NoStore, Profile, Why

LOOK_SECONDS = 1.0
"""How often the app looks whether another process has changed the store, or a moment has come."""
DETAIL_SECONDS = 0.12
"""How long the cursor rests on a row before its detail is read."""
FIRST_SECONDS = 0.1
"""How long the first paint waits for the store."""

TABS = {"progress": "In Progress", "ready": "Ready to Claim", "claims": "Certificates"}
_SHORT = {"progress": "Progress", "ready": "Ready", "claims": "Certificates"}
_EMPTY = {
    "progress": "Nothing is in progress. New credits appear here by themselves when they are released.",
    "ready": "Nothing is ready to claim yet. What you complete under In Progress moves here; "
    "press {progress} to see how far you are.",
    "claims": "No certificates yet. What you claim under Ready to Claim is kept here for good.",
}
_FILTER = "{filter} filter by title, type, speaker"
_NOT_FOUND = "Nothing matches this filter. Press Esc to see everything."
_COMMON = (
    ("/", "filter", "screen.filter"),
    ("p", "profile", "screen.profile"),
    ("q", "{leave}", "app.quit"),
    ("i", "instructions", "screen.instructions"),
    ("F1", "help", "app.help"),
)
_WHY = ("?", "why", "screen.why")
_KEYS = {
    "progress": (("↵", "open", "screen.open"), _WHY, *_COMMON),
    "ready": (("↵", "claim", "screen.claim"), ("o", "open", "screen.page"), _WHY, *_COMMON),
    "claims": (("↵", "show", "screen.open"), ("d", "download", "screen.download"), _WHY, *_COMMON),
}

_NEEDS: dict[str, type | tuple[type, ...]] = {"claim": Row, "page": Row, "why": (Row, ClaimRow), "download": ClaimRow}
"""The kinds of row under the cursor without which an action does nothing."""


def begin(app: AppBase) -> Future[FirstLook]:
    """Ask for what the first paint shows."""
    learner, now, browse = app.learner.key, app.clock(), app.mode.browse
    return app.door.begin(lambda store: first_look(store, learner, now, browse))


class MainScreen(Page[None]):
    """Lists, filter, detail. Reads through the app's door; decides nothing about credit."""

    AUTO_FOCUS = "#progress"
    HELP = STATES
    BINDINGS: ClassVar[list[BindingType]] = at_once(
        Binding("1", "tab('progress')", "In Progress", show=False, id="progress"),
        Binding("2", "tab('ready')", "Ready to Claim", show=False, id="ready"),
        Binding("3", "tab('claims')", "Certificates", show=False, id="certificates"),
        Binding("left", "turn(-1)", "Tab to the left", show=False),
        Binding("right", "turn(1)", "Tab to the right", show=False),
        Binding("slash", "filter", "Filter by title, type or speaker", id="filter"),
        Binding("escape", "clear", "Show all again", show=False),
        Binding("c", "claim", "Claim what is ready", id="claim"),
        Binding("o", "page", "Open the credit with its contents", id="open"),
        Binding("s", "session", "Open the session you are checked in to", id="session"),
        Binding("d", "download", "Download the certificate", id="download"),
        Binding("question_mark", "why", "Why this number: what was counted, by which rule", id="why"),
        Binding("i", "instructions", "The organization's special instructions", id="instructions"),
        Binding("p", "profile", "Your profile: the name on certificates, the theme", id="profile"),
        Binding("q", "app.quit", "Leave; everything is saved as you go", id="quit"),
    )
    top_bar = getters.query_one(TopBar)
    tabs = getters.query_one(Tabs)
    filter_input = getters.query_one("#filter", Input)
    totals = getters.query_one("#totals", Static)
    detail = getters.query_one("#detail", VerticalScroll)
    detail_text = getters.query_one("#detail Static", Static)
    checked_in = getters.query_one(CheckedIn)
    key_bar = getters.query_one(KeyBar)

    def __init__(self, first: Future[FirstLook]) -> None:
        super().__init__()
        self._first_look = first
        self.which = "progress"
        """The tab shown: `progress`, `ready` or `claims`."""
        self.overview: Overview | None = None
        self._whose: dict[str, str] = {}
        self._version = -1
        self._read_at: datetime | None = None
        self._clock_problem = False
        self._detail_timer: Timer | None = None
        self._search = ""

    def compose(self) -> ComposeResult:
        # What is known by now is drawn with the first paint: drawing it later would cost another, and flicker.
        self.add_class(*size_classes(self.app))
        progress = MainList(self._credit_line, id="progress", empty=self._empty("progress"))
        checked_in, totals = CheckedIn(id="checked-in"), Static("", id="totals", markup=False)
        if (first := self._first()) is not None:
            self._fill(first, progress, checked_in, totals)
        yield TopBar(self.app.mode.banner, self.overview)
        yield Tabs(*(Tab(self._label(which), id=f"tab-{which}") for which in TABS))
        with Vertical(id="body"):
            # No container more: whatever touches a line is asked for all that it draws whenever the line changes.
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", markup=False)
            yield Input(placeholder=with_keys(self.app, _FILTER), compact=True, id="filter")
            for one in (progress, MainList(self._ready_line, id="ready"), MainList(rows.claim_line, id="claims")):
                one.display = one.id == self.which
                yield one
            yield totals
        yield checked_in
        yield KeyBar(*self._keys("progress"))

    def _fill(self, first: FirstLook, progress: MainList, checked_in: CheckedIn, totals: Static) -> None:
        checked_in.show(first.overview.check_ins, first.now)
        totals.update(rows.totals(first.overview.totals))
        self.overview = first.overview
        self._whose = words.whose(first.overview.organizations)
        source = CreditSource(self.app.door, self._in_store("progress"), self.app.learner.key, first.now)
        progress.begin(source, first.overview.counts["progress"], first.rows)

    def _first(self) -> FirstLook | None:
        """The first look at the store, if it comes soon; the screen is drawn without it otherwise."""
        try:
            return self._first_look.result(FIRST_SECONDS)
        except (TimeoutError, StoreError):
            return None

    def on_mount(self) -> None:
        self._begin()

    @work
    async def _begin(self) -> None:
        try:
            first = await asyncio.wrap_future(self._first_look)
        except StoreError as error:  # it cannot be opened, or is too damaged to show anything
            self.app.open(NoStore(str(error)))
            return
        if self.list_of("progress").source is not None:
            self._show(first.overview)
            self._aim(first.now)
        else:
            await self.reload()
        self.set_interval(LOOK_SECONDS, self._look)
        if self.overview is not None and not self.overview.organizations:
            self.app.no_credits()

    # --- reading ----------------------------------------------------------------------------------------------

    def list_of(self, which: str) -> WindowList[Any]:
        return self.query_one(f"#{which}", WindowList)

    def _in_store(self, which: str) -> str:
        return list_of(which, self.app.mode.browse)

    async def reload(self, *, keep: bool = True) -> None:
        """Read everything again; the cursor of each list stays on its row."""
        learner, now, browse = self.app.learner.key, self.app.clock(), self.app.mode.browse
        # The version comes before the rows: what changes meanwhile is seen at the next look.
        found = await self.app.door.ask(lambda store: overview(store, learner, now, browse))
        if found is not None:
            self._show(found)
        await self._reload_lists(now, keep=keep)

    async def _reload_lists(self, now: datetime, *, keep: bool) -> None:
        """Read the rows again, those of the list in front first."""
        self._aim(now)
        for which in sorted(TABS, key=lambda which: which != self.which):
            await self.list_of(which).reload(keep=keep)
        self._show_detail()

    def _aim(self, now: datetime) -> None:
        """Let the lists read what is there at `now` and matches the filter."""
        self._read_at = now
        learner = self.app.learner.key
        for which in TABS:
            shown = self.list_of(which)
            shown.empty = _NOT_FOUND if self._search.strip() else self._empty(which)
            if which == "claims":
                shown.source = ClaimSource(self.app.door, learner, now, self._search)
            else:
                shown.source = CreditSource(self.app.door, self._in_store(which), learner, now, self._search)

    def _empty(self, which: str) -> str:
        """What a list says that has no rows."""
        more = self.app.mode.loads if which == "progress" else ""
        return f"{with_keys(self.app, _EMPTY[which])} {more}".rstrip()

    def _show(self, found: Overview) -> None:
        self.overview, self._version, self.app.learner = found, found.version, found.learner
        self._whose = words.whose(found.organizations)
        self.top_bar.show(found)
        self.checked_in.show(found.check_ins, self.app.clock())
        self._label_tabs()
        show_text(self.totals, rows.totals(found.totals))
        if found.clock_problem and not (self._clock_problem or self.app.mode.travels):
            self.app.notify(clean(found.clock_problem), title="The clock", severity="warning", markup=False, timeout=10)
        self._clock_problem = bool(found.clock_problem)

    def _label(self, which: str) -> Content:
        label = (TABS if self.app.size.width >= 50 else _SHORT)[which]
        if self._in_store(which) == "all":
            label = "All Credits"
        return plain(f"{label} {self.overview.counts[which]}" if self.overview else label)

    def _label_tabs(self) -> None:
        for which in TABS:
            text, tab = self._label(which), self.query_one(f"#tab-{which}", Tab)
            if tab.label != text:
                tab.label = text

    async def _look(self) -> None:
        """One cheap question a second; the lists are read again only when there is something new."""
        # No worker: it would send this screen messages, and under a box Textual repaints everything at each.
        version = await self.app.door.ask(lambda store: store.version)
        due, now = self.overview is not None and self.overview.changes_at, self.app.clock()
        moment = (due and now >= due) or (self._read_at and now < self._read_at)  # it came, or the clock was set back
        if version is not None and (version != self._version or moment):
            self._version = version
            await self.app.changed()

    def _credit_line(self, row: Row, width: int) -> Content:
        return rows.credit_line(row, width, self.app.clock(), self._whose.get(row.organization, ""))

    def _ready_line(self, row: Row, width: int) -> Content:
        return rows.ready_line(row, width, self.app.clock(), self._whose.get(row.organization, ""))

    def _keys(self, which: str) -> tuple[Hint, ...]:
        first, *others = ((key, what.format(leave=self.app.mode.leave), action) for key, what, action in _KEYS[which])
        claim = (("c", "claim", "screen.claim"),) if self._in_store(which) == "all" else ()
        return (first, *claim, *others)

    # --- tabs and filter --------------------------------------------------------------------------------------

    @on(Tabs.TabActivated)
    def _tab_activated(self, event: Tabs.TabActivated) -> None:
        self.which = which = str(event.tab.id).removeprefix("tab-")
        for one in TABS:
            self.list_of(one).display = one == which
        self.key_bar.show(*self._keys(which))
        self.set_class(which == "claims", "-claims")
        if not isinstance(self.focused, Input):
            self.list_of(which).focus()  # a tab switched by key would leave the focus on nothing
        self._show_detail()

    def action_tab(self, which: str) -> None:
        self.tabs.active = f"tab-{which}"

    def action_turn(self, by: int) -> None:
        order = list(TABS)
        self.action_tab(order[(order.index(self.which) + by) % len(order)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("filter", "turn"):
            return not isinstance(self.focused, Input)  # where a key is a letter, or moves in the text
        if (kind := _NEEDS.get(action)) and self.is_mounted and not isinstance(self.list_of(self.which).row, kind):
            return None  # nothing at the moment
        return True

    def action_filter(self) -> None:
        self.set_focus(self.filter_input)

    def action_clear(self) -> None:
        self.filter_input.value = ""
        self.list_of(self.which).focus()

    @on(Input.Changed, "#filter")
    @work(exclusive=True, group="filter")
    async def _filtered(self, event: Input.Changed) -> None:
        if event.value != self._search:
            self._search = event.value
            # The lists alone: nothing else that the screen shows depends on the filter.
            await self._reload_lists(self.app.clock(), keep=not self._search)

    @on(Input.Submitted, "#filter")
    def _to_list(self) -> None:
        self.list_of(self.which).focus()

    # --- detail -----------------------------------------------------------------------------------------------

    @on(WindowList.Highlighted)
    def _highlighted(self, event: WindowList.Highlighted[Any]) -> None:
        event.stop()
        if event.window_list.id == self.which:
            if self._detail_timer is not None:
                self._detail_timer.stop()
            self._detail_timer = self.set_timer(DETAIL_SECONDS, self._show_detail)

    def on_resize(self) -> None:
        self._label_tabs()
        self._show_detail()

    @work(exclusive=True, group="detail")
    async def _show_detail(self) -> None:
        shown = self.detail_text
        row = self.list_of(self.which).row
        width = self.detail.scrollable_content_region.width
        if not self.has_class("-wide") or row is None:
            show_text(shown, Content(""))
            return
        from ce_tui.ui.preview import preview  # not for the first paint

        if (text := await preview(self.app, row, width)) is not None:
            show_text(shown, text)

    # --- acting -----------------------------------------------------------------------------------------------

    @on(WindowList.Selected)
    def _selected(self, event: WindowList.Selected[Any]) -> None:
        # Not the cursor's row, nor the list in front: further keys may have come before this message.
        if event.window_list.id == "ready":
            self.go(ClaimOf(event.row.key))
        else:
            self._open(event.row)

    def action_open(self) -> None:
        row = self.list_of(self.which).row
        if row is not None:
            self._open(row)

    def _open(self, row: Row | ClaimRow) -> None:
        self.go(CertificateAt(row.number) if isinstance(row, ClaimRow) else CreditAt(row.key))

    def action_page(self) -> None:
        row = self.list_of(self.which).row
        if isinstance(row, Row):
            self.go(CreditAt(row.key))

    @on(CheckedIn.Pressed)
    @work(exclusive=True, group="session")
    async def action_session(self) -> None:
        """Open the session to check out of first."""
        if self.overview is None or not self.overview.check_ins:
            return
        first = self.overview.check_ins[0]
        learner, now = self.app.learner.key, self.app.clock()
        view = await self.app.door.ask(lambda store: store.credits.view(learner, first.credit, now))
        session = view and next((one for one in view.credit.contents if one.id == first.session), None)
        if view and session:
            self.go(ContentAt(view, session))

    def action_claim(self) -> None:
        row = self.list_of(self.which).row
        if isinstance(row, Row):
            self.go(ClaimOf(row.key))

    def action_download(self) -> None:
        row = self.list_of(self.which).row
        if isinstance(row, ClaimRow):
            self.go(CertificateAt(row.number, save=True))

    def action_why(self) -> None:
        row = self.list_of(self.which).row
        if row is not None:
            self.go(Why(row.number if isinstance(row, ClaimRow) else row.key))

    def action_instructions(self) -> None:
        if self.overview is not None:
            self.go(Instructions(self.overview.organizations))

    @on(Who.Pressed)
    def action_profile(self) -> None:
        self.go(Profile())
