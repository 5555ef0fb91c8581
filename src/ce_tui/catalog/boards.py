"""What a certificate would lack that its board asks for, or say that it forbids: told while it can be changed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ce_tui.catalog.result import Catalog
from ce_tui.credit.model import CertificateKind, Credit
from ce_tui.credit.parties import Organization

# Names of the boards' lists, as they are printed. Sources: AMA PRA booklet (learning formats); National Registry of
# CPE Sponsors (elements of a certificate of completion; fields of study that qualify for CPE).
AMA_FORMATS = (
    "live activity",
    "enduring material",
    "journal-based CME activity",
    "test-item writing activity",
    "manuscript review activity",
    "PI CME activity",
    "internet point-of-care activity",
    "internet live activity",
    "internet enduring material",
    "other activity",
)
NASBA_METHODS = ("Group Live", "Group Internet Based", "QAS Self Study", "Nano Learning", "Blended Learning")
NASBA_FIELDS = (
    "Accounting",
    "Accounting (Governmental)",
    "Auditing",
    "Auditing (Governmental)",
    "Business Law",
    "Economics",
    "Finance",
    "Information Technology",
    "Management Services",
    "Regulatory Ethics",
    "Specialized Knowledge",
    "Statistics",
    "Taxes",
    "Behavioral Ethics",
    "Business Management & Organization",
    "Communications and Marketing",
    "Computer Software & Applications",
    "Personal Development",
    "Personnel/Human Resources",
    "Production",
)
_LABELS = {"ama": "AMA", "ancc": "ANCC", "acpe": "ACPE", "nasba": "NASBA", "iacet": "IACET"}
_STATEMENTS = {
    "ama": "is accredited by the Accreditation Council for Continuing Medical Education to provide continuing medical "
    "education for physicians.",
    "ancc": "is accredited as a provider of nursing continuing professional development by the American Nurses "
    "Credentialing Center's Commission on Accreditation.",
    "iacet": "is accredited by the International Accreditors for Continuing Education and Training (IACET).",
}
_ADDRESS = 'address: "12 Main Street, Springfield, IL 62701"'


class Lack(NamedTuple):
    """`key` is where it is to be mended in the organization or in the credit ("" for the whole of it)."""

    in_credit: bool
    key: str
    message: str
    is_forbidden: bool = False


def lacks(organization: Organization, credit: Credit) -> Iterator[Lack]:
    """What is wrong with the certificates of a credit, if they are made here."""
    label = _LABELS.get(credit.type.id)
    if credit.certificate.kind is not CertificateKind.LOCAL or label is None:
        return
    board = credit.type.id
    if board in _STATEMENTS and not organization.statement(board):
        line = f'accreditations: {{ {board}: "{organization.name} {_STATEMENTS[board]}" }}'
        yield _missing("organization", "accreditation", label, "the statement of the accredited provider", line)
    if board in ("nasba", "ancc") and not organization.address:
        yield _missing("organization", "address", label, "the provider's address", _ADDRESS)
    match board:
        case "ama":
            yield from _ama(credit)
        case "nasba":
            yield from _nasba(organization, credit)
        case "acpe":
            yield from _acpe(organization, credit)
        case "ancc":
            yield from _ancc(organization, credit)


def shared_statement(organization: Organization, credits: Sequence[Credit]) -> str:
    """A warning of one statement that would be printed for several boards; "" if each has its own."""
    boards = {credit.type.id for credit in credits if credit.certificate.kind is CertificateKind.LOCAL}
    alike = sorted(_LABELS[id] for id in boards & _LABELS.keys() if not dict(organization.accreditations).get(id))
    if not organization.accreditation or len(alike) < 2:
        return ""
    return (
        f"The same statement is printed on certificates of {' and '.join(alike)}. "
        "Give each its own, such as `accreditations: { ama: …, ancc: … }`."
    )


def of_schedule(catalog: Catalog) -> str:
    """What the certificates of a schedule lack: it says nothing of what boards ask for. "" where nothing is lacking."""
    found = [lack for credit in catalog.credits for lack in lacks(catalog.organization, credit)]
    if not catalog.schedule or not found:
        return ""
    keys = ", ".join(dict.fromkeys(f"`{lack.key}`" for lack in found))
    label = _LABELS[catalog.credits[0].type.id]
    return f"The certificates lack what {label} asks for: {keys}. Only a YAML catalog can say it."


def _ama(credit: Credit) -> Iterator[Lack]:
    written = credit.format.casefold()
    if not any(written == known.casefold() or written.startswith("other activity") for known in AMA_FORMATS):
        yield _missing(
            "credit", "format", "AMA", "a learning format of its list", "format: live activity", *AMA_FORMATS
        )


def _nasba(organization: Organization, credit: Credit) -> Iterator[Lack]:
    if not organization.sponsor_id:
        yield _missing("organization", "sponsor_id", "NASBA", "the sponsor's number", "sponsor_id: 103456")
    if not organization.signatory_name:
        line = "signatory: { name: Grace Hopper, title: Director of Education }"
        yield _missing("organization", "signatory", "NASBA", "the signature of who is responsible", line)
    yield from _delivery(credit)
    yield from _fields_of_study(credit)


def _delivery(credit: Credit) -> Iterator[Lack]:
    """What is wrong with NASBA's delivery method, and with what goes with it."""
    method = next((name for name in NASBA_METHODS if name.casefold() == credit.format.casefold()), "")
    if not credit.format:
        usual = "Group Live" if credit.type.real_time else "QAS Self Study"
        yield _missing("credit", "format", "NASBA", "the delivery method", f"format: {usual}", *NASBA_METHODS)
    elif not method:
        message = f"NASBA takes no delivery method “{credit.format[:60]}”. Write one of {', '.join(NASBA_METHODS)}."
        yield Lack(True, "format", message, is_forbidden=True)
    alone = method in ("QAS Self Study", "Nano Learning")
    if (alone and credit.type.real_time) or (method.startswith("Group") and not credit.type.real_time):
        activity = "nano" if method == "Nano Learning" else "self-study" if alone else "group"
        line = f"type: {{ id: nasba, step: {credit.type.step.format(1)}, activity: {activity} }}"
        yield Lack(True, "type", f"“{method}” counts other minutes than this credit type does. Write `{line}`.")
    if method == "Group Live" and not credit.location:
        yield _missing("credit", "location", "NASBA", "the location of a live program", "location: Springfield, IL")


