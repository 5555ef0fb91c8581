"""The claim from its first question to its certificate: nothing is lost, and one claim is made."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import Claimed, NotClaimed
from ce_tui.credit.listing import State
from ce_tui.credit.model import CertificateKind, CertificateRule, Claim, Credit, PartialRule, Remainder, UpTo
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure
from ce_tui.credit.questions import Answers, Option, Question, QuestionKind
from ce_tui.credit.standing import CreditView, Holding, choices
from ce_tui.credit.types import credit_type
from ce_tui.ui.forms import claim as room
from ce_tui.ui.forms import sentences
from ce_tui.ui.forms.claim import ClaimScreen, ClaimStart
from ce_tui.ui.saving import NotSaved, Saved

K = QuestionKind
NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)
HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]52;c;eA==\x07\x9b2J a\u202eb"
SPECIALTY = Question("t", K.SHORT_TEXT, "Your specialty?", required=True)
GOOD = Question("r", K.RATING, "Was it good?", options=(Option("1", "Poor"), Option("2", "Good")), required=True)
NUMBER = "7K3M-91QZ-V0TB-4"


def view_of(
    *questions: Question,
    type: str = "ama",
    amount: int = 1500,
    earned: int | None = None,
    claimed: int = 0,
    partial: PartialRule | None = None,
    certificate: CertificateRule | None = None,
    attestation: str = "",
    title: str = "Difficult Airway",
    acronym: str = "CME",
) -> CreditView:
    complete = earned is None
    credit = Credit(
        "c",
        title,
        credit_type(type),
        Amount(amount),
        partial=partial,
        questions=questions,
        attestation=attestation,
        certificate=certificate or CertificateRule(),
        closes_at=datetime(2027, 2, 1, tzinfo=UTC),
    )
    made = Amount(amount if earned is None else earned)
    measure = Measure(45, 60, True, complete, made, credit.type.duration(made))
    holding = Holding(measure, Amount(claimed), 1 if claimed else 0)
    organization = Organization("o", "Northwind Academy", acronym)
    return CreditView(1, credit, organization, holding, (), State.READY, choices(credit, holding))


class Backend:
    """Keeps what went through; a claim waits until `open` is set and is refused as `refuses` says."""

    def __init__(self, view: CreditView) -> None:
        self.view = view
        self.drafts: list[Answers] = []
        self.claims: list[tuple[Amount, str, Answers]] = []
        self.copied = ""
        self.open = asyncio.Event()
        self.open.set()
        self.refuses: Sequence[str] = ()
        """Why nothing is claimed."""
        self.file: Saved | NotSaved | None = Saved(Path("/home/ada/Downloads/certificate.pdf"))

    async def save_draft(self, answers: Answers) -> None:
        self.drafts.append(answers)

    async def claim(self, amount: Amount, name: str, answers: Answers) -> Claimed | NotClaimed:
        self.claims.append((amount, name, answers))
        await self.open.wait()
        if self.refuses:
            return NotClaimed(self.refuses)
        view = self.view
        held, organization = view.holding.claimed, view.organization
        return Claimed(Claim(NUMBER, "r", 1, amount, held, name, view.credit, organization, answers, NOW))

    async def save(self, claim: Claim) -> Saved | NotSaved | None:
        assert claim.number == NUMBER
        return self.file

    def copy(self, text: str) -> str:
        self.copied = text
        return "Copied."


class Host(App[None]):
    def __init__(self, backend: Backend, answers: Answers, name: str) -> None:
        super().__init__()
        self.backend, self.answers, self.proposed = backend, answers, name
        self.results: list[Claim | None] = []
        self.leaked: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Static("below")

    def open_form(self) -> None:
        start = ClaimStart(self.backend.view, self.answers, self.proposed)
        self.push_screen(ClaimScreen(start, self.backend), self.results.append)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.leaked.append(event)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.leaked.append(event)


class Form:
    """What a test does with the form, and what it sees."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app, self.pilot, self.backend = app, pilot, app.backend

    async def press(self, *keys: str) -> None:
        for key in keys:
            char = " " if key == "space" else key if len(key) == 1 else None
            self.app.post_message(events.Key(key, char))
            await self.rests()

    async def rests(self) -> None:
        """Until nothing is on its way, but a claim that the backend holds back."""
        await self.pilot.pause()
        for _ in range(100):  # turns of the loop: a pause goes by the processor's time, which others may have had
            await asyncio.sleep(0)

    async def click(self, id: str, **options: Any) -> None:
        button = next(button for button in self.app.screen.query(f"#claim-{id}").results(Button) if visible(button))
        await self.pilot.click(button, **options)
        await self.rests()

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def words(self) -> str:
        """The screen in one line, without frames."""
        return " ".join(self.text.replace("│", " ").split())

    @property
    def focused(self) -> str | None:
        return self.app.focused.id if self.app.focused is not None else None

    async def write(self, text: str) -> None:
        assert isinstance(self.app.focused, Input)
        self.app.focused.value = text
        await self.rests()

    def buttons(self) -> list[str]:
        return [
            str(button.label) for button in self.app.screen.query(".step-button").results(Button) if visible(button)
        ]


