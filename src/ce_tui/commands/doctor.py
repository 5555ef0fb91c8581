"""`ce-tui doctor`: whether everything is as it should be, for a help desk: no name, credit or answer of anybody."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec

from ce_tui import __version__, terminal
from ce_tui.commands.job import Job
from ce_tui.commands.printing import dump, line
from ce_tui.commands.store_file import exists, open_store
from ce_tui.credit.text import clean
from ce_tui.credit.words import clock_problem, date_time, impossible
from ce_tui.exit_codes import DONE, PUT_RIGHT
from ce_tui.kiosk.health import Finding, findings
from ce_tui.store import StoreError
from ce_tui.store.copies import about
from ce_tui.store.pristine import misshapen
from ce_tui.store.schema import HEAD

_AROUND = {"TMUX": "in tmux", "STY": "in screen", "SSH_CONNECTION": "over SSH"}


def run(job: Job) -> int:
    """Print what was looked at; 2 when something is to be put right."""
    found = [
        *_machine(),
        _clock(job),
        _store(job),
        *(findings(job.settings, job.clock()) if job.args.kiosk else ()),
    ]
    home = os.path.expanduser("~")  # noqa: PTH111  ("~" itself where there is none)
    found = [replace(one, said=one.said.replace(home, "~") if home != "/" else one.said) for one in found]
    good = all(one.good for one in found)
    if job.json:
        dump({"ok": good, "checks": [{"what": c.what, "ok": c.good, "said": c.said} for c in found]})
    else:
        for one in found:
            line(f"{'ok   ' if one.good else 'WRONG'}  {one.what}: {one.said}")
    return DONE if good else PUT_RIGHT


def _machine() -> Iterator[Finding]:
    yield Finding("ce-tui", True, f"{__version__}, schema {HEAD}")
    system = f"{platform.system()} {platform.release()}"
    yield Finding("Python", True, f"{platform.python_version()} on {system}, SQLite {sqlite3.sqlite_version}")
    yield Finding("Textual", True, version("textual"))
    columns, lines = terminal.size()
    small = columns < 60 or lines < 20
    kind = [os.environ.get("TERM", "no TERM"), *(name for name in ("COLORTERM", "NO_COLOR") if os.environ.get(name))]
    kind += [where for name, where in _AROUND.items() if name in os.environ]
    said = f"{', '.join(kind)}, {columns} columns, {lines} lines"
    screen = sys.__stderr__
    if screen and screen.isatty() and (why := terminal.problem(os.environ, screen.encoding)):
        yield Finding("Terminal", False, f"{said}. {why}")
    else:
        yield Finding("Terminal", not small, f"{said}; make it 80 by 24 or larger" if small else said)
    more = "with Chinese, Japanese and Korean"
    if find_spec("noto_cjk_sans_otc") is None:
        more = "without Chinese, Japanese and Korean; pip install noto-cjk-sans-otc brings them"
    yield Finding("Fonts of certificates", True, more)
    yield Finding("mpv", True, _mpv())


def _clock(job: Job) -> Finding:
    now = job.clock()
    if not (why := impossible(now)):
        with suppress(StoreError):  # which is told of the store
            why = clock_problem(_newest(job), now, "UTC")
    return Finding("Clock", not why, why or f"{date_time(now, 'UTC')} UTC")


def _newest(job: Job) -> datetime | None:
    """The newest record of a store that can be looked at without a change."""
    if not exists(job.settings.store) or about(job.settings.store, job.clock())[0] != HEAD:
        return None
    with open_store(job.settings, job.clock()) as store:
        return store.lists.newest()


def _mpv() -> str:
    if (path := shutil.which("mpv")) is None:
        return "not installed; videos are opened elsewhere"
    try:
        command = [path, "--no-config", "--version"]  # else it makes a folder for its settings
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        said = "does not tell its version"
    return f"{path}, {clean(said.partition('Copyright')[0], 60)}"


def _store(job: Job) -> Finding:
    try:
        if not exists(job.settings.store):
            return Finding("Store", True, "none yet; `ce-tui import FILE` makes it")
        schema, journal = about(job.settings.store, job.clock())
        wrong = misshapen(job.settings.store) if schema == HEAD else ""
    except StoreError as error:
        return Finding("Store", False, str(error))
    if wrong:
        return Finding("Store", False, f"{wrong} `ce-tui store check` tells more, `ce-tui store restore` mends it")
    return Finding("Store", True, f"schema {schema}, journal {journal}")
