"""Claims to print, and eyes to read what was printed."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader
from tests.programs import needs

from ce_tui.certificate.sheet import Color, Sheet
from ce_tui.certificate.typesetting import Line, width
from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.model import CertificateRule, Claim, Credit, Explanation
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import credit_type

ORGANIZATION = Organization(
    "northwind",
    "Northwind Academy of Medicine",
    zone="America/New_York",
    signatory_name="Grace Hopper, MD, PhD",
    signatory_title="Director of Continuing Medical Education",
    website="https://northwind.example",
    accreditation="Northwind Academy of Medicine is accredited by the Accreditation Council for Continuing "
    "Medical Education (ACCME) to provide continuing medical education for physicians.",
)
CREDIT = Credit(
    "airway",
    "Difficult Airway: a Practical Update",
    credit_type("ama"),
    Amount(1500),
    format="internet live activity",
)
CLAIM = Claim(
    number="7K3M-9Q2X-VB5N-4",
    request_id="request",
    part=1,
    amount=Amount(1500),
    claimed_before=NOTHING,
    name="Ada Lovelace",
    credit=CREDIT,
    organization=ORGANIZATION,
    answers={},
    claimed_at=datetime(2026, 12, 4, 3, 30, tzinfo=UTC),  # the evening before in New York
    completed_at=datetime(2026, 11, 30, 18, 0, tzinfo=UTC),
    license="MD-104-778",
)
APPENDIX = (
    Explanation(
        "Pre-oxygenation", "complete since 30 Nov 2026, 13:00: 20 min together.", ("30 Nov 2026, 13:00: watched",)
    ),
    Explanation("Progress", "All contents are needed: 1 item."),
    Explanation("Claimed", "1.50 credits on 3 Dec 2026, 22:30."),
)


class Shown(NamedTuple):
    text: str
    size: float
    left: float
    right: float
    y: float
    page: int


def make_claim(
    *, credit: dict[str, Any] | None = None, organization: dict[str, Any] | None = None, **changes: Any
) -> Claim:
    if "appendix" in changes:
        credit = {"certificate": CertificateRule(appendix=True), **(credit or {})}
    return replace(
        CLAIM,
        credit=replace(CREDIT, **credit or {}),
        organization=replace(ORGANIZATION, **organization or {}),
        **changes,
    )


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def printed(data: bytes, page: int = 0) -> str:
    """The text of a page, lines joined by single spaces."""
    return " ".join(read(data).pages[page].extract_text().split())


def squeezed(said: str) -> str:
    """Without any space: a line may break between two ideographs, and inside a very long word."""
    return "".join(said.split())


@pytest.fixture
def poppler(tmp_path: Path) -> Callable[..., bytes]:
    """Run one of poppler's tools on a PDF: `poppler("pdftotext", data, "-raw")` returns what it prints."""

    def run(tool: str, data: bytes, *options: str) -> bytes:
        needs(tool)
        path = tmp_path / "page.pdf"
        path.write_bytes(data)
        target = ["-"] if tool == "pdftotext" else []  # pdftoppm prints by itself
        done = subprocess.run([tool, *options, path, *target], capture_output=True, check=True)
        assert not done.stderr, "poppler complains about the file"
        return done.stdout

    return run


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Shown]:
    """The level lines of the pages printed from now on."""
    lines: list[Shown] = []
    show = Sheet.show

    def spy(self: Sheet, line: Line, size: float, x: float, y: float, color: Color, turn: float = 0) -> None:
        if not turn:
            text = "".join(piece.text for word in line for piece in word.space + word.pieces)
            lines.append(Shown(text.strip(), size, x, x + width(line) * size / 1000, y, self.page))
        show(self, line, size, x, y, color, turn)

    monkeypatch.setattr(Sheet, "show", spy)
    return lines
