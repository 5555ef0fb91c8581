"""Where a line may break: after spaces and hyphens, between ideographs, and between the syllables of the scripts
that are written without spaces (Thai, Lao, Tibetan, Myanmar, Khmer), as far as the letters alone tell them apart.
"""

import unicodedata

from ce_tui.certificate.faces import is_cjk, is_joined

_BREAK_AFTER = "-–—/"
_NEVER_FIRST = "、。，．・：；？！）］｝〉》」』】〕’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_NEVER_LAST = "（［｛〈《「『【〔‘“"
_ZWJ = "\u200d"
_VIRAMA = 9  # the combining class of what joins a letter to the next one

_BEFORE = "เแโใไເແໂໃໄ"  # Thai and Lao vowels that stand before their consonant
_AFTER = "ะาำๅๆฯະາຳຽໆຯ"  # those that stand behind it, and signs that end a word
_ENDS = "ะๆະໆ"  # a syllable ends with them
_TSHEG = "\u0f0b\u0f0d\u0f0e"  # Tibetan: between syllables, and after a sentence
_STACKED, _KILLED = "\u1039", "\u103a"  # Myanmar: the next consonant stands below; a consonant that ends a syllable


def may_break(text: str, at: int) -> bool:
    """Whether a line may end before `text[at]`, where both of its neighbors are seen as whole words."""
    before, after = text[at - 1], text[at]
    if before == " " or after == " ":
        return before != after
    if is_joined(after):
        return False
    if is_cjk(before) or is_cjk(after):
        return after not in _NEVER_FIRST and before not in _NEVER_LAST
    if "\u0e00" <= before <= "\u17ff" and "\u0e00" <= after <= "\u17ff":
        return _is_between_syllables(text, at)
    return before in _BREAK_AFTER and after.isalpha()


def may_part(text: str, at: int) -> bool:
    """Whether a word too long for its line may be parted before `text[at]`: never inside of what is one to the eye."""
    before, after = text[at - 1], text[at]
    return not (
        is_joined(after)
        or after in _AFTER
        or before in _BEFORE
        or before == _ZWJ
        or (unicodedata.combining(before) == _VIRAMA and before != _KILLED)
    )


def _is_between_syllables(text: str, at: int) -> bool:
    before, after, later = text[at - 1], text[at], text[at + 1 : at + 2]
    if not may_part(text, at):
        return False
    if after <= "\u0eff":
        return after in _BEFORE or (before in _ENDS and after.isalpha())
    if after <= "\u0fff":
        return before in _TSHEG and after.isalnum()
    if "\u1000" <= after <= "\u109f":
        return after.isalpha() and later not in (_STACKED, _KILLED)
    if "\u1361" <= before <= "\u1368":  # Ethiopic: the space of words, and stops
        return after.isalpha()
    # Khmer: a consonant without a vowel of its own may end the syllable before it.
    return "\u1780" <= after <= "\u17b3" and bool(later) and is_joined(later)
