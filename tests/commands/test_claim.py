"""Claiming by a command: answers from options and files, and a dialog on a terminal."""

import json
from typing import Any

import pytest
from tests.commands.conftest import ASKED, NOW, Ce, typed

from ce_tui.store import Store
from ce_tui.store.claims import Claims


def test_everything_missing_is_listed_at_once(loaded: Ce) -> None:
    loaded.learned("airway")
    said = loaded("claim", "asked")
    assert (said.code, said.out) == (2, "")
    for part in (
        "--answer why: Why? (text, required)\nPlease write an answer.",
        "Answers: 1 (1 poor), 2 (2), 3 (3), 4 (4), 5 (5 excellent), n/a.",
        "Rows, each given as --answer each:ROW=ANSWER: ",
        "--answer bias: Bias? (yes/no, required)",
        "If you agree: --answer attestation=agreed",
        "--name: Please enter your name",
    ):
        assert part in said.err
    assert "seen" not in said.err  # may stay empty
    assert "--answer what" not in said.err  # not asked unless something changes now
    error = json.loads(loaded("claim", "asked", "--json").err)
    assert [q["id"] for q in error["missing"]] == ["why", "use", "each", "bias", "change", "attestation"]
    of_a_part = loaded("claim", "parts", "--name", "Ada")
    assert "--amount: Please say how much you claim: 0.25 credits to 1.00 credit in steps of 0.25." in of_a_part.err
    assert json.loads(loaded("claim", "parts", "--json").err)["amounts"] == ["0.25", "0.50", "0.75", "1.00"]


def test_answers_by_option(loaded: Ce) -> None:
    loaded.learned("airway")
    more = ("--answer", "topics=Pears, ripe", "--answer", "topics=other: Plums ", "--answer", "seen=3")
    answers = loaded.good(*ASKED, *more, "--name", "Ada", "--json").json["answers"]
    assert answers["topics"] == ["b", "other:Plums"]
    assert list(answers["each"].values()) == ["5"]
    assert (answers["change"], answers["use"], answers["bias"], answers["seen"]) == ("later", "4", "no", "3")


