"""Where the rows of a list come from, and the few of them that are in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

PAGE = 64
"""Rows asked for at a time."""

PAGES_KEPT = 12
"""Pages in memory, besides those that a very tall screen needs."""


class HasKey(Protocol):
    """What a row must have: an integer that is unique and ascends in the order of the list."""

    @property
    def key(self) -> int: ...


Row = TypeVar("Row", bound=HasKey)
RowOut = TypeVar("RowOut", bound=HasKey, covariant=True)


class Source(Protocol[RowOut]):
    """Where a list gets its rows.

    An answer of None means that the user has been told why there is none; the list keeps what it shows.
    """

    async def count(self) -> int | None:
        """Return how many rows there are."""

    async def index_of(self, key: int) -> int | None:
        """Return how many rows come before `key`: the index of its row, or where that would stand."""

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[RowOut] | None:
        """Return the `limit` rows from index `start` on.

        `after` is the key of row `start - 1`, when that is known. Otherwise `from_end`, given when the end is
        nearer than the beginning, is how many rows there are from `start` on; `limit` never exceeds it, so
        the rows wanted stand `from_end - limit` rows before the end, read backward.
        """


class RowWindow(Generic[Row]):
    """The rows in memory: some pages of the `count` rows of `source`."""

    def __init__(self, source: Source[Row] | None, count: int) -> None:
        self.source = source
        self.count = count
        self.pages: dict[int, Sequence[Row]] = {}

    def row(self, index: int) -> Row | None:
        rows = self.pages.get(index // PAGE, ())
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    def span(self, top: int, height: int) -> range:
        """The pages that a screen of `height` rows from `top` on needs."""
        bottom = min(top + max(height, 1), self.count)
        return range(top // PAGE, (bottom - 1) // PAGE + 1) if self.count else range(0)

    async def fetch(self, page: int) -> bool:
        """Bring `page` into memory; False if the source has no answer."""
        if self.source is None:
            return False
        start, before = page * PAGE, self.pages.get(page - 1)
        after = before[-1].key if before else None
        rest = self.count - start
        from_end = rest if after is None and rest < start else None
        rows = await self.source.page(start, min(PAGE, rest), after=after, from_end=from_end)
        if rows is not None:
            self.pages[page] = rows
        return rows is not None
