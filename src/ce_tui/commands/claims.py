"""A claim that was made, for the commands that are told its number: which one is meant, and what is said of it."""

from collections.abc import Iterator

from ce_tui.commands.job import Wrong
from ce_tui.commands.printing import fact
from ce_tui.credit import words
from ce_tui.credit.listing import ClaimRow
from ce_tui.credit.model import CertificateKind, Claim, Credit
from ce_tui.credit.number import read_number
from ce_tui.credit.text import clean, fold
from ce_tui.store import Store, StoreError

PAGE = 500
"""So many rows are read at once."""


def numbered(text: str) -> str:
    """The certificate number that this is; Wrong if it is none."""
    if (number := read_number(text)) is None:
        raise Wrong(
            f"“{clean(text, 60)}” is not a certificate number, or it is mistyped; "
            "`ce-tui list --certificates` shows yours."
        )
    return number


def named(store: Store, number: str, name: str | None) -> Claim | None:
    """The claim with that number, whosever it is, for somebody who knows the name on it; None without a name."""
    if name is None:
        return None
    try:
        claim = store.certificates.claim(number)
    except StoreError:
        claim = None
    if claim is None or fold(clean(claim.name)) != fold(clean(name)):  # one sentence: a name is not to be guessed
        raise Wrong(f"There is no certificate {number} with that name here; write the name as it stands on it.")
    return claim


def claim_rows(store: Store, learner: str, search: str = "") -> Iterator[ClaimRow]:
    """The rows of a learner's certificates, newest first, however many there are."""
    after = None
    while page := store.lists.claims(learner, search=search, after=after, limit=PAGE):
        yield from page
        after = page[-1].key


def print_claim(claim: Claim) -> None:
    """Which certificate it is, whose, and for what."""
    fact("Certificate number", claim.number)
    fact("Name", claim.name)
    fact("Credit", claim.credit.title)
    fact("Amount", claim.credit.type.say_in_full(claim.amount))


def revoked_fact(claim: Claim) -> None:
    """Say what has become of a claim: that it was revoked, issued anew, or stands in the place of another."""
    zone = claim.organization.zone
    if revoked := claim.revocation:
        back = " Its amount can be claimed again." if revoked.returned else ""
        fact("Revoked", f"{words.day(revoked.at, zone)}: {revoked.reason}{back}")
    if newer := claim.superseded:
        fact("Superseded", f"{words.day(newer.at, zone)}, by {newer.by}")
    if issued := claim.reissue:
        fact("Issued anew", f"{words.day(issued.at, zone)}, in the place of {issued.of}: {issued.reason}")


def where_found(credit: Credit) -> str:
    """How people get the certificate of a credit that has no PDF made here."""
    if credit.certificate.kind is CertificateKind.NONE:
        return "No certificate is issued for this credit; the claim itself is kept."
    return credit.certificate.text or "The organization keeps the certificate in its own system."
