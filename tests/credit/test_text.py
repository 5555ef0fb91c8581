"""Text from outside is made harmless without hurting anybody's name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.text import clean, clean_block, fold

NAMES = (
    """
Ada Lovelace|Łukasz Żółć|José Ñúñez|Zoë Müller-Lüdenscheidt|Søren Kierkegård|Þórður Ægisson|Győző Őry|Čeněk Šťastný
Nguyễn Thị Phương|Đặng Hữu Phúc|İbrahim Çağrı Işık|O’Connor|O'Brien|D’Angelo|Jean-Luc d’Été|Seán Ó Súilleabháin
Ngũgĩ wa Thiong’o|Āria Tāwhiri|Kamakaʻeha|Ɓala Ɗanjuma|Ọlọ́runtóbi|Ṣadé Adéṣínà|François-René|Björk Guðmundsdóttir
Анна Каренина|Фёдор Йорданов|Олександр Їжак|Ђорђе Ћосић|Αλέξανδρος Παπαδόπουλος|Ἀριστοτέλης|Գրիգոր Լուսավորիչ
ნინო წერეთელი
أحمد محمود|مُحَمَّد|علی‌رضا|می‌نا|بےنظیر|דָּוִד בֶּן־גּוּרִיוֹן|שרה לוי|ሰላማዊት|ܝܘܚܢܢ|ފާތިމަތު
मोहनदास|क्‍षमा|প্রিয়াঙ্কা|ਗੁਰਪ੍ਰੀਤ|ગાંધી|தமிழ்ச்செல்வி|తెలుగు|ಕನ್ನಡ|മലയാളം|ශ්‍රී
王小明|歐陽娜娜|山田太郎|ヤマダ・タロウ|がぎぐ|김철수|สมชาย ใจดี|ສົມສັກ|အောင်ဆန်း|ភូមិ|བསྟན་འཛིན|Анна-Мария (Ann) Smith, Jr.
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

HOSTILE = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x07",
    "\x1bP+q\x1b\\",
    "\x9b31m",
    "\x7f",
    "\x00",
    "a\u202eb",
    "\u2066x\u2069",
    "\u200bx",
    "x\u2028y",
    "x\u0085y",
    "\ufeffBOM",
    "\U000e0041tag",
    "\ud800",
    "\ue000",
    "\uffff",
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "\ufff9ruby\ufffb",
    "\u061c",
    "\xad",
    "\t\r\n\v\f",
    "\u3000wide",
]

ANY = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too
NASTY = st.lists(st.one_of(ANY, st.sampled_from(HOSTILE), st.sampled_from(NAMES)), max_size=6).map("".join)


def assert_harmless(text: str, *, lines: bool = False) -> None:
    assert unicodedata.is_normalized("NFC", text)
    text.encode()
    for char in text:
        kept = char in "\u200c\u200d" or (lines and char == "\n")
        assert kept or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        assert kept or char == " " or unicodedata.category(char) != "Zs"


@pytest.mark.parametrize("name", NAMES)
def test_a_real_name_is_not_changed(name: str) -> None:
    assert clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_made_harmless(text: str) -> None:
    assert_harmless(clean(text))
    assert_harmless(clean_block(text), lines=True)


@given(NASTY, st.integers(0, 80))
def test_clean_is_harmless_short_and_the_same_twice(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert_harmless(once)
    assert "  " not in once
    assert once == once.strip(" ")
    assert len(once) <= limit
    assert clean(once, limit) == once


@given(
    st.lists(st.one_of(NASTY, st.sampled_from(["\n", "\r\n", "\r", "  ", "\t", "    code"])), max_size=8),
    st.integers(0, 99),
)
def test_clean_block_is_harmless_short_and_the_same_twice(parts: list[str], limit: int) -> None:
    once = clean_block("".join(parts), limit)
    assert_harmless(once, lines=True)
    assert len(once) <= limit
    assert clean_block(once, limit) == once


def test_a_block_keeps_its_lines_and_indents() -> None:
    assert clean_block("# Title\r\n\r\n- a\n  - b\n\n\tcode\x1b[0m  \n\n") == "# Title\n\n- a\n  - b\n\n    code [0m"


def test_at_most_four_marks_stand_on_one_letter() -> None:
    assert len(clean("x" + "\u0316" * 500)) == 5


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("AIRWAY", "Airway"),
        ("strasse", "Straße"),
        ("Ａｉｒ", "air"),
        ("ﬁne", "fine"),
        ("σ", "ς"),
        ("İ", "i̇"),
        ("jose", "José"),
        ("JOSE\u0301", "jose"),
        ("luczak", "Łuczak"),
        ("soren", "Søren"),
        ("zoe", "Zoë"),
        ("nguyen thi", "Nguyễn Thị"),
        ("ангелика", "Ангелика"),
        ("김", "김"),
        ("παπαδοπουλος", "Παπαδόπουλος"),
    ],
)
def test_what_is_typed_finds_what_is_written(typed: str, found: str) -> None:
    assert fold(typed) == fold(found)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("कि", "कु"), ("a", "b"), ("김", "기")])
def test_what_differs_in_more_than_accents_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_what_stands_after_something_dropped_is_kept() -> None:
    assert clean("a" + "\u0301" * 9 + "bc") == "\u00e1" + "\u0301" * 4 + "bc"
    assert clean("\u0301" * 9 + "bc") == "\u0301" * 4 + "bc"
    for unseen in ("\u00ad", "\u2060", "\u202e"):
        assert clean(f"Ada{unseen} Łuczak") == "Ada Łuczak"


def test_what_is_cut_off_ends_without_a_space() -> None:
    assert clean("Ada Lovelace", 4) == clean("Ada Łuczak", 4) == "Ada"


@pytest.mark.parametrize(
    ("mark", "folded"),
    [("\u05b0", True), ("\u0670", True), ("\u0711", True), ("\u0327", True), ("\u094d", False), ("\u0c55", False)],
)
def test_points_of_hebrew_and_arabic_fold_away_and_marks_of_other_scripts_stay(mark: str, folded: bool) -> None:
    """By their combining classes 10, 35, 36 and 202, against 9 and 84."""
    assert (fold(f"x{mark}y") == "xy") is folded
