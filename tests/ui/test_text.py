"""Text reaches widgets harmless, and columns are exactly as wide as asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.ui.drawing.text import cells, fit, plain, shorten

TRICKY = ["a", " ", "王", "é", "e\u0301", "\u0301", "\u200d", "\u200c", "\ufe0f", "1\ufe0f", "©", "🚀", "ก็", "\u1160"]
TRICKY += ["👩\u200d🚀", "🇺🇸", "👍🏽", "क\u094d\u200dष", "\x1b[31m", "\x1b]52;c;x\x07", "\x9b2J", "\u202e", "\n", "\t"]
TRICKY += ["\x00", "[/x]"]
texts = st.lists(st.one_of(st.sampled_from(TRICKY), st.text(max_size=8)), max_size=12).map("".join)
widths = st.integers(0, 40)


@given(texts, widths, st.booleans())
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cells(fit(text, width, right=right)) == width


@given(texts, widths, texts, widths)
def test_columns_beside_each_other_keep_their_widths(one: str, n: int, two: str, m: int) -> None:
    assert cells(fit(one, n) + fit(two, m, right=True)) == n + m
    assert cells(fit(one, n, right=True) + fit(two, m)) == n + m


@given(texts, widths)
def test_shorten_is_never_wider_than_asked(text: str, width: int) -> None:
    assert cells(shorten(text, width)) <= width


@given(texts, widths)
def test_no_control_character_gets_through(text: str, width: int) -> None:
    for shown in (fit(text, width), shorten(text, width), plain(text).plain):
        assert not [c for c in shown if unicodedata.category(c) == "Cc" or c in "\u202e\u2066\u2028"]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("airway", 6, "airway"),
        ("airway", 8, "airway  "),
        ("airway", 5, "airw…"),
        ("airway", 1, "…"),
        ("airway", 0, ""),
        ("王小明", 6, "王小明"),
        ("王小明", 5, "王小…"),
        ("王小明", 4, "王… "),
        ("👩\u200d🚀👩\u200d🚀", 5, "👩\u200d🚀…"),
        ("cafe\u0301 noir", 5, "café…"),
        ("two words", 5, "two… "),
    ],
)
def test_fit_cuts_between_letters_and_says_so(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_right_alignment() -> None:
    assert fit("1.50 h", 8, right=True) == "  1.50 h"


def test_markup_is_text() -> None:
    content = plain("[/x] [@click=app.quit]go[/] \x1b[31mred")
    assert content.plain == "[/x] [@click=app.quit]go[/] [31mred"
    assert not content.spans
