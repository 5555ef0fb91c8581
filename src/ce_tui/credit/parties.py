"""Who grants credit and who learns."""

import re
from dataclasses import dataclass

_PHYSICIANS = {"md", "do", "mbbs", "mbchb", "physician"}


@dataclass(frozen=True, slots=True)
class Organization:
    """Who grants credit. `zone` is an IANA name; `instructions` is Markdown; `paper` is `a4` or `letter`.

    `accreditations` are the statements of single credit types, by type; `accreditation` is that of all others.
    `sponsor_id` is its number on the registry of CPE sponsors.
    """

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
    address: str = ""
    sponsor_id: str = ""
    accreditations: tuple[tuple[str, str], ...] = ()

    def statement(self, type: str) -> str:
        """The accreditation statement that is printed for a credit type."""
        return dict(self.accreditations).get(type, self.accreditation)


@dataclass(frozen=True, slots=True)
class Learner:
    """Who learns. `key` is the sign-in name, `name` what certificates print ("" until asked).

    An `email` that they typed is a wish: it names them only once the staff has confirmed it. `profession` is such as
    `MD` or `RN`.
    """

    key: str
    name: str = ""
    email: str = ""
    license: str = ""
    email_confirmed: bool = False
    profession: str = ""


def unsaid_profession(type: str, profession: str) -> str:
    """What to tell before a claim whose certificate would be worded for physicians without anybody having said so."""
    if type != "ama" or profession:
        return ""
    return "Not set. The certificate is worded for MD and DO."


def is_physician(profession: str) -> bool:
    """Whether it is one of those for whom AMA credit is meant: MD, DO and their equals from elsewhere."""
    return not _PHYSICIANS.isdisjoint(re.split(r"[^a-z]+", profession.casefold().replace(".", "")))
