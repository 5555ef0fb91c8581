"""What the commands print: one fact on a line for people, one JSON value for programs.

Text from outside is cleaned on the way out, as it may come from an older store. JSON is pure ASCII, so that
nothing in it reaches a terminal raw.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.listing import Row, Total, state_of
from ce_tui.credit.model import CertificateRule, Claim, Content, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure, Record, counted, total
from ce_tui.credit.questions import NOT_APPLICABLE, Question, QuestionKind
from ce_tui.credit.standing import CreditView, form
from ce_tui.credit.text import clean, clean_block
from ce_tui.credit.types import CreditType
from ce_tui.credit.words import content_progress, progress, reason, zone_of
from ce_tui.store.results import Changes

Json = dict[str, Any]


def line(text: str = "") -> None:
    """One line of text, whatever line ends are in it."""
    print(" ".join(clean_block(text).split("\n")))


def fact(label: str, value: object) -> None:
    """`Label: value` on one line; nothing at all when there is no value."""
    if text := clean(str(value), 4000):
        print(f"{label}: {text}")


def block(label: str, text: str) -> None:
    """A label, and under it text of several lines."""
    if text.strip():
        print(f"{label}:\n{clean_block(text)}")


def dump(value: Json) -> None:
    """One JSON object; what JSON does not know, such as a path, as text."""
    print(json.dumps(value, indent=2, default=str))


def moment(at: datetime | None, zone: str) -> str | None:
    """ISO 8601 with the offset of the organization's zone."""
    return None if at is None else at.astimezone(zone_of(zone)).isoformat(timespec="seconds")


def decimal(amount: Amount, type: CreditType) -> str:
    """An amount with the decimal places of its type, so that no program rounds it."""
    return amount.format(type.places)


def standing(row: Row, now: datetime) -> tuple[str, str]:
    """A row's state and the sentence that gives the reason."""
    state = state_of(row.claimable, row.final, row.release_at, row.opens_at, row.closes_at, now)
    return str(state), reason(row, row, state, row.zone, now, row.due_at)


def row_json(row: Row, organization: Organization, now: datetime) -> Json:
    """A row of a list; `organization` is the row's own."""
    state, why = standing(row, now)
    return {
        "id": row.id,
        "title": row.title,
        "organization": _organization_json(organization),
        "type": row.type.id,
        "amount": decimal(row.amount, row.type),
        "claimed": decimal(row.claimed, row.type),
        "claimable": decimal(row.claimable, row.type),
        "state": state,
        "reason": why,
        "progress": _progress_json(row),
        **_times(row, row.zone),
    }


def _progress_json(measure: Row | Measure) -> Json:
    """Minutes as the screen shows them: what is made rounded down, what is needed rounded up."""
    current, needed = (int(text.split()[0]) for text in progress(measure))
    unit = "minutes" if measure.in_time else "items"
    return {
        "current": current,
        "needed": needed,
        "unit": unit,
        "percent": measure.percent,
        "complete": measure.complete,
    }


def _times(of: Row | Credit, zone: str) -> Json:
    return {name: moment(getattr(of, name), zone) for name in ("release_at", "opens_at", "closes_at")}


def changes_json(changes: Changes) -> Json:
    """How many amounts that can be claimed change, and the first of them."""
    return {
        "count": changes.count,
        "first": [
            {
                "learner": one.learner,
                "credit": one.credit,
                "before": decimal(one.before, one.type),
                "after": decimal(one.after, one.type),
            }
            for one in changes.first
        ],
    }


def total_json(total: Total) -> Json:
    """What was claimed of one type in one year."""
    return {
        "year": total.year,
        "type": total.type.id,
        "amount": decimal(total.amount, total.type),
        "claims": total.claims,
    }


def _organization_json(organization: Organization) -> Json:
    return {name: getattr(organization, name) for name in ("id", "name", "acronym", "zone")}


def _certificate_json(rule: CertificateRule) -> Json:
    return {"kind": rule.kind, "url": rule.url, "text": rule.text}


def claim_json(claim: Claim) -> Json:
    """Everything a claim keeps, the same wherever it is printed."""
    credit, organization = claim.credit, claim.organization
    zone = organization.zone
    return {
        "number": claim.number,
        "part": claim.part,
        "amount": decimal(claim.amount, credit.type),
        "whole": decimal(credit.amount, credit.type),
        "type": credit.type.id,
        "credit": credit.id,
        "title": credit.title,
        "organization": _organization_json(organization),
        "name": claim.name,
        "license": claim.license,
        "profession": claim.profession,
        "claimed_at": moment(claim.claimed_at, zone),
        "began_at": moment(claim.began_at, zone),
        "completed_at": moment(claim.completed_at, zone),
        "complete": claim.complete,
        "certificate": _certificate_json(credit.certificate),
        "answers": dict(claim.answers),
        **_after_the_claim(claim, zone),
    }


