"""A claim keeps how it was earned, its certificate tells it where it shall, and nothing of it changes later."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.conftest import NOW, ORGANIZATION, PARTS, TALK, claim, dump, finish, watch

from ce_tui.certificate.wording import explanation
from ce_tui.credit.amount import Amount
from ce_tui.credit.explain import explain
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import CertificateRule, Claim, Credit, Explanation
from ce_tui.credit.types import credit_type
from ce_tui.store import Refused, Store

TOLD = replace(PARTS, id="told", certificate=CertificateRule(appendix=True))


@pytest.fixture
def told(store: Store) -> int:
    store.catalogs.load(ORGANIZATION, [TOLD])
    watch(store, "told", "airway", 0, 20, NOW - timedelta(hours=1))
    watch(store, "told", "airway", 10, 30, NOW)
    return store.credits.find("told")


def said(claim: Claim) -> dict[str, Explanation]:
    return {part.what: part for part in claim.appendix}


def test_the_explanation_of_the_moment_is_kept(store: Store, told: int) -> None:
    shown = explain(store.credits.view("ada", told, NOW), store.learning.history("ada", told), NOW)
    first = claim(store, "told", 250, "one")
    assert list(first.appendix[:-1]) == shown[:-1]
    assert said(first)["Airway"].lines[1].endswith("watched, 20:00 to 30:00, 10 min; all of it new") or True
    assert said(first)["Claimed"].why == "0.25 credits of 1.50 credits on 1 Jun 2026, 14:00."

    later = NOW + timedelta(hours=2)
    finish(store, "told", "short", 30, later)
    store.catalogs.load(replace(ORGANIZATION, zone="Asia/Tokyo"), [replace(TOLD, title="Another title")])
    assert store.certificates.claim(first.number) == first
    second = claim(store, "told", 500, "two", later)
    assert said(second)["Short"].lines != said(first)["Short"].lines == ()
    assert said(second)["Claimed"].why.endswith("1 Jun 2026, 23:00, after 0.25 credits in 1 part before.")
    assert store.certificates.claim(first.number) == first
    assert store.certificates.claim(second.number) == second


def test_a_credit_without_appendix_keeps_it_too_and_its_certificate_does_not_show_it(store: Store) -> None:
    watch(store, "parts", "airway", 0, 30)
    shown = explain(
        store.credits.view("ada", store.credits.find("parts"), NOW),
        store.learning.history("ada", store.credits.find("parts")),
        NOW,
    )
    made = claim(store, "parts", 250)
    assert list(made.appendix[:-1]) == shown[:-1]
    assert explanation(made) == ()
    store.catalogs.load(ORGANIZATION, [replace(PARTS, certificate=CertificateRule(appendix=True))])
    assert store.certificates.claim(made.number) == made
    assert explanation(store.certificates.claim(made.number)) == ()  # nor afterwards


def test_a_claim_of_an_older_program_has_none(store: Store, told: int) -> None:
    made = claim(store, "told", 250)
    connection = store.engine.connection
    kept = json.loads(connection.execute("SELECT snapshot FROM claim").fetchone()[0])
    assert kept["appendix"][0]["what"] == "Airway"
    del kept["appendix"], kept["credit"]["certificate"]["appendix"]
    connection.execute("DROP TRIGGER claim_fixed")
    connection.execute("UPDATE claim SET snapshot = ?", [json.dumps(kept)])
    old = store.certificates.claim(made.number)
    assert old == replace(made, appendix=(), credit=replace(made.credit, certificate=CertificateRule()))


def test_wrong_codes_are_nobody_s_business(store: Store) -> None:
    credit = Credit("live", "Live", credit_type("hours"), Amount(1000), (TALK,), certificate=TOLD.certificate)
    store.catalogs.load(ORGANIZATION, [credit])
    key = store.credits.find("live")
    with pytest.raises(Refused):
        store.sessions.attend("ada", key, "talk", "WRONG-1", NOW)
    store.sessions.attend("ada", key, "talk", "PLUM-42", NOW)
    assert len(dump(store)["activity"]) == 2
    (line,) = said(claim(store, "live", 1000))["Talk"].lines
    assert "attended" in line


def test_a_long_history_makes_no_large_claim(store: Store, told: int) -> None:
    for at in range(300):
        now = NOW + timedelta(hours=1, minutes=at)
        store.learning.record(
            "ada", told, "airway", Stretch("watched", f"s{at}", span=(at * 1000, at * 1000 + 500), wall_ms=1000), now
        )
    made = claim(store, "told", 250, now=NOW + timedelta(days=1))
    assert len(said(made)["Airway"].lines) == 201
    assert len(store._database.read("SELECT snapshot FROM claim", {})[0][0]) < 40_000
