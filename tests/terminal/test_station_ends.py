"""However a sign-in ends, on whichever screen: nothing is told of anybody, nothing is lost, and the next can begin."""

import os
import signal
import stat
import time
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from tests.faults.conftest import LONG
from tests.journeys.conftest import finish
from tests.terminal.conftest import WAIT_SECONDS, Start, Terminal, credit, store
from tests.terminal.test_station import FILM
from tests.terminal.test_station_screens import PIN, SCREENS, WELCOME, children, opens, set_up, starts_anew, way

from ce_tui.credit.model import PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import AGREED, Question, QuestionKind
from ce_tui.credit.standing import ATTESTATION

pytestmark = pytest.mark.slow

# The sign-ins of this station crash in the way that a file says, when a key is pressed that answers elsewhere.
SIGN_IN = """
import asyncio, sys, threading
from pathlib import Path
from textual.widgets import Static
from ce_tui import cli
from ce_tui.ui.kiosk.app import KioskApp

def crash(*_):
    secret = "".join(["Luc", "ja"])
    raise RuntimeError("out of order")

async def later():
    crash()

class Bad(Static):
    render = crash

class Dying:
    __del__ = crash

def action_blocked(self):
    match (Path.home() / "kind").read_text():
        case "key": crash()
        case "worker": self.run_worker(later())
        case "timer": self.set_timer(0.01, crash)
        case "store": self.run_worker(self.door.ask(crash))
        case "drawing": self.screen.mount(Bad())
        case "thread": threading.Thread(target=crash).start()
        case "task": self.lost = asyncio.create_task(later())
        case "unraisable": Dying()
        case "exit": sys.exit(5)

KioskApp.action_blocked = action_blocked
cli.main(sys.argv[1:])
"""
LIVES = ("thread", "task", "unraisable")
"""What goes wrong beside the app does not end it."""
KINDS = ("key", "worker", "timer", "store", "drawing", *LIVES)
CRASHED = list(zip(SCREENS, cycle(KINDS), strict=False))


@pytest.fixture
def station(start: Start) -> Terminal:
    set_up()
    return opens(start, SIGN_IN)


def wiped_again(station: Terminal, wipes: int, what: str) -> None:
    station.waits(lambda: station.raw.count(b"\x1bc") > wipes, what)


def test_a_crash_on_any_screen_tells_nothing(station: Terminal) -> None:
    logs = 0
    for name, kind in CRASHED if LONG else CRASHED[:: len(CRASHED) // 8]:
        (Path.home() / "kind").write_text(kind)
        way(*SCREENS[name])(station)
        mark, wipes = len(station.raw), station.raw.count(b"\x1bc")
        station.send("\x1b[24~")
        if kind in LIVES:
            station.rests(0.3)
            assert station.raw.count(b"\x1bc") == wipes
            starts_anew(station)
        else:
            wiped_again(station, wipes, f"the wipe after {name}, {kind}")
            station.sees("The station had to start anew", WELCOME)
        after = station.raw[mark:]
        assert not [word for word in (b"Traceback", b"RuntimeError", b"Lucja", b"out of order") if word in after], name
        if kind not in ("task", "store"):
            logs += 1
    kept = [*Path.home().rglob("crash-*.log")]
    assert len(kept) == min(logs, 5)
    for log in kept:
        assert "out of order" in log.read_text()
        assert "Lucja" not in log.read_text()
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


STEPS = (
    (),
    (("ctrl+s", "Claiming 1.00"),),
    (("ctrl+s", "Claiming 1.00"), ("ctrl+s", "Name on the cert")),
)


def ask() -> None:
    """One credit to claim, with a question that is answered so far but for one word."""
    question = Question("why", QuestionKind.SHORT_TEXT, "Why so?")
    with store() as found:
        found.catalogs.load(
            Organization("org", "Northwind"),
            [credit("asked", FILM, questions=(question,), attestation="Yes", partial=PartialRule())],
        )
        key, now = found.credits.find("asked"), datetime.now(UTC)
        finish(found, "asked", now)
        found.claims.draft("ada", key, now)
        found.claims.save_draft("ada", key, {"why": "", ATTESTATION: AGREED}, now)


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "hang up", "SIGTERM to the sign-in", "SIGKILL to the launcher"])
@pytest.mark.parametrize("steps", STEPS if LONG else STEPS[:1], ids=len)
def test_an_answer_survives_every_end(start: Start, end: str, steps: tuple[tuple[str, str], ...]) -> None:
    set_up(ask)
    app = start("kiosk")
    app.sees(WELCOME)
    way(("100010\r", "Your PIN"), (PIN + "\r", "In Progress"), ("2", "Asked"), ("enter", "Why so"))(app)
    app.send("Half an answer")
    app.sees("Half an answer")  # perhaps not yet kept
    way(*steps)(app)
    one, *_ = children(app.process.pid)
    match end:
        case "hang up":
            app.hang_up()
        case "SIGTERM to the sign-in":
            os.kill(one, signal.SIGTERM)
        case "SIGKILL to the launcher":
            app.process.kill()
        case _:
            app.process.send_signal(getattr(signal, end))
    if "sign-in" in end:
        app.sees(WELCOME)
    else:
        app.ends(10)
    deadline = time.monotonic() + WAIT_SECONDS
    while Path(f"/proc/{one}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with store() as found:
        key = found.credits.find("asked")
        assert found.claims.draft("ada", key, datetime.now(UTC)).answers["why"] == "Half an answer"
        assert not found.lists.claims("ada")
