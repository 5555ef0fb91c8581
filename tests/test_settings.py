"""Settings: which place wins, what a wrong one is told, and that nothing is made or read too early."""

import getpass
import os
import tempfile
from pathlib import Path

import pytest

from ce_tui.settings import (
    KEYS,
    NOBODY,
    TABLES,
    SettingsError,
    contents,
    default_log,
    keep_theme,
    kept_theme,
    kept_theme_file,
    load,
    path_of,
)


def home() -> Path:
    return Path.home()


def write_config(text: str) -> Path:
    path = home() / ".config" / "ce-tui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_platform_says_where_things_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    settings = load({}, {})
    assert settings.learner == "ada"
    assert settings.theme == ""
    assert settings.store.name == "ce-tui.db"
    assert settings.config.name == "config.toml"
    for path in (settings.store, settings.downloads, settings.log, settings.config):
        assert home() in path.parents
    assert set(settings.origin.values()) == {"default"}
    assert not any(home().iterdir())  # looking makes nothing


def test_a_flag_wins_over_a_variable_over_the_file() -> None:
    config = write_config('learner = "file"\ntheme = "file"\nstore = "here.db"\ndownloads = "~/out"\n')
    settings = load({"learner": "flag", "store": None}, {"CE_TUI_LEARNER": "variable", "CE_TUI_THEME": "variable"})
    assert (settings.learner, settings.theme) == ("flag", "variable")
    assert settings.store == config.parent / "here.db"  # a relative path starts where it is written
    assert settings.downloads == home() / "out"
    assert settings.origin["learner"] == "--learner"
    assert settings.origin["theme"] == "CE_TUI_THEME"
    assert settings.origin["store"] == str(config)
    assert settings.origin["log"] == "default"


@pytest.mark.parametrize("key", KEYS)
def test_every_key_can_be_set_in_each_place(key: str) -> None:
    for flags, environment in (({key: "x"}, {}), ({}, {f"CE_TUI_{key.upper()}": "x"})):
        assert str(getattr(load(flags, environment), key)).endswith("x")
    write_config(f'{key} = "x"')
    assert str(getattr(load({}, {}), key)).endswith("x")
    assert str(getattr(load({}, {f"CE_TUI_{key.upper()}": ""}), key)).endswith("x")  # an empty variable is none


def test_another_config_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('learner = "mine"')
    assert load({"config": str(file)}, {}).learner == "mine"
    assert load({}, {"CE_TUI_CONFIG": str(file)}).config == file
    with pytest.raises(SettingsError, match=r"There is no config file .*absent\.toml"):
        load({"config": str(tmp_path / "absent.toml")}, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lerner = 'x'", "there is no setting “lerner”; known are store, learner"),
        ("store = 3", "“store” must be text in quotes"),
        ("[store]\npath = 'x'", "“store” must be text in quotes"),
        ("store = ''", "“store” is empty"),
        ('store = "a\\u0000b"', "“store” holds a control character"),
        ("store = ", "is not valid TOML"),
        ("a = " + "[" * 5000, "is not valid TOML"),
        ("store = '~nobody-of-that-name/x'", "there is no home folder for"),
    ],
)
def test_a_wrong_config_file_is_told_in_one_sentence_with_its_name(text: str, message: str) -> None:
    config = write_config(text)
    with pytest.raises(SettingsError, match=message) as caught:
        load({}, {})
    assert "\n" not in str(caught.value)
    assert str(config) in str(caught.value) or "home folder" in message


def test_a_config_file_that_is_no_text() -> None:
    config = write_config("")
    config.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load({}, {})
    config.unlink()
    config.mkdir()
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load({}, {})


def test_an_empty_flag_is_refused() -> None:
    with pytest.raises(SettingsError, match="--learner is empty"):
        load({"learner": " \x1b "}, {})


def test_the_learner_is_cleaned_and_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load({"learner": "a\x1b[31m\u202eda"}, {}).learner == "a [31mda"

    def unknown() -> str:
        raise KeyError("no such user id")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert load({}, {}).learner == NOBODY
    monkeypatch.setattr(getpass, "getuser", lambda: "\x07")
    assert load({}, {}).learner == NOBODY


