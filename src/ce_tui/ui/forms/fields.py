"""One question on the screen: its text, what answers it, and what is wrong with the answer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from ce_tui.credit.questions import (
    AGREED,
    NOT_APPLICABLE,
    OTHER,
    Answer,
    Option,
    Problem,
    Question,
    QuestionKind,
    problems,
)
from ce_tui.credit.text import clean
from ce_tui.ui.drawing.layout import MUTED, whole
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.forms.inputs import LongText, TextInput
from ce_tui.ui.forms.marks import Marks

LONG_LIST = 12
"""More options than this scroll in a window of their own."""

_OWN_WORDS = Option(OTHER, "Other")


class Field(Vertical):
    """A question with what answers it. `answer` is always what the screen shows."""

    class Changed(Message):
        """The answer changed."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, question: Question) -> None:
        super().__init__(classes="field")
        self.question = question
        self.faulty = False
        self._heading = question.text
        self._alone = replace(question, shown_if=None)
        self._message: Static | None = None

    @property
    @abstractmethod
    def answer(self) -> Answer:
        """The answer as given; empty when there is none."""

    @abstractmethod
    def controls(self) -> ComposeResult:
        """What answers the question, in the order of the focus."""

    def compose(self) -> ComposeResult:
        if head := self.head():
            yield Static(head, classes="field-head")
        yield from self.controls()

    def head(self) -> Content:
        """The question's text, a star if it must be answered, and its help below."""
        question = self.question
        star = Content.styled(" *", "bold $text-error") if question.required else Content("")
        text = Content.assemble(whole(self._heading), star)
        return Content.assemble(text, "\n", whole(question.help).stylize(MUTED)) if question.help else text

    def check(self) -> list[Problem]:
        """What is wrong with the answer now, said below the field."""
        found = problems([self._alone], {self.question.id: self.answer})
        self.show(found)
        return found

    def show(self, found: Sequence[Problem]) -> None:
        """Say what is wrong below the field, or nothing."""
        self.faulty = bool(found)
        self.set_class(self.faulty, "-faulty")
        text = self.sentence(found) if found else ""
        if self._message is None:
            if not text:
                return
            self._message = Static(plain(text), classes="field-message")
            self.mount(self._message)
        else:
            self._message.update(plain(text))
        self._message.display = self.faulty

    def sentence(self, found: Sequence[Problem]) -> str:
        """The problems of this question in one line."""
        return "! " + " ".join(problem.message for problem in found)

    def focus_on(self, problem: Problem | None = None) -> None:
        """Focus what answers the question, or the part of it that a problem is about."""
        next(widget for widget in self.query("*") if widget.focusable).focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Marks.Changed)
    def _answered(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed(self))

    @on(Input.Submitted)
    @on(Input.Blurred)
    @on(TextArea.SelectionChanged)
    def _keep_inside(self, event: Message) -> None:
        event.stop()


class NoteField(Field):
    """A heading or explanation: nothing to answer."""

    @property
    def answer(self) -> Answer:
        return ""

    def controls(self) -> ComposeResult:
        yield from ()

    def head(self) -> Content:
        text = whole(self.question.text)
        if not self.question.help:
            return text
        return Content.assemble(text.stylize("bold"), "\n", whole(self.question.help))


class TextField(Field):
    """A short text, number, date or e-mail address."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        example = {QuestionKind.DATE: "year-month-day", QuestionKind.EMAIL: "name@example.org"}
        self.input = TextInput(answer if isinstance(answer, str) else "", example.get(question.kind, ""))
        self.input.set_class(question.kind in (QuestionKind.NUMBER, QuestionKind.DATE), "-short")
        if question.kind is QuestionKind.NUMBER:
            self.input.placeholder = _range(question)

    @property
    def answer(self) -> Answer:
        return self.input.value

    def controls(self) -> ComposeResult:
        yield self.input


class LongTextField(Field):
    """A text of several lines."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        self._area = LongText(answer if isinstance(answer, str) else "")

    @property
    def answer(self) -> Answer:
        return self._area.text

    def controls(self) -> ComposeResult:
        yield self._area


