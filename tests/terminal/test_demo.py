"""The demo on real terminals: it opens, answers its keys, and leaves everything as it was."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from tests.terminal.conftest import AT_ONCE, SOON, WAIT_SECONDS, Start, credit, environment, program, store, store_path

from ce_tui.credit.parties import Organization

TERMINALS = [
    pytest.param((80, 24), {}, id="80x24"),
    pytest.param((120, 40), {}, id="120x40"),
    pytest.param((200, 60), {"TERM": "screen-256color"}, id="200x60", marks=pytest.mark.slow),
    pytest.param((80, 24), {"TERM": "screen"}, id="screen", marks=pytest.mark.slow),
    pytest.param((120, 40), {"TERM": "linux"}, id="linux", marks=pytest.mark.slow),
    pytest.param((120, 40), {"NO_COLOR": "1"}, id="no-color"),
]


@pytest.mark.parametrize(("size", "more"), TERMINALS)
def test_the_demo_opens_answers_its_keys_and_quits(
    start: Start, kept_demo: str, size: tuple[int, int], more: dict[str, str]
) -> None:
    demo = start("demo", *(("--keep", kept_demo) if size[0] > 80 else ()), size=size, **more)
    demo.sees("In Progress", "Difficult Airway: a Practical Update", "DEMO", "F1 help")
    demo.waits(lambda: ("Progress needed" in demo.text) == (size[0] >= 100), "the detail beside the list")
    demo.press("2")
    demo.sees("↵ claim")
    demo.press("3")
    demo.sees("d download")
    demo.press("1")
    demo.sees("↵ open")
    for key, box in {"?": "Why this number", "p": "Profile", "i": "Instructions", "f1": "Keys"}.items():
        demo.press(key)
        demo.sees(f"╭─ {box} ─")
        demo.press("escape")
        demo.misses(f"─ {box} ─")
    demo.quits()
    if "NO_COLOR" in more:
        assert _hues(demo.raw) == set()
    else:
        assert _hues(demo.raw)


@pytest.mark.parametrize("arguments", [(), ("--no-mouse",)], ids=["mouse", "no-mouse"])
def test_no_mouse_leaves_the_mouse_to_the_terminal(start: Start, kept_demo: str, arguments: tuple[str, ...]) -> None:
    demo = start("demo", "--keep", kept_demo, *arguments)
    demo.sees("In Progress 9")
    assert (b"\x1b[?1000h" in demo.raw) == (not arguments)
    demo.press("q")
    assert demo.ends() == 0


def _hues(raw: bytes) -> set[str]:
    """The colors of a terminal's palette of 256 that were used and are no shade of gray."""
    numbers = {int(number) for number in re.findall(rb"[34]8;5;(\d+)", raw)}
    gray = {0, 7, 8, 15, 16, 59, 102, 145, 188, 231, *range(232, 256)}
    named = re.findall(rb"\x1b\[(?:\d+;)*(?:3[1-6]|4[1-6]|9[1-6]|10[1-6]|38;2;[\d;]+|48;2;[\d;]+)m", raw)
    return {str(number) for number in numbers - gray} | {match.decode() for match in named}


@pytest.mark.parametrize("arguments", [(), ("demo",)], ids=["app", "demo"])
def test_without_a_terminal_one_sentence_says_so(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        program(*arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=10 * AT_ONCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The app needs a terminal; `ce-tui list` and the other commands work without one.\n"


def test_output_into_a_file_still_opens_on_the_terminal(start: Start, kept_demo: str) -> None:
    demo = start("demo", "--keep", kept_demo, before="os.dup2(os.open(os.devnull, os.O_WRONLY), 1)")
    demo.sees("In Progress", "Difficult Airway")
    demo.quits()


def hashes() -> dict[str, str]:
    """Every file of this home, by its hash."""
    files = (path for path in Path.home().rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_release_in_one_terminal_appears_in_the_others(start: Start, tmp_path: Path) -> None:
    kept = str(tmp_path / "demo.db")
    presenter = start("demo", "--keep", kept)
    presenter.sees("In Progress 9")
    second, plain = start("demo", "--keep", kept), start("--store", kept, "--learner", "ada")
    second.sees("In Progress 9", "Ada Lovelace")
    plain.sees("In Progress 9", "DEMO – nothing here counts")
    presenter.press("R")
    presenter.sees("In Progress 10")
    for other in (second, plain):
        other.sees("In Progress 10", "Point-of-care Ultrasound", within=SOON + 1)  # on a machine that may be busy
    for terminal in (presenter, second, plain):
        terminal.quits()


@pytest.mark.slow
def test_a_store_that_was_kept_is_gone_on_with(start: Start, tmp_path: Path) -> None:
    kept = str(tmp_path / "demo.db")
    for _ in range(2):  # the same command again
        demo = start("demo", "--keep", kept, "--as", "accounting", "--learner", "Grace Hopper")
        demo.sees("Tallgrass Society of CPAs", "Grace Hopper", "Ready to Claim 3")
        demo.quits()
    demo = start("demo", "--keep", kept)
    demo.sees("Grace Hopper")
    demo.quits()


@pytest.mark.parametrize("name", ["the store", "a link to it", "a copy of it", "where it will be"])
def test_the_demo_never_opens_a_real_store(start: Start, tmp_path: Path, name: str) -> None:
    if name != "where it will be":
        with store() as real:
            real.catalogs.load(Organization("org", "Northwind"), [credit("now")])
    path = tmp_path / "other.db"
    if name == "a link to it":
        path.symlink_to(store_path())
    elif name == "a copy of it":
        path.write_bytes(store_path().read_bytes())
    else:
        path = store_path()
    before = hashes(), path.read_bytes() if path.exists() else b""
    demo = start("demo", "--keep", str(path), size=(250, 24))  # the path shall not break the sentence
    assert demo.ends(WAIT_SECONDS) == 2
    assert "name another file." in demo.text
    assert (hashes(), path.read_bytes() if path.exists() else b"") == before


@pytest.mark.slow
def test_nothing_that_is_done_in_the_demo_touches_the_real_store(start: Start, tmp_path: Path) -> None:
    with store() as real:
        real.catalogs.load(Organization("org", "Northwind"), [credit("now")])
    before = hashes()
    for more in ((), ("--keep", str(tmp_path / "demo.db"))):
        demo = start("demo", "--tour", *more)
        demo.sees("Tour 1 of 8")
        demo.press("]", "]", "R")
        demo.sees("In Progress 10", "already; there is none to come.")
        demo.press(">")
        demo.sees("Tour 2 of 8")
        demo.press("<")
        demo.sees("Tour 1 of 8")
        demo.quits()
        assert hashes() == before
    demo = start("demo", TMPDIR=str(tmp_path))
    demo.sees("In Progress 9")
    demo.process.kill()
    demo.ends()
    assert hashes() == before
