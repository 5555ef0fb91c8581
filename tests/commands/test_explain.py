"""`explain` and the `?` box: the same words, with every stretch behind them."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.commands.conftest import CATALOG, NOW, Ce, catalog

from ce_tui.credit.explain import RECENT
from ce_tui.credit.ledger import Stretch
from ce_tui.settings import load
from ce_tui.store import Store


def watch(ce: Ce, *spans: tuple[int, int]) -> None:
    with Store(ce.store, NOW) as store:
        for n, (start, end) in enumerate(spans):
            store.learning.record(
                "ada",
                store.credits.find("parts"),
                "airway",
                Stretch("watched", f"s{n}", span=(1000 * start, 1000 * end)),
                NOW,
            )


def test_every_stretch_is_printed_and_adds_up(loaded: Ce) -> None:
    watch(loaded, *((60 * n, 60 * n + 90) for n in range(RECENT + 5)))
    out = loaded.good("explain", "parts").out
    assert out.startswith("In parts [@click=app.quit]\nAirway: 25 min 30 s of 60 min; what was seen twice")
    assert len(re.findall(r"^  1 Jun 2026, 14:00: watched, .* 1 min 30 s; .* new$", out, re.MULTILINE)) == RECENT + 5
    assert "Short: nothing yet of 30 min; complete from 27 min (90 %).\n" in out
    assert "Rule: AMA PRA Category 1 Credit™, by the AMA PRA booklet: 60 minutes make one credit" in out
    assert "Amount: 25 min 30 s support 0.50 credits, never more than 1.50 credits.\n" in out
    said = loaded.good("explain", "parts", "--json").json
    airway, short = said["contents"]
    assert sum(stretch["new_ms"] for stretch in airway["ledger"]) == airway["together_ms"] == 1_530_000
    assert (airway["length_ms"], airway["threshold"], short["ledger"]) == (3_600_000, "0.900", [])
    assert airway["ledger"][1] == {
        "at": "2026-06-01T14:00:00+02:00",
        "kind": "watched",
        "verb": None,
        "from": 60_000,
        "to": 150_000,
        "long_ms": 90_000,
        "new_ms": 60_000,
        "checked_in_at": None,
        "right": None,
        "of": None,
    }
    assert list(said["reasons"]) == ["progress", "rule", "amount", "now"]


def test_attendance_is_told_by_the_clock(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:
        store.sessions.attend("ada", store.credits.find("heard"), "talk", "plum 42", NOW)
    talk, _ = loaded.good("explain", "heard", "--json").json["contents"]
    assert (talk["ledger"][0]["from"], talk["ledger"][0]["to"]) == (
        "2026-05-31T09:00:00+02:00",
        "2026-05-31T10:00:00+02:00",
    )
    assert "attended, 31 May 2026, 09:00 to 10:00, 60 min; all of it new" in loaded.good("explain", "heard").out


def test_a_check_is_a_line_with_its_place(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:
        key = store.credits.find("parts")
        view = store.credits.view("ada", key, NOW)
        film = replace(view.credit.contents[0], checks=(60_000,))
        store.catalogs.load(view.organization, [replace(view.credit, contents=(film,))])
        store.learning.answer_check("ada", key, film.id, 60_000, NOW, NOW, sitting="s")
    ((line,),) = [content["ledger"] for content in loaded.good("explain", "parts", "--json").json["contents"]]
    assert (line["kind"], line["from"], line["to"], line["new_ms"]) == ("check", 60_000, None, 0)
    assert "1 Jun 2026, 14:00: the check at 1:00 was answered\n" in loaded.good("explain", "parts").out
    assert "Asks for: 1 attention check\n" in loaded.good("show", "parts").out


def test_somebody_else_and_an_unknown_credit(loaded: Ce) -> None:
    watch(loaded, (0, 600))
    assert "Airway: nothing yet of 60 min" in loaded.good("explain", "parts", "--learner", "bob").out
    said = loaded("explain", "no-such")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)


async def test_the_box_says_the_same_and_shows_the_last(loaded: Ce) -> None:
    from ce_tui.ui.app import CeApp
    from ce_tui.ui.boxes.why import WhyScreen
    from ce_tui.ui.drawing.fluid import Fluid

    watch(loaded, *((60 * n, 60 * n + 30) for n in range(RECENT + 5)))
    printed = [line.split(": ", 1)[-1].strip() for line in loaded.good("explain", "parts").out.splitlines()[1:]]
    store = Store(loaded.store, NOW)
    key = store.credits.find("parts")
    store.close()
    settings = load({"store": str(loaded.store), "learner": "ada", "log": str(Path.home())}, {})
    app = CeApp(lambda: Store(loaded.store, NOW), lambda: NOW, settings)
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        await app.push_screen(WhyScreen(key))
        await pilot.pause(0.3)
        shown = str(app.screen.query_one("#why", Fluid).visual)
        words = " ".join(shown.split())
        assert "· and 5 earlier; `ce-tui explain` prints all" in words
        assert shown.count("watched, ") == RECENT
        for line in printed[-4:]:
            assert " ".join(line.split()) in words


def test_a_stay_is_told_with_both_moments(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:
        key = store.credits.find("heard")
        credit, organization = store.credits.view("ada", key, NOW).credit, store.lists.organizations()[0]
        talk = replace(credit.contents[0], check_in=True, code="", starts_at=NOW - timedelta(minutes=50))
        store.catalogs.load(organization, [replace(credit, contents=(talk, *credit.contents[1:]))])
        store.sessions.check_in("ada", key, "talk", "", NOW - timedelta(minutes=60))
        store.sessions.check_out("ada", key, "talk", "", NOW - timedelta(minutes=30))
        store.sessions.check_in("ada", key, "talk", "", NOW - timedelta(minutes=10))
    out = loaded.good("explain", "heard").out
    assert "13:30: checked in at 13:00 and out at 13:30, in the session 13:10 to 13:30, 20 min; all of it new\n" in out
    assert "13:50: checked in; the time from here counts once you check out\n" in out
    talk_said, _ = loaded.good("explain", "heard", "--json").json["contents"]
    told = [(line["kind"], line["at"][11:16], line["checked_in_at"], line["long_ms"]) for line in talk_said["ledger"]]
    assert told == [
        ("check-in", "13:00", None, 0),
        ("attended", "13:30", "2026-06-01T13:00:00+02:00", 20 * 60_000),
        ("check-in", "13:50", None, 0),
    ]


def test_a_claim_is_explained_as_it_stood_by_its_number(loaded: Ce) -> None:
    watch(loaded, (0, 1800))
    made = loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada", "--json").json
    before = loaded.good("explain", made["number"])
    assert before.out.startswith(f"In parts [@click=app.quit]\nCertificate {made['number']}, as it stood when it was")
    assert "  1 Jun 2026, 14:00: watched, 0:00 to 30:00, 30 min; all of it new\n" in before.out
    assert "Amount: 30 min support 0.50 credits, never more than 1.50 credits.\n" in before.out
    assert "Claimed: 0.50 credits of 1.50 credits on 1 Jun 2026, 14:00.\nDate of activity: 1 Jun 2026.\n" in before.out
    shorter = CATALOG.replace("title: Airway, length: 60 min", "title: Airway, length: 35 min").replace(
        "amount: 1.5\n", "amount: 0.5\n"
    )
    loaded.good("import", catalog(loaded, shorter))
    assert loaded.good("explain", made["number"].lower().replace("-", " ")).out == before.out
    told = loaded.good("explain", made["number"], "--json").json
    assert set(told) == {"number", "kept", "parts", "claim"}
    assert (told["number"], told["kept"], told["claim"]) == (
        made["number"],
        True,
        loaded.good("certificate", made["number"], "--json").json["claim"],
    )
    assert [part["what"] for part in told["parts"]] == [
        "Airway",
        "Short",
        "Progress",
        "Rule",
        "Amount",
        "Claimed",
        "Date of activity",
    ]


def test_another_s_claim_is_explained_to_who_knows_the_name_on_it(loaded: Ce) -> None:
    watch(loaded, (0, 1800))
    number = loaded.good("claim", "parts", "--amount", "0.5", "--name", "Ada", "--json").json["number"]
    assert loaded("--learner", "eve", "explain", number).code == 2
    assert loaded("--learner", "eve", "explain", number, "--name", "Eve").code == 2
    assert "30 min support 0.50" in loaded.good("--learner", "eve", "explain", number, "--name", "Ada").out
