"""Text -> lines of positioned glyphs: fonts, direction, shaping, wrapping and fitting.

Widths are in thousandths of an em until a size is chosen; sizes and boxes are in points. fpdf2 has its own
text layout; it is not used because it splits a letter from its combining mark, drops missing glyphs
silently and parses whole fonts for each document.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import uharfbuzz as hb
from fpdf.bidi import BidiParagraph

from ce_tui.certificate.breaking import may_break, may_part
from ce_tui.certificate.faces import Face, Region, Style, face_for, faces, is_joined

LEADING = 1.3
"""Distance between two baselines in ems, and the height of a line."""

BELOW = 0.33
"""How many ems of a line lie below its baseline."""

ELLIPSIS = "…"
_AMA = re.compile(r"AMA PRA Category 1 Credits?™")  # the AMA asks for its credit's name in italics
_ITALIC = {Style.REGULAR: Style.ITALIC, Style.BOLD: Style.BOLD_ITALIC}
_LONGEST_WORD = 60  # characters; a longer one may break there, so that hostile texts take no time
_DANDAS = "।॥"  # full stops of many scripts of India, drawn in the font of what they end


class Glyph(NamedTuple):
    """A glyph and the part of the text that it stands for; distances in thousandths of an em.

    `nominal` is the advance the font gives it, `advance` the one it has here.
    """

    id: int
    text: str
    nominal: float
    advance: float
    dx: float
    dy: float


class Piece(NamedTuple):
    """Text of one face and one direction, shaped. `level` is the bidi embedding level: odd is right to left."""

    face: Face
    text: str
    level: int
    glyphs: tuple[Glyph, ...]

    @property
    def width(self) -> float:
        return sum(glyph.advance for glyph in self.glyphs)


class Word(NamedTuple):
    """What a line break does not part, and the space before it (none after a hyphen or between ideographs)."""

    space: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    space_width: float
    width: float


Line = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines at a size in points."""

    size: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    @property
    def width(self) -> float:
        """Width of the widest line, in points."""
        return max((width(line) for line in self.lines), default=0) * self.size / 1000


def overhang(block: Block) -> float:
    """How many points the last line reaches below its block: some scripts set letters under letters."""
    deepest = 0.0
    for word in block.lines[-1] if block.lines else ():
        for piece in word.pieces:
            if piece.face.is_of_block:
                edges = (piece.face.font.get_glyph_extents(glyph.id) for glyph in piece.glyphs)
                deepest = max(deepest, *(-(edge.y_bearing + edge.height) * piece.face.scale for edge in edges if edge))
    return max(0.0, deepest / 1000 - BELOW) * block.size


def width(line: Line) -> float:
    """Width of a line in thousandths of an em; the space before its first word does not count."""
    return sum(word.space_width + word.width for word in line) - (line[0].space_width if line else 0)


