"""What `ingest` says of a file: how much was recorded, what was not, whose it is and why; nothing in silence."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import NOW, Ce, catalog
from tests.commands.test_export import MORE, minutes, statement, written

from ce_tui.credit.statements import NOTES
from ce_tui.store import Store
from ce_tui.store.database import Database

ADL = "http://adlnet.gov/expapi/verbs/"


def told(id: str, verb: str = "completed", content: str = "airway", **more: Any) -> dict[str, Any]:
    return statement(id, content=content, **more) | {"verb": {"id": f"{ADL}{verb}"}}


def account(home: str, name: str = "ada") -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home, "name": name}}


def test_an_account_of_another_system_is_named_and_takes_nothing(loaded: Ce) -> None:
    assert loaded.good("ingest", written(loaded, told("a", actor=account("https://lms.example"))), "--json").json[
        "recorded"
    ]
    file = written(loaded, told("b", content="short", actor=account("https://other.example")))
    text = loaded.good("ingest", file).out
    assert "Unknown learners, skipped: 1 name in 1 statement\n  ada (https://other.example) (1)\n" in text
    assert "The account of ada that is known is of https://lms.example. If it is theirs: `ce-tui learners ada" in text
    assert minutes(loaded, "parts") == (60, False)
    again = written(loaded, told("c", content="short", actor=account("https://LMS.example/")))
    assert loaded.good("ingest", again, "--json").json["recorded"] == 1


def test_the_staff_can_say_whose_an_account_is(loaded: Ce) -> None:
    loaded.good("ingest", written(loaded, told("a", actor=account("https://lms.example"))))
    file = written(loaded, told("b", content="short", actor=account("https://new.example", "u 17")))
    assert loaded.good("ingest", file, "--json").json["unknown_learners"] == {"u 17 (https://new.example)": 1}
    said = loaded.good("learners", "ada", "--account", "https://NEW.example/", "u 17").out
    assert "Accounts: ada (https://lms.example), u 17 (https://new.example)\n" in said
    assert loaded.good("ingest", file, "--json").json["recorded"] == 1
    (shown,) = loaded.good("learners", "ada", "--json").json["learners"]
    assert shown["accounts"] == [["https://lms.example", "ada"], ["https://new.example", "u 17"]]
    moved = loaded.good("learners", "bob", "--name", "Bob", "--account", "https://new.example", "u 17").out
    assert "Account taken from: ada, who keeps what was recorded by it\n" in moved  # it was his
    again = loaded.good("learners", "bob", "--account", "https://new.example", "u 17", "--json").json
    assert "account_taken_from" not in again["learners"][0]
    with Store(loaded.store, NOW) as store:
        assert store.statements.known_accounts()["https://new.example", "u 17"] == "bob"


def test_an_account_without_a_name_is_none(loaded: Ce) -> None:
    said = loaded("learners", "ada", "--name", "Ada", "--account", "https://lms.example", " ")
    assert (said.code, said.err.count("An account has a name.")) == (2, 1)


def test_our_own_home_page_is_always_known(loaded: Ce) -> None:
    loaded.good("ingest", written(loaded, told("a", actor=account("https://lms.example"))))
    file = written(loaded, told("b", content="short", actor=account("urn:ce-tui:nam")))
    assert loaded.good("ingest", file, "--json").json["recorded"] == 1


def test_two_systems_with_one_name_in_one_file_are_both_left_out(loaded: Ce) -> None:
    file = written(
        loaded, told("a", actor=account("https://lms.example")), told("b", actor=account("https://other.example"))
    )
    said = loaded.good("ingest", file, "--json").json
    assert (said["recorded"], len(said["unknown_learners"]), minutes(loaded)) == (0, 2, (0, False))
    assert {note["why"] for note in said["notes"]} == {"learner"}


def test_a_group_is_told_and_nobody_is_credited(loaded: Ce) -> None:
    group = {**account("https://lms.example"), "objectType": "Group", "member": [account("https://lms.example", "bob")]}
    said = loaded.good("ingest", written(loaded, told("a", actor=group))).out
    assert "Group ada (https://lms.example): A group is no person." in said
    assert minutes(loaded) == (0, False)


def test_an_address_that_two_have_is_told(loaded: Ce) -> None:
    for who in ("ada", "bob"):
        loaded.good("learners", who, "--email", f"{who}@x.org")
    with Store(loaded.store, NOW) as store, Database(store.engine).transaction() as tx:  # as older stores may have it
        tx.execute("UPDATE learner SET email = 'team@x.org'", {})
    said = loaded.good("ingest", written(loaded, told("a", actor={"mbox": "mailto:team@x.org"}))).out
    assert "team@x.org: Several learners have this address.\n" in said
    assert minutes(loaded) == (0, False)


@pytest.mark.parametrize(
    ("made", "why", "text"),
    [
        (told("a", result={"completion": "perhaps"}), "value", "Its completion is “perhaps”."),
        (told("a", result={"completion": "false"}), "no", "It said not completed, 31 May 2026, 11:30."),
        (told("a", "failed"), "no", "It said failed, 31 May 2026, 11:30."),
        (told("a", timestamp="soon"), "moment", "It is dated “soon”."),
        (told("a", timestamp=None), "moment", "It has no moment."),
        (told("a", timestamp="2090-03-10T11:00:00Z"), "future", "It is dated 10 Mar 2090, 12:00, which is to come."),
        (told("a", timestamp="1970-01-01T00:00:00Z"), "old", "It is dated 1970-01-01."),
        (
            told("a", "attended", "talk", timestamp="2026-06-01T08:00:00Z", result={"duration": "PT1H"}),
            "outside",
            "It is dated 1 Jun 2026, 10:00. The session is 31 May 2026, 09:00 to 31 May 2026, 10:00.",
        ),
        (
            told("a", "attended", "live", timestamp="2026-06-01T12:00:00Z"),
            "early",
            "It ends 1 Jun 2026, 14:30. Take the statement in once more after that.",
        ),
        (told("a", "attended"), "kind", "It said attended, 31 May 2026, 11:30. It is a video."),
    ],
    ids=range(10),
)
def test_what_is_not_counted_is_told_with_its_learner_and_content(
    loaded: Ce, made: dict[str, Any], why: str, text: str
) -> None:
    file = written(loaded, made)
    title = {"airway": "Airway", "talk": "Talk", "live": "Live"}[made["object"]["id"].rpartition("/")[2]]
    said = loaded.good("ingest", file).out
    assert f"{NOTES[why]}: 1\n  ada, “{title}”: {text}\n" in said
    note = {"why": why, "text": text, "learner": "ada", "content": title, "statement": "a"}
    again = loaded.good("ingest", file, "--json").json
    assert (again["notes"], again["known"]) == (([], 1) if why == "no" else ([note], 0))
    shown = loaded.good("show", "heard" if title in ("Talk", "Live") else "whole", "--json").json
    assert {content["completed_at"] for content in shown["contents"]} == {None}


def test_only_twenty_of_a_kind_are_listed(loaded: Ce) -> None:
    many = [told(f"s{n:02}", timestamp="2090-01-01T00:00:00Z") for n in range(25)]
    file = written(loaded, *many)
    text = loaded.good("ingest", file).out
    assert text.count("ada, “Airway”") == 20
    assert "  … and 5 more; --json lists all.\n" in text
    assert len(loaded.good("ingest", file, "--json").json["notes"]) == 25


def test_a_void_of_another_file_is_heard_and_counted(loaded: Ce) -> None:
    loaded.good("ingest", written(loaded, told("a")))
    void = told("v", "voided", object={"objectType": "StatementRef", "id": "A"})
    text = loaded.good("ingest", written(loaded, void)).out
    assert "Voided: 1\n  ada, “Airway”: It said completed, 31 May 2026, 11:30.\n" in text
    assert minutes(loaded) == (0, False)
    said = loaded.good("ingest", written(loaded, told("b"), told("w", "voided", object={"id": "b"})), "--json").json
    assert (said["recorded"], said["voided"]) == (0, 1)


def test_a_void_of_what_never_came_is_counted_too(loaded: Ce) -> None:
    """So that the counts of a file come to what stands in it; what comes later does not count."""
    void = [told(f"v{n}", "voided", object={"objectType": "StatementRef", "id": id}) for n, id in enumerate(("X", "a"))]
    loaded.good("ingest", written(loaded, told("a")))
    text = loaded.good("ingest", written(loaded, *void)).out
    assert "Called void: 2 statements (1 not known here: not counted when it comes)\n" in text
    said = loaded.good("ingest", written(loaded, *void), "--json").json
    assert (said["voids"], said["absent"], said["voided"]) == (2, 1, 0)
    assert loaded.good("ingest", written(loaded, told("x")), "--json").json["voided"] == 1
    assert "Called void" not in loaded.good("ingest", written(loaded, told("b"))).out
    assert minutes(loaded)[1]


def test_more_pages_are_told(loaded: Ce) -> None:
    path = loaded.folder / "page.json"
    path.write_text(json.dumps({"statements": [told("a")], "more": "/xapi/statements?cursor=2"}))
    text = loaded.good("ingest", path).out
    assert "Recorded: 1 statement\n" in text
    assert text.endswith("the record store has more pages. Get the next one from /xapi/statements?cursor=2\n")
    assert loaded.good("ingest", path, "--json").json["more"] == "/xapi/statements?cursor=2"


@pytest.mark.parametrize("value", [{}, None, "kim", {"error": "unauthorized", "code": 401}, [{"name": "kim"}]], ids=str)
def test_a_file_without_any_statement_is_refused(loaded: Ce, value: object) -> None:
    path = loaded.folder / "answer.json"
    path.write_text(json.dumps(value))
    refused = loaded("ingest", path)
    assert refused.code == 2
    assert f"{path}: there is no xAPI statement in it. statement 1: It has no id. Export" in refused.err


def test_an_answer_without_statements_is_none_that_is_wrong(loaded: Ce) -> None:
    path = loaded.folder / "answer.json"
    path.write_text('{"statements": [], "more": ""}')
    assert "Recorded: 0 statements\n" in loaded.good("ingest", path).out


@pytest.mark.parametrize("key", ["data", "results", "items"])
def test_statements_in_the_answer_of_another_program_are_read(loaded: Ce, key: str) -> None:
    path = loaded.folder / "answer.json"
    path.write_text(json.dumps({key: [told("a")], "total": 1}))
    assert "Recorded: 1 statement\n" in loaded.good("ingest", path).out


def test_what_is_no_statement_and_what_was_only_looked_at_is_told(loaded: Ce) -> None:
    mode = {"https://w3id.org/xapi/cmi5/context/extensions/launchmode": "Browse"}
    file = written(loaded, {"actor": {}}, told("a", context={"extensions": mode}))
    text = loaded.good("ingest", file).out
    assert "Only looked at (browse or review), skipped: 1\n" in text
    assert "Not statements, skipped: 1\n  statement 1: It has no id.\n" in text


def test_the_organizer_can_vouch(loaded: Ce) -> None:
    session = {"extensions": {"https://w3id.org/xapi/video/extensions/session-id": "s1"}}
    opened = told("a", "initialized", context=session)
    paused = statement("b", segments="0[.]3600", timestamp="2026-05-31T09:30:01Z", context=session)
    file = written(loaded, opened, paused)
    assert "Counted in part, for no more time had passed: 1\n" in loaded.good("ingest", file).out
    assert minutes(loaded) == (0, False)
    copy = written(loaded, opened, {**paused, "id": "c"}, name="again.json")
    loaded.good("ingest", copy, "--trust")
    assert minutes(loaded) == (60, True)
    assert "and the organizer vouches for" in loaded.good("explain", "whole").out


def test_a_film_of_another_length_is_told_once(loaded: Ce) -> None:
    context = {"extensions": {"https://w3id.org/xapi/video/extensions/length": 720}}
    many = [statement(f"s{n}", segments="0[.]720", context=context) for n in range(3)]
    text = loaded.good("ingest", written(loaded, *many)).out
    line = "  “Airway”: The player says that it is 12:00 long, and the catalog 1:00:00.\n"
    assert f"Of another length than the catalog says: 1\n{line}" in text


def test_a_quiz_of_another_system_is_to_be_passed(loaded: Ce) -> None:
    loaded.good("import", catalog(loaded, MORE, "more.yaml"))
    file = written(loaded, told("a", "passed", "quiz", result={"score": {"scaled": 0.35}}), told("b", content="quiz"))
    said = loaded.good("ingest", file, "--json").json
    assert [note["text"] for note in said["notes"]] == [
        "Its score is 35%, and 50% are needed.",
        "It said completed, 31 May 2026, 11:30. It is a quiz.",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + bytes(30) + b"xl/workbook.xml", "a spreadsheet"),
        (b"BEGIN:VCALENDAR\r\n", "a calendar"),
        (b"name,from\nada,9\n", "a table"),
        (b"%PDF-1.4", "a PDF"),
        (b"<!doctype html>", "a web page"),
        (b"\x1f\x8b\x08", "compressed"),
        ("[]".encode("utf-16"), "UTF-16"),
        (b"SQLite format 3\0", "a database"),
        (b'{"schedule": {"conference": {}}}', "ce-tui import FILE"),
        (b"organization: {}\n", "ce-tui import FILE"),
    ],
    ids=range(10),
)
def test_a_file_of_another_shape_is_named_with_what_to_give_instead(loaded: Ce, data: bytes, words: str) -> None:
    path = Path(loaded.folder / "file")
    path.write_bytes(data)
    said = loaded("ingest", path)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert words in said.err


def test_a_workshop_that_is_given_twice_is_known_by_guid_and_time(ce: Ce) -> None:
    guid = "7c1e5b20-4d3a-4f6b-9a10-000000000001"
    slots = [
        {
            "guid": guid,
            "id": n,
            "title": "Splices",
            "date": f"2026-05-31T{hour}:00:00+02:00",
            "start": f"{hour}:00",
            "duration": "01:00",
            "room": "Hall",
        }
        for n, hour in ((1, "10"), (2, "15"))
    ]
    days = [{"index": 1, "date": "2026-05-31", "rooms": {"Hall": slots}}]
    schedule = {
        "schedule": {
            "conference": {"acronym": "alder", "title": "Alder", "time_zone_name": "Europe/Berlin", "days": days}
        }
    }
    file = ce.folder / "schedule.json"
    file.write_text(json.dumps(schedule))
    ce.good("import", file, "--credit-type", "hours")

    def attended(id: str, at: str) -> dict[str, Any]:
        made = told(id, "attended", timestamp=at, result={"duration": "PT1H"}, actor=account("https://lms.example"))
        return {**made, "object": {"id": f"uuid://{guid}"}}

    said = ce.good("ingest", written(ce, attended("a", "2026-05-31T13:00:00Z"), attended("b", "2026-05-31T20:00:00Z")))
    assert "Recorded: 1 statement\n" in said.out
    assert "Of no one content that is known here: 1\n  ada (https://lms.example), “uuid://" in said.out
    assert "Several go by this name, and its moment meets none of them, or more than one.\n" in said.out
    shown = ce.good("list", "--all", "--json").json["all"]["credits"]
    assert [credit["progress"]["percent"] for credit in shown] == [0, 100]
