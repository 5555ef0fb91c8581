"""The nouns: content, credit and claim, with their parts; `parties` has who grants and who learns. All are frozen.

Durations are integer milliseconds, moments aware UTC datetimes, amounts `Amount`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Answers, Question
from ce_tui.credit.types import CreditType

THRESHOLD = 900
"""Per mille of a content that completes it, unless the catalog says otherwise."""

MAX_SPEED = 2000
"""Fastest play that counts, in thousandths of normal speed, unless the catalog says otherwise."""

CODE_AFTER = 1_800_000
"""Milliseconds after a session's end in which its code is taken, unless the catalog says otherwise: they run over."""

ANSWER_WITHIN = 60_000
"""Milliseconds in which an attention check must be answered, unless the catalog says otherwise."""


class ContentKind(StrEnum):
    """What is done with a content: it is watched, attended, read or answered."""

    VIDEO = "video"
    SESSION = "session"
    READING = "reading"
    QUIZ = "quiz"


class Shuffle(StrEnum):
    """What of a quiz comes in another order at each attempt."""

    NONE = "none"
    QUESTIONS = "questions"
    OPTIONS = "options"
    BOTH = "both"


class Feedback(StrEnum):
    """What a quiz says of an attempt beside whether it was passed; each says what the ones before it say, too."""

    NOTHING = "nothing"
    SCORE = "score"
    WRONG = "wrong"
    EXPLANATIONS = "explanations"


@dataclass(frozen=True, slots=True)
class Marking:
    """How one question of a quiz is marked, where there is more to it than right or wrong.

    `partial`: each right choice counts its share, each wrong one takes one away. `tolerance`: how far a number may
    be off. `explanation` is for people who have answered.
    """

    question: str
    partial: bool = False
    tolerance: Decimal = Decimal()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is watched, attended, read or answered.

    `length_ms` is a video's length, a session's span, a reading's minimum time (0: reaching the end is enough) or the
    time a quiz stands for. `threshold` is the part of it, in per mille, that completes a video or a session.

    Video: `url` is where it plays; `max_speed` is in thousandths of normal speed; `checks` are places (milliseconds, in
    order) at which somebody must answer within `answer_within_ms`; `muted` says that time played without sound counts.

    Reading: `text` is Markdown read in the app; without text, `url` is opened. Of both, `timer` says that time counts
    which learners measure themselves.

    Session: `code` is its attendance code, taken until `code_until` or else `code_after_ms` after the end; `secret` is
    what its rotating phrase is made from; with `check_in` it counts from check-in to check-out. `guid` names it for
    good, in every export of its schedule.

    Quiz: `pass_mark` in per mille of its questions; `attempts`, 0 for no limit; `cool_down_ms` between two of them.
    `correct` holds the ids of the right options of each question (or the right number), `marking` what else there is to
    one. One that is `required` holds everything back until it is passed, whatever else is needed.
    """

    id: str
    kind: ContentKind
    title: str
    length_ms: int = 0
    speakers: tuple[str, ...] = ()
    description: str = ""
    url: str = ""
    text: str = ""
    starts_at: datetime | None = None
    room: str = ""
    code: str = ""
    secret: str = field(default="", repr=False)
    threshold: int = THRESHOLD
    max_speed: int = MAX_SPEED
    questions: tuple[Question, ...] = ()
    correct: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pass_mark: int = 800
    attempts: int = 0
    cool_down_ms: int = 0
    marking: tuple[Marking, ...] = ()
    shuffle: Shuffle = Shuffle.NONE
    feedback: Feedback = Feedback.SCORE
    check_in: bool = False
    checks: tuple[int, ...] = ()
    answer_within_ms: int = ANSWER_WITHIN
    muted: bool = True
    guid: str = ""
    required: bool = False
    code_until: datetime | None = None
    code_after_ms: int = CODE_AFTER
    timer: bool = True


class Need(StrEnum):
    """What a credit asks for of its contents (see `ProgressRule`)."""

    ALL = "all"
    ITEMS = "items"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class ProgressRule:
    """What completes a credit: all of its contents, `needed` of them, or `needed` minutes."""

    need: Need = Need.ALL
    needed: int = 0


class UpTo(StrEnum):
    EARNED = "earned"  # as far as progress supports, before completion too
    WHOLE = "whole"  # any part, once the credit is complete


class Remainder(StrEnum):
    KEEP = "keep"
    FORFEIT = "forfeit"


@dataclass(frozen=True, slots=True)
class PartialRule:
    """Claiming in parts: `step` and `minimum` (of the first part) as amounts, 0 for the credit type's own."""

    step: Amount = NOTHING
    minimum: Amount = NOTHING
    up_to: UpTo = UpTo.EARNED
    remainder: Remainder = Remainder.KEEP


