"""From a catalog or a schedule to a certificate, all by commands."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.commands.conftest import CATALOG, DATA, NOW, Ce, catalog

from ce_tui.certificate import render
from ce_tui.store import Store


def test_from_a_catalog_to_a_certificate(ce: Ce) -> None:
    file = catalog(ce)
    assert ce.good("check", file).out == f"{file} is fine: 10 credits.\n"
    assert not ce.store.exists()
    assert "Added: 10 credits" in ce.good("import", file).out
    assert "Unchanged: 10 credits" in ce.good("import", file).out

    first = ce.good("list").out
    assert "In Progress: 9 credits" in first
    assert "In parts [@click=app.quit]\nId: parts\nAmount: 1.50 AMA PRA Category 1 Credits™\n" in first
    assert "Progress: 0 min of 90 min, 0 %" in first
    assert "Hidden" not in first
    assert "Ready to Claim: 0 credits" in first
    assert "Certificates: 0 claims" in first

    ce.learned("airway")
    ready = ce.good("list", "--ready").out
    assert "Can be claimed: 1.00 credit\n" in ready
    assert "In Progress" not in ready
    part = ce.good("claim", "parts", "--amount", "0.75", "--name", "Ada Łuczak").out
    assert "Claimed: 0.75 AMA PRA Category 1 Credits™\n" in part
    assert "Name: Ada Łuczak\n" in part
    assert "Remaining: 0.75 credits, which can be claimed as far as it is earned\n" in part
    number = re.search(r"ce-tui certificate (\S+)", part)
    assert number is not None

    saved = ce.good("certificate", number[1].lower().replace("-", " "), "--out", ce.folder / "proof").out
    path = Path(saved.removeprefix("Saved: ").strip())
    assert path.parent == ce.folder / "proof"
    assert path.read_bytes().startswith(b"%PDF-")
    assert ce.good("certificate", number[1], "--out", path.parent).out == saved  # the same file, not a second one

    claims = ce.good("list", "--certificates").out
    assert "Certificates: 1 claim\nTotal 2026: 0.75 AMA PRA Category 1 Credits™ in 1 claim\n" in claims
    assert "Amount: 0.75 AMA PRA Category 1 Credits™, part 1 of 1.50 credits\nDate of activity: " in claims
    assert "\nClaimed: 1 Jun 2026\n" in claims

    ce.learned("short")
    rest = ce.good("claim", "parts", "--amount", "0.75").out  # the name is known by now
    assert "Remaining: nothing; the whole credit is claimed" in rest
    again = ce("claim", "parts")
    assert again.code == 2
    assert number[1] in again.err


def test_certificates_go_to_downloads_by_themselves(loaded: Ce) -> None:
    loaded.learned("airway")
    number = loaded.good("claim", "parts", "--amount", 1, "--name", "Ada", "--json").json["number"]
    assert loaded.good("certificate", number).out == f"Saved: {Path.home() / 'Downloads' / f'CE-{number}.pdf'}\n"


def test_certificates_that_are_kept_elsewhere_or_nowhere(loaded: Ce) -> None:
    loaded.learned("airway")
    claimed = loaded.good("claim", "elsewhere", "--name", "Ada")
    assert "Look into your transcript.\nLink: https://example.org/ceu\n" in claimed.out
    number = loaded.good("list", "--certificates", "--json").json["certificates"]["claims"][0]["number"]
    said = loaded.good("certificate", number).out
    assert said == f"Certificate {number}. Look into your transcript.\nLink: https://example.org/ceu\n"
    number = loaded.good("claim", "unproved", "--json").json["number"]
    assert "No certificate is issued" in loaded.good("certificate", number).out
    assert loaded.good("certificate", number, "--json").json["path"] is None
    assert not (Path.home() / "Downloads").exists()


def test_a_revoked_claim_says_so(loaded: Ce) -> None:
    loaded.learned("airway")
    number = loaded.good("claim", "unproved", "--name", "Ada", "--json").json["number"]
    with Store(loaded.store, NOW) as store:
        store.certificates.revoke(number, "Wrong \x1b]0;person", NOW)
    assert "State: revoked" in loaded.good("list", "--certificates").out
    assert "Revoked: 1 Jun 2026: Wrong ]0;person" in loaded.good("certificate", number).out
    assert "Revoked: 1 Jun 2026" in loaded.good("show", "unproved").out
    assert loaded.good("certificate", number, "--json").json["claim"]["revoked"]["at"] == "2026-06-01T14:00:00+02:00"


def test_what_cannot_be_claimed_says_why(loaded: Ce) -> None:
    loaded.learned("short")
    for credit, reason in {
        "later": "All progress is made; it can be claimed from 4 Jun 2026.",
        "over": "The claim window was over after 28 May 2026",
        "hidden": "Will be released on 2 Jun 2026.",
        "whole": "In progress: 0 min of 60 min.",
    }.items():
        said = loaded("claim", credit, "--name", "Ada", "--answer", "attestation=agreed")
        assert (said.code, said.out) == (2, "")
        assert f"This credit cannot be claimed now. {reason}" in said.err
        assert reason in loaded.good("list", "--all").out


def test_listing_words_states_and_finds(loaded: Ce) -> None:
    every = loaded.good("list", "--all").out
    assert "All credits: 10 credits" in every
    assert "State: scheduled\nReason: Will be released on 2 Jun 2026." in every
    found = loaded.good("list", "--search", "łuczak PARTS"[:6]).out
    assert "In Progress: 6 credits" in found
    assert "Nothing is found for “zebra”" in loaded.good("list", "--search", "zebra").out


def test_showing_keeps_secrets(loaded: Ce) -> None:
    said = loaded.good("show", "nam/heard").out
    assert "Content 1 of 2: Session: Talk\nProgress: 0 of 60 min, not complete\n" in said
    assert "Starts: 31 May 2026, 09:00\nRoom: Hall 1\n" in said
    assert "PLUM" not in said + loaded.good("show", "heard", "--json").out
    asked = loaded.good("show", "asked").out
    assert "Question 5 of 10: Bias?\nId: bias\nKind: yes/no, required\nAnswers: yes, no\n" in asked
    assert "Asked: only if change is now" in asked


def test_nothing_there_yet_says_what_to_do(ce: Ce) -> None:
    assert "`ce-tui import FILE` loads" in ce.good("list").out
    assert ce.good("list", "--json").json["ready"] == {"count": 0, "credits": []}
    for command in (["show", "x"], ["claim", "x"], ["certificate", "0000-0000-0000-0"]):
        said = ce(*command)
        assert (said.code, said.out) == (2, "")
        assert f"There is no store at {ce.store} yet" in said.err
    assert not ce.store.exists()
    Store(ce.store, NOW).close()
    assert "Nothing has been loaded yet. `ce-tui import FILE` loads" in ce.good("list").out


def test_a_learner_nobody_knows_is_told_who_is_known(loaded: Ce) -> None:
    assert "nobody called" not in loaded.good("list").out  # nobody at all yet
    loaded.learned("airway", learner="grace")
    said = loaded.good("list").out
    assert said.startswith("The store knows nobody called ada yet; it knows grace. --learner chooses another.\n")
    assert "nobody called" not in loaded.good("list", "--learner", "grace").out


@pytest.mark.skipif(not DATA.exists(), reason="the real schedules are not here")
def test_a_real_schedule_per_session_and_whole(ce: Ce) -> None:
    file = DATA / "frab-camp2019.json"
    refused = ce("import", file)
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "--credit-type" in refused.err
    assert not ce.store.exists()
    each = ce.good("import", file, "--credit-type", "ama", "--acronym", "CME", "--json").json
    assert each["added"] > 70
    whole = ce.good(
        "import", file, "--credit-type", "ama", "--policy", "whole-event", "--opens", "at-once", "--json"
    ).json
    assert (whole["added"], whole["elsewhere"]) == (1, each["added"])
    rows = ce.good("list", "--all", "--json").json["all"]["credits"]
    assert max(float(row["amount"]) for row in rows) > 20
    assert ce.good("check", file, "--credit-type", "nasba", "--activity", "group").out.count("fine") == 1
    assert "a nano program is ten minutes" in ce("check", file, "--credit-type", "nasba", "--activity", "nano").err


@pytest.mark.skipif(not DATA.exists(), reason="the real schedules are not here")
def test_a_session_of_a_real_schedule_is_attended_claimed_and_printed(ce: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    ce.good("import", DATA / "frab-camp2019.json", "--credit-type", "hours", "--zone", "Europe/Berlin")
    (one, *_) = [row for row in ce.good("list", "--json").json["in_progress"]["credits"] if row["amount"] == "0.75"]
    with Store(ce.store, NOW) as store:
        key = store.credits.find(one["id"])
        for content in store.credits.view("ada", key, NOW).credit.contents:
            store.sessions.attend("ada", key, content.id, "", NOW)
    made = ce.good(
        "claim", one["id"], "--amount", "0.5", "--name", "Ada", "--answer", "attestation=agreed", "--json"
    ).json
    assert made["remaining"] == "0.25"
    assert Path(ce.good("certificate", made["number"], "--json").json["path"]).read_bytes().startswith(b"%PDF-")


def test_settings_of_a_schedule(ce: Ce) -> None:
    file = catalog(ce)
    for options, message in (
        (["--policy", "whole-event"], "--policy is for conference schedules and needs --credit-type"),
        (["--credit-type", "ama", "--step", "0.3"], "This credit type is not possible: "),
        (["--credit-type", "ama", "--step", "x"], "This credit type is not possible: "),
        (["--credit-type", "nasba", "--activity", "sport"], "unknown activity “sport”"),
        (["--credit-type", "ama", "--closes-after", "-1"], "must be a number of days"),
        (["--credit-type", "gold"], "invalid choice"),
    ):
        said = ce("check", file, *options)
        assert (said.code, said.out) == (2, "")
        assert message in said.err


def test_warnings_are_counted_and_the_first_ten_shown(ce: Ce) -> None:
    unused = "".join(f"  - {{kind: reading, id: r{n}, title: R, text: x}}\n" for n in range(12))
    file = catalog(ce, CATALOG.replace("credits:", f"{unused}credits:", 1))
    said = ce.good("import", file).out
    assert "12 warnings:\n" in said
    assert said.count("belongs to no credit") == 10
    assert "… and 2 more; --all-warnings shows them." in said
    assert ce.good("check", file, "--all-warnings").out.count("belongs to no credit") == 12
    assert len(ce.good("check", file, "--json").json["warnings"]) == 12


def test_a_certificate_tells_how_its_credit_was_earned(loaded: Ce) -> None:
    """In the words of `ce-tui explain` of that moment, whatever happens afterwards."""
    told = CATALOG.replace("    partial: yes\n", "    partial: yes\n    certificate: {kind: local, appendix: yes}\n", 1)
    loaded.good("import", catalog(loaded, told))
    loaded.learned("airway")
    explained = loaded.good("explain", "parts").out.splitlines()[1:-1]  # without the title, and what comes next
    number = loaded.good("claim", "parts", "--amount", 1, "--name", "Ada", "--json").json["number"]
    loaded.learned("short")
    path = Path(loaded.good("certificate", number, "--json").json["path"])
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages[1:]).split())
    for line in explained:
        for text in line.strip().split(": ", 1):
            assert text in said or text[:1].upper() + text[1:] in said
    assert "Claimed 1.00 credit of 1.50 credits on 1 Jun 2026, 14:00." in said


def test_a_reprint_is_what_was_printed_first(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even by a program that prints otherwise; a revoked one is printed anew, and that is kept as well."""
    loaded.learned("airway")
    number = loaded.good("claim", "parts", "--amount", 1, "--name", "Ada", "--json").json["number"]

    def printed() -> bytes:
        return Path(loaded.good("certificate", number, "--json").json["path"]).read_bytes()

    first = printed()
    with monkeypatch.context() as later:
        later.setattr("ce_tui.certificate.page.INK", (0.5, 0.5, 0.5))
        with Store(loaded.store, NOW) as store:
            assert render(store.certificates.claim(number)) != first == printed()
            store.certificates.revoke(number, "Wrong person", NOW)
        second = printed()
        assert second != first
    assert printed() == second


def test_with_two_organizations_lists_say_whose_a_credit_is(ce: Ce) -> None:
    ce.good("import", catalog(ce))
    assert "Organization:" not in ce.good("list", "--all").out
    other = ce.folder / "other.yaml"
    other.write_text(CATALOG.replace("id: nam", "id: sam").replace("Northwind Academy", "Southwind School"))
    ce.good("import", other)
    said = ce.good("list", "--all").out
    assert "Whole\nId: whole\nOrganization: Northwind Academy\n" in said
    assert "Whole\nId: whole\nOrganization: Southwind School\n" in said
    whose = [credit["organization"] for credit in ce.good("list", "--all", "--json").json["all"]["credits"]]
    assert {one["id"]: one["name"] for one in whose} == {"nam": "Northwind Academy", "sam": "Southwind School"}
