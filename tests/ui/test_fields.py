"""Every kind of question can be answered by keyboard and by mouse, says what is wrong, and hides nothing."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import ScrollableContainer
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from ce_tui.credit.questions import Answer, Answers, Condition, Option, Question, QuestionKind
from ce_tui.ui.forms.fields import Field
from ce_tui.ui.forms.inputs import LongText, TextInput
from ce_tui.ui.forms.marks import Marks
from ce_tui.ui.forms.questions import QuestionForm
from ce_tui.ui.styles import STYLES

K = QuestionKind
LETTERS = tuple(Option(name[0].lower(), name) for name in ("Alpha", "Beta", "Gamma"))
SCALE = tuple(Option(str(n), word) for n, word in enumerate(("Poor", "Fair", "Good", "Very good", "Excellent"), 1))
ROWS = (Option("ada", "Ada Lovelace"), Option("bo", "Bo Diddley, Professor of Physiology at Northwind"))
HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]52;c;eA==\x07\x9b2J a\u202eb"
SEEN = "[/x] [@click=app.quit]go[/]"

SINGLE = Question("s", K.SINGLE, "One?", options=LETTERS, other=True, required=True)
MULTIPLE = Question("m", K.MULTIPLE, "Some?", options=LETTERS, other=True, max_choices=2)
RATING = Question("r", K.RATING, "How good?", options=SCALE, na=True)
YES_NO = Question("y", K.YES_NO, "Any bias?", explain_if="yes", required=True)
MATRIX = Question("x", K.MATRIX, "The speakers?", options=SCALE, na=True, rows=ROWS, required=True)
AGREE = Question("a", K.ATTESTATION, "I attest that " + "all of this is true and " * 30 + "so on.", required=True)


class Host(App[None]):
    CSS_PATH = STYLES / "forms.tcss"

    def __init__(self, questions: Sequence[Question], answers: Answers) -> None:
        super().__init__()
        self._questions, self._given = questions, answers
        self.leaked: list[Message] = []

    def compose(self) -> ComposeResult:
        self.form = QuestionForm(self._questions, self._given)
        yield self.form
        yield Button("Done", id="done")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.leaked.append(event)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.leaked.append(event)

    def on_marks_changed(self, event: Marks.Changed) -> None:
        self.leaked.append(event)


@asynccontextmanager
async def asked(
    *questions: Question, answers: Answers | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QuestionForm, Pilot[None]]]:
    app = Host(questions, answers or {})
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        yield app.form, pilot
        assert not app.leaked


def text_of(app: App[None]) -> str:
    """The screen as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def messages(form: QuestionForm) -> list[str]:
    return [str(label.render()) for label in form.query(".field-message") if label.display]


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        char = " " if key == "space" else key if len(key) == 1 else None
        pilot.app.post_message(events.Key(key, char))
        await pilot.pause()  # pilot.press waits twice as long


