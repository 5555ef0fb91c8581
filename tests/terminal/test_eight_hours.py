"""A learner who never leaves the app for a working day, time compressed.

What eight hours bring is counted, not waited for: a look at the store each second (28,800), a screen opened and closed
each minute (480), and every quarter of an hour a change by another process that brings all lists up to date (32). Here
the looks come every hundredth of a second, and the beats of an open page four times a second instead of every five
seconds, for the app's process sets those two periods before it starts; screens and changes follow one another without a
pause. Not covered is what hours of the wall clock alone would bring. (A station's day is in test_station_day.py.)

`FAULTS=long` runs the whole day, the short form a two-hundredth of its looks and each kind of screen once. The first
tenth warms up.
"""

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.faults.conftest import times
from tests.terminal.conftest import KEYS, Start, Terminal, credit, store

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import Content, ContentKind, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Option, Question, QuestionKind
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

LOOKS, ROUNDS, CHANGES = times(150, 28_800), times(1, 40), times(1, 32)
"""Of the store, of the twelve kinds of screens, by another process."""

# The app, in a process that writes down what it holds at each SIGUSR1.
APP = """
import asyncio, ctypes, gc, json, os, signal, sys, threading
import ce_tui.ui.main, ce_tui.ui.pages.timed
from ce_tui import cli
ce_tui.ui.main.LOOK_SECONDS, ce_tui.ui.pages.timed.BEAT_SECONDS = 0.01, 0.25
looks, kept, look = 0, [], ce_tui.ui.main.MainScreen._look
async def counted(self):
    global looks
    looks += 1
    LEAK
    await look(self)
ce_tui.ui.main.MainScreen._look = counted
def tell(*_):
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as file:
        memory = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    told = {"looks": looks, "memory": memory, "objects": len(gc.get_objects()), "tasks": len(asyncio.all_tasks()),
            "threads": threading.active_count(), "files": len(os.listdir("/proc/self/fd"))}
    with open(os.environ["TOLD"], "a") as file:
        file.write(json.dumps(told) + "\\n")
signal.signal(signal.SIGUSR1, tell)
cli.main(sys.argv[1:])
"""
LEAKS = "kept.append((b'%d' % looks * 60_000, open(os.devnull), asyncio.create_task(asyncio.sleep(9999))))"

COLOR = Question("color", QuestionKind.SINGLE, "Which color?", options=(Option("red", "Red"), Option("blue", "Blue")))
TEXT = "# Guide\n\n## Start\n\n" + "\n\n".join(f"Paragraph {n} of a [text](https://example.org)." for n in range(60))
CONTENTS = (
    Content("film", ContentKind.VIDEO, "Film", 500 * MINUTE, url="https://example.org/film"),
    Content("guide", ContentKind.READING, "Guide", 500 * MINUTE, text=TEXT),
    Content("quiz", ContentKind.QUIZ, "Quiz", questions=(COLOR,), correct=(("color", ("blue",)),)),
    Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, code="PLUM-42"),
)
HELD = Content("held", ContentKind.SESSION, "Held", 60 * MINUTE, starts_at=datetime.now(UTC) - timedelta(days=1))
ASKED = credit("asked", HELD, partial=PartialRule(), questions=(Question("why", QuestionKind.LONG_TEXT, "Why so?"),))
ORGANIZATION = Organization("org", "Northwind", instructions="Be kind.")
CREDITS = [*(credit(each.id, each) for each in CONTENTS), ASKED, credit("done", HELD)]
SCREENS: dict[str, tuple[tuple[str, str], ...]] = {
    "claim": (("2", "Asked"), ("enter", "Why so?"), ("So it is", "So it is")),
    "film": (("home", "Film"), ("enter", "Video Film"), ("enter", "Copy address"), ("space", "The clock runs")),
    "reading": (
        ("home", "Film"),
        ("down", "Guide"),
        ("enter", "Reading Guide"),
        ("enter", "Paragraph 0"),
        ("t", "Table of contents"),
        ("t", "Paragraph 0"),
        ("end", "reached the end"),
    ),
    "quiz": (
        ("home", "Film"),
        ("down", "Guide"),
        ("down", "Quiz"),
        ("enter", "Quiz Quiz"),
        ("enter", "Red"),
        ("space", "Red"),
    ),
    "session": (("home", "Film"), *[("down", "Talk")] * 3, ("enter", "Session Talk"), ("enter", "code")),
    "why": (("?", "Why this number"),),
    "instructions": (("i", "Be kind"),),
    "profile": (("p", "Signed in as"),),
    "help": (("f1", "Tab to the left"),),
    "palette": (("\x10", "Search for"), ("nord", "Theme: nord")),
    "filter": (("/", "filter"), ("guid", "guid")),
    "certificate": (("3", "Done"), ("enter", "Download Certificate")),
}
"""Each kind of screen: keys, and what they bring."""


