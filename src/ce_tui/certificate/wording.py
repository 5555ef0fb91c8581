"""What a certificate says: every text of it that depends on the claim, ready to be drawn."""

from datetime import UTC, datetime
from string import Template
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ce_tui.credit.amount import NOTHING
from ce_tui.credit.model import Claim, Credit, Explanation
from ce_tui.credit.number import is_sample
from ce_tui.credit.parties import Organization, is_physician
from ce_tui.credit.text import clean
from ce_tui.credit.words import zone_name

_LONGEST = 6000  # characters kept of one text
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Wording(NamedTuple):
    """Clean lines of text, "" for what the certificate does not have. Dates are in the organization's zone."""

    heading: str
    name: str
    license: str
    deed: str
    title: str
    awards: str
    amount: str
    part: str
    format_label: str
    format: str
    completed: str
    active: str
    claimed: str
    zone: str
    location: str
    fields_of_study: str
    uan: str
    sponsor_id: str
    organization: str
    address: str
    website: str
    accreditation: str
    designation: str
    signatory: str
    signatory_title: str
    number: str
    revoked: str
    across: str  # the page


def wording(claim: Claim) -> Wording:
    """The texts of `claim`'s certificate. The amount is what was claimed; only the designation has the whole.

    Claims from before `complete` was kept are worded as they were then.
    """
    credit, organization, zone = claim.credit, claim.organization, _zone(claim.organization.zone)
    completed_on, active_on = _days(claim, zone)
    is_other = _is_other(claim)
    completed = claim.is_completion and not is_other
    texts = Wording(
        heading=_heading(claim, completed),
        name=claim.name,
        license=f"License: {claim.license}" if claim.license else "",
        deed="has completed" if completed else "has participated in",
        title=credit.title,
        awards="an activity designated for" if is_other else "and is awarded",
        amount=credit.type.say_in_full(credit.amount if is_other else claim.amount),
        part=_part(claim, zone),
        format_label=_format_label(claim),
        format=credit.format,
        completed=completed_on,
        active=active_on,
        claimed=_date(claim.claimed_at, zone),
        zone=zone_name(zone.key),
        location=credit.location,
        fields_of_study=_fields(claim),
        uan=credit.uan,
        sponsor_id=organization.sponsor_id if credit.type.id == "nasba" else "",
        organization=organization.name,
        address=organization.address,
        website=organization.website,
        accreditation=organization.statement(credit.type.id),
        designation=_designation(claim),
        signatory=organization.signatory_name,
        signatory_title=organization.signatory_title,
        number=claim.number,
        revoked=_undone(claim, zone),
        across=_across(claim),
    )
    return Wording(*(clean(text, _LONGEST) for text in texts))


def _is_other(claim: Claim) -> bool:
    """Whether AMA credit goes to somebody who is no physician: they take part, and are awarded none."""
    ama = claim.credit.type.id == "ama" and claim.complete is not None
    return ama and bool(claim.profession) and not is_physician(claim.profession)


def _days(claim: Claim, zone: ZoneInfo) -> tuple[str, str]:
    """When it was completed, or else the days of what was done of it so far: one of the two is empty."""
    days = " to ".join(dict.fromkeys(_date(day, zone) for day in (claim.began_at, claim.completed_at) if day))
    return ("", days) if claim.complete is not None and not claim.is_completion else (days, "")


def _designation(claim: Claim) -> str:
    credit = claim.credit
    amount = credit.type.say_in_full(credit.amount)
    words = Template(credit.designation or credit.type.designation)
    return words.safe_substitute(provider=claim.organization.name, format=credit.format or "activity", amount=amount)


def _format_label(claim: Claim) -> str:
    return "Delivery method" if claim.credit.type.id == "nasba" and claim.complete is not None else "Format"


def _heading(claim: Claim, completed: bool) -> str:
    if claim.credit.type.id == "acpe" and claim.complete is not None:
        return "Record of Participation"
    return "Certificate of Completion" if completed else "Certificate of Participation"


def _part(claim: Claim, zone: ZoneInfo) -> str:
    """Which part of the credit it is, and which certificate it takes the place of."""
    credit = claim.credit
    whole = credit.type.say_in_full(credit.amount)
    parts = [f"Part {claim.part}: {claim.amount.format(credit.type.places)} of {whole}"] if claim.is_part else []
    if issued := claim.reissue:
        parts.append(f"Issued on {_date(issued.at, zone)} in the place of certificate {issued.of}")
    return " · ".join(parts)


def _undone(claim: Claim, zone: ZoneInfo) -> str:
    """That it holds no more, since when and why."""
    if newer := claim.superseded:
        return f"SUPERSEDED on {_date(newer.at, zone)} by certificate {newer.by}"
    revoked = claim.revocation
    return f"REVOKED on {_date(revoked.at, zone)}: {revoked.reason}" if revoked else ""


def _across(claim: Claim) -> str:
    marks = ["SAMPLE"] if is_sample(claim.number) else []
    marks += ["REVOKED"] if claim.revocation else ["SUPERSEDED"] if claim.superseded else []
    return " · ".join(marks)


def _fields(claim: Claim) -> str:
    """The amount by field of study; of a part it is known only where there is one field."""
    fields, places = claim.credit.fields_of_study, claim.credit.type.places
    if claim.is_part:
        fields = tuple((field, claim.amount) for field, _ in fields) if len(fields) == 1 else fields
        if len(fields) > 1:
            return ", ".join(field for field, _ in fields)
    return ", ".join(f"{field}: {amount.format(places)}" for field, amount in fields)


def expected(credit: Credit, organization: Organization, name: str, license: str) -> tuple[str, ...]:
    """The texts that the certificate of such a claim would have."""
    made = Claim(
        number="",
        request_id="",
        part=1,
        amount=credit.amount,
        claimed_before=NOTHING,
        name=name,
        credit=credit,
        organization=organization,
        answers={},
        claimed_at=datetime.fromtimestamp(0, UTC),
        license=license,
    )
    titles = [clean(content.title) for content in credit.contents] if credit.certificate.appendix else []
    return (*wording(made), *titles)


def explanation(claim: Claim) -> tuple[Explanation, ...]:
    """How the credit was earned, as the claim keeps it, in clean lines; empty where no appendix is asked for."""

    def said(part: Explanation) -> Explanation:
        why = clean(part.why, _LONGEST)
        lines = (clean(line, _LONGEST) for line in part.lines)
        return Explanation(clean(part.what, _LONGEST), why[:1].upper() + why[1:], (*lines,))

    return tuple(map(said, claim.appendix)) if claim.credit.certificate.appendix else ()


def _date(moment: datetime, zone: ZoneInfo) -> str:
    """Such as `December 3, 2026`, whatever the locale of the process."""
    day = moment.astimezone(zone)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a catalog is checked, an old claim may not be
        return ZoneInfo("UTC")
