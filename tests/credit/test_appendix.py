"""What a claim keeps of the explanation: all of it as it stood, and sums where it would be long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.explain import KEPT, LARGEST, UNTOUCHED, appendix, explain, explain_claim
from ce_tui.credit.ledger import TIMED, History, Line
from ce_tui.credit.listing import State
from ce_tui.credit.model import (
    CertificateRule,
    Claim,
    Content,
    ContentKind,
    Credit,
    Explanation,
    Need,
    PartialRule,
    ProgressRule,
    Reissue,
    Revocation,
    Superseded,
)
from ce_tui.credit.parties import Organization
from ce_tui.credit.progress import Record, measure, union
from ce_tui.credit.standing import CreditView, Holding, choices
from ce_tui.credit.types import MINUTE, Rounding, credit_type

AT = datetime(2026, 12, 3, 8, 20, tzinfo=UTC)
ORGANIZATION = Organization("nam", "N", zone="Europe/Berlin")
VIDEO = Content("v", ContentKind.VIDEO, "Airway", 400 * MINUTE)
QUIZ = Content("q", ContentKind.QUIZ, "Quiz", pass_mark=750)
TALK = Content("s", ContentKind.SESSION, "Talk", 60 * MINUTE, starts_at=AT)
CREDIT = Credit("c", "C", credit_type("hours"), Amount(2000), (VIDEO,), partial=PartialRule())


def history(content: Content, *lines: Line) -> History:
    record = Record(content.id, union(line.span for line in lines)) if lines else None
    return History(ORGANIZATION, content, record, lines)


def watched(*starts: float) -> list[Line]:
    """Half minutes watched, an hour apart."""
    return [
        Line("watched", "a", (round(start * MINUTE), round((start + 0.5) * MINUTE)), AT + timedelta(hours=at))
        for at, start in enumerate(starts)
    ]


def view(*ledger: History, credit: Credit = CREDIT, claimed: Amount = NOTHING, parts: int = 0) -> CreditView:
    records = {each.content.id: each.record for each in ledger if each.record}
    credit = replace(credit, contents=tuple(each.content for each in ledger))
    holding = Holding(measure(credit, records), claimed, parts)
    return CreditView(1, credit, ORGANIZATION, holding, (), State.READY, choices(credit, holding))


def test_it_is_the_explanation_with_the_claim_at_its_end() -> None:
    ledger = [history(VIDEO, *watched(0, 0, 7)), history(QUIZ, Line("attempt", "b", (0, 0), AT, right=1, of=4))]
    shown = explain(view(*ledger), ledger, AT)
    kept = appendix(view(*ledger), ledger, Amount(500), AT)
    assert kept[:-1] == tuple(shown[:-1])
    assert kept[-1] == Explanation("Claimed", "0.50 hours of 2.00 hours on 3 Dec 2026, 09:20.")


@pytest.mark.parametrize(
    ("amount", "claimed", "parts", "said"),
    [
        (2000, 0, 0, "2.00 hours on 3 Dec 2026, 09:20."),
        (250, 750, 1, "0.25 hours of 2.00 hours on 3 Dec 2026, 09:20, after 0.75 hours in 1 part before."),
        (1000, 1000, 3, "1.00 hour of 2.00 hours on 3 Dec 2026, 09:20, after 1.00 hour in 3 parts before."),
    ],
)
def test_a_part_says_what_came_before(amount: int, claimed: int, parts: int, said: str) -> None:
    ledger = [history(VIDEO, *watched(0))]
    kept = appendix(view(*ledger, claimed=Amount(claimed), parts=parts), ledger, Amount(amount), AT)
    assert [part.why for part in kept if part.what == "Claimed"] == [said]


def test_the_timer_s_minutes_are_kept_and_what_earned_nothing_is_not() -> None:
    ledger = [
        history(VIDEO, Line(TIMED, "a", (0, 30 * MINUTE), AT)),
        history(TALK, Line("guess", "b", (0, 0), AT)),
        history(QUIZ, Line("started", "c", (0, 0), AT), Line("attempt", "c", (0, 0), AT, right=3, of=4, passed=True)),
    ]
    kept = {part.what: part.lines for part in appendix(view(*ledger), ledger, Amount(500), AT)}
    assert kept["Airway"] == ("3 Dec 2026, 09:20: counted by your timer, 0:00 to 30:00, 30 min; all of it new",)
    assert kept["Talk"] == ()
    assert kept["Quiz"] == ("3 Dec 2026, 09:20: 3 of 4 answers right, passed",)


def test_of_a_group_program_the_real_minutes_are_kept() -> None:
    start = round(AT.timestamp() * 1000)
    there = Line("attended", "a", (start, start + 54 * MINUTE), AT)
    ledger = [History(ORGANIZATION, TALK, Record("s", (there.span,), complete_at=AT), (there,))]
    group = replace(CREDIT, type=credit_type("nasba", activity="group"), amount=Amount(1000))
    assert "; counts as 54 min." in appendix(view(*ledger, credit=group), ledger, Amount(1000), AT)[0].why
    assert "; counts as 60 min." in appendix(view(*ledger), ledger, Amount(1000), AT)[0].why


def test_so_many_lines_are_kept_whole_and_more_are_summed_up() -> None:
    starts = [n // 2 for n in range(KEPT + 10)]  # each half minute twice
    whole, long = history(VIDEO, *watched(*starts[:KEPT])), history(VIDEO, *watched(*starts))
    assert appendix(view(whole), [whole], Amount(500), AT)[0] == explain(view(whole), [whole], AT)[0]
    kept, shown = appendix(view(long), [long], Amount(500), AT)[0], explain(view(long), [long], AT)[0]
    assert kept.lines == (
        "10 earlier entries, 3 Dec 2026, 09:20 to 3 Dec 2026, 18:20; 2 min 30 s of it new",
        *shown.lines[10:],
    )
    assert (kept.why, kept.earlier) == (shown.why, 0)


def test_attempts_are_counted_without_a_time() -> None:
    tries = history(QUIZ, *(Line("attempt", str(n), (0, 0), AT, right=1, of=4) for n in range(KEPT + 1)))
    assert appendix(view(tries), [tries], Amount(500), AT)[0].lines[0] == (
        "1 earlier entry, 3 Dec 2026, 09:20 to 3 Dec 2026, 09:20"
    )


@pytest.mark.parametrize("others", [UNTOUCHED, UNTOUCHED + 1])
def test_a_few_contents_left_out_are_named_and_many_counted(others: int) -> None:
    rule = ProgressRule(Need.MINUTES, 45)
    ledger = [history(replace(VIDEO, id=str(n), title=f"Talk {n}")) for n in range(others)]
    ledger.insert(3, history(VIDEO, *watched(0)))
    kept = appendix(view(*ledger, credit=replace(CREDIT, rule=rule)), ledger, Amount(500), AT)
    named = [part.what for part in kept][:-4]
    if others > UNTOUCHED:
        assert named == ["Airway", "Other contents"]
        assert kept[1].why == f"nothing was done of {others} others."
    else:
        assert named == [each.content.title for each in ledger]


def test_a_claim_whose_certificate_does_not_show_it_keeps_fewer_lines_rather_than_grow() -> None:
    many = [history(replace(VIDEO, id=str(n), title=f"Video {n}"), *watched(*range(n % 3, 60))) for n in range(40)]
    shown, kept = (
        appendix(
            view(*many, credit=replace(CREDIT, certificate=CertificateRule(appendix=printed))), many, CREDIT.amount, AT
        )
        for printed in (True, False)
    )
    size = sum(len(part.what + part.why) + sum(map(len, part.lines)) for part in kept)
    assert size <= LARGEST < sum(map(len, (line for part in shown for line in part.lines)))
    assert [part.what for part in kept] == [part.what for part in shown]
    assert all(kept[n].why == shown[n].why for n in range(40))


def test_of_very_many_contents_some_are_only_counted() -> None:
    many = [history(replace(VIDEO, id=str(n), title=f"Video {n} {'x' * 100}"), *watched(0)) for n in range(400)]
    kept = appendix(view(*many), many, CREDIT.amount, AT)
    names = [part.what for part in kept]
    assert names[-5:] == ["Other contents", "Progress", "Rule", "Amount", "Claimed"]
    assert kept[-5].why == f"{400 - len(kept) + 5} more are not told here."
    assert sum(len(part.what + part.why) for part in kept) < LARGEST + 2000


def test_a_claim_is_explained_as_it_stood_with_what_became_of_it() -> None:
    ledger = [history(VIDEO, *watched(0))]
    kept = appendix(view(*ledger), ledger, Amount(500), AT)
    claim = Claim(
        "N",
        "r",
        1,
        Amount(500),
        NOTHING,
        "Ada",
        CREDIT,
        ORGANIZATION,
        {},
        AT,
        AT,
        appendix=kept,
        complete=False,
        began_at=AT - timedelta(days=1),
    )
    assert explain_claim(claim) == [*kept, Explanation("Date of activity", "2 Dec 2026 to 3 Dec 2026.")]
    since = replace(
        claim,
        reissue=Reissue("O", AT, "Married.", "Grace"),
        revocation=Revocation(AT, "Withdrawn.", returned=True),
        superseded=Superseded("P", AT),
    )
    assert explain_claim(since)[len(kept) + 1 :] == [
        Explanation("Issued anew", "on 3 Dec 2026, 09:20 by Grace in the place of O: Married."),
        Explanation("Superseded", "on 3 Dec 2026, 09:20 by P."),
        Explanation("Revoked", "on 3 Dec 2026, 09:20: Withdrawn. The amount can be claimed again."),
    ]


def test_of_an_old_claim_it_is_said_that_nothing_was_kept_and_what_is_known() -> None:
    old = Claim("N", "r", 1, Amount(500), NOTHING, "Ada", CREDIT, ORGANIZATION, {}, AT)
    first, rule, claimed = explain_claim(old)
    assert "was not kept" in first.why
    way = "60 minutes make one hour, in steps of 0.25, rounded"
    assert rule.why == f"Hours, by the organization's own hours: {way} down to the step."
    nearest = replace(CREDIT, type=credit_type("hours", rounding=Rounding.NEAREST))
    assert explain_claim(replace(old, credit=nearest))[1].why.endswith(f"{way} to the nearest step.")
    assert claimed == Explanation("Claimed", "0.50 hours of 2.00 hours on 3 Dec 2026, 09:20.")


@pytest.mark.parametrize("others", [UNTOUCHED, UNTOUCHED + 1, 76])
def test_of_a_whole_event_what_nobody_did_is_one_line(others: int) -> None:
    ledger = [history(replace(VIDEO, id=str(n), title=f"Talk {n}")) for n in range(others)]
    ledger.insert(3, history(VIDEO, *watched(0)))
    of = view(*ledger, credit=replace(CREDIT, rule=ProgressRule(Need.MINUTES, 45)))
    shown = explain(of, ledger, AT)
    if others > UNTOUCHED:
        assert [part.what for part in shown][:3] == ["Airway", "Other contents", "Progress"]
        assert shown[1].why == f"nothing was done of {others} others."
    else:
        assert [part.what for part in shown][: len(ledger)] == [each.content.title for each in ledger]
