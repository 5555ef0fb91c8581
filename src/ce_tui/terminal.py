"""What a terminal is and can show: its kind, its size, its encoding. Its own word counts before the environment's."""

import codecs
import os
import re
import select
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress

WIDEST, HIGHEST = 1000, 500
"""No screen is larger; a number beyond is a mistake, and drawing it would take all memory."""
WEB = "textual.drivers.web_driver:WebDriver"
"""What TEXTUAL_DRIVER is where a web server shows the app and is the terminal."""
_COLORS = ("auto", "standard", "256", "truecolor")
_KNOWN = ("xterm", "screen", "tmux", "linux", "rxvt", "alacritty", "foot", "st-", "vt1", "vt2")
"""How the names of the usual kinds begin."""
NEAREST = "ce-tui-nearest"
"""The name under which streams find what to write instead of what their encoding lacks."""
_STREAMS = (2, 0, 1)
"""The app draws on the first."""
_LONGEST_ESCAPE = 1000
"""Milliseconds that a person would wait for Esc."""


def is_served(environment: Mapping[str, str]) -> bool:
    """Whether a web server is the terminal."""
    return environment.get("TEXTUAL_DRIVER") == WEB


def problem(environment: Mapping[str, str], *encodings: str) -> str:
    """Why the app cannot draw on this terminal, and what to do; "" when it can."""
    kind = environment.get("TERM", "")
    if kind.startswith(("dumb", "emacs")) or not _moves_as_we_write(kind):
        return (
            f"The app cannot draw where TERM is “{kind}”. "
            "Set TERM to the kind of your terminal, such as xterm-256color, or use `ce-tui list`."
        )
    for encoding in encodings:
        if not _is_above_ascii(encoding):
            return f"The app cannot draw in the encoding “{encoding}”. Use a UTF-8 locale, such as LC_ALL=C.UTF-8."
    return ""


def _moves_as_we_write(kind: str) -> bool:
    """Whether the cursor of that kind of terminal obeys the usual sequence; what nobody has described may."""
    if not kind or kind.startswith(_KNOWN):
        return True
    try:
        import curses

        curses.setupterm(kind, 2)
    except (ImportError, curses.error, OSError):
        return True
    return (curses.tigetstr("cup") or b"").startswith(b"\x1b[%i%p1%d;%p2%dH")


def _is_above_ascii(encoding: str) -> bool:
    """Whether ASCII and what moves the cursor are the same bytes in it, whatever was written before."""
    name = codecs.lookup(encoding).name
    plain = "".join(map(chr, range(0x20, 0x7F))) + "\x1b[\r\n"
    return not name.startswith(("iso2022", "hz", "utf-7")) and plain.encode(name, "replace") == plain.encode()


def settle(environment: MutableMapping[str, str]) -> None:
    """Take from the environment what would tell Textual, before it is loaded, what the terminal knows better."""
    kept = {"TEXTUAL_DRIVER"} if is_served(environment) else set()
    if kept and environment.get("TEXTUAL_COLOR_SYSTEM") in _COLORS:
        kept.add("TEXTUAL_COLOR_SYSTEM")
    for name in [name for name in environment if name.startswith("TEXTUAL") and name not in kept]:
        del environment[name]
    own = (0, 0) if kept else _own_size()
    for name, told, most in zip(("COLUMNS", "LINES", "ROWS"), (*own, 0), (WIDEST, HIGHEST, HIGHEST), strict=True):
        said = 0 if told else _number(environment.get(name, ""), most)
        if said:
            environment[name] = str(said)
        else:
            environment.pop(name, None)
    if not 0 < _number(environment.get("ESCDELAY", ""), _LONGEST_ESCAPE + 1) <= _LONGEST_ESCAPE:
        environment.pop("ESCDELAY", None)


def size(environment: Mapping[str, str] = os.environ) -> tuple[int, int]:
    """Columns and lines: what the terminal says; where it says nothing what the environment does, else 80 by 24."""
    columns, lines = _own_size()
    columns = columns or _number(environment.get("COLUMNS", ""), WIDEST) or 80
    return columns, lines or _number(environment.get("LINES", ""), HIGHEST) or 24


def _own_size() -> tuple[int, int]:
    """What the terminal that is drawn on says, 0 for what it does not know."""
    for descriptor in _STREAMS:
        with suppress(OSError):
            columns, lines = os.get_terminal_size(descriptor)
            return min(columns, WIDEST), min(lines, HIGHEST)
    return 0, 0


def _number(text: str, most: int) -> int:
    """A number written in digits, at most `most`; 0 if it is none."""
    return min(int(text[:9]), most) if text.isascii() and text.isdigit() else 0


# --- what an encoding cannot show -----------------------------------------------------------------------------------

_NEAREST = {
    "…": "~",
    "•": "*",
    "●": "*",
    "◉": "*",
    "◐": "o",
    "○": "o",
    "◯": "o",
    "✓": "v",
    "✔": "v",
    "✗": "x",
    "✘": "x",
    "·": ".",
    "›": ">",
    "‹": "<",
    "»": ">",
    "«": "<",
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "×": "x",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "↵": "<",
    "▶": ">",
    "▸": ">",
    "◀": "<",
    "◂": "<",
    "▲": "^",
    "▴": "^",
    "▼": "v",
    "▾": "v",
    "€": "E",
    "⭘": "o",
}
_LETTER = r"LATIN (CAPITAL|SMALL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?$"
_ACROSS, _UPRIGHT = {"HORIZONTAL", "LEFT", "RIGHT"}, {"VERTICAL", "UP", "DOWN"}


def nearest(char: str) -> str:
    """ASCII that stands for a character and takes as many cells; "?" where nothing comes near."""
    if found := _NEAREST.get(char):
        return found
    category, name = unicodedata.category(char), unicodedata.name(char, "")
    if category in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return ""
    if category == "Zs":
        return " "
    if letter := re.match(_LETTER, name):
        return letter[2] if letter[1] == "CAPITAL" else letter[2].lower()
    words = set(name.replace("-", " ").split())
    if name.startswith("BOX DRAWINGS"):
        return "+" if words & _ACROSS and words & _UPRIGHT else "|" if words & _UPRIGHT else "-"
    if "\u2580" <= char <= "\u259f":  # blocks
        return "#" if words & {"FULL", "SHADE"} else "-" if words & {"UPPER", "LOWER"} else "|"
    return "??" if unicodedata.east_asian_width(char) in "WF" else "?"


class _Table(dict[int, str]):
    """For `str.translate`: what stands for each character, found when it is first met."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._is_wide = len("一".encode(encoding, "ignore")) > 1
        """Whether its terminals give two cells to lines, marks and accents, as old ones of the Far East do."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shown = code < 0x80 or not (self._is_wide and unicodedata.east_asian_width(char) == "A")
        try:
            char.encode(self._encoding)
        except UnicodeEncodeError:
            shown = False
        self[code] = char if shown else nearest(char)
        return self[code]


def speaking(encoding: str) -> Callable[[str], str]:
    """What makes of a text for the screen one that a terminal of that encoding can show, cell by cell."""
    if codecs.lookup(encoding).name == "utf-8":
        return str
    table = _Table(encoding)
    return lambda text: text.translate(table)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """What `str.encode` writes instead of what the encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(nearest, error.object[error.start : error.end])), error.end


codecs.register_error(NEAREST, _stand_in)


def is_gone(terminal: int = 0) -> bool:
    """Whether nobody will ever type there again, also where no signal says so: in a session that does not own it."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))