def test_a_theme_chosen_in_the_app_is_kept_and_everything_else_wins() -> None:
    keep_theme("nord")
    keep_theme("color-safe")
    kept = load({}, {})
    assert (kept.theme, kept.origin["theme"]) == ("color-safe", str(kept_theme_file()))
    assert [file.name for file in kept_theme_file().parent.iterdir()] == ["theme"]
    write_config('theme = "file"')
    assert load({}, {}).theme == "file"
    assert load({}, {"CE_TUI_THEME": "variable"}).theme == "variable"
    kept_theme_file().write_bytes(b"\xff")
    assert kept_theme() == ""


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_a_table(table: str) -> None:
    config = write_config(f'{table} = "x"')
    with pytest.raises(SettingsError, match=f"“{table}” must be a table"):
        load({}, {})
    config.write_text(f'[{table}]\nclaim = "x"')
    assert getattr(load({}, {}), table) == {"claim": "x"}


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home, and without a line in the password file."""
    for name in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", _nobody)
    monkeypatch.setattr("pwd.getpwnam", _nobody)


def _nobody(of: object) -> None:
    raise KeyError(of)


@pytest.mark.usefixtures("homeless")
def test_who_has_no_home_is_told_what_to_set() -> None:
    with pytest.raises(SettingsError, match=r"There is no home folder here .* Set HOME, or add --store FILE"):
        load({}, {})
    with pytest.raises(SettingsError, match=r"no home folder for “~/x.db”; write the path in full"):
        load({"store": "~/x.db"}, {})


@pytest.mark.usefixtures("homeless")
def test_who_has_no_home_needs_no_more_than_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("learner = 'somebody else'")  # anybody's: it is in no home
    monkeypatch.chdir(tmp_path)
    found = load({"store": "/srv/ce.db"}, {})
    assert (found.store, found.learner, found.theme) == (Path("/srv/ce.db"), NOBODY, "")
    assert (found.config, found.downloads) == (Path("/srv/config.toml"), tmp_path)
    assert load({"store": str(tmp_path / "ce.db")}, {}).learner == NOBODY
    assert load({"config": "config.toml"}, {"CE_TUI_STORE": "/s"}).learner == "somebody else"
    with pytest.raises(OSError, match="there is no home folder"):
        keep_theme("dark")
    assert default_log().is_dir()


def test_a_place_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(gone := Path(tempfile.mkdtemp(dir=tmp_path)))
    gone.rmdir()
    assert load({"store": "/s"}, {}).store == Path("/s")
    with pytest.raises(SettingsError, match=r"store: the current folder is gone\. Write the path in full"):
        load({"store": "s"}, {})


@pytest.mark.parametrize(
    ("value", "message"),
    [("x = " + "9" * 5000, "is not valid TOML"), ("# " + "x" * 1_000_000, "larger than 1 MB"), ("x = 1e", "not valid")],
)
def test_a_config_file_of_any_contents_is_told_in_one_sentence(tmp_path: Path, value: str, message: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(value)
    with pytest.raises(SettingsError, match=message):
        load({"config": str(file)}, {})


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_only_a_regular_file_is_read(tmp_path: Path, kind: str) -> None:
    path = {"pipe": tmp_path / "pipe", "device": Path("/dev/zero"), "folder": tmp_path}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(OSError, match=r"regular file|Is a directory"):
        contents(path)
    with pytest.raises(SettingsError, match="cannot be read: "):
        load({"config": str(path)}, {})
    kept = kept_theme_file()
    kept.parent.mkdir(parents=True)
    kept.symlink_to(path)
    assert kept_theme() == ""


def test_contents_have_a_cap(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x" * 10)
    assert contents(file, 10) == b"x" * 10
    with pytest.raises(OSError, match="larger than"):
        contents(file, 9)


def test_a_path_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "here" / "deep")
    monkeypatch.chdir(tmp_path / "here")
    assert path_of("../x", "--out") == tmp_path / "x"
    assert path_of("../../../../../../../../../etc", "--out") == Path("/etc")
    assert path_of(f"{tmp_path}/link/../y", "--out") == tmp_path / "here" / "y"
    assert path_of("deep/../new/../x/y", "--out") == tmp_path / "here" / "x" / "y"
    assert path_of("../link", "--out") == tmp_path / "link"
    assert path_of("..x/y..", "--out") == tmp_path / "here" / "..x" / "y.."
    assert load({"store": "../ce.db"}, {}).store == tmp_path / "ce.db"