async def write(pilot: Pilot[None], text: str) -> None:
    """Write at once what would take many keys."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def shown_part(widget: Widget) -> Region:
    """What must be on screen while the widget has the focus: its cursor, or all of it."""
    if isinstance(widget, Marks):
        return widget.cursor_region().translate(widget.content_region.offset)
    return widget.region


def in_view(widget: Widget) -> bool:
    part = shown_part(widget)
    windows = [node.scrollable_content_region for node in widget.ancestors if isinstance(node, ScrollableContainer)]
    # What is higher than its window shows its top.
    return all(window.y <= part.y and part.y + min(part.height, window.height) <= window.bottom for window in windows)


# Text, number, date, e-mail


async def test_a_text_is_kept_as_given_and_enter_goes_on() -> None:
    questions = [Question(id, kind, id) for id, kind in (("t", K.SHORT_TEXT), ("l", K.LONG_TEXT))]
    async with asked(*questions) as (form, pilot):
        await press(pilot, "A", "space", "space", "L", "space", "enter")
        assert isinstance(pilot.app.focused, LongText)
        await press(pilot, "o", "enter", "t")
        await press(pilot, "tab")
        assert form.answers == {"t": "A  L ", "l": "o\nt"}
        assert pilot.app.focused is pilot.app.query_one("#done")
        await press(pilot, "shift+tab", "shift+tab", "ctrl+u")
        assert "t" not in form.answers


async def test_messages_come_on_leaving_and_go_when_the_answer_is_good() -> None:
    cases = [
        (Question("1", K.SHORT_TEXT, "?", min_length=3), "ab", "at least 3 characters (now 2)", "abc"),
        (Question("2", K.SHORT_TEXT, "?", pattern="[A-Z]{2}", pattern_hint="Two capitals."), "ab", "Two", "AB"),
        (Question("3", K.LONG_TEXT, "?", max_length=3), "abcd", "keep to 3", "abc"),
        (Question("4", K.NUMBER, "?", maximum=Decimal(9), places=1), "1e0", "number, such as", "1,5"),
        (Question("5", K.NUMBER, "?", minimum=Decimal(2), maximum=Decimal(9)), "10", "from 2 to 9", "3"),
        (Question("6", K.DATE, "?", earliest=date(2026, 1, 1)), "2025-12-31", "2026-01-01 or a later", "2026-02-28"),
        (Question("7", K.DATE, "?"), "31.3.2026", "year-month-day", "2026-03-31"),
        (Question("8", K.EMAIL, "?"), "ada", "such as name@example.org", "ada@example.org"),
    ]
    async with asked(*[question for question, *_ in cases]) as (form, pilot):
        for question, bad, message, good in cases:
            focused = pilot.app.focused
            assert isinstance(focused, TextInput | LongText)
            await write(pilot, bad)
            assert messages(form) == []  # not while somebody is typing for the first time
            await press(pilot, "tab")
            assert len(messages(form)) == 1
            assert messages(form)[0].startswith("! ")
            assert message in messages(form)[0]
            pilot.app.set_focus(focused)
            focused.clear()
            await write(pilot, good)
            assert messages(form) == []
            assert form.answers[question.id] == good
            await press(pilot, "tab")


async def test_walking_past_empty_questions_says_nothing_but_checking_says_everything() -> None:
    required = [Question(str(n), K.SHORT_TEXT, f"Question {n}", required=True) for n in range(3)]
    async with asked(*required, MATRIX) as (form, pilot):
        await press(pilot, *["tab"] * 4)
        await pilot.pause()
        assert messages(form) == []
        assert form.check() == 4
        await pilot.pause()
        assert messages(form) == ["! Please write an answer."] * 3 + [
            "! Please rate the 2 lines marked with an exclamation mark."
        ]
        assert form.faulty == 4
        focused = pilot.app.focused
        assert isinstance(focused, TextInput)
        assert focused.parent is form.query(".field").first()
        assert in_view(focused)
        await write(pilot, "x")
        assert form.faulty == 3


async def test_required_questions_are_marked_in_words() -> None:
    async with asked(Question("q", K.SHORT_TEXT, "Why?", help="Briefly.", required=True)) as (_, pilot):
        assert "Why? *\nBriefly.\n" in text_of(pilot.app).replace("  ", "").replace(" \n", "\n").replace("\n ", "\n")
        assert "Questions marked * must be answered." in text_of(pilot.app)
    async with asked(Question("q", K.SHORT_TEXT, "Why?")) as (_, pilot):
        assert "*" not in text_of(pilot.app)


async def test_pasted_and_restored_text_is_printable() -> None:
    questions = [Question("t", K.SHORT_TEXT, "?"), Question("l", K.LONG_TEXT, "?")]
    async with asked(*questions, answers={"t": "a\x1b[31m\tb", "l": "c\x9bd\n\ne"}) as (form, pilot):
        assert form.answers == {"t": "a[31m b", "l": "c d\n\ne"}
        await press(pilot, "end")
        for field in form.query(".field TextInput, .field LongText"):
            field.focus()
            await pilot.pause()
            await write(pilot, "x\x1b]52;c;eA==\x07y\u202ez")
        assert all(char.isprintable() or char == "\n" for text in form.answers.values() for char in text)
        assert "x]52;c;eA==yz" in form.answers["t"]


# Choices


async def test_one_choice_by_space_digit_letter_and_enter() -> None:
    async with asked(SINGLE) as (form, pilot):
        await press(pilot, "down", "space")
        assert form.answers == {"s": "b"}
        await press(pilot, "space")  # required: cannot be taken back
        assert form.answers == {"s": "b"}
        await press(pilot, "3")
        assert form.answers == {"s": "g"}
        await press(pilot, "a", "space")
        assert form.answers == {"s": "a"}
        assert "(•) Alpha" in text_of(pilot.app)
        assert "( ) Beta" in text_of(pilot.app)
        await press(pilot, "enter")  # picked already: on to the next field
        assert pilot.app.focused is pilot.app.query_one("#done")


async def test_an_optional_choice_can_be_taken_back() -> None:
    async with asked(Question("s", K.SINGLE, "?", options=LETTERS)) as (form, pilot):
        await press(pilot, "space")
        assert form.answers == {"s": "a"}
        await press(pilot, "space")
        assert form.answers == {}
        await press(pilot, "end", "enter", "delete")
        assert form.answers == {}


async def test_own_words_appear_only_when_chosen_and_are_kept() -> None:
    async with asked(SINGLE) as (form, pilot):
        words = form.query_one(TextInput)
        assert not words.display
        await press(pilot, "end", "space")
        assert words.display
        assert form.answers == {"s": "other:"}
        assert form.check() == 1
        await pilot.pause()
        assert messages(form) == ["! Please say what “Other” is."]
        assert pilot.app.focused is words
        await write(pilot, "a ship")
        assert form.answers == {"s": "other:a ship"}
        assert messages(form) == []
        await press(pilot, "shift+tab", "up", "space")
        assert (words.display, form.answers) == (False, {"s": "g"})
        await press(pilot, "down", "space")
        assert form.answers == {"s": "other:a ship"}


async def test_several_choices() -> None:
    async with asked(MULTIPLE) as (form, pilot):
        await press(pilot, "space", "3", "end", "space")
        assert form.answers == {"m": ["a", "g", "other:"]}
        await press(pilot, "tab")
        await write(pilot, "more")
        await press(pilot, "tab")
        await pilot.pause()
        assert messages(form) == ["! Please choose at most 2 (now 3)."]
        await press(pilot, "shift+tab", "shift+tab", "home", "space")
        assert form.answers == {"m": ["g", "other:more"]}
        assert messages(form) == []
        assert "[ ] Alpha" in text_of(pilot.app)
        assert "[x] Gamma" in text_of(pilot.app)


async def test_a_rating_stands_in_one_row_and_takes_digits() -> None:
    async with asked(RATING, size=(110, 24)) as (form, pilot):
        assert "( ) 1 Poor   ( ) 2 Fair   ( ) 3 Good   ( ) 4 Very good   ( ) 5 Excellent   ( ) N/A" in text_of(
            pilot.app
        )
        await press(pilot, "4")
        assert form.answers == {"r": "4"}
        await press(pilot, "right", "space")
        assert form.answers == {"r": "5"}
        await press(pilot, "n")
        assert form.answers == {"r": "n/a"}


async def test_a_scale_of_numbers_is_picked_by_its_numbers() -> None:
    scale = tuple(Option(f"p{n}", str(n)) for n in range(11))
    async with asked(Question("r", K.RATING, "?", options=scale)) as (form, pilot):
        await press(pilot, "0")
        assert form.answers == {"r": "p0"}
        await press(pilot, "1")
        assert form.answers == {"r": "p1"}
        await press(pilot, "end", "space")
        assert form.answers == {"r": "p10"}


async def test_yes_or_no_with_its_explanation() -> None:
    async with asked(YES_NO) as (form, pilot):
        area = form.query_one(LongText)
        assert not area.display
        await press(pilot, "y")
        assert area.display
        assert form.answers == {"y": {"answer": "yes", "explain": ""}}
        assert form.check() == 1
        await pilot.pause()
        assert messages(form) == ["! Please explain why you answered yes."]
        assert pilot.app.focused is area
        await write(pilot, "the slides")
        assert form.answers == {"y": {"answer": "yes", "explain": "the slides"}}
        await press(pilot, "shift+tab", "n")
        assert form.answers == {"y": {"answer": "no"}}
        assert (area.display, messages(form)) == (False, [])


@pytest.mark.parametrize("size", [(110, 24), (80, 24), (24, 12)])
async def test_a_matrix_by_keyboard(size: tuple[int, int]) -> None:
    async with asked(MATRIX, size=size) as (form, pilot):
        assert form.check() == 1
        await pilot.pause()
        assert "! Ada" in text_of(pilot.app)
        await press(pilot, "4")  # picks, and the next line is next
        assert form.answers == {"x": {"ada": "4"}}
        assert messages(form) == ["! Please rate Bo Diddley, Professor of Physiology at Northwind."]
        await press(pilot, "right", "right", "space")
        assert form.answers == {"x": {"ada": "4", "bo": "n/a"}}
        assert messages(form) == []
        assert form.check() == 0
        assert in_view(form.query_one(Marks))
        assert "(•)" in text_of(pilot.app)


async def test_an_attestation_is_shown_whole_and_ticked() -> None:
    async with asked(AGREE, size=(60, 30)) as (form, pilot):
        assert "[ ] I attest" in text_of(pilot.app)
        assert "so on.\n" in text_of(pilot.app)
        await press(pilot, "space")
        assert form.answers == {"a": "agreed"}
        assert "[x] I attest" in text_of(pilot.app)
        await press(pilot, "space")
        assert form.check() == 1


async def test_long_labels_wrap_and_long_lists_scroll() -> None:
    options = tuple(Option(str(n), f"Choice number {n} " + "with quite some words " * 4) for n in range(40))
    async with asked(Question("s", K.SINGLE, "?", options=options), size=(50, 20)) as (form, pilot):
        marks = form.query_one(Marks)
        for key in ("end", "pageup", "home", "pagedown", "down", "down"):
            await press(pilot, key)
            assert in_view(marks)
        await press(pilot, "space")
        chosen = form.answers["s"]
        assert f"(•) Choice number {chosen} with" in text_of(pilot.app)
        assert all(len(line) <= 50 for line in text_of(pilot.app).splitlines())


async def test_the_mouse_picks_what_it_is_on() -> None:
    async with asked(SINGLE, RATING, MATRIX, AGREE, size=(110, 40)) as (form, pilot):
        for id, row, option in (("s", 0, 2), ("r", 0, 3), ("x", 1, 5), ("a", 0, 0)):
            marks = next(m for m in form.query(Marks) if isinstance(m.parent, Field) and m.parent.question.id == id)
            spots = marks._draw(marks.size.width).spots
            spot = next(spot for spot in spots if (spot.row, spot.option) == (row, option))
            await pilot.click(marks, offset=(spot.region.x + 1, spot.region.y))
        assert form.answers == {"s": "g", "r": "4", "x": {"bo": "n/a"}, "a": "agreed"}


# The form as a whole


async def test_conditional_questions_come_and_go_without_losing_anything() -> None:
    questions = [
        Question("t", K.SHORT_TEXT, "First"),
        RATING,
        Question("why", K.SHORT_TEXT, "Why so low?", shown_if=Condition("r", ("1", "2")), required=True),
        Question("how", K.SHORT_TEXT, "How low?", shown_if=Condition("why", ("x",))),
    ]
    async with asked(*questions) as (form, pilot):
        await write(pilot, "typed")
        await press(pilot, "tab")
        assert "Why so low?" not in text_of(pilot.app)
        await press(pilot, "2")
        await pilot.pause()
        assert "Why so low?" in text_of(pilot.app)
        assert isinstance(pilot.app.focused, Marks)
        await press(pilot, "tab", "x")
        await pilot.pause()
        assert "How low?" in text_of(pilot.app)
        await press(pilot, "shift+tab", "5")
        await pilot.pause()
        assert "low?" not in text_of(pilot.app)
        assert form.check() == 0
        await press(pilot, "1")
        await pilot.pause()
        assert form.answers == {"t": "typed", "r": "1", "why": "x"}


async def test_answers_given_before_are_shown_and_unknown_ones_dropped() -> None:
    before: Answers = {
        "s": "other:a ship",
        "m": ["b", "gone", "other:x"],
        "r": "3",
        "y": {"answer": "yes", "explain": "why"},
        "x": {"ada": "2", "gone": "1"},
        "a": "agreed",
    }
    async with asked(SINGLE, MULTIPLE, RATING, YES_NO, MATRIX, AGREE, answers={**before, "unknown": "y"}) as (form, _):
        assert form.answers == {**before, "m": ["b", "other:x"], "x": {"ada": "2"}}


async def test_answers_of_the_wrong_shape_do_no_harm() -> None:
    kinds = [kind for kind in QuestionKind if kind is not K.NOTE]
    wrong: list[Answer] = ["text", ["a", "list"], {"a": "dict"}]
    questions, answers = [], {}
    for n, answer in enumerate(wrong):
        for kind in kinds:
            id = f"{kind} {n}"
            questions.append(Question(id, kind, "?", options=LETTERS, rows=LETTERS, explain_if="yes", required=True))
            answers[id] = answer
    async with asked(*questions, answers=answers) as (form, _):
        right = {f"{K.SHORT_TEXT} 0", f"{K.LONG_TEXT} 0", f"{K.SINGLE} 1", f"{K.MULTIPLE} 1", f"{K.RATING} 1"}
        assert form.check() == len(questions) - len(right)


async def test_hostile_text_is_shown_as_it_is_in_every_kind() -> None:
    hostile = tuple(Option(str(n), f"{HOSTILE} {n}") for n in range(2))
    questions = [
        Question(kind, kind, HOSTILE, HOSTILE, True, options=hostile, rows=hostile, other=True, explain_if="yes")
        for kind in QuestionKind
    ]
    answers: dict[str, Answer] = dict.fromkeys(QuestionKind, f"other:{HOSTILE}")
    answers |= {K.YES_NO: {"answer": "yes", "explain": HOSTILE}, K.MULTIPLE: [f"other:{HOSTILE}"]}
    async with asked(*questions, answers=answers, size=(110, 120)) as (form, pilot):
        form.check()
        await pilot.pause()
        shown = text_of(pilot.app)
        assert shown.count(SEEN) > 2 * len(QuestionKind)
        assert not any(char in shown for char in "\x1b\x07\x9b\u202e")
        rows = [(y, line) for y, line in enumerate(shown.splitlines()) if "]go[" in line]
        lines = {line.strip()[:12]: (line.index("]go[") + 1, y) for y, line in rows}
        for offset in lines.values():
            await pilot.click(offset=offset)
        assert pilot.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_whatever_has_the_focus_is_in_view(size: tuple[int, int]) -> None:
    texts = [
        Question(kind.value, kind, f"A question of {kind}?", "Help") for kind in (K.SHORT_TEXT, K.LONG_TEXT, K.DATE)
    ]
    questions = [Question("n", K.NOTE, "Note", "words " * 60), *texts, SINGLE, MULTIPLE, RATING, YES_NO, MATRIX, AGREE]
    async with asked(*questions, answers={"y": "yes"}, size=size) as (form, pilot):
        seen: list[Widget] = []
        while (focused := pilot.app.focused) is not None and focused not in seen:
            assert in_view(focused), focused
            seen.append(focused)
            if isinstance(focused, Marks):
                await press(pilot, "end")
                assert in_view(focused), focused
            await press(pilot, "tab")
        assert len(seen) == 11
        form.check()
        await pilot.pause()
        assert pilot.app.focused is not None
        assert in_view(pilot.app.focused)


async def test_a_message_above_does_not_push_the_focus_out_of_view() -> None:
    questions = [Question(str(n), K.EMAIL, f"Question {n}") for n in range(6)]
    async with asked(*questions, size=(40, 15)) as (_, pilot):
        for _ in range(5):
            await press(pilot, "x", "tab")
            await pilot.pause()  # the message takes its place after the focus has moved
            assert pilot.app.focused is not None
            assert in_view(pilot.app.focused)