def _after_the_claim(claim: Claim, zone: str) -> Json:
    """What the staff did with its certificate; None for what was not done."""
    revoked, issued, newer = claim.revocation, claim.reissue, claim.superseded
    return {
        "revoked": revoked and {"at": moment(revoked.at, zone), "reason": revoked.reason, "returned": revoked.returned},
        "reissue": issued
        and {"of": issued.of, "at": moment(issued.at, zone), "reason": issued.reason, "by": issued.by},
        "superseded": newer and {"by": newer.by, "at": moment(newer.at, zone)},
    }


def question_json(question: Question) -> Json:
    """Every field of the question that has a value, and always its id, kind, text and whether it is required."""
    always = ("id", "kind", "text", "required")
    values = asdict(question)
    plain = {field.name: field.default for field in fields(question)}
    return {name: value for name, value in values.items() if name in always or value != plain[name]}


def options_words(question: Question) -> str:
    """The answers there are to choose from: `a (Label A), b (Label B), n/a`."""
    if question.kind is QuestionKind.YES_NO:
        return "yes, no"
    options = [f"{option.id} ({clean(option.label)})" for option in question.options]
    return ", ".join([*options, *[NOT_APPLICABLE] * question.na, *["other:your own words"] * question.other])


def choices_words(view: CreditView) -> str:
    """Which amounts can be claimed: one, or from one to another in steps."""
    type, (least, *more) = view.credit.type, view.choices
    if not more:
        return type.say(least)
    step = view.credit.partial.step if view.credit.partial else None
    return f"{type.say(least)} to {type.say(more[-1])} in steps of {(step or type.step).format(type.places)}"


def _content_json(content: Content, record: Record | None, zone: str) -> Json:
    """A content and what was done of it; never its attendance code or the right answers of a quiz."""
    return {
        "id": content.id,
        "kind": content.kind,
        "title": content.title,
        "description": content.description,
        "speakers": content.speakers,
        "url": content.url,
        "room": content.room,
        "starts_at": moment(content.starts_at, zone),
        "minutes": -(-content.length_ms // 60_000),
        "minutes_counted": _counted_ms(content, record) // 60_000,
        "complete": record is not None and record.complete_at is not None,
        "completed_at": moment(record.complete_at if record else None, zone),
    }


def _counted_ms(content: Content, record: Record | None) -> int:
    return total(counted(content, record)) if content.length_ms else 0


def content_words(content: Content, record: Record | None) -> str:
    """How far a content is, in words: `15 of 25 min, not complete`."""
    complete = record is not None and record.complete_at is not None
    if not content.length_ms:
        return "complete" if complete else "not complete"
    far = content_progress(content, _counted_ms(content, record), complete).replace(" / ", " of ")
    return f"{far}, {'complete' if complete else 'not complete'}"


def view_json(view: CreditView, records: dict[str, Record], why: str) -> Json:
    """A credit whole. `records` say what was done of its contents, by id, and `why` gives the reason of its state."""
    credit, organization, held = view.credit, view.organization, view.holding
    return {
        "id": credit.id,
        "title": credit.title,
        "organization": _organization_json(organization),
        "description": credit.description,
        "type": credit.type.id,
        "amount": decimal(credit.amount, credit.type),
        "claimed": decimal(held.claimed, credit.type),
        "claimable": decimal((view.choices or (NOTHING,))[-1], credit.type),
        "choices": [decimal(amount, credit.type) for amount in view.choices],
        "remainder": str(credit.partial.remainder) if credit.partial else None,
        "state": view.state,
        "reason": why,
        "progress": _progress_json(held.measure),
        **_times(credit, organization.zone),
        "contents": [_content_json(content, records.get(content.id), organization.zone) for content in credit.contents],
        "questions": [question_json(question) for question in form(credit)],
        "certificate": _certificate_json(credit.certificate),
        "claims": [claim_json(claim) for claim in view.claims],
    }


def sums(parts: Iterable[tuple[CreditType, Amount]]) -> str:
    """The sum of amounts by type, in words: `1.50 hours and 0.1 IACET CEUs`."""
    found: dict[str, tuple[CreditType, Amount]] = {}
    for type, amount in parts:
        found[type.id] = (type, found.get(type.id, (type, NOTHING))[1] + amount)
    return " and ".join(type.say_in_full(amount) for type, amount in found.values())
