"""The lines at the top and the bottom of the main screen."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from ce_tui.credit import words
from ce_tui.ui.overview import Overview
from ce_tui.ui.text import plain


class Who(Static):
    """The learner's name in the corner; a click asks for the profile."""

    class Pressed(Message):
        """The name was clicked."""

    @on(Click)
    def _pressed(self) -> None:
        self.post_message(self.Pressed())


class TopBar(Horizontal):
    """Acronym and organization on the left, the learner on the right, a banner between them."""

    def __init__(self, banner: str, overview: Overview | None) -> None:
        super().__init__()
        self._banner = banner
        self._overview = overview

    def compose(self) -> ComposeResult:
        yield Static(_masthead(self._overview), id="masthead", markup=False)
        if self._banner:
            yield Static(plain(self._banner), id="banner", markup=False)
        yield Who(_name(self._overview), id="who", markup=False)

    def show(self, overview: Overview) -> None:
        """Fill the bar."""
        self.query_one("#masthead", Static).update(_masthead(overview))
        self.query_one("#who", Static).update(_name(overview))


def _masthead(overview: Overview | None) -> Content:
    if overview is None:
        return Content("")
    acronym, name = words.masthead(overview.organizations)
    return Content.assemble((f" {plain(acronym).plain} ", "bold reverse"), "  ", plain(name))


def _name(overview: Overview | None) -> Content:
    return Content.assemble(plain(overview.learner.name or overview.learner.key), " ◉ ") if overview else Content("")


Hint = tuple[str, str, str]
"""A key, what it does, and the action to run on a click; all literals of the source."""
_GAP = Content("   ")


class KeyBar(Static):
    """The keys of a screen, as many as there is room for; the last one always."""

    def __init__(self, *hints: Hint) -> None:
        super().__init__("", id="keys")
        self._hints = hints

    def show(self, *hints: Hint) -> None:
        """Show other keys."""
        self._hints = hints
        self.on_resize()

    def on_resize(self) -> None:
        *others, last = (
            Content.from_markup(f"[@click={action}][b]{key}[/b] {what}[/]") for key, what, action in self._hints
        )
        shown: list[Content] = []
        left = self.content_size.width - last.cell_length
        for hint in others:
            left -= hint.cell_length + len(_GAP)
            if left < 0:
                break
            shown.append(hint)
        self.update(_GAP.join([*shown, last]))
