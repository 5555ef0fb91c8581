"""Which font draws which character.

A text is drawn in Noto Sans; a character it lacks comes from the first script font that has it, and Chinese,
Japanese and Korean from the optional package of the `cjk` extra. Fonts are opened on first use and kept:
HarfBuzz faces are immutable, so one serves every document of the process.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path

import uharfbuzz as hb

_FOLDER = Path(__file__).with_name("fonts")
_SCRIPTS = ("NotoSansArabic", "NotoSansHebrew", "NotoSansDevanagari")


class Style(StrEnum):
    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face of a font file, compared by identity (one object a face: see `_open`).

    `scale` is how many thousandths of an em a font unit is; `is_cff` tells PostScript outlines from TrueType.
    """

    name: str
    face: hb.Face
    font: hb.Font
    covered: frozenset[int]
    scale: float
    is_cff: bool

    def advance(self, glyph: int) -> float:
        """How far a glyph moves the pen, in thousandths of an em."""
        return float(self.font.get_glyph_h_advance(glyph)) * self.scale


class Region(IntEnum):
    """Whose shapes of the shared Han characters are drawn; the value is the face's index in the collection."""

    JAPAN = 0
    KOREA = 1
    CHINA = 2


def region(text: str) -> Region:
    """Japan for a text with kana, Korea with hangul, China otherwise."""
    if any("\u3040" <= char <= "\u30ff" or "\u31f0" <= char <= "\u31ff" for char in text):
        return Region.JAPAN
    if any("\uac00" <= char <= "\ud7af" or "\u1100" <= char <= "\u11ff" for char in text):
        return Region.KOREA
    return Region.CHINA


def is_cjk(char: str) -> bool:
    """Whether `char` is Han, kana, hangul or their full-width punctuation: a line may break on either side."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\ua960" <= char <= "\ua97f"
        or "\uac00" <= char <= "\ud7ff"
        or "\u1100" <= char <= "\u11ff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def is_joined(char: str) -> bool:
    """Whether `char` belongs to the character before it: a mark, a joiner, a variation selector."""
    return char in "\u200c\u200d" or unicodedata.category(char)[0] == "M"


def is_ignorable(char: str) -> bool:
    """Whether `char` shows nothing by itself, so that no font needs it (joiners, variation selectors)."""
    return char in "\u00ad\u034f\u200c\u200d" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def faces(style: Style) -> Iterator[Face]:
    """The faces to look for a character in, best first; each is opened when it is reached."""
    yield _open(f"NotoSans-{style}.ttf")
    if style is Style.ITALIC or style is Style.BOLD_ITALIC:
        style = Style.BOLD if style is Style.BOLD_ITALIC else Style.REGULAR
        yield _open(f"NotoSans-{style}.ttf")
    for script in _SCRIPTS:
        yield _open(f"{script}-{style}.ttf")
    yield _open("NotoSansMath-Regular.ttf")


@cache
def face_for(char: str, style: Style, where: Region) -> Face | None:
    """The face that draws `char`, None when no available one has it.

    The fonts of the extra draw the characters of its scripts only, so that no other page depends on it.
    """
    code = ord(char)
    found = next((face for face in faces(style) if code in face.covered), None)
    if found is None and is_cjk(char) and (collection := cjk_fonts()) is not None:
        face = _open(collection, where)
        found = face if code in face.covered else None
    return found


def missing(text: str) -> str:
    """The characters of `text` that no available font has, each once, in order."""
    return "".join(
        char
        for char in dict.fromkeys(text)
        if not char.isspace() and not is_ignorable(char) and face_for(char, Style.REGULAR, Region.CHINA) is None
    )


@cache
def _open(file: str, index: int = 0) -> Face:
    face = hb.Face(hb.Blob.from_file_path(str(_FOLDER / file)), index)
    name = "NotoSansCJK-Regular" if file.endswith(".ttc") else file.removesuffix(".ttf")
    is_cff = "CFF " in face.table_tags
    return Face(name, face, hb.Font(face), frozenset(face.unicodes), 1000 / float(face.upem), is_cff)


def cjk_fonts() -> str | None:
    """The path of the `cjk` extra's font collection, None when it is not installed."""
    try:
        import noto_cjk_sans_otc
    except ImportError:
        return None
    return str(noto_cjk_sans_otc.FONT_PATH)
