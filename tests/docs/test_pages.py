"""Every command and every file that a page shows, tried page by page, in the order in which they stand there.

Of a `console` block each `$` is run, and what stands below it must be what is printed (`…` is anything). NUMBER is the
certificate number printed last. A block with a file name is written under that name, and a catalog is checked.
`<!-- now: … -->` sets the clock, in UTC. What cannot be run here stands in `WAITING`, each with the reason.
"""

import gc
import io
import os
import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from ce_tui import cli
from ce_tui.commands.parser import commands_of, parser
from ce_tui.kiosk.options import options_of
from ce_tui.settings import load
from ce_tui.ui.keys import keymap

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
MADE_ELSEWHERE = re.compile(r"<!-- made: .*?<!-- end -->", re.DOTALL)
BLOCK = re.compile(r"^ *```(\w+)(?: (\S+))?\n(.*?)^ *```$|^<!-- now: ([\d :-]+) -->$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}-[0-9A-Z]\b")
TERMINAL = "asks at a terminal, where tests/terminal types it"
NETWORK = "installs from the network, as tests/docs/test_install.py does"
WAITING = {
    "ce-tui kiosk": TERMINAL,
    "ce-tui kiosk --set-passcode": TERMINAL,
    "ce-tui doctor --kiosk": "looks at this computer, which need not be a kiosk",
    "pip install '.[cjk]'": NETWORK,
    "export PATH=~/.venvs/ce-tui/bin:$PATH": "a line of a shell's start-up file",
    "python docs": "tests/shape/test_docs.py looks whether it would change anything",
    "just pictures": "tests/shape/test_docs.py looks whether what it calls is there",
    ".ci/run": "runs these tests",
    "python -m build": "CI builds the wheel",
    "uvx --from . ce-tui demo --tour": NETWORK,
    "uv tool install .": NETWORK,
    "pipx install .": NETWORK,
}
"""What is shown and not run here."""


@dataclass
class Reader:
    """Somebody who follows a page word by word, in an empty folder."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)
    number: str = "NUMBER"
    typed: str = ""
    last: str = ""

    def follow(self, page: str) -> None:
        for kind, name, text, now in BLOCK.findall(MADE_ELSEWHERE.sub("", page)):
            if now:
                self.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
            elif kind in ("console", "sh"):
                self.read(text, printed=kind == "console")
            elif name and kind != "python":  # tests/shape/test_architecture.py looks at these
                self.write(name, text)
            else:
                assert kind != "yaml", f"a catalog without a name: {text[:80]}"

    def write(self, name: str, text: str) -> None:
        if name == "config.toml":
            path = Path.home() / ".config" / "ce-tui" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            options_of(settings := load({}, os.environ))
            keymap(settings)
            return
        (self.folder / name).write_text(text, "utf-8")
        if name.endswith(".yaml"):
            assert self.ran(f"ce-tui check {name}")[0] == 0

    def read(self, text: str, *, printed: bool) -> None:
        """Run each command, and compare what it prints with what stands below it."""
        code = 0
        for told in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:] if printed else textwrap.dedent(text).splitlines():
            command, _, expected = told.partition("\n")
            command = re.sub(r" +#.*| \|.*", "", command).strip()
            if command == "echo $?":
                assert expected.strip() == str(code)
                continue
            assert code == 0, self.last
            if command in WAITING:
                continue
            code, said = self.ran(command)
            if expected:
                lines = (re.escape(line).replace("…", ".*") for line in expected.rstrip().split("\n"))
                shape = "\n".join(lines).replace("\n.*\n", "\n(?:.*\n)*").removesuffix("\n.*")
                assert re.match(shape, said) if expected.rstrip().endswith("…") else re.fullmatch(shape, said), said
        assert code == 0, self.last

    def ran(self, command: str) -> tuple[int, str]:
        """The exit code of a command in this process, and what it printed, without the line's end."""
        program, *words = shlex.split(command)
        assert program == "ce-tui", f"{command} is neither run nor explained"
        words, into = (words[:-2], words[-1]) if ">" in words else (words, "")
        self.capsys.readouterr()
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(self.typed.encode()), "utf-8"))
        self.monkeypatch.setattr(cli, "clock", lambda: self.now)
        with pytest.raises(SystemExit) as stop:
            cli.main([word.replace("NUMBER", self.number) for word in words])
        said = self.capsys.readouterr()
        if into:
            (self.folder / into).write_text(said.out, "utf-8")
        if numbers := NUMBER.findall(said.out):
            self.number = numbers[-1]
        self.last = f"{command}\n{said.out}{said.err}".rstrip()
        return int(stop.value.code or 0), (said.out + said.err).rstrip()