def visible(button: Button) -> bool:
    return all(node.display for node in button.ancestors_with_self if hasattr(node, "display"))


@asynccontextmanager
async def claiming(
    view: CreditView, answers: Answers | None = None, name: str = "Ada Lovelace", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Form]:
    app = Host(Backend(view), answers or {}, name)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        app.open_form()
        await pilot.pause()
        yield Form(app, pilot)
        assert app.leaked == []


async def test_a_whole_claim_by_keyboard() -> None:
    view = view_of(SPECIALTY, GOOD, attestation="I took part.", partial=PartialRule())
    async with claiming(view) as form:
        assert "Claim CME · Questions · step 1 of 3" in form.text
        assert form.buttons() == ["Save & Continue", "Close"]
        await form.press("A", "n", "enter", "2", "tab", "space", "ctrl+s")
        assert "Claim CME · Credits · step 2 of 3" in form.text
        assert "Claiming 1.50 of 1.50 credits · left afterwards 0.00" in form.text
        await form.press("down", "down")
        assert "Claiming 1.00 of 1.50 credits · left afterwards 0.50" in form.text
        assert "The remaining 0.50 credits stay claimable until 31 Jan 2027." in form.text
        await form.press("enter", "enter")
        assert "Claim CME · Confirm · step 3 of 3" in form.text
        for line in ("It cannot be changed after claiming.", "1.00 AMA PRA Category 1 Credit™", "[x] I took part."):
            assert line in form.text
        assert "Not set. The certificate is worded for MD and DO." in form.text  # nobody has said which profession
        assert form.buttons() == ["Claim partial CME", "Back", "Close"]
        assert form.backend.claims == []
        await form.press("M", "enter", "enter")
        answers = {"t": "An", "r": "2", "attestation": "agreed"}
        assert form.backend.claims == [(Amount(1000), "Ada LovelaceM", answers)]
        assert form.backend.drafts[-1] == answers
        assert "✓ Claimed: 1.00 AMA PRA Category 1 Credit™" in form.text
        assert NUMBER in form.text
        assert form.buttons() == ["Download Certificate", "Close"]
        await form.press("enter")
        assert "/home/ada/Downloads/certificate.pdf" in form.text
        await form.press("c")
        assert form.backend.copied == "/home/ada/Downloads/certificate.pdf"
        assert form.app.results == []
        await form.press("escape")
        assert [claim.number for claim in form.app.results if claim] == [NUMBER]


async def test_a_claim_by_mouse() -> None:
    view = view_of(GOOD, partial=PartialRule())
    async with claiming(view, size=(40, 15)) as form:
        await form.pilot.click(".marks", offset=(14, 0))
        await form.click("save")
        await form.click("less")
        await form.click("less")  # these may be pressed as fast as one likes
        await form.click("more")
        await form.click("continue")
        await form.click("back")
        await form.click("continue")
        await form.click("claim")
        await form.click("download")
        await form.click("copy")
        assert form.backend.copied
        await form.click("close")
        assert [amount for amount, _, _ in form.backend.claims] == [Amount(1250)]
        assert len(form.app.results) == 1


