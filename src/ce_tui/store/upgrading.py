"""Bringing an older store up to date, step by step. Loaded for that alone: Alembic is heavy."""

import filecmp
import glob
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from ce_tui.store.engines.alchemy import alchemy
from ce_tui.store.engines.file_copy import back_up
from ce_tui.store.engines.files import free_names
from ce_tui.store.engines.guards import drop_guards
from ce_tui.store.engines.sqlite import Sqlite
from ce_tui.store.errors import StoreError
from ce_tui.store.schema import revision


def upgrade(engine: Sqlite, found: str, now: datetime, migrations: Path, head: str) -> None:
    """Bring a store from the schema `found` ("" for none) to `head`, after a verified backup and in one transaction.

    `migrations` is the folder of the steps. Raises StoreError when it is newer than they are, or a step fails.
    """
    config = _config(migrations)
    if found and found not in {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}:
        raise StoreError(
            f"The store {engine.path or 'copy'} was written by a newer ce-tui "
            f"(schema {found}, this one knows {head}); please update ce-tui. Nothing was changed."
        )
    try:
        with alchemy(engine).begin() as connection:
            # Whoever waited for the lock finds the work done: the version is read again inside it.
            if revision(engine) != head:
                if engine.path is not None:
                    _back_up(engine.path, found, now)
                drop_guards(engine.connection, exactly=False)  # as an older program made them
                config.attributes["connection"] = connection
                command.upgrade(config, head)
    except StoreError:
        raise
    except Exception as error:
        raise StoreError(engine.explain(error)) from error


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _back_up(path: Path, found: str, now: datetime) -> None:
    """Keep the store as it is before it is migrated. One that was kept just so already is not kept twice."""
    folder, stem = path.parent / "backups", f"{path.stem}-schema-{found or 'none'}"
    target = next(free_names(folder, f"{stem}-{now:%Y%m%d-%H%M%S}"))
    back_up(path, target)
    kept = (file for file in folder.glob(f"{glob.escape(stem)}-*.db") if file != target)
    if any(filecmp.cmp(file, target, shallow=False) for file in kept):
        target.unlink()
