"""Statements in and out by the commands: once, exact, by the video profile, and nothing half recorded."""

import io
import json
import os
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonpath_ng.parser import parse
from tests.commands.conftest import DATA, NOW, Ce, catalog

from ce_tui import cli
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.parties import Learner
from ce_tui.credit.progress import total
from ce_tui.credit.questions import Answers
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store
from ce_tui.store.holdings import Holdings

PROFILE = DATA / "xapi-video-v1.0.3.jsonld"
VIDEO = "https://w3id.org/xapi/video/"
PLAYED, PROGRESS = f"{VIDEO}extensions/played-segments", f"{VIDEO}extensions/progress"
MORE = """
organization: {id: nam, name: Northwind Academy, acronym: CME, zone: Europe/Berlin}
contents:
  - {kind: reading, id: guide, title: Guide, length: 5 min, text: Read me.}
  - kind: quiz
    id: quiz
    title: Quiz
    pass_mark: 50 %
    questions:
      - {id: q1, kind: single choice, text: One?, options: [Yes, No], correct: yes}
      - {id: q2, kind: single choice, text: Two?, options: [Yes, No], correct: yes}
credits:
  - {id: mixed, title: Mixed, type: hours, amount: 0.5, contents: [guide, quiz], attestation: none}
"""


def statement(
    id: str, verb: str = "paused", content: str = "airway", segments: str = "", **more: Any
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": id,
        "actor": {"mbox": "mailto:ADA"},
        "verb": {"id": f"{VIDEO}verbs/{verb}"},
        "object": {"id": f"urn:ce-tui:nam/content/{content}"},
        "timestamp": "2026-05-31T09:30:00Z",
    }
    if segments:
        made["result"] = {"extensions": {PLAYED: segments}}
    return {**made, **more}


def written(ce: Ce, *statements: object, name: str = "in.json") -> Path:
    path = ce.folder / name
    path.write_text(json.dumps(statements), encoding="utf-8")
    return path


def whole(ce: Ce) -> dict[str, list[Any]]:
    """Everything the store holds."""
    with Store(ce.store, NOW) as store:
        names = store.engine.read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", {})
        return {name: store.engine.read(f"SELECT * FROM {name} ORDER BY rowid", {}) for (name,) in names}


def minutes(ce: Ce, credit: str = "whole") -> tuple[int, bool]:
    progress = ce.good("show", credit, "--json").json["progress"]
    return progress["current"], progress["complete"]


def test_the_union_counts_once_and_a_statement_once(loaded: Ce) -> None:
    file = written(
        loaded,
        statement("s1", segments="0[.]600,300[.]900"),
        statement("s2", segments="0[.]600[,]300[.]900[,]600[.]1200"),
        statement("s2", segments="0[.]600[,]300[.]900[,]600[.]1200"),
        statement("s3", "played"),
        statement("s4", segments="900[.]90000", content="no-such"),
        statement("s5", segments="0[.]9[,]5[.]", actor={"account": {"name": "eve\x1b[0m"}}),
    )
    said = loaded.good("ingest", file, "--json").json
    assert said == {
        "recorded": 2,
        "known": 1,
        "empty": 1,
        "voided": 0,
        "set_back": 0,
        "absent": 0,
        "notes": [],
        "unknown_learners": {"eve [0m": 1},
        "unknown_activities": {"urn:ce-tui:nam/content/no-such": 1},
        "unreadable_segments": 1,
        "looked_at": 0,
        "voids": 0,
        "not_statements": 0,
        "wrong": [],
        "more": "",
        "without_zone": 0,
    }
    assert minutes(loaded) == (20, False)
    before = whole(loaded)
    text = loaded.good("ingest", file).out
    assert "Recorded: 0 statements\nKnown already: 3 statements\nWithout progress: 1 statement\n" in text
    assert "Unknown learners, skipped: 1 name in 1 statement\n  eve [0m (1)\n" in text
    assert whole(loaded) == before


def test_the_length_caps_and_the_clock_does_not(loaded: Ce) -> None:
    loaded.good("ingest", written(loaded, statement("s1", segments="3000[.]90000", content="airway")))
    assert minutes(loaded) == (10, False)
    loaded.good("ingest", written(loaded, statement("s2", segments="0[.]2700")))
    assert minutes(loaded) == (60, True)
    shown = loaded.good("show", "whole", "--json").json["contents"][0]
    assert shown["completed_at"] == "2026-05-31T11:30:00+02:00"


