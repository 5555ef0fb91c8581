"""Answers to a claim's questions without the app: from a file, from options, or asked on a terminal."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ce_tui.commands.job import Wrong
from ce_tui.credit.questions import (
    AGREED,
    LONG,
    NOT_APPLICABLE,
    OTHER,
    Answer,
    Option,
    Question,
    QuestionKind,
    problems,
    visible,
)
from ce_tui.credit.shapes import is_cut_off, shape_of
from ce_tui.credit.text import clean, clean_block
from ce_tui.settings import contents

_WRITTEN = 'Write JSON, such as {"question": "answer"}.'
_CHOICES = (QuestionKind.SINGLE, QuestionKind.RATING)


def read_file(path: Path) -> dict[str, Any]:
    """The answers of a JSON file by their question; Wrong with a sentence on what cannot be read in it."""
    name = clean(str(path))
    try:
        data = contents(path)
        if shape := shape_of(data):
            raise Wrong(f"The answers in {name} cannot be read: this is {shape}. {_WRITTEN}")
        found = _parsed(data.decode("utf-8-sig"), name)
    except OSError as error:
        raise Wrong(f"The answers in {name} cannot be read: {error.strerror}.") from None
    except json.JSONDecodeError as error:
        if is_cut_off(error):
            raise Wrong(f"The answers in {name} are cut off. Copy the file again.") from None
        raise Wrong(f"The answers in {name} are not valid JSON: {clean(str(error), 200)}.") from None
    except UnicodeDecodeError:
        raise Wrong(f"The answers in {name} are not UTF-8 text; save the file as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise Wrong(f"The answers in {name} are not valid JSON: {clean(str(error), 200)}.") from None
    if not isinstance(found, dict):
        raise Wrong(f'The answers in {name} must be an object, such as {{"question": "answer"}}.')
    return found


def _parsed(text: str, name: str) -> Any:
    """What JSON says, its numbers as they are written; Wrong where an object says one thing twice."""

    def refuse(number: str) -> None:
        raise ValueError(f"{number} is not a number")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
            raise Wrong(f"The answers in {name} say “{clean(twice, 60)}” twice. Keep one of the two.")
        return found

    return json.loads(text, parse_int=str, parse_float=str, parse_constant=refuse, object_pairs_hook=once)


def put_in(
    questions: Iterable[Question], answers: dict[str, Answer], file: Mapping[str, Any], given: Iterable[str]
) -> None:
    """Lay the answers of the file, then those of --answer, over the draft's."""
    known = {question.id: question for question in questions if question.kind is not QuestionKind.NOTE}

    def find(id: str) -> Question:
        if id not in known:
            ids = ", ".join(known) or "none"
            raise Wrong(f"This credit has no question “{clean(id, 80)}”; its questions are {ids}.")
        return known[id]

    for id, value in file.items():
        answers[id] = _from_json(find(id), value)
    fresh: set[str] = set()
    for text in given:
        place, equals, value = text.partition("=")
        id, _, part = place.partition(":")
        if not equals:
            raise Wrong(f"--answer is written QUESTION=VALUE; “{clean(text, 80)}” has no =.")
        question = find(id)
        before = answers.get(id) if id in fresh or part else None
        answers[id] = _from_text(question, part, value, before)
        fresh.add(id)


def _from_json(question: Question, value: Any) -> Answer:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, str):
        return [_pick(question, value)] if question.kind is QuestionKind.MULTIPLE else _value(question, value)
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return [_pick(question, text) for text in value]
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        matrix = question.kind is QuestionKind.MATRIX
        return {_row(question, row): _pick(question, text) if matrix else text for row, text in value.items()}
    raise Wrong(f"The answer to “{question.id}” must be text, a list of texts, or an object of texts.")


def _from_text(question: Question, part: str, value: str, before: Answer | None) -> Answer:
    """One --answer; several of the same question add up where it has several values."""
    if question.kind is QuestionKind.MATRIX:
        if not part:
            rows = ", ".join(row.id for row in question.rows)
            raise Wrong(f"Say what is rated: --answer {question.id}:ROW=VALUE; the rows are {rows}.")
        return (before if isinstance(before, dict) else {}) | {_row(question, part): _pick(question, value)}
    if question.kind is QuestionKind.YES_NO and part == "explain":
        answer = before.get("answer", "") if isinstance(before, dict) else before
        return {"answer": answer if isinstance(answer, str) else "", "explain": clean(value, LONG * 2)}
    if part:
        raise Wrong(f"The question “{question.id}” has no part “{clean(part, 80)}”.")
    if question.kind is QuestionKind.MULTIPLE:
        return [*(before if isinstance(before, list) else []), *([_pick(question, value)] if value else [])]
    if question.kind is QuestionKind.YES_NO and isinstance(before, dict):
        return before | {"answer": _value(question, value)}
    return _value(question, value)


