"""A crash, wherever it happens: one sentence that names the private log, a terminal as it was, and exit code 70."""

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.terminal.conftest import Start, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.phrase import phrase, window_of
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

CRASH = """
import sys
import {module} as module
def crash(*_, **__):
    secret = "".join(["Luc", "ja"])
    raise RuntimeError("out of order")
module.{what} = crash
from ce_tui import cli
cli.main(sys.argv[1:])
"""
PLACES = {
    "a key": ("ce_tui.ui.app", "CeApp.action_help"),
    "a page": ("ce_tui.ui.boxes.help", "HelpScreen.body"),
    "drawing a row": ("ce_tui.ui.lists.rows", "credit_line"),
    "the first screen": ("ce_tui.ui.main", "MainScreen.compose"),
    "a worker": ("ce_tui.ui.main", "MainScreen._aim"),
    "the store": ("ce_tui.store.lists", "Lists.page"),
    "opening the store": ("ce_tui.store", "Store.__init__"),
}


@pytest.mark.parametrize(("module", "what"), PLACES.values(), ids=PLACES)
def test_a_crash_is_one_sentence(start: Start, module: str, what: str) -> None:
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("first")])
    app = start(size=(200, 30), code=CRASH.format(module=module, what=what))
    if "elp" in what:
        app.sees("F1 help", "First")
        app.press("f1")
    assert app.ends(20) == 70
    app.is_restored()
    _, left = app.raw.split(b"\x1b[?1049l")
    said = re.sub(r"\x1b\[[?<>=0-9;]*[A-Za-z]", "", left.decode()).split()
    (log,) = Path.home().rglob("crash-*.log")
    assert " ".join(said) == (
        "Something unexpected happened (RuntimeError), and ce-tui had to stop. "
        f"The details are in {log}; please send that file to its makers."
    )
    assert b"Traceback" not in app.raw
    kept = log.read_text()
    assert "RuntimeError: out of order" in kept
    assert "Lucja" not in kept
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_crash_whose_log_cannot_be_written_is_told_all_the_same(start: Start) -> None:
    (Path.home() / "file").touch()
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("first")])
    code = CRASH.format(module="ce_tui.ui.app", what="CeApp.action_help")
    app = start("--log", str(Path.home() / "file" / "log"), size=(200, 30), code=code)
    app.sees("F1 help", "First")
    app.press("f1")
    assert app.ends() == 70
    app.is_restored()
    app.sees("and ce-tui had to stop. Please report it to its makers.")


def test_a_crash_before_the_app_opens_is_told(start: Start) -> None:
    app = start(size=(200, 30), code=CRASH.format(module="ce_tui.ui.app", what="CeApp.__init__"))
    assert app.ends(20) == 70
    app.sees("Something unexpected happened (RuntimeError), and ce-tui had to stop.")


def test_a_crash_in_the_room_shows_no_code(start: Start) -> None:
    """Whoever reads the phrase from a traceback need not have been in the room."""
    begins = datetime.now(UTC) - timedelta(minutes=5)
    talk = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, secret="correct horse", starts_at=begins)
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("first", talk)])
    app = start("phrase", "talk", size=(200, 50), code=CRASH.format(module="ce_tui.ui.phrase_app", what="large"))
    assert app.ends(20) == 70
    app.is_restored()
    app.sees("Something unexpected happened (RuntimeError), and ce-tui had to stop.")
    (log,) = Path.home().rglob("crash-*.log")
    window = window_of(datetime.now(UTC))
    for text in (app.raw.decode(), log.read_text()):
        assert not any(phrase(talk.secret, talk.id, window + n) in text for n in (-1, 0, 1))
        assert "correct horse" not in text
    assert b"Traceback" not in app.raw
