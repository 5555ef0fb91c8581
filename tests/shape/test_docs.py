"""The pages against the program: no command, option, setting, key or link that is not there, and none left out."""

import argparse
import re
import runpy
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from ce_tui import __version__
from ce_tui.commands.parser import commands_of, parser
from ce_tui.kiosk.options import Options
from ce_tui.settings import KEYS as SETTINGS
from ce_tui.settings import TABLES
from ce_tui.ui.keys import DEMO_KEYS, KEYS, key_name

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FRONT = [ROOT / "README.md", *sorted((ROOT / ".github").rglob("*.md"))]
PAGES = [*FRONT, *sorted(DOCS.rglob("*.md"))]
TOP = parser()
COMMANDS = {name: made for name, (_, made) in commands_of(TOP).items()}


def read(path: Path) -> str:
    return path.read_text("utf-8")


def by_hand(path: Path) -> str:
    """What a person wrote of a page: nothing made, no code, no table."""
    text = re.sub(r"<!-- made: .*?<!-- end -->|^```.*?^```|^---\n.*?^---|<!--.*?-->", "", read(path), flags=re.M | re.S)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("|", "#", "<", "![", "python3 "))]
    return "\n".join(lines)


TOLD = [
    line.split("#")[0].split(" > ")[0].split("|")[0]
    for path in PAGES
    for line in re.findall(r"ce-tui((?: +[^`\n]*)?)[`\n]", read(path).replace("\\|", "/"))
]
"""What stands after each `ce-tui` of the pages, up to a comment or a pipe."""


def named(told: str) -> str:
    """The command in it, if any."""
    return next((word for word in told.split() if word in COMMANDS), "")


def options(of: argparse.ArgumentParser) -> set[str]:
    return {option for action in of._actions for option in action.option_strings}


def test_the_readme_is_read_in_three_minutes() -> None:
    assert len(read(ROOT / "README.md").split()) <= 600


def test_no_made_page_is_behind_the_program() -> None:
    """`python docs` mends it."""
    assert runpy.run_path(str(DOCS / "__main__.py"))["stale"]() == []


def test_every_command_is_told_and_every_one_told_is_there() -> None:
    told = {word for path in PAGES for word in re.findall(r"(?:`|^\$ )ce-tui ([a-z]+)", read(path), re.MULTILINE)}
    assert told <= set(COMMANDS)
    assert set(COMMANDS) - {named(told) for told in TOLD} == set()


def test_every_option_told_is_one_of_its_command() -> None:
    found = 0
    for told in TOLD:
        has = options(COMMANDS[named(told)] if named(told) else TOP)
        for option in re.findall(r"(?<!\S)--[a-z-]+", told):
            assert option in has, told
            found += 1
    assert found > 10


def test_every_setting_is_told_and_every_one_told_is_there() -> None:
    table = read(DOCS / "learners.md").partition("## Settings")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([\w\[\]]+)`", table, re.MULTILINE) == [*SETTINGS, *(f"[{table}]" for table in TABLES)]
    variables = {name for path in PAGES for name in re.findall(r"CE_TUI_([A-Z]+)", read(path))}
    assert variables <= {key.upper() for key in SETTINGS}
    kiosk = read(DOCS / "kiosk.md").partition("[kiosk]\n")[2].partition("\n```")[0]
    assert re.findall(r"^(\w+) = ", kiosk, re.MULTILINE) == [field.name for field in fields(Options)]


def test_the_keys_are_those_of_the_app() -> None:
    table = read(DOCS / "learners.md").partition("## Keys")[2].partition("\n## ")[0]
    told: dict[str, str] = {}
    for names, keys in re.findall(r"^\| (`.*?) \| (.*?) \|", table, re.MULTILINE):
        told |= dict(zip(re.findall(r"`(\w+)`", names), keys.split(", "), strict=True))
    assert told == {id: key_name(key) for id, key in KEYS.items()}


