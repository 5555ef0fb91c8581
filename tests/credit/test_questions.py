"""Good and bad answers of every kind of question, what is kept of them, and which patterns are safe to run."""

import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ce_tui.credit.questions import (
    AGREED,
    LONG,
    NOT_APPLICABLE,
    OTHER,
    SHORT,
    Answer,
    Condition,
    Option,
    Question,
    QuestionKind,
    given,
    number,
    pattern_problem,
    problems,
    tidy,
    visible,
)

K = QuestionKind
ABC = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
ROWS = (Option("r1", "Ada"), Option("r2", "Grace"))


def ask(kind: QuestionKind, *, required: bool = True, **options: Any) -> Question:
    return Question("q", kind, "Question?", required=required, **options)


TEXT, LONG_TEXT, EMAIL, DATE = ask(K.SHORT_TEXT), ask(K.LONG_TEXT), ask(K.EMAIL), ask(K.DATE)
CODED = ask(K.SHORT_TEXT, pattern="[A-Z]{2}[0-9]{4}", pattern_hint="Two letters and four digits.")
SIZED = ask(K.SHORT_TEXT, min_length=3, max_length=5)
NUMBER = ask(K.NUMBER, minimum=Decimal(-5), maximum=Decimal(20))
MONEY = ask(K.NUMBER, minimum=Decimal(0), places=2)
SPRING = ask(K.DATE, earliest=date(2026, 3, 1), latest=date(2026, 5, 31))
SINGLE = ask(K.SINGLE, options=ABC)
SINGLE_OTHER = ask(K.SINGLE, options=ABC, other=True)
MULTIPLE = ask(K.MULTIPLE, options=ABC, other=True, min_choices=1, max_choices=2)
RATING = ask(K.RATING, options=ABC, na=True)
YES_NO = ask(K.YES_NO, explain_if="yes")
MATRIX = ask(K.MATRIX, options=ABC, rows=ROWS, na=True)
ATTEST = ask(K.ATTESTATION)
EVERY = (
    TEXT,
    LONG_TEXT,
    EMAIL,
    DATE,
    CODED,
    SIZED,
    NUMBER,
    MONEY,
    SPRING,
    SINGLE,
    SINGLE_OTHER,
    MULTIPLE,
    RATING,
    YES_NO,
    MATRIX,
    ATTEST,
)

GOOD: list[tuple[Question, Any]] = [
    (TEXT, "x"),
    (TEXT, "x" * SHORT),
    (TEXT, "[@click=app.quit]"),
    (TEXT, "日本語"),
    (CODED, "AB1234"),
    (CODED, " AB1234 "),
    (SIZED, "abc"),
    (SIZED, "abcde"),
    (LONG_TEXT, "x" * LONG),
    (LONG_TEXT, "one\ntwo"),
    (replace(LONG_TEXT, max_length=10), "x" * 10),
    (NUMBER, "0"),
    (NUMBER, "-5"),
    (NUMBER, "20"),
    (NUMBER, "007"),
    (NUMBER, " 7 "),
    (NUMBER, "-0"),
    (MONEY, "1.25"),
    (MONEY, "1,25"),
    (MONEY, "123456789012345.99"),
    (DATE, "2024-02-29"),
    (DATE, "0001-01-01"),
    (SPRING, "2026-03-01"),
    (SPRING, "2026-05-31"),
    (EMAIL, "ada@example.org"),
    (EMAIL, "a+b@sub.example.co.uk"),
    (EMAIL, "ä@exämple.org"),
    (SINGLE, "a"),
    (SINGLE_OTHER, f"{OTHER}my own"),
    (SINGLE_OTHER, OTHER + "x" * SHORT),
    (MULTIPLE, ["a"]),
    (MULTIPLE, ["c", "a"]),
    (MULTIPLE, ["a", f"{OTHER}mine"]),
    (RATING, "b"),
    (RATING, NOT_APPLICABLE),
    (YES_NO, "no"),
    (YES_NO, {"answer": "no"}),
    (YES_NO, {"answer": "yes", "explain": "Because."}),
    (MATRIX, {"r1": "a", "r2": NOT_APPLICABLE}),
    (MATRIX, {"r1": "a", "r2": "b", "ghost": "z"}),
    (ATTEST, AGREED),
]

