"""What a terminal shows as SVG, still or moving. Lines and blocks are shapes, so that they meet in any font."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import chain

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME as THEME

_CELL, _LINE, _BASE = 10, 20, 15
"""How wide a column and how high a line is, and how far down a line its letters stand."""
_LEFT, _TOP = 10, 36
"""The window around the terminal."""

# In eighths of a cell: from the left, from the top, wide, high.
_BLOCKS = (
    {chr(0x2580 + n): (0, 8 - n, 8, n) for n in range(1, 9)}
    | {chr(0x2590 - n): (0, 0, n, 8) for n in range(1, 8)}
    | {"▀": (0, 0, 8, 4), "▐": (4, 0, 4, 8), "▔": (0, 0, 8, 1), "▕": (7, 0, 1, 8)}
)
_RULES = {"─": (0, 10, 1), "━": (0, 10, 3), "╸": (0, 5, 3), "╺": (5, 10, 3)}
"""From where to where in a cell, and how thick."""
_TURNS = {
    "│": "-15v20",
    "╭": "5v-5q0 -4.5 4.5 -4.5",
    "╮": "5v-5q0 -4.5 -5.5 -4.5",
    "╰": "-15v5q0 5.5 4.5 5.5",
    "╯": "-15v5q0 5.5 -5.5 5.5",
}
"""Lines from above or below to the middle of a cell and on."""
_SHAPES = "".join((*_BLOCKS, *_RULES, *_TURNS))
_PIECE = re.compile(rf"([{_SHAPES}])\1*|[^{_SHAPES} ]+(?: [^{_SHAPES} ]+)*")
"""The same shape several times, or words."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of a terminal with their colors as escape sequences, the key pressed before, seconds to look at it."""

    lines: tuple[str, ...]
    key: str = ""
    seconds: float = 0.0


def draw(title: str, frames: Sequence[Frame], still: int = 0) -> str:
    """A window with that title, which shows the frames one after the other and begins again, or one frame alone.

    Who asks for less motion sees the frame `still` alone.
    """
    rows: dict[str, int] = {}
    for frame in frames:
        for line in frame.lines:
            rows.setdefault(line, len(rows))
    drawn = _Rows(rows)
    window, letters = ("#292929", "#c5c8c6") if drawn.paper < "#8" else ("#c8c8c8", "#333")
    width = 2 * _LEFT + _CELL * drawn.columns
    height = _TOP + _LEFT + _LINE * len(frames[0].lines)
    film = "".join(_frame(frame, rows, at * width, width) for at, frame in enumerate(frames))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        "<style>\ntext{font:16.5px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
        "font-variant-ligatures:none}path:not([stroke]){shape-rendering:crispEdges}\n"
        "text.w{font:bold 15px sans-serif;text-anchor:middle}text.k{font-size:15px;fill:#fff}\n"
        f"{drawn.styles()}{_motion(frames, width, still) if len(frames) > 1 else ''}</style>\n"
        f"<defs>\n{drawn.drawn}</defs>\n"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="{window}" stroke="#666"/>\n'
        '<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/>'
        '<circle cx="60" cy="18" r="6" fill="#28c840"/>\n'
        f'<text class="w" fill="{letters}" x="{width // 2}" y="23">{escape(title)}</text>\n'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{width - 2 * _LEFT}" height="{height - _TOP - _LEFT}" '
        f'fill="{drawn.paper}"/>\n<g class="film">\n{film}</g>\n</svg>\n'
    )


def _frame(frame: Frame, rows: dict[str, int], x: int, width: int) -> str:
    """A frame at its place of the film: the numbers of its rows, and the key as a cap in the title bar."""
    uses = "".join(f'<use href="#r{rows[line]}" y="{_TOP + y * _LINE + _BASE}"/>' for y, line in enumerate(frame.lines))
    cap = ""
    if frame.key:
        wide = _CELL * cell_len(frame.key) + 12
        left = width - 2 * _LEFT - wide
        cap = (
            f'<rect x="{left}" y="6" width="{wide}" height="24" rx="4" fill="#005fb8"/>'
            f'<text class="k" x="{left + 6}" y="23" textLength="{wide - 12}">{escape(frame.key)}</text>'
        )
    return f'<g transform="translate({x})">{cap}<g transform="translate({_LEFT})">{uses}</g></g>\n'


