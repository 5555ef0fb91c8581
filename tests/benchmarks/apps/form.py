"""The claim form over a static screen: what the form itself costs."""

from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static

import ce_tui.ui
from ce_tui.credit.amount import Amount
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Measure
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.standing import CreditView, Holding
from ce_tui.credit.types import credit_type
from ce_tui.ui.forms.claim import ClaimScreen, ClaimStart

UI = Path(ce_tui.ui.__file__).parent


def start() -> ClaimStart:
    """A form with four questions, of a credit that can be claimed in two steps."""
    film = Content("film", ContentKind.VIDEO, "The film", 60 * 60_000)
    questions = tuple(Question(f"q{n}", QuestionKind.SHORT_TEXT, f"Question {n}?") for n in range(4))
    hours = credit_type("hours")
    credit = Credit("c0", "Credit", hours, Amount(1000), (film,), partial=PartialRule(), questions=questions)
    held = Holding(Measure(1, 2, True, False, Amount(500)))
    choices = (Amount(250), Amount(500))
    view = CreditView(1, credit, Organization("bench", "Bench"), held, (), State.READY, choices)
    return ClaimStart(view, {}, "Bench")


START = start()


class FormApp(App[None]):
    """Opens the form on c."""

    CSS_PATH = [UI / "styles" / "app.tcss", UI / "styles" / "forms.tcss"]
    BINDINGS = [("c", "form", "Claim")]

    def compose(self) -> ComposeResult:
        yield Static("static screen\n" + "\n".join(f"Credit {n:06}" for n in range(30)))

    def action_form(self) -> None:
        """Open the form with what it needs already at hand."""
        self.push_screen(ClaimScreen(START, None))  # type: ignore[arg-type]


if __name__ == "__main__":
    app = FormApp()
    app.animation_level = "none"
    app.run()
