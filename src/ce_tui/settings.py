"""Where things are and who learns: flag, then `CE_TUI_*`, then config.toml, then the platform's own places."""

import errno
import getpass
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from ce_tui.credit.text import clean
from ce_tui.errors import UserError
from ce_tui.files import write_private

APP = "ce-tui"
NOBODY = "learner"
"""Who learns where the machine does not say who uses it."""


class SettingsError(UserError):
    """A setting cannot be used. The text is one sentence that names the place and the key."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`log` is a folder, the other paths are a file (`store`, `config`) or a folder (`downloads`).

    `theme` "" is the app's own choice; `mouse` False leaves the mouse to the terminal. `origin` says for each setting
    where it was set. `kiosk` and `keys` are the tables of these names as they stand in the file; `kiosk.options` and
    `ui.keys` check them.
    """

    store: Path
    learner: str
    downloads: Path
    theme: str
    log: Path
    config: Path
    origin: Mapping[str, str] = field(default_factory=dict)
    mouse: bool = True
    kiosk: Mapping[str, object] = field(default_factory=dict)
    keys: Mapping[str, object] = field(default_factory=dict)


def user_of_the_machine() -> str:
    """The name this person signed in with."""
    try:
        return clean(getpass.getuser()) or NOBODY
    except (KeyError, ImportError, OSError):  # a user id without a name, as in a container
        return NOBODY


def default_store() -> Path | None:
    """Where the store is unless something else is said; None where nobody has a home."""
    try:
        return platformdirs.user_data_path(APP, appauthor=False) / "ce-tui.db"
    except RuntimeError:
        return None


def default_log() -> Path:
    """Where crash reports go unless something else is said."""
    try:
        return platformdirs.user_log_path(APP, appauthor=False)
    except RuntimeError:
        return Path(tempfile.gettempdir())


def _own_store() -> str:
    if (path := default_store()) is None:
        raise SettingsError("There is no home folder here to keep the store in. Set HOME, or add --store FILE.")
    return str(path)


def _own_downloads() -> str:
    try:
        return str(platformdirs.user_downloads_path())
    except RuntimeError:
        return os.curdir


_DEFAULTS: dict[str, Callable[[], str]] = {
    "store": _own_store,
    "learner": user_of_the_machine,
    "downloads": _own_downloads,
    "theme": lambda: kept_theme(),
    "log": lambda: str(default_log()),
}
KEYS = tuple(_DEFAULTS)
"""Every key of config.toml; each is also a flag and a variable `CE_TUI_<KEY>`."""
TABLES = ("kiosk", "keys")
"""Every table of config.toml."""


