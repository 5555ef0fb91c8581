"""Leaving a screen, whatever else is still going on in it."""

from textual.screen import Screen, ScreenResultType


def leave(screen: Screen[ScreenResultType], result: ScreenResultType | None = None) -> None:
    """Dismiss a screen, once. What it was still waiting for would find nothing to show it on, so that is ended.

    A second key, or work that ends later, would close whatever is on top by then.
    """
    if screen.is_active:
        screen.workers.cancel_node(screen)
        screen.dismiss(result)
