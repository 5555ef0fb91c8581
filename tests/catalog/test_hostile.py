"""Files nobody should trust: each is refused in words, or read as plain text; nothing escapes."""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ce_tui.catalog import Catalog, CatalogError, Located, Policy, guard, read, read_text
from ce_tui.catalog.samples import NORTHWIND
from ce_tui.credit.types import credit_type

POLICY = Policy(credit_type("ama"))
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
XML_LAUGHS = (
    '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<schedule><conference><title>&b;</title></conference></schedule>"
)
CASES: list[tuple[str, bytes, str]] = [
    ("laughs.yaml", LAUGHS.encode(), ":1:4: anchors with `&` are not used here"),
    ("cycle.yaml", b"a: &a [*a]\n", ":1:8: references with `*` are not used here"),
    ("python.yaml", b"a: !!python/object/apply:os.system ['id']\n", ":1:4: tags with `!` are not used here"),
    ("merge.yaml", b"organization: {id: a, name: b, <<: {zone: UTC}}\n", "`<<` is not a field of an organization"),
    ("deep.yaml", b"[" * 200_000, "this is nested too deeply"),
    ("deep-block.yaml", b"- " * 2000, "nested too deeply"),
    ("many.yaml", b"- 1\n" * 500_000, "the file holds too many values"),
    ("two.yaml", b"a: 1\n---\nb: 1\n", ":2:1: a second document starts here"),
    ("empty.yaml", b"\n\n", "the file is empty"),
    ("comment.yaml", b"# nothing\n", "this is not a catalog"),
    ("list.yaml", b"- a\n", ":1:1: this is not a catalog"),
    ("scalar.yaml", b"hello", ":1:1: this is not a catalog"),
    ("keys.yaml", b"? [a]\n: b\n", ":1:3: a name must be plain text"),
    ("template.yaml", b"a: {{today}}\n", "a name must be plain text"),
    ("open.yaml", b'a: "b', "a quote is still open at the end"),
    ("colon.yaml", b"organization:\n  name: a: b\n", ":2:10: a second `:` is not allowed here"),
    ("tab.yaml", b"a:\n\t- x\n", ":2:1: text may not start with this character"),
    ("lone.yaml", b'a: "\\uD800"', ":1:7: this is not valid YAML (found invalid Unicode"),
    ("nul.yaml", b"a: b\nc: d\0\n", ":2:5: an invisible control character (U+0000)"),
    ("escape.yaml", b"a: b\x1b[2J\n", ":1:5: an invisible control character (U+001B)"),
    ("utf16.yaml", "a: ü".encode("utf-16"), ": this is text in UTF-16 or UTF-32. Save it as UTF-8."),
    ("cp1252.yaml", "a: b\nname: Müller".encode("cp1252"), ":2:8: byte 13 of the file (0xFC) is not UTF-8"),
    ("surrogate.yaml", b"a: \xed\xa0\x80", ":1:4: byte 4 of the file (0xED) is not UTF-8"),
    ("nan.json", b'{"schedule": {"conference": {"days": NaN}}}', "NaN is not a number that JSON allows"),
    ("deep.json", b"[" * 200_000, ":1:41: this is nested too deeply"),
    ("cut.json", b'{"schedule": {\n"conference": ', ":2:15: the file is cut off here"),
    ("other.json", b'{"a": 1}', "this JSON is not a conference schedule"),
    ("days.json", b'{"schedule": {"conference": {"days": [1, {"rooms": 5}, {"rooms": {"a": [7]}}]}}}', "no session of"),
    ("laughs.xml", XML_LAUGHS.encode(), "document types and entities are not used"),
    ("outside.xml", b'<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule/>', "document types and entities are not"),
    ("cut.xml", b"<schedule>\n<day>", ":2:6: the file is cut off here"),
    ("encoding.xml", b'<?xml version="1.0" encoding="nonsense"?><schedule/>', "this XML"),
    ("deep.xml", b"<a>" * 300_000 + b"</a>" * 300_000, "this XML is not a conference schedule"),
    (
        "page.html",
        b"<html><body>Not found</body></html>",
        ": this is a web page (HTML). Give a catalog (YAML or JSON), or",
    ),
]


@pytest.mark.parametrize(("name", "data", "said"), CASES, ids=[case[0] for case in CASES])
def test_hostile_files_are_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CatalogError) as caught:
        read(path, policy=POLICY)
    assert any(said in str(problem) for problem in caught.value.problems), str(caught.value)[:500]
    assert str(caught.value).startswith(str(path))


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(guard, "decode", pytest.fail)
    with pytest.raises(CatalogError, match="larger than 5 MB"):
        read(path)


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path, said in ((tmp_path, "cannot be read|not a file"), (pipe, "not a file"), (tmp_path / "no", "no such")):
        with pytest.raises(CatalogError, match=said):
            read(path)
    with pytest.raises(CatalogError, match="cannot be read"):
        read(Path("a\0b"))


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_bytes(b"a: 1")
    path.chmod(0)
    with pytest.raises(CatalogError, match="you may not read"):
        read(path)


def test_a_schedule_without_a_policy_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(b'{"schedule": {"conference": {"days": []}}}')
    with pytest.raises(CatalogError, match="--credit-type"):
        read(path)


