"""What is loaded when the first screen is painted, and for a first key: nothing that only later work needs."""

import subprocess
import sys
from pathlib import Path

from tests.terminal.conftest import Terminal, environment, store

CODE = """
import sys
from dataclasses import is_dataclass
from pathlib import Path

from ce_tui.cli import main
from ce_tui.ui.app import CeApp


def note(app):
    ours = [module for name, module in sys.modules.items() if name.startswith("ce_tui")]
    classes = {one for module in ours for one in vars(module).values() if isinstance(one, type) and is_dataclass(one)}
    names = [f"class:{one.__name__}" for one in classes if one.__module__.startswith("ce_tui")]
    Path(sys.argv.pop()).write_text(" ".join([*sys.modules, *names]))
    app.exit()


CeApp.on_ready = note
main(sys.argv[1:-1])
"""
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "fpdf", "fontTools", "PIL", "yaml"}
LATER = {
    "ce_tui.store.codec",
    "ce_tui.store.tables",
    "ce_tui.store.results",
    "ce_tui.store.upgrading",
    "ce_tui.credit.standing",
    "ce_tui.credit.questions",
    "ce_tui.ui.lists.few",
}
"""Modules of ours by which the heavy ones, the rules of credit, or what forms and pages alone need would come."""
AT_A_SCREEN = {
    "ce_tui.ui.claiming",
    "ce_tui.ui.drawing.markdown",
    "ce_tui.ui.forms.fields",
    "markdown_it",
}
"""What single screens stand on, which are loaded when they are opened."""
CELLS = "rich._unicode_data.unicode"
"""How the tables begin that tell how many cells a character takes."""
DATACLASSES = {
    "Amount",
    "ClaimSource",
    "CreditSource",
    "CreditType",
    "Learner",
    "Organization",
    "Settings",
    "Throttle",
}
"""Each compiles its methods anew at every start, so what only holds a few values is a named tuple."""


def test_the_first_paint_waits_for_nothing_that_only_later_work_needs(tmp_path: Path) -> None:
    store().close()  # a new one is made by what writes
    noted = tmp_path / "modules.txt"
    app = Terminal([sys.executable, "-c", CODE, str(noted)], (120, 40), "", environment())
    try:
        app.ends(within=30)
    finally:
        app.close()
    loaded = set(noted.read_text().split())
    assert "ce_tui.ui.main" in loaded
    assert loaded & (HEAVY | LATER) == set()
    assert not [name for name in loaded if name.startswith(CELLS)]
    assert {name for name in loaded if name.startswith("class:")} == {f"class:{name}" for name in DATACLASSES}


def test_a_first_key_waits_for_no_screen_that_it_does_not_open() -> None:
    """Whatever opens the first box is waited for, by the app as by the person."""
    code = "import sys, ce_tui.ui.opening; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "ce_tui.ui.boxes.help" in loaded
    assert loaded & (HEAVY | AT_A_SCREEN) == set()
