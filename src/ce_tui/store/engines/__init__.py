"""The engines under the store: what is one database's alone. `Engine` is what the rest of the store asks of any."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol


class Engine(Protocol):
    """One connection to one database, used by one thread.

    SQL has named parameters (`:name`). Every method may raise what `errors` names, in the words of the database's own
    library, and StoreError.
    """

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What may go wrong here; `explain` says it."""

    @property
    def version(self) -> int:
        """A number that changes when another connection has changed the store."""

    @property
    def is_demo(self) -> bool:
        """Whether a demo made what is in it."""

    def read(self, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def rows(self, sql: str, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that may have very many, a few at a time."""

    def write(self, sql: str, *rows: Mapping[str, object]) -> int:
        """Run a statement that changes something, once for each of the rows; how many rows it hit."""

    def begin(self) -> None:
        """Begin to write, once nobody else does: what is read from here on stays so until the end."""

    def commit(self) -> None:
        """Keep what was written since; it is on the disk when this returns."""

    def rollback(self) -> None:
        """Undo what was written since, as far as it is not undone already."""

    def follow(self) -> None:
        """Go on with what has taken the store's place; StoreError when there is nothing, or another store."""

    def explain(self, error: BaseException) -> str:
        """An error as one sentence."""

    def close(self) -> None: ...
