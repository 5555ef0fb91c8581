"""A terminal that is lent to a player comes back, however the play ends."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.player.test_mpv import draw, real
from tests.terminal.conftest import Start, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE

PLAY = """
import asyncio
from ce_tui.player import mpv
mpv.find, mpv.problem, mpv.has_display = lambda: "mpv", lambda address: "", lambda: False
mpv.in_terminal = lambda program: ()
async def run(player):
    print("mpv has the terminal")
    await asyncio.sleep(0.1)
    {ends}
mpv.Player.run = run
from ce_tui import cli
cli.main([])
"""
FILM = Content("film", ContentKind.VIDEO, "Film", 5 * MINUTE, url="https://example.org/film.mp4")


@pytest.mark.parametrize("ends", ['return ""', "raise asyncio.CancelledError"], ids=["ended", "left meanwhile"])
def test_the_app_goes_on_after_a_play(start: Start, ends: str) -> None:
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("watching", FILM)])
    app = start(code=PLAY.format(ends=ends))
    app.sees("Watching")
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("p play")
    app.press("p")
    app.waits(lambda: app.raw.count(b"\x1b[?1049h") == 2, "the app's screen")
    assert b"mpv has the terminal" in app.raw
    app.press("escape")
    app.sees("Contents")
    app.press("escape")
    app.sees("In Progress", "F1 help")
    app.quits()


def test_a_play_that_crashes_ends_the_app_with_a_sentence(start: Start) -> None:
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("watching", FILM)])
    app = start(code=PLAY.format(ends="raise ValueError"))
    app.sees("Watching")
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("p play")
    app.send("p")
    assert app.ends(10) == 70
    app.is_restored()
    app.sees("Something unexpected happened (ValueError)")


REAL = """
from ce_tui.player import mpv
mpv.has_display, mpv.in_terminal = lambda: False, lambda program: ("--vo=null", "--ao=null", "--really-quiet")
from ce_tui import cli
cli.main([])
"""


@pytest.mark.slow
@real
def test_a_check_gives_the_terminal_back_asks_and_plays_on(start: Start, tmp_path: Path) -> None:
    draw(tmp_path / "film.mkv", 4)
    film = replace(FILM, url=str(tmp_path / "film.mkv"), length_ms=4000, checks=(1500,))
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("watching", film)])
    app = start(code=REAL)
    app.sees("Watching")
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("p play", "1 attention check")
    app.press("p")
    app.sees("Are you still there?", " left")
    app.press("p", "space", "enter")  # what is pressed blindly answers nothing
    app.sees("That is not the number above")
    (number,) = re.findall(r"Type (\d\d) and", app.text)
    app.press(*number, "enter")
    app.sees("✓ Complete; no more time is needed here.")
    assert app.raw.count(b"\x1b[?1049h") == 3
    with store() as found:
        (history,) = found.learning.history("ada")
    assert [line.kind for line in history.lines if not line.long_ms] == ["check"]
    assert history.record is not None
    assert len(history.record.spans) == 1
    app.press("escape", "escape")
    app.sees("Ready to Claim 1")
    app.quits()
