"""The claim form over a static screen: what the form itself costs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static

import ce_tui.ui
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.standing import Holding
from ce_tui.credit.types import credit_type
from ce_tui.store import Store
from ce_tui.ui.forms.claim import ClaimScreen, ClaimStart

UI = Path(ce_tui.ui.__file__).parent


class FormApp(App[None]):
    """Opens the form on c."""

    CSS_PATH = [UI / "app.tcss", UI / "forms" / "forms.tcss"]
    BINDINGS = [("c", "form", "Claim")]

    def compose(self) -> ComposeResult:
        yield Static("static screen\n" + "\n".join(f"Credit {n:06}" for n in range(30)))

    def action_form(self) -> None:
        now = datetime.now(UTC)
        film = Content("film", ContentKind.VIDEO, "The film", 60 * 60_000)
        questions = tuple(Question(f"q{n}", QuestionKind.SHORT_TEXT, f"Question {n}?") for n in range(4))
        credit = Credit("c0", "Credit", credit_type("hours"), Amount(1000), (film,), partial=PartialRule(), questions=questions)
        with Store(None, now) as store:
            store.import_catalog(Organization("bench", "Bench"), [credit])
            view = store.view("bench", 1, now)
        measured = replace(view.holding.measure, complete=True, earned=credit.amount)
        view = replace(view, holding=Holding(measured), choices=(Amount(250), Amount(500)))
        self.push_screen(ClaimScreen(ClaimStart(view, {}, "Bench"), None))  # type: ignore[arg-type]


if __name__ == "__main__":
    app = FormApp()
    app.animation_level = "none"
    app.run()
