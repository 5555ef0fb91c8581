"""Reading and writing, whatever database is below: rows by SQL, changes by table, and what goes wrong in sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from ce_tui.credit.words import impossible
from ce_tui.store.engines import Engine
from ce_tui.store.errors import Refused, StoreError

Table = Literal[
    "account",
    "activity",
    "claim",
    "content",
    "credit",
    "credit_content",
    "draft",
    "holding",
    "learner",
    "organization",
    "paper",
    "progress",
    "reissue",
    "returned",
    "revocation",
    "sign_in",
    "statement",
    "void",
]
Values = Mapping[str, object]
"""Values by column."""


class Transaction:
    """What writes. All of it is kept when the `with` ends, or nothing; nobody else writes meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def insert(self, table: Table, *rows: Values) -> None:
        """Add rows, all of the same columns."""
        if rows:
            names = rows[0].keys()
            values = ", ".join(f":{name}" for name in names)
            self._engine.write(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", *rows)

    def update(self, table: Table, values: Values, **where: object) -> int:
        """Change the rows whose columns are all as `where` says; how many there are. None is like nothing."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        condition, wanted = _condition(where)
        return self._engine.write(f"UPDATE {table} SET {sets} WHERE {condition}", {**values, **wanted})

    def delete(self, table: Table, **where: object) -> int:
        """Remove the rows whose columns are all as `where` says; how many there were. None is like nothing."""
        condition, wanted = _condition(where)
        return self._engine.write(f"DELETE FROM {table} WHERE {condition}", wanted)

    def execute(self, sql: str, values: Values) -> int:
        """Run any other statement (named parameters `:name`); how many rows it hit."""
        return self._engine.write(sql, values)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Undo in the end what is written in this `with`."""
        self.execute("SAVEPOINT trial", {})
        yield
        self.execute("ROLLBACK TO trial", {})
        self.execute("RELEASE trial", {})


def _condition(where: Values) -> tuple[str, dict[str, object]]:
    """A condition and its parameters, named otherwise than those of new values."""
    return " AND ".join(f"{name} = :is_{name}" for name in where), {f"is_{name}": where[name] for name in where}


class Database:
    """An open store; used by one thread."""

    def __init__(self, engine: Engine, *, clock_moves: bool = False) -> None:
        """`clock_moves`: the clock is moved on purpose, as a demo's is; then no moment is impossible."""
        self.engine = engine
        self.clock_moves = clock_moves

    def read(self, sql: str, values: Values) -> list[tuple[Any, ...]]:
        """All rows of a query (named parameters `:name`)."""
        with self._explained():
            return self.engine.read(sql, values)

    def rows(self, sql: str, values: Values) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that may have very many, a few at a time."""
        with self._explained():
            yield from self.engine.rows(sql, values)

    @property
    def version(self) -> int:
        """A number that changes when another connection has changed the store."""
        with self._explained():
            return self.engine.version

    @property
    def is_demo(self) -> bool:
        """Whether a demo made this store: then all that it claims is a sample."""
        with self._explained():
            return self.engine.is_demo

    def follow(self) -> None:
        """Go on with what has taken the store's place; StoreError when there is nothing, or another store."""
        with self._explained():
            self.engine.follow()

    def believe(self, now: datetime) -> None:
        """Refuse what would be dated by a clock that cannot be right."""
        if not self.clock_moves and (why := impossible(now)):
            raise Refused([why])

    @contextmanager
    def transaction(self, now: datetime | None = None) -> Iterator[Transaction]:
        """All or nothing; `now` is given where what is written bears it, and Refused when that cannot be."""
        if now is not None:
            self.believe(now)
        self.follow()
        with self._explained():
            try:
                self.engine.begin()
                yield Transaction(self.engine)
                self.engine.commit()
            except BaseException:
                self.engine.rollback()
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in a sentence what goes wrong in the engine."""
        try:
            yield
        except self.engine.errors as error:
            raise StoreError(self.engine.explain(error)) from error

    def close(self) -> None:
        self.engine.close()
