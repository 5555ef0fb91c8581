"""What stands beside a list: the credit or the claim under its cursor, in short. Loaded after the first paint."""

from textual.content import Content

from ce_tui.credit.listing import ClaimRow, Row
from ce_tui.ui.base import AppBase
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.text import plain


async def preview(app: AppBase, row: Row | ClaimRow, width: int) -> Content | None:
    """The text for `width` cells; None when the user has been told why there is none."""
    now, learner = app.clock(), app.learner.key
    if isinstance(row, ClaimRow):
        claim = await app.door.ask(lambda store: store.certificates.claim(row.number, learner))
        return lines.claim_facts(claim, width) if claim is not None else None
    found = await app.door.ask(
        lambda store: (store.credits.view(learner, row.key, now), store.credits.records(learner, (row.key,), now))
    )
    if found is None:
        return None
    view, records = found
    text = [lines.facts(view, now, width), lines.contents_of(view, records, width)]
    if view.credit.description:
        text.append(plain(view.credit.description))
    return Content("\n\n").join(text)
