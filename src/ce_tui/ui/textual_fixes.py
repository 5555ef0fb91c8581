"""Letting go of closed screens where Textual keeps them: an app that is open for days must not grow."""

from functools import lru_cache
from typing import Any

from textual._styles_cache import StylesCache
from textual.dom import DOMNode


def forget_drawings() -> None:
    """Keep no lines of closed widgets: this cache holds on to the last 1,024 of them with all that they drew.

    https://github.com/Textualize/textual/issues/6665
    """
    found = vars(StylesCache)["get_inner_outer"]
    if hasattr(found, "cache_info"):  # a cache by instance, so not mended yet
        by_color: Any = lru_cache(1024)(found.__wrapped__)
        anew: Any = classmethod(by_color)  # it needs no instance
        StylesCache.get_inner_outer = anew  # type: ignore[method-assign]


def unwatch(node: DOMNode) -> None:
    """End what a node watches of the app, which would keep it until the next change of that."""
    for watchers in getattr(node.app, "__watchers", {}).values():
        watchers[:] = [(who, callback) for who, callback in watchers if who is not node]
