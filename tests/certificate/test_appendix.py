"""The pages that tell how a credit was earned: whole, in their places, each saying whose they are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from ce_tui.certificate import CertificateError, render
from ce_tui.certificate import appendix as layout
from ce_tui.certificate.wording import explanation
from ce_tui.credit.model import Claim, Explanation, Revocation

from .conftest import APPENDIX, CLAIM, Shown, make_claim, printed, read, squeezed

LONG = "Pulmonary embolism in pregnancy, from the first suspicion to the last follow-up visit and beyond it; " * 5
REVOKED = Revocation(datetime(2027, 1, 5, 2, tzinfo=UTC), "Attendance of another person.")


def content(title: str, lines: int, why: str = "complete since 3 Dec 2026, 09:20: 60 min together.") -> Explanation:
    return Explanation(
        title, why, tuple(f"3 Dec 2026, 09:{n:02d}: watched, {n}:00 to {n}:30, all of it new" for n in range(lines))
    )


def filled(*lines: int) -> tuple[Explanation, ...]:
    """As many contents, each with so many lines, and the sums."""
    return (*(content(f"Content {at}", count) for at, count in enumerate(lines)), *APPENDIX[1:])


CLAIMS = {
    "one line": make_claim(appendix=APPENDIX),
    "many": make_claim(appendix=filled(3, 25, 0, 40, 7, 2, 13, 60)),
    "letter, revoked": make_claim(appendix=filled(50, 9), organization={"paper": "letter"}, revocation=REVOKED),
    "long": make_claim(
        appendix=(
            Explanation("x" * 500, "y" * 9000, ("z " * 3000, LONG)),
            *(content(LONG[:500], 30, LONG) for _ in range(3)),
            Explanation("Nothing more", ""),
        ),
        name=("Wolfgang Amadeus " * 40)[:500],
        credit={"title": LONG[:500]},
        organization={"name": LONG},
        revocation=Revocation(REVOKED.at, LONG),
    ),
}


def texts(claim: Claim) -> list[str]:
    return [text for part in explanation(claim) for text in (part.what, part.why, *part.lines) if text]


@pytest.mark.parametrize("name", ["one line", "many", "letter, revoked"])
def test_everything_kept_can_be_read_back_in_order(name: str, poppler: Callable[..., bytes]) -> None:
    claim = CLAIMS[name]
    data = render(claim)
    pages = [printed(data, at) for at in range(1, len(read(data).pages))]
    for said in (" ".join(pages), " ".join(poppler("pdftotext", data, "-raw", "-f", "2").decode().split())):
        place = 0
        for text in texts(claim):
            place = said.index(text, place) + len(text)
    assert pages[0].count("America/New_York") == 1
    assert "America/New_York" not in "".join(pages[1:])


@pytest.mark.parametrize("name", ["one line", "many", "letter, revoked"])
def test_each_page_says_whose_it_is_and_which_of_how_many(name: str) -> None:
    claim = CLAIMS[name]
    data = render(claim)
    count = len(read(data).pages) - 1
    assert printed(data) == printed(render(replace(claim, appendix=())))
    for at in range(1, count + 1):
        said = printed(data, at)
        assert all(text in said for text in (claim.name, claim.number, claim.credit.title, claim.organization.name))
        assert (f"Appendix, page {at} of {count}" in said) == (count > 1)
        assert ("Appendix" in said) == (count > 1)
        assert said.count("REVOKED") == (2 if claim.revocation else 0)
        assert (layout.HEADING in said) == (at == 1)


def test_a_claim_that_keeps_nothing_has_one_page() -> None:
    assert len(read(render(CLAIM)).pages) == 1


@pytest.mark.parametrize("name", CLAIMS)
def test_nothing_leaves_its_place(name: str, shown: list[Shown]) -> None:
    """Upright pages; each line within the margins, those of the text one under another and above the page number."""
    reader = read(render(CLAIMS[name]))
    for at, page in enumerate(reader.pages[1:], 2):
        wide, high = (float(side) for side in page.mediabox[2:])
        assert wide < high
        lines = [line for line in shown if line.page == at]
        for line in lines:
            assert line.left >= layout.SIDE - 0.01
            assert line.right <= wide - layout.SIDE + 0.01
            assert line.size >= 6
        body = [line for line in lines if line.y <= high - layout.BOTTOM]
        assert [line.text for line in lines if line not in body] == [
            f"Appendix, page {at - 1} of {len(reader.pages) - 1}"
        ] * (len(reader.pages) > 2)
        for before, after in pairwise(line for line in body if not line.text.startswith("Certificate")):
            assert after.y - before.y >= after.size * 1.05


def test_every_character_of_long_texts_is_there() -> None:
    data = render(CLAIMS["long"])
    said = squeezed("".join(printed(data, at) for at in range(1, len(read(data).pages))))
    assert said.count("x") >= 500
    assert said.count("y") >= 6000
    assert said.count("z") >= 3000
    assert said.count(squeezed(LONG)) >= 4


@pytest.mark.parametrize("lines", range(36, 64, 2))
def test_no_heading_stands_at_the_foot_of_a_page(lines: int, shown: list[Shown]) -> None:
    """Whatever the first content leaves of a page; and what goes on on the next one says whose it is."""
    render(make_claim(appendix=filled(lines, 3, 3, 3, 3, 0, 0)))
    pages = [[line.text for line in shown if line.page == at] for at in range(2, shown[-1].page + 1)]
    for before, after in pairwise(pages):
        foot, first = before[-2], after[4]  # above the page number, below the head
        assert not foot.startswith(("Content", "Progress", "Claimed"))
        if first.startswith("(continued)"):
            title = first.removeprefix("(continued) ")
            assert title in before
            assert after[5].startswith("3 Dec 2026")
        else:
            assert first.startswith(("Content", "Progress", "Claimed"))


@pytest.mark.parametrize("text", ["{nb}", "**bold**", "a\\b (c) ) ( \\)", "%PDF ]TJ ET", "<b>x</b>", "[x](http://x)"])
def test_texts_are_only_text(text: str) -> None:
    data = render(make_claim(appendix=(Explanation(text, f"A {text}", (f"3 Dec: {text}",)),)))
    said = printed(data, 1)
    assert said.count(text) == 3
    assert "/Annots" not in read(data).pages[1]


def test_controls_and_bidi_overrides_do_not_reach_the_page() -> None:
    data = render(make_claim(appendix=(Explanation("a\x1b[31mb\u202ec", "d\x00\u2028e", ("f\u200bg\nh",)),)))
    assert "a [31mbc D e fg h" in printed(data, 1)


SCRIPTS = ("Łukasz Żak", "Ελένη Παπά", "Иван Петров", "محمد علي", "שרה כהן", "佐藤さくら", "김민수", "राजेन्द्र प्रसाद")


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_can_be_read_back(name: str) -> None:
    if any("\u2e80" <= char <= "\uffef" for char in name):
        pytest.importorskip("noto_cjk_sans_otc")
    data = render(make_claim(name=name, credit={"title": name}, appendix=(Explanation(name, name, (name,)),)))
    assert squeezed(printed(data, 1)).count(squeezed(name)) == 5


def test_a_pictograph_without_a_font_is_left_out() -> None:
    part = Explanation("Sepsis 🚑 ไทย", "x 🚑 y", ("🚑 z 𐎠",))
    assert "Sepsis ไทย X y z 𐎠" in printed(render(make_claim(appendix=(part,))), 1)


@pytest.mark.usefixtures("without_cjk")
@pytest.mark.parametrize(
    "part", [Explanation("敗血症", ""), Explanation("x", "敗血症"), Explanation("x", "y", ("敗血症",))]
)
def test_without_the_extra_the_error_names_it(part: Explanation) -> None:
    with pytest.raises(CertificateError, match="pip install noto-cjk-sans-otc brings it"):
        render(make_claim(appendix=(part,)))
