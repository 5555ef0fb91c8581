"""`ce-tui show`: one credit, with its contents, progress, questions and claims."""

from collections.abc import Mapping

from ce_tui.commands.claims import revoked_fact
from ce_tui.commands.job import Job
from ce_tui.commands.printing import (
    block,
    choices_words,
    content_words,
    dump,
    fact,
    line,
    options_words,
    view_json,
)
from ce_tui.commands.store_file import open_store
from ce_tui.credit import words
from ce_tui.credit.listing import State
from ce_tui.credit.model import Claim, Content, ContentKind
from ce_tui.credit.progress import Record
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.standing import CreditView, form
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE

_KINDS = {
    ContentKind.VIDEO: "Video",
    ContentKind.SESSION: "Session",
    ContentKind.READING: "Reading",
    ContentKind.QUIZ: "Quiz",
}


def run(job: Job) -> int:
    """Print one credit: its contents, progress, questions and claims."""
    now = job.clock()
    with open_store(job.settings, now) as store:
        key = store.credits.find(clean(job.args.credit))
        view, records = store.credits.view(job.learner, key, now), store.credits.records(job.learner, (key,), now)
    credit, zone = view.credit, view.organization.zone
    why = words.reason(credit, view.holding.measure, view.state, zone, now, view.due_at)
    if job.json:
        dump(view_json(view, records, why))
        return DONE
    _print_credit(view, why)
    _print_contents(view, records)
    _print_questions(view)
    for claim in view.claims:
        line()
        _print_claim(claim, zone)
    if view.state is State.READY:
        line()
        line(f"Claim your {view.organization.acronym} with: ce-tui claim {credit.id}")
    return DONE


def _print_contents(view: CreditView, records: Mapping[str, Record]) -> None:
    contents = view.credit.contents
    for number, content in enumerate(contents, 1):
        line()
        fact(f"Content {number} of {len(contents)}", f"{_KINDS[content.kind]}: {content.title}")
        _print_content(content, records.get(content.id), view.organization.zone)


def _print_questions(view: CreditView) -> None:
    questions = [question for question in form(view.credit) if question.kind is not QuestionKind.NOTE]
    for number, question in enumerate(questions, 1):
        line()
        fact(f"Question {number} of {len(questions)}", question.text)
        _print_question(question)


def _print_credit(view: CreditView, why: str) -> None:
    credit, held = view.credit, view.holding
    line(credit.title)
    fact("Id", credit.id)
    fact("Organization", view.organization.name)
    fact("Amount", credit.type.say_in_full(credit.amount))
    fact("State", view.state)
    fact("Reason", why)
    current, needed = words.progress(held.measure)
    fact("Current progress", f"{current}, {held.measure.percent} %")
    fact("Progress needed", needed)
    fact("Claim window", words.window(credit, view.organization.zone))
    if held.claimed:
        fact("Claimed so far", credit.type.say(held.claimed))
    if view.choices:
        fact("Can be claimed", choices_words(view))
    block("Description", credit.description)


def _print_content(content: Content, record: Record | None, zone: str) -> None:
    fact("Progress", content_words(content, record))
    fact("Speakers", ", ".join(content.speakers))
    fact("Asks for", ", ".join(words.demands(content)))
    fact("Starts", words.date_time(content.starts_at, zone) if content.starts_at else "")
    fact("Room", content.room)
    fact("Link", content.url)


def _print_question(question: Question) -> None:
    fact("Id", question.id)
    fact("Kind", f"{question.kind}, {'required' if question.required else 'optional'}")
    fact("Answers", options_words(question))
    fact("Rows", ", ".join(f"{row.id} ({row.label})" for row in question.rows))
    if question.shown_if:
        fact("Asked", f"only if {question.shown_if.question} is {' or '.join(question.shown_if.answers)}")


def _print_claim(claim: Claim, zone: str) -> None:
    fact("Certificate number", claim.number)
    fact("Amount", claim.credit.type.say(claim.amount))
    fact(words.dated(claim.is_completion), words.days(claim.began_at, claim.completed_at, zone))
    fact("Claimed", words.day(claim.claimed_at, zone))
    revoked_fact(claim)
