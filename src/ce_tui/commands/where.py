"""`ce-tui where`: where things are kept, and which settings are in force."""

from datetime import datetime
from pathlib import Path

from ce_tui.commands.job import Job
from ce_tui.commands.printing import Json, dump, fact
from ce_tui.commands.store_file import exists
from ce_tui.exit_codes import DONE
from ce_tui.settings import KEYS
from ce_tui.store import StoreError
from ce_tui.store.copies import about
from ce_tui.store.schema import HEAD

_PATHS = {
    "store": "Store",
    "config": "Settings file",
    "downloads": "Downloads folder",
    "log": "Crash report folder",
}
"""The settings that are paths, each with its name for people."""


def run(job: Job) -> int:
    """Print the settings in force, and the state of the store."""
    settings = job.settings
    found = _about(settings.store, job.clock())
    paths = {name: getattr(settings, name) for name in _PATHS}
    if job.json:
        places: Json = {name: {"path": path, "exists": _there(path)} for name, path in paths.items()}
        dump({**places, "learner": settings.learner, "theme": settings.theme, "origin": dict(settings.origin), **found})
        return DONE
    for name, path in paths.items():
        fact(_PATHS[name], path)
        fact(f"{_PATHS[name]} exists", "yes" if _there(path) else "no")
    fact("Store problem", found["problem"])
    if found["schema"] is not None:
        fact("Store schema", found["schema"])
        fact("Schema of this ce-tui", HEAD)
    fact("Store journal", found["journal"] or "")
    fact("Learner", settings.learner)
    fact("Theme", settings.theme or "the app's own")
    for name in ("config", *KEYS):
        if settings.origin[name] != "default":
            fact(f"Where “{name}” is set", settings.origin[name])
    return DONE


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be looked into
        return False


def _about(path: Path, now: datetime) -> Json:
    found: Json = {"schema": None, "journal": None, "problem": ""}
    try:
        if exists(path):
            found["schema"], found["journal"] = about(path, now)
    except StoreError as error:
        found["problem"] = str(error)
    return found
