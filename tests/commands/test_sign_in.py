"""What a sign-in keeps of errors that nobody catches: those that are somebody's fault."""

import errno
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ce_tui.commands.sign_in import _silence


def test_a_full_signal_pipe_and_a_terminal_that_is_gone_are_nobodys_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for of, names in ((sys, ("stdout", "stderr", "excepthook", "unraisablehook")), (threading, ("excepthook",))):
        for name in names:
            monkeypatch.setattr(of, name, getattr(of, name))  # to have it back afterwards
    log = tmp_path / "log"
    _silence(log)
    hook: Any = sys.unraisablehook
    for error in (BlockingIOError(errno.EAGAIN, "full"), OSError(errno.EIO, "gone"), None):
        hook(SimpleNamespace(exc_value=error))
    assert not log.exists()
    hook(SimpleNamespace(exc_value=ValueError("wrong")))
    assert len([*log.iterdir()]) == 1
