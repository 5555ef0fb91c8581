"""Eight hours of a station, time compressed: many sign-ins one after the other, and nothing left of any.

Somebody comes every four minutes, 120 in a day: one works on a film and claims, one prints a certificate, one is
followed by the badge of the next, one walks away, and so on in turn. Compressed is only the time in which nobody does
anything: none passes between two people, and when one has walked away a signal makes the clock of sign-outs jump.
`FAULTS=long` has the whole day, the short form one of each kind after one who warms it up.
"""

import os
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest
from tests.faults.conftest import times
from tests.terminal.conftest import Start, Terminal, environment, program, store
from tests.terminal.test_eight_hours import CREDITS, ORGANIZATION, growth
from tests.terminal.test_station import PASSCODE, PIN, WELCOME, child, closes

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.parties import Learner
from ce_tui.kiosk import pins
from ce_tui.settings import load

pytestmark = pytest.mark.slow

PEOPLE = times(5, 120)

# A station whose sign-ins have a clock of sign-outs that jumps at each SIGUSR1.
STATION = """
import sys
from ce_tui import cli
from ce_tui.kiosk import launcher
launcher.command = lambda arguments: [sys.executable, "-E", "-P", "-c", SIGN_IN, "kiosk", "--sign-in", *arguments]
SIGN_IN = '''
import signal, sys
import ce_tui.ui.kiosk.app as station
from ce_tui import cli
jumps = []
signal.signal(signal.SIGUSR1, lambda *_: jumps.append(101))
station.KioskApp.__init__.__kwdefaults__["ticking"] = lambda: station.seconds() + sum(jumps)
cli.main(sys.argv[1:])
'''
LEAK
cli.main(["kiosk"])
"""
LEAK = """
kept, forget = [], launcher.SignIn.forget
def leaks(self):
    self.folder.with_name(f"left-{len(kept)}").mkdir()
    kept.append((b"%d" % len(kept) * 4_000_000, open("/dev/null")))
    forget(self)
launcher.SignIn.forget = leaks
"""


def badge(n: int) -> str:
    return f"77{n:04}31"


