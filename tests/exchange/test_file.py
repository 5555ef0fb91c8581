"""Files of statements as record stores, search indexes and document stores write them; parts, limits and pages."""

import json
from typing import Any

import pytest
from tests.exchange.test_reading import made

from ce_tui.exchange.xapi_file import MAX_LINE, StatementsError
from ce_tui.exchange.xapi_reading import Batch, read


def batch(value: Any) -> Batch:
    return read(json.dumps(value).encode(), "x.json")


def ids(found: Batch) -> list[str]:
    return sorted(heard.id for heard in found.heard)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda a, b: {"statements": [a, b], "more": ""},
        lambda a, b: [{"statements": [a], "more": "/next"}, {"statements": [b], "more": ""}],
        lambda a, b: {"hits": {"total": 2, "hits": [{"_id": "1", "_source": a}, {"_id": "2", "_source": b}]}},
        lambda a, b: {"hits": {"hits": [{"_source": {"statement": a}}, {"_source": {"statement": b}}]}},
        lambda a, b: [{"_id": 1, "statement": a, "voided": False}, {"_id": 2, "statement": b}],
    ],
    ids=range(5),
)
def test_what_is_wrapped_is_unwrapped(wrapped: Any) -> None:
    found = batch(wrapped(made("a"), made("b")))
    assert (ids(found), found.wrong, found.more, found.voided) == (["a", "b"], [], "", set())


def test_more_pages_are_told() -> None:
    assert batch({"statements": [made()], "more": "/xapi/statements?cursor=1"}).more == "/xapi/statements?cursor=1"
    assert batch({"more": "https://lrs.example/more/2", "statements": []}).more == "https://lrs.example/more/2"
    lines = "\n".join(json.dumps({"statements": [made(id)], "more": more}) for id, more in (("a", "/2"), ("b", "")))
    assert read(lines.encode(), "x").more == ""


def test_the_moment_of_a_record_counts_where_the_statement_has_none() -> None:
    bare = {key: value for key, value in made().items() if key != "timestamp"}
    (heard,) = batch([{"statement": bare, "timestamp": {"$date": "2025-03-10T09:00:00Z"}}]).heard
    assert heard.at is not None
    assert heard.at.isoformat() == "2025-03-10T09:00:00+00:00"
    (heard,) = batch([{"_source": {**bare, "@timestamp": "2025-03-10T11:00:00Z"}}]).heard
    assert heard.at is not None
    assert heard.at.hour == 11


def test_a_record_that_is_called_voided_is() -> None:
    assert batch([{"statement": made("A"), "voided": True}, {"statement": made("b"), "voided": False}]).voided == {"a"}


def test_an_answer_tells_of_presence_where_presence_is_asked() -> None:
    """A word that is not known is no yes, in whatever language it is one or none."""
    unknown = (
        "left early",
        "N/A",
        "?",
        "invited",
        "cancelled",
        "half day",
        "20 min",
        "遅刻",
        "غائب",
        "A",
        "Great talk!",
    )
    told: dict[str, str | None] = {one: one for one in unknown}
    told |= dict.fromkeys(("", "Present", "on-time", "Ja", "présente", "出席", "1"))
    for response, wrong in told.items():
        attended = made(verb="http://adlnet.gov/expapi/verbs/attended", result={"response": response})
        (heard,) = batch([attended]).heard
        assert (dict(heard.wrong).get("attendance"), heard.refused) == (wrong, False)


def test_an_answer_that_is_a_share_is_one() -> None:
    for response, share in (("50 %", 500), ("0.4", 400), ("Present", None)):
        attended = made(verb="http://adlnet.gov/expapi/verbs/attended", result={"response": response})
        (heard,) = batch([attended]).heard
        assert (heard.progress, heard.wrong) == (share, ())


def test_an_absence_is_heard_beside_the_result_too() -> None:
    attended = {"verb": "http://adlnet.gov/expapi/verbs/attended"}
    for said, refused in (("absent", True), (False, True), ("hybrid", False), ("present", False)):
        context = {"extensions": {"http://x.example/attendance": said}}
        (heard,) = batch([made(**attended, context=context)]).heard
        assert (heard.refused, heard.wrong) == (refused, ())