BAD: list[tuple[Question, Any, str]] = [
    (TEXT, "", "write an answer"),
    (TEXT, " \t\u200b", "write an answer"),
    (TEXT, "x" * 201, "keep to 200"),
    (TEXT, "x" * 100_000, "keep to 200"),
    (CODED, "ab1234", "Two letters"),
    (CODED, "AB１２３４", "Two letters"),
    (CODED, "AB1234\nAB1234", "Two letters"),
    (SIZED, "ab", "at least 3 characters (now 2)"),
    (SIZED, "abcdef", "keep to 5"),
    (LONG_TEXT, "x" * 4001, "keep to 4000"),
    (replace(LONG_TEXT, max_length=10), "x" * 11, "keep to 10"),
    *(
        (NUMBER, text, "a number")
        for text in (
            "x",
            "1e0",
            "NaN",
            "nan",
            "inf",
            "-inf",
            "１２",
            "٣",
            "+1",
            "0x10",
            "1_000",
            "1 000",
            "--1",
            ".5",
            "5.",
            "1:30",
            "²",
            "½",
            "1" * 16,
            "$5",
        )
    ),
    (NUMBER, "1.5", "whole number"),
    (NUMBER, "1,5", "whole number"),
    (NUMBER, "-6", "from -5 to 20"),
    (NUMBER, "21", "from -5 to 20"),
    (MONEY, "1.255", "at most 2 decimals"),
    (MONEY, "-0.01", "0 or more"),
    (MONEY, "1,000", "Write 1000 or 1.0."),
    (MONEY, "12,500", "Write 12500 or 12.5."),
    (NUMBER, "-1,250", "Write -1250 or -1.25."),
    (NUMBER, " 0,050 ", "Write 50 or 0.05."),
    (NUMBER, "1,000,000", "a number"),
    (MONEY, "1,0000", "at most 2"),
    (replace(MONEY, minimum=None, maximum=Decimal(3)), "3.01", "3 or less"),
    (NUMBER, "", "a number"),
    *(
        (DATE, text, "year-month-day")
        for text in (
            "yesterday",
            "2026-02-29",
            "2026-13-01",
            "31.03.2026",
            "20260331",
            "2026-3-31",
            "２０２６-03-31",
            "2026-W10-1",
            "0000-01-01",
            "2026-03-31T00:00",
            "-2026-03-31",
        )
    ),
    (DATE, "", "a date"),
    (SPRING, "2026-02-28", "2026-03-01 or a later"),
    (SPRING, "2026-06-01", "2026-05-31 or an earlier"),
    *(
        (EMAIL, text, "e-mail")
        for text in (
            "ada",
            "ada@",
            "@example.org",
            "ada@example",
            "a b@example.org",
            "ada@@example.org",
            "ada@example..org",
            "ada@.org",
            "a@b.c@d.e",
            "x" * 65 + "@example.org",
            "ada@" + "a" * 64 + ".org",
        )
    ),
    (EMAIL, "", "write"),
    (SINGLE, "", "choose one"),
    (SINGLE, "d", "answers shown"),
    (SINGLE, "A", "answers shown"),
    (SINGLE, f"{OTHER}x", "answers shown"),
    (SINGLE, NOT_APPLICABLE, "answers shown"),
    (SINGLE_OTHER, OTHER, "say what"),
    (SINGLE_OTHER, f"{OTHER} \u200b", "say what"),
    (SINGLE_OTHER, OTHER + "x" * 201, "keep to 200"),
    (MULTIPLE, [], "at least one"),
    (MULTIPLE, ["a", "b", "c"], "at most 2 (now 3)"),
    (MULTIPLE, ["a", "a"], "each answer once"),
    (MULTIPLE, ["d"], "answers shown"),
    (MULTIPLE, [OTHER], "say what"),
    (MULTIPLE, [""], "answers shown"),
    (replace(MULTIPLE, min_choices=2), ["a"], "at least 2 (now 1)"),
    (RATING, "", "choose one"),
    (RATING, "9", "answers shown"),
    (replace(RATING, na=False), NOT_APPLICABLE, "answers shown"),
    (YES_NO, "", "yes or no"),
    (YES_NO, "maybe", "yes or no"),
    (YES_NO, {"explain": "x"}, "yes or no"),
    (YES_NO, "yes", "explain"),
    (YES_NO, {"answer": "yes"}, "explain why you answered yes"),
    (YES_NO, {"answer": "yes", "explain": " \u200b "}, "explain"),
    (YES_NO, {"answer": "yes", "explain": "x" * 4001}, "keep to 4000"),
    (replace(YES_NO, explain_if="no"), "no", "explain"),
    (MATRIX, {"r1": "a"}, "rate Grace"),
    (MATRIX, {"r1": "a", "r2": "z"}, "rate Grace"),
    (replace(MATRIX, na=False), {"r1": "a", "r2": NOT_APPLICABLE}, "rate Grace"),
    (ATTEST, "", "tick the statement; the credit cannot"),
    (ATTEST, "yes", "tick the statement"),
    (ATTEST, "AGREED", "tick"),
]