async def test_all_messages_at_once_and_focus_on_the_first() -> None:
    async with claiming(view_of(SPECIALTY, GOOD, attestation="I took part.")) as form:
        await form.press("tab", "tab", "tab", "enter")
        said = [message for message in form.app.screen.query(".field-message").results(Static) if message.display]
        assert all(str(message.render()).startswith("! Please") for message in said)
        assert len(said) == 3
        assert "! 3 answers need another look." in form.text
        assert isinstance(form.app.focused, Input)
        await form.press("x")
        assert "! 2 answers need another look." in form.text
        await form.press("tab", "1", "tab", "space")
        assert "!" not in form.text
        await form.press("ctrl+s")
        assert "Confirm" in form.text


# The draft


async def test_a_draft_is_saved_soon_after_each_change_and_on_leaving_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SOON", 0.05)
    async with claiming(view_of(SPECIALTY, GOOD)) as form:
        await form.press("a")
        await asyncio.sleep(0.1)
        assert form.backend.drafts == [{"t": "a"}]
        monkeypatch.setattr(room, "SOON", 60)
        await form.press("b", "tab")
        assert form.backend.drafts[-1] == {"t": "ab"}
        await form.press("1", "shift+tab", "tab")
        assert form.backend.drafts[-1] == {"t": "ab", "r": "1"}
        count = len(form.backend.drafts)
        await form.press("tab", "shift+tab", "escape")
        assert len(form.backend.drafts) == count  # nothing new, nothing written


@pytest.mark.parametrize("way", ["escape", "close"])
async def test_closing_loses_nothing_and_reopening_shows_it(way: str) -> None:
    async with claiming(view_of(SPECIALTY, GOOD)) as form:
        await form.press("a", "b")
        if way == "escape":
            await form.press("escape", "escape")
        elif way == "close":
            await form.click("close")
        assert form.backend.drafts == [{"t": "ab"}]
        assert form.app.results == [None]
        form.app.answers = form.backend.drafts[-1]
        form.app.open_form()
        await form.rests()
        assert "ab" in form.text
        await form.press("escape")
        assert form.backend.drafts == [{"t": "ab"}]


async def test_ending_the_app_loses_nothing() -> None:
    async with claiming(view_of(SPECIALTY, GOOD)) as form:
        await form.press("a", "b")
        form.app.exit()
    assert form.backend.drafts == [{"t": "ab"}]


async def test_a_slow_save_is_followed_by_the_newest() -> None:
    async with claiming(view_of(SPECIALTY)) as form:
        gate = asyncio.Event()
        save = form.backend.save_draft

        async def slow(answers: Answers) -> None:
            await gate.wait()
            await save(answers)

        form.backend.save_draft = slow  # type: ignore[method-assign]
        await form.press("a", "tab", "shift+tab", "end", "b", "escape")
        assert form.app.results == []
        gate.set()
        await form.rests()
        assert form.backend.drafts == [{"t": "a"}, {"t": "ab"}] or form.backend.drafts == [{"t": "ab"}]
        assert form.app.results == [None]


# How much


async def test_the_only_choice_is_not_asked_for() -> None:
    async with claiming(view_of()) as form:
        assert "Claim CME · Confirm" in form.text
        assert "step" not in form.text
        assert form.buttons() == ["Claim CME", "Close"]
    one_part = view_of(partial=PartialRule(minimum=Amount(500)), earned=500)
    assert len(one_part.choices) == 1
    async with claiming(one_part) as form:
        assert "Credits · step 1 of 2" in form.text
        assert "The remaining 1.00 credit can be claimed as you progress until 31 Jan 2027." in form.words


