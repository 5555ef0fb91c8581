"""A real station: its launcher, one process per sign-in, and a terminal on which nothing stays."""

import os
import random
import signal
import stat
import string
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.terminal.conftest import Start, Terminal, credit, environment, program, store, store_path

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.types import MINUTE
from ce_tui.kiosk import pins
from ce_tui.settings import load

pytestmark = pytest.mark.slow

PIN, PASSCODE = "481516", "correct horse"
WELCOME = "Scan your badge"
FILM = Content("film", ContentKind.VIDEO, "Film", 5 * MINUTE, url="https://example.org/film")
LEARNERS = int(os.environ.get("CE_TUI_TEST_LEARNERS", "8"))
"""How many people come one after the other; a hundred in the long form."""


@pytest.fixture
def station(start: Start) -> Callable[..., Terminal]:
    """A station of this home with a store, a passcode, and learners `n` called “Person n” with badge 1000n0."""
    done = subprocess.run(
        program("kiosk", "--set-passcode"),
        env=environment(),
        input=PASSCODE,
        text=True,
        check=True,
        capture_output=True,
    )
    assert "passcode is set" in done.stdout
    with store() as made:
        made.catalogs.load(Organization("org", "Northwind"), [credit("airway", FILM)])
        kept = pins.hashed(PIN, pins.pepper_in(load({}, os.environ).config.with_name("kiosk.pepper")))
        for n in range(LEARNERS):
            made.accounts.keep(Learner(f"person{n}", f"Person {n}"), f"1000{n}0")
            made.accounts.set_pin(f"person{n}", kept)

    def open(**more: Any) -> Terminal:
        app = start("kiosk", **more)
        app.sees(WELCOME, "Northwind")
        return app

    return open


def signs_in(app: Terminal, n: int = 0) -> None:
    app.send(f"1000{n}0\r")
    app.sees("Your PIN")
    app.send(f"{PIN}\r")
    app.sees(f"Person {n}", "Airway")


def child(app: Terminal) -> int:
    """The process of the sign-in."""
    return _children(app.process.pid)[0]  # beside the one that waits for its turn


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def files() -> set[str]:
    """Everything in this home."""
    return {str(path) for path in Path.home().rglob("*")}


def closes(app: Terminal) -> None:
    """The staff closes the station, from whatever is on the screen."""
    app.send("\x1b[21~")
    app.sees("Passcode")
    app.send(f"{PASSCODE}\r")
    assert app.ends(10) == 0


def test_a_day_at_a_station(station: Callable[..., Terminal]) -> None:
    app = station()
    first = child(app)
    for n in range(LEARNERS):
        signs_in(app, n)
        before, mark = child(app), len(app.raw)
        app.send("q")
        app.wiped(mark)
        app.sees(WELCOME, "Northwind")
        after = app.raw[mark:].partition(b"\x1bc")[2]
        assert b"Person" not in after  # nothing of anybody is written on the clean terminal
        assert "Person" not in app.text
        assert child(app) != before
    assert child(app) != first
    closes(app)
    assert stat.S_IMODE(store_path().stat().st_mode) == 0o600


def test_what_is_wiped(station: Callable[..., Terminal]) -> None:
    app = station()
    signs_in(app)
    app.send("q")
    app.waits(lambda: app.raw.count(b"\x1bc") == 1, "the wipe")
    wipe = app.raw[app.raw.index(b"\x1bc") - 99 :]
    for sequence in (b"\x1b[3J", b"\x1b[2J", b"\x1b]0;\x07", b"\x1b[?1049l", b"\x1b[?2004l", b"\x1b[?1000l"):
        assert sequence in wipe
    app.sees(WELCOME)
    closes(app)


def test_the_store_is_copied_once_a_sign_in_has_ended(station: Callable[..., Terminal]) -> None:
    app = station()
    copies = store_path().with_name("backups")
    signs_in(app)
    app.rests(0.5)
    assert not copies.exists()  # it would bring everybody into this one's memory
    app.send("q")
    app.waits(lambda: copies.is_dir() and [*copies.glob("*daily*")], "the copy of the day")
    app.sees(WELCOME)
    closes(app)
    assert b"Traceback" not in app.raw


