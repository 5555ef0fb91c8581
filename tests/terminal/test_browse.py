"""`ce-tui browse` as a process: the real store stays as it is, byte for byte, however the program ends."""

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.terminal.conftest import WAIT_SECONDS, Start, Terminal, credit, environment, program, run, store, store_path

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow


def _fill() -> dict[str, str]:
    """A store with a reading to read and a credit that is not released; what its files hold."""
    text = Content("text", ContentKind.READING, "Text", 0, text="Short.")
    later = Content("later", ContentKind.VIDEO, "Later film", 10 * MINUTE, url="https://example.org/film")
    with store() as found:
        found.catalogs.load(
            Organization("org", "Northwind"),
            [credit("now", text), credit("hidden", later, release_at=datetime.now(UTC) + timedelta(days=9))],
        )
    return _files()


def _files() -> dict[str, str]:
    """Every file of this home, by its hash."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in Path.home().rglob("*") if path.is_file()
    }


def _uses(app: Terminal) -> None:
    """Read a text, watch a film, and go through the form of a credit that is not released."""
    app.sees("All Credits 2", "BROWSE – nothing is recorded", "Hidden")
    app.press("enter")
    app.sees("Contents", "BROWSE")
    app.press("enter")
    app.sees("Short.", "✓ complete")
    app.press("escape")
    app.sees("Contents")
    app.press("escape")
    app.sees("Ready to Claim 1")
    app.press("down", "c")
    app.sees("BROWSE · Claim CE", "Name on the certificate", "Enter next field")
    app.press("enter")
    app.sees("Enter press")
    app.press("enter")
    app.sees("A learner would now claim 1.00 hour", "nothing is claimed")


def test_the_store_stays_as_it_is(start: Start) -> None:
    before = _fill()
    app = start("browse")
    _uses(app)
    assert _files() == before
    app.press("escape")
    app.sees("All Credits 2")
    app.quits()
    assert _files() == before


def test_the_store_stays_as_it_is_when_the_program_is_killed(start: Start, tmp_path: Path) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    before = _fill()
    app = start("browse", TMPDIR=str(passing))
    _uses(app)
    app.process.kill()
    app.ends()
    assert _files() == before
    assert [*passing.rglob("*")] == []  # no copy of what learners did is left behind


def test_a_file_is_looked_at_before_it_is_imported(start: Start, tmp_path: Path) -> None:
    before = _fill()
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(CATALOG)
    app = start("browse", str(catalog))
    app.sees("All Credits 1", "Safe Handoffs", "BROWSE")
    app.press("enter")
    app.sees("The Talk")
    app.press("enter")
    app.sees("Learners confirm with this button that they attended")
    app.press("escape")
    app.sees("Contents")
    app.press("escape")
    app.sees("All Credits 1")
    app.quits()
    assert _files() == before
    assert "Handoffs" not in run("list", "--all")


CATALOG = """\
organization: {id: org, name: Southwind, acronym: CPE, zone: UTC}
credits:
  - id: handoffs
    title: Safe Handoffs
    type: hours
    amount: 1
    release: 2126-01-01
    contents: [{kind: session, id: talk, title: The Talk, starts: 2026-01-10 09:00, length: 1 h}]
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("credits: [", "catalog.yaml"), (CATALOG.replace("hours", "days"), "catalog.yaml:5:11"), (None, "catalog.yaml")],
)
def test_a_file_that_cannot_be_read_is_said_as_check_says_it(
    start: Start, tmp_path: Path, text: str | None, sentence: str
) -> None:
    catalog = tmp_path / "catalog.yaml"
    if text is not None:
        catalog.write_text(text)
    app = start("browse", str(catalog))
    assert app.ends(WAIT_SECONDS) == 2
    assert sentence in app.text.replace(" ", "")
    checked = subprocess.run(
        program("check", str(catalog)), env=environment(), capture_output=True, text=True, check=False
    )
    assert "".join(checked.stderr.split()) == "".join(app.text.split())


def test_no_store_is_said_and_none_is_made(start: Start) -> None:
    app = start("browse")
    assert app.ends(WAIT_SECONDS) == 2
    assert "There is no store at" in app.text
    assert not store_path().exists()


def test_a_store_that_is_none_is_said_on_the_screen(start: Start) -> None:
    store_path().parent.mkdir(parents=True)
    store_path().write_text("hello")
    app = start("browse")
    app.sees("The store cannot be opened", "is not a ce-tui store")
    app.quits(2)
    assert store_path().read_text() == "hello"
