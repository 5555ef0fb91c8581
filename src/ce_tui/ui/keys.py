"""The keys: which can be set in config.toml, which are in force, and those of the screen one is on."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import Keys, key_to_character
from textual.screen import Screen

from ce_tui.credit.text import clean
from ce_tui.settings import Settings, SettingsError

KEYS = {
    "help": "f1",
    "commands": "ctrl+p",
    "quit": "q",
    "back": "q",
    "progress": "1",
    "ready": "2",
    "certificates": "3",
    "filter": "slash",
    "up": "k",
    "down": "j",
    "open": "o",
    "claim": "c",
    "why": "question_mark",
    "session": "s",
    "download": "d",
    "copy": "c",
    "instructions": "i",
    "profile": "p",
    "continue": "ctrl+s",
    "hand_in": "ctrl+s",
    "play": "p",
    "clock": "space",
    "copy_address": "y",
    "contents": "t",
    "links": "l",
}
"""The keys that the table `[keys]` can change, by the id of their binding; arrows, Enter, Tab and Esc always stay."""
DEMO_KEYS = {
    "day_back": "left_square_bracket",
    "day_on": "right_square_bracket",
    "month_back": "left_curly_bracket",
    "month_on": "right_curly_bracket",
    "date": "at",
    "now": "equals_sign",
    "release": "R",
    "attend": "f5",
    "watch": "f6",
    "demo": "f2",
    "tour": "ctrl+t",
    "tour_on": "greater_than_sign",
    "tour_back": "less_than_sign",
}
"""Those of the demo, which the same table can change; only there do they get in the way of others."""
_THROUGH = ("help", "commands", "continue", "hand_in")
"""Their keys are heard where text is typed."""
_FIXED = ("escape", "tab", "shift+tab", "enter", "up", "down", "left", "right")
_KEY_NAMES = {
    "escape": "Esc",
    "enter": "↵",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Backspace",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
}
"""How keys are called on the screen, where that is not their character or their own name."""
_OF_TEXTUAL = {"app.focus_next": "To the next field", "app.focus_previous": "To the field before"}
"""What Textual's own actions do, where a screen has more than one field."""
_MODIFIERS = {"ctrl", "alt", "shift", "super"}


class Hinted:
    """A widget that says what its own keys do."""

    @property
    def hint(self) -> str:
        """The keys with what they do."""
        return ""


class Keyed:
    """An app whose keys config.toml may change."""

    keymap: Mapping[str, str]
    """The keys that it sets, by id."""


def _set_keys(app: App[Any]) -> Mapping[str, str]:
    return app.keymap if isinstance(app, Keyed) else {}


def keymap(settings: Settings, *, demo: bool = False) -> dict[str, str]:
    """The keys that config.toml sets, by id; SettingsError with a sentence for what cannot be used (in the demo)."""
    known = KEYS | DEMO_KEYS
    where = clean(str(settings.config))
    found: dict[str, str] = {}
    for id, keys in settings.keys.items():
        name = f"{where}: “{clean(id, 60)}” in [keys]"
        if id not in known:
            raise SettingsError(f"{name} is nothing that a key does; known are {', '.join(known)}.")
        if not isinstance(keys, str) or not all(_is_key(key.strip()) for key in keys.split(",")):
            raise SettingsError(f"{name} is not a key; write it like x, f5, ctrl+x or question_mark, in quotes.")
        found[id] = ",".join(_long(key.strip()) for key in keys.split(","))
        if fixed := next((key for key in found[id].split(",") if key in _FIXED), None):
            raise SettingsError(f"{name} cannot be {key_name(fixed)}, which the app needs itself; choose another key.")
        if id in _THROUGH and (text := next(filter(is_text, found[id].split(",")), None)):
            raise SettingsError(
                f"{name} cannot be {key_name(text)}, which is text in a field; take one like f5 or ctrl+x."
            )
    _check_apart(found, known if demo else KEYS, where)
    return found


def _check_apart(found: Mapping[str, str], usual: Mapping[str, str], where: str) -> None:
    """SettingsError, where a key that is set is another's too; `usual` are the keys where none is set."""
    in_force = {id: found.get(id, key) for id, key in usual.items()}
    for id, keys in in_force.items():
        for other, others in in_force.items() if id in found else ():
            # Two that share their key as they are belong to different screens.
            if usual[other] != usual[id] and (both := set(keys.split(",")) & set(others.split(","))):
                raise SettingsError(
                    f"{where}: “{id}” in [keys] is {key_name(both.pop())}, which is the key of “{other}” too; "
                    "give one of them another key."
                )


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable() and key != " "
    *modifiers, last = key.split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    named = last in _KEY_NAMES or (last in {one.value for one in Keys} and "<" not in last)
    return named or (len(last) == 1 and last.isprintable() and last != " ") or key_to_character(last) is not None


