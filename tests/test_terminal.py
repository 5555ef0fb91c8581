"""What a terminal is: its kind, its size, its encoding."""

import fcntl
import os
import pty
import struct
import termios

import pytest

from ce_tui import terminal

curses = pytest.importorskip("curses")


@pytest.mark.parametrize(
    "kind",
    [
        "xterm",
        "xterm-256color",
        "screen.xterm-256color",
        "tmux-256color",
        "linux",
        "vt100",
        "rxvt-unicode-256color",
        "",
        "unknown",
        "network",
        "cons25",
        "xterm-kitty",
        "xterm-ghostty",
        "nobody-knows-it",
        "../../etc/passwd",
        "x" * 5000,
    ],
)
def test_a_kind_that_obeys_or_that_nobody_describes_is_drawn_on(kind: str) -> None:
    assert terminal.problem({"TERM": kind}, "utf-8", "utf-8") == ""


def test_no_kind_is_drawn_on() -> None:
    assert terminal.problem({}, "utf-8") == ""


@pytest.mark.parametrize("kind", ["dumb", "dumb-emacs-ansi", "emacs"])
def test_a_kind_without_a_cursor_is_refused(kind: str) -> None:
    said = terminal.problem({"TERM": kind}, "utf-8")
    assert f"“{kind}”" in said
    assert "Set TERM" in said


def test_a_kind_with_another_cursor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curses, "setupterm", lambda kind, descriptor: None)
    monkeypatch.setattr(curses, "tigetstr", lambda name: b"\x1bY%p1%' '%+%c%p2%' '%+%c")
    assert "“vt52”" in terminal.problem({"TERM": "vt52"})
    monkeypatch.setattr(curses, "tigetstr", lambda name: None)
    assert "“lpr”" in terminal.problem({"TERM": "lpr"})
    monkeypatch.setattr(curses, "tigetstr", lambda name: b"\x1b[%i%p1%d;%p2%dH$<5>")
    assert terminal.problem({"TERM": "ansi77"}) == ""


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "UTF8",
        "ascii",
        "iso-8859-1",
        "iso8859-15",
        "koi8-r",
        "cp1251",
        "gbk",
        "gb18030",
        "big5",
        "euc_jp",
        "euc_kr",
    ],
)
def test_encodings_above_ascii_are_drawn_in(encoding: str) -> None:
    assert terminal.problem({"TERM": "xterm"}, "utf-8", encoding) == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-le", "cp500", "utf-7", "iso2022_jp", "hz", "shift_jis_2004"])
def test_others_are_refused(encoding: str) -> None:
    said = terminal.problem({"TERM": "xterm"}, "utf-8", encoding)
    assert f"“{encoding}”" in said
    assert "UTF-8" in said


# --- the environment ------------------------------------------------------------------------------------------------


@pytest.fixture
def unsized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_own_size", lambda: (0, 0))


@pytest.mark.usefixtures("unsized")
@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (80, 24)),
        ({"COLUMNS": "100", "LINES": "40"}, (100, 40)),
        ({"COLUMNS": "1000000000", "LINES": "9" * 5000}, (1000, 500)),
        ({"COLUMNS": "0", "LINES": "-5"}, (80, 24)),
        ({"COLUMNS": "1e3", "LINES": "٤٠"}, (80, 24)),
        ({"COLUMNS": "", "LINES": " 40"}, (80, 24)),
    ],
)
def test_where_the_terminal_has_no_size_the_environment_counts_as_far_as_it_can(
    given: dict[str, str], size: tuple[int, int]
) -> None:
    assert terminal.size(given) == size
    settled = dict(given)
    terminal.settle(settled)
    assert terminal.size(settled) == size
    assert all(len(value) <= 4 for value in settled.values())


@pytest.mark.parametrize(
    ("own", "size"), [((90, 30), (90, 30)), ((0, 30), (200, 30)), ((90, 0), (90, 60)), ((65535, 65535), (1000, 500))]
)
def test_what_the_terminal_says_counts_before_the_environment(
    own: tuple[int, int], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", own[1], own[0], 0, 0))
    monkeypatch.setattr(terminal, "_STREAMS", (theirs,))
    given = {"COLUMNS": "200", "LINES": "60"}
    assert terminal.size(given) == size
    terminal.settle(given)
    assert given == {name: given[name] for name, told in zip(("COLUMNS", "LINES"), own, strict=True) if not told}
    assert terminal.size(given) == size
    os.close(ours)
    os.close(theirs)


TOLD = {
    "TEXTUAL_PRESS": "ctrl+q",
    "TEXTUAL_LOG": "leak.log",
    "TEXTUAL": "devtools,debug",
    "TEXTUAL_FPS": "1",
    "TEXTUAL_COLOR_SYSTEM": "nonsense",
    "TEXTUAL_THEME": "ansi",
    "TEXTUAL_ALLOW_SIGNALS": "1",
}


@pytest.mark.usefixtures("unsized")
@pytest.mark.parametrize("driver", ["evil:Driver", "", "textual.drivers.headless_driver:HeadlessDriver"])
def test_nothing_tells_textual_what_to_do(driver: str) -> None:
    given = {**TOLD, "TEXTUAL_DRIVER": driver, "ESCDELAY": "99999999", "LANG": "C.UTF-8"}
    assert not terminal.is_served(given)
    terminal.settle(given)
    assert given == {"LANG": "C.UTF-8"}


def test_a_web_server_brings_its_driver_colors_and_size() -> None:
    served = {"TEXTUAL_DRIVER": terminal.WEB, "TEXTUAL_COLOR_SYSTEM": "truecolor", "COLUMNS": "120", "ROWS": "40"}
    given = {**TOLD, **served, "ESCDELAY": "20"}
    assert terminal.is_served(given)
    terminal.settle(given)
    assert given == {**served, "ESCDELAY": "20"}
    terminal.settle(given := {**served, "TEXTUAL_COLOR_SYSTEM": "pink", "COLUMNS": "1" * 80, "ROWS": "x"})
    assert given == {"TEXTUAL_DRIVER": terminal.WEB, "COLUMNS": "1000"}


# --- what an encoding cannot show -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("utf-8", "╭─ “Łukasz” ✓ 王 ❤️ ─╮", "╭─ “Łukasz” ✓ 王 ❤️ ─╮"),
        ("iso-8859-1", "╭─ “Łukasz É” ✓ 王 ─╮", '+- "Lukasz É" v ?? -+'),
        ("ascii", "│ café naïve ı… ▌█ ↵ › ◉", "| cafe naive i~ |# < > *"),
        ("koi8-r", "╭─ Привет é „…“ ─╮", '╭─ Привет e "~" ─╮'.replace("╭", "+").replace("╮", "+")),
        ("gbk", "─ 王小明 é Привет ✓", "- 王小明 e ?????? v"),
        ("euc_jp", "│ 日本語 ─", "| 日本語 -"),
        ("shift_jis", "▌ 日本語 ⋯", "| 日本語 ?"),
        ("ascii", "தமிழ் e\u0301 \u1112\u1161\u11ab 👩\u200d🚀\xa0.", "???? e ?? ???? ."),
    ],
)
def test_what_an_encoding_lacks_is_replaced_by_what_it_has(encoding: str, text: str, shown: str) -> None:
    assert terminal.speaking(encoding)(text) == shown
    shown.encode(encoding)


def test_a_stream_writes_what_comes_near() -> None:
    assert "“Łukasz” … \udcff".encode("iso-8859-1", terminal.NEAREST) == b'"Lukasz" ~ ?'
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", terminal.NEAREST)


@pytest.fixture(autouse=True)
def _no_own_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_STREAMS", ())
