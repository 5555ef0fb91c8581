"""Descriptions that a program wrote as HTML -> the words in them, in lines."""

import re
from html import unescape
from html.parser import HTMLParser

_LINES = "p|div|ul|ol|dl|dt|dd|table|tr|h[1-6]|blockquote|pre|section|article|hr|figure"
_UNSEEN = "script|style|title|template"
_INLINE = (
    "a|abbr|b|big|br|center|cite|code|del|em|font|i|img|ins|kbd|li|mark|q|s|small|span|strong|strike|sub|sup|"
    "td|th|tbody|thead|tt|u|wbr|caption|figcaption|main|header|footer|html|body|head"
)
_KNOWN = f"{_LINES}|{_UNSEEN}|{_INLINE}"
_TAG = re.compile(rf"</(?:{_KNOWN})\s*>|<(?:br|p|hr|li|img)\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain(text: str) -> str:
    """`text` without tags, with its entities as the characters they stand for; as it is where it is no HTML.

    What looks like a tag and is none of HTML's (`vector<int>`) stays.
    """
    if not _TAG.search(text):
        return unescape(text) if _ENTITY.search(text) else text
    words = _Words(in_lines=not _BLOCK.search(text))
    words.feed(text)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self, in_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._space = r"[^\S\n]+" if in_lines else r"\s+"  # lines of source are no lines of text where tags make them
        self.parts: list[str] = []
        self._unseen = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not re.fullmatch(_KNOWN, tag):
            self.parts.append(self.get_starttag_text() or "")
        elif re.fullmatch(_UNSEEN, tag):
            self._unseen += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif re.fullmatch(_LINES, tag):
            self.parts.append("\n\n" if tag == "p" else "\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("td", "th", "img"):
            self.parts.append(f" {dict(attrs).get('alt') or ''} ")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if not re.fullmatch(_KNOWN, tag):
            self.parts.append(f"</{tag}>")
        elif re.fullmatch(_UNSEEN, tag):
            self._unseen = max(0, self._unseen - 1)
        elif re.fullmatch(_LINES, tag):
            self.parts.append("\n")
        elif tag == "a" and self._links:
            link = self._links.pop()
            if link.startswith(("http://", "https://")) and link not in "".join(self.parts[-2:]):
                self.parts.append(f" ({link})")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(self._space, " ", data))
