"""The chain of what was claimed, revoked, given back and issued anew, one for each organization.

Every record has a place in it and a seal over what it says and the seal before. The row of `chain` knows how long it is
and what it ends with. Whoever changes a claim by hand is found, here and before its certificate is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ce_tui.credit.chain import FIRST, paper_seal, seal
from ce_tui.credit.text import clean
from ce_tui.credit.work import Tell, silent, told_of
from ce_tui.store.database import Database
from ce_tui.store.errors import Changed

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
_OF_CLAIM = """SELECT organization_id, place FROM claim WHERE id = :claim
  UNION ALL SELECT k.organization_id, r.place FROM revocation r JOIN claim k ON k.id = r.claim_id WHERE k.id = :claim
  UNION ALL SELECT k.organization_id, r.place FROM returned r JOIN claim k ON k.id = r.claim_id WHERE k.id = :claim
  UNION ALL SELECT k.organization_id, r.place FROM reissue r JOIN claim k ON k.id = r.claim_id WHERE k.id = :claim"""
_AFTER = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE {_OF.format(alias)})"
    for table, alias in (
        ("claim k", "k"),
        ("revocation r JOIN claim k ON k.id = r.claim_id", "r"),
        ("returned r JOIN claim k ON k.id = r.claim_id", "r"),
        ("reissue r JOIN claim k ON k.id = r.claim_id", "r"),
    )
)
_ENDLESS = 1 << 62
_UNSEALED = """SELECT number FROM claim WHERE place IS NULL OR seal IS NULL OR organization_id IS NULL
  UNION ALL SELECT k.number FROM revocation r JOIN claim k ON k.id = r.claim_id
  WHERE r.place IS NULL OR r.seal IS NULL"""


def link(database: Database, organization: int) -> tuple[int, str]:
    """The next place in an organization's chain, and the seal before it; only good while the store is locked."""
    rows = database.read("SELECT length, head FROM chain WHERE organization_id = :key", {"key": organization})
    return (rows[0][0] + 1, rows[0][1]) if rows else (1, FIRST)


def refuse_changed(database: Database, claim: int, number: str) -> None:
    """Raise `Changed` unless a claim, and all that was recorded of it since, is what it was when it was sealed.

    A record that is missing after it may have been its revocation, so nothing is believed of it then.
    """
    places = database.read(_OF_CLAIM, {"claim": claim})
    if not (places and all(_holds(database, *place) for place in places)):
        raise Changed(
            f"Certificate {number} is not what it was when it was claimed: the store was changed by hand, so it is not "
            "printed. `ce-tui store check` tells more, and `ce-tui store restore` brings a backup back."
        )


def _holds(database: Database, organization: int | None, place: int | None) -> bool:
    """Whether the record in that place is the one that was sealed there, and none after it is missing."""
    if organization is None or place is None:
        return False
    links = database.read(_LINKS, {"organization": organization, "low": place - 1, "high": place})
    before = [FIRST] if place == 1 else [seal for at, _, _, seal in links if at == place - 1]
    here = [link for link in links if link[0] == place]
    if len(before) != 1 or len(here) != 1:
        return False
    ((_, number, said, kept),) = here
    after = {"organization": organization, "low": place + 1, "high": _ENDLESS}
    length = place + database.read(f"SELECT {_AFTER}", after)[0][0]
    last = database.read(_LINKS, {"organization": organization, "low": length, "high": length})
    ends = database.read("SELECT length, head FROM chain WHERE organization_id = :key", {"key": organization})
    return kept == _sealed(before[0], number, said) and ends == [(length, seal) for *_, seal in last]


def sealed_paper(database: Database, claim: int, edition: int, pdf: bytes) -> str:
    """The seal that a paper of that claim has. TypeError for what is no paper at all."""
    ((sealed,),) = database.read("SELECT seal FROM claim WHERE id = :claim", {"claim": claim})
    return paper_seal(str(sealed), edition, pdf)


def other_papers(database: Database) -> Iterator[str]:
    """The certificates that are kept otherwise than they were made, as sentences."""
    kept = "SELECT p.claim_id, p.revoked, p.pdf, p.seal, k.number FROM paper p JOIN claim k ON k.id = p.claim_id"
    for claim, edition, pdf, sealed, number in database.rows(kept, {}):
        if not isinstance(pdf, bytes) or sealed != sealed_paper(database, claim, edition, pdf):
            yield f"The paper kept of certificate {number} is not the one that was made. The next copy is made anew."


def broken(database: Database, tell: Tell = silent) -> Iterator[str]:
    """What of the chains is not as it was sealed, as sentences."""
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
    return seal(*(text if isinstance(text, str) else repr(text) for text in said))
