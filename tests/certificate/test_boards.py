"""Certificates say what their board asks for; those of before say what they said."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ce_tui.certificate import render
from ce_tui.certificate.wording import wording
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Claim
from ce_tui.credit.parties import is_physician
from ce_tui.credit.types import credit_type

from .conftest import make_claim, printed

NASBA: dict[str, Any] = {
    "type": credit_type("nasba", activity="group", step=Amount(200)),
    "amount": Amount(3000),
    "format": "Group Live",
    "location": "Prairie Hall, Springfield",
    "fields_of_study": (("Taxes", Amount(2000)), ("Regulatory Ethics", Amount(1000))),
}
SPONSOR = {"address": "100 Prairie Avenue, Springfield, IL 62701", "sponsor_id": "103456", "accreditation": ""}


def of(type: str, **changes: Any) -> Claim:
    """A claim of now, whole, of that credit type."""
    amount = Amount(1000) if type != "iacet" else Amount(100)
    credit = {"type": credit_type(type), "amount": amount} | changes.pop("credit", {})
    return make_claim(credit=credit, **({"complete": True, "amount": credit["amount"]} | changes))


def test_a_physician_is_awarded_credit_and_others_have_participated() -> None:
    for profession in ("MD", "M.D., FACP", "D.O.", "MD PhD", "mbbs", ""):
        said = printed(render(of("ama", profession=profession)))
        assert "has completed Difficult Airway: a Practical Update and is awarded 1.00 AMA PRA" in said
    for profession in ("RN", "PA-C", "Nurse", "PharmD", "DMD", "DNP"):
        said = printed(render(of("ama", profession=profession)))
        assert "Certificate of Participation" in said
        assert "has participated in Difficult Airway: a Practical Update an activity designated for 1.00 AMA" in said
        assert "is awarded" not in said
    assert is_physician("Physician")
    assert not is_physician("Physical therapist")


def test_only_ama_credit_asks_for_the_profession() -> None:
    assert "and is awarded 1.00 ANCC contact hour" in printed(render(of("ancc", profession="RN")))


def test_a_part_of_an_activity_that_was_designated_says_how_much() -> None:
    said = wording(of("ama", profession="RN", amount=Amount(250), complete=False))
    assert (said.amount, said.awards) == ("1.00 AMA PRA Category 1 Credit™", "an activity designated for")
    assert said.part == "Part 1: 0.25 of 1.00 AMA PRA Category 1 Credit™"


def test_nasba_has_its_elements() -> None:
    said = printed(render(of("nasba", credit=NASBA, organization=SPONSOR)))
    for part in (
        "100 Prairie Avenue, Springfield, IL 62701",
        "Delivery method",
        "Group Live",
        "Prairie Hall, Springfield",
        "Taxes: 2.0, Regulatory Ethics: 1.0",
        "Sponsor number 103456",
        "3.0 NASBA CPE credits",
        "In accordance with the standards of the National Registry of CPE Sponsors, CPE credits have been granted "
        "based on a 50-minute hour.",
        "Grace Hopper, MD, PhD",
    ):
        assert part in said


def test_the_fields_of_study_never_come_to_more_than_was_claimed() -> None:
    part = of("nasba", credit=NASBA, organization=SPONSOR, amount=Amount(1200), complete=False)
    assert wording(part).fields_of_study == "Taxes, Regulatory Ethics"
    one = NASBA | {"fields_of_study": (("Taxes", Amount(3000)),)}
    assert wording(of("nasba", credit=one, amount=Amount(1200), complete=False)).fields_of_study == "Taxes: 1.2"


def test_acpe_is_a_record_and_no_statement_of_credit() -> None:
    said = printed(render(of("acpe", credit={"uan": "1234-0000-26-001-L01-P"})))
    assert "Record of Participation" in said
    assert "Certificate of" not in said
    assert "Universal Activity Number 1234-0000-26-001-L01-P" in said
    assert "The official statement of credit comes from CPE Monitor, to which the credit is sent within 60 days" in said


def test_each_type_has_its_own_statement() -> None:
    own = {"accreditation": "For all.", "accreditations": (("ama", "For physicians."), ("ancc", "For nurses."))}
    said = {type: printed(render(of(type, organization=own))) for type in ("ama", "ancc", "iacet")}
    assert "For physicians." in said["ama"]
    assert "For nurses." in said["ancc"]
    assert "physicians." not in said["ancc"]
    assert "For all." in said["iacet"]
    assert "For all." not in said["ama"] + said["ancc"]


def test_a_credit_without_a_format_says_none() -> None:
    said = printed(render(of("ama", credit={"format": ""})))
    assert "Format" not in said
    assert "designates this activity for a maximum of" in said


@pytest.mark.parametrize("type", ["ama", "acpe", "nasba", "ancc"])
def test_a_claim_of_before_is_worded_as_then(type: str) -> None:
    before = of(type, complete=None, credit={"format": "activity"})
    said = wording(before)
    assert (said.heading, said.deed, said.awards) == ("Certificate of Completion", "has completed", "and is awarded")
    assert (said.format_label, said.format) == ("Format", "activity")
    assert {said.location, said.fields_of_study, said.uan, said.sponsor_id, said.address} == {""}


def test_all_of_it_fits_on_the_page(shown: list[Any]) -> None:
    long = "Prairie Hall and many more rooms of the convention center of Springfield, " * 4
    claim = of(
        "nasba",
        credit=NASBA | {"location": long[:300], "uan": "1234-0000-26-001-L01-P", "title": long},
        organization=SPONSOR | {"address": long[:300], "accreditation": long * 3, "paper": "letter"},
        completed_at=datetime(2026, 11, 30, 18, tzinfo=UTC),
        license="NY 104",
    )
    render(claim)
    assert all(36 < line.left < line.right < 792 - 36 and 36 < line.y < 612 - 36 for line in shown)
