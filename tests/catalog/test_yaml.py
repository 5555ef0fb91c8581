"""The YAML format: everything it can say, and what it answers to mistakes (line and column included)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from ce_tui.catalog import CatalogError, read, read_text
from ce_tui.catalog.samples import NORTHWIND
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import (
    CertificateKind,
    CertificateRule,
    ContentKind,
    Need,
    PartialRule,
    ProgressRule,
    Remainder,
    UpTo,
)
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Condition, Option, QuestionKind
from ce_tui.credit.types import Rounding, credit_type

EVERYTHING = """\
organization:
  id: northwind
  name: Northwind — Академия
  acronym: CPE
  zone: Europe/Berlin
  instructions: |
    # Read this
      indented [@click=app.quit]
  signatory: { name: Grace Hopper, title: Director }
  accreditation: Accredited by nobody.
  website: https://example.org/a?b=c
  paper: Letter
questions:
  usual:
    - { id: hello, kind: note, text: Hello, help: a note }
    - { id: short, kind: text, text: Badge, pattern: "[0-9]{4}", pattern_hint: Four digits., required: yes }
    - { id: long, kind: Long Text, text: Why?, min_length: 5, max_length: 50 }
    - { id: mail, kind: email, text: E-mail }
    - { id: count, kind: number, text: How many?, minimum: -1.5, maximum: 007, places: 1 }
    - { id: day, kind: date, text: When?, earliest: 2020-02-29, latest: 2026-12-31 }
contents:
  - id: film
    kind: video
    title: A film
    speakers: [王小明, Łęcka, 王小明]
    length: 22 min 30 s
    url: https://example.org/film.mp4
    threshold: 80 %
    max_speed: 1.5x
  - { id: local-film, kind: video, title: On disk, length: 1 h, file: films/b.mp4 }
credits:
  - id: one
    title: "Everything [/] 1:30"
    description: NO
    type: { id: nasba, step: 0.5, activity: self-study }
    amount: 2.50
    format: QAS Self Study
    designation: Designated for $amount.
    contents:
      - film
      - kind: session
        id: hall
        title: In the hall
        speakers: Łęcka
        length: 1 h 5 min
        starts: 2026-12-03 09:00
        room: Hall 1
        code: ABC-123
        check_in: yes
        threshold: 75
      - { kind: reading, id: page, title: A page, length: 1 day, text: "# Head\\n\\nText" }
      - kind: quiz
        id: quiz
        title: A quiz
        length: 90 s
        pass_mark: 66.7 %
        attempts: 3
        cool_down: 24 h
        questions:
          - { id: q1, kind: single choice, text: Which?, options: [Naloxone, Other drug], correct: naloxone }
          - { id: q2, kind: multiple choice, text: Which?, options: {a: A, b: B, c: C}, correct: [a, C] }
          - { id: q3, kind: yes/no, text: True?, correct: no }
    progress: { items: 2 }
    release: 2026-11-01
    claim: { opens: 2026-12-03 10:30+02:00, closes: 2026-12-31 }
    partial: { step: 1, minimum: 0.5, up_to: whole, remainder: forfeit }
    questions:
      - usual
      - { id: pick, kind: single choice, text: Pick, options: {yes: Yes please, no: No}, other: yes }
      - { id: many, kind: multiple choice, text: Pick, options: [A+, A-, Ä], min_choices: 1, max_choices: 2 }
      - { id: rate, kind: rating, text: Rate, na: yes, shown_if: { question: pick, answer: [yes, other] } }
      - { id: grid, kind: matrix, text: Rate, rows: speakers, scale: [bad, good] }
      - { id: bias, kind: yes/no, text: Bias?, explain_if: yes }
      - { id: true-copy, kind: attestation, text: It is true., shown_if: { question: bias, answer: no } }
    attestation: I did it.
    certificate: { kind: external, url: "https://example.org/cert", text: Look there. }
  - { id: two, title: Plain, type: ama, amount: 1, contents: [film, local-film], progress: { minutes: 45 },
      partial: yes, certificate: none, attestation: none }
  - { id: three, title: Told, type: ama, amount: 0.5, contents: [film], format: enduring material,
      certificate: { kind: local, appendix: yes } }
