"""What staff do with a certificate that was given: revoke it, or issue it anew under another number."""

import sys

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import claim_json, dump, fact, line
from ce_tui.commands.show import numbered
from ce_tui.credit import words
from ce_tui.credit.model import CertificateKind, Claim
from ce_tui.credit.questions import LONG
from ce_tui.credit.text import clean
from ce_tui.settings import user_of_the_machine


def revoke(job: Job) -> int:
    """Revoke a certificate; with --return its amount can be claimed again."""
    args = job.args
    number = numbered(args.number)
    if not args.give_back and not clean(args.reason):
        raise Wrong("Say why with --reason; the certificate shows it.")
    with open_store(job.settings, job.clock()) as store:
        _refuse_unprintable(store.claim_by_number(number), args.reason)
        claim = store.revoke(number, args.reason, job.clock(), give_back=args.give_back)
    if job.json:
        dump(claim_json(claim))
        return 0
    _said(claim)
    if claim.revocation is not None:
        fact("Revoked", f"{words.day(claim.revocation.at, claim.organization.zone)}: {claim.revocation.reason}")
        if claim.revocation.returned:
            closes = claim.credit.closes_at
            until = f" until {words.closing(closes, claim.organization.zone)}" if closes else ""
            fact("Given back", f"{claim.credit.type.say(claim.amount)}, which can be claimed again{until}")
        else:
            fact("Given back", "nothing; --return lets the amount be claimed again")
    return 0


def reissue(job: Job) -> int:
    """Issue a certificate anew, with a new number, and another name if one is given."""
    args = job.args
    number, name = numbered(args.number), clean(args.name or "", LONG)
    if not clean(args.reason):
        raise Wrong("Say why with --reason; the new certificate keeps it.")
    with open_store(job.settings, job.clock()) as store:
        old = store.claim_by_number(number)
        if name and not name.isascii() and old.credit.certificate.kind is CertificateKind.LOCAL:
            from ce_tui.certificate import fonts_needed, name_problem

            if problem := name_problem(name):
                raise Wrong(problem)
            if fonts := fonts_needed(old.credit, old.organization, name, old.license):
                print(fonts, file=sys.stderr)
        by = user_of_the_machine() if args.by is None else args.by
        claim = store.reissue(number, name, args.reason, by, job.clock())
    if job.json:
        dump(claim_json(claim))
        return 0
    _said(claim)
    fact("In the place of", number)
    if claim.credit.certificate.kind is CertificateKind.LOCAL:
        line(f'Get the certificate with: ce-tui certificate {claim.number} --name "{claim.name}"')
    return 0


def _refuse_unprintable(claim: Claim, reason: str) -> None:
    """Raise Wrong for a reason that the certificate could not show: it is kept for good."""
    if reason.isascii() or claim.credit.certificate.kind is not CertificateKind.LOCAL:
        return
    from ce_tui.certificate import lacking

    if lack := lacking(clean(reason, LONG)):
        raise Wrong(f"The certificate cannot show the reason as it is: {lack}. Nothing was revoked.")


def _said(claim: Claim) -> None:
    fact("Certificate number", claim.number)
    fact("Name", claim.name)
    fact("Credit", claim.credit.title)
    fact("Amount", claim.credit.type.say_in_full(claim.amount))