class ChoiceField(Field):
    """One or several of the options, perhaps in one's own words, or a rating."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        kind = question.kind
        several = kind is QuestionKind.MULTIPLE
        values = [answer] if isinstance(answer, str) else list(answer) if isinstance(answer, list) else []
        words = next((value.removeprefix(OTHER) for value in values if value.startswith(OTHER)), None)
        options = _scale(question) if kind is QuestionKind.RATING else list(question.options)
        if question.other:
            options.append(_OWN_WORDS)
        picked = [OTHER if value.startswith(OTHER) else value for value in values]
        self.marks = Marks(
            options,
            {"": picked if several else picked[:1]},
            several=several,
            flow=kind is QuestionKind.RATING,
            clear=several or not question.required,
        )
        self.words = TextInput(words or "", "In your own words") if question.other else None
        if self.words is not None:
            self.words.add_class("-own-words")
            self.words.display = words is not None

    @property
    def answer(self) -> Answer:
        values = [
            OTHER + self.words.value if value == OTHER and self.words is not None else value
            for value in self.marks.picked[""]
        ]
        if self.question.kind is QuestionKind.MULTIPLE:
            return values
        return values[0] if values else ""

    def controls(self) -> ComposeResult:
        if len(self.marks.options) > LONG_LIST:
            with VerticalScroll(can_focus=False, classes="field-window"):
                yield self.marks
        else:
            yield self.marks
        if self.words is not None:
            yield self.words

    @on(Marks.Changed)
    def _own_words(self) -> None:
        if self.words is not None:
            self.words.display = OTHER in self.marks.picked[""]

    def focus_on(self, problem: Problem | None = None) -> None:
        own = self.words is not None and problem is not None and problem.field == "other"
        (self.words if own and self.words else self.marks).focus()


class YesNoField(Field):
    """Yes or no, with an explanation where the answer asks for one."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        given = answer if isinstance(answer, dict) else {"answer": answer if isinstance(answer, str) else ""}
        options = (Option("yes", "Yes"), Option("no", "No"))
        picked = {"": [given.get("answer", "")]}
        self.marks = Marks(options, picked, flow=True, clear=not question.required)
        self._area: LongText | None = None
        if question.explain_if:
            self._area = LongText(given.get("explain", ""), f"Please explain “{question.explain_if}”")
            self._area.display = self.marks.picked[""] == [question.explain_if]

    @property
    def answer(self) -> Answer:
        value = "".join(self.marks.picked[""])
        if not value or self._area is None:
            return value
        return {"answer": value, "explain": self._area.text} if self._area.display else {"answer": value}

    def controls(self) -> ComposeResult:
        yield self.marks
        if self._area is not None:
            yield self._area

    @on(Marks.Changed)
    def _explanation(self) -> None:
        if self._area is not None:
            self._area.display = self.marks.picked[""] == [self.question.explain_if]

    def focus_on(self, problem: Problem | None = None) -> None:
        explain = self._area is not None and problem is not None and problem.field == "explain"
        (self._area if explain and self._area else self.marks).focus()


class MatrixField(Field):
    """The same scale for every row."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        picked = {row: [value] for row, value in answer.items()} if isinstance(answer, dict) else {}
        self.marks = Marks(_scale(question), picked, rows=question.rows, clear=not question.required)

    @property
    def answer(self) -> Answer:
        return {row: values[0] for row, values in self.marks.picked.items() if values}

    def controls(self) -> ComposeResult:
        yield self.marks

    def show(self, found: Sequence[Problem]) -> None:
        self.marks.wrong = frozenset(problem.field for problem in found)
        super().show(found)

    def sentence(self, found: Sequence[Problem]) -> str:
        if len(found) == 1:
            return super().sentence(found)
        return f"! Please rate the {len(found)} lines marked with an exclamation mark."

    def focus_on(self, problem: Problem | None = None) -> None:
        if problem is not None:
            self.marks.stand_on(problem.field)
        self.marks.focus()


class Consent(Marks):
    """The box of a statement. Enter never ticks it: a second Enter, pressed in haste, must not attest anything."""

    def action_pick_or_go_on(self) -> None:
        if self.picked[""]:
            self.screen.focus_next()


class AttestationField(Field):
    """A statement to tick."""

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__(question)
        self._heading = "Please read, and tick with Space if it is so."
        self.marks = Consent([Option(AGREED, question.text)], {"": [answer] if answer == AGREED else []}, several=True)

    @property
    def answer(self) -> Answer:
        return "".join(self.marks.picked[""])

    def controls(self) -> ComposeResult:
        yield self.marks


def field_for(question: Question, answer: Answer = "") -> Field:
    """The field of that question, holding an answer given before."""
    match question.kind:
        case QuestionKind.NOTE:
            return NoteField(question)
        case QuestionKind.LONG_TEXT:
            return LongTextField(question, answer)
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE | QuestionKind.RATING:
            return ChoiceField(question, answer)
        case QuestionKind.YES_NO:
            return YesNoField(question, answer)
        case QuestionKind.MATRIX:
            return MatrixField(question, answer) if question.rows else NoteField(question)
        case QuestionKind.ATTESTATION:
            return AttestationField(question, answer)
        case _:
            return TextField(question, answer)


def _scale(question: Question) -> list[Option]:
    """The options of a scale with the digit that picks each, unless they begin with digits already."""
    options = list(question.options)
    if len(options) < 10 and not all(clean(option.label)[:1].isdecimal() for option in options):
        options = [replace(option, label=f"{at} {option.label}") for at, option in enumerate(options, 1)]
    return [*options, Option(NOT_APPLICABLE, "N/A")] if question.na else options


def _range(question: Question) -> str:
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} or more"
    return f"{high} or less" if high is not None else ""