"""


def test_everything_comes_out_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(EVERYTHING, "utf-8")
    catalog = read(path)

    assert catalog.organization == Organization(
        id="northwind",
        name="Northwind — Академия",
        acronym="CPE",
        zone="Europe/Berlin",
        instructions="# Read this\n  indented [@click=app.quit]",
        signatory_name="Grace Hopper",
        signatory_title="Director",
        accreditation="Accredited by nobody.",
        website="https://example.org/a?b=c",
        paper="letter",
    )
    one, two, three = catalog.credits
    assert (one.title, one.description) == ("Everything [/] 1:30", "NO")
    assert one.type == credit_type("nasba", step=Amount(500), rounding=Rounding.DOWN, activity="self-study")
    assert (one.amount, one.format, one.designation) == (Amount(2500), "QAS Self Study", "Designated for $amount.")
    assert one.rule == ProgressRule(Need.ITEMS, 2)
    assert one.release_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert one.opens_at == datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
    assert one.closes_at == datetime(2026, 12, 31, 23, tzinfo=UTC)  # the end of that day in Berlin
    assert one.partial == PartialRule(Amount(1000), Amount(500), UpTo.WHOLE, Remainder.FORFEIT)
    assert one.attestation == "I did it."
    assert one.certificate == CertificateRule(CertificateKind.EXTERNAL, "https://example.org/cert", "Look there.")
    assert (two.type, two.rule, two.partial) == (credit_type("ama"), ProgressRule(Need.MINUTES, 45), PartialRule())
    assert (two.certificate.kind, two.attestation) == (CertificateKind.NONE, "")
    assert three.certificate == CertificateRule(CertificateKind.LOCAL, appendix=True)

    film, hall, page, quiz = one.contents
    assert film == two.contents[0]
    assert (film.speakers, film.length_ms, film.threshold, film.max_speed) == (
        ("王小明", "Łęcka"),
        1_350_000,
        800,
        1500,
    )
    assert two.contents[1].url == str(tmp_path / "films" / "b.mp4")
    assert (hall.kind, hall.length_ms, hall.code, hall.threshold) == (ContentKind.SESSION, 3_900_000, "ABC-123", 750)
    assert hall.check_in
    assert (hall.starts_at, hall.room) == (datetime(2026, 12, 3, 8, tzinfo=UTC), "Hall 1")
    assert (page.text, page.length_ms) == ("# Head\n\nText", 86_400_000)
    assert (quiz.length_ms, quiz.pass_mark, quiz.attempts, quiz.cool_down_ms) == (90_000, 667, 3, 86_400_000)
    assert quiz.correct == (("q1", ("naloxone",)), ("q2", ("a", "c")), ("q3", ("no",)))
    assert all(question.required for question in quiz.questions)

    asked = {question.id: question for question in one.questions}
    assert [q.kind for q in one.questions] == [
        QuestionKind.NOTE,
        QuestionKind.SHORT_TEXT,
        QuestionKind.LONG_TEXT,
        QuestionKind.EMAIL,
        QuestionKind.NUMBER,
        QuestionKind.DATE,
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.RATING,
        QuestionKind.MATRIX,
        QuestionKind.YES_NO,
        QuestionKind.ATTESTATION,
    ]
    short = asked["short"]
    assert (short.pattern, short.pattern_hint, short.required) == ("[0-9]{4}", "Four digits.", True)
    assert (asked["long"].min_length, asked["long"].max_length) == (5, 50)
    assert (asked["count"].minimum, asked["count"].maximum, asked["count"].places) == (Decimal("-1.5"), Decimal(7), 1)
    assert (asked["day"].earliest, asked["day"].latest) == (date(2020, 2, 29), date(2026, 12, 31))
    assert asked["pick"].options == (Option("yes", "Yes please"), Option("no", "No"))
    assert asked["rate"].shown_if == Condition("pick", ("yes", "other"))
    assert asked["true-copy"].required
    assert asked["true-copy"].shown_if == Condition("bias", ("no",))
    assert [row.label for row in asked["grid"].rows] == ["王小明", "Łęcka"]
    assert len({option.id for option in asked["many"].options}) == 3
    assert catalog.warnings == (
        f"{path}:36:13: 2.5 credits is more than its 2 shortest items, 24 min, are worth (0.0 credits).",
        f"{path}:77:49: 1.00 credit is more than the 45 min that complete it are worth (0.75 credits).",
    )


HEAD = """\
organization: { id: o, name: O, zone: Europe/Berlin }
credits:
"""
GOOD = """\
  - id: good
    title: Good
    type: ama
    amount: 1
    contents:
      - { id: film, kind: video, title: Film, length: 60, url: "https://example.org/f" }
