"""A schedule imported again: attendance stays with the session it was recorded for, whatever else changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from tests.catalog.test_schedule import AMA, event, made, real

from ce_tui.catalog import Policy
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store
from ce_tui.store.database import Database
from ce_tui.store.results import ImportReport

TEN = datetime(2026, 5, 1, 8, tzinfo=UTC)
LATER = datetime(2027, 6, 1, tzinfo=UTC)
KNOTS, SAILS, CHARTS = (f"7c1e5b20-4d3a-4f6b-9a10-{n:012}" for n in (1, 2, 3))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None, LATER) as made:
        yield made


def lesson(guid: str | None, id: int | None, title: str, hour: int = 10, day: str = "2026-05-01") -> dict[str, Any]:
    return event(guid=guid, id=id, title=title, date=f"{day}T{hour:02}:00:00+02:00", start=f"{hour:02}:00")


def bring(
    store: Store, path: Path, *events: Any, per: Literal["session", "event"] = "session", name: str = "", **said: Any
) -> ImportReport:
    catalog = made(path, *events, policy=Policy(AMA, per=per, name=name), **said)
    return store.catalogs.load(catalog.organization, catalog.credits, schedule=catalog.schedule)


def listed(store: Store) -> list[str]:
    """Every credit with its percent, and the hour of each of its sessions."""
    found = []
    for row in store.lists.page("all", "kim", LATER):
        view = store.credits.view("kim", row.key, LATER)
        hours = "/".join(f"{content.starts_at:%H}" for content in view.credit.contents if content.starts_at)
        found.append(f"{row.title} {hours} {row.percent}")
    return sorted(found)


def attend(store: Store, title: str, content: int = 0) -> None:
    row = next(row for row in store.lists.page("all", "kim", LATER) if row.title == title)
    session = store.credits.view("kim", row.key, LATER).credit.contents[content]
    store.sessions.attend("kim", row.key, session.id, "", LATER)


def age(store: Store) -> None:
    """Make it a store of before: without guids, and without knowing which schedule a session came with."""
    with Database(store.engine).transaction() as tx:
        tx.execute("UPDATE content SET data = json_remove(data, '$.guid'), schedule = NULL", {})


KEPT = "1 session no longer in the schedule, but kept: somebody has a record of it, or another credit has it: “Knots”."
FIRST = [lesson(KNOTS, 1, "Knots", 10), lesson(SAILS, 2, "Sails", 14)]
BOTH = ["Knots 08 100", "Sails 12 0"]
AGAIN = [  # what is imported then, as what conference, what is listed, and whether an old store without guids can tell
    (FIRST, {}, BOTH, True),
    ([lesson(KNOTS, 2, "Knots", 10), lesson(SAILS, 1, "Sails", 14)], {}, BOTH, True),
    ([lesson(KNOTS, 7, "Knots", 10), lesson(SAILS, 8, "Sails", 14)], {}, BOTH, True),
    ([lesson(KNOTS, 1, "Knots, ropes", 11), lesson(SAILS, 2, "Sails", 14)], {}, ["Knots, ropes 09 100", BOTH[1]], True),
    ([lesson(KNOTS, 1, "Ropes", 10), lesson(SAILS, 2, "Sails", 10)], {}, ["Ropes 08 100", "Sails 08 0"], True),
    ([lesson(KNOTS, 9, "Ropes", 10), lesson(SAILS, 1, "Sails", 11)], {}, ["Ropes 08 100", "Sails 09 0"], False),
    (FIRST, {"acronym": "other", "title": "Other"}, BOTH, True),
    (FIRST, {"acronym": "", "title": "Only a title"}, BOTH, True),
    ([*FIRST, lesson(CHARTS, 3, "Charts", 16)], {"acronym": "other"}, ["Charts 14 0", *BOTH], True),
    ([lesson(None, 1, "Knots", 10), lesson(None, 2, "Sails", 14)], {}, BOTH, True),
    (
        [lesson(KNOTS.upper(), 2, "Knots", 18), lesson(f"urn:uuid:{SAILS}", 1, "Sails", 19)],
        {},
        ["Knots 16 100", "Sails 17 0"],
        False,
    ),
    ([lesson(SAILS, 1, "Sails", 14)], {}, BOTH, True),  # attended: it stays
    ([lesson(KNOTS, 1, "Knots", 10)], {}, BOTH[:1], False),  # not attended: it goes
    ([lesson(KNOTS, 1, "Charts", 18), lesson(SAILS, 2, "Sails", 14)], {}, ["Charts 16 0", *BOTH], True),
]


@pytest.mark.parametrize(
    ("events", "said", "expected", "old"),
    [(*case[:3], old) for case in AGAIN for old in (False, True) if case[3] or not old],
)
def test_attendance_stays_with_its_session(
    store: Store, tmp_path: Path, events: list[Any], said: dict[str, Any], expected: list[str], old: bool
) -> None:
    bring(store, tmp_path, *FIRST)
    attend(store, "Knots")
    if old:
        age(store)
    bring(store, tmp_path, *events, **said)
    assert sorted(listed(store)) == sorted(expected)
    assert bring(store, tmp_path, *events, **said).updated == 0
    assert sorted(listed(store)) == sorted(expected)


def test_the_same_again_changes_nothing_also_in_an_old_store(store: Store, tmp_path: Path) -> None:
    assert bring(store, tmp_path, *FIRST) == ImportReport(2, 0, 0, 0)
    assert bring(store, tmp_path, *FIRST) == ImportReport(0, 0, 2, 0)
    age(store)
    assert bring(store, tmp_path, *FIRST) == ImportReport(0, 0, 2, 0)
    guids = {
        store.credits.view("kim", row.key, LATER).credit.contents[0].guid
        for row in store.lists.page("all", "kim", LATER)
    }
    assert guids == {KNOTS, SAILS}


@pytest.mark.parametrize("name", ["31c3-schedule.xml", "frab-camp2019.json"])
def test_real_schedules_again_change_nothing(store: Store, name: str) -> None:
    for per in ("session", "event"):
        catalog = real(name, Policy(AMA, per=per))
        for changes in (False, True):
            report = store.catalogs.load(catalog.organization, catalog.credits, schedule=catalog.schedule)
            assert (report.unchanged == len(catalog.credits)) is changes
            assert report.told == ()


@pytest.mark.parametrize("guids", [True, False])
@pytest.mark.parametrize("names", [("Alder Days 2025", "Alder Days 2026"), ("Alder Days", "Alder Days")])
@pytest.mark.parametrize("per", ["session", "event"])
def test_another_year_is_another_event_although_it_is_numbered_alike(
    store: Store, tmp_path: Path, guids: bool, names: tuple[str, str], per: Literal["session", "event"]
) -> None:
    years = [
        [lesson(KNOTS if guids else None, 1, "Charts of 2025", 10, "2025-05-01")],
        [lesson(SAILS if guids else None, 1, "Charts of 2026", 11, "2026-05-01")],
    ]
    for year, name in zip(years, names, strict=True):
        bring(store, tmp_path, *year, per=per, title=name)
        if year is years[0]:
            attend(store, "Charts of 2025" if per == "session" else name)
    assert sorted(row.percent for row in store.lists.page("all", "kim", LATER)) == [0, 100]
    for year, name in zip(years, names, strict=True):
        assert bring(store, tmp_path, *year, per=per, title=name).unchanged == 1
    assert sorted(row.percent for row in store.lists.page("all", "kim", LATER)) == [0, 100]
    # Who grants the credit of last year is not renamed by this year's schedule.
    assert [organization.name for organization in store.lists.organizations()] == list(dict.fromkeys(names))


def test_sittings_of_one_session_are_told_apart_by_their_start(store: Store, tmp_path: Path) -> None:
    twice = [lesson(KNOTS, 1, "Knots", 10), lesson(KNOTS, 1, "Knots", 15)]
    bring(store, tmp_path, *twice)
    attend(store, "Knots")
    assert listed(store) == ["Knots 08 100", "Knots 13 0"]
    bring(store, tmp_path, *reversed(twice))
    assert listed(store) == ["Knots 08 100", "Knots 13 0"]
    bring(store, tmp_path, lesson(KNOTS, 1, "Knots", 16), lesson(KNOTS, 1, "Knots", 10))
    assert listed(store) == ["Knots 08 100", "Knots 14 0"]


def test_a_copied_guid_does_not_carry_attendance_to_another_lesson(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST)
    attend(store, "Knots")
    report = bring(store, tmp_path, lesson(KNOTS, 1, "Charts", 18), lesson(SAILS, 2, "Sails", 14))
    assert report.told == (
        KEPT,
        "1 session new, though their guid was that of another session, which keeps its attendance: “Charts”.",
    )


def test_what_nobody_attended_is_no_longer_offered_and_named(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST, lesson(CHARTS, 3, "Charts", 16))
    attend(store, "Knots")
    report = bring(store, tmp_path, lesson(CHARTS, 3, "Charts", 16))
    assert report.told == (
        "1 session no longer in the schedule, and no longer offered: “Sails”.",
        KEPT,
    )
    assert (report.elsewhere, listed(store)) == (1, ["Charts 14 0", "Knots 08 100"])
    assert bring(store, tmp_path, *FIRST).told == (
        "1 session no longer in the schedule, and no longer offered: “Charts”.",
    )
    assert listed(store) == ["Knots 08 100", "Sails 12 0"]


def test_a_canceled_mark_takes_back_what_was_offered(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST)
    report = bring(store, tmp_path, FIRST[0], lesson(SAILS, 2, "CANCELED: Sails", 14))
    assert report.told == ("1 session no longer in the schedule, and no longer offered: “Sails”.",)
    assert listed(store) == ["Knots 08 0"]


def test_a_wrong_code_or_a_begun_claim_keeps_a_session(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST)
    store.claims.save_draft("kim", store.credits.find("conf-2"), {"overall": "5"}, LATER)
    report = bring(store, tmp_path, FIRST[0])
    assert report.told[0].startswith("1 session no longer in the schedule, but kept")
    assert listed(store) == ["Knots 08 0", "Sails 12 0"]


def test_what_did_not_come_with_this_schedule_is_left_alone(store: Store, tmp_path: Path) -> None:
    school: dict[str, Any] = {"name": "Alder School", "title": "Alder School"}
    bring(store, tmp_path, lesson(KNOTS, 1, "Knots", 10), **school)
    bring(store, tmp_path, lesson(SAILS, 5, "Sails", 14), **school)  # another event of the same days
    assert bring(store, tmp_path, lesson(KNOTS, 1, "Knots", 10), **school).told == ()
    assert listed(store) == ["Knots 08 0", "Sails 12 0"]


def test_a_session_too_short_for_another_type_is_not_missing(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, FIRST[0], {**FIRST[1], "duration": "00:10"})
    catalog = made(tmp_path, FIRST[0], {**FIRST[1], "duration": "00:05"})
    report = store.catalogs.load(catalog.organization, catalog.credits, schedule=catalog.schedule)
    assert (report.told, report.elsewhere) == ((), 1)


def test_a_whole_event_keeps_what_was_attended_of_it(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST, per="event")
    attend(store, "Conf", 0)
    before = listed(store)
    assert before == ["Conf 08/12 50"]
    report = bring(
        store, tmp_path, lesson(SAILS, 1, "Sails", 14), lesson(CHARTS, 2, "Charts", 16), per="event", acronym="x"
    )
    assert "“Knots”" in report.told[0]
    assert listed(store) == ["Conf 12/14/08 50"]
    again = bring(
        store, tmp_path, lesson(SAILS, 1, "Sails", 14), lesson(CHARTS, 2, "Charts", 16), per="event", acronym="x"
    )
    assert (again.added, again.updated, again.unchanged) == (0, 0, 1)
    report = bring(store, tmp_path, lesson(SAILS, 1, "Sails", 14), per="event")
    assert report.told[0] == "1 session no longer in the schedule, and no longer offered: “Charts”."
    assert listed(store) == ["Conf 12/08 99"] or listed(store) == ["Conf 12/08 100"]


def test_a_block_copied_from_elsewhere_does_not_rename_an_organization(store: Store, tmp_path: Path) -> None:
    ours = [lesson(f"7c1e5b20-4d3a-4f6b-9a10-1{n:011}", n, f"Ours {n}", 8 + n) for n in range(6)]
    theirs = [lesson(f"7c1e5b20-4d3a-4f6b-9a10-2{n:011}", n, f"Theirs {n}", 8 + n) for n in range(6)]
    bring(store, tmp_path, *ours, acronym="ours", title="Ours")
    bring(store, tmp_path, *theirs, ours[0], acronym="theirs", title="Theirs")
    assert [organization.name for organization in store.lists.organizations()] == ["Ours", "Theirs"]


@pytest.mark.parametrize(("duration", "then"), [("02:00", 2000), ("00:30", 500)])
def test_another_length_changes_no_amount_of_who_attended_unless_told_to(
    store: Store, tmp_path: Path, duration: str, then: int
) -> None:
    bring(store, tmp_path, *FIRST)
    attend(store, "Knots")
    key = store.credits.find("conf-1")
    other = [{**lesson, "duration": duration} for lesson in FIRST]
    said = "1 session of another length than when somebody attended it, so that its credit keeps its amount"
    for _ in range(2):
        assert bring(store, tmp_path, *other).told == (f"{said} (--recount takes the new one): “Knots”.",)
        view = store.credits.view("kim", key, LATER)
        assert (view.credit.amount, view.choices[-1]) == (Amount(1000), Amount(1000))
        assert store.credits.view("kim", store.credits.find("conf-2"), LATER).credit.amount == Amount(
            then
        )  # nobody attended it
    catalog = made(tmp_path, *other)
    store.catalogs.load(catalog.organization, catalog.credits, schedule=catalog.schedule, recount=True)
    assert store.credits.view("kim", key, LATER).credit.amount == Amount(then)


def test_a_guid_that_one_export_leaves_out_is_not_forgotten(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *FIRST)
    attend(store, "Knots")
    assert bring(store, tmp_path, lesson(None, 1, "Knots", 10), lesson(None, 2, "Sails", 14)).unchanged == 2
    bring(store, tmp_path, lesson(SAILS, 1, "Knots", 14), lesson(KNOTS, 2, "Ropes", 10))
    assert listed(store) == ["Knots 12 0", "Ropes 08 100"]


def test_a_catalog_of_the_same_organization_is_left_alone(store: Store, tmp_path: Path) -> None:
    session = Content("talk", ContentKind.SESSION, "Knots", 60 * MINUTE, starts_at=TEN, code="PLUM")
    ours = Organization("conf", "Conf", signatory_name="Grace", zone="Europe/Berlin")
    credit = Credit("own", "Own", AMA, Amount(1000), (session,))
    store.catalogs.load(ours, [credit])
    assert bring(store, tmp_path, *FIRST).told == ()
    assert store.credits.view("kim", store.credits.find("own"), LATER).credit == credit
    assert listed(store) == ["Knots 08 0", "Own 08 0", "Sails 12 0"]
    assert store.lists.organizations() == (ours,)


def test_ids_stay_in_all_of_a_store_apart(store: Store, tmp_path: Path) -> None:
    for year in range(2020, 2025):
        bring(store, tmp_path, lesson(f"guid-{year}", 1, f"Of {year}", 10, f"{year}-05-01"), title=f"Conf {year}")
    ids = [row.id for row in store.lists.page("all", "kim", LATER)]
    assert ids == ["conf-1", "conf-1-2", "conf-1-3", "conf-1-4", "conf-1-5"]
    for id in ids:
        store.credits.find(id)


@pytest.mark.parametrize("guid", [KNOTS, None])
def test_what_was_attended_is_not_moved_to_another_year(store: Store, tmp_path: Path, guid: str | None) -> None:
    bring(store, tmp_path, lesson(guid, 1, "Knots"), lesson(SAILS, 2, "Sails", 14))
    attend(store, "Knots")
    bring(store, tmp_path, lesson(guid, 1, "Knots", 10, "2027-04-30"), lesson(CHARTS, 2, "Sails", 14, "2027-04-30"))
    assert listed(store) == ["Knots 08 0", "Knots 08 100", "Sails 12 0", "Sails 12 0"]


def test_what_was_attended_and_moved_by_days_stays_one_session(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, lesson(KNOTS, 1, "Knots"), lesson(SAILS, 2, "Sails", 14))
    attend(store, "Knots")
    bring(store, tmp_path, lesson(KNOTS, 1, "Knots", 16, "2026-05-02"), lesson(SAILS, 2, "Sails", 14))
    assert listed(store) == ["Knots 14 100", "Sails 12 0"]


@pytest.mark.parametrize(
    "again", [lambda guid: guid.replace("-", ""), lambda guid: f"uuid://{guid.upper()}", lambda guid: guid[:-1] + "9"]
)
def test_a_guid_in_another_spelling_or_given_anew_is_no_other_session(
    store: Store, tmp_path: Path, again: Callable[[str], str]
) -> None:
    bring(store, tmp_path, lesson(KNOTS, 1, "Knots"), lesson(SAILS, 2, "Sails", 14))
    attend(store, "Knots")
    bring(store, tmp_path, lesson(again(KNOTS), 11, "Knots"), lesson(SAILS, 2, "Sails", 14))
    assert listed(store) == ["Knots 08 100", "Sails 12 0"]


def test_two_lessons_of_one_guid_at_once_in_two_rooms_are_both_listed(store: Store, tmp_path: Path) -> None:
    sails = lesson(KNOTS, 1, "Sails") | {"room": "B"}
    report = bring(store, tmp_path, lesson(KNOTS, 1, "Knots") | {"room": "A"}, sails)
    assert listed(store) == ["Knots 08 0", "Sails 08 0"]
    assert report.added == 2
