"""Terminals of every kind, size and encoding: the app works there and rests, or it says what it needs."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.terminal.conftest import Start, Terminal, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

CALM = 60_000
"""Bytes; a screen of 80 by 24 takes less than ten thousand."""
UNSIZED = "import struct; fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', {}, {}, 0, 0))"
TITLES = (
    "தமிழ் பாடம் இரண்டு",
    "മലയാളം പാഠം",
    "ශ්\u200dරී ලංකා පාඩම",
    "বাংলা পাঠ",
    "తెలుగు పాఠం",
    "ಕನ್ನಡ ಪಾಠ",
    "ગુજરાતી પાઠ",
    "ភាសាខ្មែរ មេរៀន",
    "မြန်မာ သင်ခန်းစာ",
    "\u1112\u119e\u11ab글 옛",
    "㉈ e\u0301 Łukasz",
    "Plain",
    "👩\u200d⚕\ufe0f 👨\u200d👩\u200d👧",
    "❤\ufe0f 👍🏽 🇩🇪",
)


@pytest.fixture(autouse=True)
def _ready() -> None:
    now = datetime.now(UTC)
    talk = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=now + timedelta(days=1))
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("going", talk)])


def is_calm(app: Terminal) -> None:
    """It rests, and ends at q."""
    app.rests()
    assert len(app.raw) < CALM
    app.quits()
    assert len(app.raw) < CALM


@pytest.mark.parametrize("size", [(0, 0), (80, 0), (0, 24)])
def test_a_terminal_without_a_size_has_80_by_24(start: Start, size: tuple[int, int]) -> None:
    app = start(before=UNSIZED.format(size[1], size[0]))
    app.sees("Going", "F1 help")
    assert "F1 help" in app.lines[23]
    is_calm(app)


def test_a_size_that_comes_late_is_taken(start: Start) -> None:
    app = start(before=UNSIZED.format(0, 0))
    app.sees("Going", "F1 help")
    app.resize(100, 30)
    app.sees("Current progress")  # beside the list, where there is room
    assert "F1 help" in app.lines[29]
    is_calm(app)


def test_a_size_that_comes_while_it_starts_is_taken(start: Start) -> None:
    app = start(before=UNSIZED.format(0, 0))
    app.waits(lambda: b"\x1b[?1049h" in app.raw, "the app's screen")
    for columns in (90, 70, 100):
        app.resize(columns, 30)
    app.sees("Current progress")
    assert "F1 help" in app.lines[29]
    is_calm(app)


GROWS_WHILE_ASKED = """
import fcntl, struct, termios
from ce_tui import cli, terminal
asked, sizes = terminal.size, []
def size(*more):
    sizes.append(found := asked(*more))
    if sizes.count({0}) == {1}:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    return found
terminal.size = size
cli.main()
"""


@pytest.mark.parametrize("first", [True, False], ids=["the first", "a later one"])
def test_a_size_that_comes_while_the_one_before_is_read_is_taken(start: Start, first: bool) -> None:
    app = start(code=GROWS_WHILE_ASKED.format((80, 24) if first else (90, 30), 2 if first else 1))
    if not first:
        app.sees("Going", "F1 help")
        app.resize(90, 30)
    app.waits(lambda: app.size == (100, 30), "the terminal's own growth")
    app.resize(100, 30)  # the picture of it
    app.sees("Current progress")
    is_calm(app)


@pytest.mark.parametrize("kind", ["unknown", ""])
def test_a_kind_of_terminal_that_may_do(start: Start, kind: str) -> None:
    app = start(TERM=kind)
    app.sees("Going", "F1 help")
    is_calm(app)


@pytest.mark.parametrize("command", [(), ("demo",), ("browse",), ("kiosk",)])
def test_a_kind_of_terminal_that_cannot_do(start: Start, command: tuple[str, ...]) -> None:
    app = start(*command, TERM="dumb")
    assert app.ends(20) == 2
    assert "“dumb”" in app.text
    assert "Set TERM" in app.text
    assert b"\x1b" not in app.raw


@pytest.mark.parametrize("size", [("60", "200"), ("1000000000", "1" * 80)])
def test_the_size_is_the_terminals_not_the_environments(start: Start, size: tuple[str, str]) -> None:
    app = start(LINES=size[0], COLUMNS=size[1])
    app.sees("Going", "F1 help")
    assert "F1 help" in app.lines[23]
    assert all(int(row) <= 24 for row in re.findall(rb"\x1b\[(\d+);\d+H", app.raw))
    is_calm(app)


def test_an_environment_beyond_all_measure_does_not_size_what_has_no_size(start: Start) -> None:
    app = start(before=UNSIZED.format(0, 0), LINES="24", COLUMNS="1000000000")
    app.sees("Going")
    app.press("q")
    assert app.ends() == 0


def test_nothing_in_the_environment_tells_textual_what_to_do(start: Start) -> None:
    told: dict[str, Any] = {
        "DRIVER": "evil:Driver",
        "COLOR_SYSTEM": "nonsense",
        "PRESS": "ctrl+q",
        "LOG": "leak.log",
        "SCREENSHOT": "0",
    }
    app = start(**{f"TEXTUAL_{name}": value for name, value in told.items()}, ESCDELAY="99999999")
    app.sees("Going", "F1 help")
    is_calm(app)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "gbk"])
def test_an_old_encoding_shows_what_it_can(start: Start, encoding: str) -> None:
    app = start(PYTHONIOENCODING=encoding)
    app.sees("Going", "F1 help")
    assert "----" in app.lines[2]
    assert "\\" not in app.text
    app.raw.decode(encoding)
    is_calm(app)


def test_keys_come_in_the_encoding_of_the_terminal(start: Start) -> None:
    app = start(PYTHONIOENCODING="iso-8859-1")
    app.sees("Going", "F1 help")
    app.send("/")
    app.send("café".encode("iso-8859-1"))
    app.sees("Nothing matches this filter.")
    app.waits(lambda: b"caf\xe9" in app.raw or b"\xe9" in app.raw, "what was typed")
    assert b"?" not in app.raw[app.raw.rfind(b"caf") :][:10]
    app.press("escape")
    is_calm(app)


def test_an_encoding_that_is_no_terminals_is_refused(start: Start) -> None:
    app = start(PYTHONIOENCODING="utf-16")
    assert app.ends(20) == 2
    assert "UTF-8".encode("utf-16-le") in app.raw


def test_what_stands_behind_a_title_stands_in_one_column_whatever_the_script(start: Start) -> None:
    with store() as found:
        view = found.credits.view("ada", found.credits.find("going"), datetime.now(UTC))
        titled = [replace(credit(f"c{n}", *view.credit.contents), title=title) for n, title in enumerate(TITLES)]
        found.catalogs.load(Organization("org", "Northwind"), titled)
    app = start()
    app.sees("1.00 hour", "F1 help")
    rows = [cells for cells in app.cells if "%" in cells]
    assert len(rows) >= len(TITLES)
    assert len({cells.index("%") for cells in rows}) == 1
    assert len({"".join(cell or " " for cell in cells[45:]).index("1.00") for cells in rows}) == 1
    app.press("down", "down")
    app.quits()


@pytest.mark.parametrize("page", ["\x1b[5~", "\x1b[6~"])
def test_a_page_turned_in_the_palette_before_it_is_there(start: Start, page: str) -> None:
    app = start()
    app.sees("Going", "F1 help")
    for delay in (0.0, 0.02, 0.04):
        app.send("\x10")
        app.rests(delay)
        app.send(page)
        app.sees("Search for commands")
        app.press("escape")
        app.misses("Search for commands")
    app.quits()
