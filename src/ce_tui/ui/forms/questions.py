"""The body of a form: its questions in order, the answers so far, and which questions apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ce_tui.credit.questions import Answer, Answers, Question, problems, visible
from ce_tui.ui.forms.fields import Field, field_for
from ce_tui.ui.forms.marks import Marks
from ce_tui.ui.forms.reveal import reveal


class QuestionForm(VerticalScroll, can_focus=False):
    """Questions to be answered. `answers` is what the screen holds, also for questions that do not apply now."""

    class Changed(Message):
        """An answer changed."""

    class Left(Message):
        """The focus left a question."""

    def __init__(self, questions: Sequence[Question], answers: Answers) -> None:
        super().__init__(classes="question-form")
        self._questions = tuple(questions)
        self._fields: Mapping[str, Field] = {
            question.id: field_for(question, answers.get(question.id, "")) for question in questions
        }
        self._conditional = any(question.shown_if for question in questions)
        self.answers: dict[str, Answer] = {id: field.answer for id, field in self._fields.items() if field.answer}
        self._show_what_applies()

    def compose(self) -> ComposeResult:
        if any(question.required for question in self._questions):
            yield Static(Content("Questions marked * must be answered."), classes="question-legend")
        yield from self._fields.values()

    @property
    def faulty(self) -> int:
        """How many fields say that something is wrong."""
        return sum(field.faulty and field.display for field in self._fields.values())

    def check(self) -> int:
        """Say under each field what is wrong, focus the first, and return how many fields have problems."""
        found = problems(self._questions, self.answers)
        wrong = []
        for id, field in self._fields.items():
            own = [problem for problem in found if problem.question == id]
            field.show(own)
            if own:
                wrong.append((field, own[0]))
        if wrong:
            field, problem = wrong[0]
            field.focus_on(problem)
            reveal_focus(field)  # it may have had the focus already
        return len(wrong)

    @on(Field.Changed)
    def _answered(self, event: Field.Changed) -> None:
        event.stop()
        field = event.field
        if field.answer:
            self.answers[field.question.id] = field.answer
        else:
            self.answers.pop(field.question.id, None)
        if self._conditional:
            self._show_what_applies()
        if field.faulty:
            field.check()
        self.post_message(self.Changed())

    def _show_what_applies(self) -> None:
        shown = {question.id for question in visible(self._questions, self.answers)}
        for id, field in self._fields.items():
            field.display = id in shown

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        field = _field_of(event.widget)
        if field is not None:
            reveal_focus(field)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        field, focused = _field_of(event.widget), self.screen.focused
        if field is None or (focused is not None and field in focused.ancestors):
            return
        # Somebody who only walks past an empty question is not told so before the end.
        if field.answer:
            field.check()
        self.post_message(self.Left())

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        # A screen would center what gets the focus, slowly and after the form has brought it into view by itself.
        return Offset() if options.get("center") else super().scroll_to_region(region, **options)

    def on_mount(self) -> None:
        # A message or a question that comes or goes must not push what has the focus out of view.
        self.watch(self, "virtual_size", self._heights_changed, init=False)

    def on_resize(self) -> None:
        self._heights_changed()

    def _heights_changed(self) -> None:
        self.call_later(self._reveal_again)

    def _reveal_again(self) -> None:
        focused = self.screen.focused
        field = _field_of(focused) if focused is not None else None
        if field is not None:
            reveal_focus(field)


def _field_of(widget: Widget) -> Field | None:
    return next((node for node in widget.ancestors if isinstance(node, Field)), None)


def reveal_focus(field: Widget) -> None:
    """Bring the whole field into view if there is room, in any case the part of it that has the focus."""
    focused = field.screen.focused
    if focused is None or field not in focused.ancestors:
        reveal(field)
    else:
        reveal(focused, focused.cursor_region() if isinstance(focused, Marks) else None, field)
