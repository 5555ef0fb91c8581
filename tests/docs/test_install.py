"""The README's ways to install, each tried from a copy of the checkout by the program it names."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAYS = re.findall(r"`((?:uvx|uv tool|pipx) [^`]+)`", (ROOT / "README.md").read_text("utf-8"))


def test_the_readme_names_three_ways_beside_the_first() -> None:
    assert [way.split()[0] for way in WAYS] == ["uvx", "uv", "pipx"]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_way_to_install_ends_in_a_program_that_starts(way: str, tmp_path: Path) -> None:
    """What opens the app is opened in a pseudo-terminal, as CI does it, and quit."""
    program, *words = shlex.split(way)
    if (path := shutil.which(program)) is None:
        pytest.skip(f"{program} is not here (pip install {'uv' if program == 'uvx' else program})")
    copy = tmp_path / "clone"
    kept = shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".venv")
    shutil.copytree(ROOT, copy, ignore=kept)
    environment = os.environ | {"UV_PYTHON": sys.executable, "PIPX_DEFAULT_PYTHON": sys.executable}
    start = [sys.executable, str(ROOT / ".ci" / "start.py")]
    opens = [*start, path, *words] if "demo" in words else [path, *words]
    subprocess.run(opens, cwd=copy, env=environment, check=True, timeout=500)
    if "demo" not in words:
        installed = str(Path.home() / ".local" / "bin" / "ce-tui")
        subprocess.run([*start, installed, "demo"], cwd=tmp_path, env=environment, check=True, timeout=60)
