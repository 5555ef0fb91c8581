"""Questions as they are written in a catalog -> questions of the credit model, with the rules between them."""

import hashlib
import re
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ce_tui.catalog import asking
from ce_tui.catalog.guard import Steps
from ce_tui.catalog.messages import Report
from ce_tui.credit.questions import (
    AGREED,
    LONG,
    NOT_APPLICABLE,
    SHORT,
    Condition,
    Option,
    Question,
    QuestionKind,
    pattern_problem,
)
from ce_tui.credit.standing import ATTESTATION
from ce_tui.credit.text import clean

SCALE = tuple(Option(str(n), f"{n} {word}".strip()) for n, word in enumerate(("poor", "", "", "", "excellent"), 1))
_MOST_OPTIONS = 100


def slug(label: str) -> str:
    """An id for a label, the same whenever the label is; labels that differ beyond ASCII letters get a hash."""
    folded = unicodedata.normalize("NFKD", label)
    base = "".join(char for char in folded if not unicodedata.combining(char))
    short = re.sub(r"[^a-z0-9]+", "-", base.lower()).strip("-")[:48].strip("-")
    if short and base.isascii():
        return short
    return f"{short or 'x'}-{_digest(label)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def options_from(labels: Sequence[str]) -> tuple[Option, ...]:
    """One option for each label, with an id of its own even where two labels differ by signs only."""
    slugs = [slug(label) for label in labels]
    return tuple(
        Option(name if slugs.count(name) == 1 else f"{name}-{_digest(label)}", label)
        for name, label in zip(slugs, labels, strict=True)
    )


def build_form(
    report: Report, credit: Steps, asked: Sequence[tuple[Steps, asking.Base]], speakers: tuple[str, ...]
) -> tuple[Question, ...]:
    """The questions of a credit's claim form in order; `asked` holds each with its place in the file.

    A matrix over speakers is left out, with a warning, when the credit has none.
    """
    questions: dict[str, Question] = {}
    places: dict[str, Steps] = {}
    for path, written in asked:
        question = _question(report, path, written, speakers)
        if question.kind is QuestionKind.MATRIX and not question.rows:
            if getattr(written, "rows", None) == "speakers":
                report.warn(credit, f"question `{question.id}` is left out: this credit has no speakers to rate.")
            continue
        if question.id == ATTESTATION:
            report.add((*path, "id"), f"question id `{question.id}` is taken by the attestation; choose another.")
            continue
        if question.id in questions:
            first = report.line((*places[question.id], "id"))
            report.add((*path, "id"), f"question id `{question.id}` is used on line {first} too; choose another.")
            continue
        condition = getattr(written, "shown_if", None)
        if condition is not None:
            question = replace(question, shown_if=_condition(report, (*path, "shown_if"), condition, questions))
        questions[question.id] = question
        places[question.id] = path
    return tuple(questions.values())


def _question(report: Report, path: Steps, written: asking.Base, speakers: tuple[str, ...]) -> Question:
    match written:
        case asking.Note():
            return Question(written.id, QuestionKind.NOTE, written.text, written.help)
        case asking.TextQuestion() | asking.NumberQuestion() | asking.DateQuestion():
            return _typed(report, path, written)
        case asking.SingleQuestion() | asking.MultipleQuestion():
            return _choice(report, path, written)
        case asking.RatingQuestion() | asking.MatrixQuestion():
            return _scaled(report, path, written, speakers)
        case asking.YesNoQuestion():
            return replace(_asked(written), explain_if=written.explain_if)
        case asking.AttestationQuestion():
            return _asked(written)
    raise TypeError(written)


def _asked(written: Any) -> Question:
    return Question(written.id, QuestionKind(written.kind), written.text, written.help, written.required)


def _typed(
    report: Report, path: Steps, written: asking.TextQuestion | asking.NumberQuestion | asking.DateQuestion
) -> Question:
    question = _asked(written)
    match written:
        case asking.TextQuestion():
            limit = written.max_length or (LONG if written.kind == "long text" else SHORT)
            _order(report, path, "min_length", written.min_length, limit)
            if written.pattern and (reason := _pattern_problem(written.pattern)):
                report.add((*path, "pattern"), f"`pattern` {clean(reason, 200)}; write a simpler one.")
            elif written.pattern and not written.pattern_hint:
                report.add((*path, "pattern"), "a `pattern` needs `pattern_hint`, telling people what to write.")
            return replace(
                question,
                min_length=written.min_length,
                max_length=written.max_length,
                pattern=written.pattern,
                pattern_hint=written.pattern_hint,
            )
        case asking.NumberQuestion():
            _order(report, path, "minimum", written.minimum, written.maximum)
            return replace(question, minimum=written.minimum, maximum=written.maximum, places=written.places)
        case asking.DateQuestion():
            _order(report, path, "earliest", written.earliest, written.latest)
            return replace(question, earliest=written.earliest, latest=written.latest)