@pytest.mark.parametrize(("deep", "wide"), [(24, 2), (8, 8), (2, 501), (400, 1)])
def test_sets_that_name_sets_do_not_grow_without_end(deep: int, wide: int) -> None:
    sets = "".join(f"  s{n}: [{', '.join([f's{n - 1}'] * wide)}]\n" for n in range(1, deep + 1))
    text = f"""
organization: {{ id: o, name: O, zone: UTC }}
questions:
  s0: [{{ id: q, kind: text, text: x }}]
{sets}credits:
  - {{ id: a, title: T, type: ama, amount: 1, questions: [s{deep}],
      contents: [{{ kind: reading, id: r, title: R, length: 60, text: x }}] }}
"""
    if wide == 1:
        assert len(read_text(text, "x.yaml").credits[0].questions) == 1
        return
    with pytest.raises(CatalogError) as error:
        read_text(text, "x.yaml")
    (problem,) = error.value.problems
    assert "more than 500 questions are asked; ask fewer." in problem.message


def test_text_stays_text() -> None:
    title = r"[@click=app.quit]x[/] \u202Eevil\u001b]52;c;aaaa\u0007 {nb} ＝1+1"
    text = f"""\ufeff
organization: {{ id: o, name: "{title}" }}
credits:
  - {{ id: a, title: "{title}", type: ama, amount: 1,
      contents: [{{ kind: reading, id: r, title: "{title}", length: 60, text: "# {title}\\n[x](javascript:1)" }}] }}
""".removeprefix("\ufeff")
    credit = read_text(text, "x.yaml").credits[0]
    assert credit.title == "[@click=app.quit]x[/] evil ]52;c;aaaa {nb} ＝1+1"
    assert credit.contents[0].title == credit.title
    assert credit.contents[0].text == f"# {credit.title}\n[x](javascript:1)"


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + NORTHWIND.text(datetime(2026, 11, 20, 12, tzinfo=UTC)).encode())
    assert read(path).organization.id == "northwind"


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = NORTHWIND.text(datetime(2026, 11, 20, 12, tzinfo=UTC))
    fast = read_text(text, "x.yaml")
    monkeypatch.setattr(guard, "_PARSER", yaml.BaseLoader)
    assert read_text(text, "x.yaml") == fast


def test_many_problems_are_cut_short() -> None:
    text = "credits:\n" + "".join(f"  - {{ id: c{n}, wrong: 1 }}\n" for n in range(500))
    with pytest.raises(CatalogError) as caught:
        read_text(text, "x.yaml")
    assert len(caught.value.problems) == 201
    assert "more; correct these first" in caught.value.problems[-1].message


def refused(reading: Callable[[], Catalog]) -> tuple[Located, ...]:
    """The problems a file is refused for; none when it is read."""
    try:
        reading()
    except CatalogError as error:
        return error.problems
    return ()


PIECES = (
    *(
        b"\n",
        b" ",
        b":",
        b"- ",
        b"[",
        b"{",
        b"}",
        b"&a ",
        b"*a",
        b"!!x ",
        b"'",
        b'"',
        b"#",
        b"\t",
        b"\xff",
        b"\0",
        b"~",
    ),
    *(
        b"null",
        b"-1",
        b"1e9",
        b"9" * 30,
        b"NaN",
        "\u202e".encode(),
        b"<<: ",
        b"? ",
        b"---\n",
        b"| ",
        b"%",
        b"\n  id: x\n",
    ),
)


@pytest.mark.parametrize("seed", range(4))
def test_mutated_catalogs_never_raise_anything_else(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    # A third of the sample a time: small enough for many rounds, with every part of the format in one of them.
    text = NORTHWIND.text(datetime(2026, 11, 20, 12, tzinfo=UTC)).encode()
    head, *credits = text.split(b"\n  # Demo: ")
    path = tmp_path / "x.yaml"
    for _ in range(500):
        data = bytearray(b"\n  # Demo: ".join([head, *chance.sample(credits, 3)]))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at : at + chance.randint(1, 40)] = b""
                case 1:
                    data[at:at] = chance.choice(PIECES)
                case 2:
                    data[at] = chance.randrange(32, 127)
                case 3:
                    start = chance.randrange(len(data))
                    data[at:at] = data[start : start + chance.randint(1, 200)]
        path.write_bytes(data)
        problems = refused(lambda: read(path, policy=POLICY))
        assert all(found.message.isprintable() and found.message for found in problems)


KEYS = st.sampled_from(
    [
        "organization",
        "credits",
        "contents",
        "questions",
        "id",
        "title",
        "kind",
        "type",
        "amount",
        "options",
        "rows",
        "correct",
        "shown_if",
        "partial",
        "claim",
        "progress",
        "certificate",
        "=video",
        "~text",
        "=again",
        "[key]",
        "0",
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.integers(),
    st.sampled_from(["video", "quiz", "matrix", "yes/no", "ama", "speakers", "film", "all", "external", "2026-01-01"]),
    st.text(max_size=8),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


@settings(max_examples=200)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_values_in_any_place_are_answered(values: dict[str, object]) -> None:
    text = yaml.safe_dump(values, allow_unicode=True)
    problems = refused(lambda: read_text(text, "x.yaml"))
    assert problems
    assert all(found.message.isprintable() and found.message for found in problems)
