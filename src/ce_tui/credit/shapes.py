"""What shape a file has, by its first bytes, so that one that is given at the wrong place is named for what it is."""

import re
from enum import StrEnum

_LOOKED_AT = 65_536
"""So many bytes of a text are looked at."""


class Shape(StrEnum):
    """What a file is, as a sentence says it: “This is …”."""

    STATEMENTS = "a file of xAPI statements"
    SCHEDULE = "a conference schedule"
    CATALOG = "a catalog"
    CALENDAR = "a calendar (iCalendar)"
    SPREADSHEET = "a spreadsheet (an Excel workbook, a ZIP file)"
    OPEN_SPREADSHEET = "a spreadsheet (OpenDocument, a ZIP file)"
    DOCUMENT = "a text document (a ZIP file)"
    OLD_OFFICE = "a spreadsheet or document of an old Office program (such as an Excel workbook, .xls)"
    ZIP = "a ZIP file"
    COMPRESSED = "a compressed file (such as gzip)"
    PDF = "a PDF"
    PICTURE = "a picture"
    DATABASE = "a database (SQLite)"
    RICH_TEXT = "a text document (RTF)"
    UTF_16 = "text in UTF-16 or UTF-32"
    HTML = "a web page (HTML)"
    FEED = "a news feed (RSS or Atom)"
    XML = "an XML file of another kind"
    CARDS = "an address book (vCard)"
    TABLE = "a table (CSV)"


PLACES = {Shape.STATEMENTS: "ingest", Shape.SCHEDULE: "import", Shape.CATALOG: "import"}
"""Which command takes a file of that shape."""
_INSTEAD = {
    "ingest": "Export xAPI statements (JSON) from the system that recorded them.",
    "import": "Give a catalog (YAML or JSON), or a schedule as frab or pretalx export it (JSON or XML).",
}
_HEADS = {
    b"%PDF-": Shape.PDF,
    b"SQLite format 3\0": Shape.DATABASE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Shape.OLD_OFFICE,
    b"{\\rtf": Shape.RICH_TEXT,
    **dict.fromkeys((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"), Shape.UTF_16),
    **dict.fromkeys((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8"), Shape.PICTURE),
    **dict.fromkeys((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf'\x1c", b"\x28\xb5\x2f\xfd", b"Rar!"),
                    Shape.COMPRESSED),
}  # fmt: skip
_ZIPPED = {
    b"xl/": Shape.SPREADSHEET,
    b"opendocument.spreadsheet": Shape.OPEN_SPREADSHEET,
    b"word/": Shape.DOCUMENT,
    b"opendocument.text": Shape.DOCUMENT,
}
_KEY = r'"\s*:'
_TEXTS = (
    (r"BEGIN:VCALENDAR|\[\s*\"vcalendar\"", Shape.CALENDAR),
    (r"BEGIN:VCARD", Shape.CARDS),
    (r"<!doctype html|<(?:html|head|body|table|div|meta|script)\b", Shape.HTML),
    (r"<schedule\b", Shape.SCHEDULE),
    (r"<icalendar\b", Shape.CALENDAR),
    (r"<(?:rss|feed|rdf:rdf)\b", Shape.FEED),
    (r"<[a-z]", Shape.XML),
    (rf'\s*[\[{{](?s:(?=.*"actor{_KEY})(?=.*"verb{_KEY}))', Shape.STATEMENTS),
    (rf'\s*\{{(?s:(?=.*"schedule{_KEY})(?=.*"conference{_KEY}))', Shape.SCHEDULE),
    (rf'\s*\{{(?s:(?=.*"organization{_KEY})(?=.*"credits{_KEY}))', Shape.CATALOG),
)  # fmt: skip
_PROLOG = re.compile(r"\s*(?:<\?[^>]{0,2000}\?>\s*|<!--.{0,5000}?-->\s*|<!DOCTYPE(?! html)[^>]{0,2000}>\s*)*", re.S)
_CATALOG = re.compile(r"^(?:organization|credits)\s*:", re.M)


def shape_of(data: bytes) -> Shape | None:
    """What a file is; None when its beginning does not tell."""
    for head, shape in _HEADS.items():
        if data.startswith(head):
            return shape
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((shape for mark, shape in _ZIPPED.items() if mark in data), Shape.ZIP)
    if data[257:262] == b"ustar":
        return Shape.COMPRESSED
    if len(data) >= 4 and 0 in data[:4] and any(data[:4]):
        return Shape.UTF_16
    text = data[:_LOOKED_AT].decode("utf-8-sig", "replace")
    begins = text[match.end() :] if (match := _PROLOG.match(text)) else text
    for pattern, shape in _TEXTS:
        if re.match(pattern, begins, re.I):
            return shape
    if _CATALOG.search(text):
        return Shape.CATALOG
    return Shape.TABLE if _is_table(text) else None


def _is_table(text: str) -> bool:
    """Whether the first lines all have the same number of columns, and more than one."""
    lines = [line for line in text.lstrip().splitlines()[:5] if line.strip()]
    if len(lines) < 2 or lines[0].startswith(("{", "[")):
        return False
    return any(
        len({len(re.sub(r'"[^"]*"', "", line).split(mark)) for line in lines}) == 1 and mark in lines[0]
        for mark in ",;\t"
    )


def misplaced(data: bytes, command: str) -> str:
    """What a file is that `command` (`import` or `ingest`) cannot take, and what to give instead, in two sentences;
    "" where its beginning does not tell against it.
    """
    shape = shape_of(data)
    if shape is None or PLACES.get(shape) == command:
        return ""
    if shape in PLACES:
        instead = f"Take it in with `ce-tui {PLACES[shape]} FILE`."
    elif shape is Shape.UTF_16:
        instead = "Save it as UTF-8."
    elif shape in (Shape.ZIP, Shape.COMPRESSED):
        instead = "Unpack it first, and give the file in it."
    else:
        instead = _INSTEAD[command]
    return f"This is {shape}. {instead}"
