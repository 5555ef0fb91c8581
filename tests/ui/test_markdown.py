"""Reading Markdown: nothing of a text is lost or obeyed, and every line fits."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ce_tui.ui.drawing.markdown import Document, lay_out, parse


def lines(text: str, width: int = 40) -> list[str]:
    return [line.plain.rstrip() for line in lay_out(parse(text), width)[0]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", []),
        ("One\ntwo\\\nthree", ["One two", "three"]),
        ("# A\n\n## B\n\ntext", ["A", "─" * 40, "", "B", "", "text"]),
        ("x\n- a\n  - b\n- c\n\ny", ["x", "", "• a", "  • b", "• c", "", "y"]),
        ("9. a\n10. b\n\n    c", ["9. a", "", "10. b", "", "    c"]),
        ("- \n- a", ["•", "• a"]),
        ("> a\n>\n> b\n\nc", ["▌ a", "▌", "▌ b", "", "c"]),
        ("- > a", ["• ▌ a"]),
        ("a\n\n---\n\nb", ["a", "", "─" * 40, "", "b"]),
        ("```py\na\n  b\n```\nc", ["  a", "    b", "", "c"]),
        ("<b>x</b>\n\n<script>y</script>", ["<b>x</b>", "", "<script>y</script>"]),
        ("a *b* **c** `d` ~~e~~ &amp;", ["a b c d e &"]),
        ("![Map](http://x.org/m.png) ![](u)", ["[Image: Map] [Image: no description]"]),
        ("|a|b|\n|-|-|\n|1|two|", ["a │ b", "──┼────", "1 │ two"]),
        ("[x](http://x.org) http://y.org a@b.org notes.py", ["x http://y.org a@b.org notes.py"]),
    ],
)
def test_what_a_text_looks_like(text: str, shown: list[str]) -> None:
    assert lines(text) == shown


def test_a_table_takes_the_room_there_is() -> None:
    table = "|Device|Remark|\n|-|-|\n|i-gel|easy to use in every patient|"
    wide = ["Device │ Remark", "───────┼────────────", "i-gel  │ easy to use", "       │ in every", "       │ patient"]
    assert lines(table, 20) == wide
    assert lines(table, 10) == ["Device:", "i-gel", "Remark:", "easy to", "use in", "every", "patient"]


def test_links_are_numbers_whatever_they_lead_to() -> None:
    text = "[a](http://x.org/ü) [b](javascript:alert(1)) [c](file:///etc/passwd) [](#d) ![e *f*](data:x) [![g](h)](i)"
    document = parse(text)
    assert [(link.text, link.address) for link in document.links] == [
        ("a", "http://x.org/%C3%BC"),
        ("b", "javascript:alert(1)"),
        ("c", "file:///etc/passwd"),
        ("link", "#d"),
        ("Image: e f", "data:x"),
        ("[Image: g]", "i"),
        ("Image: g", "h"),
    ]
    (block,) = document.blocks
    assert {span.style.meta["link"] for span in block.text.spans if not isinstance(span.style, str)} == {*range(7)}
    assert not any("@click" in span.style.meta for span in block.text.spans if not isinstance(span.style, str))


def test_anchors_are_named_as_github_names_them() -> None:
    document = parse("# Plan A: *first*\n\n## Ünï – code\n\n# Plan A: first\n\n##\n")
    assert [document.anchor(name) for name in ("plan-a-first", "PLAN-A-FIRST-1", "ünï--code", "plan")] == [
        0,
        2,
        1,
        None,
    ]


HOSTILE = (
    "&#x202e;&#x1b;&#27;[2J\x1b]52;c;eA==\x07",
    "[@click=app.quit]x[/] [/x] $y",
    ">" * 999 + " deep",
    "- " * 999 + "deep",
    "|a" * 60 + "|\n" + "|-" * 60 + "|\n|b",
    "[" * 500,
    "x" * 500,
    "漢" * 90 + "e\u0301" * 90,
    "#" * 7 + " a\n#\n# \n",
    "> ```\n> code\n> ```\n",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [2, 7, 76])
def test_hostile_text_is_text_and_fits(text: str, width: int) -> None:
    _check(parse(text), width)


def test_what_is_nested_deep_is_still_there() -> None:
    assert lines(">" * 60 + " deep")[-1].endswith("▌ deep")
    assert lines("- " * 60 + "deep")[-1].endswith("• deep")


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*"#>-*_`[]()!|~<&;: \n", "\n\n", "1. ", "    ", "word", "漢字", "```"]), max_size=60),
    st.integers(2, 50),
)
def test_any_text_is_read_and_fits(parts: list[str], width: int) -> None:
    text = "".join(parts)
    document = parse(text)
    _check(document, width)
    # A word can only be missing where it was an address, a reference or what a code block says of itself.
    if not re.search(r"[\[`~]", text):
        shown = "".join(line.plain for line in lay_out(document, 500)[0])
        assert shown.count("word") == text.count("word")


def _check(document: Document, width: int) -> None:
    shown, starts = lay_out(document, width)
    assert len(starts) == len(document.blocks)
    assert starts == sorted(set(starts))
    assert all(line.cell_length <= width for line in shown)
    text = "".join(line.plain for line in shown)
    assert not {char for char in text if unicodedata.category(char) in ("Cc", "Cf") and char not in "\u200c\u200d"}


@pytest.mark.parametrize("part", ["[", "![", "[[]", "[a][", "http://a.", "ftp://a.", "https://a/(", "mailto:a@b."])
def test_so_many_links_that_reading_them_takes_seconds_are_text(part: str) -> None:
    text = part * (100_000 // len(part))
    document = parse(text)
    assert document.links == ()
    assert "".join(block.text.plain for block in document.blocks) == text


def test_a_long_paragraph_with_many_brackets_is_text_and_the_same_in_many_paragraphs_is_read() -> None:
    assert parse("![" * 999 + "*a*" * 33_000).links == ()
    assert len(parse("see [this](https://x.org/a) and http://y.org/b\n\n" * 900).links) == 1800
    assert len(parse("- [this](https://x.org/a)\n" * 400).links) == 400
