"""`ce-tui claim`: answers from a file, from options, or asked one by one on a terminal."""

import re
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ce_tui.certificate import fonts_needed, name_problem
from ce_tui.commands.answers import agreed, ask, ask_all, put_in, read_file, tell
from ce_tui.commands.claims import where_found
from ce_tui.commands.job import Job, Wrong
from ce_tui.commands.printing import choices_words, claim_json, decimal, dump, fact, line, options_words, question_json
from ce_tui.commands.store_file import open_store
from ce_tui.credit import words
from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.listing import State
from ce_tui.credit.model import CertificateKind, Claim, Remainder
from ce_tui.credit.parties import Learner, unsaid_profession
from ce_tui.credit.questions import AGREED, LONG, Answer, Answers, Problem, Question, QuestionKind, problems
from ce_tui.credit.standing import CreditView, form, is_final, made_already, name_problems, otherwise
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE
from ce_tui.store import Refused, Store

_REQUEST = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


@dataclass(slots=True)
class _Form:
    """The form of a claim as it is filled in; `amount` is None while there is a choice and none was made."""

    view: CreditView
    questions: tuple[Question, ...]
    answers: dict[str, Answer]
    name: str
    license: str
    amount: Amount | None


def run(job: Job) -> int:
    """Claim a credit, or a part of it, once every answer is there."""
    args, now = job.args, job.clock()
    if args.request is not None and not _REQUEST.fullmatch(args.request):
        raise Wrong("--request must be 8 to 64 letters, digits, points or hyphens.")
    file = read_file(Path(args.answers)) if args.answers else {}
    with open_store(job.settings, now) as store:
        view = store.credits.view(job.learner, store.credits.find(clean(args.credit)), now)
        if made := next((claim for claim in view.claims if claim.request_id == args.request), None):
            _same(made, file, args)
            return _done(job, view, made)
        if why := words.impossible(now, view.organization.zone):
            raise Refused([why])
        problem = words.clock_problem(store.lists.newest(), now, view.organization.zone)
        if problem and not job.json:
            print(problem, file=sys.stderr)
        if view.state is not State.READY:
            raise Refused([_not_now(view, now)])
        made = _claim(job, store, view, file, now)
        if problem and job.json:  # what is said of a failure is one JSON value, and nothing else
            print(problem, file=sys.stderr)
        return _done(job, store.credits.view(job.learner, view.key, job.clock()), made)


def _claim(job: Job, store: Store, view: CreditView, file: Mapping[str, Any], now: datetime) -> Claim:
    """Fill in the form, of which everything is kept at once, and claim."""
    args, learner = job.args, job.learner
    draft, profile = store.claims.draft(learner, view.key, now), store.accounts.learner(learner)
    filled = _begun(args, view, profile, draft.answers, file)

    def keep() -> None:
        store.claims.save_draft(learner, view.key, filled.answers, now)

    keep()
    asking = not job.json and sys.stdin is not None and sys.stdin.isatty()
    if asking:
        _ask(filled, keep)
    amount = _complete(filled)
    if filled.name != profile.name:
        store.accounts.save(replace(profile, name=filled.name))
    if fonts := _fonts_needed(view, filled.name, profile.license):
        print(fonts, file=sys.stderr)
    if asking and (unsaid := _unsaid(view, profile.profession)):
        tell(f"Profession: {unsaid} Change it with: ce-tui learners {learner} --profession RN")
    _consent(view, amount, filled.name, asking and not args.yes, args.yes)
    request = ClaimRequest(args.request or draft.request_id, amount, filled.name, filled.answers)
    # The form is everybody's who claims this credit just now: who comes second hears that it was claimed.
    return store.claims.make(learner, view.key, request, job.clock(), again=bool(args.request))


def _begun(args: Namespace, view: CreditView, profile: Learner, kept: Answers, file: Mapping[str, Any]) -> _Form:
    """The form before anything is asked: the answers kept of it, and over them what the command line says."""
    name = clean(profile.name if args.name is None else args.name, LONG)
    filled = _Form(view, form(view.credit), dict(kept), name, profile.license, None)
    put_in(filled.questions, filled.answers, file, args.answer)
    filled.amount = _amount(view, args.amount)
    return filled


