"""The very first frame on the terminal is the right one; nothing that comes after it takes a cell back."""

import re

import pytest
from tests.terminal.conftest import Start, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

PATIENT = "import ce_tui.ui.main as main; main.FIRST_SECONDS = 20.0; from ce_tui.cli import main; main()"
"""Waits for the store, however busy the machine is."""
FILM = Content("film", ContentKind.VIDEO, "The film", 60 * MINUTE)


@pytest.mark.parametrize(("size", "line_of_detail"), [((120, 40), True), ((80, 24), False)], ids=["wide", "narrow"])
def test_the_first_frame_has_rows_counts_keys_and_the_line_of_the_detail(
    start: Start, size: tuple[int, int], line_of_detail: bool
) -> None:
    with store() as kept:
        kept.catalogs.load(Organization("nam", "Northwind Academy"), [credit("airway", FILM), credit("sepsis", FILM)])
    app = start(size=size, code=PATIENT)
    app.sees("In Progress 2", "Sepsis", "F1 help")
    app.rests(0.5)

    frames = re.split(r"\x1b\[\?2026l|(?=\x1b\[1;1H)", re.sub(r"\x1b\[[0-9;]*m", "", app.raw.decode()))
    first = next(frame for frame in frames if frame.startswith("\x1b[1;1H"))
    for text in ("Northwind Academy", "Ada Lovelace", "In Progress 2", "Ready to Claim 0", "Sepsis", "F1 help"):
        assert text in first
    assert ("│" in first) == line_of_detail
    assert not [frame for frame in frames if re.search("In Progress (?!2)", frame)]
