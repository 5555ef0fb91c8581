"""Runs the real app on a pty against bare Textual apps, and prints ratios of one run as JSON.

    python tests/benchmarks/bench_app.py [--quick] [--starts N] [--rounds N]

Starts and cursor keys are judged by CPU, which bears a busy machine better than the wall clock: a start by what its
main thread has spent until the first screen is complete, that of a large store by what all its threads have. The
programs share one core, what watches them has another. Starts have a loop of their own, in which every round runs
every program, forwards and backwards by turns; the other steps come after it. A ratio is that of the means of the
three lowest figures. Counts of bytes and of cells are exact. `--quick` leaves out all that only the wall clock
judges: on a loaded machine that says nothing.

The app is compiled first, as installing does: without byte code every start would pay for the compiler.
"""

import argparse
import compileall
import json
import os
import sqlite3
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ptydrive import Program

import ce_tui as package
from ce_tui.credit.amount import Amount
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind, Credit, PartialRule
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import Question, QuestionKind
from ce_tui.credit.types import credit_type
from ce_tui.store import Store

APPS = Path(__file__).parent / "apps"
GOALS = {
    "complete first screen, CPU / bare app with the same tabs and 30 static rows": ("30 main", "tabs main", 1.15),
    "bytes from the start to rest / the same bare app": ("30 bytes", "tabs bytes", 2.0),
    "start, CPU of all threads, 100,000 / 10": ("100000 process", "10 process", 1.05),
    "cursor key, CPU / one-line update of a bare app": ("100000 cursor main", "bare cursor main", 1.3),
    "cursor key, bytes / one-line update of a bare app": ("100000 cursor bytes", "bare cursor bytes", 4.0),
    "memory, 100,000 / 10": ("100000 memory", "10 memory", 1.2),
    "page down, 100,000 / 1,000": ("100000 page", "1000 page", 1.3),
    "filter a character, 100,000 / 1,000": ("100000 filter", "1000 filter", 1.1),
    "tab change settled / the same without animation": ("30 tab", "still tab", 1.25),
    "claim form opens / the same form over a static screen": ("30 form", "form form", 1.25),
    "gone after quit / bare app": ("30 quit", "tabs quit", 1.1),
}
NO_FLICKER = "cells that change and change back before rest"
UNJUDGED = {
    "complete first screen, CPU / the bare app without the garbage collector": ("30 main", "tabs without gc main"),
    "complete first screen, wall / bare app": ("30 wall", "tabs wall"),
    "start, wall, 100,000 / 10": ("100000 wall", "10 wall"),
    "cursor key, wall / one-line update of a bare app": ("100000 cursor", "bare cursor"),
}
FIRST_SCREEN = ("Credit 000029", "\N{BOX DRAWINGS LIGHT VERTICAL}", "F1 help")
"""The last row, the line beside the detail, and the last key: with these the first screen is complete."""
Figures = dict[str, list[float]]
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
        store.catalogs.load(Organization("bench", "Bench"), credits)


def ce_tui(file: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("ce-tui")), "--store", str(file), "--learner", "bench"]


def bare_tabs(before: str = "") -> list[str]:
    return [sys.executable, "-c", f"{before}import sys; sys.path.insert(0, {str(APPS)!r}); import tabs; tabs.main()"]


def starts(files: dict[int, Path], rounds: int, figures: Figures) -> None:
    """Start every program once a round, and watch its first screen."""
    cores = sorted(os.sched_getaffinity(0))
    core = cores[-1] if len(cores) > 1 else None
    os.sched_setaffinity(0, cores[:-1] or cores)
    cases: list[tuple[str, list[str], tuple[str, ...]]] = [
        ("tabs", bare_tabs(), ("Credit 000029", "q quit")),
        ("tabs without gc", bare_tabs("import gc; gc.disable(); "), ("Credit 000029", "q quit")),
        ("30", ce_tui(files[30]), FIRST_SCREEN),
        ("10", ce_tui(files[10]), ("Credit 000009", *FIRST_SCREEN[1:])),
        ("100000", ce_tui(files[100_000]), FIRST_SCREEN),
    ]
    for number in range(rounds + 1):
        for case, command, texts in cases:
            program = Program(command, core=core)
            try:
                start = program.start(*texts)
            finally:
                program.close()
            if number:  # the first round only warms up
                for name, value in vars(start).items():
                    figures.setdefault(f"{case} {name.removesuffix('_ms')}", []).append(value)
        cases.reverse()
    os.sched_setaffinity(0, cores)


