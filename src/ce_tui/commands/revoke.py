"""`ce-tui revoke`: a certificate that should not have been given, or not to whom."""

from ce_tui.certificate import lacking
from ce_tui.commands.claims import numbered, print_claim
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import claim_json, dump, fact
from ce_tui.commands.store_file import open_store
from ce_tui.credit import words
from ce_tui.credit.model import CertificateKind, Claim
from ce_tui.credit.questions import LONG
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE


def run(job: Job) -> int:
    """Revoke a certificate; with --return its amount can be claimed again."""
    args = job.args
    number = numbered(args.number)
    if not args.give_back and not clean(args.reason):
        raise Wrong("Say why with --reason; the certificate shows it.")
    with open_store(job.settings, job.clock()) as store:
        _refuse_unprintable(store.certificates.claim(number), args.reason)
        claim = store.certificates.revoke(number, args.reason, job.clock(), give_back=args.give_back)
    if job.json:
        dump(claim_json(claim))
        return DONE
    print_claim(claim)
    if claim.revocation is not None:
        fact("Revoked", f"{words.day(claim.revocation.at, claim.organization.zone)}: {claim.revocation.reason}")
        if claim.revocation.returned:
            closes = claim.credit.closes_at
            until = f" until {words.closing(closes, claim.organization.zone)}" if closes else ""
            fact("Given back", f"{claim.credit.type.say(claim.amount)}, which can be claimed again{until}")
        else:
            fact("Given back", "nothing; --return lets the amount be claimed again")
    return DONE


def _refuse_unprintable(claim: Claim, reason: str) -> None:
    """Raise Wrong for a reason that the certificate could not show: it is kept for good."""
    if reason.isascii() or claim.credit.certificate.kind is not CertificateKind.LOCAL:
        return
    if lack := lacking(clean(reason, LONG)):
        raise Wrong(f"The certificate cannot show the reason as it is: {lack}. Nothing was revoked.")
