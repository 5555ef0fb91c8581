"""A new store with nothing in it, beside which others are laid."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from ce_tui.store.engines.shape import Form, form
from ce_tui.store.engines.sqlite import Sqlite


@contextmanager
def pristine() -> Iterator[Sqlite]:
    """An empty store of ours, gone afterwards."""
    from ce_tui.store.creating import fill

    engine = Sqlite(None)
    try:
        fill(engine)
        yield engine
    finally:
        engine.close()


@cache
def new_form() -> Form:
    """What a store of the newest schema is made of."""
    with pristine() as engine:
        return form(engine.connection)
