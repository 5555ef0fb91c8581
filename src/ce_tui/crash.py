"""What happens with an unexpected error: a private file keeps it, the screen shows one sentence."""

import os
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

from ce_tui import __version__
from ce_tui.credit.text import clean

KEPT = 5
"""So many crash files are kept, the newest ones."""
_LONGEST = 200_000


def report(error: BaseException, folder: Path) -> Path | None:
    """Write the traceback (never the values of variables) to a new file of `folder`; None if that fails too."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = "".join(traceback.format_exception(error))[-_LONGEST:]
        prefix = time.strftime("crash-%Y%m%d-%H%M%S-", time.gmtime())
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=".log", dir=folder)  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"ce-tui {__version__}, Python {sys.version}\n{text}")
        with suppress(OSError):  # another process may be tidying up too
            for old in sorted(folder.glob("crash-*.log"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
                old.unlink()
        return Path(name)
    except Exception:
        return None


def sentence(error: BaseException, folder: Path) -> str:
    """Keep the error as `report` does, and what to tell the person."""
    path = report(error, folder)
    kept = f"The details are in {clean(str(path))}; please send that file" if path else "Please report it"
    return f"Something unexpected happened ({type(error).__name__}), and ce-tui had to stop. {kept} to its makers."
