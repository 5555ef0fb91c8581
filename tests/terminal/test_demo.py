"""The demo on real terminals: it opens, answers its keys, and leaves everything as it was."""

import re
import subprocess

import pytest
from tests.terminal.conftest import AT_ONCE, Start, environment, program

TERMINALS = {
    "80x24": ((80, 24), {}),
    "120x40": ((120, 40), {}),
    "screen": ((80, 24), {"TERM": "screen-256color"}),
    "no-color": ((120, 40), {"NO_COLOR": "1"}),
}


@pytest.mark.parametrize(("size", "more"), TERMINALS.values(), ids=TERMINALS)
def test_the_demo_opens_answers_its_keys_and_quits(start: Start, size: tuple[int, int], more: dict[str, str]) -> None:
    demo = start("demo", size=size, **more)
    demo.sees("In Progress", "Difficult Airway: a Practical Update", "DEMO", "F1 help")
    assert ("Progress needed" in demo.text) == (size[0] >= 100)  # the detail beside the list
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


def _hues(raw: bytes) -> set[str]:
    """The colors of a terminal's palette of 256 that were used and are no shade of gray."""
    numbers = {int(number) for number in re.findall(rb"[34]8;5;(\d+)", raw)}
    gray = {0, 7, 8, 15, 16, 59, 102, 145, 188, 231, *range(232, 256)}
    named = re.findall(rb"\x1b\[(?:\d+;)*(?:3[1-6]|4[1-6]|9[1-6]|10[1-6]|38;2;[\d;]+|48;2;[\d;]+)m", raw)
    return {str(number) for number in numbers - gray} | {match.decode() for match in named}


@pytest.mark.parametrize("arguments", [(), ("demo",)], ids=["app", "demo"])
def test_without_a_terminal_one_sentence_says_so(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        program(*arguments), env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=10 * AT_ONCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The app needs a terminal; `ce-tui list` and the other commands work without one.\n"


def test_output_into_a_file_still_opens_on_the_terminal(start: Start) -> None:
    demo = start("demo", before="os.dup2(os.open(os.devnull, os.O_WRONLY), 1)")
    demo.sees("In Progress", "Difficult Airway")
    demo.quits()
