"""What programs read: JSON, help, exit codes of real processes, and what a command loads."""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import NOW, Ce

from ce_tui.commands.parser import JSON, parser
from ce_tui.store import Store
from ce_tui.store.schema import HEAD


def keys(command: str) -> set[str]:
    """What the help of a command says of its JSON."""
    return set(re.sub(r"\([^)]*\)", "", JSON[command]).replace(" ", "").split(","))


def test_json_has_the_keys_that_the_help_promises(loaded: Ce) -> None:
    loaded.learned("airway")
    said = {
        "import": loaded.good("import", loaded.folder / "catalog.yaml", "--json").json,
        "check": loaded.good("check", loaded.folder / "catalog.yaml", "--json").json,
        "show": loaded.good("show", "parts", "--json").json,
        "claim": (made := loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada", "--json").json),
        "certificate": loaded.good("certificate", made["number"], "--json").json,
        "phrase": loaded.good("phrase", "live", "--json").json,
        "where": loaded.good("where", "--json").json,
    }
    for command, value in said.items():
        assert set(value) == keys(command), command
    assert said["import"] == {
        "organization": "nam",
        "added": 0,
        "updated": 0,
        "unchanged": 10,
        "elsewhere": 0,
        "warnings": [],
        "ready": {"count": 0, "first": []},
        "recount": {"count": 0, "first": []},
        "regraded": 0,
        "passed": 0,
        "others": [],
    }
    assert said["show"]["choices"] == ["0.25", "0.50", "0.75", "1.00"]
    assert said["show"]["progress"] == {
        "current": 60,
        "needed": 90,
        "unit": "minutes",
        "percent": 66,
        "complete": False,
    }
    assert (made["amount"], made["remaining"], made["final"]) == ("0.50", "1.00", False)
    assert made["claimed_at"] == "2026-06-01T14:00:00+02:00"
    assert Path(said["certificate"]["path"]).exists()
    assert said["where"]["store"] == {"path": str(loaded.store), "exists": True}
    assert said["where"]["schema"] == HEAD
    assert said["where"]["journal"] in ("WAL", "DELETE")


def test_json_lists(loaded: Ce) -> None:
    loaded.learned("airway", "short")
    loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada")
    lists = loaded.good("list", "--json").json
    assert list(lists) == ["learner", "in_progress", "ready", "certificates"]
    promised = [set(part.replace("\n", " ").split(", ")) for part in re.findall(r"\(([^)]*, [^)]*)\)", JSON["list"])]
    assert set(lists["ready"]["credits"][0]) == promised[0]
    assert set(lists["certificates"]["claims"][0]) == promised[1]
    assert lists["ready"]["count"] == len(lists["ready"]["credits"]) == 6
    (later,) = [credit for credit in lists["in_progress"]["credits"] if credit["id"] == "later"]
    assert (later["state"], later["opens_at"]) == ("earned", "2026-06-04T00:00:00+02:00")
    assert lists["certificates"]["totals"] == [{"year": 2026, "type": "ama", "amount": "0.50", "claims": 1}]
    assert list(loaded.good("list", "--all", "--json").json) == ["learner", "all"]


def test_schema_is_json(ce: Ce) -> None:
    assert ce.good("schema").json["properties"]
    assert ce.good("schema", "--json").json["properties"]


def test_options_stand_before_or_after_the_command(loaded: Ce) -> None:
    assert loaded.good("--json", "list").json == loaded.good("list", "--json").json
    other = loaded.folder / "other.db"
    assert str(other) in loaded.good("list", "--store", other).out


def test_outside_text_reaches_the_terminal_harmless(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:  # as an older program might have kept it
        store.engine.connection.execute("UPDATE credit SET title = 'a\x1b]52;c;x\x07\u202eb' WHERE key = 'whole'")
    for command in (["list"], ["list", "--json"]):
        said = loaded.good(*command).out
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)
    evil = loaded("show", "\x1b[31mx\udcff")
    assert evil.code == 2
    assert "\x1b" not in evil.err + loaded("sh\x1b[0mow").err
    assert "\x1b" not in loaded("import", loaded.folder / "no\x1b[31m").err


def test_every_command_and_option_has_help(ce: Ce) -> None:
    def check(parser: argparse.ArgumentParser) -> None:
        assert parser.description
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                assert {choice.dest for choice in action._choices_actions if choice.help} == set(action.choices)
                for command in action.choices.values():
                    check(command)
            else:
                assert action.help, action
        parser.format_help()

    check(parser())
    said = ce("claim", "--help")
    assert (said.code, said.err) == (0, "")
    assert "With --json, one object: number, part, amount" in said.out


def start(ce: Ce, *arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "ce_tui", "--store", ce.store, "--learner", "ada", *arguments]
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def imported(ce: Ce, *arguments: object) -> set[str]:
    """The packages that a command loads."""
    code = "import sys\nfrom ce_tui.cli import run\ntry: run(sys.argv[1:])\nexcept SystemExit: pass\n"
    code += "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    command = [sys.executable, "-c", code, "--store", str(ce.store), "--learner", "ada", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_no_command_loads_what_it_does_not_need(loaded: Ce) -> None:
    heavy = {"textual", "rich", "fpdf", "fontTools", "alembic", "sqlmodel", "sqlalchemy", "pydantic", "yaml"}
    assert not imported(loaded, "--version") & (heavy | {"sqlite3"})
    assert not imported(loaded, "list") & heavy
    assert not imported(loaded, "list", "--json", "--all") & heavy
    assert not imported(loaded, "where") & heavy
    assert not imported(loaded, "show", "parts") & (heavy - {"pydantic"})
    assert not imported(loaded, "check", loaded.folder / "catalog.yaml") & (heavy - {"pydantic", "yaml"})
    assert not imported(loaded, "schema") & heavy
    assert not imported(loaded, "phrase", "talk", "--once") & (heavy - {"pydantic"})


def test_a_reader_that_goes_away_is_no_error(loaded: Ce) -> None:
    with start(loaded, "list", "--all", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("environment", [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_a_terminal_without_unicode_gets_something_readable(loaded: Ce, environment: dict[str, str]) -> None:
    with start(loaded, "list", env={**os.environ, **environment}) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"AMA PRA Category 1 Credits" in out


def test_two_processes_claim_once(loaded: Ce) -> None:
    loaded.learned("airway", "short")
    both = [start(loaded, "claim", "unproved", "--name", "Ada", "--json") for _ in range(2)]
    said = [(process.communicate(), process.returncode) for process in both]
    numbers = {json.loads(out)["number"] for (out, _), code in said if code == 0}
    assert len(numbers) == 1
    # The second one met the claim, or while it was still at work the request of the form that both had open.
    assert all(code == 0 or re.search(rb"already (been )?claimed", err) for (_, err), code in said)
    assert loaded.good("list", "--certificates", "--json").json["certificates"]["count"] == 1
