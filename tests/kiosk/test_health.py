"""What `ce-tui doctor --kiosk` looks at: each check on a station where it is right, and on one where it is not."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from ce_tui.kiosk.health import Finding, findings
from ce_tui.kiosk.pins import hashed, pepper_in
from ce_tui.settings import Settings

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)


def user(shell: str, uid: int = 1000, name: str = "ce-tui") -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, uid, "", "/var/lib/ce-tui", shell))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A station on which everything is as it should be, but for a printer and drives, which it does not offer."""
    for folder in ("data", "config", "log"):
        (tmp_path / folder).mkdir(mode=0o700)
    made = Settings(
        tmp_path / "data" / "ce.db",
        "ada",
        tmp_path,
        "",
        tmp_path / "log",
        tmp_path / "config" / "config.toml",
        kiosk={"offer": ["screen", "home"]},
    )
    pepper_in(tmp_path / "config" / "kiosk.pepper")
    (tmp_path / "config" / "kiosk.passcode").write_text(hashed("correct horse", b"p" * 32) + "\n")
    made.store.write_text("something")
    for path in (made.store, tmp_path / "config" / "kiosk.passcode", tmp_path / "config" / "kiosk.pepper"):
        path.chmod(0o600)
        os.utime(path, (NOW.timestamp() - 60,) * 2)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: user("/usr/sbin/nologin"))
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    return made


def found(settings: Settings, now: datetime = NOW) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings(settings, now)}


def test_a_good_station(settings: Settings) -> None:
    assert not [finding for finding in findings(settings, NOW) if not finding.good]
    assert {*found(settings)} == {
        "Settings",
        "Sign-in",
        "Passcode of the staff",
        "Key file of the PINs",
        "Key file of the PINs, its folder",
        "Store",
        "Store, its folder",
        "Crash reports",
        "User",
        "Clock",
        "Player",
    }


def test_looking_changes_nothing(settings: Settings) -> None:
    before = {path: path.stat() for path in settings.store.parent.parent.rglob("*")}
    list(findings(settings, NOW))
    after = {path: path.stat() for path in settings.store.parent.parent.rglob("*")}
    assert {p: (s.st_mtime_ns, s.st_mode) for p, s in before.items()} == {
        p: (s.st_mtime_ns, s.st_mode) for p, s in after.items()
    }


def remade(**more: object) -> Callable[[Settings], Settings]:
    from dataclasses import replace

    return lambda settings: replace(settings, **more)  # type: ignore[arg-type]


def loosened(name: str, mode: int) -> Callable[[Settings], Settings]:
    def loosen(settings: Settings) -> Settings:
        (settings.store.parent.parent / name).chmod(mode)
        return settings

    return loosen


def written(name: str, text: str) -> Callable[[Settings], Settings]:
    def write(settings: Settings) -> Settings:
        (settings.store.parent.parent / name).write_text(text)
        return settings

    return write


def gone(name: str) -> Callable[[Settings], Settings]:
    def remove(settings: Settings) -> Settings:
        (settings.store.parent.parent / name).unlink()
        return settings

    return remove


@pytest.mark.parametrize(
    ("spoil", "what", "said"),
    [
        (remade(kiosk={"first_pin": True}), "Sign-in", "whoever has a badge first"),
        (remade(kiosk={"pin_required": False}), "Sign-in", "a badge alone is enough"),
        (remade(kiosk={"idle": 5}), "Settings", "from 30 to 3600"),
        (gone("config/kiosk.passcode"), "Passcode of the staff", "--set-passcode"),
        (loosened("config/kiosk.passcode", 0o644), "Passcode of the staff", "chmod 600"),
        (written("config/kiosk.pepper", ""), "Key file of the PINs", "holds none"),
        (written("config/kiosk.passcode", "half"), "Passcode of the staff", "holds none"),
        (gone("config/kiosk.pepper"), "Key file of the PINs", "does not exist yet"),
        (loosened("config/kiosk.pepper", 0o640), "Key file of the PINs", "chmod 600"),
        (loosened("config", 0o755), "Key file of the PINs, its folder", "chmod 700"),
        (gone("data/ce.db"), "Store", "does not exist yet"),
        (loosened("data/ce.db", 0o666), "Store", "others can reach"),
        (loosened("data", 0o711), "Store, its folder", "chmod 700"),
        (loosened("log", 0o777), "Crash reports", "chmod 700"),
        (remade(kiosk={"offer": ["drive"], "drives": ["/no/such/folder"]}), "Drives", "/no/such/folder"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    settings: Settings, spoil: Callable[[Settings], Settings], what: str, said: str
) -> None:
    check = found(spoil(settings))[what]
    assert not check.good
    assert said in check.said


@pytest.mark.parametrize(
    ("who", "good", "said"),
    [
        (user("/usr/sbin/nologin"), True, "without a shell"),
        (user("/bin/false"), True, "without a shell"),
        (user("/bin/bash"), False, "can open a shell (/bin/bash)"),
        (user(""), False, "can open a shell"),
        (user("/usr/sbin/nologin", 0, "root"), False, "must not run as root"),
    ],
)
def test_the_user(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, who: pwd.struct_passwd, good: bool, said: str
) -> None:
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: who)
    check = found(settings)["User"]
    assert check.good is good
    assert said in check.said


def test_files_of_somebody_else(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert "belongs to another user" in found(settings)["Store"].said


@pytest.mark.parametrize(
    ("now", "good"),
    [
        (NOW, True),
        (NOW - timedelta(days=1), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (NOW.replace(2031), True),
    ],
)
def test_the_clock(settings: Settings, now: datetime, good: bool) -> None:
    assert found(settings, now)["Clock"].good is good


@pytest.mark.parametrize(
    ("done", "good", "said"),
    [
        ((0, "system default destination: desk"), True, "desk"),
        ((0, "no system default destination"), False, "by default"),
        ((1, ""), False, "no printer"),
        (FileNotFoundError(), False, "CUPS is not installed"),
        (PermissionError(), False, "is not installed"),
        (TimeoutError(), False, "does not answer"),
    ],
)
def test_the_printer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, done: tuple[int, str] | OSError, good: bool, said: str
) -> None:
    def run(*_: object, **__: object) -> object:
        if isinstance(done, OSError):
            raise done
        return SimpleNamespace(returncode=done[0], stdout=done[1])

    monkeypatch.setattr(subprocess, "run", run)
    check = found(remade(kiosk={"offer": ["print"]})(settings))["Printer"]
    assert check.good is good
    assert said in check.said


def test_no_player(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert "install mpv" in found(settings)["Player"].said
