"""Somebody who stays all day: what was opened and closed again leaves nothing behind in the app."""

import asyncio
import gc
import threading
from collections import Counter
from typing import Any

import pytest
from textual._styles_cache import StylesCache
from textual.widget import Widget

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import PartialRule
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.ui.app import CeApp

from .conftest import READING, VIDEO, Desk, Person, credit, finish
from .test_learning import QUIZ, TALK

pytestmark = pytest.mark.slow

ASKED = (Question("why", QuestionKind.LONG_TEXT, "Why so?"), Question("how", QuestionKind.SHORT_TEXT, "How so?"))
CONTENTS = ("OutsidePage", "ReadingPage", "QuizPage", "SessionPage")
WAYS: dict[str, tuple[str, ...]] = {
    "CreditPage": ("1", "home", "enter"),
    "WhyScreen": ("1", "question_mark"),
    "ProfileScreen": ("p",),
    "InstructionsScreen": ("i",),
    "HelpScreen": ("f1",),
    "CommandPalette": ("ctrl+p",),
    "ClaimScreen": ("2", "home", "enter"),
    "CertificateScreen": ("3", "home", "enter"),
}
"""The kinds of screens that open from the lists, and how."""


def kept() -> Counter[str]:
    """What there is of widgets and screens, and of all that may outlive them."""
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    found = Counter(kind.__name__ for kind in kinds if issubclass(kind, Widget | StylesCache))
    return found + Counter(tasks=len(asyncio.all_tasks()), threads=threading.active_count())


async def visits(person: Person, kind: str) -> None:
    """Open that kind of screen from the lists, and come back."""
    if kind in WAYS:
        await person.presses(*WAYS[kind])
    else:
        await person.presses("1", "home", *["down"] * CONTENTS.index(kind), "enter")
        await person.at("CreditPage")
        shown: Any = person.app.screen.query_one("WindowList")
        await person.waits(lambda: shown.row)
        await person.presses("enter")
    await person.at(kind)
    for _ in range(3):
        if person.where != "MainScreen":
            await person.presses("escape")
            await person.pilot.pause()
    await person.at("MainScreen")


async def test_what_was_closed_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load(
        [
            *(credit(each.id, each) for each in (VIDEO, READING, QUIZ, TALK)),
            credit("asked", partial=PartialRule(), questions=ASKED),
        ]
    )
    with desk.store() as store:
        finish(store, "asked", desk.clock())
        store.claims.make("ada", store.credits.find("asked"), ClaimRequest("x", Amount(250), "Ada", {}), desk.clock())
    monkeypatch.setattr(CeApp, "notify", lambda *args, **more: None)  # messages go by themselves, later
    async with desk.open() as person:
        for kind in (*WAYS, *CONTENTS):
            await visits(person, kind)
        before = kept()
        for kind in (*WAYS, *CONTENTS):
            await visits(person, kind)
        for _ in range(20):
            if more := kept() - before:
                await person.pilot.pause(0.05)
        assert not more