@pytest.mark.parametrize(
    ("mark", "voided"),
    [
        ({"voided": "yes"}, True),
        ({"is_voided": 1}, True),
        ({"isVoided": True}, True),
        ({"deleted": True}, True),
        ({"voided_at": "2025-03-11"}, True),
        ({"voided": "false"}, False),
        ({"deletedAt": None}, False),
        ({"voided": 0}, False),
        ({"voidedBy": "x"}, False),
    ],
    ids=str,
)
def test_a_mark_of_a_record_or_of_the_statement_itself_voids_it(mark: dict[str, Any], voided: bool) -> None:
    of = {"aaaaaaaa-0000-4000-8000-000000000001"} if voided else set()
    one = made("urn:uuid:AAAAAAAA000040008000000000000001")
    for value in ({"statement": one, **mark}, {**one, **mark}, {"_source": {**one, **mark}}):
        assert batch([value]).voided == of


def test_a_void_is_heard_whoever_says_it_in_whatever_spelling() -> None:
    of = {"objectType": "StatementRef", "id": "{AAAAAAAA000040008000000000000001}"}
    for verb in ("http://adlnet.gov/expapi/verbs/voided", "http://x.example/void", "urn:x:voided"):
        void = made(verb=verb, object=of)
        for value in (void, {key: void[key] for key in ("verb", "object")}):
            found = batch([value])
            assert (found.voided, found.wrong) == ({"aaaaaaaa-0000-4000-8000-000000000001"}, [])
    assert batch([made(verb="http://adlnet.gov/expapi/verbs/voided", object={})]).wrong == [
        "statement 1: It has no object."
    ]


@pytest.mark.parametrize("cut", [-1, -2, -30, 60])
def test_a_file_that_is_cut_off_is_told_as_that(cut: int) -> None:
    whole = json.dumps([made("a"), made("b")])
    with pytest.raises(StatementsError, match=r"^x:1:\d+: The file is cut off here\. Nothing was recorded\."):
        read(whole[:cut].encode(), "x")
    lines = f"{json.dumps(made('a'))}\n{json.dumps(made('b'))}"
    with pytest.raises(StatementsError, match=r"^x:2:\d+: The file is cut off here\."):
        read(lines[:-5].encode(), "x")


def test_a_line_and_a_list_of_segments_have_an_end() -> None:
    lines = f"{json.dumps(made('a'))}\n{json.dumps(made('b', note='x' * MAX_LINE))}\n"
    with pytest.raises(StatementsError, match=r"^x:2: The line is longer than 5 MB\. Write one statement a line\.$"):
        read(lines.encode(), "x")
    key = "https://w3id.org/xapi/video/extensions/played-segments"
    for many, kept in ((10_000, 10_000), (10_001, 0)):
        text = "[,]".join(f"{2 * n}[.]{2 * n + 1}" for n in range(many))
        (heard,) = batch([made(result={"extensions": {key: text}})]).heard
        assert len(heard.spans) == kept
        assert bool(heard.wrong) == (not kept)


def test_deep_nesting_of_records_is_borne() -> None:
    value: Any = made()
    for _ in range(50):
        value = {"statement": value}
    assert len(batch([value]).wrong) == 1


ACCOUNT = {"homePage": "https://lms.example", "name": "kim"}