@pytest.mark.parametrize(("question", "answer"), GOOD)
def test_a_good_answer_is_accepted_and_kept(question: Question, answer: Any) -> None:
    assert problems([question], {"q": answer}) == []
    assert "q" in tidy([question], {"q": answer})


@pytest.mark.parametrize(("question", "answer", "message"), BAD)
def test_a_bad_answer_gets_one_sentence(question: Question, answer: Any, message: str) -> None:
    (problem,) = problems([question], {"q": answer})
    assert problem.question == "q"
    assert message in problem.message


@pytest.mark.parametrize("question", EVERY)
def test_only_required_questions_need_an_answer(question: Question) -> None:
    for nothing in ({}, {"q": None}, {"q": ""}):
        assert problems([question], nothing)  # type: ignore[arg-type]
        assert problems([replace(question, required=False)], nothing) == []  # type: ignore[arg-type]


WEIRD: list[Any] = [
    5,
    1.5,
    True,
    ["x"],
    [1],
    [None],
    {"a": 1},
    {1: "a"},
    {"answer": 5},
    {"answer": ["yes"]},
    [["a"]],
    {"r1": []},
]


@pytest.mark.parametrize("answer", WEIRD)
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("question", EVERY)
def test_an_answer_of_the_wrong_form_is_refused_and_not_kept(question: Question, required: bool, answer: Any) -> None:
    question = replace(question, required=required)
    later = Question("later", K.SHORT_TEXT, "Later?", shown_if=Condition("q", ("yes",)))
    kept = tidy([question, later], {"q": answer})
    if problems([question, later], {"q": answer}) == []:
        assert kept.get("q") == answer
    else:
        assert all(isinstance(value, str) for part in kept.values() for value in part)
    if not isinstance(answer, (list, dict)):
        assert kept == {}


def test_matrix_rows_are_named_one_by_one_and_optional_rows_may_be_left_out() -> None:
    assert [problem.field for problem in problems([MATRIX], {})] == ["r1", "r2"]
    assert problems([replace(MATRIX, required=False)], {"q": {"r1": "a"}}) == []
    assert [p.field for p in problems([replace(MATRIX, required=False)], {"q": {"r1": "z"}})] == ["r1"]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (OTHER, "other"),
        ("", ""),
        ({"answer": "yes"}, "explain"),
        ({"answer": "yes", "explain": "x" * 4001}, "explain"),
        ({"answer": "perhaps"}, ""),
    ],
)
def test_a_problem_names_the_field_inside_the_question(answer: Any, field: str) -> None:
    question = YES_NO if isinstance(answer, dict) else SINGLE_OTHER
    assert [problem.field for problem in problems([question], {"q": answer})] == [field]