async def test_thousands_of_choices_are_stepped_through_or_typed() -> None:
    view = view_of(type="ancc", amount=50_000, partial=PartialRule())
    assert len(view.choices) == 5000
    async with claiming(view) as form:
        amount = form.app.screen.query_one("#claim-amount", Input)
        for keys, value in (
            (["pagedown", "down"], "48.99"),
            (["home"], "0.01"),
            (["down"], "0.01"),
            (["pageup", "up"], "1.02"),
            (["end", "up"], "50.00"),
        ):
            await form.press(*keys)
            assert amount.value == value
        await form.write("12,345")
        assert "Write 12345 or 12.345." in form.text
        await form.press("ctrl+s")
        assert "! Write 12345 or 12.345." in form.text
        assert form.focused == "claim-amount"
        await form.write("12.345")
        assert "Choose 0.01 to 50.00 in steps of 0.01." in form.text
        await form.press("enter")
        assert "! Please choose 0.01 to 50.00 in steps of 0.01." in form.text
        await form.press("ctrl+s")
        assert form.focused == "claim-amount"
        await form.press("up")
        assert amount.value == "12.35"
        await form.write("nonsense")
        await form.press("down")
        assert amount.value == "50.00"
        await form.write("12,34")
        assert f"Claiming 12.34 of {view.credit.type.say(view.credit.amount)}" in form.text
        await form.press("ctrl+s")
        assert view.credit.type.say_in_full(Amount(12_340)) in form.text


async def test_what_is_given_up_is_said_before_the_button() -> None:
    view = view_of(partial=PartialRule(remainder=Remainder.FORFEIT))
    for size in ((80, 24), (40, 15)):
        async with claiming(view, size=size) as form:
            await form.press("down")
            warning = "! The remaining 0.25 credits will be given up"
            assert warning in form.words
            await form.press("ctrl+s")
            assert warning in form.words
            await form.click("back")
            await form.press("end")
            assert "given up" not in form.text


@pytest.mark.parametrize(
    ("view", "amount", "total", "rest", "label"),
    [
        (view_of(), 1500, "Claiming 1.50 of 1.50 credits · left afterwards 0.00", "", "Claim CME"),
        (
            view_of(partial=PartialRule(up_to=UpTo.WHOLE), claimed=250),
            750,
            "Claiming 0.75 of 1.50 credits · earlier parts 0.25 · left afterwards 0.50",
            "The remaining 0.50 credits stay claimable until 31 Jan 2027.",
            "Claim partial CME",
        ),
        (
            view_of(partial=PartialRule(), claimed=250),
            250,
            "Claiming 0.25 of 1.50 credits · earlier parts 0.25 · left afterwards 1.00",
            "The remaining 1.00 credit stays claimable until 31 Jan 2027.",
            "Claim partial CME",
        ),
        (
            view_of(partial=PartialRule(), earned=1000),
            500,
            "Claiming 0.50 of 1.50 credits · left afterwards 1.00",
            "Of the remaining 1.00 credit, 0.50 can be claimed at once and the rest as you progress until 31 Jan 2027.",
            "Claim partial CME",
        ),
        (
            view_of(partial=PartialRule(), claimed=1000, type="nasba", amount=2000, acronym="CPE"),
            1000,
            "Claiming 1.0 of 2.0 credits · earlier parts 1.0 · left afterwards 0.0",
            "",
            "Claim CPE",
        ),
    ],
)
def test_the_sentences(view: CreditView, amount: int, total: str, rest: str, label: str) -> None:
    assert Amount(amount) in view.choices
    assert sentences.running_total(view, Amount(amount)) == total
    assert sentences.rest(view, Amount(amount)) == rest
    assert sentences.claim_label(view, Amount(amount)) == label


@pytest.mark.parametrize(
    ("partial", "amount", "said"),
    [
        (PartialRule(), 1500, "0.25 to 1.50 in steps of 0.25"),
        (PartialRule(), 500, "0.25 or 0.50"),
        (PartialRule(), 750, "0.25, 0.50 or 0.75"),
        (None, 1500, "1.50"),
        (PartialRule(step=Amount(300)), 1400, "0.30 to 1.20 in steps of 0.30, or 1.40"),
        (PartialRule(minimum=Amount(600)), 1600, "0.75 to 1.50 in steps of 0.25, or 1.60"),
    ],
)
def test_the_choices_in_words(partial: PartialRule | None, amount: int, said: str) -> None:
    view = view_of(partial=partial, amount=amount)
    assert sentences.which(view) == said


