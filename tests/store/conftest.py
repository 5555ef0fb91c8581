"""A small organization with one credit of each way to be earned, and the store that holds it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import (
    CertificateKind, CertificateRule, Content, ContentKind, Credit, Need, Organization, PartialRule, ProgressRule,
    Remainder, UpTo,
)  # fmt: skip
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ORGANIZATION = Organization("nam", "Northwind Academy", acronym="CME", zone="Europe/Berlin")
VIDEO = Content("airway", ContentKind.VIDEO, "Airway", 60 * MINUTE, speakers=("Ada Łuczak",))
SHORT = Content("short", ContentKind.VIDEO, "Short", 30 * MINUTE)
READING = Content("guide", ContentKind.READING, "Guide", 5 * MINUTE, text="# Guide\n\nRead me.")
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=NOW - timedelta(hours=2), code="PLUM-42")
QUIZ = Content(
    "quiz", ContentKind.QUIZ, "Quiz", pass_mark=500, attempts=2,
    correct=(("q1", ("a",)), ("q2", ("b", "c"))),
)  # fmt: skip
WHY = Question("why", QuestionKind.SHORT_TEXT, "Why?", required=True)

WHOLE = Credit(
    "whole", "Whole", credit_type("hours"), Amount(1000), (VIDEO,), questions=(WHY,), attestation="I was there."
)
PARTS = Credit("parts", "In parts", credit_type("ama"), Amount(1500), (VIDEO, SHORT), partial=PartialRule())
FORFEIT = Credit(
    "forfeit", "Use it or lose it", credit_type("hours"), Amount(1000), (VIDEO,),
    partial=PartialRule(up_to=UpTo.WHOLE, remainder=Remainder.FORFEIT),
)  # fmt: skip
LATER = Credit("later", "Opens later", credit_type("hours"), Amount(500), (SHORT,), opens_at=NOW + timedelta(days=3))
OVER = Credit("over", "Over", credit_type("hours"), Amount(500), (SHORT,), closes_at=NOW - timedelta(days=3))
HIDDEN = Credit("hidden", "Hidden", credit_type("hours"), Amount(500), (SHORT,), release_at=NOW + timedelta(days=1))
MIXED = Credit(
    "mixed", "Mixed [/x]", credit_type("iacet"), Amount(100), (READING, TALK, QUIZ), rule=ProgressRule(Need.ITEMS, 2),
    certificate=CertificateRule(CertificateKind.EXTERNAL, "https://example.org/ceu"),
)  # fmt: skip
CREDITS = (WHOLE, PARTS, FORFEIT, LATER, OVER, HIDDEN, MIXED)


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the small organization, on disk and in memory."""
    with Store(tmp_path / "data" / "ce.db" if request.param == "file" else None, NOW) as made:
        made.import_catalog(ORGANIZATION, CREDITS)
        yield made