def test_the_demo_s_keys_are_those_of_the_demo() -> None:
    table = read(DOCS / "demo.md").partition("## Keys")[2].partition("\n## ")[0]
    told: dict[str, str] = {}
    for names, keys in re.findall(r"^\| (`.*?) \| (.*?) \|", table, re.MULTILINE):
        told |= dict(zip(re.findall(r"`(\w+)`", names), re.findall(r"`(.*?)`", keys), strict=True))
    assert told == {id: key_name(key) for id, key in DEMO_KEYS.items()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", read(path), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text):
        place, _, heading = (link[0] or link[1]).partition("#")
        if place.startswith("http"):
            continue
        target = (path.parent / place).resolve() if place else path
        there = target.exists()
        if there and heading:
            titles = re.findall(r"^#+ (.*)", read(target), re.MULTILINE)
            there = heading in {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}
        if not there:
            broken.append(link)
    assert broken == []


def test_every_path_told_is_there() -> None:
    """Paths of the checkout; docs/architecture.md also has those of the source, which a test of its own follows."""
    folders = "src|tests|docs|stations|screenshots|\\.ci|\\.github"
    told = {found for path in PAGES for found in re.findall(rf"`((?:{folders})/[\w./-]*)`", read(path))}
    assert sorted(path for path in told if not (ROOT / path).exists()) == []
    assert len(told) > 10


@pytest.mark.parametrize("path", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_reads_easily(path: Path) -> None:
    """At most 15 words a sentence, one thought in each, nobody asked to be pleased."""
    text = re.sub(r"`[^`]*`|\[([^\]]*)\]\([^)]*\)|https?://\S+", lambda found: found[1] or "code", by_hand(path))
    assert re.findall(r".{0,30};.{0,10}|(?i:.{0,20}\bplease\b.{0,10})", text) == []
    sentences = re.split(r"(?<=[.!?:])[)*]*\s+|\n\n|\n(?=- )", text)
    assert [one for one in sentences if sum(any(map(str.isalnum, word)) for word in one.split()) > 15] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_says_what_everything_is_for(name: str) -> None:
    of = COMMANDS[name] if name else TOP
    assert of.description
    for action in of._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), action
    shown = of.format_help()
    assert all(option in shown for a in of._actions if a.help != argparse.SUPPRESS for option in a.option_strings)


def test_each_recipe_of_the_justfile_names_a_program_or_a_path_that_is_there() -> None:
    lines = re.findall(r"^    @?(.+)$", read(ROOT / "justfile"), re.MULTILINE)
    text = "\n".join(lines)
    programs = [f"{name}/__main__.py" for name in re.findall(r'"\{\{python\}\}" (\w+)$', text, re.MULTILINE)]
    scripts = re.findall(r"[\w/]+\.py\b|^\.ci/\w+", text, re.MULTILINE)
    assert [path for path in [*programs, *scripts] if not (ROOT / path).exists()] == []
    assert len(programs) == 2
    modules = re.findall(r"-m (ce_tui[\w.]*)", text)
    assert [name for name in modules if not (ROOT / "src" / f"{name.replace('.', '/')}.py").exists()] == []
    recipes = set(re.findall(r"^(\w+)(?: [+*]?\w+)?:$", read(ROOT / "justfile"), re.MULTILINE))
    assert {"setup", "test", "lint", "types", "docs", "pictures", "bench", "case"} <= recipes
    told = {
        word
        for path in PAGES
        for words in re.findall(r"\bjust ((?:[a-z]+ ?)+)`?$", read(path), re.MULTILINE)
        for word in words.split()
    }
    assert told <= recipes


def test_every_extra_that_is_told_is_one_of_the_project() -> None:
    extras = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["optional-dependencies"]
    texts = [*map(read, PAGES), read(ROOT / "justfile")]
    told = {name for text in texts for names in re.findall(r"'\.\[([\w,]+)\]'", text) for name in names.split(",")}
    assert told == set(extras)


def test_the_changelog_has_each_version_with_its_date_and_what_is_not_released_first() -> None:
    titles = re.findall(r"^## (.*)$", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert titles[0] == "Unreleased"
    dated = [re.fullmatch(r"(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})", title) for title in titles[1:]]
    assert all(dated)
    assert sorted((found[2] for found in dated if found), reverse=True) == [found[2] for found in dated if found]
    assert __version__ in {found[1] for found in dated if found}
    groups = set(re.findall(r"^### (.*)$", read(ROOT / "CHANGELOG.md"), re.MULTILINE))
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
