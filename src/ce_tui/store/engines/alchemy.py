"""SQLAlchemy on the connection of an engine: for what makes and changes tables. Loaded for that alone."""

from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from ce_tui.store.engines.sqlite import Sqlite


def alchemy(engine: Sqlite) -> Engine:
    """SQLAlchemy on the same connection; its transactions are those of the engine."""
    made = create_engine("sqlite://", creator=lambda: engine.connection, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(made, "connect")
    def _(_: Any, pooled: Any) -> None:
        pooled.starttime = max(pooled.starttime, 0.0)  # before 1970 it would be taken for one to throw away

    @event.listens_for(made, "begin")
    def _(_: Connection) -> None:
        engine.begin()

    @event.listens_for(made, "commit")
    def _(_: Connection) -> None:
        engine.commit()

    return made
