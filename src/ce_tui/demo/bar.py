"""The line at the top of every screen of the demo, and its two boxes: the date to go to, and all it can do."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from ce_tui.credit import words
from ce_tui.demo.clock import moment_of
from ce_tui.ui.bars import Hint
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.layout import hang
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.keys import with_keys
from ce_tui.ui.leaving import leave

KEYS: tuple[Hint, ...] = (
    ("{day_back} {day_on}", "day", "app.days(1)"),
    ("{month_back} {month_on}", "month", "app.months(1)"),
    ("{release}", "release", "app.release"),
    ("{tour}", "tour", "app.tour"),
)
"""The keys by their ids, as `with_keys` takes them."""
_MORE: Hint = ("{demo}", "more", "app.menu")
_GAP = Content("  ")


class DemoBar(Static):
    """That this is a demo, what its clock says, and as many of its keys as there is room for."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: tuple[str, bool, tuple[Hint, ...]] = ("", False, ())

    def show(self, now: datetime, zone: str, hurries: bool, hints: tuple[Hint, ...]) -> None:
        """Show that, if it is not shown already."""
        local = now.astimezone(words.zone_of(zone))
        if self._shown != (wanted := (f"{local:%a} {words.date_time(now, zone)}", hurries, hints)):
            self._shown = wanted
            self.on_resize()

    def on_resize(self) -> None:
        said, hurries, hints = self._shown
        now = Content.assemble(" DEMO ", (f" {said} ", "reverse"), " 60 x" if hurries else "")
        last, left = self._hint(_MORE), self.size.width - now.cell_length - 1
        shown: list[Content] = []
        for hint in (*map(self._hint, hints), last):
            room = left - hint.cell_length - len(_GAP) - (0 if hint is last else last.cell_length + len(_GAP))
            if room >= 0:
                left -= hint.cell_length + len(_GAP)
                shown.append(hint)
        self.update(_GAP.join([now, *shown]))

    def _hint(self, hint: Hint) -> Content:
        keys, what, action = hint
        keys = with_keys(self.app, keys).replace("Ctrl+", "^")
        return Content.from_markup(f"[@click={action}][b]$keys[/b] {what}[/]", keys=keys)


class DateBox(Box[datetime]):
    """Asks for a date; its result is the moment to go to."""

    BOX_TITLE = "Go to a date"
    date = getters.query_one("#date", Input)
    problem = getters.query_one("#problem", Static)

    def __init__(self, now: datetime, zone: str) -> None:
        super().__init__()
        self._now, self._zone = now, zone

    def body(self) -> ComposeResult:
        local = self._now.astimezone(words.zone_of(self._zone))
        wanted = Input(f"{local:%Y-%m-%d}", id="date", max_length=20, compact=True)
        yield from field("Date, such as 2026-12-03 or 2026-12-03 14:00", wanted)
        yield Static("", id="problem", classes="problem", markup=False)

    def buttons(self) -> ComposeResult:
        yield Button("Go there", id="go", variant="primary", compact=True)
        yield Button("Close", id="close", compact=True)

    @on(Input.Submitted, "#date")
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        try:
            leave(self, moment_of(self.date.value, self._now, self._zone))
        except ValueError as error:
            self.problem.update(plain(str(error)))


class DemoMenu(Box[str]):
    """What a presenter can do. Its result is the organization to change to, or `tour`."""

    BOX_TITLE = "Giving the demo"
    keys = getters.query_one("#demo-keys", Fluid)
    joining = getters.query_one("#demo-store", Fluid)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "close", "Close", id="demo", show=False)]

    def __init__(self, others: Mapping[str, str], kept: Path | None) -> None:
        """`others` are the organizations to change to, with their titles."""
        super().__init__()
        self._others, self._kept = others, kept

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("demo-keys")
            yield Fluid("demo-store")

    def on_mount(self) -> None:
        rows = [(with_keys(self.app, keys), what) for keys, what in _ALL]
        column = max(len(keys) for keys, _ in rows) + 2
        self.keys.show(
            lambda width: Content("\n").join(
                line
                for keys, what in rows
                for line in hang(Content.styled(f"{keys:<{column}}", "bold"), Content(what), width)
            )
        )
        join = f"A second terminal joins this demo with: ce-tui demo --keep {self._kept}"
        text = plain(join if self._kept else "Nothing here is kept; `ce-tui demo --keep FILE` keeps it.")
        self.joining.show(lambda width: Content("\n").join([Content(""), text]))

    def buttons(self) -> ComposeResult:
        yield Button("Take the tour", id="tour", variant="primary", compact=True)
        for name, title in self._others.items():
            yield Button(plain(title), name=name, classes="other", compact=True)
        yield Button("Close", id="close", compact=True)

    @on(Button.Pressed, "#tour")
    def _tour(self) -> None:
        leave(self, "tour")

    @on(Button.Pressed, ".other")
    def _change(self, event: Button.Pressed) -> None:
        leave(self, event.button.name)


_ALL = (
    ("{day_back} {day_on}", "a day back, a day on"),
    ("{month_back} {month_on}", "a month back, a month on"),
    ("{date}", "go to a date"),
    ("{now}", "back to now"),
    ("{release}", "release the next scheduled credit, on every screen that has this store open"),
    ("{attend}", "on a session's page: attend it, from its start to its end"),
    ("{watch}", "on a video's page: watch it, a minute each second; again to stop"),
    ("{tour}", "begin or leave the tour"),
)
