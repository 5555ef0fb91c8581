"""A quiz: its questions, kept as they are answered and graded when they are handed in; then what is said of it."""

from asyncio import Lock
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button

from ce_tui.credit import model
from ce_tui.credit.questions import Answers, Question, given
from ce_tui.credit.quiz import Attempt, Remark, arranged, may_try, next_try, remarks, result
from ce_tui.credit.standing import CreditView
from ce_tui.store import StoreError
from ce_tui.store.results import Sitting
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.layout import hang, whole
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.forms.questions import QuestionForm
from ce_tui.ui.pages.content import ContentPage
from ce_tui.ui.styles import STYLES

LOOK_SECONDS = 1.0
"""How often the page looks whether the next attempt may be made."""
SOON = 1.0
"""Answers are kept so many seconds after the last change, when a question is left, and on leaving."""


class QuizPage(ContentPage):
    """The attempt at a quiz that is being made, or the last one that was."""

    CSS_PATH = [STYLES / "pages.tcss", STYLES / "forms.tcss"]
    AUTO_FOCUS = ""  # there is something to focus once it is known what is shown
    HINTS = (("Ctrl+S", "hand in", "screen.hand_in"),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "hand_in", "Hand in", priority=True, id="hand_in")]
    area = getters.query_one("#quiz", Vertical)
    hand_in_button = getters.query_one("#hand-in", Button)
    again_button = getters.query_one("#again", Button)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__(view, content)
        self._of = (self.view.key, self.content.id)
        self._form: QuestionForm | None = None
        self._sitting: Sitting | None = None
        self._last: Attempt | None = None
        self._saved: Answers = {}
        self._saving = Lock()
        self._soon: Timer | None = None
        self._again_at: datetime | None = None

    def on_mount(self) -> None:  # in addition to the one of ContentPage
        self.set_interval(LOOK_SECONDS, self._look)

    async def _look(self) -> None:
        if self._again_at is not None and self.app.clock() >= self._again_at:
            await self.reload()

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        # The form scrolls by itself: to the question rather than to the middle of its field.
        super().set_focus(widget, False, from_app_focus)

    def work_area(self) -> ComposeResult:
        yield Vertical(id="quiz")
        with Horizontal(classes="page-work"):
            yield Button("Hand in", id="hand-in", variant="primary", compact=True, disabled=True)
            yield Button("Try again", id="again", variant="primary", compact=True, disabled=True)

    async def reload(self) -> None:
        await super().reload()
        of = (self.app.learner.key, *self._of)
        found = await self.app.door.ask(lambda store: (store.quizzes.attempts(*of), store.quizzes.sitting(*of)))
        if found is None:
            return
        attempts, running = found
        reason = may_try(self.content, attempts, self.app.clock())
        if not reason and (running or not attempts):
            await self._begin_attempt()
        elif attempts:
            await self._review(attempts, reason)

    @on(Button.Pressed, "#again")
    @work(group="again")
    async def _again(self) -> None:
        await self._begin_attempt()

    async def _begin_attempt(self) -> None:
        """Show the questions of the attempt that has begun, or of a new one."""
        learner, of, now = self.app.learner.key, self._of, self.app.clock()
        sitting = await self.app.door.ask(lambda store: store.quizzes.start(learner, *of, now))
        if sitting is None or (self._sitting is not None and sitting.id == self._sitting.id):
            return
        self._sitting, self._last, self._again_at = sitting, None, None
        self._form = form = QuestionForm(arranged(self.content, sitting.seed), sitting.answers)
        self._saved = dict(form.answers)
        await self._show(form)
        self._buttons(hand_in=True)
        kept = "Your answers were kept. " if sitting.answers else ""
        self.say(f"{kept}{self.content.pass_mark / 10:g} % must be right.")
        self.set_focus(next((widget for widget in form.query("*") if widget.focusable), None))

    async def _review(self, attempts: tuple[Attempt, ...], reason: str) -> None:
        """Show the last attempt as it was, with what the quiz says of it."""
        last = attempts[-1]
        self._again_at = next_try(self.content, attempts) if reason else None
        if self._again_at is not None and self._again_at <= self.app.clock():
            self._again_at = None  # it is not the time that is missing
        if last != self._last:
            self._form, self._sitting, self._last = None, None, last
            shown = Fluid("review")
            body = VerticalScroll(shown, classes="page-body")
            await self._show(body)
            shown.show(lambda width: review(self.content, last, width))
            self.set_focus(body)
        self._buttons(again=not reason)
        if not reason:
            self.set_focus(self.again_button)
        self.say(f"{'✓ ' if last.passed else ''}{result(self.content, last)} {'' if last.passed else reason}")

    async def _show(self, widget: Widget) -> None:
        await self.area.remove_children()
        await self.area.mount(widget)

    def _buttons(self, *, hand_in: bool = False, again: bool = False) -> None:
        for button, shown in ((self.hand_in_button, hand_in), (self.again_button, again)):
            button.display, button.disabled = shown, not shown

    @on(QuestionForm.Changed)
    def _changed(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SOON, self._keep)

    @on(QuestionForm.Left)
    async def _keep(self) -> None:
        """Keep the answers so far."""
        async with self._saving:
            if self._form is None or self._sitting is None or self._form.answers == self._saved:
                return
            answers = dict(self._form.answers)
            with suppress(StoreError):  # what cannot be kept now is kept with the next answer, or handed in
                learner, of, id = self.app.learner.key, self._of, self._sitting.id
                await self.app.door.ask_raw(lambda store: store.quizzes.save(learner, *of, id, answers))
                self._saved = answers

    async def action_back(self) -> None:
        """Leave, with every answer kept."""
        await self._keep()
        await super().action_back()

    async def on_unmount(self) -> None:
        await self._keep()  # the app may end while this page is open

    @on(Button.Pressed, "#hand-in")
    def action_hand_in(self) -> None:
        button = self.hand_in_button
        form, sitting = self._form, self._sitting
        if form is not None and sitting is not None and not button.disabled and form.check() == 0:
            button.disabled = True  # a second press would be another attempt
            self._hand_in(form, sitting)

    @work(group="hand-in")
    async def _hand_in(self, form: QuestionForm, sitting: Sitting) -> None:
        try:
            learner, of, answers, now = self.app.learner.key, self._of, dict(form.answers), self.app.clock()
            await self.app.door.ask_raw(lambda store: store.quizzes.hand_in(learner, *of, answers, now, sitting.id))
        except StoreError as error:
            self._buttons(hand_in=True)
            await self.reload()
            self.say(str(error), problem=True)
            return
        await self.reload()
        await self.app.changed_below(self)


def review(quiz: model.Content, attempt: Attempt, width: int) -> Content:
    """An attempt as it was asked and answered, each question with what the quiz tells of it."""
    return Content("\n").join(line for remark in remarks(quiz, attempt) for line in _remark(remark, attempt, width))


def _remark(remark: Remark, attempt: Attempt, width: int) -> list[Content]:
    question = remark.question
    if remark.mark is None:
        mark = Content("")
    elif remark.mark == 1:
        mark = Content.styled("✓ right   ", "$text-success")
    else:
        mark = Content.styled("◐ partly  " if remark.mark else "✗ wrong   ", "$text-error")
    answer = ", ".join(_labels(question, given(attempt.answers, question.id))) or "none"
    lines = hang(mark, whole(question.text).stylize("bold"), width) + hang("  ", plain(f"Your answer: {answer}"), width)
    if remark.explanation:
        lines += hang("  ", whole(remark.explanation), width)
    return [*lines, Content("")]


def _labels(question: Question, values: list[str]) -> list[str]:
    known = {option.id: option.label for option in question.options}
    return [known.get(value, value) for value in values]
