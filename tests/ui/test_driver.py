"""What a terminal sends is heard as far as it means something, and nothing of it can stop the hearing."""

import os
import pty
import threading
from typing import Any

import pytest
from textual.events import Key, MouseDown, Paste
from textual.message import Message

from ce_tui.ui import driver as driving
from ce_tui.ui.driver import PASTE_SECONDS, RobustDriver, RobustParser


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(driving, "monotonic", clock)
    return clock


def told(messages: list[Message]) -> list[str]:
    return [message.key if isinstance(message, Key) else type(message).__name__ for message in messages]


NONE = {
    "no character": "\x1b[97;;1114112u",
    "half a character": "\x1b[55296u",
    "half a character as text": "\x1b[97;;55296u",
    "more than a number": "\x1b[99999999999;5u",
    "no number": "\x1b[97:98;5u",
    "a size of words": "\x1b[48;1:a;b;c;dt",
    "a size of no number": "\x1b[48;5:;x:y;;7;1t",
    "no size": "\x1b[48;0;0;0;0t",
    "a giant's size": "\x1b[48;99999;99999;1;1t",
    "a mode": "\x1b[?2048;1$y",
}
CLICK = "\x1b[<0;7;5M"


@pytest.mark.parametrize("name", NONE)
def test_what_means_nothing_is_left_out_and_the_next_key_counts(name: str) -> None:
    heard = RobustParser()
    assert not [m for m in heard.feed(NONE[name]) if not isinstance(m, Key)]  # perhaps the letters that it is made of
    click = [*heard.feed(CLICK)][-1]
    assert isinstance(click, MouseDown)
    assert (click.x, click.y) == (6, 4)
    assert told([*heard.feed("a\r")]) == ["a", "enter"]


def test_no_half_of_a_character_comes_in() -> None:
    heard = RobustParser()
    assert [*heard.feed("\x1b[55296u\x1b[97;;55296u")] == []
    assert [*heard.feed("\x1b[200~a\ud800\x1b[201~")] == []


def test_a_paste_is_one_whatever_the_pieces(clock: Clock) -> None:
    heard = RobustParser()
    came: list[Message] = []
    for char in "\x1b[200~Some\rtext\x1b[201~q":
        came += [*heard.feed(char), *heard.tick()]
    clock.now = 9.0
    assert told(came) == ["Paste", "q"]
    assert isinstance(came[0], Paste)
    assert came[0].text == "Some\rtext"
    assert [*heard.tick()] == []


@pytest.mark.parametrize("pieces", [["\x1b[200~text"], ["\x1b", "[20", "0~", "te", "xt"]])
def test_a_paste_that_never_ends_is_over_after_a_while(clock: Clock, pieces: list[str]) -> None:
    heard = RobustParser()
    came = [message for piece in pieces for message in heard.feed(piece)]
    clock.now = PASTE_SECONDS - 0.1
    assert [*came, *heard.tick()] == []
    clock.now = PASTE_SECONDS + 0.1
    assert told([*heard.tick()]) == ["Paste"]
    assert told([*heard.feed("q")]) == ["q"]


def test_a_terminal_that_is_gone_is_not_listened_to() -> None:
    ours, theirs = pty.openpty()
    driver: Any = object.__new__(RobustDriver)
    heard: list[Any] = []
    driver.fileno, driver.exit_event = theirs, threading.Event()
    driver.process_message = heard.append
    listening = threading.Thread(target=driver.run_input_thread, daemon=True)
    listening.start()
    os.write(ours, b"a\n")
    os.close(ours)
    listening.join(5)
    assert not listening.is_alive()  # else the program, which waits for it, might never end
    os.close(theirs)
    driver.exit_event.set()