def is_text(key: str) -> bool:
    """Whether a key (no arrow) is a character where text is typed."""
    return key == "space" or len(key_name(key)) == 1


def _long(key: str) -> str:
    """A key by the name that key presses have: `question_mark` rather than `?`."""
    return next(Binding.make_bindings([Binding(key, "")])).key  # type: ignore[call-overload, no-any-return]


def key_name(key: str) -> str:
    """How a key is called on the screen."""
    *modifiers, last = key.split("+")
    character = last if len(last) == 1 else key_to_character(last)
    name = _KEY_NAMES.get(last) or (character if character and character != " " else last.capitalize())
    return "+".join(
        [*(modifier.capitalize() for modifier in modifiers), name.upper() if modifiers and len(name) == 1 else name]
    )


def key_of(app: App[Any], id: str) -> str:
    """How the key in force for `id` is called."""
    return key_name((_set_keys(app).get(id) or (KEYS | DEMO_KEYS)[id]).split(",")[0])


def with_keys(app: App[Any], text: str) -> str:
    """A literal of the source with the keys in force for each `{id}` in it."""
    return text.format_map({id: key_of(app, id) for id in KEYS | DEMO_KEYS})


def changed_key(screen: Screen[Any], action: str) -> str | None:
    """How the key is called that config.toml sets for an action of a screen; None where it sets none."""
    mapping = _set_keys(screen.app)
    if not mapping:
        return None
    ids = {**_ids(type(screen.app), "app."), **_ids(type(screen), "screen.")}
    keys = mapping.get(ids.get(action, ""))
    return key_name(keys.split(",")[0]) if keys else None


class Bound(NamedTuple):
    """What can be done with keys: which, what it does, the action and what it belongs to.

    `now` is False where it would do nothing at the moment; `moves` is for what only moves a cursor.
    """

    keys: tuple[str, ...]
    does: str
    action: str
    node: DOMNode
    now: bool
    moves: bool


def keys_of(screen: Screen[Any]) -> list[Bound]:
    """The keys in force on a screen: what has the focus, its own, what moves a cursor, the app."""
    found: dict[tuple[int, str], Bound] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        does = binding.description if binding.action in _actions(type(node)) else ""
        if len(screen.focus_chain) > 1:
            does = _OF_TEXTUAL.get(binding.action, does)
        if not does:
            continue
        place = id(node), does
        keys = (*(found[place].keys if place in found else ()), key_name(key))
        moves = binding.action in _OF_TEXTUAL or not (node in (screen, screen.app) or binding.show)
        found[place] = Bound(keys, does, binding.action, node, enabled, moves)
    for binding in own_bindings(type(screen.app)):
        reaches = binding.priority and binding.description and screen.app.check_action(binding.action, ())
        if reaches and (id(screen.app), binding.description) not in found:  # a box is open: only these go through it
            mapping = _set_keys(screen.app)
            keys = tuple(map(key_name, mapping.get(binding.id or "", binding.key).split(",")))
            bound = Bound(keys, binding.description, binding.action, screen.app, True, False)
            found[id(screen.app), binding.description] = bound
    return sorted(found.values(), key=lambda bound: (bound.node is screen.app, bound.moves, bound.node is screen))


@cache
def _actions(kind: type) -> frozenset[str]:
    """The actions for which our own classes bind keys: what Textual's widgets bind beside them is left out."""
    return frozenset(binding.action for binding in own_bindings(kind))


@cache
def _ids(kind: type, prefix: str) -> dict[str, str]:
    """By action, as a key bar names it: the id of the binding."""
    return {
        action: binding.id
        for binding in own_bindings(kind)
        if binding.id
        for action in (binding.action, prefix + binding.action)
    }


def at_once(*bindings: BindingType) -> list[BindingType]:
    """These bindings with priority: a key is obeyed when it comes, not after a journey through every container.

    What has the focus must not need the keys as text, and all keys of a screen must go this way: one that took the
    long way would be overtaken by those that are pressed after it.
    """
    return [replace(binding, priority=True) for binding in Binding.make_bindings(bindings)]


def own_bindings(kind: type) -> list[Binding]:
    """The bindings that a class and those it builds on have of ours, not of Textual's."""
    classes = [one for one in kind.__mro__ if one.__module__.startswith("ce_tui.")]
    return [binding for one in classes for binding in Binding.make_bindings(vars(one).get("BINDINGS", ()))]
