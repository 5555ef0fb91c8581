"""Markdown as blocks of text to be wrapped. Nothing in it is markup or an action, and a link is only a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content, Span
from textual.style import Style

from ce_tui.credit.text import clean, clean_block

QUOTE = "▌ "
_RULE = "$foreground 40%"
_LINK = "underline $text-primary"
_STYLES = {"em_open": "italic", "strong_open": "bold", "s_open": "strike"}
_HEADS = {1: "bold $text-primary", 2: "bold $text-primary", 3: "bold"}
_LEAST_CELL = 8
"""A column of a table is no narrower; where there is no room for that, each row becomes a list."""


_DEEPEST = 200
"""Lists and quotes within one another; what is nested deeper is not read (20 is usual, where text would be lost)."""
_MOST_READING = 10_000_000
"""For each bracket and each address the rest of its paragraph is read: so many characters in all."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or an image, which is only ever a link."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a heading (`level` 1 to 6), a line of code, a rule or a table, with what stands in front of it."""

    text: Content
    lead: str = ""
    """In front of the first line; `rest` in front of the others, as wide."""
    rest: str = ""
    gap: bool = True
    """Whether a blank line comes before it."""
    level: int = 0
    kind: str = "text"
    rows: tuple[tuple[Content, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it is shown."""

    blocks: tuple[TextBlock, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def headings(self) -> list[int]:
        """Which blocks are headings."""
        return [at for at, block in enumerate(self.blocks) if block.level]

    def anchor(self, name: str) -> int | None:
        """The heading that `#name` means (named as GitHub names them: words joined by hyphens, then -1, -2 ...)."""
        seen: dict[str, int] = {}
        for at in self.headings:
            slug = re.sub(r"[^\w\- ]", "", self.blocks[at].text.plain.strip().lower()).replace(" ", "-")
            number = seen[slug] = seen.get(slug, -1) + 1
            if name.lower() == (f"{slug}-{number}" if number else slug):
                return at
        return None


def parse(text: str) -> Document:
    """Read Markdown (as GitHub has it, but HTML is text). Any text is a document.

    Where there are so many links that reading them would take seconds, they are shown as they are written.
    """
    text = clean_block(text)
    markdown = MarkdownIt("gfm-like", {"html": False, "maxNesting": _DEEPEST})
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # "notes.py" is no address
    # A link that leads nowhere good is shown, and refused when it is opened.
    markdown.validateLink = _any  # type: ignore[method-assign]
    if _reading(text, "[") > _MOST_READING:
        markdown.disable(["link", "image"])
    if _reading(text, "//") > _MOST_READING or _reading(text, "mailto:") > _MOST_READING:
        markdown.disable("linkify")
    reader = _Reader()
    for token in markdown.parse(text):
        reader.read(token)
    return Document(tuple(reader.blocks), tuple(reader.links))


def _reading(text: str, what: str) -> int:
    """How many characters are read to find the end of each: those of its paragraph."""
    return sum(part.count(what) * len(part) for part in text.split("\n\n"))


def _any(url: str) -> bool:
    return True


@dataclass(slots=True)
class _Reader:
    blocks: list[TextBlock] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    indents: list[str] = field(default_factory=list)
    """What stands in front of a line, from the outermost list or quote to the innermost."""
    marks: dict[int, str] = field(default_factory=dict)
    """The bullets and numbers still to be shown, by their place in `indents`."""
    lists: int = 0
    level: int = 0
    gap: bool = True
    rows: list[list[Content]] = field(default_factory=list)
    in_table: bool = False

    def read(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.level = int(token.tag[1:])
            case "heading_close":
                self.level = 0
            case "paragraph_open":
                self.gap = self.gap or not token.hidden
            case "inline":
                line = _Line(self.links)
                for child in token.children or []:
                    line.read(child)
                if self.in_table:
                    self.rows[-1].append(line.content)
                else:
                    self._add(line.content)
            case "fence" | "code_block":
                self._read_code(token.content)
            case "hr":
                self._add(Content(""), kind="rule")
            case "table_open" | "tr_open" | "table_close":
                self._read_table(token.type)
            case _:
                self._read_nesting(token)

    def _read_code(self, code: str) -> None:
        for text in code.rstrip().split("\n"):
            self._add(Content(text[: len(text) - len(text.lstrip())] + _safe(text.strip())), kind="code")
            self.gap = False
        self.gap = True

    def _read_table(self, kind: str) -> None:
        match kind:
            case "table_open":
                self.in_table, self.rows = True, []
            case "tr_open":
                self.rows.append([])
            case "table_close":
                self.in_table = False
                self._add(Content(""), kind="table", rows=tuple(map(tuple, self.rows)))

    def _read_nesting(self, token: Token) -> None:
        """Lists and quotes, and what is in them."""
        match token.type:
            case "blockquote_open":
                self.indents.append(QUOTE)
            case "blockquote_close":
                self.indents.pop()
            case "bullet_list_open" | "ordered_list_open":
                self.gap = self.gap or not self.lists
                self.lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self.lists -= 1
            case "list_item_open":
                mark = f"{token.info}{token.markup} " if token.info else "• "
                self.marks[len(self.indents)] = mark
                self.indents.append(" " * len(mark))
            case "list_item_close":
                if len(self.indents) - 1 in self.marks:  # an empty item
                    self._add(Content(""))
                self.indents.pop()

    def _add(self, text: Content, *, kind: str = "text", rows: tuple[tuple[Content, ...], ...] = ()) -> None:
        lead = "".join(self.marks.get(at, indent) for at, indent in enumerate(self.indents))
        self.marks.clear()
        gap = bool(self.blocks) and (self.gap or kind in ("rule", "table") or bool(self.level))
        self.blocks.append(TextBlock(text, lead, "".join(self.indents), gap, self.level, kind, rows))
        self.gap = kind != "text" or bool(self.level) or not self.lists


@dataclass(slots=True)
class _Line:
    """The text of a paragraph, a heading or a cell; what it links to is added to `links`."""

    links: list[Link]
    parts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    open: list[tuple[str, int, int]] = field(default_factory=list)
    """Style, where it began, and the number of the link (-1 for what is none)."""
    at: int = 0

    @property
    def content(self) -> Content:
        return Content("".join(self.parts), self.spans)

    def read(self, token: Token) -> None:
        match token.type:
            case "softbreak":
                self._put(" ")
            case "hardbreak":
                self._put("\n")
            case "code_inline":
                start = self.at
                self._put(_safe(token.content))
                self._style("$text-warning", start)
            case "image":
                text = clean("".join(child.content for child in token.children or [])) or "no description"
                self.links.append(Link(f"Image: {text}", str(token.attrs.get("src", ""))))
                start = self.at
                self._put(f"[Image: {text}]")
                self._style(_LINK, start, len(self.links) - 1)
            case "link_open":
                self.open.append((_LINK, self.at, len(self.links)))
                self.links.append(Link("", str(token.attrs.get("href", ""))))
            case "em_open" | "strong_open" | "s_open":
                self.open.append((_STYLES[token.type], self.at, -1))
            case "link_close" | "em_close" | "strong_close" | "s_close":
                self._close(*self.open.pop())
            case _:
                self._put(_safe(token.content))

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def _style(self, style: str, start: int, link: int = -1) -> None:
        if self.at > start:
            self.spans.append(Span(start, self.at, style))
            if link >= 0:
                self.spans.append(Span(start, self.at, Style.from_meta({"link": link})))

    def _close(self, style: str, start: int, link: int) -> None:
        if link >= 0:
            shown = clean("".join(self.parts)[start:])
            if not shown:
                self._put("[link]")
            self.links[link] = Link(shown or "link", self.links[link].address)
        self._style(style, start, link)


def _safe(text: str) -> str:
    """Clean a piece of a line; an entity such as `&#x202e;` may have brought in what the whole was cleaned of."""
    inner = clean(text, len(text))
    if not inner:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"


# --- laying out -------------------------------------------------------------------------------------------------


def lay_out(document: Document, width: int) -> tuple[list[Content], list[int]]:
    """The lines of a document, none wider than `width` (two cells or more), and the first line of each block."""
    lines: list[Content] = []
    starts: list[int] = []
    before = ""
    for block in document.blocks:
        if block.gap:
            lines.append(Content.styled(_common(before, block.rest).rstrip()[-width:], _RULE))
        starts.append(len(lines))
        indent = len(block.rest)
        # What is nested too deep to fit shows its innermost marks; two cells stay, for a wide character takes both.
        shown = min(indent, width // 2, max(width - 2, 0))
        drawn = _draw(block, width - shown)
        lines += [
            Content.assemble(((block.rest if at else block.lead)[indent - shown :], _RULE), line) if shown else line
            for at, line in enumerate(drawn)
        ]
        before = block.rest
    return lines, starts


def _common(one: str, other: str) -> str:
    """What both begin with."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _draw(block: TextBlock, width: int) -> list[Content]:
    match block.kind:
        case "rule":
            return [Content.styled("─" * width, _RULE)]
        case "code":
            code = Content.assemble("  ", block.text.stylize("$text-warning"))
            return [code] if code.cell_length <= width else code.fold(width)
        case "table":
            return _table(block.rows, width)
    text = block.text.stylize_before(_HEADS.get(block.level, "italic")) if block.level else block.text
    drawn = [text] if text.cell_length <= width and "\n" not in text.plain else text.wrap(width)
    if block.level == 1:
        drawn = [*drawn, Content.styled("─" * width, _RULE)]
    return drawn


def _table(rows: tuple[tuple[Content, ...], ...], width: int) -> list[Content]:
    head, *body = rows
    room = width - 3 * (len(head) - 1)
    if room < _LEAST_CELL * len(head):
        return [
            line
            for row in body or [head]
            for name, cell in zip_longest(head, row, fillvalue=Content(""))
            for line in Content.assemble(name.stylize_before("bold"), ": ", cell).wrap(width)
        ]
    widths = _widths([max(row[at].cell_length for row in rows if at < len(row)) for at in range(len(head))], room)
    lines = _row([cell.stylize_before("bold") for cell in head], widths)
    lines.append(Content.styled("─┼─".join("─" * each for each in widths), _RULE))
    for row in body:
        lines += _row(row, widths)
    return lines


def _widths(natural: list[int], room: int) -> list[int]:
    """The width of each column: what it needs, or a fair share of what the narrower ones leave."""
    if sum(natural) <= room:
        return natural
    widths, left = [0] * len(natural), room
    for done, at in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[at] = min(natural[at], left // (len(natural) - done))
        left -= widths[at]
    return widths


def _row(cells: Sequence[Content], widths: list[int]) -> list[Content]:
    columns = [cell.wrap(max(each, 1)) for cell, each in zip(cells, widths, strict=False)]
    return [
        Content.styled(" │ ", _RULE).join(
            part.pad_right(max(each - part.cell_length, 0)) for part, each in zip(parts, widths, strict=False)
        )
        for parts in zip_longest(*columns, fillvalue=Content(""))
    ]
