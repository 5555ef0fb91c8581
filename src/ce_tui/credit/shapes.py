"""What shape a file has, by its first bytes, so that one that is given at the wrong place is named for what it is."""

import json
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
    SPREADSHEET_XML = "a spreadsheet (an Excel workbook in XML)"
    OPEN_SPREADSHEET = "a spreadsheet (OpenDocument, a ZIP file)"
    DOCUMENT = "a text document (a ZIP file)"
    PRESENTATION = "a presentation (a ZIP file)"
    APPLE = "a document of Numbers, Pages or Keynote (a ZIP file)"
    BOOK = "an e-book (EPUB, a ZIP file)"
    H5P = "an H5P package"
    PACKAGE = "a course package (SCORM or Common Cartridge)"
    CMI5 = "a course package (cmi5 or Tin Can)"
    QTI = "a test (QTI)"
    OLD_OFFICE = "a spreadsheet or document of an old Office program (such as an Excel workbook, .xls)"
    ZIP = "a ZIP file"
    COMPRESSED = "a compressed file (such as gzip)"
    PDF = "a PDF"
    POSTSCRIPT = "a PostScript file"
    PICTURE = "a picture"
    FILM = "a film or a sound"
    DATABASE = "a database (SQLite)"
    RICH_TEXT = "a text document (RTF)"
    UTF_16 = "text in UTF-16 or UTF-32"
    HTML = "a web page (HTML)"
    FEED = "a news feed (RSS or Atom)"
    XML = "an XML file of another kind"
    CARDS = "an address book (vCard)"
    TABLE = "a table (CSV)"
    CALIPER = "a file of Caliper events"
    INDICO = "an answer of Indico's API"
    RECORDINGS = "a list of recordings (such as media.ccc.de has)"
    BADGE = "a badge (Open Badges)"
    PROFILE = "an xAPI profile, which says how statements are written"
    MAIL = "an e-mail"
    HEADERS = "a web server's answer with its headers"
    MULTIPART = "a web server's answer in several parts (multipart)"
    POINTER = "a pointer of Git LFS, which stands for the file"
    ZEROS = "a file of zero bytes, as a copy that failed leaves it"
    BINARY = "no text"


