"""Whether a store says what its ledger and its claims say: what SQLite knows nothing of."""

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from ce_tui.credit.model import Claim, Content, Credit
from ce_tui.credit.moments import ms
from ce_tui.credit.number import is_sample, read_number
from ce_tui.credit.progress import Record, is_complete, union
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent, told_of
from ce_tui.store import chain as chain_of
from ce_tui.store.codec import load, load_spans
from ce_tui.store.engines.interruptible import listening
from ce_tui.store.engines.shape import differences
from ce_tui.store.errors import StoreError, decoding
from ce_tui.store.holdings import Taken
from ce_tui.store.pristine import new_form
from ce_tui.store.rows import Held
from ce_tui.store.store import Store

MOST = 100
"""So many problems are listed; a store that has more is not repaired by reading them."""
_KEPT = 500
"""So many contents and credits are kept at hand, however many there are."""


def problems(store: Store, tell: Tell = silent) -> list[str]:
    """What is wrong with a store of the newest schema, as sentences; empty when it is sound."""
    return _most(chain(strange(store), _damage(store, tell), chain_of.other_papers(store._database)))


def damage(store: Store, tell: Tell = silent) -> list[str]:
    """The same without what is strange in it: what its rows say that cannot be."""
    return _most(_damage(store, tell))


def strange(store: Store) -> Iterator[str]:
    """What is in a store beside what is ours, or not as we make it, as sentences."""
    for type, name in store.engine.dropped:
        yield f"The {type} “{clean(name, 60)}” was not made by ce-tui."
    for name in store.engine.lacking:
        yield f"The trigger {name} is missing."
    yield from differences(store.engine.connection, new_form())


def _most(problems: Iterator[str]) -> list[str]:
    found: list[str] = []
    try:
        with decoding():
            found.extend(islice(problems, MOST))
    except StoreError as error:
        found.append(str(error))
    return found


def _damage(store: Store, tell: Tell) -> Iterator[str]:
    read = store._database.read
    with listening(store.engine.connection, "Checking the file", tell):
        damage = [text for (text,) in read(f"PRAGMA integrity_check({MOST})", {}) if text != "ok"]
    yield from (f"SQLite finds: {text}." for text in damage)
    if damage:  # nothing else can be trusted
        return
    for table, row, parent, _ in read("PRAGMA foreign_key_check", {}):
        yield f"Row {row} of {table} belongs to a {parent} that is not there."
    yield from chain_of.broken(store._database, tell)
    yield from _claims(store, tell)
    yield from _progress(store, tell)
    yield from _holdings(store, tell)


def _claims(store: Store, tell: Tell) -> Iterator[str]:
    """The parts of a credit follow one another, and each claim is what its snapshot says."""
    last, parts, claimed = None, 0, 0
    rows = told_of(store._database.rows(_CLAIMS, {}), _count(store, "claim"), "Checking claims", tell)
    for learner, credit, before, whole, snapshot, *row in rows:
        number, part, amount, *_ = row
        if (learner, credit) != last:
            last, parts, claimed = (learner, credit), 0, 0
        if (part, before) != (parts + 1, claimed) or before + amount > whole:
            yield f"Certificate {number} does not follow from the parts before it."
        parts, claimed = parts + 1, claimed + amount
        if read_number(number) != number or (is_sample(number) and not store.is_demo):
            yield f"Certificate {number} has a number that was never given."
        try:
            claim = load(Claim, snapshot)
        except StoreError:
            yield f"Certificate {number} cannot be read."
            continue
        if _row(claim) != row:
            yield f"Certificate {number} is not what was claimed: its row and its snapshot differ."


_CLAIMS = """SELECT learner_id, credit_id, claimed_before, whole, snapshot,
    number, part, amount, claimed_before - returned, whole - returned, request_id, title, type_id, certificate, zone,
    claimed_at, completed_at, complete
  FROM claim ORDER BY learner_id, credit_id, part"""


def _row(claim: Claim) -> list[object]:
    """What the row of a claim says, from `number` on, as far as its snapshot knows."""
    of, done = claim.credit, claim.completed_at
    return [
        claim.number,
        claim.part,
        claim.amount.thousandths,
        claim.claimed_before.thousandths,
        of.amount.thousandths,
        claim.request_id,
        of.title,
        of.type.id,
        of.certificate.kind,
        claim.organization.zone,
        ms(claim.claimed_at),
        None if done is None else ms(done),
        claim.complete,
    ]


