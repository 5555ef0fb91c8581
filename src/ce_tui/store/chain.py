"""The chain of what was claimed, revoked, given back and issued anew, one for each organization.

Every record has a place in it and a seal over what it says and the seal before. The row of `chain` knows how long it is
and what it ends with. Whoever changes a claim by hand is found, here and before its certificate is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent, told_of
from ce_tui.store.errors import Changed

if TYPE_CHECKING:
    from ce_tui.store.sqlite import Database

_OF = "k.organization_id = :organization AND {}.place BETWEEN :low AND :high"
_LINKS = f"""
  SELECT k.place, k.number, k.snapshot || char(10) || l.key AS said, k.seal FROM claim k
    JOIN learner l ON l.id = k.learner_id WHERE {_OF.format("k")}
  UNION ALL SELECT r.place, k.number, 'revoked' || char(10) || r.at || char(10) || r.reason, r.seal FROM revocation r
    JOIN claim k ON k.id = r.claim_id WHERE {_OF.format("r")}
  UNION ALL SELECT r.place, k.number, 'returned' || char(10) || r.at, r.seal FROM returned r
    JOIN claim k ON k.id = r.claim_id WHERE {_OF.format("r")}
  UNION ALL SELECT r.place, r.number, r.snapshot, r.seal FROM reissue r
    JOIN claim k ON k.id = r.claim_id WHERE {_OF.format("r")}
  ORDER BY 1"""
_WHERE = """SELECT organization_id, place FROM claim WHERE number = :number UNION ALL
  SELECT k.organization_id, r.place FROM reissue r JOIN claim k ON k.id = r.claim_id WHERE r.number = :number"""
_ENDLESS = 1 << 62
_UNSEALED = """SELECT number FROM claim WHERE place IS NULL OR seal IS NULL OR organization_id IS NULL
  UNION ALL SELECT k.number FROM revocation r JOIN claim k ON k.id = r.claim_id
  WHERE r.place IS NULL OR r.seal IS NULL"""


def link(database: Database, organization: int) -> tuple[int, str]:
    """The next place in an organization's chain, and the seal before it; only good while the store is locked."""
    from ce_tui.credit.seal import FIRST

    rows = database.read("SELECT length, head FROM chain WHERE organization_id = :key", {"key": organization})
    return (rows[0][0] + 1, rows[0][1]) if rows else (1, FIRST)


def refuse_changed(database: Database, number: str) -> None:
    """Raise `Changed` unless a certificate is what it was when it was sealed."""
    from ce_tui.credit.seal import FIRST

    for organization, place in database.read(_WHERE, {"number": number}):
        low, high = (place or 1) - 1, place or 1
        links = database.read(_LINKS, {"organization": organization, "low": low, "high": high})
        here = links.pop() if links else None
        before = links[-1][3] if links else FIRST
        last = "SELECT head FROM chain WHERE organization_id = :key AND length = :place"
        heads = {head for (head,) in database.read(last, {"key": organization, "place": place})}
        if here and here[1] == number and here[3] == _sealed(before, number, here[2]) and heads <= {here[3]}:
            return
    raise Changed(
        f"Certificate {number} is not what it was when it was claimed: the store was changed by hand, so it is not "
        "printed. `ce-tui store check` tells more, and `ce-tui store restore` brings a backup back."
    )


def broken(database: Database, tell: Tell = silent) -> Iterator[str]:
    """What of the chains is not as it was sealed, as sentences."""
    from ce_tui.credit.seal import FIRST

    for (number,) in database.rows(_UNSEALED, {}):
        yield f"Certificate {number} has a record that was never sealed."
    chains = """SELECT o.id, o.key, coalesce(c.length, 0), coalesce(c.head, :first) FROM organization o
      LEFT JOIN chain c ON c.organization_id = o.id"""
    for organization, name, length, head in database.read(chains, {"first": FIRST}):
        before, last = FIRST, 0
        everything = {"organization": organization, "low": 0, "high": _ENDLESS}
        links = database.rows(_LINKS, everything)
        for place, number, said, kept in told_of(links, length, "Checking the chain of claims", tell):
            if place != last + 1:
                yield _gap(name, last, place)
            elif kept != _sealed(before, number, said):
                yield f"Certificate {number} is not what was sealed: it was changed after it was claimed."
            before, last = kept, place
        if last < length:
            yield _gap(name, last, length + 1)
        elif last > length or before != head:
            yield f"The claims of {clean(name, 60)} do not end with the one that was sealed last."


def _gap(organization: str, last: int, place: int) -> str:
    if place <= last:
        return f"Of the claims of {clean(organization, 60)}, record {place} is there twice."
    what = f"record {last + 1} is" if place == last + 2 else f"records {last + 1} to {place - 1} are"
    return f"Of the claims of {clean(organization, 60)}, {what} missing."


def _sealed(*said: object) -> str:
    """The seal that belongs there; of what is damaged, one that nothing has."""
    from ce_tui.credit.seal import seal

    return seal(*(text if isinstance(text, str) else repr(text) for text in said))
