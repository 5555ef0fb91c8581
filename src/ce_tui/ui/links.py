"""Web addresses in texts from outside: which of them are opened, and how."""

import os
import re
import sys
from urllib.parse import urlsplit

from ce_tui.ui.base import AppBase
from ce_tui.ui.drawing.text import shorten

LONGEST = 2000
"""Characters; no browser promises to take more, and no honest text asks for it."""


def has_browser() -> bool:
    """Whether there is a display: a browser in this terminal would fight for the screen."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def refusal(address: str) -> str:
    """Why an address from a text is not opened, as a sentence; "" if it may be."""
    try:
        parts = urlsplit(address)
        web = parts.scheme in ("http", "https") and bool(re.fullmatch(r"[a-z0-9._:-]+", parts.hostname or ""))
    except ValueError:
        web = False
    if not web or not address.isascii() or not address.isprintable() or " " in address:  # Markdown has encoded them
        shown = shorten(address, 60) or "this link has none"
        return f"Only web addresses (http or https) are opened from a text, so this was not: {shown}"
    if len(address) > LONGEST:
        return f"This address is {len(address):,} characters long, too long for a browser, so it was not opened."
    return ""


def visit(app: AppBase, address: str) -> str:
    """Open a web address in the browser where there is a display, else copy it; the sentence that says so."""
    if not app.mode.opens:
        return app.copy(address)
    if has_browser():
        app.open_url(address)
        return f"Opened in your browser: {shorten(address, 100)}"
    app.copy_to_clipboard(address)
    return f"There is no browser here, so the address was copied: {shorten(address, 100)}"
