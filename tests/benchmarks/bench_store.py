"""How much the store costs beside the bare database. Run by hand; prints ratios of one run as JSON.

Each ratio compares two things of the same run, from the least time of several interleaved rounds:
`claim`: a durable `Claims.make`, against the same look and the same three statements in plain sqlite3;
`heartbeat`: `Learning.record` of ten seconds, against a plain durable upsert of one row;
`beat`, `view`: `Learning.record` and `Credits.view` of a video of which 10,000 stretches were watched, against ten;
`page`, `count`, `filter`, `key`: the list at 100,000 credits, against the same at 1,000.
"""

import json
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from ce_tui.credit.amount import Amount
from ce_tui.credit.claims import ClaimRequest
from ce_tui.credit.ledger import Stretch
from ce_tui.credit.model import Content, ContentKind, Credit
from ce_tui.credit.parties import Organization
from ce_tui.credit.questions import AGREED, Question, QuestionKind
from ce_tui.credit.standing import ATTESTATION
from ce_tui.credit.statements import Matched, Statement
from ce_tui.credit.types import MINUTE, credit_type
from ce_tui.store import Store
from ce_tui.store.engines.connections import journal_mode

ROUNDS = 9
WRITES = 180
"""Rounds of what waits for the disk: one write each, for how long that takes varies most."""
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ORGANIZATION = Organization("nam", "Northwind Academy of Medicine", zone="Europe/Berlin")
VIDEO = Content("airway", ContentKind.VIDEO, "Airway", 60 * MINUTE, speakers=("Ada Lovelace",))
WHY = Question("why", QuestionKind.SHORT_TEXT, "Why did you come?", required=True)
CREDIT = Credit(
    "c", "Difficult airway", credit_type("ama"), Amount(1000), (VIDEO,), questions=(WHY,), attestation="I was there."
)
ANSWERS = {"why": "To learn more of it.", ATTESTATION: AGREED}
WORDS = ("Airway", "Sepsis", "Ethics", "Imaging", "Cardiology", "Pediatrics", "Opioids", "Trauma")


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def least(rounds: int, **works: Callable[[], object]) -> dict[str, float]:
    """The least time of each piece of work, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(timed(work))
    return {name: min(found) for name, found in times.items()}


def filled(path: Path, credits: int, **changes: object) -> Store:
    store = Store(path, NOW)
    store.catalogs.load(
        ORGANIZATION,
        [replace(CREDIT, id=f"c{n}", title=f"{WORDS[n % 8]} {n}", **changes) for n in range(credits)],  # type: ignore[arg-type]
    )
    return store


def plain(path: Path) -> sqlite3.Connection:
    """A connection as safe as the store's."""
    journal, synchronous = journal_mode()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"journal_mode={journal}", f"synchronous={synchronous}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Raw:
    """The statements of a claim and of a heartbeat, by hand."""

    def __init__(self, path: Path) -> None:
        self.connection = plain(path)
        self.beating = plain(path.with_name("raw-beat.db"))  # as the store's heartbeats have a file of their own
        self.beating.executescript("CREATE TABLE beat (id INTEGER PRIMARY KEY, spans TEXT NOT NULL)")
        self.keys, self.beats = count(1), count(1)
        cursor = self.connection.execute("SELECT * FROM claim LIMIT 1")
        self.row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
        del self.row["id"]

    def claim(self) -> None:
        execute = self.connection.execute
        key = next(self.keys)
        execute("SELECT id FROM claim WHERE request_id = ?", [f"raw {key}"]).fetchall()
        execute(
            "SELECT c.revision, c.data, o.data FROM credit c JOIN organization o ON o.id = organization_id"
            " WHERE c.id = ?",
            [key],
        ).fetchall()
        execute(
            "SELECT t.data FROM credit_content x JOIN content t ON t.id = x.content_id WHERE x.credit_id = ?", [key]
        ).fetchall()
        execute("SELECT spans FROM progress WHERE learner_id = 1 AND content_id = 1").fetchall()
        row = self.row | {"credit_id": key, "request_id": f"raw {key}", "number": secrets.token_hex(8)}
        row |= {"place": key + 1, "seal": secrets.token_hex(32)}
        execute("BEGIN IMMEDIATE")
        execute(
            "UPDATE holding SET claimed = 1000, claimable = 0, parts = 1, final = 1 WHERE learner_id = 1"
            " AND credit_id = ? AND parts = 0 AND claimed = 0 AND final = 0"
            " AND (SELECT revision FROM credit WHERE id = credit_id) = 1",
            [key],
        )
        execute(f"INSERT INTO claim ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})", row)
        execute("DELETE FROM draft WHERE learner_id = 1 AND credit_id = ?", [key])
        execute("COMMIT")

    def beat(self) -> None:
        self.beating.execute("BEGIN IMMEDIATE")
        self.beating.execute(
            "INSERT INTO beat VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET spans = excluded.spans",
            [f"[[0,{next(self.beats)}]]"],
        )
        self.beating.execute("COMMIT")


