"""Why a number is what it is: what was counted, by which rule."""

from functools import partial

from textual import getters, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from ce_tui.credit.explain import RECENT, explain, explain_claim
from ce_tui.credit.model import Explanation
from ce_tui.store import Store
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box
from ce_tui.ui.drawing.fluid import Fluid
from ce_tui.ui.drawing.layout import hang
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.leaving import leave


class WhyScreen(Box[None]):
    """How the numbers of a credit came about, or of a claim (its number) as it stood."""

    BOX_TITLE = "Why this number"
    app = getters.app(AppBase)
    why = getters.query_one("#why", Fluid)

    def __init__(self, of: int | str) -> None:
        super().__init__()
        self._of = of

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Fluid("why")

    @work
    async def on_mount(self) -> None:
        now, learner = self.app.clock(), self.app.learner.key

        def told(store: Store) -> list[Explanation]:
            if isinstance(self._of, str):
                return explain_claim(store.certificates.claim(self._of, learner))
            return explain(
                store.credits.view(learner, self._of, now), store.learning.history(learner, self._of, now), now, RECENT
            )

        found = await self.app.door.ask(told)
        if found is None:
            leave(self)
            return
        self.why.show(partial(reasons, found))


def reasons(parts: list[Explanation], width: int) -> Content:
    """What the numbers are and why, the ledger of each content below it."""
    text: list[Content] = []
    for part in parts:
        text += [plain(part.what).stylize("bold"), *hang("  ", plain(part.why), width)]
        if part.earlier:
            text += hang("  · ", Content(f"and {part.earlier} earlier; `ce-tui explain` prints all"), width)
        for line in part.lines:
            text += hang("  · ", plain(line), width)
    return Content("\n").join(text)
