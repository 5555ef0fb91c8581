"""A new store with nothing in it, beside which others are laid."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ce_tui.store import creating
from ce_tui.store.engines.shape import Form, differences, form
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError


@contextmanager
def pristine() -> Iterator[Sqlite]:
    """An empty store of ours, gone afterwards."""
    engine = Sqlite(None)
    try:
        creating.fill(engine)
        yield engine
    finally:
        engine.close()


@cache
def new_form() -> Form:
    """What a store of the newest schema is made of."""
    with pristine() as engine:
        return form(engine.connection)


def misshapen(path: Path) -> str:
    """What a store of the newest schema lacks, or has beside what is ours, as a sentence; "" when it is as it was made.

    It may open all the same.
    """
    engine = Sqlite(path)
    try:
        return next(differences(engine.connection, new_form()), "")
    except engine.errors as error:
        raise StoreError(engine.explain(error)) from error
    finally:
        engine.close()
