"""The lines at the top and the bottom of the main screen, and the line of keys that every page has."""

from datetime import datetime

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from ce_tui.credit import words
from ce_tui.credit.listing import CheckIn, Overview
from ce_tui.ui.base import AppBase
from ce_tui.ui.drawing.fluid import FluidLine, show_text
from ce_tui.ui.drawing.text import cells, plain, shorten
from ce_tui.ui.keys import changed_key, key_of

Hint = tuple[str, str, str]
"""A key, what it does, and the action to run on a click (`screen.nothing`: none); all literals of the source."""
STATES = """\
A credit is in progress until its contents are completed. It is ready to claim once it is earned and its claim \
window is open. You may be asked a few questions, and where parts are allowed you choose how much to claim. \
The mouse works too: click a row to move there, click it again to open it."""
"""What the help of the lists says below their keys."""
_TITLE = 12
"""A title cut shorter than this leaves too little to know it by."""
_GAP = Content("   ")


class Who(Static):
    """The learner's name in the corner; a click asks for the profile."""

    class Pressed(Message):
        """The name was clicked."""

    @on(Click)
    def _pressed(self) -> None:
        self.post_message(self.Pressed())


class TopBar(Horizontal):
    """Acronym and organization on the left, the learner on the right, a banner between them."""

    masthead = getters.query_one("#masthead", Static)
    who = getters.query_one(Who)

    def __init__(self, banner: str, overview: Overview | None) -> None:
        super().__init__()
        self._banner = banner
        self._overview = overview

    def compose(self) -> ComposeResult:
        yield Static(_masthead(self._overview), id="masthead", markup=False)
        if self._banner:
            yield Static(plain(self._banner), id="banner", markup=False)
        yield Who(_name(self._overview), id="who", markup=False)

    def show(self, overview: Overview) -> None:
        """Fill the bar."""
        show_text(self.masthead, _masthead(overview), layout=False)
        show_text(self.who, _name(overview))


def _masthead(overview: Overview | None) -> Content:
    if overview is None:
        return Content("")
    acronym, name = words.masthead(overview.organizations)
    return Content.assemble((f" {plain(acronym).plain} ", "bold reverse"), "  ", plain(name))


def _name(overview: Overview | None) -> Content:
    return Content.assemble(plain(overview.learner.name or overview.learner.key), " ◉ ") if overview else Content("")


class CheckedIn(FluidLine):
    """Where the learner is checked in, as long as they are; a click opens that session."""

    _check_ins: tuple[CheckIn, ...] = ()
    _now: datetime

    class Pressed(Message):
        """The line was clicked."""

    def show(self, check_ins: tuple[CheckIn, ...], now: datetime) -> None:
        """Show the session to check out of first; nothing at all when there is none."""
        self.display = bool(check_ins)
        self._check_ins, self._now = check_ins, now
        self.refresh()

    def line(self, width: int) -> Content:
        """The first of them."""
        if not self._check_ins:
            return Content("")
        return _checked_in(self._check_ins, self._now, key_of(self.app, "session"), width)

    @on(Click)
    def _pressed(self) -> None:
        self.post_message(self.Pressed())


def _checked_in(check_ins: tuple[CheckIn, ...], now: datetime, session_key: str, width: int) -> Content:
    """As much as there is room for: the whole title if it can be, and always when to check out."""
    first = check_ins[0]
    since, leave_by = (words.clock(moment, first.zone, now) for moment in (first.since, first.leave_by))
    more = f" and {len(check_ins) - 1} more" if len(check_ins) > 1 else ""
    told = (
        f" since {since}{more} · check out before {leave_by}",
        f"{more} · check out before {leave_by}",
        f"{more} · out before {leave_by}",
        f" · out before {leave_by}",
    )
    key = Content.assemble("   ", (session_key, "bold"), " open")
    whole = cells(first.title)
    for least in (whole, min(whole, _TITLE)):
        for rest in told:
            left = width - cells(f"Checked in: {rest}") - key.cell_length
            if left >= least:
                return Content.assemble("Checked in: ", (shorten(first.title, left), "bold"), rest, key)
    return Content.assemble(f"Checked in, out before {leave_by}", key)


class KeyBar(FluidLine):
    """The keys of a screen, as many as there is room for; the last one always."""

    def __init__(self, *hints: Hint) -> None:
        super().__init__("", id="keys")
        self._hints = hints

    def show(self, *hints: Hint) -> None:
        """Show other keys."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def line(self, width: int) -> Content:
        """The keys that there is room for."""
        *others, last = map(self._hint, self._hints)
        shown: list[Content] = []
        # Who browses sees so on every page.
        browses = isinstance(self.app, AppBase) and self.app.mode.browse
        mark = Content(" BROWSE ").stylize("reverse bold") if browses else Content("")
        left = width - last.cell_length - mark.cell_length
        for hint in others:
            left -= hint.cell_length + len(_GAP)
            if left < 0:
                break
            shown.append(hint)
        line = _GAP.join([*shown, last])
        gap = width - line.cell_length - mark.cell_length
        return Content.assemble(line, " " * gap, mark) if mark else line

    def _hint(self, hint: Hint) -> Content:
        key, what, action = hint
        drawn = Content.assemble((changed_key(self.screen, action) or key, "bold"), f" {what}")
        return drawn.stylize(Style.from_meta({"@click": action}))