def _fields_of_study(credit: Credit) -> Iterator[Lack]:
    if not credit.fields_of_study:
        line = f"fields_of_study: {{ Taxes: {credit.amount} }}"
        yield _missing("credit", "fields_of_study", "NASBA", "the credits by field of study", line)
    for field, _ in credit.fields_of_study:
        if field not in NASBA_FIELDS:
            message = f"NASBA has no field of study “{field}”. Write one of {', '.join(NASBA_FIELDS)}."
            yield Lack(True, "fields_of_study", message, is_forbidden=True)
    if len(credit.fields_of_study) > 1 and credit.partial is not None:
        message = "A certificate of a part cannot say how much of each field of study was earned. Write `partial: no`."
        yield Lack(True, "partial", message)


def _acpe(organization: Organization, credit: Credit) -> Iterator[Lack]:
    texts = (credit.title, credit.designation, organization.statement("acpe"))
    if any("statement of credit" in text.casefold() for text in texts):
        message = "Only CPE Monitor gives a statement of credit. Call what is printed here a record of participation."
        yield Lack(True, "designation", message, is_forbidden=True)
    message = (
        "Pharmacists get their statement of credit from CPE Monitor, so a certificate made here is only a record of "
        "participation. Remove `certificate: local` to point to CPE Monitor."
    )
    yield Lack(True, "certificate", message)
    if not credit.uan:
        yield _missing("credit", "uan", "ACPE", "the universal activity number", "uan: 1234-0000-26-001-L01-P")


def _ancc(organization: Organization, credit: Credit) -> Iterator[Lack]:
    for key, text in (("title", credit.title), ("format", credit.format), ("designation", credit.designation)):
        if _says_ceu(text):
            yield Lack(True, key, "ANCC awards contact hours, never CEU. Write contact hours.", is_forbidden=True)
    if _says_ceu(organization.statement("ancc")):
        message = "ANCC awards contact hours, never CEU. Write contact hours."
        yield Lack(False, "accreditation", message, is_forbidden=True)


def _says_ceu(text: str) -> bool:
    return any(word.strip(".,;:()").casefold() in ("ceu", "ceus") for word in text.split())


def _missing(where: str, key: str, label: str, what: str, line: str, *known: str) -> Lack:
    listed = f" Known are {', '.join(known)}." if known else ""
    message = f"{label} asks for {what} on a certificate. Add to the {where}: `{line}`.{listed}"
    return Lack(where == "credit", key, message)
