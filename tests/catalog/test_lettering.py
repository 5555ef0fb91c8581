"""What a certificate could not show is told when the file is read, with its place."""

import json
from pathlib import Path

import pytest

from ce_tui.catalog import Policy, read
from ce_tui.credit.types import credit_type

CATALOG = """\
organization:
  id: o
  name: Clinic ☃
  website: https://example.org
  signatory: { name: Grace, title: "☃ Dean" }
  accreditation: By ☃.
contents:
  - { id: text, kind: reading, title: Snow ☃, url: "https://example.org/t" }
credits:
  - { id: a, title: Lesson ☃ one, type: hours, amount: 1, contents: [text], format: live ☃ }
  - { id: b, title: Lesson ☃ two, type: hours, amount: 1, contents: [text], certificate: none }
  - id: c
    title: Three
    type: hours
    amount: 1
    contents: [text]
    designation: The $provider ☃
    certificate: { kind: local, appendix: yes }
"""


def lacking(text: str) -> str:
    return "no font here has ☃" if "☃" in text else ""


def warnings(folder: Path, text: str) -> list[str]:
    path = folder / "catalog.yaml"
    path.write_text(text, encoding="utf-8")
    found = read(path, lacking=lacking).warnings
    assert not any("cannot show" in warning for warning in read(path).warnings)
    return [warning.removeprefix(f"{path}:") for warning in found if "cannot show" in warning]


def test_each_text_that_is_printed_is_told_at_its_place(tmp_path: Path) -> None:
    end = " as it is: no font here has ☃."
    assert warnings(tmp_path, CATALOG) == [
        f"3:9: a certificate cannot show “Clinic ☃”{end}",
        f"6:18: a certificate cannot show “By ☃.”{end}",
        f"5:36: a certificate cannot show “☃ Dean”{end}",
        f"10:21: a certificate cannot show “Lesson ☃ one”{end}",
        f"10:85: a certificate cannot show “live ☃”{end}",
        f"17:18: a certificate cannot show “The $provider ☃”{end}",
        f"8:39: a certificate cannot show “Snow ☃”{end}",
    ]


def test_without_a_certificate_nothing_is_told(tmp_path: Path) -> None:
    nobody = CATALOG.replace("format: live ☃", "certificate: none").partition("  - id: c")[0]
    assert warnings(tmp_path, nobody) == []


def test_where_it_takes_place_and_its_fields_of_study_are_looked_at(tmp_path: Path) -> None:
    text = """\
organization: { id: o, name: O, zone: UTC }
contents:
  - { id: s, kind: session, title: S, length: 1 h, room: Hall ☃ }
credits:
  - { id: a, title: A, type: hours, amount: 1, contents: [s], fields_of_study: { Snow ☃: 1 } }
  - { id: b, title: B, type: hours, amount: 1, contents: [s], location: Here, fields_of_study: Ice ☃ }
"""
    end = " as it is: no font here has ☃."
    told = [warning.partition(" ")[2] for warning in warnings(tmp_path, text)]
    assert told == [f"a certificate cannot show “{what} ☃”{end}" for what in ("Snow", "Ice", "Hall")]
    elsewhere = text.partition("  - { id: b")[0].replace("contents: [s]", "contents: [s], location: There")
    assert not any("Hall" in warning for warning in warnings(tmp_path, elsewhere))


@pytest.mark.parametrize("many", [1, 2, 5])
def test_a_schedule_tells_each_lack_once(tmp_path: Path, many: int) -> None:
    talks = [
        {
            "id": at,
            "guid": f"guid-{at}",
            "title": f"Talk ☃ {at}",
            "date": f"2026-05-0{at}T10:00:00+02:00",
            "start": "10:00",
            "duration": "01:00",
            "room": "A ☃",
        }
        for at in range(1, many + 1)
    ]
    days = [{"index": 1, "date": "2026-05-01", "rooms": {"A": talks}}]
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps({"schedule": {"conference": {"title": "Snow", "acronym": "s", "days": days}}}))
    found = [w for w in read(path, policy=Policy(credit_type("hours")), lacking=lacking).warnings if "cannot show" in w]
    assert len(found) == 1
    assert "“Talk ☃ 1”" in found[0]
    assert "“A ☃”" in found[0]
    assert ("and others" in found[0]) == (many > 2)