def test_answers_from_a_file_and_an_explanation(loaded: Ce) -> None:
    loaded.learned("airway")
    row = loaded.good("show", "asked", "--json").json["questions"][4]["rows"][0]["id"]
    file = loaded.folder / "answers.json"
    given = {
        "why": "x",
        "use": 3,
        "each": {row: "n/a"},
        "bias": True,
        "change": 1,
        "what": "More",
        "topics": ["Apples"],
    }
    file.write_text(json.dumps(given), encoding="utf-8-sig")
    said = loaded(
        "claim", "asked", "--answers", file, "--answer", "each:Ada Łuczak=2", "--answer", "attestation=agreed"
    )
    assert (
        "Please explain why you answered yes.\nAnswers: yes, no.\nExplain with: --answer bias:explain=TEXT" in said.err
    )
    # What was given is kept as a draft: only the rest is given now.
    made = loaded.good("claim", "asked", "--answer", "bias:explain=An advert", "--name", "Ada", "--json").json
    assert made["answers"] == {
        "why": "x",
        "use": "3",
        "each": {row: "2"},
        "bias": {"answer": "yes", "explain": "An advert"},
        "change": "now",
        "what": "More",
        "topics": ["a"],
        "attestation": "agreed",
    }


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("why", "--answer is written QUESTION=VALUE"),
        ("wy=x", "no question “wy”; its questions are why, seen"),
        ("intro=x", "no question “intro”"),
        ("each=5", "Say what is rated: --answer each:ROW=VALUE; the rows are"),
        ("each:eva=5", "has no row “eva”"),
        ("why:explain=x", "has no part “explain”"),
    ],
)
def test_a_wrong_option_is_told(loaded: Ce, option: str, message: str) -> None:
    loaded.learned("airway")
    said = loaded("claim", "asked", "--answer", option)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert message in said.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[]", "must be an object"),
        (b"{,}", "not valid JSON"),
        (b"{", "cut off"),
        (b'{"why": "because it', "cut off"),
        (b'{"why": "a", "why": "b"}', "say “why” twice"),
        (b'{"each": {"1": "5", "1": "4"}}', "say “1” twice"),
        (b"why,change\na,b\n", "this is a table (CSV)"),
        ('{"why": "a"}'.encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "this is a PDF"),
        (b'{"why": NaN}', "NaN is not a number"),
        (b"\xff", "not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"why": null}', "The answer to “why” must be text"),
        (b'{"why": {"a": []}}', "The answer to “why” must be text"),
        (b'{"what\\ud800": "x"}', "no question"),
        (b" " * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_wrong_answers_file_is_told(loaded: Ce, text: bytes, message: str) -> None:
    loaded.learned("airway")
    (loaded.folder / "a.json").write_bytes(text)
    said = loaded("claim", "asked", "--answers", loaded.folder / "a.json")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert message in said.err


def test_amounts_that_cannot_be(loaded: Ce) -> None:
    loaded.learned("airway")
    assert "The amount must be a number such as 1.5" in loaded("claim", "parts", "--amount", "1e0").err
    asked = loaded("claim", "parts", "--amount", "1,000")
    assert (asked.code, asked.err) == (2, "The amount can be read in two ways. Write 1000 or 1.0.\n")
    assert "1.50 credits cannot be claimed now" in loaded("claim", "parts", "--amount", "1,5").err
    assert "1.25 credits cannot be claimed now; you can claim 0.25" in loaded("claim", "parts", "--amount", "1.25").err


def test_the_attestation_is_never_implied(loaded: Ce) -> None:
    loaded.learned("airway")
    said = loaded("claim", "whole", "--name", "Ada", "--yes")
    assert (said.code, said.out) == (2, "")
    assert "I was there. (attestation, required)\nIf you agree: --answer attestation=agreed" in said.err
    assert (
        "You attested: I was there."
        in loaded.good("claim", "whole", "--answer", "attestation=agreed", "--name", "A").out
    )


def test_giving_up_a_rest_needs_a_yes(loaded: Ce) -> None:
    loaded.learned("airway")
    said = loaded("claim", "forfeit", "--amount", "0.5", "--name", "Ada")
    assert (said.code, said.err) == (
        2,
        "The remaining 0.50 hours will be given up for good. Add --yes if that is what you want.\n",
    )
    done = loaded.good("claim", "forfeit", "--amount", "0.5", "--yes").out
    assert "Remaining: nothing; the rest of 0.50 hours was given up" in done


def test_the_same_request_never_claims_twice(loaded: Ce) -> None:
    loaded.learned("airway")
    one = ("claim", "parts", "--amount", "0.25", "--request", "job-2026-06", "--json")
    first = loaded.good(*one, "--name", "Ada").json
    assert loaded.good(*one).json == first
    assert loaded.good("claim", "parts", "--amount", "0.25", "--json").json["part"] == 2
    assert loaded("claim", "parts", "--request", "x y").code == 2


@pytest.mark.parametrize(
    ("more", "differs"),
    [
        (["--amount", "0.5"], "amount"),
        (["--name", "Somebody Else"], "name"),
        (["--amount", "0.5", "--name", "Eve"], "amount, name"),
    ],
)
def test_a_request_that_was_used_is_no_other_claim(loaded: Ce, more: list[str], differs: str) -> None:
    loaded.learned("airway")
    first = loaded.good("claim", "parts", "--amount", "0.25", "--name", "Ada", "--request", "job-2026-06", "--json")
    said = loaded("claim", "parts", "--request", "job-2026-06", *more)
    assert (said.code, said.out) == (2, "")
    assert f"already claimed 0.25 credits for Ada (certificate {first.json['number']})" in said.err
    assert f"differs in: {differs}. Nothing more was claimed." in said.err


def test_a_request_with_other_answers_is_no_other_claim(loaded: Ce) -> None:
    loaded.learned("airway")
    loaded.good(*ASKED, "--name", "Ada", "--request", "job-2026-06")
    assert loaded.good(*ASKED, "--name", "Ada", "--request", "job-2026-06").out.startswith("Claimed: 1.00 hour")
    said = loaded(*ASKED, "--answer", "why=Otherwise", "--request", "job-2026-06")
    assert (said.code, said.out) == (2, "")
    assert "differs in: answers." in said.err


def test_of_two_commands_at_once_the_second_says_that_it_was_claimed(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.learned("airway")
    make = Claims.make

    def second(self: Claims, *asked: Any, **more: Any) -> object:
        monkeypatch.setattr(Claims, "make", make)
        make(self, *asked, **more)  # the other one was faster
        return make(self, *asked, **more)

    monkeypatch.setattr(Claims, "make", second)
    said = loaded("claim", "parts", "--amount", "0.25", "--name", "Ada")
    assert (said.code, said.out) == (2, "")
    assert "already claimed 0.25 credits for Ada" in said.err
    assert loaded.good("list", "--certificates", "--json").json["certificates"]["count"] == 1


def test_a_name_no_font_can_print_is_told_before_the_claim(loaded: Ce) -> None:
    loaded.learned("airway")
    said = loaded("claim", "parts", "--amount", 1, "--name", "Ada \U0001f600")
    assert (said.code, said.out) == (2, "")
    assert "A certificate cannot show \U0001f600" in said.err
    assert "Claimed" in loaded.good("claim", "unproved", "--name", "Ada \U0001f600").out  # nothing is printed


def test_letters_no_font_has_are_told_before_the_claim(loaded: Ce) -> None:
    loaded.learned("airway")
    for name in ("𐎠𐎢", "Ada 𐎠"):
        said = loaded("claim", "parts", "--amount", 1, "--name", name)
        assert (said.code, said.out) == (2, "")
        assert "A certificate cannot show 𐎠" in said.err
    assert "Claimed" in loaded.good("claim", "parts", "--amount", 1, "--name", "สมใจ Հայկ ქეთი አበበ").out


def test_a_license_counts_as_the_name_does(loaded: Ce) -> None:
    loaded.learned("airway")
    loaded.good("learners", "ada", "--name", "Ada", "--license", "MD \U0001f600 7")
    said = loaded("claim", "parts", "--amount", 1)
    assert (said.code, said.out) == (2, "")
    assert "A certificate cannot show \U0001f600. Write your license number without it." in said.err


def test_whose_profession_is_not_known_is_told_how_the_certificate_is_worded(
    loaded: Ce, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.learned("airway")
    note = "Profession: Not set. The certificate is worded for MD and DO. Change it with: ce-tui learners ada"
    typed(monkeypatch, "no")
    assert note in loaded("claim", "parts", "--amount", 1, "--name", "Ada").err
    loaded.good("learners", "ada", "--profession", "RN")
    typed(monkeypatch, "no")
    assert "Profession" not in loaded("claim", "parts", "--amount", 1, "--name", "Ada").err


@pytest.mark.usefixtures("without_cjk")
def test_fonts_to_be_installed_are_told_before_the_claim(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    needed = "pip install noto-cjk-sans-otc brings them"
    typed(monkeypatch, "0.25", "no")
    said = loaded("claim", "parts", "--name", "王小明")
    assert needed in said.err
    assert "Nothing was claimed" in said.err
    typed(monkeypatch, "yes")
    said = loaded("claim", "parts", "--amount", 1, "--name", "王小明")
    assert said.code == 0
    assert needed in said.err
    assert "Claimed" in said.out


def test_a_dialog_on_a_terminal(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    typed(
        monkeypatch,
        "",
        "Because",
        "many",
        "3",
        "6",
        "n/a",
        "5",
        "perhaps",
        "yes",
        "",
        "An advert",
        "1, other: Plums",
        "Now",
        "All of it",
        "31.12.2026",
        "",
        "no",
        "yes",
        "",
        "Ada",
        "yes",
    )
    said = loaded("claim", "asked")
    assert said.code == 0
    assert said.out.startswith("Claimed: 1.00 hour\nCredit: Asked\nName: Ada\n")
    for part in (
        "Please be frank.\n\nWhy?\nIn short.\nYour answer:\nPlease write an answer.\n",
        "How many? (optional)",
        "1: poor\n2\n3\n4\n5: excellent\nn/a: not applicable\n",
        "Please answer yes or no.",
        "1: Apples\n2: Pears, ripe\nother: and your own words after it",
        "Please enter a date as year-month-day",
        "Type yes to agree:\nPlease tick the statement",
        "You claim 1.00 hour as Ada.",
        "Claim CME? yes or no:",
    ):
        assert part in said.err
    with Store(loaded.store, NOW) as store:
        (claim,) = store.credits.view("ada", store.credits.find("asked"), NOW).claims
    assert dict(claim.answers)["topics"] == ["a", "other:Plums"]
    assert dict(claim.answers)["bias"] == {"answer": "yes", "explain": "An advert"}


def test_a_dialog_that_stops_goes_on_where_it_was(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    typed(monkeypatch, "Because")
    said = loaded("claim", "asked")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("Nothing was claimed; your answers are kept. Go on with: ce-tui claim asked\n")
    typed(monkeypatch, "", "4")
    assert "Why?" not in loaded("claim", "asked").err


def test_a_dialog_about_a_part(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    typed(monkeypatch, "", "Ada", "2", "0.5", "no")
    said = loaded("claim", "forfeit")
    assert (said.code, said.out) == (2, "")
    assert "You can claim 0.25 hours to 1.00 hour in steps of 0.25." in said.err
    assert "2.00 hours cannot be claimed now" in said.err
    assert "The remaining 0.50 hours will be given up for good." in said.err
    typed(monkeypatch)
    assert "Claimed: 0.50 hours" in loaded("claim", "forfeit", "--amount", "0.5", "--yes").out


def test_ctrl_c_in_a_dialog(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.learned("airway")
    typed(monkeypatch)

    def interrupt() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    said = loaded("claim", "asked")
    assert (said.code, said.out) == (130, "")
    assert "Traceback" not in said.err
