"""The import contracts of pyproject.toml hold, and see what they are there to see."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WRONG = {
    "ce_tui.credit.amount": "ce_tui.store",
    "ce_tui.ui.pages.quiz": "ce_tui.ui.pages.video",
    "ce_tui.ui.lists.rows": "ce_tui.ui.main",
    "ce_tui.commands.list": "ce_tui.commands.show",
    "ce_tui.store.lists": "ce_tui.store.claims",
}
"""Imports against the floors: of a room above, of a sibling page, command or drawer, and of a screen by a list."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the checkout in a folder."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


def test_five_wrong_imports_are_each_reported(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for importer, imported in WRONG.items():
        path = (tmp_path / "src").joinpath(*importer.split(".")).with_suffix(".py")
        path.write_text(f"{path.read_text()}\nimport {imported}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    missed = [wrong for wrong in WRONG.items() if f"{wrong[0]} -> {wrong[1]} " not in " ".join(done.stdout.split())]
    assert missed == []
