"""The list alone, on a SQLite file read by its own thread: `listing.py FILE`. `/` goes to the filter."""

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input

from ce_tui.ui.drawing.text import fit
from ce_tui.ui.lists.window_list import WindowList


class Credit(NamedTuple):
    key: int
    title: str
    hours: int


class Credits:
    """Credits of the file whose title holds `part`."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1)
        self._connection: sqlite3.Connection | None = None
        self.part = ""

    async def count(self) -> int:
        rows = await self._ask("SELECT count(*) FROM credit WHERE 1")
        return int(rows[0][0])

    async def index_of(self, key: int) -> int:
        rows = await self._ask("SELECT count(*) FROM credit WHERE id < ?", key)
        return int(rows[0][0])

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[Credit]:
        select = "SELECT id, title, hours FROM credit WHERE"
        if after is not None:
            rows = await self._ask(f"{select} id > ?", after, tail="ORDER BY id LIMIT ?", more=(limit,))
        elif from_end is not None:
            tail = "ORDER BY id DESC LIMIT ? OFFSET ?"
            rows = (await self._ask(f"{select} 1", tail=tail, more=(limit, from_end - limit)))[::-1]
        else:
            rows = await self._ask(f"{select} 1", tail="ORDER BY id LIMIT ? OFFSET ?", more=(limit, start))
        return [Credit(*row) for row in rows]

    async def _ask(self, sql: str, *values: Any, tail: str = "", more: tuple[Any, ...] = ()) -> list[Any]:
        if self.part:
            sql, values = f"{sql} AND title LIKE ?", (*values, f"%{self.part}%")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, f"{sql} {tail}", values + more)

    def _run(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        if self._connection is None:
            self._connection = sqlite3.connect(self._file)
        return self._connection.execute(sql, values).fetchall()


class Listing(App[None]):
    BINDINGS = [("slash", "filter", "Filter")]

    def __init__(self, file: str) -> None:
        super().__init__()
        self.source = Credits(file)

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False)
        yield WindowList(self.line, self.source, empty="Nothing found. Press Esc to clear the filter.")

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()

    def line(self, row: Credit, width: int) -> Content:
        return Content.assemble(
            fit(row.title, width - 10), (fit(f"{row.hours} h", 10, right=True), ".window-list--dim")
        )

    def action_filter(self) -> None:
        self.query_one(Input).focus()

    async def on_input_changed(self, event: Input.Changed) -> None:
        self.source.part = event.value
        self.run_worker(self.query_one(WindowList).reload(keep=False), exclusive=True)


if __name__ == "__main__":
    Listing(sys.argv[1]).run()
