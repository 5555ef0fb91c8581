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
        """The badge that the burst was, "" if it was none, and its keys.

        Of several badges, as when the machine was busy while they were scanned, it is the last.
        """
        keys, self._keys = self._keys, []
        *badges, rest = "".join("\r" if key.key == "enter" else key.character or "" for key in keys).split("\r")
        # A key that is held down repeats itself, and is no badge.
        scanned = bool(badges) and not rest and all(len(each) >= LEAST and len(set(each)) > 1 for each in badges)
        return (badges[-1] if scanned else "", keys)