PLACES = {Shape.STATEMENTS: "ingest", Shape.SCHEDULE: "import", Shape.CATALOG: "import"}
"""Which command takes a file of that shape."""
INSTEAD = {
    "ingest": "Export xAPI statements (JSON) from the system that recorded them.",
    "import": "Give a catalog (YAML or JSON), or a schedule as frab or pretalx export it (JSON or XML).",
}
_ELSEWHERE = {
    **dict.fromkeys((Shape.ZIP, Shape.COMPRESSED), "Unpack it first, and give the file in it."),
    Shape.UTF_16: "Save it as UTF-8.",
    Shape.HEADERS: "Save it again without them, such as without `-i` of curl.",
    Shape.MULTIPART: "Save the part that is JSON as a file of its own, and give that.",
    Shape.POINTER: "Get the file itself, such as with `git lfs pull`.",
    Shape.ZEROS: "Copy or export it again.",
}
"""What to do with a shape whatever the command."""
_HEADS = {
    b"%PDF-": Shape.PDF,
    b"%!PS": Shape.POSTSCRIPT,
    b"SQLite format 3\0": Shape.DATABASE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Shape.OLD_OFFICE,
    b"{\\rtf": Shape.RICH_TEXT,
    **dict.fromkeys((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"), Shape.UTF_16),
    **dict.fromkeys((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8"), Shape.PICTURE),
    **dict.fromkeys(
        (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf'\x1c", b"\x28\xb5\x2f\xfd", b"Rar!"), Shape.COMPRESSED
    ),
    **dict.fromkeys((b"\x1f\x9d", b"\x04\x22\x4d\x18", b"\x5d\0\0", b"MSCF"), Shape.COMPRESSED),
    **dict.fromkeys((b"RIFF", b"ID3", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3"), Shape.FILM),
}
_ENTRY = re.compile(rb"PK\x03\x04.{26}(?=\0*([ -~]{1,80}))", re.S)
"""An entry of a ZIP file: its name, and what follows it."""
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_ZIPPED = {
    b"xl/": Shape.SPREADSHEET,
    _OPENDOCUMENT + b"spreadsheet": Shape.OPEN_SPREADSHEET,
    _OPENDOCUMENT + b"presentation": Shape.PRESENTATION,
    _OPENDOCUMENT + b"text": Shape.DOCUMENT,
    b"word/": Shape.DOCUMENT,
    b"ppt/": Shape.PRESENTATION,
    b"Index/": Shape.APPLE,
    b"mimetypeapplication/epub": Shape.BOOK,
    b"META-INF/container.xml": Shape.BOOK,
    b"h5p.json": Shape.H5P,
    b"imsmanifest.xml": Shape.PACKAGE,
    b"cmi5.xml": Shape.CMI5,
    b"tincan.xml": Shape.CMI5,
}
"""How the names of entries begin (an entry `mimetype` is stored as it is, right behind its name)."""
_KEY = r'"\s*:'
_TEXTS = (
    (r"BEGIN:V(?:CALENDAR|EVENT)|\[\s*\"vcalendar\"", Shape.CALENDAR),
    (r"BEGIN:VCARD", Shape.CARDS),
    (r"<!doctype html|<(?:html|head|body|table|div|meta|script)\b", Shape.HTML),
    (r"<schedule\b", Shape.SCHEDULE),
    (r"<icalendar\b", Shape.CALENDAR),
    (r"<(?:rss|feed|rdf:rdf)\b", Shape.FEED),
    (r"<manifest\b", Shape.PACKAGE),
    (r"<(?:courseStructure|tincan)\b", Shape.CMI5),
    (r"<(?:assessment\w*|questestinterop)\b", Shape.QTI),
    (r"<Workbook\b", Shape.SPREADSHEET_XML),
    (r"<[a-z]", Shape.XML),
    (rf'\s*[\[{{](?s:(?=.*"actor{_KEY})(?=.*"verb{_KEY}))', Shape.STATEMENTS),
    (rf'\s*\{{(?s:(?=.*"schedule{_KEY})(?=.*"conference{_KEY}))', Shape.SCHEDULE),
    (rf'\s*\{{(?s:(?=.*"organization{_KEY})(?=.*"credits{_KEY}))', Shape.CATALOG),
    (r"\s*[\[{](?s:.*ctx/caliper/)", Shape.CALIPER),
    (rf'\s*[\[{{](?s:.*"_type{_KEY}\s*"HTTPAPIResult")', Shape.INDICO),
    (rf'\s*[\[{{](?s:.*"kind{_KEY}\s*"calendar\#)', Shape.CALENDAR),
    (rf'\s*[\[{{](?s:(?=.*"release_date{_KEY})(?=.*"(?:frontend_link|recordings){_KEY}))', Shape.RECORDINGS),
    (rf'\s*\{{(?s:.*"mainLibrary{_KEY}\s*"H5P\.)', Shape.H5P),
    (r"\s*\{(?s:.*(?:w3id\.org/openbadges/|purl\.imsglobal\.org/spec/ob/))", Shape.BADGE),
    (rf'\s*\{{(?s:(?=.*w3id\.org/xapi/profiles)(?=.*"type{_KEY}\s*"Profile"))', Shape.PROFILE),
    (r"(?:HTTP/[\d.]+ \d{3}\b|Content-Type: ?\w+/)", Shape.HEADERS),
    (r"--\S{1,70}\r?\nContent-", Shape.MULTIPART),
    (r"(?:From \S+@|Received: |Return-Path: |Delivered-To: |MIME-Version: |From: .*\r?\nTo: )", Shape.MAIL),
    (r"version https://git-lfs", Shape.POINTER),
)
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\f\r\x1b\x1e"})
_PROLOG = re.compile(r"\s*(?:<\?[^>]{0,2000}\?>\s*|<!--.{0,5000}?-->\s*|<!DOCTYPE(?! html)[^>]{0,2000}>\s*)*", re.S)
_CATALOG = re.compile(r"^(?:organization|credits)\s*:", re.M)


def shape_of(data: bytes) -> Shape | None:
    """What a file is; None when its beginning does not tell."""
    start = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf\r\n ")
    for head, shape in _HEADS.items():
        if data.startswith(head) or (shape is Shape.PDF and start.startswith(head)):
            return shape
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        names = _ENTRY.findall(data)
        return next((shape for mark, shape in _ZIPPED.items() for name in names if name.startswith(mark)), Shape.ZIP)
    if data[4:8] == b"ftyp":
        return Shape.FILM
    if data[257:262] == b"ustar" or (data[1:4] == b"\x2a\x4d\x18" and data[0] >> 4 == 5):
        return Shape.COMPRESSED
    if _is_wide(data[:8]):
        return Shape.UTF_16
    if data and not data.strip(b"\0"):
        return Shape.ZEROS
    if _is_binary(data[:1024].rstrip(b"\0")):
        return Shape.BINARY
    text = data[:_LOOKED_AT].decode("utf-8-sig", "replace")
    begins = text[match.end() :] if (match := _PROLOG.match(text)) else text
    for pattern, shape in _TEXTS:
        if re.match(pattern, begins, re.I):
            return shape
    if _CATALOG.search(text):
        return Shape.CATALOG
    return Shape.TABLE if _is_table(text) else None


def _is_wide(head: bytes) -> bool:
    """Whether a file begins with characters of two or four bytes."""
    return any(
        len(head) >= 2 * size
        and all(
            0x20 <= head[n] < 0x7F or head[n] in b"\t\r\n" if n % size == at else not head[n] for n in range(len(head))
        )
        for size in (2, 4)
        for at in (0, size - 1)
    )


def _is_binary(head: bytes) -> bool:
    """Whether a file begins with what no text holds: many control characters, or some among what is no UTF-8."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return controls > 0
    return controls * 10 > len(head)


def _is_table(text: str) -> bool:
    """Whether the first lines all have the same number of columns, and more than one, or two in a row have several."""
    lines = [line for line in re.sub(r'"[^"]*"', '""', text.lstrip()).splitlines()[:40] if line.strip()]
    if len(lines) < 2 or re.match(r"[\[{]|\s*- ", lines[0]):
        return False
    for mark in ",;\t|":
        columns = [len(line.split(mark)) for line in lines]
        if len({*columns[:5]}) == 1 < columns[0]:
            return True
        several = 2 if mark == "\t" else 4
        if any(
            one == other >= several and not re.search(r"[{}]|^\s*- ", line)
            for one, other, line in zip(columns, columns[1:], lines, strict=False)
        ):
            return True
    return False


def is_cut_off(error: json.JSONDecodeError) -> bool:
    """Whether JSON ends before it is over, in a word, a number or a string or behind any of them."""
    rest = error.doc[error.pos :]
    unfinished = any(word.startswith(rest) for word in ("true", "false", "null")) or re.fullmatch(
        r"[-.\deE+]{1,9}", rest
    )
    return error.doc.lstrip()[:1] in ("[", "{") and (bool(unfinished) or error.msg.startswith("Unterminated string"))


def misplaced(data: bytes, command: str) -> str:
    """What a file is that `command` (`import` or `ingest`) cannot take, and what to give instead, in two sentences;
    "" where its beginning does not tell against it.
    """
    shape = shape_of(data)
    if shape is None or PLACES.get(shape) == command:
        return ""
    if shape in PLACES:
        instead = f"Take it in with `ce-tui {PLACES[shape]} FILE`."
    else:
        instead = _ELSEWHERE.get(shape, INSTEAD[command])
    return f"This is {shape}. {instead}"
