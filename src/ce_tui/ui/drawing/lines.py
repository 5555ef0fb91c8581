"""How a credit's facts, its contents and their bars look as lines of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from textual.content import Content

from ce_tui.credit import model, words
from ce_tui.credit.listing import State
from ce_tui.credit.model import CertificateKind, Claim, ContentKind
from ce_tui.credit.progress import Record, Span, bounds_then, counted, total
from ce_tui.credit.standing import CreditView
from ce_tui.credit.text import clean
from ce_tui.ui.drawing.layout import hang
from ce_tui.ui.drawing.text import DIM, fit, plain

LABEL = "$foreground 70%"
REST = "$foreground 40%"
"""What of a bar is still to come."""
KINDS = {
    ContentKind.VIDEO: "Video",
    ContentKind.SESSION: "Session",
    ContentKind.READING: "Reading",
    ContentKind.QUIZ: "Quiz",
}


@dataclass(frozen=True, slots=True)
class ContentItem:
    """A content with what the learner has done of it, as a row of a list."""

    key: int
    content: model.Content
    record: Record | None


def content_line(item: ContentItem, width: int) -> Content:
    """A row of a credit's contents: mark, kind, title, how far."""
    content, record = item.content, item.record
    complete = bool(record and record.complete_at)
    mark = "✓" if complete else "▸" if record and record.spans else "·"
    far = words.content_progress(content, total(counted(content, record)), complete)
    left = max(width - 12 - 14, 8)
    return Content.assemble(
        f"{mark} ", (f"{KINDS[content.kind]:<9}", DIM), fit(content.title, left), " ", fit(far, 14, right=True)
    )


def bar(done: int, of: int, width: int) -> Content:
    """A progress bar of `width` cells; readable without color."""
    halves = 2 * width * min(done, of) // max(of, 1)
    full, half = divmod(halves, 2)
    return Content.assemble(("━" * full + "╸" * half, "$success"), ("─" * (width - full - half), REST))


