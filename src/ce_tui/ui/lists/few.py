"""Rows that are all at hand, for lists that are short: the contents of a credit, the headings of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from ce_tui.ui.lists.window import RowOut


@dataclass(frozen=True, slots=True)
class Few(Generic[RowOut]):
    """Rows that are all at hand, in order of their keys."""

    rows: Sequence[RowOut]

    async def count(self) -> int:
        return len(self.rows)

    async def index_of(self, key: int) -> int:
        return sum(row.key < key for row in self.rows)

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[RowOut]:
        return self.rows[start : start + limit]
