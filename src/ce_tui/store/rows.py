"""Rows of the database -> the lines of the lists. Light: the first screen needs it."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import ClaimRow, Row
from ce_tui.credit.moments import utc
from ce_tui.credit.types import CreditType, credit_type


class Held(NamedTuple):
    """Of whom and of which credit somebody has something: the learner's key, and the rows of both."""

    learner: str
    learner_id: int
    credit: int


@lru_cache(maxsize=64)
def type_of(id: str, step: int) -> CreditType:
    """The credit type as a row names it; a store has few of them, and every line of every list asks."""
    return credit_type(id, step=Amount(step))


def moment(at: int | None) -> datetime | None:
    """A moment as a column has it, in milliseconds; None for an empty one."""
    return None if at is None else utc(at)


def amount_of(stored: object) -> Amount:
    """An amount as a column or a sum of it has it; ValueError for what is none, in a store that was changed by hand."""
    if not isinstance(stored, int):
        raise ValueError("that is no amount")
    return Amount(stored)


def row(columns: Sequence[Any]) -> Row:
    """A line of In Progress or Ready to Claim from the columns that a list is read with, in their order."""
    key, id, title, type_id, step, amount, claimed, claimable, *columns = columns
    current, needed, in_time, complete, final, *columns = columns
    release, opens, closes, zone, due, asks, organization = columns
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


def claim_row(columns: Sequence[Any]) -> ClaimRow:
    """A line of Certificates from the columns that the list is read with, in their order."""
    key, number, title, type_id, step, amount, whole, part, *columns = columns
    claimed_at, certificate, revoked, zone, completed_at, complete = columns
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