def _row(question: Question, text: str) -> str:
    """The id of the row meant by an id or a label; of a yes/no question just its own two parts."""
    if question.kind is QuestionKind.YES_NO and text in ("answer", "explain"):
        return text
    if (row := _found(question.rows, text)) is None:
        rows = ", ".join(row.id for row in question.rows) or "none"
        raise Wrong(f"The question “{question.id}” has no row “{clean(text, 80)}”; its rows are {rows}.")
    return row


def _value(question: Question, text: str) -> str:
    if question.kind in _CHOICES:
        return _pick(question, text)
    if question.kind is QuestionKind.YES_NO:
        return {"y": "yes", "n": "no"}.get(text.strip().casefold(), text.strip().casefold())
    return clean(text, LONG * 2)


def _pick(question: Question, text: str) -> str:
    """The option meant by an id, a label or the number it is shown with; else the text, for the rules to refuse."""
    text = clean(text, LONG)
    if question.other and text.casefold().startswith(OTHER):
        return OTHER + text[len(OTHER) :].strip()
    options = question.options
    if question.na:
        options += (Option(NOT_APPLICABLE, "not applicable"),)
    return _found(options, text) or dict(_typed(question)).get(text) or text


def _found(options: Iterable[Option], text: str) -> str | None:
    """The id of the option with that id or, else, that label."""
    options, folded = tuple(options), clean(text, LONG).casefold()
    for option in options:
        if option.id == folded or option.id == text:
            return option.id
    return next((option.id for option in options if option.label.casefold() == folded), None)


# --- asking on a terminal --------------------------------------------------------------------------------------------


def tell(text: str = "") -> None:
    print(clean_block(text), file=sys.stderr)


def ask(prompt: str) -> str:
    """One line from the person. The dialog is on stderr, so that stdout holds the result alone."""
    tell(f"{prompt}:")
    return input()


def ask_all(questions: tuple[Question, ...], answers: dict[str, Answer], keep: Callable[[], None]) -> None:
    """Ask what has no good answer yet, in order; an answer may bring up further questions."""
    asked: set[str] = set()
    while todo := [question for question in visible(questions, answers) if question.id not in asked]:
        wrong = {problem.question for problem in problems(questions, answers)}
        open_ones = [q for q in todo if q.kind is not QuestionKind.NOTE and (q.id not in answers or q.id in wrong)]
        if not open_ones:
            return
        for question in todo[: todo.index(open_ones[0]) + 1]:
            asked.add(question.id)
            if question.kind is QuestionKind.NOTE:
                tell()
                tell(question.text)
        question = open_ones[0]
        tell()
        tell(f"{question.text}{'' if question.required else ' (optional)'}")
        if question.help:
            tell(question.help)
        while True:
            answers[question.id] = _ask_one(question)
            keep()
            if not (found := [p for p in problems(questions, answers) if p.question == question.id]):
                break
            for problem in found:
                tell(problem.message)


def _ask_one(question: Question) -> Answer:
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.RATING:
            _show_options(question)
            return _pick(question, ask("Your choice"))
        case QuestionKind.MULTIPLE:
            _show_options(question)
            return _picked(question, ask("Your choices, separated by commas"))
        case QuestionKind.MATRIX:
            _show_options(question)
            return {row.id: _pick(question, ask(row.label)) for row in question.rows}
        case QuestionKind.YES_NO:
            value = _value(question, ask("yes or no"))
            explain = ""
            while value == question.explain_if and not clean(explain):
                explain = ask("Please explain")
            return {"answer": value, "explain": explain} if explain else value
        case QuestionKind.ATTESTATION:
            return AGREED if agreed(ask("Type yes to agree")) else ""
        case QuestionKind.DATE:
            return clean(ask("Your answer, as year-month-day"))
        case _:
            return clean(ask("Your answer"), LONG * 2)


def _picked(question: Question, text: str) -> list[str]:
    """The options meant by a list with commas, or the one whose own name holds commas."""
    whole = _pick(question, text)
    if whole.startswith(OTHER) or whole in {option.id for option in question.options}:
        return [whole]
    return [_pick(question, part) for part in text.split(",") if part.strip()]


def _show_options(question: Question) -> None:
    labels = {option.id: option.label for option in question.options}
    for typed, id in _typed(question):
        said = labels[id].removeprefix(typed).strip()
        tell(f"{typed}: {said}" if said else typed)
    if question.na:
        tell(f"{NOT_APPLICABLE}: not applicable")
    if question.other:
        tell("other: and your own words after it")


def _typed(question: Question) -> list[tuple[str, str]]:
    """What may be typed for each option, and its id: its place in the list, unless the ids are numbers themselves."""
    ids = [option.id for option in question.options]
    return [(id if all(id.isdigit() for id in ids) else str(place), id) for place, id in enumerate(ids, 1)]


def agreed(text: str) -> bool:
    return text.strip().casefold() in ("y", "yes")
