"""What each board asks for on a certificate, told with the line to add; what it forbids is an error."""

import json
from pathlib import Path
from typing import Any

import pytest

from ce_tui.catalog import Catalog, CatalogError, Policy, read, read_text
from ce_tui.catalog.boards import NASBA_FIELDS, of_schedule
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import CertificateKind
from ce_tui.credit.types import credit_type

ADDRESS = "address: 1 Main Street"
SIGNED = "signatory: { name: Grace Hopper }"
GOOD = {
    "ama": (["accreditation: By the council."], ["format: live activity"]),
    "ancc": (["accreditation: By the center.", ADDRESS], []),
    "iacet": (["accreditation: By the association."], []),
    "nasba": ([ADDRESS, "sponsor_id: 103456", SIGNED], ["format: QAS Self Study", "fields_of_study: Taxes"]),
    "acpe": ([], []),
    "hours": ([], []),
}
AMOUNTS = {"nasba": "1", "iacet": "0.1", "acpe": "0.1"}


def catalog(type: str, organization: list[str], credit: list[str]) -> str:
    owner = "".join(f"  {line}\n" for line in ("id: o", "name: Org", "zone: Europe/Berlin", *organization))
    lines = ("id: c", "title: A title", f"type: {type}", f"amount: {AMOUNTS.get(type, '1')}", *credit)
    entry = "".join(f"{'  - ' if not at else '    '}{line}\n" for at, line in enumerate(lines))
    film = '{ kind: video, id: f, title: F, length: 60 min, url: "https://example.org/f.mp4" }'
    return f"organization:\n{owner}credits:\n{entry}    contents:\n      - {film}\n"


def told(type: str, organization: list[str], credit: list[str]) -> list[str]:
    return [warning.split(": ", 1)[1] for warning in read_text(catalog(type, organization, credit), "x.yaml").warnings]


def refused(type: str, organization: list[str], credit: list[str]) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_text(catalog(type, organization, credit), "x.yaml")
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize("type", GOOD)
def test_what_has_all_that_its_board_asks_for_is_fine(type: str) -> None:
    assert told(type, *GOOD[type]) == []


@pytest.mark.parametrize(
    ("type", "without", "said"),
    [
        ("ama", "accreditation", "AMA asks for the statement of the accredited provider"),
        ("ama", "format", "AMA asks for a learning format of its list"),
        ("ancc", "accreditation", "ANCC asks for the statement of the accredited provider"),
        ("ancc", "address", "ANCC asks for the provider's address"),
        ("iacet", "accreditation", "IACET asks for the statement of the accredited provider"),
        ("nasba", "address", "NASBA asks for the provider's address"),
        ("nasba", "sponsor_id", "NASBA asks for the sponsor's number"),
        ("nasba", "signatory", "NASBA asks for the signature"),
        ("nasba", "format", "NASBA asks for the delivery method"),
        ("nasba", "fields_of_study", "NASBA asks for the credits by field of study"),
    ],
)
def test_what_is_missing_is_told_with_the_line_to_add(type: str, without: str, said: str) -> None:
    organization, credit = ([line for line in lines if not line.startswith(without)] for lines in GOOD[type])
    (warning,) = told(type, organization, credit)
    assert warning.startswith(said)
    line = warning.split("`")[1]
    of_organization = "Add to the organization: " in warning
    # The line can be added as it stands; then nothing is missing.
    again = ([*organization, line], credit) if of_organization else (organization, [*credit, line])
    assert told(type, *again) == []
    assert told(type, organization, [*credit, "certificate: none"]) == []


def test_what_several_credits_miss_of_the_organization_is_told_once() -> None:
    text = catalog("ancc", [ADDRESS], [])
    second = text[text.index("  - id: c") :].replace("id: c", "id: d").replace("id: f", "id: g")
    assert len(read_text(text + second, "x.yaml").warnings) == 1


@pytest.mark.parametrize(
    ("type", "credit", "said"),
    [
        ("nasba", ["format: on-demand webinar"], "NASBA takes no delivery method “on-demand webinar”."),
        ("nasba", ["format: QAS Self Study", "fields_of_study: Knitting"], "NASBA has no field of study “Knitting”."),
        ("nasba", ["fields_of_study: { Taxes: 0.6, Finance: 0.2 }"], "The fields of study come to 0.8, the amount is"),
        ("acpe", ["certificate: local", "uan: 1234"], "`uan` is not a universal activity number"),
        ("acpe", ["certificate: local", "designation: This statement of credit counts."], "Only CPE Monitor gives"),
        ("ancc", ["designation: This gives 1 CEU."], "ANCC awards contact hours, never CEU."),
        ("ancc", ["format: 0.1 CEUs, live"], "ANCC awards contact hours, never CEU."),
    ],
)
def test_what_a_board_forbids_is_refused(type: str, credit: list[str], said: str) -> None:
    organization, _ = GOOD[type]
    assert any(message.startswith(said) for message in refused(type, organization, credit))
    if "certificate: local" not in credit and "come to" not in said:  # nothing of it is printed then
        assert told(type, organization, [*credit, "certificate: none"]) == []


def test_a_statement_may_not_say_ceu_either() -> None:
    assert refused("ancc", ["accreditation: Gives CEU.", ADDRESS], []) == [
        "ANCC awards contact hours, never CEU. Write contact hours."
    ]


