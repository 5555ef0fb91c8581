"""The claim: questions, hours, confirmation and certificate, as one modal of several steps."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Static
from textual.worker import Worker

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.claims import Claimed, NotClaimed, WouldClaim
from ce_tui.credit.model import Claim
from ce_tui.credit.questions import Answer, Answers
from ce_tui.credit.standing import CreditView, form
from ce_tui.credit.words import plural
from ce_tui.ui.drawing.layout import whole
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.forms.questions import QuestionForm
from ce_tui.ui.forms.reveal import reveal
from ce_tui.ui.forms.sentences import left_after
from ce_tui.ui.forms.steps import Confirm, Finished, FormStep, Hours, StepButton
from ce_tui.ui.keys import Hinted, with_keys
from ce_tui.ui.leaving import leave
from ce_tui.ui.saving import NotSaved, Saved
from ce_tui.ui.styles import STYLES

SOON = 0.4
"""Seconds after the last change until the draft is saved."""


class ClaimBackend(Protocol):
    """What a claim needs from outside."""

    async def save_draft(self, answers: Answers) -> None:
        """Keep the answers as given."""

    async def claim(self, amount: Amount, name: str, answers: Answers) -> Claimed | NotClaimed | WouldClaim:
        """Claim, or say why not. The same claim twice is one claim."""

    async def save(self, claim: Claim) -> Saved | NotSaved | None:
        """Save the certificate; None if it is handed over in another way."""

    def copy(self, text: str) -> str:
        """Copy, and return what to tell of it."""


@dataclass(frozen=True, slots=True)
class ClaimStart:
    """What a claim begins with: the credit, answers given before, a proposed name; whether it is only looked at; the
    learner's profession.
    """

    view: CreditView
    answers: Answers
    name: str
    browse: bool = False
    profession: str = ""


class Questions(FormStep):
    """The questions of the claim and its attestation."""

    hints = ("{continue} continue · Esc close, answers are kept", "{continue} continue · Esc close", "Esc close")

    def __init__(self, view: CreditView, answers: Answers) -> None:
        super().__init__("Questions", "claim-questions")
        self.form = QuestionForm(form(view.credit), answers)

    def body(self) -> Widget:
        return self.form

    def buttons(self) -> ComposeResult:
        yield StepButton("Save & Continue", "claim-save", primary=True)
        yield StepButton("Close", "claim-close")

    def start(self) -> None:
        next(widget for widget in self.screen.focus_chain if self in widget.ancestors).focus()


class ClaimScreen(ModalScreen[Claim | None]):
    """One claim from its first question to its certificate; the result is the claim, or None if none was made.

    Answers are kept through the backend soon after each change, on leaving a question or a step, and on closing.
    """

    CSS_PATH = STYLES / "forms.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close; answers are kept", show=False),
        Binding("ctrl+s", "go_on", "Continue", show=False, id="continue"),
        Binding("c", "copy", "Copy the number, or where it was saved", show=False, id="copy"),
        Binding("up", "scroll(-1)", "Scroll up", show=False),
        Binding("down", "scroll(1)", "Scroll down", show=False),
        Binding("pageup", "scroll(-8)", "Scroll up", show=False),
        Binding("pagedown", "scroll(8)", "Scroll down", show=False),
    ]
    box = getters.query_one(".claim-box", Vertical)
    heading_line = getters.query_one(".claim-heading", Static)
    message = getters.query_one(".claim-message", Static)
    hint_line = getters.query_one(".claim-hint", Static)

    def __init__(self, start: ClaimStart, backend: ClaimBackend) -> None:
        super().__init__(classes="claim")
        self._view, self._backend, self._name_given = start.view, backend, start.name
        self._profession = start.profession
        self._browse = "BROWSE · " if start.browse else ""
        self._amount = (start.view.choices or (NOTHING,))[-1]
        questions = [Questions(start.view, start.answers)] if form(start.view.credit) else []
        hours = [Hours(start.view, back=bool(questions))] if _has_choice(start.view) else []
        self._before: list[FormStep] = [*questions, *hours]
        """The steps before the confirmation, which is made anew for each amount."""
        self._answers: Mapping[str, Answer] = questions[0].form.answers if questions else {}
        self._saved = dict(self._answers)
        self._saving = Lock()
        self._soon: Timer | None = None
        self._at_work = False
        self._said: tuple[str, ...] = ()
        self._step = self._before[0] if self._before else self._confirmation()

    def compose(self) -> ComposeResult:
        with Vertical(classes="claim-box -tall" if isinstance(self._step, Questions) else "claim-box"):
            yield Static(self._heading(), classes="claim-heading")
            yield Static(whole(self._view.credit.title), classes="claim-title")
            yield self._step
            message = Static(classes="claim-message")
            message.display = False
            yield message
            yield Static(classes="claim-hint")

    def on_mount(self) -> None:
        self.call_after_refresh(self._start)  # the fields are there only then

    def _start(self) -> None:
        if self.is_current:  # not closed as soon as it was opened
            self._step.start()

    async def on_unmount(self) -> None:
        # The app may end while a change is not saved yet.
        if not isinstance(self._step, Finished):
            await self._keep()

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        # The form scrolls by itself: at once, and to the question rather than to the middle of its field.
        super().set_focus(widget, False, from_app_focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if not any(isinstance(node, QuestionForm) for node in event.widget.ancestors):
            reveal(event.widget)
        self._hint(event.widget)

    # Steps

    def _confirmation(self) -> Confirm:
        return Confirm(self._view, self._amount, self._name_given, self._profession, back=bool(self._before))

    async def _go_to(self, step: FormStep) -> None:
        last, self._step = self._step, step
        self.box.set_class(isinstance(step, Questions), "-tall")
        if isinstance(last, Confirm):
            self._name_given = last.input.value
            last.remove()
        else:
            last.display = False
        if step.is_attached:
            step.display = True
        else:
            await self.box.mount(step, before=self.message)
        self._say()
        self.heading_line.update(self._heading(), layout=False)
        step.start()

    def _heading(self) -> Content:
        count = len(self._before) + 1
        at = self._before.index(self._step) + 1 if self._step in self._before else count
        where = f" · step {at} of {count}" if count > 1 and not isinstance(self._step, Finished) else ""
        return plain(f"{self._browse}Claim {self._view.organization.acronym} · {self._step.heading}{where}")

    async def _go_on_from(self, step: FormStep) -> None:
        at = self._before.index(step) + 1
        await self._go_to(self._before[at] if at < len(self._before) else self._confirmation())

    async def action_go_on(self) -> None:
        step = self._step
        if isinstance(step, Questions):
            self._keep_now()
            wrong = step.form.check()
            if wrong:
                self._say(*_another_look(wrong))
            elif not self._view.choices:
                self._say("! There is nothing to claim now. Your answers are kept.")
            else:
                await self._go_on_from(step)
        elif isinstance(step, Hours) and (amount := step.check()) is not None:
            self._amount = amount
            await self._go_on_from(step)

    async def _go_back(self) -> None:
        at = self._before.index(self._step) if self._step in self._before else len(self._before)
        await self._go_to(self._before[at - 1])

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        # A second press may arrive when the step it was meant for is over.
        if self._at_work or self._step not in event.button.ancestors:
            return
        match event.button.id:
            case "claim-save" | "claim-continue":
                await self.action_go_on()
            case "claim-back":
                await self._go_back()
            case "claim-claim":
                self._start_claim()
            case "claim-download":
                self._start_download()
            case "claim-copy":
                self.action_copy()
            case "claim-close":
                self.action_close()

    # What goes through the backend

    @on(QuestionForm.Changed)
    def _changed(self, event: QuestionForm.Changed) -> None:
        event.stop()
        if self._said and isinstance(self._step, Questions):
            self._say(*_another_look(self._step.form.faulty))
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SOON, self._keep_now)

    @on(QuestionForm.Left)
    def _left(self, event: QuestionForm.Left) -> None:
        event.stop()
        self._keep_now()

    def _keep_now(self) -> None:
        if self._answers != self._saved:
            _: Worker[None] = self.run_worker(self._keep, group="draft")

    async def _keep(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        async with self._saving:
            answers = dict(self._answers)
            if answers != self._saved:
                await self._backend.save_draft(answers)
                self._saved = answers

    def _start_claim(self) -> None:
        step = self._step
        if isinstance(step, Confirm) and (name := step.check()) is not None:
            self._run(step, "Claiming …", partial(self._claim, name))

    async def _claim(self, name: str) -> None:
        await self._keep()
        match await self._backend.claim(self._amount, name, dict(self._answers)):
            case Claimed(claim):
                await self._go_to(Finished(claim))
            case WouldClaim(sentence):
                self._say(sentence)
            case NotClaimed(reasons):
                self._say(*(f"! {sentence}" for sentence in reasons))

    def _start_download(self) -> None:
        step = self._step
        if isinstance(step, Finished):
            self._run(step, "Writing the certificate …", partial(self._download, step))

    async def _download(self, step: Finished) -> None:
        match await self._backend.save(step.claim):
            case Saved(path):
                step.downloaded(str(path))
            case NotSaved(sentence):
                step.failed(sentence)

    def _run(self, step: FormStep, message: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run what takes a moment, with the buttons of the step blocked."""
        self._at_work = True
        focused = self.focused
        step.busy(True)
        self._say(message)

        async def run() -> None:
            try:
                await work()
            finally:
                self._at_work = False
                if self._step is step and self.is_attached:
                    step.busy(False)
                    if self._said == (message,):
                        self._say()
                    self.set_focus(focused)

        _: Worker[None] = self.run_worker(run, group="claim")

    # Keys

    def action_close(self) -> None:
        if self._at_work:
            return
        if isinstance(self._step, Finished):
            leave(self, self._step.claim)
        else:
            self._at_work = True
            _: Worker[None] = self.run_worker(self._close, group="close")

    async def _close(self) -> None:
        await self._keep()
        self._at_work = False  # something may have been opened on top meanwhile: then the form stays
        leave(self)

    def action_copy(self) -> None:
        if isinstance(self._step, Finished) and self._step.copied:
            self._say(self._backend.copy(self._step.copied))

    def action_scroll(self, lines: int) -> None:
        for body in self._step.children[:1]:  # none of them is there yet when the form has just been opened
            if isinstance(body, VerticalScroll):
                body.scroll_relative(y=lines, animate=False)

    def _say(self, *sentences: str) -> None:
        self._said = sentences
        message = self.message
        message.update(Content("\n").join(map(plain, sentences)))
        message.display = bool(sentences)

    def _hint(self, widget: Widget) -> None:
        own = widget.hint if isinstance(widget, Hinted) else "Tab next"
        shorter = own.partition(" · ")[0]
        hints = [f"{keys} · {with_keys(self.app, general)}" for keys in (own, shorter) for general in self._step.hints]
        line = self.hint_line
        fitting = [hint for hint in hints if len(hint) <= line.content_size.width]
        line.update(plain((fitting or hints[-1:])[0]), layout=False)


def _has_choice(view: CreditView) -> bool:
    """Whether there is more to choose than all that is left or nothing."""
    return len(view.choices) > 1 or any(left_after(view, amount) for amount in view.choices)


def _another_look(count: int) -> list[str]:
    if not count:
        return []
    return [f"! {plural(count, 'answer needs', 'answers need')} another look."]