def _ask(filled: _Form, keep: Callable[[], None]) -> None:
    """Ask on the terminal for everything that is missing."""
    try:
        ask_all(filled.questions, filled.answers, keep)
        while wrong := _name_problems(filled.view, filled.name):
            filled.name = clean(ask(f"{wrong[0]}\nName on the certificate"), LONG)
        while filled.amount is None:
            filled.amount = _ask_amount(filled.view)
    except EOFError:
        again = f"ce-tui claim {filled.view.credit.id}"
        raise Wrong(f"Nothing was claimed; your answers are kept. Go on with: {again}") from None


def _same(made: Claim, file: Mapping[str, Answer], args: Namespace) -> None:
    """Refused, where a request that has made a claim is used for another one: whatever is said now must be the same."""
    questions = form(made.credit)
    answers = dict(made.answers)
    put_in(questions, answers, file, args.answer)
    amount = made.amount if args.amount is None else _parsed(args.amount)
    name = made.name if args.name is None else clean(args.name, LONG)
    if other := otherwise(made, amount, answers, name):
        raise Refused([made_already(made, other)])


def _not_now(view: CreditView, now: datetime) -> str:
    if view.claims and view.holding.final:
        numbers = ", ".join(claim.number for claim in view.claims)
        return f"This credit has already been claimed (certificate {numbers})."
    zone = view.organization.zone
    why = words.reason(view.credit, view.holding.measure, view.state, zone, now, view.due_at)
    return f"This credit cannot be claimed now. {why}"


def _ask_amount(view: CreditView) -> Amount | None:
    tell(f"You can claim {choices_words(view)}.")
    try:
        return _amount(view, ask("How much do you claim"))
    except Wrong as error:
        tell(str(error))
        return None


def _amount(view: CreditView, text: str | None) -> Amount | None:
    """The amount that is claimed; None while there is a choice and none was made."""
    if text is None:
        return view.choices[0] if len(view.choices) == 1 else None
    amount = _parsed(text)
    if amount not in view.choices:
        raise Wrong(f"{view.credit.type.say(amount)} cannot be claimed now; you can claim {choices_words(view)}.")
    return amount


def _parsed(text: str) -> Amount:
    try:
        return Amount.typed(text)
    except ValueError as error:
        raise Wrong(f"The amount {error}.") from None


def _complete(filled: _Form) -> Amount:
    """The amount, once nothing is missing; Wrong with everything that is."""
    found = problems(filled.questions, filled.answers)
    of_each = {question: [one for one in found if one.question == question.id] for question in filled.questions}
    missing = {question: of_it for question, of_it in of_each.items() if of_it}
    sentences = [sentence for question, of_it in missing.items() for sentence in _lacking(question, of_it)]
    name_wrong = _name_problems(filled.view, filled.name)
    if name_wrong:
        sentences.append(f"--name: {name_wrong[0]}")
    if license_wrong := _unprintable(filled.view, filled.license, "license number"):
        sentences.append(f"Profile: {license_wrong}")
    if filled.amount is None:
        sentences.append(f"--amount: Please say how much you claim: {choices_words(filled.view)}.")
    elif not sentences:
        return filled.amount
    type, choices = filled.view.credit.type, filled.view.choices if filled.amount is None else ()
    details = {
        "missing": [question_json(question) for question in missing],
        "problems": [{"question": p.question, "field": p.field, "message": p.message} for p in found],
        "name": name_wrong[0] if name_wrong else None,
        "amounts": [decimal(choice, type) for choice in choices],
    }
    raise Wrong("Nothing was claimed yet; your answers are kept. Missing is:", *sentences, details=details)


