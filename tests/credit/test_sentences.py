"""Every number of an explanation is computed again from its own words, and comes to what they say."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.explain import UNTOUCHED, explain
from ce_tui.credit.ledger import History
from ce_tui.credit.listing import State
from ce_tui.credit.model import Content, ContentKind, Credit, Need, PartialRule, ProgressRule, UpTo
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, bounds, is_complete, measure
from ce_tui.credit.standing import CreditView, Holding, choices, claimable
from ce_tui.credit.types import MINUTE, CreditType, Rounding, credit_type

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PARTS = PartialRule()
ACME = Organization("acme", "Acme Academy")


def film(id: str, ms: int, threshold: int = 900) -> Content:
    return Content(id, ContentKind.VIDEO, id, ms, threshold=threshold)


def watched(content: Content, ms: int) -> Record:
    low, _ = bounds(content)
    made = Record(content.id, ((low, low + ms),) if ms else ())
    return replace(made, complete_at=AT) if is_complete(content, made) else made


def told(credit: Credit, records: dict[str, Record], claimed: Amount = NOTHING) -> tuple[CreditView, dict[str, str]]:
    held = Holding(measure(credit, records), claimed, int(bool(claimed)))
    view = CreditView(1, credit, ACME, held, (), State.IN_PROGRESS, choices(credit, held))
    ledger = [History(ACME, content, records.get(content.id)) for content in credit.contents]
    return view, {part.what: part.why for part in explain(view, ledger, AT)}


def why(type: str, amount: str, length: str, seen: str, partial: PartialRule = PARTS) -> dict[str, str]:
    content = film("f", ms_of(length))
    credit = Credit("c", "T", credit_type(type), Amount.parse(amount), (content,), partial=partial)
    return told(credit, {"f": watched(content, ms_of(seen))})[1]


def ms_of(said: str) -> int:
    found = re.fullmatch(r"(?:(\d+) min)? ?(?:([\d.]+) s)?", said)
    assert found is not None, said
    return int(Fraction(found[1] or 0) * MINUTE + Fraction(found[2] or 0) * 1000)


def test_the_minutes_said_are_worth_what_is_said() -> None:
    assert "52 min 40 s support 1.00 credit," in why("ama", "1", "60 min", "52 min 40 s")["Amount"]


def test_what_is_needed_is_rounded_up_and_what_is_there_down() -> None:
    said = why("hours", "0.25", "10 min 1 s", "9 min")["f"]
    assert said.startswith("9 min of 10 min 1 s;")
    assert "Complete from 9 min 1 s (90 %)." in said
    content = film("f", ms_of("10 min 1 s"))
    credit = Credit("c", "T", credit_type("hours"), Amount(250), (content,))
    assert "complete from 9 min 1 s" in told(credit, {})[1]["f"]
    said = told(credit, {"f": watched(content, ms_of("9 min 0.950 s"))})[1]["f"]
    assert "9 min 0.950 s together (what was seen twice counts once), 9 min 0.900 s (90 %) are needed" in said
    said = told(credit, {"f": watched(content, ms_of("9 min 30.500 s"))})[1]["f"]
    assert ": 9 min 30 s together (what was seen twice counts once), 9 min (90 %) are needed;" in said


def test_steps_of_parts_say_what_can_be_claimed_now() -> None:
    said = why("ama", "2", "120 min", "48 min", PartialRule(step=Amount(500)))["Amount"]
    assert "48 min support 0.75 credits" in said
    assert said.endswith("parts are claimed in steps of 0.50: 0.50 now. The first part must be at least 0.50 credits.")


def test_items_are_rounded_in_one_direction() -> None:
    contents = tuple(film(id, 20 * MINUTE) for id in "abc")
    credit = Credit(
        "c", "T", credit_type("ama"), Amount(1000), contents, rule=ProgressRule(Need.ITEMS, 3), partial=PartialRule()
    )
    said = told(credit, {id: watched(content, 20 * MINUTE) for id, content in zip("ab", contents, strict=False)})[1]
    assert "rounded down to the step" in said["Rule"]
    assert "nearest" not in " ".join(said.values())
    assert "2 of 3 items support 0.50 credits" in said["Amount"]


@pytest.mark.parametrize(("read", "way"), [(False, ""), (True, ", one without a length not at all")])
def test_each_item_counts_in_proportion(read: bool, way: str) -> None:
    contents = (film("a", 20 * MINUTE), film("b", 20 * MINUTE), Content("r", ContentKind.READING, "Leaflet"))
    rule = ProgressRule(Need.ITEMS, 3)
    credit = Credit("c", "T", credit_type("ama"), Amount(1500), contents, rule=rule, partial=PARTS)
    records = {"a": watched(contents[0], 20 * MINUTE)} | ({"r": Record("r", (), True, AT)} if read else {})
    assert told(credit, records)[1]["Amount"] == (
        f"Each item counts in proportion{way}: 1 of 3 items support 0.50 credits, never more than 1.50 credits."
    )


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (
            54,  # one item of two is half of a hundred minutes
            "50 min support 1.0 credit, never more than 2.0 credits. The first part must be at least 1.0 credit.",
        ),
        (40, "40 min come to 0.8; nothing below 1.0: 0 now."),
    ],
)
def test_of_a_group_program_items_count_no_more_than_real_minutes(minutes: int, said: str) -> None:
    talk = Content("a", ContentKind.SESSION, "a", 60 * MINUTE, starts_at=AT, threshold=600)
    other = replace(talk, id="b", starts_at=AT + timedelta(hours=2))
    rule = ProgressRule(Need.ITEMS, 2)
    credit = Credit("c", "T", credit_type("nasba", activity="group"), Amount(2000), (talk, other), rule=rule)
    assert told(credit, {"a": watched(talk, minutes * MINUTE)})[1]["Amount"] == (
        f"Items count in proportion, and for no more than real minutes: {said}"
    )


def test_minutes_in_proportion_say_what_they_come_to() -> None:
    said = why("hours", "1", "90 min", "44 min 50 s")["Amount"]
    assert "44 min 50 s of 90 min as 29 min 53 s. 29 min 53 s support 0.25 hours" in said


def test_below_the_first_minimum_nothing_is_had_now() -> None:
    assert why("nasba", "2", "100 min", "30 min")["Amount"] == "30 min come to 0.6; nothing below 1.0: 0 now."
    said = why("ama", "2", "120 min", "53 min", PartialRule(minimum=Amount(1000)))["Amount"]
    assert said == "53 min come to 1.00; nothing below 60 min: 0 now."


def test_a_quiz_that_is_required_is_what_the_amount_waits_for() -> None:
    contents = (film("f", 60 * MINUTE), Content("q", ContentKind.QUIZ, "Exam"))
    credit = Credit("c", "T", credit_type("ama"), Amount(1000), contents, partial=PartialRule())
    said = told(credit, {"f": watched(contents[0], 60 * MINUTE)})[1]
    assert said["Amount"] == "To claim anything, pass “Exam”."
    assert said["Now"] == "In progress: 60 min of 60 min. To claim anything, pass “Exam”."


def test_items_at_one_time_are_told() -> None:
    rooms = tuple(Content(id, ContentKind.SESSION, id, 60 * MINUTE, starts_at=AT) for id in "ab")
    rooms += (Content("c", ContentKind.SESSION, "c", 60 * MINUTE, starts_at=AT + timedelta(hours=2)),)
    credit = Credit("c", "T", credit_type("ama"), Amount(2000), rooms, rule=ProgressRule(Need.ITEMS, 2))
    said = told(credit, {room.id: watched(room, 60 * MINUTE) for room in rooms[:2]})[1]["Progress"]
    assert said == "Any 2 items of 3 are needed. Sessions at the same time are one item: 1 less. So far 1 item: 50 %."
    assert told(credit, {})[1]["Progress"] == "Any 2 items of 3 are needed. So far 0 items: 0 %."


@pytest.mark.parametrize(
    ("minutes", "done", "said"),
    [
        (3, False, "3 min of 6 min spent with it; its end was not reached yet."),
        (3, True, "3 min of 6 min spent with it; its end was reached."),
        (6, False, "6 min of 6 min spent with it; its end was not reached yet."),
        (6, True, "complete since 1 Jun 2026, 09:00; counts as 6 min."),
    ],
)
def test_of_a_reading_its_time_and_its_end_are_told(minutes: int, done: bool, said: str) -> None:
    leaflet = Content("r", ContentKind.READING, "Leaflet", 6 * MINUTE)
    credit = Credit("c", "T", credit_type("ama"), Amount(1000), (leaflet,))
    spent = Record("r", ((0, minutes * MINUTE),), done)
    record = replace(spent, complete_at=AT) if is_complete(leaflet, spent) else spent
    assert told(credit, {"r": record})[1]["Leaflet"] == said


def test_contents_without_a_length_are_needed_as_items() -> None:
    contents = (Content("r", ContentKind.READING, "Leaflet"), Content("q", ContentKind.QUIZ, "Exam"))
    credit = Credit("c", "T", credit_type("ama"), Amount(1000), contents)
    assert told(credit, {})[1]["Progress"] == "All contents are needed: 2 items. So far 0 items: 0 %."


@pytest.mark.parametrize(("activity", "twice"), [("group", 24), ("self-study", 30)])
def test_of_a_group_program_the_minutes_that_were_really_spent_twice_count_once(activity: str, twice: int) -> None:
    first = Content("a", ContentKind.SESSION, "a", 60 * MINUTE, starts_at=AT)
    second = replace(first, id="b", title="b", starts_at=AT + timedelta(minutes=30))
    credit = Credit("c", "T", credit_type("nasba", activity=activity), Amount(2000), (first, second))
    said = told(credit, {each.id: watched(each, 54 * MINUTE) for each in (first, second)})[1]
    assert f" Sessions at the same time count once: {twice} min less. " in said["Progress"]


def test_it_is_told_from_when_on_a_session_counts_that_is_running() -> None:
    lecture = Content("l", ContentKind.SESSION, "l", 60 * MINUTE, starts_at=AT)
    credit = Credit("c", "T", credit_type("hours"), Amount(1000), (lecture,))
    running = replace(told(credit, {})[0], due_at=AT + timedelta(hours=1))
    assert explain(running, [History(ACME, lecture)], AT)[-1].why == (
        "In progress: 0 min of 60 min. The session you attend counts from 10:00, when it is over."
    )


def test_a_group_program_says_that_real_minutes_count() -> None:
    lecture = Content("l", ContentKind.SESSION, "l", 100 * MINUTE, starts_at=AT)
    credit = Credit("c", "T", credit_type("nasba", activity="group"), Amount(2000), (lecture,))
    said = told(credit, {"l": watched(lecture, 90 * MINUTE)})[1]
    assert "counts as 90 min" in said["l"]
    assert said["Rule"].endswith("Real minutes count, also of what is complete.")
    assert said["Amount"].startswith("90 min support 1.8 credits, never more than 2.0 credits.")


KINDS = st.sampled_from(
    [credit_type(id) for id in ("hours", "ama", "ancc", "acpe", "nasba", "iacet")]
    + [
        credit_type("nasba", activity="group", step=Amount(500)),
        credit_type("nasba", activity="self-study"),
        credit_type("hours", step=Amount(1), rounding=Rounding.NEAREST),
        credit_type("hours", step=Amount(7)),
        credit_type("hours", rounding=Rounding.NEAREST, minimum_ms=60 * MINUTE),
    ]
)


@st.composite
def views(draw: st.DrawFn) -> tuple[CreditView, dict[str, str]]:
    kind: CreditType = draw(KINDS)
    seconds = st.integers(1, 7200)
    contents = [
        film(f"f{n}", 1000 * draw(seconds), draw(st.sampled_from([900, 1000, 333])))
        for n in range(draw(st.integers(1, 3)))
    ]
    if draw(st.booleans()):
        start = AT + timedelta(minutes=draw(st.integers(0, 90)))
        contents += [
            Content("s0", ContentKind.SESSION, "s0", 3_600_000, starts_at=AT),
            Content("s1", ContentKind.SESSION, "s1", 1000 * draw(seconds), starts_at=start),
        ]
    if draw(st.booleans()):
        contents.append(Content("leaflet", ContentKind.READING, "leaflet"))
    lasting = sum(content.length_ms for content in contents)
    steps = max(1, kind.round(lasting).thousandths // kind.step.thousandths + draw(st.integers(-3, 3)))
    rule = draw(
        st.sampled_from(
            [
                ProgressRule(),
                ProgressRule(Need.ITEMS, len(contents)),
                ProgressRule(Need.MINUTES, max(1, lasting // MINUTE)),
            ]
        )
    )
    step = kind.step.thousandths
    partial = PartialRule(
        Amount(step * draw(st.integers(0, 4))),
        Amount(step * draw(st.sampled_from([0, 0, 1, 5]))),
        draw(st.sampled_from([UpTo.EARNED, UpTo.EARNED, UpTo.WHOLE])),
    )
    credit = Credit("c", "T", kind, Amount(step * steps), tuple(contents), rule=rule, partial=partial)
    records = {}
    for content in contents:
        if draw(st.booleans()):
            records[content.id] = watched(content, draw(st.integers(0, content.length_ms)))
            if not content.length_ms:
                records[content.id] = Record(content.id, (), True, AT)
    earned = measure(credit, records).earned.thousandths
    claimed = Amount(step * draw(st.integers(0, earned // step))) if draw(st.booleans()) else NOTHING
    return told(credit, records, claimed)


TIME = r"(?:\d+ min(?: [\d.]+ s)?|[\d.]+ s)"


@settings(max_examples=600)
@given(views())
def test_every_sentence_comes_to_what_it_says(made: tuple[CreditView, dict[str, str]]) -> None:
    view, said = made
    credit, kind, held = view.credit, view.credit.type, view.holding
    amount, whole = said["Amount"], kind.duration(credit.amount)
    now = claimable(credit, held)
    for time, supported in re.findall(rf"({TIME}) support ([\d.]+)", amount):
        assert min(kind.round(ms_of(time)), credit.amount) == Amount.parse(supported)
        assert held.measure.complete or Amount.parse(supported) == held.measure.earned
    for items, needed, supported in re.findall(r"(\d+) of (\d+) items? support ([\d.]+)", amount):
        assert (
            whole * int(items) // int(needed) // kind.step_ms * kind.step.thousandths
            == Amount.parse(supported).thousandths
        )
    for time, of, share in re.findall(rf"({TIME}) of ({TIME}) as ({TIME})\.", amount):
        came = ms_of(time) * whole // ms_of(of)
        assert came - came % (1 if "." in share else 1000) == ms_of(share)
    for _, come_to, least in re.findall(
        rf"({TIME}|\d+ of \d+ items?) come to ([\d.]+); nothing below ([\d.]+(?: min| s)?.*): 0 now", amount
    ):
        assert not now
        if " " not in least:
            assert Amount.parse(come_to) < Amount.parse(least)
    for time, come_to in re.findall(rf"({TIME}) come to ([\d.]+);", amount):
        assert kind.round(ms_of(time)) >= Amount.parse(come_to)
        for least in re.findall(rf"nothing below ({TIME}): 0 now", amount):
            assert ms_of(time) < ms_of(least)
    for step, can in re.findall(r"in steps of ([\d.]+): ([\d.]+) now", amount):
        assert Amount.parse(can) == now
        together = (held.claimed + now).thousandths
        assert together % Amount.parse(step).thousandths == 0 or held.claimed + now == credit.amount or not now
    if "support" in amount and "now" not in amount and held.measure.earned > held.claimed:
        assert now == held.measure.earned - held.claimed
    for content in credit.contents:
        for there, least in re.findall(rf"^({TIME}) of .* Complete from ({TIME})", said.get(content.title, "")):
            assert ms_of(there) < ms_of(least)
        for there, least in re.findall(rf"({TIME}) together .*, ({TIME}) \(", said.get(content.title, "")):
            assert ms_of(there) >= ms_of(least)


def test_many_contents_of_which_nothing_was_done_are_counted() -> None:
    films = tuple(film(f"f{n}", 10 * MINUTE) for n in range(79))
    credit = Credit("c", "T", credit_type("hours"), Amount(1000), films, rule=ProgressRule(Need.ITEMS, 6))
    done = {f"f{n}": watched(films[n], 10 * MINUTE) for n in (3, 40, 41)}
    said = told(credit, done)[1]
    assert [*said][:4] == ["f3", "f40", "f41", "Other contents"]
    assert said["Other contents"] == "nothing was done of 76 others."
    few = replace(credit, contents=films[:UNTOUCHED])
    assert [*told(few, {})[1]][:UNTOUCHED] == [f"f{n}" for n in range(UNTOUCHED)]
