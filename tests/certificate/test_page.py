"""What the page says, and that nothing leaves its place."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import segno

from ce_tui.certificate import page as layout
from ce_tui.certificate import render
from ce_tui.certificate.wording import wording
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Claim, Revocation
from ce_tui.credit.types import TYPE_IDS, credit_type

from .conftest import APPENDIX, CLAIM, Shown, make_claim, printed, read, squeezed

WHOLE = make_claim()
PART = make_claim(amount=Amount(750), part=2, claimed_before=Amount(250))
REVOKED = make_claim(revocation=Revocation(datetime(2027, 1, 5, 2, tzinfo=UTC), "Attendance of another person."))
LONG = "Pulmonary embolism in pregnancy, from the first suspicion to the last follow-up visit and beyond it; " * 5
WORST = make_claim(
    name=("Wolfgang Amadeus " * 40)[:500],
    amount=Amount(750),
    license="MD 104 778 " * 40,
    credit={"title": LONG[:500], "format": "group live " * 30, "designation": "The $provider says so. " * 200},
    organization={
        "name": LONG,
        "accreditation": "Accredited with commendation. " * 150,
        "website": "https://example.org/" + "x" * 400,
        "signatory_name": "Dr. Grace Hopper " * 20,
        "signatory_title": "Director of Everything " * 20,
    },
    revocation=Revocation(datetime(2027, 1, 5, tzinfo=UTC), LONG),
)
CLAIMS = {
    "whole": WHOLE,
    "part": PART,
    "revoked": REVOKED,
    "letter": make_claim(organization={"paper": "letter"}),
    "worst": WORST,
    "worst, letter": make_claim(name="W" * 80, credit={"title": LONG}, organization={"name": LONG, "paper": "letter"}),
    "80 W": make_claim(name="W" * 80),
    "80 characters": make_claim(
        name="Maximiliana Theodora Konstantinopolitanska-Featherstonehaugh zu Hohenlohe-Langen"
    ),
    "one long word": make_claim(credit={"title": "x" * 500}, organization={"accreditation": "y" * 6000}),
    "bare": make_claim(
        license="",
        completed_at=None,
        credit={"type": credit_type("hours"), "format": ""},
        organization={"accreditation": "", "website": "", "signatory_name": "", "signatory_title": ""},
    ),
}


@pytest.mark.parametrize("claim", [WHOLE, PART, REVOKED], ids=["whole", "part", "revoked"])
def test_every_text_can_be_read_back(claim: Claim, poppler: Callable[..., bytes]) -> None:
    data = render(claim)
    said, other = printed(data), " ".join(poppler("pdftotext", data, "-raw").decode().split())
    for text in (*wording(claim), "This certifies that", "Date completed", "Date claimed", "Certificate number"):
        assert text in said
        assert text in other


def test_the_amount_is_what_was_claimed() -> None:
    assert "and is awarded 1.50 AMA PRA Category 1 Credits™ Format" in printed(render(WHOLE))
    said = printed(render(PART))
    assert "and is awarded 0.75 AMA PRA Category 1 Credits™ Part 2: 0.75 of 1.50 AMA PRA Category 1 Credits™" in said
    assert "Certificate of Participation" in said
    assert "for a maximum of 1.50 AMA PRA Category 1 Credits™." in said


DAY = datetime(2026, 5, 20, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "deed", "dates"),
    [
        ({"complete": True}, "has completed", "Date completed November 30, 2026"),
        ({"complete": None}, "has completed", "Date completed November 30, 2026"),
        (
            {"complete": False, "completed_at": DAY, "began_at": DAY},
            "has participated in",
            "Date of activity May 20, 2026",
        ),
        (
            {"complete": False, "amount": Amount(500), "completed_at": DAY, "began_at": DAY - timedelta(days=2)},
            "has participated in",
            "Date of activity May 18, 2026 to May 20, 2026",
        ),
        (
            {"complete": True, "amount": Amount(500), "completed_at": DAY, "began_at": DAY},
            "has participated in",
            "Date of activity May 20, 2026",
        ),
        ({"complete": None, "amount": Amount(500)}, "has participated in", "Date completed November 30, 2026"),
    ],
)
def test_a_part_never_says_that_all_was_completed_and_its_date_is_that_of_its_minutes(
    changes: dict[str, Any], deed: str, dates: str
) -> None:
    """Also one that comes to the whole amount by rounding; a claim from before this was kept stays as it was."""
    said = wording(make_claim(**changes))
    assert (said.deed, said.heading) == (
        deed,
        "Certificate of Completion" if deed == "has completed" else "Certificate of Participation",
    )
    shown = printed(render(make_claim(**changes)))
    label = "Date of activity" if said.active else "Date completed"
    assert f"{label} {said.active or said.completed}" == dates
    assert label in shown
    assert all(word in shown for word in (said.active or said.completed).split())
    assert "Date claimed" in shown
    assert said.claimed == "December 3, 2026"


@pytest.mark.parametrize("id", TYPE_IDS)
def test_each_credit_type_is_named_in_full(id: str) -> None:
    made = credit_type(id)
    said = printed(render(make_claim(credit={"type": made, "amount": Amount(1000)}, amount=Amount(1000))))
    assert made.say_in_full(Amount(1000)) in said
    if made.designation:
        assert made.designation.split(".")[-2] in said


def test_a_designation_of_the_credit_is_filled_in() -> None:
    designation = "$provider offers $amount ($format); $unknown and $$5 stay, ${"
    said = printed(render(make_claim(credit={"designation": designation})))
    assert (
        "Northwind Academy of Medicine offers 1.50 AMA PRA Category 1 Credits™ (internet live activity); "
        "$unknown and $5 stay, ${"
    ) in said


def test_dates_are_those_of_the_organization() -> None:
    said = printed(render(WHOLE))
    assert "November 30, 2026 Date claimed December 3, 2026" in said
    assert "America/New_York" in said
    assert "December 4, 2026" in printed(render(make_claim(organization={"zone": "Asia/Tokyo"})))
    assert "UTC" in printed(render(make_claim(organization={"zone": "Nowhere/Town"})))


def test_a_revoked_certificate_says_so() -> None:
    said = printed(render(REVOKED))
    assert said.count("REVOKED") == 2
    assert "REVOKED on January 4, 2027: Attendance of another person." in said


@pytest.mark.parametrize(
    "title",
    [
        "{nb}",
        "**bold** __x__ ~~y~~",
        "[x](https://evil.example)",
        "<b>bold</b><img src=x>",
        "a\\b (c) ) ( \\)",
        "%PDF ]TJ ET",
    ],
)
def test_titles_are_only_text(title: str) -> None:
    data = render(make_claim(name=f"Ada {title}", credit={"title": title}))
    said = printed(data)
    assert f"Ada {title}" in said
    assert said.count(title) == 2
    assert "/Annots" not in read(data).pages[0]


def test_controls_and_bidi_overrides_do_not_reach_the_page() -> None:
    said = printed(render(make_claim(name="Ada\x1b[31m \u202eecalevoL\x00", credit={"title": "a\nb\u2028c\u200bd"})))
    assert "Ada [31m ecalevoL" in said
    assert "a b cd" in said


def test_metadata() -> None:
    reader = read(render(WHOLE))
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate of Completion: Difficult Airway: a Practical Update"
    assert reader.metadata.author == "Northwind Academy of Medicine"
    assert reader.metadata.subject == "1.50 AMA PRA Category 1 Credits™ for Ada Lovelace"
    assert reader.metadata.keywords == CLAIM.number
    assert reader.metadata.creation_date == CLAIM.claimed_at
    assert (reader.metadata.creator, reader.metadata.producer) == ("ce-tui", "ce-tui")
    assert str(reader.root_object["/Lang"]) == "en-US"


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("letter", (792, 612))])
def test_paper(paper: str, size: tuple[int, int]) -> None:
    box = read(render(make_claim(organization={"paper": paper}))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.parametrize("name", CLAIMS)
def test_nothing_leaves_its_place(name: str, shown: list[Shown]) -> None:
    """One page; each line within the margins; the lines of the column one under another, above the footer."""
    reader = read(render(CLAIMS[name]))
    assert len(reader.pages) == 1
    wide, high = (float(side) for side in reader.pages[0].mediabox[2:])
    footer = high - layout.BOTTOM - layout.FOOTER
    for line in shown:
        assert line.left >= layout.SIDE - 0.01
        assert line.right <= wide - layout.SIDE + 0.01
        assert layout.TOP + line.size * 0.7 <= line.y <= high - layout.BOTTOM
        assert line.size >= 5.5
    above = [line for line in shown if line.y < footer]
    assert max(line.y for line in above) <= footer - 8
    # Centered lines keep their distance; those beside one another are off the middle.
    column = [line for line in above if abs(line.left + line.right - wide) < 0.1]
    for before, after in pairwise(column):
        assert after.y - before.y >= after.size * 1.05


@pytest.mark.parametrize(("name", "size"), [("80 W", 16), ("80 characters", 26)])
def test_a_long_name_is_whole_and_large(name: str, size: float, shown: list[Shown]) -> None:
    claim = CLAIMS[name]
    assert len(claim.name) == 80
    data = render(claim)
    lines = [line for line in shown if line.text and line.text in claim.name]
    assert squeezed("".join(line.text for line in lines)) == squeezed(claim.name)
    assert [line.size for line in lines] == [size, size]
    assert squeezed(claim.name) in squeezed(printed(data))


@pytest.mark.parametrize(
    "text", ["MANAGEMENT OF WOMEN WITH MIGRAINE ", "Unbreakable", "إدارة مجرى الهواء الصعب ", "கடின மேலாண்மை "]
)
def test_what_a_catalog_may_hold_is_whole(text: str) -> None:
    """The longest that it takes of each; only statements may be cut."""

    def long(most: int) -> str:
        return (text * most)[:most].strip()

    org = {"name": long(120), "address": long(300), "signatory_name": long(120), "signatory_title": long(120)}
    credit: dict[str, Any] = {"title": long(300), "location": long(300), "format": long(300), "designation": "D."}
    credit["fields_of_study"] = ((long(120), Amount(1500)),)
    said = squeezed(printed(render(make_claim(name=long(80), credit=credit, organization=org))))
    assert "…" not in said
    if text.isascii():  # else a reader's order of letters is another one
        assert said.count(squeezed(long(120))) >= 2
        assert said.count(squeezed(long(300))) == 4


def test_too_long_statements_end_in_an_ellipsis() -> None:
    said = printed(render(WORST))
    assert said.count("…") >= 2
    assert "Accredited with commendation. Accredited" in said
    assert "says so." in said


def test_the_same_claim_gives_the_same_bytes_everywhere() -> None:
    """In any zone, hash seed and locale, and whatever was printed before."""
    program = (
        "import hashlib, locale, sys; sys.path.insert(0, sys.argv[1]); locale.setlocale(locale.LC_ALL, '')\n"
        "from certificate.conftest import APPENDIX, make_claim; from ce_tui.certificate import render\n"
        "for name in sys.argv[2:]:\n"
        "    for parts in ((), APPENDIX):\n"
        "        print(hashlib.sha256(render(make_claim(name=name, appendix=parts))).hexdigest())"
    )
    names = ["Ada Lovelace", "Łukasz محمد राजेन्द्र"]
    expected = [
        [hashlib.sha256(render(make_claim(name=name, appendix=parts))).hexdigest() for parts in ((), APPENDIX)]
        for name in names
    ]
    tests = str(Path(__file__).parents[1])
    for zone, seed, place, order in (("Asia/Tokyo", "1", "C.UTF-8", 1), ("America/Lima", "77", "C", -1)):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": place, "PYTHONUTF8": "1"}
        found = subprocess.run(
            [sys.executable, "-c", program, tests, *names[::order]],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert found == [hash for each in expected[::order] for hash in each]


def test_an_equal_claim_in_another_zone_of_time_gives_the_same_bytes() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert CLAIM.completed_at is not None
    moved = make_claim(claimed_at=CLAIM.claimed_at.astimezone(tokyo), completed_at=CLAIM.completed_at.astimezone(tokyo))
    assert moved == WHOLE
    assert render(moved) == render(WHOLE)


def test_certificates_made_at_the_same_time_do_not_mix() -> None:
    claims = [make_claim(name=f"{name} {at}") for at in range(8) for name in ("Ada", "Łukasz محمد", "राजेन्द्र")]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(render, claims)) == [render(claim) for claim in claims]


def test_importing_the_package_loads_no_library() -> None:
    program = (
        "import sys, ce_tui.certificate\n"
        "print([name for name in ('fpdf', 'fontTools', 'uharfbuzz', 'PIL', 'segno') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_qr_code_is_the_number(paper: str) -> None:
    """The boxes on the page are the modules of the symbol, in alphanumeric mode, with room around."""
    symbol = segno.make(CLAIM.number, micro=False, error="m")
    assert (symbol.mode, symbol.version, symbol.error) == ("alphanumeric", 1, "Q")
    page = read(render(make_claim(organization={"paper": paper}))).pages[0]
    stream = page.get_contents()
    assert stream is not None
    content = stream.get_data().decode("latin-1")
    last = [part for part in re.split(r" f\n", content) if part.count(" re") > 30][-1]
    boxes = [tuple(map(float, box.groups())) for box in re.finditer(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", last)]
    module = layout.FOOTER / len(symbol.matrix)
    left, top = min(x for x, *_ in boxes), max(y + high for _, y, _, high in boxes)
    drawn = [[0] * len(symbol.matrix) for _ in symbol.matrix]
    for x, y, wide, high in boxes:
        for column in range(round(wide / module)):
            drawn[round((top - y - high) / module)][round((x - left) / module) + column] = 1
    assert drawn == [list(row) for row in symbol.matrix]


@pytest.mark.parametrize(("claim", "dpi"), [(WHOLE, 150), (REVOKED, 150), (WORST, 100)])
def test_the_qr_code_can_be_scanned(claim: Claim, dpi: int, poppler: Callable[..., bytes]) -> None:
    from PIL import Image

    zxingcpp = pytest.importorskip("zxingcpp")
    picture = poppler("pdftoppm", render(claim), "-r", str(dpi))
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert [code.text for code in found] == [CLAIM.number]
