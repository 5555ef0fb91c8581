"""What drawers hand on and return beside objects of the credit model."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ce_tui.credit.amount import Amount
    from ce_tui.credit.questions import Answers
    from ce_tui.credit.statements import StatementNote
    from ce_tui.credit.types import CreditType


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim not made yet. The same `request_id` never makes two claims."""

    request_id: str
    answers: "Answers"


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt at a quiz that has begun: its answers so far, and the seed of the order in which it is asked."""

    id: str
    seed: int
    answers: "Answers"


@dataclass(frozen=True, slots=True)
class Change:
    """What a learner (by key) could claim of a credit (by id) before, and can claim after."""

    learner: str
    credit: str
    title: str
    type: "CreditType"
    before: "Amount"
    after: "Amount"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many amounts change, and the first of them."""

    count: int = 0
    first: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many credits an import added, changed and found the same; `elsewhere` are the organization's others,
    and `others` the titles of the first of them.

    `told` is what else became of it, in sentences; `organization` is the id under which it stands in the store.
    `ready` is what it changed of what somebody can claim, `recount` what it would have if stays had been counted anew.
    By a corrected key `regraded` attempts have better marks, and `passed` learners have passed.
    """

    added: int
    updated: int
    unchanged: int
    elsewhere: int
    told: tuple[str, ...] = ()
    organization: str = field(default="", compare=False)
    ready: Changes = Changes()
    recount: Changes = Changes()
    regraded: int = 0
    passed: int = 0
    others: tuple[str, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class IngestReport:
    """How many statements were recorded, were known already, and said nothing that counts; how many do not count since
    they are voided, or were set back by a later word of their system. `absent` are those that are void but never came:
    they will not count when they do. `notes` tell what should be looked at.
    """

    recorded: int = 0
    known: int = 0
    empty: int = 0
    voided: int = 0
    set_back: int = 0
    absent: int = 0
    notes: "list[StatementNote]" = field(default_factory=list)

    def tell(self, note: "StatementNote") -> None:
        """Add a note; of a film's length one is enough."""
        if note.why != "length" or not any((note.text, note.content) == (one.text, one.content) for one in self.notes):
            self.notes.append(note)
