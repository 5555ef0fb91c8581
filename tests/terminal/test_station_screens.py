"""Every screen of a station, under texts that mean harm and under hands that try everything."""

import os
import random
import re
import signal
import sqlite3
import string
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults.conftest import LONG, times
from tests.terminal.conftest import Start, Terminal, environment, program, store, store_path
from tests.terminal.test_hostile import ADA, PAYLOADS, fill_hostile, is_clean
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

from ce_tui.credit.parties import Learner
from ce_tui.kiosk import pins
from ce_tui.settings import load

pytestmark = pytest.mark.slow

PIN, FIRST, PASSCODE, WELCOME = "481516", "50829473", "correct horse", "Scan your badge"
Way = Callable[[Terminal], None]

# A station whose sign-ins run other Python, which begins with two drives that somebody has put in.
LAUNCH = """
import sys
from ce_tui.kiosk import launcher
launcher.command = lambda arguments: [sys.executable, "-W", "error", sys.argv[1], "kiosk", "--sign-in", *arguments]
from ce_tui import cli
cli.main(["kiosk"])
"""
DRIVES = """
from pathlib import Path
Path.is_mount = lambda self: self.parent == Path.home() / "drives"
"""
SIGN_IN = """
import sys
from ce_tui import cli
from ce_tui.ui.kiosk import app
if (Path.home() / "hurry").exists():  # it counts down as soon as nobody does anything
    app.COUNTDOWN_SECONDS = 29.9
    beats = app.KioskApp.set_interval
    app.KioskApp.set_interval = lambda self, seconds, *rest: beats(self, seconds / 8, *rest)
cli.main(sys.argv[1:])
"""


def set_up(fill: Callable[[], None] = fill_hostile) -> None:
    """A store in which every text is hostile, also the names; ada has a PIN, bob a first one."""
    config = load({}, os.environ).config
    subprocess.run(
        program("kiosk", "--set-passcode"),
        env=environment(),
        input=PASSCODE,
        text=True,
        check=True,
        capture_output=True,
    )
    drives = Path.home() / "drives"
    for name in ("ONE", "TWO"):
        (drives / name).mkdir(parents=True)
    config.write_text(f"[kiosk]\nregister = true\nfirst_pin = true\nidle = 30\ndrives = ['{drives}']\n")
    fill()
    with store() as found:
        found.accounts.keep(Learner("ada", ADA, "ada@example.org"), "100010")
        pepper = pins.pepper_in(config.with_name("kiosk.pepper"))
        found.accounts.set_pin("ada", pins.hashed(PIN, pepper))
        found.accounts.keep(Learner("bob", ADA), "100020")
        found.accounts.give_first_pins({"bob": pins.hashed(FIRST, pepper)})


def opens(start: Start, sign_in: str) -> Terminal:
    """A station whose sign-ins run that."""
    script = Path.home() / "sign_in.py"
    script.write_text(DRIVES + sign_in)
    app = start(str(script), code=LAUNCH)
    app.sees(WELCOME, "Name")
    return app


@pytest.fixture
def station(start: Start) -> Terminal:
    set_up()
    return opens(start, SIGN_IN)


def way(*steps: tuple[str, str]) -> Way:
    """Keys, each with what is then on the screen."""

    def go(app: Terminal) -> None:
        for keys, sees in steps:
            app.press(keys)
            app.sees(sees)

    return go


SIGNED_IN = (("100010\r", "Your PIN"), (PIN + "\r", "Going"))
READY = (*SIGNED_IN, ("2", "claim"))
CREDIT = (*SIGNED_IN, ("enter", "Talk"))
CONFIRM = (*READY, ("enter", "Why"), ("ctrl+s", "Claiming 1.00"), ("ctrl+s", "Name on the cert"))
HANDING = (*SIGNED_IN, ("3", "Given"), ("d", "Your certificate"))
COUNTDOWN = (*SIGNED_IN, ("", "Are you still there?"))
SCREENS: dict[str, tuple[tuple[str, str], ...]] = {
    "sign-in": (),
    "PIN": (("100010\r", "Your PIN"),),
    "PIN of nobody": ((f"{PAYLOADS['color']}nobody\r", "Your PIN"),),
    "new PIN": (("100020\r", "Your PIN"), (FIRST + "\r", "once more")),
    "register": (("\x1bOQ", "New here"),),
    "passcode": (("\x1b[21~", "Passcode"),),
    "in progress": SIGNED_IN,
    "ready": READY,
    "certificates": (*SIGNED_IN, ("3", "Given")),
    "credit": CREDIT,
    "reading": (*CREDIT, ("enter", "Heading")),
    "film": (*CREDIT, ("down", "Talk"), ("enter", "Copy address")),
    "quiz": (*CREDIT, ("down", "Talk"), ("down", "Talk"), ("enter", "Option")),
    "session": (*CREDIT, *([("down", "Talk")] * 3), ("enter", "I attended this session")),
    "questions": (*READY, ("enter", "Why")),
    "amount": (*READY, ("enter", "Why"), ("ctrl+s", "Claiming 1.00")),
    "confirm": CONFIRM,
    "claimed": (*CONFIRM, ("enter", "Enter press"), ("enter", "✓ Claimed")),
    "certificate": (*SIGNED_IN, ("3", "Given"), ("enter", "Copy")),
    "handing over": HANDING,
    "number": (*HANDING, *([("tab", "Certificate")] * 2), ("enter", "Scan this")),
    "drive": (*HANDING, ("tab", "Certificate"), ("enter", "On which drive?")),
    "why": (*SIGNED_IN, ("?", "Why this number")),
    "instructions": (*SIGNED_IN, ("i", "Instructions")),
    "profile": (*SIGNED_IN, ("p", "Signed in as")),
    "help": (*SIGNED_IN, ("\x1bOP", "Tab to the left")),
    "switch": (*SIGNED_IN, (f"[/x]{'b' * 20}\r", "A badge was scanned")),
}


