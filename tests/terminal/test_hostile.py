"""Texts that hold what terminals and markup obey reach no terminal as such, on no page of the app."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.terminal.conftest import Start, Terminal, credit, store

from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import CertificateKind, CertificateRule, Content, ContentKind, PartialRule
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.questions import AGREED, Option, Question, QuestionKind
from ce_tui.credit.standing import ATTESTATION
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

PAYLOADS = {
    "color": "\x1b[31m",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "device": "\x1bP1$r0m\x1b\\",
    "c1": "\x9b31m\x9d0;owned\x9c",
    "bell": "\x07",
    "bidi": "\u202e",
    "unseen": "\u200b",
}
BAD = "".join(PAYLOADS.values()) + "[/x][@click=app.quit]out[/]"

ADA = f"Ada {PAYLOADS['clipboard']}{PAYLOADS['c1']}{PAYLOADS['bidi']}[/x][@click=app.quit]"


def bad(name: str) -> str:
    return f"{name} {BAD} {name}"


def texts(*names: str) -> dict[str, Any]:
    return {name: bad(name.capitalize()) for name in names}


YESTERDAY = datetime.now(UTC) - timedelta(days=1)
TALK = Content(
    "talk",
    ContentKind.SESSION,
    bad("Talk"),
    60 * MINUTE,
    (bad("Speaker"),),
    starts_at=YESTERDAY,
    **texts("description", "room"),
)
FILM = Content("film", ContentKind.VIDEO, bad("Film"), 10 * MINUTE, **texts("description", "url"))
GUIDE = Content("guide", ContentKind.READING, bad("Guide"), text=f"# {bad('Heading')}\n\n`{BAD}`\n\n{bad('Body')}")
OPTIONS = (Option("a", bad("Option")), Option("b", "Plain"))
ASKED = (
    Question("note", QuestionKind.NOTE, bad("Note")),
    Question("why", QuestionKind.SHORT_TEXT, bad("Why"), bad("Help")),
    Question("long", QuestionKind.LONG_TEXT, bad("Long")),
    Question("one", QuestionKind.SINGLE, bad("One"), options=OPTIONS, other=True),
    Question("each", QuestionKind.MATRIX, bad("Each"), options=OPTIONS, rows=OPTIONS),
)
QUIZ = Content("quiz", ContentKind.QUIZ, bad("Quiz"), questions=ASKED[3:4], correct=(("one", ("b",)),))


def fill_hostile() -> None:
    """Fill the store of this home with texts that are all hostile, a claim of each kind and a draft, for ada."""
    now = datetime.now(UTC)
    made = credit(
        "asked",
        TALK,
        questions=ASKED,
        attestation=bad("Attestation"),
        partial=PartialRule(),
        **texts("description", "designation"),
    )
    made = replace(made, title=bad("Asked"))
    elsewhere = CertificateRule(CertificateKind.EXTERNAL, bad("https://example.org/"), bad("Text"))
    given = [replace(made, id=f"given-{n}", title=bad(f"Given{n}"), questions=()) for n in (1, 2)]
    given[0] = replace(given[0], certificate=elsewhere)
    going = replace(made, id="going", title=bad("Going"), contents=(GUIDE, FILM, QUIZ, TALK))
    organization = Organization(
        "org",
        acronym=BAD + "CE",
        website=BAD,
        **texts("name", "instructions", "signatory_name", "signatory_title", "accreditation"),
    )
    with store() as found:
        found.catalogs.load(organization, [made, going, *given])
        found.accounts.save(Learner("ada", ADA, bad("ada@example.org"), bad("License")))
        found.sessions.attend("ada", found.credits.find("asked"), "talk", "", now)
        for id in ("given-1", "given-2"):
            key = found.credits.find(id)
            found.claims.make("ada", key, ClaimRequest(id, made.amount, ADA, {ATTESTATION: AGREED}), now)
        key = found.credits.find("asked")
        found.claims.draft("ada", key, now)
        found.claims.save_draft(
            "ada", key, {"why": BAD, "long": BAD, "one": f"other:{BAD}", "each": {BAD: BAD}, ATTESTATION: AGREED}, now
        )


@pytest.fixture
def app(start: Start) -> Terminal:
    """An app on a store in which every text is hostile."""
    fill_hostile()
    return start(size=(120, 40))


def is_harmless(app: Terminal) -> None:
    """Quit it; what it wrote is clean."""
    app.press("escape")
    app.quits()
    is_clean(app)


def is_clean(app: Terminal) -> None:
    """Nothing that it wrote holds a payload; its only OSCs are the pointer's shape, no title, and what was copied."""
    text = app.raw.decode()
    assert {name for name, payload in PAYLOADS.items() if payload in text and name != "bell"} == set()
    assert not set("\x9b\x9d\x9c\x90\u202e\u200b") & set(text)
    assert "\x07" not in re.sub(r"\x1b]0;\x07|\x1b]22;[a-z-]+\x07|\x1b]52;c;[\w+/=]+\x07", "", text)
    assert "owned" in text  # the words themselves were shown


def test_the_lists_and_what_is_earned(app: Terminal) -> None:
    app.sees("Going", "Progress needed", "[/x][@click=app.quit]out[/]")
    app.press("?")
    app.sees("Why this number")
    app.press("escape", "i")
    app.sees("Instructions", "Name")
    app.press("escape", "p")
    app.sees("Profile", "Signed in as ada")
    app.press("escape", "enter")
    for n, what in enumerate(("Heading", "Copy address", "Option", "I attended this session")):
        app.sees("Contents")
        app.press(*["down"] * min(n, 1), "enter")
        app.sees(what)
        app.press("enter", "escape")
    app.press("escape")
    is_harmless(app)


def test_the_form_and_the_claim(app: Terminal) -> None:
    app.sees("Going", "F1 help")
    app.press("2")
    app.sees("↵ claim", "Asked")
    app.press("enter")
    app.sees("Why", "Help", "Enter next field")
    app.press("ctrl+s")
    app.sees("Claiming 1.00")
    app.press("ctrl+s")
    app.sees("Name on the certificate", "Enter next field")
    app.press("enter")
    app.sees("Enter press")
    app.press("enter")
    app.sees("✓ Claimed")
    app.press("enter")
    app.sees("Your certificate is here")
    app.press("escape")
    app.misses("✓ Claimed")
    is_harmless(app)


def test_the_certificates(app: Terminal) -> None:
    app.sees("Going", "F1 help")
    app.press("3")
    app.sees("d download", "Given2")
    app.press("d")
    app.sees("Saved as")
    app.press("c")
    app.sees("Copied")
    app.press("escape", "down", "enter")
    app.sees("Given1", "https://example.org/")
    app.press("escape")
    assert len(list((Path.home() / "Downloads").iterdir())) == 1
    is_harmless(app)
