"""`ce-tui phrase`: printed for scripts, refused in sentences, and its secret shown nowhere."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from tests.commands.conftest import CATALOG, NOW, Ce, catalog

from ce_tui.credit.phrase import phrase, window_of

SECRET = "correct horse battery"
MADE = phrase(SECRET, "live", window_of(NOW))


def test_the_phrase_of_this_moment_is_printed(loaded: Ce) -> None:
    assert loaded.good("phrase", "live", "--once").out == f"{MADE}\n"
    assert loaded.good("phrase", "nam/live", "--json").json == {
        "session": "live",
        "title": "Live",
        "phrase": MADE,
        "shown_at": "2026-06-01T14:00:00+02:00",
        "until": "2026-06-01T14:00:30+02:00",
    }


@pytest.mark.parametrize(
    ("session", "said"),
    [("talk", "Talk"), ("nothing", "There is no session"), ("airway", "no rotating phrase")],
)
def test_what_has_no_phrase_is_said(loaded: Ce, session: str, said: str) -> None:
    for way in ("--once", "--json"):
        found = loaded("phrase", session, way)
        assert (found.code, found.out) == (2, "")
        assert said in found.err


def test_too_early_is_said_with_when_it_opens(loaded: Ce) -> None:
    loaded.good("import", catalog(loaded, CATALOG.replace("2026-06-01 13:30", "2026-06-01 14:02")))
    assert loaded("phrase", "live", "--once").err == "The phrase of this session opens in 2 minutes.\n"


def test_showing_it_needs_a_terminal(loaded: Ce) -> None:
    said = loaded("phrase", "live")
    assert (said.code, said.out) == (2, "")
    assert "`ce-tui phrase SESSION --once` prints it" in said.err


def test_on_a_terminal_it_is_shown_full_screen(loaded: Ce, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    class PhraseApp:
        return_code = 0

        def __init__(self, session: Any, clock: Callable[[], Any], theme: str, crashed: Any) -> None:
            seen.update(session=session.id, now=clock(), theme=theme)

        def run(self) -> None:
            seen["ran"] = True

    monkeypatch.setitem(sys.modules, "ce_tui.ui.phrase_app", SimpleNamespace(PhraseApp=PhraseApp))
    monkeypatch.setattr("ce_tui.commands.screen.on_terminal", lambda: True)
    assert loaded("phrase", "live", "--theme", "nord").code == 0
    assert seen == {"session": "live", "now": NOW, "theme": "nord", "ran": True}
    assert loaded("phrase", "talk").code == 2


def test_nothing_prints_the_secret(loaded: Ce) -> None:
    for arguments in (["show", "heard"], ["show", "heard", "--json"], ["list", "--json"], ["phrase", "live", "--json"]):
        assert SECRET not in loaded.good(*arguments).out


def test_a_short_secret_and_a_code_beside_it_are_warned_of(ce: Ce) -> None:
    text = CATALOG.replace("secret: correct horse battery", "secret: short, code: abc")
    warnings = ce.good("check", catalog(ce, text), "--json").json["warnings"]
    said = "".join(map(str, warnings))
    assert "`secret` is shorter than 16 characters" in said
    assert "`code` never changes and is taken too" in said
    assert ce.good("check", catalog(ce), "--json").json["warnings"] == []
