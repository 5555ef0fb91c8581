"""`ce-tui reissue`: the same claim under another number, perhaps with another name."""

import sys

from ce_tui.certificate import fonts_needed, name_problem
from ce_tui.commands.claims import numbered, print_claim
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import claim_json, dump, fact, line
from ce_tui.commands.store_file import open_store
from ce_tui.credit.model import CertificateKind
from ce_tui.credit.questions import LONG
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE
from ce_tui.settings import user_of_the_machine


def run(job: Job) -> int:
    """Issue a certificate anew, with a new number, and another name if one is given."""
    args = job.args
    number, name = numbered(args.number), clean(args.name or "", LONG)
    if not clean(args.reason):
        raise Wrong("Say why with --reason; the new certificate keeps it.")
    with open_store(job.settings, job.clock()) as store:
        old = store.certificates.claim(number)
        if name and not name.isascii() and old.credit.certificate.kind is CertificateKind.LOCAL:
            if problem := name_problem(name):
                raise Wrong(problem)
            if fonts := fonts_needed(old.credit, old.organization, name, old.license):
                print(fonts, file=sys.stderr)
        by = user_of_the_machine() if args.by is None else args.by
        claim = store.certificates.reissue(number, name, args.reason, by, job.clock())
    if job.json:
        dump(claim_json(claim))
        return DONE
    print_claim(claim)
    fact("In the place of", number)
    if claim.credit.certificate.kind is CertificateKind.LOCAL:
        line(f'Get the certificate with: ce-tui certificate {claim.number} --name "{claim.name}"')
    return DONE