class CertificateKind(StrEnum):
    """Where the proof of a credit comes from (see `CertificateRule`)."""

    LOCAL = "local"
    EXTERNAL = "external"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """Where the proof comes from: a PDF made here, the organization's own system, or nowhere.

    `appendix`: the PDF tells on further pages how the credit was earned.
    """

    kind: CertificateKind = CertificateKind.LOCAL
    url: str = ""
    text: str = ""
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """What can be earned. `designation` is the sentence printed on the certificate ("" = the type's own), `location`
    where it takes place, `fields_of_study` its amount by field, `uan` its number at ACPE.

    `release_at` None means visible at once; `opens_at`/`closes_at` None mean no bound on that side of the
    claim window, which is open from `opens_at` on and over at `closes_at`.
    """

    id: str
    title: str
    type: CreditType
    amount: Amount
    contents: tuple[Content, ...] = ()
    description: str = ""
    format: str = "activity"
    designation: str = ""
    rule: ProgressRule = field(default_factory=ProgressRule)
    release_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    partial: PartialRule | None = None
    questions: tuple[Question, ...] = ()
    attestation: str = ""
    certificate: CertificateRule = field(default_factory=CertificateRule)
    location: str = ""
    fields_of_study: tuple[tuple[str, Amount], ...] = ()
    uan: str = ""

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who speaks in its contents, each once, in order."""
        return tuple(dict.fromkeys(name for content in self.contents for name in content.speakers))


@dataclass(frozen=True, slots=True)
class Explanation:
    """One number explained: what it is, why, and the lines of the ledger behind it, of which `earlier` are left out."""

    what: str
    why: str
    lines: tuple[str, ...] = ()
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Revocation:
    """`returned` says that what it had taken of the credit can be claimed again."""

    at: datetime
    reason: str
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Reissue:
    """Why a certificate stands in the place of another (the number `of`), and who issued it so."""

    of: str
    at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """The number of the certificate in the place of this one."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A learner's final record, with everything a reprint needs as it stood when it was claimed.

    `credit` and `organization` are snapshots (contents without their texts and codes); `claimed_before` is
    the sum of earlier parts, so that the parts of one credit form a chain. `complete` says whether all that the credit
    asks for was done, `completed_at` when what is claimed had been done, and for a part `began_at` since when (see
    `credit.dates`; None in claims from before this was kept). `appendix` is the explanation in words as it stood, which
    the certificate tells where its rule says so (empty in claims from before it was kept). `reissue` is what a
    certificate has that was issued in the place of another. Only `revocation` and `superseded` are not part of the
    snapshot.
    """

    number: str
    request_id: str
    part: int
    amount: Amount
    claimed_before: Amount
    name: str
    credit: Credit
    organization: Organization
    answers: Answers
    claimed_at: datetime
    completed_at: datetime | None = None
    license: str = ""
    appendix: tuple[Explanation, ...] = ()
    revocation: Revocation | None = None
    complete: bool | None = None
    began_at: datetime | None = None
    reissue: Reissue | None = None
    superseded: Superseded | None = None
    profession: str = ""

    @property
    def is_part(self) -> bool:
        """Whether this claim alone is less than the whole credit."""
        return self.amount < self.credit.amount

    @property
    def is_completion(self) -> bool:
        """Whether it proves that all was completed: never a part, nor a whole amount that a part of it came to."""
        return not self.is_part and self.complete is not False
