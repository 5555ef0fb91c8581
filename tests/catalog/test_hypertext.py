"""Descriptions written as HTML become words in lines; what is no HTML stays as it is."""

import pytest

from ce_tui.catalog.hypertext import plain


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Knots &amp; <em>ropes</em></p>\n<ul><li>reef</li><li>bend</li></ul>", "Knots & ropes\n\n- reef\n- bend"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<p>one</p>\n<p>two\nlines</p>", "one\n\ntwo lines"),
        ("Segeln f&uuml;r alle &#8211; &#x2713;", "Segeln für alle – ✓"),
        ('See <a href="https://x.example/a">this page</a>.', "See this page (https://x.example/a)."),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ("<script>alert(1)</script><p>x</p><style>p{}</style>", "x"),
        ("<P CLASS='a'>big<BR>tags</P>", "big\ntags"),
        ("# Head\n\n- a <em>b</em>\n- c", "# Head\n\n- a b\n- c"),
        ("use vector<int> and <b>map</b><K, V>", "use vector<int> and map<K, V>"),
    ],
)
def test_words_without_tags(html: str, words: str) -> None:
    assert plain(html) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a < b and c > d",
        "std::vector<int> x;",
        "Plain *words* <https://x.example>",
        "AT&T",
        "The <b> tag",
        "x && y;",
    ],
)
def test_what_is_no_html_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["<p><a " * 9000, "<" * 40_000 + "<p>", "<p>" + "<!--" * 9000, "<p>" + "&#" * 9000])
def test_broken_html_gives_text_all_the_same(text: str) -> None:
    assert isinstance(plain(text), str)
