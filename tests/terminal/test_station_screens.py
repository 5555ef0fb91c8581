"""Every screen of a station, under texts that mean harm and under hands that try everything."""

import os
import random
import re
import signal
import string
import subprocess
from collections.abc import Callable, Iterator
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

PIN, PASSCODE, WELCOME = "481516", "correct horse", "Scan your badge"
Way = Callable[[Terminal], None]


def set_up(fill: Callable[[], None] = fill_hostile) -> None:
    """A store in which every text is hostile, also the names; ada has a PIN, bob has none, and there is a passcode."""
    config = load({}, os.environ).config
    subprocess.run(program("kiosk", "--set-passcode"), env=environment(), input=PASSCODE, text=True, check=True,
                   capture_output=True)  # fmt: skip
    config.write_text("[kiosk]\nregister = true\nidle = 30\n")
    fill()
    with store() as found:
        found.keep_account(Learner("ada", ADA, "ada@example.org"), "100010")
        found.set_pin("ada", pins.hashed(PIN, pins.pepper_in(config.with_name("kiosk.pepper"))))
        found.keep_account(Learner("bob", ADA), "100020")


@pytest.fixture
def station(start: Start) -> Terminal:
    set_up()
    app = start("kiosk")
    app.sees(WELCOME, "Name")
    return app


def way(*steps: tuple[str, str]) -> Way:
    """Keys, each with what is then on the screen."""

    def go(app: Terminal) -> None:
        for keys, sees in steps:
            app.press(keys)
            app.sees(sees)

    return go


SIGNED_IN = (("100010\r", "Your PIN"), (PIN + "\r", "Going"))
READY = (*SIGNED_IN, ("2", "claim"))
CREDIT = (*SIGNED_IN, ("enter", "Contents"))
SCREENS: dict[str, tuple[tuple[str, str], ...]] = {
    "sign-in": (),
    "PIN": (("100010\r", "Your PIN"),),
    "PIN of nobody": ((f"{PAYLOADS['color']}nobody\r", "Your PIN"),),
    "new PIN": (("100020\r", "once more"),),
    "register": (("\x1bOQ", "New here"),),
    "passcode": (("\x1b[21~", "Passcode"),),
    "in progress": SIGNED_IN,
    "ready": READY,
    "certificates": (*SIGNED_IN, ("3", "Given")),
    "credit": CREDIT,
    "reading": (*CREDIT, ("enter", "Heading")),
    "film": (*CREDIT, ("down", "Contents"), ("enter", "Copy address")),
    "quiz": (*CREDIT, ("down", "Contents"), ("down", "Contents"), ("enter", "Option")),
    "session": (*CREDIT, *([("down", "Contents")] * 3), ("enter", "I attended this session")),
    "questions": (*READY, ("enter", "Why")),
    "amount": (*READY, ("enter", "Why"), ("ctrl+s", "Claiming 1.00")),
    "confirm": (*READY, ("enter", "Why"), ("ctrl+s", "Claiming 1.00"), ("ctrl+s", "Name on the cert")),
    "handing over": (*SIGNED_IN, ("3", "Given"), ("d", "Your certificate")),
    "why": (*SIGNED_IN, ("?", "Why this number")),
    "instructions": (*SIGNED_IN, ("i", "Instructions")),
    "profile": (*SIGNED_IN, ("p", "Signed in as")),
    "help": (*SIGNED_IN, ("\x1bOP", "Tab to the left")),
    "switch": (*SIGNED_IN, (f"[/x]{'b' * 20}\r", "A badge was scanned")),
}


def starts_anew(app: Terminal) -> None:
    """End this sign-in, wherever it is."""
    mark = app.raw.count(b"\x1bc")
    os.kill(min(children(app.process.pid)), signal.SIGTERM)  # not the one that waits for its turn
    app.waits(lambda: app.raw.count(b"\x1bc") > mark, "the wipe")
    app.sees(WELCOME, "Name")


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_every_screen_with_texts_that_mean_harm(station: Terminal) -> None:
    for steps in SCREENS.values():
        way(*steps)(station)
        starts_anew(station)
    assert b"\x1b]52" not in station.raw
    is_clean(station)
    assert not any(Path.home().rglob("crash-*"))


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
    yield from ("\x1b]52;c;?\x07", "\x1bP+q544e\x1b\\", "\x1b[99999999999;5u", "\x1b[?1049l", "\x9b1m", "\x1b[200~")


_LEAVES = {"\x1b", "\x11", "q", "Q"}
"""Keys that leave a screen are tried by themselves, last."""
_PIECE = 120


def pieces(name: str) -> list[list[str]]:
    """All sequences in an order of this screen's own, in the lots in which they are sent."""
    keys = [key for key in dict.fromkeys(sequences()) if key not in _LEAVES]
    random.Random(name).shuffle(keys)
    lots = [keys[n : n + _PIECE] + sorted(_LEAVES) for n in range(0, len(keys), _PIECE)]
    return lots[: times(1, len(lots))]


@pytest.mark.parametrize("name", SCREENS if LONG else ["PIN", "questions", "film", "handing over", "profile", "switch"])
def test_nothing_leads_out_of_any_screen(station: Terminal, name: str) -> None:
    before = {*Path.home().rglob("*")}
    for lot in pieces(name):
        way(*SCREENS[name])(station)
        for n, key in enumerate(lot):
            station.send(key)
            if n % 15 == 0:
                station.rests(0.05)
                assert station.process.poll() is None
                for pid in children(station.process.pid):
                    assert not children(pid), key  # no shell, no browser, no player
        station.rests(0.3)
        assert station.process.poll() is None
        starts_anew(station)
    made = {*Path.home().rglob("*")} - before
    assert not {path for path in made if "crash" in path.name}
    assert {path for path in made if path.is_file() and store_path().parent not in path.parents} == set()
    assert not re.search(rb"\x1b\]52;[^\x07]*", station.raw)
    assert b"Traceback" not in station.raw
