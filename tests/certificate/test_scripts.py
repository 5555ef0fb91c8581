"""Names and texts of many scripts: everything printed can be read back."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ce_tui.certificate import CertificateError, faces, fonts_needed, lacking, name_problem, render
from ce_tui.certificate.faces import missing
from ce_tui.credit.model import CertificateRule, Claim, Content, ContentKind
from ce_tui.credit.text import clean

from .conftest import CREDIT, ORGANIZATION, make_claim, printed, read, squeezed

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
WRITTEN_ON = """
Լաստենի Ծառյան և Մեսրոպ; ﬓ ﬔ; ცაცხვი ხიძე; ᲛᲗᲐᲕᲠᲣᲚᲘ; ዛፍ ቅጠል; ተስፋዬ፡ለማ; สมมุติ ไม้งาม; น้ำผึ้ง กำลังใจ เก๋; ເພັດສະໝອນ ນ້ຳງຶມ;
மரம் இலை; க்ஷேத்ரா ஸ்ரீ நோயாளி கௌரி; গাছ পাতা; শ্রী ক্ষেত্র র‍্যাব গোলাপ মৌসুমী।; శ్రీనివాస రావు కృష్ణ కొత్త;
ಶ್ರೀನಿವಾಸ ಲಕ್ಷ್ಮೀ ಕೋಟೆ; ശ്രീകുമാർ കോട്ടയം ന്റെ സൗമ്യ;
શ્રીકૃષ્ણ ત્રિવેદી; ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ; ශ්‍රී ලංකා කෝට්ටේ ගෞතම; សុខ ស្រីមុំ; ខ្មែរ គេឿង ស្រ្តី តើ; အောင်ဆန်းစုကြည်; မင်္ဂလာ ကော် ဗြူ; ଶ୍ରୀକୃଷ୍ଣ କୋଣାର୍କ;
བསྟན་འཛིན་རྒྱ་མཚོ; ᱥᱟᱱᱛᱟᱲ ᱢᱩᱨᱢᱩ; ꯃꯩꯇꯩ ꯃꯌꯦꯛ; Anna สมใจ Հայկ ქეთი
"""
THAANA = "މުޙައްމަދު ރަޝީދު"
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


@pytest.mark.parametrize("name", names(INDIC, WRITTEN_ON, THAANA, CJK, MIXED))
def test_a_name_can_be_read_back_but_for_spaces(name: str) -> None:
    """pypdf takes the way back from an Indic vowel sign for a gap, and lines break between ideographs."""
    if any("\u2e80" <= char <= "\uffef" for char in name):
        pytest.importorskip("noto_cjk_sans_otc")
    assert not missing(name)
    assert squeezed(name) in squeezed(printed(render(make_claim(name=name))))


def test_the_other_reader_agrees(poppler: Callable[..., bytes]) -> None:
    """poppler reads by position: letters of its own order would show. It cannot order vocalized Arabic."""
    for name in [*names(LATIN_GREEK_CYRILLIC, INDIC)[::3], *names(WRITTEN_ON)]:
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
    assert missing("Sam 😀 ไทย 𐎠 😀") == "😀𐎠"
    with pytest.raises(CertificateError, match=r"😀 \(U\+1F600\).*ask Northwind Academy") as caught:
        render(make_claim(name="Sam 😀"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sepsis 🚑👩‍⚕️ today", "Sepsis today"),
        ("Lesson 🎓 on knots", "Lesson on knots"),
        ("☃ Vote 👍🏽 for 🇩🇪 now", "Vote for now"),
        ("Step ① and 𝐁𝐨𝐥𝐝 → ≥ 2", "Step 1 and Bold → ≥ 2"),
    ],
)
def test_elsewhere_a_pictograph_is_left_out(title: str, shown: str) -> None:
    said = printed(render(make_claim(credit={"title": title})))
    assert shown in said
    assert not (set(title) - set(shown)) & set(said)


def test_a_letter_without_a_font_is_a_box_that_can_still_be_copied() -> None:
    said = printed(render(make_claim(credit={"title": "On 𐎠 and 𐎢"}, organization={"name": "🏥"})))
    assert "On 𐎠 and 𐎢" in said
    assert "🏥" in said  # nothing else would be left of it
    assert lacking("On 𐎠") == "no font here has 𐎠, so a box is printed"
    assert lacking("On 🏥 and 🎓") == "no font here has 🏥 🎓, so it is left out"
    assert lacking("𐎠🎓") == "no font here has 𐎠, so a box is printed and no font here has 🎓, so it is left out"
    assert lacking("Grüße, Привет, सेप्सिस, ไทย, ①") == ""


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
    resources: Any = read(data).pages[0]["/Resources"]
    fonts = resources["/Font"]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        if descendant["/Subtype"] == "/CIDFontType0":
            return bytes(descendant["/FontDescriptor"]["/FontFile3"].get_data())
    raise AssertionError("no CJK font on the page")


def test_a_name_is_refused_before_claiming_only_for_what_no_font_could_ever_show() -> None:
    assert name_problem("Sam 😀") == "A certificate cannot show 😀. Write your name without it."
    assert "cannot show 𐎠 𐎢. Write your name in other letters" in name_problem("𐎠𐎢")
    assert "Write your license number without it." in name_problem("MD ☃ 7", "license number")
    assert name_problem("Łucja สมใจ") == ""


def test_what_only_the_extra_has_does_not_stand_in_the_way(request: pytest.FixtureRequest) -> None:
    """It can still be installed; what it lacks too is refused."""
    pytest.importorskip("noto_cjk_sans_otc")
    assert name_problem("王小明") == ""
    assert "cannot show \U00030000" in name_problem("王\U00030000")
    assert fonts_needed(CREDIT, ORGANIZATION, "王小明", "") == ""
    request.getfixturevalue("without_cjk")
    assert name_problem("王小明") == name_problem("𠮷野") == ""
    for rare in ("\U00030000", "𠀁", "𪚥"):
        assert f"cannot show {rare}" in name_problem(f"王{rare}")
        assert rare in lacking(f"On {rare}")
        assert "needs fonts" not in lacking(f"On {rare}")


def test_what_the_extra_has_is_known_before_it_is_there(request: pytest.FixtureRequest) -> None:
    pytest.importorskip("noto_cjk_sans_otc")
    signs = "".join(chr(code) for code in range(0x1100, 0x40000) if faces.is_cjk(chr(code)))
    lost = set(missing(signs))
    request.getfixturevalue("without_cjk")
    assert set(faces.awaited(signs)) == set(missing(signs)) - lost


@pytest.mark.parametrize("name", ["Kim \uf8ff", "\ue000Kim", "Kim \u0378", "Kim \U0001fae9", "Kim \ufffd"])
def test_what_no_font_can_have_is_told_before_the_claim(name: str) -> None:
    """Private, unassigned: of it `clean` leaves the sign of what is lost."""
    assert "a character that no font has" in name_problem(clean(name))
    assert "� is printed" in lacking(clean(f"About {name}"))


def test_it_is_not_said_that_all_is_left_out() -> None:
    """Nothing would be left of the title, so it is printed as it is."""
    assert lacking("🎓 🏥") == "no font here has 🎓 🏥, so a box is printed"


@pytest.mark.usefixtures("without_cjk")
def test_what_the_extra_is_needed_for_is_known_before_the_claim() -> None:
    say = "pip install noto-cjk-sans-otc brings them"
    assert say in fonts_needed(CREDIT, ORGANIZATION, "王小明", "")
    assert say in fonts_needed(CREDIT, ORGANIZATION, "Ada", "医 77")
    assert say in fonts_needed(replace(CREDIT, title="敗血症"), ORGANIZATION, "Ada", "")
    assert say in fonts_needed(CREDIT, replace(ORGANIZATION, accreditation="김"), "Ada", "")
    told = replace(CREDIT, contents=(Content("c", ContentKind.READING, "敗血症"),))
    assert fonts_needed(told, ORGANIZATION, "Ada", "") == ""
    assert say in fonts_needed(replace(told, certificate=CertificateRule(appendix=True)), ORGANIZATION, "Ada", "")
    assert lacking("敗血症") == f"敗 血 症 needs fonts that are not on this computer, {say}"


def test_the_wheel_stays_small() -> None:
    """Zipped as a wheel zips them, the fonts leave room for the rest of four megabytes."""
    files = list(Path(faces.__file__).with_name("fonts").iterdir())
    assert sum(len(zlib.compress(file.read_bytes())) for file in files) < 3_000_000
    described = Path(faces.__file__).with_name("fonts").joinpath("README.md").read_text("utf-8")
    for file in files:
        assert file.suffix != ".ttf" or re.sub("^Noto(Sans|Serif)", "", file.stem.partition("-")[0]) in described
