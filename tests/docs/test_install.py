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
README = (ROOT / "README.md").read_text("utf-8")
WAYS = re.findall(r"`((?:uvx|uv tool|pipx) [^`]+)`", README)


START = [sys.executable, str(ROOT / ".ci" / "start.py")]
"""Opens what follows in a pseudo-terminal, waits for its list, and quits it."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The checkout as somebody else has it."""
    kept = shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".venv")
    return Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=kept))


@pytest.mark.slow
def test_the_newcomer_s_one_line_shows_the_tour(clone: Path) -> None:
    (line,) = re.findall(r"^    (python3 .* demo .*)$", README, re.MULTILINE)
    *installs, tour = line.split(" && ")
    for command in installs:
        subprocess.run(["bash", "-c", command], cwd=clone, check=True, timeout=500)
    subprocess.run([*START, "/bin/bash", "-c", tour], cwd=clone, check=True, timeout=60)


def test_the_readme_names_three_ways_beside_the_first() -> None:
    assert [way.split()[0] for way in WAYS] == ["uvx", "uv", "pipx"]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_way_to_install_ends_in_a_program_that_starts(way: str, clone: Path) -> None:
    program, *words = shlex.split(way)
    if (path := shutil.which(program)) is None:
        pytest.skip(f"{program} is not here (pip install {'uv' if program == 'uvx' else program})")
    environment = os.environ | {"UV_PYTHON": sys.executable, "PIPX_DEFAULT_PYTHON": sys.executable}
    opens = [*START, path, *words] if "demo" in words else [path, *words]
    subprocess.run(opens, cwd=clone, env=environment, check=True, timeout=500)
    if "demo" not in words:
        installed = str(Path.home() / ".local" / "bin" / "ce-tui")
        subprocess.run([*START, installed, "demo"], cwd=clone.parent, env=environment, check=True, timeout=60)