@pytest.mark.parametrize(
    ("actor", "named"),
    [
        ({"account": ACCOUNT}, "kim (https://lms.example)"),
        (
            {"objectType": "Agent", "account": {"homePage": "https://LMS.example/", "name": "kim"}},
            "kim (https://lms.example)",
        ),
        ({"objectType": "Person", "account": ACCOUNT}, "kim (https://lms.example)"),
        ({"objectType": "agent", "mbox": "mailto:Kim@x.org"}, "Kim@x.org"),
        ({"mbox": "MAILTO:kim%2Blab@x.org"}, "kim+lab@x.org"),
        ({"mbox_sha1sum": "AB12"}, "ab12"),
        ({"openid": "https://id.example/kim"}, "https://id.example/kim"),
        ({"objectType": "Group", "account": ACCOUNT}, "Group kim (https://lms.example)"),
        ({"objectType": "Group", "name": "Ward 3", "member": [{"account": ACCOUNT}]}, "Group Ward 3"),
        ({"objectType": "Group", "member": [{"account": ACCOUNT}]}, "Group without a name"),
        ({"account": ACCOUNT, "member": [{"mbox": "mailto:a@x.org"}]}, "Group kim (https://lms.example)"),
        ({"objectType": "Activity", "account": ACCOUNT}, "Activity kim (https://lms.example)"),
        ({"objectType": "group", "mbox": "mailto:kim@x.org"}, "group kim@x.org"),
    ],
)
def test_who_it_is_about(actor: dict[str, Any], named: str) -> None:
    (heard,) = batch([made(actor=actor)]).heard
    assert heard.learner == named
    assert bool(heard.actor.group) == (heard.learner.lower().startswith(("group", "activity")))
    assert not (heard.actor.group and (heard.actor.account or heard.actor.mail))


def test_what_is_about_no_activity_is_no_statement_about_a_content() -> None:
    for kind in ("StatementRef", "SubStatement", "Agent"):
        (place,) = batch([made(object={"objectType": kind, "id": "airway"})]).wrong
        assert place == f"statement 1: Its object is no activity but “{kind.lower()}”."


RESULTS: list[tuple[str, dict[str, Any], tuple[bool, bool, bool]]] = [
    # verb, result, (whole, refused, takes back)
    ("completed", {}, (True, False, False)),
    ("completed", {"completion": True}, (True, False, False)),
    ("completed", {"completion": "false"}, (False, True, True)),
    ("completed", {"completion": 0}, (False, True, True)),
    ("completed", {"success": "no"}, (False, True, True)),
    ("completed", {"completion": True, "success": False}, (False, False, False)),
    ("passed", {"success": "FALSE"}, (False, True, True)),
    ("waived", {"completion": "no"}, (False, True, True)),
    ("attended", {"completion": False}, (False, True, True)),
    ("attended", {"completion": False, "duration": "PT0S"}, (False, True, True)),
    ("attended", {"completion": False, "duration": "PT20M"}, (False, False, False)),
    ("attended", {"response": "Absent"}, (False, True, True)),
    ("attended", {"extensions": {"http://xapi.jisc.ac.uk/attendance_category": "did not attend"}}, (False, True, True)),
    ("attended", {"extensions": {"http://xapi.jisc.ac.uk/attendance_category": "present"}}, (False, False, False)),
    ("attended", {"response": "No_Show"}, (False, True, True)),
    ("attended", {"response": "abwesend"}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/attended": False}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/present": "no"}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/absent": True}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/absent": "false"}}, (False, False, False)),
    ("attended", {"extensions": {"http://x.example/attended": "yes"}}, (False, False, False)),
    ("attended", {"duration": "PT20M", "extensions": {"http://x.example/present": "no"}}, (False, True, True)),
    ("attended", {"duration": "PT1H", "response": "Absent"}, (False, True, True)),
    ("attended", {"response": "No"}, (False, True, True)),
    ("attended", {"response": "Nein"}, (False, True, True)),
    ("attended", {"response": "Faltou"}, (False, True, True)),
    ("attended", {"response": "Absent (excused)"}, (False, True, True)),
    ("attended", {"response": "Absence of evidence was the best of it"}, (False, False, False)),
    ("attended", {"extensions": {"http://x.example/attendance-status": "No"}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/attendanceStatus": False}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/is-absent": "yes"}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/no-show": False}}, (False, False, False)),
    ("attended", {"extensions": {"http://x.example/Anwesenheit": "nein"}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/pr%C3%A9sence": "non"}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/register": {"attended": "false"}}}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/status": "excused absence"}}, (False, True, True)),
    ("attended", {"attendance": "absent"}, (False, True, True)),
    ("attended", {"extensions": {"http://x.example/completed": "no"}}, (False, True, True)),
    ("completed", {"extensions": {"http://x.example/attendance": "absent"}}, (False, True, True)),
    ("completed", {"extensions": {"http://x.example/completion": False}}, (False, True, True)),
    ("completed", {"completion": True, "extensions": {"http://x.example/is-completed": "0"}}, (False, True, True)),
    ("completed", {"response": "no"}, (True, False, False)),
    ("passed", {"extensions": {"http://x.example/passed": "false"}}, (False, True, True)),
    ("passed", {"response": "No"}, (True, False, False)),
    ("rescinded", {}, (False, True, True)),
    ("absent", {}, (False, True, True)),
    ("did%20not%20attend", {}, (False, True, True)),
    ("no_show", {}, (False, True, True)),
    ("NoShow", {}, (False, True, True)),
    ("excused", {}, (False, True, True)),
    ("cancelled", {}, (False, True, True)),
    ("unregistered", {}, (False, True, True)),
    ("failed", {"success": False}, (False, True, False)),
    ("skipped", {}, (False, True, False)),
    ("abandoned", {}, (False, True, False)),
    ("registered", {}, (False, False, False)),
    ("not-completed", {}, (False, True, True)),
    ("paused", {"completion": False}, (False, False, False)),
    ("terminated", {"completion": "false"}, (False, False, False)),
]


