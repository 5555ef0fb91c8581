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
_CIRCLED = range(0x3248, 0x3250)
"""Numbers in circles on black squares: narrow in Unicode's table, wide in the C library's."""

_DOUBTFUL = re.compile(
    "[\u0590-\u1fff\u200c\u200d\u2630-\u2637\u268a-\u268f\u302e\u302f\u3164\u3248-\u324f\ua000-\uabff\ud7b0-\ud7fb"
    "\ufe0e\ufe0f\uffa0\U00010000-\U0010ffff]"
)
"""What terminals may draw of another width than is counted."""
_WORDS = re.compile("([^\x00-\x7f\u2500-\u25ff]+(?: [^\x00-\x7f\u2500-\u25ff]+)*)")
"""Words of other than ASCII and lines."""
_TOKEN = re.compile(
    "\x1b\\[([0-9;?<>=]*)[ -/]*([@-~])|\x1b[\\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b.|([\r\n])|([^\x1b\r\n]+)",
    re.DOTALL,
)


def _as_terminals(load: Callable[[str], CellTable]) -> Callable[[str], CellTable]:
    @cache
    def loaded(version: str = "auto") -> CellTable:
        table = load(version)
        widths = [(code, code, 2) for code in _CIRCLED]
        for first, last, width in table.widths:
            if width or first < 0x300:
                widths.append((first, last, width))
            else:
                widths += ((code, code, _cells_of(chr(code))) for code in range(first, last + 1))
        return table._replace(widths=sorted(widths))

    return loaded


def _cells_of(char: str) -> int:
    """The cells of a character that Unicode's table counts as none."""
    if unicodedata.category(char) != "Mc" and char not in _TONES + _FILLERS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cell_len(text: str, unicode_version: str) -> int:
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


def anchored(data: str) -> str:
    """What is written to a terminal, with the cursor sent on behind each text that terminals draw of different widths.

    The place is cleared first, for what is drawn narrower than it is counted.
    """
    if not _DOUBTFUL.search(data):
        return data
    out: list[str] = []
    column = 0  # counted from 1; 0 where it is not known
    for token in _TOKEN.finditer(data):
        numbers, kind, end, text = token.groups()
        if text is None:
            if kind and kind in "Hf":
                column = int(numbers.partition(";")[2] or 1)
            elif end or (kind and kind in "ABCDEFGdsu" and numbers[:1] not in ("?", "<", "=", ">")):
                column = 0
            out.append(token[0])
            continue
        for n, piece in enumerate(_WORDS.split(text)):
            width = cell_len(piece)
            if n % 2 and column and _DOUBTFUL.search(piece):
                piece = f"{' ' * width}\x1b[{column}G{piece}\x1b[{column + width}G"
            column += width if column else 0
            out.append(piece)
    return "".join(out)
