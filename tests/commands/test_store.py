"""`ce-tui store`: sentences for people, one object for programs."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.commands.conftest import NOW, Ce

from ce_tui.commands.parser import JSON
from ce_tui.store import Store


def claims(ce: Ce) -> int:
    return int(ce.good("list", "--certificates", "--json").json["certificates"]["count"])


def test_a_store_is_checked_backed_up_and_restored(loaded: Ce) -> None:
    loaded.learned("airway", "short")
    assert "no backups yet" in loaded.good("store", "list").out
    assert loaded.good("store", "check").out == "The store is sound: 1 learner, 10 credits, 0 claims.\n"
    assert "Backed up to: " in loaded.good("store", "backup").out
    loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada")
    refused = loaded("store", "restore")
    assert (refused.code, refused.out) == (2, "")
    assert "1 claim that this backup does not have would leave the store" in refused.err
    assert "Add --yes" in refused.err
    assert claims(loaded) == 1
    said = loaded.good("store", "restore", "--yes").out
    assert "with 0 claims" in said
    assert "The store before is kept in: " in said
    assert "Only there: " in said
    assert claims(loaded) == 0
    assert "Restored: " in loaded.good("store", "restore").out  # the newest is what was replaced: this undoes it
    assert claims(loaded) == 1
    assert loaded.good("store", "list").out.count("replaced by a backup") == 2


def test_json_has_the_keys_that_the_help_promises(loaded: Ce) -> None:
    made = loaded.good("store", "backup", loaded.folder / "safe.db", "--json").json
    assert Path(made["backup"]) == loaded.folder / "safe.db"
    found = {
        **loaded.good("store", "check", "--json").json,
        **made,
        **loaded.good("store", "restore", loaded.folder / "safe.db", "--json").json,
        **loaded.good("store", "list", "--json").json,
    }
    assert set(found) == {*re.findall(r"\w+", re.sub(r"\([^)]*\)", "", JSON["store"]))} - {
        "and",
        "of",
        "check",
        "restore",
        "list",
    }
    assert set(found["backups"][0]) == {"path", "at", "kind"}
    assert found["without"] == []


def test_a_store_that_is_not_sound_is_told_with_the_way_out(loaded: Ce) -> None:
    loaded.learned("airway")
    with Store(loaded.store, NOW) as store:
        store.engine.connection.execute("UPDATE holding SET claimable = 7")
    said = loaded("store", "check")
    assert said.code == 2
    assert "What ada is said to have of “whole” is not what was done of it." in said.out
    assert "`ce-tui store restore` brings one back" in said.out
    broken = loaded("store", "check", "--json")
    assert (broken.code, broken.json["ok"]) == (2, False)


def test_a_clock_that_is_behind_is_told(loaded: Ce) -> None:
    loaded.learned("airway")
    with Store(loaded.store, NOW) as store:
        store.engine.connection.execute("UPDATE activity SET at = at + 86400000")
    assert "The clock of this machine says 1 Jun 2026, 14:00" in loaded.good("store", "check").out
    claimed = loaded("claim", "parts", "--amount", "0.5", "--name", "Ada")
    assert claimed.code == 0  # told, and nobody is locked out
    assert "The clock of this machine says" in claimed.err


def test_what_cannot_be_done_is_a_sentence(ce: Ce, loaded: Ce) -> None:
    for arguments, said in {
        ("check", "x.db"): "takes no file",
        ("restore",): "There is no backup in",
        ("restore", str(loaded.folder / "none.db")): "There is no file",
        ("restore", str(loaded.folder / "catalog.yaml")): "is not a ce-tui store",
        ("backup", str(loaded.folder / "catalog.yaml")): "is there already",
    }.items():
        wrong = loaded("store", *arguments)
        assert wrong.code == 2
        assert said in wrong.err
    shutil.rmtree(loaded.folder, ignore_errors=True)
    assert "There is no store at" in loaded("store", "check").err


def test_what_is_not_ours_in_a_backup_is_left_out_and_said(loaded: Ce) -> None:
    backup = loaded.folder / "backup.db"
    loaded.good("store", "backup", backup)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON draft BEGIN UPDATE learner SET name = 'Mallory'; END")
    said = loaded("store", "check", "--store", backup)
    assert (said.code, said.out) == (2, "")
    assert "has a trigger “evil” that ce-tui did not make" in said.err
    assert "Left out: The trigger “evil” was not made by ce-tui." in loaded.good("store", "restore", backup).out
    assert loaded.good("store", "check").out.startswith("The store is sound")