def test_a_statement_from_tomorrow_is_told_and_not_recorded(loaded: Ce) -> None:
    file = written(loaded, statement("s", segments="0[.]3600", timestamp="2030-01-01T00:00:00Z"))
    said = loaded.good("ingest", file).out
    assert "dated in the future: 1\n  ada, “Airway”: It is dated 1 Jan 2030, 01:00, which is to come.\n" in said
    assert loaded.good("show", "whole", "--json").json["contents"][0]["completed_at"] is None


def test_content_is_known_by_its_address_and_its_bare_id(loaded: Ce) -> None:
    file = written(
        loaded,
        statement("s1", segments="0[.]60", object={"id": "https://example.org/a"}),
        statement("s2", segments="60[.]120", object={"id": "airway"}),
    )
    assert loaded.good("ingest", file, "--json").json["recorded"] == 2
    assert minutes(loaded) == (2, False)


def test_attendance_and_waiving(loaded: Ce) -> None:
    attended = statement(
        "s1", content="talk", verb="x", timestamp="2026-05-31T07:30:00Z", result={"duration": "PT30M"}
    ) | {"verb": {"id": "http://adlnet.gov/expapi/verbs/attended"}}
    loaded.good("ingest", written(loaded, attended))
    assert minutes(loaded, "heard") == (30, False)
    waived = statement("s2") | {"verb": {"id": "https://w3id.org/xapi/adl/verbs/waived"}}
    loaded.good("ingest", written(loaded, waived))
    assert minutes(loaded) == (60, True)
    assert "Ready to Claim" in loaded.good("list").out


