"""Files of another shape are named for what they are, with what to give instead."""

import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.shapes import Shape, is_cut_off, misplaced, shape_of


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
        ('Name;Beginn\n"Alder; Kim";10:00\n'.encode("latin-1"), Shape.TABLE),
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
        (bytes(9), Shape.ZEROS),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), Shape.PRESENTATION),
        (zipped(first=b"application/vnd.oasis.opendocument.presentation"), Shape.PRESENTATION),
        (zipped("Index/Document.iwa", "Metadata/Properties.plist"), Shape.APPLE),
        (zipped("META-INF/container.xml", first=b"application/epub+zip"), Shape.BOOK),
        (zipped("imsmanifest.xml", "index.html"), Shape.PACKAGE),
        (zipped("cmi5.xml"), Shape.CMI5),
        (zipped("h5p.json", "content/content.json"), Shape.H5P),
        (zipped("notes/about xl/ and word/.txt"), Shape.ZIP),
        (b'<?xml version="1.0"?><manifest identifier="a"/>', Shape.PACKAGE),
        (b'<?xml version="1.0"?><courseStructure/>', Shape.CMI5),
        (b'<?xml version="1.0"?><assessmentItem identifier="q"/>', Shape.QTI),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', Shape.SPREADSHEET_XML),
        (b"\n\n%PDF-1.4\n", Shape.PDF),
        (b"\xef\xbb\xbf%PDF-1.4\n", Shape.PDF),
        (b"\0\0\0\x18ftypmp42" + bytes(40), Shape.FILM),
        (b"\0\0\0\x20ftypheic" + bytes(40), Shape.FILM),
        (b"ID3\3\0", Shape.FILM),
        (b"\x1f\x9d\x90" + bytes(9), Shape.COMPRESSED),
        (b"\x50\x2a\x4d\x18\4\0\0\0", Shape.COMPRESSED),
        (b"\x5d\0\0\x80\0" + bytes(8), Shape.COMPRESSED),
        (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", Shape.BINARY),
        (b"\x16\0\0\0\2hello\0\6\0\0\0world\0\0", Shape.BINARY),
        (b"\x80\4\x95\x10\0\0\0", Shape.BINARY),
        ("Name: Kim Müller\n".encode("latin-1"), None),
        (b'{"a": "\7"}', None),
        (b"From: a@b.c\nTo: d@e.f\nSubject: x\n\nHello\n", Shape.MAIL),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[]", Shape.HEADERS),
        (b"--abc\r\nContent-Type: application/json\r\n\r\n[]\r\n--abc--", Shape.MULTIPART),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", Shape.POINTER),
        (b'{"data": [{"@context": "http://purl.imsglobal.org/ctx/caliper/v1p2"}]}', Shape.CALIPER),
        (b'{"count": 1, "_type": "HTTPAPIResult", "results": {}}', Shape.INDICO),
        (b'{"kind": "calendar#events", "items": []}', Shape.CALENDAR),
        (b'{"@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context.json"], "id": "x"}', Shape.BADGE),
        (b'{"@context": "https://w3id.org/xapi/profiles/context", "type": "Profile"}', Shape.PROFILE),
        (b"BEGIN:VEVENT\nSUMMARY:Knots\nEND:VEVENT\n", Shape.CALENDAR),
        (b'"Name","Note"\r\n"Kim","two\r\nlines"\r\n', Shape.TABLE),
        (b"Meeting ID,Topic,Start,End\n1,X,10:00,11:00\n\nName,Email,Join,Leave,Guest\nKim,,1,2,No\n", Shape.TABLE),
        (b"1. Summary\nMeeting title\tX\n\n2. Participants\nName\tFirst join\tLast leave\nKim\t1\t2\n", Shape.TABLE),
        (b"- { kind: video, id: f, title: F }\n- { kind: video, id: g, title: G }\n", None),
        (b"- first, second\n  third, fourth\n", None),
        (b"Dear Kim,\n\nsee you there.\nPat\n", None),
        (b"Notes\nWe met, talked, left.\nThey came, sat, ate.\n", None),
        (b"Report of the meeting\nName\tJoined\nKim\t10:00\n", Shape.TABLE),
        (b"Report of the meeting\nName,Join,Leave,Guest\nKim,1,2,No\n", Shape.TABLE),
        (b"a.json".ljust(257, b"\0") + b"ustar\x0000" + bytes(247), Shape.COMPRESSED),
        (" [1]".encode("utf-16-le"), Shape.UTF_16),
        (b"Name\1 M\xfcller and more\n", Shape.BINARY),
    ],
)
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
        (
            json.dumps([STATEMENT]).encode(),
            "import",
            "This is a file of xAPI statements. Take it in with `ce-tui ingest FILE`.",
        ),
        (json.dumps([STATEMENT]).encode(), "ingest", ""),
        (b"[]", "ingest", ""),  # nothing tells against it
        (b"", "import", ""),
        (
            b"BEGIN:VCALENDAR",
            "import",
            "This is a calendar (iCalendar). Give a catalog (YAML or JSON), or a schedule "
            "as frab or pretalx export it (JSON or XML).",
        ),
    ],
)
def test_what_to_give_instead(data: bytes, command: str, sentences: str) -> None:
    assert misplaced(data, command) == sentences


@given(st.binary(max_size=300) | st.text(alphabet='<{[",;:\n abc!-?PK\x03\0', max_size=300).map(str.encode))
def test_any_bytes_are_looked_at_without_harm(data: bytes) -> None:
    assert misplaced(data, "import") == "" or misplaced(data, "ingest").endswith(".")


def test_much_of_anything_is_looked_at_in_time() -> None:
    for text in (b"<" * 10**6, b"<!--" * 10**5, b"<?" * 10**6, b'"' * 10**6, b'{"actor"' * 10**5, b",\n" * 10**6):
        assert shape_of(text) in (None, Shape.TABLE)


@pytest.mark.parametrize(
    ("data", "instead"),
    [
        (b"HTTP/2 200 \r\ncontent-type: application/json\r\n\r\n[]", "Save it again without them"),
        (b"--b\r\nContent-Type: application/json\r\n\r\n[]", "Save the part that is JSON"),
        (bytes(4096), "Copy or export it again."),
        (b"version https://git-lfs.github.com/spec/v1\n", "`git lfs pull`"),
    ],
)
@pytest.mark.parametrize("command", ["import", "ingest"])
def test_what_to_do_with_it_is_the_same_for_every_command(command: str, data: bytes, instead: str) -> None:
    assert instead in misplaced(data, command)


def _cut(text: str) -> bool:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    return is_cut_off(caught.value)


WHOLE = json.dumps({"a": [1.25, -3e2, True, None, {"b": "x"}], "c": "y"})


@pytest.mark.parametrize("end", range(1, len(WHOLE)))
def test_json_that_ends_anywhere_too_early_is_cut_off(end: int) -> None:
    assert _cut(WHOLE[:end])


@pytest.mark.parametrize(
    "text", ['{"a": 1,}', '{"a" 1}', "[1] [2]", "// x\n[1]", "Name,From", "{'a': 1}", "[1 <html>", "tru"]
)
def test_json_that_is_wrong_in_itself_is_not(text: str) -> None:
    assert not _cut(text)
