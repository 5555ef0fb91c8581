"""Making the tables of a new store."""

from ce_tui.store.engines.guards import TRIGGERS
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.schema import HEAD


def fill(engine: Sqlite) -> None:
    """Make the tables of a new store, and what guards them."""
    # SQLModel and SQLAlchemy are heavy, and once there is a store nobody needs them any more.
    from ce_tui.store.engines.alchemy import alchemy
    from ce_tui.store.tables import ALL

    with alchemy(engine).begin() as connection:
        ALL.create_all(connection)
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
