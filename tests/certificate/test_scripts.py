"""Names and texts of many scripts: everything printed can be read back."""

import re
from collections.abc import Callable

import pytest

from ce_tui.certificate import CertificateError, missing, name_problem, render
from ce_tui.credit.model import Claim

from .conftest import make_claim, printed, read, squeezed

LATIN_GREEK_CYRILLIC = """
Ada Lovelace; Seán Ó Súilleabháin; Siân Ŵyn-Tŷ; Łukasz Żółć; Nguyễn Thị Minh Khai; Trần Hữu Đức; Jiří Dvořák;
Þórður Guðmundsson; Søren Ærøskøbing; Åsa Öberg; İbrahim Şağlık; Çağrı Gökçe; Ștefan Țurcanu; Zoë Brontë;
José María Núñez Ibáñez; João Conceição; Anaïs Lefèvre-Œuvray; Jürgen Groß; ẞERNHARD STRAẞE; Ģirts Ķēniņš;
Žydrūnė Šulcaitė; Đorđe Petrović; Kateřina Šťastná; László Erdőfűi; Ọlágòkè Ṣ́ọlá; Adébáyọ̀ Ẹ́kún; Kwabena Ɔfɔri;
Ħamrun Ġorġ; Kāwika Keʻalohi; Māori Tāne; D’Arcy O’Neill-Smith; Mary “Molly” Brown; Jean-Luc Ng; Anh Ðặng; Ŋguyễn;
Ελένη Παπαδοπούλου; Ἀριστοτέλης Νῖκος; Γιώργος Σμυρνής; Иван Петров; Ђорђе Љубић; Олена Ґалаґан; Ўладзімір Щербаков;
Цэцэг Өлзий; Ғани Қасымұлы; Ѓорѓи Ќосев; R2-D2 & Sons, No. 7 (jr.)
"""
RIGHT_TO_LEFT = """
محمد عبد الله; فاطمة الزهراء; علاء الدين الأحمد; مهدی می‌خواهم; آزاده پژوهش; گلناز چمنی; بِنتُ مُحَمَّد; یاسمین قریشی;
ٹیپو سلطان ڈار; דוד בן־גוריון; שָׁלוֹם עֲלֵיכֶם; יעל כהן לוי
"""
INDIC = "राजेन्द्र प्रसाद; क्षत्रिय श्रीनिवास; ज्ञानेश्वरी कुलकर्णी; श्रद्धा त्रिवेदी; कि मी ङ्क; क्‍ष र्‍य"
CJK = "山田太郎; 佐藤さくら; スズキ・イチロー; 김민수; 이영희 박; 王小明; 歐陽娜娜; 葛󠄀城; ﾔﾏﾀﾞ"
MIXED = """
Anna محمد 山田; Dr. अनिता Παππά; Мария שרה; Ng 黄 (Wong) Wei; محمد Anna; Chloé 김 اسم
"""


def names(*tables: str) -> list[str]:
    return [name.strip() for table in tables for name in table.split(";")]


@pytest.mark.parametrize("name", names(LATIN_GREEK_CYRILLIC, RIGHT_TO_LEFT))
def test_a_name_can_be_read_back(name: str) -> None:
    assert not missing(name)
    assert name in printed(render(make_claim(name=name)))


@pytest.mark.parametrize("name", names(INDIC, CJK, MIXED))
def test_a_name_can_be_read_back_but_for_spaces(name: str) -> None:
    """pypdf takes the way back from an Indic vowel sign for a gap, and lines break between ideographs."""
    if any("\u2e80" <= char <= "\uffef" for char in name):
        pytest.importorskip("noto_cjk_sans_otc")
    assert not missing(name)
    assert squeezed(name) in squeezed(printed(render(make_claim(name=name))))


def test_the_other_reader_agrees(poppler: Callable[..., bytes]) -> None:
    """poppler reads by position: letters of its own order would show. It cannot order vocalized Arabic."""
    for name in names(LATIN_GREEK_CYRILLIC, INDIC)[::3]:
        data = render(make_claim(name=name, credit={"title": f"About {name}"}))
        said = " ".join(poppler("pdftotext", data).decode().split())
        assert name in said
        assert f"About {name}" in said
    said = poppler("pdftotext", render(make_claim(name="محمد عبد الله"))).decode()
    assert "محمد عبد الله" in said.replace("\u202b", "").replace("\u202c", "")


def test_words_of_a_mixed_line_stand_in_the_right_places(poppler: Callable[..., bytes]) -> None:
    """In a left-to-right line an Arabic phrase runs leftwards; a right-to-left line begins at the right."""
    words = _places(poppler, "Anna محمد علي Kurz")
    assert words["Anna"] < words["علي"] < words["محمد"] < words["Kurz"]
    words = _places(poppler, "محمد Anna Kurz علي")
    assert words["علي"] < words["Anna"] < words["Kurz"] < words["محمد"]


def _places(poppler: Callable[..., bytes], name: str) -> dict[str, float]:
    data = render(make_claim(name=name))
    found = re.findall(r'<word xMin="([0-9.]+)"[^>]*>([^<]*)</word>', poppler("pdftotext", data, "-bbox").decode())
    # Here poppler gives the letters from left to right.
    return {word if word.isascii() else word[::-1]: float(left) for left, word in found}


def test_a_character_without_a_font_in_the_name_is_refused() -> None:
    assert missing("Sam 😀 ไทย 😀") == "😀ไทย"
    with pytest.raises(CertificateError, match=r"😀 \(U\+1F600\).*ask Northwind Academy") as caught:
        render(make_claim(name="Sam 😀"))
    assert "\n" not in str(caught.value)


def test_elsewhere_it_is_a_box_that_can_still_be_copied() -> None:
    said = printed(render(make_claim(credit={"title": "Sepsis 🚑👩‍⚕️ today"}, organization={"name": "ไทย Clinic"})))
    assert "Sepsis 🚑👩‍⚕️ today" in said
    assert "ไทย Clinic" in said


@pytest.mark.usefixtures("without_cjk")
@pytest.mark.parametrize(
    "claim", [make_claim(name="山田太郎"), make_claim(credit={"title": "敗血症"}), make_claim(license="김")]
)
def test_without_the_extra_the_error_names_it(claim: Claim) -> None:
    assert missing("山田 Ada") == "山田"
    with pytest.raises(CertificateError, match="pip install noto-cjk-sans-otc brings it"):
        render(claim)


def test_the_extra_changes_no_page_that_does_not_need_it(request: pytest.FixtureRequest) -> None:
    claim = make_claim(credit={"title": "Snow ☃ and “quotes”, ① to ⑳"})
    before = render(claim)
    request.getfixturevalue("without_cjk")
    assert render(claim) == before


def test_han_follows_the_language_of_the_claim() -> None:
    pytest.importorskip("noto_cjk_sans_otc")
    pages = {render(make_claim(name="直角 骨", credit={"title": title})) for title in ("の", "가", "的")}
    shapes = {_font_program(page) for page in pages}
    assert len(shapes) == 3


def _font_program(data: bytes) -> bytes:
    fonts = read(data).pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        if descendant["/Subtype"] == "/CIDFontType0":
            return bytes(descendant["/FontDescriptor"]["/FontFile3"].get_data())
    raise AssertionError("no CJK font on the page")


def test_a_name_is_refused_before_claiming_only_for_what_no_font_could_ever_show() -> None:
    assert name_problem("Sam 😀") == "A certificate cannot show 😀; please write your name without it."
    assert name_problem("Łucja 王小明") == ""