@pytest.mark.parametrize(("verb", "result", "said"), RESULTS, ids=str)
def test_a_no_in_any_words(verb: str, result: dict[str, Any], said: tuple[bool, bool, bool]) -> None:
    (heard,) = batch([made(verb=f"http://adlnet.gov/expapi/verbs/{verb}", result=result)]).heard
    assert (heard.whole, heard.refused, heard.takes_back) == said


CMI5 = "https://w3id.org/xapi/cmi5/result/extensions/progress"
VIDEO = "https://w3id.org/xapi/video/extensions/"


@pytest.mark.parametrize(
    ("result", "share", "wrong"),
    [
        ({"extensions": {CMI5: 40}}, 400, {}),
        ({"extensions": {CMI5: "40"}}, 400, {}),
        ({"extensions": {f"{VIDEO}progress": 1.003}}, 1000, {}),
        ({"extensions": {f"{VIDEO}progress": 85}}, None, {"progress": "85"}),
        ({"extensions": {"https://x.example/ext/percent-complete": "40 %"}}, 400, {}),
        ({"extensions": {"https://x.example/ext#Progress": 1}}, None, {"progress": "1"}),
        ({"extensions": {CMI5: 90, f"{VIDEO}progress": 0.4}}, 400, {}),
        ({"progress": 0.25}, 250, {}),
        ({"extensions": {"http://x.example/attendance_percentage": 40}}, 400, {}),
        ({"extensions": {"http://x.example/minutes-attended": 24}}, None, {"duration": "24"}),
        ({"extensions": {"http://x.example/attended-duration": "PT24M"}}, None, {}),
        ({"duration": "PT1M", "extensions": {"http://x.example/minutes-attended": 24}}, None, {}),
        ({"extensions": {"http://x.example/attendance": "0.5"}}, 500, {}),
        ({"extensions": {"http://x.example/attendance": "50 %"}}, 500, {}),
        ({"extensions": {"http://x.example/attendance": 50}}, None, {"attendance": "50"}),
        ({"extensions": {"http://x.example/attendance": "partial"}}, None, {"attendance": "partial"}),
        ({"extensions": {"http://x.example/attendance": "Present"}}, None, {}),
        ({"extensions": {"http://x.example/attendance": 1}}, None, {}),
        ({"response": "left early"}, None, {"attendance": "left early"}),
        ({"response": "left early", "duration": "PT20M"}, None, {}),
        ({"extensions": {CMI5: 0.4}}, None, {"progress": "0.4"}),
        ([], None, {"result": "[]"}),
        ("no", None, {"result": "no"}),
        ({"completion": "perhaps"}, None, {"completion": "perhaps"}),
        ({"duration": 600}, None, {"duration": "600"}),
        ({"extensions": {f"{VIDEO}played-segments": "0-30"}}, None, {"segments": "0-30"}),
        ({"extensions": {f"{VIDEO}played-segments": ""}}, None, {"segments": ""}),
        ({"score": {"scaled": "best"}}, None, {"score": "best"}),
        ({"score": {"scaled": "best"}, "success": True}, None, {}),
        ({"extensions": {"http://xapi.jisc.ac.uk/attendance_late": 1}}, None, {"late": "1"}),
        ({"extensions": {"http://xapi.jisc.ac.uk/attendance_late": 0}}, None, {}),
        ({"extensions": {"http://x.example/leftEarly": True}}, None, {"late": "True"}),
        ({"extensions": {"http://x.example/isPartial": "yes"}}, None, {"late": "yes"}),
        ({"extensions": {"http://x.example/attended-full-session": "no"}}, None, {"late": "no"}),
        ({"extensions": {"http://x.example/fullyAttended": True}}, None, {}),
        ({"extensions": {"http://x.example/Attendance%20(%25)": "40"}}, 400, {}),
        ({"extensions": {"In Session %": 30, "Interest %": 10}}, 300, {}),
        ({"response": "50 %"}, None, {}),
        ({"duration": "PT5M", "extensions": {"http://x.example/leftEarly": True}}, None, {}),
        ({"extensions": {"http://x.example/attendance": ""}}, None, {"attendance": ""}),
        ({"extensions": {"http://x.example/attendance-status": "-"}}, None, {"attendance": "-"}),
        ({"extensions": {"http://x.example/status": "Late"}}, None, {"attendance": "Late"}),
        ({"extensions": {"http://x.example/status": "N/A"}}, None, {"attendance": "N/A"}),
        ({"extensions": {"http://x.example/status": "completed"}}, None, {}),
        ({"extensions": {"http://x.example/presenter": "Ada"}}, None, {}),
        ({"extensions": {"http://x.example/attendance-rate": 0.4}}, 400, {}),
        ({"extensions": {"http://x.example/watchRatio": "20 %"}}, 200, {}),
        ({"extensions": {"http://x.example/registration": "0.2", "http://x.example/aspect-ratio": "1.7"}}, None, {}),
        ({"percentage": 40}, 400, {}),
        ({"extensions": {"http://x.example/score-percent": 40, "http://x.example/percentile": 12}}, None, {}),
        ({"extensions": {"http://x.example/progress": {"percent": "25"}}}, 250, {"progress": "{'percent': '25'}"}),
        ({"minutes": 10}, None, {"duration": "10"}),
        ({"extensions": {"http://x.example/timeInSession": "10"}}, None, {"duration": "10"}),
        ({"extensions": {"http://x.example/completion": "half"}}, None, {"completion": "half"}),
    ],
    ids=str,
)
def test_a_part_and_what_cannot_be_read(result: dict[str, Any], share: int | None, wrong: dict[str, str]) -> None:
    (heard,) = batch([made(verb="http://adlnet.gov/expapi/verbs/completed", result=result)]).heard
    assert (heard.progress, dict(heard.wrong)) == (share, wrong)