def _motion(frames: Sequence[Frame], width: int, still: int) -> str:
    """The film moves on by a whole frame each time."""
    whole = sum(frame.seconds for frame in frames)
    at, steps = 0.0, ""
    for n, frame in enumerate(frames):
        steps += f"{100 * at / whole:.2f}%{{transform:translateX({-n * width}px)}}"
        at += frame.seconds
    return (
        f"@keyframes film{{{steps}}}\n.film{{animation:film {whole:g}s step-end infinite}}\n"
        f"@media(prefers-reduced-motion:reduce){{.film{{animation:none;transform:translateX({-still * width}px)}}}}\n"
    )


class _Rows:
    """Rows drawn each once, at height 0, with the looks they share."""

    def __init__(self, rows: Iterable[str]) -> None:
        segments = list(_segments(rows))
        papers: Counter[str] = Counter()
        for segment in chain(*segments):
            papers[_colors(segment.style)[1]] += cell_len(segment.text)
        self.paper = papers.most_common(1)[0][0]
        """What most of it stands on."""
        self.columns = max(sum(cell_len(segment.text) for segment in row) for row in segments)
        self._looks: dict[str, str] = {}
        self.drawn = "".join(f'<g id="r{n}">{self._row(row)}</g>\n' for n, row in enumerate(segments))

    def styles(self) -> str:
        return "".join(f".{name}{{{look}}}\n" for look, name in self._looks.items())

    def _row(self, segments: Sequence[Segment]) -> str:
        papers, inks, x = "", "", 0
        for segment in segments:
            text, style = segment.text, segment.style
            ink, paper = _colors(style)
            wide = cell_len(text) * _CELL
            if paper != self.paper:
                papers += _box(x, -_BASE, wide, _LINE, paper)
            for piece in _PIECE.finditer(text):
                left, length = x + cell_len(text[: piece.start()]) * _CELL, cell_len(piece[0])
                if piece[1]:
                    inks += _shape(piece[1], left, length, ink)
                else:
                    inks += f'<text class="{self._look(ink, style)}"' + (f' x="{left}"' if left else "")
                    inks += f' textLength="{length * _CELL}">{escape(piece[0], quote=False)}</text>'
            x += wide
        return papers + inks

    def _look(self, ink: str, style: Style | None) -> str:
        look = f"fill:{ink}"
        if style is not None:
            look += ";font-weight:bold" * bool(style.bold) + ";font-style:italic" * bool(style.italic)
            look += ";text-decoration:underline" * bool(style.underline)
            look += ";text-decoration:line-through" * bool(style.strike)
        return self._looks.setdefault(look, f"a{len(self._looks)}")


def _segments(lines: Iterable[str]) -> Iterator[list[Segment]]:
    """Each line as pieces of one style."""
    console = Console(file=StringIO(), force_terminal=True, color_system="truecolor")
    for line in lines:
        text = AnsiDecoder().decode_line(line)
        text.end = ""
        yield list(text.render(console))


def _colors(style: Style | None) -> tuple[str, str]:
    """The colors of letters and of what they stand on."""
    style = style or Style.null()
    ink = (style.color or Color.default()).get_truecolor(THEME)
    paper = (style.bgcolor or Color.default()).get_truecolor(THEME, foreground=False)
    if style.reverse:
        ink, paper = paper, ink
    if style.dim:
        ink = blend_rgb(ink, paper, 0.5)
    return ink.hex, paper.hex


def _shape(char: str, x: int, cells: int, ink: str) -> str:
    """The same shape in as many cells."""
    more = (cells - 1) * _CELL
    if rule := _RULES.get(char):
        begin, end, thick = rule
        return f'<path stroke="{ink}" stroke-width="{thick}" d="M{x + begin} -4.5h{end - begin + more}"/>'
    if turn := _TURNS.get(char):
        lines = "".join(f"M{x + n * _CELL + 5.5} {turn}" for n in range(cells))
        return f'<path stroke="{ink}" fill="none" d="{lines}"/>'
    left, top, wide, high = _BLOCKS[char]
    return _box(x + left * _CELL / 8, top * _LINE / 8 - _BASE, wide * _CELL / 8 + more, high * _LINE / 8, ink)


def _box(x: float, y: float, wide: float, high: float, ink: str) -> str:
    soft = ' stroke="none"' if min(wide, high) < 2 else ""  # crisp edges would lose it where the picture is made small
    return f'<path fill="{ink}"{soft} d="M{x:g} {y:g}h{wide:g}v{high:g}h{-wide:g}z"/>'
