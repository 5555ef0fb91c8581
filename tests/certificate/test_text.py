"""Shaping, wrapping and fitting, without a page."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.certificate.faces import Region, Style
from ce_tui.certificate.typesetting import Glyph, Line, cut, fit, place, typeset, width, wrap
from ce_tui.credit.text import clean


def words(text: str, style: Style = Style.REGULAR) -> Line:
    return typeset(text, style, Region.CHINA)


def glyphs(text: str) -> list[Glyph]:
    return [glyph for word in words(text) for piece in word.pieces for glyph in piece.glyphs]


def text_of(line: Line) -> str:
    return "".join(piece.text for word in line for piece in word.space + word.pieces)


def test_arabic_letters_join() -> None:
    joined = {glyph.id for glyph in glyphs("محمد")}
    alone = {glyph.id for letter in "محمد" for glyph in glyphs(letter)}
    assert len(glyphs("محمد")) == 4
    assert joined != alone
    assert len(glyphs("لا")) == 1


def test_devanagari_forms_conjuncts_and_moves_vowels() -> None:
    assert len(glyphs("क्ष")) < 3
    vowel, consonant = glyphs("कि")
    assert consonant.id == glyphs("क")[0].id
    assert (vowel.text, consonant.text) == ("क", "ि")  # the text reads on in its own order


def test_marks_stand_on_their_letters() -> None:
    assert sum(glyph.advance for glyph in glyphs("Ṣ́")) == glyphs("Ṣ")[0].advance
    assert any(glyph.dx or glyph.dy for glyph in glyphs("Ṣ́ ẹ̀"))


def test_the_credit_of_the_ama_is_in_italics() -> None:
    faces = {word.pieces[0].text: word.pieces[0].face.name for word in words("1.50 AMA PRA Category 1 Credits™ now")}
    assert faces["Credits™"] == "NotoSans-Italic"
    assert faces["1.50"] == faces["now"] == "NotoSans-Regular"
    assert words("AMA PRA Category 1 Credit™", Style.BOLD)[0].pieces[0].face.name == "NotoSans-BoldItalic"


def test_pieces_stand_side_by_side() -> None:
    for text in ("Anna محمد 12 علي (x) שלום", "شركة ABC 2026 للأدوية", "Łukasz"):
        line = words(text)
        pieces = place(line)
        assert "".join(piece.text for piece, _ in pieces) == text
        ordered = sorted(pieces, key=lambda placed: placed[1])
        for (piece, left), (_, after) in pairwise(ordered):
            assert left + piece.width == pytest.approx(after)
        assert ordered[-1][1] + ordered[-1][0].width == pytest.approx(width(line))


@given(st.text(max_size=200), st.floats(2000, 40000))
def test_wrapping_keeps_the_text_and_the_limit(raw: str, limit: float) -> None:
    text = clean(raw)
    lines = wrap(words(text), limit)
    assert "".join(map(text_of, lines)) == text
    assert all(width(line) <= limit + 0.01 for line in lines)


@given(st.text(max_size=200), st.integers(1, 4))
def test_fitting_never_leaves_the_box(raw: str, most: int) -> None:
    text = clean(raw)
    block = fit(words(text), 200, [(20, 1), (14, most), (9, most)])
    assert len(block.lines) <= most
    assert block.width <= 200.01
    said = "".join(map(text_of, block.lines))
    assert said == text or said.endswith("…")


def test_the_largest_size_that_holds_the_text_is_taken() -> None:
    choices = [(20.0, 1), (16.0, 1), (14.0, 2)]
    assert fit(words("Ada"), 100, choices).size == 20
    assert fit(words("Ada Lovelace"), 110, choices).size == 16
    two = fit(words("Ada Augusta Lovelace"), 110, choices)
    assert (two.size, [text_of(line).strip() for line in two.lines]) == (14, ["Ada Augusta", "Lovelace"])
    assert fit((), 100, choices).lines == ()


def test_an_ellipsis_stands_at_the_reading_end() -> None:
    (line,) = cut(wrap(words("محمد عبد الله بن علاء الدين"), 5000), 1, 5000)
    last, left = place(line)[-1]
    assert (last.text, left) == ("…", 0)


def test_lines_may_break_between_ideographs_but_not_before_a_stop() -> None:
    pytest.importorskip("noto_cjk_sans_otc")
    assert [text_of(line) for line in wrap(words("集中治療、最新。"), 4000)] == ["集中治", "療、最", "新。"]


def test_a_hostile_text_takes_no_time() -> None:
    begun = time.process_time()
    fit(words("x" * 6000), 300, [(8.5, 9), (7, 9), (6, 9)])
    fit(words("x" + "\u0301" * 5999), 300, [(8.5, 9), (7, 9), (6, 9)])
    assert time.process_time() - begun < 2