def load(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """The settings in force. `flags` maps keys (and `config`) to what the command line says, None if nothing."""
    named, named_by = _given("config", flags, environment)
    config = path_of(named, named_by) if named else _default_config()
    file, tables = _read(config, must_exist=bool(named)) if config else ({}, {})
    values: dict[str, str] = {}
    origin = {"config": named_by or "default"}
    for key in KEYS:
        values[key], origin[key] = _given(key, flags, environment)
        if not origin[key]:
            values[key], origin[key] = _from_file(key, file, config) if key in file else _default(key)
    paths = {}
    for key in ("store", "downloads", "log"):
        base = config.parent if config and origin[key] == str(config) else None
        paths[key] = path_of(values[key], key, base)
    config = config or paths["store"].with_name("config.toml")  # nobody's own, so not read
    return Settings(
        store=paths["store"],
        downloads=paths["downloads"],
        log=paths["log"],
        config=config,
        origin=origin,
        learner=clean(values["learner"]),
        theme=clean(values["theme"]),
        kiosk=tables.get("kiosk", {}),
        keys=tables.get("keys", {}),
    )


def kept_theme_file() -> Path:
    """Where the theme chosen in the app is kept: config.toml is the person's own, and never written here.

    OSError where nobody has a home.
    """
    try:
        return platformdirs.user_state_path(APP, appauthor=False) / "theme"
    except RuntimeError:
        raise FileNotFoundError(errno.ENOENT, "there is no home folder") from None


def kept_theme() -> str:
    """The theme chosen in the app; "" when none was."""
    try:
        return clean(contents(kept_theme_file()).decode("utf-8"), 60)
    except (OSError, UnicodeDecodeError):
        return ""


def keep_theme(name: str) -> None:
    """Keep a theme for the next start, whole or not at all; OSError when it cannot be written."""
    write_private(kept_theme_file(), name)


def _given(key: str, flags: Mapping[str, str | None], environment: Mapping[str, str]) -> tuple[str, str]:
    """What a flag or else a variable says, and which of them; ("", "") if neither does."""
    flag, variable = f"--{key}", f"CE_TUI_{key.upper()}"
    if (value := flags.get(key)) is not None:
        _check(value, flag)
        return value, flag
    if value := environment.get(variable):
        _check(value, variable)
        return value, variable
    return "", ""


def _from_file(key: str, file: Mapping[str, str], config: Path | None) -> tuple[str, str]:
    """What the config file says, and its name."""
    _check(file[key], f"{clean(str(config))}: “{key}”")
    return file[key], str(config)


def _default(key: str) -> tuple[str, str]:
    """What holds where nobody said anything, and where that is from."""
    value = _DEFAULTS[key]()
    return value, str(kept_theme_file()) if key == "theme" and value else "default"


def _check(value: str, name: str) -> None:
    if not clean(value):
        raise SettingsError(f"{name} is empty; write a value, or leave it out.")
    if "\0" in value:
        raise SettingsError(f"{name} holds a control character; remove it.")


def path_of(value: str, name: str, base: Path | None = None) -> Path:
    """The whole path that somebody wrote for `name`, seen from `base` or else the current folder, without `..`."""
    try:
        path = Path(value).expanduser()
        path = path if path.is_absolute() else (base or Path.cwd()).absolute() / path
    except RuntimeError:  # ~nobody
        raise SettingsError(f"{name}: there is no home folder for “{clean(value)}”; write the path in full.") from None
    except OSError:
        raise SettingsError(f"{name}: the current folder is gone. Write the path in full.") from None
    if ".." not in path.parts:
        return path
    behind = [*path.parts[::-1]].index("..")
    cut = len(path.parts) - behind
    return Path(os.path.realpath(Path(*path.parts[:cut])), *path.parts[cut:])


def contents(path: Path, most: int = 1_000_000) -> bytes:
    """What a regular file holds; OSError for any other, and for a larger one. A pipe is not waited for."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1_000_000:g} MB")
    return data


def _default_config() -> Path | None:
    try:
        return platformdirs.user_config_path(APP, appauthor=False) / "config.toml"
    except RuntimeError:
        return None


def _read(path: Path, *, must_exist: bool) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
    """The checked settings of a config file, and its tables; nothing when the default one does not exist."""
    name = clean(str(path))
    if (text := _text(path, name, must_exist)) is None:
        return {}, {}
    import tomllib  # most people have no config file

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # such as a number of thousands of digits
        raise SettingsError(f"The config file {name} is not valid TOML: {clean(str(error))}.") from None
    tables = {table: values.pop(table, {}) for table in TABLES}
    for table, found in tables.items():
        if not isinstance(found, dict):
            raise SettingsError(f"{name}: “{table}” must be a table; write [{table}] on a line of its own.")
    for key, value in values.items():
        if key not in KEYS:
            raise SettingsError(
                f"{name}: there is no setting “{clean(key, 60)}”; known are {', '.join(KEYS)}, [kiosk] and [keys]."
            )
        if not isinstance(value, str):
            raise SettingsError(f"{name}: “{key}” must be text in quotes.")
    return values, tables


def _text(path: Path, name: str, must_exist: bool) -> str | None:
    """What the config file `name` says; None when it does not exist and need not."""
    try:
        return contents(path).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            raise SettingsError(f"There is no config file {name}; check --config or CE_TUI_CONFIG.") from None
        return None
    except OSError as error:
        raise SettingsError(f"The config file {name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The config file {name} is not UTF-8 text; save it as UTF-8.") from None
