"""Attempts at a quiz as the ledger keeps them."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from ce_tui.credit.quiz import Attempt


def kept_of(attempt: Attempt, *, answers: bool = True) -> dict[str, Any]:
    """An attempt as the ledger keeps it."""
    marks = {id: str(mark) for id, mark in (attempt.marks or {}).items()}
    kept = {
        "right": attempt.right,
        "of": attempt.of,
        "passed": attempt.passed,
        "points": attempt.points,
        "marks": marks,
    }
    return {**kept, "seed": attempt.seed, "answers": dict(attempt.answers)} if answers else kept


def attempt_of(at: datetime, kept: dict[str, Any]) -> Attempt:
    """The attempt that the ledger kept."""
    right, marks = kept["right"], kept.get("marks")
    return Attempt(
        at,
        right,
        kept["of"],
        kept["passed"],
        kept.get("points", 1000 * right),  # older stores know whole questions only, and no marks
        kept.get("seed", 0),
        dict(kept.get("answers", {})),
        None if marks is None else {id: Fraction(mark) for id, mark in marks.items()},
    )
