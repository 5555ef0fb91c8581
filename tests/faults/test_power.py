"""Power cuts: what is not yet on the disk is gone. The disk is a file with ext4 on it, copied at the moment of the cut.

Such a copy holds what the file system has written through, and nothing of what waits in memory.
"""

import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.faults.conftest import command, fill, times
from tests.programs import needs
from tests.store.conftest import NOW

from ce_tui.store import Store
from ce_tui.store.integrity import problems

pytestmark = pytest.mark.slow

MEMORY = Path("/dev/shm")


def _run(*words: str | Path) -> None:
    subprocess.run([*map(str, words)], check=True, capture_output=True)


@contextmanager
def mounted(disk: Path) -> Iterator[Path]:
    """The file system in that file; it writes back of itself only every five minutes."""
    place = Path(tempfile.mkdtemp(prefix="ce-tui-mount-"))
    try:
        _run("mount", "-o", "loop,commit=300", disk, place)
        try:
            yield place
        finally:
            _run("umount", place)
    finally:
        place.rmdir()


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk with a store on it, safely written; skipped where this machine mounts none."""
    if os.geteuid() != 0 or not MEMORY.is_dir():
        pytest.skip("needs root and /dev/shm to make a disk")
    needs("mkfs.ext4")
    with tempfile.TemporaryDirectory(prefix="ce-tui-power-", dir=MEMORY) as folder:
        disk = Path(folder) / "disk.img"
        with disk.open("wb") as file:
            file.truncate(24 << 20)
        _run("mkfs.ext4", "-q", disk)
        try:
            with mounted(disk) as place:
                fill(place / "ce.db", 400)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"this machine mounts no disk in a file: {error.stderr.decode().strip()}")
        yield disk


def lost_in_a_cut(disk: Path, unsafe: str) -> tuple[int, int, list[str]]:
    """Claim on a copy of the disk and cut its power: how many claims were told and lost, and what a check finds."""
    running, after = disk.with_name("running.img"), disk.with_name("after.img")
    shutil.copyfile(disk, running)
    with mounted(running) as place:
        arguments = command("claims", place / "ce.db", unsafe=unsafe)
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told = [process.stdout.readline().strip() for _ in range(random.randint(20, 120))]
            process.send_signal(signal.SIGKILL)
            shutil.copyfile(running, after)
            told += process.stdout.read().split()
    assert all(told)
    with mounted(after) as place, Store(place / "ce.db", NOW) as store:
        kept = {row.number for row in store.lists.claims("ada", limit=999)}
        return len(told), len(set(told) - kept), problems(store)


def test_power_cuts_lose_no_claim_that_was_told(disk: Path) -> None:
    random.seed(1)
    cuts = [lost_in_a_cut(disk, "") for _ in range(times(3, 100))]
    assert [(lost, wrong) for _, lost, wrong in cuts if lost or wrong] == []
    print(f"{len(cuts)} cuts, {sum(told for told, _, _ in cuts)} claims told, none lost")


def test_without_syncing_power_cuts_do_lose_claims(disk: Path) -> None:
    random.seed(2)
    assert any(lost for _, lost, _ in (lost_in_a_cut(disk, "sync") for _ in range(times(1, 20))))
