"""How fast certificates are made, as ratios of one run: `python tests/benchmarks/bench_certificate.py`.

Prints JSON. Each figure is the minimum over interleaved rounds; every certificate of a round has a name, title
and number of its own. `minimal` is a plain fpdf2 page of the same texts in the built-in Helvetica, its QR code
drawn with `rect`, a run of modules at a time; `full font` is the same page as fpdf2's manual does it for
Unicode: two whole fonts added to each document, text shaping on. The whole fonts come from Debian's
fonts-noto-core, else the packaged ones are used, which is kinder to the anchor. `appendix` is the certificate of
`latin` with a hundred lines of a ledger behind it, each of them new.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

import segno
from fpdf import FPDF

from ce_tui.certificate import render
from ce_tui.certificate.wording import wording
from ce_tui.credit.amount import NOTHING, Amount
from ce_tui.credit.model import CertificateRule, Claim, Credit, Explanation
from ce_tui.credit.parties import Organization
from ce_tui.credit.types import credit_type

ROUNDS = 9
EACH = 10
BATCH = 1000

ORGANIZATION = Organization(
    "northwind",
    "Northwind Academy of Medicine",
    zone="America/New_York",
    signatory_name="Grace Hopper, MD, PhD",
    signatory_title="Director of Continuing Medical Education",
    website="https://northwind.example",
    accreditation="Northwind Academy of Medicine is accredited by the Accreditation Council for Continuing "
    "Medical Education (ACCME) to provide continuing medical education for physicians.",
)
CREDIT = Credit("airway", "Difficult Airway", credit_type("ama"), Amount(1500), format="internet live activity")
MOMENT = datetime(2026, 12, 3, 18, tzinfo=UTC)
LATIN = ("Zoë Müller", "José Núñez", "Anaïs Lefèvre", "Søren Ærø", "Ada Lovelace")
UNICODE = ("Łukasz Żak", "Ελένη Παπά", "Иван Петров", "محمد علاء", "राजेन्द्र प्रसाद")
CJK = ("山田太郎", "김민수", "王小明", "佐藤さくら", "陳大文")


def claim(names: tuple[str, ...], at: int) -> Claim:
    letters = "".join(chr(97 + at * step % 26) for step in (3, 5, 7, 11, 17))
    return Claim(
        number=f"7K3M-9Q2X-{at:04d}-4",
        request_id="",
        part=1,
        amount=Amount(1500),
        claimed_before=NOTHING,
        name=f"{names[at % len(names)]} {letters.title()}",
        credit=replace(CREDIT, title=f"Difficult Airway, lesson {at}: {letters}"),
        organization=ORGANIZATION,
        answers={},
        claimed_at=MOMENT,
        completed_at=MOMENT,
    )


def page(pdf: FPDF, made: Claim, family: str) -> bytes:
    """The same texts on a page in the plainest way."""
    said = wording(made)
    pdf.add_page()
    pdf.set_creation_date(MOMENT)
    pdf.rect(10, 10, pdf.w - 20, pdf.h - 20)
    for text, style, size in (
        (said.organization, "B", 15),
        (said.website, "", 9),
        (said.heading, "", 30),
        ("This certifies that", "", 11),
        (said.name, "B", 36),
        (said.deed, "", 11),
        (said.title, "B", 20),
        ("and is awarded", "", 11),
        (said.amount, "B", 18),
    ):
        pdf.set_font(family, style, size)
        pdf.cell(0, size * 0.45, text, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(family, "", 9)
    for text in (said.format, said.completed, said.claimed, said.zone):
        pdf.cell(60, 5, text)
    pdf.ln()
    for text in (said.accreditation, said.designation):
        pdf.multi_cell(0, 4, text, align="C", new_x="LMARGIN", new_y="NEXT")
    for text in (said.signatory, said.signatory_title, "Certificate number", said.number):
        pdf.cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
    for row, cells in enumerate(segno.make_qr(said.number).matrix):
        column = 0
        for dark, run in groupby(cells):
            length = len(list(run))
            if dark:
                pdf.rect(250 + column, 150 + row, length, 1, style="F")
            column += length
    return bytes(pdf.output())


def minimal(made: Claim) -> bytes:
    pdf = FPDF(orientation="landscape")
    pdf.core_fonts_encoding = "cp1252"
    return page(pdf, made, "helvetica")


def full_font(made: Claim) -> bytes:
    folder = Path("/usr/share/fonts/truetype/noto")
    if not folder.is_dir():
        folder = Path(sys.modules["ce_tui.certificate"].__path__[0]) / "fonts"
    pdf = FPDF(orientation="landscape")
    pdf.add_font("noto", "", folder / "NotoSans-Regular.ttf")
    pdf.add_font("noto", "B", folder / "NotoSans-Bold.ttf")
    pdf.set_text_shaping(True)
    return page(pdf, made, "noto")


def with_appendix(made: Claim) -> bytes:
    """With four contents of 25 lines each."""
    at = int(made.number[10:14])
    lines = (
        f"3 Dec 2026, {n % 24:02d}:{(n + at) % 60:02d}: watched, {n}:{at % 60:02d} to {n + 1}:30, 12 min 30 s; all new"
        for n in range(100)
    )
    parts = [Explanation(f"{made.credit.title}, {n}", "Complete.", (*islice(lines, 25),)) for n in range(4)]
    credit = replace(made.credit, certificate=CertificateRule(appendix=True))
    return render(replace(made, credit=credit, appendix=(*parts,)))


def seconds(make: Callable[[Claim], bytes], names: tuple[str, ...], start: int, count: int) -> float:
    claims = [claim(names, at) for at in range(start, start + count)]
    begun = time.perf_counter()
    for each in claims:
        make(each)
    return (time.perf_counter() - begun) / count


def main() -> None:
    logging.disable()  # fpdf2 reports each glyph that the plain page lacks
    cases: dict[str, tuple[Callable[[Claim], bytes], tuple[str, ...], int]] = {
        "latin": (render, LATIN, EACH),
        "minimal": (minimal, LATIN, EACH),
        "unicode": (render, UNICODE, EACH),
        "full font": (full_font, UNICODE[:3], 2),
        "appendix": (with_appendix, LATIN, EACH),
    }
    try:
        import noto_cjk_sans_otc  # noqa: F401
    except ImportError:
        pass
    else:
        cases["cjk"] = (render, CJK, EACH)
    first = seconds(render, LATIN, 0, 1)
    best = dict.fromkeys(cases, float("inf"))
    for at in range(1, ROUNDS + 1):
        for name, (make, names, count) in cases.items():
            best[name] = min(best[name], seconds(make, names, at * EACH, count))
    batch = seconds(render, (*LATIN, *UNICODE), 0, BATCH) * BATCH
    print(
        json.dumps(
            {
                "latin / minimal": round(best["latin"] / best["minimal"], 3),
                "unicode / full font": round(best["unicode"] / best["full font"], 3),
                "appendix / latin": round(best["appendix"] / best["latin"], 3),
                "batch of 1000, seconds": round(batch, 1),
                "milliseconds": {name: round(value * 1000, 2) for name, value in best.items()},
                "first certificate, fonts opened, milliseconds": round(first * 1000),
                "rounds": ROUNDS,
                "goals": {"latin / minimal": 1.3, "unicode / full font": 0.35, "batch of 1000, seconds": 30},
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
