"""The files that start a station on a machine: what no key may end, and what one person leaves to no other."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

STATIONS = Path(__file__).parents[2] / "stations"
PROGRAM = "/opt/ce-tui/bin/ce-tui kiosk"
STARTS = {
    "ce-tui-kiosk.service": r"^ExecStart=(.+)$",
    "foot.ini": r"^# cage -- foot --config=\S+ (.+)$",
    "ce-tui-xterm": r"^    -e (.+)$",
}


@pytest.mark.parametrize("file", STARTS)
def test_no_key_ends_a_station_that_is_starting(file: str) -> None:
    """Ctrl+C, Ctrl+\\ and Ctrl+Z are dead before Python itself could say so."""
    found = re.search(STARTS[file], (STATIONS / file).read_text("utf-8"), re.MULTILINE)
    assert found is not None
    assert PROGRAM in found[1]
    words = shlex.split(found[1].replace(PROGRAM, "grep SigIgn /proc/self/status"))
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    ignored = int(said.split()[1], 16)
    assert [number for number in (2, 3, 20) if not ignored >> (number - 1) & 1] == []


def test_what_one_person_marks_no_other_can_paste() -> None:
    text = (STATIONS / "ce-tui-xterm").read_text("utf-8")
    omitted = re.search(r"omitTranslation: (.+)'", text)
    assert omitted is not None
    assert {"popup-menu", "select"} <= {*omitted[1].split(", ")}
    assert "selectToClipboard: false" in text
    foot = (STATIONS / "foot.ini").read_text("utf-8")
    for key in ("clipboard-copy", "clipboard-paste", "primary-paste", "select-begin", "select-word", "select-row"):
        assert f"\n{key}=none\n" in foot, key
