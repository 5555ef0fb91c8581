"""The command palette: everything that can be done on the screen one is on, and the app's looks."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType
from textual.widgets import OptionList

from ce_tui.ui.base import AppBase
from ce_tui.ui.drawing.theme import THEMES
from ce_tui.ui.textual_fixes import wait_with_pages

wait_with_pages(OptionList)


class Commands(Provider):
    """What the keys of the screen below do, by name, with the keys in force. What would do nothing now is left out."""

    def _entries(self) -> Iterator[tuple[str, IgnoreReturnCallbackType]]:
        assert isinstance(self.app, AppBase)
        for bound in self.app.commands:
            if bound.now and not bound.moves and bound.action != "command_palette":
                run = partial(self.app.run_action, bound.action, bound.node)
                yield f"{bound.does}  ({', '.join(bound.keys)})", run
        for theme in THEMES:
            yield f"Theme: {theme}", partial(self.app.choose_theme, theme)

    async def discover(self) -> Hits:
        """All of them, in the order of the help."""
        for text, run in self._entries():
            yield DiscoveryHit(text, run)

    async def search(self, query: str) -> Hits:
        """Those that match what was typed."""
        matcher = self.matcher(query)
        for text, run in self._entries():
            if (score := matcher.match(text)) > 0:
                yield Hit(score, matcher.highlight(text), run, text)