FIRST = Question("first", K.YES_NO, "First?", required=True)
SECOND = Question(
    "second", K.SINGLE, "Second?", required=True, options=ABC, other=True, shown_if=Condition("first", ("yes",))
)
THIRD = Question("third", K.SHORT_TEXT, "Third?", required=True, shown_if=Condition("second", ("b", "other")))
NOTE = Question("note", K.NOTE, "Read this.", required=True)
CHAIN = (NOTE, FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, ["note", "first"]),
        ({"first": "no", "second": "b", "third": "x"}, ["note", "first"]),
        ({"first": "yes"}, ["note", "first", "second"]),
        ({"first": {"answer": "yes", "explain": "so"}}, ["note", "first", "second"]),
        ({"first": "yes", "second": "a"}, ["note", "first", "second"]),
        ({"first": "yes", "second": "b"}, ["note", "first", "second", "third"]),
        ({"first": "yes", "second": f"{OTHER}mine"}, ["note", "first", "second", "third"]),
        ({"second": "b"}, ["note", "first"]),
        ({"first": ["yes"]}, ["note", "first", "second"]),
        ({"first": 7}, ["note", "first"]),
    ],
)
def test_a_hidden_question_hides_those_that_depend_on_it(answers: dict[str, Any], shown: list[str]) -> None:
    assert [question.id for question in visible(CHAIN, answers)] == shown


def test_hidden_questions_are_neither_checked_nor_kept() -> None:
    answers = {"first": "no", "second": "zzz", "third": "x" * 9999, "note": "x", "stranger": "x"}
    assert problems(CHAIN, answers) == []
    assert tidy(CHAIN, answers) == {"first": "no"}


def test_a_condition_on_a_later_or_unknown_question_hides() -> None:
    early = replace(THIRD, shown_if=Condition("later", ("x",)))
    assert visible([early, replace(TEXT, id="later")], {"later": "x"}) == [replace(TEXT, id="later")]


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        ("x", ["x"]),
        ("", []),
        (["a", "", f"{OTHER}x"], ["a", "other"]),
        ({"answer": "yes"}, ["yes"]),
        ({"r1": "a"}, ["a"]),
    ],
)
def test_the_plain_values_of_an_answer(answer: Any, values: list[str]) -> None:
    assert given({"q": answer}, "q") == values


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", Decimal(12)),
        (" 1.50 ", Decimal("1.5")),
        ("1,5", Decimal("1.5")),
        ("-0,25", Decimal("-0.25")),
        ("1.000", Decimal(1)),
        ("1,000", None),  # a thousand, or one
        ("-1,000", None),
        ("1e3", None),
        ("1 000", None),
        ("one", None),
        ("", None),
    ],
)
def test_a_number_that_was_typed_is_read_in_one_way_or_not_at_all(typed: str, value: Decimal | None) -> None:
    assert number(typed) == value


def test_what_was_accepted_is_kept_to_the_last_character() -> None:
    long = replace(TEXT, max_length=1000)
    assert tidy([long], {"q": "x" * 1000}) == {"q": "x" * 1000}
    assert tidy([LONG_TEXT], {"q": "x" * LONG}) == {"q": "x" * LONG}
    assert tidy([SINGLE_OTHER], {"q": OTHER + "x" * SHORT}) == {"q": OTHER + "x" * SHORT}
    explained: Answer = {"answer": "yes", "explain": "x" * LONG}
    assert problems([YES_NO], {"q": explained}) == []
    assert tidy([YES_NO], {"q": explained}) == {"q": explained}