def place(line: Line) -> list[tuple[Piece, float]]:
    """The pieces of a line in reading order, each with its distance from the left end of the line.

    Where each stands follows rule L2 of the bidirectional algorithm.
    """
    pieces = [piece for at, word in enumerate(line) for piece in ((word.space if at else ()) + word.pieces)]
    order = list(range(len(pieces)))
    for level in range(max((piece.level for piece in pieces), default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and pieces[order[end]].level >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    left = dict(zip(order, accumulate((pieces[at].width for at in order), initial=0.0), strict=False))
    return [(piece, left[at]) for at, piece in enumerate(pieces)]


@lru_cache(maxsize=64)
def typeset(text: str, style: Style, where: Region) -> Line:
    """Shape `text`, already clean, into words. A character that no font has becomes the box of Noto Sans."""
    words: list[Word] = []
    space: tuple[Piece, ...] = ()
    for chunk in _chunks(_itemize(text, style, where)):
        pieces = tuple(_pieces(chunk))
        if chunk[0][0] == " ":
            space = pieces
        else:
            words.append(_word(space, pieces))
            space = ()
    return tuple(words)


def fit(words: Line, box: float, choices: Iterable[tuple[float, int]], *, balance: bool = True) -> Block:
    """The first of `choices` (size in points, most lines) that holds the words in `box` points of width.

    When none does, the last one, cut with an ellipsis. `balance` makes the lines about equally long.
    """
    size, most, lines = 0.0, 0, []
    for size, most in choices:
        limit = box * 1000 / size
        if width(words) <= limit:
            return Block(size, (words,) if words else ())
        # Only the last resort may cut a word in two; a single line never holds more than it can.
        if most > 1:
            lines = wrap(words, limit)
            if len(lines) <= most:
                return Block(size, tuple(_balanced(words, limit, len(lines)) if balance else lines))
    limit = box * 1000 / size
    lines = wrap(words, limit)
    return Block(size, tuple(cut(lines, most, limit)))


def wrap(words: Line, limit: float) -> list[Line]:
    """Break words into lines of at most `limit` thousandths of an em, a longer word between its characters."""
    lines: list[Line] = []
    line: list[Word] = []
    used = 0.0
    for word in words:
        if line and used + word.space_width + word.width <= limit:
            line.append(word)
            used += word.space_width + word.width
            continue
        if line:
            lines.append(tuple(line))
        while word.width > limit and (parts := _split(word, limit)):
            lines.append((parts[0],))
            word = parts[1]
        line, used = [word], word.width
    if line:
        lines.append(tuple(line))
    return lines


def cut(lines: Sequence[Line], most: int, limit: float) -> list[Line]:
    """The first `most` lines; the last of them ends in an ellipsis when something is left out."""
    if len(lines) <= most:
        return list(lines)
    if most < 1:
        return []
    last = list(lines[most - 1])
    piece = last[-1].pieces[-1]
    style = Style.BOLD if "Bold" in piece.face.name else Style.REGULAR
    face = next(faces(style))
    base = min(piece.level for word in last for piece in word.pieces)
    dots = _word((), (_piece(face, ELLIPSIS, base),))
    while last and width((*last, dots)) > limit:
        word = last.pop()
        if not last and (parts := _split(word, limit - dots.width)):
            last = [parts[0]]
            break
    return [*lines[: most - 1], (*last, dots)]


def _balanced(words: Line, limit: float, count: int) -> list[Line]:
    low, high = width(words) / count, limit
    for _ in range(10):
        middle = (low + high) / 2
        if len(wrap(words, middle)) <= count:
            high = middle
        else:
            low = middle
    return wrap(words, high)


class _Char(NamedTuple):
    text: str
    face: Face
    level: int


def _itemize(text: str, style: Style, where: Region) -> list[_Char]:
    italic = {at for match in _AMA.finditer(text) for at in range(*match.span())}
    levels = _levels(text)
    chars: list[_Char] = []
    for at, char in enumerate(text):
        face = face_for(char, _ITALIC[style] if at in italic else style, where)
        if chars and _follows(char) and (face is None or ord(char) in chars[-1].face.covered):
            face = chars[-1].face
        chars.append(_Char(char, face or next(faces(style)), levels[at]))
    return chars


def _follows(char: str) -> bool:
    return is_joined(char) or char in _DANDAS


def _levels(text: str) -> list[int]:
    if all(unicodedata.bidirectional(char) not in ("R", "AL", "AN") for char in text):
        return [0] * len(text)
    paragraph = BidiParagraph(text, preserve_bn_chars=True)
    return [char.embedding_level for char in paragraph.get_characters()]


def _chunks(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Spaces and words in turn; between two words without a space a line may break as well."""
    text = "".join(char.text for char in chars)
    start = 0
    for at in range(1, len(chars) + 1):
        if at == len(chars) or may_break(text, at) or (at - start >= _LONGEST_WORD and may_part(text, at)):
            yield chars[start:at]
            start = at


def _word(space: tuple[Piece, ...], pieces: tuple[Piece, ...]) -> Word:
    return Word(space, pieces, sum(piece.width for piece in space), sum(piece.width for piece in pieces))


def _pieces(chars: list[_Char]) -> Iterator[Piece]:
    start = 0
    for at in range(1, len(chars) + 1):
        if at == len(chars) or chars[at][1:] != chars[start][1:]:
            yield _piece(chars[start].face, "".join(char.text for char in chars[start:at]), chars[start].level)
            start = at


def _piece(face: Face, text: str, level: int) -> Piece:
    return Piece(face, text, level, _shape(face, text, level % 2 == 1))


def _split(word: Word, limit: float) -> tuple[Word, Word] | None:
    """The longest beginning of a word within `limit` and the rest; None when not even one character fits."""
    chars = [_Char(char, piece.face, piece.level) for piece in word.pieces for char in piece.text]
    text = "".join(char.text for char in chars)
    best = None
    for may in (may_part, lambda text, at: not is_joined(text[at])):
        places = [at for at in range(1, len(chars)) if may(text, at)]
        low, high = 0, len(places) - 1
        while low <= high:
            middle = (low + high) // 2
            head = _word(word.space, tuple(_pieces(chars[: places[middle]])))
            if head.width <= limit:
                best, low = (head, places[middle]), middle + 1
            else:
                high = middle - 1
        if best:
            return best[0], _word((), tuple(_pieces(chars[best[1] :])))
    return None


@lru_cache(maxsize=8192)
def _shape(face: Face, text: str, rtl: bool) -> tuple[Glyph, ...]:
    """Shape one run. Each glyph carries its part of the text so that the page can be searched and copied."""
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.language = "en"  # else it follows the locale of the process
    hb.shape(face.font, buffer)
    clusters = [info.cluster for info in buffer.glyph_infos]
    ends = dict(zip(starts := sorted(set(clusters)), [*starts[1:], len(text)], strict=True))
    texts = _share_out(clusters, {start: text[start:end] for start, end in ends.items()}, rtl)
    return tuple(
        Glyph(
            info.codepoint,
            part,
            face.advance(info.codepoint),
            position.x_advance * face.scale,
            position.x_offset * face.scale,
            position.y_offset * face.scale,
        )
        for info, position, part in zip(buffer.glyph_infos, buffer.glyph_positions, texts, strict=True)
    )


def _share_out(clusters: list[int], texts: dict[int, str], rtl: bool) -> list[str]:
    """The text of each glyph: one character a glyph while they last, what is left over to the last glyph.

    A glyph may so carry the text of its neighbor (Indic vowels are drawn before their consonant), but read
    in sequence, from the right for right-to-left text, the glyphs give the text in its logical order.
    """
    order = range(len(clusters))
    parts = [""] * len(clusters)
    left = dict(texts)
    remaining = {cluster: clusters.count(cluster) for cluster in texts}
    for at in reversed(order) if rtl else order:
        cluster = clusters[at]
        remaining[cluster] -= 1
        take = 1 if remaining[cluster] else len(left[cluster])
        parts[at], left[cluster] = left[cluster][:take], left[cluster][take:]
    return parts