def test_statements_come_in_by_standard_input(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(json.dumps(statement(f"s{n}", segments=f"{n}[.]{n + 60}")) for n in (0, 60))
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert loaded.good("ingest", "-", "--json").json["recorded"] == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert loaded.good("ingest", "-", "--json").json["known"] == 2


@pytest.mark.parametrize("data", [b"", b"{", b"[NaN]", b"[" * 99_999, b"\xff", b'{"id":1}\n{"id":', None, "folder"])
def test_a_wrong_file_is_told_in_one_line_and_nothing_is_recorded(loaded: Ce, data: bytes | str | None) -> None:
    file = loaded.folder / "wrong.json"
    if data == "folder":
        file.mkdir()
    elif isinstance(data, bytes):
        file.write_bytes(data)
    before = whole(loaded)
    said = loaded("ingest", file)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith(str(file))
    assert whole(loaded) == before


def test_what_fails_in_the_middle_leaves_nothing(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(loaded, statement("s1", segments="0[.]60"), statement("s2", content="short", segments="0[.]60"))
    before = whole(loaded)
    monkeypatch.setattr(Holdings, "count", lambda *_: 1 / 0)
    assert loaded("ingest", file).code == 70
    assert whole(loaded) == before


def test_thousands_of_statements_are_taken(loaded: Ce) -> None:
    many = [statement(f"s{n}", segments=f"{n % 3000}[.]{n % 3000 + 2}") for n in range(3000)]
    assert loaded.good("ingest", written(loaded, *many), "--json").json["recorded"] == 3000
    assert minutes(loaded) == (50, False)


# --- out ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def learned(loaded: Ce) -> Ce:
    """Ada watched in two sittings, read, attended, failed a quiz and passed it."""
    loaded.good("import", catalog(loaded, MORE, "more.yaml"))
    with Store(loaded.store, NOW) as store:
        parts, mixed = store.credits.find("parts"), store.credits.find("mixed")
        for sitting, start, end, ago in (("a", 0, 20, 90), ("a", 30, 40.0005, 60), ("b", 35, 60, 30), ("b", 20, 25, 0)):
            span = (round(start * MINUTE), round(end * MINUTE))
            at = NOW - timedelta(minutes=ago)
            store.learning.record("ada", parts, "airway", Stretch("watched", sitting, span=span), at)
        store.learning.record("ada", mixed, "guide", Stretch("read", "r", span=(0, 5 * MINUTE), done=True), NOW)
        store.sessions.attend("ada", store.credits.find("heard"), "talk", "plum42", NOW)
        for chosen in ("no", "yes"):
            answers: Answers = {"q1": chosen, "q2": chosen}
            store.quizzes.hand_in("ada", mixed, "quiz", answers, NOW)
    return loaded


def exported(ce: Ce, *arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ce.good("export", "xapi", *arguments).out)
    return found


def verb(told: dict[str, Any]) -> str:
    return str(told["verb"]["id"].rpartition("/")[2])


def test_what_is_told(learned: Ce) -> None:
    told = exported(learned)
    assert Counter(map(verb, told)) == {
        "initialized": 2,
        "played": 4,
        "paused": 4,
        "completed": 2,
        "terminated": 2,
        "attended": 1,
        "failed": 1,
        "passed": 1,
    }
    done = next(each for each in told if verb(each) == "completed")
    assert done["result"]["extensions"] == {
        f"{VIDEO}extensions/time": 1500.0,
        PROGRESS: 0.916,
        PLAYED: "0.000[.]1200.000[,]1800.000[.]2400.030[,]2100.000[.]3600.000[,]1200.000[.]1500.000",
    }
    assert done["result"]["duration"] == "PT3600.03S"
    assert done["context"]["extensions"][f"{VIDEO}extensions/completion-threshold"] == 0.9
    assert {each["context"]["registration"] for each in told if each["object"]["id"].endswith("airway")} == {
        done["context"]["registration"]
    }
    attended = next(each for each in told if verb(each) == "attended")
    assert (attended["timestamp"], attended["result"]["duration"]) == ("2026-05-31T07:00:00.000Z", "PT3600.00S")
    assert [each["result"]["score"]["raw"] for each in told if verb(each) in ("failed", "passed")] == [0, 2]


@pytest.mark.skipif(not PROFILE.exists(), reason="the profile is not here")
def test_every_statement_of_a_video_keeps_the_rules_of_the_profile(learned: Ce) -> None:
    templates = {each["verb"]: each for each in json.loads(PROFILE.read_text("utf-8"))["templates"]}
    told = [each for each in exported(learned) if each["object"]["definition"]["type"].startswith(VIDEO)]
    used = set()
    for each in told:
        template = templates[each["verb"]["id"]]
        used.add(template["prefLabel"]["en"])
        assert (
            template.get("objectActivityType", each["object"]["definition"]["type"])
            == (each["object"]["definition"]["type"])
        )
        for rule in template["rules"]:
            found = [match.value for match in parse(rule["location"]).find(each)]
            assert found or rule["presence"] != "included", (verb(each), rule)
            assert not found or rule["presence"] != "excluded", (verb(each), rule)
    assert used == {"Initialized", "Played", "Paused", "Completed", "Terminated"}
    # The pattern: each session begins with initialized and ends with terminated.
    session = parse(f"$.context.extensions['{VIDEO}extensions/session-id']")
    for id in {match.value for each in told for match in session.find(each)}:
        verbs = [verb(each) for each in told if session.find(each)[0].value == id]
        assert (verbs[0], verbs[-1], verbs.count("initialized"), verbs.count("terminated")) == (
            "initialized",
            "terminated",
            1,
            1,
        )
        assert id[14] == "4"
        assert id[19] in "89ab"
    assert len({each["id"] for each in told}) == len(told)


def test_twice_is_the_same_bytes_and_coming_back_changes_nothing(learned: Ce) -> None:
    learned.learned("airway", learner="bob")
    out, every = learned.folder / "out.json", learned.folder / "every.json"
    assert f"Saved: {out}\nStatements: 17\n" == learned.good("export", "xapi", out).out
    first = out.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    said = learned.good("export", "xapi", out, "--json").json
    assert said == {"format": "xapi", "path": str(out), "learners": 1, "statements": 17}
    assert out.read_bytes() == first == learned.good("export", "xapi", "-").out.encode()
    assert cli.run(["--store", str(learned.store), "export", "xapi", str(every)]) == 0  # of everybody
    assert Counter(each["actor"]["account"]["name"] for each in json.loads(every.read_text())) == {"ada": 17, "bob": 5}
    before = whole(learned)
    report = learned.good("ingest", every, "--json").json
    assert (report["recorded"], report["unknown_learners"], report["unknown_activities"]) == (0, {}, {})
    assert whole(learned) == before
    assert {each["actor"]["account"]["name"] for each in exported(learned, "--learner", "bob")} == {"bob"}


def test_an_export_takes_the_place_of_a_file_but_of_no_store_and_no_device(learned: Ce) -> None:
    pipe, link = learned.folder / "pipe", learned.folder / "link"
    os.mkfifo(pipe)
    link.symlink_to(learned.store)
    before = learned.store.read_bytes()
    for path, why in (
        (learned.store, "is a database"),
        (link, "is a database"),
        (pipe, "is no file"),
        (Path("/dev/null"), "is no file"),
        (learned.folder, "is no file"),
    ):
        refused = learned("export", "xapi", path)
        assert (refused.code, refused.out) == (2, "")
        assert f"{path} {why}" in refused.err
    assert (learned.store.read_bytes(), link.is_symlink(), pipe.is_fifo()) == (before, True, True)
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"organization: { id: a, name: A }\ncredits: []\n", "is a catalog"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"Name,Email\nKim,k@x.org\n", "is a table (CSV)"),
    ],
)
def test_an_export_never_takes_the_place_of_another_kind_of_file(learned: Ce, data: bytes, what: str) -> None:
    file = learned.folder / "mine"
    file.write_bytes(data)
    refused = learned("export", "xapi", file)
    assert (refused.code, refused.out, file.read_bytes()) == (2, "", data)
    assert f"{what}, so it is not replaced. Name another file." in refused.err
    for own in (b"", b"[]", learned.good("export", "xapi", "-").out.encode()):
        file.write_bytes(own)
        assert learned("export", "xapi", file).code == 0


