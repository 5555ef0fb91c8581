"""What reading a file gives: a catalog, or everything that is wrong with it."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

from ce_tui.credit.model import Content, Credit, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import CreditType
from ce_tui.errors import UserError

MAX_PROBLEMS = 200
"""So many problems are listed; the rest is only counted."""

Lacking = Callable[[str], str]
"""Tells what a certificate could not show of a text, as the end of a sentence; "" when it shows all."""


def all_shown(text: str) -> str:
    """Where no certificate is printed."""
    return ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """An organization and its credits. Contents that credits share are equal objects with the same id.

    `schedule` has all sessions of a conference schedule, also those that are too short for credit; () for a catalog.
    """

    organization: Organization
    credits: tuple[Credit, ...]
    warnings: tuple[str, ...] = ()
    schedule: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """A problem and where it is: line and column count from 1; line 0 means the file as a whole."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class CatalogError(UserError):
    """The file cannot be used. `problems` holds everything found, in the order of the file."""

    def __init__(self, problems: Iterable[Located]) -> None:
        found = sorted(problems, key=lambda problem: (problem.line, problem.column))
        if len(found) > MAX_PROBLEMS:
            more = len(found) - MAX_PROBLEMS
            note = f"and {more} more; correct these first and check again."
            found = [*found[:MAX_PROBLEMS], Located(found[0].file, 0, 0, note)]
        self.problems = tuple(found)
        super().__init__(*map(str, found), details={"problems": [asdict(problem) for problem in found]})

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True, slots=True)
class Policy:
    """How a conference schedule, which says nothing of credit, becomes credits.

    `per` makes one credit for each session or one for the whole event. The claim window opens when the
    session (for a whole event: the first session) is over, when the event is over, or at once; it closes at the end
    of the day `closes_after` days after the event's last one, or never (None). `zone`, `name` and `acronym`
    replace what the schedule says. `partial` None allows no partial claims. `code` is an attendance code for
    every session; empty means that learners confirm their attendance themselves.
    """

    credit_type: CreditType
    per: Literal["session", "event"] = "session"
    zone: str = ""
    name: str = ""
    acronym: str = "CE"
    partial: PartialRule | None = field(default_factory=PartialRule)
    opens: Literal["after session", "after event", "at once"] = "after session"
    closes_after: int | None = None
    code: str = ""
