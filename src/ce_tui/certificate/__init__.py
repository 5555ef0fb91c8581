"""A claim -> its certificate, a PDF of one page, and of more when it tells how the credit was earned.

Importing this package costs nothing: fpdf2, HarfBuzz and the fonts are loaded by the first certificate.
"""

from ce_tui.certificate.errors import CertificateError
from ce_tui.certificate.files import write_pdf
from ce_tui.credit.model import Claim

__all__ = ["CertificateError", "missing", "name_problem", "render", "write_pdf"]


def render(claim: Claim) -> bytes:
    """The certificate of `claim` as a PDF, A4 or Letter as the organization's paper is.

    One page; the explanation that a claim may keep (`appendix`) follows on further ones.

    A pure function: the same claim gives the same bytes on any day and in any zone, locale or process (of
    one installation: a new release of fpdf2, HarfBuzz or zlib may write the same page differently, for which
    `Store.paper` keeps the first).

    CertificateError when a character of the learner's name has no font, or when any text needs the fonts of
    the `cjk` extra and it is not installed. In other texts a character without a font is drawn as a box
    and can still be searched and copied: the learner gets her certificate all the same.
    """
    from ce_tui.certificate.page import draw

    return draw(claim)


def missing(text: str) -> str:
    """The characters of `text` that no available font has, each once, "" when a certificate can print it.

    Ask before a claim is made: a claim keeps its name for good.
    """
    from ce_tui.certificate.faces import missing

    return missing(text)


def name_problem(name: str) -> str:
    """Why no certificate could ever show `name`, as a sentence to be told before claiming; "" when one can.

    Chinese, Japanese and Korean never stand in the way: their fonts can still be installed after the claim.
    """
    from ce_tui.certificate.faces import is_cjk, missing

    lost = [char for char in missing(name) if not is_cjk(char)]
    return f"A certificate cannot show {' '.join(lost)}; please write your name without it." if lost else ""
