"""Opening: a store or one clear sentence; a file that is not one is never touched, and a new one is private."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.conftest import CREDITS, NOW, ORGANIZATION, claim, dump, finish

from ce_tui.credit.ledger import Stretch
from ce_tui.store import Store, StoreError
from ce_tui.store.engines.connections import APPLICATION_ID, journal_mode
from ce_tui.store.engines.file_copy import back_up
from ce_tui.store.engines.sentences import explain


def fill(path: Path) -> Path:
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
        finish(store, "whole", "airway")
        claim(store, "whole", 1000)
    return path


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("original") / "ce.db")


@pytest.fixture
def path(original: Path, tmp_path: Path) -> Path:
    """A store with a claim in it."""
    return Path(shutil.copy(original, tmp_path / "ce.db"))


def test_a_store_is_made_when_absent_and_opened_when_there(tmp_path: Path) -> None:
    path = fill(tmp_path / "a" / "b" / "ce.db")
    with Store(path, NOW) as store:
        assert store.lists.count("claims", "ada", NOW) == 1
    assert [file.name for file in path.parent.iterdir()] == ["ce.db"]


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE claim (id)")
    connection.close()


NOT_A_STORE: dict[str, Callable[[Path], object]] = {
    "another program's database": foreign,
    "a text file": lambda path: path.write_text("title: Airway\n" * 500),
    "a short text file": lambda path: path.write_text("hello"),
    "one byte": lambda path: path.write_bytes(b"\x00"),
    "an empty file": lambda path: path.touch(),
    "zeros": lambda path: path.write_bytes(bytes(8192)),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(9000)),
    "only the name of a database": lambda path: path.write_bytes(b"SQLite format 3\x00"),
}


@pytest.mark.parametrize("make", NOT_A_STORE.values(), ids=NOT_A_STORE)
def test_what_is_not_a_store_is_refused_and_not_touched(tmp_path: Path, make: "object") -> None:
    path = tmp_path / "other.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"^[A-Z/].*other\.db.*; .*\.$"):
        Store(path, NOW)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == ["other.db"]


PLACES = {
    "a folder": ".",
    "below a file": "ce.db/ce.db",
    "below nothing, below a file": "ce.db/a/b/c.db",
    "a name too long": "x" * 300,
    "a name with a null": "a\x00b",
    "a link to nowhere": "nowhere",
    "a device": "/dev/null",
    "a folder where none can be": "/proc/nothing/ce.db",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_place_where_no_store_can_be_is_one_sentence(path: Path, place: str) -> None:
    path.with_name("nowhere").symlink_to(path.with_name("gone") / "gone.db")
    with pytest.raises(
        StoreError, match=r"^(The store|/.* is (a folder|not a regular file), so it cannot be a) .*\.$"
    ) as failed:
        Store(path.parent / place, NOW)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("size", [1, 15, 50, 100, 512, 4095, 4096, 10_000])
def test_a_truncated_store_is_damaged_and_not_touched(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"^[A-Z/].*\.$"), Store(path, NOW) as store:
        dump(store)
    assert path.read_bytes() == before


@pytest.mark.parametrize("at", range(0, 100, 3))
def test_a_flipped_byte_in_the_header_never_breaks_the_program(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    try:
        with Store(path, NOW) as store:
            store.lists.count("all", "ada", NOW)
            dump(store)
    except StoreError as error:
        sentence = str(error)
        assert sentence.endswith(".")


def test_flipped_bytes_anywhere_never_break_the_program(path: Path) -> None:
    good = path.read_bytes()
    for at in range(100, len(good), len(good) // 60):
        path.write_bytes(good[:at] + bytes(byte ^ 0xA5 for byte in good[at : at + 8]) + good[at + 8 :])
        said = ""
        try:
            with Store(path, NOW) as store:
                store.lists.page("all", "ada", NOW)
                store.credits.view("ada", 1, NOW)
                [store.certificates.claim(row.number) for row in store.lists.claims("ada")]
                finish(store, "parts", "short", 30)
        except StoreError as error:
            said = str(error)
        assert said == "" or said.endswith(".")


def test_two_windows_see_what_the_other_did(path: Path) -> None:
    with Store(path, NOW) as one, Store(path, NOW) as two:
        before = one.version
        finish(one, "parts", "short", 30)
        assert one.version == before
        assert two.lists.count("ready", "ada", NOW) == one.lists.count("ready", "ada", NOW)
        finish(two, "parts", "airway", 30)
        assert one.version != before


def test_a_busy_store_is_a_sentence_and_healthy_afterwards(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    with Store(path, NOW) as store:
        for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):
            other.execute(lock)
            with pytest.raises(StoreError, match="kept the store busy"):
                finish(store, "parts", "short", 30)
            other.execute("ROLLBACK")
            assert not store.engine.connection.in_transaction
        finish(store, "parts", "short", 30)
    other.close()


def test_a_reader_that_stays_does_not_lose_the_claim(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the rollback journal, COMMIT waits for readers; when it gives up, everything is as before."""
    monkeypatch.setattr("ce_tui.store.engines.connections.BUSY_SECONDS", 0.1)
    reader = sqlite3.connect(path, isolation_level=None)
    with Store(path, NOW) as store:
        before = dump(store)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM claim").fetchone()
        if journal_mode()[0] == "DELETE":
            with pytest.raises(StoreError, match="kept the store busy"):
                claim(store, "forfeit", 1000, "r2")
            assert dump(store) == before
        reader.execute("ROLLBACK")
        assert claim(store, "forfeit", 1000, "r2").amount.thousandths == 1000
    reader.close()


