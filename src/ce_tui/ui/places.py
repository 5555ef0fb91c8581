"""Where one can go, as data: what a row, a key or a line of text leads to. `opening` knows the screen of each."""

from typing import TYPE_CHECKING, NamedTuple

from ce_tui.credit.parties import Organization

if TYPE_CHECKING:  # the first paint does without the rules of credit
    from ce_tui.credit.model import Content
    from ce_tui.credit.standing import CreditView


class CreditAt(NamedTuple):
    """A credit by its key, with its contents."""

    key: int


class ContentAt(NamedTuple):
    """One content of a credit."""

    view: "CreditView"
    content: "Content"


class ClaimOf(NamedTuple):
    """The form that claims a credit."""

    key: int


class CertificateAt(NamedTuple):
    """A claim by its number; `save` saves the certificate without being asked again."""

    number: str
    save: bool = False


class Why(NamedTuple):
    """How the numbers came about: of a credit by its key, of a claim by its number."""

    of: int | str


class Instructions(NamedTuple):
    """What the organizations ask their learners to know."""

    organizations: tuple[Organization, ...]


class Profile:
    """What the app knows of the learner."""


class Start:
    """Ways to begin, where nothing is loaded yet."""


class NoStore(NamedTuple):
    """The store cannot be opened."""

    sentence: str


class Help:
    """The keys of the screen in front."""


Place = CreditAt | ContentAt | ClaimOf | CertificateAt | Why | Instructions | Profile | Start | NoStore | Help
