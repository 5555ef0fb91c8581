"""A closed terminal or a polite kill ends the app as quitting does: nothing that was done is lost."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.terminal.conftest import AT_ONCE, Start, Terminal, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import total
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store

pytestmark = pytest.mark.slow

TEXT = "\n\n".join(f"Paragraph {n} of a long text." for n in range(60))
READING = credit("reading", Content("guide", ContentKind.READING, "Guide", 5 * MINUTE, text=TEXT))
WATCHING = credit("watching", Content("film", ContentKind.VIDEO, "Film", 5 * MINUTE, url="https://example.org/film"))
TALK = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=datetime.now(UTC) - timedelta(days=1))
ASKED = credit("asked", TALK, questions=(Question("why", QuestionKind.SHORT_TEXT, "Why?"),), attestation="I was there.")


def read(app: Terminal) -> None:
    app.press("enter")
    app.sees("Contents", "Guide")
    app.press("enter")
    app.sees("Paragraph 0")
    app.rests(0.3)


def watch(app: Terminal) -> None:
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("https://example.org/film")
    app.press("space")
    app.sees("The clock runs")
    app.rests(0.3)


def fill_in(app: Terminal) -> None:
    app.press("2")
    app.sees("↵ claim")
    app.press("enter")
    app.sees("Why?", "Enter next field")
    app.send("Half an answ")
    app.sees("Half an answ")


def time_spent(found: Store, id: str) -> bool:
    (record,) = found.credits.records("ada", (found.credits.find(id),)).values()
    return total(record.spans) >= 100


def draft_kept(found: Store, id: str) -> bool:
    return found.claims.draft("ada", found.credits.find(id), datetime.now(UTC)).answers == {"why": "Half an answ"}


DOING = {
    "reading": (READING, read, time_spent),
    "watching": (WATCHING, watch, time_spent),
    "asked": (ASKED, fill_in, draft_kept),
}


def ended_by(number: signal.Signals) -> Callable[[Terminal], None]:
    def end(app: Terminal) -> None:
        app.process.send_signal(number)
        assert app.ends() == 128 + number
        app.is_restored()

    return end


def hung_up(app: Terminal) -> None:
    app.hang_up()
    app.ends()


ENDS = {"SIGTERM": ended_by(signal.SIGTERM), "SIGHUP": ended_by(signal.SIGHUP), "closed": hung_up}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("doing", DOING)
def test_what_was_done_is_kept(start: Start, doing: str, end: Callable[[Terminal], None]) -> None:
    made, do, kept = DOING[doing]
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [made])
        if made is ASKED:
            found.sessions.attend("ada", found.credits.find("asked"), "talk", "", datetime.now(UTC))
    app = start()
    app.sees("In Progress", "F1 help")
    do(app)
    end(app)
    with store() as found:
        assert kept(found, doing)
        assert found.lists.count("claims", "ada", datetime.now(UTC)) == 0


def test_ctrl_c_does_not_end_it_and_says_which_key_does(start: Start) -> None:
    demo = start("demo")
    demo.sees("Difficult Airway")
    demo.press("\x03")
    demo.sees("q")
    demo.quits()


def test_a_stopped_app_frees_the_terminal_and_goes_on_where_it_was(start: Start) -> None:
    demo = start("demo")
    demo.sees("Difficult Airway")
    demo.press("2")
    demo.sees("↵ claim")
    demo.process.send_signal(signal.SIGTSTP)
    demo.waits(lambda: "T (stopped)" in Path(f"/proc/{demo.process.pid}/status").read_text(), "the stop", AT_ONCE)
    demo.rests()
    demo.is_restored()
    demo.process.send_signal(signal.SIGCONT)
    again = b"\x1b[?1049h"  # by which a terminal begins with an empty screen
    demo.waits(lambda: demo.raw.count(again) == 2, "the app's screen", AT_ONCE)
    demo.waits(lambda: b"Ready to Claim" in demo.raw.rpartition(again)[2], "what it showed", AT_ONCE)
    demo.press("3")
    demo.sees("d download", within=AT_ONCE)
    demo.quits()