@pytest.mark.parametrize(
    ("score", "thousandths"),
    [
        ({"scaled": 0.85}, 850),
        ({"scaled": "0,85"}, 850),
        ({"raw": 17, "max": 20}, 850),
        ({"raw": 17}, None),
        ({}, None),
    ],
    ids=str,
)
def test_a_score(score: dict[str, Any], thousandths: int | None) -> None:
    (heard,) = batch([made(verb="http://adlnet.gov/expapi/verbs/passed", result={"score": score})]).heard
    assert heard.score == thousandths


@pytest.mark.parametrize(
    ("told", "at", "minutes", "wrong"),
    [
        ({"join-time": "2025-03-10T09:20:00Z", "leaveTime": "2025-03-10T09:30:00Z"}, "09:20", 10, {}),
        ({"left_at": "2025-03-10T09:10:00Z"}, "09:00", 10, {}),
        ({"First Join": "2025-03-10T09:05:00Z", "Last Leave": "2025-03-10T09:25:00Z"}, "09:05", 20, {}),
        ({"check-out": "9:10 AM"}, "09:00", None, {"duration": "9:10 AM"}),
        ({"joined_at": "9 AM", "left_at": "2025-03-10T09:10Z"}, "09:00", None, {"duration": "2025-03-10T09:10Z"}),
        ({"left_at": "2025-03-10T08:10:00Z"}, "09:00", None, {"duration": "2025-03-10T08:10:00Z"}),
        ({"join-time": "2025-03-10T09:20:00Z"}, "09:00", None, {}),
    ],
    ids=str,
)
def test_when_somebody_came_and_went_is_how_long_they_stayed(
    told: dict[str, str], at: str, minutes: int | None, wrong: dict[str, str]
) -> None:
    extensions = {f"http://x.example/{name}": value for name, value in told.items()}
    statement = made(verb="http://adlnet.gov/expapi/verbs/attended", result={"extensions": extensions})
    (heard,) = batch([{**statement, "timestamp": "2025-03-10T09:00:00Z"}]).heard
    assert heard.at is not None
    assert (f"{heard.at:%H:%M}", dict(heard.wrong)) == (at, wrong)
    assert heard.duration_ms == (minutes and minutes * 60_000)


