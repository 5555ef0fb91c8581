"""What an organization asks its learners to know."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from ce_tui.credit.parties import Organization
from ce_tui.credit.text import clean, clean_block
from ce_tui.ui.box import Box


class InstructionsScreen(Box[None]):
    """What the organization asks its learners to know."""

    BOX_TITLE = "Instructions"

    def __init__(self, organizations: tuple[Organization, ...]) -> None:
        super().__init__()
        self._organizations = organizations

    def body(self) -> ComposeResult:
        texts = [
            f"# {clean(organization.name)}\n\n{clean_block(organization.instructions)}"
            for organization in self._organizations
            if organization.instructions.strip()
        ]
        with VerticalScroll():
            yield Markdown("\n\n".join(texts) or "No special instructions.", open_links=False)
