"""One widget that draws all options of a question, for one row or several."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.widget import Widget

from ce_tui.credit.questions import Option
from ce_tui.credit.text import clean, fold
from ce_tui.ui.drawing.layout import Drawing, across, down, table, whole
from ce_tui.ui.forms.reveal import reveal
from ce_tui.ui.keys import Hinted

ONE_ROW = (Option("", ""),)
PAGE = 8
LEAST_WIDTH = 12


class Marks(Hinted, Widget, can_focus=True):
    """Options to pick from: one or (`several`) any number in each row.

    `flow` draws the options of the only row beside one another, several rows make a table. A digit picks the
    option whose label begins with it, else the one in that place. `clear` allows taking a pick back.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("left", "move(0, -1)", "To the left", show=False),
        Binding("right", "move(0, 1)", "To the right", show=False),
        Binding("home", "leap(-1000)", "First", show=False),
        Binding("end", "leap(1000)", "Last", show=False),
        Binding("pageup", f"page(-{PAGE})", "Page up", show=False),
        Binding("pagedown", f"page({PAGE})", "Page down", show=False),
        Binding("space", "pick", "Choose", show=False),
        Binding("enter", "pick_or_go_on", "Choose, or go on", show=False),
        Binding("backspace,delete", "clear", "Take the choice back", show=False),
    ]

    class Changed(Message):
        """A pick was made or taken back."""

    def __init__(
        self,
        options: Sequence[Option],
        picked: Mapping[str, Sequence[str]],
        *,
        rows: Sequence[Option] = ONE_ROW,
        several: bool = False,
        flow: bool = False,
        clear: bool = True,
    ) -> None:
        super().__init__(classes="marks")
        self.options, self.rows = tuple(options), tuple(rows)
        self._several, self._flow, self._clear = several, flow, clear
        self._labels = [whole(option.label) for option in options]
        self._row_labels = [whole(row.label) for row in rows]
        known = [option.id for option in options]
        self.picked = {row.id: [id for id in known if id in picked.get(row.id, ())] for row in rows}
        self._wrong: frozenset[str] = frozenset()
        self._row = self._option = 0
        self._drawn: tuple[int, Drawing] | None = None
        self._stand_on_pick()
        self.can_focus = bool(self.options)

    @property
    def hint(self) -> str:
        """The keys in a few words."""
        if len(self.rows) > 1:
            return "↑↓←→ move · 1-9 choose"
        if len(self.options) == 1:
            return "Space tick"
        keys = "←→" if self._flow else "↑↓"
        return f"{keys} move · Space {'tick' if self._several else 'choose'}"

    @property
    def wrong(self) -> frozenset[str]:
        """Rows (by id) that are marked as still to be answered."""
        return self._wrong

    @wrong.setter
    def wrong(self, rows: frozenset[str]) -> None:
        if rows != self._wrong:
            self._wrong = rows
            self._redraw(layout=True)

    def stand_on(self, row: str) -> None:
        """Put the cursor on that row."""
        self._row = next((at for at, known in enumerate(self.rows) if known.id == row), self._row)
        self._stand_on_pick()
        self._redraw()

    def cursor_region(self) -> Region:
        """Where the cursor is, from the widget's top left corner; its whole row in a table."""
        drawing = self._draw(self.size.width)
        here = (self._row, self._option)
        region = next((spot.region for spot in drawing.spots if (spot.row, spot.option) == here), Region(0, 0, 1, 1))
        # With the line above it in a table: the heading, or the row's label where that stands above.
        above = 0 if len(self.rows) == 1 else region.y if self._row == 0 else 1
        return Region(0, region.y - above, self.size.width, region.height + above)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._draw(width).lines)

    def render(self) -> Content:
        return Content("\n").join(self._draw(self.size.width).lines)

    def _draw(self, width: int) -> Drawing:
        width = max(width, LEAST_WIDTH)  # before the first layout there is none
        if self._drawn is None or self._drawn[0] != width:
            if len(self.rows) > 1 or self.rows[0].label:
                marks = ["! " if row.id in self.wrong else "  " for row in self.rows]
                short = [clean(option.label).partition(" ")[0] for option in self.options]
                drawing = table(list(zip(marks, self._row_labels, strict=True)), self._labels, short, self._cell, width)
            else:
                drawing = (across if self._flow else down)(self._labels, self._cell, width)
            self._drawn = width, drawing
        return self._drawn[1]

    def _cell(self, row: int, option: int) -> tuple[str, str]:
        picked = self.options[option].id in self.picked[self.rows[row].id]
        blank, full = ("[ ]", "[x]") if self._several else ("( )", "(•)")
        here = self.has_focus and (row, option) == (self._row, self._option)
        return full if picked else blank, " ".join((["bold"] if picked else []) + (["reverse"] if here else []))

    def _redraw(self, layout: bool = False) -> None:
        self._drawn = None
        self.refresh(layout=layout)

    def _stand_on_pick(self) -> None:
        picks = self.picked[self.rows[self._row].id]
        if picks:
            self._option = next(at for at, option in enumerate(self.options) if option.id == picks[0])

    def _stand(self, row: int, option: int) -> None:
        self._row = clamp(row, 0, len(self.rows) - 1)
        self._option = clamp(option, 0, len(self.options) - 1)
        self._redraw()
        reveal(self, self.cursor_region())

    def on_focus(self) -> None:
        self._redraw()

    def on_blur(self) -> None:
        self._redraw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        # Not on_click: a message that appears where the focus was may move this before the button is up.
        spots = self._draw(self.size.width).spots
        spot = next((spot for spot in spots if spot.region.contains_point(event.offset)), None)
        if spot is not None:
            self._stand(spot.row, spot.option)
            self._pick()

    def on_key(self, event: events.Key) -> None:
        key = event.character or ""
        if not (event.is_printable and key.isalnum()):
            return
        starts = [at for at, label in enumerate(self._labels) if fold(label.plain).startswith(fold(key))]
        if key.isdecimal():
            exact = [at for at in starts if self._labels[at].plain.partition(" ")[0] == key]
            place = int(key) - 1
            starts = exact or ([place] if 0 <= place < len(self.options) else [])
        if not starts:
            return
        event.stop()
        event.prevent_default()
        self._stand(self._row, next((at for at in starts if at > self._option), starts[0]))
        # In a list a letter only goes to what begins with it.
        if key.isdecimal() or self._flow or len(self.rows) > 1:
            self._pick(keep=not self._several)
            if len(self.rows) > 1:
                self._stand(self._row + 1, self._option)

    def action_move(self, rows: int, options: int) -> None:
        if len(self.rows) > 1:
            self._stand(self._row + rows, self._option + options)
        else:
            self._stand(0, self._option + rows + options)

    def action_leap(self, steps: int) -> None:
        self.action_move(steps, 0)

    def action_page(self, steps: int) -> None:
        if max(len(self.rows), len(self.options)) <= PAGE:
            raise SkipAction  # too short to page through: the form scrolls
        self.action_move(steps, 0)

    def action_pick(self) -> None:
        self._pick()

    def action_pick_or_go_on(self) -> None:
        """Pick; what is picked already is left as it is and the next field is next."""
        if self.options[self._option].id not in self.picked[self.rows[self._row].id]:
            self._pick()
        elif self._row < len(self.rows) - 1:
            self._stand(self._row + 1, self._option)
        else:
            self.screen.focus_next()

    def action_clear(self) -> None:
        if self._clear and self.picked[self.rows[self._row].id]:
            self.picked[self.rows[self._row].id] = []
            self._changed()

    def _pick(self, keep: bool = False) -> None:
        row, option = self.rows[self._row].id, self.options[self._option].id
        picks = self.picked[row]
        if self._several:
            chosen = {*picks} ^ {option}
            self.picked[row] = [known.id for known in self.options if known.id in chosen]
        elif option not in picks:
            self.picked[row] = [option]
        elif self._clear and not keep:
            self.picked[row] = []
        else:
            return
        self._changed()

    def _changed(self) -> None:
        self._redraw()
        self.post_message(self.Changed())