def test_a_full_store_is_a_sentence_and_loses_nothing(path: Path) -> None:
    with Store(path, NOW) as store:
        (pages,) = store.engine.connection.execute("PRAGMA page_count").fetchone()
        store.engine.connection.execute(f"PRAGMA max_page_count={pages}")
        before = dump(store)

        def fill_up() -> None:
            for n in range(50):
                store.learning.record("ada", store.credits.find("parts"), "short", Stretch("read", str(n) * 5000), NOW)

        with pytest.raises(StoreError, match="disk is full"):
            fill_up()
        assert dump(store)["claim"] == before["claim"]
        assert store.lists.count("ready", "ada", NOW) == 2
        store.engine.connection.execute("PRAGMA max_page_count=100000")
        store.catalogs.load(ORGANIZATION, CREDITS)
        assert claim(store, "parts", 1000, "r2")


def test_an_error_while_writing_leaves_the_store_healthy(path: Path) -> None:
    with Store(path, NOW) as store:
        before = dump(store)
        store.engine.connection.execute("PRAGMA query_only=ON")
        for use in (lambda: finish(store, "parts", "short", 30), lambda: claim(store, "forfeit", 1000, "r2")):
            with pytest.raises(StoreError, match="read-only"):
                use()
        store.engine.connection.execute("PRAGMA query_only=OFF")
        assert dump(store) == before
        assert claim(store, "forfeit", 1000, "r2")


def test_a_closed_store_is_a_sentence(path: Path) -> None:
    store = Store(path, NOW)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.lists.count("all", "ada", NOW)
    with pytest.raises(StoreError, match="closed"):
        finish(store, "parts", "short", 30)


def run(script: str, *arguments: object) -> str:
    """What a script in a process of its own prints, warnings being errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


OPEN_AND_WRITE = """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    {before}
    from ce_tui.credit.parties import Learner
    from ce_tui.store import Store, StoreError
    now = datetime(2026, 6, 1, tzinfo=UTC)
    try:
        with Store(Path(sys.argv[1]), now) as store:
            print(store.lists.count("claims", "ada", now), flush=True)
            {limit}
            store.accounts.save(Learner("x" * 20000, "Bob"))
            print("written")
    except StoreError as error:
        print(error)
