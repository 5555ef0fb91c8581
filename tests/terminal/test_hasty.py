"""Keys that come faster than the app can draw are obeyed in the order in which they were pressed."""

from datetime import UTC, datetime

import pytest
from tests.terminal.conftest import KEYS, Start, Terminal, credit, store

from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

FILM = Content("film", ContentKind.VIDEO, "The film", 60 * MINUTE)
SEEN = Content("seen", ContentKind.VIDEO, "Seen already", MINUTE)
TITLES = ("Airway", "Burns", "Claims", "Sepsis")


@pytest.fixture
def app(start: Start) -> Terminal:
    """The app with four credits in progress and two that are ready to claim."""
    credits = [credit(title.lower(), FILM) for title in TITLES]
    ready = [credit("first", SEEN), credit("second", SEEN)]
    with store() as kept:
        kept.catalogs.load(Organization("nam", "Northwind Academy"), [*credits, *ready])
        key, now, span = kept.credits.find("first"), datetime.now(UTC), (0, MINUTE)
        kept.learning.record("ada", key, SEEN.id, Stretch("watched", "s", span=span, wall_ms=MINUTE), now)
    app = start(size=(120, 40))
    app.sees("In Progress 4", "Ready to Claim 2", *TITLES, "Current progress")
    return app


def test_a_page_is_of_the_row_on_which_its_key_was_pressed(app: Terminal) -> None:
    app.send(KEYS["down"] + "o" + KEYS["down"] * 2)
    app.sees("Esc back", "Burns")
    assert not any(title in app.text for title in ("Claims", "Sepsis"))


def test_letters_that_move_the_cursor_are_text_in_the_filter(app: Terminal) -> None:
    app.send("/jkjk")
    app.sees("jkjk", "Nothing matches this filter")
    app.send(KEYS["escape"])
    app.sees(*TITLES)
    app.send("jjk")
    app.rests()
    assert "Burns" in app.cursor


def test_a_box_keeps_its_own_arrows(app: Terminal) -> None:
    app.send("p" + KEYS["down"] * 2)
    app.sees("Name on certificates")
    app.rests()
    app.send(KEYS["escape"])
    app.misses("Name on certificates")
    assert "Airway" in app.cursor
