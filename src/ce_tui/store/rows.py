"""Rows of the database -> the lines of the lists. Light: the first screen needs it."""

import json
from datetime import datetime
from functools import lru_cache

from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import ClaimRow, Row
from ce_tui.credit.types import CreditType, credit_type
from ce_tui.credit.words import utc


@lru_cache(maxsize=64)
def type_of(id: str, step: int) -> CreditType:
    """The credit type as a row names it; a store has few of them, and every line of every list asks."""
    return credit_type(id, step=Amount(step))


def moment(at: int | None) -> datetime | None:
    return None if at is None else utc(at)


def amount_of(stored: object) -> Amount:
    """An amount as a column or a sum of it has it; ValueError for what is none, in a store that was changed by hand."""
    if not isinstance(stored, int):
        raise ValueError("that is no amount")
    return Amount(stored)


def row(
    key: int,
    id: str,
    title: str,
    type_id: str,
    step: int,
    amount: int,
    claimed: int,
    claimable: int,
    current: int,
    needed: int,
    in_time: int,
    complete: int,
    final: int,
    release: int | None,
    opens: int | None,
    closes: int | None,
    zone: str,
    due: int | None,
    asks: str | None,
    organization: str,
) -> Row:
    held, undone = map(tuple, json.loads(asks)) if asks else ((), ())
    return Row(
        key,
        id,
        title,
        type_of(type_id, step),
        amount_of(amount),
        amount_of(claimed),
        amount_of(claimable),
        int(current),
        int(needed),
        bool(in_time),
        bool(complete),
        bool(final),
        moment(release),
        moment(opens),
        moment(closes),
        zone,
        moment(due),
        held,
        undone,
        organization,
    )


def claim_row(
    key: int,
    number: str,
    title: str,
    type_id: str,
    step: int,
    amount: int,
    whole: int,
    part: int,
    claimed_at: int,
    certificate: str,
    revoked: int,
    zone: str,
    completed_at: int | None,
    complete: int | None,
) -> ClaimRow:
    if certificate not in ("local", "external", "none"):
        raise ValueError("nobody knows such a certificate")
    return ClaimRow(
        key,
        number,
        title,
        type_of(type_id, step),
        amount_of(amount),
        amount_of(whole),
        part,
        utc(claimed_at),
        certificate,
        bool(revoked),
        zone,
        moment(completed_at),
        None if complete is None else bool(complete),
    )
