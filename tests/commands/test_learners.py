"""`ce-tui learners`: who is there, first PINs, and addresses that the staff confirms."""

import io
import json
import re
import stat
from typing import NoReturn

import pytest
from pypdf import PdfReader
from tests.commands.conftest import NOW, Ce

from ce_tui.credit.parties import Learner
from ce_tui.kiosk import pins
from ce_tui.store import Store, StoreError
from ce_tui.store.accounts import Accounts


def account(ce: Ce, key: str) -> tuple[str, str]:
    with Store(ce.store, NOW) as store:
        (found,) = store.accounts.all(key)
    return found.pin, found.first_pin


@pytest.fixture
def pepper(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The key file of this test's settings."""
    kept = b"p" * 32
    monkeypatch.setattr(pins, "pepper_in", lambda path: kept)
    return kept


def test_a_first_pin_is_shown_once_and_takes_the_place_of_a_forgotten_one(loaded: Ce, pepper: bytes) -> None:
    loaded.good("learners", "ada", "--name", "Ada", "--badge", "100-2003")
    said = loaded.good("learners", "ada", "--first-pin").out
    (shown,) = re.findall(r"First PIN: (\d{8}) ", said)
    assert "PIN: a first PIN was given\n" in said
    pin, first = account(loaded, "ada")
    assert pin == ""
    assert pins.matches(shown, first, pepper)
    assert shown not in loaded.good("learners", "ada").out
    again = loaded.good("learners", "ada", "--first-pin", "--json").json["learners"][0]
    assert not pins.matches(shown, account(loaded, "ada")[1], pepper)
    assert pins.matches(again["first_pin"], account(loaded, "ada")[1], pepper)
    assert (again["pin"], again["first_pin_given"]) == (False, True)


@pytest.mark.parametrize("name", ["𞤀𞤣𞤤", "Kim 🎓", "Kim \ue000"])
def test_a_slip_without_the_whole_name_is_told(loaded: Ce, name: str) -> None:
    loaded.good("learners", "odd", "--name", name, "--badge", "B-1")
    loaded.good("learners", "tha", "--name", "สมชาย", "--badge", "B-2")
    said = loaded("learners", "--first-pins", loaded.folder / "slips.pdf")
    assert (said.code, said.err) == (0, "1 slip cannot show the name as it is: odd. Go by the badge there.\n")


def test_slips_for_all_who_have_no_pin(loaded: Ce, pepper: bytes) -> None:
    people = {"ada": "Ada Łuczak", "tha": "สมชาย", "bob": "Bob", "eve": "Eve"}
    for key, name in people.items():
        loaded.good("learners", key, "--name", name, "--badge", f"B-{key}")
    with Store(loaded.store, NOW) as store:
        store.accounts.set_pin("eve", pins.hashed("739104", pepper))
    file = loaded.folder / "slips.pdf"
    assert loaded.good("learners", "--first-pins", file, "--json").json == {"file": str(file), "count": 3}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)
    found = dict(re.findall(r"Badge: b-(\w+)\s+First PIN: (\d{8})", text))
    assert {*found} == {"ada", "tha", "bob"}
    for key, pin in found.items():
        assert pins.matches(pin, account(loaded, key)[1], pepper)
        assert people[key] in text
    assert account(loaded, "eve")[1] == ""
    before = file.read_bytes()
    refused = loaded("learners", "--first-pins", file)  # never over a file, and nothing changes then
    assert (refused.code, refused.out) == (2, "")
    assert "is there already" in refused.err
    assert file.read_bytes() == before
    assert pins.matches(found["ada"], account(loaded, "ada")[1], pepper)


