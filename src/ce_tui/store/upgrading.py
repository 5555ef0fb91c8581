"""Running the steps that bring an older store up to date. Loaded for that alone: Alembic is heavy."""

from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def steps(migrations: Path) -> set[str]:
    """The schemas that this program knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config(migrations)).walk_revisions()}


def run(connection: Connection, migrations: Path, head: str) -> None:
    """Run what is missing up to `head`, inside the caller's transaction."""
    config = _config(migrations)
    config.attributes["connection"] = connection
    upgrade(config, head)


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
