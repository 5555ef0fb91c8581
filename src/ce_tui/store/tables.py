"""The tables. Private to this room; amounts are thousandths, moments milliseconds since the epoch (UTC)."""

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _moment(**options: object) -> int | None:
    return Field(default=None, sa_type=BigInteger, nullable=True, **options)  # type: ignore[call-overload, no-any-return]


class OrganizationTable(SQLModel, table=True):
    __tablename__ = "organization"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    zone: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)


class ContentTable(SQLModel, table=True):
    """`schedule` is the same number for all that came with one conference schedule, whatever it is called."""

    __tablename__ = "content"
    __table_args__ = (UniqueConstraint("organization_id", "key", name="content_key"),)
    id: int | None = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organization.id")
    key: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)
    schedule: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class CreditTable(SQLModel, table=True):
    """`search` is what the filter looks through; `needed` and `in_time` are the progress that is needed."""

    __tablename__ = "credit"
    __table_args__ = (
        UniqueConstraint("organization_id", "key", name="credit_key"),
        CheckConstraint("amount > 0", name="credit_amount"),
        Index("credit_release", "release_at"),
        Index("credit_opens", "opens_at"),
        Index("credit_closes", "closes_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organization.id")
    key: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    type_id: str = Field(sa_type=Text)
    type_step: int
    amount: int
    needed: int = Field(sa_type=BigInteger)
    in_time: int
    release_at: int | None = _moment()
    opens_at: int | None = _moment()
    closes_at: int | None = _moment()
    search: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)
    revision: int = 1


class CreditContentTable(SQLModel, table=True):
    __tablename__ = "credit_content"
    credit_id: int = Field(foreign_key="credit.id", primary_key=True)
    position: int = Field(primary_key=True)
    content_id: int = Field(foreign_key="content.id", index=True)


class LearnerTable(SQLModel, table=True):
    """`badge` is folded; `pin` and `first_pin` (the staff's, good for one sign-in) are hashes, "" for none."""

    __tablename__ = "learner"
    __table_args__ = (Index("learner_badge", "badge", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    name: str = Field(default="", sa_type=Text)
    email: str = Field(default="", sa_type=Text)
    license: str = Field(default="", sa_type=Text)
    badge: str | None = Field(default=None, sa_type=Text, nullable=True)
    pin: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    email_confirmed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    first_pin: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    profession: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


class SignInTable(SQLModel, table=True):
    """A try to sign in that has not succeeded (yet). `who` is a hash of what was typed, for that may be anything."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("sign_in_who", "who", "at"), Index("sign_in_station", "station", "at"))
    id: int | None = Field(default=None, primary_key=True)
    who: str = Field(sa_type=Text)
    station: str = Field(sa_type=Text)
    at: int = Field(sa_type=BigInteger)


class ActivityTable(SQLModel, table=True):
    """The ledger: what was watched, read, attended and answered, appended and never summed in place.

    A sitting that goes on where it stopped extends its own last line. A check-in lies at 0 while it is open, then at
    the moment that closed it. `real_start` and `real_end` are the stretch of real time that a line used, where that is
    known: a learner's time is spent once.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("activity_of", "learner_id", "content_id", "sitting"),
        Index("activity_open", "learner_id", sqlite_where=text("kind = 'check-in' AND end_ms = 0")),
        Index("activity_real", "learner_id", "real_end", sqlite_where=text("real_end IS NOT NULL")),
        Index("activity_guess", "content_id", "at", sqlite_where=text("kind = 'guess'")),
        CheckConstraint("start_ms <= end_ms", name="activity_span"),
    )
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    content_id: int = Field(foreign_key="content.id")
    kind: str = Field(sa_type=Text)
    sitting: str = Field(sa_type=Text)
    start_ms: int = Field(sa_type=BigInteger)
    end_ms: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)
    detail: str = Field(default="", sa_type=Text)
    real_start: int | None = _moment()
    real_end: int | None = _moment()


class ProgressTable(SQLModel, table=True):
    """The ledger of one learner and content summed up: `spans` is the union, as JSON pairs.

    `times`, such pairs too, is where the content lay when that was recorded (see `credit.progress`).
    What of a session is not over yet lies apart, behind the other spans: it counts once it is.
    """

    __tablename__ = "progress"
    learner_id: int = Field(foreign_key="learner.id", primary_key=True)
    content_id: int = Field(foreign_key="content.id", primary_key=True)
    spans: str = Field(sa_type=Text)
    done: int = 0
    complete_at: int | None = _moment()
    position_ms: int = Field(default=0, sa_type=BigInteger)
    accounted_until: int = Field(sa_type=BigInteger)
    times: str | None = Field(default=None, sa_type=Text, nullable=True)


