"""Many people one after the other: what is left of each for the next, on the screen, on the disk and in memory."""

import os
import secrets
import string
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faults.conftest import times
from tests.terminal.conftest import Start, Terminal, credit, environment, program, store, store_path

from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.types import MINUTE
from ce_tui.kiosk import pins
from ce_tui.settings import load

pytestmark = pytest.mark.slow

PEOPLE, PASSCODE, WELCOME = times(2, 100), "correct horse", "Scan your badge"
FILM = Content("film", ContentKind.VIDEO, "Film", 5 * MINUTE, url="https://example.org/film")
_AT_ONCE = 1 << 20
_MARKS = ("Qzjxvkw", "qzjxvkw", "8364917")
_TAIL = 11
_FORMS = ("ascii", "utf-32-le")  # the ways in which Python keeps texts


def token(mark: str) -> str:
    """A text that nothing else in the world has, and that is found by its mark beside however many others."""
    return mark + "".join(
        secrets.choice(string.digits if mark.isdigit() else string.ascii_lowercase) for _ in range(_TAIL)
    )


@dataclass(frozen=True)
class Someone:
    """One of them; all of it can be told from anything else in the world."""

    name: str
    badge: str
    pin: str
    typed: str

    @property
    def all(self) -> tuple[str, ...]:
        return (self.name, self.badge, self.pin, self.typed)


@pytest.fixture
def people() -> list[Someone]:
    """A store with them, and a passcode."""
    subprocess.run(
        program("kiosk", "--set-passcode"),
        env=environment(),
        input=PASSCODE,
        text=True,
        check=True,
        capture_output=True,
    )
    pepper = pins.pepper_in(load({}, os.environ).config.with_name("kiosk.pepper"))
    name, typed, number = _MARKS
    made = [Someone(token(name), token(number), token(number), token(typed)) for _ in range(PEOPLE)]
    with store() as found:
        found.catalogs.load(Organization("org", "Northwind"), [credit("airway", FILM)])
        for n, one in enumerate(made):
            found.accounts.keep(Learner(f"person{n}", one.name), one.badge)
            found.accounts.set_pin(f"person{n}", pins.hashed(one.pin, pepper))
    return made


def is_on(app: Terminal, one: Someone) -> None:
    """Sign in, and leave something in a field."""
    app.send(one.badge + "\r")
    app.sees("Your PIN")
    app.send(one.pin + "\r")
    app.sees(one.name, "Airway")
    app.press("/")
    for char in one.typed:  # as a hand does: a scanner would ask for a switch
        app.send(char)
        app.rests(0.04)
    app.sees(one.typed)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> Iterator[bytes]:
    """All that a process has written into its memory."""
    with open(f"/proc/{pid}/mem", "rb", 0) as mem:  # noqa: PTH123  (no path: a process)
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            where, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in where.split("-"))
            for at in range(start, end, _AT_ONCE):
                mem.seek(max(start, at - 128))  # over the edge
                with suppress(OSError, ValueError):
                    yield mem.read(min(end, at + _AT_ONCE) - max(start, at - 128))


def marked(data: bytes) -> Iterator[str]:
    """The texts with a mark in it."""
    for form in _FORMS:
        for mark in _MARKS:
            sought, at = mark.encode(form), -1
            while (at := data.find(sought, at + 1)) >= 0:
                whole = data[at : at + len(sought) // len(mark) * (len(mark) + _TAIL)]
                yield whole.decode(form, "replace")


def remembers(pid: int, texts: Iterable[str]) -> set[str]:
    """Which of these are in the memory of a process."""
    return {text for piece in memory(pid) for text in marked(piece)} & set(texts)


def on_disk(texts: Iterable[str]) -> set[str]:
    """Which of these are in a file of this home or of the folder for what is temporary, outside the store."""
    roots = (Path.home(), Path(tempfile.gettempdir()))
    kept = [path for root in roots for path in root.rglob("*") if store_path().parent not in path.parents]
    found: set[str] = set()
    for path in kept:
        with suppress(OSError):
            if path.is_file():
                found |= set(marked(path.read_bytes()))
    return found & set(texts)


def may_look(pid: int) -> bool:
    try:
        next(memory(pid))
    except (OSError, StopIteration):
        return False
    return True


def test_nothing_of_anybody_is_left_for_the_next(
    start: Start, people: list[Someone], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    app = start("kiosk", TMPDIR=str(tmp_path / "tmp"))
    app.sees(WELCOME, "Northwind")
    if not may_look(children(app.process.pid)[0]):
        pytest.skip("the memory of other processes cannot be read here")
    gone: list[str] = []
    for one in people:
        is_on(app, one)
        here = children(app.process.pid)
        assert remembers(here[0], one.all) == set(one.all)  # else the search would find nothing at all
        for pid in here:  # the one that is on, and the one that waits
            assert not remembers(pid, gone)
        gone += (one.pin, one.typed)  # names and badges stand beside each other on the pages of the store
        kept = [text for each in people for text in (each.name, each.badge)]
        assert not [pid for pid in here if pid != here[0] and remembers(pid, kept)]
        mark = len(app.raw)
        app.press("escape", "q")
        app.wiped(mark)
        app.sees(WELCOME, "Northwind")
        after = app.raw[mark:].partition(b"\x1bc")[2].decode()
        assert not [text for text in one.all if text in after or text in app.text]
        for pid in children(app.process.pid):
            assert not remembers(pid, [*gone, *kept])
        assert not on_disk([*gone, *kept])
    assert not remembers(app.process.pid, [text for one in people for text in one.all])


ONE_PROCESS = """
import json, os, tempfile
from ce_tui.kiosk import launcher
theirs, ours = os.pipe()
os.write(ours, json.dumps({"badge": "", "crashed": False}).encode())
os.close(ours)
os.environ |= {launcher.FOLDER: tempfile.mkdtemp(prefix=f"{launcher._PREFIX}1-"), launcher.PIPE: str(theirs)}
from ce_tui.ui.kiosk.app import KioskApp
def sign_out(self, badge=""):
    self._signed_in_at = None
    self.pop_screen()
KioskApp.sign_out = sign_out
from ce_tui import cli
cli.main(["kiosk", "--sign-in"])
"""


def test_one_process_for_two_would_remember(start: Start, people: list[Someone], tmp_path: Path) -> None:
    app = start(code=ONE_PROCESS, TMPDIR=str(tmp_path))
    app.sees(WELCOME, "Northwind")
    if not may_look(app.process.pid):
        pytest.skip("the memory of other processes cannot be read here")
    is_on(app, people[0])
    app.press("escape", "q")
    app.sees(WELCOME)
    app.misses(people[0].name)
    is_on(app, people[1])
    assert people[0].pin in remembers(app.process.pid, people[0].all)