class Day:
    """The people of a day, and what the station holds between them."""

    def __init__(self, app: Terminal, temporary: Path) -> None:
        self.app, self._temporary = app, temporary
        self.sizes: list[int] = []
        """The memory of each sign-in before it ended."""
        app.sees(WELCOME, "Northwind")

    def comes(self, n: int, scanned: bool) -> bool:
        """Somebody comes, whose badge was scanned already or not, does the one or the other, and leaves; whether the
        next one's badge was scanned then.
        """
        app = self.app
        if not scanned:
            app.sees(WELCOME, "Northwind")
            app.send(f"{badge(n)}\r")
        app.sees("Your PIN")
        app.send(f"{PIN}\r")
        app.sees(f"Person {n}", "Film")
        mark, leaves = app.raw.count(b"\x1bc"), (self.works, self.prints, self.switches, self.walks_away)[n % 4]
        leaves(n)
        app.waits(lambda: app.raw.count(b"\x1bc") > mark, "the wipe")
        return leaves == self.switches

    def does(self, *steps: tuple[str, str]) -> None:
        for keys, brings in steps:
            self.app.press(keys)
            self.app.sees(brings)

    def leaves(self, keys: str) -> None:
        self.sizes.append(memory(child(self.app)))
        self.app.send(keys)

    def works(self, n: int) -> None:
        self.does(
            ("home", "Film"),
            ("enter", "Video Film"),
            ("enter", "Copy address"),
            ("space", "The clock runs"),
            ("escape", "Video Film"),
            ("escape", "F1 help"),
            ("2", "Asked"),
            ("enter", "Why so?"),
            ("So", "So"),
            ("ctrl+s", "Claiming 1.00"),
            ("ctrl+s", "Name on the cert"),
            ("enter", "Enter press"),
            ("enter", "✓ Claimed"),
            ("escape", "F1 help"),
        )
        self.leaves("q")

    def prints(self, n: int) -> None:
        self.does(("3", "Done"), ("d", "Your certificate"), ("enter", "on its way to the printer"))
        self.app.press("escape", "escape")
        self.app.misses("Your certificate")
        self.leaves("q")

    def switches(self, n: int) -> None:
        self.does(("p", "Signed in as"), ("escape", "F1 help"))
        self.app.send(f"{badge(n + 1)}\r")
        self.app.sees("A badge was scanned")
        self.app.press("\x1b[Z")
        self.leaves("\r")

    def walks_away(self, n: int) -> None:
        self.does(("?", "Why this number"))
        pid = child(self.app)
        os.kill(pid, signal.SIGUSR1)
        self.app.sees("You will be signed out")
        self.sizes.append(memory(pid))
        os.kill(pid, signal.SIGUSR1)

    def is_clean(self) -> bool:
        """Whether nothing temporary is left."""
        return not [*self._temporary.iterdir()]

    def holds(self) -> dict[str, int]:
        """What the station holds while nobody is signed in and the next sign-in is ready."""
        self.app.sees(WELCOME, "Northwind")
        pid = self.app.process.pid
        self.app.waits(lambda: len(children(pid)) == 2, "the next one")
        files: list[int] = []  # starting the next one takes a few for a moment

        def is_at_rest() -> bool:
            files.append(len([*Path(f"/proc/{pid}/fd").iterdir()]))
            return len(files) > 25 and len({*files[-25:]}) == 1

        self.app.waits(is_at_rest, "the same files for half a second")
        return {
            "memory": memory(pid),
            "files": files[-1],
            "threads": len([*Path(f"/proc/{pid}/task").iterdir()]),
            "children": len(children(pid)),
            "temporary": len([*self._temporary.iterdir()]),
            "home": len([path for path in Path.home().rglob("*") if "backups" not in str(path)]),
        }


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> int:
    """What a process has in memory, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.fixture
def tray(tmp_path: Path) -> Path:
    """Where the printer puts its paper."""
    (tmp_path / "tray").mkdir()
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncp "$4" {tmp_path}/tray/\n')
    program.chmod(0o755)
    return tmp_path / "tray"


@pytest.fixture
def day(start: Start, tray: Path) -> Callable[..., Day]:
    """Opens a station with what there is to do for everybody, as it is or with something that leaks."""
    subprocess.run(
        program("kiosk", "--set-passcode"),
        env=environment(),
        input=PASSCODE,
        text=True,
        check=True,
        capture_output=True,
    )
    kept = pins.hashed(PIN, pins.pepper_in(load({}, os.environ).config.with_name("kiosk.pepper")))
    now = datetime.now(UTC)
    with store() as made:
        made.catalogs.load(ORGANIZATION, CREDITS)
        done = made.credits.find("done")
        for n in range(PEOPLE + 1):
            key = f"person{n}"
            made.accounts.keep(Learner(key, f"Person {n}"), badge(n))
            made.accounts.set_pin(key, kept)
            made.sessions.attend(key, done, "held", "", now)
            made.claims.make(key, done, ClaimRequest(key, Amount(1000), f"Person {n}", {}), now)
    temporary = tray.with_name("tmp")
    temporary.mkdir()
    path = f"{tray.with_name('bin')}:{os.environ['PATH']}"

    def opens(leak: str = "") -> Day:
        return Day(start(code=STATION.replace("LEAK", leak), TMPDIR=str(temporary), PATH=path), temporary)

    return opens


def test_a_day_of_eight_hours(day: Callable[..., Day], tray: Path) -> None:
    one, scanned = day(), False
    for n in range(PEOPLE):
        scanned = one.comes(n, scanned)
        if n == PEOPLE // 10:
            first = one.holds()
    last = one.holds()
    assert not growth(first, last), (first, last)
    tenth = max(PEOPLE // 10, 1)
    assert median(one.sizes[-tenth:]) < 1.1 * median(one.sizes[:tenth])
    assert len([*tray.iterdir()]) == len(range(1, PEOPLE, 4))
    closes(one.app)
    assert one.is_clean()


def test_what_a_station_leaks_would_be_seen(day: Callable[..., Day]) -> None:
    one = day(LEAK)
    first = one.holds()
    one.comes(1, scanned=False)
    assert growth(first, one.holds()) == {"memory", "files", "temporary"}
