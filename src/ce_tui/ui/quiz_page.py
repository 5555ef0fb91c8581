"""A quiz: its questions, graded when they are handed in; every attempt is kept."""

from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button

from ce_tui.credit.model import Content as Material
from ce_tui.credit.quiz import may_try, next_try
from ce_tui.credit.standing import CreditView
from ce_tui.store import Store, StoreError
from ce_tui.ui.content_page import ContentPage
from ce_tui.ui.forms.questions import QuestionForm

LOOK_SECONDS = 1.0
"""How often the page looks whether the next attempt may be made."""


class QuizPage(ContentPage):
    """The questions of a quiz and what the attempts came to."""

    CSS_PATH = ["pages.tcss", "forms/forms.tcss"]
    AUTO_FOCUS = "QuestionForm *"
    HINTS = (("Ctrl+S", "hand in", "screen.hand_in"),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "hand_in", "Hand in", priority=True)]

    def __init__(self, view: CreditView, material: Material) -> None:
        super().__init__(view, material)
        self._form = QuestionForm(material.questions, {})
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
        yield self._form
        with Horizontal(classes="page-work"):
            yield Button("Hand in", id="hand-in", variant="primary", compact=True)

    async def reload(self) -> None:
        await super().reload()
        attempts = await self.app.door.ask(Store.attempts, self.app.learner.key, self.view.key, self.material.id)
        if attempts is None:
            return
        last = f"Last attempt: {attempts[-1].right} of {attempts[-1].of} right. " if attempts else ""
        reason = may_try(self.material, attempts, self.app.clock())
        needed = f"{self.material.pass_mark / 10:g} % must be right."
        self._again_at = next_try(self.material, attempts) if attempts and reason else None
        if self._again_at is not None and self._again_at <= self.app.clock():
            self._again_at = None  # it is not the time that is missing
        self.query_one("#hand-in", Button).disabled = bool(reason)
        self.say(f"{last}{reason or needed}")

    @on(Button.Pressed, "#hand-in")
    def action_hand_in(self) -> None:
        button = self.query_one("#hand-in", Button)
        if not button.disabled and self._form.check() == 0:
            button.disabled = True  # a second press would be another attempt
            self._hand_in()

    @work(group="hand-in")
    async def _hand_in(self) -> None:
        try:
            attempt = await self.app.door.ask_raw(
                Store.answer_quiz, self.app.learner.key, self.view.key, self.material.id, self._form.answers,
                self.app.clock(),
            )  # fmt: skip
        except StoreError as error:
            await self.reload()
            self.say(str(error), problem=True)
            return
        await self.reload()
        if attempt.passed:
            self.say(f"✓ Passed: {attempt.right} of {attempt.of} right.")
        await self.app.changed_below(self)
