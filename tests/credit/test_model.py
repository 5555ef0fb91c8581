"""The nouns: what a claim is a part of, and who speaks in a credit."""

from datetime import UTC, datetime

import pytest

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.model import Claim, Content, ContentKind, Credit, Need, ProgressRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import MINUTE, credit_type

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CREDIT = Credit("c", "C", credit_type("hours"), Amount(1000))


@pytest.mark.parametrize(
    ("amount", "complete", "is_part", "is_completion"),
    [
        (1000, True, False, True),
        (1000, None, False, True),  # a claim from before this was kept
        (1000, False, False, False),  # the whole amount, for a part of what was asked for
        (750, True, True, False),
        (750, None, True, False),
        (750, False, True, False),
    ],
)
def test_a_part_is_no_completion_nor_is_a_whole_amount_that_a_part_came_to(
    amount: int, complete: bool | None, is_part: bool, is_completion: bool
) -> None:
    acme = Organization("acme", "Acme")
    claim = Claim("N", "r", 1, Amount(amount), NOTHING, "Ada", CREDIT, acme, {}, AT, complete=complete)
    assert (claim.is_part, claim.is_completion) == (is_part, is_completion)


def test_everybody_who_speaks_is_named_once_in_order() -> None:
    talks = [("Kim", "Ada"), (), ("Ada", "Pat"), ("Kim",)]
    contents = tuple(
        Content(str(n), ContentKind.VIDEO, f"Talk {n}", speakers=speakers) for n, speakers in enumerate(talks)
    )
    assert Credit("c", "C", credit_type("hours"), Amount(1000), contents).speakers == ("Kim", "Ada", "Pat")


def test_the_secret_of_a_session_is_not_shown_with_it() -> None:
    assert "correct horse" not in repr(Content("s", ContentKind.SESSION, "Talk", secret="correct horse"))


def test_what_holds_where_a_catalog_says_nothing() -> None:
    film, talk, quiz = (
        Content(kind, kind, kind.value) for kind in (ContentKind.VIDEO, ContentKind.SESSION, ContentKind.QUIZ)
    )
    assert (film.threshold, film.max_speed) == (900, 2000)  # 90 %, at most twice as fast
    assert (film.checks, film.answer_within_ms, film.muted, film.timer) == ((), MINUTE, True, True)
    assert (talk.threshold, talk.check_in, talk.code_until, talk.code_after_ms) == (900, False, None, 30 * MINUTE)
    assert (quiz.pass_mark, quiz.attempts, quiz.cool_down_ms, quiz.required) == (800, 0, 0, False)  # 80 %, no limit
    assert CREDIT.rule == ProgressRule(Need.ALL, 0)
    assert CREDIT.partial is None
