"""A store that cannot be used: a sentence on the screen, keys that work, and an exit code that says so."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.terminal.conftest import Start, Terminal, credit, store, store_path

from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

# Even root asks for permission without these two powers (prctl: take them out of what a program can have).
NO_POWER = "import ctypes\nfor power in (1, 2): assert ctypes.CDLL(None).prctl(24, power, 0, 0, 0) == 0\n"
ASKING = NO_POWER if os.geteuid() == 0 else ""
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
"""No file can grow beyond 100 bytes."""


@pytest.fixture
def path() -> Path:
    """A good store with one credit that is ready and one that is not."""
    now = datetime.now(UTC)
    talk = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=now - timedelta(days=1))
    code = Content("code", ContentKind.SESSION, "With a Code", 60 * MINUTE, code="PLUM")
    why = Question("why", QuestionKind.SHORT_TEXT, "Why?")
    with store() as found:
        found.catalogs.load(
            Organization("org", "Northwind"), [credit("ready", talk, questions=(why,)), credit("going", code)]
        )
        found.sessions.attend("ada", found.credits.find("ready"), "talk", "", now)
    return store_path()


def other_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (id)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE holding")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def scrambled(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("title: Airway\n" * 500), "is not a ce-tui store; choose another file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty, so it is damaged; run `ce-tui store restore`"),
    "foreign": (other_program, "is a database of another program; choose another file"),
    "newer": (newer, "was written by a newer ce-tui"),
    "a folder": (a_folder, "cannot be opened"),
    "unreadable": (lambda path: path.chmod(0), "cannot be opened"),
    "in a closed folder": (lambda path: path.parent.chmod(0), "cannot be opened"),
    "without a table": (without_a_table, "is incomplete; run `ce-tui store restore`"),
    "cut": (cut, "is damaged; run `ce-tui store restore`"),
    "scrambled": (scrambled, "is damaged; run `ce-tui store restore`"),
}


def is_answering(app: Terminal) -> None:
    """Keys of all kinds neither end the app nor bring a traceback."""
    for key in ("1", "f1", "escape", "2", "enter", "3", "p", "escape", "/", "x", "escape", "?", "tab"):
        app.press(key)
    assert app.process.poll() is None
    assert b"Traceback" not in app.raw
    assert list(Path.home().rglob("crash-*.log")) == []


@pytest.mark.parametrize(("spoil", "said"), BAD.values(), ids=BAD)
def test_a_store_that_cannot_be_opened_is_told(
    start: Start, path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(path)
    app = start(size=(120, 30), before=ASKING)
    app.sees("The store cannot be opened", said)
    app.press("x", "1", "f1")
    app.sees("Keys of this screen")
    app.press("escape")
    app.sees("The store cannot be opened")
    app.quits(2)
    path.parent.chmod(0o700)
    assert b"Traceback" not in app.raw
    assert list(Path.home().rglob("crash-*.log")) == []


@pytest.mark.parametrize(
    ("before", "spoil", "said"),
    [(ASKING, lambda folder: folder.chmod(0o500), "folder"), (FULL, lambda folder: None, "The disk")],
    ids=["read-only", "full disk"],
)
def test_a_store_that_cannot_be_made_is_told(
    start: Start, path: Path, before: str, spoil: Callable[[Path], object], said: str
) -> None:
    path.unlink()
    spoil(path.parent)
    app = start(size=(120, 30), before=before)
    app.sees("The store cannot be opened", said)
    app.quits(2)
    path.parent.chmod(0o700)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("why", ["read-only", "full disk"])
def test_a_store_that_takes_no_more_can_be_looked_at_and_nothing_is_half_done(
    start: Start, path: Path, why: str
) -> None:
    whole, said = path.read_bytes(), {"read-only": "is read-only, so nothing was changed", "full disk": "The disk"}[why]
    if why == "read-only":
        path.chmod(0o400)
        path.parent.chmod(0o500)
    app = start(size=(120, 40), before=ASKING if why == "read-only" else FULL)
    app.sees("In Progress 1", "Ready to Claim 1", "Going")
    app.press("enter")
    app.sees("Contents", "With a Code")
    app.press("enter")
    app.sees("Record attendance")
    app.press("plum", "enter")
    app.sees(said)
    app.press("escape")
    app.sees("Contents")
    app.press("escape", "2")
    app.sees("↵ claim", "Ready")
    app.press("enter")
    app.sees(said)
    is_answering(app)
    app.press("escape")
    app.quits()
    path.parent.chmod(0o700)
    assert path.read_bytes() == whole
    assert [found for found in path.parent.rglob("*") if found.is_file()] == [path]  # and no half backup


def test_a_certificate_for_which_there_is_no_room_is_told_and_leaves_no_file(start: Start, path: Path) -> None:
    with store() as found:
        ready = found.credits.find("ready")
        view = found.credits.view("ada", ready, datetime.now(UTC))
        found.claims.make("ada", ready, ClaimRequest("r", view.choices[-1], "Ada Lovelace", {}), datetime.now(UTC))
    app = start(size=(120, 40), before=FULL)
    app.sees("Certificates 1")
    app.press("3")
    app.sees("d download")
    app.press("d")
    app.sees("The certificate")
    app.rests(0.3)
    assert "Saved as" not in app.text
    assert not [found for found in Path.home().rglob("*.pdf*") if found.is_file()]
    app.press("escape")
    app.misses("Download Certificate")
    app.quits()