def starts_anew(app: Terminal) -> None:
    """End this sign-in, wherever it is."""
    mark = app.raw.count(b"\x1bc")
    os.kill(children(app.process.pid)[0], signal.SIGTERM)  # not the one that waits for its turn
    app.waits(lambda: app.raw.count(b"\x1bc") > mark, "the wipe")
    app.sees(WELCOME, "Name")


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_every_screen_with_texts_that_mean_harm(station: Terminal) -> None:
    for steps in SCREENS.values():
        if not any(other != steps and other[: len(steps)] == steps for other in SCREENS.values()):  # seen on the way
            way(*steps)(station)
            starts_anew(station)
    assert b"\x1b]52" not in station.raw
    is_clean(station)
    assert not any(Path.home().rglob("crash-*"))


_UNCLOSED = "\x1b[200~"
"""A paste that begins; what comes afterwards belongs to it."""


def sequences() -> Iterator[str]:
    """Every key that Textual knows a sequence for, every byte, the mouse everywhere, pastes, and plain nonsense."""
    yield from ANSI_SEQUENCES_KEYS
    for key in FUNCTIONAL_KEYS:
        for more in ("", ";2", ";3", ";5", ";9"):
            yield f"\x1b[{key[:-1] if key[-1] in 'u~' else key[:-1] or 1}{more}{key[-1]}"
    yield from (f"\x1b[{n};{m}u" for n in range(32, 127) for m in (3, 5, 6, 9))
    yield from (chr(n) for n in range(1, 256))
    yield from (f"\x1b{letter}" for letter in string.printable)
    for x in range(1, 81, 8):
        for y in range(1, 25, 3):
            yield f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"  # a click
            yield f"\x1b[<0;{x};{y}M\x1b[<32;{81 - x};{25 - y}M\x1b[<0;{81 - x};{25 - y}m"  # a drag
            yield f"\x1b[<2;{x};{y}M\x1b[<2;{x};{y}m\x1b[<64;{x};{y}M\x1b[<65;{x};{y}M\x1b[<16;{x};{y}M"
    yield "\x1b[<0;9999;9999M\x1b[<0;0;0m\x1b[<99;1;1M"
    yield f"\x1b[200~{'A paste. ' * 5000}\x1b[201~"
    yield "\x1b[200~\x03\x11\x1b]52;c;b3duZWQ=\x07\x1b[201~"
    yield from ("\x1b]52;c;?\x07", "\x1bP+q544e\x1b\\", "\x1b[99999999999;5u", "\x1b[?1049l", "\x9b1m")
    yield _UNCLOSED


_LEAVES = ("\x1b", "\x11", "q", "Q")
"""Keys that leave a screen are tried by themselves, last."""
_FEW = 120


def keys_for(name: str) -> list[str]:
    """All sequences in an order of this screen's own; the short form takes some of them."""
    keys = [key for key in dict.fromkeys(sequences()) if key not in _LEAVES and key != _UNCLOSED]
    random.Random(name).shuffle(keys)
    return [*keys[: times(_FEW, len(keys))], *_LEAVES, _UNCLOSED]


def is_kept(app: Terminal) -> None:
    """Nothing has led out: the station lives, has not crashed, and no sign-in has started anything."""
    assert app.process.poll() is None
    assert "had to start anew" not in app.text
    for pid in children(app.process.pid):
        assert not children(pid)  # no shell, no browser, no player


def comes_back(app: Terminal, steps: tuple[tuple[str, str], ...], front: tuple[bool, list[str]]) -> None:
    """The screen that was in front is there again, and the store is as it was: a key may have claimed something."""
    if steps == COUNTDOWN:  # which every key ends; a click may have hit what lies below
        app.waits(lambda: seen(app, steps)[0] or WELCOME in app.text, "the countdown")
        way(*() if seen(app, steps)[0] else steps)(app)
        return
    app.press("escape")
    if seen(app, steps) != front:
        starts_anew(app)
        with closing(sqlite3.connect(Path.home() / "before.db")) as kept, closing(sqlite3.connect(store_path())) as now:
            kept.backup(now)
        way(*steps)(app)


