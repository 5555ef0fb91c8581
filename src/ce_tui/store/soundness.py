"""Whether a store says what its ledger and its claims say: what SQLite knows nothing of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ce_tui.credit.number import read_number
from ce_tui.credit.work import Tell, silent, told
from ce_tui.store.errors import StoreError
from ce_tui.store.listening import listening
from ce_tui.store.reading import ms, with_contents
from ce_tui.store.sqlite import TRIGGERS

if TYPE_CHECKING:
    from ce_tui.credit.model import Credit
    from ce_tui.store.recording import Recording

MOST = 100
"""So many problems are listed; a store that has more is not repaired by reading them."""


def problems(store: Recording, tell: Tell = silent) -> list[str]:
    """What is wrong with a store of the newest schema, as sentences; empty when it is sound."""
    found: list[str] = []
    try:
        for problem in _problems(store, tell):
            found.append(problem)
            if len(found) == MOST:
                break
    except StoreError as error:
        found.append(str(error))
    return found


def _problems(store: Recording, tell: Tell) -> Iterator[str]:
    read = store._database.read
    with listening(store._database.connection, "Checking the file", tell):
        damage = [text for (text,) in read(f"PRAGMA integrity_check({MOST})", {}) if text != "ok"]
    yield from (f"SQLite finds: {text}." for text in damage)
    if damage:  # nothing else can be trusted
        return
    for table, row, parent, _ in read("PRAGMA foreign_key_check", {}):
        yield f"Row {row} of {table} belongs to a {parent} that is not there."
    kept = dict(read("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", {}))
    for trigger in TRIGGERS:
        if kept.get(name := trigger.split()[2]) != trigger:
            yield f"The guard {name} is not as it was made; nothing keeps claims from being changed."
    yield from _claims(store, tell)
    yield from _progress(store, tell)
    yield from _holdings(store, tell)


def _claims(store: Recording, tell: Tell) -> Iterator[str]:
    """The parts of a credit follow one another, and each claim is what its snapshot says."""
    from ce_tui.store import rules
    from ce_tui.store.codec import load

    rows = store._database.read(
        """SELECT learner_id, credit_id, number, request_id, part, amount, claimed_before, whole, title, claimed_at,
             snapshot FROM claim ORDER BY learner_id, credit_id, part""",
        {},
    )
    last, parts, claimed = None, 0, 0
    for learner, credit, number, request, part, amount, before, whole, title, at, snapshot in told(
        rows, "Checking claims", tell
    ):
        if (learner, credit) != last:
            last, parts, claimed = (learner, credit), 0, 0
        if (part, before) != (parts + 1, claimed) or before + amount > whole:
            yield f"Certificate {number} does not follow from the parts before it."
        parts, claimed = parts + 1, claimed + amount
        if read_number(number) != number:
            yield f"Certificate {number} has a number that was never given."
        try:
            claim = load(rules.Claim, snapshot)
        except StoreError:
            yield f"Certificate {number} cannot be read."
            continue
        said = (
            claim.number, claim.request_id, claim.part, claim.amount.thousandths, claim.claimed_before.thousandths,
            claim.credit.amount.thousandths, claim.credit.title, ms(claim.claimed_at),
        )  # fmt: skip
        if said != (number, request, part, amount, before, whole, title, at):
            yield f"Certificate {number} is not what was claimed: its row and its snapshot differ."


def _progress(store: Recording, tell: Tell) -> Iterator[str]:
    """The sums are those of the ledger, and what is enough is complete."""
    from ce_tui.store import rules
    from ce_tui.store.codec import load, load_spans

    lines: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for learner, content, start, end in store._database.read(
        "SELECT learner_id, content_id, start_ms, end_ms FROM activity WHERE start_ms < end_ms", {}
    ):
        lines.setdefault((learner, content), []).append((start, end))
    rows = store._database.read(
        """SELECT p.learner_id, p.content_id, l.key, t.key, p.spans, p.complete_at, p.done, p.times, t.data
           FROM progress p JOIN learner l ON l.id = p.learner_id JOIN content t ON t.id = p.content_id""",
        {},
    )
    for learner, content, who, what, spans, complete, done, times, data in told(rows, "Checking progress", tell):
        kept = load_spans(spans)
        if kept != rules.union(lines.pop((learner, content), ())):
            yield f"The progress of {who} in “{what}” is not what the ledger says."
        record = rules.Record(what, kept, bool(done), times=load_spans(times))
        if complete is None and rules.is_complete(load(rules.Content, data), record):
            yield f"{who} has done enough of “{what}”, but it does not count as complete."
    for learner, content in lines:
        yield f"The ledger says something of content {content} and learner {learner} that was never counted."


def _holdings(store: Recording, tell: Tell) -> Iterator[str]:
    """What a learner has of a credit is what the claims and the progress come to."""
    from ce_tui.store import rules
    from ce_tui.store.codec import load

    @cache
    def credit_of(key: int) -> Credit:
        rows = store._database.read("SELECT data FROM credit WHERE id = :key", {"key": key})
        return with_contents(store._database, load(rules.Credit, rows[0][0]), key)

    claims = {
        (learner, credit): (total, parts)
        for learner, credit, total, parts in store._database.read(
            "SELECT learner_id, credit_id, sum(amount), count(*) FROM claim GROUP BY learner_id, credit_id", {}
        )
    }
    rows = store._database.read(
        """SELECT h.learner_id, h.credit_id, l.key, c.key, h.claimed, h.parts, h.final,
             h.current, h.complete, h.claimable, h.allowed, coalesce(h.needed, c.needed)
           FROM holding h JOIN learner l ON l.id = h.learner_id JOIN credit c ON c.id = h.credit_id""",
        {},
    )
    for learner, credit, who, what, claimed, parts, final, *said, needed in told(rows, "Checking holdings", tell):
        if claims.pop((learner, credit), (0, 0)) != (claimed, parts):
            yield f"What {who} is said to have claimed of “{what}” is not what the claims say."
        worth = store._worked_out(who, learner, credit, credit_of(credit), claimed, parts, final)
        if [*worth.values()] != [*said, final, needed]:
            yield f"What {who} is said to have of “{what}” is not what was done of it."
    for learner, credit in claims:
        yield f"There are claims of learner {learner} for credit {credit} that were never counted."
