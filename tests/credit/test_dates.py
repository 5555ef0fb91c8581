"""The date of a credit is when its requirement was met by what was done, whenever it is claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.dates import Completion, done
from ce_tui.credit.ledger import CHECK, HEARD, History, Line
from ce_tui.credit.model import Content, ContentKind, Credit, Need, PartialRule, ProgressRule, UpTo
from ce_tui.credit.moments import ms, utc
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, Span, is_complete, measure, union
from ce_tui.credit.standing import Holding
from ce_tui.credit.types import MINUTE, credit_type

ACME = Organization("acme", "Acme Academy")
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
F, G, H = (Content(id, ContentKind.VIDEO, id.upper(), 60 * MINUTE) for id in "fgh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Played:
    """Minutes `start` to `end` of a content, told at a moment; `live` when they were played here."""

    content: Content
    start: float
    end: float
    when: str
    live: bool = False


def credit(*contents: Content, amount: int = 1000, kind: str = "hours", **more: object) -> Credit:
    return Credit("c", "T", credit_type(kind), Amount(amount), contents, **more)  # type: ignore[arg-type]


def ledger(of: Credit, plays: Sequence[Played]) -> tuple[History, ...]:
    """The ledger as the store keeps it: a content is complete when its last line came that was needed for it."""
    found = []
    for content in of.contents:
        record, lines = None, []
        for n, play in enumerate(play for play in plays if play.content is content):
            span = (round(play.start * MINUTE), round(play.end * MINUTE))
            lines.append(Line("watched" if play.live else HEARD, str(n), span, at(play.when)))
            record = replace(record or Record(content.id), spans=union([*(record.spans if record else ()), span]))
            if record.complete_at is None and is_complete(content, record):
                record = replace(record, complete_at=at(play.when))
        found.append(History(ACME, content, record, tuple(lines)))
    return tuple(found)


def dated(of: Credit, plays: Sequence[Played], amount: int | None = None, before: int = 0) -> Completion:
    told = ledger(of, plays)
    records: Mapping[str, Record] = {each.content.id: each.record for each in told if each.record}
    held = Holding(measure(of, records), Amount(before), 1 if before else 0)
    return done(of, held, told, of.amount if amount is None else Amount(amount), NOW)


def test_all_of_it_is_dated_by_the_last_that_was_needed() -> None:
    plays = [Played(F, 0, 60, "2025-12-30T10:00"), Played(G, 0, 60, "2025-12-20T10:00")]
    assert dated(credit(F, G, amount=2000), plays) == Completion(True, at("2025-12-30T10:00"))


@pytest.mark.parametrize(("items", "when"), [(1, "2025-12-20"), (2, "2026-01-20"), (3, "2026-02-01")])
def test_of_several_items_those_count_that_were_first(items: int, when: str) -> None:
    plays = [
        Played(F, 0, 60, "2026-01-20T10:00"),
        Played(G, 0, 60, "2025-12-20T10:00"),
        Played(H, 0, 60, "2026-02-01T10:00"),
    ]
    rule = ProgressRule(Need.ITEMS, items)
    assert dated(credit(F, G, H, rule=rule), plays) == Completion(True, at(f"{when}T10:00"))


@pytest.mark.parametrize(
    ("minutes", "when"),
    [(30, "2025-12-20T10:00"), (31, "2026-01-03T10:00"), (50, "2026-01-03T10:00"), (51, "2026-01-20T10:00")],
)
def test_minutes_are_reached_with_the_statement_that_brought_them(minutes: int, when: str) -> None:
    plays = [
        Played(F, 0, 30, "2025-12-20T10:00"),
        Played(F, 20, 40, "2026-01-03T10:00"),  # half of it had been seen
        Played(G, 0, 10, "2026-01-03T10:00"),
        Played(H, 0, 40, "2026-01-20T10:00"),
    ]
    rule = ProgressRule(Need.MINUTES, minutes)
    assert dated(credit(F, G, H, rule=rule), plays) == Completion(True, at(when))


def test_minutes_played_here_are_reached_while_it_plays() -> None:
    plays = [Played(F, 0, 50, "2026-01-01T00:40", live=True)]  # from ten to midnight
    rule = ProgressRule(Need.MINUTES, 5)
    assert dated(credit(F, rule=rule), plays).at == at("2025-12-31T23:55")
    assert dated(credit(F, rule=ProgressRule(Need.MINUTES, 20)), plays).at == at("2026-01-01T00:10")


def test_minutes_played_at_twice_the_speed_are_reached_twice_as_fast() -> None:
    """By the real time that the ledger keeps, in which a statement of another system may say it was done, too."""
    midnight = ms(at("2026-01-01T00:00"))
    of = credit(F, rule=ProgressRule(Need.MINUTES, 20), partial=PartialRule())
    record = Record("f", ((0, 40 * MINUTE),))
    for kind in ("watched", "timed", HEARD):
        line = Line(kind, "s", (0, 40 * MINUTE), at("2026-01-01T00:30"), real=(midnight, midnight + 20 * MINUTE))
        held = Holding(measure(of, {"f": record}))
        assert done(of, held, [History(ACME, F, record, (line,))], of.amount, NOW).at == utc(midnight + 10 * MINUTE)


def test_minutes_of_a_session_are_reached_while_it_is_held() -> None:
    talk = Content("t", ContentKind.SESSION, "T", 60 * MINUTE, starts_at=at("2025-12-31T23:30"))
    start = ms(at("2025-12-31T23:30"))
    line = Line("attended", "s", (start, start + 60 * MINUTE), at("2026-01-01T00:40"))  # the code came later
    told = (History(ACME, talk, Record("t", (line.span,), complete_at=at("2026-01-01T00:30")), (line,)),)
    of = credit(talk, rule=ProgressRule(Need.MINUTES, 20))
    held = Holding(measure(of, {"t": told[0].record}))  # type: ignore[dict-item]
    assert done(of, held, told, of.amount, NOW) == Completion(True, at("2025-12-31T23:50"))


def test_a_part_that_is_all_by_rounding_is_not_complete() -> None:
    """53 minutes of 60 are 1.00 by the nearest quarter, and the film needs 54."""
    of = credit(F, kind="ama", partial=PartialRule())
    for amount in (1000, 500):
        day = at("2026-05-20T10:00")
        assert dated(of, [Played(F, 0, 53, "2026-05-20T10:00")], amount) == Completion(False, day, day)


def test_minutes_played_from_the_middle_are_reached_while_they_play() -> None:
    plays = [Played(F, 20, 50, "2026-01-01T00:10", live=True)]  # from twenty to midnight
    assert dated(credit(F, rule=ProgressRule(Need.MINUTES, 10)), plays).at == at("2025-12-31T23:50")


def test_a_session_without_a_time_is_dated_by_the_day_of_its_record() -> None:
    talk = Content("t", ContentKind.SESSION, "T", 60 * MINUTE)
    of = credit(talk, rule=ProgressRule(Need.MINUTES, 20))
    assert dated(of, [Played(talk, 0, 60, "2026-05-20T10:00")]).at == at("2026-05-20T10:00")


def test_the_last_part_of_a_reading_is_dated_when_its_end_was_reached() -> None:
    """Its minutes were full the day before, and supported every part but completed nothing."""
    text = Content("r", ContentKind.READING, "R", 60 * MINUTE)
    record = Record("r", ((0, 60 * MINUTE),), True, at("2026-05-20T10:00"))
    told = [History(ACME, text, record, (Line("read", "s", record.spans[0], at("2026-05-19T10:00")),))]
    of = credit(text, partial=PartialRule())
    held = Holding(measure(of, {"r": record}), Amount(500), 1)
    assert done(of, held, told, Amount(500), NOW).at == at("2026-05-20T10:00")


def test_a_part_has_none_of_the_minutes_that_stand_for_the_part_before() -> None:
    """An hour's credit for half an hour: the first quarter of it took fifteen minutes, whatever else they were of."""
    of = credit(F, rule=ProgressRule(Need.MINUTES, 30), partial=PartialRule())
    plays = [
        Played(F, 0, 10, "2026-05-18T10:00"),
        Played(F, 10, 15, "2026-05-19T10:00"),
        Played(F, 15, 30, "2026-05-20T10:00"),
    ]
    assert dated(of, plays, 250, before=250).since == at("2026-05-20T10:00")


