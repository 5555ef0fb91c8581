"""Signing in at a station: who is found, how wrong tries slow down, and who can be taken in."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.conftest import NOW

from ce_tui.credit.parties import Learner
from ce_tui.credit.text import clean
from ce_tui.store import Refused, Store

ADA = Learner("ada", "Ada Lovelace", "Ada@example.org", email_confirmed=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def people(store: Store) -> Store:
    store.accounts.keep(ADA, "B-100-2003")
    store.accounts.keep(Learner("bob", "Bob", "desk@example.org"), "")
    store.accounts.keep(Learner("eve", "Eve", "desk@example.org"), "４４")
    return store


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("B-100-2003", "ada"),
        ("  b-100-2003 ", "ada"),
        ("ada@EXAMPLE.org", "ada"),
        ("ada", "ada"),
        ("bob", "bob"),
        ("44", "eve"),
        ("", None),
        (" ", None),
        ("desk@example.org", None),
        ("B-100-200", None),
        ("%", None),
        ("' OR 1=1 --", None),
        ("\x1b[31mada", None),
        ("B-100-2003\0", "ada"),
        ("Ada Lovelace", None),
    ],
)
def test_who_is_found(people: Store, typed: str, key: str | None) -> None:
    found = people.accounts.find(typed)
    assert (found.learner.key if found else None) == key


def test_a_badge_is_one_person_s(people: Store) -> None:
    with pytest.raises(Refused, match="somebody else"):
        people.accounts.keep(Learner("bob"), "b-100-2003")
    with pytest.raises(Refused, match="somebody else"):  # a key is good for signing in, too
        people.accounts.keep(Learner("bob", "Changed"), "eve")
    assert people.accounts.learner("bob").name == "Bob"  # all or nothing
    people.accounts.keep(ADA, "")
    people.accounts.keep(Learner("bob"), "B-100-2003")
    found = people.accounts.find("B-100-2003")
    assert found is not None
    assert found.learner.key == "bob"


def tries(store: Store, text: str | None, count: int, *, now: object = NOW, station: str = "one") -> timedelta:
    waits = [store.accounts.try_sign_in(text, station, NOW if now is NOW else now) for _ in range(count)]  # type: ignore[arg-type]
    return waits[-1]


def test_wrong_pins_slow_down_and_never_for_good(people: Store) -> None:
    assert tries(people, "ada", 5) == timedelta()
    assert tries(people, "ada", 1) == 30 * SECOND
    assert tries(people, "ADA ", 1) == 30 * SECOND  # the same, however it is typed; a refused try costs nothing
    assert tries(people, "bob", 1) == timedelta()
    later = NOW
    for wait in (30, 60, 120, 240, 480, 900, 900, 900):
        later += wait * SECOND
        assert tries(people, "ada", 1, now=later) == timedelta(), wait
        assert tries(people, "ada", 1, now=later) <= 15 * MINUTE
    assert tries(people, "ada", 1, now=later) == 15 * MINUTE
    people.accounts.signed_in("ada")
    assert tries(people, "ada", 5, now=later) == timedelta()


def test_a_day_later_all_is_forgotten(people: Store) -> None:
    tries(people, "ada", 5)
    assert tries(people, "ada", 1, now=NOW + timedelta(days=1, seconds=1)) == timedelta()


def test_a_clock_set_back_keeps_nobody_waiting(people: Store) -> None:
    tries(people, "ada", 5, now=NOW + timedelta(days=300))
    assert tries(people, "ada", 1) == timedelta()
    assert tries(people, "ada", 1) == MINUTE  # but it gives nobody free guesses until it has caught up


def test_all_the_names_of_somebody_share_their_tries(people: Store) -> None:
    for text in ("ada", "B-100-2003", "ada@example.org", "b-100-2003", "ada"):
        assert tries(people, text, 1) == timedelta()
    for text in ("ada", "B-100-2003", "Ada@Example.org"):
        assert tries(people, text, 1) == 30 * SECOND
    people.accounts.signed_in("ada@example.org")
    assert tries(people, "B-100-2003", 5) == timedelta()


def test_a_thousand_guesses_by_processes_that_die(tmp_path: Path) -> None:
    """A guess a second, each in a store opened anew, as after a kill: of the wrong ones just ten are looked at."""
    looked = 0
    for n in range(1000):
        with Store(tmp_path / "ce.db", NOW) as fresh:
            if not n:
                fresh.accounts.keep(ADA, "B-100-2003")
            looked += not fresh.accounts.try_sign_in(("ada", "B-100-2003")[n % 2], f"station {n % 7}", NOW + n * SECOND)
    assert looked == 10  # five at once, then after 30, 60, 120, 240 and 480 seconds


def test_a_station_slows_down_who_tries_many_badges_but_only_a_little(people: Store) -> None:
    for n in range(20):
        assert tries(people, f"badge {n}", 1) == timedelta()
    assert tries(people, "bob", 1) == 2 * SECOND
    assert tries(people, "bob", 1, station="two") == timedelta()
    later = NOW
    for _ in range(12):
        later += 30 * SECOND
        assert tries(people, f"badge {later}", 1, now=later) == timedelta()
    assert tries(people, "bob", 1, now=later + 30 * SECOND) == timedelta()


def test_the_staff_is_nobody_s_badge(people: Store) -> None:
    assert tries(people, "staff", 5) == timedelta()
    assert tries(people, None, 5) == timedelta()
    assert tries(people, None, 1) == 10 * SECOND


def test_tries_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "ce.db"
    with Store(path, NOW) as store:
        tries(store, "ada", 5)
    with Store(path, NOW) as store:
        assert tries(store, "ada", 1) == 30 * SECOND


def test_what_was_typed_is_not_kept(tmp_path: Path) -> None:
    with Store(tmp_path / "ce.db", NOW) as store:
        tries(store, "my secret PIN in the wrong field", 1)
    assert b"secret" not in (tmp_path / "ce.db").read_bytes()


def test_pins(people: Store) -> None:
    people.accounts.set_pin("ada", "hash one", anew=False)
    with pytest.raises(Refused, match="meantime"):
        people.accounts.set_pin("ada", "hash two", anew=False)
    assert people.accounts.all("ada")[0].pin == "hash one"
    people.accounts.set_pin("ada", "hash two")
    tries(people, "b-100-2003", 5)
    people.accounts.keep(ADA, "B-100-2003", reset_pin=True)
    assert people.accounts.all("ada")[0].pin == ""
    assert tries(people, "B-100-2003", 1) == timedelta()


def test_the_profile_leaves_badge_and_pin_alone(people: Store) -> None:
    people.accounts.set_pin("ada", "hash")
    people.accounts.save(Learner("ada", "Ada King"))
    (found,) = people.accounts.all("ada")
    assert (found.learner.name, found.badge, found.pin) == ("Ada King", "b-100-2003", "hash")


def test_somebody_new(people: Store) -> None:
    people.accounts.register(Learner("777", "Nur Çelik"), "777", "hash")
    found = people.accounts.find("777")
    assert found is not None
    assert (found.learner.name, found.pin) == ("Nur Çelik", "hash")


@pytest.mark.parametrize(
    ("key", "badge", "email"),
    [
        ("ada", "", ""),
        ("B-100-2003", "", ""),
        ("new", "b-100-2003", ""),
        ("new", "", "ada@example.org"),
        ("new", "ada", ""),
    ],
)
def test_nobody_takes_over_somebody(people: Store, key: str, badge: str, email: str) -> None:
    before = people.accounts.all()
    with pytest.raises(Refused, match="known here already"):
        people.accounts.register(Learner(key, "Mallory", email), badge, "hash")
    assert people.accounts.all() == before


# --- addresses: a wish until the staff has confirmed it -----------------------------------------------------------


def test_an_address_that_a_learner_types_is_not_good_for_signing_in(people: Store) -> None:
    people.accounts.save(Learner("bob", "Bob", "bob@example.org"))
    assert people.accounts.find("bob@example.org") is None
    people.accounts.keep(replace(people.accounts.learner("bob"), email_confirmed=True), "")
    found = people.accounts.find("BOB@example.org")
    assert found is not None
    assert found.learner.key == "bob"


def test_a_confirmed_address_stays_so_until_it_is_another(people: Store) -> None:
    people.accounts.save(Learner("ada", "Ada King", "ada@Example.org"))
    assert people.accounts.learner("ada").email_confirmed
    people.accounts.save(Learner("ada", "Ada King", "ada@king.example"))
    assert not people.accounts.learner("ada").email_confirmed
    assert people.accounts.find("ada@king.example") is None
    assert people.accounts.find("ada@example.org") is None


@pytest.mark.parametrize("typed", ["ada@example.org", " ADA@EXAMPLE.ORG", "b-100-2003", "eve", "desk@example.org"])
def test_nobody_takes_the_name_of_somebody_as_an_address(people: Store, typed: str) -> None:
    before = people.accounts.all()
    people.accounts.register(Learner("carol", "Carol"), "carol", "hash")
    with pytest.raises(Refused, match="cannot be used here"):
        people.accounts.save(Learner("carol", "Carol", typed))
    assert [one for one in people.accounts.all() if one.learner.key != "carol"] == before


def test_what_the_staff_confirms_is_nobody_elses_wish(people: Store) -> None:
    people.accounts.register(Learner("kiosk-1", "Carol", "dave@example.org"), "dave@example.org", "hash")
    assert people.accounts.find("dave@example.org") is not None  # her badge, as long as nobody says whose address it is
    freed = people.accounts.keep(Learner("dave", "Dave", "Dave@example.org", email_confirmed=True), "")
    assert freed == ("kiosk-1",)
    found = people.accounts.find("dave@example.org")
    assert found is not None
    assert found.learner.key == "dave"
    assert (people.accounts.learner("kiosk-1").email, people.accounts.all("kiosk-1")[0].badge) == ("", "")


def test_a_confirmed_address_is_one_person_s(people: Store) -> None:
    with pytest.raises(Refused, match="belongs to ada already"):
        people.accounts.keep(Learner("bob", "Bob", "ada@example.org", email_confirmed=True), "")
    assert people.accounts.learner("bob").email == "desk@example.org"


# --- first PINs ---------------------------------------------------------------------------------------------------


def test_a_first_pin_takes_the_place_of_the_pin_and_is_used_up(people: Store) -> None:
    people.accounts.set_pin("ada", "hash")
    tries(people, "ada", 5)
    people.accounts.give_first_pins({"ada": "first", "bob": "other"})
    assert [(one.pin, one.first_pin) for one in people.accounts.all() if one.learner.key != "eve"] == [
        ("", "first"),
        ("", "other"),
    ]
    assert tries(people, "ada", 1) == timedelta()
    people.accounts.set_pin("ada", "own", anew=False)
    assert [(one.pin, one.first_pin) for one in people.accounts.all("ada")] == [("own", "")]
    people.accounts.keep(people.accounts.learner("bob"), "", reset_pin=True)
    assert people.accounts.all("bob")[0].first_pin == ""


def test_passcodes_are_counted_by_station(people: Store) -> None:
    tries(people, None, 5)
    assert tries(people, None, 1) > timedelta()
    assert tries(people, None, 1, station="two") == timedelta()
    people.accounts.signed_in(None, "two")
    assert tries(people, None, 1) > timedelta()
    people.accounts.signed_in(None, "one")
    assert tries(people, None, 1) == timedelta()


@pytest.mark.parametrize("typed", ["ádá@example.org", "ＡＤＡ@example.org", "ada@éxample.org", "aｄa@example.org"])
def test_an_address_that_looks_like_another_is_not_that_one(people: Store, typed: str) -> None:
    """What the staff confirmed is those very letters: who types others asks anew."""
    people.accounts.keep(Learner("ada", "Ada", "ada@example.org", email_confirmed=True), "B-1")
    with pytest.raises(Refused, match="Ask the staff to enter it"):
        people.accounts.save(replace(people.accounts.learner("bob"), email=typed))
    people.accounts.save(replace(people.accounts.learner("ada"), email=typed))
    assert (people.accounts.learner("ada").email, people.accounts.learner("ada").email_confirmed) == (
        clean(typed),
        False,
    )
    assert people.accounts.find("ada@example.org") is None


def test_an_address_keeps_its_word_in_capitals_and_signs_in_by_its_letters(people: Store) -> None:
    people.accounts.keep(Learner("ada", "Ada", "josé@example.org", email_confirmed=True), "B-1")
    people.accounts.keep(Learner("bob", "Bob", "jose@example.org", email_confirmed=True), "B-2")
    for typed, key in (("josé@example.org", "ada"), ("jose@Example.org", "bob")):
        found = people.accounts.find(typed)
        assert found is not None
        assert found.learner.key == key
    people.accounts.save(replace(people.accounts.learner("bob"), email="JOSE@example.org"))
    assert people.accounts.learner("bob").email_confirmed