class HoldingTable(SQLModel, table=True):
    """What a learner has of one credit. The checks are what makes claiming too much impossible.

    `needed` is the progress that this learner needs, for what was done counts by the lengths and times of then.
    From `due_at` on it is to be worked out anew, for time alone changes it: a session that was attended ends. At 0 it
    is at once. `asks` is what holds it back and what is to be done beside minutes, as JSON, where there is any.
    """

    __tablename__ = "holding"
    __table_args__ = (
        CheckConstraint("claimed >= 0 AND claimed <= allowed", name="holding_claimed"),
        CheckConstraint("parts >= 0", name="holding_parts"),
        Index("holding_due", "learner_id", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    )
    learner_id: int = Field(foreign_key="learner.id", primary_key=True)
    credit_id: int = Field(foreign_key="credit.id", primary_key=True, index=True)
    current: int = Field(default=0, sa_type=BigInteger)
    complete: int = 0
    claimable: int = 0
    claimed: int = 0
    allowed: int
    parts: int = 0
    final: int = 0
    needed: int | None = _moment()
    due_at: int | None = _moment()
    asks: str | None = Field(default=None, sa_type=Text, nullable=True)


class StatementTable(SQLModel, table=True):
    """A statement of another system about a learner and a content, with what it gave: a `Kept` as JSON."""

    __tablename__ = "statement"
    __table_args__ = (Index("statement_of", "learner_id", "content_id"), Index("statement_id", "statement"))
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    content_id: int = Field(foreign_key="content.id")
    statement: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)


class VoidTable(SQLModel, table=True):
    """A statement that some system voided, whether it is known here or not (yet)."""

    __tablename__ = "void"
    statement: str = Field(sa_type=Text, primary_key=True)


class AccountTable(SQLModel, table=True):
    """An account of another system that is known to be a learner's."""

    __tablename__ = "account"
    home: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text, primary_key=True)
    learner_id: int = Field(foreign_key="learner.id", index=True)


class DraftTable(SQLModel, table=True):
    __tablename__ = "draft"
    learner_id: int = Field(foreign_key="learner.id", primary_key=True)
    credit_id: int = Field(foreign_key="credit.id", primary_key=True)
    request_id: str = Field(sa_type=Text, unique=True)
    answers: str = Field(sa_type=Text)
    updated_at: int = Field(sa_type=BigInteger)


class ClaimTable(SQLModel, table=True):
    """Final and immutable; the parts of one credit form a chain by `claimed_before`.

    `year` is that of completion, in `zone`. `complete` is None in claims from before it was kept. `claimed_before` and
    `whole` are more than the claim itself says by what was `returned` of the credit before. `place` and `seal` are its
    link in the organization's chain (`store.chain`).
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("learner_id", "credit_id", "part", name="claim_part"),
        UniqueConstraint("learner_id", "credit_id", "claimed_before", name="claim_chain"),
        CheckConstraint("amount > 0", name="claim_amount"),
        CheckConstraint("claimed_before >= 0 AND claimed_before + amount <= whole", name="claim_whole"),
        Index("claim_of", "learner_id", "id"),
        Index("claim_place", "organization_id", "place", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    credit_id: int = Field(foreign_key="credit.id")
    part: int
    amount: int
    claimed_before: int
    whole: int
    request_id: str = Field(sa_type=Text, unique=True)
    number: str = Field(sa_type=Text, unique=True)
    title: str = Field(sa_type=Text)
    type_id: str = Field(sa_type=Text)
    type_step: int
    certificate: str = Field(sa_type=Text)
    zone: str = Field(sa_type=Text)
    year: int
    search: str = Field(sa_type=Text)
    claimed_at: int = Field(sa_type=BigInteger)
    snapshot: str = Field(sa_type=Text)
    completed_at: int | None = _moment()
    complete: int | None = Field(default=None, nullable=True)
    returned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    organization_id: int | None = Field(default=None, foreign_key="organization.id", nullable=True)
    place: int | None = Field(default=None, nullable=True)
    seal: str | None = Field(default=None, sa_type=Text, nullable=True)


class RevocationTable(SQLModel, table=True):
    __tablename__ = "revocation"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    at: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    place: int | None = Field(default=None, nullable=True)
    seal: str | None = Field(default=None, sa_type=Text, nullable=True)


class ReturnedTable(SQLModel, table=True):
    """That the amount of a revoked claim can be claimed again."""

    __tablename__ = "returned"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    at: int = Field(sa_type=BigInteger)
    place: int
    seal: str = Field(sa_type=Text)


class ReissueTable(SQLModel, table=True):
    """A claim once more under another number, which stands for it from then on."""

    __tablename__ = "reissue"
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    number: str = Field(sa_type=Text, unique=True)
    at: int = Field(sa_type=BigInteger)
    search: str = Field(sa_type=Text)
    snapshot: str = Field(sa_type=Text)
    place: int
    seal: str = Field(sa_type=Text)


class ChainTable(SQLModel, table=True):
    """How long the chain of an organization is, its last seal, and how many of it were sealed when the store was
    brought up to date, not when they were made.
    """

    __tablename__ = "chain"
    organization_id: int = Field(foreign_key="organization.id", primary_key=True)
    length: int
    head: str = Field(sa_type=Text)
    late: int = 0


class PaperTable(SQLModel, table=True):
    """The PDF of a claim as it was first made, and as it was first made once the claim was revoked.

    `revoked` is 0 and 1 for these, 2 once another number took its place; four more for each time it was issued anew.
    Compressed by zlib, which also tells whether it is whole; `seal` binds it to the seal of its claim.
    """

    __tablename__ = "paper"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    revoked: int = Field(primary_key=True)
    pdf: bytes = Field(sa_type=LargeBinary)
    seal: str | None = Field(default=None, sa_type=Text, nullable=True)


ALL = SQLModel.metadata
"""All of these tables, and no other."""
