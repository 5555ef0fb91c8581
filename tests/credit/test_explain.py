"""Why a number is what it is: every credit of the demo can explain itself, in the numbers it shows."""

from datetime import UTC, datetime

from ce_tui.credit.explain import explain
from ce_tui.credit.words import span_of
from ce_tui.demo.past import fill
from ce_tui.store import Store

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)


def told(id: str) -> dict[str, str]:
    with Store(None, NOW) as store:
        fill(store, NOW)
        key = store.credits.find(id)
        parts = explain(store.credits.view("ada", key, NOW), store.learning.history("ada", key), NOW)
        return {part.what: part.why for part in parts}


def test_a_duration_is_said_to_the_second() -> None:
    assert [span_of(ms) for ms in (0, 59_999, 60_000, 1_090_000)] == ["0 min", "59 s", "1 min", "18 min 10 s"]


def test_progress_is_explained_from_its_parts_to_the_amount() -> None:
    why = told("difficult-airway")
    assert why["Pre-oxygenation Before Every Intubation"].startswith("complete since 8 Jun 2026")
    assert why["Video Laryngoscopy, First Choice or Rescue?"].startswith(
        "15 min 4 s of 22 min 30 s; what was seen twice"
    )
    assert (
        why["Four Plans Before the First Attempt"]
        == "not opened yet; counts when its end is reached after at least 6 min."
    )
    assert why["Progress"] == "All contents are needed, together 94 min. So far 35 min: 37 %."
    assert why["Amount"].endswith("35 min 4 s support 0.50 credits, never more than 1.50 credits.")
    assert list(why)[-3:] == ["Rule", "Amount", "Now"]


def test_rules_in_minutes_and_items_overlaps_and_parts() -> None:
    assert told("leadership-lab")["Progress"] == "Any 2 items of 3 are needed. So far 1 item: 50 %."
    meeting = told("annual-meeting")
    assert meeting["Progress"].startswith(
        "270 min are needed, from any of the contents. Sessions at the same time count once."
    )
    assert meeting["Claimed"] == "1.50 credits in 1 part."
    assert told("pain-forum")["Amount"].startswith("Progress is complete")
    assert "not given in parts" in told("sepsis-bundle")["Amount"]
    assert told("practice-controls")["Final Examination"].startswith("not passed yet; 70 % of the answers")
    assert told("sepsis-bundle")["Check Yourself: Sepsis"].startswith("not passed yet; 75 % of the answers")
