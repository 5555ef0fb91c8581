"""A terminal that is gone without a signal, as in a session that does not own it, ends what runs on it."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.terminal.conftest import environment, program, store

from ce_tui.exit_codes import CRASHED
from ce_tui.terminal import is_gone


@pytest.mark.parametrize(("arguments", "shown"), [((), b"F1"), (("kiosk",), b"Badge number")])
def test_nothing_goes_on_without_its_terminal(arguments: tuple[str, ...], shown: bytes) -> None:
    with store():
        pass
    if arguments:
        done = subprocess.run(
            program("kiosk", "--set-passcode"),
            env=environment(),
            input="correct horse",
            text=True,
            check=True,
            capture_output=True,
        )
        assert done.stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        program(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            written = b""
            until = time.monotonic() + 20
            while shown not in written:
                assert time.monotonic() < until, written
                if select.select([ours], [], [], 0.1)[0]:
                    written += os.read(ours, 65536)
            os.close(ours)
            assert process.wait(20) == 129
        finally:
            process.kill()


FAILS_LATER = """
import sys
from contextlib import suppress
from ce_tui import cli
from ce_tui.commands import where
def run(job):
    with suppress(OSError):
        print("It waits.", flush=True)
    with suppress(OSError):
        sys.stdin.read()
    raise RuntimeError
where.run = run
cli.main(["where"])
"""


def test_a_crash_without_a_terminal_keeps_its_exit_code_and_its_report(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", FAILS_LATER]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            assert b"It waits." in os.read(ours, 4096)
            os.close(ours)
            assert process.wait(20) == CRASHED
        finally:
            process.kill()
    assert "RuntimeError" in next(tmp_path.rglob("crash-*.log")).read_text()


def test_a_terminal_that_is_there() -> None:
    ours, theirs = pty.openpty()
    assert not is_gone(theirs)
    os.close(ours)
    assert is_gone(theirs)
    os.close(theirs)