def test_a_score_is_read_also_of_what_is_called_a_success() -> None:
    """The pass mark is the organization's; another system's may be lower."""
    for scaled, score in ((0.5, 500), ("best", None)):
        passed = made(
            verb="http://adlnet.gov/expapi/verbs/passed", result={"success": True, "score": {"scaled": scaled}}
        )
        (heard,) = batch([passed]).heard
        assert (heard.score, heard.whole, heard.wrong) == (score, True, ())


def test_how_long_a_film_is_stands_where_the_player_put_it() -> None:
    length = {"extensions": {f"{VIDEO}length": "720"}}
    for more in ({"context": length}, {"result": length}, {"object": {"id": "airway", "definition": length}}):
        (heard,) = batch([made(**more)]).heard
        assert heard.length_ms == 720_000


def test_an_unreadable_timestamp_is_kept_as_it_stands() -> None:
    (heard,) = batch([made(timestamp="next week", stored="2025-03-11T09:00:00Z")]).heard
    assert (heard.at is not None and heard.at.day, dict(heard.wrong)) == (11, {"timestamp": "next week"})
    (heard,) = batch([made(timestamp="next week")]).heard
    assert (heard.at, dict(heard.wrong)) == (None, {"timestamp": "next week"})


@pytest.mark.parametrize(
    ("timestamp", "stored", "day", "told"),
    [
        ("2025-03-20T09:00:00Z", "2025-03-10T09:00:00Z", 10, True),
        ("2090-01-01T00:00:00Z", "2025-03-10T09:00:00Z", 10, True),
        ("2025-03-10T09:04:00Z", "2025-03-10T09:00:00Z", 10, False),  # clocks differ
        ("2025-03-10T22:00:00Z", "2025-03-10", 10, False),
        ("2025-03-09T22:00:00Z", "2025-03-10T09:00:00Z", 9, False),
        ("2025-03-20T09:00:00Z", "1970-01-01T00:00:00Z", 20, False),
        ("2025-03-20T09:00:00Z", "later", 20, True),
    ],
)
def test_nothing_is_done_after_it_was_stored(timestamp: str, stored: str, day: int, told: bool) -> None:
    (heard,) = batch([made(timestamp=timestamp, stored=stored)]).heard
    assert heard.at is not None
    assert (heard.at.day, "timestamp" in dict(heard.wrong)) == (day, told)


def test_moments_without_a_zone_are_counted() -> None:
    told = ["2025-03-10T10:00:00", "2025-03-10 10:00", "2025-03-10", "2025-03-10T10:00:00Z", "2025-03-10T10:00+01:00"]
    assert batch([made(f"s{n}", timestamp=one) for n, one in enumerate(told)]).without_zone == 2


@pytest.mark.parametrize(("more", "told"), [("/p2", "/p2"), ({"url": "/p2"}, "/p2"), (None, ""), (False, "")])
def test_more_of_any_shape_says_that_this_is_a_part(more: object, told: str) -> None:
    assert batch({"statements": [made("a")], "more": more}).more == told