def test_a_window_without_an_end() -> None:
    view = view_of(partial=PartialRule())
    view = replace(view, credit=replace(view.credit, closes_at=None))
    assert sentences.rest(view, Amount(500)) == "The remaining 1.00 credit stays claimable."


# Claiming


@pytest.mark.parametrize("way", ["enter", "double click", "press"])
async def test_a_double_press_claims_once(way: str) -> None:
    async with claiming(view_of()) as form:
        form.backend.open.clear()
        button = form.app.screen.query_one("#claim-claim", Button)
        if way == "enter":
            await form.press("enter", "enter", "enter")
        elif way == "double click":
            await form.click("claim", times=2)
        else:
            button.press()
            button.press()
        await form.rests()
        assert button.disabled
        assert "Claiming …" in form.text
        await form.press("escape")
        assert form.app.results == []
        form.backend.open.set()
        await form.rests()
        assert len(form.backend.claims) == 1
        assert "✓ Claimed" in form.text


@pytest.mark.parametrize("id", ["save", "continue"])
async def test_a_double_press_does_not_run_on_into_the_next_step(id: str) -> None:
    partial = PartialRule() if id == "continue" else None
    async with claiming(view_of(*([SPECIALTY] if id == "save" else []), partial=partial), {"t": "x"}) as form:
        await form.click(id, times=2)
        assert "Confirm" in form.text
        assert form.backend.claims == []
    async with claiming(view_of(*([SPECIALTY] if id == "save" else []), partial=partial), {"t": "x"}) as form:
        button = form.app.screen.query_one(f"#claim-{id}", Button)
        for _ in range(3):
            button.press()
        await form.rests()
        assert "Confirm" in form.text
        assert form.backend.claims == []


async def test_refusals_are_shown_and_the_form_stays() -> None:
    async with claiming(view_of(SPECIALTY), {"t": "x"}) as form:
        form.backend.refuses = ["This credit has already been claimed.", "[/x] And so on."]
        await form.press("ctrl+s", "enter", "enter")
        assert "! This credit has already been claimed." in form.text
        assert "! [/x] And so on." in form.text
        assert form.focused == "claim-claim"
        await form.click("back")
        assert "already" not in form.text
        assert "Questions" in form.text


async def test_a_claim_that_is_refused_can_be_made_once_nothing_refuses_it() -> None:
    async with claiming(view_of()) as form:
        form.backend.refuses = ["The store is busy."]
        await form.press("x", "enter", "enter")
        assert "Confirm" in form.text
        assert "Claiming …" not in form.text
        assert not form.app.screen.query_one("#claim-claim", Button).disabled
        assert form.focused == "claim-claim"
        form.backend.refuses = ()
        await form.press("enter")
        assert [name for _, name, _ in form.backend.claims] == ["Ada Lovelacex"] * 2
        assert "✓ Claimed" in form.text


@pytest.mark.parametrize(("name", "message"), [("", "! Please enter your name"), ("A" * 81, "! Please keep your name")])
async def test_a_name_no_certificate_can_show(name: str, message: str) -> None:
    async with claiming(view_of(), name="Ada") as form:
        await form.write(name)
        await form.press("enter", "enter")
        assert message in form.text
        assert form.focused == "claim-name"
        assert form.backend.claims == []
        await form.write("B" * 80)
        assert "!" not in form.text
        await form.press("enter", "enter")
        assert [name for _, name, _ in form.backend.claims] == ["B" * 80]


async def test_the_name_is_kept_on_the_way_back() -> None:
    async with claiming(view_of(partial=PartialRule())) as form:
        await form.press("ctrl+s")
        await form.write("Ada King")
        await form.click("back")
        await form.press("ctrl+s")
        assert "Ada King" in form.text