def press_down(program: Program) -> dict[str, float]:
    """Move the cursor, never resting so long that the detail would be drawn."""
    keys = [program.press("down", quiet=0.05) for _ in range(15)]
    return {
        "cursor": statistics.median(key.ms for key in keys),
        "cursor main": statistics.median(key.main_ms for key in keys),
        "cursor bytes": statistics.median(key.bytes for key in keys),
    }


def run_bare() -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "bare.py")])
    try:
        program.wait("ready 0")
        return press_down(program)
    finally:
        program.close()


def run_cursor(file: Path) -> dict[str, float]:
    program = Program(ce_tui(file))
    try:
        program.wait("Current progress")
        return press_down(program)
    finally:
        program.close()


def run_tabs() -> dict[str, float]:
    program = Program(bare_tabs())
    try:
        program.wait("Credit 000029")
        return {"quit": program.close("\x11")}
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


def run_app(file: Path, count: int) -> dict[str, float]:
    program = Program(ce_tui(file))
    figures: dict[str, float] = {}
    try:
        program.wait("Current progress")
        if count > 100:
            height = program.text.count(" of ") - 2
            pages = [program.press("pagedown", until=f"Credit {height * (n + 1):06}").ms for n in range(5)]
            figures["page"] = statistics.median(pages)
            program.press("home", until="Credit 000000")
            program.press("/")
            filters = []
            for _ in range(3):
                filters.append(program.press("x", until="Credit 000200").ms)
                program.press("backspace", until="Credit 000001")
            figures["filter"] = min(filters)
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


def steps(files: dict[int, Path], rounds: int, quick: bool, figures: Figures) -> None:
    """Run the other steps of every program once a round."""
    for number in range(rounds + 1):
        runs = [("bare", run_bare()), ("100000", run_cursor(files[100_000]))]
        if not quick:
            runs += [("tabs", run_tabs()), ("form", run_form(files[30])), ("still", run_still(files[30]))]
            runs += [(str(count), run_app(file, count)) for count, file in files.items()]
        for case, run in runs:
            for name, value in run.items():
                if number:  # the first round only warms up
                    figures.setdefault(f"{case} {name}", []).append(value)


def low(values: list[float]) -> float:
    """The mean of the three lowest, which other programs have disturbed least."""
    return statistics.mean(sorted(values)[:3])


def report(figures: Figures) -> dict[str, object]:
    """What was measured of each goal; a case that did not run is left out."""
    goals: dict[str, object] = {}
    for goal, (one, other, limit) in GOALS.items():
        if one in figures and other in figures:
            ratio = low(figures[one]) / low(figures[other])
            goals[goal] = {"ratio": round(ratio, 3), "goal": limit, "met": ratio <= limit}
    back = max(figures["30 changed_back"])
    goals[NO_FLICKER] = {"count": back, "goal": 0, "met": not back}
    unjudged = {name: round(low(figures[one]) / low(figures[other]), 3) for name, (one, other) in UNJUDGED.items()}
    spread = {
        name: " ".join(f"{f(values):.1f}" for f in (min, low, statistics.median, max))
        for name, values in sorted(figures.items())
    }
    return {"goals": goals, "not judged": unjudged, "min, mean of three lowest, median, max": spread}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only what CPU and counts judge, in fewer rounds")
    parser.add_argument("--starts", type=int, help="rounds of starts (20, or 8 if quick)")
    parser.add_argument("--rounds", type=int, help="rounds of the other steps (7, or 3 if quick)")
    args = parser.parse_args()
    compileall.compile_dir(Path(package.__file__).parent, quiet=1)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {count: Path(folder) / f"{count}.db" for count in (10, 30, 1000, 100_000)}
        for count, file in files.items():
            fill(file, count)
        with Store(files[30], NOW) as store:
            key = store.credits.find("c0")
            store.learning.record(
                "bench", key, "film", Stretch("watched", "s", span=(0, 1_800_000), wall_ms=1_800_000), NOW
            )
        with sqlite3.connect(files[100_000]) as connection:
            connection.execute("ANALYZE")
        connection.close()
        starts(files, args.starts or (8 if args.quick else 20), figures)
        steps(files, args.rounds or (3 if args.quick else 7), args.quick, figures)
    print(json.dumps(report(figures), indent=1))


if __name__ == "__main__":
    main()