def test_a_crash_starts_anew_and_shows_nothing(station: Callable[..., Terminal]) -> None:
    app = station()
    signs_in(app)
    os.kill(child(app), signal.SIGKILL)
    app.sees("The station had to start anew", WELCOME)
    assert b"Traceback" not in app.raw
    signs_in(app)
    closes(app)


BELOW_SOMETHING = """
import subprocess, sys, time
subprocess.run([sys.executable, "-W", "error", "-m", "ce_tui", "kiosk"])
time.sleep(60)
"""


def test_nobody_stays_signed_in_without_a_launcher(station: Callable[..., Terminal], start: Start) -> None:
    station().close()  # makes the store and so on
    app = start(code=BELOW_SOMETHING)
    app.sees(WELCOME, "Northwind")
    (launcher,) = _children(app.process.pid)
    app.send("100000\r")
    app.sees("Your PIN")
    app.send(f"{PIN}\r")
    app.sees("Person 0", "Airway")
    app.waits(lambda: len(_children(launcher)) == 2, "the next one")
    orphans = _children(launcher)
    folders = [folder_of(pid) for pid in orphans]
    os.kill(launcher, signal.SIGKILL)
    app.waits(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans), "their end")
    app.waits(lambda: b"\x1bc" in app.raw, "the wipe")
    assert "Person" not in app.text
    assert not any(folder.exists() for folder in folders)


def folder_of(pid: int) -> Path:
    """Where a sign-in keeps what is private."""
    kept = dict(line.split(b"=", 1) for line in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if line)
    return Path(os.fsdecode(kept[b"CE_TUI_KIOSK_FOLDER"]))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_polite_end_keeps_what_was_done(station: Callable[..., Terminal], name: str) -> None:
    app = station()
    signs_in(app)
    app.press("enter")
    app.sees("Contents", "Film")
    app.press("enter")
    app.sees("https://example.org/film")
    app.press("space")
    app.sees("The clock runs")
    app.rests(0.4)
    number = getattr(signal, name)
    app.process.send_signal(number)
    assert app.ends(10) == 128 + number
    with store() as found:
        (record,) = found.credits.records("person0", (found.credits.find("airway"),)).values()
        assert record.spans


@pytest.mark.parametrize("name", ["SIGINT", "SIGQUIT", "SIGTSTP"])
def test_signals_of_the_keyboard(station: Callable[..., Terminal], name: str) -> None:
    app = station()
    for pid in (app.process.pid, child(app)):
        os.kill(pid, getattr(signal, name))
    app.rests(0.3)
    signs_in(app)
    closes(app)


def test_keys_while_it_starts(station: Callable[..., Terminal]) -> None:
    app = station()
    for _ in range(3):
        signs_in(app)
        app.send("q")
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            app.send("\x03\x1a\x1c\x04\x11\x10")
            app.rests(0.01)
        app.press("escape")
        app.sees(WELCOME)
    closes(app)


def test_ctrl_s_between_two_people_stops_nothing(station: Callable[..., Terminal]) -> None:
    app = station()
    signs_in(app)
    here = Path(f"/proc/{child(app)}/stat")
    os.kill(app.process.pid, signal.SIGSTOP)  # the one ends, and the next does not begin yet
    app.send("q")
    app.waits(lambda: ") Z " in here.read_text(), "its end")
    app.send("\x13")
    os.kill(app.process.pid, signal.SIGCONT)
    app.waits(lambda: b"\x1bc" in app.raw, "the wipe", within=5)
    app.sees(WELCOME)
    closes(app)


