"""Lines of scripts that are written without spaces, and of those whose letters stand on one another."""

import pytest

from ce_tui.certificate.breaking import may_break, may_part
from ce_tui.certificate.faces import Region, Style, is_joined
from ce_tui.certificate.typesetting import typeset, width, wrap

LONG = {
    "Thai": "บทเรียนเรื่องการดูแลผู้ป่วยวิกฤตและการช่วยฟื้นคืนชีพขั้นสูงสำหรับพยาบาลวิชาชีพ",
    "Lao": "ບົດຮຽນກ່ຽວກັບການດູແລຄົນເຈັບໜັກແລະການຊ່ວຍຟື້ນຄືນຊີບຂັ້ນສູງສຳລັບພະຍາບານ",
    "Khmer": "វគ្គបណ្តុះបណ្តាលស្តីពីការថែទាំអ្នកជំងឺធ្ងន់ធ្ងរសម្រាប់គិលានុបដ្ឋាកនៅមន្ទីរពេទ្យ",
    "Myanmar": "ပြင်းထန်စွာနာမကျန်းဖြစ်နေသောလူနာများအားပြုစုစောင့်ရှောက်ခြင်းဆိုင်ရာသင်တန်း",
    "Tibetan": "ནད་པ་ཚབས་ཆེན་གྱི་གཅེས་སྐྱོང་དང་སྲོག་སྐྱོབ་ཀྱི་སྦྱོང་བརྡར།",
    "Ethiopic": "የጽኑ፡ሕሙማን፡እንክብካቤ፡ስልጠና፡ለነርሶች",
    "Tamil": "தீவிரநோயாளிகளின்பராமரிப்புமற்றும்மேம்பட்டஉயிர்காக்கும்பயிற்சி",
    "Bengali": "গুরুতররোগীরপরিচর্যাওজীবনরক্ষাকারীপ্রশিক্ষণক্ষেত্রশ্রীকৃষ্ণ",
    "Malayalam": "ഗുരുതരരോഗീപരിചരണവുംജീവൻരക്ഷാപരിശീലനവുംശ്രീകൃഷ്ണക്ഷേത്രം",
    "Devanagari": "गंभीररोगियोंकीदेखभालऔरजीवनरक्षकप्रशिक्षणक्षेत्रश्रीकृष्ण",
}


def said(text: str, limit: float) -> list[str]:
    lines = wrap(typeset(text, Style.REGULAR, Region.CHINA), limit)
    assert all(width(line) <= limit + 0.01 for line in lines)
    return ["".join(piece.text for word in line for piece in word.space + word.pieces) for line in lines]


@pytest.mark.parametrize("script", LONG)
@pytest.mark.parametrize("limit", [4000, 7000, 12000])
def test_nothing_is_lost_and_nothing_parted_that_is_one_to_the_eye(script: str, limit: float) -> None:
    text = LONG[script]
    lines = said(text, limit)
    assert "".join(lines) == text
    assert len(lines) > 1
    for line in lines[1:]:
        assert not is_joined(line[0])
        assert line[0] not in "ะาำๅๆຳາະ་"
    for line in lines[:-1]:
        assert line[-1] not in "เแโใไເແໂໃໄ\u17d2\u1039\u0bcd\u09cd\u0d4d\u094d\u200d" or line[-1] == "\u0d7b"


def test_lines_end_between_syllables_where_the_letters_tell() -> None:
    def syllables(text: str) -> str:
        return "".join(("|" if at and may_break(text, at) else "") + char for at, char in enumerate(text))

    assert syllables("ประเทศไทย") == "ประ|เทศ|ไทย"
    assert syllables("ໂຮງໝໍແລະ") == "ໂຮງໝໍ|ແລະ"
    assert syllables("မြန်မာစာ") == "မြန်|မာ|စာ"
    assert syllables("မင်္ဂလာပါ") == "မင်္ဂ|လာ|ပါ"
    assert syllables("ភាសាខ្មែរ") == "ភា|សា|ខ្មែរ"
    assert syllables("བསྟན་འཛིན་") == "བསྟན་|འཛིན་"
    assert syllables("ሰላም፡ለዓለም") == "ሰላም፡|ለዓለም"
    assert syllables("Armenian Հայ") == "Armenian| |Հայ"


def test_a_word_is_parted_only_between_letters_as_readers_count_them() -> None:
    for text in ("เก", "กำ", "ກະ", "ក្រ", "က္က", "ক্ষ", "ශ්‍ර", "க்ஷ"):
        assert not any(may_part(text, at) for at in range(1, len(text))), text
    assert may_part("กข", 1)
    assert may_part("န်မ", 2)  # the killed consonant ends its syllable


def test_what_cannot_be_parted_well_is_parted_all_the_same() -> None:
    chain = "क्" * 80
    assert "".join(said(chain, 6000)) == chain
