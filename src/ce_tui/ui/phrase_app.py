"""The phrase of a session, full screen in the room: large, and drawn again only when something changes."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ce_tui.credit import model
from ce_tui.credit.attendance import phrase_problem
from ce_tui.credit.number import DIGITS
from ce_tui.credit.phrase import phrase, starts, window_of
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.terminal_app import TerminalApp

_SHAPES = """
.###. ..#.. .###. ####. #..#. ##### .###. #####  .###. .###. .###. ####. .#### ####. ##### #####
#..## .##.. #...# ....# #..#. #.... #.... ....#  #...# #...# #...# #...# #.... #...# #.... #....
#.#.# ..#.. ..##. .###. ##### ####. ####. ...#.  .###. .#### ##### ####. #.... #...# ####. ####.
##..# ..#.. .#... ....# ...#. ....# #...# ..#..  #...# ....# #...# #...# #.... #...# #.... #....
.###. .###. ##### ####. ...#. ####. .###. ..#..  .###. .###. #...# ####. .#### ####. ##### #....

.#### #...# ..### #...# #...# #...# ####. .###.  ####. .#### ##### #...# #...# #...# #...# #####
#.... #...# ...#. #..#. ##.## ##..# #...# #...#  #...# #.... ..#.. #...# #...# .#.#. .#.#. ...#.
#.### ##### ...#. ###.. #.#.# #.#.# ####. #.#.#  ####. .###. ..#.. #...# #.#.# ..#.. ..#.. ..#..
#...# #...# #..#. #..#. #...# #..## #.... #..#.  #..#. ....# ..#.. .#.#. ##.## .#.#. ..#.. .#...
.#### #...# .##.. #...# #...# #...# #.... .##.#  #...# ####. ..#.. ..#.. #...# #...# ..#.. #####
"""
_HALVES = [[line.split() for line in half.splitlines()] for half in _SHAPES.strip("\n").split("\n\n")]
GLYPHS = dict(zip(DIGITS, (glyph for half in _HALVES for glyph in zip(*half, strict=True)), strict=True)) | {
    "-": (".....", ".....", ".###.", ".....", ".....")
}
"""Five rows of five for each character of a phrase. (Textual's `Digits` has no letters beyond F.)"""


def large(code: str, width: int, height: int) -> list[str]:
    """The code as large as it fits, in one line or two; as plain text where there is no room for either."""
    best, chosen = 0, [code]
    for lines in ([code], code.split("-")):
        wide, high = width // (6 * len(lines[0]) - 1), height // (6 * len(lines) - 1)
        tall = min(wide, high)
        broad = min(wide, 2 * tall)  # a cell is twice as high as it is wide
        if tall * broad > best:
            best, chosen = tall * broad, _draw(lines, broad, tall)
    return chosen


def _draw(lines: list[str], broad: int, tall: int) -> list[str]:
    drawn: list[str] = []
    for line in lines:
        if drawn:
            drawn.append("")
        for row in range(5):
            dots = ".".join(GLYPHS[char][row] for char in line)
            drawn += ["".join(broad * ("█" if dot == "#" else " ") for dot in dots)] * tall
    return drawn


class PhraseApp(TerminalApp[None]):
    """Shows the phrase of a session from its start to a while after its end. `clock` is the only source of the time."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { align: center middle; }
    Static { text-align: center; width: 1fr; height: auto; }
    #title { text-style: bold; max-height: 2; }
    #large { width: auto; text-align: left; margin: 1 0; color: $text-accent; }
    #left { margin-top: 1; }
    #foot { dock: bottom; height: 1; color: $foreground 70%; }
    Vertical { height: auto; align: center middle; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", "End")]
    large_code = getters.query_one("#large", Static)
    code_line = getters.query_one("#code", Static)
    left_line = getters.query_one("#left", Static)

    def __init__(
        self,
        session: model.Content,
        clock: Callable[[], datetime],
        theme: str,
        crashed: Callable[[BaseException], str] | None = None,
    ) -> None:
        super().__init__(theme, crashed)
        self._session, self._clock = session, clock
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._session.title), id="title", markup=False)
            yield Static("", id="large", markup=False)
            yield Static("", id="code", markup=False)
            yield Static("", id="left", markup=False)
        yield Static("Enter this code on the page of the session in ce-tui.   q end", id="foot", markup=False)

    def on_mount(self) -> None:  # in addition to the one of TerminalApp
        self.set_interval(1, self.tick)
        self.tick()

    def on_resize(self) -> None:
        self.tick()

    def tick(self) -> None:
        """Show the phrase of this moment and how long it stays; what has not changed is not drawn again."""
        now = self._clock()
        window = window_of(now)
        problem = phrase_problem(self._session, now)
        shown = (problem or window, self.size)
        if shown != self._shown:
            self._shown = shown
            code = "" if problem else phrase(self._session.secret, self._session.id, window)
            drawn = large(code, self.size.width - 4, self.size.height - 8) if code else [problem]
            self.large_code.update(Content("\n").join(Content(line) for line in drawn))
            self.code_line.update(plain(code))
        seconds = ceil((starts(window + 1) - now).total_seconds())
        self.left_line.update(plain("" if problem else f"changes in {seconds} s"))
