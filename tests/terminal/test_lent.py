"""A video in the terminal itself: however it ends, what was watched is kept and the terminal is given back."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.programs import write_program
from tests.terminal.conftest import AT_ONCE, Start, Terminal, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import total
from ce_tui.credit.types import MINUTE

PLAYER = """
import json, os, select, socket, sys, time
if "--vo=help" in sys.argv:
    sys.exit()
fd = next(a for a in sys.argv if a.startswith("--input-ipc-client=")).rpartition("/")[2]
ipc = socket.socket(fileno=int(fd))
say = lambda **said: ipc.sendall(json.dumps(said).encode() + b"\\n")
began = time.monotonic()
say(event="file-loaded")
say(event="property-change", name="core-idle", data=False)
print(f"PLAYS {os.getpid()}.", flush=True)
while not select.select([ipc], [], [], 0.04)[0] or b"observe" in ipc.recv(4096):
    say(event="property-change", name="time-pos", data=time.monotonic() - began)
"""
"""Plays in real time as long as somebody listens, like mpv."""


@pytest.fixture
def playing(start: Start, tmp_path: Path) -> Terminal:
    """The app has lent its terminal to a player."""
    player = tmp_path / "bin" / "mpv"
    player.parent.mkdir()
    write_program(player, PLAYER)
    film = Content("film", ContentKind.VIDEO, "Film", 5 * MINUTE, url="https://example.org/film.mp4")
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("watching", film)])
    app = start(PATH=f"{player.parent}:{os.environ['PATH']}")
    app.sees("In Progress", "F1 help")
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("https://example.org/film.mp4")
    app.press("p")
    app.waits(lambda: b"PLAYS" in app.raw, "the player")
    app.rests(0.3)
    return app


def player_of(app: Terminal) -> int:
    return int(app.raw.partition(b"PLAYS ")[2].partition(b".")[0])


def watched() -> int:
    with store() as found:
        return sum(
            total(record.spans) for record in found.credits.records("ada", (found.credits.find("watching"),)).values()
        )


def told(number: signal.Signals) -> Callable[[Terminal], None]:
    def end(app: Terminal) -> None:
        app.process.send_signal(number)
        assert app.ends() == 128 + number
        app.is_restored()

    return end


def hung_up(app: Terminal) -> None:
    app.hang_up()
    app.ends()


ENDS = {"SIGTERM": told(signal.SIGTERM), "SIGHUP": told(signal.SIGHUP), "closed": hung_up}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_an_app_that_is_told_to_end_ends_the_player_first(playing: Terminal, end: Callable[[Terminal], None]) -> None:
    end(playing)
    assert watched() >= 100
    with pytest.raises(ProcessLookupError):
        os.kill(player_of(playing), 0)


def test_a_killed_player_gives_the_terminal_back(playing: Terminal) -> None:
    os.kill(player_of(playing), signal.SIGKILL)
    playing.sees("mpv stopped unexpectedly (code -9). What you watched is recorded", within=AT_ONCE)
    playing.press("escape", "escape")
    playing.sees("In Progress 1", "F1 help")
    playing.quits()
    assert watched() >= 100
