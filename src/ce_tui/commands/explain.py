"""`ce-tui explain`: why the numbers of a credit are what they are, with the whole ledger behind them."""

from collections.abc import Sequence
from datetime import datetime

from ce_tui.commands.claims import named
from ce_tui.commands.job import Job
from ce_tui.commands.printing import Json, claim_json, dump, line, moment
from ce_tui.commands.store_file import open_store
from ce_tui.credit.explain import explain, explain_claim, explain_contents, explain_sums
from ce_tui.credit.ledger import CHECK, MISSED, History, Line, added
from ce_tui.credit.model import Claim, Content, ContentKind, Explanation
from ce_tui.credit.moments import utc
from ce_tui.credit.number import read_number
from ce_tui.credit.progress import bounds_then, counted, covered, total
from ce_tui.credit.standing import CreditView
from ce_tui.credit.text import clean
from ce_tui.exit_codes import DONE
from ce_tui.store import Store, StoreError


def run(job: Job) -> int:
    """Print how the numbers of a credit came about."""
    now = job.clock()
    with open_store(job.settings, now) as store:
        if (number := read_number(job.args.credit)) is not None and not _is_credit(store, job.args.credit):
            return _explain_claim(
                job, named(store, number, job.args.name) or store.certificates.claim(number, job.learner)
            )
        key = store.credits.find(clean(job.args.credit))
        view, ledger = store.credits.view(job.learner, key, now), store.learning.history(job.learner, key, now)
    if job.json:
        dump(_credit(view, ledger, now))
        return DONE
    line(view.credit.title)
    _print(explain(view, ledger, now))
    return DONE


def _is_credit(store: Store, id: str) -> bool:
    """Whether what reads as a certificate's number is a credit's id."""
    try:
        return bool(store.credits.find(clean(id)))
    except StoreError:
        return False


def _explain_claim(job: Job, claim: Claim) -> int:
    """Print a claim as it stood."""
    parts = explain_claim(claim)
    if job.json:
        told = [{"what": part.what, "why": part.why, "lines": part.lines} for part in parts]
        dump({"number": claim.number, "kept": bool(claim.appendix), "parts": told, "claim": claim_json(claim)})
        return DONE
    line(claim.credit.title)
    line(f"Certificate {claim.number}, as it stood when it was claimed")
    _print(parts)
    return DONE


def _print(parts: list[Explanation]) -> None:
    for part in parts:
        line(f"{clean(part.what)}: {clean(part.why, 4000)}")
        for said in part.lines:
            line(f"  {clean(said)}")


def _credit(view: CreditView, ledger: Sequence[History], now: datetime) -> Json:
    contents = zip(ledger, explain_contents(view, ledger, now), strict=True)
    return {
        "id": view.credit.id,
        "title": view.credit.title,
        "contents": [_content(history, part.why, view.organization.zone) for history, part in contents],
        "reasons": {part.what.lower(): part.why for part in explain_sums(view, ledger, now)},
    }


def _content(history: History, why: str, zone: str) -> Json:
    """A content in milliseconds, exactly: its length, the union of what was done, and each stretch of it."""
    content, record = history.content, history.record
    low, high = bounds_then(content, record)
    return {
        "id": content.id,
        "title": content.title,
        "kind": content.kind,
        "why": why,
        "length_ms": high - low,
        "threshold": f"{content.threshold // 1000}.{content.threshold % 1000:03d}",
        "together_ms": total(covered(content, record)) if record else 0,
        "counts_ms": total(counted(content, record)),
        "completed_at": moment(record.complete_at if record else None, zone),
        "ledger": [_line(stretch, new, content, zone) for stretch, new in added(history)],
    }


def _line(stretch: Line, new_ms: int, content: Content, zone: str) -> Json:
    """A line of the ledger; so many milliseconds of it were not done before."""
    start, end = stretch.span
    is_at_a_place = stretch.long_ms or stretch.kind in (CHECK, MISSED)
    return {
        "at": moment(stretch.at, zone),
        "kind": stretch.kind,
        "verb": stretch.verb or None,
        "from": _place(start, content, zone) if is_at_a_place else None,
        "to": _place(end, content, zone) if stretch.long_ms else None,
        "long_ms": stretch.long_ms,
        "new_ms": new_ms,
        "checked_in_at": moment(stretch.since, zone),
        "right": stretch.right if stretch.of else None,
        "of": stretch.of or None,
    }


def _place(ms: int, content: Content, zone: str) -> int | str | None:
    """A place in a content: a moment in a session with a time of its own, else milliseconds from its start."""
    by_clock = content.kind is ContentKind.SESSION and content.starts_at is not None
    return moment(utc(ms), zone) if by_clock else ms
