"""The learner's whole way in a terminal: from a catalog file to a certificate on the disk."""

import json
import stat
from pathlib import Path

import pytest
from tests.terminal.conftest import Start, Terminal, run

CATALOG = """
organization: {id: nam, name: Northwind Academy, acronym: CPE, zone: Europe/Berlin}
credits:
  - id: handoff
    title: Safe Handoffs
    type: {id: hours, step: 0.25}
    amount: 1
    contents:
      - {kind: reading, id: guide, title: Ten Rules, length: 0 min, text: "# Rules\\n\\nAsk first."}
      - {kind: session, id: talk, title: The Talk, starts: 2026-01-10 09:00, length: 1 h}
    partial: yes
    questions: [{id: why, kind: text, text: What will you do?, required: yes}]
    attestation: I took part.
"""


SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40", marks=pytest.mark.slow)]


@pytest.mark.parametrize("size", SIZES)
def test_from_a_catalog_to_a_certificate(start: Start, tmp_path: Path, size: tuple[int, int]) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(CATALOG)
    assert "1 credit" in run("import", catalog)
    app = start(size=size)
    app.sees("In Progress 1", "Ready to Claim 0", "Safe Handoffs", "0 %")

    _learn(app)
    app.sees("In Progress 0", "Ready to Claim 1")
    app.press("2")
    app.sees("↵ claim", "Safe Handoffs")

    app.press("enter")
    app.sees("step 1 of 3", "What will you do?")
    app.press("ctrl+s")
    app.sees("2 answers need another look")
    app.press("Ask first", "tab")
    app.sees("Space tick")
    app.press("space", "ctrl+s")
    app.sees("step 2 of 3", "Claiming 1.00 of 1.00 hour")
    app.press("down", "down")
    app.sees("Claiming 0.50 of 1.00 hour", "left afterwards 0.50")
    app.press("ctrl+s")
    app.sees("step 3 of 3", "Claim partial CPE", "[x] I took part.")
    app.press("Łucja Öz", "enter")
    app.sees("Enter press")
    app.press("enter")
    app.sees("✓ Claimed: 0.50 hours", "Łucja Öz", "Download Certificate")
    app.press("enter")
    app.sees("Your certificate is here:")

    (pdf,) = (Path.home() / "Downloads").iterdir()
    assert pdf.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    assert str(pdf).replace(" ", "") in app.text.replace(" ", "")
    app.press("escape")
    app.sees("Ready to Claim 1", "Certificates 1", "any time")  # the rest stays claimable
    app.press("3")
    app.waits(lambda: "0.50 of 1.00 hour" in app.cursor and "any time" not in app.text, "the row of the certificate")
    app.sees("d download")
    app.press("d")
    app.sees("Saved as")
    assert len({path.read_bytes() for path in pdf.parent.iterdir()}) == 1
    app.press("escape")
    app.misses("Saved as")
    app.quits()

    listed = json.loads(run("list", "--json"))
    (claim,) = listed["certificates"]["claims"]
    assert (claim["amount"], claim["whole"], claim["number"] in pdf.name) == ("0.50", "1.00", True)
    assert [credit["claimable"] for credit in listed["ready"]["credits"]] == ["0.50"]
    assert listed["in_progress"]["count"] == 0


def _learn(app: Terminal) -> None:
    """Read and attend what the first credit needs, and go back to the list."""
    app.press("enter")
    app.sees("Contents", "Ten Rules", "The Talk")
    app.press("enter")
    app.sees("Ask first.", "✓ Complete.")
    app.press("escape")
    app.sees("Contents")
    app.press("down", "enter")
    app.sees("I attended this session")
    app.press("enter")
    app.sees("✓ Your attendance is recorded.")
    app.press("escape")
    app.sees("Contents", "c claim")
    app.press("escape")
