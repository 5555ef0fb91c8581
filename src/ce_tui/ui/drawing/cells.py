"""How many cells a character takes, as terminals have it, and columns that hold where terminals differ.

Textual asks `rich.cells`. What that counts as nothing (vowel signs of Indic scripts, what a joiner joins) most
terminals draw in cells of its own, as the C library's `wcwidth` has it; others draw it narrower. So the most cells are
counted that a terminal takes, and behind such a text the cursor is sent to where the next one begins.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from rich import _unicode_data, cells
from rich.cells import CellSpan, CellTable, cell_len, get_character_cell_size

_JOINER, _EMOJI = "\u200d", "\ufe0f"
_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Skin tones: a cell pair of their own where they are not joined with the emoji before."""
_FILLERS = "\u3164\uffa0"
SIMPLE = cells._SINGLE_CELLS.union("‐‑‒–—‘’“”„†‡•…‰′″‹›€™←↑→↓↵")
"""What most texts consist of, one cell each: they are measured without the tables, which take long to load."""
_CIRCLED = range(0x3248, 0x3250)
"""Numbers in circles on black squares: narrow in Unicode's table, wide in the C library's."""

_DOUBTFUL = re.compile(rb"[\xd6-\xe1\xea-\xed\xf0-\xf4]")
"""How UTF-8 begins what is in U+0580 to 1FFF, A000 to D7FF and beyond FFFF. (As text it takes long to compile.)"""
_ALSO = (
    "\u200c\u200d\ufe0e\ufe0f\u302e\u302f\u3164\uffa0" + "".join(map(chr, _CIRCLED)) + "☰☱☲☳☴☵☶☷⚊⚋⚌⚍⚎⚏"
)
"""What terminals may draw of another width than is counted."""
_WORDS = "([^\x00-\x7f\u2500-\u25ff]+(?: [^\x00-\x7f\u2500-\u25ff]+)*)"
"""Words of other than ASCII and lines."""
_TOKEN = "\x1b\\[([0-9;?<>=]*)[ -/]*([@-~])|\x1b[\\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b.|([\r\n])|([^\x1b\r\n]+)"
"""Compiled, as the one above, when it is first needed."""


def _as_terminals(load: Callable[[str], CellTable]) -> Callable[[str], CellTable]:
    @cache
    def loaded(version: str = "auto") -> CellTable:
        table = load(version)
        widths = []
        for first, last, width in table.widths:
            if not width:
                for code in _taken(first, last):
                    widths += [(first, code - 1, 0)] if first < code else []
                    widths.append((code, code, 2 if unicodedata.east_asian_width(chr(code)) in "WF" else 1))
                    first = code + 1
            if first <= last:
                widths.append((first, last, width))
        widths += ((code, code, 2) for code in _CIRCLED)
        return table._replace(widths=sorted(widths))

    return loaded


def _taken(first: int, last: int) -> list[int]:
    """Of characters that Unicode's table gives no cell those that take one, or two."""
    category, also = unicodedata.category, _TONES + _FILLERS
    return [code for code in range(first, last + 1) if category(chr(code)) == "Mc" or chr(code) in also]


def _cell_len(text: str, unicode_version: str) -> int:
    if SIMPLE.issuperset(text):
        return len(text)
    if _EMOJI in text:
        return _graphemes(text, unicode_version)[1]
    return sum(get_character_cell_size(char, unicode_version) for char in text)


def _graphemes(text: str, unicode_version: str = "auto") -> tuple[list[CellSpan], int]:
    """The characters of a text with the marks that belong to them: where each begins and ends, its cells, and all."""
    spans: list[CellSpan] = []
    widened = _unicode_data.load(unicode_version).narrow_to_wide
    before, total = "", 0
    for at, char in enumerate(text):
        width = int(before in widened) if char == _EMOJI else get_character_cell_size(char, unicode_version)
        mark = not width or before == _JOINER or char in _EMOJI + _TONES or unicodedata.category(char) == "Mc"
        start, _, wide = spans[-1] if spans else (at, at, 3)
        if mark and wide + width <= 2:  # who cuts a text counts on two cells at most
            spans[-1] = (start, at + 1, wide + width)
        else:
            spans.append((at, at + 1, width))
        before, total = char, total + width
    return spans, total


# Textual asks this module for everything, by these names.
vars(cells).update(load_cell_table=_as_terminals(_unicode_data.load), _cell_len=_cell_len, split_graphemes=_graphemes)
cells.get_character_cell_size.cache_clear()
cells.cached_cell_len.cache_clear()


def _is_doubtful(text: str) -> bool:
    return bool(_DOUBTFUL.search(text.encode("utf-8", "surrogatepass"))) or any(map(text.__contains__, _ALSO))


def anchored(data: str) -> str:
    """What is written to a terminal, with the cursor sent on behind each text that terminals draw of different widths.

    The place is cleared first, for what is drawn narrower than it is counted.
    """
    if not _is_doubtful(data):
        return data
    out: list[str] = []
    column = 0  # counted from 1; 0 where it is not known
    for token in re.finditer(_TOKEN, data, re.DOTALL):
        numbers, kind, end, text = token.groups()
        if text is None:
            if kind and kind in "Hf":
                column = int(numbers.partition(";")[2] or 1)
            elif end or (kind and kind in "ABCDEFGdsu" and numbers[:1] not in ("?", "<", "=", ">")):
                column = 0
            out.append(token[0])
            continue
        for n, piece in enumerate(re.split(_WORDS, text)):
            width = cell_len(piece)
            if n % 2 and column and _is_doubtful(piece):
                piece = f"{' ' * width}\x1b[{column}G{piece}\x1b[{column + width}G"
            column += width if column else 0
            out.append(piece)
    return "".join(out)
