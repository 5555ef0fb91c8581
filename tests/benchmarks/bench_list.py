"""Times the list at several lengths through a pty, and prints ratios of one run as JSON.

    python tests/benchmarks/bench_list.py [--rounds N]

Every round runs every program, so that a busy machine hits all alike; a ratio is that of the two minima, which
a neighbor's load disturbs least.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

from ptydrive import Program, Seen

APPS = Path(__file__).parent / "apps"
GOALS = {
    "cursor key, time / one-line update of a bare app": ("100000 cursor ms", "bare cursor ms", 2.0),
    "cursor key, bytes / one-line update of a bare app": ("100000 cursor bytes", "bare cursor bytes", 4.0),
    "page down, 100,000 / 1,000": ("100000 page ms", "1000 page ms", 1.3),
    "to the end, 100,000 / 1,000": ("100000 end ms", "1000 end ms", 2.5),
    "filter a character, 100,000 / 1,000": ("100000 filter ms", "1000 filter ms", 1.5),
    "clear the filter, 100,000 / 1,000": ("100000 clear ms", "1000 clear ms", 1.5),
    "start, 100,000 / 10": ("100000 start ms", "10 start ms", 1.2),
    "memory, 100,000 / 10": ("100000 memory MiB", "10 memory MiB", 1.2),
}


def fill(file: Path, rows: int) -> None:
    """Write a store of `rows` credits; the title of every tenth holds the letter that is filtered for."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE credit (id INTEGER PRIMARY KEY, title TEXT NOT NULL, hours INTEGER NOT NULL)")
        titles = ((n, f"Credit {n:06} of {'Sepsis Bundle' if n % 10 else 'Toxicology'}", n % 9) for n in range(rows))
        connection.executemany("INSERT INTO credit VALUES (?, ?, ?)", titles)
    connection.close()


def several(name: str, seen: list[Seen]) -> dict[str, float]:
    """The medians of one run's repetitions."""
    return {
        f"{name} ms": statistics.median(one.ms for one in seen),
        f"{name} bytes": statistics.median(one.bytes for one in seen),
    }


def run_bare() -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "bare.py")])
    try:
        figures = several("start", [program.wait("ready 0")])
        return figures | several("cursor", [program.press("down") for _ in range(15)])
    finally:
        program.close()


def run_list(file: Path, rows: int, *, only_start: bool = False) -> dict[str, float]:
    program = Program([sys.executable, str(APPS / "listing.py"), str(file)])
    try:
        figures = several("start", [program.wait(f"Credit {min(rows - 1, 30):06}")])
        if only_start:
            return figures
        if rows > 100:
            figures |= several("cursor", [program.press("down") for _ in range(15)])
            height = program.text.count("Credit ")
            pages = [program.press("pagedown", until=f"Credit {height * (n + 2) - 1:06}") for n in range(6)]
            figures |= several("page", pages)
            figures |= several("end", [program.press("end", until=f"Credit {rows - 1:06}")])
            program.press("home", until="Credit 000000")
            program.press("/")
            figures |= several("filter", [program.press("x", until="Credit 000300")])
            figures |= several("clear", [program.press("backspace", until="Credit 000009")])
        return figures | {"memory MiB": program.memory()}
    finally:
        program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {rows: Path(folder) / f"{rows}.db" for rows in (10, 1000, 100_000)}
        for rows, file in files.items():
            fill(file, rows)
        for number in range(rounds + 1):
            runs = [("bare", run_bare())] + [(str(rows), run_list(file, rows)) for rows, file in files.items()]
            for _ in range(3):  # a start is the longest step, and the likeliest to be disturbed
                runs += [(str(rows), run_list(files[rows], rows, only_start=True)) for rows in (10, 100_000)]
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
