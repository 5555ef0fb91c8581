"""The store of the settings: whether it is there, and opening it."""

from datetime import datetime
from pathlib import Path

from ce_tui.settings import Settings
from ce_tui.store import Store, StoreError


def exists(path: Path) -> bool:
    """Whether there is a store; StoreError when that cannot even be seen."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(f"The store {path} cannot be opened: {error.strerror}.") from error
    return True


def there(settings: Settings) -> Path:
    """The path of the store of the settings; StoreError when there is none yet."""
    if not exists(path := settings.store):
        raise StoreError(f"There is no store at {path} yet; `ce-tui import FILE` makes it, --store chooses another.")
    return path


def open_store(settings: Settings, now: datetime, *, make: bool = False) -> Store:
    """The store of the settings. Only with `make` is a missing one made: a wrong path must not become a store."""
    path = settings.store if make else there(settings)
    try:
        return Store(path, now)
    except OSError as error:
        raise StoreError(f"The store {path} cannot be opened: {error.strerror}.") from error
