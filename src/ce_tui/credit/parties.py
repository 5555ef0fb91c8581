"""Who grants credit and who learns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """Who grants credit. `zone` is an IANA name; `instructions` is Markdown; `paper` is `a4` or `letter`."""

    id: str
    name: str
    acronym: str = "CE"
    zone: str = "UTC"
    instructions: str = ""
    signatory_name: str = ""
    signatory_title: str = ""
    accreditation: str = ""
    website: str = ""
    paper: str = "a4"


@dataclass(frozen=True, slots=True)
class Learner:
    """Who learns. `key` is the sign-in name, `name` what certificates print ("" until asked).

    An `email` that they typed is a wish: it names them only once the staff has confirmed it.
    """

    key: str
    name: str = ""
    email: str = ""
    license: str = ""
    email_confirmed: bool = False
