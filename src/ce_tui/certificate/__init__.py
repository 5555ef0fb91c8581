"""A claim -> its certificate, a PDF of one page, and of more when it tells how the credit was earned.

Importing this package costs nothing: fpdf2, HarfBuzz and the fonts are loaded by the first that needs them.
"""

from ce_tui.certificate.errors import CertificateError
from ce_tui.certificate.faces import FONTS, awaited, boxed_and_dropped, missing, named, printable
from ce_tui.certificate.files import write_pdf
from ce_tui.certificate.wording import expected
from ce_tui.credit.model import Claim, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.text import UNKNOWN

__all__ = ["CertificateError", "fonts_needed", "lacking", "name_problem", "qr_lines", "render", "write_pdf"]


def render(claim: Claim) -> bytes:
    """The certificate of `claim` as a PDF, A4 or Letter as the organization's paper is.

    One page; the explanation that a claim may keep (`appendix`) follows on further ones.

    A pure function: the same claim gives the same bytes on any day and in any zone, locale or process (of
    one installation: a new release of fpdf2, HarfBuzz or zlib may write the same page differently, for which
    the store keeps the first).

    CertificateError when a character of the learner's name has no font, or when any text needs the fonts of
    the `cjk` extra and it is not installed. In other texts a pictograph without a font is left out and a letter
    drawn as a box, which can still be copied: the learner gets her certificate all the same.
    """
    from ce_tui.certificate.page import draw

    return draw(claim)


def name_problem(name: str, what: str = "name") -> str:
    """Why no certificate here could show `name`, in sentences to be told before claiming; "" when one can. `what` is
    what else of the learner it may be.

    Chinese, Japanese and Korean do not stand in the way where their fonts can still be installed (`fonts_needed`).
    """
    if name.isascii():
        return ""
    lost = missing(name)
    if not (lost := "".join(char for char in lost if char not in awaited(lost))):
        seen = f"Your {what} has a character that no font has, shown as {UNKNOWN}. Write it without that."
        return seen if UNKNOWN in name else ""
    if any(map(str.isalpha, lost)):
        return f"A certificate cannot show {named(lost)}. Write your {what} in other letters, such as Latin."
    return f"A certificate cannot show {named(lost)}. Write your {what} without it."


def fonts_needed(credit: Credit, organization: Organization, name: str, license: str) -> str:
    """What must be installed before the certificate of such a claim can be printed, in a sentence; "" for nothing.

    To be told before the claim is made.
    """
    texts = "".join(expected(credit, organization, name, license))
    if all(char < "\u1100" or "\u1200" <= char < "\u2e80" for char in texts):  # nearly always; no font is opened
        return ""
    if not awaited(texts):
        return ""
    return (
        f"The certificate needs fonts that are not on this computer: {FONTS} brings them. The claim can be made before."
    )


def lacking(text: str) -> str:
    """What a certificate could not show of a text of a catalog, as the end of a sentence; "" when it shows all."""
    if text.isascii():
        return ""
    if UNKNOWN in text:
        return f"it has a character that no font here has, so {UNKNOWN} is printed"
    if waiting := awaited(text):
        return f"{named(waiting)} needs fonts that are not on this computer, {FONTS} brings them"
    boxed, dropped = boxed_and_dropped(text)
    if not printable(text):  # nothing would be left of it
        boxed, dropped = dropped, ""
    said = [f"no font here has {named(boxed)}, so a box is printed"] if boxed else []
    said += [f"no font here has {named(dropped)}, so it is left out"] if dropped else []
    return " and ".join(said)


def qr_lines(text: str) -> tuple[str, ...]:
    """A QR code of `text` in characters, two modules in each, for the screen; to be drawn dark on light."""
    from ce_tui.certificate.qr import qr_lines

    return qr_lines(text)
