"""Files of another shape are named for what they are, with what to give instead."""

import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.shapes import Shape, misplaced, shape_of


def zipped(*names: str, first: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)  # of one date for good: it stands in the tests' names
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "<x/>")
    return file.getvalue()


PACKED = gzip.compress(b"[]", mtime=0)


STATEMENT = {"id": "a", "actor": {"mbox": "mailto:a@b.c"}, "verb": {"id": "v"}, "object": {"id": "o"}}
FRAB = {"schedule": {"version": "1", "conference": {"days": []}}}


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), Shape.SPREADSHEET),
        (zipped("content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"), Shape.OPEN_SPREADSHEET),
        (zipped("[Content_Types].xml", "word/document.xml"), Shape.DOCUMENT),
        (zipped("statements.json"), Shape.ZIP),
        (zipped(), Shape.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Shape.OLD_OFFICE),
        (b"%PDF-1.7\n", Shape.PDF),
        (PACKED, Shape.COMPRESSED),
        (b"SQLite format 3\0" + bytes(80), Shape.DATABASE),
        (b"\x89PNG\r\n\x1a\n", Shape.PICTURE),
        (b"{\\rtf1\\ansi", Shape.RICH_TEXT),
        ("[]".encode("utf-16"), Shape.UTF_16),
        ("[]".encode("utf-16-le"), Shape.UTF_16),
        ('{"statements"'.encode("utf-16-be"), Shape.UTF_16),
        ("[]".encode("utf-32"), Shape.UTF_16),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", Shape.CALENDAR),
        (b"\xef\xbb\xbfbegin:vcalendar\nVERSION:2.0", Shape.CALENDAR),
        (b'["vcalendar", [["version"]]]', Shape.CALENDAR),
        (b'<?xml version="1.0"?>\n<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0">', Shape.CALENDAR),
        (b"BEGIN:VCARD\nFN:Kim\n", Shape.CARDS),
        (b"<!DOCTYPE html><title>Sign in</title>", Shape.HTML),
        (b'<?xml version="1.0"?>\n<!-- saved -->\n<HTML>', Shape.HTML),
        (b"<?xml version='1.0'?><!-- by frab --><schedule><conference>", Shape.SCHEDULE),
        (b'<rss version="2.0">', Shape.FEED),
        (b'<?xml version="1.0"?><pentabarf/>', Shape.XML),
        (b"Name,Join time,Leave time\nKim,10:00,11:00\nPat,10:01,11:00\n", Shape.TABLE),
        ("Name;Beginn\n\"Alder; Kim\";10:00\n".encode("latin-1"), Shape.TABLE),
        (b"Name\tFrom\nKim\t10:00\n", Shape.TABLE),
        (json.dumps(STATEMENT).encode(), Shape.STATEMENTS),
        (json.dumps([STATEMENT], indent=2).encode(), Shape.STATEMENTS),
        (json.dumps({"more": "", "statements": [STATEMENT]}).encode(), Shape.STATEMENTS),
        (json.dumps(FRAB).encode(), Shape.SCHEDULE),
        (b"organization: {id: a}\ncredits: []\n", Shape.CATALOG),
        (b"# Ours\n\ncredits:\n  - id: a\n", Shape.CATALOG),
        (b'{"organization": {}, "credits": []}', Shape.CATALOG),
        (b"", None),
        (b"[]", None),
        (b'{"id": 1}', None),
        (b"One line, with a comma\n", None),
        (b'{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n', None),
        (bytes(9), None),
    ],
)  # fmt: skip
def test_what_a_file_is(data: bytes, shape: Shape | None) -> None:
    assert shape_of(data) is shape


@pytest.mark.parametrize(
    ("data", "command", "sentences"),
    [
        (b"%PDF-1.7", "ingest", "This is a PDF. Export xAPI statements (JSON) from the system that recorded them."),
        (PACKED, "ingest", "This is a compressed file (such as gzip). Unpack it first, and give the file in it."),
        (b"\xff\xfe[\0]\0", "ingest", "This is text in UTF-16 or UTF-32. Save it as UTF-8."),
        (json.dumps(FRAB).encode(), "ingest", "This is a conference schedule. Take it in with `ce-tui import FILE`."),
        (json.dumps(FRAB).encode(), "import", ""),
        (b"credits:\n", "ingest", "This is a catalog. Take it in with `ce-tui import FILE`."),
        (json.dumps([STATEMENT]).encode(), "import", "This is a file of xAPI statements. Take it in with "
                                                     "`ce-tui ingest FILE`."),
        (json.dumps([STATEMENT]).encode(), "ingest", ""),
        (b"BEGIN:VCALENDAR", "import", "This is a calendar (iCalendar). Give a catalog (YAML or JSON), or a schedule "
                                       "as frab or pretalx export it (JSON or XML)."),
    ],
)  # fmt: skip
def test_what_to_give_instead(data: bytes, command: str, sentences: str) -> None:
    assert misplaced(data, command) == sentences


@given(st.binary(max_size=300) | st.text(alphabet='<{[",;:\n abc!-?PK\x03\0', max_size=300).map(str.encode))
def test_any_bytes_are_looked_at_without_harm(data: bytes) -> None:
    assert misplaced(data, "import") == "" or misplaced(data, "ingest").endswith(".")


def test_much_of_anything_is_looked_at_in_time() -> None:
    for text in (b"<" * 10**6, b"<!--" * 10**5, b"<?" * 10**6, b'"' * 10**6, b'{"actor"' * 10**5, b",\n" * 10**6):
        assert shape_of(text) in (None, Shape.TABLE)
