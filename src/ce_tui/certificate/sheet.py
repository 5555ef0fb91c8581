"""PDF pages drawn with text, lines and boxes, and the fonts embedded in it.

fpdf2 writes the document; this module draws on its pages in PDF operators and embeds exactly the glyphs that were
drawn, which HarfBuzz cuts out of a font in a millisecond. Lengths are points, y runs down from the top.
"""

import math
import struct
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.enums import FontDescriptorFlags, PDFResourceType
from fpdf.fonts import PDFFontDescriptor
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont, PDFFontStream, PDFType3Font
from fpdf.syntax import Name, PDFArray, PDFContentStream, PDFString

from ce_tui.certificate.faces import Face, Region, Style
from ce_tui.certificate.typesetting import BELOW, LEADING, Block, Line, Piece, place, typeset, width

Color = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""
INK: Color = (0.12, 0.14, 0.17)
SOFT: Color = (0.36, 0.39, 0.44)
ACCENT: Color = (0.10, 0.22, 0.38)
GOLD: Color = (0.66, 0.54, 0.32)
RED: Color = (0.66, 0.08, 0.10)
PALE: Color = (0.97, 0.89, 0.89)

Codes = dict[tuple[int, str], int]
"""The code that stands for each pair of glyph and text: one glyph may stand for several texts."""

_LONGEST_STAMP = 700.0  # points, along the line
_TAG = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")
_DROPPED = ("GSUB", "GPOS", "GDEF", "name", "OS/2", "post", "cmap", "DSIG", "VORG", "vhea", "vmtx", "BASE")
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Sheet(FPDF):
    """A landscape page, and what is added to it with `add_page`. Draw on the last one, then `finish`."""

    def __init__(self, paper: Literal["a4", "letter"]) -> None:
        super().__init__(orientation="landscape", unit="pt", format=paper)
        self.alias_nb_pages("")  # no text is a placeholder for a page count
        self.set_auto_page_break(False)
        self.add_page()
        self.codes: dict[Face, Codes] = {}

    def describe(self, *, title: str, author: str, subject: str, keywords: str, created: datetime) -> None:
        """Set the document's metadata; nothing in it depends on the day or on a version."""
        self.set_title(title)
        self.set_author(author)
        self.set_subject(subject)
        self.set_keywords(keywords)
        self.set_creator("ce-tui")
        self.set_producer("ce-tui")
        self.set_lang("en-US")
        self.set_creation_date(created.astimezone(UTC))

    def finish(self) -> bytes:
        """The PDF. Nothing can be drawn afterwards."""
        return bytes(self.output(output_producer_class=_Producer))

    def box(self, x: float, y: float, width: float, height: float, stroke: float, color: Color) -> None:
        """The outline of a box, `stroke` points thick."""
        self._out(
            f"{_color(color)} RG {stroke:g} w {_number(x)} {_number(self.h - y - height)} "
            f"{_number(width)} {_number(height)} re S"
        )

    def fill(self, boxes: Iterable[tuple[float, float, float, float]], color: Color) -> None:
        """Filled boxes, each x, y, width and height."""
        shapes = "\n".join(
            f"{_number(x)} {_number(self.h - y - height)} {_number(width)} {_number(height)} re"
            for x, y, width, height in boxes
        )
        self._out(f"{_color(color)} rg\n{shapes} f")

    def show(self, line: Line, size: float, x: float, y: float, color: Color, turn: float = 0) -> None:
        """A line of text whose baseline starts at x, y, turned `turn` degrees counterclockwise around it."""
        sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
        shown = [f"BT {_color(color)} rg"]
        current: Face | None = None
        pen = -1.0
        for piece, left in place(line):
            if piece.face is not current:
                current = piece.face
                index = list(self.codes).index(current) + 1 if current in self.codes else len(self.codes) + 1
                self._resource_catalog.add(PDFResourceType.FONT, index, self.page)
                shown.append(f"/F{index} {size:g} Tf")
            if abs(left - pen) > 0.01:
                along = left * size / 1000
                at = (cosine, sine, -sine, cosine, x + along * cosine, self.h - y + along * sine)
                shown.append(f"{' '.join(map(_number, at))} Tm")
            pen = left + piece.width
            drawn = _operators(piece, size, self.codes.setdefault(piece.face, {}))
            # Readers take a raised mark for another line and a moved one for a gap, unless they are told.
            # A letter of two glyphs leaves the second one without a text.
            if piece.level % 2 == 0 and any(glyph.dx or glyph.dy or not glyph.text for glyph in piece.glyphs):
                actual = piece.text.encode("utf-16-be").hex().upper()
                drawn = f"/Span <</ActualText <FEFF{actual}>>> BDC {drawn} EMC"
            shown.append(drawn)
        self._out("\n".join([*shown, "ET"]))

    def block(self, block: Block, x: float, y: float, box: float, color: Color, align: float = 0.5) -> None:
        """Lines of text in a box that starts at x, y: `align` 0 is left, 0.5 centered, 1 right."""
        for line in block.lines:
            indent = (box - width(line) * block.size / 1000) * align
            y += block.size * LEADING
            self.show(line, block.size, x + indent, y - BELOW * block.size, color)


