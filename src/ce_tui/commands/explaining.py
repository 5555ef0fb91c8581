"""Printing why the numbers of a credit are what they are, with the whole ledger behind them."""

from ce_tui.commands.job import Job, open_store
from ce_tui.commands.printing import Json, dump, line, moment
from ce_tui.credit.explain import explain as reasons
from ce_tui.credit.ledger import CHECK, MISSED, History, added
from ce_tui.credit.model import ContentKind
from ce_tui.credit.progress import counted, covered, lies, total
from ce_tui.credit.text import clean
from ce_tui.credit.words import utc


def explain(job: Job) -> int:
    """Print how the numbers of a credit came about."""
    now = job.clock()
    with open_store(job.settings, now) as store:
        key = store.find(clean(job.args.credit))
        view, ledger = store.view(job.learner, key, now), store.ledger(job.learner, key)
    parts = reasons(view, ledger, now)
    if job.json:
        zone = view.organization.zone
        dump({
            "id": view.credit.id,
            "title": view.credit.title,
            "contents": [_content(history, part.why, zone) for history, part in zip(ledger, parts, strict=False)],
            "reasons": {part.what.lower(): part.why for part in parts[len(ledger):]},
        })  # fmt: skip
        return 0
    line(view.credit.title)
    for part in parts:
        line(f"{clean(part.what)}: {clean(part.why)}")
        for said in part.lines:
            line(f"  {clean(said)}")
    return 0


def _content(history: History, why: str, zone: str) -> Json:
    """A content in milliseconds, exactly: its length, the union of what was done, and each stretch of it."""
    content, record = history.content, history.record
    low, high = lies(content, record)
    by_clock = content.kind is ContentKind.SESSION and content.starts_at is not None

    def place(ms: int) -> int | str | None:
        return moment(utc(ms), zone) if by_clock else ms

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
        "ledger": [
            {
                "at": moment(stretch.at, zone), "kind": stretch.kind, "verb": stretch.verb or None,
                "from": place(stretch.span[0]) if stretch.long_ms or stretch.kind in (CHECK, MISSED) else None,
                "to": place(stretch.span[1]) if stretch.long_ms else None,
                "long_ms": stretch.long_ms, "new_ms": new,
                "checked_in_at": moment(stretch.since, zone),
                "right": stretch.right if stretch.of else None, "of": stretch.of or None,
            }
            for stretch, new in added(history)
        ],
    }  # fmt: skip