def _lacking(question: Question, found: list[Problem]) -> list[str]:
    """How to give the answer that is missing, and which answers there are."""
    kind = f"{question.kind}, {'required' if question.required else 'optional'}"
    sentences = [f"--answer {question.id}: {clean(question.text, LONG)} ({kind})"]
    if question.kind is QuestionKind.ATTESTATION:
        return [*sentences, f"If you agree: --answer {question.id}={AGREED}"]
    sentences += [problem.message for problem in found]
    if options := options_words(question):
        sentences.append(f"Answers: {options}.")
    if question.rows:
        rows = ", ".join(f"{row.id} ({clean(row.label)})" for row in question.rows)
        sentences.append(f"Rows, each given as --answer {question.id}:ROW=ANSWER: {rows}.")
    if any(problem.field == "explain" for problem in found):
        sentences.append(f"Explain with: --answer {question.id}:explain=TEXT")
    return sentences


def _name_problems(view: CreditView, name: str) -> list[str]:
    """What is wrong with the name, unprintable letters too: better said before the claim than after."""
    found = name_problems(name)
    if not found and (problem := _unprintable(view, name, "name")):
        found.append(problem)
    return found


def _unprintable(view: CreditView, text: str, what: str) -> str:
    if text.isascii() or view.credit.certificate.kind is not CertificateKind.LOCAL:
        return ""
    return name_problem(text, what)


def _fonts_needed(view: CreditView, name: str, license: str) -> str:
    if view.credit.certificate.kind is not CertificateKind.LOCAL:
        return ""
    return fonts_needed(view.credit, view.organization, name, license)


def _unsaid(view: CreditView, profession: str) -> str:
    is_local = view.credit.certificate.kind is CertificateKind.LOCAL
    return unsaid_profession(view.credit.type.id, profession) if is_local else ""


def _consent(view: CreditView, amount: Amount, name: str, asking: bool, yes: bool) -> None:
    """The last word before the claim: a question on a terminal; elsewhere --yes where something would be lost."""
    type, claimed = view.credit.type, view.holding.claimed + amount
    rest = view.credit.amount - claimed
    lost = ""
    if rest and is_final(view.credit, claimed):
        lost = f"The remaining {type.say(rest)} will be given up for good."
    if asking:
        tell()
        tell(f"{view.credit.title}\nYou claim {type.say_in_full(amount)} as {name}. {lost}")
        if not agreed(ask(f"Claim {view.organization.acronym}? yes or no")):
            raise Wrong("Nothing was claimed; your answers are kept.")
    elif lost and not yes:
        raise Wrong(f"{lost} Add --yes if that is what you want.")


def _done(job: Job, view: CreditView, made: Claim) -> int:
    """Say what was claimed, what is left of the credit, and how to get the certificate."""
    credit, held, type = view.credit, view.holding, made.credit.type
    rest = credit.amount - held.claimed if credit.amount > held.claimed else Amount(0)
    if job.json:
        left = Amount(0) if held.final else rest
        dump({**claim_json(made), "remaining": decimal(left, type), "final": held.final})
        return DONE
    fact("Claimed", type.say_in_full(made.amount))
    fact("Credit", made.credit.title)
    fact("Name", made.name)
    fact(words.dated(made.is_completion), words.days(made.began_at, made.completed_at, made.organization.zone))
    fact("Certificate number", made.number)
    for question in form(made.credit):
        if question.kind is QuestionKind.ATTESTATION and made.answers.get(question.id) == AGREED:
            fact("You attested", question.text)
    fact("Remaining", _remaining(view, type.say(rest) if rest else ""))
    if made.credit.certificate.kind is CertificateKind.LOCAL:
        line(f"Get the certificate with: ce-tui certificate {made.number}")
    else:
        line(where_found(made.credit))
        fact("Link", made.credit.certificate.url)
    return DONE


def _remaining(view: CreditView, rest: str) -> str:
    """What becomes of the rest of a credit ("" for none), in words."""
    credit = view.credit
    if rest and not view.holding.final:
        until = f" until {words.closing(credit.closes_at, view.organization.zone)}" if credit.closes_at else ""
        return f"{rest}, which can be claimed{until} as far as it is earned"
    if rest and credit.partial is not None and credit.partial.remainder is Remainder.FORFEIT:
        return f"nothing; the rest of {rest} was given up"
    return "nothing; the whole credit is claimed"