def stamp(sheet: Sheet, text: str, where: Region) -> None:
    """Write `text`, if any, across the page; what is drawn afterwards stands upon it."""
    if not text:
        return
    line, turn = typeset(text, Style.BOLD, where), 24.0
    size = min(130.0, _LONGEST_STAMP * 1000 / width(line))
    length = width(line) * size / 1000
    sheet.show(line, size, sheet.w / 2 - 0.46 * length * 0.91, sheet.h / 2 + 0.24 * length, PALE, turn)


class _Producer(OutputProducer):
    """fpdf2's writer, with the fonts of a `Sheet` instead of its own."""

    fpdf: Sheet

    def _add_fonts(self, *_: Any) -> dict[int, PDFFont | PDFType3Font]:
        return {at: self._embed(face, codes) for at, (face, codes) in enumerate(self.fpdf.codes.items(), 1)}

    def _embed(self, face: Face, codes: Codes) -> PDFFont:
        program, new_ids = _subset(face, {glyph for glyph, _ in codes})
        letters = f"{zlib.crc32(program):08x}".translate(_TAG)[:6]
        name = f"{letters}+{face.name}"
        widths = {code: round(face.advance(glyph)) for (glyph, _), code in codes.items()}

        stream = PDFFontStream(program)
        describe = _descriptor(face, name)
        cid_font = PDFFont(
            "CIDFontType0" if face.is_cff else "CIDFontType2",
            name,
            d_w=1000,
            w=f"[{' '.join(f'{code} [{width}]' for code, width in sorted(widths.items()))}]",
        )
        cid_font.font_descriptor = describe
        cid_font.c_i_d_system_info = CIDSystemInfo()
        if face.is_cff:
            cid_font.c_i_d_system_info.ordering = PDFString("Identity")
            stream.subtype = Name("CIDFontType0C")  # type: ignore[attr-defined]
            describe.font_file3 = stream  # type: ignore[attr-defined]
        else:
            glyphs = [0] * (max(codes.values()) + 1)
            for (glyph, _), code in codes.items():
                glyphs[code] = new_ids[glyph]
            cid_font.c_i_d_to_g_i_d_map = PDFContentStream(struct.pack(f">{len(glyphs)}H", *glyphs), compress=True)
            describe.font_file2 = stream  # type: ignore[attr-defined]
        font = PDFFont("Type0", name, encoding="Identity-H")
        font.descendant_fonts = PDFArray([cid_font])
        font.to_unicode = PDFContentStream(_to_unicode(codes), compress=True)
        for part in (font, cid_font, font.to_unicode, cid_font.c_i_d_system_info, describe, stream):
            self._add_pdf_obj(part, "fonts")
        if cid_font.c_i_d_to_g_i_d_map:
            self._add_pdf_obj(cid_font.c_i_d_to_g_i_d_map, "fonts")
        return font


def _operators(piece: Piece, size: float, codes: Codes) -> str:
    """The operators that show one piece, adding its glyphs to `codes`."""
    shown: list[str] = []
    array = ""
    rise = error = 0.0  # how far the next glyph is to be from where the pen stands, in thousandths of an em
    for glyph in piece.glyphs:
        if glyph.dy != rise:
            shown += [f"[{array}] TJ"] if array else []
            shown.append(f"{_number(glyph.dy * size / 1000)} Ts")
            array, rise = "", glyph.dy
        error += glyph.dx
        if move := round(error):
            array += str(-move)
            error -= move
        key = (glyph.id, glyph.text)
        if piece.face.is_cff:  # the codes of such a font are its glyph numbers
            code = glyph.id
            if not any(glyph.id == known for known, _ in codes):
                codes[key] = code
        else:
            code = codes.setdefault(key, len(codes) + 1)
        array += f"<{code:04X}>"
        error += glyph.advance - glyph.nominal - glyph.dx
    array += str(-round(error)) if round(error) else ""
    shown.append(f"[{array}] TJ".replace("><", ""))
    return " ".join([*shown, "0 Ts"] if rise else shown)


def _subset(face: Face, glyphs: set[int]) -> tuple[bytes, dict[int, int]]:
    """The font program with only those glyphs, and their numbers in it."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.ljust(4).encode()) for tag in _DROPPED)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    plan = hb.SubsetPlan(face.face, wanted)
    made = plan.execute()
    blob = made.reference_table("CFF ") if face.is_cff else made.blob
    return bytes(blob.data), dict(plan.old_to_new_glyph_mapping)


def _descriptor(face: Face, name: str) -> PDFFontDescriptor:
    extents = face.font.get_font_extents("ltr")
    box = struct.unpack(">4h", face.face.reference_table("head").data[36:44])
    bold, italic = "Bold" in face.name, "Italic" in face.name
    descriptor = PDFFontDescriptor(
        ascent=round(extents.ascender * face.scale),
        descent=round(extents.descender * face.scale),
        cap_height=714,
        flags=FontDescriptorFlags(4 | 64 * italic),  # symbolic, italic
        font_b_box=f"[{' '.join(str(round(edge * face.scale)) for edge in box)}]",
        italic_angle=-12 if italic else 0,
        stem_v=140 if bold else 90,
        missing_width=1000,
    )
    descriptor.font_name = Name(name)
    return descriptor


def _to_unicode(codes: Codes) -> bytes:
    """The map from codes to text, in blocks of at most a hundred lines."""
    lines = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>\n" for (_, text), code in codes.items()]
    blocks = (lines[at : at + 100] for at in range(0, len(lines), 100))
    return _CMAP.replace(
        "{}", "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    ).encode()


def _number(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _color(color: Color) -> str:
    return " ".join(f"{part:.3g}" for part in color)