def test_kept_answers_are_clean_and_bounded() -> None:
    assert tidy([TEXT], {"q": "a\x1b[31m\u202eb\nc"}) == {"q": "a [31mb c"}
    assert tidy([LONG_TEXT], {"q": "one\r\n\r\ntwo\x07"}) == {"q": "one\n\ntwo"}
    assert tidy([MATRIX], {"q": {"r1": "a", "ghost": "x" * 9999}}) == {"q": {"r1": "a"}}
    assert tidy([YES_NO], {"q": {"answer": "yes", "explain": "so", "more": "x"}}) == {
        "q": {"answer": "yes", "explain": "so"}
    }
    assert tidy([TEXT], {"q": "\ud800"}) == {"q": "\ufffd"}


ANSWERS = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=9), st.sampled_from(["yes", "a", OTHER, AGREED])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["r1", "answer", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@for_all(st.sampled_from(EVERY), st.booleans(), ANSWERS)
def test_no_answer_breaks_the_form_and_kept_answers_stay_accepted(
    question: Question, required: bool, answer: Any
) -> None:
    question = replace(question, required=required)
    found = problems([question], {"q": answer})
    kept = tidy([question], {"q": answer})
    assert tidy([question], kept) == kept
    if not found and kept:
        assert problems([question], kept) == []


REFUSED = [
    "[",
    "(",
    "a" * 201,
    "(" * 101 + ")" * 101,
    "a{99999999999}",
    "(a+)+",
    "(a|a)*",
    "(a*)*b",
    "([a-z]+)*",
    "(a+){2,}",
    "(?:a+)+",
    "(?=a)",
    "(?i)a",
    r"(a)\1",
    "((a*))*",
    "(a?){50}",
    "(a)*+",
    "(a+\n)+",
    "(a*){,9}",
    "a*a*a*",
    r"\w*\s*\w*",
    r"[)]*(a+)+",
    "[]](a+)+]",
    r"\[(a+)+\]",
    r"\\(a+)+",
    "a{1,9999999}",
    "a?" * 20,
    "(a|a)" * 20,
    "a{0,200}a{0,200}a{0,200}",
    "(?P<x>a)",
    "(?>a)",
]


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_dangerous_pattern_is_refused_with_a_reason(pattern: str) -> None:
    assert " " in pattern_problem(pattern)


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_that_no_catalog_could_have_brought_asks_for_nothing(pattern: str) -> None:
    assert problems([replace(CODED, pattern=pattern)], {CODED.id: "a" * 40 + "!"}) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z]{2}[0-9]{4,8}",
        r"\d{5}(-\d{4})?",
        "(RN|LPN|NP)-?[0-9]+",
        ".+@.+",
        r"[^\]]+",
        r"\(\+\*",
        "",
        "[()*+]{3}",
        "[A-Z]{2}[0-9]{2}" + "-[0-9]{4}" * 5,  # what is repeated so many times exactly is read in one way
    ],
)
def test_ordinary_patterns_are_fine(pattern: str) -> None:
    assert pattern_problem(pattern) == ""


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^b]", r"\w", r"\)", "(a)", "(a|ab)", "(a*)", "(b?a)", "[)(]", "x"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "*?", "{3}", "{2,}", "{0,9}", "{,50}"])
PATTERNS = st.lists(st.tuples(ATOMS, REPEATS).map("".join), min_size=1, max_size=12).map("".join)


@for_all(PATTERNS)
def test_an_accepted_pattern_is_quick_on_the_worst_of_answers(pattern: str) -> None:
    if pattern_problem(pattern):
        return
    started = time.perf_counter()
    for text in ("a" * SHORT, "ab" * (SHORT // 2), "a" * (SHORT - 1) + "!"):
        re.fullmatch(pattern, text)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "pattern", ["a*a*b", "a*a*" + "a?" * 4 + "b", "a?" * 19 + "a" * 19, "(a|a)" * 19 + "b", "(a*)?(a*)?b"]
)
def test_the_worst_accepted_patterns_are_quick(pattern: str) -> None:
    assert pattern_problem(pattern) == ""
    started = time.perf_counter()
    assert re.fullmatch(pattern, "a" * (SHORT - 1) + "!") is None
    assert time.perf_counter() - started < 2
