"""`ce-tui list`: In Progress, Ready to Claim, Certificates, or every credit."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from ce_tui.commands.claims import PAGE, claim_rows
from ce_tui.commands.job import Job
from ce_tui.commands.printing import Json, claim_json, dump, fact, line, row_json, standing, sums, total_json
from ce_tui.commands.store_file import exists, open_store
from ce_tui.credit import words
from ce_tui.credit.listing import Row
from ce_tui.credit.model import Claim
from ce_tui.credit.words import plural
from ce_tui.exit_codes import DONE
from ce_tui.store import Store


def run(job: Job) -> int:
    """Print In Progress, Ready to Claim and Certificates, or one of them."""
    args, now = job.args, job.clock()
    groups = [name for name in ("ready", "certificates", "all") if getattr(args, name)]
    groups = groups or ["in_progress", "ready", "certificates"]
    if not exists(job.settings.store):
        if job.json:
            dump({"learner": job.learner} | {group: _no_rows(group) for group in groups})
        else:
            line(f"There is no store at {job.settings.store} yet, so nothing can be earned. {_FIRST}")
        return DONE
    with open_store(job.settings, now) as store:
        note = _stranger(store, job.learner)
        if job.json:
            dump({"learner": job.learner} | {group: _group_json(store, group, job, now) for group in groups})
        elif not store.lists.count("all", job.learner, now) and not store.lists.count("claims", job.learner, now):
            line(f"Nothing has been loaded yet. {_FIRST}")
        else:
            for position, group in enumerate(groups):
                if note and not position:
                    line(note)
                if note or position:
                    line()
                (_print_claims if group == "certificates" else _print_rows)(store, group, job, now)
    return DONE


_FIRST = "`ce-tui import FILE` loads a catalog or a conference schedule; `ce-tui demo` shows a sample."
_LISTS = {"in_progress": "progress", "ready": "ready", "all": "all"}
_TITLES = {"in_progress": "In Progress", "ready": "Ready to Claim", "all": "All credits"}
_EMPTY = {
    "in_progress": "Nothing is in progress; `ce-tui list --all` shows what is claimed, closed or not released yet.",
    "ready": "Nothing can be claimed now. Go on with a credit in progress: `ce-tui show CREDIT` says what is missing.",
    "certificates": "No certificates yet. Once a credit is ready, `ce-tui claim CREDIT` claims it.",
    "all": "There are no credits.",
}


def _no_rows(group: str) -> Json:
    return {"count": 0, "claims": [], "totals": []} if group == "certificates" else {"count": 0, "credits": []}


def _stranger(store: Store, learner: str) -> str:
    """A hint that --learner may be mistyped: the store knows others, but not this one."""
    known = [other.key for other in store.accounts.learners()]
    if not known or learner in known:
        return ""
    return f"The store knows nobody called {learner} yet; it knows {', '.join(known[:20])}. --learner chooses another."


def _rows(store: Store, group: str, job: Job, now: datetime) -> Iterator[Row]:
    after, which = None, _LISTS[group]
    while page := store.lists.page(which, job.learner, now, search=job.args.search, after=after, limit=PAGE):
        yield from page
        after = page[-1].key


def _whole_claims(store: Store, job: Job) -> Iterator[Claim]:
    rows = claim_rows(store, job.learner, job.args.search)
    while page := list(islice(rows, PAGE)):
        yield from store.certificates.of_rows(page)


def _group_json(store: Store, group: str, job: Job, now: datetime) -> Json:
    if group != "certificates":
        whose = {organization.id: organization for organization in store.lists.organizations()}
        rows = [row_json(row, whose[row.organization], now) for row in _rows(store, group, job, now)]
        return {"count": len(rows), "credits": rows}
    claims = [claim_json(claim) for claim in _whole_claims(store, job)]
    return {
        "count": len(claims),
        "claims": claims,
        "totals": [total_json(total) for total in store.lists.totals(job.learner)],
    }


def _print_rows(store: Store, group: str, job: Job, now: datetime) -> None:
    number = store.lists.count(_LISTS[group], job.learner, now, job.args.search)
    line(f"{_TITLES[group]}: {plural(number, 'credit')}")
    if group == "ready" and number:
        fact("In all", sums((row.type, row.claimable) for row in _rows(store, group, job, now)))
    if not number:
        line(_nothing_found(job) or _EMPTY[group])
    whose = {organization.id: organization.name for organization in store.lists.organizations()}
    for row in _rows(store, group, job, now):
        state, why = standing(row, now)
        current, needed = words.progress(row)
        line()
        line(row.title)
        fact("Id", row.id)
        if len(whose) > 1:
            fact("Organization", whose[row.organization])
        fact("Amount", row.type.say_in_full(row.amount))
        if row.claimed:
            fact("Claimed so far", row.type.say(row.claimed))
        if group == "ready":
            fact("Can be claimed", row.type.say(row.claimable))
        fact("Progress", f"{current} of {needed}, {row.percent} %")
        fact("State", state)
        fact("Reason", why)


def _print_claims(store: Store, group: str, job: Job, now: datetime) -> None:
    number = store.lists.count("claims", job.learner, now, job.args.search)
    line(f"Certificates: {plural(number, 'claim')}")
    if not number:
        line(_nothing_found(job) or _EMPTY[group])
    if not job.args.search.strip():
        for total in store.lists.totals(job.learner):
            fact(f"Total {total.year}", f"{total.type.say_in_full(total.amount)} in {plural(total.claims, 'claim')}")
    for row in claim_rows(store, job.learner, job.args.search):
        whole = f"part {row.part} of {row.type.say(row.whole)}" if row.amount < row.whole else ""
        line()
        line(row.title)
        fact("Certificate number", row.number)
        fact("Amount", ", ".join(filter(None, (row.type.say_in_full(row.amount), whole))))
        if row.completed_at is not None:
            fact(words.dated(row.is_completion), words.day(row.completed_at, row.zone))
        fact("Claimed", words.day(row.claimed_at, row.zone))
        fact("Certificate", _PROOF[row.certificate])
        if row.revoked:
            fact("State", "revoked")


_PROOF = {
    "local": "a PDF made here",
    "external": "kept by the organization",
    "none": "not issued for this credit",
}


def _nothing_found(job: Job) -> str:
    return f"Nothing is found for “{job.args.search}”; try fewer letters." if job.args.search.strip() else ""
