"""Making text from outside harmless: the one `clean` used on the way in and on the way out."""

import re
import unicodedata
from collections.abc import Iterator

MAX_LINE = 500
"""Longest single line kept by `clean`, in characters."""

UNKNOWN = "\ufffd"
"""What `clean` puts in the place of what no font can have."""
_DROPPED = re.compile(
    # bidi controls and marks, zero-width space, word joiner, BOM, annotations, tag characters;
    # ZWNJ and ZWJ (200C, 200D) stay: Persian, Indic scripts and emoji need them.
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARKS_KEPT = 4
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})


def clean(text: str, limit: int = MAX_LINE) -> str:
    """Return `text` as one printable line: NFC, no control, bidi or tag characters, at most `limit` long.

    Controls and separators become a space; surrogates, private and unassigned code points become U+FFFD;
    runs of spaces collapse; at most four combining marks follow one another. Idempotent.
    """
    if text.isascii() and text.isprintable():  # the common case, ten times faster
        return " ".join(text.split())[:limit].rstrip()
    text = unicodedata.normalize("NFC", _DROPPED.sub("", text[: limit * 4]))
    joined = " ".join("".join(_printable(text)).split())[:limit].rstrip()
    # Dropping characters can bring a base and its mark together, so what is returned is normalized once more.
    return unicodedata.normalize("NFC", joined)


def _printable(text: str) -> Iterator[str]:
    """The characters of a text that stay, and what stands in the place of those that do not."""
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category == "Mn" else 0
        if category in ("Cc", "Zl", "Zp", "Zs"):
            yield " "
        elif category in ("Cs", "Co", "Cn"):
            yield UNKNOWN
        elif marks <= _MARKS_KEPT and (category != "Cf" or char in "\u200c\u200d"):
            yield char


def clean_block(text: str, limit: int = 200_000) -> str:
    """Like `clean` for text of several lines (Markdown): line ends stay, leading spaces of a line stay."""
    lines = text[: limit * 2].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = []
    for line in lines:
        expanded = line.expandtabs(4)
        indent = len(expanded) - len(expanded.lstrip(" "))
        kept.append(" " * min(indent, 40) + clean(expanded, limit))
    return "\n".join(line.rstrip() for line in kept).lstrip("\n")[:limit].rstrip()


def fold(text: str) -> str:
    """Return `text` as it is compared when searching: case, accents and compatibility forms folded away."""
    if text.isascii():
        return text.lower()
    bare = (char for char in unicodedata.normalize("NFKD", text) if not _is_accent(char))
    return unicodedata.normalize("NFKC", "".join(bare).casefold().translate(_STROKES))


def _is_accent(char: str) -> bool:
    """Whether a mark is an accent (Latin, Greek, Cyrillic) or a vowel point (Hebrew, Arabic); those of other
    scripts tell words apart.
    """
    place = unicodedata.combining(char)
    return 10 <= place <= 36 or place >= 200