"""


def wrong(text: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_text(text, "x.yaml")
    for problem in caught.value.problems:
        assert problem.message.endswith((".", "?"))
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [f"{found.line}:{found.column} {found.message}" for found in caught.value.problems]


# One mistake in the good credit each: (what to replace, by what, what is said).
ONE_MISTAKE = [
    ("title: Good", "titel: Good", "3:5 this credit needs `title`, for example `title: Difficult Airway`."),
    ("title: Good", "title:", "4:11 `title` is empty; write something, for example `title: Difficult Airway`."),
    ("title: Good", "title: [a]", "4:12 `title` must be a single value, not a list or a group of fields."),
    ("title: Good", 'title: "\\u202e \\e"', "4:12 `title` is empty; write something or remove the line."),
    ("id: good", "id: Good", "3:9 `id` must be lower-case letters, digits, `.`, `_` or `-`, such as `airway-2026`."),
    ("amount: 1", "amount: 1e0", "6:13 `amount` must be a number such as 1.5, with at most three decimal places."),
    ("amount: 1", "amount: -1", "6:13 `amount` must be a number such as 1.5, with at most three decimal places."),
    ("amount: 1", "amount: .nan", "6:13 `amount` must be a number such as 1.5, with at most three decimal places."),
    ("amount: 1", "amount: １", "6:13 `amount` must be a number such as 1.5, with at most three decimal places."),
    ("amount: 1", f"amount: {'9' * 5000}", "6:13 `amount` must be a number such as 1.5, with at most three decimal"),
    ("amount: 1", "amount: 0", "6:13 `amount` is 0; write what the credit is worth."),
    ("amount: 1", "amount: 1.3", "6:13 AMA PRA Category 1 Credit™ is given in steps of 0.25; write 1.25 or 1.5."),
    ("type: ama", "type: amma", "5:11 `type` cannot be “amma”; choose hours, ama, ancc, acpe, nasba or iacet (did"),
    ("type: ama", "type: {id: ama, step: 0.3}", "5:11 AMA PRA Category 1 Credit™ is given in steps of 0.25."),
    (
        "type: ama",
        "type: {id: ama, minimum: 61 min}",
        "6:13 AMA PRA Category 1 Credit™ is not given under 61 min, but this credit takes 60 min.",
    ),
    (
        "type: ama\n    amount: 1",
        "type: {id: ama, minimum: 60}\n    amount: 1\n    progress: {minutes: 59}",
        "6:13 AMA PRA Category 1 Credit™ is not given under 60 min, but this credit takes 59 min.",
    ),
    ("type: ama", "type: {id: iacet, minimum: 29}", "5:11 IACET CEU is not given under 30 minutes."),
    ("type: ama", "type: {id: ama, minimum: '1:00'}", "5:30 `minimum` can be read in two ways; write `1 h 30 min`, or"),
    ("type: ama", "type: {step: 0.3}", "5:11 this credit type needs `id`."),
    ("type: ama", "type: [ama]", "5:11 `type` must be a single value or a group of `name: value` lines."),
    ("amount: 1", "amount: 1\n    amuont: 2", "7:5 `amuont` is not a field of a credit; did you mean `amount`?"),
    ("amount: 1", "amount: 1\n    amount: 2", "7:5 `amount` stands here again (first on line 6); remove one."),
    ("amount: 1", "amount: 1\n    pass_mark: 2", "7:5 `pass_mark` is not a field of a credit; it belongs to a quiz."),
    (
        "amount: 1",
        "amount: 1\n    certificate: lokal",
        "7:18 `certificate` cannot be “lokal”; choose local, external or n",
    ),
    ("amount: 1", "amount: 1\n    certificate: {kind: external}", "7:18 an external certificate needs `url` or `t"),
    (
        "amount: 1",
        "amount: 1\n    certificate: {kind: none, appendix: yes}",
        "7:18 `appendix` belongs to a certificate made here; remove it or write `kind: local`.",
    ),
    ("amount: 1", "amount: 1\n    certificate: external", "7:18 an external certificate needs `url` or `text`"),
    ("amount: 1", "amount: 1\n    progress: {items: 2}", "7:23 `items` is 2, but this credit has only 1 item to"),
    ("amount: 1", "amount: 1\n    progress: {minutes: 61}", "7:25 61 min are needed, but the contents last 60 min."),
    ("amount: 1", "amount: 1\n    progress: {}", "7:15 `progress` needs either `items` or `minutes`, or is `all`."),
    (
        "amount: 1",
        "amount: 1\n    progress: half",
        "7:15 `progress` cannot be “half”; choose all, or write it out below.",
    ),
    ("amount: 1", "amount: 1\n    partial: {step: 0.3}", "7:21 `step` must be a multiple of 0.25, the step of AMA"),
    ("amount: 1", "amount: 1\n    partial: {minimum: 2}", "7:24 `minimum` is more than the amount 1.00; lower it."),
    ("amount: 1", "amount: 1\n    partial: maybe", "7:14 `partial` must be yes or no."),
    (
        "amount: 1",
        "amount: 1\n    claim: {opens: 2026-03-02, closes: 2026-03-01}",
        "7:40 the claim window closes before it opens; correct one of the two.",
    ),
    (
        "amount: 1",
        "amount: 1\n    release: 2026-03-02\n    claim: {closes: 2026-03-01}",
        "7:14 the credit is released only after its claim window closes; correct one of the two.",
    ),
    (
        "amount: 1",
        "amount: 1\n    release: 2026-03-29 02:30",
        "7:14 2026-03-29 02:30 does not exist in Europe/Berlin (clocks go forward); write another time.",
    ),
    (
        "amount: 1",
        "amount: 1\n    release: 2026-10-25 02:30",
        "7:14 2026-10-25 02:30 happens twice in Europe/Berlin (clocks go back); write 2026-10-25 02:30+0200 or",
    ),
    ("amount: 1", "amount: 1\n    release: 2026-02-30", "7:14 `release` must be a date such as 2026-12-03 or 2026"),
    ("amount: 1", "amount: 1\n    questions: [evaluation]", "7:17 there is no set of questions `evaluation`; define"),
    ("length: 60", "length: 1:30", "8:55 `length` can be read in two ways; write `1 h 30 min`, or `90` for minutes."),
    ("length: 60", "length: 1.5 h", "8:55 `length` must be whole minutes such as 20, or a time such as `1 h 30 min`."),
    ("length: 60", "length: 0", "8:55 `length` is 0; write how long it is."),
    ("length: 60", "length: 99999999", "8:55 `length` must be whole minutes such as 20, or a time such as `1 h 30"),
    ("length: 60", "length: 9999999", "8:55 `length` is longer than 1000 hours; check the number."),
    (
        "kind: video",
        "kind: vidio",
        "8:27 `kind` cannot be “vidio”; choose video, session, reading or quiz (did you mean",
    ),
    ("kind: video, ", "", "8:9 this entry needs `kind`; choose video, session, reading or quiz."),
    ('url: "https://example.org/f"', "url: javascript:a", "8:64 `url` must be a web address that starts with https"),
    (
        'url: "https://example.org/f"',
        "url: films/f.mp4",
        "8:64 `url` must be a web address that starts with https:// "
        "or http://; a file on this machine goes under `file`.",
    ),
    ("url:", "room: a, url:", "8:59 `room` is not a field of a video; it belongs to a session."),
    (
        'kind: video, title: Film, length: 60, url: "https://example.org/f"',
        "kind: session, title: Film, length: 60, check_in: yes",
        "8:71 `check_in` needs `starts`; write when the session starts.",
    ),
    (', url: "https://example.org/f"', "", "8:9 video `film` needs either `url` or `file`."),
    (
        "      - {",
        "      - filn\n      - {",
        "8:9 there is no content `filn` in this file; define it under `contents:`.",
    ),
    ("      - {", "      - film\n      - {", "9:9 `film` is in this credit already; remove one."),
]


@pytest.mark.parametrize(("old", "new", "said"), ONE_MISTAKE)
def test_one_mistake_is_said_in_its_place(old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = wrong(HEAD + GOOD.replace(old, new, 1))
    assert any(line.startswith(said) for line in found), found
    assert len(found) <= 2


QUESTION_MISTAKES = [
    ("{ id: q, kind: text }", "8:9 this text question needs `text`, for example `text: What will you change?`."),
    ("{ id: attestation, kind: note, text: a }", "8:15 question id `attestation` is taken by the attestation; cho"),
    ("{ id: q, kind: choice, text: a }", "8:24 `kind` cannot be “choice”; choose note, text, long text, email, numb"),
    ("{ id: q, kind: single choice, text: a, options: [a] }", "8:57 `options` needs at least 2 entries."),
    ("{ id: q, kind: single choice, text: a, options: [a, b, A] }", "8:64 “A” is there already (line 8); make each"),
    ("{ id: q, kind: single choice, text: a, options: {A b: c, d: e} }", "8:58 the name `A b` must be lower-case le"),
    ("{ id: q, kind: single choice, text: a, options: [a, Other], other: yes }", "8:57 `other: yes` adds “other”"),
    ("{ id: q, kind: multiple choice, text: a, options: [a, b], min_choices: 3 }", "8:80 only 2 can be chosen; lo"),
    ("{ id: q, kind: text, text: a, pattern: '(a+)+', pattern_hint: b }", "8:48 `pattern` repeats a group; repeat"),
    ("{ id: q, kind: text, text: a, pattern: '[' , pattern_hint: b }", "8:48 `pattern` is not a pattern: unterminat"),
    ("{ id: q, kind: text, text: a, pattern: '[a--b]', pattern_hint: b }", "8:48 `pattern` can be read in two ways: P"),
    ("{ id: q, kind: text, text: a, pattern: 'a' }", "8:48 a `pattern` needs `pattern_hint`, telling people what to"),
    ("{ id: q, kind: number, text: a, minimum: 2, maximum: 1 }", "8:50 `minimum` is more than the most allowed (1)"),
    ("{ id: q, kind: number, text: a, minimum: NaN }", "8:50 `minimum` must be a plain number such as 12 or -1.5."),
    ("{ id: q, kind: yes/no, text: a, explain_if: maybe }", "8:53 `explain_if` must be yes or no."),
    ("{ id: q, kind: note, text: a, shown_if: { question: z, answer: a } }", "8:61 there is no earlier question `z`"),
    ("{ id: q, kind: note, text: a, required: yes }", "8:39 `required` is not a field of a note; it belongs to a te"),
]


@pytest.mark.parametrize(("question", "said"), QUESTION_MISTAKES)
def test_mistakes_in_questions(question: str, said: str) -> None:
    found = wrong(HEAD + GOOD.replace("amount: 1\n", f"amount: 1\n    questions:\n      - {question}\n"))
    assert any(line.startswith(said) for line in found), found


def test_conditions_look_back_and_at_possible_answers() -> None:
    form = dedent("""\
        questions:
          - { id: a, kind: yes/no, text: A, shown_if: { question: b, answer: yes } }
          - { id: b, kind: yes/no, text: B, shown_if: { question: a, answer: maybe } }
          - { id: c, kind: text, text: C }
          - { id: d, kind: text, text: D, shown_if: { question: c, answer: x } }
        """)
    text = HEAD + GOOD + "\n".join("    " + line for line in form.splitlines())
    assert wrong(text) == [
        "10:63 there is no earlier question `b`; name one that comes before.",
        "11:74 “maybe” is not an answer to `a`; known are yes, no.",
        "13:61 `c` has no fixed answers to depend on; name a choice or yes/no question.",
    ]


def test_all_problems_are_said_at_once() -> None:
    text = (
        "organization: { id: O, zone: Europe/Berlim }\nqestions: []\ncredits:\n"
        + GOOD.replace("amount: 1", "amount: -1")
        + GOOD.replace("length: 60", "length: 0")
    )
    found = wrong(text)
    assert [line.split(" ")[0] for line in found] == ["1:15", "1:21", "1:30", "2:1", "7:13", "10:9", "15:15"]


def test_ids_are_compared_without_case() -> None:
    assert wrong(HEAD + GOOD + GOOD.replace("film", "FILM").replace("good", "GOOD"))[:2] == [
        "9:9 credit id `good` is used on line 3 too; choose another.",
        "9:9 `id` must be lower-case letters, digits, `.`, `_` or `-`, such as `airway-2026`.",
    ]


def test_a_credit_without_contents_is_refused() -> None:
    start = GOOD.index("    contents:")
    assert wrong(HEAD + GOOD[:start]) == ["3:5 this credit needs `contents`."]
    said = ["7:15 `contents` must be a list with at least one entry; start each with `- `."]
    assert wrong(HEAD + GOOD[:start] + "    contents: []") == said
    assert (
        wrong("a: 1")[-1]
        == "1:1 `a` is not a field of a catalog; known are organization, questions, contents, credits."
    )


def test_speakers_of_nobody_are_not_asked_about() -> None:
    good = GOOD.replace("type: ama", "type: hours")
    text = HEAD + good + "    questions: [{ id: q, kind: matrix, text: a, rows: speakers }]\n"
    catalog = read_text(text, "x.yaml")
    assert catalog.credits[0].questions == ()
    assert catalog.warnings == ("x.yaml:3:5: question `q` is left out: this credit has no speakers to rate.",)


@pytest.mark.parametrize(
    ("written", "ms"), [("60", 3_600_000), ("60 min", 3_600_000), ("1 h", 3_600_000), ("90 s", 90_000)]
)
def test_a_type_has_a_least_time(written: str, ms: int) -> None:
    text = HEAD + GOOD.replace("type: ama", f"type: {{id: hours, rounding: nearest, minimum: {written}}}")
    (credit,) = read_text(text, "x.yaml").credits
    assert credit.type == credit_type("hours", rounding=Rounding.NEAREST, minimum_ms=ms)
    assert credit_type("hours").minimum_ms == 0


def test_a_zone_that_is_not_said_is_told() -> None:
    unsaid = (HEAD + GOOD).replace(", zone: Europe/Berlin", "").replace("type: ama", "type: hours")
    catalog = read_text(unsaid, "x.yaml")
    said = "`zone` is not set, so dates are those of UTC; write yours, such as `zone: America/New_York`."
    assert (catalog.organization.zone, catalog.warnings) == ("UTC", (f"x.yaml:1:15: {said}",))
    assert read_text(unsaid.replace("id: ", "zone: UTC, id: ", 1), "x.yaml").warnings == ()


def test_warnings_do_not_refuse() -> None:
    text = (
        HEAD
        + GOOD.replace("amount: 1", "amount: 2").replace("type: ama", "type: hours")
        + "contents: [{id: x, kind: reading, title: X, text: x}]\nquestions:\n  q: []\n"
    )
    assert read_text(text, "x.yaml").warnings == (
        "x.yaml:6:13: 2.00 hours is more than its contents, 60 min together, are worth (1.00 hour).",
        "x.yaml:11:6: the questions `q` are asked by no credit.",
        "x.yaml:9:12: content `x` belongs to no credit.",
    )


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-20T17:00",
        "2026-12-31T23:59",
        "2028-02-29T12:00",
        "2026-03-28T12:00",
        # when clocks change in New York
        "2026-03-08T06:59",
        "2026-03-08T07:00",
        "2026-11-01T05:30",
        "2026-11-01T06:30",
    ],
)
def test_the_sample_is_good_at_any_time(now: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    text = NORTHWIND.text(at)
    assert "{{" not in text
    catalog = read_text(text, "northwind.yaml")
    assert catalog.warnings == ()
    assert len(catalog.credits) >= 14
    assert {credit.type.id for credit in catalog.credits} == {"hours", "ama", "ancc", "acpe", "nasba", "iacet"}
    assert {q.kind for credit in catalog.credits for q in credit.questions} == set(QuestionKind)
    assert {content.kind for credit in catalog.credits for content in credit.contents} == set(ContentKind)
    here = [content for credit in catalog.credits for content in credit.contents if content.check_in]
    assert [20 <= (at - content.starts_at).total_seconds() / 60 < 25 for content in here if content.starts_at] == [True]
