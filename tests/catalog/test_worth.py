"""What a catalog says of amounts that its contents do not support, and what group and nano programs ask for."""

import pytest

from ce_tui.catalog import CatalogError, read_text
from ce_tui.credit.model import Credit

HEAD = "organization: { id: o, name: O, zone: UTC }\ncredits:\n"
FILM = '{{ kind: video, id: {0}, title: T, length: {1}, url: "https://example.org/{0}" }}'
QUIZ = "{{ kind: quiz, id: {0}, title: Q, {1} questions: [{{ id: a, kind: true/false, text: T, correct: yes }}] }}"
LEAFLET = "{ kind: reading, id: leaflet, title: L, text: x }"


def film(id: str, length: str) -> str:
    return FILM.format(id, length)


def quiz(id: str, more: str = "") -> str:
    return QUIZ.format(id, more)


def text(fields: str, *contents: str) -> str:
    lines = ["  - id: c", "    title: T", *(f"    {field}" for field in fields.split("; ")), "    contents:"]
    return HEAD + "\n".join([*lines, *(f"      - {content}" for content in contents), ""])


def warned(fields: str, *contents: str) -> list[str]:
    """What is said of the worth of a credit; other warnings have tests of their own."""
    found = [warning.split(": ", 1)[1] for warning in read_text(text(fields, *contents), "x.yaml").warnings]
    return [said for said in found if "worth" in said or "no length" in said]


