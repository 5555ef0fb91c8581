"""One credit of a catalog -> a credit of the model, with the rules between its fields."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ce_tui.catalog import format as fmt
from ce_tui.catalog.clashes import clash
from ce_tui.catalog.guard import Steps
from ce_tui.catalog.messages import Report
from ce_tui.catalog.values import Stamp, resolve
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import (
    CertificateKind,
    CertificateRule,
    Content,
    ContentKind,
    Credit,
    Need,
    PartialRule,
    ProgressRule,
)
from ce_tui.credit.progress import bounds, total
from ce_tui.credit.text import clean
from ce_tui.credit.types import MINUTE, CreditType, credit_type, is_nano
from ce_tui.credit.words import ends_at, plural, span_of

_AMA = "I claim only the credit commensurate with the extent of my participation in this activity."
_CPE_MONITOR = (
    "The official statement of credit comes from CPE Monitor. Your credit is sent there within 60 days. Look for it in "
    "your NABP e-Profile."
)
_MOST_ROOMS = 3
_USUAL = "I took part in this activity and claim only the credit for the time I spent on it."


def usual_attestation(type: CreditType) -> str:
    """What is attested unless the organization words it otherwise."""
    return _AMA if type.id == "ama" else _USUAL


def usual_certificate(type: str) -> CertificateRule:
    """Where the proof of a credit comes from unless the organization says otherwise."""
    return CertificateRule(CertificateKind.EXTERNAL, text=_CPE_MONITOR) if type == "acpe" else CertificateRule()


def rooms(contents: Sequence[Content]) -> str:
    """Where the sessions take place, if that can be said in a line."""
    found = list(dict.fromkeys(content.room for content in contents if content.room))
    return ", ".join(found) if len(found) <= _MOST_ROOMS else ""


def build_credit(
    report: Report, path: Steps, written: fmt.Credit, contents: Sequence[Content | None], zone: ZoneInfo
) -> Credit | None:
    """The credit but for its questions; problems go to the report. `contents` holds None for one that has problems."""
    type = _type(report, (*path, "type"), written.type)
    good = tuple(content for content in contents if content is not None)
    whole = len(good) == len(contents)
    _refuse_twice(report, (*path, "contents"), contents)
    rule = _rule(report, (*path, "progress"), written.progress, good if whole else None)
    release, opens, closes = _times(report, path, written, zone)
    certificate = _certificate(report, (*path, "certificate"), written)
    fields = _fields(report, (*path, "fields_of_study"), written.fields_of_study, written.amount)
    partial = _partial(report, (*path, "partial"), written.partial, written.amount, type)
    if type is not None:
        _amount(report, (*path, "amount"), written.amount, type)
    if type is None or not whole:
        return None
    attestation = written.attestation or usual_attestation(type)
    credit = Credit(
        id=written.id,
        title=written.title,
        type=type,
        amount=written.amount,
        contents=good,
        description=written.description,
        format=written.format,
        designation=written.designation,
        rule=rule,
        release_at=release,
        opens_at=opens,
        closes_at=closes,
        partial=partial,
        attestation="" if attestation.casefold() == "none" else attestation,
        certificate=certificate,
        location=written.location or rooms(good),
        fields_of_study=fields,
        uan=written.uan,
    )
    _look_over(report, path, credit)
    return credit


def _refuse_twice(report: Report, path: Steps, contents: Sequence[Content | None]) -> None:
    for position, content in enumerate(contents):
        if content is not None and content in contents[:position]:
            report.add((*path, position), f"`{content.id}` is in this credit already; remove one.")


def _look_over(report: Report, path: Steps, credit: Credit) -> None:
    """What is wrong or odd about a credit as a whole."""
    _worth(report, (*path, "amount"), credit)
    if is_nano(credit.type):
        _nano(report, path, credit)
    if problem := clash(credit.contents, credit.rule):
        report.warn((*path, "contents"), problem)
    _over(report, path, credit)


def _type(report: Report, path: Steps, written: str | fmt.Type) -> CreditType | None:
    if isinstance(written, str):
        return credit_type(written)
    try:
        return credit_type(
            written.id,
            step=written.step,
            rounding=written.rounding,
            activity=written.activity or "",
            minimum_ms=written.minimum,
        )
    except ValueError as error:
        report.add(path, f"{error}.")
        return None


def _amount(report: Report, path: Steps, amount: Amount, type: CreditType) -> None:
    step = type.step.thousandths
    if not amount:
        report.add(path, "`amount` is 0; write what the credit is worth.")
    elif rest := amount.thousandths % step:
        below, above = Amount(amount.thousandths - rest), Amount(amount.thousandths - rest + step)
        near = f"{below.format(1)} or {above.format(1)}" if below else above.format(1)
        report.add(path, f"{type.label} is given in steps of {type.step.format(1)}; write {near}.")
    elif amount < type.first_minimum:
        least = type.first_minimum.format(1)
        report.add(path, f"{type.label} starts at {least} for this activity; write at least that.")


def _worth(report: Report, path: Steps, credit: Credit) -> None:
    """Warn of an amount that the time of the contents does not support; refuse what takes less than the least time."""
    type, contents, rule = credit.type, credit.contents, credit.rule
    least, lasting = _least(contents, rule), _lasting(contents)
    without = [f"`{content.id}`" for content in contents if not content.length_ms]
    if without:
        named = ", ".join(without[:20]) + (f" and {len(without) - 20} more" if len(without) > 20 else "")
        one = len(without) == 1
        others = f"the others, {span_of(lasting)} together, come to {type.say(type.award(lasting))}"
        report.warn(
            path,
            f"{named} {'has' if one else 'have'} no length and {'weighs' if one else 'weigh'} nothing; "
            f"{others if lasting else 'nothing here has one, so any amount is given for no time'}.",
        )
    if 0 < least < type.minimum_ms:
        message = f"{type.label} is not given under {span_of(type.minimum_ms)}, but this credit takes {span_of(least)}."
        report.add(path, message)
    elif lasting and type.award(least) < credit.amount:
        what = _what_takes(least, rule)
        report.warn(path, f"{type.say(credit.amount)} is more than {what} worth ({type.say(type.award(least))}).")


def _what_takes(least: int, rule: ProgressRule) -> str:
    """What of the credit takes its least time, in milliseconds, with its verb."""
    match rule.need:
        case Need.ALL:
            return f"its contents, {span_of(least)} together, are"
        case Need.ITEMS:
            shortest = "its shortest item" if rule.needed == 1 else f"its {rule.needed} shortest items"
            return f"{shortest}, {span_of(least)}, {'is' if rule.needed == 1 else 'are'}"
        case Need.MINUTES:
            return f"the {span_of(least)} that complete it are"


def _over(report: Report, path: Steps, credit: Credit) -> None:
    """Warn of a claim window that closes before a session ends that the credit needs: nobody could claim it."""
    ends = {content.title: over for content in credit.contents if (over := ends_at(content)) is not None}
    last, closes = max(ends, key=lambda title: ends[title], default=""), credit.closes_at
    if credit.rule.need is Need.ALL and closes is not None and last and closes <= ends[last]:
        where = (*path, "claim", "closes")
        report.warn(where, f"the claim window closes before “{clean(last, 60)}” is over, so nobody can claim this.")


def _nano(report: Report, path: Steps, credit: Credit) -> None:
    """Refuse a nano program that is anything but 0.2 for one item and its quiz, claimed whole."""
    is_quiz = sorted(content.kind is ContentKind.QUIZ for content in credit.contents)
    for field, wrong, needed in (
        ("amount", credit.amount != Amount(200), "`amount` must be 0.2"),
        ("partial", credit.partial is not None, "there are no parts of 0.2"),
        ("contents", is_quiz != [False, True], "one item and its quiz are needed"),
    ):
        if wrong:
            report.add((*path, field), f"{needed}: a nano program is ten minutes; make it several credits.")


def _least(contents: tuple[Content, ...], rule: ProgressRule) -> int:
    """The least time, in milliseconds, after which a credit of these contents can be complete."""
    match rule.need:
        case Need.MINUTES:
            return rule.needed * MINUTE
        case Need.ITEMS:
            chosen: list[Content] = []
            for content in sorted(contents, key=lambda content: content.length_ms):
                if len(chosen) == rule.needed:
                    break
                if content.starts_at is None or not clash([*chosen, content], ProgressRule()):
                    chosen.append(content)
            return _lasting(tuple(chosen))
        case _:
            return _lasting(contents)


def _lasting(contents: tuple[Content, ...]) -> int:
    """Milliseconds of all contents; sessions at the same time count once."""
    timed = [content for content in contents if content.starts_at is not None]
    others = sum(content.length_ms for content in contents if content.starts_at is None)
    return total(bounds(content) for content in timed) + others


def _rule(
    report: Report, path: Steps, written: str | fmt.Progress, contents: tuple[Content, ...] | None
) -> ProgressRule:
    """The progress rule; `contents` None means that not all are known, so that nothing is compared."""
    if isinstance(written, str):
        return ProgressRule()
    if (written.items is None) == (written.minutes is None):
        report.add(path, "`progress` needs either `items` or `minutes`, or is `all`.")
        return ProgressRule()
    if written.items is not None:
        if contents is not None and written.items > len(contents):
            items = plural(len(contents), "item")
            report.add((*path, "items"), f"`items` is {written.items}, but this credit has only {items} to complete.")
        return ProgressRule(Need.ITEMS, written.items)
    minutes = written.minutes or 0
    if contents is not None and minutes * MINUTE > (available := _lasting(contents)):
        report.add((*path, "minutes"), f"{minutes} min are needed, but the contents last {span_of(available)}.")
    return ProgressRule(Need.MINUTES, minutes)


def _times(
    report: Report, path: Steps, written: fmt.Credit, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None, datetime | None]:
    opening, closing = (written.claim.opens, written.claim.closes) if written.claim else (None, None)
    release = _moment(report, (*path, "release"), written.release, zone)
    opens = _moment(report, (*path, "claim", "opens"), opening, zone)
    closes = _moment(report, (*path, "claim", "closes"), closing, zone, end=True)
    if opens and closes and closes <= opens:
        report.add((*path, "claim", "closes"), "the claim window closes before it opens; correct one of the two.")
    if release and closes and closes <= release:
        report.add(
            (*path, "release"), "the credit is released only after its claim window closes; correct one of the two."
        )
    return release, opens, closes


def _moment(report: Report, path: Steps, stamp: Stamp | None, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    if stamp is None:
        return None
    try:
        return resolve(stamp, zone, end=end)
    except ValueError as error:
        report.add(path, f"{error}.")
        return None


def _partial(
    report: Report, path: Steps, written: bool | fmt.Partial, amount: Amount, type: CreditType | None
) -> PartialRule | None:
    if isinstance(written, bool):
        return PartialRule() if written else None
    step, least = written.step, written.minimum
    if type is not None and step.thousandths % type.step.thousandths:
        report.add((*path, "step"), f"`step` must be a multiple of {type.step.format(1)}, the step of {type.label}.")
    if step > amount:
        report.add((*path, "step"), f"`step` is more than the amount {amount}; lower it.")
    if least > amount:
        report.add((*path, "minimum"), f"`minimum` is more than the amount {amount}; lower it.")
    elif type is not None and least.thousandths % type.step.thousandths:
        report.add(
            (*path, "minimum"), f"`minimum` must be a multiple of {type.step.format(1)}, the step of {type.label}."
        )
    return PartialRule(step, least, written.up_to, written.remainder)


def _fields(
    report: Report, path: Steps, written: str | dict[str, Amount], amount: Amount
) -> tuple[tuple[str, Amount], ...]:
    """The amount by field of study; together they are the whole."""
    if not written:
        return ()
    fields = {written: amount} if isinstance(written, str) else written
    together = sum(part.thousandths for part in fields.values())
    if together != amount.thousandths:
        come = f"The fields of study come to {Amount(together).format(1)}"
        report.add(path, f"{come}, the amount is {amount.format(1)}. Make them equal.")
    return tuple((field, part) for field, part in fields.items())


def _certificate(report: Report, path: Steps, credit: fmt.Credit) -> CertificateRule:
    written = credit.certificate
    if not written:
        return usual_certificate(credit.type if isinstance(credit.type, str) else credit.type.id)
    url, text, appendix = ("", "", False) if isinstance(written, str) else (written.url, written.text, written.appendix)
    kind = CertificateKind(written if isinstance(written, str) else written.kind)
    if kind is CertificateKind.EXTERNAL and not url and not text:
        report.add(path, "an external certificate needs `url` or `text`, which tells people where to get it.")
    if kind is not CertificateKind.EXTERNAL and (url or text):
        report.add(path, "`url` and `text` belong to an external certificate; remove them or write `kind: external`.")
    if kind is not CertificateKind.LOCAL and appendix:
        report.add(path, "`appendix` belongs to a certificate made here; remove it or write `kind: local`.")
    return CertificateRule(kind, url, text, appendix)
