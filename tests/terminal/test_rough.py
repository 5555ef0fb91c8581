"""Rough treatment: huge pastes, a window that is never still, keys at random. The app lives and quits well."""

import random
import string
import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.terminal.conftest import KEYS, Start, Terminal, credit, store

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import LONG, Question, QuestionKind
from ce_tui.credit.types import MINUTE

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000
ESCAPE = "\x1b[27u"
"""Esc as modern terminals send it: it takes effect at once."""
QUESTIONS = (
    Question("long", QuestionKind.LONG_TEXT, "Tell us"),
    Question("short", QuestionKind.SHORT_TEXT, "In short"),
)


def comes_back(app: Terminal, text: str) -> None:
    """Press Esc until that text is there."""

    def there() -> bool:
        if text not in app.text:
            app.press("escape")
        return text in app.text

    app.waits(there, "the first screen")


@pytest.fixture(autouse=True)
def _ready() -> None:
    """One credit that is ready to claim."""
    now = datetime.now(UTC)
    talk = Content("talk", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=now - timedelta(days=1))
    code = Content("code", ContentKind.SESSION, "With a Code", 60 * MINUTE, code="PLUM")
    with store() as found:
        found.catalogs.load(
            Organization("org", "Northwind"), [credit("ready", talk, questions=QUESTIONS), credit("going", code)]
        )
        found.sessions.attend("ada", found.credits.find("ready"), "talk", "", now)


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def test_a_megabyte_pasted_into_the_filter_finds_nothing(start: Start) -> None:
    app = start()
    app.sees("Going", "F1 help")
    app.press("/")
    app.send(paste("airway " * (MEGABYTE // 7)))
    app.sees("Nothing matches this filter.")
    app.press("escape")
    app.sees("Going")
    app.quits()


def test_a_megabyte_of_one_word_too(start: Start) -> None:
    app = start()
    app.sees("Going", "F1 help")
    app.send("/" + paste("%_a" * (MEGABYTE // 3)))
    app.sees("Nothing matches this filter.")
    app.press("escape")
    app.sees("Going")
    app.quits()


def test_a_megabyte_pasted_into_an_answer_is_kept_to_a_length_and_complained_about(start: Start) -> None:
    app = start()
    app.sees("F1 help")
    app.press("2")
    app.sees("↵ claim")
    app.press("enter")
    app.sees("Tell us", "Tab next field")
    app.send(paste("A line of words.\n" * (MEGABYTE // 17)))
    app.sees("A line of words.")
    app.press("tab")
    app.sees("Please keep to 4000 characters")
    app.send(paste("\x1b[31m" + "word " * (MEGABYTE // 5)))
    app.sees("word word")
    app.press("escape")
    app.sees("Your answers are kept")
    app.quits()
    with store() as found:
        answers = found.claims.draft("ada", found.credits.find("ready"), datetime.now(UTC)).answers
    assert all(0 < len(str(answer)) <= 2 * LONG for answer in answers.values())
    assert "\x1b" not in str(answers)


def test_a_window_that_is_never_still(start: Start) -> None:
    app = start()
    app.sees("Going", "F1 help")
    for n in range(60):
        app.resize(*((40, 15), (200, 60))[n % 2])
        if n == 20:
            app.press("f1")
        elif n == 40:
            app.press("escape", "2")
        app.rests(0)
    app.rests()
    app.resize(80, 24)
    app.rests()
    app.sees("↵ claim", "Ready")
    app.press("enter")
    app.sees("Tell us", "Tab next field")
    for n in range(21):
        app.resize(*((200, 60), (40, 15))[n % 2])
    app.rests()
    app.resize(80, 24)
    app.sees("Tell us", "Save & Continue")
    app.press("escape")
    app.sees("F1 help")
    app.quits()


def test_a_form_that_is_closed_while_it_opens(start: Start) -> None:
    app = start()
    app.sees("F1 help")
    app.press("2")
    app.sees("↵ claim")

    def closed() -> bool:
        if "Tell us" in app.text:  # it opened after both, on a busy machine
            app.send(ESCAPE)
            app.rests(0.2)
        return app.cursor != "" and "Tell us" not in app.text

    for n in range(30):
        app.send("\r")
        app.rests(n * 0.001)
        app.send(ESCAPE)
        app.rests(0.04)
        app.send(ESCAPE)
        app.waits(closed, "the list")
    app.rests(0.5)
    app.waits(closed, "the list")
    app.quits()


def test_keys_typed_while_it_starts(start: Start) -> None:
    for keys in ("2d?", "/\x1bOP"):
        app = start("demo")
        until = time.monotonic() + 1
        while time.monotonic() < until and "F1 help" not in app.text:
            app.send(keys + ESCAPE)
            app.rests(0.003)
        # The last Esc may have closed the help and left the filter.
        comes_back(app, "Difficult Airway")
        app.close()
        assert b"Something unexpected" not in app.raw


@pytest.mark.parametrize("seed", [1, 2])
def test_keys_at_random(start: Start, seed: int) -> None:
    choose = random.Random(seed)
    common = [KEYS[name] for name in ("enter", "escape", "tab", "up", "down", "space")] * 4 + [ESCAPE] * 4
    rest = [*KEYS.values(), "\x1b[Z", *string.ascii_lowercase.replace("q", ""), *string.digits, "?", "/"]
    app = start("demo", PATH="")  # a player would have keys of its own
    app.sees("Difficult Airway")
    left = 500
    while left > 0:
        keys = choose.choices(common + rest, k=choose.randint(1, 4))
        app.send("".join(keys))
        app.rests(choose.random() * 0.01)
        left -= len(keys)
    app.rests()
    assert app.process.poll() is None, app.text
    comes_back(app, "F1 help")
    app.press("escape")
    app.quits()
    assert b"Traceback" not in app.raw
