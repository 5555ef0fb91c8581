"""Sessions marked as canceled, in many words and places, and titles that only speak of it."""

import pytest

from ce_tui.catalog.canceled import is_canceled, is_postponed
from ce_tui.catalog.result import CatalogError, Policy
from ce_tui.catalog.schedule import credits_of
from ce_tui.catalog.schedule_file import Event, from_json
from ce_tui.credit.types import credit_type


def event(**values: object) -> Event:
    data = [{"title": "Lesson on sails", "start": "2026-05-01T10:00", **values}]
    return from_json(data, "f").events[0]


@pytest.mark.parametrize(
    "title",
    [
        "CANCELED: Lesson",
        "Cancelled: Lesson on sails",
        "[CANCELLED] Lesson on sails",
        "*** CANCELED *** Sails",
        "Lesson on sails (canceled)",
        "Lesson on sails - CANCELLED",
        "Lesson on sails CANCELED",
        "CANCELED Lesson on sails",
        "Canceled",
        "(Abgesagt) Segelkurs",
        "ABGESAGT - Segelkurs",
        "Entfällt: Segelkurs",
        "Fällt aus: Segelkurs",
        "Annulé : la voile",
        "Annulée – la voile",
        "[Cancelado] Velas",
        "Annullato: vele",
        "Geannuleerd: zeilen",
        "Odwołane: żagle",
        "Inställt: segel",
        "Отменено: паруса",
        "【中止】帆",
        "取消：帆",
        "WITHDRAWN: Lesson on sails",
        "❌ CANCELED ❌ Lesson on sails",
        "⚠ Cancelled: sails",
        "VERVALLEN: zeilen",
    ],
)
def test_titles_that_say_so(title: str) -> None:
    assert is_canceled(event(title=title))


@pytest.mark.parametrize(
    "title",
    [
        "Lesson on sails",
        "Cancel culture",
        "Canceled flights and what to do",
        "How we canceled a project",
        "Cancellation policies",
        "The show was cancelled",
        "CANCELED FLIGHTS AND YOU",
        "Withdrawn from care",
        "Why payments get auto-cancelled",
        "Cancelled-by-user errors",
        "Unabgesagt",
        "Annual meeting",
    ],
)
def test_titles_that_only_speak_of_it(title: str) -> None:
    assert not is_canceled(event(title=title))


@pytest.mark.parametrize(
    ("values", "canceled"),
    [
        ({"status": "canceled"}, True),
        ({"state": "CANCELLED"}, True),
        ({"event_state": "withdrawn"}, True),
        ({"state": "rejected"}, True),
        ({"canceled": True}, True),
        ({"is_cancelled": "true"}, True),
        ({"cancelled": "Y"}, True),
        ({"cancelled_at": "2026-04-01T10:00:00Z"}, True),
        ({"cancelled_at": None}, False),
        ({"eventStatus": "https://schema.org/EventCancelled"}, True),
        ({"eventStatus": "https://schema.org/EventScheduled"}, False),
        ({"status": "STATUS_CANCELLED"}, True),
        ({"type": "Abgesagt"}, True),
        ({"subtitle": "Canceled: the speaker is ill"}, True),
        ({"subtitle": "How it was canceled"}, False),
        ({"canceled": False}, False),
        ({"cancelled": "no"}, False),
        ({"state": "confirmed"}, False),
        ({"do_not_record": True, "recording_license": ""}, False),
        ({"status": "not canceled"}, False),
        ({"deleted": True}, True),
        ({"is_deleted": "false"}, False),
        ({"track": "Cancelled"}, True),
        ({"track": {"en": "Cancelled"}}, True),
        ({"track": "Canceled flights"}, False),
        ({"tags": ["sea", "CANCELED"]}, True),
        ({"tags": [{"tag": "sea"}, "cancellation in court"]}, False),
        ({"flags": "withdrawn"}, True),
        ({"room": "CANCELLED"}, True),
        ({"room": "Hall A"}, False),
    ],
)
def test_fields_that_say_so(values: dict[str, object], canceled: bool) -> None:
    assert is_canceled(event(**values)) is canceled


@pytest.mark.parametrize(
    ("values", "postponed"),
    [
        ({"title": "POSTPONED: Lesson on sails"}, True),
        ({"title": "Postponed – sails"}, True),
        ({"status": "postponed"}, True),
        ({"eventStatus": "https://schema.org/EventPostponed"}, True),
        ({"eventStatus": "https://schema.org/EventRescheduled"}, False),
        ({"title": "Postponed childbirth"}, False),
        ({"title": "Lesson on sails"}, False),
    ],
)
def test_what_is_postponed_is_held_at_a_time_that_nobody_knows(values: dict[str, object], postponed: bool) -> None:
    assert is_postponed(event(**values)) is postponed


def test_a_schedule_of_which_nothing_is_left_says_what_becomes_of_what_was_imported() -> None:
    sessions = [
        {"title": title, "start": "2026-05-01T10:00", "duration": "01:00"} for title in ("Canceled", "POSTPONED")
    ]
    with pytest.raises(CatalogError) as caught:
        credits_of(from_json(sessions, "f"), Policy(credit_type("hours")), "f")
    (problem,) = caught.value.problems
    assert problem.message == (
        "no session of this schedule is left. 1 session marked as canceled left out: “Canceled”. "
        "1 session marked as postponed left out: “POSTPONED”. What was imported before stays as it is."
    )