def test_another_store_learns_the_same(learned: Ce) -> None:
    out = learned.folder / "out.json"
    learned.good("export", "xapi", out)
    progress = {credit: minutes(learned, credit) for credit in ("whole", "parts", "heard", "mixed")}
    learned.store.rename(learned.folder / "first.db")
    learned.good("import", learned.folder / "catalog.yaml")
    learned.good("import", learned.folder / "more.yaml")
    assert learned.good("ingest", out, "--json").json["recorded"] == 10
    assert {credit: minutes(learned, credit) for credit in progress} == progress
    assert exported(learned) == []  # what another system said is not told again


def test_a_store_set_back_takes_what_it_lost_from_its_own_export(learned: Ce) -> None:
    copy = learned.store.read_bytes()
    with Store(learned.store, NOW) as store:
        store.learning.record(
            "ada", store.credits.find("parts"), "airway", Stretch("watched", "a", span=(25 * MINUTE, 30 * MINUTE)), NOW
        )
    out = learned.folder / "out.json"
    learned.good("export", "xapi", out)
    learned.store.write_bytes(copy)
    learned.good("ingest", out)
    with Store(learned.store, NOW) as store:
        airway = store.learning.history("ada", store.credits.find("whole"))[0]
    assert airway.record is not None
    assert airway.record.spans == ((0, 60 * MINUTE),)
    before = whole(learned)
    learned.good("ingest", out)
    assert whole(learned) == before


def test_a_timer_is_told_as_what_it_is_and_known_again(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:
        parts = store.credits.find("parts")
        store.learning.record("ada", parts, "airway", Stretch("timed", "t", span=(0, 20 * MINUTE)), NOW)
        store.learning.record("ada", parts, "airway", Stretch("watched", "w", span=(20 * MINUTE, 30 * MINUTE)), NOW)
    told = exported(loaded)
    assert [verb(one) for one in told] == ["experienced", "initialized", "played", "paused", "terminated"]
    assert told[0]["result"]["extensions"] == {"urn:ce-tui:timed-segments": "0.000[.]1200.000"}
    assert told[0]["result"]["duration"] == "PT1200.00S"
    segments = "https://w3id.org/xapi/video/extensions/played-segments"
    assert told[3]["result"]["extensions"][segments] == "1200.000[.]1800.000"  # the timer played nothing
    file = written(loaded, *told)
    assert loaded.good("ingest", file, "--json").json["recorded"] == 0
    with Store(loaded.store, NOW) as store:
        store.engine.connection.executescript("DELETE FROM activity; DELETE FROM progress; DELETE FROM holding")
    loaded.good("ingest", file)
    with Store(loaded.store, NOW) as store:
        assert total(store.credits.records("ada", (store.credits.find("parts"),))["airway"].spans) == 30 * MINUTE


def test_watching_on_tells_new_statements_only(learned: Ce) -> None:
    before = {each["id"] for each in exported(learned)}
    with Store(learned.store, NOW) as store:
        store.learning.record(
            "ada", store.credits.find("parts"), "short", Stretch("watched", "c", span=(0, MINUTE)), NOW
        )
    after = exported(learned)
    assert before < {each["id"] for each in after}
    assert len(after) == len(before) + 4


def test_an_empty_store_tells_nothing_and_a_wrong_place_is_said(loaded: Ce) -> None:
    assert loaded("export", "xapi").err == "The store knows nobody called ada; without --learner, all are written.\n"
    with Store(loaded.store, NOW) as store:
        store.accounts.save(Learner("ada"))
    assert loaded.good("export", "xapi").out == "[]\n"
    said = loaded("export", "xapi", loaded.folder / "no" / "out.json")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "cannot be written" in said.err
    assert not [path for path in loaded.folder.iterdir() if path.name.startswith(".ce-tui")]