def strip(spans: Sequence[Span], start: int, length: int, width: int) -> Content:
    """Which parts of a content are covered: `━` all of that cell, `╸` some of it, `─` nothing."""
    marks = []
    for cell in range(width):
        low = start + length * cell // width
        high = max(start + length * (cell + 1) // width, low + 1)
        covered = sum(max(0, min(end, high) - max(begin, low)) for begin, end in spans)
        marks.append("━" if covered >= high - low else "╸" if covered else "─")
    return Content.assemble(*(("".join(run), REST if mark == "─" else "$success") for mark, run in groupby(marks)))


def facts(view: CreditView, now: datetime, width: int) -> Content:
    """A credit in short: what it gives, where it stands and why, progress, window."""
    credit, zone, measure = view.credit, view.organization.zone, view.holding.measure
    # Plain hours say what they are by their unit.
    label = [] if credit.type.label.casefold() == credit.type.units else [(f" · {clean(credit.type.label)}", LABEL)]
    reason = words.reason(credit, measure, view.state, zone, now, view.due_at)
    return Content("\n").join(
        [
            plain(credit.title).stylize("bold"),
            Content.assemble(plain(credit.type.say(credit.amount)), *label),
            plain(reason),
            Content(""),
            *(
                line
                for name, value in _named_facts(view, width)
                for line in hang(Content.styled(f"{name:<18}", LABEL), value, width)
            ),
        ]
    )


def _named_facts(view: CreditView, width: int) -> list[tuple[str, Content]]:
    credit, zone, measure = view.credit, view.organization.zone, view.holding.measure
    current, needed = words.progress(measure)
    room = min(40, width - 18 - 9 - 6)
    drawn = bar(measure.current, measure.needed, room) if room > 2 else Content("")
    rows: list[tuple[str, Content]] = [
        ("Current progress", Content.assemble(f"{current:<9}", drawn, f" {measure.percent:>3} %")),
        ("Progress needed", Content(needed)),
        ("Claim", Content(words.window(credit, zone))),
    ]
    if view.among_others:
        rows.insert(0, ("Organization", plain(view.organization.name)))
    if view.holding.claimed:
        left = credit.amount - view.holding.claimed if view.holding.claimed < credit.amount else None
        rest = "" if left is None else f", {credit.type.say(left)} " + ("given up" if view.holding.final else "left")
        rows.append(("Claimed", plain(f"{credit.type.say(view.holding.claimed)}{rest}")))
    if view.choices and view.state is State.READY and not measure.complete:
        rows.append(("Ready now", plain(credit.type.say(view.choices[-1]))))
    return rows


def contents_of(view: CreditView, records: dict[str, Record], width: int) -> Content:
    """The contents of a credit, one a line."""
    items = (ContentItem(n, c, records.get(c.id)) for n, c in enumerate(view.credit.contents[:40]))
    lines = [content_line(item, width) for item in items]
    if len(view.credit.contents) > 40:
        lines.append(Content(f"… and {len(view.credit.contents) - 40} more"))
    return Content("\n").join(lines)


def when(content: model.Content, zone: str) -> str:
    """A session's time and room, "" for anything else."""
    if content.starts_at is None:
        return ""
    ends = words.ends_at(content)
    until = f" to {ends.astimezone(words.zone_of(zone)):%H:%M}" if ends else ""
    return f"{words.date_time(content.starts_at, zone)}{until} ({zone})" + (f", {content.room}" if content.room else "")


def watched(content: model.Content, record: Record | None, width: int) -> Content:
    """The strip of a content: the parts that count."""
    start, end = bounds_then(content, record)
    return strip(counted(content, record), start, end - start, width)


def claim_facts(claim: Claim, width: int) -> Content:
    """A claim in lines: what, how much, when, number, name, where the proof is."""
    zone = claim.organization.zone
    text = [plain(claim.credit.title).stylize("bold"), Content("")]
    for label, value in _claim_rows(claim, zone):
        text += hang(Content.styled(f"{label:<11}", LABEL), plain(value), width)
    for sentence in _become(claim, zone):
        text += [Content(""), plain(sentence).stylize("bold $text-error")]
    if (issued := claim.reissue) is not None:
        sentence = f"Issued on {words.day(issued.at, zone)} in the place of {issued.of}: {issued.reason}"
        text += [Content(""), *hang("", plain(sentence), width)]
    return Content("\n").join([*text, Content(""), *map(plain, _proof(claim))])


def _claim_rows(claim: Claim, zone: str) -> Iterator[tuple[str, str]]:
    amount = claim.credit.type.say_in_full(claim.amount)
    part = f" (part {claim.part}, of {claim.credit.type.say(claim.credit.amount)})" if claim.is_part else ""
    yield "Amount", f"{amount}{part}"
    if claim.completed_at is not None:
        label = "Completed" if claim.is_completion else "Activity"
        yield label, words.days(claim.began_at, claim.completed_at, zone)
    yield "Claimed", words.date_time(claim.claimed_at, zone)
    yield "Number", claim.number
    yield "Name", claim.name
    yield "From", claim.organization.name


def _proof(claim: Claim) -> Iterator[str]:
    """Where the certificate is to be had."""
    rule = claim.credit.certificate
    match rule.kind:
        case CertificateKind.LOCAL:
            yield "The certificate is a PDF made on this machine."
        case CertificateKind.EXTERNAL:
            yield rule.text or f"{claim.organization.name} keeps the certificate in its own system."
            if rule.url:
                yield rule.url
        case CertificateKind.NONE:
            yield rule.text or "No certificate is issued for this credit; the claim is the record."


def _become(claim: Claim, zone: str) -> Iterator[str]:
    """What has become of a claim, if it does not stand any more."""
    if (revoked := claim.revocation) is not None:
        back = " Its amount can be claimed again." if revoked.returned else ""
        yield f"Revoked on {words.day(revoked.at, zone)}: {revoked.reason}{back}"
    if (newer := claim.superseded) is not None:
        yield f"Superseded on {words.day(newer.at, zone)} by {newer.by}"