"""
BECOME_NOBODY = "os.setgroups([]); os.setgid(65534); os.setuid(65534)"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (
            (0o755, 0o644),
            "1\nThe store .* is read-only, so nothing was changed; make the file and its folder writable.",
        ),
        ((0o755, 0o600), "The store .* (cannot be opened|may not be opened by you); .*"),
        ((0o700, 0o644), "The store .* may not be opened by you; .*"),
    ],
)
def test_a_store_of_somebody_else(modes: tuple[int, int], said: str, original: Path) -> None:
    import re
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # pytest's own folders are closed to others
        folder, path = Path(name), Path(name) / "ce.db"
        shutil.copy(original, path)
        before = path.read_bytes()
        path.chmod(modes[1])
        folder.chmod(modes[0])
        # What is to be imported is loaded before the process becomes somebody else.
        loaded = "ce_tui.store, ce_tui.store.codec"
        first = f"import {loaded}; {BECOME_NOBODY}"
        found = run(OPEN_AND_WRITE.format(before=first, limit=""), path)
        assert re.fullmatch(said, found), found
        assert path.read_bytes() == before


def test_a_disk_that_takes_no_more_is_a_sentence(path: Path) -> None:
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(sys.argv[1]), resource.RLIM_INFINITY))"
    ignore = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    said = run(OPEN_AND_WRITE.format(before=ignore, limit=limit), path)
    assert said.startswith("1\nThe disk ")
    assert "nothing was changed" in said
    with Store(path, NOW) as store:
        assert [learner.key for learner in store.accounts.learners()] == ["ada"]


def test_a_new_store_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    ignore = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "import ce_tui.store.tables; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))"
    )
    said = run(OPEN_AND_WRITE.format(before=ignore, limit=""), tmp_path / "new" / "ce.db")
    assert said.startswith("The disk ")
    assert [*(tmp_path / "new").iterdir()] == []


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_store_and_its_folders_are_private(tmp_path: Path, umask: int) -> None:
    run(OPEN_AND_WRITE.format(before=f"os.umask({umask})", limit=""), tmp_path / "a" / "b" / "ce.db")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*")}
    assert modes == {"b": 0o700, "ce.db": 0o600}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_backup_is_private_whole_and_never_over_another_file(path: Path) -> None:
    old = os.umask(0)
    try:
        with Store(path, NOW) as store:
            target = path.parent / "safe" / "copy.db"
            back_up(path, target)
            with pytest.raises(StoreError, match="is there already"):
                back_up(path, target)
            with Store(target, NOW) as copy:
                assert dump(copy) == dump(store)
    finally:
        os.umask(old)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_the_journal_is_the_one_that_is_safe_with_this_sqlite(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == (mode, {"WAL": "FULL", "DELETE": "EXTRA"}[mode])


@pytest.mark.parametrize("mode", [("WAL", "FULL"), ("DELETE", "EXTRA")])
def test_both_journals_work_and_can_be_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: tuple[str, str]
) -> None:
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: mode)
    with Store(path, NOW) as store:
        pragma = store.engine.connection.execute
        assert pragma("PRAGMA journal_mode").fetchone() == (mode[0].lower(),)
        assert pragma("PRAGMA synchronous").fetchone() == ({"FULL": 2, "EXTRA": 3}[mode[1]],)
        assert pragma("PRAGMA foreign_keys").fetchone() == (1,)
        assert pragma("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        claim(store, "forfeit", 1000, "r2")
    with Store(path, NOW) as store:
        assert store.lists.count("claims", "ada", NOW) == 2


def test_a_journal_that_cannot_be_changed_now_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs with different SQLite libraries share one store."""
    monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: ("WAL", "FULL"))
    with Store(path, NOW) as one:
        one.lists.count("all", "ada", NOW)
        monkeypatch.setattr("ce_tui.store.engines.connections.journal_mode", lambda: ("DELETE", "EXTRA"))
        with Store(path, NOW) as two:
            claim(two, "forfeit", 1000, "r2")
            assert one.lists.count("claims", "ada", NOW) == 2


@pytest.mark.parametrize("error", [OSError("no number"), ValueError("x"), sqlite3.OperationalError("odd")])
def test_every_error_has_a_sentence(error: Exception) -> None:
    for path in (None, Path("some/ce.db")):
        assert explain(error, path).startswith("The store ")
        assert explain(error, path).endswith(".")
        assert "None" not in explain(error, path)


def test_a_store_is_made_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "own" / "ce.db"
    with Store(path, NOW) as store:
        store.catalogs.load(ORGANIZATION, CREDITS)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