def test_an_item_that_a_part_took_a_share_of_is_of_that_part_alone() -> None:
    of = credit(F, G, H, rule=ProgressRule(Need.ITEMS, 3), partial=PartialRule())
    plays = [Played(one, 0, 60, f"2026-05-{day}T10:00") for one, day in ((F, 18), (G, 19), (H, 20))]
    assert dated(of, plays, 500, before=500).since == at("2026-05-20T10:00")


def test_a_part_of_several_days_has_the_first_and_the_last() -> None:
    of = credit(F, kind="ama", partial=PartialRule())
    plays = [Played(F, 0, 20, "2026-05-18T10:00"), Played(F, 20, 53, "2026-05-20T10:00")]
    assert dated(of, plays, 500) == Completion(False, at("2026-05-20T10:00"), at("2026-05-18T10:00"))


def test_each_part_has_its_own_minutes() -> None:
    of = credit(F, partial=PartialRule())
    first, second = Played(F, 0, 30, "2025-12-30T10:00"), Played(F, 30, 60, "2026-01-02T10:00")
    december, january = at("2025-12-30T10:00"), at("2026-01-02T10:00")
    assert dated(of, [first], 500) == Completion(False, december, december)
    # Claimed later, they are dated all the same.
    assert dated(of, [first, second], 500) == Completion(True, december, december)
    assert dated(of, [first, second], 500, before=500) == Completion(True, january, january)
    assert dated(of, [first, second], 250, before=500) == Completion(True, january, january)
    assert dated(of, [first, second], 1000) == Completion(True, january)