def _pattern_problem(pattern: str) -> str:
    """Like `pattern_problem`; a pattern that Python only warns of (`[[a]`, `[a--b]`) is a problem too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return pattern_problem(pattern)
        except Warning as warning:
            return f"can be read in two ways: {warning}"


def _order(report: Report, path: Steps, name: str, low: Any, high: Any) -> None:
    if low is not None and high is not None and low > high:
        report.add((*path, name), f"`{name}` is more than the most allowed ({high}); no answer would do.")


def _choice(report: Report, path: Steps, written: asking.SingleQuestion | asking.MultipleQuestion) -> Question:
    options = options_of(report, (*path, "options"), written.options)
    if written.other and any(option.id == "other" for option in options):
        report.add((*path, "options"), "`other: yes` adds “other” already; remove it from the options.")
    question = replace(_asked(written), options=options, other=written.other)
    if isinstance(written, asking.SingleQuestion):
        return question
    least, most, available = written.min_choices, written.max_choices, len(options) + written.other
    if least > available:
        report.add((*path, "min_choices"), f"only {available} can be chosen; lower `min_choices`.")
    if most and least > most:
        report.add((*path, "min_choices"), "`min_choices` is more than `max_choices`; no answer would do.")
    return replace(question, min_choices=least, max_choices=most)


def _scaled(
    report: Report, path: Steps, written: asking.RatingQuestion | asking.MatrixQuestion, speakers: tuple[str, ...]
) -> Question:
    scale = SCALE if written.scale is None else options_of(report, (*path, "scale"), written.scale)
    question = replace(_asked(written), options=scale, na=written.na)
    if isinstance(written, asking.RatingQuestion):
        return question
    if isinstance(written.rows, str):
        return replace(question, rows=options_from(speakers))
    return replace(question, rows=options_of(report, (*path, "rows"), written.rows, least=1))


def options_of(
    report: Report, path: Steps, written: list[str] | dict[str, str], *, least: int = 2
) -> tuple[Option, ...]:
    """Options from labels or `id: label` lines; they must differ."""
    labeled = written if isinstance(written, dict) else None
    labels = list(written.values()) if isinstance(written, dict) else written
    steps: list[str | int] = list(written) if isinstance(written, dict) else list(range(len(written)))
    seen: dict[str, str | int] = {}
    for step, label in zip(steps, labels, strict=True):
        first = seen.setdefault(label.casefold(), step)
        if first != step:
            line = report.line((*path, first))
            report.add((*path, step), f"“{clean(label, 60)}” is there already (line {line}); make each different.")
    if len(labels) < least:
        report.add(path, f"`{path[-1]}` needs at least {least} entries.")
    if len(labels) > _MOST_OPTIONS:
        report.add(path, f"`{path[-1]}` may have {_MOST_OPTIONS} entries at most; shorten the list.")
        return ()
    if labeled is not None:
        return tuple(Option(id, label) for id, label in labeled.items())
    return options_from(labels)


def chosen(options: Sequence[Option], written: str) -> str | None:
    """The id of the option meant by an id or a label."""
    for option in options:
        if written == option.id:
            return option.id
    return next((option.id for option in options if written.casefold() == option.label.casefold()), None)


def _condition(report: Report, path: Steps, written: asking.ShownIf, earlier: dict[str, Question]) -> Condition | None:
    question = earlier.get(written.question)
    if question is None:
        report.add(
            (*path, "question"), f"there is no earlier question `{written.question}`; name one that comes before."
        )
        return None
    choices = possible(question)
    if not choices:
        report.add(
            (*path, "question"), f"`{question.id}` has no fixed answers to depend on; name a choice or yes/no question."
        )
        return None
    answers = [written.answer] if isinstance(written.answer, str) else written.answer
    ids = []
    for step, answer in enumerate(answers):
        found = chosen(choices, answer)
        if found is None:
            place = (*path, "answer") if isinstance(written.answer, str) else (*path, "answer", step)
            known = ", ".join(option.id for option in choices[:12])
            report.add(place, f"“{clean(answer, 60)}” is not an answer to `{question.id}`; known are {known}.")
        else:
            ids.append(found)
    return Condition(question.id, tuple(dict.fromkeys(ids)))


def possible(question: Question) -> tuple[Option, ...]:
    """The fixed answers to a question, by id and label."""
    extra: tuple[Option, ...] = ()
    if question.other:
        extra += (Option("other", "other"),)
    if question.na:
        extra += (Option(NOT_APPLICABLE, "not applicable"),)
    if question.kind is QuestionKind.YES_NO:
        extra += (Option("yes", "true"), Option("no", "false"))
    if question.kind is QuestionKind.ATTESTATION:
        extra += (Option(AGREED, AGREED),)
    return question.options + extra
