"""Telling a badge scanner, which types faster than any hand and ends with Enter, from somebody who types."""

from typing import Generic, Protocol, TypeVar

PAUSE_SECONDS = 0.03
"""Keys that follow one another within this are one burst."""
LEAST = 6
"""Characters of the shortest badge that is taken for a scan; two fingers can hit fewer keys at once."""


class Key(Protocol):
    """A key that was pressed."""

    @property
    def key(self) -> str: ...
    @property
    def character(self) -> str | None: ...


K = TypeVar("K", bound=Key)


class Burst(Generic[K]):
    """Keys that came one right after the other."""

    def __init__(self) -> None:
        self._keys: list[K] = []

    def add(self, key: K) -> None:
        self._keys.append(key)

    def end(self) -> tuple[str, list[K]]:
        """The badge that the burst was, "" if it was none, and its keys."""
        keys, self._keys = self._keys, []
        typed = keys[:-1]
        text = "".join(key.character or "" for key in typed)
        whole = bool(keys) and keys[-1].key == "enter" and all(key.key != "enter" for key in typed)
        # A key that is held down repeats itself, and is no badge.
        return (text, keys) if whole and len(text) >= LEAST and len(set(text)) > 1 else ("", keys)
