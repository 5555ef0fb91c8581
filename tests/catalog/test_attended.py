"""Overlapping sessions of real schedules: what is attended counts once, by a grid of minutes of the raw file."""

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.catalog.test_schedule import AMA, DATA

from ce_tui.catalog import Policy, read
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.progress import bounds
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store

LATER = datetime(2026, 6, 1, tzinfo=UTC)
Grid = Mapping[str, set[datetime]]
"""The minutes of each session, by its number."""


def minutes(start: str, duration: str) -> set[datetime]:
    hours, rest = duration.split(":")
    began = datetime.fromisoformat(start).astimezone(UTC)
    return {began + timedelta(minutes=n) for n in range(60 * int(hours) + int(rest))}


def json_grid(path: Path) -> Grid:
    days = json.loads(path.read_text())["schedule"]["conference"]["days"]
    events = [event for day in days for room in day["rooms"].values() for event in room]
    return {str(event["id"]): minutes(event["date"], event["duration"]) for event in events}


def xml_grid(path: Path) -> Grid:
    def text(event: ElementTree.Element, name: str) -> str:
        return event.findtext(name) or ""

    events = ElementTree.parse(path).iter("event")
    return {event.get("id", ""): minutes(text(event, "date"), text(event, "duration")) for event in events}


@pytest.mark.parametrize(("name", "grid_of"), [("frab-camp2019.json", json_grid), ("31c3-schedule.xml", xml_grid)])
def test_overlapping_sessions_count_once(name: str, grid_of: object) -> None:
    if not (DATA / name).exists():
        pytest.skip("the real schedule is not on this machine")
    grid: Grid = grid_of(DATA / name)  # type: ignore[operator]
    catalog = read(DATA / name, policy=Policy(AMA, "event", zone="Europe/Berlin"))
    (event,) = catalog.credits
    sessions = {content.id.rpartition("-")[2]: content for content in event.contents}
    assert len(sessions) > 70
    assert sessions.keys() <= grid.keys()
    everything = set().union(*(grid[number] for number in sessions))
    assert sum(len(grid[number]) for number in sessions) > len(everything)  # some do overlap
    dice = random.Random(31)
    with Store(None, LATER) as store:
        store.catalogs.load(catalog.organization, catalog.credits)
        key = store.credits.find(event.id)
        for learner in (f"learner {n}" for n in range(6)):
            seen: set[datetime] = set()
            for number in dice.sample(sorted(sessions), dice.choice((2, 10, 30, len(sessions)))):
                session = sessions[number]
                if dice.random() < 0.6:
                    store.sessions.attend(learner, key, session.id, "", LATER)
                    seen |= grid[number]
                else:  # came late and left early: less than completes it
                    low, high = bounds(session)
                    long = (high - low) // MINUTE
                    came = dice.randrange(long)
                    left = min(long, came + dice.randrange(long // 2 + 1))
                    store.learning.record(
                        learner,
                        key,
                        session.id,
                        Stretch("attended", "s", span=(low + came * MINUTE, low + left * MINUTE)),
                        LATER,
                    )
                    seen |= {minute for n, minute in enumerate(sorted(grid[number])) if came <= n < left}
            measure = store.credits.view(learner, key, LATER).holding.measure
            assert (measure.current, measure.needed) == (len(seen) * MINUTE, len(everything) * MINUTE)
            rows = {row.key: row for row in store.lists.page("all", learner, LATER)}
            assert rows[key].current == len(seen) * MINUTE
            assert rows[key].claimable == AMA.round(len(seen) * MINUTE)
