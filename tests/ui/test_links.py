"""Which addresses of a text are opened: those of the web, and no others."""

import pytest

from ce_tui.ui.links import LONGEST, refusal


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://EXAMPLE.ORG/%C3%BC?a=b#c",
        "http://localhost:8080/",
        "https://u:p@[::1]:80/",
        "https://xn--bcher-kva.example",
    ],
)
def test_what_is_opened(address: str) -> None:
    assert refusal(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#plan",
        "notes.md",
        "//example.org",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "mailto:ce@example.org",
        "ftp://example.org",
        "-https://example.org",
        " https://example.org",
        "https:///etc/passwd",
        "https://",
        "https://[bad",
        "https://%5Bbad",
        "https://a b",
        "https://example.org/\x1b[2J",
        "https://example.org/\n",
        "https://example.org/\u202e",
        "https://exаmple.org",
        "https:example.org",
        "httpsx://example.org",
        "https://-;x",
    ],
)
def test_what_is_refused(address: str) -> None:
    said = refusal(address)
    assert said.startswith("Only web addresses (http or https) are opened from a text, so this was not: ")
    assert said.isprintable()
    assert len(said) < 150


def test_an_address_too_long_for_a_browser_is_refused() -> None:
    address = "https://example.org/" + "x" * LONGEST
    assert refusal(address) == "This address is 2,020 characters long, too long for a browser, so it was not opened."
    assert refusal(address[:LONGEST]) == ""
