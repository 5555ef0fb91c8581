"""What every test stands on: no file of the person who runs them is read or written."""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from tests.programs import ABSENT, needs
from tests.sharing import copy_empty_store, empty_store

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started with nohup or by a service: the tests of Ctrl+C, and every program they start, get back what a person has.
    signal.signal(signal.SIGINT, signal.default_int_handler)


# The same examples every time, no clock and no files; how slowly a busy machine makes them says nothing.
settings.register_profile(
    "ce-tui", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ce-tui")


_folders = count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own. pytest's way reads, for each, the names of all that were made before: thousands."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return tmp_path_factory.mktemp(f"{name}{next(_folders)}", numbered=False)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own for each test, and none of the settings of the machine."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DOWNLOAD_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in os.environ:
        if name.startswith(("CE_TUI_", "NO_COLOR", "SSH_", "TEXTUAL")) and name != "TEXTUAL_SNAPSHOT_TEMPDIR":
            monkeypatch.delenv(name)
    monkeypatch.setattr("ce_tui.player.mpv.find", lambda: None)  # only tests that ask for mpv have one


@pytest.fixture
def quick_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new store is a copy of one that the program has made: for tests that are not about making one."""
    empty_store()
    monkeypatch.setattr("ce_tui.store.creating.fill", copy_empty_store)


@pytest.fixture
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN is hashed with as little work as argon2 can do: for tests that are not about how hard one is to guess."""
    monkeypatch.setattr("ce_tui.kiosk.pins._hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def without_cjk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the `cjk` extra were not installed."""
    from ce_tui.certificate import faces, typesetting

    def forget() -> None:
        faces.face_for.cache_clear()
        typesetting.typeset.cache_clear()

    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    forget()
    yield
    forget()


@pytest.fixture(scope="session")
def installed_mpv() -> str:
    """The path of mpv."""
    return needs("mpv")


def pytest_xdist_auto_num_workers() -> int | None:
    """Two workers a core: most of what a journey through the app takes is waiting."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs in a real terminal, what compares pictures, and what plays with mpv."""
    for item in items:
        for room in ("terminal", "looks"):
            if room in item.path.parts:
                item.add_marker(room)
        if isinstance(item, pytest.Function) and "installed_mpv" in item.fixturenames:
            item.add_marker("mpv")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line of what was not run for want of a program, and how to install that."""
    reasons = (str(report.longrepr) for report in terminalreporter.stats.get("skipped", ()))
    shape = re.compile(rf"([\w.]+) {re.escape(ABSENT)} ([\w-]+)\)")
    found = Counter(match.groups() for reason in reasons if (match := shape.search(reason)))
    if found:
        said = ", ".join(f"{found[one]} without {one[0]} (apt install {one[1]})" for one in sorted(found))
        terminalreporter.write_line(f"Not run: {said}.")
