"""`kill -9` around the moment of a claim: one claim or the form as it was left, and a store that is whole."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from tests.faults.conftest import times
from tests.terminal.conftest import Start, Terminal, credit, store, store_path

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import AGREED, Question, QuestionKind
from ce_tui.credit.standing import ATTESTATION
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

TIMES = times(4, 20)
WHY = Question("why", QuestionKind.SHORT_TEXT, "Why?", required=True)


def _fill() -> None:
    """Credits that are all ready to claim, with their forms filled in."""
    now = datetime.now(UTC)
    talk = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=now - timedelta(days=1))
    credits = [credit(f"talk-{n:02}", talk, questions=(WHY,), attestation="I was there.") for n in range(TIMES + 1)]
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), credits)
        found.sessions.attend("ada", found.credits.find("talk-00"), "talk", "", now)
        for made in credits:
            key = found.credits.find(made.id)
            found.claims.draft("ada", key, now)
            found.claims.save_draft("ada", key, {"why": "A kept answer", ATTESTATION: AGREED}, now)


def _at_the_button(start: Start, claimed: int) -> Terminal:
    """An app that shows what was claimed before, with the form of the first credit left at its last button."""
    app = start()
    app.sees("F1 help", f"Ready to Claim {TIMES + 1 - claimed}", f"Certificates {claimed}")
    app.press("2")
    app.sees("↵ claim")
    app.press("enter")
    app.sees("A kept answer", "[x] I was there.", "Enter next field")
    app.press("ctrl+s")
    app.sees("step 2 of 2", "Ada Lovelace", "Enter next field")
    app.press("enter")
    app.sees("Enter press")
    return app


def _claims() -> list[str]:
    """Which credits are claimed, by a store that is whole."""
    with closing(sqlite3.connect(store_path())) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with store() as found:
        titles = [row.title for row in found.lists.claims("ada")]
        assert len(set(titles)) == len(titles)
        assert found.lists.count("ready", "ada", datetime.now(UTC)) == TIMES + 1 - len(titles)
    return titles


def test_a_killed_claim_is_made_once_or_can_be_made_from_the_form_as_it_was(start: Start) -> None:
    _fill()
    app = _at_the_button(start, 0)
    began = time.monotonic()
    app.send("\r")
    app.sees("✓ Claimed")
    took = time.monotonic() - began
    app.close()
    for n in range(TIMES):
        app = _at_the_button(start, len(_claims()))
        app.send("\r")
        time.sleep(1.2 * took * n / (TIMES - 1))  # from before the claim is made to after it
        app.process.kill()
        app.ends()
    print(f"claimed {len(_claims()) - 1} of {TIMES}, the others kept as forms; a claim took {took:.3f} s")