async def test_nothing_to_claim_keeps_the_answers() -> None:
    view = replace(view_of(SPECIALTY), choices=())
    async with claiming(view) as form:
        await form.press("a", "ctrl+s")
        assert "There is nothing to claim now. Your answers are kept." in form.text
        assert form.backend.drafts == [{"t": "a"}]


# The certificate


async def test_a_failed_download_says_so_and_can_be_tried_again() -> None:
    async with claiming(view_of()) as form:
        form.backend.file = NotSaved("The disk is full; free some space and try again.")
        await form.press("enter", "enter", "enter")
        assert "! The disk is full; free some space and try again." in form.text
        assert "The claim is safe" in form.text
        assert form.buttons() == ["Download Certificate", "Close"]
        form.backend.file = None
        await form.press("enter")
        form.backend.file = Saved(Path("/tmp/[/x].pdf"))
        await form.press("enter")
        assert "/tmp/[/x].pdf" in form.text
        assert "disk" not in form.text


async def test_certificates_kept_elsewhere_or_nowhere() -> None:
    rule = CertificateRule(CertificateKind.EXTERNAL, "https://example.org/[@click=app.quit]c", "Sign in there.")
    async with claiming(view_of(certificate=rule)) as form:
        await form.press("enter", "enter")
        assert "Sign in there." in form.text
        assert rule.url in form.text
        assert form.buttons() == ["Copy", "Close"]
        await form.press("c")
        assert form.backend.copied == rule.url
    async with claiming(view_of(certificate=CertificateRule(CertificateKind.NONE))) as form:
        await form.press("enter", "enter")
        assert "gives no certificate" in form.text
        assert form.buttons() == ["Close"]
        await form.press("enter")
        assert len(form.app.results) == 1


# Looks


async def test_hostile_text_in_every_step() -> None:
    rule = CertificateRule(CertificateKind.EXTERNAL, HOSTILE, HOSTILE)
    view = view_of(title=HOSTILE, attestation=HOSTILE, partial=PartialRule(), certificate=rule, acronym="[/x]")
    view = replace(view, organization=replace(view.organization, name=HOSTILE))
    async with claiming(view, {"attestation": "agreed"}, name=HOSTILE) as form:
        for keys in ("ctrl+s", "ctrl+s", "enter", "enter"):
            assert "[/x] [@click=app.quit]go[/]" in form.text
            assert not any(char in form.text for char in "\x1b\x07\x9b\u202e")
            await form.press(keys)
        assert "✓ Claimed" in form.text
        for y, line in enumerate(form.text.splitlines()):
            if "]go[" in line:
                await form.pilot.click(offset=(line.index("]go[") + 1, y))
        assert form.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_every_step_fits_the_screen(size: tuple[int, int]) -> None:
    texts = [replace(SPECIALTY, id=str(n)) for n in range(2)]
    view = view_of(*texts, attestation="I took part. " * 20, partial=PartialRule(), title="Difficult Airway " * 12)
    answers = {**{str(n): "x" for n in range(2)}, "attestation": "agreed"}
    async with claiming(view, answers, size=size) as form:
        screen = form.app.screen.region
        for step in ("save", "continue", "claim", "download"):
            seen = []
            while (focused := form.app.focused) is not None and focused not in seen:
                seen.append(focused)
                assert screen.contains_region(focused.region)
                hint = form.app.screen.query_one(".claim-hint", Static)
                assert str(hint.render()) in form.text
                await form.press("tab")
            labels = form.buttons()
            assert len(labels) >= 2
            for button in form.app.screen.query(".step-button").results(Button):
                assert not visible(button) or (screen.contains_region(button.region) and button.region.height == 1)
            assert all(label in form.text for label in labels)
            await form.click(step)
        # What does not fit is reached by scrolling, also from a button.
        body = form.app.screen.query(".claim-body").last()
        await form.press(*["pagedown"] * 5)
        assert body.scroll_offset.y == body.max_scroll_y