def opens_everything(app: Terminal) -> None:
    """Open a screen of each kind from the lists, and close it."""
    for steps in SCREENS.values():
        for keys, brings in (("1", "Film"), *steps):
            app.send(KEYS.get(keys, keys))
            app.sees(brings)
            app.rests(0.03)
        for _ in range(5):
            if brings in app.text or "F1 help" not in app.text:
                app.press("escape")
        app.misses(brings)


class Stays:
    """The app of somebody who stays, and what it says that it holds."""

    def __init__(self, app: Terminal, told: Path) -> None:
        self.app, self._told = app, told
        app.sees("Film", "F1 help")

    def tells(self) -> dict[str, int]:
        """What it holds now."""
        before = self._lines()
        self.app.process.send_signal(signal.SIGUSR1)
        self.app.waits(lambda: len(self._lines()) > len(before), "what it holds")
        told: dict[str, int] = json.loads(self._lines()[-1])
        return told

    def _lines(self) -> list[str]:
        text = self._told.read_text() if self._told.exists() else ""
        return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def works(self, looks: int, rounds: int, changes: int) -> None:
        """A part of the day: screens and changes, and at least so many looks."""
        until = self.tells()["looks"] + looks
        for n in range(max(rounds, changes)):
            self.tells()
            if n < rounds:
                opens_everything(self.app)
            if n < changes:
                with store() as found:
                    found.catalogs.load(ORGANIZATION, [*CREDITS, credit(f"new{n % 2}", CONTENTS[0])])
        while self.tells()["looks"] < until:
            self.app.rests(0.2)


@pytest.fixture
def stays(start: Start, tmp_path: Path) -> Callable[..., Stays]:
    """Opens the app for somebody who stays, as it is or with something that leaks."""
    now = datetime.now(UTC)
    with store() as found:
        found.catalogs.load(ORGANIZATION, CREDITS)
        done = found.credits.find("done")
        found.sessions.attend("ada", done, "held", "", now)
        found.claims.make("ada", done, ClaimRequest("x", Amount(1000), "Ada Lovelace", {}), now)
    told = tmp_path / "told"
    return lambda leak="pass": Stays(start(code=APP.replace("LEAK", leak), TOLD=str(told)), told)


def growth(first: dict[str, int], last: dict[str, int]) -> set[str]:
    """What has grown: memory by more than a tenth, whatever else is left over at all."""
    more = {name for name in first.keys() - {"memory", "looks", "objects"} if last[name] > first[name]}
    return more | ({"memory"} if last["memory"] > first["memory"] * 1.1 else set())


def test_a_learner_who_stays_for_eight_hours(stays: Callable[..., Stays]) -> None:
    one = stays()
    opens_everything(one.app)
    one.works(LOOKS // 10, ROUNDS // 10, CHANGES // 10)
    first = one.tells()
    one.works(LOOKS - LOOKS // 10, ROUNDS - ROUNDS // 10, CHANGES - CHANGES // 10)
    one.app.waits(lambda: not growth(first, one.tells()), f"what there was before, {first}")
    one.app.quits()


def test_a_leak_would_be_seen(stays: Callable[..., Stays]) -> None:
    one = stays(LEAKS)
    first = one.tells()
    one.works(300, 0, 0)
    assert growth(first, one.tells()) == {"memory", "tasks", "files"}