def sequences() -> Iterator[str]:
    """Every byte, every key with a sequence of its own, and sequences that mean nothing."""
    yield from (chr(n) for n in range(1, 128) if chr(n) not in "\r\n")
    for n in range(1, 35):
        yield from (f"\x1b[{n}~", f"\x1b[{n};5~", f"\x1b[{n};2~") if n != 21 else ()
    yield from (f"\x1b[{m}{letter}" for m in ("", "1;2", "1;3", "1;5") for letter in string.ascii_uppercase)
    yield from (f"\x1bO{letter}" for letter in string.ascii_uppercase)
    yield from (f"\x1b{letter}" for letter in string.ascii_letters)
    yield from (f"\x1b[<{button};{x};5M\x1b[<{button};{x};5m" for button in (0, 1, 2, 35, 64, 65) for x in (1, 40, 79))
    yield from (
        "\x1b[200~q\x03\x1b[201~",
        "\x1b]52;c;cGFzdGU=\x07",
        "\x1bP+q544e\x1b\\",
        "\x1b[99999999999;5u",
        "\x9b1m",
    )


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_key_leads_out(station: Callable[..., Terminal], signed_in: bool) -> None:
    app = station()
    choose = random.Random(7)
    keys = [*sequences()]
    choose.shuffle(keys)
    before = files()
    if signed_in:
        signs_in(app)
    for n, key in enumerate(keys):
        app.send(key)
        if n % 25 == 0:
            app.rests(0.02)
            assert app.process.poll() is None
            assert all(not _children(pid) for pid in _children(app.process.pid))  # no shell, no browser, no player
    app.rests(0.3)
    assert app.process.poll() is None
    assert {name for name in files() - before if ".log" in name} == set()  # no crash
    assert all(name.startswith(str(store_path().parent)) for name in files() - before)


def test_a_paste_of_ten_megabytes(station: Callable[..., Terminal]) -> None:
    app = station()
    app.send("\x1b[200~" + "x" * 10_000_000 + "\x1b[201~")
    app.rests(0.5)
    app.press("escape")
    app.rests(0.5)
    app.sees(WELCOME)
    signs_in(app)
    closes(app)


EVIL = {
    "TEXTUAL_PRESS": "ctrl+q",
    "TEXTUAL_SCREENSHOT": "0.1",
    "TEXTUAL_DRIVER": "evil:Driver",
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_LOG": "leak.log",
    "TEXTUAL": "devtools,debug",
    "BROWSER": "touch leak",
    "PYTHONSTARTUP": "evil.py",
    "TEXTUAL_SCREENSHOT_LOCATION": ".",
    "PYTHONINSPECT": "1",
}


def test_no_variable_leads_out(station: Callable[..., Terminal]) -> None:
    before = files()
    app = station(**EVIL)
    signs_in(app)
    app.rests(0.5)
    own = Path(f"/proc/{child(app)}/environ").read_bytes()
    assert not any(name.encode() in own for name in EVIL)
    assert not {name for name in files() - before if "leak" in name or ".svg" in name}
    app.send("q")
    app.sees(WELCOME)


def test_two_people_at_two_stations(station: Callable[..., Terminal]) -> None:
    one, two = station(), station()
    signs_in(one, 0)
    signs_in(two, 1)
    assert "Person 1" not in one.text
    assert "Person 0" not in two.text
    with store() as found:
        later = credit("sepsis", FILM)
        found.catalogs.load(Organization("org", "Northwind"), [later])
    one.sees("Sepsis", within=2.0)
    two.sees("Sepsis", within=2.0)


def test_nobody_closes_it_without_the_passcode(station: Callable[..., Terminal]) -> None:
    app = station()
    app.send("\x1b[21~")
    app.sees("Passcode")
    for n in range(6):
        app.send(f"guess {n}\r")
        app.sees("not the passcode" if n < 5 else "Too many tries")
        app.rests(0.2)
    assert app.process.poll() is None


def test_a_station_without_a_passcode_does_not_start() -> None:
    with store():
        pass
    done = subprocess.run(program("kiosk"), env=environment(), capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