@pytest.mark.parametrize("uan", ["1234-0000-26-001-L01-P", "0017-9999-26-114-h04-t"])
def test_pharmacists_get_their_statement_from_cpe_monitor(uan: str) -> None:
    (credit,) = read_text(catalog("acpe", [], [f"uan: {uan}"]), "x.yaml").credits
    assert credit.uan == uan.upper()
    assert credit.certificate.kind is CertificateKind.EXTERNAL
    assert "CPE Monitor" in credit.certificate.text
    assert "60 days" in credit.certificate.text
    (warning,) = told("acpe", [], [f"uan: {uan}", "certificate: local"])
    assert "only a record of participation" in warning
    assert any(
        "ACPE asks for the universal activity number" in text for text in told("acpe", [], ["certificate: local"])
    )


def test_fields_of_study_and_the_room_come_out() -> None:
    organization, _ = GOOD["nasba"]
    fields = "fields_of_study: { Taxes: 0.6, Regulatory Ethics: 0.4 }"
    (credit,) = read_text(catalog("nasba", organization, ["format: group live", "location: Hall", fields]), "x").credits
    assert credit.fields_of_study == (("Taxes", Amount(600)), ("Regulatory Ethics", Amount(400)))
    assert credit.location == "Hall"
    (warning,) = told("nasba", organization, ["format: QAS Self Study", fields, "partial: yes"])
    assert "how much of each field of study" in warning
    unlike, warning = told("nasba", organization, ["format: Group Live", "fields_of_study: Taxes"])
    assert "Write `type: { id: nasba, step: 0.2, activity: group }`." in unlike
    assert "NASBA asks for the location" in warning
    assert len(NASBA_FIELDS) == len(set(NASBA_FIELDS))


@pytest.mark.parametrize(
    ("activity", "method", "activity_to_write"),
    [
        ("group", "QAS Self Study", "self-study"),
        ("self-study", "Group Internet Based", "group"),
        ("self-study", "Group Live", "group"),
        ("group", "Group Internet Based", ""),
        ("group", "Blended Learning", ""),
        ("self-study", "QAS Self Study", ""),
    ],
)
def test_a_delivery_method_counts_the_minutes_of_its_activity(
    activity: str, method: str, activity_to_write: str
) -> None:
    organization, _ = GOOD["nasba"]
    text = catalog("nasba", organization, [f"format: {method}", "location: Hall", "fields_of_study: Taxes"])
    text = text.replace("type: nasba", f"type: {{ id: nasba, step: 0.2, activity: {activity} }}")
    found = [warning for warning in read_text(text, "x.yaml").warnings if "counts other minutes" in warning]
    assert [f"activity: {activity_to_write} }}" in warning for warning in found] == [True] * bool(activity_to_write)


def test_one_statement_for_several_boards_is_told() -> None:
    text = catalog("ama", ["accreditation: For physicians.", ADDRESS], ["format: live activity"])
    nursing = catalog("ancc", [], []).partition("credits:\n")[2].replace("id: c", "id: d").replace("id: f", "id: g")
    (warning,) = read_text(text + nursing, "x.yaml").warnings
    assert warning.startswith("x.yaml:5:18: The same statement is printed on certificates of AMA and ANCC.")
    own = text.replace("accreditation: For physicians.", "accreditations: { ama: For physicians., ancc: For nurses. }")
    read_own = read_text(own + nursing, "x.yaml")
    assert read_own.warnings == ()
    assert [read_own.organization.statement(credit.type.id) for credit in read_own.credits] == [
        "For physicians.",
        "For nurses.",
    ]


def test_a_credit_without_a_format_has_none() -> None:
    (credit,) = read_text(catalog("hours", [], []), "x.yaml").credits
    assert credit.format == ""


@pytest.mark.parametrize(
    ("type", "lacking"),
    [("ama", "`accreditation`"), ("nasba", "`address`, `sponsor_id`, `signatory`, `fields_of_study`"), ("hours", "")],
)
def test_a_schedule_says_what_it_cannot_say(tmp_path: Path, type: str, lacking: str) -> None:
    found = scheduled(tmp_path, type)
    assert not any("asks for" in warning for warning in found.warnings)
    assert (f"asks for: {lacking}. Only a YAML catalog" in of_schedule(found)) == bool(lacking)
    assert {credit.location for credit in found.credits} == {"Hall 1"}


def test_a_schedule_points_pharmacists_to_cpe_monitor(tmp_path: Path) -> None:
    assert {credit.certificate.kind for credit in scheduled(tmp_path, "acpe").credits} == {CertificateKind.EXTERNAL}


def scheduled(folder: Path, type: str) -> Catalog:
    talk: dict[str, Any] = {"id": 1, "guid": "g", "title": "Talk", "date": "2026-05-01T10:00:00+02:00"}
    talk |= {"start": "10:00", "duration": "02:00", "room": "Hall 1"}
    days = [{"index": 1, "date": "2026-05-01", "rooms": {"Hall 1": [talk]}}]
    path = folder / "schedule.json"
    path.write_text(json.dumps({"schedule": {"conference": {"title": "Days", "acronym": "d", "days": days}}}))
    return read(path, policy=Policy(credit_type(type)))
