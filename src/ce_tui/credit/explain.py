"""Why a number is what it is, in sentences: what was counted, the rule, the step, the result."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from ce_tui.credit import words
from ce_tui.credit.model import Content, ContentKind, Need, Remainder, UpTo
from ce_tui.credit.progress import Record, bounds, clip, total
from ce_tui.credit.standing import CreditView
from ce_tui.credit.types import Rounding


def explain(view: CreditView, records: Mapping[str, Record], now: datetime) -> list[tuple[str, str]]:
    """Pairs of (what, why), in the order in which the numbers follow from one another."""
    zone = view.organization.zone
    found = [(content.title, _content(content, records.get(content.id), zone)) for content in view.credit.contents]
    found.append(("Progress", " ".join(_progress(view))))
    found.append(("Amount", " ".join(_amount(view))))
    if view.holding.claimed:
        parts = f"{view.holding.parts} part{'s' if view.holding.parts != 1 else ''}"
        found.append(("Claimed", f"{view.credit.type.say(view.holding.claimed)} in {parts}."))
    found.append(("Now", words.reason(view.credit, view.holding.measure, view.state, zone, now)))
    return found


def span_of(ms: int) -> str:
    """A duration to the second: `18 min 10 s`."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes} min" + (f" {seconds} s" if seconds else "")


def _content(content: Content, record: Record | None, zone: str) -> str:
    low, high = bounds(content)
    needed = -(-(high - low) * content.threshold // 1000)
    if record is None:
        match content.kind:
            case ContentKind.QUIZ:
                return f"not passed yet; {content.pass_mark / 10:g} % of the answers must be right."
            case ContentKind.READING:
                least = f" after at least {span_of(content.length_ms)}" if content.length_ms else ""
                return f"not opened yet; counts when its end is reached{least}."
            case _:
                return f"nothing yet of {span_of(high - low)}; complete from {span_of(needed)}."
    if record.complete_at is not None:
        length = f", counts as {span_of(high - low)}" if high > low else ""
        return f"complete since {words.date_time(record.complete_at, zone)}{length}."
    really = total(clip(record.spans, low, high))
    match content.kind:
        case ContentKind.READING:
            end = "its end was reached" if record.done else "its end was not reached yet"
            return f"{span_of(really)} of {span_of(content.length_ms)} spent with it; {end}."
        case ContentKind.QUIZ:
            return "not passed yet."
        case _:
            share = f"{content.threshold / 10:g} %"
            return (
                f"{span_of(really)} of {span_of(high - low)}; what was seen twice counts once. "
                f"Complete from {span_of(needed)} ({share})."
            )


def _progress(view: CreditView) -> Iterator[str]:
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
    timed = [c for c in view.credit.contents if c.kind is ContentKind.SESSION and c.starts_at is not None]
    if len(timed) > 1 and measure.in_time:
        yield "Sessions at the same time count once."
    yield f"So far {current}: {measure.percent} %."


def _amount(view: CreditView) -> Iterator[str]:
    credit, measure, kind = view.credit, view.holding.measure, view.credit.type
    way = "rounded to the nearest step" if kind.rounding is Rounding.NEAREST else "rounded down to the step"
    unit = f"{kind.minutes_per_unit} minutes make one {kind.unit}, in steps of {kind.step.format(kind.places)}, {way}."
    if measure.complete:
        yield f"Progress is complete, so all of it is earned: {kind.say(credit.amount)}."
        return
    if credit.partial is None:
        yield f"{kind.say(credit.amount)} once progress is complete; this credit is not given in parts."
        return
    if credit.partial.up_to is UpTo.WHOLE:
        yield f"Parts of {kind.say(credit.amount)} can be claimed once progress is complete."
        return
    yield unit
    yield f"{words.progress(measure)[0]} support {kind.say(measure.earned)} of {kind.say(credit.amount)}."
    first = max(credit.partial.minimum, kind.first_minimum)
    if first and not view.holding.parts:
        yield f"The first part must be at least {kind.say(first)}."
    if credit.partial.remainder is Remainder.FORFEIT:
        yield "Whatever is not claimed with the first claim is given up."
