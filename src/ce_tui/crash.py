"""What happens with an unexpected error: a private file keeps it, the screen shows one sentence."""

import re
import secrets
import sys
import time
import traceback
import zlib
from contextlib import suppress
from pathlib import Path

from ce_tui import __version__
from ce_tui.credit.text import clean
from ce_tui.files import new_file, private_folder, take_name

KEPT = 5
"""So many crash files are kept: the first of each kind, and the newest."""
_LONGEST = 200_000
_NAME = re.compile(r"crash-\d{8}-\d{6}-(\w+)(?:-\w+)?\.log", re.ASCII)


def report(error: BaseException, folder: Path) -> Path | None:
    """Write the traceback (never the values of variables) to a new file of `folder`; None if that fails too."""
    try:
        private_folder(folder)
        text = "".join(traceback.format_exception(error))[-_LONGEST:]
        prefix = time.strftime("crash-%Y%m%d-%H%M%S-", time.gmtime())
        path = folder / f"{prefix}{_kind(error)}-{secrets.token_hex(4)}.log"
        with new_file(folder) as new:
            head = f"ce-tui {__version__}, Python {sys.version}\n"
            new.write_text(head + text, encoding="utf-8", errors="backslashreplace")
            take_name(new, path)
        with suppress(OSError):  # another process may be tidying up too
            _tidy(folder, path)
        return path
    except Exception:
        return None


def _kind(error: BaseException) -> str:
    """The same for errors of one kind at one place."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames[-1:]]
    return f"{zlib.crc32(repr((__version__, type(error).__name__, places)).encode()):08x}"


def _tidy(folder: Path, new: Path) -> None:
    """Remove what is too much, so that one kind that comes again and again throws no other away."""
    first: dict[str, Path] = {}
    again = []
    for path in sorted(folder.glob("crash-*.log"), key=lambda path: path.stat().st_mtime_ns):
        ours = _NAME.fullmatch(path.name)  # the folder may be one that everybody uses
        if ours and first.setdefault(ours[1], path) != path:
            again.append(path)
    for old in (*again[: max(0, len(first) + len(again) - KEPT)], *[*first.values()][:-KEPT]):
        if old != new:
            old.unlink()


def sentence(error: BaseException, folder: Path) -> str:
    """Keep the error as `report` does, and what to tell the person."""
    path = report(error, folder)
    kept = f"The details are in {clean(str(path))}; please send that file" if path else "Please report it"
    return f"Something unexpected happened ({type(error).__name__}), and ce-tui had to stop. {kept} to its makers."