@pytest.mark.parametrize("fault", ["no slips", "no room", "no folder", "a link", "no store"])
def test_where_the_slips_cannot_be_written_no_pin_changes(
    loaded: Ce, pepper: bytes, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Slips that were handed out before go on working, and no half of a file is left."""
    loaded.good("learners", "ada", "--name", "Ada")
    loaded.good("learners", "ada", "--first-pin")
    before, folder = account(loaded, "ada"), loaded.folder / "paper"
    folder.mkdir()
    file = folder / "slips.pdf"

    def fail(*_: object) -> NoReturn:
        raise StoreError("busy") if fault == "no store" else OSError(28, "No space left on device")

    match fault:
        case "no slips":
            monkeypatch.setattr("ce_tui.commands.learners.draw_slips", fail)
        case "no room":
            monkeypatch.setattr("ce_tui.files.os.fsync", fail)
        case "no folder":
            file = folder / "none" / "slips.pdf"
        case "a link":
            file.symlink_to(loaded.folder / "elsewhere.pdf")
        case "no store":
            monkeypatch.setattr(Accounts, "give_first_pins", fail)
    assert loaded("learners", "--first-pins", file).code in (2, 70)
    monkeypatch.undo()
    assert account(loaded, "ada") == before
    assert [path.name for path in folder.iterdir() if not path.is_symlink()] == []
    assert not (loaded.folder / "elsewhere.pdf").exists()


def test_thirty_slips_are_three_pages(loaded: Ce, pepper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "hashed", lambda pin, pepper: f"hash of {pin}")
    with Store(loaded.store, NOW) as store:
        for n in range(30):
            store.accounts.keep(Learner(f"p{n}", f"Person {n}"), f"{n}")
    loaded.good("learners", "--first-pins", loaded.folder / "slips.pdf")
    assert len(PdfReader(loaded.folder / "slips.pdf").pages) == 3


def test_no_slip_where_everybody_has_a_pin_leaves_no_file(loaded: Ce, pepper: bytes) -> None:
    loaded.good("learners", "ada", "--name", "Ada")
    with Store(loaded.store, NOW) as store:
        store.accounts.set_pin("ada", "kept")
    refused = loaded("learners", "--first-pins", loaded.folder / "slips.pdf")
    assert "Everybody here has a PIN" in refused.err
    assert not (loaded.folder / "slips.pdf").exists()


def test_an_address_is_the_staffs_word_and_a_typed_one_is_confirmed(loaded: Ce) -> None:
    loaded.good("learners", "ada", "--email", "ada@example.org")
    assert "E-mail: ada@example.org\n" in loaded.good("learners", "ada").out
    with Store(loaded.store, NOW) as store:
        store.accounts.save(Learner("ada", "Ada", "ada@king.example"))
    assert "E-mail: ada@king.example (not confirmed)\n" in loaded.good("learners", "ada").out
    confirmed = loaded.good("learners", "ada", "--confirm-email", "--json").json["learners"][0]
    assert (confirmed["email"], confirmed["email_confirmed"]) == ("ada@king.example", True)
    with Store(loaded.store, NOW) as store:
        store.accounts.save(Learner("bob", "Bob", "carol@example.org"))
    said = loaded.good("learners", "carol", "--email", "Carol@example.org").out
    assert "Address taken from: bob\n" in said
    refused = loaded("learners", "eve", "--email", "carol@example.org")
    assert "belongs to carol already" in refused.err


@pytest.mark.parametrize("option", ["--confirm-email", "--first-pin", "--reset-pin"])
def test_nobody_is_made_by_looking_after_them(loaded: Ce, option: str) -> None:
    refused = loaded("learners", "nobody", option)
    assert (refused.code, refused.out) == (2, "")
    assert json.loads(loaded.good("learners", "--json").out)["count"] == 0


def test_an_address_that_was_only_typed_is_matched_with_no_statement(loaded: Ce) -> None:
    with Store(loaded.store, NOW) as store:
        store.accounts.save(Learner("carol", "Carol", "dave@example.org"))
    statement = {
        "id": "00000000-0000-4000-8000-000000000001",
        "actor": {"mbox": "mailto:dave@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "airway"},
        "timestamp": "2026-05-20T10:00:00Z",
    }
    file = loaded.folder / "said.json"
    file.write_text(json.dumps([statement]))
    said = loaded.good("ingest", file).out
    assert "dave@example.org" in said
    assert "carol typed this address" in said
    assert "--confirm-email" in said
    loaded.good("learners", "carol", "--confirm-email")
    assert "Recorded: 1 statement" in loaded.good("ingest", file).out