def seen(app: Terminal, steps: tuple[tuple[str, str], ...]) -> tuple[bool, list[str]]:
    """Whether the screen to which those steps lead can be seen, and the boxes."""
    return (steps[-1][1] if steps else WELCOME) in app.text, app.titles


@pytest.mark.parametrize("name", ["countdown", *(SCREENS if LONG else ["PIN", "questions", "film", "profile"])])
def test_nothing_leads_out_of_any_screen(start: Start, name: str) -> None:
    set_up()
    with closing(sqlite3.connect(store_path())) as now, closing(sqlite3.connect(Path.home() / "before.db")) as kept:
        now.backup(kept)
    if name == "countdown":
        (Path.home() / "hurry").touch()
    app = opens(start, SIGN_IN)
    before = {*Path.home().rglob("*")}
    steps = COUNTDOWN if name == "countdown" else SCREENS[name]
    way(*steps)(app)
    front, at_once, reached, keys = seen(app, steps), times(15, 1), 0, keys_for(name)
    for n in range(0, len(keys), at_once):
        try:
            for key in keys[n : n + at_once]:
                app.send(key)
            app.rests(0.05)
            is_kept(app)
            if LONG and seen(app, steps) != front:
                reached += 1
                comes_back(app, steps, front)
        except (AssertionError, pytest.fail.Exception) as error:
            error.add_note(f"On the screen “{name}”, after the keys {keys[max(0, n - 4) : n + at_once]!r}.")
            raise
    print(f"{name}: {len(keys)} keys, {reached} of which led elsewhere")
    made = {*Path.home().rglob("*")} - before
    assert not {path for path in made if "crash" in path.name}
    inside = (store_path().parent, Path.home() / "drives")
    assert {path for path in made if path.is_file() and not {*inside} & {*path.parents}} == set()
    assert not re.search(rb"\x1b\]52;[^\x07]*", app.raw)
    assert b"Traceback" not in app.raw


RAW = (
    *(
        b"\xff",
        b"\xc0\x80",
        b"\x1b[97;;1114112u",
        b"\x1b[97:98;5u",
        b"\x1b[55296u",
        b"\x1b[97;;55296u",
        b"\x1b[M\xff\xff\xff",
    ),
    *(
        b"\x1b[48;0;0;0;0t\x1b[<0;70;1M",
        b"\x1b[48;9999;9999;1;1t",
        b"\x1b[48;1:a;b;c;dt",
        b"\x1b[?2048;1$y\x1b[?2026;2$y",
    ),
    *(b"\x1b[99;99R", b"\x1b[?62;1;6c\x1b[>41;354;0c", b"\x1bP!|00000000\x1b\\", b"\x1b[<0;99999999999999999999;1M"),
)
"""Bytes that are no text, and answers of terminals that nobody asked."""


def test_no_bytes_end_a_sign_in(station: Terminal) -> None:
    way(*SCREENS["register"])(station)
    here = children(station.process.pid)[0]
    for sent in RAW:
        station.send(sent)
        station.rests(0.05)
    station.rests(0.2)
    station.press("tab")  # a click may have left the field
    station.send("still here")
    station.sees("New here", "still here")
    assert children(station.process.pid)[0] == here
    assert b"Traceback" not in station.raw


FORMS = ("PIN", "questions", "profile")
LONG_FORMS = ("sign-in", "new PIN", "register", "passcode", "ready", "amount", "confirm")


@pytest.mark.parametrize("text", ["Wor\rd \n", "x"] if LONG else ["Wor\rd \n"])
def test_a_paste_of_ten_megabytes_on_any_form(station: Terminal, text: str) -> None:
    """The short form makes do with less of it."""
    pasted = text * (times(50_000, 10_000_000) // len(text))
    for name in (*FORMS, *LONG_FORMS) if LONG else FORMS:
        way(*SCREENS[name])(station)
        here = children(station.process.pid)[0]
        station.send(f"\x1b[200~{pasted}\x1b[201~")
        station.rests(times(1, 3) / 10)
        is_kept(station)
        assert children(station.process.pid)[0] == here, name
        starts_anew(station)
    assert not any(Path.home().rglob("crash-*"))


SIZES = ((1, 1), (2, 1), (1, 50), (300, 100), (3, 3), (80, 1), (80, 24))


@pytest.mark.parametrize("name", SCREENS if LONG else ["drive"])
def test_no_size_and_no_signal_ends_a_sign_in(station: Terminal, name: str) -> None:
    way(*SCREENS[name])(station)
    here = children(station.process.pid)[0]
    for size in SIZES:
        station.resize(*size)
        station.rests(0.05)
    for signal_ in (signal.SIGTSTP, signal.SIGCONT, *[signal.SIGWINCH] * 99):
        os.kill(here, signal_)
    station.send("\x13\x11\x13\x1a")
    station.rests(0.2)
    is_kept(station)
    assert children(station.process.pid)[0] == here
    starts_anew(station)
