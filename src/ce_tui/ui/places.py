"""Where one can go, as data: what a row, a key or a line of text leads to. `opening` knows the screen of each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ce_tui.credit.parties import Organization

if TYPE_CHECKING:  # the first paint does without the rules of credit
    from ce_tui.credit.model import Content
    from ce_tui.credit.standing import CreditView


@dataclass(frozen=True, slots=True)
class CreditAt:
    """A credit by its key, with its contents."""

    key: int


@dataclass(frozen=True, slots=True)
class ContentAt:
    """One content of a credit."""

    view: "CreditView"
    content: "Content"


@dataclass(frozen=True, slots=True)
class ClaimOf:
    """The form that claims a credit."""

    key: int


@dataclass(frozen=True, slots=True)
class CertificateAt:
    """A claim by its number; `save` saves the certificate without being asked again."""

    number: str
    save: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """How the numbers came about: of a credit by its key, of a claim by its number."""

    of: int | str


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the organizations ask their learners to know."""

    organizations: tuple[Organization, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the app knows of the learner."""


@dataclass(frozen=True, slots=True)
class Start:
    """Ways to begin, where nothing is loaded yet."""


@dataclass(frozen=True, slots=True)
class NoStore:
    """The store cannot be opened."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Help:
    """The keys of the screen in front."""


Place = CreditAt | ContentAt | ClaimOf | CertificateAt | Why | Instructions | Profile | Start | NoStore | Help
