"""Programs that some tests need: what is absent is skipped by its name, with how to install it."""

import os
import shutil
import sys
from pathlib import Path

import pytest

PACKAGES = {
    "bash": "bash",
    "fish": "fish",
    "man": "man-db",
    "mandoc": "mandoc",
    "mkfs.ext4": "e2fsprogs",
    "mpv": "mpv",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "tmux": "tmux",
    "zsh": "zsh",
}
"""The Debian package that brings each program."""
ALL = "TESTS_NEED_ALL"
"""With this variable set, an absent program is a failure: where everything can be installed nothing is skipped."""
ABSENT = "is not installed (apt install"
"""What each reason for skipping says."""


def needs(program: str) -> str:
    """The path of a program; without it the test that asks is skipped."""
    if (path := shutil.which(program)) is None:
        reason = f"{program} {ABSENT} {PACKAGES[program]})"
        if os.environ.get(ALL):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def write_program(path: Path, code: str) -> None:
    """Make `path` a program of Python, wherever that is: a line of `#!` takes no path with a space in it."""
    path.write_text(f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n{code}", encoding="utf-8")
    path.chmod(0o755)