def refused(fields: str, *contents: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_text(text(fields, *contents), "x.yaml")
    return [f"{problem.line} {problem.message}" for problem in caught.value.problems]


def made(fields: str, *contents: str) -> Credit:
    return read_text(text(fields, *contents), "x.yaml").credits[0]


@pytest.mark.parametrize(
    ("fields", "contents", "said"),
    [
        ("type: hours; amount: 1; progress: {minutes: 60}", [film("a", "90")], []),
        (
            "type: hours; amount: 5; progress: {minutes: 60}",
            [film("a", "90")],
            ["5.00 hours is more than the 60 min that complete it are worth (1.00 hour)."],
        ),
        ("type: ama; amount: 1; progress: {minutes: 53}", [film("a", "90")], []),
        (
            "type: ama; amount: 1; progress: {minutes: 52}",
            [film("a", "90")],
            ["1.00 credit is more than the 52 min that complete it are worth (0.75 credits)."],
        ),
        ("type: hours; amount: 1; progress: {items: 1}", [film("a", "1 h"), film("b", "1 h")], []),
        (
            "type: hours; amount: 5; progress: {items: 1}",
            [film("a", "1 h"), film("b", "1 h")],
            ["5.00 hours is more than its shortest item, 60 min, is worth (1.00 hour)."],
        ),
        (
            "type: hours; amount: 2; progress: {items: 2}",
            [film("a", "2 h"), film("b", "30 min"), film("c", "45 min")],
            ["2.00 hours is more than its 2 shortest items, 75 min, are worth (1.25 hours)."],
        ),
        (
            "type: hours; amount: 2",
            [film("a", "1 h")],
            ["2.00 hours is more than its contents, 60 min together, are worth (1.00 hour)."],
        ),
    ],
)
def test_an_amount_that_the_least_time_does_not_support_is_warned_of(
    fields: str, contents: list[str], said: list[str]
) -> None:
    assert warned(fields, *contents) == said


def test_sessions_at_the_same_time_are_worth_it_once() -> None:
    rooms = [f"{{ kind: session, id: {id}, title: T, length: 1 h, starts: 2026-12-03 09:00 }}" for id in "ab"]
    assert "2.00 hours is more than its contents, 60 min together, are worth (1.00 hour)." in warned(
        "type: hours; amount: 2", *rooms
    )


def test_items_at_the_same_time_are_not_the_shortest_that_complete_it() -> None:
    rooms = [
        f"{{ kind: session, id: {id}, title: T, length: 1 h, starts: 2026-12-03 {hour}:00 }}"
        for id, hour in (("a", "09"), ("b", "09"), ("c", 12))
    ]
    assert warned("type: hours; amount: 2; progress: {items: 2}", *rooms) == []
    assert warned("type: hours; amount: 3; progress: {items: 2}", *rooms) == [
        "3.00 hours is more than its 2 shortest items, 120 min, are worth (2.00 hours)."
    ]


def test_contents_without_a_length_are_named_with_what_the_others_come_to() -> None:
    assert warned("type: ama; amount: 10; partial: yes", film("a", "10"), quiz("exam")) == [
        "`exam` has no length and weighs nothing; the others, 10 min together, come to 0.25 credits.",
        "10.00 credits is more than its contents, 10 min together, are worth (0.25 credits).",
    ]
    assert warned("type: ama; amount: 1", film("a", "60"), quiz("exam"), LEAFLET) == [
        "`exam`, `leaflet` have no length and weigh nothing; the others, 60 min together, come to 1.00 credit."
    ]
    assert warned("type: ama; amount: 1", LEAFLET) == [
        "`leaflet` has no length and weighs nothing; nothing here has one, so any amount is given for no time."
    ]
    assert warned("type: ama; amount: 1; progress: {items: 1}", film("a", "60"), quiz("exam"))[1] == (
        "1.00 credit is more than its shortest item, 0 min, is worth (0.00 credits)."
    )
    assert warned("type: ama; amount: 1", film("a", "60"), quiz("exam", "length: 5 min,")) == []


def test_many_contents_without_a_length_are_counted() -> None:
    (said, *_) = warned("type: ama; amount: 1", film("a", "60"), *(quiz(f"q{n}") for n in range(25)))
    assert said.startswith("`q0`, `q1`,")
    assert "`q19` and 5 more have no length" in said


NANO = "type: {id: nasba, activity: nano}"
TEN = "a nano program is ten minutes; make it several credits."


def test_a_nano_program_is_ten_minutes_with_a_quiz() -> None:
    good = [film("a", "10"), quiz("q", "length: 0,")]
    assert made(f"{NANO}; amount: 0.2", *good).amount.thousandths == 200
    assert made(f"{NANO}; amount: 0.2; partial: no", *reversed(good)).partial is None
    assert refused(f"{NANO}; amount: 0.6", *good) == [f"6 `amount` must be 0.2: {TEN}"]
    assert refused(f"{NANO}; amount: 2", *good) == [f"6 `amount` must be 0.2: {TEN}"]
    assert refused(f"{NANO}; amount: 0.2; partial: yes", *good) == [f"7 there are no parts of 0.2: {TEN}"]
    for contents in (
        [film("a", "10")],
        [quiz("q")],
        [*good, film("b", "10")],
        [*good, quiz("p")],
        [quiz("q"), quiz("p")],
    ):
        assert refused(f"{NANO}; amount: 0.2", *contents) == [f"8 one item and its quiz are needed: {TEN}"]
    others = "type: {id: nasba, activity: self-study}"
    assert made(f"{others}; amount: 0.6", *good).amount.thousandths == 600


def test_a_group_program_asks_for_all_unless_it_says_otherwise() -> None:
    lecture = "{{ kind: session, id: s, title: T, length: 100 min, starts: 2026-12-03 09:00{} }}"
    group = "type: {id: nasba, activity: Group}; amount: 2"
    for contents, threshold in (([lecture.format("")], 1000), ([lecture.format(", threshold: 90 %")], 900)):
        assert [content.threshold for content in made(group, *contents).contents] == [threshold]
    assert made(group, film("a", "100"), quiz("q")).contents[0].threshold == 1000
    assert made("type: nasba; amount: 2", lecture.format("")).contents[0].threshold == 900
    shared = (
        text(group, "s")
        + f"  - {{ id: d, title: D, type: ama, amount: 1.5, contents: [s] }}\ncontents:\n  - {lecture.format('')}\n"
    )
    assert {credit.contents[0].threshold for credit in read_text(shared, "x.yaml").credits} == {1000}


@pytest.mark.parametrize(("more", "required"), [("", False), ("required: yes,", True), ("required: no,", False)])
def test_a_quiz_can_be_required(more: str, required: bool) -> None:
    assert made("type: hours; amount: 1", film("a", "60"), quiz("q", more)).contents[1].required is required


def session(starts: str) -> str:
    return f"{{ kind: session, id: s{starts[-2:]}, title: S{starts[-2:]}, length: 60 min, starts: {starts} 10:00 }}"


@pytest.mark.parametrize(
    ("rule", "closes", "late"),
    [
        ("all", "2026-05-01 11:00", True),
        ("all", "2026-05-03", False),
        ("all", "2026-05-02", True),
        ("all", "2026-05-02 10:30", True),
        ("{items: 1}", "2026-05-02", False),
    ],
)
def test_a_window_that_closes_before_a_session_is_over_is_warned_of(rule: str, closes: str, late: bool) -> None:
    fields = f"type: hours; amount: 1; progress: {rule}; claim: {{ closes: {closes} }}"
    warnings = read_text(text(fields, session("2026-05-01"), session("2026-05-03")), "x.yaml").warnings
    said = "x.yaml:8:22: the claim window closes before “S03” is over, so nobody can claim this."
    assert [warning for warning in warnings if "window" in warning] == ([said] if late else [])
