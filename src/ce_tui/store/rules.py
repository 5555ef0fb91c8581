"""The rules of credit that the store applies. Loaded with their first use: the first screen needs none of them."""

from ce_tui.credit.attendance import PATIENCE, Entry, enter, wait_problem
from ce_tui.credit.checkin import check_in, check_out, leave_by, stands, stay
from ce_tui.credit.checks import late_problem, unanswered, until_check
from ce_tui.credit.dates import done
from ce_tui.credit.explain import appendix
from ce_tui.credit.heard import Actor, Effect, Heard, Note, effect
from ce_tui.credit.hearing import Kept, Verdict, completed_at, judge
from ce_tui.credit.ledger import CHECK, CHECK_IN, HEARD, MISSED, TAKEN_BACK, History, Line
from ce_tui.credit.listing import CheckIn
from ce_tui.credit.model import Claim, Content, ContentKind, Credit, Reissue, Revocation, Superseded
from ce_tui.credit.number import new_number
from ce_tui.credit.progress import (
    Record,
    ahead,
    as_of,
    believable,
    beyond,
    bounds,
    by_the_clock,
    cover,
    is_complete,
    joined,
    measure,
    noted,
    total,
    union,
)
from ce_tui.credit.questions import tidy
from ce_tui.credit.quiz import Attempt, grade, may_try, unclear
from ce_tui.credit.spending import LATE_MS, Use, fastest, left, window
from ce_tui.credit.standing import (
    ATTESTATION,
    CreditView,
    Holding,
    choices,
    claimable,
    form,
    is_final,
    name_problems,
    refusals,
)

__all__ = [
    "ATTESTATION",
    "CHECK",
    "CHECK_IN",
    "HEARD",
    "LATE_MS",
    "MISSED",
    "PATIENCE",
    "TAKEN_BACK",
    "Actor",
    "Attempt",
    "CheckIn",
    "Claim",
    "Content",
    "ContentKind",
    "Credit",
    "CreditView",
    "Effect",
    "Entry",
    "Heard",
    "History",
    "Holding",
    "Kept",
    "Line",
    "Note",
    "Record",
    "Reissue",
    "Revocation",
    "Superseded",
    "Use",
    "Verdict",
    "ahead",
    "appendix",
    "as_of",
    "believable",
    "beyond",
    "bounds",
    "by_the_clock",
    "check_in",
    "check_out",
    "choices",
    "claimable",
    "completed_at",
    "cover",
    "done",
    "effect",
    "enter",
    "fastest",
    "form",
    "grade",
    "is_complete",
    "is_final",
    "joined",
    "judge",
    "late_problem",
    "leave_by",
    "left",
    "may_try",
    "measure",
    "name_problems",
    "new_number",
    "noted",
    "refusals",
    "stands",
    "stay",
    "tidy",
    "total",
    "unanswered",
    "unclear",
    "union",
    "until_check",
    "wait_problem",
    "window",
]  # fmt: skip
