"""Crash reports: the first of each kind is kept, whatever comes again and again."""

import os
from pathlib import Path

from ce_tui import crash


def crashed(kind: type[Exception], folder: Path, number: int) -> Path:
    try:
        raise kind("out of order")
    except Exception as error:
        path = crash.report(error, folder)
    assert path is not None
    os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return path


def test_a_storm_of_one_kind_throws_no_other_away(tmp_path: Path) -> None:
    log = tmp_path / "log"
    first, second = crashed(ValueError, log, 1), crashed(KeyError, log, 2)
    storm = [crashed(OSError, log, 3 + number) for number in range(20)]
    kept = {*log.iterdir()}
    assert {first, second, storm[0], storm[-1]} <= kept
    assert len(kept) == crash.KEPT
    last = crashed(KeyError, log, 30)
    assert {first, second, storm[0], last} <= {*log.iterdir()}


def test_of_many_kinds_the_newest_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    old = log / "crash-20260101-120000-abc_def1.log"  # as an older version named it
    old.write_text("")
    os.utime(old, (1, 1))
    kinds = [ValueError, KeyError, OSError, TypeError, IndexError, NameError, EOFError]
    made = [crashed(kind, log, number) for number, kind in enumerate(kinds)]
    assert {*log.iterdir()} == {*made[-crash.KEPT :]}


def test_a_file_of_somebody_else_is_left_and_keeps_no_report_back(tmp_path: Path) -> None:
    others = [tmp_path / f"crash-{name}.log" for name in ("of-today", "a-b-c-d", "a-b-c-e", "2026-11-29-kernel", "x")]
    for other in others:
        other.write_text("theirs")
        os.utime(other, (1, 1))
    made = [crashed(kind, tmp_path, n) for n, kind in enumerate((ValueError, KeyError, OSError, TypeError) * 3)]
    assert made[-1].exists()
    assert {other.read_text() for other in others} == {"theirs"}
