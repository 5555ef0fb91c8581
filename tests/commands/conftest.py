"""A catalog of each kind of credit, and the commands called in this process at one moment."""

import io
import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ce_tui import cli
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.types import MINUTE
from ce_tui.store import Store

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DATA = Path(__file__).parents[3] / "shared" / "data"
CATALOG = """
organization:
  id: nam
  name: Northwind Academy
  acronym: CME
  zone: Europe/Berlin
  accreditation: Northwind Academy is accredited by nobody.
contents:
  - {kind: video, id: airway, title: Airway, length: 60 min, speakers: Ada Łuczak, url: https://example.org/a}
  - {kind: video, id: short, title: Short, length: 30 min, url: https://example.org/b}
  - {kind: session, id: talk, title: Talk, length: 60 min, starts: 2026-05-31 09:00, room: Hall 1, code: PLUM-42,
     code_until: 2026-06-30}
  - {kind: session, id: live, title: Live, length: 60 min, starts: 2026-06-01 13:30, secret: correct horse battery}
credits:
  - {id: whole, title: Whole, type: hours, amount: 1, contents: [airway], attestation: I was there.}
  - id: parts
    title: "In parts [@click=app.quit]"
    type: ama
    amount: 1.5
    format: live activity
    contents: [airway, short]
    partial: yes
    attestation: none
  - id: asked
    title: Asked
    description: Two lines.
    type: hours
    amount: 1
    contents: [airway]
    claim: {closes: 2026-12-31}
    questions:
      - {id: intro, kind: note, text: Please be frank.}
      - {id: why, kind: text, text: Why?, help: In short., required: yes}
      - {id: seen, kind: number, text: How many?, minimum: 1}
      - {id: use, kind: rating, text: Useful?, required: yes, na: yes}
      - {id: each, kind: matrix, text: Rate each, rows: speakers, required: yes}
      - {id: bias, kind: yes/no, text: Bias?, explain_if: yes, required: yes}
      - {id: topics, kind: multiple choice, text: Topics?, options: {a: Apples, b: "Pears, ripe"}, other: yes}
      - {id: change, kind: single choice, text: Change?, options: [Now, Later, Never], required: yes}
      - {id: what, kind: long text, text: What?, shown_if: {question: change, answer: now}, required: yes}
      - {id: born, kind: date, text: When?}
    attestation: I watched it.
  - id: forfeit
    title: Use it or lose it
    type: hours
    amount: 1
    contents: [airway]
    partial: {up_to: whole, remainder: forfeit}
    attestation: none
  - id: elsewhere
    title: Elsewhere
    type: iacet
    amount: 0.1
    contents: [airway]
    attestation: none
    certificate: {kind: external, url: https://example.org/ceu, text: Look into your transcript.}
  - {id: unproved, title: Unproved, type: hours, amount: 1, contents: [airway], attestation: none, certificate: none}
  - {id: later, title: Later, type: hours, amount: 0.5, contents: [short], claim: {opens: 2026-06-04}}
  - {id: over, title: Over, type: hours, amount: 0.5, contents: [short], claim: {closes: 2026-05-28}}
  - {id: hidden, title: Hidden, type: hours, amount: 0.5, contents: [short], release: 2026-06-02}
  - {id: heard, title: Heard, type: hours, amount: 1, contents: [talk, live]}
"""
ANSWERS = ["why=Because", "use=4", "each:Ada Łuczak=5", "bias=no", "change=later", "attestation=agreed"]
ASKED = ("claim", "asked", *(part for answer in ANSWERS for part in ("--answer", answer)))

_loaded: list[bytes] = []


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Ce:
    """The commands, called in this process at NOW."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Said:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main(["--store", str(self.store), "--learner", "ada", *map(str, arguments)])
        said = self.capsys.readouterr()
        return Said(int(stop.value.code or 0), said.out, said.err)

    @property
    def store(self) -> Path:
        return self.folder / "ce.db"

    def good(self, *arguments: object) -> Said:
        said = self(*arguments)
        assert (said.code, said.err) == (0, "")
        return said

    def learned(self, *contents: str, learner: str = "ada") -> None:
        """Watch those contents to their end."""
        with Store(self.store, NOW) as store:
            key = store.credits.find("parts")
            for content in contents:
                length = {"airway": 60, "short": 30}[content] * MINUTE
                store.learning.record(learner, key, content, Stretch("watched", content, span=(0, length)), NOW)


@pytest.fixture
def ce(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, quick_stores: None) -> Ce:
    for name in list(os.environ):
        if name.startswith(("CE_TUI_", "TEXTUAL")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(cli, "clock", lambda: NOW)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return Ce(tmp_path, capsys)


@pytest.fixture
def loaded(ce: Ce) -> Ce:
    """With the catalog imported: by the command the first time, and copied from then on."""
    path = catalog(ce)
    if not _loaded:
        ce.good("import", path)
        _loaded.append(ce.store.read_bytes())
    ce.store.touch(0o600)
    ce.store.write_bytes(_loaded[0])
    return ce


def catalog(ce: Ce, text: str = CATALOG, name: str = "catalog.yaml") -> Path:
    path = ce.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """A person at a terminal who types those lines."""
    keyboard = io.StringIO("".join(f"{line}\n" for line in lines))
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", keyboard)
