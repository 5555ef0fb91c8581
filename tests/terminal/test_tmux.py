"""In tmux: it opens, follows the window's size, and gives the shell back as it was."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.programs import needs
from tests.terminal.conftest import AT_ONCE, WAIT_SECONDS, environment, program


@pytest.fixture(autouse=True)
def _installed_tmux() -> None:
    needs("tmux")


class Tmux:
    """A tmux server of its own with one window and a shell in it."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self("new-session", "-d", "-x", "80", "-y", "24", "PS1='$ ' exec sh")
        self.sees(lambda text: "$" in text)

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", *arguments]
        more = environment()
        return subprocess.run(
            command, env=more, check=True, capture_output=True, text=True, timeout=WAIT_SECONDS
        ).stdout

    def type(self, text: str) -> None:
        self("send-keys", "-l", text)

    def waits_for_the_clipboard(self) -> str:
        """What was copied in here, once something was."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not self("list-buffers"):
            assert time.monotonic() < deadline, self("capture-pane", "-p")
            time.sleep(0.05)
        return self("show-buffer")

    def sees(self, wanted: Callable[[str], bool], within: float = WAIT_SECONDS) -> str:
        """Wait until the screen is as wanted."""
        deadline = time.monotonic() + within
        while not wanted(text := self("capture-pane", "-p")):
            assert time.monotonic() < deadline, text
            time.sleep(0.05)
        return text


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        found = Tmux(Path(folder) / "tmux")
        yield found
        with suppress(subprocess.CalledProcessError):  # with its last window it has ended by itself
            found("kill-server")


def test_the_demo_opens_in_tmux_and_gives_the_shell_back(tmux: Tmux, kept_demo: str) -> None:
    tmux.type(" ".join([*program("demo", "--keep", kept_demo), "; echo ended with $?\n"]))
    tmux.sees(lambda text: "Difficult Airway" in text and "F1 help" in text)
    tmux.type("/sepsis\r")
    tmux.sees(lambda text: "Sepsis" in text and "Airway" not in text)
    tmux.type("q")
    text = tmux.sees(lambda text: "ended with 0" in text, AT_ONCE)
    assert "Sepsis" not in text
    modes = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{wrap_flag}"
    assert tmux("display-message", "-p", modes) == "0 1 0 0 1\n"
    tmux.type("echo typed text")
    tmux.sees(lambda text: text.rstrip().endswith("$ echo typed text"))


def test_the_app_follows_the_size_of_its_window_and_ends_with_it(tmux: Tmux, kept_demo: str) -> None:
    tmux.type(" ".join(["exec", *program("demo", "--keep", kept_demo), "\n"]))
    tmux.sees(lambda text: "Difficult Airway" in text)
    tmux("resize-window", "-x", "120", "-y", "40")
    tmux.sees(lambda text: "Progress needed" in text)
    tmux("resize-window", "-x", "200", "-y", "60")
    tmux.sees(lambda text: "Ethics Grand Rounds: When Families Disagree" in text and "Progress needed" in text)
    app = Path("/proc", tmux("display-message", "-p", "#{pane_pid}").strip())
    tmux("new-window", "exec sh")
    tmux("kill-window", "-t", ":0")
    deadline = time.monotonic() + AT_ONCE
    while app.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def copies(typed: Tmux) -> str:
    """Copy where the first certificate of the demo is found; what is on the screen meanwhile."""
    typed.sees(lambda text: "Difficult Airway" in text and "F1 help" in text)
    typed.type("3")
    typed.sees(lambda text: "download" in text and "Anticoagulation" in text)
    typed.type("\r")
    typed.sees(lambda text: "Number" in text and "Copy" in text)
    typed.type("c")
    return typed.sees(lambda text: "Copied: " in text)


def test_what_is_copied_gets_to_tmux(tmux: Tmux, kept_demo: str) -> None:
    tmux("set", "-s", "set-clipboard", "on")
    tmux.type(" ".join([*program("demo", "--keep", kept_demo), "\n"]))
    text = copies(tmux)
    assert f" {tmux.waits_for_the_clipboard()} " in text


def test_what_is_copied_gets_through_a_tmux_that_lets_it_pass(tmux: Tmux, tmp_path: Path, kept_demo: str) -> None:
    """In a tmux within a tmux: the one within keeps nothing for itself, as it comes."""
    tmux("set", "-s", "set-clipboard", "on")
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -s set-clipboard external\nset -g allow-passthrough on\n")
    demo = tmp_path / "demo.sh"
    demo.write_text("exec " + " ".join(program("demo", "--keep", kept_demo)))
    with tempfile.TemporaryDirectory() as folder:
        tmux.type(f"TMUX= exec tmux -S {folder}/tmux -f {settings} new-session 'sh {demo}'\n")
        try:
            text = copies(tmux)
            assert f" {tmux.waits_for_the_clipboard()} " in text
        finally:
            subprocess.run(["tmux", "-S", f"{folder}/tmux", "kill-server"], check=False)
