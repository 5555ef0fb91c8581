"""Printing one credit, and getting one certificate."""

from ce_tui.commands.job import Job, Wrong, open_store
from ce_tui.commands.printing import KINDS, block, claim_json, content_words, dump, fact, line, options_words, view_json
from ce_tui.credit import words
from ce_tui.credit.listing import State
from ce_tui.credit.model import CertificateKind, Claim, Credit
from ce_tui.credit.number import read_number
from ce_tui.credit.questions import QuestionKind
from ce_tui.credit.standing import CreditView, form
from ce_tui.credit.text import clean, fold
from ce_tui.settings import path_of
from ce_tui.store import Store, StoreError


def show(job: Job) -> int:
    """Print one credit: its contents, progress, questions and claims."""
    now = job.clock()
    with open_store(job.settings, now) as store:
        key = store.find(clean(job.args.credit))
        view, records = store.view(job.learner, key, now), store.records(job.learner, (key,), now)
    credit, zone = view.credit, view.organization.zone
    why = words.reason(credit, view.holding.measure, view.state, zone, now, view.due_at)
    if job.json:
        dump(view_json(view, records, why))
        return 0
    line(credit.title)
    fact("Id", credit.id)
    fact("Organization", view.organization.name)
    fact("Amount", credit.type.say_in_full(credit.amount))
    fact("State", view.state)
    fact("Reason", why)
    current, needed = words.progress(view.holding.measure)
    fact("Current progress", f"{current}, {view.holding.measure.percent} %")
    fact("Progress needed", needed)
    fact("Claim window", words.window(credit, zone))
    if view.holding.claimed:
        fact("Claimed so far", credit.type.say(view.holding.claimed))
    if view.choices:
        fact("Can be claimed", choices_words(view))
    block("Description", credit.description)
    for number, content in enumerate(credit.contents, 1):
        line()
        fact(f"Content {number} of {len(credit.contents)}", f"{KINDS[content.kind]}: {content.title}")
        fact("Progress", content_words(content, records.get(content.id)))
        fact("Speakers", ", ".join(content.speakers))
        fact("Asks for", ", ".join(words.demands(content)))
        fact("Starts", words.date_time(content.starts_at, zone) if content.starts_at else "")
        fact("Room", content.room)
        fact("Link", content.url)
    questions = [question for question in form(credit) if question.kind is not QuestionKind.NOTE]
    for number, question in enumerate(questions, 1):
        line()
        fact(f"Question {number} of {len(questions)}", question.text)
        fact("Id", question.id)
        fact("Kind", f"{question.kind}, {'required' if question.required else 'optional'}")
        fact("Answers", options_words(question))
        fact("Rows", ", ".join(f"{row.id} ({row.label})" for row in question.rows))
        if question.shown_if:
            fact("Asked", f"only if {question.shown_if.question} is {' or '.join(question.shown_if.answers)}")
    for claim in view.claims:
        line()
        fact("Certificate number", claim.number)
        fact("Amount", credit.type.say(claim.amount))
        fact(words.dated(claim.is_completion), words.days(claim.began_at, claim.completed_at, zone))
        fact("Claimed", words.day(claim.claimed_at, zone))
        revoked_fact(claim)
    if view.state is State.READY:
        line()
        line(f"Claim your {view.organization.acronym} with: ce-tui claim {credit.id}")
    return 0


def choices_words(view: CreditView) -> str:
    """Which amounts can be claimed: one, or from one to another in steps."""
    type, (least, *more) = view.credit.type, view.choices
    if not more:
        return type.say(least)
    step = view.credit.partial.step if view.credit.partial else None
    return f"{type.say(least)} to {type.say(more[-1])} in steps of {(step or type.step).format(type.places)}"


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


def certificate(job: Job) -> int:
    """Save the PDF of a certificate, or say where it is found."""
    if job.args.all:
        from ce_tui.commands.certificate import save_all

        return save_all(job)
    number = numbered(job.args.number)
    path = None
    with open_store(job.settings, job.clock()) as store:
        claim = named(store, number, job.args.name) or store.claim_by_number(number, job.learner)
        rule = claim.credit.certificate
        if rule.kind is CertificateKind.LOCAL:
            from ce_tui.certificate import render, write_pdf

            folder = job.settings.downloads if job.args.out is None else path_of(job.args.out, "--out")
            path = write_pdf(folder, number, store.paper(number, render))
    if job.json:
        said = claim_json(claim)
        dump({"number": number, **said["certificate"], "path": path, "claim": said})
        return 0
    if path is not None:
        fact("Saved", path)
    else:
        line(f"Certificate {number}. {where_found(claim.credit)}")
        fact("Link", rule.url)
    revoked_fact(claim)
    return 0


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
        claim = store.claim_by_number(number)
    except StoreError:
        claim = None
    if claim is None or fold(clean(claim.name)) != fold(clean(name)):  # one sentence: a name is not to be guessed
        raise Wrong(f"There is no certificate {number} with that name here; write the name as it stands on it.")
    return claim


def where_found(credit: Credit) -> str:
    """How people get the certificate of a credit that has no PDF made here."""
    if credit.certificate.kind is CertificateKind.NONE:
        return "No certificate is issued for this credit; the claim itself is kept."
    return credit.certificate.text or "The organization keeps the certificate in its own system."
