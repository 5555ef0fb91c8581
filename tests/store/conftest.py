"""A small organization with one credit of each way to be earned, and the store that holds it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import (
    CertificateKind,
    CertificateRule,
    Claim,
    Content,
    ContentKind,
    Credit,
    Need,
    PartialRule,
    ProgressRule,
    Remainder,
    UpTo,
)
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import AGREED, Question, QuestionKind
from ce_tui.credit.standing import ATTESTATION
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store
from ce_tui.store.engines.connections import APPLICATION_ID

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ORGANIZATION = Organization("nam", "Northwind Academy", acronym="CME", zone="Europe/Berlin")
VIDEO = Content("airway", ContentKind.VIDEO, "Airway", 60 * MINUTE, speakers=("Ada Łuczak",))
SHORT = Content("short", ContentKind.VIDEO, "Short", 30 * MINUTE)
READING = Content("guide", ContentKind.READING, "Guide", 5 * MINUTE, text="# Guide\n\nRead me.")
TALK = Content(
    "talk",
    ContentKind.SESSION,
    "Talk",
    60 * MINUTE,
    starts_at=NOW - timedelta(hours=2),
    code="PLUM-42",
    code_until=NOW + timedelta(days=7),
)
QUIZ = Content(
    "quiz",
    ContentKind.QUIZ,
    "Quiz",
    pass_mark=500,
    attempts=2,
    correct=(("q1", ("a",)), ("q2", ("b", "c"))),
)
WHY = Question("why", QuestionKind.SHORT_TEXT, "Why?", required=True)

WHOLE = Credit(
    "whole", "Whole", credit_type("hours"), Amount(1000), (VIDEO,), questions=(WHY,), attestation="I was there."
)
PARTS = Credit("parts", "In parts", credit_type("ama"), Amount(1500), (VIDEO, SHORT), partial=PartialRule())
FORFEIT = Credit(
    "forfeit",
    "Use it or lose it",
    credit_type("hours"),
    Amount(1000),
    (VIDEO,),
    partial=PartialRule(up_to=UpTo.WHOLE, remainder=Remainder.FORFEIT),
)
LATER = Credit("later", "Opens later", credit_type("hours"), Amount(500), (SHORT,), opens_at=NOW + timedelta(days=3))
OVER = Credit("over", "Over", credit_type("hours"), Amount(500), (SHORT,), closes_at=NOW - timedelta(days=3))
HIDDEN = Credit("hidden", "Hidden", credit_type("hours"), Amount(500), (SHORT,), release_at=NOW + timedelta(days=1))
MIXED = Credit(
    "mixed",
    "Mixed [/x]",
    credit_type("iacet"),
    Amount(100),
    (READING, TALK, QUIZ),
    rule=ProgressRule(Need.ITEMS, 2),
    certificate=CertificateRule(CertificateKind.EXTERNAL, "https://example.org/ceu"),
)
CREDITS = (WHOLE, PARTS, FORFEIT, LATER, OVER, HIDDEN, MIXED)


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path, quick_stores: None) -> Iterator[Store]:
    """A store with the small organization, on disk and in memory."""
    with Store(tmp_path / "data" / "ce.db" if request.param == "file" else None, NOW) as made:
        made.catalogs.load(ORGANIZATION, CREDITS)
        yield made


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store of the first schema that has been in use: progress, guesses, a quiz, claims, one of them revoked.

    It is kept as SQL: what the program writes today needs newer tables.
    """
    path = tmp_path / "first.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.executescript(Path(__file__).with_name("first_schema.sql").read_text("utf-8"))
    return path


def watch(
    store: Store,
    credit: str,
    content: str,
    start: float,
    end: float,
    now: datetime = NOW,
    sitting: str = "one",
    learner: str = "ada",
) -> None:
    """Ada has watched a stretch (minutes) of a video, in time that nothing else has used."""
    span = (round(start * MINUTE), round(end * MINUTE))
    store.learning.record(learner, store.credits.find(credit), content, Stretch("watched", sitting, span=span), now)


def finish(
    store: Store, credit: str, content: str, length: float = 60, now: datetime = NOW, learner: str = "ada"
) -> None:
    """Ada watches a video to its end."""
    watch(store, credit, content, 0, length, now, learner=learner)


def claim(
    store: Store, credit: str, thousandths: int, request_id: str = "r1", now: datetime = NOW, learner: str = "ada"
) -> Claim:
    """Ada claims, with good answers."""
    answers = {"why": "To learn.", ATTESTATION: AGREED}
    return store.claims.make(
        learner, store.credits.find(credit), ClaimRequest(request_id, Amount(thousandths), "Ada Łuczak", answers), now
    )


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything a store holds, table by table."""
    names = store._database.read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", {})
    return {name: store._database.read(f"SELECT * FROM {name} ORDER BY rowid", {}) for (name,) in names}
