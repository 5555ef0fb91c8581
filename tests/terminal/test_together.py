"""Several processes on one store: what one does, the others show by themselves, and nothing is claimed twice."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.terminal.conftest import SOON, Start, Terminal, credit, run, store, store_path

from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

ORGANIZATION = Organization("org", "Northwind")
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=datetime.now(UTC) - timedelta(days=1))
CATALOG = """
organization: {id: org, name: Northwind}
contents: [{kind: session, id: talk, title: Talk, starts: 2026-01-10 09:00, length: 1 h}]
credits:
"""


def load(*credits: Credit, attended: bool = False) -> None:
    with store() as found:
        found.catalogs.load(ORGANIZATION, credits)
        if attended:
            found.sessions.attend("ada", found.credits.find(credits[0].id), "talk", "", datetime.now(UTC))


def confirms(app: Terminal, title: str) -> None:
    """Open the form of the only credit and go to its last button."""
    app.press("2")
    app.sees("↵ claim", title)
    app.press("enter")
    app.sees("Name on the certificate", "Enter next field")
    app.press("enter")
    app.sees("Enter press")


def test_a_claim_in_one_window_shows_in_the_other(start: Start) -> None:
    load(credit("talk", TALK), credit("other", TALK), attended=True)
    one, other = start(), start(size=(120, 40))
    other.sees("Ready to Claim 2", "Certificates 0")
    one.sees("F1 help")
    confirms(one, "Talk")
    other.press("2")
    other.sees("↵ claim", "Other", "Talk")
    one.send("\r")
    one.sees("✓ Claimed")
    other.sees("Ready to Claim 1", "Certificates 1", within=SOON)
    other.waits(lambda: "Other" in other.cursor, "the shorter list", SOON)
    other.press("3")
    other.sees("d download", "Talk")
    one.press("escape")
    one.misses("✓ Claimed")
    one.quits()
    other.quits()


def test_two_windows_that_claim_at_the_same_moment_make_one_claim(start: Start) -> None:
    load(credit("talk", TALK), attended=True)
    both = start(), start()
    for app in both:
        app.sees("F1 help", "Ready to Claim 1")
        confirms(app, "Talk")
    for app in both:
        app.send("\r")
    for app in both:
        app.sees("✓ Claimed: 1.00 hour")
    with store() as found:
        (claim,) = found.lists.claims("ada")
    for app in both:
        app.sees(claim.number)
        app.press("escape")
        app.sees("Ready to Claim 0", "Certificates 1")
        app.quits()


def test_a_store_deleted_and_restored_under_an_open_app_loses_nothing(start: Start) -> None:
    load(credit("talk", TALK), attended=True)
    app = start(size=(120, 30))
    app.sees("Ready to Claim 1", "F1 help")
    run("store", "backup")
    confirms(app, "Talk")
    app.send("\r")
    app.sees("✓ Claimed")
    app.press("escape")
    app.sees("Certificates 1")
    assert "is sound: 1 learner, 1 credit, 1 claim" in run("store", "check")
    store_path().unlink()
    app.sees("was deleted or moved away", within=SOON)
    assert "with 1 claim" in run("store", "restore")  # the newest is what the app has kept, not the backup
    app.press("p")
    app.sees("Ada Lovelace", "Name")
    app.press("escape")
    app.sees("Certificates 1", "Ready to Claim 0")
    load(credit("other", TALK))
    app.sees("Ready to Claim 1", within=SOON)
    app.quits()


def test_a_credit_released_by_an_import_appears_and_the_cursor_stays_on_its_row(start: Start, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    rows = [f"  - {{id: c{n}, title: Credit {n}, type: hours, amount: 1, contents: [talk]}}\n" for n in range(9)]
    hidden = "  - {id: new, title: A New One, type: hours, amount: 1, contents: [talk], claim: {closes: 2099-12-30}"
    catalog.write_text(CATALOG + hidden + ", release: 2099-01-01}\n" + "".join(rows))
    run("import", catalog)
    app = start()
    app.sees("In Progress 9", "Credit 8")
    app.press("down", "down", "down")
    app.waits(lambda: "Credit 3" in app.cursor, "the cursor")
    catalog.write_text(CATALOG + hidden + "}\n" + "".join(rows))
    run("import", catalog)
    app.sees("In Progress 10", "A New One", within=SOON)
    app.rests()
    assert "Credit 3" in app.cursor
    app.press("down")
    app.waits(lambda: "Credit 4" in app.cursor, "the next row")
    app.quits()


def test_a_credit_whose_release_comes_while_the_app_is_open_appears_by_itself(start: Start) -> None:
    due = datetime.now(UTC) + timedelta(seconds=3)
    load(credit("late", TALK, release_at=due), credit("here", TALK))
    app = start()
    app.sees("In Progress 1", "Here")
    assert "Late" not in app.text
    app.sees("In Progress 2", "Late", within=(due - datetime.now(UTC)).total_seconds() + SOON)
    assert datetime.now(UTC) >= due
    app.rests()
    assert "Here" in app.cursor
    app.quits()


@pytest.mark.parametrize("key", ["escape", "f1", "i"], ids=["list", "help", "instructions"])
def test_an_app_left_alone_writes_nothing(start: Start, key: str) -> None:
    load(credit("here", TALK))
    app = start()
    app.sees("In Progress 1", "Here")
    app.press(key)
    app.rests(0.5)
    written, until = len(app.raw), time.monotonic() + 1.3
    app.waits(lambda: time.monotonic() > until, "the end of the wait")
    assert len(app.raw) == written
