"""Revoking and reissuing by command, and one shape in JSON for one thing, whichever command prints it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from tests.commands.conftest import ASKED, Ce


@pytest.fixture
def claimed(loaded: Ce) -> str:
    loaded.learned("airway", "short")
    return str(loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada Łuczak", "--json").json["number"])


def pdf(loaded: Ce, number: str) -> str:
    path = Path(loaded.good("certificate", number, "--out", loaded.folder / number, "--json").json["path"])
    return " ".join(PdfReader(path).pages[0].extract_text().split())


def test_a_certificate_is_revoked_with_the_reason(loaded: Ce, claimed: str) -> None:
    said = loaded("revoke", claimed)
    assert (said.code, said.out) == (2, "")
    assert "--reason" in said.err
    out = loaded.good("revoke", claimed, "--reason", "Recorded for another.").out
    assert "Revoked: 1 Jun 2026: Recorded for another.\nGiven back: nothing; --return lets" in out
    assert loaded.good("show", "parts", "--json").json["claimed"] == "0.50"
    again = loaded("revoke", claimed, "--reason", "x")
    assert (again.code, again.err) == (2, f"Certificate {claimed} has already been revoked.\n")
    back = loaded.good("revoke", claimed, "--return").out
    assert "Revoked: 1 Jun 2026: Recorded for another.\nGiven back: 0.50 credits, which can be claimed again\n" in back
    assert loaded.good("show", "parts", "--json").json["claimed"] == "0.00"
    assert "REVOKED on June 1, 2026: Recorded for another." in pdf(loaded, claimed)
    assert "Its amount can be claimed again." in loaded.good("certificate", claimed).out


@pytest.mark.parametrize("reason", ["𞤀𞤣𞤤", "Wrong 🎓", "Wrong \ue000"])
def test_a_reason_that_cannot_be_printed_is_told_before(loaded: Ce, claimed: str, reason: str) -> None:
    said = loaded("revoke", claimed, "--reason", reason)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("The certificate cannot show the reason as it is: ")
    assert said.err.endswith(" Nothing was revoked.\n")
    assert loaded.good("revoke", claimed, "--reason", "Für jemand anderen, ผิด").out
    assert "Für jemand anderen, ผิด" in pdf(loaded, claimed)


def test_a_certificate_is_issued_anew(loaded: Ce, claimed: str) -> None:
    before = pdf(loaded, claimed)
    assert loaded("reissue", claimed, "--name", "Ada King").code == 2
    made = loaded.good("reissue", claimed, "--name", "Ada King", "--reason", "Married.", "--by", "Grace", "--json").json
    assert (made["name"], made["amount"], made["part"]) == ("Ada King", "0.50", 1)
    assert made["reissue"] == {"of": claimed, "at": "2026-06-01T14:00:00+02:00", "reason": "Married.", "by": "Grace"}
    old, new = pdf(loaded, claimed), pdf(loaded, made["number"])
    assert f"SUPERSEDED on June 1, 2026 by certificate {made['number']}" in old
    assert "Ada Łuczak" in old
    assert "SUPERSEDED" not in new + before
    assert "Ada King" in new
    assert f"Issued on June 1, 2026 in the place of certificate {claimed}" in new
    assert f"Superseded: 1 Jun 2026, by {made['number']}" in loaded.good("certificate", claimed).out
    assert f"in the place of {claimed}: Married." in loaded.good("show", "parts").out
    assert loaded.good("list", "--certificates", "--json").json["certificates"]["claims"] == [made]
    said = loaded("reissue", claimed, "--reason", "x")
    assert (said.code, said.out) == (2, "")
    assert made["number"] in said.err
    assert "Superseded: on 1 Jun 2026, 14:00 by" in loaded.good("explain", claimed).out
    assert "Issued anew: on 1 Jun 2026, 14:00 by Grace in the place of" in loaded.good("explain", made["number"]).out


@pytest.mark.parametrize("command", ["revoke", "reissue"])
def test_a_number_that_is_none_or_not_here_is_told(loaded: Ce, claimed: str, command: str) -> None:
    mistyped = claimed[:-1] + ("Y" if claimed.endswith("X") else "X")
    for number, why in ((mistyped, "is not a certificate number"), ("AAAA-AAAA-AAAA-X", ""), ("x", "")):
        said = loaded(command, number, "--reason", "x")
        assert (said.code, said.out) == (2, "")
        assert why in said.err


def test_a_name_no_font_can_print_is_told_before_it_is_issued(loaded: Ce, claimed: str) -> None:
    said = loaded("reissue", claimed, "--name", "Ada \U0001f600", "--reason", "x")
    assert (said.code, said.out) == (2, "")
    assert "\U0001f600" in said.err


# --- shapes -------------------------------------------------------------------------------------------------------


def shapes(value: Any, name: str = "") -> Iterator[tuple[str, object]]:
    """Every name in a JSON value with the shape of what it holds: keys for an object, its type for the rest."""
    if isinstance(value, dict):
        if name not in ("answers", "reasons", "origin"):
            yield name, frozenset(value)
            for key, inner in value.items():
                yield from shapes(inner, key)
    elif isinstance(value, list):
        yield name, list
        for inner in value:
            yield from shapes(inner, f"{name} each")
    elif value is not None:
        yield name, type(value)


def test_one_thing_has_one_shape_in_all_commands(loaded: Ce) -> None:
    loaded.learned("airway", "short")
    part = loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada", "--json").json
    claims = [part, *(loaded.good(*asked, "--json").json for asked in (ASKED, ("claim", "elsewhere")))]
    number = loaded.good("reissue", part["number"], "--reason", "Lost.", "--json").json["number"]
    revoked = loaded.good("revoke", claims[1]["number"], "--reason", "Wrong.", "--return", "--json").json
    told = [
        *claims,
        revoked,
        *(loaded.good("show", credit, "--json").json for credit in ("parts", "asked", "elsewhere", "later", "over")),
        *(loaded.good("certificate", one, "--json").json for one in (part["number"], number, claims[2]["number"])),
        *(loaded.good("explain", one, "--json").json for one in ("parts", number)),
        loaded.good("list", "--json").json,
        loaded.good("list", "--all", "--json").json,
        loaded.good("learners", "--json").json,
        loaded.good("where", "--json").json,
    ]
    found: dict[str, set[object]] = {}
    for value in told:
        for name, shape in shapes(value):
            found.setdefault(name, set()).add(shape)
    for name in ("organization", "certificate", "revoked", "reissue", "superseded", "claim", "claims each"):
        assert found[name], name
    # Each command has its own object, `explain` the ledger of a content, a question what it has; totals count claims.
    loose = {"", "contents each", "questions each", "claims"}
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1 and name not in loose} == {}
    assert found["certificate"] == {frozenset({"kind", "url", "text"})}


def test_a_claim_is_the_same_wherever_it_is_printed(loaded: Ce) -> None:
    loaded.learned("airway")
    made = loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada", "--json").json
    rest = {name: made.pop(name) for name in ("remaining", "final")}
    assert set(rest) == {"remaining", "final"}
    assert loaded.good("show", "parts", "--json").json["claims"] == [made]
    assert loaded.good("list", "--certificates", "--json").json["certificates"]["claims"] == [made]
    assert loaded.good("certificate", made["number"], "--json").json["claim"] == made
    assert loaded.good("explain", made["number"], "--json").json["claim"] == made
