"""Real processes that are killed, collide, lose their power and find their file gone; what they told must be true.

`FAULTS=long python -m pytest tests/faults` does each as often as it takes to believe it (some minutes). Beside each
hard test stands one with the safety taken out, which must fail: else the test would prove nothing.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import NOW, ORGANIZATION, VIDEO, finish

from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Credit, PartialRule
from ce_tui.credit.types import credit_type
from ce_tui.store import Store

LONG = os.environ.get("FAULTS") == "long"
ONE = Credit("c0", "One", credit_type("hours"), Amount(1000), (VIDEO,), partial=PartialRule())
"""Ready for whoever watched the video, and claimed in parts of a quarter."""


def times(short: int, long: int) -> int:
    """How often, in the short form and in the long one."""
    return long if LONG else short


def credits(count: int) -> list[Credit]:
    return [replace(ONE, id=f"c{n}") for n in range(count)]


def fill(path: Path, count: int) -> Path:
    """A store with so many credits that ada can claim."""
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, credits(count))
        finish(store, "c0", "airway")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "data" / "ce.db", times(400, 4000))


def fork(job: str, path: Path, **values: object) -> Any:
    """What a job of `forks.py` returns, done in a process that forks the ones that suffer."""
    done = subprocess.run(command(job, path, **values), capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def command(job: str, path: Path, **values: object) -> Sequence[str]:
    script = str(Path(__file__).with_name("forks.py"))
    return [sys.executable, "-W", "error", script, job, str(path), NOW.isoformat(), json.dumps(values)]
