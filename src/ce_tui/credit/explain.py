"""Why a number is what it is, in sentences: what was counted, the rule, the step, the cap, the result."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from ce_tui.credit import words
from ce_tui.credit.amount import Amount
from ce_tui.credit.explain_content import lines_of, part_of
from ce_tui.credit.ledger import History
from ce_tui.credit.model import Claim, ContentKind, Explanation, Need, Remainder, UpTo
from ce_tui.credit.progress import counted, real_spans, scaled, total
from ce_tui.credit.standing import CreditView, claimable, first_part
from ce_tui.credit.types import CreditType, Rounding
from ce_tui.credit.words import exactly, span_of

RECENT = 20
"""So many lines of a content's ledger are shown where there is little room."""
KEPT = 200
"""So many lines of a content's ledger a claim keeps; those before are summed up."""
LARGEST = 20_000
"""So many characters of explanation a claim keeps, where its certificate does not show it."""
_SUMS_AND_CLAIM = 4
"""So many parts follow those of the contents: progress, rule, amount, and the claim itself."""
_EARNS_NOTHING = ("guess", "started")
"""Kinds of lines that a claim does not keep: a wrong code, and an attempt that was only begun."""
UNTOUCHED = 5
"""So many contents of which nothing was done are named; more are counted."""
_SOURCES = {
    "hours": "the organization's own hours",
    "ama": "the AMA PRA booklet",
    "ancc": "the contact hour of ANCC",
    "acpe": "the ACPE standards",
    "nasba": "the NASBA Statement on Standards for CPE programs",
    "iacet": "the ANSI/IACET standard",
}


def explain(view: CreditView, ledger: Sequence[History], now: datetime, last: int | None = None) -> list[Explanation]:
    """Every number of a credit, in the order in which one follows from another.

    `ledger` is that of the credit's contents; only the `last` lines of each are put into words when given. Beyond
    `UNTOUCHED` contents of which nothing was done they are counted.
    """
    return [*explain_contents(view, _shown(ledger), now, last), *_others(ledger), *explain_sums(view, ledger, now)]


def explain_contents(
    view: CreditView, ledger: Sequence[History], now: datetime, last: int | None = None
) -> list[Explanation]:
    """The numbers of each content."""
    return [part_of(history, view.organization.zone, now, last, view.credit.type.real_time) for history in ledger]


def explain_sums(view: CreditView, ledger: Sequence[History], now: datetime) -> list[Explanation]:
    """What the contents come to, and what can be done next."""
    zone, found = view.organization.zone, _sums(view, ledger)
    if view.holding.claimed:
        found.append(Explanation("Claimed", f"{view.credit.type.say(view.holding.claimed)} in {_parts(view)}."))
    found.append(
        Explanation("Now", words.reason(view.credit, view.holding.measure, view.state, zone, now, view.due_at))
    )
    return found


def appendix(view: CreditView, ledger: Sequence[History], amount: Amount, now: datetime) -> tuple[Explanation, ...]:
    """The same as a claim of `amount` keeps it for good, with the claim itself in the place of what can come next.

    Whole, but for what would make a claim large: beyond `KEPT` lines and `UNTOUCHED` contents there is a sum, and where
    no certificate shows it, it keeps fewer lines rather than grow beyond `LARGEST`. Wrong codes and attempts only begun
    are left out: nothing was earned by them.
    """
    for last in (KEPT, RECENT, 3):
        found = _appendix(view, ledger, amount, now, last)
        if view.credit.certificate.appendix or _size(found) <= LARGEST:
            return (*found,)
    told, sums = found[:-_SUMS_AND_CLAIM], found[-_SUMS_AND_CLAIM:]
    kept: list[Explanation] = []
    for part in told:
        if _size([*kept, short := replace(part, lines=())]) > LARGEST:
            kept.append(Explanation("Other contents", f"{len(told) - len(kept)} more are not told here."))
            break
        kept.append(short)
    return (*kept, *sums)


def _size(parts: Iterable[Explanation]) -> int:
    return sum(len(part.what) + len(part.why) + sum(map(len, part.lines)) for part in parts)


