"""Which font draws which character.

A text is drawn in Noto Sans; a character it lacks comes from the font of its script or the first other one that
has it, and Chinese, Japanese and Korean from the optional package of the `cjk` extra. Fonts are opened on first use
and kept: HarfBuzz faces are immutable, so one serves every document of the process. HarfBuzz comes with the first.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uharfbuzz as hb

_FOLDER = Path(__file__).with_name("fonts")
_SPOKEN = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc"}  # categories of what words are made of
_NAMED = 12  # characters listed in a message
FONTS = "pip install noto-cjk-sans-otc"
"""How the fonts of the `cjk` extra are installed."""
_SCRIPTS = ("NotoSansArabic", "NotoSansHebrew", "NotoSansDevanagari")
_BLOCKS = (
    (0x0530, 0x058F, "NotoSansArmenian"),
    (0x0780, 0x07BF, "NotoSansThaana"),
    (0x0980, 0x09FF, "NotoSansBengali"),
    (0x0A00, 0x0A7F, "NotoSansGurmukhi"),
    (0x0A80, 0x0AFF, "NotoSansGujarati"),
    (0x0B00, 0x0B7F, "NotoSansOriya"),
    (0x0B80, 0x0BFF, "NotoSansTamil"),
    (0x0C00, 0x0C7F, "NotoSansTelugu"),
    (0x0C80, 0x0CFF, "NotoSansKannada"),
    (0x0D00, 0x0D7F, "NotoSansMalayalam"),
    (0x0D80, 0x0DFF, "NotoSansSinhala"),
    (0x0E00, 0x0E7F, "NotoSansThai"),
    (0x0E80, 0x0EFF, "NotoSansLao"),
    (0x0F00, 0x0FFF, "NotoSerifTibetan"),
    (0x1000, 0x109F, "NotoSansMyanmar"),
    (0x10A0, 0x10FF, "NotoSansGeorgian"),
    (0x1200, 0x139F, "NotoSansEthiopic"),
    (0x1780, 0x17FF, "NotoSansKhmer"),
    (0x19E0, 0x19FF, "NotoSansKhmer"),
    (0x1C50, 0x1C7F, "NotoSansOlChiki"),
    (0x1C90, 0x1CBF, "NotoSansGeorgian"),
    (0x2D00, 0x2D2F, "NotoSansGeorgian"),
    (0x2D80, 0x2DDF, "NotoSansEthiopic"),
    (0xA9E0, 0xA9FF, "NotoSansMyanmar"),
    (0xAA60, 0xAA7F, "NotoSansMyanmar"),
    (0xAAE0, 0xAAFF, "NotoSansMeeteiMayek"),
    (0xAB00, 0xAB2F, "NotoSansEthiopic"),
    (0xABC0, 0xABFF, "NotoSansMeeteiMayek"),
    (0xFB13, 0xFB17, "NotoSansArmenian"),
)
"""The scripts with a font for nothing else: the first and last code point of a block, and its font."""
_OF_BLOCKS = {name for _, _, name in _BLOCKS}


class Style(StrEnum):
    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face of a font file, compared by identity (one object a face: see `_open`).

    `scale` is how many thousandths of an em a font unit is; `is_cff` tells PostScript outlines from TrueType,
    `is_of_block` a font of `_BLOCKS`.
    """

    name: str
    face: hb.Face
    font: hb.Font
    covered: frozenset[int]
    scale: float
    is_cff: bool
    is_of_block: bool = False

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


def faces(style: Style, code: int = 0) -> Iterator[Face]:
    """The faces to look for a character in, best first; each is opened when it is reached."""
    yield _open(f"NotoSans-{style}.ttf")
    if style is Style.ITALIC or style is Style.BOLD_ITALIC:
        style = Style.BOLD if style is Style.BOLD_ITALIC else Style.REGULAR
        yield _open(f"NotoSans-{style}.ttf")
    at = bisect_right(_BLOCKS, code, key=itemgetter(0)) - 1
    if at >= 0 and code <= _BLOCKS[at][1]:
        yield _open(f"{_BLOCKS[at][2]}-{style}.ttf")
    for script in _SCRIPTS:
        yield _open(f"{script}-{style}.ttf")
    yield _open("NotoSansMath-Regular.ttf")


@cache
def face_for(char: str, style: Style, where: Region) -> Face | None:
    """The face that draws `char`, None when no available one has it.

    The fonts of the extra draw the characters of its scripts only, so that no other page depends on it.
    """
    code = ord(char)
    found = next((face for face in faces(style, code) if code in face.covered), None)
    if found is None and is_cjk(char) and (collection := cjk_fonts()) is not None:
        face = _open(collection, where)
        found = face if code in face.covered else None
    return found


def missing(text: str) -> str:
    """The characters of `text` that no available font has, each once, in order; "" when a certificate can print it."""
    return "".join(
        char
        for char in dict.fromkeys(text)
        if not char.isspace() and not is_ignorable(char) and face_for(char, Style.REGULAR, Region.CHINA) is None
    )


def awaited(text: str) -> str:
    """The characters of `text` for which the fonts of the `cjk` extra are to be installed, each once."""
    if cjk_fonts() or not (lost := "".join(filter(is_cjk, missing(text)))):
        return ""
    return "".join(char for char in lost if ord(char) in _of_extra())


@cache
def _of_extra() -> frozenset[int]:
    """What the fonts of the extra have of its scripts, known before they are there: they lack many rare characters."""
    spans = (word.split("-") for word in (_FOLDER / "cjk.txt").read_text("ascii").split())
    return frozenset(code for span in spans for code in range(int(span[0], 16), int(span[-1], 16) + 1))


def named(chars: str) -> str:
    """Characters as a message lists them, the first few of many."""
    return " ".join(chars[:_NAMED]) + (" …" if len(chars) > _NAMED else "")


def printable(text: str) -> str:
    """`text` without the pictographs that no available font has; other signs stand for what they are made of (1 for ①).

    Letters and numbers stay whatever fonts there are: nobody's word is silently made another one.
    """
    lost = set(missing(text))
    if not lost:
        return text
    kept: list[str] = []
    dropped = False
    for char in text:
        if char in lost:
            shown = _instead(char)
        elif dropped and is_joined(char):  # what belonged to the pictograph goes with it
            continue
        else:
            shown = char
        dropped = not shown
        kept.append(shown)
    return " ".join("".join(kept).split())


def boxed_and_dropped(text: str) -> tuple[str, str]:
    """The characters of `text` that are drawn as boxes, and those that are left out, each once."""
    lost = missing(text)
    return "".join(c for c in lost if _instead(c) == c), "".join(c for c in lost if not _instead(c))


def _instead(char: str) -> str:
    """What stands for a character that no font has: what it is made of, itself as a box, or nothing."""
    simple = unicodedata.normalize("NFKC", char)
    if simple != char and not missing(simple):
        return simple
    return char if unicodedata.category(char) in _SPOKEN else ""


@cache
def _open(file: str, index: int = 0) -> Face:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(_FOLDER / file)), index)
    name = "NotoSansCJK-Regular" if file.endswith(".ttc") else file.removesuffix(".ttf")
    is_cff = "CFF " in face.table_tags
    covered, scale = frozenset(face.unicodes), 1000 / float(face.upem)
    return Face(name, face, hb.Font(face), covered, scale, is_cff, name.rpartition("-")[0] in _OF_BLOCKS)


def cjk_fonts() -> str | None:
    """The path of the `cjk` extra's font collection, None when it is not installed."""
    try:
        import noto_cjk_sans_otc
    except ImportError:
        return None
    return str(noto_cjk_sans_otc.FONT_PATH)
