"""Statements from any system: what is understood, what is left out, and what is refused in one sentence."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ce_tui.credit.ledger import History, Line
from ce_tui.credit.model import Content, ContentKind
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import bounds, clip, total, union
from ce_tui.credit.statements import Actor, Statement, effect
from ce_tui.exchange.xapi_file import MAX_BYTES, StatementsError
from ce_tui.exchange.xapi_reading import read
from ce_tui.exchange.xapi_writing import statements, text

AT = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
EXTENSIONS = "https://w3id.org/xapi/video/extensions/"
CMI5 = "https://w3id.org/xapi/cmi5/context/extensions/"
VIDEO = Content("airway", ContentKind.VIDEO, "Airway", 60_000)
QUIZ = Content("quiz", ContentKind.QUIZ, "Quiz")
READING = Content("guide", ContentKind.READING, "Guide", 5000)
TALK = Content("talk", ContentKind.SESSION, "Talk", 3_600_000, starts_at=AT)
TALK_MS = round(AT.timestamp() * 1000)


def made(id: str | None = "a", verb: str = "https://w3id.org/xapi/video/verbs/paused", **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "actor": {"account": {"homePage": "https://lms.example", "name": "ada"}},
        "verb": {"id": verb},
        "object": {"id": "https://example.org/content/airway"},
        "timestamp": "2026-05-31T09:00:00Z",
        **more,
    }


def heard(*values: Any) -> list[Statement]:
    return read(json.dumps(values).encode(), "x.json").heard


def played(segments: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {f"{EXTENSIONS}played-segments": segments}, **more}


def test_one_statement_an_array_one_per_line_and_an_answer_say_the_same() -> None:
    one, two = made("A"), made("b")
    line = f"{json.dumps(one)}\n\n{json.dumps(two)}\n"
    forms = [
        json.dumps([one, two]),
        line,
        json.dumps({"statements": [one, two], "more": ""}),
        json.dumps([{"statement": one}, {"statement": two}]),
        "\ufeff" + line,
        line.replace("\n", "\r\n"),
        json.dumps([one, two], indent=2),
    ]
    found = [read(form.encode(), "x") for form in forms]
    assert all(each == found[0] for each in found)
    assert ([each.id for each in found[0].heard], found[0].wrong) == (["a", "b"], [])
    assert read(json.dumps(one).encode(), "x").heard == found[0].heard[:1]


def test_what_a_statement_says() -> None:
    result = played("0[.]30,32[.]45.2,9[.]", duration="PT1M")
    result["extensions"][f"{EXTENSIONS}progress"] = 0.7535
    (found,) = heard(made(result=result))
    assert found == Statement(
        "a",
        "ada (https://lms.example)",
        "https://example.org/content/airway",
        "paused",
        AT,
        ((0, 30_000), (32_000, 45_200)),
        753,
        60_000,
        unread=1,
        actor=Actor("https://lms.example", "ada"),
        system="https://lms.example",
    )
    (mail,) = heard(made(actor={"mbox": "mailto:Ada@example.org"}, timestamp=None, stored="2026-05-31T11:00:00+02:00"))
    assert (mail.learner, mail.at) == ("Ada@example.org", AT)


def test_numbers_are_never_floats() -> None:
    told = json.dumps(made(result={"extensions": {f"{EXTENSIONS}progress": 0}})).replace(": 0}", ": 0.1000000000001}")
    assert read(told.encode(), "x").heard[0].progress == 100


def test_what_is_voided_is_named_and_what_was_only_looked_at_left_out() -> None:
    void = made("v", "http://adlnet.gov/expapi/verbs/voided", object={"objectType": "StatementRef", "id": "A"})
    browse = made("l", context={"extensions": {f"{CMI5}launchmode": "Browse", f"{CMI5}sessionid": "s1"}})
    same = made("m", context={"extensions": {f"{CMI5}sessionid": "s1"}})
    review = made("n", context={"extensions": {f"{CMI5}launchmode": "Review"}})
    normal = made("o", context={"extensions": {f"{CMI5}launchmode": "Normal", f"{CMI5}sessionid": "s2"}})
    batch = read(json.dumps([made("a"), void, browse, same, review, normal]).encode(), "x")
    assert [each.id for each in batch.heard] == ["a", "o"]
    assert (batch.voided, batch.looked_at) == ({"a"}, 3)


@pytest.mark.parametrize("spelling", ["urn:uuid:{}", "{}", "{{{}}}"])
def test_the_id_of_a_statement_is_the_same_in_every_spelling(spelling: str) -> None:
    id = "5A0C0000-0000-4000-8000-00000000000A"
    object = {"objectType": "StatementRef", "id": spelling.format(id)}
    values = [made(id), made("v", "http://adlnet.gov/expapi/verbs/voided", object=object)]
    batch = read(json.dumps(values).encode(), "x.json")
    assert batch.voided == {heard.id for heard in batch.heard} == {id.lower()}


def test_the_oldest_comes_first() -> None:
    assert [each.id for each in heard(made("b"), made("c", timestamp=None), made("a", timestamp="2025-01-01"))] == [
        "a",
        "b",
        "c",
    ]


def test_what_is_no_statement_is_counted() -> None:
    bad = [1, None, "x", True, {}, made(id=None), made(actor=None), made(actor={"member": []}), made(object=7)]
    batch = read(json.dumps([*bad, made()]).encode(), "x")
    assert (len(batch.heard), len(batch.wrong)) == (1, len(bad))
    assert batch.wrong[5:8] == [
        "statement 6: It has no id.",
        "statement 7: It has no actor.",
        "statement 8: It has no actor.",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"{",
        b"nothing",
        b'{"a": NaN}',
        b"[Infinity]",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe[\x00]\x00",
        b"\xc3\x28",
        b'{"id": 1}\n{"id"',
        b'{"id": 1}\n[NaN]',
        b'["\x1b[31m',
        b"\x00" * 9,
        b" " * MAX_BYTES + b"[]",
    ],
    ids=range(15),
)
def test_a_file_that_is_no_statements_is_one_sentence(data: bytes) -> None:
    with pytest.raises(StatementsError) as error:
        read(data, "bad\x1b[0m.json")
    sentence = str(error.value)
    assert sentence.startswith("bad [0m.json")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "\x1b" not in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml", "spreadsheet"),
        (b"BEGIN:VCALENDAR\r\n", "calendar"),
        (b"Name,From\nada,9:00\n", "table"),
        (b"<!doctype html>", "web page"),
        (b"organization: {}\n", "ce-tui import"),
    ],
)
def test_a_file_of_another_shape_is_named(data: bytes, what: str) -> None:
    with pytest.raises(StatementsError, match=f"^x: This is a .*{what}"):
        read(data, "x")


def test_other_words_for_the_same() -> None:
    found = heard(
        made("a", "http://activitystrea.ms/schema/1.0/complete"),
        made("b", "http://activitystrea.ms/attend/"),
        made("c", actor={"mbox": "MAILTO:ada@x.org"}),
        made("d", timestamp="0001-01-01T00:00:00Z", stored="never"),
    )
    assert [(each.verb, each.actor.account or each.learner, each.at) for each in found] == [
        ("paused", "ada", datetime(1, 1, 1, tzinfo=UTC)),
        ("completed", "ada", AT),
        ("attended", "ada", AT),
        ("paused", "ada@x.org", AT),
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "extra")


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.sampled_from(FIELDS), VALUES)
def test_any_json_is_read_without_harm(values: dict[str, Any], field: str, value: Any) -> None:
    for statement in (values, made(**values), made(**{field: value}), made(result={"extensions": value})):
        batch = read(json.dumps(statement).encode(), "x")
        assert len(batch.heard) + len(batch.wrong) <= 1 + len(value if isinstance(value, list) else ())
    read(json.dumps(value).encode(), "x")


LINES = st.lists(
    st.tuples(st.integers(0, 70_000), st.integers(1, 30_000), st.sampled_from("abc"), st.integers(0, 99)), max_size=8
)


@given(LINES)
def test_what_was_watched_comes_back_from_what_is_told(lines: list[tuple[int, int, str, int]]) -> None:
    ledger = [
        Line("watched", sitting, (start, start + long), AT + timedelta(minutes=minute))
        for start, long, sitting, minute in lines
    ]
    told = list(statements("ada", [History(Organization("nam", "N"), VIDEO, None, (*ledger,))]))
    assert told == list(statements("ada", [History(Organization("nam", "N"), VIDEO, None, (*ledger,))]))
    batch = read("".join(text(told)).encode(), "x")
    back = batch.heard
    assert (len(back), batch.wrong) == (len(told), [])
    assert union(span for each in back for span in effect(VIDEO, each).spans) == clip(
        (line.span for line in ledger), *bounds(VIDEO)
    )
    shares = [each.progress for each in back if each.progress is not None]
    assert max(shares, default=0) == total(clip((line.span for line in ledger), *bounds(VIDEO))) // 60


def said(verb: str, **more: Any) -> Statement:
    return Statement("i", "ada", "x", verb, **more)


def test_what_counts() -> None:
    whole = ((0, 60_000),)
    spans = ((0, 10_000), (5000, 20_000))
    assert effect(VIDEO, said("paused", spans=spans)).spans == ((0, 20_000),)
    assert not effect(VIDEO, said("completed", spans=spans, whole=True)).done
    assert effect(VIDEO, said("completed", whole=True)) == effect(VIDEO, said("waived", whole=True))
    assert effect(VIDEO, said("waived", whole=True)).spans == whole
    assert effect(VIDEO, said("progressed", progress=500)).spans == ((0, 30_000),)
    assert effect(VIDEO, said("progressed", progress=1000)).spans == whole
    assert effect(VIDEO, said("initialized")).spans == ()
    assert effect(READING, said("completed", whole=True)).done
    assert not effect(QUIZ, said("completed", whole=True)).done
    assert effect(QUIZ, said("passed", whole=True)).done
    assert not effect(QUIZ, said("passed")).done


def test_attendance_counts_where_it_meets_the_session() -> None:
    hour = 3_600_000

    def meets(minute: int | None, duration: int | None) -> int:
        at = None if minute is None else datetime.fromtimestamp(AT.timestamp() + 60 * minute, UTC)
        spans = effect(TALK, said("attended", at=at, duration_ms=duration)).spans
        assert all(TALK_MS <= start < end <= TALK_MS + hour for start, end in spans)
        return sum(end - start for start, end in spans) // 60_000

    assert meets(0, hour) == meets(60, hour) == meets(None, None) == 60
    assert meets(30, hour) == 30
    assert meets(-30, hour) == 30
    assert meets(600, hour) == meets(None, hour) == 0
    untimed = Content("talk", ContentKind.SESSION, "Talk", hour)
    assert effect(untimed, said("attended", duration_ms=2 * hour)).spans == ((0, hour),)
    assert effect(VIDEO, said("attended", duration_ms=hour)).spans == ()


def test_a_word_of_failure_completes_nothing() -> None:
    passed = made(verb="http://adlnet.gov/expapi/verbs/passed", result={"success": False})
    assert [each.whole for each in heard(passed, made("b", "http://adlnet.gov/expapi/verbs/passed"))] == [False, True]
