"""An import says what it changes of what somebody has, and what it would change if stays were counted anew."""

from datetime import timedelta

import pytest
from tests.commands.conftest import NOW, Ce

from ce_tui.store import Store

CATALOG = """
organization: {{ id: nam, name: Northwind Academy, acronym: CME, zone: Europe/Berlin }}
credits:
  - id: c
    title: "C\\u001b]52;c;x\\u0007"
    type: {type}
    amount: {amount}
    partial: yes
    attestation: none
    contents:
      - {{ kind: session, id: s, title: S, length: 60 min, starts: {starts}, check_in: yes }}
"""


def catalog(ce: Ce, starts: str = "2026-06-01 13:20", type: str = "ama", amount: str = "1") -> str:
    path = ce.folder / "catalog.yaml"
    path.write_text(CATALOG.format(starts=starts, type=type, amount=amount), "utf-8")
    return str(path)


@pytest.fixture
def stayed(ce: Ce) -> Ce:
    """Ada was in the session for 40 of 60 minutes."""
    ce.good("import", catalog(ce))
    with Store(ce.store, NOW) as store:
        key = store.credits.find("c")
        store.sessions.check_in("ada", key, "s", "", NOW - timedelta(minutes=40))
        store.sessions.check_out("ada", key, "s", "", NOW)
    return ce


def test_a_moved_session_changes_no_amount_until_it_is_counted_anew(stayed: Ce) -> None:
    said = stayed.good("import", moved := catalog(stayed, "2026-06-02 13:20")).out
    assert (
        "Sessions have changed that somebody attended. What was attended counts by the times of then.\n"
        "With --recount it counts by the times of now. That changes 1 amount:\n"
        "  ada: 0.75 to 0.00 credits of “C ]52;c;x” (c)\n"
    ) in said
    assert "Another amount" not in said
    assert stayed.good("show", "c", "--json").json["claimable"] == "0.75"
    said = stayed.good("import", moved, "--recount").out
    assert "Another amount can be claimed now: 1 amount.\n  ada: 0.75 to 0.00 credits of “C ]52;c;x” (c)\n" in said
    assert "Sessions have changed" not in said
    assert stayed.good("show", "c", "--json").json["claimable"] == "0.00"


def test_the_same_as_json(stayed: Ce) -> None:
    change = {"count": 1, "first": [{"learner": "ada", "credit": "c", "before": "0.75", "after": "0.00"}]}
    none = {"count": 0, "first": []}
    moved = catalog(stayed, "2026-06-02 13:20")
    said = stayed.good("import", moved, "--json").json
    assert (said["ready"], said["recount"]) == (none, change)
    said = stayed.good("import", moved, "--recount", "--json").json
    assert (said["ready"], said["recount"]) == (change, none)


def test_an_import_that_changes_what_was_claimed_is_refused_in_sentences(stayed: Ce) -> None:
    stayed.good("claim", "c", "--amount", "0.5", "--name", "Ada Lovelace")
    said = stayed("import", catalog(stayed, type="hours"))
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "“C ]52;c;x” (c) was claimed, so its type cannot change from AMA PRA Category 1 Credit™ to Hours. "
        "Give it a new id, and close this one.\nNothing was imported.\n"
    )
    said = stayed("import", catalog(stayed, amount="0.25"))
    assert "0.50 credits of it were claimed, so its amount cannot fall to 0.25." in said.err
    assert "Updated: 1 credit" in stayed.good("import", catalog(stayed, amount="0.5")).out


EXAM = """
organization: { id: nam, name: Northwind Academy, acronym: CME, zone: Europe/Berlin }
credits:
  - id: c
    title: C
    type: ama
    amount: 0.25
    attestation: none
    contents:
      - kind: quiz
        id: q
        title: Q
        length: 15 min
        attempts: 1
        questions: [{ id: one, kind: single choice, text: "2 + 2?", options: [three, four], correct: RIGHT }]
"""


def test_an_import_that_corrects_a_key_says_how_many_gain_by_it(ce: Ce) -> None:
    path = ce.folder / "exam.yaml"
    path.write_text(EXAM.replace("RIGHT", "three"))
    ce.good("import", path)
    with Store(ce.store, NOW) as store:
        for learner in ("ada", "bob"):
            store.quizzes.hand_in(learner, store.credits.find("c"), "q", {"one": "four"}, NOW)
    path.write_text(EXAM.replace("RIGHT", "four"))
    said = ce.good("import", path).out
    assert (
        "A quiz was graded again by its new key: 2 attempts marked better. Passed now: 2 learners.\n"
        "Another amount can be claimed now: 2 amounts.\n"
        "  ada: 0.00 to 0.25 credits of “C” (c)\n  bob: 0.00 to 0.25 credits of “C” (c)\n"
    ) in said
    said_again = ce.good("import", path, "--json").json
    assert (said_again["regraded"], said_again["passed"]) == (0, 0)


def test_the_credits_that_a_catalog_no_longer_has_are_named(ce: Ce) -> None:
    path = ce.folder / "many.yaml"
    head = "organization: { id: nam, name: N, zone: UTC }\ncredits:\n"
    lines = [
        f"  - {{ id: c{n}, title: Credit {n}, type: hours, amount: 1, attestation: none, contents: [{{ kind: video, "
        f"id: v{n}, title: V, length: 60 min, url: 'https://example.org/{n}' }}] }}\n"
        for n in range(8)
    ]
    path.write_text(head + "".join(lines), "utf-8")
    ce.good("import", path)
    path.write_text(head + "".join(lines[:7]), "utf-8")
    said = "Not in this file: 1 credit of the organization, left as before: “Credit 7”\n"
    assert said in ce.good("import", path).out
    path.write_text(head + lines[0], "utf-8")
    named = ", ".join(f"“Credit {n}”" for n in range(1, 6))
    said = f"Not in this file: 7 credits of the organization, left as before: {named} and 2 others\n"
    assert said in ce.good("import", path).out
    assert ce.good("import", path, "--json").json["others"] == [f"Credit {n}" for n in range(1, 6)]