def _progress(store: Store, tell: Tell) -> Iterator[str]:
    """The sums are those of the ledger, and what is enough is complete."""

    @lru_cache(_KEPT)
    def content_of(key: int) -> Content:
        return load(Content, store._database.read("SELECT data FROM content WHERE id = :key", {"key": key})[0][0])

    of = itemgetter(0, 1)
    both = merge(store._database.rows(_LINES, {}), store._database.rows(_SUMS, {}), key=of)
    each = told_of(groupby(both, key=of), _count(store, "progress"), "Checking progress", tell)
    for (learner, content), found in each:
        rows = [row[2:] for row in found]
        lines, sums = [row for row in rows if len(row) == 2], [row for row in rows if len(row) > 2]
        if not sums:
            yield f"The ledger says something of content {content} and learner {learner} that was never counted."
            continue
        ((who, what, text, complete, done, times),) = sums
        spans = load_spans(text)
        if union(spans) != union(lines):
            yield f"The progress of {who} in “{what}” is not what the ledger says."
        record = Record(what, spans, bool(done), times=load_spans(times))
        if complete is None and is_complete(content_of(content), record):
            yield f"{who} has done enough of “{what}”, but it does not count as complete."


_LINES = """SELECT learner_id, content_id, start_ms, end_ms FROM activity WHERE start_ms < end_ms
  ORDER BY learner_id, content_id"""
_SUMS = """SELECT p.learner_id, p.content_id, l.key, t.key, p.spans, p.complete_at, p.done, p.times FROM progress p
  JOIN learner l ON l.id = p.learner_id JOIN content t ON t.id = p.content_id
  ORDER BY p.learner_id, p.content_id"""


def _holdings(store: Store, tell: Tell) -> Iterator[str]:
    """What a learner has of a credit is what the claims and the progress come to."""

    @lru_cache(_KEPT)
    def credit_of(key: int) -> Credit:
        return store.credits.credit(key)

    rows = store._database.rows(_HOLDINGS, {})
    for learner, credit, who, what, claims, claimed, parts, final, *said, needed, due, asks, known in told_of(
        _with_records(store, rows), _count(store, "holding"), "Checking holdings", tell
    ):
        if claims != f"{claimed} {parts}":
            yield f"What {who} is said to have claimed of “{what}” is not what the claims say."
        if due == 0:  # it is worked out when its learner looks at it
            continue
        at = None if due is None else due - 1  # nothing has changed since it was worked out
        of, taken = Held(who, learner, credit), Taken(claimed, parts, final)
        worth = store.holdings.worked_out(of, credit_of(credit), taken, at, known)
        if [*worth.values()] != [*said, final, needed, due, asks]:
            yield f"What {who} is said to have of “{what}” is not what was done of it."
    for learner, credit in store._database.rows(
        "SELECT learner_id, credit_id FROM claim EXCEPT SELECT learner_id, credit_id FROM holding", {}
    ):
        yield f"There are claims of learner {learner} for credit {credit} that were never counted."


_HOLDINGS = """SELECT h.learner_id, h.credit_id, l.key, c.key, (
    SELECT coalesce(sum(CASE WHEN y.at IS NULL THEN k.amount ELSE 0 END), 0) || ' ' || count(*)
    FROM claim k LEFT JOIN returned y ON y.claim_id = k.id
    WHERE k.learner_id = h.learner_id AND k.credit_id = h.credit_id),
  h.claimed, h.parts, h.final, h.current, h.complete, h.claimable, h.allowed, coalesce(h.needed, c.needed), h.due_at,
  h.asks, c.organization_id
  FROM holding h JOIN learner l ON l.id = h.learner_id JOIN credit c ON c.id = h.credit_id
  ORDER BY h.learner_id, c.organization_id"""


def _with_records(store: Store, holdings: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each holding with the records of its learner and organization in the place of the last column, read once."""
    for _, several in groupby(holdings, key=itemgetter(0, -1)):
        held = [*several]
        known = store.credits.records(held[0][2], [row[1] for row in held])
        yield from ((*row[:-1], known) for row in held)


def _count(store: Store, table: str) -> int:
    return int(store._database.read(f"SELECT count(*) FROM {table}", {})[0][0])
