"""Text from outside that would be markup, an action or a terminal sequence is shown as text, on every screen."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from textual.app import App
from textual.geometry import Offset

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.model import CertificateKind, CertificateRule, Content, ContentKind, PartialRule, UpTo
from ce_tui.credit.parties import Learner, Organization
from ce_tui.credit.questions import Condition, Option, Question, QuestionKind
from ce_tui.credit.types import MINUTE
from ce_tui.ui.mode import Mode

from .conftest import NOW, Desk, Person, credit, finish

BAD = "[/x] [@click=app.quit]go[/] [b]b $x {nb} \x1b]52;c;eA==\x07 \x1b[2J\x9b2J \u202e \u2066\u200b\r\n\x00 \U000e0041"
SHOWN = "[/x] [@click=app.quit]go[/]"
OPTIONS = (Option("a", BAD), Option("b", BAD))


def questions() -> Iterator[Question]:
    for kind in QuestionKind:
        if kind is not QuestionKind.ATTESTATION:
            yield Question(
                kind.name,
                kind,
                BAD,
                help=BAD,
                pattern_hint=BAD,
                options=OPTIONS,
                rows=OPTIONS,
                other=True,
                na=True,
                explain_if="yes",
                minimum=Decimal(1),
            )
    yield Question("shown", QuestionKind.SHORT_TEXT, BAD, shown_if=Condition("SINGLE", ("a",)))


CONTENTS = (
    Content(
        "read", ContentKind.READING, BAD, 5 * MINUTE, (BAD, BAD), BAD, text=f"# {BAD}\n\n[x](app.quit) {BAD}\n" * 9
    ),
    Content("see", ContentKind.VIDEO, BAD, 5 * MINUTE, (BAD,), BAD, url="https://" + BAD),
    Content("go", ContentKind.SESSION, BAD, 5 * MINUTE, (BAD,), BAD, starts_at=NOW, room=BAD, code=BAD),
    Content("quiz", ContentKind.QUIZ, BAD, 5 * MINUTE, (BAD,), BAD, questions=tuple(questions())),
)


@pytest.fixture
def hostile(desk: Desk) -> Desk:
    """A store in which everything that can hold text holds that."""
    organization = Organization(BAD, BAD, acronym=BAD, zone=BAD, instructions=f"# {BAD}\n\n{BAD}", website=BAD)
    rule = CertificateRule(CertificateKind.EXTERNAL, "https://" + BAD, BAD)
    more: Any = {"description": BAD, "questions": tuple(questions()), "attestation": BAD, "certificate": rule}
    film = Content("film", ContentKind.VIDEO, BAD, 5 * MINUTE)
    parts = PartialRule(step=Amount(250), up_to=UpTo.WHOLE)
    desk.load(
        [
            replace(credit("all", *CONTENTS, **more), title=BAD),
            replace(credit("ready", film, partial=parts, closes_at=NOW + timedelta(9), **more), title=BAD),
            replace(credit("local", film), title=BAD),
        ],
        organization,
    )
    with desk.store() as store:
        finish(store, "ready", NOW)
        for id in ("local",):
            key = store.credits.find(id)
            request = store.claims.draft("ada", key, NOW).request_id
            claim = store.claims.make("ada", key, ClaimRequest(request, Amount(1000), "Ada " + BAD[:20], {}), NOW)
            store.certificates.revoke(claim.number, BAD, NOW)
        store.claims.save_draft("ada", store.credits.find("ready"), {}, NOW)
        answers = {q.id: BAD for q in questions()}
        store.claims.draft("ada", store.credits.find("ready"), NOW)
        store.claims.save_draft("ada", store.credits.find("ready"), answers, NOW)
    with desk.store() as store:  # past every cleaning on the way in, as an older version might have written it
        connection = store.engine.connection
        connection.execute("DROP TRIGGER claim_fixed")
        for table, column in [("learner", "name"), ("learner", "email"), ("learner", "license"), ("claim", "title")]:
            connection.execute(f"UPDATE {table} SET {column} = ?", (BAD,))
        connection.execute("UPDATE claim SET search = 'x'")
    return desk


def check(person: Person) -> None:
    """Nothing on the screen is a control or leads to an action that is not the app's own."""
    strips = person.app.screen._compositor.render_strips()
    text = "".join(segment.text for strip in strips for segment in strip)
    assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in "\u200c\u200d"}
    actions = {str(s.style.meta.get("@click", "")) for strip in strips for s in strip if s.style and s.style.meta}
    # A link of a text only says that it was clicked; `app.quit` alone is the app's own hint.
    assert not {a for a in actions if "quit" in a and a != "app.quit" and not a.startswith("link(")}