PAGES: list[tuple[dict[str, Any], str]] = [
    ({"results": [made()], "count": 60, "next": "https://lrs.example/?page=2"}, "https://lrs.example/?page=2"),
    ({"data": [made()], "links": {"next": "/p2"}, "meta": {"current_page": 1, "last_page": 3}}, "/p2"),
    ({"data": [made()], "links": {"next": {"href": "/p2"}}}, "/p2"),
    ({"data": [made()], "meta": {"current_page": 1, "last_page": 3}}, "page 1 of 3"),
    ({"content": [made()], "number": 0, "totalPages": 2}, "page 1 of 2"),
    ({"items": [made()], "nextPageToken": "abc"}, "abc"),
    ({"results": [made()], "has_more": True}, "more pages follow"),
    ({"edges": [{"node": {"statement": made()}}], "pageInfo": {"hasNextPage": True}}, "more pages follow"),
    ({"_embedded": {"statements": [made()]}, "_links": {"next": {"href": "/n"}}}, "/n"),
    ({"hits": {"total": {"value": 500}, "hits": [{"_source": made()}]}}, "1 of 500 statements"),
    ({"hits": {"total": 500, "hits": [{"_source": made()}]}}, "1 of 500 statements"),
    ({"timed_out": True, "hits": {"total": 1, "hits": [{"_source": made()}]}}, "more pages follow"),
    ({"_shards": {"total": 5, "failed": 2}, "hits": {"hits": [{"_source": made()}]}}, "more pages follow"),
    ({"results": [made()], "next": None, "previous": "https://lrs.example/?page=1"}, "other pages come before it"),
    ({"data": [made()], "meta": {"current_page": 3, "last_page": 3}}, "other pages come before it"),
    ({"data": [made()], "offset": 50, "limit": 50}, "other pages come before it"),
    ({"content": [made()], "number": 1, "totalPages": 2}, "other pages come before it"),
    ({"Items": [{"statement": made()}], "Count": 1, "LastEvaluatedKey": {"id": "x"}}, "more pages follow"),
]


@pytest.mark.parametrize(("answer", "more"), PAGES, ids=range(len(PAGES)))
def test_a_page_of_any_system_never_passes_for_the_whole(answer: dict[str, Any], more: str) -> None:
    found = batch(answer)
    assert (len(found.heard), found.more) == (1, more)


@pytest.mark.parametrize(
    "answer",
    [
        {"results": [made()], "count": 1, "next": None, "previous": None, "offset": 0},
        {"data": [made()], "links": {"next": None}, "meta": {"current_page": 1, "last_page": 1, "total": 1}},
        {"content": [made()], "number": 0, "totalPages": 1, "last": True},
        [{"data": [made(id)], "current_page": page, "last_page": 2} for page, id in ((1, "a"), (2, "b"))],
        {"edges": [{"node": {"statement": made()}}], "pageInfo": {"hasNextPage": False, "endCursor": "x"}},
        {"hits": {"total": {"value": 1, "relation": "eq"}, "hits": [{"_source": made()}]}, "timed_out": False},
        [{"statements": [made("a")], "more": "/2"}, {"statements": [made("b")], "more": ""}],
        [{"results": [made("a")], "count": 2, "next": "/2"}, {"results": [made("b")], "count": 2, "next": None}],
    ],
    ids=range(8),
)
def test_one_page_and_all_pages_are_the_whole(answer: Any) -> None:
    assert batch(answer).more == ""


@pytest.mark.parametrize("between", ["", "\n", ",\n", "\r", "\n\x1e", "\n\n"])
@pytest.mark.parametrize("indent", [None, 2])
def test_statements_one_after_another_are_all_read(between: str, indent: int | None) -> None:
    text = between.join(json.dumps(made(id), indent=indent) for id in "abc")
    assert ids(read(text.encode(), "x")) == ["a", "b", "c"]


def test_the_place_is_the_line_on_which_a_value_begins() -> None:
    text = "\n".join((json.dumps(made("a"), indent=1), "", '{"id": 1}', json.dumps(made("b"))))
    (wrong,) = read(text.encode(), "x").wrong
    assert wrong.startswith(f"line {len(json.dumps(made('a'), indent=1).splitlines()) + 2}: ")