@pytest.fixture
def reader(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """On a terminal, where each app that opens is looked at and closed."""

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        assert pilot.app.screen.query("*")
        pilot.app.exit()

    run = App.run

    def shown(app: App[Any], **_: Any) -> Any:
        return run(app, headless=True, size=(80, 24), auto_pilot=look)

    before = dict(os.environ)
    monkeypatch.setattr(App, "run", shown)
    monkeypatch.setattr("ce_tui.commands.screen.on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("CE_TUI_LEARNER", "ada")
    (folder := tmp_path / "reader").mkdir()
    monkeypatch.chdir(folder)
    yield Reader(folder, capsys, monkeypatch)
    os.environ.clear()
    os.environ.update(before)
    gc.enable()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_can_be_followed_word_by_word(page: Path, reader: Reader) -> None:
    # Only on the page for learners is the reader the person it tells of; elsewhere that is somebody else.
    reader.monkeypatch.setenv("CE_TUI_LEARNER", "ada" if page.stem == "learners" else "grace")
    reader.follow(page.read_text("utf-8"))


EXAMPLES = re.findall(r"^  (ce-tui .*)", "\n".join(of.epilog or "" for _, of in commands_of(parser()).values()), re.M)
CATALOG = """
organization: {id: nam, name: Northwind Academy, zone: UTC}
credits:
  - id: airway-2026
    title: Airway
    type: hours
    amount: 1.5
    partial: yes
    attestation: I was there.
    contents:
      - {kind: session, id: talk, title: Talk, starts: 2026-06-01 09:00, length: 90 min, code: PLUM-42}
      - {kind: session, id: hands-on, title: Hands-on, starts: 2026-06-01 11:45, length: 30 min, secret: battery staple}
    progress: {minutes: 90}
"""
STATEMENT = """{"id": "b1a7e1c2-5a55-4c5e-9d8e-0d6a3f0c8a11", "actor": {"account": {"homePage": "https://x.org", "name":
"ada"}}, "verb": {"id": "http://adlnet.gov/expapi/verbs/attended"}, "object": {"id": "talk"}, "result": {"duration":
"PT90M"}, "timestamp": "2026-06-01T10:30:00Z"}"""
FIRST = {"ce-tui revoke NUMBER --return": 'ce-tui revoke NUMBER --reason "By mistake."'}
"""What must have been done before an example."""
ASKS = "ce-tui claim airway-2026"
"""This example asks on a terminal what is missing; elsewhere it says that."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples of the help are at home, for each to be tried in a copy: empty until the first asks."""
    return tmp_path_factory.mktemp("world")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_does_what_it_says(example: str, reader: Reader, world: Path) -> None:
    if not [*world.iterdir()]:
        for name, text in (("catalog.yaml", CATALOG), ("statements.json", STATEMENT), ("statements.jsonl", STATEMENT)):
            (reader.folder / name).write_text(" ".join(text.split("\n")) if "json" in name else text, "utf-8")
        page = (DOCS / "organizers.md").read_text("utf-8")
        (reader.folder / "schedule.json").write_text(next(b[2] for b in BLOCK.findall(page) if b[0] == "json"), "utf-8")
        for command in (
            "ce-tui import catalog.yaml",
            "ce-tui learners ada --name 'Ada Lovelace'",
            "ce-tui learners luca --badge 7",
            "ce-tui ingest statements.json",
            "ce-tui claim airway-2026 --amount 0.5 --answer attestation=agreed",
            "ce-tui store backup",
        ):
            assert reader.ran(command)[0] == 0, reader.last
        shutil.copytree(reader.folder, world / "here")
        shutil.copytree(Path.home(), world / "home")
        (world / "number").write_text(reader.number)
    for name, into in (("here", reader.folder), ("home", Path.home())):
        shutil.copytree(world / name, into, dirs_exist_ok=True)
    reader.number = (world / "number").read_text()
    if example in WAITING:
        pytest.skip(WAITING[example])
    if example in FIRST:
        assert reader.ran(FIRST[example])[0] == 0, reader.last
    command, _, file = re.sub(r" \| .*", "", example).partition(" < ")
    if file:
        reader.typed = (reader.folder / file).read_text("utf-8")
    assert reader.ran(command)[0] == (2 if example == ASKS else 0), reader.last


def test_nothing_waits_that_no_page_shows() -> None:
    pages = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [command for command in WAITING if command not in pages] == []