def _appendix(
    view: CreditView, ledger: Sequence[History], amount: Amount, now: datetime, last: int
) -> list[Explanation]:
    ledger = [
        replace(each, lines=tuple(line for line in each.lines if line.kind not in _EARNS_NOTHING)) for each in ledger
    ]
    zone, kind, held = view.organization.zone, view.credit.type, view.holding
    found = [_kept(history, zone, now, last, kind.real_time) for history in _shown(ledger)]
    found += [*_others(ledger), *_sums(view, ledger)]
    before = f", after {kind.say(held.claimed)} in {_parts(view)} before" if held.claimed else ""
    of = f" of {kind.say(view.credit.amount)}" if amount < view.credit.amount else ""
    found.append(Explanation("Claimed", f"{kind.say(amount)}{of} on {words.date_time(now, zone)}{before}."))
    return found


def _shown(ledger: Sequence[History]) -> Sequence[History]:
    """The contents to tell of: those of which nothing was done only where they are few."""
    touched = [history for history in ledger if history.record is not None or history.lines]
    return ledger if len(ledger) - len(touched) <= UNTOUCHED else touched


def _others(ledger: Sequence[History]) -> list[Explanation]:
    """How many contents are not told of, where there are any."""
    others = len(ledger) - len(_shown(ledger))
    return [Explanation("Other contents", f"nothing was done of {others} others.")] if others else []


def explain_claim(claim: Claim) -> list[Explanation]:
    """How a claim came about as it stood when it was made, and what has become of it since.

    One from before this was kept says so, and what is known of it.
    """
    zone, kind, of = claim.organization.zone, claim.credit.type, claim.credit
    found = [*claim.appendix]
    if not found:
        part = f" of {kind.say(of.amount)}" if claim.is_part else ""
        found = [
            Explanation(
                "How it was counted", "was not kept with this claim, which an earlier version made. This is known:"
            ),
            Explanation("Rule", " ".join(_of_type(kind, kind.rounding is Rounding.DOWN))),
            Explanation("Claimed", f"{kind.say(claim.amount)}{part} on {words.date_time(claim.claimed_at, zone)}."),
        ]
    if days := words.days(claim.began_at, claim.completed_at, zone):
        found.append(Explanation(words.dated(claim.is_completion), f"{days}."))
    if (issued := claim.reissue) is not None:
        by = f" by {issued.by}" if issued.by else ""
        why = f"on {words.date_time(issued.at, zone)}{by} in the place of {issued.of}: {issued.reason}"
        found.append(Explanation("Issued anew", why))
    if (newer := claim.superseded) is not None:
        found.append(Explanation("Superseded", f"on {words.date_time(newer.at, zone)} by {newer.by}."))
    if (revoked := claim.revocation) is not None:
        back = " The amount can be claimed again." if revoked.returned else ""
        found.append(Explanation("Revoked", f"on {words.date_time(revoked.at, zone)}: {revoked.reason}{back}"))
    return found


def _sums(view: CreditView, ledger: Sequence[History]) -> list[Explanation]:
    return [
        Explanation("Progress", " ".join(_progress(view, ledger))),
        Explanation("Rule", " ".join(_rule(view))),
        Explanation("Amount", " ".join(_amount(view, ledger))),
    ]


def _parts(view: CreditView) -> str:
    return words.plural(view.holding.parts, "part")


def _kept(history: History, zone: str, now: datetime, last: int, real: bool) -> Explanation:
    part = part_of(history, zone, now, last, real)
    if not part.earlier:
        return part
    before = lines_of(history)[: part.earlier]
    begun, ended = (words.date_time(line.at, zone) for line, _ in (before[0], before[-1]))
    new = f"; {span_of(sum(new for _, new in before))} of it new" if any(line.long_ms for line, _ in before) else ""
    entries = words.plural(part.earlier, "earlier entry", "earlier entries")
    return replace(part, lines=(f"{entries}, {begun} to {ended}{new}", *part.lines), earlier=0)


def _progress(view: CreditView, ledger: Sequence[History]) -> Iterator[str]:
    rule, measure = view.credit.rule, view.holding.measure
    current, needed = words.progress(measure)
    match rule.need:
        case Need.ALL if measure.in_time:
            yield f"All contents are needed, together {needed}."
        case Need.ALL:
            yield f"All contents are needed: {needed}."
        case Need.ITEMS:
            yield f"Any {needed} of {len(view.credit.contents)} are needed."
        case Need.MINUTES:
            yield f"{needed} are needed, from any of the contents."
    timed = [h for h in ledger if h.content.kind is ContentKind.SESSION and h.content.starts_at is not None]
    if len(timed) > 1 and measure.in_time:
        spans = real_spans if view.credit.type.real_time else counted
        attended = [spans(history.content, history.record) for history in timed]
        twice = sum(map(total, attended)) - total(span for spans in attended for span in spans)
        yield "Sessions at the same time count once" + (f": {span_of(twice)} less." if twice else ".")
    finished = sum(1 for h in ledger if h.record is not None and h.record.complete_at)
    if not measure.in_time and measure.current < min(finished, measure.needed):
        yield f"Sessions at the same time are one item: {finished - measure.current} less."
    yield f"So far {current}: {measure.percent} %."


