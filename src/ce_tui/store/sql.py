"""Every statement that writes, built once. Importing this loads SQLModel; only a write needs it."""

from typing import Any

from sqlalchemy import Column, Executable, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from ce_tui.store.tables import (
    AccountRow,
    ActivityRow,
    ClaimRow,
    ContentRow,
    CreditContentRow,
    CreditRow,
    DraftRow,
    HoldingRow,
    LearnerRow,
    OrganizationRow,
    PaperRow,
    ProgressRow,
    ReissueRow,
    ReturnedRow,
    RevocationRow,
    SignInRow,
    StatementRow,
    VoidRow,
)


def _c(table: type[SQLModel], name: str) -> Column[Any]:
    """A column of a table; the models' own attributes are typed as values."""
    return SQLModel.metadata.tables[str(table.__tablename__)].columns[name]


def _set(*names: str) -> dict[str, object]:
    """New values are bound as `new_<column>`, so that a column can be set and compared in one statement."""
    return {name: bindparam(f"new_{name}") for name in names}


def _as_text(statement: Executable) -> str:
    """The SQL with named parameters, run by SQLite itself: a claim waits for nothing that it can do without."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="named")))  # type: ignore[attr-defined]


INSERT_LEARNER = insert(LearnerRow)
UPDATE_LEARNER = (
    update(LearnerRow)
    .where(_c(LearnerRow, "key") == bindparam("learner"))
    .values(_set("name", "email", "license", "email_confirmed", "profession"))
)
UPDATE_BADGE = update(LearnerRow).where(_c(LearnerRow, "key") == bindparam("learner")).values(_set("badge"))
UPDATE_PIN = update(LearnerRow).where(_c(LearnerRow, "key") == bindparam("learner")).values(_set("pin", "first_pin"))
INSERT_SIGN_IN = insert(SignInRow)
DELETE_SIGN_INS = delete(SignInRow).where(_c(SignInRow, "who") == bindparam("person"))
DELETE_OLD_SIGN_INS = delete(SignInRow).where(_c(SignInRow, "at") < bindparam("before"))

INSERT_ORGANIZATION = insert(OrganizationRow)
UPDATE_ORGANIZATION = (
    update(OrganizationRow).where(_c(OrganizationRow, "id") == bindparam("organization")).values(_set("zone", "data"))
)
INSERT_CONTENT = insert(ContentRow)
UPDATE_CONTENT = update(ContentRow).where(_c(ContentRow, "id") == bindparam("content")).values(_set("data"))
UPDATE_SCHEDULE = update(ContentRow).where(_c(ContentRow, "id") == bindparam("content")).values(_set("schedule"))
DELETE_CONTENT = delete(ContentRow).where(_c(ContentRow, "id") == bindparam("content"))
INSERT_CREDIT = insert(CreditRow)
UPDATE_CREDIT = (
    update(CreditRow)
    .where(_c(CreditRow, "id") == bindparam("credit"))
    .values(
        _set(
            "title",
            "type_id",
            "type_step",
            "amount",
            "needed",
            "in_time",
            "release_at",
            "opens_at",
            "closes_at",
            "search",
            "data",
        )
        | {"revision": _c(CreditRow, "revision") + 1}
    )
)
DELETE_CREDIT = delete(CreditRow).where(
    _c(CreditRow, "organization_id") == bindparam("organization"), _c(CreditRow, "key") == bindparam("credit_key")
)
DELETE_LINKS = delete(CreditContentRow).where(_c(CreditContentRow, "content_id") == bindparam("content"))
DELETE_CONTENTS = delete(CreditContentRow).where(_c(CreditContentRow, "credit_id") == bindparam("credit"))
INSERT_CONTENTS = insert(CreditContentRow)

EXTEND_ACTIVITY = (
    update(ActivityRow)
    .where(_c(ActivityRow, "id") == bindparam("activity"))
    .values(_set("end_ms", "at", "real_end", "detail"))
)
UPDATE_ACTIVITY = update(ActivityRow).where(_c(ActivityRow, "id") == bindparam("activity")).values(_set("detail"))
INSERT_ACTIVITY = insert(ActivityRow)
CLEAR_ACTIVITY = (
    update(ActivityRow)
    .where(_c(ActivityRow, "id") == bindparam("activity"))
    .values(_set("kind") | {"start_ms": 0, "end_ms": 0, "real_start": None, "real_end": None})
)
INSERT_STATEMENT = insert(StatementRow)
UPDATE_STATEMENT = update(StatementRow).where(_c(StatementRow, "id") == bindparam("row")).values(_set("data"))
INSERT_VOID = insert(VoidRow)
INSERT_ACCOUNT = insert(AccountRow)
DELETE_ACCOUNT = delete(AccountRow).where(
    _c(AccountRow, "home") == bindparam("account_home"), _c(AccountRow, "name") == bindparam("account_name")
)
CLOSE_CHECK_INS = (
    update(ActivityRow)
    .where(
        _c(ActivityRow, "learner_id") == bindparam("learner"),
        _c(ActivityRow, "content_id") == bindparam("content"),
        _c(ActivityRow, "kind") == "check-in",
        _c(ActivityRow, "end_ms") == 0,
    )
    .values(_set("start_ms", "end_ms"))
)
INSERT_PROGRESS = insert(ProgressRow)
COMPLETE_PROGRESS = (
    update(ProgressRow)
    .where(_c(ProgressRow, "learner_id") == bindparam("learner"), _c(ProgressRow, "content_id") == bindparam("content"))
    .values(_set("complete_at", "times"))
)
RETIME_PROGRESS = (
    update(ProgressRow)
    .where(_c(ProgressRow, "learner_id") == bindparam("learner"), _c(ProgressRow, "content_id") == bindparam("content"))
    .values(_set("times"))
)
UPDATE_PROGRESS = (
    update(ProgressRow)
    .where(_c(ProgressRow, "learner_id") == bindparam("learner"), _c(ProgressRow, "content_id") == bindparam("content"))
    .values(_set("spans", "done", "complete_at", "position_ms", "accounted_until", "times"))
)

_HOLDING = (
    _c(HoldingRow, "learner_id") == bindparam("learner"),
    _c(HoldingRow, "credit_id") == bindparam("credit"),
)
INSERT_HOLDING = insert(HoldingRow)
UPDATE_HOLDING = (
    update(HoldingRow)
    .where(*_HOLDING)
    .values(_set("current", "complete", "claimable", "allowed", "final", "needed", "due_at", "asks"))
)
# The claim's one guard: it hits nothing if another claim, more progress or a new edition of the credit came first.
CLAIM_HOLDING = _as_text(
    update(HoldingRow)
    .where(
        *_HOLDING,
        _c(HoldingRow, "parts") == bindparam("parts"),
        _c(HoldingRow, "claimed") == bindparam("claimed"),
        _c(HoldingRow, "current") == bindparam("seen_current"),
        _c(HoldingRow, "complete") == bindparam("seen_complete"),
        _c(HoldingRow, "final") == literal_column("0"),
        select(_c(CreditRow, "revision")).where(_c(CreditRow, "id") == bindparam("credit")).scalar_subquery()
        == bindparam("revision"),
    )
    .values(_set("claimed", "claimable", "parts", "final"))
)
INSERT_CLAIM = _as_text(insert(ClaimRow))
INSERT_REVOCATION = insert(RevocationRow)
INSERT_RETURNED = insert(ReturnedRow)
GIVE_BACK = update(HoldingRow).where(*_HOLDING).values(claimed=_c(HoldingRow, "claimed") - bindparam("amount"), final=0)
INSERT_REISSUE = insert(ReissueRow)
INSERT_PAPER = insert(PaperRow)
DELETE_PAPER = delete(PaperRow).where(
    _c(PaperRow, "claim_id") == bindparam("claim"), _c(PaperRow, "revoked") == bindparam("edition")
)

_DRAFT = (_c(DraftRow, "learner_id") == bindparam("learner"), _c(DraftRow, "credit_id") == bindparam("credit"))
INSERT_DRAFT = insert(DraftRow)
UPDATE_DRAFT = update(DraftRow).where(*_DRAFT).values(_set("answers", "updated_at"))
DELETE_DRAFT = _as_text(delete(DraftRow).where(*_DRAFT))