def test_a_part_by_items_is_dated_by_its_items() -> None:
    of = credit(F, G, H, amount=1500, rule=ProgressRule(Need.ITEMS, 3), partial=PartialRule())
    plays = [Played(F, 0, 60, "2025-12-20T10:00"), Played(G, 0, 60, "2026-01-20T10:00")]
    assert dated(of, plays, 500) == Completion(False, at("2025-12-20T10:00"), at("2025-12-20T10:00"))
    assert dated(of, plays, 1000) == Completion(False, at("2026-01-20T10:00"), at("2025-12-20T10:00"))
    assert dated(of, plays, 500, before=500) == Completion(False, at("2026-01-20T10:00"), at("2026-01-20T10:00"))


def test_where_parts_need_completion_they_have_its_date() -> None:
    of = credit(F, G, amount=2000, partial=PartialRule(up_to=UpTo.WHOLE))
    plays = [Played(F, 0, 60, "2025-12-20T10:00"), Played(G, 0, 60, "2026-01-20T10:00")]
    assert dated(of, plays, 500).at == at("2026-01-20T10:00")


def test_nothing_was_done_after_it_was_claimed() -> None:
    """A clock that was ahead, and set back since."""
    told = dated(credit(F, partial=PartialRule()), [Played(F, 0, 60, "2030-01-01T10:00")], 500)
    assert told == Completion(True, NOW, NOW)


def test_records_without_a_ledger_have_what_they_say() -> None:
    of = credit(F, partial=PartialRule())
    for record, when in ((Record("f", ((0, 30 * MINUTE),)), None), (Record("f", (), complete_at=NOW), NOW)):
        held = Holding(measure(of, {"f": record}))
        assert done(of, held, [History(ACME, F, record)], Amount(500), NOW).at == when
    assert done(of, Holding(measure(of, {})), [History(ACME, F)], Amount(500), NOW) == Completion(False, None)


def test_a_record_that_says_more_than_its_ledger_has_the_day_of_its_last_line() -> None:
    """A check that was answered later is no progress, and no day of any."""
    of, record = credit(F, partial=PartialRule()), Record("f", ((0, 50 * MINUTE),))
    lines = [Line(HEARD, str(day), (0, day * MINUTE), at(f"2026-05-{day}T10:00")) for day in (11, 12, 13)]
    lines.append(Line(CHECK, "s", (MINUTE, MINUTE), at("2026-05-14T10:00")))
    held = Holding(measure(of, {"f": record}))
    assert done(of, held, [History(ACME, F, record, (*lines,))], Amount(750), NOW).at == at("2026-05-13T10:00")


def test_what_is_complete_without_a_record_that_says_when_has_no_date() -> None:
    of = credit(F)
    complete = Holding(measure(of, {"f": Record("f", (), complete_at=NOW)}))
    for record in (None, Record("f")):
        assert done(of, complete, [History(ACME, F, record)], of.amount, NOW) == Completion(True, None)


@given(
    st.lists(
        st.tuples(st.sampled_from([F, G]), st.integers(0, 59), st.integers(15, 60), st.integers(0, 5000)),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 8),
    st.integers(0, 7),
)
def test_it_is_the_first_moment_that_supports_it(
    drawn: list[tuple[Content, int, int, int]], steps: int, earlier: int
) -> None:
    """Looked for minute by minute in what had been told by then, the slow way."""
    of = credit(F, G, amount=2000, partial=PartialRule())
    plays = [
        Played(content, low, min(60, low + long), str(at("2026-01-01T00:00") + timedelta(minutes=minute))[:16])
        for content, low, long, minute in sorted(drawn, key=lambda one: one[3])
    ]
    told = ledger(of, plays)
    records = {each.content.id: each.record for each in told if each.record}
    upon = measure(of, records)
    quarters = upon.earned.thousandths // 250
    assume(quarters)
    before = Amount(250 * (earlier % quarters))
    amount = Amount(250 * (1 + steps % (quarters - earlier % quarters)))
    found = done(of, Holding(upon, before, int(bool(before))), told, amount, NOW)
    assert found.at is not None
    after = before + amount

    def supported(until: datetime) -> bool:
        then = ledger(of, [play for play in plays if at(play.when) <= until])
        upto = measure(of, {each.content.id: each.record for each in then if each.record})
        if upon.complete and after == of.amount:
            return upto.complete
        return upto.earned >= after and upto.current >= min(upon.current, of.type.duration(after))

    assert supported(found.at)
    assert not supported(found.at - timedelta(milliseconds=1))
    if found.since is not None:
        assert found.since <= found.at
        assert before or found.since == at(plays[0].when)


SPAN: Span = (0, 60 * MINUTE)


def test_a_content_that_was_completed_counts_as_such_from_then_on() -> None:
    """What was completed for somebody (a statement without minutes) counts its length, on that day."""
    line = Line(HEARD, "x", SPAN, at("2026-03-01T10:00"), verb="completed")
    record = Record("f", (SPAN,), True, at("2026-03-01T10:00"))
    of = credit(F, G, amount=2000, partial=PartialRule())
    told = (History(ACME, F, record, (line,)), History(ACME, G))
    held = Holding(measure(of, {"f": record}), NOTHING)
    assert done(of, held, told, Amount(1000), NOW) == Completion(False, utc(ms(line.at)), utc(ms(line.at)))