async def look(person: Person, where: str, *texts: str) -> None:
    await person.at(where)
    await person.pilot.pause(0.05)
    await person.pilot.pause()
    check(person)
    for text in texts:
        assert text in " ".join(person.screen.split()), person.screen


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_hostile_text_is_shown_as_text_on_every_screen(hostile: Desk, size: tuple[int, int]) -> None:
    wide = size[0] > 40
    async with hostile.open(hostile.app(mode=Mode(banner=BAD)), size=size) as person:
        await look(person, "MainScreen", *([SHOWN] if wide else []))
        await person.presses("slash")
        await person.types("click")
        await person.pilot.pause(0.05)
        await look(person, "MainScreen")
        await person.presses("escape")
        for key, where in [
            ("p", "ProfileScreen"),
            ("i", "InstructionsScreen"),
            ("question_mark", "WhyScreen"),
            ("f1", "HelpScreen"),
        ]:
            await person.presses(key)
            await look(person, where)
            await person.presses("escape")
            await person.at("MainScreen")
        await person.presses("home", "enter")
        await look(person, "CreditPage", *([SHOWN] if wide else []))
        for at, where in enumerate(["ReadingPage", "OutsidePage", "SessionPage", "QuizPage"]):
            await person.presses("home", *["down"] * at, "enter")
            await look(person, where, "[/x]")
            if where == "OutsidePage":
                await person.presses("y", "space", "space")
                await person.hears("[/x]")
            elif where == "SessionPage":
                await person.presses("z", "enter")
            elif where == "QuizPage":
                await person.presses("ctrl+s")
            await look(person, where)
            await person.presses("escape")
            await person.at("CreditPage")
        await person.presses("escape")
        await person.at("MainScreen")
        await person.turns_to("claims")
        await look(person, "MainScreen", "[/x]")
        for key in ("enter", "d"):
            await person.presses(key)
            await look(person, "CertificateScreen")
            await person.presses("c")
            await look(person, "CertificateScreen")
            await person.presses("escape")
            await person.at("MainScreen")
        await person.turns_to("ready")
        await look(person, "MainScreen", "[/x]")
        await person.presses("c")
        await look(person, "ClaimScreen", "[/x]")
        for _ in range(4):
            await person.presses("tab")
        await person.presses("ctrl+s")
        await look(person, "ClaimScreen")
    assert person.app.return_code is None


@pytest.mark.parametrize("keys", [[], ["enter"], ["i"], ["3", "enter"], ["2", "enter"], ["question_mark"]])
async def test_a_click_anywhere_runs_no_action_of_the_text(
    hostile: Desk, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[str] = []

    async def quit(app: App[None]) -> None:
        quits.append("quit")

    monkeypatch.setattr("ce_tui.ui.app.CeApp.action_quit", quit)
    async with hostile.open(size=(80, 24)) as person:
        await person.presses(*keys)
        await person.pilot.pause(0.1)
        lines = person.screen.splitlines()
        for y, line in enumerate(lines):
            x = line.find("click=")
            if x >= 0 and "quit" in line:
                await person.pilot.click(offset=Offset(x, y))
                await person.pilot.pause()
        assert not quits


def test_the_learner_of_this_test_is_hostile(hostile: Desk) -> None:
    with hostile.store() as store:
        learner: Learner = store.accounts.learner("ada")
        assert "\x1b" in learner.name
        assert store.lists.organizations()[0].name == BAD