def _rule(view: CreditView) -> Iterator[str]:
    kind, partial = view.credit.type, view.credit.partial
    down = kind.rounding is Rounding.DOWN or (partial is not None and not view.holding.measure.in_time)
    yield from _of_type(kind, down)


def _of_type(kind: CreditType, down: bool) -> Iterator[str]:
    way = "rounded down to the step" if down else "rounded to the nearest step"
    yield f"{kind.label}, by {_SOURCES.get(kind.id, 'its own rule')}:"
    yield f"{kind.minutes_per_unit} minutes make one {kind.unit}, in steps of {kind.step.format(kind.places)}, {way}."
    if kind.first_minimum:
        yield f"There is none below {kind.say(kind.first_minimum)}."
    if kind.minimum_ms:
        yield f"There is none below {span_of(kind.minimum_ms)} of real time."
    if kind.real_time:
        yield "Real minutes count, also of what is complete."


def _amount(view: CreditView, ledger: Sequence[History]) -> Iterator[str]:
    credit, measure, kind = view.credit, view.holding.measure, view.credit.type
    if measure.complete:
        yield f"Progress is complete, so all of it is earned: {kind.say(credit.amount)}."
        return
    if measure.held:
        yield words.to_pass(measure.held)
    if credit.partial is None and not kind.real_time:
        yield f"{kind.say(credit.amount)} once progress is complete; this credit is not given in parts."
        return
    if credit.partial is not None and credit.partial.up_to is UpTo.WHOLE and not kind.real_time:
        yield f"Parts of {kind.say(credit.amount)} can be claimed once progress is complete."
        return
    if not measure.held:
        yield from _supports(view, ledger)
    if credit.partial is not None and credit.partial.remainder is Remainder.FORFEIT:
        yield "Whatever is not claimed with the first claim is given up."


def _supports(view: CreditView, ledger: Sequence[History]) -> Iterator[str]:
    """What progress that is not complete supports, in words from which each number follows, and what of it can be
    claimed now.
    """
    credit, measure, kind, claimed = view.credit, view.holding.measure, view.credit.type, view.holding.claimed
    whole, earned, now = kind.duration(credit.amount), measure.earned, claimable(credit, view.holding)
    said = exactly(measure.worth_ms, kind.round)
    if not measure.in_time and kind.real_time:
        yield "Items count in proportion, and for no more than real minutes:"
    elif not measure.in_time:
        without = [h for h in ledger if not h.content.length_ms and h.record is not None and h.record.complete_at]
        yield (
            "Each item counts in proportion, one without a length not at all:"
            if without
            else ("Each item counts in proportion:")
        )
        said = f"{measure.current - len(without)} of {words.progress(measure)[1]}"
    elif scaled(credit, measure.needed):
        yield f"More is needed than the {exactly(whole)} the credit stands for, so minutes count in proportion:"
        made = exactly(measure.current, lambda ms: exactly(ms * whole // measure.needed, kind.round))
        yield f"{made} of {exactly(measure.needed)} as {said}."
    first, time = first_part(credit)
    if earned and not now and not view.holding.parts:
        least = first.format(kind.places) if earned < first else span_of(time)
        yield f"{said} come to {earned.format(kind.places)}; nothing below {least}: 0 now."
        return
    supports = f"{said} support {kind.say(earned)}, never more than {kind.say(credit.amount)}"
    if earned > claimed and now != earned - claimed:
        step = (credit.partial.step if credit.partial and credit.partial.step else kind.step).format(kind.places)
        supports += f"; parts are claimed in steps of {step}: {now.format(kind.places)} now"
    yield supports + "."
    if first > kind.step and not view.holding.parts:
        yield f"The first part must be at least {kind.say(min(first, credit.amount))}."
