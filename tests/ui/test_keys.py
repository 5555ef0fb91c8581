"""Keys of config.toml: what can be set, what is refused, and that every id is the one of a binding."""

import importlib
import pkgutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.binding import Binding

import ce_tui.demo
import ce_tui.ui
from ce_tui.settings import SettingsError
from ce_tui.ui.keys import DEMO_KEYS, KEYS, key_name, keymap, own_bindings
from ce_tui.ui.kiosk.app import KioskApp


def given(**keys: object) -> Any:
    return SimpleNamespace(config=Path("/home/ada/config.toml"), keys=keys)


def bindings() -> list[tuple[type, Binding]]:
    """Every binding of ours, with the class that has it."""
    found = []
    for room in (ce_tui.ui, ce_tui.demo):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for kind in vars(importlib.import_module(module.name)).values():
                if isinstance(kind, type) and kind.__module__ == module.name and "BINDINGS" in vars(kind):
                    found += [(kind, binding) for binding in Binding.make_bindings(vars(kind)["BINDINGS"])]
    return found


MOVES = (
    "escape",
    "enter",
    "space",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "backspace",
    "delete",
    "tab",
    "shift+tab",
)
"""Keys that do what they do everywhere, and cannot be changed."""
ELSEWHERE = ("KioskApp", "SignInScreen", "PhraseApp")
"""A station is everybody's, so that no file changes its keys; the phrase in a room has but one."""


def test_every_id_belongs_to_a_binding_with_that_key_and_every_binding_says_what_it_does() -> None:
    found = bindings()
    assert {(b.id, b.key) for _, b in found if b.id} == set((KEYS | DEMO_KEYS).items())
    assert not KEYS.keys() & DEMO_KEYS.keys()
    nameless = {(kind.__name__, b.key) for kind, b in found if not b.id and b.key not in MOVES}
    assert {kind for kind, _ in nameless} == {*ELSEWHERE}
    silent = {(kind.__name__, b.action) for kind, b in found if not b.description}
    assert silent == {("KioskApp", "blocked")}


def test_no_two_of_one_screen_share_a_key() -> None:
    """Else a changed key could take another's away, and `keymap` would not see it."""
    for kind in {kind for kind, _ in bindings()} - {KioskApp}:
        ids: dict[str, set[str]] = {}
        for one in own_bindings(kind):
            ids.setdefault(one.key, set()).add(one.id or one.action)
        assert all(len(one) == 1 for key, one in ids.items()), kind


@pytest.mark.parametrize(
    ("key", "kept"),
    [("x", "x"), ("~", "tilde"), ("ctrl+f", "ctrl+f"), ("f5, X", "f5,X"), ("+", "plus")],
)
def test_a_key_is_kept_by_the_name_that_presses_have(key: str, kept: str) -> None:
    assert keymap(given(copy_address=key)) == {"copy_address": kept}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"fliter": "f"}, "“fliter” in [keys] is nothing that a key does; known are help, commands"),
        ({"filter": "strg+f"}, "“filter” in [keys] is not a key; write it like x, f5"),
        ({"filter": ""}, "is not a key"),
        ({"filter": 3}, "is not a key"),
        ({"filter": ["f"]}, "is not a key"),
        ({"filter": "<any>"}, "is not a key"),
        ({"quit": "escape"}, "“quit” in [keys] cannot be Esc, which the app needs itself"),
        ({"claim": "i"}, "“claim” in [keys] is i, which is the key of “instructions” too"),
        ({"claim": "x", "why": "x"}, "is x, which is the key of"),
        ({"help": "h"}, "“help” in [keys] cannot be h, which is text in a field; take one like f5 or ctrl+x."),
        ({"commands": "f4, space"}, "“commands” in [keys] cannot be Space"),
        ({"a\x1b]52;c;x\x07": "x"}, "is nothing that a key does"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_with_the_file_and_the_key(keys: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        keymap(given(**keys))
    assert message in str(caught.value)
    assert str(caught.value).startswith("/home/ada/config.toml: “")
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_keys_of_the_demo_get_in_the_way_only_there() -> None:
    keys = given(profile="R", attend="i")
    assert keymap(keys) == {"profile": "R", "attend": "i"}
    with pytest.raises(SettingsError, match="which is the key of “release” too"):
        keymap(keys, demo=True)
    assert keymap(given(profile="R", release="X"), demo=True) == {"profile": "R", "release": "X"}
    with pytest.raises(SettingsError, match="is i, which is the key of “instructions” too"):
        keymap(given(attend="i"), demo=True)


def test_keys_can_be_swapped_and_shared_by_what_shares_them_anyway() -> None:
    assert keymap(given(claim="i", instructions="z")) == {"claim": "i", "instructions": "z"}
    assert keymap(given(quit="x", back="x")) == {"quit": "x", "back": "x"}


@pytest.mark.parametrize(
    ("key", "name"),
    [("f1", "F1"), ("question_mark", "?"), ("ctrl+s", "Ctrl+S"), ("escape", "Esc"), ("space", "Space"), ("X", "X")],
)
def test_a_key_is_called_as_on_the_keyboard(key: str, name: str) -> None:
    assert key_name(key) == name