def writing(folder: Path) -> dict[str, float]:
    credits = WRITES + 1
    stores = {}
    for name in ("store", "raw"):
        with filled(folder / f"{name}.db", credits) as made:
            made.learning.record(
                "ada", 1, "airway", Stretch("watched", "s", span=(0, 60 * MINUTE), wall_ms=60 * MINUTE), NOW
            )
            made.claims.make("ada", credits, ClaimRequest("first", CREDIT.amount, "Ada Lovelace", ANSWERS), NOW)
        stores[name] = folder / f"{name}.db"
    keys = iter(range(1, credits))
    with filled(folder / "beat.db", 1) as beats, Store(stores["store"], NOW) as store:
        raw = Raw(stores["raw"])
        beat = count()

        def claim() -> None:
            key = next(keys)
            store.claims.make("ada", key, ClaimRequest(f"r{key}", CREDIT.amount, "Ada Lovelace", ANSWERS), NOW)

        def heartbeat() -> None:
            n = next(beat)
            at = NOW + timedelta(seconds=10 * n + 10)
            span = (n % 300 * 10_000, n % 300 * 10_000 + 10_000)
            beats.learning.record("ada", 1, "airway", Stretch("watched", "s", span=span, wall_ms=10_000), at)

        found = least(WRITES, claim=claim, raw_claim=raw.claim, heartbeat=heartbeat, raw_heartbeat=raw.beat)
        raw.connection.close()
        raw.beating.close()
    return found


def jumping(folder: Path) -> dict[str, float]:
    """Somebody skips through a video, and watches a tenth of a second each time."""
    works: dict[str, Callable[[], object]] = {}
    with closing(filled(folder / "few.db", 1)) as few, closing(filled(folder / "many.db", 1)) as many:
        for name, store, stretches in (("few", few, 10), ("many", many, 10_000)):
            played = [(300 * n, 300 * n + 100) for n in range(stretches)]
            heard = Statement("h", "ada", "airway", "paused", NOW, spans=(*played,))
            store.statements.ingest([Matched(heard, "ada", ORGANIZATION.id, VIDEO.id)], NOW)
            beat = count(1)

            def heartbeat(store: Store = store, beat: "count[int]" = beat) -> None:
                n = next(beat)
                span = (3_000_000 + 300 * n, 3_000_100 + 300 * n)
                at = NOW + timedelta(seconds=n)
                store.learning.record("ada", 1, "airway", Stretch("watched", "s", span=span, wall_ms=1000), at)

            works |= {f"{name}_beat": heartbeat, f"{name}_view": partial(store.credits.view, "ada", 1, NOW)}
        return least(5 * ROUNDS, **works)


def reading(folder: Path) -> dict[str, float]:
    with closing(filled(folder / "small.db", 1_000)) as small, closing(filled(folder / "large.db", 100_000)) as large:
        works: dict[str, Callable[[], object]] = {}
        for size, store, middle in (("small", small, 500), ("large", large, 50_000)):
            lists = store.lists
            page = partial(lists.page, "progress", "ada", NOW, limit=40)
            works |= {
                f"page_{size}": partial(page, after=middle),
                f"count_{size}": partial(lists.count, "progress", "ada", NOW),
                f"filter_{size}": partial(page, search="airway"),
                f"filter_count_{size}": partial(lists.count, "progress", "ada", NOW, "airway"),
                f"position_{size}": partial(lists.position, "progress", "ada", NOW, middle),
                f"version_{size}": partial(getattr, store, "version"),
            }
        return least(ROUNDS, **works)


def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        took = writing(Path(name)) | jumping(Path(name)) | reading(Path(name))
    ratios = {work: took[work] / took[f"raw_{work}"] for work in ("claim", "heartbeat")}
    for work in ("beat", "view"):
        ratios[f"{work} 10,000 stretches / 10"] = took[f"many_{work}"] / took[f"few_{work}"]
    for work in ("page", "count", "filter", "filter_count", "position", "version"):
        ratios[f"{work} 100,000 / 1,000"] = took[f"{work}_large"] / took[f"{work}_small"]
    print(
        json.dumps(
            {
                "ratios": {work: round(ratio, 2) for work, ratio in ratios.items()},
                "milliseconds": {work: round(1000 * seconds, 3) for work, seconds in took.items()},
                "sqlite": sqlite3.sqlite_version,
                "journal": journal_mode(),
                "rounds": ROUNDS,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
