"""The questions of a quiz as they are written in a catalog -> what is asked, what is right, how it is marked."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ce_tui.catalog import asking
from ce_tui.catalog.guard import Steps
from ce_tui.catalog.messages import Report
from ce_tui.catalog.questions import chosen, options_of, possible
from ce_tui.credit.model import Feedback, Marking
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.quiz import TRUE_FALSE
from ce_tui.credit.text import clean


def build_quiz(
    report: Report, path: Steps, asked: Sequence[tuple[Steps, asking.QuizAsked]], feedback: Feedback
) -> dict[str, Any]:
    """The fields of a quiz that its questions make up: `questions`, `correct` and `marking`."""
    questions: dict[str, Question] = {}
    right: list[tuple[str, tuple[str, ...]]] = []
    marking: list[Marking] = []
    for place, written in asked:
        if written.id in questions:
            report.add((*place, "id"), f"question id `{written.id}` is used in this quiz already; choose another.")
            continue
        question = _question(report, place, written)
        questions[written.id] = question
        right.append((written.id, _right(report, place, written, question)))
        how = _marking(report, place, written, question)
        if how != Marking(written.id):
            marking.append(how)
    explained = any(how.explanation for how in marking)
    if explained and feedback is not Feedback.EXPLANATIONS:
        report.warn((*path, "questions"), "the explanations are never told; write `feedback: explanations`.")
    if asked and not explained and feedback is Feedback.EXPLANATIONS:
        report.warn((*path, "feedback"), "no question has an `explanation`, so only what was wrong is told.")
    return {"questions": tuple(questions.values()), "correct": tuple(right), "marking": tuple(marking)}


def _question(report: Report, path: Steps, written: asking.QuizAsked) -> Question:
    def made(kind: QuestionKind) -> Question:
        return Question(written.id, kind, written.text, written.help, required=True)

    match written:
        case asking.QuizSingle():
            return replace(made(QuestionKind.SINGLE), options=options_of(report, (*path, "options"), written.options))
        case asking.QuizMultiple():
            return replace(made(QuestionKind.MULTIPLE), options=options_of(report, (*path, "options"), written.options))
        case asking.QuizTrueFalse():
            return replace(made(QuestionKind.SINGLE), options=TRUE_FALSE)
        case asking.QuizNumber():
            places = max(written.places, _places(written.correct), _places(written.tolerance))
            return replace(made(QuestionKind.NUMBER), places=places)
        case asking.QuizYesNo():
            return made(QuestionKind.YES_NO)
    raise TypeError(written)


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _right(report: Report, path: Steps, written: asking.QuizAsked, question: Question) -> tuple[str, ...]:
    match written:
        case asking.QuizTrueFalse():
            return (TRUE_FALSE[not written.correct].id,)
        case asking.QuizNumber():
            return (format(written.correct, "f"),)
        case asking.QuizMultiple(correct=[]):
            report.add((*path, "correct"), "`correct` is empty; name at least one right answer.")
            return ()
        case asking.QuizSingle() | asking.QuizMultiple() | asking.QuizYesNo():
            answers = [written.correct] if isinstance(written.correct, str) else written.correct
    ids = []
    for answer in answers:
        if (found := chosen(possible(question), answer)) is None:
            report.add(
                (*path, "correct"),
                f"“{clean(answer, 60)}” is not one of the options; write the right one as it stands there.",
            )
        else:
            ids.append(found)
    return tuple(dict.fromkeys(ids))


def _marking(report: Report, path: Steps, written: asking.QuizAsked, question: Question) -> Marking:
    partial, tolerance = False, Decimal()
    match written:
        case asking.QuizMultiple():
            partial = written.scoring == "partial"
            if partial and len(written.correct) == len(question.options):
                report.warn((*path, "correct"), "every option is right, so that with `partial` any choice counts.")
        case asking.QuizNumber():
            tolerance = written.tolerance
            if tolerance < 0:
                report.add((*path, "tolerance"), "`tolerance` is less than 0; no answer would be right.")
    return Marking(written.id, partial, tolerance, written.explanation)
