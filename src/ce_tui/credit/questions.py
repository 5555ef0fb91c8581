"""Questions of a claim form, and what a good answer is.

An answer is kept as it was given: a plain string, a list of strings (choices), or a dict of strings
(matrix rows). For choices with "other" the text is kept as `other:<text>`; for yes/no with an explanation
as {"answer": "yes", "explain": "..."}. Everything may be missing or wrong: `problems` decides.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ce_tui.credit.amount import two_readings
from ce_tui.credit.text import clean, clean_block

Answer = str | list[str] | dict[str, str]
Answers = Mapping[str, Answer]

OTHER = "other:"
NOT_APPLICABLE = "n/a"
AGREED = "agreed"
SHORT = 200
LONG = 4000


class QuestionKind(StrEnum):
    """How a question is answered, by the word that a catalog has for it."""

    NOTE = "note"  # a heading or explanation, nothing to answer
    SHORT_TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    SINGLE = "single choice"
    MULTIPLE = "multiple choice"
    RATING = "rating"
    YES_NO = "yes/no"
    MATRIX = "matrix"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: answers keep its `id`, people read its `label`."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown only while the answer to an earlier `question` is (or contains) one of `answers`."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Which fields matter depends on `kind`:

    text kinds: `min_length`, `max_length` (characters), `pattern` (whole match) with `pattern_hint`;
    number: `minimum`, `maximum`, `places` (decimals allowed); date: `earliest`, `latest`;
    choices: `options`, `other` (own words allowed), `min_choices`, `max_choices` (0: no bound);
    rating and matrix: `options` are the scale, `na` adds "not applicable"; matrix: `rows`;
    yes/no: `explain_if` is the answer ("yes" or "no") that must be explained.
    """

    id: str
    kind: QuestionKind
    text: str
    help: str = ""
    required: bool = False
    min_length: int = 0
    max_length: int = 0
    pattern: str = ""
    pattern_hint: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    earliest: date | None = None
    latest: date | None = None
    options: tuple[Option, ...] = ()
    other: bool = False
    min_choices: int = 0
    max_choices: int = 0
    na: bool = False
    rows: tuple[Option, ...] = ()
    explain_if: str = ""
    shown_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer, as a sentence for the person. `field` narrows it: a row or `other`."""

    question: str
    message: str
    field: str = ""


def visible(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """The questions that apply, given the answers so far: a question hidden by another hides its own too."""
    shown: dict[str, Question] = {}
    for question in questions:
        condition = question.shown_if
        if condition is None or (
            condition.question in shown and not set(condition.answers).isdisjoint(given(answers, condition.question))
        ):
            shown[question.id] = question
    return list(shown.values())


def given(answers: Answers, question: str) -> list[str]:
    """The plain values of an answer, for conditions: choices, `yes`, text; own words count as `other`."""
    answer: object = answers.get(question, "")
    if isinstance(answer, dict):
        values = [answer["answer"]] if "answer" in answer else list(answer.values())
    else:
        values = answer if isinstance(answer, list) else [answer]
    return ["other" if value.startswith(OTHER) else value for value in values if isinstance(value, str) and value]


def tidy(questions: Sequence[Question], answers: Answers) -> dict[str, Answer]:
    """The answers as they are kept with a claim: cleaned, and only those of questions that apply."""
    kept: dict[str, Answer] = {}
    for question in visible(questions, answers):
        answer = answers.get(question.id)
        if answer is None or question.kind is QuestionKind.NOTE or not _fits(question, answer):
            continue
        if isinstance(answer, str):
            value: Answer = _words(question, answer, max(_most(question), SHORT + len(OTHER)))
        elif isinstance(answer, dict):
            known = [row.id for row in question.rows] or ["answer", "explain"]
            value = {row: text for row in known if (text := clean(answer.get(row, ""), LONG))}
        else:
            value = [clean(text, SHORT + len(OTHER)) for text in answer]
        if value:
            kept[question.id] = value
    return kept


def _fits(question: Question, answer: object) -> bool:
    """Whether the answer has the form that its kind of question is answered in; it may come from a file."""
    match question.kind:
        case QuestionKind.MULTIPLE:
            return isinstance(answer, list) and all(isinstance(value, str) for value in answer)
        case QuestionKind.MATRIX | QuestionKind.YES_NO if isinstance(answer, dict):
            return all(isinstance(part, str) for pair in answer.items() for part in pair)
        case QuestionKind.MATRIX:
            return False
        case _:
            return isinstance(answer, str)


def _most(question: Question) -> int:
    """The longest answer to a question in words."""
    return question.max_length or (LONG if question.kind is QuestionKind.LONG_TEXT else SHORT)


def _words(question: Question, text: str, limit: int) -> str:
    """An answer in words, cleaned: a long text keeps its lines."""
    return (clean_block if question.kind is QuestionKind.LONG_TEXT else clean)(text, limit)


def problems(questions: Sequence[Question], answers: Answers) -> list[Problem]:
    """Everything that keeps these answers from being accepted, in the order of the questions."""
    found: list[Problem] = []
    for question in visible(questions, answers):
        answer = answers.get(question.id) or ""
        if answer and not _fits(question, answer):
            found.append(Problem(question.id, "This cannot be read; please answer again."))
        elif question.kind is not QuestionKind.NOTE:
            found.extend(_CHECKS[question.kind](question, answer))
    return found


def _text(question: Question, answer: Answer) -> list[Problem]:
    most = _most(question)
    text = _words(question, answer, 2 * max(LONG, most)) if isinstance(answer, str) else ""
    if not text:
        return _missing(question, "Please write an answer.")
    if len(text) < question.min_length:
        return [Problem(question.id, f"Please write at least {question.min_length} characters (now {len(text)}).")]
    if len(text) > most:
        return [Problem(question.id, f"Please keep to {most} characters (now {len(text)}).")]
    if question.kind is QuestionKind.EMAIL and not _EMAIL.fullmatch(text):
        return [Problem(question.id, "Please enter an e-mail address such as name@example.org.")]
    # A catalog's pattern was looked at when it was imported; that of a store from elsewhere may be none, or never end.
    if question.pattern and not pattern_problem(question.pattern) and not re.fullmatch(question.pattern, text):
        hint = question.pattern_hint or "Please use the form the question asks for."
        return [Problem(question.id, hint)]
    return []


def _number(question: Question, answer: Answer) -> list[Problem]:
    typed = clean(answer, SHORT) if isinstance(answer, str) else ""
    if not typed:
        return _missing(question, "Please enter a number.")
    if write := two_readings(typed):
        return [Problem(question.id, write)]
    text = typed.replace(",", ".")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return [Problem(question.id, "Please enter a number, such as 12 or 1.5.")]
    if len(match[1] or "") > question.places:
        places = f"at most {question.places} decimals" if question.places else "a whole number"
        return [Problem(question.id, f"Please enter {places}.")]
    low, high, value = question.minimum, question.maximum, Decimal(text)
    if low is not None and high is not None and not low <= value <= high:
        return [Problem(question.id, f"Please enter a number from {low} to {high}.")]
    if low is not None and value < low:
        return [Problem(question.id, f"Please enter {low} or more.")]
    if high is not None and value > high:
        return [Problem(question.id, f"Please enter {high} or less.")]
    return []


def number(text: str) -> Decimal | None:
    """The number that was typed, with a point or a comma; None if it is none, or can be read in two ways."""
    typed = clean(text, SHORT)
    plain = typed.replace(",", ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) and not two_readings(typed) else None


def _date(question: Question, answer: Answer) -> list[Problem]:
    text = clean(answer, SHORT) if isinstance(answer, str) else ""
    if not text:
        return _missing(question, "Please enter a date.")
    try:
        value = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        value = None
    if value is None:
        return [Problem(question.id, "Please enter a date as year-month-day, such as 2026-03-31.")]
    if question.earliest is not None and value < question.earliest:
        return [Problem(question.id, f"Please enter {question.earliest} or a later date.")]
    if question.latest is not None and value > question.latest:
        return [Problem(question.id, f"Please enter {question.latest} or an earlier date.")]
    return []


def _single(question: Question, answer: Answer) -> list[Problem]:
    if not isinstance(answer, str) or not answer:
        return _missing(question, "Please choose one.")
    return _choice(question, answer)


def _choice(question: Question, value: str) -> list[Problem]:
    if value.startswith(OTHER):
        words = clean(value.removeprefix(OTHER), SHORT * 2)
        if not question.other:
            return [Problem(question.id, "Please choose one of the answers shown.")]
        if not words:
            return [Problem(question.id, "Please say what “Other” is.", "other")]
        if len(words) > SHORT:
            return [Problem(question.id, f"Please keep to {SHORT} characters.", "other")]
        return []
    if value in {option.id for option in question.options} or (question.na and value == NOT_APPLICABLE):
        return []
    return [Problem(question.id, "Please choose one of the answers shown.")]


def _multiple(question: Question, answer: Answer) -> list[Problem]:
    chosen = answer if isinstance(answer, list) else []
    if not chosen:
        return _missing(question, "Please choose at least one.")
    if len(chosen) != len(set(chosen)):
        return [Problem(question.id, "Please choose each answer once.")]
    for value in chosen:
        if wrong := _choice(question, value):
            return wrong
    if len(chosen) < question.min_choices:
        return [Problem(question.id, f"Please choose at least {question.min_choices} (now {len(chosen)}).")]
    if question.max_choices and len(chosen) > question.max_choices:
        return [Problem(question.id, f"Please choose at most {question.max_choices} (now {len(chosen)}).")]
    return []


def _yes_no(question: Question, answer: Answer) -> list[Problem]:
    value = answer.get("answer", "") if isinstance(answer, dict) else answer
    explain = answer.get("explain", "") if isinstance(answer, dict) else ""
    if not value:
        return _missing(question, "Please answer yes or no.")
    if value not in ("yes", "no"):
        return [Problem(question.id, "Please answer yes or no.")]
    if value == question.explain_if and not clean(explain):
        return [Problem(question.id, f"Please explain why you answered {value}.", "explain")]
    if len(clean(explain, LONG * 2)) > LONG:
        return [Problem(question.id, f"Please keep to {LONG} characters.", "explain")]
    return []


def _matrix(question: Question, answer: Answer) -> list[Problem]:
    rated = answer if isinstance(answer, dict) else {}
    allowed = {option.id for option in question.options} | ({NOT_APPLICABLE} if question.na else set())
    found = []
    for row in question.rows:
        value = rated.get(row.id, "")
        if (not value and question.required) or (value and value not in allowed):
            found.append(Problem(question.id, f"Please rate {row.label}.", row.id))
    return found


def _attestation(question: Question, answer: Answer) -> list[Problem]:
    if answer == AGREED:
        return []
    if answer:
        return [Problem(question.id, "Please tick the statement.")]
    return _missing(question, "Please tick the statement; the credit cannot be claimed without it.")


def _missing(question: Question, message: str) -> list[Problem]:
    return [Problem(question.id, message)] if question.required else []


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]{1,9}))?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CHECKS = {
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.EMAIL: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.SINGLE: _single,
    QuestionKind.RATING: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.ATTESTATION: _attestation,
}


def pattern_problem(pattern: str) -> str:
    """Why a catalog's pattern is refused, or "" when it is fine.

    A pattern comes from a file and runs on what people type, so it must be cheap whatever is typed: no
    look-around, no back references, no repeated groups, and few open-ended repeats (the number of ways to
    split a 200-character answer stays under a million).
    """
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is not a pattern: {error}"
    if len(pattern) > 200:
        return "is longer than 200 characters"
    if re.search(r"\\[1-9]|\(\?", pattern):
        return "uses a look-around, a flag or a back reference; plain groups, classes and repeats are allowed"
    ways = 1
    plain = re.sub(r"\\.", "x", pattern)
    plain = re.sub(r"\[\^?\]?[^\]]*\]", "x", plain)
    for before, repeat in re.findall(r"(.)(\*|\+|\?|\{[0-9]*,?[0-9]*\})", plain):
        bounds = re.fullmatch(r"\{([0-9]*)(,?)([0-9]*)\}", repeat)
        if bounds:
            low, high = int(bounds[1] or 0), int(bounds[3] or SHORT) if bounds[2] else int(bounds[1] or 0)
        else:
            low, high = 0, 1 if repeat == "?" else SHORT
        if before == ")" and high > 1:
            return "repeats a group; repeat single characters or classes instead"
        ways *= max(1, high - low + 1)
    ways *= 2 ** plain.count("|")
    return "has too many open-ended repeats (at most two of * + {n,})" if ways > 1_000_000 else ""
