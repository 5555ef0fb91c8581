"""Times the real app through a pty against bare Textual apps, and prints ratios of one run as JSON.

    python tests/benchmarks/bench_app.py [--rounds N]

Every round runs every program, so that a busy machine hits all alike; a ratio is that of the two minima. The app is
compiled first, as installing does: without byte code every start would pay for the compiler.
"""

import argparse
import compileall
import json
import sqlite3
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ptydrive import Program

import ce_tui as package
from ce_tui.credit.amount import Amount
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.types import credit_type
from ce_tui.store import Store

APPS = Path(__file__).parent / "apps"
GOALS = {
    "first paint / bare app with the same tabs and 30 static rows": ("30 paint", "tabs start", 1.15),
    "rows shown, 30 credits / the same bare app": ("30 start", "tabs start", 1.3),
    "start, 100,000 / 10": ("100000 start", "10 start", 1.2),
    "memory, 100,000 / 10": ("100000 memory", "10 memory", 1.2),
    "cursor key, time / one-line update of a bare app": ("100000 cursor", "bare cursor", 2.0),
    "cursor key, bytes / one-line update of a bare app": ("100000 cursor bytes", "bare cursor bytes", 4.0),
    "page down, 100,000 / 1,000": ("100000 page", "1000 page", 1.3),
    "filter a character, 100,000 / 1,000": ("100000 filter", "1000 filter", 1.5),
    "tab change settled / the same without animation": ("30 tab", "still tab", 1.25),
    "claim form opens / the same form over a static screen": ("30 form", "form form", 1.25),
    "gone after quit / bare app": ("30 quit", "tabs quit", 1.1),
}
NOW = datetime.now(UTC)
KIND = credit_type("hours")
VIDEO = Content("film", ContentKind.VIDEO, "The film", 60 * 60_000)
QUESTIONS = tuple(Question(f"q{n}", QuestionKind.SHORT_TEXT, f"Question {n}?") for n in range(4))


def fill(file: Path, count: int) -> None:
    """Write a store of `count` credits; the title of every tenth holds the letter that is filtered for."""
    credits = [
        Credit(
            f"c{n}",
            f"Credit {n:06} of {'Sepsis Bundle' if n % 10 else 'Toxicology'}",
            KIND,
            Amount(1000),
            (VIDEO,),
            partial=PartialRule(),
            questions=QUESTIONS if n == 0 else (),
        )
        for n in range(count)
    ]
    with Store(file, NOW) as store:
        store.import_catalog(Organization("bench", "Bench"), credits)


def ce_tui(file: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("ce-tui")), "--store", str(file), "--learner", "bench"]


def run_bare() -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "bare.py")])
    try:
        start = program.wait("ready 0")
        keys = [program.press("down") for _ in range(15)]
        return {
            "start": start.ms,
            "cursor": statistics.median(key.ms for key in keys),
            "cursor bytes": statistics.median(key.bytes for key in keys),
        }
    finally:
        program.close()


def run_tabs() -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "tabs.py")])
    try:
        start = program.wait("Credit 000029")
        tab = [program.settle("\x1b[C") for _ in range(2)]
        return {"start": start.ms, "tab": min(tab), "quit": program.close("\x11")}
    finally:
        program.close()


def run_form(file: Path) -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "form.py")])
    try:
        program.wait("static screen")
        return {"form": program.press("c", until="Question 3?").ms}
    finally:
        program.close()


def run_still(file: Path) -> dict[str, float]:
    program = Program(ce_tui(file), env={"TEXTUAL_ANIMATIONS": "none"})
    try:
        program.wait("Current progress")
        program.settle("2")
        return {"tab": min(program.settle(key) for key in "12")}
    finally:
        program.close()


def run_paint(file: Path) -> dict[str, float]:
    program = Program(ce_tui(file))
    try:
        return {"paint": program.wait("In Progress").ms}
    finally:
        program.close()


def run_app(file: Path, count: int) -> dict[str, float]:
    program = Program(ce_tui(file))
    try:
        figures = {"start": program.wait(f"Credit {min(count, 25) - 1:06}").ms}
        program.wait("Current progress")
        if count > 100:
            keys = [program.press("down") for _ in range(15)]
            figures["cursor"] = statistics.median(key.ms for key in keys)
            figures["cursor bytes"] = statistics.median(key.bytes for key in keys)
            height = program.text.count(" of ") - 2
            program.press("home")
            pages = [program.press("pagedown", until=f"Credit {height * (n + 1):06}").ms for n in range(5)]
            figures["page"] = statistics.median(pages)
            program.press("home", until="Credit 000000")
            program.press("/")
            figures["filter"] = program.press("x", until="Credit 000200").ms
        if count == 30:
            program.settle("2")
            figures["tab"] = min(program.settle(key) for key in "12")
            figures["form"] = program.press("\r", until="Question 3?").ms
            program.settle("\x1b")
            program.press("1")
        figures["memory"] = program.memory()
        if count == 30:
            figures["quit"] = program.close("q")
        return figures
    finally:
        program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    compileall.compile_dir(Path(package.__file__).parent, quiet=1)
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {count: Path(folder) / f"{count}.db" for count in (10, 30, 1000, 100_000)}
        for count, file in files.items():
            fill(file, count)
        with Store(files[30], NOW) as store:
            key = store.find("c0")
            store.record("bench", key, "film", NOW, kind="watched", sitting="s", span=(0, 1_800_000), wall_ms=1_800_000)
        with sqlite3.connect(files[100_000]) as connection:
            connection.execute("ANALYZE")
        connection.close()
        for number in range(rounds + 1):
            runs = [("bare", run_bare()), ("tabs", run_tabs()), ("form", run_form(files[30]))]
            runs += [("still", run_still(files[30])), ("30", run_paint(files[30]))]
            runs += [(str(count), run_app(file, count)) for count, file in files.items()]
            for case, run in runs:
                for name, value in run.items():
                    if number:  # the first round only warms up
                        figures.setdefault(f"{case} {name}", []).append(value)
    ratios = {}
    for goal, (one, other, limit) in GOALS.items():
        ratio = min(figures[one]) / min(figures[other])
        ratios[goal] = {"ratio": round(ratio, 2), "goal": limit, "met": ratio <= limit}
    spread = {
        name: [round(f(values), 1) for f in (min, statistics.median, max)] for name, values in sorted(figures.items())
    }
    print(json.dumps({"rounds": rounds, "ratios": ratios, "min, median, max": spread}, indent=1))


if __name__ == "__main__":
    main()
