"""Characters are counted as terminals draw them, and what terminals draw differently moves no column."""

import ctypes
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, chop_cells, get_character_cell_size, set_cell_size, split_text
from rich.segment import Segment
from textual.strip import Strip

from ce_tui.ui.drawing.cells import SIMPLE, anchored
from ce_tui.ui.drawing.text import fit

COUNTED = [
    ("plain", 5),
    ("Łukasz é", 8),
    ("e\u0301", 1),
    ("王小明", 6),
    ("한글", 4),
    ("│ ✓ …", 5),
    ("^`´", 3),
    ("தமிழ் பாடம்", 9),
    ("മലയാളം", 6),
    ("ශ්\u200dරී", 2),
    ("ভাষা", 4),
    ("తెలుగు", 5),
    ("ಕನ್ನಡ", 4),
    ("ភាសាខ្មែរ", 8),
    ("မြန်မာ", 5),
    ("हिन्दी", 5),
    ("ไทย", 3),
    ("עִברית", 5),
    ("العربية", 7),
    ("\u0e01\u0e47", 1),
    ("क्\u200dष", 2),
    ("\u1112\u119e\u11ab", 2),
    ("\u1112\u1161\u11ab\u1112", 4),
    ("\u302e", 2),
    ("㉈", 2),
    ("☰", 2),
    ("👩", 2),
    ("👩\u200d🚀", 4),
    ("👍🏽", 4),
    ("🇩🇪", 2),
    ("❤", 1),
    ("❤\ufe0f", 2),
    ("1\ufe0f\u20e3", 2),
    ("❤\ufe0e", 1),
]


@pytest.mark.parametrize(("text", "wide"), COUNTED)
def test_cells_are_those_that_terminals_take_at_most(text: str, wide: int) -> None:
    assert cell_len(text) == wide


def test_a_simple_character_takes_the_one_cell_that_the_tables_say() -> None:
    assert {char for char in SIMPLE if get_character_cell_size(char) != 1} == set()


def test_no_mark_of_any_script_is_counted_less_than_the_c_library_does() -> None:
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        pytest.skip("only glibc's table is known to be as terminals have it")
    width = library.wcwidth
    width.argtypes = [ctypes.c_wchar]
    locale = ctypes.CDLL(None).setlocale
    locale.argtypes, locale.restype = [ctypes.c_int, ctypes.c_char_p], ctypes.c_char_p
    before = locale(0, None)
    if locale(0, b"C.UTF-8") is None:
        pytest.skip("no locale C.UTF-8")
    try:
        less = [
            f"{code:04X}"
            for code in range(0x20, 0x20000)
            if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs", "Cc", "Cf")
            and get_character_cell_size(chr(code)) < width(chr(code))
        ]
    finally:
        locale(0, before)
    assert less == []


parts = st.one_of(st.sampled_from([text for text, _ in COUNTED]), st.text(max_size=4))
texts = st.lists(parts, max_size=8).map("".join)


@given(texts, st.integers(1, 30))
def test_what_is_cut_or_filled_has_the_size_asked_for(text: str, size: int) -> None:
    shown = fit(text, size)
    assert cell_len(set_cell_size(shown, size)) == size
    assert Strip([Segment(shown)]).crop(0, size // 2).cell_length == size // 2
    assert "".join(chop_cells(shown, 3)) == shown
    assert all(cell_len(part) <= 3 for part in chop_cells(shown, 3))
    left, right = split_text(shown, size // 2)
    assert cell_len(left) + cell_len(right) == size


SURE = ("\x1b[3;5Hplain", "\x1b[3;5H│ ✓ Łukasz 王小明 …│", "\x1b[?2026h", "\x1b]8;;x\x1b\\a\x1b]8;;\x1b\\", "")


@pytest.mark.parametrize("sure", SURE)
def test_what_all_terminals_draw_alike_is_sent_as_it_is(sure: str) -> None:
    assert anchored(sure) == sure


def test_behind_a_text_of_doubtful_width_the_cursor_is_sent_on() -> None:
    assert anchored("\x1b[3;5H\x1b[1m தமிழ் பாடம்  1.00\x1b[0m│") == (
        "\x1b[3;5H\x1b[1m " + " " * 9 + "\x1b[6Gதமிழ் பாடம்\x1b[15G  1.00\x1b[0m│"
    )
    assert anchored("\x1b[2;1H王👩\u200d🚀│x\x1b[7;2Hකා") == (
        "\x1b[2;1H" + " " * 6 + "\x1b[1G王👩\u200d🚀\x1b[7G│x\x1b[7;2H  \x1b[2Gකා\x1b[4G"
    )


def test_where_the_cursor_is_not_known_nothing_is_sent_on() -> None:
    assert anchored("தமிழ்") == "தமிழ்"
    assert anchored("\x1b[2;1Ha\nதமிழ்") == "\x1b[2;1Ha\nதமிழ்"
    assert anchored("\x1b[2;1Ha\x1b[3Cதமிழ்") == "\x1b[2;1Ha\x1b[3Cதமிழ்"