@pytest.mark.parametrize(
    "twice",
    ['"result": {"completion": true}', '"verb": {"id": "http://adlnet.gov/expapi/verbs/passed"}', '"actor": {}'],
)
def test_what_says_two_things_under_one_name_is_not_counted_but_told(twice: str) -> None:
    odd = json.dumps(made("a", result={"completion": False}))[:-1] + f", {twice}}}"
    found = read(f"[{odd}, {json.dumps(made('b'))}]".encode(), "x")
    assert (ids(found), found.wrong) == (["b"], ["statement 1: It says two things under one name."])
    inner = json.dumps(made("a")).replace('"verb": {', '"verb": {"id": "http://adlnet.gov/expapi/verbs/failed", ')
    assert read(f'[{{"statement": {inner}}}]'.encode(), "x").wrong == found.wrong
    assert read(f'{{"statements": [{inner}], "statements": []}}'.encode(), "x").heard == []


def test_the_same_said_twice_is_one_thing() -> None:
    assert ids(read((json.dumps(made("a"))[:-1] + ', "id": "a"}').encode(), "x")) == ["a"]


def test_a_file_cut_off_in_a_letter_or_a_number_is_told_as_that() -> None:
    whole = json.dumps([made("a", verb_display="schließt ab", score=0.95)], ensure_ascii=False).encode()
    for end in (whole.index("ß".encode()) + 1, whole.index(b"0.95") + 2, whole.index(b"0.95") + 1):
        with pytest.raises(StatementsError, match=r"x:1(:\d+)?: The file is cut off here\. Nothing was recorded\."):
            read(whole[:end], "x")


def test_zero_bytes_behind_a_statement_are_told() -> None:
    with pytest.raises(StatementsError, match=r"x:1: The file holds zero bytes"):
        read(json.dumps(made()).encode() + bytes(512), "x")


BESIDE = {
    "attendee-id": "77",
    "registration-status": "confirmed",
    "presenter": "Ada",
    "role": "attendee",
    "guest": "No",
    "join-method": "phone",
    "start-time": "2025-03-10T09:00:00Z",
    "end-time": "2025-03-10T10:00:00Z",
    "camera-on": False,
    "questions-asked": 0,
    "engagement-score": "40%",
    "interest %": 10,
    "playback-rate": 1.5,
    "volume-percent": 40,
    "full-screen": False,
    "muted": "no",
    "aspect-ratio": "16:9",
    "pages-read": 10,
    "waitlist": "no",
    "absent": False,
    "leftEarly": "no",
    "late": 0,
    "status": "completed",
    "attendance": "present",
}


@pytest.mark.parametrize("verb", ["attended", "completed", "passed"])
def test_what_else_an_export_tells_keeps_nobody_from_credit(verb: str) -> None:
    for name, value in BESIDE.items():
        extensions = {f"https://x.example/ext/{name}": value}
        result = {"completion": True, "success": True, "extensions": extensions}
        context = {"platform": "Zoom", "extensions": extensions}
        one = made(verb=f"http://adlnet.gov/expapi/verbs/{verb}", result=result, context=context)
        (heard,) = batch([{**one, "timestamp": "2025-03-10T09:00:00Z"}]).heard
        assert (heard.refused, heard.progress, heard.wrong) == (False, None, ()), name


def nested(depth: int) -> dict[str, Any]:
    """A word in so many objects, each in the next."""
    said: dict[str, Any] = {"attended": "yes"}
    for _ in range(depth - 1):
        said = {"more": said}
    return said


@pytest.mark.parametrize("where", ["result", "context"])
def test_what_is_nested_deeper_than_any_system_writes_it_is_not_believed(where: str) -> None:
    """Reading it took as long as the square of its depth: 0.3 s for five kilobytes."""
    for depth, wrong in ((8, ()), (9, ("result",)), (700, ("result",))):
        said: dict[str, Any] = {where: {"extensions": {"https://lms.example/register": nested(depth)}}}
        (heard,) = batch(made(verb="http://adlnet.gov/expapi/verbs/attended", **said)).heard
        assert tuple(dict(heard.wrong)) == wrong
