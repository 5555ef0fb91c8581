"""Who grants credit and who learns: which statement is printed, and for whom AMA credit is meant."""

import pytest

from ce_tui.credit.parties import Learner, Organization, is_physician, unsaid_profession


@pytest.mark.parametrize("profession", ["MD", "M.D.", "md, PhD", "DO", "d.o.", "MBBS", "MB/MD", "MBChB", "Physician"])
def test_physicians_and_their_equals(profession: str) -> None:
    assert is_physician(profession)


@pytest.mark.parametrize("profession", ["", "RN", "PhD", "PharmD", "MDiv", "PA-C", "Physicians' assistant", "Dodo"])
def test_those_for_whom_ama_credit_is_not_meant(profession: str) -> None:
    assert not is_physician(profession)


@pytest.mark.parametrize(
    ("type", "profession", "told"),
    [
        ("ama", "", "Not set. The certificate is worded for MD and DO."),
        ("ama", "RN", ""),
        ("ancc", "", ""),
    ],
)
def test_before_a_claim_it_is_told_that_nobody_said_a_profession(type: str, profession: str, told: str) -> None:
    assert unsaid_profession(type, profession) == told


def test_a_credit_type_has_its_own_statement_or_that_of_all() -> None:
    acme = Organization(
        "acme", "Acme", accreditation="Accredited.", accreditations=(("ama", "By ACCME."), ("hours", ""))
    )
    assert [acme.statement(type) for type in ("ama", "ancc", "hours")] == ["By ACCME.", "Accredited.", ""]


def test_an_address_is_a_wish_until_somebody_confirms_it() -> None:
    assert not Learner("kim", email="kim@example.org").email_confirmed
