"""Conference schedules: real exports, and small ones with every oddity seen in the wild."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ce_tui.catalog import Catalog, CatalogError, Policy, read
from ce_tui.catalog.schedule_time import length_of as length
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Need, PartialRule, ProgressRule
from ce_tui.credit.types import MINUTE, Rounding, credit_type

DATA = Path(__file__).parents[3] / "shared" / "data"
AMA = credit_type("ama")


def real(name: str, policy: Policy) -> Catalog:
    if not (DATA / name).exists():
        pytest.skip("the real schedule is not on this machine")
    return read(DATA / name, policy=policy)


def test_real_json_for_each_session() -> None:
    catalog = real("frab-camp2019.json", Policy(AMA, name="Camp", acronym="CME", closes_after=30))
    assert (catalog.organization.id, catalog.organization.name) == ("camp2019", "Camp")
    assert (catalog.organization.acronym, catalog.organization.zone) == ("CME", "Europe/Berlin")
    at_once = "70 of 79 sessions run at the same time as another. A person's time counts once."
    assert (len(catalog.credits), catalog.warnings) == (79, (at_once,))
    opening = catalog.credits[0]
    assert (opening.id, opening.title, opening.amount) == ("camp2019-10386", "Opening Ceremony", Amount(500))
    assert opening.opens_at == datetime(2019, 8, 21, 9, 30, tzinfo=UTC)
    assert opening.closes_at == datetime(2019, 9, 24, 22, tzinfo=UTC)  # the end of 24 September in Berlin
    assert opening.partial == PartialRule()
    assert [question.id for question in opening.questions] == ["speakers", "overall"]
    assert opening.attestation.startswith("I claim only the credit commensurate")
    session = opening.contents[0]
    assert (session.speakers, session.length_ms, session.room) == (("jinxx", "smtw"), 30 * MINUTE, "Curie")
    assert (session.code, session.starts_at) == ("", datetime(2019, 8, 21, 9, tzinfo=UTC))
    assert len({credit.id for credit in catalog.credits}) == 79


def test_real_json_as_a_whole_counts_overlaps_once() -> None:
    catalog = real("frab-camp2019.json", Policy(AMA, "event"))
    (event,) = catalog.credits
    each = sum(content.length_ms for content in event.contents) // MINUTE
    assert (len(event.contents), event.rule) == (79, ProgressRule(Need.MINUTES, 2130))
    assert each > 2130
    assert (event.amount, event.partial) == (Amount(35_500), PartialRule())


def test_real_xml() -> None:
    catalog = real("31c3-schedule.xml", Policy(credit_type("nasba"), zone="Europe/Berlin", opens="after event"))
    assert catalog.organization.name == "31. Chaos Communication Congress"
    assert len(catalog.credits) == 138 - 37
    assert catalog.warnings[0].startswith("37 sessions too short for NASBA CPE left out: “31C3 Opening Event”")
    assert {credit.opens_at for credit in catalog.credits} == {datetime(2014, 12, 30, 18, 30, tzinfo=UTC)}
    assert len(real("31c3-schedule.xml", Policy(AMA)).credits) == 138


def test_reading_again_gives_the_same() -> None:
    policy = Policy(AMA)
    assert real("31c3-schedule.xml", policy) == real("31c3-schedule.xml", policy)


def event(**values: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "guid": "g1",
        "title": "Talk",
        "date": "2026-05-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "01:00",
        "persons": [{"public_name": "Ada"}],
        **values,
    }


def made(path: Path, *events: Any, policy: Policy | None = None, **conference: Any) -> Catalog:
    said = {"acronym": "conf", "title": "Conf", "time_zone_name": "Europe/Berlin"} | conference
    days = [{"date": "2026-05-01", "day_start": "2026-05-01T09:00:00+02:00", "rooms": {"A": list(events)}}]
    file = path / "schedule.json"
    file.write_text(json.dumps({"schedule": {"conference": {**said, "days": days}}}), "utf-8")
    return read(file, policy=policy or Policy(AMA))


ODD = [
    (event(title="", subtitle=""), "1 session without a title left out: “1”."),
    (event(duration="soon"), "1 session without a known length left out: “Talk”."),
    (event(duration=None), "1 session without a known length left out: “Talk”."),
    (event(duration="0:00"), "1 session without a known length left out: “Talk”."),
    (event(duration="25:00"), "1 session longer than 24 hours left out: “Talk”."),
    (event(duration="9" * 5000), "1 session without a known length left out: “Talk”."),
    (event(date=None, start=None), "1 session without a start left out: “Talk”."),
    (event(date="0001-01-01T00:00:00+14:00", start="99:99"), "1 session without a start left out: “Talk”."),
    (event(persons=[], title="Lunch"), "1 session left out as breaks: “Lunch”."),
    (event(persons=[], type="Coffee Break"), "1 session left out as breaks: “Talk”."),
    (
        event(duration="00:05", date="2026-05-01T12:00:00+02:00", start="12:00"),
        "1 session too short for AMA PRA Category 1 Credit™ left out: “Talk”.",
    ),
    (event(), "1 session listed again (the first one counts): “Talk”."),
    (event(duration="02:00"), "1 session listed again (the first one counts): “Talk”."),
]


@pytest.mark.parametrize(("odd", "said"), ODD)
def test_what_cannot_be_used_is_counted_and_left_out(tmp_path: Path, odd: dict[str, Any], said: str) -> None:
    if "again" not in said:
        odd |= {"guid": "g2", "id": 2}
    catalog = made(tmp_path, event(title="Good"), odd)
    assert [credit.title for credit in catalog.credits] == ["Good"]
    assert catalog.warnings == (said.replace("“1”", "“2”"),)


GOOD = [
    (event(persons=None), "a session without persons"),
    (event(persons=["Ada", 7, {"name": "Bo"}, {}]), "persons of another shape"),
    (event(persons=[], title="Breaking News"), "no break"),
    (event(guid=None), "no guid"),
    (event(id=None), "no id"),
    (event(guid=None, id=None), "neither"),
    (event(url="javascript:alert(1)", room="B", abstract={"a": 1}), "other fields of other types"),
    (event(title="[@click=app.quit]\u202e x"), "hostile text"),
]


@pytest.mark.parametrize("odd", [value for value, _ in GOOD], ids=[name for _, name in GOOD])
def test_what_can_be_used_is_used(tmp_path: Path, odd: dict[str, Any]) -> None:
    first, again = made(tmp_path, odd), made(tmp_path, odd)
    assert first == again
    (credit,) = first.credits
    assert credit.id.startswith("conf-")
    assert not credit.contents[0].url
    assert (credit.amount, first.warnings) == (Amount(1000), ())


def test_starts(tmp_path: Path) -> None:
    events = [
        event(guid="1", id=1, date=None, start="23:30"),
        event(guid="2", id=2, date=None, start="00:30"),  # after midnight, filed under the evening before
        event(guid="3", id=3, date="2026-05-01T10:00:00+02:00", start="11:00"),
        event(guid="4", id=4, date="2026-05-01T10:00:00", start="10:00"),
        event(guid="5", id=5, date="2026-05-02T01:00:00+02:00", start="01:00"),
    ]
    catalog = made(tmp_path, *events)
    starts = [credit.contents[0].starts_at for credit in catalog.credits]
    assert [start and start.strftime("%d %H:%M") for start in starts] == [
        "01 21:30",
        "01 22:30",
        "01 08:00",
        "01 08:00",
        "01 23:00",
    ]
    assert catalog.warnings == (
        "1 session with two different starts (the full date counts): “Talk”.",
        "4 of 5 sessions run at the same time as another. A person's time counts once.",
    )


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("01:30", 90),
        ("1:30", 90),
        ("0:45", 45),
        ("0:01:30", 90),
        ("1:00:00", 60),
        ("00:45:00", 45),
        ("01:30:00", 90),
        ("135.0:00", 135),
        ("45", 45),
        ("90.0", 90),
        ("24:00", 1440),
        ("01:75", 0),
        ("", 0),
        ("-01:00", 0),
        ("１:00", 0),
    ],
)
def test_lengths(text: str, minutes: int) -> None:
    assert length(text) == minutes * MINUTE


def test_zones(tmp_path: Path) -> None:
    assert made(tmp_path, event(), policy=Policy(AMA, zone="Asia/Tokyo")).organization.zone == "Asia/Tokyo"
    by_offset = made(tmp_path, event(), time_zone_name=None)
    assert by_offset.organization.zone == "Etc/GMT-2"
    said = "UTC+2 is taken by the offsets of its dates. Set another with --zone, such as --zone Europe/Berlin."
    assert by_offset.warnings == (f"The schedule names no time zone; {said}",)
    assert made(tmp_path, event(), time_zone_name="Mars/Olympus").organization.zone == "Etc/GMT-2"
    odd = event(date="2026-05-01T10:00:00+05:30")
    assert made(tmp_path, odd, time_zone_name="").organization.zone == "Asia/Kolkata"
    with pytest.raises(CatalogError, match="not a time zone"):
        made(tmp_path, event(), policy=Policy(AMA, zone="../x"))


def test_policy_decides_window_parts_and_code(tmp_path: Path) -> None:
    policy = Policy(AMA, partial=None, opens="at once", closes_after=0, code="X")
    (credit,) = made(tmp_path, event(), policy=policy).credits
    assert (credit.partial, credit.opens_at, credit.contents[0].code) == (None, None, "X")
    assert credit.closes_at == datetime(2026, 5, 1, 22, tzinfo=UTC)
    (short,) = made(tmp_path, event(duration="00:15")).credits
    assert short.partial is None  # one step cannot be claimed in part


def test_a_schedule_that_gives_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no session of this schedule"):
        made(tmp_path, event(duration=""))
    canceled = [event(title="CANCELED: Talk"), event(id=2, guid="g2", status="canceled")]
    with pytest.raises(CatalogError, match=r"schedule is left\. 2 sessions marked as canceled left out"):
        made(tmp_path, *canceled)
    with pytest.raises(CatalogError, match="no session is long enough for IACET CEU"):
        made(tmp_path, event(duration="00:20"), policy=Policy(credit_type("iacet")))
    far = [event(guid=str(n), id=n, date=f"20{n}-05-01T10:00:00+02:00", duration="24:00") for n in range(30, 80)]
    with pytest.raises(CatalogError, match="more than 1000 hours"):
        made(tmp_path, *far, policy=Policy(AMA, "event"))


def test_a_session_below_the_least_time_is_left_out(tmp_path: Path) -> None:
    ohio = credit_type("hours", rounding=Rounding.NEAREST, minimum_ms=60 * MINUTE)
    catalog = made(
        tmp_path, event(title="Good"), event(title="Short", duration="00:58", id=2, guid="g2"), policy=Policy(ohio)
    )
    assert [(credit.title, credit.amount) for credit in catalog.credits] == [("Good", Amount(1000))]
    assert catalog.warnings[0] == "1 session too short for Hours left out: “Short”."


def test_sessions_of_a_group_program_ask_for_all_of_them(tmp_path: Path) -> None:
    for activity, threshold in (("group", 1000), ("self-study", 900), ("", 1000)):
        catalog = made(tmp_path, event(), policy=Policy(credit_type("nasba", activity=activity)))
        assert [credit.contents[0].threshold for credit in catalog.credits] == [threshold]
        assert [credit.type.real_time for credit in catalog.credits] == [threshold == 1000]


def test_no_session_is_a_nano_program(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="ten minutes with a quiz"):
        made(tmp_path, event(duration="00:10"), policy=Policy(credit_type("nasba", activity="nano")))


def test_many_speakers_are_not_rated_one_by_one(tmp_path: Path) -> None:
    persons = [{"public_name": f"Speaker {n}"} for n in range(20)]
    (credit,) = made(tmp_path, event(persons=persons)).credits
    assert [question.id for question in credit.questions] == ["overall"]


def test_what_is_cut_says_so(tmp_path: Path) -> None:
    persons = [{"public_name": f"Speaker {n}"} for n in range(53)]
    (credit,) = made(tmp_path, event(persons=persons, abstract="word " * 900)).credits
    (session,) = credit.contents
    assert session.speakers[-2:] == ("Speaker 49", "and 3 more")
    assert (session.description[-2:], len(session.description) <= 4000) == (" …", True)
    (whole,) = made(tmp_path, event(persons=persons[:50], abstract="x" * 4000)).credits
    assert (len(whole.speakers), whole.description) == (50, "x" * 4000)


def test_a_catalog_may_be_written_as_json(tmp_path: Path) -> None:
    content = {"kind": "reading", "id": "r", "title": "R", "text": "x", "length": 60}
    credit = {"id": "a", "title": "A", "type": "ama", "amount": 1, "contents": [content]}
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps({"organization": {"id": "o", "name": "O"}, "credits": [credit]}, indent=1))
    assert read(path).credits[0].amount == Amount(1000)
